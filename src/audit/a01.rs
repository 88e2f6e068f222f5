//! Part, total and percent of one clause chain.

use super::context::{Context, normal};
use super::decide;
use super::finding::{Finding, Link};
use super::interval::Interval;
use super::judge::judged;
use super::nearest::nearest;
use super::{Check, exact::Ratio};
use crate::record::Verdict;
use crate::value::{Kind, Number, Role};
use std::collections::HashMap;

pub static CHECK: Check = Check {
    id: "A01",
    page: "A01 部分—总数—百分比 / part, total and percent

What: a part and a total of one clause chain are divided and compared with the percent that the clause states.
The roles come from the grammar (N项…中，已有K项…，达标率为P%) or from facts of one group; a mismatch alone links nothing.
Why: an editor who updates one of three figures leaves the other two.
Example: 48项任务中，已有41项完成，完成率为85.4% is right (41/48 = 85.4167 %); 88.4% would be inconsistent.",
    yes: &[
        ("医疗支出⟦236.6万元|s=医疗支出⟧，本年支出⟦946.5万元|s=本年支出⟧，医疗支出占⟦25.0%|share s=医疗支出占本年支出⟧。", Verdict::Consistent),
        ("全县⟦48项⟧任务中，已有⟦41项⟧按期完成，完成率为⟦85.4%|attainment⟧。", Verdict::Consistent),
        ("全县⟦48项⟧任务中，已有⟦41项⟧按期完成，完成率为⟦88.4%|attainment⟧。", Verdict::Inconsistent),
        ("全县⟦48项⟧任务中，已有⟦41项⟧按期完成，完成率为⟦85.4‰|attainment⟧。", Verdict::Inconsistent),
        ("选出代表⟦320名⟧，其中女代表⟦98名⟧，占⟦30.6%|share⟧。", Verdict::Consistent),
        ("全县⟦48项⟧任务中，已有⟦41项⟧按期完成，完成率为⟦85.41%|attainment⟧。", Verdict::Consistent),
        ("本年收入合计⟦480万元|s=收入合计⟧，其中：拨款收入⟦360万元|s=拨款收入⟧，占⟦75%|share s=拨款收入占收入⟧。", Verdict::Consistent),
        ("本年收入合计⟦480万元|s=收入合计⟧，其中：拨款收入⟦360万元|s=拨款收入⟧，占⟦65.3%|share s=拨款收入占收入⟧。", Verdict::Suspicious),
    ],
    no: &[
        "全县⟦48项⟧任务中，有⟦7项⟧尚未完成，完成率为⟦85.4%|attainment⟧。",
        "全县⟦48个⟧乡镇召开会议，达标率为⟦88.4%|attainment⟧。",
        "选出代表⟦320名⟧，其中女代表⟦98名⟧，增长⟦12.5%|change⟧。",
        "培训⟦320人次⟧，其中⟦98人⟧获证，占⟦50.2%|share⟧。",
    ],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for (whole, part, rate, link) in triples(ctx) {
        let found = one(ctx, whole, part, rate, link);
        // A whole that was guessed confirms, and no more.
        out.extend(found.filter(|f| link > Link::Low || !f.flagged()));
    }
}

fn one(ctx: &Context, whole: usize, part: usize, rate: usize, link: Link) -> Option<Finding> {
    let (n, k, p) = (ctx.fig(whole), ctx.fig(part), ctx.fig(rate));
    let unit = p.figure.unit.as_deref()?;
    let of = Ratio::whole(per(unit)?);
    let derived = k.hull()?.over(&n.hull()?)?.times(of)?;
    let f = judged(ctx, "A01", &[part, whole, rate], derived, rate, link)?;
    let calc = k.written?.value()?.div(n.written?.value()?)?.mul(of)?;
    let feasible = feasible(ctx, whole, rate);
    let strength = strength(ctx, whole, rate, &derived);
    let gap = f
        .gap
        .map_or(String::new(), |g| format!("；相差{g}个末位单位"));
    Some(f.strength(strength).say(
        format!(
            "{}/{}={calc}{unit}，原文“{}{unit}”{gap}{}",
            k.number(),
            n.number(),
            p.number(),
            feasible.0
        ),
        format!(
            "{}/{} = {calc}{unit}, text says {}{unit}{}",
            k.number(),
            n.number(),
            p.number(),
            feasible.1
        ),
    ))
}

