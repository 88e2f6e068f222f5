//! Words of running text: where a phrase may be cut.
//!
//! In: a phrase. Out: the borders of its words, those of jieba-rs's `cut` without its model of
//! unknown words, which `tests/words.rs` shows. jieba-rs builds its dictionary anew in each process,
//! 0.1 s and 32 MB for the few phrases that a run asks about; here it is read where it lies.

use smallvec::{SmallVec, smallvec};
use std::cmp::Ordering;
use std::ops::Range;
use std::sync::LazyLock;

/// jieba-rs's dictionary as a trie, made by `tests/words.rs`: the number of weights and the weights
/// in rising order as `u32`, then the nodes, breadth first, each a character and the place of its
/// weight plus one as `u16` (0 where no word ends) and its first child as `u32`. The children of a node end
/// where those of the next begin.
static WORDS: &[u8] = include_bytes!("words.bin");

static DICTIONARY: LazyLock<Dictionary> = LazyLock::new(|| Dictionary::of(WORDS));

/// As much of a phrase as can matter for a cut near its start, in characters.
const WINDOW: usize = 16;

/// Where words end.
pub type Ends = SmallVec<[usize; WINDOW]>;

/// From each place: how likely the best way on is, and where its first word ends.
type Ways = SmallVec<[(f64, usize); WINDOW + 1]>;

/// Ways whose logarithms differ by less may be as likely: the order in which they are summed tells.
const ROUNDING: f64 = 1e-6;

/// Bytes of a node.
const NODE: usize = 8;

/// True where cutting `text` after its first `at` bytes splits a word: 种植|面积 does not, 现|价 does.
pub(super) fn splits(text: &str, at: usize) -> bool {
    if at == 0 || at >= text.len() {
        return false;
    }
    let end = text
        .char_indices()
        .nth(WINDOW)
        .map_or(text.len(), |(i, _)| i);
    if at >= end {
        return false;
    }
    let text = &text[..end];
    let (left, right) = text.split_at(at);
    let (before, behind) = (left.chars().next_back(), right.chars().next());
    match before.zip(behind) {
        // Such stay together without a word, too.
        Some((before, behind)) if before.is_ascii() && behind.is_ascii() => is_inside(text, at),
        Some((before, behind)) if in_word(before) && in_word(behind) => around(text, at)
            .is_some_and(|stretch| {
                let inside = DICTIONARY.is_inside(&text[stretch.clone()], at - stretch.start);
                inside.unwrap_or_else(|| is_inside(text, at))
            }),
        _ => false,
    }
}

/// The characters around a place that words reach over, up to where none does on either side: how they are
/// cut does not depend on the others. None where no word reaches over the place itself.
fn around(text: &str, at: usize) -> Option<Range<usize>> {
    let mut back = text[..at].char_indices().rev();
    let left = back.find(|(_, c)| !in_word(*c));
    let left = left.map_or(0, |(n, c)| n + c.len_utf8());
    let (mut start, mut reach) = (left, left);
    for (n, _) in text[left..].char_indices() {
        let here = left + n;
        if here >= reach {
            match here.cmp(&at) {
                Ordering::Less => start = here,
                Ordering::Equal => return None,
                Ordering::Greater => return Some(start..here),
            }
        }
        reach = reach.max(here + DICTIONARY.longest(&text[here..]));
    }
    Some(start..text.len())
}

/// Whether a place is inside of a word of the text as it is cut.
fn is_inside(text: &str, at: usize) -> bool {
    cut(text)
        .into_iter()
        .find(|end| *end >= at)
        .is_some_and(|end| end != at)
}

/// Where the words of a text end, in bytes.
pub fn cut(text: &str) -> Ends {
    let mut ends = Ends::new();
    let mut chars = text.char_indices().peekable();
    let mut run: SmallVec<[_; WINDOW]> = SmallVec::new();
    while let Some((at, c)) = chars.next() {
        if in_word(c) {
            run.push((at, c));
            if chars.peek().is_none_or(|(_, next)| !in_word(*next)) {
                DICTIONARY.cut(&run, at + c.len_utf8(), &mut ends);
                run.clear();
            }
        } else if !(c == '\r' && chars.peek().is_some_and(|(_, next)| *next == '\n')) {
            ends.push(at + c.len_utf8());
        }
    }
    ends
}

/// Characters that words are made of; any other is a word by itself (jieba-rs's classes).
fn in_word(c: char) -> bool {
    matches!(c,
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{2a6df}' | '\u{2a700}'..='\u{2ebef}' | '\u{2f800}'..='\u{2fa1f}'
        | '0'..='9' | 'a'..='z' | 'A'..='Z' | '+' | '#' | '&' | '.' | '_' | '%' | '-')
}

struct Dictionary {
    /// The logarithms of the weights.
    weights: Vec<f64>,
    /// The child of the root for each character, 0 where there is none.
    first: Vec<u16>,
    nodes: &'static [u8],
    /// Of the weights of all words.
    total: f64,
}

