//! The verb against the direction of the figures.

use super::Check;
use super::context::{Context, Fig};
use super::finding::{Finding, Link, Repair};
use super::judge::ruled;
use super::u03::scale;
use crate::record::Verdict;
use crate::value::Kind;

pub static CHECK: Check = Check {
    id: "B01",
    page: "B01 变动方向与动词 / direction against the verb

What: in 由A降低至B the second figure must not be above the first, in 由A提高到B not below; only intervals that lie wholly on the wrong side count.
Why: a sentence is reused from the year before and the new figure moved the other way.
Example: 发病率由3.20%下降至3.45% is inconsistent. Ranks (由第十位升至第五位) run the other way and are no figures.",
    yes: &[
        ("发病率由⟦2016年|d=2016⟧的⟦3.20%⟧下降至⟦2019年|d=2019⟧的⟦3.45%⟧。", Verdict::Inconsistent),
        ("覆盖率从⟦3.20%⟧提高到⟦3.45%⟧。", Verdict::Consistent),
        ("覆盖率从⟦3.20%⟧提高到⟦3.45‰⟧。", Verdict::Suspicious),
    ],
    no: &[
        "发病率下降至⟦3.45%⟧，覆盖率提高到⟦9.1%⟧。",
        "面积由⟦30亩⟧提高到⟦2公顷⟧。",
    ],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for hit in ctx.hits("B01") {
        let (Some(from), Some(to)) = (hit.figure("from"), hit.figure("to")) else {
            continue;
        };
        let (Some(rises), Some(verb)) = (direction(&hit), hit.text("rise").or(hit.text("fall")))
        else {
            continue;
        };
        out.extend(one(ctx, from, to, rises, verb));
    }
}

fn direction(hit: &super::context::Hit) -> Option<bool> {
    match (hit.text("rise"), hit.text("fall")) {
        (Some(_), None) => Some(true),
        (None, Some(_)) => Some(false),
        _ => None,
    }
}

fn one(ctx: &Context, from: usize, to: usize, rises: bool, verb: &str) -> Option<Finding> {
    let (a, b) = (ctx.fig(from), ctx.fig(to));
    if a.figure.kind == Kind::Rate && b.figure.kind == Kind::Rate && !a.same_unit(b) {
        return slipped(ctx, from, to, rises, verb);
    }
    if !a.same_unit(b)
        || [a, b]
            .iter()
            .any(|f| f.figure.role == Some(crate::value::Role::Change))
    {
        return None;
    }
    let (x, y) = (a.hull()?, b.hull()?);
    let holds = if rises { !y.below(&x) } else { !x.below(&y) };
    let d = b.written?.value()?.sub(a.written?.value()?)?;
    let (dir, en) = if d.sign() < 0 {
        ("下降", "fall")
    } else {
        ("上升", "rise")
    };
    let f = ruled(ctx, "B01", &[from, to], holds, Link::High).against(Some(x), Some(y));
    let but = if holds { ("", "and") } else { ("但", "but") };
    let mut f = f.say(
        format!(
            "原文“{verb}”，{}{}→{}为{dir}{}",
            but.0,
            a.shown(),
            b.shown(),
            d.abs()
        ),
        format!(
            "text says “{verb}” {} {} to {} is a {en} of {}",
            but.1,
            a.number(),
            b.number(),
            d.abs()
        ),
    );
    if !holds {
        f.repairs.push(Repair {
            figure: b.me,
            to: format!("“{verb}”应为“{dir}”"),
            how: "verb",
        });
    }
    Some(f)
}

/// Two rates of different units: only that they go against the verb is said.
fn slipped(ctx: &Context, from: usize, to: usize, rises: bool, verb: &str) -> Option<Finding> {
    let (a, b) = (ctx.fig(from), ctx.fig(to));
    let size = |f: &Fig| f.hull()?.times(scale(f.figure.unit.as_deref())?);
    let (x, y) = (size(a)?, size(b)?);
    let against = if rises { y.below(&x) } else { x.below(&y) };
    let f = ctx
        .finding("B01", Verdict::Suspicious, &[from, to])
        .link(Link::Medium);
    against.then(|| {
        f.say(
            format!(
                "原文“{verb}”，{}→{}单位不一，方向相反",
                a.shown(),
                b.shown()
            ),
            format!(
                "text says “{verb}”, but {} to {} goes the other way",
                a.shown(),
                b.shown()
            ),
        )
    })
}
