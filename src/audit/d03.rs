//! 今年, 去年: one year for all anchors.

use super::Check;
use super::context::Context;
use super::finding::Finding;
use crate::record::Verdict;

pub static CHECK: Check = Check {
    id: "D03",
    page: "D03 相对年份 / relative year

What: every 今年, 去年 and 本年 (not 上年, which goes by the sentence's own year) of a document resolves to one year, which a date of the document or of its file supports.
Why: a paragraph of last year's report keeps its 今年.
Example: 总结2016年工作,部署今年工作 supports 今年 = 2017. A speech of another date than the print is not a contradiction.",
    yes: &[
        ("@ year=2017\n总结⟦2016年|d=2016⟧工作，部署⟦今年|d=2017⟧工作。", Verdict::Consistent),
        ("@ year=2017\n总结⟦2016年|d=2016⟧工作，部署⟦今年|d=2017⟧工作。\n⟦今年|d=2018⟧要完成普查。", Verdict::Suspicious),
    ],
    no: &["@ year=2017\n⟦2016年|d=2016⟧收入比⟦上年|d=2015⟧增长，⟦今年|d=2017⟧开局良好。", "@ year=2017\n⟦今年|d=2017⟧开局良好。"],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for file in &ctx.files {
        let all = ctx.of_file(file);
        for document in file {
            let anchors: Vec<(usize, i32)> = ctx.of[*document]
                .iter()
                .filter_map(|i| Some((*i, this_year(ctx, *i)?)))
                .collect();
            let Some(&(first, year)) = anchors.first() else {
                continue;
            };
            if let Some(&(other, y)) = anchors.iter().find(|a| a.1 != year) {
                out.push(
                    ctx.finding("D03", Verdict::Suspicious, &[first, other])
                        .say(
                            format!("“今年”有{year}、{y}两解"),
                            format!("“this year” is {year} and {y}"),
                        ),
                );
                continue;
            }
            for (id, year) in anchors {
                out.extend(supported(ctx, &all, id, year));
            }
        }
    }
}

/// The year of 今年 that a relative date stands for.
fn this_year(ctx: &Context, id: usize) -> Option<i32> {
    let f = ctx.fig(id);
    let year = super::figure::years(f.figure.date.as_deref()?)?.0;
    let text = ctx.text(id);
    if ctx.words.starts("this_year", text) {
        Some(year)
    } else if ctx.words.starts("last_year", text) {
        Some(year + 1)
    } else {
        None
    }
}

/// The nearest written year that is this year or the one before.
fn supported(ctx: &Context, all: &[usize], id: usize, year: i32) -> Option<Finding> {
    let me = ctx.fig(id);
    let support = all
        .iter()
        .copied()
        .filter(|i| {
            let f = ctx.fig(*i);
            let text = ctx.text(*i);
            let named = text.starts_with(|c: char| c.is_ascii_digit());
            let years = f.figure.date.as_deref().and_then(super::figure::years);
            named
                && text.contains('年')
                && years.is_some_and(|y| y.0 == y.1 && (y.0 == year || y.0 == year - 1))
        })
        .min_by_key(|i| {
            let f = ctx.fig(*i);
            (
                f.me.document != me.me.document,
                f.figure.span.start.abs_diff(me.figure.span.start),
            )
        })?;
    let other = ctx.fig(support).figure.date.as_deref()?;
    Some(ctx.finding("D03", Verdict::Consistent, &[id, support]).say(
        format!("相对年份解作{year}年，与{other}相合"),
        format!("relative year resolves to {year}, in line with {other}"),
    ))
}
