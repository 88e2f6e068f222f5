//! Plans and their years.

use super::Check;
use super::context::{Context, Sentence, extent};
use super::figure::years;
use super::finding::{Finding, Link};
use crate::record::Verdict;
use crate::value::Kind;

pub static CHECK: Check = Check {
    id: "D04",
    page: "D04 规划期 / plan period

What: N五 plans have fixed years; 开局之年 is the first and 收官之年 the last of them; a range of years runs forward;
未来五年 and 未来十年 have the length of the plan that they speak of; 提前 needs data from before the plan's end.
Why: the opening sentence is reused with another year.
Example: 2014年是“十二五”收官之年 is asked about; 2015年 is right.",
    yes: &[
        ("⟦2015年|d=2015⟧是“⟦十二五|d=2011/2015⟧”规划的收官之年。", Verdict::Consistent),
        ("⟦2014年|d=2014⟧是“⟦十二五|d=2011/2015⟧”规划的收官之年。", Verdict::Suspicious),
        ("编制⟦2020—2016年|d=2020/2016⟧发展规划。", Verdict::Inconsistent),
        ("“⟦十三五|d=2016/2020⟧”是关键时期。谋划好未来五年工作。", Verdict::Consistent),
    ],
    no: &[
        "⟦2014年|d=2014⟧是改革开局之年，谋划“⟦十三五|d=2016/2020⟧”规划。",
        "⟦2016年|d=2016⟧，“⟦十二五|d=2011/2015⟧”评估收官。",
    ],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    ranges(ctx, out);
    for s in &ctx.sentences {
        for (list, first) in [("opening_year", true), ("closing_year", false)] {
            let places = ctx
                .words
                .list(list)
                .iter()
                .flat_map(|w| s.masked.match_indices(w.as_str()));
            for (at, _) in places {
                turning(ctx, s, at, first, out);
            }
        }
    }
    lengths(ctx, out);
    anchors(ctx, out);
}

fn ranges(ctx: &Context, out: &mut Vec<Finding>) {
    for id in 0..ctx.figs.len() {
        let f = ctx.fig(id).figure;
        let Some(edtf) = f.date.as_deref() else {
            continue;
        };
        let plain = edtf.contains('/') && edtf.bytes().all(|b| b.is_ascii_digit() || b == b'/');
        let digits = ctx.text(id).contains(|c: char| c.is_ascii_digit());
        let Some((a, b)) = years(edtf).filter(|_| plain && digits) else {
            continue;
        };
        let verdict = if a < b {
            Verdict::Consistent
        } else {
            Verdict::Inconsistent
        };
        out.push(ctx.finding("D04", verdict, &[id]).say(
            format!(
                "{a}–{b}，{}年{}",
                b - a + 1,
                if a < b { "" } else { "，次序颠倒" }
            ),
            format!(
                "{a} to {b}: {} years{}",
                b - a + 1,
                if a < b { "" } else { ", reversed" }
            ),
        ));
    }
}

/// 收官之年 and 开局之年: the plans of the clause, the year of the sentence or the document.
fn turning(ctx: &Context, s: &Sentence, at: usize, first: bool, out: &mut Vec<Finding>) {
    let clause = s.masked[..at].rfind(['，', '；', ',']).map_or(0, |i| i + 1);
    let span = |id: usize| ctx.fig(id).figure.date.as_deref().and_then(years);
    let before: Vec<(usize, usize)> = s.slots.iter().copied().filter(|x| x.0 < at).collect();
    let plans: Vec<usize> = before
        .iter()
        .filter(|x| x.0 >= clause)
        .map(|x| x.1)
        .filter(|i| span(*i).is_some_and(|y| y.0 < y.1))
        .collect();
    let year = before
        .iter()
        .rev()
        .map(|x| x.1)
        .find(|i| span(*i).is_some_and(|y| y.0 == y.1));
    for plan in plans {
        let Some((a, b)) = span(plan) else { continue };
        let Some(y) = year.and_then(span).map(|y| y.0).or(ctx.year(s.document)) else {
            continue;
        };
        // A report on a year is written in the next, and may call that one this year.
        let written = ctx.documents[s.document].document.issued.as_deref();
        let written = written
            .filter(|_| year.is_none())
            .and_then(years)
            .map(|y| y.0);
        let holds = [Some(y), written].contains(&Some(if first { a } else { b }));
        let ids: Vec<usize> = year.into_iter().chain([plan]).collect();
        let verdict = if holds {
            Verdict::Consistent
        } else {
            Verdict::Suspicious
        };
        let word = if first {
            ("开局", "first")
        } else {
            ("收官", "last")
        };
        out.push(ctx.finding("D04", verdict, &ids).link(Link::High).say(
            format!(
                "规划期{a}–{b}，{y}年{}{}之年",
                if holds { "为" } else { "不是" },
                word.0
            ),
            format!(
                "plan of {a} to {b}: {y} is {}its {} year",
                if holds { "" } else { "not " },
                word.1
            ),
        ));
    }
}

