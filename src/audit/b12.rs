//! Claims of a trend against the values.

use super::Check;
use super::context::{Context, Wording};
use super::finding::{Finding, Link, Spot};
use super::words::bare;
use crate::record::Verdict;

pub static CHECK: Check = Check {
    id: "B12",
    page: "B12 趋势断言 / claim of a trend

What: X持续降低, X逐年提高 is held against the dated values of X for the same area in the same file; a step the other way is inconsistent.
A list of indicators that 均有明显改善, and a 反弹 of the same indicator elsewhere, are asked about (the period may differ).
Why: the claim is kept when the values turn.
Example: 发病率持续降低。发病率由2016年的3.20%降至2019年的3.45%。 is inconsistent.",
    yes: &[
        ("患病率持续降低。患病率由⟦2016年|d=2016⟧的⟦3.20%|s=患病率 p=2016 baseline⟧降至⟦2019年|d=2019⟧的⟦3.45%|s=患病率 p=2019⟧。", Verdict::Inconsistent),
        ("患病率持续降低。患病率由⟦2016年|d=2016⟧的⟦3.45%|s=患病率 p=2016 baseline⟧降至⟦2019年|d=2019⟧的⟦3.20%|s=患病率 p=2019⟧。", Verdict::Consistent),
        ("婴儿死亡率持续降低。\n一季度婴儿死亡率出现反弹。", Verdict::Suspicious),
    ],
    no: &[
        "患病率持续降低。治愈率由⟦3.20%|s=治愈率 p=2016⟧升至⟦3.45%|s=治愈率 p=2019⟧。",
        "患病率持续降低。患病率为⟦3.45%|s=患病率 p=2019⟧。",
    ],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    let all = ctx.wordings("B12");
    for w in all.iter().filter(|w| w.pattern == "trend") {
        let rises = w.text("rise").is_some();
        let Some(name) = w.text("name").map(clean) else {
            continue;
        };
        let Some(claim) = w.spot("claim") else {
            continue;
        };
        out.extend(stepped(
            ctx,
            w.document,
            &name,
            rises,
            &[claim],
            Verdict::Inconsistent,
        ));
        for r in all
            .iter()
            .filter(|r| r.pattern == "rebound" && same_file(ctx, r, w))
        {
            let opposite = !rises
                && r.text("name")
                    .map(clean)
                    .is_some_and(|n| same_name(&n, &name));
            if opposite && same_region(ctx, r.document, w.document) {
                out.extend(r.spot("claim").map(|spot| rebound(ctx, &name, claim, spot)));
            }
        }
    }
    for w in all.iter().filter(|w| w.pattern == "improved") {
        improved(ctx, w, out);
    }
}

/// The name without what leads up to it.
fn clean(name: &str) -> String {
    let s = name.rsplit("是").next().unwrap_or(name);
    bare(s.trim_start_matches(['但', '如', '，']))
}

fn same_name(a: &str, b: &str) -> bool {
    a.ends_with(b) || b.ends_with(a)
}

fn same_file(ctx: &Context, a: &Wording, b: &Wording) -> bool {
    ctx.documents[a.document].path == ctx.documents[b.document].path
}

fn same_region(ctx: &Context, a: usize, b: usize) -> bool {
    ctx.documents[a].document.region == ctx.documents[b].document.region
}

/// The dated values of an indicator in the file of a document, for its region, by year.
fn series(ctx: &Context, document: usize, name: &str) -> Vec<(i32, usize)> {
    let region = ctx.documents[document]
        .document
        .region
        .as_deref()
        .unwrap_or("");
    let mut out: Vec<(i32, usize)> = ctx
        .of_file(ctx.file(document))
        .into_iter()
        .filter_map(|i| {
            let f = ctx.fig(i);
            let period = f.figure.period.as_deref().and_then(super::figure::years)?;
            let named = f.figure.is_level()
                && f.region == region
                && !f.subject.is_empty()
                && same_name(&f.subject, name);
            (named && period.0 == period.1 && name.chars().count() >= 3).then_some((period.0, i))
        })
        .collect();
    out.sort_unstable();
    out.dedup_by_key(|x| x.0);
    out
}

fn stepped(
    ctx: &Context,
    document: usize,
    name: &str,
    rises: bool,
    claim: &[Spot],
    worst: Verdict,
) -> Option<Finding> {
    let series = series(ctx, document, name);
    let reversed = reversed(ctx, &series, rises);
    let (verdict, (a, b)) = match reversed {
        Some(pair) => (worst, pair),
        None if worst == Verdict::Inconsistent && series.len() >= 2 => (
            Verdict::Consistent,
            (series[0].1, series[series.len() - 1].1),
        ),
        None => return None,
    };
    let word = [("下降", "fall"), ("上升", "rise")][usize::from(rises)];
    let but = [("但", "but"), ("", "and")][usize::from(verdict == Verdict::Consistent)];
    let (x, y) = (ctx.fig(a), ctx.fig(b));
    Some(
        ctx.finding("B12", verdict, &[a, b])
            .at(claim.iter().copied())
            .link(Link::High)
            .say(
                format!(
                    "称“{name}”{}，{}由{}变为{}",
                    word.0,
                    but.0,
                    x.shown(),
                    y.shown()
                ),
                format!(
                    "claims a {} of {name}, {} it went from {} to {}",
                    word.1,
                    but.1,
                    x.number(),
                    y.number()
                ),
            ),
    )
}

/// The last step against the claim, where the intervals lie wholly on the wrong side.
fn reversed(ctx: &Context, series: &[(i32, usize)], rises: bool) -> Option<(usize, usize)> {
    let against = |w: &&[(i32, usize)]| {
        let (a, b) = (ctx.fig(w[0].1), ctx.fig(w[1].1));
        let hulls = a.hull().zip(b.hull()).filter(|_| a.same_unit(b));
        hulls.is_some_and(|(x, y)| if rises { y.below(&x) } else { x.below(&y) })
    };
    let last = series.windows(2).rev().find(against)?;
    Some((last[0].1, last[1].1))
}

fn rebound(ctx: &Context, name: &str, claim: Spot, spot: Spot) -> Finding {
    ctx.finding("B12", Verdict::Suspicious, &[])
        .at([claim, spot])
        .link(Link::Medium)
        .say(
            format!("称“{name}”持续下降，他处称反弹"),
            format!("claims a lasting fall of {name}, elsewhere a rebound"),
        )
}

/// 如甲率、乙率，均有明显降低或提高: any of them that went against its polarity.
fn improved(ctx: &Context, w: &Wording, out: &mut Vec<Finding>) {
    let (Some(names), Some(claim)) = (w.captures.name("names"), w.spot("claim")) else {
        return;
    };
    let mut from = names.start();
    for name in names.as_str().split(['，', '、']) {
        let place = ctx.spot(w.document, w.block, from..from + name.len());
        from += name.len() + '，'.len_utf8();
        let name = clean(name);
        let Some(indicator) = ctx.words.indicator(&name) else {
            continue;
        };
        let rises = !indicator.lower_is_better;
        out.extend(stepped(
            ctx,
            w.document,
            &name,
            rises,
            &[place, claim],
            Verdict::Suspicious,
        ));
    }
}
