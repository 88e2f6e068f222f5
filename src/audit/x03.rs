//! Parameters of one programme in different documents.

use super::Check;
use super::context::{Context, Sentence, Wording};
use super::figure::years;
use super::finding::{Finding, Link, Spot};
use super::x02::named;
use crate::record::Verdict;
use std::collections::BTreeMap;

pub static CHECK: Check = Check {
    id: "X03",
    page: "X03 目标与参数漂移 / parameter drift

What: the age band of a programme of the registry, and the closing year of a plan, are held against what most documents say; a document that
differs is asked about. Programmes change and areas may set their own terms, so it is never more than that.
Why: a parameter is copied with a wrong digit.
Example: 两癌 checks for 33—64岁 here and 35—64岁 there.",
    yes: &[
        ("@ path=a.txt\n面向35—64岁妇女开展“两癌”免费检查。\n===\n@ path=b.txt\n对33—64岁妇女进行“两癌”检查。", Verdict::Suspicious),
        ("@ path=a.txt\n面向35—64岁妇女开展“两癌”免费检查。\n===\n@ path=b.txt\n对35～64岁妇女进行“两癌”检查。", Verdict::Consistent),
    ],
    no: &["@ path=a.txt\n面向35—64岁妇女开展“两癌”免费检查。\n===\n@ path=b.txt\n对60—69岁老人进行体检。"],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    ages(ctx, out);
    closings(ctx, out);
}

fn ages(ctx: &Context, out: &mut Vec<Finding>) {
    let all = ctx.wordings("X03");
    for programme in &ctx.words.programmes {
        let mine: Vec<(&Wording, String)> = all
            .iter()
            .filter_map(|w| {
                let sentence = crate::segment::sentences(&w.block.plain.text)
                    .into_iter()
                    .find(|s| w.captures.get(0).is_some_and(|m| s.contains(&m.start())))?;
                let inside = named(&w.block.plain.text[sentence], &programme.words);
                let band = format!("{}—{}岁", w.text("low")?, w.text("high")?);
                inside.then_some((w, band))
            })
            .collect();
        let Some(modal) = modal(mine.iter().map(|m| (m.1.as_str(), path(ctx, m.0.document))))
        else {
            continue;
        };
        for (w, band) in &mine {
            let Some(spot) = w.spot("band") else { continue };
            let holds = *band == modal;
            let verdict = if holds {
                Verdict::Consistent
            } else {
                Verdict::Suspicious
            };
            if !holds || several(mine.iter().map(|m| path(ctx, m.0.document))) {
                out.push(told(ctx, verdict, spot, &programme.id, band, &modal));
            }
        }
    }
}

fn told(
    ctx: &Context,
    verdict: Verdict,
    spot: Spot,
    programme: &str,
    here: &str,
    there: &str,
) -> Finding {
    ctx.finding("X03", verdict, &[])
        .at([spot])
        .link(Link::Medium)
        .say(
            format!("“{programme}”参数此处{here}，他处{there}"),
            format!("parameter of {programme}: {here} here, {there} elsewhere"),
        )
}

fn path<'c>(ctx: &'c Context, document: usize) -> &'c str {
    &ctx.documents[document].path
}

fn several<'p>(paths: impl Iterator<Item = &'p str>) -> bool {
    let mut paths: Vec<&str> = paths.collect();
    paths.sort_unstable();
    paths.dedup();
    paths.len() > 1
}

/// What most files say; of equals, what the first file says. `None` for a single file.
fn modal<'s>(all: impl Iterator<Item = (&'s str, &'s str)>) -> Option<String> {
    let mut files: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let (mut order, mut paths) = (Vec::new(), Vec::new());
    for (value, path) in all {
        let of = files.entry(value).or_default();
        if !of.contains(&path) {
            of.push(path);
        }
        order.push(value);
        paths.push(path);
    }
    if !several(paths.into_iter()) {
        return None;
    }
    let most = files.values().map(Vec::len).max()?;
    order
        .into_iter()
        .find(|v| files[v].len() == most)
        .map(str::to_owned)
}

/// 收官之年 of one plan in several files.
fn closings(ctx: &Context, out: &mut Vec<Finding>) {
    let mut of: BTreeMap<(i32, i32), Vec<(usize, i32)>> = BTreeMap::new();
    for (span, plan, year) in ctx.sentences.iter().filter_map(|s| closing(ctx, s)) {
        of.entry(span).or_default().push((plan, year));
    }
    for (span, all) in of {
        let years: Vec<(String, &str)> = all
            .iter()
            .map(|a| (a.1.to_string(), path(ctx, ctx.fig(a.0).me.document)))
            .collect();
        let Some(modal) = modal(years.iter().map(|y| (y.0.as_str(), y.1))) else {
            continue;
        };
        for (plan, year) in all {
            let verdict = if year.to_string() == modal {
                Verdict::Consistent
            } else {
                Verdict::Suspicious
            };
            let f = ctx.finding("X03", verdict, &[plan]).link(Link::Medium);
            out.push(f.say(
                format!("{}–{}年规划收官之年此处{year}，他处{modal}", span.0, span.1),
                format!(
                    "last year of the plan {} to {}: {year} here, {modal} elsewhere",
                    span.0, span.1
                ),
            ));
        }
    }
}

/// The plan before 收官之年, its figure, and the year that is said to close it.
fn closing(ctx: &Context, s: &Sentence) -> Option<((i32, i32), usize, i32)> {
    let words = ctx.words.list("closing_year").iter();
    let at = words.filter_map(|w| s.masked.find(w.as_str())).min()?;
    let span = |id: usize| ctx.fig(id).figure.date.as_deref().and_then(years);
    let before: Vec<usize> = s.within(0..at);
    let plan = *before.last()?;
    let single = before
        .iter()
        .rev()
        .filter_map(|i| span(*i))
        .find(|y| y.0 == y.1);
    let year = single.map(|y| y.0).or(ctx.year(s.document))?;
    Some((span(plan).filter(|y| y.0 < y.1)?, plan, year))
}