/// How many of the unit make a whole; a rate per mille among percents is a slip of the unit.
pub(super) fn per(unit: &str) -> Option<i128> {
    match unit {
        "%" => Some(100),
        "‰" => Some(1000),
        _ => None,
    }
}

/// Of whole things, the share of percents that some part would give; of rounded amounts,
/// the share that this part would let pass.
pub(super) fn strength(
    ctx: &Context,
    whole: usize,
    rate: usize,
    derived: &Interval,
) -> Option<Number> {
    let (n, p) = (ctx.fig(whole).written?, ctx.fig(rate).written?);
    if n.exact && ctx.fig(rate).figure.unit.as_deref() == Some("%") {
        decide::strength(n.value()?, p.number)
    } else {
        decide::strength_of(derived, &p)
    }
}

/// The parts that the percent allows for the total.
fn feasible(ctx: &Context, whole: usize, rate: usize) -> (String, String) {
    let parts = || -> Option<(i128, i128)> {
        let n = ctx.fig(whole).written.filter(|w| w.exact)?.value()?;
        ctx.fig(rate)
            .hull()?
            .times(n.div(Ratio::whole(per(ctx.fig(rate).figure.unit.as_deref()?)?))?)?
            .integers()
    };
    match parts() {
        Some((a, b)) if a == b => (
            format!("（该百分比只容{a}）"),
            format!(" (which allows only {a})"),
        ),
        Some((a, b)) => (
            format!("（该百分比容{a}—{b}）"),
            format!(" (which allows {a} to {b})"),
        ),
        None => (String::new(), String::new()),
    }
}

/// Total, part and percent that grammar or roles link.
pub(super) fn triples(ctx: &Context) -> Vec<(usize, usize, usize, Link)> {
    let mut out = Vec::new();
    for s in &ctx.sentences {
        let ids: Vec<usize> = s.slots.iter().map(|s| s.1).collect();
        for &rate in ids
            .iter()
            .filter(|i| ctx.fig(**i).figure.role == Some(Role::Attainment))
        {
            let Some(group) = ctx.fig(rate).figure.group.as_deref() else {
                continue;
            };
            let role = |r: Role| {
                ids.iter().copied().find(|i| {
                    let f = ctx.fig(*i).figure;
                    f.group.as_deref() == Some(group) && f.role == Some(r)
                })
            };
            if let (Some(whole), Some(part)) = (role(Role::Total), role(Role::Met)) {
                out.push((whole, part, rate, Link::High));
            }
        }
    }
    for hit in ctx.hits("A01") {
        if hit.text("did").is_some_and(|d| ctx.words.any("denial", d)) {
            continue;
        }
        if let (Some(w), Some(p), Some(r)) =
            (hit.figure("whole"), hit.figure("part"), hit.figure("rate"))
        {
            out.push((w, p, r, Link::High));
        }
    }
    out.extend(named(ctx));
    out.retain(|(w, p, r, _)| fits(ctx, *w, *p, *r));
    out.sort_by_key(|t| (t.2, t.0, t.1));
    out.dedup_by_key(|t| t.2);
    out
}

