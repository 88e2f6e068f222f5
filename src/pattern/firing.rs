//! The cues that fire at a place: those whose words stand near enough on both sides are asked.
//!
//! The union of all cues as one automaton has a state for each way in which their gaps
//! (`[^，。]{0,30}`) can be half filled; new text makes new states without end. Which words stand
//! in a sentence costs one pass for all its values, and leaves a few cues to ask at each.

use super::heads::openings;
use super::lexicon::Lexicon;
use super::literal::needed;
use super::prebuilt::made;
use super::{Cue, Patterns, Side};
use crate::value::Kind;
use memchr::{memchr_iter, memrchr_iter};
use regex_syntax::hir::{Class, Hir, HirKind};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;
use std::collections::BTreeMap;
use std::ops::Range;

/// A set of cues, by their place in the order of precedence.
type Cues = u128;

/// A cue that needs a word.
#[derive(Clone, Copy)]
struct Near {
    cue: u8,
    /// Its match stays in the clause.
    in_clause: bool,
    /// The bytes within which its whole match lies.
    most: u32,
}

/// What ends a clause.
const CLAUSE: &str = "，";
const MARK: &[u8] = CLAUSE.as_bytes();

/// What a side of a cue needs.
#[derive(Serialize, Deserialize)]
struct Needs {
    /// One of these.
    words: Vec<Vec<u8>>,
    /// As in [`Near`].
    most: Option<u32>,
    in_clause: bool,
}

impl Needs {
    fn of(side: &Side) -> Option<Self> {
        let hir = regex_syntax::parse(side.regex.source()).ok()?;
        let most = hir.properties().maximum_len();
        Some(Self {
            words: needed(&hir)?,
            most: most.and_then(|most| u32::try_from(most).ok()),
            in_clause: !may_hold(&hir, CLAUSE),
        })
    }
}

/// The places of a value's sides in what is told of a word.
const LEFT: usize = 0;
const RIGHT: usize = 1;

/// Which cues need a word, to the left of a value and to its right.
type ByWord = BTreeMap<Vec<u8>, [Vec<Near>; 2]>;

/// What a side of the cues needs, beside words.
struct Reach {
    /// The cues that need none.
    always: Cues,
    /// The bytes beside a value that any of the others looks at.
    most: usize,
}

impl Reach {
    /// Adds to the words what this side of the cues needs.
    fn of<'c>(
        side: usize,
        cues: impl Iterator<Item = Option<&'c Side>>,
        by_word: &mut ByWord,
    ) -> Self {
        let sides: Vec<_> = cues.collect();
        let sources: Vec<&str> = (sides.iter())
            .map(|side| side.map_or("", |s| s.regex.source()))
            .collect();
        let needs = made("words of cues", &sources, || {
            let needs = sides.iter().map(|side| side.and_then(Needs::of));
            needs.collect::<Vec<_>>()
        });
        let mut reach = Self { always: 0, most: 0 };
        for (n, needs) in (0u8..).zip(needs) {
            let Some(needs) = needs else {
                reach.always |= 1 << n;
                continue;
            };
            let most = needs.most.unwrap_or(u32::MAX);
            reach.most = reach.most.max(most as usize);
            let near = Near {
                cue: n,
                most,
                in_clause: needs.in_clause,
            };
            for word in needs.words {
                if let Some(cues) = by_word.entry(word).or_default().get_mut(side) {
                    cues.push(near);
                }
            }
        }
        reach
    }
}

/// Both sides of all cues.
pub(super) struct Sides {
    /// Those of cues, then the openings of what says what is planned.
    words: Lexicon,
    /// There are such openings: not of every expression of a user's.
    knows_plans: bool,
    /// How many words there are of cues.
    of_cues: usize,
    /// The cues that need a word or another, word by word and side by side.
    near: Vec<Near>,
    /// Where those of each side of each word begin, and where the last ones end.
    places: Vec<usize>,
    left: Reach,
    right: Reach,
    /// The cues that speak of each kind, by its number.
    of_kind: [Cues; KINDS],
}

/// So many kinds there are.
const KINDS: usize = Kind::Responsibility as usize + 1;

/// A word of a cue in a text.
#[derive(Debug, Clone)]
struct Word {
    at: Range<usize>,
    number: usize,
}

/// The words of cues in a text.
#[derive(Debug, Clone)]
pub struct CueWords {
    words: SmallVec<[Word; 8]>,
    /// False where nothing in the text says what is planned.
    pub may_plan: bool,
}

/// The expression of what is planned: what it opens with is found in the same pass.
const PLANS: &str = "{says_target}";

