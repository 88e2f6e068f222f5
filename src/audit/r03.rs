//! Numbering of headings and lists.

use super::Check;
use super::b07::count;
use super::context::Context;
use super::finding::{Finding, Link, Spot};
use crate::record::Verdict;
use crate::segment::BlockKind;

pub static CHECK: Check = Check {
    id: "R03",
    page: "R03 序号连续 / numbering

What: 一、二、三 / （一）（二） / 1. 2. at the start of blocks and 一是, 其一 within one run on; a number that is missing, stands twice, or changes
its style half way ((一) then (2)) is asked about. Brackets of mixed width are fine, and numbering restarts in every block.
Why: an item was cut or pasted.
Example: （一）…（3）… asks about the third.",
    yes: &[
        ("# 一、总体要求\n# 二、主要任务\n# 三、保障措施", Verdict::Consistent),
        ("# 一、主要任务\n# （一）加强领导\n正文。\n# （2）完善机制\n正文。", Verdict::Suspicious),
        ("# 一、总体要求\n# 三、主要任务\n# 四、保障措施", Verdict::Suspicious),
        ("一是加强领导，二是完善机制，三是强化督导。", Verdict::Consistent),
    ],
    no: &[
        "# 一、总体要求\n# （一）原则\n# 二、主要任务\n# （一）任务\n# （二）分工",
        "3.5亿元到位。\n4.1亿元到位。",
        "# 三、主要任务\n# 四、保障措施",
    ],
    run,
};

/// One marker at the start of a block.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Marker {
    style: Style,
    n: usize,
    spot: Spot,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// 一、
    Comma,
    /// （一）
    Bracket,
    /// 1. or 1、
    Point,
    /// （1）
    DigitBracket,
}

/// Markers of one style that run on.
struct Run {
    style: Style,
    markers: Vec<Marker>,
    /// Something was asked about it already.
    broken: bool,
}

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for document in 0..ctx.documents.len() {
        let markers = markers(ctx, document);
        let mut open: Vec<Run> = Vec::new();
        for (i, m) in markers.iter().enumerate() {
            step(ctx, &markers, i, *m, &mut open, out);
        }
        while let Some(run) = open.pop() {
            close(ctx, run, out);
        }
        inline(ctx, document, out);
    }
}

fn markers(ctx: &Context, document: usize) -> Vec<Marker> {
    let mut out = Vec::new();
    for block in &ctx.documents[document].document.blocks {
        if matches!(block.kind, BlockKind::Furniture | BlockKind::Table(_)) {
            continue;
        }
        for p in ctx
            .words
            .patterns("R03")
            .iter()
            .filter(|p| p.name != "inline")
        {
            let Some(c) = p.regex.captures(&block.plain.text) else {
                continue;
            };
            let Some(n) = c.name("n").and_then(|n| count(n.as_str())) else {
                continue;
            };
            let style = match p.name.as_str() {
                "comma" => Style::Comma,
                "bracket" => Style::Bracket,
                "point" => Style::Point,
                _ => Style::DigitBracket,
            };
            let end = block
                .plain
                .text
                .char_indices()
                .nth(12)
                .map_or(block.plain.text.len(), |x| x.0);
            out.push(Marker {
                style,
                n,
                spot: ctx.spot(document, block, 0..end),
            });
            break;
        }
    }
    out
}

fn step(
    ctx: &Context,
    all: &[Marker],
    i: usize,
    m: Marker,
    open: &mut Vec<Run>,
    out: &mut Vec<Finding>,
) {
    if let Some(at) = open.iter().position(|r| r.style == m.style) {
        for run in open.drain(at + 1..) {
            close(ctx, run, out);
        }
        let goes_on = all[i + 1..]
            .iter()
            .find(|x| x.style == m.style)
            .is_some_and(|x| x.n == m.n + 1);
        go_on(ctx, m, goes_on, open, out);
        return;
    }
    // A style that begins behind one: the bracketed run above may go on in another style.
    if m.n > 1
        && m.style == Style::DigitBracket
        && let Some(run) = open.iter_mut().find(|r| r.style == Style::Bracket)
        && let Some(last) = run.markers.last().copied()
        && last.n + 1 == m.n
    {
        out.push(asked(ctx, last, m));
        run.broken = true;
        run.markers.push(Marker {
            style: Style::Bracket,
            ..m
        });
        return;
    }
    open.push(Run {
        style: m.style,
        markers: vec![m],
        broken: false,
    });
}

