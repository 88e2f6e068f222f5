//! The headings that a paragraph stands under.
//!
//! In: headings in reading order. Out: the path at each place. Not here:
//! whether a paragraph is a heading by its neighbours (`blocks`).

use super::mark::{Form, Mark};
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
    /// The headings down to it, its own last.
    section: Arc<[String]>,
}

/// The headings that are open, outermost first.
#[derive(Default)]
pub struct Path {
    open: Vec<Entry>,
    /// Of what stands under no heading.
    none: Arc<[String]>,
}

impl Path {
    /// The headings at this place.
    pub fn section(&self) -> Arc<[String]> {
        self.open.last().map_or(&self.none, |e| &e.section).clone()
    }

    /// Enters a heading that begins with a mark, or does not; answers its level, 1 for the outermost, and
    /// the headings above it.
    pub fn enter(&mut self, text: &str, mark: Option<Mark>, hashes: u8) -> (u8, Arc<[String]>) {
        let (shape, number) = shape(text, mark, hashes);
        let depth = self.depth(shape, number);
        self.open.truncate(depth);
        let above = self.section();
        let section = above.iter().cloned().chain([name(text, mark)]).collect();
        self.open.push(Entry {
            shape,
            number,
            section,
        });
        (u8::try_from(self.open.len()).unwrap_or(u8::MAX), above)
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

fn shape(text: &str, mark: Option<Mark>, hashes: u8) -> (Shape, u32) {
    if hashes > 0 {
        return (Shape::Hashes(hashes), 0);
    }
    match mark {
        Some(m) => (Shape::Numbered(m.form), m.number),
        None if text.ends_with('：') => (Shape::Label, 0),
        None => (Shape::Plain, 0),
    }
}

/// A heading without its number and its end.
fn name(text: &str, mark: Option<Mark>) -> String {
    let start = mark.map_or(0, |m| m.len);
    text[start..]
        .trim_end_matches(['。', '：', '；'])
        .trim()
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::super::mark::mark;
    use super::*;

    fn at(path: &Path) -> Vec<String> {
        path.section().to_vec()
    }

    fn enter(path: &mut Path, text: &str) -> u8 {
        path.enter(text, mark(text), 0).0
    }

    #[test]
    fn paths_grow_and_shrink() {
        let mut p = Path::default();
        assert_eq!(enter(&mut p, "一、总体要求"), 1);
        assert_eq!(enter(&mut p, "（一）目标。"), 2);
        assert_eq!(at(&p), ["总体要求", "目标"]);
        assert_eq!(enter(&mut p, "（二）原则"), 2);
        assert_eq!(enter(&mut p, "二、主要任务"), 1);
        assert_eq!(at(&p), ["主要任务"]);
    }

    #[test]
    fn a_slip_in_the_numeral_keeps_the_level() {
        let mut p = Path::default();
        enter(&mut p, "三、内容");
        enter(&mut p, "（一）水利");
        enter(&mut p, "措施：");
        assert_eq!(enter(&mut p, "（2）林业"), 2);
        assert_eq!(at(&p), ["内容", "林业"]);
    }

    #[test]
    fn headings_without_numbers_hold_numbered_ones() {
        let mut p = Path::default();
        enter(&mut p, "上年回顾");
        enter(&mut p, "一、生产");
        assert_eq!(at(&p), ["上年回顾", "生产"]);
        enter(&mut p, "今年打算");
        assert_eq!(at(&p), ["今年打算"]);
    }
}
