//! Tables that were printed with one cell a line.
//!
//! In: a run of short lines. Out: [`Table`]s with the lines that they take.
//! The pattern of text cells and number cells shows the columns: names (and
//! units), then numbers. Not here: tables with a mark between cells (`grid`).

use super::lines::{Glue, Line, regex};
use super::mark::mark;
use super::table::{Cell, Table};
use super::title::bare;
use crate::pattern::{DocumentWords, LazyRegex};
use crate::text::Plain;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// A table among the lines.
pub struct Found<'t> {
    /// The lines of heads and rows.
    pub lines: Range<usize>,
    /// Lines above it that name it and its unit.
    pub above: Range<usize>,
    /// The table.
    pub table: Table<'t>,
}

static NUMBER: LazyLock<LazyRegex> =
    LazyLock::new(|| regex(r"^[+\-−－＋]?[\d０-９][\d０-９,，]*(?:[.．][\d０-９]+)?[%％‰]?$"));

/// True where a text is a number or stands for one.
pub fn number(text: &str, words: &DocumentWords) -> bool {
    text.len() <= 40 && (NUMBER.is_match(text) || words.lists.table.flat.iter().any(|f| f == text))
}

/// The line that names the unit of the numbers.
pub fn unit_line<'t>(text: &'t str, words: &DocumentWords) -> Option<&'t str> {
    let at = text.find(['：', ':'])?;
    let (head, rest) = text.split_at(at);
    let head = bare(head.trim_start_matches(['（', '(']));
    let unit = rest
        .trim_start_matches(['：', ':'])
        .trim()
        .trim_end_matches(['）', ')']);
    (unit.chars().count() <= 16 && words.lists.table.units.contains(&head)).then_some(unit)
}

/// The tables with one cell a line.
pub fn tables<'t>(raw: &'t str, lines: &[Line], words: &DocumentWords) -> Vec<Found<'t>> {
    let mut out = Vec::new();
    let mut i = 0;
    while i < lines.len() {
        let mut j = i;
        let mut numbers = 0;
        while j < lines.len() && cell_like(&lines[j], words) {
            numbers += usize::from(number(lines[j].text, words));
            j += 1;
        }
        if numbers >= 4 && numbers * 4 >= j - i {
            in_run(raw, lines, i..j, words, &mut out);
        }
        i = j.max(i + 1);
    }
    out
}

fn cell_like(line: &Line, words: &DocumentWords) -> bool {
    let text = line.text;
    line.cols <= 44
        && line.hashes == 0
        && !line.bullet
        && line.glue == Glue::Soft
        && (mark(text).is_none() || number(text, words))
        && (!text.ends_with(['。', '；', '，', '、', '：', ':', '！'])
            || unit_line(text, words).is_some())
        && !text.contains(['。', '|', '\t'])
}

/// Reads the tables in a run of cells.
fn in_run<'t>(
    raw: &'t str,
    lines: &[Line],
    run: Range<usize>,
    words: &DocumentWords,
    out: &mut Vec<Found<'t>>,
) {
    let text = |i: usize| lines[i].text;
    let runs = alternate(run, |i| number(text(i), words));
    let mut from = 0;
    while from < runs.len() {
        // A run of text cells that holds a head opens the next table.
        let next = (from + 2..runs.len())
            .find(|r| !runs[*r].1 && runs[*r].0.clone().any(|i| is_head(text(i), words)))
            .unwrap_or(runs.len());
        if let Some(found) = one(raw, lines, &runs[from..next], words) {
            out.push(found);
        }
        from = next;
    }
}

/// Runs of cells with the same answer, in order.
fn alternate(run: Range<usize>, is_number: impl Fn(usize) -> bool) -> Vec<(Range<usize>, bool)> {
    let mut out: Vec<(Range<usize>, bool)> = Vec::new();
    for i in run {
        let n = is_number(i);
        match out.last_mut() {
            Some((r, m)) if *m == n => r.end = i + 1,
            _ => out.push((i..i + 1, n)),
        }
    }
    out
}

