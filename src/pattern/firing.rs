//! The cues that fire at a place: those whose words stand near enough on both sides are asked.
//!
//! The union of all cues as one automaton has a state for each way in which their gaps
//! (`[^，。]{0,30}`) can be half filled; new text makes new states without end. Which words stand
//! near a value costs one pass, and leaves a few cues to ask.

use super::literal::needed;
use super::prebuilt::made;
use super::{Cue, Patterns, Side};
use aho_corasick::{AhoCorasick, AhoCorasickKind};
use memchr::{memchr_iter, memrchr_iter};
use regex_syntax::hir::{Class, Hir, HirKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A set of cues, by their place in the order of precedence.
type Cues = u128;

/// A cue that needs a word.
#[derive(Clone, Copy)]
struct Near {
    cue: u32,
    /// The bytes within which its whole match lies.
    most: usize,
    /// Its match stays in the clause.
    in_clause: bool,
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

/// The words that a side of the cues needs.
struct Words {
    automaton: AhoCorasick,
    /// For each word the cues that need it or another.
    cues: Vec<Vec<Near>>,
    /// Those that need none.
    always: Cues,
    /// The most bytes that the match of a cue with words can take.
    reach: usize,
}

impl Words {
    /// Of one side of each cue; none where they make no automaton.
    fn of<'c>(sides: impl Iterator<Item = Option<&'c Side>>) -> Option<Self> {
        let mut by_word: BTreeMap<Vec<u8>, Vec<Near>> = BTreeMap::new();
        let (mut always, mut reach) = (0, 0);
        let sides: Vec<_> = sides.collect();
        let sources: Vec<&str> = (sides.iter())
            .map(|side| side.map_or("", |s| s.regex.source()))
            .collect();
        let needs = made("words of cues", &sources, || {
            let needs = sides.iter().map(|side| side.and_then(Needs::of));
            needs.collect::<Vec<_>>()
        });
        for (n, needs) in (0u32..).zip(needs) {
            let Some(needs) = needs else {
                always |= 1 << n;
                continue;
            };
            let most = needs.most.map_or(usize::MAX, |most| most as usize);
            reach = reach.max(most);
            let near = Near {
                cue: n,
                most,
                in_clause: needs.in_clause,
            };
            for word in needs.words {
                by_word.entry(word).or_default().push(near);
            }
        }
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(by_word.keys())
            .ok()?;
        Some(Self {
            automaton,
            cues: by_word.into_values().collect(),
            always,
            reach,
        })
    }

    /// The cues that may match up to the end of a text.
    fn before(&self, left: &str) -> Cues {
        let near = &left.as_bytes()[left.len().saturating_sub(self.reach)..];
        let end = memrchr_iter(MARK[2], near).find(|n| near[..=*n].ends_with(MARK));
        let clause = near.len() - end.map_or(0, |n| n + 1);
        self.near(near, clause, |m| near.len() - m.start())
    }

    /// The cues that may match from the start of a text.
    fn after(&self, right: &str) -> Cues {
        let near = &right.as_bytes()[..right.len().min(self.reach)];
        let end = memchr_iter(MARK[2], near).find(|n| near[..=*n].ends_with(MARK));
        let clause = end.map_or(near.len(), |n| n + 1 - MARK.len());
        self.near(near, clause, |m| m.end())
    }

    /// `clause`: the bytes of the text that stand in the value's clause.
    fn near(
        &self,
        text: &[u8],
        clause: usize,
        takes: impl Fn(&aho_corasick::Match) -> usize,
    ) -> Cues {
        let mut found = self.always;
        for m in self.automaton.find_overlapping_iter(text) {
            let takes = takes(&m);
            for near in &self.cues[m.pattern().as_usize()] {
                if takes <= near.most && (takes <= clause || !near.in_clause) {
                    found |= 1 << near.cue;
                }
            }
        }
        found
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

/// The words left of a value, and right of it.
pub(super) struct Sides {
    left: Words,
    right: Words,
}

impl Sides {
    /// None where there are more cues than a set holds; each is asked then.
    pub fn of(cues: &[Cue]) -> Option<Self> {
        if cues.len() > Cues::BITS as usize {
            return None;
        }
        Some(Self {
            left: Words::of(cues.iter().map(|c| c.left.as_ref()))?,
            right: Words::of(cues.iter().map(|c| c.right.as_ref()))?,
        })
    }
}

impl Patterns {
    /// Tells each cue that fires between these two texts, in order of precedence.
    pub fn firing(&self, left: &str, right: &str, mut tell: impl FnMut(usize, &Cue)) {
        let sides = self.sides.get_or_init(|| Sides::of(&self.cues));
        let may = sides
            .as_ref()
            .map(|s| s.left.before(left) & s.right.after(right));
        for (n, cue) in self.cues.iter().enumerate() {
            if may.is_none_or(|may| may >> n & 1 == 1) && cue.fires(left, right) {
                tell(n, cue);
            }
        }
    }
}

impl Cue {
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
                         年|未达标|指标|已|安排|预算|同期|为|。|、|标准|要求|超过|不";

    proptest! {
        #[test]
        fn the_cues_that_fire_are_those_that_fire_by_themselves(
            left in prop::collection::vec(prop::sample::select(WORDS.split('|').collect::<Vec<_>>()), 0..6),
            right in prop::collection::vec(prop::sample::select(WORDS.split('|').collect::<Vec<_>>()), 0..6),
        ) {
            let (left, right) = (left.concat(), right.concat());
            let mut fired = Vec::new();
            PATTERNS.firing(&left, &right, |n, _| fired.push(n));
            let alone = PATTERNS.cues.iter().enumerate();
            let alone: Vec<_> = alone.filter(|(_, c)| c.fires(&left, &right)).map(|(n, _)| n).collect();
            prop_assert_eq!(fired, alone);
        }
    }

    #[test]
    fn what_may_hold_a_mark() {
        let may = |e: &str| may_hold(&regex_syntax::parse(e).unwrap(), CLAUSE);
        assert!(may("a，b") && may("[^。]") && may("(?:x|[，。])*") && !may("a[^，；]{0,3}$"));
    }
}
