//! The letters of a set of expressions, and the signs that spell them.
//!
//! In: expressions as trees. Out: all characters in pieces, each with its letter. Not here: the letter
//! of a character that is read (`alphabet`).

use regex_syntax::hir::{Class, ClassUnicode, Hir, HirKind, Look};
use std::collections::BTreeMap;

/// A letter is spelled with one sign, which is its number, or with one that leads and one that
/// follows. The table of an automaton has a column for each sign, one for all others and one for
/// the end of a text: 256 at most.
const SIGNS: u16 = 254;
/// From this number on a letter is spelled with two signs.
pub(super) const DOUBLE: u16 = 256;
/// A leading sign is followed by one of the last so many, which are no parts of words.
const FOLLOWING: u16 = 128;
/// With more leading signs than this too many letters would take two.
const LEADS: u16 = 14;
/// Characters that are told apart together with more than this many others are written in ranges.
const FEW: u32 = 256;

/// The signs of a letter, in the order in which an automaton reads them from the edge.
#[inline]
pub(super) fn signs(letter: u16) -> (u8, Option<u8>) {
    match letter.checked_sub(DOUBLE) {
        None => (letter as u8, None),
        Some(n) => (
            (SIGNS - 1 - n / FOLLOWING) as u8,
            Some((SIGNS - FOLLOWING + n % FOLLOWING) as u8),
        ),
    }
}

/// What expressions are made of.
#[derive(Default)]
struct Gathered {
    /// Each character that stands by itself.
    chars: Vec<u32>,
    /// From where to where a class reaches, by the number of the class.
    ranges: Vec<(u32, u32, u64)>,
    classes: u64,
    /// Whether they ask for the edge of a word.
    words: bool,
}

/// Characters in a row that are the same letter.
pub(super) struct Piece {
    pub start: u32,
    /// One past the last.
    pub end: u32,
    pub letter: u16,
    /// Whether few characters are this letter.
    pub few: bool,
}

/// Characters in a row that the same classes hold.
struct Run {
    start: u32,
    /// One past the last.
    end: u32,
    /// The classes, as one number: two sets have the same by a chance of one in 2⁶⁴.
    set: u64,
    /// How often the expressions speak of them.
    weight: i64,
}

/// All runs that the same classes hold.
struct Kind {
    set: u64,
    /// How many characters they are.
    size: u32,
    weight: i64,
    /// The first of them.
    first: u32,
}

/// All characters in pieces.
pub(super) struct Kinds {
    pub pieces: Vec<Piece>,
    /// One past the last letter.
    pub letters: usize,
}

impl Gathered {
    fn gather(&mut self, tree: &Hir) -> Option<()> {
        match tree.kind() {
            HirKind::Empty | HirKind::Look(Look::Start | Look::End) => Some(()),
            HirKind::Look(Look::WordAscii) => {
                self.words = true;
                Some(())
            }
            HirKind::Look(_) => None,
            HirKind::Literal(l) => {
                let text = std::str::from_utf8(&l.0).ok()?;
                self.chars.extend(text.chars().map(u32::from));
                Some(())
            }
            HirKind::Class(class) => {
                let class = unicode(class)?;
                self.classes += 1;
                for range in class.ranges() {
                    let (start, end) = (u32::from(range.start()), u32::from(range.end()));
                    // No class holds surrogates, which are no characters.
                    let end = if end == 0xd7ff { 0xdfff } else { end };
                    self.ranges.push((start, end + 1, self.classes));
                }
                Some(())
            }
            HirKind::Repetition(r) => self.gather(&r.sub),
            HirKind::Capture(c) => self.gather(&c.sub),
            HirKind::Concat(subs) | HirKind::Alternation(subs) => {
                subs.iter().try_for_each(|sub| self.gather(sub))
            }
        }
    }

