//! Done, target and completion rate.

use super::Check;
use super::a01::per;
use super::context::Context;
use super::exact::Ratio;
use super::finding::{Finding, Link};
use super::judge::judged;
use crate::record::Verdict;

pub static CHECK: Check = Check {
    id: "A05",
    page: "A05 完成率 / completion rate

What: what was done is divided by the task and compared with the stated completion rate; above 100 % is legal.
Where the task is not stated, the whole tasks that the rate allows are given and the relation is not checkable.
Why: the rate is often carried over from the month before.
Example: 年度任务3200户，实际完成3264户，完成率102% is right.",
    yes: &[
        ("年度任务⟦3200户⟧，实际完成⟦3264户⟧，完成率⟦102%|attainment⟧。", Verdict::Consistent),
        ("年度任务⟦3200户⟧，实际完成⟦3264户⟧，完成率⟦112%|attainment⟧。", Verdict::Inconsistent),
        ("⟦3264户⟧家庭参加改造，完成率⟦101.7%|attainment⟧。", Verdict::NotCheckable),
    ],
    no: &["年度任务⟦3200户⟧，完成投资⟦5000万元⟧，完成率⟦62%|attainment⟧。"],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    let hits = ctx.hits("A05");
    let told: Vec<usize> = hits
        .iter()
        .filter(|h| h.figure("whole").is_some())
        .filter_map(|h| h.figure("rate"))
        .collect();
    for hit in hits {
        let (Some(part), Some(rate)) = (hit.figure("part"), hit.figure("rate")) else {
            continue;
        };
        let found = match hit.figure("whole") {
            Some(whole) => stated(ctx, whole, part, rate),
            None if told.contains(&rate) => None,
            None => implied(ctx, part, rate),
        };
        out.extend(found);
    }
}

fn stated(ctx: &Context, whole: usize, part: usize, rate: usize) -> Option<Finding> {
    let (n, k, p) = (ctx.fig(whole), ctx.fig(part), ctx.fig(rate));
    if !n.same_unit(k) {
        return None;
    }
    let unit = p.figure.unit.as_deref()?;
    let of = Ratio::whole(per(unit)?);
    let derived = k.hull()?.over(&n.hull()?)?.times(of)?;
    let calc = k.written?.value()?.div(n.written?.value()?)?.mul(of)?;
    let f = judged(ctx, "A05", &[part, whole, rate], derived, rate, Link::High)?;
    Some(
        f.strength(super::a01::strength(ctx, whole, rate, &derived))
            .say(
                format!(
                    "完成数{}/任务数{}={calc}{unit}，原文完成率{}{unit}",
                    k.number(),
                    n.number(),
                    p.number()
                ),
                format!(
                    "done {} / target {} = {calc}{unit}, text says {}{unit}",
                    k.number(),
                    n.number(),
                    p.number()
                ),
            ),
    )
}

fn implied(ctx: &Context, part: usize, rate: usize) -> Option<Finding> {
    let (k, p) = (ctx.fig(part), ctx.fig(rate));
    if p.figure.unit.as_deref() != Some("%") || k.figure.is_target() {
        return None;
    }
    let whole = k.hull()?.over(&p.hull()?)?.times(Ratio::whole(100))?;
    let (a, b) = (whole.low?.at, whole.high?.at);
    Some(
        ctx.finding("A05", Verdict::NotCheckable, &[part, rate])
            .against(Some(whole), None)
            .say(
                format!(
                    "未列任务数；由{}与{}%推得任务数在{a}–{b}",
                    k.number(),
                    p.number()
                ),
                format!(
                    "no target stated; {} and {}% imply {a} to {b}",
                    k.number(),
                    p.number()
                ),
            ),
    )
}
