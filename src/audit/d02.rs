//! What comes before must not be later.

use super::Check;
use super::context::Context;
use super::figure::days;
use super::finding::{Finding, Link};
use super::words::mask;
use crate::record::Verdict;
use crate::segment::Block;
use crate::text::Span;
use crate::value::{Kind, Role};
use std::collections::{HashMap, HashSet};

pub static CHECK: Check = Check {
    id: "D02",
    page: "D02 日期先后 / order of dates

What: a range starts before it ends; the signature is not later than the print; a meeting is not later than the meeting that passes it on.
Why: months and years of a copied letterhead stay behind.
Example: （2016年3月-1月） is inconsistent; 2016年3月9日印发 under a letter of 2016年3月19日 is inconsistent.",
    yes: &[
        ("进度安排：⟦2016年3月-1月|d=2016-03/2016-01 period⟧。", Verdict::Inconsistent),
        ("进度安排：⟦2016年1月-11月|d=2016-01/2016-11 period⟧。", Verdict::Consistent),
        ("⟦2016年3月19日|d=2016-03-19 issued⟧\n办公室⟦2016年3月9日|d=2016-03-09 issued⟧印发", Verdict::Inconsistent),
        ("⟦3月9日|d=2016-03-09 event⟧，全省河长制推进会在甲市召开。\n⟦3月11日|d=2016-03-11 event⟧，乙市召开会议，贯彻全省河长制推进会精神。", Verdict::Consistent),
    ],
    no: &[
        "完成时限：⟦2018年6月30日|d=2018-06-30 issued⟧\n⟦2018年4月9日|d=2018-04-09 issued⟧印发","⟦2016年3月9日|d=2016-03-09 issued⟧\n定于⟦2016年3月1日|d=2016-03-01 event⟧启动。"],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    ranges(ctx, out);
    for file in &ctx.files {
        printed(ctx, file, out);
        passed_on(ctx, file, out);
    }
}

fn ranges(ctx: &Context, out: &mut Vec<Finding>) {
    for id in 0..ctx.figs.len() {
        let f = ctx.fig(id).figure;
        let Some(edtf) = f
            .date
            .as_deref()
            .filter(|d| d.contains('-') && d.contains('/'))
        else {
            continue;
        };
        let Some((a, b)) = days(edtf) else { continue };
        let holds = a <= b || edtf.ends_with("..");
        let verdict = if holds {
            Verdict::Consistent
        } else {
            Verdict::Inconsistent
        };
        let says = if holds {
            ("起止有序", "in order")
        } else {
            ("起点晚于止点", "starts after its end")
        };
        out.push(
            ctx.finding("D02", verdict, &[id])
                .say(format!("{edtf}{}", says.0), format!("{edtf}: {}", says.1)),
        );
    }
}

/// Dates of signature against the date of print (…印发).
fn printed(ctx: &Context, file: &[usize], out: &mut Vec<Finding>) {
    let issued: Vec<usize> = ctx
        .of_file(file)
        .into_iter()
        .filter(|i| ctx.fig(*i).figure.role == Some(Role::Issued))
        .filter(|i| print_line(ctx, *i) || signature(ctx, *i))
        .collect();
    let Some(&print) = issued.iter().rev().find(|i| print_line(ctx, **i)) else {
        return;
    };
    for &signed in issued.iter().filter(|i| **i != print) {
        let (a, b) = (
            ctx.fig(signed).figure.date.as_deref(),
            ctx.fig(print).figure.date.as_deref(),
        );
        let (Some(a), Some(b)) = (a, b) else { continue };
        let (Some(x), Some(y)) = (days(a), days(b)) else {
            continue;
        };
        let holds = x.0 <= y.1;
        let verdict = if holds {
            Verdict::Consistent
        } else {
            Verdict::Inconsistent
        };
        let says = if holds {
            ("不晚于", "is not after")
        } else {
            ("晚于", "is after")
        };
        out.push(
            ctx.finding("D02", verdict, &[signed, print])
                .link(Link::High)
                .say(
                    format!("成文{a}{}印发{b}", says.0),
                    format!("signature {a} {} print {b}", says.1),
                ),
        );
    }
}

/// True for a date that stands by itself in its line: a signature, no term of a task.
fn signature(ctx: &Context, id: usize) -> bool {
    let f = ctx.fig(id).figure;
    let around = |c: char| c.is_whitespace() || "（）()".contains(c);
    f.sentence.is_empty()
        || (f.sentence.get(..f.at.start)).is_some_and(|s| s.trim_matches(around).is_empty())
}

fn print_line(ctx: &Context, id: usize) -> bool {
    let f = ctx.fig(id);
    let raw = &ctx.documents[f.me.document].raw;
    raw.get(f.figure.span.end..).is_some_and(|r| {
        ctx.words
            .starts("printed", r.trim_start_matches([' ', '\u{3000}']))
    })
}

