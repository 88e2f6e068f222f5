//! Tables whose cells stand side by side: between bars, tabs or wide blanks.
//!
//! In: lines. Out: [`Item`]s, in which tables have taken the place of their
//! lines and bars around prose are gone. Not here: what stands between cells (`ways`), one cell a
//! line (`cells`).

use super::cells;
use super::layout::{self, Item};
use super::lines::{Glue, Line, columns};
use super::noted::Noted;
use super::table::{Cell, Table};
use super::ways::{Way, rule};
use crate::pattern::DocumentWords;
use crate::text::{Plain, Span};

/// Lines → items, tables found.
pub fn items<'t>(noted: &Noted<'t>, lines: &[Line<'t>], words: &DocumentWords) -> Vec<Item<'t>> {
    let found = cells::tables(noted.raw, lines, words);
    let ways = Way::of(noted);
    let mut out = Vec::with_capacity(lines.len());
    let mut i = 0;
    for f in found {
        let first = f.above.start.min(f.lines.start);
        while i < first {
            i += side_by_side(noted, &lines[i..first], &ways, words, &mut out);
        }
        out.extend(lines[f.above.clone()].iter().copied().map(Item::Furniture));
        let spans = lines[f.lines.clone()].iter().map(Line::span).collect();
        i = f.lines.end;
        out.push(Item::Table(Box::new(f.table), spans));
    }
    while i < lines.len() {
        i += side_by_side(noted, &lines[i..], &ways, words, &mut out);
    }
    out
}

/// Takes a table off the front of `lines`, or lines that are none; answers how many.
fn side_by_side<'t>(
    noted: &Noted<'t>,
    lines: &[Line<'t>],
    ways: &[Way],
    words: &DocumentWords,
    out: &mut Vec<Item<'t>>,
) -> usize {
    let raw = noted.raw;
    // Without blanks and bars nothing stands between cells.
    let ways = if lines[0].verbatim && !noted.bars {
        &[]
    } else {
        ways
    };
    for &way in ways {
        let Some(first) = way.split(noted, &lines[0]) else {
            continue;
        };
        let (rows, taken) = run(noted, lines, way, first);
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        let table = match way {
            Way::Gaps => aligned(raw, &rows, words),
            _ => width > 2 || (width == 2 && rows.len() > 1),
        };
        if table && width <= WIDEST {
            let above = out_above(out, words);
            out.push(self::table(raw, &rows, above, words));
        } else {
            let prose = lines[..taken]
                .iter()
                .filter(|l| way == Way::Gaps || !rule(l.text));
            out.extend(prose.map(|l| Item::Line(inside(noted, l, way))));
        }
        return taken;
    }
    out.push(Item::Line(lines[0]));
    1
}

/// The rows from the first on that are of its kind, and the lines that they take, rules included.
fn run(noted: &Noted, lines: &[Line], way: Way, first: Vec<Span>) -> (Vec<Vec<Span>>, usize) {
    let cells = first.len();
    let mut rows = vec![first];
    let mut taken = 1;
    for (n, line) in lines.iter().enumerate().skip(1) {
        match way.split(noted, line) {
            Some(row) if way.alike(cells, row.len()) => {
                rows.push(row);
                taken = n + 1;
            }
            None if way != Way::Gaps && rule(line.text) => taken = n + 1,
            _ => break,
        }
    }
    (rows, taken)
}

/// More cells than this in a row are no table.
const WIDEST: usize = 64;

/// At least three lines of as many cells, most of them numbers.
fn aligned(raw: &str, rows: &[Vec<Span>], words: &DocumentWords) -> bool {
    let Some(width) = rows.last().map(Vec::len) else {
        return false;
    };
    let (mut numbers, mut all) = (0, 0);
    for row in rows {
        all += row.len() - 1;
        numbers += row
            .iter()
            .skip(1)
            .filter(|s| cells::number(s.of(raw).trim(), words))
            .count();
    }
    rows.len() >= 3
        && rows.iter().filter(|r| r.len() == width).count() * 2 > rows.len()
        && numbers * 2 >= all
}

/// The line with the mark around its one cell gone.
fn inside<'t>(noted: &Noted<'t>, line: &Line<'t>, way: Way) -> Line<'t> {
    let Some(cells) = way.split(noted, line) else {
        return *line;
    };
    let span = match cells.as_slice() {
        [one] => *one,
        _ => line.span(),
    };
    cell_line(noted.raw, span, line.gap, line.indent)
}

fn cell_line(raw: &str, span: Span, gap: usize, indent: usize) -> Line<'_> {
    let text = span.of(raw);
    Line {
        text,
        start: span.start,
        indent,
        cols: columns(text),
        gap,
        glue: Glue::Soft,
        hashes: 0,
        bullet: false,
        verbatim: false,
    }
}

