//! The base that one document implies and another states.

use super::Check;
use super::context::Context;
use super::finding::{Finding, Link};
use super::interval::Interval;
use super::series;
use crate::record::Verdict;

pub static CHECK: Check = Check {
    id: "X04",
    page: "X04 基期衔接 / roll-forward

What: value less increase is the base; where another file states the value of the base year under the same key, both must meet.
A revised base (口径调整, 修订) is common, so it is asked about.
Why: the increase was taken from a table of another scope.
Example: 2019 共有320所，比2018年增加40所, but the file of 2018 says 290所.",
    yes: &[
        ("@ path=a.txt region=甲市\n幼儿园⟦320所|s=公办幼儿园 p=2019⟧，比⟦2018年|d=2018⟧增加⟦40所|change⟧。\n===\n@ path=b.txt region=甲市\n幼儿园⟦290所|s=公办幼儿园 p=2018⟧。", Verdict::Suspicious),
        ("@ path=a.txt region=甲市\n幼儿园⟦320所|s=公办幼儿园 p=2019⟧，比⟦2018年|d=2018⟧增加⟦40所|change⟧。\n===\n@ path=b.txt region=甲市\n幼儿园⟦280所|s=公办幼儿园 p=2018⟧。", Verdict::Consistent),
    ],
    no: &["@ path=a.txt region=甲市\n幼儿园⟦320所|s=公办幼儿园 p=2019⟧，比⟦2018年|d=2018⟧增加⟦40所|change⟧。\n===\n@ path=b.txt region=甲市\n小学⟦290所|s=城区小学校 p=2018⟧。"],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    let all = ctx.keyed();
    for hit in ctx.hits("A06") {
        let (Some(now), Some(delta)) = (hit.figure("now"), hit.figure("delta")) else {
            continue;
        };
        let Some((key, year)) = series::key(ctx, ctx.fig(now)) else {
            continue;
        };
        let base_year = hit.sentence.within(hit.range()).into_iter().find_map(|i| {
            ctx.fig(i)
                .figure
                .date
                .as_deref()
                .and_then(super::figure::years)
        });
        let base_year = base_year.map_or(year - 1, |y| y.1);
        let stated = all
            .get(&key)
            .and_then(|v| v.iter().find(|k| k.year == base_year));
        let Some(stated) = stated.filter(|k| k.fig != now) else {
            continue;
        };
        let rise = hit.text("rise").is_some();
        out.extend(one(ctx, now, delta, stated.fig, base_year, rise));
    }
}

fn one(
    ctx: &Context,
    now: usize,
    delta: usize,
    base: usize,
    year: i32,
    rise: bool,
) -> Option<Finding> {
    let (v, d, b) = (ctx.fig(now), ctx.fig(delta), ctx.fig(base));
    if !v.same_unit(d) {
        return None;
    }
    let implied: Interval = if rise {
        v.hull()?.sub(&d.hull()?)?
    } else {
        v.hull()?.add(&d.hull()?)?
    };
    let (x, y) = (v.written?.value()?, d.written?.value()?);
    let calc = if rise { x.sub(y)? } else { x.add(y)? };
    let holds = implied.meets(&b.hull()?);
    let verdict = if holds {
        Verdict::Consistent
    } else {
        Verdict::Suspicious
    };
    Some(
        ctx.finding("X04", verdict, &[now, delta, base])
            .link(Link::High)
            .against(Some(implied), b.hull())
            .say(
                format!("倒推{year}年为{calc}，{year}年文件为{}", b.shown()),
                format!(
                    "implied value of {year} is {calc}, the document of {year} says {}",
                    b.number()
                ),
            ),
    )
}
