//! One sentence with its mentions, and its masked form.
//!
//! In the masked form each mention is one private-use letter, so that a cue is
//! a plain expression over words and letters.

use crate::mention::{Mention, Sort, Value};
use smallvec::SmallVec;
use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

/// The letters that stand for mentions.
pub const COUNT: char = '\u{e000}';
/// A rate.
pub const RATE: char = '\u{e001}';
/// Money.
pub const FUNDING: char = '\u{e002}';
/// A date.
pub const DATE: char = '\u{e003}';

/// A sentence of a block.
pub struct Sentence<'a> {
    /// The block's plain text.
    pub block: &'a str,
    /// The sentence's bytes in it.
    pub range: Range<usize>,
    /// The mentions in it, places relative to the block.
    pub mentions: &'a [Mention],
    /// The text with each mention as one letter.
    pub masked: String,
    /// Where each mention's letter stands in `masked`.
    pub letters: SmallVec<[usize; 4]>,
    /// Some of them are dates.
    pub holds_dates: bool,
    /// The last one that is a quantity.
    pub last_quantity: Option<usize>,
    /// It says that something was done; found out when first asked.
    pub(super) says_actual: OnceCell<bool>,
}

impl<'a> Sentence<'a> {
    /// Masks the sentence at `range` of a block.
    pub fn new(block: &'a str, range: Range<usize>, mentions: &'a [Mention]) -> Self {
        let mut masked = String::with_capacity(range.len());
        let mut letters = SmallVec::with_capacity(mentions.len());
        let (mut holds_dates, mut last_quantity) = (false, None);
        let mut at = range.start;
        for (i, m) in mentions.iter().enumerate() {
            masked.push_str(&block[at..m.at.start]);
            letters.push(masked.len());
            masked.push(match &m.value {
                Value::Date(_) => {
                    holds_dates = true;
                    DATE
                }
                Value::Quantity(q) => {
                    last_quantity = Some(i);
                    match q.sort {
                        Sort::Count => COUNT,
                        Sort::Rate => RATE,
                        Sort::Funding => FUNDING,
                    }
                }
            });
            at = m.at.end;
        }
        masked.push_str(&block[at..range.end.max(at)]);
        Self {
            block,
            range,
            mentions,
            masked,
            letters,
            holds_dates,
            last_quantity,
            says_actual: OnceCell::new(),
        }
    }

    /// The sentence's text.
    pub fn text(&self) -> &'a str {
        &self.block[self.range.clone()]
    }

    /// The masked text before mention `i`.
    pub fn left(&self, i: usize) -> &str {
        &self.masked[..self.letters[i]]
    }

    /// The masked text after mention `i`.
    pub fn right(&self, i: usize) -> &str {
        &self.masked[self.letter(i).end..]
    }

    /// Where mention `i`'s letter stands in the masked text.
    pub fn letter(&self, i: usize) -> Range<usize> {
        let at = self.letters[i];
        at..at + COUNT.len_utf8()
    }

    /// True where mention `i` is a date.
    pub fn is_date(&self, i: usize) -> bool {
        matches!(self.mentions[i].value, Value::Date(_))
    }

    /// Whether a quantity follows mention `i`.
    pub fn quantity_behind(&self, i: usize) -> bool {
        self.last_quantity.is_some_and(|last| last > i)
    }

    /// The quantity that mention `i` is.
    pub fn quantity(&self, i: usize) -> Option<&crate::mention::Quantity> {
        match &self.mentions[i].value {
            Value::Quantity(q) => Some(q),
            Value::Date(_) => None,
        }
    }
}

/// True for a letter that stands for a mention.
pub fn is_letter(c: char) -> bool {
    (COUNT..=DATE).contains(&c)
}

/// The masked text without the letters of dates, other letters kept out too.
pub fn without_letters(s: &str) -> Cow<'_, str> {
    // Each of the letters begins with this byte, and nothing else in Chinese text does.
    match memchr::memchr(0xee, s.as_bytes()) {
        None => Cow::Borrowed(s),
        Some(_) => s.chars().filter(|c| !is_letter(*c)).collect(),
    }
}
