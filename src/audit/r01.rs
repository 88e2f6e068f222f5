//! The same quantity said twice.

use super::Check;
use super::context::{Context, Fig};
use super::finding::{Finding, Link};
use crate::record::{Severity, Verdict};
use crate::value::{Kind, Role};
use std::collections::BTreeMap;

pub static CHECK: Check = Check {
    id: "R01",
    page: "R01 同量重述 / restated quantity

What: mentions of one quantity in one file (same subject, area, period, unit, status) must share a value; the most precise is kept.
Equal figures of three and more digits about kindred subjects confirm each other; unequal ones count only under a full key.
Why: one mention is updated, the other is not.
Example: 在校生12.4万人 and 在校生12.38万人 agree; 在校生12.4万人 and 12.9万人 of one year are inconsistent.",
    yes: &[
        ("全市在校生⟦12.4万人|s=在校生总数 p=2019⟧。\n学校扩容，在校生达⟦12.38万人|s=在校生总数 p=2019⟧。", Verdict::Consistent),
        ("全市在校生⟦12.4万人|s=在校生总数 p=2019⟧。\n学校扩容，在校生达⟦12.9万人|s=在校生总数 p=2019⟧。", Verdict::Inconsistent),
        ("全县⟦16个⟧乡镇、⟦201个⟧村制定规划。\n全县⟦16个⟧乡镇出台意见。", Verdict::Consistent),
    ],
    no: &[
        "安排资金⟦4210万元|s=建设项目资金 p=2019⟧。\n安排经费⟦4197万元|s=专项工作经费 p=2019⟧。",
        "争取资金⟦1244万元|s=救助资金⟧。\n救助⟦1244名|s=贫困患儿⟧。",
        "在校生⟦12.4万人|s=在校生总数 p=2018⟧。\n在校生⟦12.9万人|s=在校生总数 p=2019⟧。",
    ],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for file in &ctx.files {
        let ids = ctx.of_file(file);
        keyed(ctx, &ids, out);
        echoed(ctx, &ids, out);
        scoped(ctx, &ids, out);
        dated(ctx, &ids, out);
    }
}

/// Everything that must be equal before two figures are one quantity.
fn key(ctx: &Context, f: &Fig) -> Option<String> {
    let g = f.figure;
    let period = g.period.as_deref()?;
    let plain = f.written?.plain() && g.status.is_some();
    if !plain || !ctx.specific(f) || g.role == Some(Role::Change) {
        return None;
    }
    let agent = g.agent.as_deref().filter(|_| f.indicator.is_none());
    Some(format!(
        "{}|{}|{period}|{:?}|{:?}|{:?}|{:?}|{agent:?}",
        f.subject, f.region, g.unit, g.kind, g.status, g.role
    ))
}

/// A key with three and more values is a name for many things.
fn keyed(ctx: &Context, ids: &[usize], out: &mut Vec<Finding>) {
    let mut seen: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for &id in ids {
        if let Some(key) = key(ctx, ctx.fig(id)) {
            seen.entry(key).or_default().push(id);
        }
    }
    for all in seen.into_values() {
        let mut values: Vec<_> = all
            .iter()
            .filter_map(|i| ctx.fig(*i).figure.value)
            .collect();
        values.sort_by_key(|v| (v.digits, v.exponent));
        values.dedup();
        if values.len() > 2 {
            continue;
        }
        for w in all.windows(2) {
            // Two values of one key in one sentence are a list whose subjects were read too short.
            if !ctx.together(w[0], w[1]) {
                out.extend(pair(ctx, w[0], w[1]));
            }
        }
    }
}

fn pair(ctx: &Context, a: usize, b: usize) -> Option<Finding> {
    let (x, y) = (ctx.fig(a), ctx.fig(b));
    let (p, q) = (x.hull()?, y.hull()?);
    let holds = p.meets(&q);
    let said = x.figure.subject.as_deref().unwrap_or("");
    let sure = x.indicator.is_some() || ctx.words.any("total", said);
    let same = ctx.same_head(a, b);
    let link = if sure && same {
        Link::High
    } else {
        Link::Medium
    };
    let name = x.figure.subject.as_deref().unwrap_or("");
    let mut f = super::judge::ruled(ctx, "R01", &[a, b], holds, link).against(Some(p), Some(q));
    // A cell is headed by its row alone: the measure can stand in a caption.
    let cell = [x, y].iter().any(|f| f.figure.sentence.is_empty());
    if !holds && !sure && (!same || cell) {
        f.verdict = Verdict::NotCheckable;
        f.severity = Severity::Information;
    }
    Some(f.say(
        format!("{name}前后为{}与{}", x.shown(), y.shown()),
        format!("{name} is {} then {}", x.shown(), y.shown()),
    ))
}