/// A meeting whose spirit another meeting passes on: of several dates of that name the last
/// that stands before the other meeting, or the next.
fn passed_on(ctx: &Context, file: &[usize], out: &mut Vec<Finding>) {
    let events: Vec<usize> = ctx
        .of_file(file)
        .into_iter()
        .filter(|i| {
            let f = ctx.fig(*i).figure;
            f.kind == Kind::Date && f.role == Some(Role::Event)
        })
        .collect();
    let known: HashSet<usize> = events.iter().copied().collect();
    let hits = ctx.hits("D02");
    let mut dates: HashMap<&str, Vec<usize>> = HashMap::new();
    for hit in &hits {
        let (Some(first), Some(name)) = (hit.figure("date"), hit.text("name")) else {
            continue;
        };
        // A date within the name is a letter here; what follows it still names the meeting.
        let name = name.rsplit([mask::DATE, '”', '》']).next().unwrap_or(name);
        if known.contains(&first) && name.chars().count() >= 4 {
            dates.entry(name).or_default().push(first);
        }
    }
    if dates.is_empty() {
        return;
    }
    let start = |id: usize| ctx.fig(id).figure.span.start;
    dates
        .values_mut()
        .for_each(|ids| ids.sort_by_key(|i| start(*i)));
    let blocks = Blocks::of(ctx, file);
    let mut pairs = Vec::new();
    for &later in &events {
        let Some(cited) = blocks.cited(ctx, later) else {
            continue;
        };
        for ids in dates.iter().filter(|x| cited.contains(*x.0)).map(|x| x.1) {
            let behind = ids.partition_point(|i| start(*i) < start(later));
            let before = behind.checked_sub(1).map(|i| ids[i]);
            let next = || ids[behind..].iter().copied().find(|i| *i != later);
            pairs.extend(
                before
                    .or_else(next)
                    .map(|first| (start(first), first, later)),
            );
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    out.extend(pairs.into_iter().filter_map(|p| in_order(ctx, p.1, p.2)));
}

/// The blocks of each document of a file, by where they stand.
struct Blocks<'c>(HashMap<usize, Vec<(Span, &'c Block<'c>)>>);

impl<'c> Blocks<'c> {
    fn of(ctx: &'c Context, file: &[usize]) -> Self {
        let placed = |d: &usize| {
            let blocks = ctx.documents[*d].document.blocks.iter();
            let mut blocks: Vec<_> = blocks.map(|b| (super::context::extent(b), b)).collect();
            blocks.sort_by_key(|b| b.0);
            (*d, blocks)
        };
        Self(file.iter().map(placed).collect())
    }

    /// What stands behind 贯彻 or 落实 in the block of a figure.
    fn cited(&self, ctx: &Context, id: usize) -> Option<&'c str> {
        let f = ctx.fig(id);
        let (at, blocks) = (f.figure.span, self.0.get(&f.me.document)?);
        let next = blocks.partition_point(|b| b.0.start <= at.start);
        let (extent, block) = blocks.get(next.checked_sub(1)?)?;
        let text = &*block.plain.text;
        let words = ctx.words.list("passes_on").iter();
        let ends = words.filter_map(|w| text.find(w.as_str()).map(|i| i + w.len()));
        let first = ends.min().filter(|_| at.end <= extent.end)?;
        Some(&text[first..])
    }
}

fn in_order(ctx: &Context, first: usize, later: usize) -> Option<Finding> {
    let (a, b) = (
        ctx.fig(first).figure.date.as_deref()?,
        ctx.fig(later).figure.date.as_deref()?,
    );
    let holds = days(a)?.0 <= days(b)?.1;
    let verdict = if holds {
        Verdict::Consistent
    } else {
        Verdict::Suspicious
    };
    let says = if holds {
        ("不晚于", "is not after")
    } else {
        ("晚于", "is after")
    };
    Some(
        ctx.finding("D02", verdict, &[first, later])
            .link(Link::Medium)
            .say(
                format!("所贯彻的会议{a}{}本次会议{b}", says.0),
                format!("the meeting passed on, {a}, {} this one, {b}", says.1),
            ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{findings, sketch};

    #[test]
    fn of_several_meetings_of_a_name_the_last_before_is_passed_on() {
        let text = "⟦3月9日|d=2015-03-09 event⟧，全省河长制推进会在甲市召开。\n⟦3月9日|d=2016-03-09 event⟧，全省河长制推进会在甲市召开。\n⟦3月11日|d=2016-03-11 event⟧，乙市召开会议，贯彻全省河长制推进会精神。\n⟦3月9日|d=2017-03-09 event⟧，全省河长制推进会在甲市召开。";
        let documents = sketch::documents(text);
        let found = findings(&documents);
        let told: Vec<(Verdict, usize)> = found
            .iter()
            .filter(|f| f.check == "D02")
            .map(|f| (f.verdict, f.figures[0].figure))
            .collect();
        assert_eq!(told, [(Verdict::Consistent, 1)]);
    }
}