/// 未来五年, 十年: the length of a plan of the block.
fn lengths(ctx: &Context, out: &mut Vec<Finding>) {
    for w in ctx.wordings("D04") {
        let Some(spot) = w.spot("text") else { continue };
        let n = match w.text("n") {
            Some("五" | "5") => 5,
            Some("十" | "10") => 10,
            _ => continue,
        };
        let here = extent(w.block);
        let plan = ctx.of[w.document].iter().copied().find(|i| {
            let f = ctx.fig(*i).figure;
            let inside = here.start <= f.span.start && f.span.end <= here.end;
            inside && f.kind == Kind::Date && f.years().is_some_and(|y| y.1 - y.0 + 1 == n)
        });
        if let Some(plan) = plan {
            out.push(
                ctx.finding("D04", Verdict::Consistent, &[plan])
                    .at([spot])
                    .link(Link::Medium)
                    .say(
                        format!("规划期长{n}年，与文字相合"),
                        format!("the plan runs {n} years, as the words say"),
                    ),
            );
        }
    }
}

/// …年以来, 终期 and 提前 near a plan: the first year, the last year, a year before the last.
fn anchors(ctx: &Context, out: &mut Vec<Finding>) {
    for ids in &ctx.of {
        let dates: Vec<usize> = ids
            .iter()
            .copied()
            .filter(|i| ctx.fig(*i).figure.kind == Kind::Date)
            .collect();
        for n in 0..dates.len() {
            let near = &dates[n.saturating_sub(3)..dates.len().min(n + 4)];
            out.extend(anchor(ctx, dates[n], near));
        }
    }
}

fn anchor(ctx: &Context, id: usize, near: &[usize]) -> Option<Finding> {
    let f = ctx.fig(id);
    let text = ctx.text(id);
    let (y, _) = f.figure.years().filter(|y| y.0 == y.1)?;
    let rest = f.figure.sentence.get(f.figure.at.end..).unwrap_or("");
    let ahead = ctx.words.any("ahead", rest) && rest.contains('数');
    let plan = |fits: &dyn Fn(i32, i32) -> bool| {
        near.iter().copied().find(|i| {
            let years = ctx.fig(*i).figure.years();
            years.is_some_and(|(a, b)| a < b && fits(a, b))
        })
    };
    let (ids, zh, en) = if ctx.words.any("since", text) {
        (
            vec![id, plan(&|a, _| a == y)?],
            "为规划首年",
            "is the first year of the plan",
        )
    } else if ctx.words.starts("final", rest) {
        (
            vec![id, plan(&|_, b| b == y)?],
            "为规划末年",
            "is the last year of the plan",
        )
    } else if ahead && plan(&|a, b| a <= y && y < b).is_some() {
        (
            vec![id],
            "数据早于规划末年，可称提前",
            "is before the plan's end",
        )
    } else {
        return None;
    };
    Some(
        ctx.finding("D04", Verdict::Consistent, &ids)
            .link(Link::Medium)
            .say(format!("{y}年{zh}"), format!("{y} {en}")),
    )
}