impl Sides {
    /// None where cues are too many for a set.
    pub fn of(cues: &[Cue], plans: Option<&str>) -> Option<Self> {
        if cues.len() > Cues::BITS as usize {
            return None;
        }
        let mut by_word = ByWord::new();
        let left = Reach::of(LEFT, cues.iter().map(|c| c.left.as_ref()), &mut by_word);
        let right = Reach::of(RIGHT, cues.iter().map(|c| c.right.as_ref()), &mut by_word);
        let words = by_word.keys().map(|word| std::str::from_utf8(word).ok());
        let mut words: Vec<&str> = words.collect::<Option<_>>()?;
        let plans = plans.and_then(|source| {
            let open = || openings(&regex_syntax::parse(source).ok()?);
            made("openings", &[source], open)
        });
        let of_cues = words.len();
        words.extend(plans.iter().flatten().map(String::as_str));
        let (mut near, mut places) = (Vec::new(), vec![0]);
        for side in by_word.values().flatten() {
            near.extend_from_slice(side);
            places.push(near.len());
        }
        let mut of_kind = [0; KINDS];
        for (n, cue) in cues.iter().enumerate() {
            match cue.on.as_slice() {
                [] => of_kind.iter_mut().for_each(|cues| *cues |= 1 << n),
                on => on.iter().for_each(|kind| of_kind[*kind as usize] |= 1 << n),
            }
        }
        Some(Self {
            words: Lexicon::new(words.into_iter()),
            of_kind,
            knows_plans: plans.is_some(),
            of_cues,
            near,
            places,
            left,
            right,
        })
    }

    /// In the order in which they end.
    fn words(&self, text: &str) -> CueWords {
        let mut words: SmallVec<[Word; 8]> = SmallVec::new();
        let mut may_plan = !self.knows_plans;
        let tell = |at, number| match number < self.of_cues {
            true => words.push(Word { at, number }),
            false => may_plan = true,
        };
        self.words.each(text, tell);
        words.sort_unstable_by_key(|word| (word.at.end, word.number));
        CueWords { words, may_plan }
    }

    /// Those that may fire at a value: what they need stands on both of its sides, whose words are these.
    fn may_fire(&self, text: &str, value: Range<usize>, CueWords { words, .. }: &CueWords) -> Cues {
        let (left, right) = words.split_at(words.partition_point(|w| w.at.end <= value.start));
        let text = text.as_bytes();
        self.before(text, value.start, left) & self.behind(text, value.end, right)
    }

    /// Those whose needs stand among these words before a place.
    fn before(&self, text: &[u8], at: usize, words: &[Word]) -> Cues {
        let reach = &self.left;
        if words.is_empty() {
            return reach.always;
        }
        let near = &text[at.saturating_sub(reach.most)..at];
        let end = memrchr_iter(MARK[2], near).find(|n| near[..=*n].ends_with(MARK));
        let clause = near.len() - end.map_or(0, |n| n + 1);
        let near = (words.iter().rev()).take_while(|w| at - w.at.end <= reach.most);
        near.fold(reach.always, |found, word| {
            found | self.needing((LEFT, word), at - word.at.start, clause)
        })
    }

    /// Those whose needs stand among these words behind a place.
    fn behind(&self, text: &[u8], at: usize, words: &[Word]) -> Cues {
        let reach = &self.right;
        if words.is_empty() {
            return reach.always;
        }
        let near = &text[at..text.len().min(at.saturating_add(reach.most))];
        let end = memchr_iter(MARK[2], near).find(|n| near[..=*n].ends_with(MARK));
        let clause = end.map_or(near.len(), |n| n + 1 - MARK.len());
        let words = words.iter().filter(|w| w.at.start >= at);
        let near = words.take_while(|w| w.at.end - at <= reach.most);
        near.fold(reach.always, |found, word| {
            found | self.needing((RIGHT, word), word.at.end - at, clause)
        })
    }

    /// The cues that need a word on this side, where a match that holds it takes so many bytes at least,
    /// and the clause has so many.
    fn needing(&self, (side, word): (usize, &Word), takes: usize, clause: usize) -> Cues {
        let fits = |n: &&Near| takes <= n.most as usize && (takes <= clause || !n.in_clause);
        let place = 2 * word.number + side;
        let cues = self.near[self.places[place]..self.places[place + 1]].iter();
        let cues = cues.filter(fits);
        cues.fold(0, |found, near| found | 1 << near.cue)
    }
}

/// Whether a match may hold a mark of one character.
fn may_hold(hir: &Hir, mark: &str) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => false,
        HirKind::Literal(l) => std::str::from_utf8(&l.0).map_or(true, |l| l.contains(mark)),
        HirKind::Class(Class::Unicode(class)) => mark
            .chars()
            .any(|mark| class.iter().any(|r| (r.start()..=r.end()).contains(&mark))),
        HirKind::Class(Class::Bytes(_)) => true,
        HirKind::Repetition(r) => may_hold(&r.sub, mark),
        HirKind::Capture(c) => may_hold(&c.sub, mark),
        HirKind::Concat(subs) | HirKind::Alternation(subs) => {
            subs.iter().any(|sub| may_hold(sub, mark))
        }
    }
}