/// Reads caption and unit off the items that were just put out; they become furniture.
fn out_above(out: &mut [Item], words: &DocumentWords) -> (Option<String>, Option<String>) {
    let (mut caption, mut unit) = (None, None);
    for item in out.iter_mut().rev().take(2) {
        let Item::Line(line) = item else { break };
        let text = line.text;
        if let Some(u) = cells::unit_line(text, words).filter(|_| unit.is_none()) {
            unit = Some(u.to_string());
        } else if caption.is_none()
            && line.cols <= 70
            && !text.ends_with(['。', '；', '：', '，'])
            && super::mark::mark(text).is_none()
        {
            caption = Some(super::title::display(text));
        } else {
            break;
        }
        *item = Item::Furniture(*line);
        if caption.is_some() {
            break;
        }
    }
    (caption, unit)
}

fn table<'t>(
    raw: &'t str,
    rows: &[Vec<Span>],
    above: (Option<String>, Option<String>),
    words: &DocumentWords,
) -> Item<'t> {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut grid: Vec<Vec<Vec<Span>>> = vec![vec![Vec::new(); width]; rows.len()];
    let wraps = may_wrap(rows);
    for c in 0..width {
        column(raw, rows, c, wraps, &mut grid, words);
    }
    let spans = rows
        .iter()
        .flatten()
        .copied()
        .filter(|s| !s.is_empty())
        .collect();
    grid.retain(|row| row.iter().any(|cell| !cell.is_empty()));
    let heads = heads(raw, &mut grid, words);
    let cell = |pieces: Vec<Span>| Cell {
        plain: Plain::of(raw, &pieces),
    };
    let table = Table {
        caption: above.0,
        unit: above.1,
        heads: heads.into_iter().map(cell).collect(),
        rows: grid
            .into_iter()
            .map(|row| row.into_iter().map(cell).collect())
            .collect(),
        unit_column: None,
    };
    Item::Table(Box::new(table.with_unit_column(words)), spans)
}

/// Joins the wrapped cells of a column; a cell stands in the row where it begins.
fn column(
    raw: &str,
    rows: &[Vec<Span>],
    c: usize,
    wraps: bool,
    grid: &mut [Vec<Vec<Span>>],
    words: &DocumentWords,
) {
    let mut lines = Vec::new();
    let mut at = Vec::new();
    let mut gap = 0;
    for (r, row) in rows.iter().enumerate() {
        match row.get(c).filter(|s| !s.is_empty()) {
            Some(span) => {
                lines.push(cell_line(raw, *span, gap, 0));
                at.push(r);
                gap = 0;
            }
            None => gap += 1,
        }
    }
    let wrap = lines.iter().map(|l| l.cols).max().unwrap_or(0);
    // Cells of a column of short words or numbers are never wrapped.
    let wide = lines.iter().filter(|l| l.cols + 3 >= wrap).count();
    let narrow = !wraps
        || wide < 2
        || wrap < 8
        || lines
            .iter()
            .all(|l| l.cols * 2 < wrap || !l.text.contains(|c: char| !c.is_ascii()));
    if narrow {
        for (line, r) in lines.iter().zip(at) {
            grid[r][c].push(line.span());
        }
        return;
    }
    for group in layout::wrapped(raw, &lines, wrap, words) {
        for i in &group {
            grid[at[group[0]]][c].push(lines[*i].span());
        }
    }
}

/// Wrapped cells leave the other cells of their lines empty.
fn may_wrap(rows: &[Vec<Span>]) -> bool {
    let holes = rows
        .iter()
        .filter(|r| r.iter().any(|s| s.is_empty()))
        .count();
    rows.len() > 2 && holes * 10 >= rows.len() * 3
}

/// Takes the heads off the front: the first row, and a second that only completes it.
fn heads(raw: &str, grid: &mut Vec<Vec<Vec<Span>>>, words: &DocumentWords) -> Vec<Vec<Span>> {
    let text = |cell: &Vec<Span>| cell.iter().map(|s| s.of(raw)).collect::<String>();
    let Some(first) = grid.first() else {
        return Vec::new();
    };
    if first
        .iter()
        .skip(1)
        .any(|c| cells::number(text(c).trim(), words))
        || grid.len() < 2
    {
        return Vec::new();
    }
    let mut heads = grid.remove(0);
    let completes = grid.len() > 1
        && grid[0].iter().any(Vec::is_empty)
        && grid[0].iter().all(|c| {
            let t = text(c);
            t.chars().count() <= 6
                && super::mark::mark(&t).is_none()
                && !cells::number(t.trim(), words)
        })
        && grid[0]
            .iter()
            .zip(&heads)
            .all(|(below, head)| below.is_empty() || !head.is_empty())
        && !grid[1].first().is_none_or(Vec::is_empty);
    if completes {
        for (head, below) in heads.iter_mut().zip(grid.remove(0)) {
            head.extend(below);
        }
    }
    heads
}
