//! The named parts of a match, found by its own expression alone.
//!
//! The automaton of all patterns tells which one matches and where. To ask it for the parts
//! too would clear, for each match, memory for every state of every pattern. Like it, a pattern
//! by itself reads letters.

use super::alphabet::Alphabet;
use super::automaton::{compiled, lettered};
use super::family::Edge;
use super::machine::Machine;
use super::prebuilt::made;
use super::{Gives, MentionPattern};
use regex_automata::nfa::thompson::WhichCaptures;
use regex_automata::nfa::thompson::backtrack::{self, BoundedBacktracker};
use regex_automata::nfa::thompson::pikevm::PikeVM;
use regex_automata::util::primitives::NonMaxUsize;
use regex_automata::{Anchored, Input, PatternID};
use regex_syntax::hir::{Hir, HirKind};
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::sync::OnceLock;

/// Declares the parts that an expression may name.
macro_rules! parts {
    ($($part:ident $name:literal,)*) => {
        /// A named part of a match.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Part {
            $($part,)*
        }

        const NAMES: &[&str] = &[$($name,)*];
    };
}

parts! {
    It "it",
    Number "number",
    Han "han",
    NumberTo "number_to",
    HanTo "han_to",
    Vague "vague",
    Tenths "tenths",
    Scale "scale",
    Minus "minus",
    Rest "rest",
    Unit "unit",
    UnitWords "unit_words",
    UnitFrom "unit_from",
    Head "head",
    Tail "tail",
}

/// An expression by itself, compiled when its first match comes.
#[derive(Debug, Default)]
pub(crate) struct Parts(OnceLock<Option<Own>>);

#[derive(Debug)]
struct Own {
    /// None where the expression reads bytes.
    alphabet: Option<Alphabet>,
    tracker: BoundedBacktracker,
    /// Takes longer, and a match of any length.
    machine: OnceLock<Option<PikeVM>>,
    /// The group of each part.
    groups: [Option<usize>; NAMES.len()],
}

/// What an expression by itself is compiled to: its letters, none where it reads bytes, and what
/// reads them.
#[derive(Serialize, Deserialize)]
struct Alone(Option<Alphabet>, Machine);

/// What is kept of the last match in a text, made once for each pattern.
#[derive(Default)]
pub(crate) struct Kept {
    spelled: Spelled,
    own: Vec<(usize, Memory)>,
}

struct Memory {
    cache: backtrack::Cache,
    slots: Vec<Option<NonMaxUsize>>,
}

/// A match in signs.
#[derive(Default)]
struct Spelled {
    signs: Vec<u8>,
    /// The byte of the text that each sign stands at.
    places: Vec<usize>,
}

/// The parts of a match.
#[derive(Clone, Copy)]
pub(crate) struct FoundParts<'k> {
    slots: &'k [Option<NonMaxUsize>],
    /// Where a slot stands in the text; none where it is a byte of it.
    places: Option<&'k [usize]>,
    groups: &'k [Option<usize>; NAMES.len()],
}

impl FoundParts<'_> {
    /// Where a part stands.
    pub fn range(self, part: Part) -> Option<Range<usize>> {
        let group = (*self.groups.get(part as usize)?)?;
        let place = |slot: usize| {
            let at = (*self.slots.get(slot)?)?.get();
            match self.places {
                Some(places) => places.get(at).copied(),
                None => Some(at),
            }
        };
        Some(place(group * 2)?..place(group * 2 + 1)?)
    }
}

impl Spelled {
    /// Spells what stands at `span`, with what stands for the characters around it; tells
    /// where it stands among the signs.
    fn spell(&mut self, alphabet: &Alphabet, text: &str, span: &Range<usize>) -> Range<usize> {
        self.signs.clear();
        self.places.clear();
        let mut push = |sign, at| {
            self.signs.push(sign);
            self.places.push(at);
        };
        let before = Alphabet::before(text, span.start);
        before.into_iter().for_each(|sign| push(sign, span.start));
        for (n, c) in text[span.clone()].char_indices() {
            let (first, second) = alphabet.signs_of(c);
            push(first, span.start + n);
            second
                .into_iter()
                .for_each(|sign| push(sign, span.start + n));
        }
        let after = Alphabet::after(text, span.end);
        push(after.unwrap_or_default(), span.end);
        let end = self.signs.len() - 1;
        if after.is_none() {
            self.signs.truncate(end);
        }
        before.iter().len()..end
    }
}

