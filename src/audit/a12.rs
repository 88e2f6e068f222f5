//! Growth that no whole base gives.

use super::Check;
use super::b06;
use super::context::Context;
use super::exact::Ratio;
use super::finding::{Finding, Link};
use super::interval::Interval;
use crate::record::Verdict;
use crate::value::{Kind, Role};

pub static CHECK: Check = Check {
    id: "A12",
    page: "A12 增长整数可行性 / growth of a count

What: a count of whole things that grew by g% had a whole base. Where none exists under any rounding, the growth is not that of the count:
it may be points, the growth of a share, or a slip, so it is asked about.
Why: a growth figure is attached to the wrong quantity.
Example: 女职工411名，比上届增长13.79% allows no base (361.2 would be needed).",
    yes: &[
        ("女职工⟦411名⟧，比上届增长⟦13.79%|change⟧。", Verdict::Suspicious),
        ("女职工⟦411名⟧，比上届增长⟦13.85%|change⟧。", Verdict::Consistent),
    ],
    no: &["女职工⟦41100名⟧，比上届增长⟦13.7%|change⟧。", "产值⟦411亿元⟧，比上年增长⟦13.79%|change⟧。"],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    let mut told: Vec<usize> = Vec::new();
    for (count, growth, rise) in pairs(ctx) {
        if !told.contains(&growth) {
            told.push(growth);
            out.extend(one(ctx, count, growth, rise));
        }
    }
}

fn pairs(ctx: &Context) -> Vec<(usize, usize, bool)> {
    let mut out = Vec::new();
    for chain in b06::chains(ctx) {
        for later in chain.lists.iter().skip(1) {
            out.extend(
                chain.lists[0]
                    .iter()
                    .copied()
                    .zip(later.iter().copied())
                    .map(|(a, b)| (a, b, true)),
            );
        }
    }
    for hit in ctx.hits("A12") {
        let pair = hit.figure("count").zip(hit.figure("growth"));
        out.extend(pair.map(|(a, b)| (a, b, hit.text("rise").is_some())));
    }
    out.retain(|(v, g, _)| {
        let (v, g) = (ctx.fig(*v), ctx.fig(*g));
        let change = g.figure.role == Some(Role::Change) && g.figure.unit.as_deref() == Some("%");
        change
            && v.figure.kind == Kind::Count
            && v.figure.is_level()
            && v.figure.status == g.figure.status
    });
    out
}

fn one(ctx: &Context, count: usize, growth: usize, rise: bool) -> Option<Finding> {
    let (v, g) = (ctx.fig(count), ctx.fig(growth));
    let (n, w) = (v.written?, g.written?);
    let cells = Ratio::ten(2 - w.number.exponent)?;
    if !n.exact || !n.plain() || !w.plain() || n.value()? > cells {
        return None;
    }
    let base = |i: Interval| -> Option<Interval> {
        let part = i.times(Ratio::new(1, 100)?)?;
        let one = Interval::point(Ratio::ONE);
        let factor = if rise {
            one.add(&part)?
        } else {
            one.sub(&part)?
        };
        v.hull()?.over(&factor)
    };
    let near = base(w.hull()?)?;
    let feasible = near
        .integers()
        .or_else(|| base(w.any().unwrap_or(Interval::ALL)).and_then(|b| b.integers()));
    let verdict = if feasible.is_some() {
        Verdict::Consistent
    } else {
        Verdict::Suspicious
    };
    let (zh, en) = match feasible {
        Some((b, _)) => (
            format!("{}按{}%倒推，上期可为{b}", v.number(), g.number()),
            format!("{} less {}% allows a base of {b}", v.number(), g.number()),
        ),
        None => (
            format!(
                "{}按增长{}%倒推，上期在{}–{}间无整数解",
                v.number(),
                g.number(),
                near.low?.at,
                near.high?.at
            ),
            format!(
                "{} less {}%: no whole base in {} to {}",
                v.number(),
                g.number(),
                near.low?.at,
                near.high?.at
            ),
        ),
    };
    Some(
        ctx.finding("A12", verdict, &[count, growth])
            .link(Link::Medium)
            .readings(&["count", "points", "share"])
            .against(Some(near), None)
            .say(zh, en),
    )
}
