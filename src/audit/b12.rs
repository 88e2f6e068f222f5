//! Claims of a trend against the values.

use super::Check;
use super::context::{Context, Fig, Wording};
use super::finding::{Finding, Link, Spot};
use super::nearest::nearest;
use super::words::bare;
use crate::record::Verdict;
use std::collections::{BTreeMap, HashMap};

pub static CHECK: Check = Check {
    id: "B12",
    page: "B12 趋势断言 / claim of a trend

What: X持续降低, X逐年提高 is held against the dated values of X for the same area in the same file; a step the other way is inconsistent.
A list of indicators that 均有明显改善, and the nearest 反弹 of the same indicator elsewhere, are asked about (the period may differ).
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
    let mut series = Series::default();
    let rebounds = Rebounds::of(ctx, &all);
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
            series.of(ctx, w.document, &name),
            &name,
            rises,
            &[claim],
            Verdict::Inconsistent,
        ));
        if !rises {
            let spot = rebounds.nearest(ctx, claim, &name);
            out.extend(spot.map(|spot| rebound(ctx, &name, claim, spot)));
        }
    }
    for w in all.iter().filter(|w| w.pattern == "improved") {
        improved(ctx, w, &mut series, out);
    }
}

/// Where rates are said to have turned again: for each file and region the places of each name, in their order.
struct Rebounds<'c>(HashMap<Area<'c>, BTreeMap<String, Vec<Spot>>>);

/// A file, and the region that a document of it speaks of.
type Area<'c> = (usize, Option<&'c str>);

impl<'c> Rebounds<'c> {
    fn of(ctx: &'c Context, all: &[Wording]) -> Self {
        let mut out = Self(HashMap::new());
        for w in all.iter().filter(|w| w.pattern == "rebound") {
            if let Some((name, spot)) = w.text("name").zip(w.spot("claim")) {
                let names = out.0.entry(area(ctx, spot.document)).or_default();
                names.entry(clean(name)).or_default().push(spot);
            }
        }
        let places = out.0.values_mut().flat_map(BTreeMap::values_mut);
        places.for_each(|spots| spots.sort_unstable());
        out
    }

    /// The place nearest to a claim of the same name in the same file, for the same region.
    fn nearest(&self, ctx: &'c Context, claim: Spot, name: &str) -> Option<Spot> {
        let names = self.0.get(&area(ctx, claim.document))?.iter();
        let same = names.filter(|x| same_name(x.0, name)).map(|x| x.1);
        let start = |s: &Spot| s.span.start;
        let beside = same.filter_map(|spots| nearest(spots, start, start(&claim)));
        let far = |s: &&Spot| start(s).abs_diff(start(&claim));
        beside.min_by_key(far).copied()
    }
}

fn area<'c>(ctx: &'c Context, document: usize) -> Area<'c> {
    let region = ctx.documents[document].document.region.as_deref();
    (ctx.file_of[document], region)
}

/// The name without what leads up to it.
fn clean(name: &str) -> String {
    let s = name.rsplit("是").next().unwrap_or(name);
    bare(s.trim_start_matches(['但', '如', '，']))
}

fn same_name(a: &str, b: &str) -> bool {
    a.ends_with(b) || b.ends_with(a)
}

/// The dated values of indicators, each name's gathered once.
#[derive(Default)]
struct Series {
    /// All of a file, with their years.
    dated: HashMap<usize, Vec<(i32, usize)>>,
    /// Those of a name for a document's region.
    named: HashMap<(usize, String), Vec<(i32, usize)>>,
}

impl Series {
    /// The dated values of an indicator in the file of a document, for its region, by year.
    fn of(&mut self, ctx: &Context, document: usize, name: &str) -> &[(i32, usize)] {
        let dated = self.dated.entry(ctx.file_of[document]);
        let dated = dated.or_insert_with(|| dated_of(ctx, document));
        let named = self.named.entry((document, name.to_owned()));
        named.or_insert_with(|| {
            let region = ctx.documents[document].document.region.as_deref();
            let of = |f: &Fig| {
                f.region == region.unwrap_or("")
                    && same_name(&f.subject, name)
                    && name.chars().count() >= 3
            };
            let values = dated.iter().filter(|x| of(ctx.fig(x.1)));
            let mut out: Vec<(i32, usize)> = values.copied().collect();
            out.sort_unstable();
            out.dedup_by_key(|x| x.0);
            out
        })
    }
}

/// Levels of one year each, in the file of a document.
fn dated_of(ctx: &Context, document: usize) -> Vec<(i32, usize)> {
    let dated = |i: usize| {
        let f = ctx.fig(i);
        let (from, to) = f.figure.period.as_deref().and_then(super::figure::years)?;
        (f.figure.is_level() && !f.subject.is_empty() && from == to).then_some((from, i))
    };
    let ids = ctx.of_file(ctx.file(document)).into_iter();
    ids.filter_map(dated).collect()
}

fn stepped(
    ctx: &Context,
    series: &[(i32, usize)],
    name: &str,
    rises: bool,
    claim: &[Spot],
    worst: Verdict,
) -> Option<Finding> {
    let reversed = reversed(ctx, series, rises);
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
fn improved(ctx: &Context, w: &Wording, series: &mut Series, out: &mut Vec<Finding>) {
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
            series.of(ctx, w.document, &name),
            &name,
            rises,
            &[place, claim],
            Verdict::Suspicious,
        ));
    }
}

#[cfg(test)]
mod tests {
    use crate::audit::{findings, sketch};

    #[test]
    fn of_several_rebounds_the_nearest_is_named() {
        let text = "一季度婴儿死亡率出现反弹。\n各地工作扎实推进。\n婴儿死亡率持续降低。\n三季度婴儿死亡率出现反弹。\n四季度婴儿死亡率出现反弹。";
        let documents = sketch::documents(text);
        let found = findings(&documents);
        let places: Vec<&str> = found
            .iter()
            .filter(|f| f.check == "B12")
            .flat_map(|f| &f.places)
            .map(|p| p.span.of(&documents[p.document].raw))
            .collect();
        assert_eq!(places, ["婴儿死亡率持续降低", "三季度婴儿死亡率出现反弹"]);
    }
}