impl MentionPattern {
    /// The parts of a match of this pattern, whose number is `n`, at `span`, in what is kept for them; none
    /// where the match is all that counts.
    pub(crate) fn captures<'k>(
        &'k self,
        n: usize,
        plain: &str,
        span: &Range<usize>,
        kept: &'k mut Kept,
    ) -> Option<FoundParts<'k>> {
        let own = self.own()?;
        let at = kept.own.iter().position(|(whose, _)| *whose == n);
        let at = at.unwrap_or_else(|| {
            kept.own.push((n, own.memory()));
            kept.own.len() - 1
        });
        own.found(&mut kept.own.get_mut(at)?.1, &mut kept.spelled, plain, span)
    }

    /// Compiles what finds its parts.
    pub(crate) fn ready(&self) {
        self.own();
    }

    fn own(&self) -> Option<&Own> {
        self.parts.0.get_or_init(|| self.compiled()).as_ref()
    }

    fn compiled(&self) -> Option<Own> {
        let name = match self.gives {
            Gives::Nothing => return None,
            Gives::Date => "parts of a date",
            _ => "parts",
        };
        Own::new(made(name, &[&self.expression], || self.alone())?)
    }

    fn alone(&self) -> Option<Alone> {
        let tree = regex_syntax::parse(&self.expression).ok()?;
        if self.gives == Gives::Date && is_whole(&tree) {
            return None;
        }
        Alone::of(&tree)
    }
}

impl Alone {
    fn of(tree: &Hir) -> Option<Self> {
        let (edge, captures) = (Edge::Start, WhichCaptures::All);
        let trees = std::slice::from_ref(tree);
        Some(match lettered(edge, captures, trees, None) {
            Some((alphabet, machine)) => Self(Some(alphabet), machine),
            None => Self(None, compiled(edge, captures, trees, None)?),
        })
    }
}

impl Own {
    fn new(Alone(alphabet, Machine(nfa)): Alone) -> Option<Self> {
        let mut groups = [None; NAMES.len()];
        for (group, name) in groups.iter_mut().zip(NAMES) {
            *group = nfa.group_info().to_index(PatternID::ZERO, name);
        }
        Some(Self {
            alphabet,
            tracker: BoundedBacktracker::new_from_nfa(nfa).ok()?,
            machine: OnceLock::new(),
            groups,
        })
    }

    /// The parts of a match at `span`.
    fn found<'k>(
        &'k self,
        memory: &'k mut Memory,
        spelled: &'k mut Spelled,
        text: &str,
        span: &Range<usize>,
    ) -> Option<FoundParts<'k>> {
        let Memory { cache, slots } = memory;
        let input = match &self.alphabet {
            Some(alphabet) => {
                let range = spelled.spell(alphabet, text, span);
                Input::new(&spelled.signs).range(range)
            }
            None => Input::new(text).range(span.clone()),
        };
        let input = input.anchored(Anchored::Yes);
        if self.tracker.try_search_slots(cache, &input, slots).is_err() {
            let machine = self.machine()?;
            machine.search_slots(&mut machine.create_cache(), &input, slots);
        }
        Some(FoundParts {
            slots,
            places: self.alphabet.as_ref().map(|_| spelled.places.as_slice()),
            groups: &self.groups,
        })
    }

    fn memory(&self) -> Memory {
        Memory {
            cache: self.tracker.create_cache(),
            slots: vec![None; self.tracker.get_nfa().group_info().slot_len()],
        }
    }

    fn machine(&self) -> Option<&PikeVM> {
        let new = || PikeVM::new_from_nfa(self.tracker.get_nfa().clone()).ok();
        self.machine.get_or_init(new).as_ref()
    }
}

/// True where the part `it` is the whole match.
fn is_whole(hir: &Hir) -> bool {
    matches!(hir.kind(), HirKind::Capture(c) if c.name.as_deref() == Some("it"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use regex::Regex;

    const ALL: [(Part, &str); 4] = [
        (Part::It, "it"),
        (Part::Number, "number"),
        (Part::Unit, "unit"),
        (Part::Tail, "tail"),
    ];

    #[test]
    fn parts_are_those_that_the_library_finds() {
        let long = format!("共{}项，", "一二、".repeat(40_000));
        for (expression, texts) in [
            (
                "[^第](?<it>(?<number>[0-9]+)(?<unit>万?项))(?<tail>，|$)",
                ["共12万项", "共12项，", "a9项"],
            ),
            (
                r"(?-u:\b)(?<it>(?<number>[0-9]+)(?<unit>[a-z]*))(?-u:\b)",
                ["a 12km，", "12", "共7亩"],
            ),
            (
                r"(?<it>(?<number>[0-9]+)年\b)(?<tail>。)?",
                ["12年。", "约7年。", "7年"],
            ),
            (
                "共(?<it>(?<number>(?:[一二三]、?)+)(?<unit>项))(?<tail>，)?",
                ["共一、三项，", "于是共二项", &long],
            ),
        ] {
            let usual = Regex::new(expression).unwrap();
            let tree = regex_syntax::parse(expression).unwrap();
            let own = Own::new(Alone::of(&tree).unwrap()).unwrap();
            let (mut memory, mut spelled) = (own.memory(), Spelled::default());
            for text in texts {
                let usual = usual.captures(text).unwrap();
                let found = own.found(
                    &mut memory,
                    &mut spelled,
                    text,
                    &usual.get(0).unwrap().range(),
                );
                for (part, name) in ALL {
                    let usual = usual.name(name).map(|m| m.range());
                    let short: String = text.chars().take(9).collect();
                    assert_eq!(
                        found.unwrap().range(part),
                        usual,
                        "{name} in {short}: {expression}"
                    );
                }
            }
        }
    }
}