    /// Characters are the same letter where the same classes hold them.
    fn kinds(mut self) -> Option<Kinds> {
        const LAST: u32 = 0x11_0000;
        // At each character where the set of classes changes: the change, and of how many.
        let mut turns: Vec<(u32, u64, i64)> = Vec::with_capacity(2 * self.ranges.len());
        for (start, end, class) in &self.ranges {
            turns.push((*start, scattered(*class), 1));
            turns.push((*end, scattered(*class), -1));
        }
        if self.words {
            for (start, end) in WORD {
                let own = scattered(u64::from(start) | 2 << 32);
                turns.push((u32::from(start), own, 1));
                turns.push((u32::from(end) + 1, own, -1));
            }
        }
        self.chars.sort_unstable();
        for alone in self.chars.chunk_by(|a, b| a == b) {
            let (Some(c), often) = (alone.first(), alone.len() as i64) else {
                continue;
            };
            let own = scattered(u64::from(*c) | 1 << 32);
            turns.push((*c, own, often));
            turns.push((c + 1, own, -often));
        }
        turns.push((LAST, 0, 0));
        turns.sort_unstable();
        let (mut start, mut set, mut weight) = (0, 0u64, 0i64);
        let mut runs = Vec::new();
        for (end, change, often) in turns {
            if end > start {
                runs.push(Run {
                    start,
                    end,
                    set,
                    weight,
                });
                start = end;
            }
            set ^= change;
            weight += often;
        }
        Kinds::ranked(&runs, self.words)
    }
}

/// What `\b` takes for a part of a word, bytes that are no parts of other characters.
const WORD: [(u8, u8); 4] = [(b'0', b'9'), (b'A', b'Z'), (b'_', b'_'), (b'a', b'z')];

/// Whether a character, or a sign where edges of words are asked for, is part of a word.
#[inline]
pub(super) fn in_word(n: u32) -> bool {
    WORD.iter()
        .any(|(a, z)| (u32::from(*a)..=u32::from(*z)).contains(&n))
}

impl Kinds {
    /// Of expressions; none where they speak of more than characters and edges of the text (`\b`), or there are
    /// too many letters.
    pub fn of(trees: &[Hir]) -> Option<Self> {
        let mut found = Gathered::default();
        trees.iter().try_for_each(|tree| found.gather(tree))?;
        found.kinds()
    }

    /// The letters of most characters come first, then those that are met most in the
    /// expressions: they are spelled with one sign. None where there are too many.
    fn ranked(runs: &[Run], words: bool) -> Option<Self> {
        let mut kinds: BTreeMap<u64, Kind> = BTreeMap::new();
        for run in runs {
            let kind = kinds.entry(run.set).or_insert(Kind {
                set: run.set,
                size: 0,
                weight: run.weight,
                first: run.start,
            });
            kind.size += run.end - run.start;
        }
        let mut kinds: Vec<Kind> = kinds.into_values().collect();
        kinds.sort_unstable_by_key(|k| (k.size <= FEW, -k.weight, k.first));
        let of_word = |n: u32| words && in_word(n);
        // Signs of words that spell no letter are left free.
        let signs_of_words = (0..0x80).filter(|n| of_word(*n)).count();
        let free = signs_of_words.saturating_sub(kinds.iter().filter(|k| of_word(k.first)).count());
        let count = u16::try_from(kinds.len() + free).ok()?;
        let leads = (0..=LEADS).find(|leads| count <= SIGNS - leads + leads * FOLLOWING)?;
        // Where edges of words are asked for, the signs of what stands in words are signs of words.
        let singles = 0..SIGNS - leads;
        let of_words = singles.clone().filter(|n| of_word(u32::from(*n)));
        let others = singles.filter(|n| !of_word(u32::from(*n)));
        let (mut of_words, mut others) = (of_words, others.chain(DOUBLE..));
        let mut letters: BTreeMap<u64, (u16, bool)> = BTreeMap::new();
        for kind in kinds {
            let letter = match of_word(kind.first) {
                true => of_words.next(),
                false => others.next(),
            };
            letters.insert(kind.set, (letter?, kind.size <= FEW));
        }
        let last = letters.values().map(|(letter, _)| *letter).max()?;
        let pieces = runs.iter().map(|run| {
            let (letter, few) = letters.get(&run.set).copied().unwrap_or_default();
            Piece {
                start: run.start,
                end: run.end,
                letter,
                few,
            }
        });
        Some(Self {
            pieces: pieces.collect(),
            letters: usize::from(last) + 1,
        })
    }
}

/// A number that shares no bits with others by more than chance (SplitMix64, Steele et al. 2014).
fn scattered(n: u64) -> u64 {
    let n = n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let n = (n ^ n >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let n = (n ^ n >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    n ^ n >> 31
}

/// A class of characters; none for one of bytes beyond ASCII.
pub(super) fn unicode(class: &Class) -> Option<ClassUnicode> {
    match class {
        Class::Unicode(class) => Some(class.clone()),
        Class::Bytes(class) => class.to_unicode_class(),
    }
}
