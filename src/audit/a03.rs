//! Parts and their stated sum.

use super::context::Context;
use super::finding::{Finding, Link};
use super::interval::Interval;
use super::judge::judged;
use super::totals::totals;
use super::{Check, exact::Ratio};
use crate::record::Verdict;
use crate::value::Kind;
use std::collections::{BTreeMap, HashSet};

pub static CHECK: Check = Check {
    id: "A03",
    page: "A03 分项之和 / sum of parts

What: parts that are said to exhaust a total (…，合计T；共T，分别为…；三次产业) must add up to it within their rounding.
A list after 其中 may stop short or overlap, so it is only ever confirmed, never refused.
Why: one part is corrected and the sum is not.
Example: 小学41所、初中23所、高中9所，合计75所 is inconsistent (73).",
    yes: &[
        ("建成小学⟦41所⟧、初中⟦23所⟧、高中⟦9所⟧，合计⟦73所⟧。", Verdict::Consistent),
        ("建成小学⟦41所⟧、初中⟦23所⟧、高中⟦9所⟧，合计⟦75所⟧。", Verdict::Inconsistent),
        ("生产总值⟦310.2亿元|s=地区生产总值⟧。其中，第一产业增加值⟦30.1亿元|s=第一产业增加值⟧；第二产业增加值⟦150.0亿元|s=第二产业增加值⟧；第三产业增加值⟦130.1亿元|s=第三产业增加值⟧。", Verdict::Consistent),
    ],
    no: &[
        "共有学校⟦90所⟧，其中小学⟦41所⟧、民办⟦23所⟧。",
        "办理案件⟦41件⟧、调解纠纷⟦23起⟧，合计⟦900人⟧受益。",
    ],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for hit in ctx.hits("A03") {
        let Some(whole) = hit.figure("whole") else {
            continue;
        };
        let parts = hit.figures("parts");
        let exhaustive = hit.pattern != "among";
        out.extend(one(ctx, &parts, whole, exhaustive));
    }
    out.extend(sectors(ctx));
    // A search that goes on behind the first figure meets the tail of the same list again.
    let mut seen = HashSet::new();
    out.retain(|f| f.check != "A03" || f.figures.last().is_some_and(|r| seen.insert(*r)));
    totals(ctx, out);
}

fn one(ctx: &Context, parts: &[usize], whole: usize, exhaustive: bool) -> Option<Finding> {
    let total = ctx.fig(whole);
    let fitting = parts.len() >= 2
        && total.figure.unit.is_some()
        && parts
            .iter()
            .all(|p| ctx.fig(*p).same_unit(total) && ctx.fig(*p).figure.role == total.figure.role)
        && total.figure.upper.is_none();
    if !fitting {
        return None;
    }
    let mut sum = Interval::point(Ratio::ZERO);
    let mut calc = Ratio::ZERO;
    for p in parts {
        sum = sum.add(&ctx.fig(*p).hull()?)?;
        calc = calc.add(ctx.fig(*p).written?.value()?)?;
    }
    let ids: Vec<usize> = parts.iter().copied().chain([whole]).collect();
    let link = if exhaustive { Link::High } else { Link::Low };
    let f = judged(ctx, "A03", &ids, sum, whole, link)?;
    if !exhaustive && f.verdict != Verdict::Consistent {
        return None;
    }
    let shown: Vec<String> = parts.iter().map(|p| ctx.fig(*p).number()).collect();
    Some(f.say(
        format!(
            "分项{}合计{calc}，原文合计{}",
            shown.join("+"),
            total.number()
        ),
        format!(
            "parts {} add to {calc}, total says {}",
            shown.join(" + "),
            total.number()
        ),
    ))
}

/// The sectors of a product: a registered partition with a value for each part in the
/// sentences behind the whole. Two parts are only ever confirmed.
fn sectors(ctx: &Context) -> Vec<Finding> {
    let mut out = Vec::new();
    let summable: Vec<bool> = (0..ctx.figs.len()).map(|id| summable(ctx, id)).collect();
    for p in &ctx.words.partitions {
        let three = p.parts.len() >= 3;
        let named: Vec<Named> = p
            .parts
            .iter()
            .map(|name| Named::of(ctx, name, three, &summable))
            .collect();
        let wholes = (0..ctx.figs.len()).filter(|id| {
            let n = ctx.fig(*id);
            let product = !three || ctx.words.ends("product", &n.subject);
            product && n.sentence.is_some() && summable[*id]
        });
        for whole in wholes {
            let behind = |of: &Named| of.behind(ctx, whole);
            let parts: Option<Vec<usize>> = named.iter().map(behind).collect();
            out.extend(parts.and_then(|parts| one(ctx, &parts, whole, three)));
        }
    }
    out
}

/// Money or a count that adds up; means do not.
fn summable(ctx: &Context, id: usize) -> bool {
    let f = ctx.fig(id).figure;
    let quantity = matches!(f.kind, Kind::Funding | Kind::Count);
    quantity
        && f.is_level()
        && f.subject
            .as_deref()
            .is_some_and(|s| !ctx.words.any("mean", s))
}

/// What of a part a figure is, and when.
type Share<'c> = (Option<&'c str>, Option<&'c str>);

/// The figures that can be one part of a partition, in their order.
#[derive(Default)]
struct Named<'c>(BTreeMap<Share<'c>, Vec<usize>>);

impl<'c> Named<'c> {
    /// By what stands behind the part's name in the subject; a sector's own figures, whose
    /// subject names nothing else or whose words do, are by none.
    fn of(ctx: &'c Context, name: &str, sector: bool, summable: &[bool]) -> Self {
        let mut out = Self::default();
        let slots = ctx.sentences.iter().flat_map(|s| &s.slots);
        for id in slots.map(|slot| slot.1).filter(|id| summable[*id]) {
            let f = ctx.fig(id);
            let mut put = |of| {
                let share = (of, f.figure.period.as_deref());
                out.0.entry(share).or_default().push(id);
            };
            let mut own = false;
            for n in name.split('|') {
                if let Some(rest) = f.subject.strip_prefix(n) {
                    let noun = || ctx.words.list("sector_noun").iter().any(|w| w == rest);
                    own |= rest.is_empty() || noun();
                    put(Some(rest));
                } else {
                    own |= f.subject.is_empty() && ctx.head(id).contains(n);
                }
            }
            if sector && own {
                put(None);
            }
        }
        out
    }

    /// The first part behind a whole of the same time, at most four sentences on.
    fn behind(&self, ctx: &Context, whole: usize) -> Option<usize> {
        let n = ctx.fig(whole);
        let place = |id: &usize| (ctx.fig(*id).me.document, ctx.fig(*id).figure.span);
        let near = |id: &usize| {
            let f = ctx.fig(*id);
            f.me.document == n.me.document
                && f.sentence
                    .zip(n.sentence)
                    .is_some_and(|(s, first)| s < first + 5)
        };
        let of = |rest| {
            let period = n.figure.period.as_deref();
            let all = self.0.get(&(rest, period))?;
            let next = all.partition_point(|id| place(id) <= place(&whole));
            all.get(next).copied().filter(near)
        };
        [of(Some(&n.subject)), of(None)]
            .into_iter()
            .flatten()
            .min_by_key(place)
    }
}