fn is_head(text: &str, words: &DocumentWords) -> bool {
    let text = bare(text);
    text.chars().count() <= 8
        && words
            .lists
            .table
            .heads
            .iter()
            .any(|h| text.ends_with(h.as_str()) || text == *h)
}

fn one<'t>(
    raw: &'t str,
    lines: &[Line],
    runs: &[(Range<usize>, bool)],
    words: &DocumentWords,
) -> Option<Found<'t>> {
    let last = runs.iter().rposition(|r| r.1)?;
    let runs = &runs[..=last];
    let (first, is_number) = runs.first()?;
    if *is_number {
        return None;
    }
    let numbers = mode(runs.iter().filter(|r| r.1).map(|r| r.0.len()))?;
    let names = mode(runs.iter().skip(1).filter(|r| !r.1).map(|r| r.0.len())).unwrap_or(1);
    if numbers > 12 || names > 2 || runs.len() < 4 {
        return None;
    }
    let width = names + numbers;
    let cell = |i: usize| Cell {
        plain: Plain::of(raw, &[lines[i].span()]),
    };
    let before = first.start..first.end.saturating_sub(names).max(first.start);
    let heads = heads(lines, &before, width, words);
    let mut table = Table {
        heads: heads.clone().map(cell).collect(),
        ..Table::default()
    };
    let above = above(lines, before.start..heads.start, words, &mut table);
    rows(runs, heads.end, names, &cell, &mut table);
    Some(Found {
        lines: heads.start..runs.last()?.0.end,
        above,
        table: table.with_unit_column(words),
    })
}

/// The heads among the text cells before the first row.
fn heads(
    lines: &[Line],
    before: &Range<usize>,
    width: usize,
    words: &DocumentWords,
) -> Range<usize> {
    let marked = before
        .clone()
        .find(|i| is_head(lines[*i].text, words) && i + width <= before.end);
    let start = marked.or_else(|| {
        let start = before.end.checked_sub(width)?;
        (start >= before.start).then_some(start)
    });
    match start {
        Some(s) => s..s + width,
        None => before.end..before.end,
    }
}

/// The caption and the unit line directly above the heads.
fn above(
    lines: &[Line],
    before: Range<usize>,
    words: &DocumentWords,
    table: &mut Table,
) -> Range<usize> {
    let mut start = before.end;
    for i in before.clone().rev().take(3) {
        let text = lines[i].text;
        if let Some(unit) = unit_line(text, words) {
            table.unit = Some(unit.to_string());
        } else if table.caption.is_none() {
            table.caption = Some(super::title::display(text));
        } else {
            break;
        }
        start = i;
        if table.caption.is_some() {
            break;
        }
    }
    start..before.end
}

fn rows<'t>(
    runs: &[(Range<usize>, bool)],
    from: usize,
    names: usize,
    cell: &impl Fn(usize) -> Cell<'t>,
    table: &mut Table<'t>,
) {
    let mut row: Vec<Cell> = Vec::new();
    for (range, is_number) in runs {
        if *is_number {
            row.extend(range.clone().map(cell));
            table.rows.push(std::mem::take(&mut row));
            continue;
        }
        let names_from = range.end.saturating_sub(names).max(range.start.max(from));
        table
            .rows
            .extend((range.start.max(from)..names_from).map(|i| vec![cell(i)]));
        row.extend((names_from..range.end).map(cell));
    }
}

fn mode(lengths: impl Iterator<Item = usize>) -> Option<usize> {
    let mut counts: HashMap<usize, usize> = HashMap::new();
    for l in lengths {
        *counts.entry(l).or_default() += 1;
    }
    counts
        .into_iter()
        .max_by_key(|(l, n)| (*n, usize::MAX - l))
        .map(|(l, _)| l)
}