/// X占Y的比重: X and Y by their subjects, of the same area and period.
fn named(ctx: &Context) -> Vec<(usize, usize, usize, Link)> {
    let mut out = Vec::new();
    for ids in &ctx.of {
        let mut levels = None;
        for &rate in ids
            .iter()
            .filter(|i| ctx.fig(**i).figure.role == Some(Role::Share))
        {
            let figure = ctx.fig(rate).figure;
            let subject = figure.subject.as_deref().unwrap_or("");
            let Some((part, whole)) = subject.split_once('占') else {
                continue;
            };
            let tails = ctx.words.list("share_tail").iter();
            let whole = tails.fold(whole, |w, t| w.strip_suffix(t.as_str()).unwrap_or(w));
            let (part, named) = (normal(ctx.words, part), normal(ctx.words, whole));
            let levels = levels.get_or_insert_with(|| Levels::of(ctx, ids));
            let Some(p) = levels.only(ctx, rate, &part) else {
                continue;
            };
            let written = figure.sentence.contains(&format!("占{whole}"));
            if let Some(w) = head(ctx, p, rate).filter(|_| !written) {
                out.push((w, p, rate, Link::Medium));
            } else if let Some(w) = levels.only(ctx, rate, &named) {
                let near = ctx.together(p, rate) || ctx.fig(p).figure.group == figure.group;
                let link = match (written, near) {
                    (true, true) => Link::High,
                    (true, false) | (false, true) => Link::Medium,
                    (false, false) => Link::Low,
                };
                out.push((w, p, rate, link));
            }
        }
    }
    out
}

/// The whole of a share that names none: the first figure of its sentence, where the parts are
/// told behind it (合计N，其中：…).
fn head(ctx: &Context, part: usize, rate: usize) -> Option<usize> {
    let s = &ctx.sentences[ctx.fig(rate).sentence?];
    let place = |id: usize| s.slots.iter().find(|x| x.1 == id).map(|x| x.0);
    let alike = |x: &&(usize, usize)| ctx.fig(x.1).same_unit(ctx.fig(part));
    let &(at, whole) = s.slots.iter().find(alike)?;
    let between = s.masked.get(at..place(part)?)?;
    (whole != part && ctx.words.any("of_which", between)).then_some(whole)
}

/// What a figure of a document is of: its subject, its area, its period.
type Key<'c> = (&'c str, &'c str, Option<&'c str>);

/// The amounts and counts of a document by what they are of.
struct Levels<'c>(HashMap<Key<'c>, Alike>);

/// Amounts of one thing, in the order of their places.
#[derive(Default)]
struct Alike {
    ids: Vec<usize>,
    /// Two of them cannot both be right.
    disagree: bool,
}

impl<'c> Levels<'c> {
    fn of(ctx: &'c Context, ids: &[usize]) -> Self {
        let mut out: HashMap<_, Alike> = HashMap::new();
        for &id in ids {
            let f = ctx.fig(id);
            let quantity = matches!(f.figure.kind, Kind::Funding | Kind::Count);
            if quantity && f.figure.is_level() && f.subject.chars().count() >= 3 {
                let of = (f.subject.as_str(), f.region, f.figure.period.as_deref());
                out.entry(of).or_default().ids.push(id);
            }
        }
        for alike in out.values_mut() {
            alike.disagree = !alike.ids.windows(2).all(|w| {
                let (a, b) = (ctx.fig(w[0]).hull(), ctx.fig(w[1]).hull());
                a.zip(b).is_some_and(|(a, b)| a.meets(&b))
            });
            alike.ids.sort_by_key(|id| ctx.fig(*id).figure.span.start);
        }
        Self(out)
    }

    /// The nearest figure of a name, where all figures of that name, area and period agree.
    fn only(&self, ctx: &Context, rate: usize, name: &str) -> Option<usize> {
        let r = ctx.fig(rate);
        let of = (name, r.region, r.figure.period.as_deref());
        let alike = self.0.get(&of).filter(|alike| !alike.disagree)?;
        let start = |id: &usize| ctx.fig(*id).figure.span.start;
        nearest(&alike.ids, start, start(&rate)).copied()
    }
}

fn fits(ctx: &Context, whole: usize, part: usize, rate: usize) -> bool {
    let (n, k, p) = (ctx.fig(whole), ctx.fig(part), ctx.fig(rate));
    let positive = n.figure.value.is_some_and(|v| v.digits > 0);
    positive
        && n.same_unit(k)
        && [n, k, p].iter().all(|f| f.figure.is_level())
        && p.figure.unit.as_deref().and_then(per).is_some()
        && p.written.is_some_and(|w| w.plain())
}
