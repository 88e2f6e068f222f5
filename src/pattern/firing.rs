//! The cues that fire at a place: those whose words stand near enough on both sides are asked.
//!
//! The union of all cues as one automaton has a state for each way in which their gaps
//! (`[^，。]{0,30}`) can be half filled; new text makes new states without end. Which words stand
//! near a value costs one pass, and leaves a few cues to ask.

use super::literal::needed;
use super::{Cue, Patterns, Side};
use aho_corasick::{AhoCorasick, AhoCorasickKind};
use std::collections::BTreeMap;

/// A set of cues, by their place in the order of precedence.
type Cues = u128;

/// The words that a side of the cues needs.
struct Words {
    automaton: AhoCorasick,
    /// For each word the cues that need it or another, with the bytes within which their whole match lies.
    cues: Vec<Vec<(u32, usize)>>,
    /// Those that need none.
    always: Cues,
    /// The most bytes that the match of a cue with words can take.
    reach: usize,
}

impl Words {
    /// Of one side of each cue; none where they make no automaton.
    fn of<'c>(sides: impl Iterator<Item = Option<&'c Side>>) -> Option<Self> {
        let mut by_word: BTreeMap<Vec<u8>, Vec<(u32, usize)>> = BTreeMap::new();
        let (mut always, mut reach) = (0, 0);
        for (n, side) in (0u32..).zip(sides) {
            let hir = side.and_then(|s| regex_syntax::parse(s.regex.source()).ok());
            let Some((hir, words)) = hir.as_ref().and_then(|h| Some((h, needed(h)?))) else {
                always |= 1 << n;
                continue;
            };
            let most = hir.properties().maximum_len().unwrap_or(usize::MAX);
            reach = reach.max(most);
            for word in words {
                by_word.entry(word).or_default().push((n, most));
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
        self.near(near, |m| near.len() - m.start())
    }

    /// The cues that may match from the start of a text.
    fn after(&self, right: &str) -> Cues {
        let near = &right.as_bytes()[..right.len().min(self.reach)];
        self.near(near, |m| m.end())
    }

    fn near(&self, text: &[u8], takes: impl Fn(&aho_corasick::Match) -> usize) -> Cues {
        let mut found = self.always;
        for m in self.automaton.find_overlapping_iter(text) {
            for (cue, most) in &self.cues[m.pattern().as_usize()] {
                if takes(&m) <= *most {
                    found |= 1 << cue;
                }
            }
        }
        found
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
