//! The places of a raw text that several steps ask about, found in one pass.
//!
//! In: the decoded text. Out: [`Noted`]. Not here: what stands at such a place (`lines`, `cuts`, `ways`,
//! `title`, `contents`, and `Plain`, each for itself).

use super::contents::DOTS;
use super::cuts::{BREAKS, FIRST, LATER, ends_sentence, in_mark};
use super::lines::trim_start;
use super::title::{BEHIND, may_end_name};
use crate::text::plain::{CHANGES, is_sign};
use crate::text::{CharAt, Chars, Plain, Span};
use std::sync::LazyLock;

/// A raw text and its places, in order.
pub struct Noted<'t> {
    /// The text.
    pub raw: &'t str,
    /// Where the lines end, their breaks included, and how many tags may begin before.
    pub ends: Vec<(usize, usize)>,
    /// Where a tag may begin.
    pub tags: Vec<usize>,
    /// Where a character may change as it is read, but for the breaks of lines; all other blanks are
    /// among them.
    changes: Places,
    /// Where a line break may be lost, or a date begins, and the colons behind which one may be.
    marks: Places,
    /// Where a dot stands that another follows, with nothing but blanks between them.
    dots: Vec<usize>,
    /// Where the name of something that is printed with a text may end.
    names: Vec<usize>,
    /// Somewhere stands a bar.
    pub bars: bool,
    /// Somewhere stands a tab.
    pub tabs: bool,
}

/// The characters that are noted, and of which kinds each is.
struct Kinds {
    asked: Chars,
    /// Of those of the basic plane; all others may change.
    each: Vec<u8>,
}

const DIGIT: u8 = 1;
const END: u8 = 1 << 1;
const TAG: u8 = 1 << 2;
const CHANGE: u8 = 1 << 3;
const BREAK: u8 = 1 << 4;
/// A mark that is asked for behind the end of a sentence only.
const ITEM: u8 = 1 << 5;
/// A mark that is asked for anywhere.
const MARK: u8 = BREAK | ITEM;
const DOT: u8 = 1 << 6;
const NAME: u8 = 1 << 7;
/// Asked for, and nothing else.
const BAR: u8 = 0;

static KINDS: LazyLock<Kinds> = LazyLock::new(|| {
    let mut asked = Chars::none();
    let mut each = vec![0; 0x1_0000];
    let mut digits = Chars::none();
    digits.range('0', '9');
    let kinds: [(u8, &Chars); 10] = [
        (DIGIT, &digits),
        (END, &Chars::of("\n\u{c}\u{2028}")),
        (TAG, &Chars::of("<&")),
        (CHANGE, &CHANGES),
        (BREAK, &BREAKS),
        (MARK, &FIRST),
        (ITEM, &LATER),
        (DOT, &DOTS),
        (NAME, &BEHIND),
        (BAR, &Chars::of("|│┃｜║┆")),
    ];
    for (kind, chars) in kinds {
        asked = asked.with(chars);
        chars.numbers().for_each(|n| each[n] |= kind);
    }
    // They may change behind a number, whose end is asked.
    asked.leave('，');
    each['：' as usize] = BREAK;
    Kinds { asked, each }
});

impl<'t> Noted<'t> {
    /// Of a text.
    pub fn of(raw: &'t str) -> Self {
        let mut noted = Self {
            raw,
            ends: Vec::with_capacity(raw.len() / 64),
            tags: Vec::with_capacity(raw.len() / 64),
            changes: Places::of(raw, 64),
            marks: Places::of(raw, 64),
            dots: Vec::new(),
            names: Vec::new(),
            bars: false,
            tabs: false,
        };
        let Kinds { asked, each } = &*KINDS;
        let bytes = raw.as_bytes();
        let mut all = asked.within(raw, 0);
        while let Some(CharAt { at, c, behind }) = all.next() {
            let kind = each.get(c as usize).map_or(CHANGE, |kind| *kind);
            if kind & (DIGIT | END | TAG) == 0 {
                noted.put(at, behind, kind);
            } else if kind & DIGIT != 0 {
                let more = digits(&bytes[behind..]);
                all.pass(more);
                let next = behind + more;
                // It is a year, the first of a list, or an item behind the end of a sentence.
                let begins = match &bytes[at..next] {
                    [b'0', ..] => false,
                    // Four digits are the year of a date; of fewer, its others are of full width.
                    [b'1', b'9', more @ ..] | [b'2', b'0', more @ ..] => match more.len() {
                        0 | 1 => true,
                        2 => raw[next..].starts_with('年'),
                        _ => false,
                    },
                    [b'1', ..] => goes_on(raw, next),
                    _ => ends_sentence(&bytes[..at]) && goes_on(raw, next),
                };
                if begins {
                    noted.marks.push(at);
                }
                if is_sign(&bytes[next..]) {
                    noted.changes.push(next);
                }
            } else if kind & END != 0 {
                noted.ends.push((behind, noted.tags.len()));
            } else {
                noted.tags.push(at);
            }
        }
        noted.changes.gathered();
        noted.marks.gathered();
        if raw.len() > noted.ends.last().map_or(0, |end| end.0) {
            noted.ends.push((raw.len(), noted.tags.len()));
        }
        noted
    }

