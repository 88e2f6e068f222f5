//! Subsets and sub-periods across sentences.

use super::Check;
use super::context::Context;
use super::finding::{Finding, Link};
use super::r01::alike;
use crate::record::Verdict;
use crate::value::Kind;

pub static CHECK: Check = Check {
    id: "R02",
    page: "R02 子集与子期间 / subset and sub-period

What: 城市幼儿园 is a part of 幼儿园总数, and the money of one year a part of the cumulative money of a span that holds the year.
The total must say that it is one (总数, 各类, 共有, 累计); a part above it is asked about.
Why: one of the two is of another year or scope.
Example: 学校总数240所, elsewhere 民办学校260所: asked about.",
    yes: &[
        ("学校总数⟦240所|s=学校总数⟧。\n民办学校⟦260所|s=民办学校⟧。", Verdict::Suspicious),
        ("学校总数⟦240所|s=学校总数⟧。\n民办学校⟦26所|s=民办学校⟧。", Verdict::Consistent),
        ("投入⟦4.2亿元|s=改善办学条件资金 p=2020⟧。\n累计投入⟦14.8亿元|s=改善学校办学条件资金 p=2018/2020⟧。", Verdict::Consistent),
    ],
    no: &["民办学校⟦260所|s=民办学校⟧。\n新建学校⟦24所|s=新建学校⟧。"],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for file in &ctx.files {
        let ids: Vec<usize> = ctx
            .of_file(file)
            .into_iter()
            .filter(|i| ctx.fig(*i).figure.is_level())
            .collect();
        for &whole in &ids {
            let n = ctx.fig(whole);
            let said = n.figure.subject.as_deref().unwrap_or("");
            if n.figure.kind == Kind::Count
                && ctx.words.any("total", said)
                && n.subject.chars().count() >= 2
            {
                let mut parts: Vec<usize> = ids
                    .iter()
                    .copied()
                    .filter(|p| subset(ctx, *p, whole))
                    .collect();
                parts.dedup_by_key(|p| ctx.fig(*p).figure.value);
                out.extend(parts.into_iter().filter_map(|p| one(ctx, p, whole)));
            }
            if n.figure.kind == Kind::Funding && ctx.words.any("cumulative", ctx.head(whole)) {
                out.extend(
                    ids.iter()
                        .copied()
                        .filter(|p| sub_period(ctx, *p, whole))
                        .filter_map(|p| one(ctx, p, whole)),
                );
            }
        }
    }
}

fn subset(ctx: &Context, part: usize, whole: usize) -> bool {
    let (k, n) = (ctx.fig(part), ctx.fig(whole));
    let periods = match (k.figure.years(), n.figure.years()) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    };
    part != whole
        && k.same_unit(n)
        && k.figure.unit.is_some()
        && k.region == n.region
        && periods
        && k.subject != n.subject
        && k.subject.ends_with(&n.subject)
}

fn sub_period(ctx: &Context, part: usize, whole: usize) -> bool {
    let (k, n) = (ctx.fig(part), ctx.fig(whole));
    let nested = k
        .figure
        .years()
        .zip(n.figure.years())
        .is_some_and(|(a, b)| b.0 <= a.0 && a.1 <= b.1 && a != b);
    part != whole
        && k.same_unit(n)
        && k.region == n.region
        && nested
        && n.subject.chars().count() >= 6
        && alike(&k.subject, &n.subject) >= 80
}

fn one(ctx: &Context, part: usize, whole: usize) -> Option<Finding> {
    let (k, n) = (ctx.fig(part), ctx.fig(whole));
    let (a, b) = (k.hull()?, n.hull()?);
    let holds = !b.below(&a);
    let verdict = if holds {
        Verdict::Consistent
    } else {
        Verdict::Suspicious
    };
    let names = (
        k.figure.subject.as_deref().unwrap_or(""),
        n.figure.subject.as_deref().unwrap_or(""),
    );
    let says = if holds {
        ("不大于", "is not above")
    } else {
        ("大于", "exceeds")
    };
    Some(
        ctx.finding("R02", verdict, &[part, whole])
            .link(Link::Medium)
            .against(Some(b), Some(a))
            .say(
                format!("{}{}{}{}{}", names.0, k.shown(), says.0, names.1, n.shown()),
                format!(
                    "{} {} {} {} {}",
                    names.0,
                    k.shown(),
                    says.1,
                    names.1,
                    n.shown()
                ),
            ),
    )
}
