//! How a stretch of lines is set: the width at which it is wrapped, and whether
//! paragraphs are indented.
//!
//! In: items. Out: a [`Setting`] for every [`STRETCH`] of them. Not here: joining
//! lines (`layout`).

use super::edge::{End, end, ends_bracket};
use super::layout::Item;
use super::lines::Line;
use super::mark::{Form, mark};

/// How a stretch of lines is set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Setting {
    /// The width at which lines are wrapped, where they are.
    pub wrap: Option<usize>,
    /// Paragraphs begin with an indent and go on without.
    pub indented: bool,
}

/// Lines of a stretch whose setting is estimated together.
pub const STRETCH: usize = 256;

/// The settings of the stretches, in order.
pub fn settings(items: &[Item]) -> Vec<Setting> {
    let whole = setting(items);
    let stretches = items.chunks(STRETCH).map(|stretch| {
        if stretch.len() == items.len() {
            return whole;
        }
        let own = setting(stretch);
        if own.wrap.is_some() { own } else { whole }
    });
    stretches.collect()
}

fn setting(items: &[Item]) -> Setting {
    let lines = items.iter().filter_map(|item| match item {
        Item::Line(line) => Some(line),
        _ => None,
    });
    let wrap = wrap(lines.clone());
    Setting {
        wrap,
        indented: wrap.is_some_and(|w| indented(lines, w)),
    }
}

/// Fewer lines than this that end inside a sentence show no width.
const FEW: usize = 4;

/// The width at which lines that end inside a sentence gather, if they do.
fn wrap<'i>(lines: impl Iterator<Item = &'i Line<'i>>) -> Option<usize> {
    const WIDEST: usize = 160;
    const WINDOW: usize = 5;
    let mut inside = [0usize; WIDEST + 1];
    let mut all = [0usize; WIDEST + 1];
    for line in lines {
        let right = line.indent + line.cols;
        if !(36..=WIDEST).contains(&right) || line.indent > 12 {
            continue;
        }
        all[right] += 1;
        let text = line.text;
        let goes_on = matches!(end(text), End::Word | End::Comma) && !ends_bracket(text);
        let heads = || mark(text).is_some_and(|m| m.form != Form::Arabic);
        inside[right] += usize::from(goes_on && !heads());
    }
    let sum = |widths: &[usize]| widths.iter().sum::<usize>();
    // Most texts have few such lines.
    if sum(&inside) < FEW {
        return None;
    }
    let count = |right: usize| inside[right - WINDOW..=right].iter().sum::<usize>();
    let best = (41..=WIDEST).max_by_key(|r| (count(*r), inside[*r], *r))?;
    let most = count(best);
    // Where lines are wrapped, few are wider, apart from paragraphs that are not wrapped at all.
    let beyond = sum(&all[(best + 5).min(WIDEST)..]);
    (most >= FEW && most * 4 >= sum(&all) && beyond <= most).then_some(best)
}

/// True where paragraphs show by an indent that the wrapped lines lack.
fn indented<'i>(lines: impl Iterator<Item = &'i Line<'i>> + Clone, wrap: usize) -> bool {
    let (mut starts, mut in_starts, mut rest, mut in_rest) = (0usize, 0usize, 0usize, 0usize);
    for (a, b) in lines.clone().zip(lines.skip(1)) {
        let right = a.indent + a.cols;
        let ended = matches!(end(a.text), End::Stop);
        if ended && right + 8 < wrap && a.indent <= 12 {
            starts += 1;
            in_starts += usize::from(b.indent >= 2);
        } else if !ended && right + 6 > wrap && right <= wrap + 4 {
            rest += 1;
            in_rest += usize::from((2..=12).contains(&b.indent));
        }
    }
    starts > 0 && in_starts * 10 >= starts * 6 && in_rest * 10 <= rest * 3
}
