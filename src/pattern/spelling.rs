//! Expressions over characters → the same over letters.
//!
//! In: trees, and the letter of each character. Out: trees of bytes, which are the signs that
//! spell the letters. Not here: which characters are one letter (`kinds`).

use super::family::Edge;
use super::kinds::{Kinds, signs, unicode};
use super::leaves::replaced;
use regex_syntax::hir::{
    Class, ClassBytes, ClassBytesRange, ClassUnicode, ClassUnicodeRange, Hir, HirKind,
};
use std::collections::BTreeMap;

/// The trees over letters, for an automaton that reads away from this edge; none where they
/// speak of bytes that are no characters.
pub(super) fn trees(edge: Edge, trees: &[Hir], kinds: &Kinds) -> Option<Vec<Hir>> {
    let mut spelling = Spelling {
        kinds,
        edge,
        classes: BTreeMap::new(),
    };
    let leaf = &mut |leaf: &Hir| spelling.leaf(leaf);
    trees.iter().map(|tree| replaced(tree, leaf)).collect()
}

struct Spelling<'a> {
    kinds: &'a Kinds,
    edge: Edge,
    /// Classes that were spelled, by their ranges.
    classes: BTreeMap<Vec<ClassUnicodeRange>, Hir>,
}

impl Spelling<'_> {
    fn leaf(&mut self, leaf: &Hir) -> Option<Hir> {
        Some(match leaf.kind() {
            HirKind::Literal(l) => {
                let text = std::str::from_utf8(&l.0).ok()?;
                let mut spelled = Vec::with_capacity(text.len());
                for c in text.chars() {
                    let piece = self.kinds.pieces.get(self.from(c))?;
                    let (first, second) = signs(piece.letter);
                    let from = spelled.len();
                    spelled.push(first);
                    spelled.extend(second);
                    if self.edge == Edge::End {
                        spelled[from..].reverse();
                    }
                }
                Hir::literal(spelled)
            }
            HirKind::Class(class) => {
                let class = unicode(class)?;
                if let Some(spelled) = self.classes.get(class.ranges()) {
                    return Some(spelled.clone());
                }
                let spelled = self.class(&class);
                self.classes
                    .insert(class.ranges().to_vec(), spelled.clone());
                spelled
            }
            _ => leaf.clone(),
        })
    }

    /// The piece that a character stands in.
    fn from(&self, c: char) -> usize {
        let c = u32::from(c);
        self.kinds.pieces.partition_point(|p| p.end <= c)
    }

    /// The letters of a class: a class of signs, or a leading sign before one.
    fn class(&self, class: &ClassUnicode) -> Hir {
        let pieces = &self.kinds.pieces;
        let mut held = vec![false; self.kinds.letters];
        for range in class.ranges() {
            let (from, end) = (self.from(range.start()), u32::from(range.end()));
            for piece in pieces.iter().skip(from).take_while(|p| p.start <= end) {
                if let Some(held) = held.get_mut(usize::from(piece.letter)) {
                    *held = true;
                }
            }
        }
        let mut single = Vec::new();
        let mut following: BTreeMap<u8, Vec<ClassBytesRange>> = BTreeMap::new();
        for (letter, _) in (0..).zip(held).filter(|(_, held)| *held) {
            match signs(letter) {
                (sign, None) => single.push(ClassBytesRange::new(sign, sign)),
                (lead, Some(sign)) => {
                    (following.entry(lead).or_default()).push(ClassBytesRange::new(sign, sign))
                }
            }
        }
        let mut any = Vec::with_capacity(1 + following.len());
        let signs = |ranges| Hir::class(Class::Bytes(ClassBytes::new(ranges)));
        if !single.is_empty() {
            any.push(signs(single));
        }
        for (lead, following) in following {
            let mut both = vec![Hir::literal([lead]), signs(following)];
            if self.edge == Edge::End {
                both.reverse();
            }
            any.push(Hir::concat(both));
        }
        Hir::alternation(any)
    }
}
