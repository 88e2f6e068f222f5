//! The headings that a paragraph stands under.
//!
//! In: headings in reading order. Out: the path at each place. Not here:
//! whether a paragraph is a heading by its neighbours (`blocks`).

use super::mark::{Form, mark};
use std::sync::Arc;

/// The form of a heading, by which siblings know each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Markdown's #, by their number.
    Hashes(u8),
    /// A numbered heading.
    Numbered(Form),
    /// A heading without a number.
    Plain,
    /// A heading without a number that ends with a colon.
    Label,
}

struct Entry {
    shape: Shape,
    number: u32,
    text: String,
}

/// The headings that are open, outermost first.
#[derive(Default)]
pub struct Path {
    open: Vec<Entry>,
    section: Option<Arc<[String]>>,
}

impl Path {
    /// The headings at this place.
    pub fn section(&mut self) -> Arc<[String]> {
        self.section
            .get_or_insert_with(|| {
                self.open
                    .iter()
                    .map(|e| e.text.clone())
                    .collect::<Vec<_>>()
                    .into()
            })
            .clone()
    }

    /// Enters a heading; answers its level, 1 for the outermost.
    pub fn enter(&mut self, text: &str, hashes: u8) -> u8 {
        let (shape, number) = shape(text, hashes);
        let depth = self.depth(shape, number);
        self.open.truncate(depth);
        let name = name(text);
        self.open.push(Entry {
            shape,
            number,
            text: name,
        });
        self.section = None;
        u8::try_from(self.open.len()).unwrap_or(u8::MAX)
    }

    /// How many open headings stay open above a new one.
    fn depth(&self, shape: Shape, number: u32) -> usize {
        if let Some(i) = self.open.iter().position(|e| e.shape == shape) {
            return i;
        }
        // （2） after （一）: the same list in another numeral.
        if let Shape::Numbered(form) = shape
            && number > 1
            && let Some(i) = self
                .open
                .iter()
                .rposition(|e| related(e.shape, form) && e.number + 1 == number)
        {
            return i;
        }
        match shape {
            Shape::Hashes(n) => self
                .open
                .iter()
                .position(|e| !matches!(e.shape, Shape::Hashes(m) if m < n))
                .unwrap_or(self.open.len()),
            Shape::Numbered(f) => self
                .open
                .iter()
                .position(|e| matches!(e.shape, Shape::Numbered(g) if g > f))
                .unwrap_or(self.open.len()),
            Shape::Plain | Shape::Label => self.open.len(),
        }
    }
}

fn related(shape: Shape, form: Form) -> bool {
    matches!(
        (shape, form),
        (Shape::Numbered(Form::ChineseBrackets), Form::ArabicBrackets)
            | (Shape::Numbered(Form::ArabicBrackets), Form::ChineseBrackets)
            | (Shape::Numbered(Form::Chinese), Form::Arabic)
    )
}

fn shape(text: &str, hashes: u8) -> (Shape, u32) {
    if hashes > 0 {
        return (Shape::Hashes(hashes), 0);
    }
    match mark(text) {
        Some(m) => (Shape::Numbered(m.form), m.number),
        None if text.ends_with('：') => (Shape::Label, 0),
        None => (Shape::Plain, 0),
    }
}

/// A heading without its number and its end.
pub fn name(text: &str) -> String {
    let start = mark(text).map_or(0, |m| m.len);
    text[start..]
        .trim_end_matches(['。', '：', '；'])
        .trim()
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(path: &mut Path) -> Vec<String> {
        path.section().to_vec()
    }

    #[test]
    fn paths_grow_and_shrink() {
        let mut p = Path::default();
        assert_eq!(p.enter("一、总体要求", 0), 1);
        assert_eq!(p.enter("（一）目标。", 0), 2);
        assert_eq!(at(&mut p), ["总体要求", "目标"]);
        assert_eq!(p.enter("（二）原则", 0), 2);
        assert_eq!(p.enter("二、主要任务", 0), 1);
        assert_eq!(at(&mut p), ["主要任务"]);
    }

    #[test]
    fn a_slip_in_the_numeral_keeps_the_level() {
        let mut p = Path::default();
        p.enter("三、内容", 0);
        p.enter("（一）水利", 0);
        p.enter("措施：", 0);
        assert_eq!(p.enter("（2）林业", 0), 2);
        assert_eq!(at(&mut p), ["内容", "林业"]);
    }

    #[test]
    fn headings_without_numbers_hold_numbered_ones() {
        let mut p = Path::default();
        p.enter("上年回顾", 0);
        p.enter("一、生产", 0);
        assert_eq!(at(&mut p), ["上年回顾", "生产"]);
        p.enter("今年打算", 0);
        assert_eq!(at(&mut p), ["今年打算"]);
    }
}
