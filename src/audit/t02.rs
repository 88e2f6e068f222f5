//! Stated growth against the level of the year before.

use super::Check;
use super::context::Context;
use super::exact::Ratio;
use super::finding::{Finding, Link};
use super::judge::judged;
use super::series;
use crate::record::Verdict;
use crate::value::Role;

pub static CHECK: Check = Check {
    id: "T02",
    page: "T02 增速与序列 / growth against the series

What: V，比上年增长g% is held against the value of the year before under the same key, from any document. Growth at constant prices or of one scope
(可比, 实际, 剔除) is not compared. Bases are revised, so it is asked about.
Why: the growth is that of another line of the table.
Example: 2018 200所; 2019 240所，比上年增长12%: the levels give 20 %.",
    yes: &[
        ("@ path=a.txt region=甲市\n学校⟦200所|s=义务教育学校 p=2018⟧。\n===\n@ path=b.txt region=甲市\n学校⟦240所|s=义务教育学校 p=2019⟧，比上年增长⟦12%|change⟧。", Verdict::Suspicious),
        ("@ path=a.txt region=甲市\n学校⟦200所|s=义务教育学校 p=2018⟧。\n===\n@ path=b.txt region=甲市\n学校⟦240所|s=义务教育学校 p=2019⟧，比上年增长⟦20%|change⟧。", Verdict::Consistent),
    ],
    no: &["@ path=a.txt region=甲市\n产值⟦200亿元|s=工业总产值 p=2018⟧。\n===\n@ path=b.txt region=甲市\n产值⟦240亿元|s=工业总产值 p=2019⟧，按可比价比上年增长⟦12%|change⟧。"],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    let all = ctx.keyed();
    for hit in ctx.hits("T02") {
        let (Some(now), Some(growth)) = (hit.figure("now"), hit.figure("growth")) else {
            continue;
        };
        let g = ctx.fig(growth).figure;
        let rise = hit.text("rise").is_some();
        let usable = g.role == Some(Role::Change)
            && g.unit.as_deref() == Some("%")
            && ctx.growth(now, hit.sentence.text).is_some();
        let Some((key, year)) = series::key(ctx, ctx.fig(now)).filter(|_| usable) else {
            continue;
        };
        let base = all
            .get(&key)
            .and_then(|v| v.iter().find(|k| k.year == year - 1));
        out.extend(base.and_then(|b| one(ctx, b.fig, now, growth, rise)));
    }
}

fn one(ctx: &Context, base: usize, now: usize, growth: usize, rise: bool) -> Option<Finding> {
    let (a, b, g) = (ctx.fig(base), ctx.fig(now), ctx.fig(growth));
    let sign = if rise { Ratio::ONE } else { Ratio::ONE.neg() };
    let one = super::interval::Interval::point(Ratio::ONE);
    let derived = b
        .hull()?
        .over(&a.hull()?)?
        .sub(&one)?
        .times(Ratio::whole(100))?
        .times(sign)?;
    let calc = b
        .written?
        .value()?
        .div(a.written?.value()?)?
        .sub(Ratio::ONE)?
        .mul(Ratio::whole(100))?
        .mul(sign)?;
    let f = judged(
        ctx,
        "T02",
        &[base, now, growth],
        derived,
        growth,
        Link::Medium,
    )?;
    Some(f.say(
        format!(
            "按{}→{}应为{calc}%，原文{}%",
            a.shown(),
            b.shown(),
            g.number()
        ),
        format!(
            "levels {} to {} give {calc}%, text says {}%",
            a.number(),
            b.number(),
            g.number()
        ),
    ))
}
