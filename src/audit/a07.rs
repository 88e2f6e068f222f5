//! From A to B, a change of C.

use super::Check;
use super::context::Context;
use super::exact::Ratio;
use super::finding::{Finding, Link};
use super::interval::{End, Interval};
use super::judge::judged;
use crate::record::Verdict;

pub static CHECK: Check = Check {
    id: "A07",
    page: "A07 由A到B，变动C / from A to B, a change of C

What: two levels and the change between them: points are the difference, percent the quotient, 年均 the root over the years.
Why: percent and points are mixed up, or one end is updated without the change.
Example: 由62.5%提高到65.0%，提高2.5个百分点 is right; 提高2.5% is inconsistent, since neither reading gives it.
Growth at constant prices (实际, 可比价) cannot be checked from nominal levels; 生产总值 and 增加值 are published so, and are suspicious at most.",
    yes: &[
        ("覆盖率由⟦62.5%⟧提高到⟦65.0%⟧，提高⟦2.5个百分点⟧。", Verdict::Consistent),
        ("覆盖率由⟦62.5%⟧提高到⟦65.0%⟧，提高⟦3.5个百分点⟧。", Verdict::Inconsistent),
        ("学校由⟦200所⟧增加到⟦250所⟧，增长⟦25%|change⟧。", Verdict::Consistent),
        ("地区生产总值由⟦500亿元⟧增加到⟦700亿元⟧，增长⟦30%|change⟧。", Verdict::Suspicious),
        ("现价生产总值由⟦500亿元⟧增加到⟦700亿元⟧，增长⟦30%|change⟧。", Verdict::Inconsistent),
        ("产量由⟦2010年|d=2010⟧的⟦200吨⟧增加到⟦2012年|d=2012⟧的⟦242吨⟧，年均增长⟦10%|change⟧。", Verdict::Consistent),
    ],
    no: &[
        "总产值由⟦200亿元⟧增加到⟦250亿元⟧，按可比价格计算增长⟦18%|change⟧。",
        "学校由⟦200所⟧增加到⟦250所⟧，教师增长⟦3%|change⟧。",
    ],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for hit in ctx.hits("A07") {
        let (Some(from), Some(to), Some(by)) =
            (hit.figure("from"), hit.figure("to"), hit.figure("change"))
        else {
            continue;
        };
        let comparable = ctx.fig(from).same_unit(ctx.fig(to)) && !ctx.fig(to).figure.is_target();
        let link = ctx.growth(to, hit.sentence.text).filter(|_| comparable);
        let Some(link) = link else { continue };
        let years = match hit.text("yearly") {
            None => Some(1),
            Some(_) => ctx
                .fig(from)
                .figure
                .years()
                .zip(ctx.fig(to).figure.years())
                .map(|(a, b)| b.1 - a.1)
                .or_else(|| span(ctx, &hit.figures("dates"), hit.sentence.within(hit.range()))),
        };
        let Some(years) = years.and_then(|y| u32::try_from(y).ok()).filter(|y| *y > 0) else {
            continue;
        };
        out.extend(one(ctx, [from, to, by], years, link));
    }
}

/// The years between the first two dates of the match.
fn span(ctx: &Context, named: &[usize], all: Vec<usize>) -> Option<i32> {
    let mut years = named.iter().chain(&all).filter_map(|i| {
        ctx.fig(*i)
            .figure
            .date
            .as_deref()
            .and_then(super::figure::years)
    });
    Some(-(years.next()?.1 - years.next()?.1))
}

fn one(ctx: &Context, ids: [usize; 3], years: u32, link: Link) -> Option<Finding> {
    let [from, to, by] = ids;
    let (a, b, c) = (ctx.fig(from), ctx.fig(to), ctx.fig(by));
    let (x, y) = (a.hull()?, b.hull()?);
    let points = c.figure.unit.as_deref() == Some("pp");
    let (change, calc) = if points {
        (y.sub(&x)?, b.written?.value()?.sub(a.written?.value()?)?)
    } else if years == 1 {
        let q = y.over(&x)?;
        let calc = b
            .written?
            .value()?
            .div(a.written?.value()?)?
            .sub(Ratio::ONE)?;
        (percent(q)?, calc.mul(Ratio::whole(100))?)
    } else {
        return yearly(ctx, from, to, by, years);
    };
    let sized = if calc.sign() < 0 {
        change.neg()
    } else {
        change
    };
    let f = judged(ctx, "A07", &ids, sized, by, link)?;
    let unit = if points { "个百分点" } else { "%" };
    Some(f.readings(&["points", "percent"]).say(
        format!(
            "由{}到{}应为{}{unit}，原文{}",
            a.shown(),
            b.shown(),
            calc.abs(),
            c.shown()
        ),
        format!(
            "{} to {} is {}{}, text says {}",
            a.number(),
            b.number(),
            calc.abs(),
            if points { " points" } else { "%" },
            c.number()
        ),
    ))
}

fn percent(q: Interval) -> Option<Interval> {
    q.sub(&Interval::point(Ratio::ONE))?
        .times(Ratio::whole(100))
}

/// Without roots: the stated yearly growth, raised to the years, must meet the quotient.
fn yearly(ctx: &Context, from: usize, to: usize, by: usize, years: u32) -> Option<Finding> {
    let (a, b, c) = (ctx.fig(from), ctx.fig(to), ctx.fig(by));
    let quotient = b.hull()?.over(&a.hull()?)?;
    let raised = |e: End| -> Option<End> {
        let factor = e.at.div(Ratio::whole(100))?.add(Ratio::ONE)?;
        Some(End {
            at: factor.pow(years)?,
            closed: e.closed,
        })
    };
    let any = c.written?.any()?;
    let grown = Interval {
        low: Some(raised(any.low?)?),
        high: Some(raised(any.high?)?),
    };
    let holds = grown.meets(&quotient);
    let f = super::judge::ruled(ctx, "A07", &[from, to, by], holds, Link::Medium)
        .against(Some(quotient), Some(grown));
    let q = b.written?.value()?.div(a.written?.value()?)?;
    Some(f.readings(&["yearly"]).say(
        format!(
            "由{}到{}为{q}倍，年均{}在{years}年间{}此数",
            a.shown(),
            b.shown(),
            c.shown(),
            if holds { "合" } else { "不合" }
        ),
        format!(
            "{} to {} is a factor of {q}; {} a year over {years} years {} it",
            a.number(),
            b.number(),
            c.number(),
            if holds { "gives" } else { "does not give" }
        ),
    ))
}