/// The next marker of the innermost open run. A jump counts only where the numbering
/// then goes on from it; anything else begins a new run.
fn go_on(ctx: &Context, m: Marker, goes_on: bool, open: &mut Vec<Run>, out: &mut Vec<Finding>) {
    let Some(mut run) = open.pop() else { return };
    match run.markers.last().copied() {
        Some(last) if m.n == last.n + 1 => {
            run.markers.push(m);
            open.push(run);
            return;
        }
        Some(last) if m.n == last.n + 2 && goes_on && m.style != Style::Point => {
            out.push(asked(ctx, last, m));
        }
        _ => {}
    }
    close(ctx, run, out);
    open.push(Run {
        style: m.style,
        markers: vec![m],
        broken: false,
    });
}

fn asked(ctx: &Context, last: Marker, m: Marker) -> Finding {
    let name = |m: Marker| match m.style {
        Style::Comma => format!("{}、", numeral(m.n)),
        Style::Bracket => format!("（{}）", numeral(m.n)),
        Style::Point => format!("{}.", m.n),
        Style::DigitBracket => format!("（{}）", m.n),
    };
    let next = name(Marker {
        n: last.n + 1,
        ..last
    });
    ctx.finding("R03", Verdict::Suspicious, &[])
        .at([last.spot, m.spot])
        .link(Link::High)
        .low()
        .say(
            format!("“{}”后应为“{next}”，原文“{}”", name(last), name(m)),
            format!(
                "number {} is followed by {} of another style or place",
                last.n, m.n
            ),
        )
}

/// A Chinese numeral up to 99.
fn numeral(n: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |d: usize| DIGITS.get(d).copied().unwrap_or("");
    match (n / 10, n % 10) {
        (0, d) => digit(d).to_owned(),
        (1, d) => format!("十{}", digit(d)),
        (t, d) => format!("{}十{}", digit(t), digit(d)),
    }
}

fn close(ctx: &Context, run: Run, out: &mut Vec<Finding>) {
    if !run.broken && run.markers.len() >= 2 && run.markers[0].n == 1 {
        let n = run.markers.len();
        out.push(
            ctx.finding("R03", Verdict::Consistent, &[])
                .at(run.markers.iter().map(|m| m.spot))
                .low()
                .say(
                    format!("序号1–{n}连续"),
                    format!("numbering runs from 1 to {n}"),
                ),
        );
    }
}

/// 一是, 二是 … and 其一, 其二 … within a block: only their running on is said.
fn inline(ctx: &Context, document: usize, out: &mut Vec<Finding>) {
    for block in &ctx.documents[document].document.blocks {
        for p in ctx
            .words
            .patterns("R03")
            .iter()
            .filter(|p| p.name == "inline")
        {
            let mut runs: Vec<(bool, Vec<Spot>)> = Vec::new();
            for c in p.regex.captures_iter(&block.plain.text) {
                let (Some(n), Some(all)) =
                    (c.name("n").and_then(|n| count(n.as_str())), c.name("text"))
                else {
                    continue;
                };
                let other = all.as_str().starts_with('其');
                let spot = ctx.spot(document, block, all.range());
                match runs.last_mut() {
                    Some((kind, run)) if *kind == other && n == run.len() + 1 => run.push(spot),
                    _ if n == 1 => runs.push((other, vec![spot])),
                    _ => {}
                }
            }
            for (_, run) in runs.into_iter().filter(|r| r.1.len() >= 2) {
                let n = run.len();
                out.push(
                    ctx.finding("R03", Verdict::Consistent, &[])
                        .at(run)
                        .low()
                        .say(
                            format!("列举1–{n}连续"),
                            format!("the list runs from 1 to {n}"),
                        ),
                );
            }
        }
    }
}