    /// Puts down a character of these kinds.
    #[inline(always)]
    fn put(&mut self, at: usize, behind: usize, kinds: u8) {
        if kinds & CHANGE != 0 {
            self.changes.push(at);
            self.tabs |= self.raw.as_bytes()[at] == b'\t';
        }
        if kinds & MARK != 0 {
            let begins = match kinds & MARK {
                BREAK => true,
                MARK => goes_on(self.raw, behind),
                _ => ends_sentence(&self.raw.as_bytes()[..at]) && goes_on(self.raw, behind),
            };
            if begins {
                self.marks.push(at);
            }
        } else if kinds & DOT != 0 {
            let next = trim_start(&self.raw[behind..]).chars().next();
            if next.is_some_and(|c| DOTS.hold(c)) {
                self.dots.push(at);
            }
        } else if kinds & NAME != 0 {
            if may_end_name(&self.raw[..behind]) {
                self.names.push(at);
            }
        } else if kinds == BAR {
            self.bars = true;
        }
    }

    /// Those places in a span where a character may change.
    pub fn changes(&self, span: Span) -> impl Iterator<Item = usize> {
        self.changes.within(span)
    }

    /// Those where a line break may be lost, or a date begins.
    pub fn marks(&self, span: Span) -> impl Iterator<Item = usize> {
        self.marks.within(span)
    }

    /// Whether dots in a row may stand in a span.
    pub fn has_dots(&self, span: Span) -> bool {
        one_in(&self.dots, span)
    }

    /// Whether the name of something printed may stand in a span.
    pub fn may_name(&self, span: Span) -> bool {
        one_in(&self.names, span)
    }

    /// What pieces of the text read as.
    pub fn plain(&self, pieces: &[Span]) -> Plain<'t> {
        Plain::noted(self.raw, pieces, |piece| self.changes(piece))
    }
}

/// How many digits of ASCII stand at the beginning of a text; most numbers have less than eight, and are
/// counted at once.
#[inline(always)]
fn digits(text: &[u8]) -> usize {
    if let Some(eight) = text.first_chunk() {
        // Of a digit nothing is left but its worth, to which so much is added that others have the highest bit.
        let worth = u64::from_le_bytes(*eight) ^ 0x3030_3030_3030_3030;
        let others = (worth.wrapping_add(0x7676_7676_7676_7676) | worth) & 0x8080_8080_8080_8080;
        if others != 0 {
            return others.trailing_zeros() as usize / 8;
        }
    }
    text.iter().take_while(|b| b.is_ascii_digit()).count()
}

/// Whether a mark may go on at a byte.
#[inline]
fn goes_on(text: &str, at: usize) -> bool {
    text[at..].chars().next().is_some_and(in_mark)
}

/// Whether one of a few places, in order, is in a span.
fn one_in(places: &[usize], span: Span) -> bool {
    let first = places.partition_point(|at| *at < span.start);
    places.get(first).is_some_and(|at| *at < span.end)
}

/// Places in order, found by steps.
struct Places {
    all: Vec<usize>,
    /// How many of them stand before each [`STEP`]th byte; while they are gathered, in the step before it.
    before: Vec<usize>,
}

/// In so many bytes stand few places.
const STEP: usize = 128;

impl Places {
    /// With room for what a text of prose has: one in so many bytes.
    fn of(raw: &str, bytes: usize) -> Self {
        Self {
            all: Vec::with_capacity(raw.len() / bytes),
            before: vec![0; raw.len() / STEP + 2],
        }
    }

    fn push(&mut self, at: usize) {
        self.before[at / STEP + 1] += 1;
        self.all.push(at);
    }

    /// Sums up what was counted; all are gathered.
    fn gathered(&mut self) {
        let mut sum = 0;
        for before in &mut self.before {
            sum += *before;
            *before = sum;
        }
    }

