//! The places of the lines that make up a paragraph.
//!
//! In: places, in order. Out: a list of them. Not here: which lines belong together (`layout`).

use crate::text::Span;
use std::ops::Deref;

/// Places in order. Nearly all paragraphs are one line, whose place needs no memory of its own.
#[derive(Debug, Clone)]
pub enum Pieces {
    /// One.
    One([Span; 1]),
    /// Any number.
    More(Vec<Span>),
}

impl Pieces {
    /// Adds a place at the end.
    pub fn push(&mut self, span: Span) {
        match self {
            Self::One([first]) => *self = Self::More(vec![*first, span]),
            Self::More(spans) => spans.push(span),
        }
    }
}

impl From<Span> for Pieces {
    fn from(span: Span) -> Self {
        Self::One([span])
    }
}

impl From<Vec<Span>> for Pieces {
    fn from(spans: Vec<Span>) -> Self {
        Self::More(spans)
    }
}

impl Deref for Pieces {
    type Target = [Span];

    fn deref(&self) -> &[Span] {
        match self {
            Self::One(one) => one,
            Self::More(spans) => spans,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_come_in_order() {
        let all = [Span::new(0, 3), Span::new(4, 7), Span::new(9, 10)];
        let mut pieces = Pieces::from(all[0]);
        assert_eq!(*pieces, all[..1]);
        all[1..].iter().for_each(|span| pieces.push(*span));
        assert_eq!(*pieces, all);
        assert_eq!(*Pieces::from(all.to_vec()), all);
    }
}