/// Of many equal figures so many are looked back at: a column of noughts is no echo.
const NEAREST: usize = 100;

/// Equal figures about kindred subjects.
fn echoed(ctx: &Context, ids: &[usize], out: &mut Vec<Finding>) {
    let mut seen: BTreeMap<(Kind, Option<&str>, i128, i32), Vec<usize>> = BTreeMap::new();
    for &b in ids {
        let f = ctx.fig(b);
        let Some(v) = f.figure.value else { continue };
        let mut v = v;
        while v.digits != 0 && v.digits % 10 == 0 {
            v.digits /= 10;
            v.exponent += 1;
        }
        let key = (
            f.figure.kind,
            f.figure.unit.as_deref(),
            v.digits,
            v.exponent,
        );
        let before = seen.entry(key).or_default();
        let kin = (before.iter().rev().take(NEAREST))
            .find(|a| !ctx.together(**a, b) && kindred(ctx, **a, b, v.digits));
        if let Some(&a) = kin
            && key_differs(ctx, a, b)
        {
            let name = f.figure.subject.as_deref().unwrap_or("");
            out.push(
                ctx.finding("R01", Verdict::Consistent, &[a, b])
                    .link(Link::Medium)
                    .say(
                        format!("{name}两处同为{}", f.shown()),
                        format!("{name} is {} in both places", f.shown()),
                    ),
            );
        }
        before.push(b);
    }
}

/// True where [`keyed`] has not spoken of the pair already.
fn key_differs(ctx: &Context, a: usize, b: usize) -> bool {
    let (x, y) = (key(ctx, ctx.fig(a)), key(ctx, ctx.fig(b)));
    x.is_none() || x != y
}

fn kindred(ctx: &Context, a: usize, b: usize, digits: i128) -> bool {
    let (x, y) = (ctx.fig(a), ctx.fig(b));
    if x.figure.status != y.figure.status || x.region != y.region {
        return false;
    }
    let alike = alike(&x.subject, &y.subject);
    if digits >= 100 {
        alike >= 40
    } else {
        alike >= 70
    }
}

/// Shared characters in hundredths: twice the common ones over all.
pub(super) fn alike(a: &str, b: &str) -> usize {
    let mut left: Vec<char> = b.chars().collect();
    let all = a.chars().count() + left.len();
    let both = a
        .chars()
        .filter(|c| {
            left.iter()
                .position(|d| d == c)
                .map(|i| left.swap_remove(i))
                .is_some()
        })
        .count();
    (200 * both).checked_div(all).unwrap_or(0)
}

/// 全省N个X: the number of all X is one number.
fn scoped(ctx: &Context, ids: &[usize], out: &mut Vec<Finding>) {
    let total = |i: &usize| {
        ctx.words
            .list("scope")
            .iter()
            .any(|w| ctx.head(*i).ends_with(w.as_str()))
    };
    let totals: Vec<usize> = ids
        .iter()
        .copied()
        .filter(|i| ctx.fig(*i).figure.kind == Kind::Count && total(i))
        .collect();
    for w in totals.windows(2) {
        let (a, b) = (ctx.fig(w[0]), ctx.fig(w[1]));
        let same_noun = ctx
            .tail(w[0])
            .chars()
            .next()
            .is_some_and(|c| ctx.tail(w[1]).starts_with(c));
        let equal = a.figure.value == b.figure.value && a.same_unit(b);
        if same_noun && equal && !ctx.together(w[0], w[1]) && a.region == b.region {
            out.push(
                ctx.finding("R01", Verdict::Consistent, w)
                    .link(Link::Medium)
                    .say(
                        format!("总数两处同为{}", a.shown()),
                        format!("the total is {} in both places", a.shown()),
                    ),
            );
        }
    }
}

/// Dates of signature that stand twice.
fn dated(ctx: &Context, ids: &[usize], out: &mut Vec<Finding>) {
    let issued: Vec<usize> = ids
        .iter()
        .copied()
        .filter(|i| ctx.fig(*i).figure.role == Some(Role::Issued))
        .collect();
    for w in issued.windows(2) {
        let (a, b) = (
            ctx.fig(w[0]).figure.date.as_deref(),
            ctx.fig(w[1]).figure.date.as_deref(),
        );
        if let (Some(a), Some(b)) = (a, b)
            && a == b
        {
            out.push(
                ctx.finding("R01", Verdict::Consistent, w)
                    .link(Link::Medium)
                    .say(
                        format!("日期两处同为{a}"),
                        format!("the date is {a} in both places"),
                    ),
            );
        }
    }
}