impl Dictionary {
    fn of(bytes: &'static [u8]) -> Self {
        let number = |at: usize| u32::from_le_bytes(array(bytes, at));
        let count = number(0) as usize;
        let total = f64::from(number(4));
        let weights = (2..count + 2).map(|n| f64::from(number(4 * n)).ln());
        let mut dictionary = Self {
            weights: weights.collect(),
            first: Vec::new(),
            nodes: bytes.get(4 * (count + 2)..).unwrap_or_default(),
            total: total.ln(),
        };
        let children = dictionary.first_child(0)..dictionary.first_child(1);
        for node in children {
            let character = usize::from(dictionary.character(node));
            dictionary.first.resize(character + 1, 0);
            // No more than there are characters of two bytes.
            dictionary.first[character] = node as u16;
        }
        dictionary
    }

    fn character(&self, node: usize) -> u16 {
        u16::from_le_bytes(array(self.nodes, node * NODE))
    }

    fn first_child(&self, node: usize) -> usize {
        u32::from_le_bytes(array(self.nodes, node * NODE + 4)) as usize
    }

    /// The child of a node by its character.
    fn child(&self, node: usize, c: u16) -> Option<usize> {
        if node == 0 {
            // It has thousands.
            let child = self.first.get(usize::from(c)).copied()?;
            return (child != 0).then_some(usize::from(child));
        }
        let (mut low, mut high) = (self.first_child(node), self.first_child(node + 1));
        while low < high {
            let middle = low.midpoint(high);
            match self.character(middle).cmp(&c) {
                Ordering::Less => low = middle + 1,
                Ordering::Equal => return Some(middle),
                Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// The length of the longest word that a text begins with, of characters that words are cut by.
    fn longest(&self, text: &str) -> usize {
        let (mut node, mut longest) = (0, 0);
        for (n, c) in text.char_indices() {
            let code = u16::try_from(u32::from(c)).ok().filter(|_| in_word(c));
            let Some(child) = code.and_then(|c| self.child(node, c)) else {
                break;
            };
            node = child;
            if self.weight(node).is_some() {
                longest = n + c.len_utf8();
            }
        }
        longest
    }

    /// The logarithm of a word's weight, where one ends at the node.
    fn weight(&self, node: usize) -> Option<f64> {
        let place = u16::from_le_bytes(array(self.nodes, node * NODE + 2));
        self.weights
            .get(usize::from(place).checked_sub(1)?)
            .copied()
    }

    /// The most likely way to make a run of characters of words, and whether another is as likely but for
    /// rounding.
    fn ways(&self, run: &[(usize, char)]) -> (Ways, bool) {
        let mut best: Ways = smallvec![(0.0, run.len()); run.len() + 1];
        let mut close = false;
        for from in (0..run.len()).rev() {
            let mut way: Option<(f64, usize)> = None;
            let mut node = 0;
            for (to, (_, c)) in run.iter().enumerate().skip(from) {
                let child = u16::try_from(u32::from(*c))
                    .ok()
                    .and_then(|c| self.child(node, c));
                let Some(child) = child else { break };
                node = child;
                if let Some(weight) = self.weight(node) {
                    let likely = weight - self.total + best[to + 1].0;
                    close |= way.is_some_and(|(most, _)| (likely - most).abs() < ROUNDING);
                    if way.is_none_or(|(most, _)| likely >= most) {
                        way = Some((likely, to + 1));
                    }
                }
            }
            best[from] = way.unwrap_or((best[from + 1].0 - self.total, from + 1));
        }
        (best, close)
    }

    /// Whether a place is inside of a word of a text that words are made of throughout; none where rounding
    /// would tell.
    fn is_inside(&self, text: &str, at: usize) -> Option<bool> {
        let run: SmallVec<[_; WINDOW]> = text.char_indices().collect();
        let (best, close) = self.ways(&run);
        let mut next = 0;
        while run.get(next).is_some_and(|(n, _)| *n < at) {
            next = best[next].1;
        }
        (!close).then(|| run.get(next).is_none_or(|(n, _)| *n != at))
    }

    /// Tells where each word of a run of characters ends.
    fn cut(&self, run: &[(usize, char)], end: usize, ends: &mut Ends) {
        let (best, _) = self.ways(run);
        let mut at = 0;
        let place = |n: usize| run.get(n).map_or(end, |(at, _)| *at);
        let single = |at: usize| best[at].1 == at + 1 && run[at].1.is_ascii_alphanumeric();
        while at < run.len() {
            // Latin letters and digits that make no word stay together.
            if single(at) {
                while at < run.len() && single(at) {
                    at += 1;
                }
            } else {
                at = best[at].1;
            }
            ends.push(place(at));
        }
    }
}

/// The bytes at a place; zeros beyond the end.
fn array<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    bytes
        .get(at..at + N)
        .and_then(|b| b.try_into().ok())
        .unwrap_or([0; N])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_word_is_seen_to_be_split(text in "[现价总量增加值实产业化全市a1.，\r\n]{0,20}") {
            let seen = text.char_indices().nth(WINDOW).map_or(text.len(), |(n, _)| n);
            for (at, _) in text.char_indices() {
                let split = at > 0 && at < seen && is_inside(&text[..seen], at);
                prop_assert_eq!(splits(&text, at), split, "{}", at);
            }
        }
    }

    #[test]
    fn words_are_not_split() {
        assert!(splits("现价总量", "现".len()));
        assert!(!splits("实现增加值", "实现".len()));
        assert!(!splits("学校", "学校".len()));
    }
}
