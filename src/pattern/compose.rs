//! Expressions with words in them → their syntax trees, each word parsed once.
//!
//! In: expressions as written, fragments by name. Out: what parsing the expressions with the
//! fragments filled in gives. Lists of units stand in dozens of expressions, and parsing them
//! takes longer than everything else that is made of them.

use super::leaves::replaced;
use super::words::fill_with;
use regex_syntax::hir::{Class, Hir, HirKind};
use std::collections::BTreeMap;
use std::error::Error;

/// The private characters that stand for words, one for each.
const WORDS: std::ops::RangeInclusive<u32> = 0xF_0000..=0xF_FFFD;
/// Follows each of them, so that alternatives of single words are not read as a class.
const CLOSE: char = '\u{10FFFD}';

/// The trees of expressions, each as written and with its words filled in.
///
/// # Errors
/// One that is no expression.
pub(super) fn trees<'e>(
    expressions: impl Iterator<Item = (&'e str, &'e str)>,
    words: &BTreeMap<String, String>,
) -> Result<Vec<Hir>, Box<dyn Error>> {
    let mut composer = Composer::new(words);
    let mut trees = Vec::new();
    for (written, filled) in expressions {
        trees.push(match composer.parse(written) {
            Some(tree) => tree,
            None => regex_syntax::parse(filled)?,
        });
    }
    Ok(trees)
}

/// Parses expressions of the same words.
struct Composer<'w> {
    words: &'w BTreeMap<String, String>,
    /// The words met, in the order of their characters.
    names: Vec<String>,
    parsed: Vec<Hir>,
}

impl<'w> Composer<'w> {
    /// With these words.
    fn new(words: &'w BTreeMap<String, String>) -> Self {
        Self {
            words,
            names: Vec::new(),
            parsed: Vec::new(),
        }
    }

    /// The tree of an expression; none where it, or a word in it, is no expression by itself, and
    /// where it sets a flag, which would be in force inside its words too.
    fn parse(&mut self, written: &str) -> Option<Hir> {
        let mut groups = written.split("(?").skip(1);
        if groups.any(|g| g.starts_with(|c: char| c == '-' || c.is_ascii_alphabetic() && c != 'P'))
        {
            return None;
        }
        let template = fill_with(written, &mut |name| {
            let number = self.number(name)?;
            let stands_for = char::from_u32(WORDS.start() + number)?;
            Some(format!("(?:{stands_for}{CLOSE})"))
        })
        .ok()?;
        let tree = regex_syntax::parse(&template).ok()?;
        replaced(&tree, &mut |leaf| self.filled(leaf))
    }

    /// Which word it is; parsed when it is new.
    fn number(&mut self, name: &str) -> Option<u32> {
        let known = self.names.iter().position(|n| n == name);
        let number = match known {
            Some(number) => number,
            None => {
                let parsed = regex_syntax::parse(self.words.get(name)?).ok()?;
                self.names.push(name.to_owned());
                self.parsed.push(parsed);
                self.parsed.len() - 1
            }
        };
        u32::try_from(number).ok()
    }

    /// A leaf with the words' trees in the place of their characters.
    fn filled(&self, hir: &Hir) -> Option<Hir> {
        Some(match hir.kind() {
            HirKind::Class(class) => {
                if let Class::Unicode(class) = class {
                    let stands = |c: char| WORDS.contains(&u32::from(c));
                    // A word inside brackets.
                    (!class.iter().any(|r| stands(r.start()))).then_some(())?;
                }
                hir.clone()
            }
            HirKind::Literal(literal) => self.literal(hir, &literal.0)?,
            _ => hir.clone(),
        })
    }

    fn literal(&self, hir: &Hir, bytes: &[u8]) -> Option<Hir> {
        let Some(text) = std::str::from_utf8(bytes)
            .ok()
            .filter(|t| t.contains(CLOSE))
        else {
            return Some(hir.clone());
        };
        let mut parts = Vec::new();
        let mut pieces = text.split(CLOSE);
        let last = pieces.next_back()?;
        for piece in pieces {
            let (at, word) = piece.char_indices().next_back()?;
            let number = u32::from(word).checked_sub(*WORDS.start())? as usize;
            parts.push(Hir::literal(piece.as_bytes()[..at].to_vec()));
            parts.push(self.parsed.get(number)?.clone());
        }
        parts.push(Hir::literal(last.as_bytes().to_vec()));
        Some(Hir::concat(parts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::Patterns;

    #[test]
    fn every_built_in_pattern_is_as_if_it_was_parsed_whole() {
        let patterns = Patterns::built_in().unwrap();
        let mut composer = Composer::new(&patterns.words);
        for p in patterns.mentions.iter() {
            let whole = regex_syntax::parse(&p.expression).unwrap();
            let composed = composer.parse(&p.written);
            assert!(composed == Some(whole), "{}: {}", p.place, p.name);
        }
    }

    #[test]
    fn what_is_no_expression_by_itself_has_no_tree() {
        let words = BTreeMap::from([("a".into(), "(?:x|y)".into()), ("b".into(), "(".into())]);
        let mut composer = Composer::new(&words);
        let whole = regex_syntax::parse("(?<n>(?:x|y)+1|(?:x|y){2}(?:x|y))").unwrap();
        assert_eq!(composer.parse("(?<n>{a}+1|{a}{2}{a})"), Some(whole));
        for not in ["{b}", "{c}", "[{a}]", "[^{a}]", "(", "(?i){a}", "(?-u:{a})"] {
            assert_eq!(composer.parse(not), None, "{not}");
        }
    }
}
