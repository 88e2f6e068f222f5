//! The cues that fire at a place, found in one pass over each side.

use super::family::{Edge, Family};
use super::{Cue, Patterns};

/// The left sides of all cues, and their right sides; a side that a cue does not ask for always matches.
pub(super) struct Sides {
    left: Family,
    right: Family,
}

impl Sides {
    /// None where no automaton can hold the cues; they are asked one by one then.
    pub fn of(cues: &[Cue]) -> Option<Self> {
        let left: Vec<&str> = cues.iter().map(|c| source(&c.left)).collect();
        let right: Vec<&str> = cues.iter().map(|c| source(&c.right)).collect();
        Some(Self {
            left: Family::new(Edge::End, &left)?,
            right: Family::new(Edge::Start, &right)?,
        })
    }
}

fn source(side: &Option<super::Side>) -> &str {
    side.as_ref().map_or("", |s| s.regex.source())
}

impl Patterns {
    /// Tells each cue that fires between these two texts, in order of precedence.
    pub fn firing(&self, left: &str, right: &str, mut tell: impl FnMut(usize, &Cue)) {
        let sides = self.sides.get_or_init(|| Sides::of(&self.cues));
        let members = sides
            .as_ref()
            .and_then(|s| Some(s.left.matching(left)? & s.right.matching(right)?));
        match members {
            Some(mut rest) => {
                while let Some(cue) = self.cues.get(rest.trailing_zeros() as usize) {
                    tell(rest.trailing_zeros() as usize, cue);
                    rest &= rest - 1;
                }
            }
            None => {
                for (n, cue) in self.cues.iter().enumerate() {
                    if cue.fires(left, right) {
                        tell(n, cue);
                    }
                }
            }
        }
    }
}

impl Cue {
    /// True where it fires between these two texts.
    pub fn fires(&self, left: &str, right: &str) -> bool {
        let matches = |side: &Option<super::Side>, text| {
            side.as_ref()
                .is_none_or(|s: &super::Side| s.regex.is_match(text))
        };
        matches(&self.left, left) && matches(&self.right, right)
    }
}
