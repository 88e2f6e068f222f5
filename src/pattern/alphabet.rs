//! The letters of a set of expressions: characters that none of them tells apart are one.
//!
//! In: expressions as trees. Out: the letter of each character, and the signs that spell it. An
//! automaton of them takes one step for a character, two for some, where one over the bytes of
//! UTF-8 takes three and has the states between them. Not here: the trees over letters (`spelling`).

use super::kinds::{DOUBLE, Kinds, signs};
use regex_syntax::hir::Hir;
use serde::{Deserialize, Serialize};

/// What spells the characters of a text.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(from = "Letters", into = "Letters")]
pub(super) struct Alphabet {
    letters: Letters,
    /// For each so many characters in a row, up to U+10000: which of `blocks` has their signs. Most hanzi
    /// are one letter, and so most of these rows are one block.
    rows: Box<[u16; ROWS]>,
    /// The signs of characters, the second of two as the higher byte.
    blocks: Vec<[u16; ROW]>,
}

const ROW: usize = 64;
const ROWS: usize = 0x1_0000 / ROW;

/// Which letter each character is.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Letters {
    /// Characters one by one, in order.
    few: Vec<(u32, u16)>,
    /// For all others: from which on it is this letter.
    wide: Vec<(u32, u16)>,
}

impl From<Alphabet> for Letters {
    fn from(alphabet: Alphabet) -> Self {
        alphabet.letters
    }
}

impl From<Letters> for Alphabet {
    fn from(letters: Letters) -> Self {
        let mut shared: Vec<u16> = letters.wide.iter().map(|(_, letter)| *letter).collect();
        shared.push(0);
        shared.sort_unstable();
        shared.dedup();
        let mut out = Self {
            rows: Box::new([0; ROWS]),
            blocks: shared
                .iter()
                .map(|letter| [spelled(*letter); ROW])
                .collect(),
            letters: Letters {
                few: Vec::new(),
                wide: Vec::new(),
            },
        };
        let ends = letters.wide.iter().skip(1).map(|(from, _)| *from);
        let ends = ends.chain([u32::MAX]);
        for ((from, letter), end) in letters.wide.iter().zip(ends) {
            let block = shared.binary_search(letter).unwrap_or_default() as u16;
            let (from, end) = (*from as usize, (end as usize).min(ROW * ROWS));
            let whole = from.div_ceil(ROW)..end / ROW;
            if let Some(rows) = out.rows.get_mut(whole.clone()) {
                rows.fill(block);
            }
            let before = from..end.min(whole.start * ROW);
            let behind = from.max(whole.end * ROW)..end;
            for c in before.chain(behind) {
                out.put(c, *letter, shared.len());
            }
        }
        for (c, letter) in &letters.few {
            out.put(*c as usize, *letter, shared.len());
        }
        Self { letters, ..out }
    }
}

/// The signs of a letter in a table.
fn spelled(letter: u16) -> u16 {
    let (first, second) = signs(letter);
    u16::from_le_bytes([first, second.unwrap_or(NONE)])
}

/// No second sign: one that follows is among the last.
const NONE: u8 = 0;

impl Alphabet {
    /// The letters of expressions; none where they speak of more than characters and edges of
    /// the text (`\b`), or there are too many.
    pub fn of(trees: &[Hir]) -> Option<(Self, Kinds)> {
        let kinds = Kinds::of(trees)?;
        Some((Self::spell(&kinds), kinds))
    }

    fn spell(kinds: &Kinds) -> Self {
        let mut letters = Letters {
            few: Vec::new(),
            wide: Vec::new(),
        };
        for piece in &kinds.pieces {
            let last = letters.wide.last();
            if piece.few {
                let chars = piece.start..piece.end;
                letters.few.extend(chars.map(|c| (c, piece.letter)));
            } else if last.is_none_or(|(_, last)| *last != piece.letter) {
                letters.wide.push((piece.start, piece.letter));
            }
        }
        letters.into()
    }

    /// Notes the letter of a character in a block of its own row; the first blocks are shared.
    fn put(&mut self, c: usize, letter: u16, shared: usize) {
        let Some(row) = self.rows.get_mut(c / ROW) else {
            return;
        };
        if usize::from(*row) < shared {
            self.blocks.push(self.blocks[usize::from(*row)]);
            *row = (self.blocks.len() - 1) as u16;
        }
        self.blocks[usize::from(*row)][c % ROW] = spelled(letter);
    }

    fn letters(&self) -> impl Iterator<Item = u16> {
        let Letters { few, wide } = &self.letters;
        few.iter().chain(wide).map(|(_, letter)| *letter)
    }

    /// Whether each letter is spelled with one sign.
    pub fn is_single(&self) -> bool {
        self.letters().all(|letter| letter < DOUBLE)
    }

    /// The last of all signs.
    pub fn last_sign(&self) -> u8 {
        let both = |letter| {
            let (first, second) = signs(letter);
            first.max(second.unwrap_or_default())
        };
        self.letters().map(both).max().unwrap_or_default()
    }

    /// The signs of a character.
    #[inline]
    pub fn signs_of(&self, c: u32) -> (u8, Option<u8>) {
        let row = self.rows.get(c as usize / ROW);
        let block = row.and_then(|row| self.blocks.get(usize::from(*row)));
        let Some(block) = block else {
            return signs(self.letters.of(c));
        };
        let [first, second] = block[c as usize % ROW].to_le_bytes();
        (first, (second != NONE).then_some(second))
    }
}

impl Letters {
    #[cold]
    fn of(&self, c: u32) -> u16 {
        if let Ok(n) = self.few.binary_search_by_key(&c, |(c, _)| *c) {
            return self.few[n].1;
        }
        let n = self.wide.partition_point(|(from, _)| *from <= c);
        let here = self.wide.get(n.wrapping_sub(1));
        here.map_or(0, |(_, letter)| *letter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use regex_syntax::parse;

    /// The table says of each character what the pieces say.
    #[test]
    fn every_character_has_the_signs_of_its_letter() {
        for expressions in [
            vec!["年"],
            vec![
                "[0-9]+年",
                r"\p{Han}{2}(?:厅|局)",
                "[^，。；]{0,3}[a-z]",
                "\u{20000}|[\u{30000}-\u{30010}]",
            ],
            vec![
                r"(?-u:\b)[一-鿿&&[^年]]",
                "[\0-\u{10ffff}]",
                "[@-\u{7ff}]{2}𠮷",
            ],
        ] {
            let trees: Vec<Hir> = expressions.iter().map(|e| parse(e).unwrap()).collect();
            let (alphabet, kinds) = Alphabet::of(&trees).unwrap();
            let bytes = postcard::to_stdvec(&alphabet).unwrap();
            let read: Alphabet = postcard::from_bytes(&bytes).unwrap();
            for piece in &kinds.pieces {
                for c in piece.start..piece.end {
                    assert_eq!(
                        alphabet.signs_of(c),
                        signs(piece.letter),
                        "{c:x} {expressions:?}"
                    );
                    assert_eq!(
                        read.signs_of(c),
                        signs(piece.letter),
                        "{c:x} {expressions:?}"
                    );
                }
            }
        }
    }
}
