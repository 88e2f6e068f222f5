//! The letters of a set of expressions: characters that none of them tells apart are one.
//!
//! In: expressions as trees. Out: the letter of each character, and the signs that spell it. An
//! automaton of them takes one step for a character, two for some, where one over the bytes of
//! UTF-8 takes three and has the states between them. Not here: the trees over letters (`spelling`).

use super::kinds::{DOUBLE, Kinds, signs};
use super::ranks::{self, Ranks};
use regex_syntax::hir::Hir;
use serde::{Deserialize, Serialize};

/// What spells the characters of a text.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(from = "Letters", into = "Letters")]
pub(super) struct Alphabet {
    letters: Box<Letters>,
    /// The rank of each character.
    ranks: &'static [u16],
    signs: Signs,
}

/// The signs of each character that has a rank, by its rank.
#[derive(Debug, Clone)]
enum Signs {
    /// All letters have one.
    One(Box<[u8]>),
    /// Some have two; the others have no second one.
    Two(Box<[[u8; 2]]>),
}

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
        *alphabet.letters
    }
}

impl From<Letters> for Alphabet {
    fn from(letters: Letters) -> Self {
        let ranks = Ranks::built_in();
        let spelled = |letter| {
            let (one, other) = signs(letter);
            [one, other.unwrap_or(NONE)]
        };
        let signs = match letters.are_single() {
            true => Signs::One(letters.by_rank(ranks, |letter| spelled(letter)[0])),
            false => Signs::Two(letters.by_rank(ranks, spelled)),
        };
        Self {
            letters: Box::new(letters),
            ranks: ranks.of_each(),
            signs,
        }
    }
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

    /// Whether each letter is spelled with one sign.
    pub fn is_single(&self) -> bool {
        matches!(self.signs, Signs::One(_))
    }

    /// The last of all signs.
    pub fn last_sign(&self) -> u8 {
        let both = |letter| {
            let (first, second) = signs(letter);
            first.max(second.unwrap_or_default())
        };
        self.letters.all().map(both).max().unwrap_or_default()
    }

    /// The signs of a character.
    #[inline]
    pub fn signs_of(&self, c: u32) -> (u8, Option<u8>) {
        let rank = self
            .ranks
            .get(c as usize)
            .map_or(usize::MAX, |r| (*r).into());
        match &self.signs {
            Signs::One(signs) => {
                if let Some(sign) = signs.get(rank) {
                    return (*sign, None);
                }
            }
            Signs::Two(signs) => {
                if let Some([first, second]) = signs.get(rank) {
                    return (*first, (*second != NONE).then_some(*second));
                }
            }
        }
        signs(self.letters.of(c))
    }
}

impl Letters {
    /// What is said of the letter of each character that has a rank.
    fn by_rank<T: Copy>(&self, ranks: &Ranks, says: impl Fn(u16) -> T) -> Box<[T]> {
        let ends = self.wide.iter().skip(1).map(|(from, _)| *from);
        let ends = ends.chain([u32::MAX]);
        let wide = self.wide.iter().zip(ends);
        let wide = wide.map(|((from, letter), end)| (ranks.between(*from, end), *letter));
        // Most characters are one letter.
        let most = wide.clone().max_by_key(|(chars, _)| chars.len());
        let most = most.map_or(0, |(_, letter)| letter);
        let mut all = vec![says(most); ranks.len()].into_boxed_slice();
        let mut put = |rank: usize, letter: u16| {
            if let Some(own) = all.get_mut(rank) {
                *own = says(letter);
            }
        };
        for (chars, letter) in wide.filter(|(_, letter)| *letter != most) {
            let ranks = chars.iter().map(|(_, rank)| *rank);
            ranks.for_each(|rank| put(rank.into(), letter));
        }
        for (c, letter) in &self.few {
            put(ranks.of(*c), *letter);
        }
        all
    }

    fn all(&self) -> impl Iterator<Item = u16> {
        let both = self.few.iter().chain(&self.wide);
        both.map(|(_, letter)| *letter)
    }

    fn are_single(&self) -> bool {
        self.all().all(|letter| letter < DOUBLE)
    }

    #[cold]
    fn of(&self, c: u32) -> u16 {
        ranks::note(c);
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