    /// Those in a span.
    fn within(&self, span: Span) -> impl Iterator<Item = usize> {
        let before = self.before.get(span.start / STEP);
        let places = &self.all[before.map_or(self.all.len(), |n| *n)..];
        let from = places.iter().skip_while(move |at| **at < span.start);
        from.copied().take_while(move |at| *at < span.end)
    }
}

#[cfg(test)]
mod tests {
    use super::super::lines::blank;
    use super::super::mark::mark;
    use super::super::ways::bar;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn digits_are_counted_as_one_by_one(
            number in "[0-9]{0,12}",
            behind in prop::collection::vec(any::<u8>(), 0..12),
        ) {
            let text = [number.as_bytes(), &behind].concat();
            let usual = text.iter().take_while(|b| b.is_ascii_digit()).count();
            prop_assert_eq!(digits(&text), usual);
        }

        #[test]
        fn what_is_noted_is_what_stands_there(
            raw in "[\\t0-2９一。，：、.…\u{b7} \u{3000}\n\r\u{ad}（(》的通函|<&a國国𠮷]{0,30}",
            cut in any::<prop::sample::Index>(),
        ) {
            let noted = Noted::of(&raw);
            let ends = raw.split_inclusive('\n').scan(0, |at, line| {
                *at += line.len();
                Some(*at)
            });
            let tags = |text: &str| text.matches(['<', '&']).count();
            let ends = ends.map(|at| (at, tags(&raw[..at])));
            prop_assert!(ends.eq(noted.ends.iter().copied()));
            let tags = raw.match_indices(['<', '&']).map(|(at, _)| at);
            prop_assert!(tags.eq(noted.tags.iter().copied()));
            let lines = raw.split('\n').map(|line| {
                let start = line.as_ptr() as usize - raw.as_ptr() as usize;
                Span::new(start, start + line.len())
            });
            for line in lines {
                let ends: Vec<usize> = line.of(&raw).char_indices().map(|(at, _)| at).collect();
                let from = ends.get(cut.index(ends.len().max(1))).copied().unwrap_or(0);
                let piece = Span::new(line.start + from, line.end);
                let (quick, plain) = (noted.plain(&[piece]), Plain::of(&raw, &[piece]));
                prop_assert_eq!(&quick.text, &plain.text);
                for at in 0..plain.text.len() {
                    prop_assert_eq!(quick.span(at..at), plain.span(at..at));
                }
                let text = piece.of(&raw);
                let verbatim = quick.text == text && quick.is_verbatim(text.len());
                prop_assert!(verbatim || noted.changes(piece).next().is_some());
                let stand = |is: &dyn Fn(char) -> bool| {
                    let all = text.char_indices().filter(|(_, c)| is(*c));
                    all.map(|(at, _)| piece.start + at).collect::<Vec<_>>()
                };
                let digit = |at: usize| raw[..at].ends_with(|c: char| c.is_ascii_digit());
                let blanks = stand(&blank);
                prop_assert!(blanks.iter().all(|at| noted.changes(piece).any(|n| n == *at)));
                let ended = |at: usize| ends_sentence(&raw.as_bytes()[..at]);
                let mut marks = stand(&|c| BREAKS.hold(c) || FIRST.hold(c) || LATER.hold(c));
                marks.retain(|at| match raw[*at..].chars().next() {
                    Some('0'..='9') if digit(*at) => false,
                    Some(c) if BREAKS.hold(c) => true,
                    Some(c) if FIRST.hold(c) || ended(*at) => mark(&raw[*at..]).is_some(),
                    _ => false,
                });
                prop_assert!(marks.iter().all(|at| noted.marks(piece).any(|n| n == *at)));
                // A digit is the first of a number, which may go on.
                let may_be = |at: usize| {
                    let mut rest = raw[at..].chars();
                    rest.next().is_some_and(|c| {
                        let held = FIRST.hold(c) || LATER.hold(c);
                        held && (c.is_ascii_digit() || rest.next().is_some_and(in_mark))
                    })
                };
                let breaks = |at: usize| raw[at..].starts_with(|c| BREAKS.hold(c));
                prop_assert!(noted.marks(piece).all(|at| breaks(at) || may_be(at)));
                let row = stand(&|c| DOTS.hold(c)).windows(2).any(|d| {
                    raw[d[0]..d[1]].chars().skip(1).all(char::is_whitespace)
                });
                prop_assert!(!row || noted.has_dots(piece));
                prop_assert!(noted.bars || !text.contains(bar));
                prop_assert!(noted.tabs || !text.contains('\t'));
                let name = ["》", "的通", "的函"].iter().any(|end| text.contains(end));
                prop_assert!(!name || noted.may_name(piece));
            }
        }
    }
}
