//! The groups of a match of one expression, once it is known where the match stands.
//!
//! In: an expression that was compiled with its groups, a text, the place of a match. Out: the place of each
//! group. Not here: where a match stands (`leftmost`, `within`), what the groups of a mention mean (`parts`).

use super::alphabet::Alphabet;
use super::automaton::{compiled, lettered};
use super::determine::Before;
use super::family::Edge;
use super::machine::Machine;
use super::memo::Memo;
use super::own::Own;
use regex_automata::nfa::thompson::WhichCaptures;
use regex_automata::nfa::thompson::backtrack::{self, BoundedBacktracker};
use regex_automata::nfa::thompson::pikevm::PikeVM;
use regex_automata::util::captures::GroupInfo;
use regex_automata::util::primitives::NonMaxUsize;
use regex_automata::{Anchored, Input, PatternID};
use regex_syntax::hir::Hir;
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::sync::OnceLock;

/// An expression by itself.
#[derive(Debug)]
pub(super) struct Groups {
    /// None where the expression reads bytes.
    alphabet: Option<Alphabet>,
    tracker: BoundedBacktracker,
    /// Takes longer, and a match of any length.
    machine: OnceLock<Option<PikeVM>>,
    memory: Own<Memory>,
}

/// What an expression by itself is compiled to: its letters, none where it reads bytes, and what
/// reads them.
#[derive(Serialize, Deserialize)]
pub(super) struct Alone(Option<Alphabet>, Machine);

/// What the search for groups needs.
#[derive(Debug)]
struct Memory {
    cache: backtrack::Cache,
    slots: Slots,
    spelled: Spelled,
    /// By the signs of a match, with those around it and where it begins and ends among them. Most numbers
    /// are spelled alike whatever their digits are, and so many matches have been read before.
    known: Memo<Slots>,
    key: Vec<u8>,
}

/// Where each group begins and ends.
type Slots = Vec<Option<NonMaxUsize>>;

/// So many matches are known, none of them longer than so many signs.
const KNOWN: usize = 4096;
const LONG: usize = 64;

/// A match in signs.
#[derive(Debug, Default)]
struct Spelled {
    signs: Vec<u8>,
    /// The byte of the text that each sign stands at.
    places: Vec<usize>,
}

/// Where the groups of a match stand.
pub(super) struct FoundGroups<'k> {
    slots: &'k [Option<NonMaxUsize>],
    /// Where a slot stands in the text; none where it is a byte of it.
    places: Option<&'k [usize]>,
}

impl FoundGroups<'_> {
    /// Where a group stands.
    pub fn range(&self, group: usize) -> Option<Range<usize>> {
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
        let before = Before::of(text, span.start).sign();
        before.into_iter().for_each(|sign| push(sign, span.start));
        for (n, c) in text[span.clone()].char_indices() {
            let (first, second) = alphabet.signs_of(u32::from(c));
            push(first, span.start + n);
            second
                .into_iter()
                .for_each(|sign| push(sign, span.start + n));
        }
        let after = Before::behind(text, span.end).sign();
        push(after.unwrap_or_default(), span.end);
        let end = self.signs.len() - 1;
        if after.is_none() {
            self.signs.truncate(end);
        }
        before.iter().len()..end
    }
}

impl Alone {
    /// Of an expression as a tree.
    pub fn of(tree: &Hir) -> Option<Self> {
        let (edge, captures) = (Edge::Start, WhichCaptures::All);
        let trees = std::slice::from_ref(tree);
        Some(match lettered(edge, captures, trees, None) {
            Some((alphabet, machine)) => Self(Some(alphabet), machine),
            None => Self(None, compiled(edge, captures, trees, None)?),
        })
    }
}

impl Groups {
    pub fn new(Alone(alphabet, Machine(nfa)): Alone) -> Option<Self> {
        Some(Self {
            alphabet,
            tracker: BoundedBacktracker::new_from_nfa(nfa).ok()?,
            machine: OnceLock::new(),
            memory: Own::new(),
        })
    }

    /// The number of a group.
    pub fn named(&self, name: &str) -> Option<usize> {
        self.info().to_index(PatternID::ZERO, name)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.info().group_len(PatternID::ZERO)
    }

    fn info(&self) -> &GroupInfo {
        self.tracker.get_nfa().group_info()
    }

    /// Gives the groups of a match at `span`.
    pub fn found<T>(
        &self,
        text: &str,
        span: &Range<usize>,
        take: impl FnOnce(FoundGroups) -> T,
    ) -> Option<T> {
        self.memory.with(
            || self.memory(),
            |memory| self.found_with(memory, text, span, take),
        )
    }

    fn found_with<T>(
        &self,
        memory: &mut Memory,
        text: &str,
        span: &Range<usize>,
        take: impl FnOnce(FoundGroups) -> T,
    ) -> Option<T> {
        let Some(alphabet) = &self.alphabet else {
            let input = Input::new(text).range(span.clone());
            self.search(&mut memory.cache, &mut memory.slots, input)?;
            return Some(take(FoundGroups {
                slots: &memory.slots,
                places: None,
            }));
        };
        let range = memory.spelled.spell(alphabet, text, span);
        let Memory {
            cache,
            slots,
            spelled: Spelled { signs, places },
            known,
            key,
        } = memory;
        key.clear();
        key.extend_from_slice(signs);
        key.extend([range.start, signs.len() - range.end].map(|n| n as u8));
        let slots = match known.get(key) {
            Some(slots) => slots,
            None => {
                self.search(cache, slots, Input::new(signs).range(range))?;
                known.keep(key, slots);
                slots
            }
        };
        Some(take(FoundGroups {
            slots,
            places: Some(places),
        }))
    }

    fn search(&self, cache: &mut backtrack::Cache, slots: &mut Slots, input: Input) -> Option<()> {
        let input = input.anchored(Anchored::Yes);
        if self.tracker.try_search_slots(cache, &input, slots).is_err() {
            let machine = self.machine()?;
            machine.search_slots(&mut machine.create_cache(), &input, slots);
        }
        Some(())
    }

    fn memory(&self) -> Memory {
        Memory {
            cache: self.tracker.create_cache(),
            slots: vec![None; self.info().slot_len()],
            spelled: Spelled::default(),
            known: Memo::new(KNOWN, LONG),
            key: Vec::new(),
        }
    }

    fn machine(&self) -> Option<&PikeVM> {
        let new = || PikeVM::new_from_nfa(self.tracker.get_nfa().clone()).ok();
        self.machine.get_or_init(new).as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use regex::Regex;

    const ALL: [&str; 4] = ["it", "number", "unit", "tail"];

    #[test]
    fn groups_are_those_that_the_library_finds() {
        let long = format!("共{}项，", "一二、".repeat(40_000));
        for (expression, texts) in [
            (
                "[^第](?<it>(?<number>[0-9]+)(?<unit>万?项))(?<tail>，|$)",
                ["共12万项", "共34万项", "a9项"],
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
            let own = Groups::new(Alone::of(&tree).unwrap()).unwrap();
            // Asked again, they are known, and so are those of other digits.
            for text in texts.iter().chain(&texts) {
                let usual = usual.captures(text).unwrap();
                let span = usual.get(0).unwrap().range();
                let all = ALL.map(|name| own.named(name));
                let found = own.found(text, &span, |found| all.map(|n| found.range(n?)));
                let usual = ALL.map(|name| usual.name(name).map(|m| m.range()));
                let short: String = text.chars().take(9).collect();
                assert_eq!(found, Some(usual), "{ALL:?} in {short}: {expression}");
            }
        }
    }
}
