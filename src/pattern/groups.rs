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
    /// By the signs of a match, with those around it and which of them there are. Most numbers are spelled
    /// alike whatever their digits are, and so many matches have been read before.
    known: Memo<AmongSigns, EIGHTS>,
    /// Room for the signs of a match, and the place of each.
    signs: Vec<u8>,
    places: Vec<usize>,
}

/// Where each group begins and ends.
type Slots = Vec<Option<NonMaxUsize>>;

/// The same in numbers of signs, for a few groups.
type AmongSigns = [u8; 24];

/// No place: the group is not part of the match.
const NOWHERE: u8 = u8::MAX;

/// So many matches are known, each of less than so many times eight signs.
const KNOWN: usize = 4096;
const EIGHTS: usize = 5;

/// Where a match stands among its signs.
struct Spelled {
    start: usize,
    end: usize,
    /// One past what stands behind it.
    behind: usize,
    /// One past all that tells it from other matches.
    key: usize,
}

/// Where the groups of a match stand.
pub(super) enum FoundGroups<'k> {
    Bytes(&'k [Option<NonMaxUsize>]),
    /// Signs, and the byte that each stands at.
    Signs(&'k AmongSigns, &'k [usize]),
}

impl FoundGroups<'_> {
    /// Where a group stands.
    #[inline(never)]
    pub fn range(&self, group: usize) -> Option<Range<usize>> {
        let place = |slot: usize| match self {
            Self::Bytes(slots) => Some((*slots.get(slot)?)?.get()),
            Self::Signs(slots, places) => places.get(usize::from(*slots.get(slot)?)).copied(),
        };
        Some(place(group * 2)?..place(group * 2 + 1)?)
    }
}

/// Signs that are written one after the other, and the byte of the text that each stands at.
struct Row<'r> {
    signs: &'r mut [u8],
    places: &'r mut [usize],
    len: usize,
}

impl Row<'_> {
    #[inline(always)]
    fn push(&mut self, sign: u8, at: usize) {
        let next = (self.signs.get_mut(self.len), self.places.get_mut(self.len));
        if let (Some(own), Some(place)) = next {
            (*own, *place) = (sign, at);
            self.len += 1;
        }
    }
}

impl Spelled {
    /// So many signs at most: two for each character, one on either side, and one that says whether
    /// there are these.
    fn most(span: &Range<usize>) -> usize {
        2 * span.len() + 3
    }

    /// Spells what stands at `span`, with what stands for the characters around it: the signs, and the
    /// byte of the text that each stands at.
    fn spell(
        alphabet: &Alphabet,
        text: &str,
        span: &Range<usize>,
        (signs, places): (&mut [u8], &mut [usize]),
    ) -> Self {
        let len = 0;
        let mut row = Row { signs, places, len };
        let before = Before::of(text, span.start).sign();
        if let Some(sign) = before {
            row.push(sign, span.start);
        }
        let start = row.len;
        for (n, c) in text[span.clone()].char_indices() {
            let (first, second) = alphabet.signs_of(u32::from(c));
            row.push(first, span.start + n);
            if let Some(sign) = second {
                row.push(sign, span.start + n);
            }
        }
        let end = row.len;
        let after = Before::behind(text, span.end).sign();
        row.push(after.unwrap_or_default(), span.end);
        row.push(
            u8::from(before.is_some()) + 2 * u8::from(after.is_some()),
            span.end,
        );
        Self {
            start,
            end,
            behind: end + usize::from(after.is_some()),
            key: row.len,
        }
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
        let Memory {
            cache,
            slots,
            known,
            signs,
            places,
        } = memory;
        let Some(alphabet) = &self.alphabet else {
            self.search(cache, slots, Input::new(text).range(span.clone()))?;
            return Some(take(FoundGroups::Bytes(slots)));
        };
        let most = Spelled::most(span);
        if signs.len() < most {
            signs.resize(most, 0);
            places.resize(most, 0);
        }
        let own = Spelled::spell(alphabet, text, span, (signs, places));
        let (key, places) = (&signs[..own.key], &places[..own.key]);
        if let Some(among) = known.get(key) {
            return Some(take(FoundGroups::Signs(among, places)));
        }
        let input = Input::new(&signs[..own.behind]).range(own.start..own.end);
        self.search(cache, slots, input)?;
        if let Some(among) = among_signs(slots) {
            known.keep(key, among);
        }
        for slot in slots.iter_mut() {
            *slot = slot.and_then(|at| NonMaxUsize::new(*places.get(at.get())?));
        }
        Some(take(FoundGroups::Bytes(slots)))
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
            known: Memo::new(KNOWN),
            signs: Vec::new(),
            places: Vec::new(),
        }
    }

    fn machine(&self) -> Option<&PikeVM> {
        let new = || PikeVM::new_from_nfa(self.tracker.get_nfa().clone()).ok();
        self.machine.get_or_init(new).as_ref()
    }
}

/// None where the groups are too many, or signs.
fn among_signs(slots: &Slots) -> Option<AmongSigns> {
    let mut all = [NOWHERE; size_of::<AmongSigns>()];
    for (own, slot) in all.get_mut(..slots.len())?.iter_mut().zip(slots) {
        if let Some(at) = slot {
            *own = u8::try_from(at.get()).ok().filter(|at| *at != NOWHERE)?;
        }
    }
    Some(all)
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
