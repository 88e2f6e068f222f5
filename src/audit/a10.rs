//! The total that a part and a percent imply.

use super::Check;
use super::b06;
use super::context::Context;
use super::exact::Ratio;
use super::finding::{Finding, Link};
use crate::record::Verdict;
use crate::value::{Kind, Role};

pub static CHECK: Check = Check {
    id: "A10",
    page: "A10 隐含分母 / implied denominator

What: a part with its share but without its total allows certain whole totals; one alone is noted as a fact, none is inconsistent.
Why: the implied total can be tied to a total that stands elsewhere.
Example: 女职工411名，占职工总数的31.37% allows only 1310.",
    yes: &[
        ("女职工⟦411名⟧，占职工总数的⟦31.37%|share⟧。", Verdict::Consistent),
        ("女职工⟦411名⟧，占职工总数的⟦31.4%|share⟧。", Verdict::NotCheckable),
        ("新增女干部⟦7名⟧、女职工⟦9名⟧，分别占总数的⟦22.13%|share⟧和⟦31.57%|share⟧。", Verdict::Inconsistent),
    ],
    no: &["女职工⟦411名⟧，占职工总数的⟦31%|target⟧以上。"],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    let mut told: Vec<usize> = Vec::new();
    for (part, share) in pairs(ctx) {
        if !told.contains(&share) {
            told.push(share);
            out.extend(one(ctx, part, share));
        }
    }
}

fn pairs(ctx: &Context) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    for chain in b06::chains(ctx) {
        if let [counts, shares, ..] = chain.lists.as_slice() {
            out.extend(counts.iter().copied().zip(shares.iter().copied()));
        }
    }
    for hit in ctx.hits("A10") {
        out.extend(hit.figure("part").zip(hit.figure("share")));
    }
    out.retain(|(k, p)| {
        let (k, p) = (ctx.fig(*k), ctx.fig(*p));
        let share = p.figure.role == Some(Role::Share) && p.figure.unit.as_deref() == Some("%");
        share && k.figure.kind == Kind::Count && k.figure.is_level() && p.figure.is_level()
    });
    out
}

fn one(ctx: &Context, part: usize, share: usize) -> Option<Finding> {
    let (k, p) = (ctx.fig(part), ctx.fig(share));
    let whole = k.hull()?.over(&p.hull()?)?.times(Ratio::whole(100))?;
    let exact = k.written?.exact && k.written?.plain() && p.written?.plain();
    let (low, high) = (whole.low?.at, whole.high?.at);
    let (verdict, zh, en) = match whole.integers() {
        Some((a, b)) if a == b && exact => (
            Verdict::Consistent,
            format!("只能为{a}"),
            format!("can only be {a}"),
        ),
        Some((a, b)) => (
            Verdict::NotCheckable,
            format!("应在{a}–{b}"),
            format!("lies in {a} to {b}"),
        ),
        None if exact => {
            let any = k
                .hull()?
                .over(&p.written?.any()?)?
                .times(Ratio::whole(100))?;
            let verdict = if any.integers().is_some() {
                Verdict::Suspicious
            } else {
                Verdict::Inconsistent
            };
            (
                verdict,
                format!("应在{low}–{high}，其间无整数"),
                format!("lies in {low} to {high}, which holds no whole number"),
            )
        }
        None => return None,
    };
    Some(
        ctx.finding("A10", verdict, &[part, share])
            .link(Link::High)
            .against(Some(whole), None)
            .say(
                format!("由{}与{}%推得总数{zh}", k.number(), p.number()),
                format!(
                    "the total implied by {} and {}% {en}",
                    k.number(),
                    p.number()
                ),
            ),
    )
}
