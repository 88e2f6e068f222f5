//! Money, quantity, and the mean.

use super::Check;
use super::context::Context;
use super::finding::{Finding, Link};
use super::judge::judged;
use crate::record::Verdict;
use crate::value::Kind;

pub static CHECK: Check = Check {
    id: "A09",
    page: "A09 均值与量级 / mean value

What: money over quantity is compared with a mean that the clause states (人均, 户均, 每套); without one the quotient is shown and nothing is claimed.
Why: a slip between 万 and 亿 shows in the mean.
Example: 为200户发放补助60万元，户均3000元 is right; 户均3万元 is inconsistent.",
    yes: &[
        ("为⟦200户⟧发放补助⟦60万元⟧，户均⟦3000元⟧。", Verdict::Consistent),
        ("为⟦200户⟧发放补助⟦60万元⟧，户均⟦3万元⟧。", Verdict::Inconsistent),
        ("为⟦200户|g=a⟧发放补助⟦60万元|g=a⟧。", Verdict::NotCheckable),
    ],
    no: &["培训⟦200人⟧，投入⟦60万元⟧，人均收入⟦3万元⟧。"],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for hit in ctx.hits("A09") {
        let (Some(q), Some(m), Some(mean)) =
            (hit.figure("count"), hit.figure("money"), hit.figure("mean"))
        else {
            continue;
        };
        out.extend(stated(ctx, m, q, mean));
    }
    for s in &ctx.sentences {
        let ids: Vec<usize> = s.slots.iter().map(|x| x.1).collect();
        for &m in ids
            .iter()
            .filter(|i| ctx.fig(**i).figure.kind == Kind::Funding)
        {
            let Some(group) = ctx.fig(m).figure.group.as_deref() else {
                continue;
            };
            let q = ids.iter().copied().find(|i| {
                let f = ctx.fig(*i).figure;
                f.kind == Kind::Count && f.group.as_deref() == Some(group)
            });
            out.extend(q.and_then(|q| quotient(ctx, m, q)));
        }
    }
}

fn stated(ctx: &Context, money: usize, count: usize, mean: usize) -> Option<Finding> {
    let (m, q, v) = (ctx.fig(money), ctx.fig(count), ctx.fig(mean));
    let derived = m.hull()?.over(&q.hull()?)?;
    let calc = m.written?.value()?.div(q.written?.value()?)?;
    let f = judged(ctx, "A09", &[money, count, mean], derived, mean, Link::High)?;
    Some(f.say(
        format!(
            "{}/{}={calc}元，原文均值{}",
            m.number(),
            q.number(),
            v.shown()
        ),
        format!(
            "{} / {} = {calc}, text says {}",
            m.number(),
            q.number(),
            v.number()
        ),
    ))
}

fn quotient(ctx: &Context, money: usize, count: usize) -> Option<Finding> {
    let (m, q) = (ctx.fig(money), ctx.fig(count));
    let derived = m.hull()?.over(&q.hull()?)?;
    let calc = m.written?.value()?.div(q.written?.value()?)?;
    let unit = q.figure.unit.as_deref().unwrap_or("");
    Some(
        ctx.finding("A09", Verdict::NotCheckable, &[money, count])
            .link(Link::Medium)
            .against(Some(derived), None)
            .say(
                format!("均值{calc}元/{unit}，文中无可比之数"),
                format!("mean {calc} per {unit}; nothing to compare it with"),
            ),
    )
}
