//! A part is not larger than its whole.

use super::Check;
use super::a01;
use super::context::Context;
use super::finding::{Finding, Link};
use super::judge::ruled;
use crate::record::Verdict;

pub static CHECK: Check = Check {
    id: "A02",
    page: "A02 部分不大于总数 / part not above total

What: a subset count that grammar ties to its set (N…中，K…；N…，其中K…；N（K）；全省N个…都，…K个…) must not exceed it.
Why: a swapped or overgrown digit shows here even where no percent is stated.
Example: 全市有学校240所，其中民办260所 is inconsistent. 人次 and 人 are different units and are never compared.",
    yes: &[
        ("全市有学校⟦240所⟧，其中民办学校⟦260所⟧。", Verdict::Inconsistent),
        ("全市学校⟦240所⟧（民办学校⟦26所⟧）。", Verdict::Consistent),
        ("全县⟦16个⟧乡镇都制定了规划。\n全县⟦12个⟧乡镇出台了意见。", Verdict::Consistent),
    ],
    no: &[
        "培训⟦300人⟧，其中⟦450人次⟧到场。",
        "侦办案件⟦3起⟧，抓获⟦5名⟧嫌疑人。",
        "全县有学校⟦40所⟧，比上年增加⟦50所|change⟧。",
    ],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for (whole, part, link) in pairs(ctx) {
        let (n, k) = (ctx.fig(whole), ctx.fig(part));
        let (Some(a), Some(b)) = (k.hull(), n.hull()) else {
            continue;
        };
        let holds = !b.below(&a);
        let f = ruled(ctx, "A02", &[part, whole], holds, link).against(Some(b), Some(a));
        let (k, n) = (k.shown(), n.shown());
        out.push(if holds {
            f.say(
                format!("部分{k}不大于总数{n}"),
                format!("part {k} is not above total {n}"),
            )
        } else {
            f.say(
                format!("部分{k}大于总数{n}"),
                format!("part {k} exceeds total {n}"),
            )
        });
    }
}

/// Whole and part that grammar links.
fn pairs(ctx: &Context) -> Vec<(usize, usize, Link)> {
    let mut out: Vec<(usize, usize, Link)> = a01::triples(ctx)
        .into_iter()
        .map(|(w, p, _, link)| (w, p, link))
        .collect();
    for hit in ctx.hits("A02") {
        if let (Some(w), Some(p)) = (hit.figure("whole"), hit.figure("part")) {
            out.push((w, p, Link::High));
        }
    }
    out.extend(universes(ctx));
    out.retain(|(w, p, _)| {
        let (n, k) = (ctx.fig(*w), ctx.fig(*p));
        n.same_unit(k)
            && n.figure.unit.is_some()
            && n.figure.is_level()
            && k.figure.is_level()
            && [n, k]
                .iter()
                .all(|f| f.written.is_some_and(|w| w.upper.is_none()))
    });
    out.sort_by_key(|t| (t.1, t.0));
    out.dedup_by_key(|t| t.1);
    out
}

/// 全省N个县都…: a later count of the same noun in the same section is a part of it.
fn universes(ctx: &Context) -> Vec<(usize, usize, Link)> {
    let mut out = Vec::new();
    for ids in &ctx.of {
        for (i, &whole) in ids.iter().enumerate() {
            let Some(noun) = universal(ctx, whole) else {
                continue;
            };
            for &part in &ids[i + 1..] {
                let same = ctx.fig(part).figure.section == ctx.fig(whole).figure.section;
                if same && !ctx.together(whole, part) && behind(ctx, part).starts_with(noun) {
                    out.push((whole, part, Link::Medium));
                }
            }
        }
    }
    out
}

/// The rest of a figure's sentence.
fn behind<'c>(ctx: &'c Context, id: usize) -> &'c str {
    let f = ctx.fig(id).figure;
    f.sentence.get(f.at.end..).unwrap_or("")
}

/// The noun behind a figure that is followed by 都, 均 or 全部.
fn universal<'c>(ctx: &'c Context, id: usize) -> Option<&'c str> {
    let rest = behind(ctx, id);
    let clause = &rest[..rest.find(['，', '；', '。']).unwrap_or(rest.len())];
    let end = ctx
        .words
        .list("all")
        .iter()
        .filter_map(|w| clause.find(w.as_str()))
        .min()?;
    let noun = &clause[..end];
    (noun.chars().count() >= 2 && noun.chars().count() <= 12).then_some(noun)
}
