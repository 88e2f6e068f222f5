//! Value now, increase since the base, value of the base.

use super::Check;
use super::context::Context;
use super::exact::Ratio;
use super::finding::{Finding, Link};
use super::interval::Interval;
use super::judge::{judged, ruled};
use crate::record::Verdict;
use crate::value::Role;

pub static CHECK: Check = Check {
    id: "A06",
    page: "A06 现值—增量—基期 / value, increase, base

What: the base that value and increase imply must not be negative; where a growth rate stands too, increase / base must meet it.
Why: 增加X and 增加到X are mixed up, and a rate is kept from the year before.
Example: 共有床位320张，比上年增加40张，增长14.3% is right (40/280 = 14.2857 %). 同口径 or 可比 growth is not checkable.",
    yes: &[
        ("本年收入总计⟦320.5万元⟧。与⟦2019年度|d=2019⟧相比，本年收入总计增加⟦40.1万元|change⟧，增长⟦14.30%|change⟧。", Verdict::Consistent),
        ("共有床位⟦320张⟧，比⟦上年|d=2019⟧增加⟦40张|change⟧。", Verdict::Consistent),
        ("共有床位⟦320张⟧，比⟦上年|d=2019⟧增加⟦340张|change⟧。", Verdict::Inconsistent),
        ("共有床位⟦320张⟧，比⟦上年|d=2019⟧增加⟦40张|change⟧，增长⟦14.3%|change⟧。", Verdict::Consistent),
        ("共有床位⟦320张⟧，比⟦上年|d=2019⟧增加⟦40张|change⟧，增长⟦24.3%|change⟧。", Verdict::Inconsistent),
        ("第二产业增加值⟦320亿元⟧，比⟦上年|d=2019⟧增加⟦40亿元|change⟧，增长⟦9.1%|change⟧。", Verdict::Suspicious),
    ],
    no: &[
        "收入⟦320万元⟧，同口径比⟦上年|d=2019⟧增加⟦40万元|change⟧，增长⟦24.3%|change⟧。",
        "共有床位⟦320张⟧，护士⟦400名⟧。",
    ],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for hit in ctx.hits("A06") {
        let now = hit.figure("now").or_else(|| named(ctx, &hit));
        let (Some(now), Some(delta)) = (now, hit.figure("delta")) else {
            continue;
        };
        let rise = hit.text("rise").is_some();
        let fitting = ctx.fig(now).same_unit(ctx.fig(delta)) && ctx.fig(now).figure.is_level();
        if !fitting {
            continue;
        }
        out.extend(base(ctx, now, delta, rise));
        let Some(rate) = hit.figure("rate") else {
            continue;
        };
        let changes = ctx.fig(rate).figure.role == Some(Role::Change);
        let link = ctx.growth(now, hit.sentence.text).filter(|_| changes);
        out.extend(link.and_then(|link| growth(ctx, [now, delta, rate], rise, link)));
    }
    out.sort_by(|a, b| (a.check, &a.figures).cmp(&(b.check, &b.figures)));
    out.dedup_by(|a, b| a.check == "A06" && b.check == "A06" && a.figures == b.figures);
}

/// The last figure before the sentence that stands right behind the same name.
fn named(ctx: &Context, hit: &super::context::Hit) -> Option<usize> {
    let (name, delta) = (hit.text("name")?, hit.figure("delta")?);
    let me = ctx.fig(delta);
    let before = ctx.of[me.me.document].iter().copied().filter(|i| {
        let f = ctx.fig(*i);
        f.figure.span.start < me.figure.span.start
            && f.same_unit(me)
            && ctx.head(*i).ends_with(name)
    });
    before.max_by_key(|i| ctx.fig(*i).figure.span)
}

fn implied(ctx: &Context, now: usize, delta: usize, rise: bool) -> Option<Interval> {
    let (v, d) = (ctx.fig(now).hull()?, ctx.fig(delta).hull()?);
    if rise { v.sub(&d) } else { v.add(&d) }
}

fn base(ctx: &Context, now: usize, delta: usize, rise: bool) -> Option<Finding> {
    let base = implied(ctx, now, delta, rise)?;
    let holds = !base.below(&Interval::point(Ratio::ZERO));
    let (v, d) = (ctx.fig(now), ctx.fig(delta));
    let (x, y) = (v.written?.value()?, d.written?.value()?);
    let b = if rise { x.sub(y)? } else { x.add(y)? };
    let sign = if rise { "−" } else { "+" };
    let end = if holds {
        ("基期为正", "base is positive")
    } else {
        ("基期为负", "base is negative")
    };
    Some(
        ruled(ctx, "A06", &[now, delta], holds, Link::High)
            .against(Some(base), None)
            .say(
                format!("{}{sign}{}={b}，{}", v.number(), d.number(), end.0),
                format!("{}{sign}{} = {b}, {}", v.number(), d.number(), end.1),
            ),
    )
}

fn growth(ctx: &Context, ids: [usize; 3], rise: bool, link: Link) -> Option<Finding> {
    let [now, delta, rate] = ids;
    let (v, d, g) = (ctx.fig(now), ctx.fig(delta), ctx.fig(rate));
    // delta / (now − delta) grows with delta and falls with now, so its ends are at the corners.
    let (vh, dh) = (v.hull()?, d.hull()?);
    let at = |v: Ratio, d: Ratio| -> Option<Ratio> {
        let base = if rise { v.sub(d)? } else { v.add(d)? };
        if base.sign() <= 0 {
            return None;
        }
        d.div(base)?.mul(Ratio::whole(100))
    };
    let derived = Interval::closed(at(vh.high?.at, dh.low?.at)?, at(vh.low?.at, dh.high?.at)?);
    let calc = at(v.written?.value()?, d.written?.value()?)?;
    let f = judged(ctx, "A06", &ids, derived, rate, link)?;
    Some(f.say(
        format!(
            "由{}与变动{}得增幅{calc}%，原文{}%",
            v.number(),
            d.number(),
            g.number()
        ),
        format!(
            "{} with a change of {} gives {calc}%, text says {}%",
            v.number(),
            d.number(),
            g.number()
        ),
    ))
}