impl Patterns {
    fn sides(&self) -> Option<&Sides> {
        let sides = self.sides.get_or_init(|| {
            let plans = super::words::fill(PLANS, &self.words);
            Sides::of(&self.cues, plans.ok().as_deref())
        });
        sides.as_ref()
    }

    /// The words of cues in a text, for [`Patterns::may_fire`] at its values.
    pub fn cue_words(&self, text: &str) -> CueWords {
        let unknown = || CueWords {
            words: SmallVec::new(),
            may_plan: true,
        };
        self.sides().map_or_else(unknown, |s| s.words(text))
    }

    /// Tells each cue that may fire at a value of a kind, in order of precedence: its place in a text, and the
    /// text's words. Whether it [`fires`](Cue::fires) is left to who wants to know.
    pub fn may_fire(
        &self,
        (kind, value): (Kind, Range<usize>),
        text: &str,
        words: &CueWords,
        mut tell: impl FnMut(usize, &Cue),
    ) {
        match self.sides() {
            Some(s) => members(s.may_fire(text, value, words) & s.of_kind[kind as usize])
                .filter_map(|n| Some((n, self.cues.get(n)?)))
                .for_each(|(n, cue)| tell(n, cue)),
            None => (self.cues.iter().enumerate())
                .filter(|(_, cue)| cue.speaks_of(kind))
                .for_each(|(n, cue)| tell(n, cue)),
        }
    }
}

/// The places that are in a set.
fn members(mut set: Cues) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let n = set.trailing_zeros();
        set &= set.checked_sub(1)?;
        Some(n as usize)
    })
}

impl Cue {
    /// True where it is for values of a kind.
    pub fn speaks_of(&self, kind: Kind) -> bool {
        self.on.is_empty() || self.on.contains(&kind)
    }

    /// True where it fires between these two texts.
    pub fn fires(&self, left: &str, right: &str) -> bool {
        let matches =
            |side: &Option<Side>, text| side.as_ref().is_none_or(|s: &Side| s.regex.is_match(text));
        matches(&self.right, right) && matches(&self.left, left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| Patterns::built_in().unwrap());

    const WORDS: &str = "不低于|，|比上年|增长|占|总数|的|贷款|达到|其中|补助|最高|由|从|提高到|目标|\
                         年|未达标|指标|已|安排|预算|同期|为|。|、|标准|要求|超过|不|\
                         \u{e001}|\u{e001}|\u{e001}|\u{e001}|\u{e001}|\u{e001}";
    const PLANNED: &str = "，|到|至|\u{e003}|前|达到|\u{e001}|拟|投|建|计划|完成|今年|要|将|实施|应|当|按|照|须|\
                           不得|用|三|年|时间|可|提高|每|个|村|配备|前期|工作|给予|标准|目标|是|的|了";
    const VALUE: char = '\u{e001}';

    proptest! {
        #[test]
        fn the_cues_that_fire_are_those_that_fire_by_themselves(
            words in prop::collection::vec(prop::sample::select(WORDS.split('|').collect::<Vec<_>>()), 0..12),
        ) {
            let text = words.concat();
            let found = PATTERNS.cue_words(&text);
            for (at, value) in text.match_indices(VALUE) {
                let behind = at + value.len();
                let (left, right) = (&text[..at], &text[behind..]);
                for kind in [Kind::IndicatorCount, Kind::Rate, Kind::Count, Kind::Funding] {
                    let mut fired = Vec::new();
                    PATTERNS.may_fire((kind, at..behind), &text, &found, |n, cue| {
                        fired.extend(cue.fires(left, right).then_some(n));
                    });
                    let alone = PATTERNS.cues.iter().enumerate();
                    let alone = alone.filter(|(_, c)| c.speaks_of(kind) && c.fires(left, right));
                    let alone: Vec<_> = alone.map(|(n, _)| n).collect();
                    prop_assert_eq!(fired, alone, "{} at {}", text, at);
                }
            }
        }

        #[test]
        fn what_is_planned_is_not_overlooked(
            words in prop::collection::vec(prop::sample::select(PLANNED.split('|').collect::<Vec<_>>()), 0..9),
        ) {
            let text = words.concat();
            let says = PATTERNS.regex(PLANS).unwrap().is_match(&text);
            prop_assert!(PATTERNS.cue_words(&text).may_plan || !says, "{}", text);
        }
    }

    #[test]
    fn few_texts_may_plan() {
        let may_plan = |text| PATTERNS.cue_words(text).may_plan;
        assert!(may_plan("力争达到") && may_plan("全市拟建") && !may_plan("全市达到"));
    }

    #[test]
    fn what_may_hold_a_mark() {
        let may = |e: &str| may_hold(&regex_syntax::parse(e).unwrap(), CLAUSE);
        assert!(may("a，b") && may("[^。]") && may("(?:x|[，。])*") && !may("a[^，；]{0,3}$"));
    }
}
