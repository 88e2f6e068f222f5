//! The states of an automaton as bytes, and back.
//!
//! In: the library's automaton before it is determinized. Out: the same, state by state, when it is
//! read again. Not here: what it reads (`automaton`), where the bytes lie (`prebuilt`).

use regex_automata::nfa::thompson::{BuildError, Builder, NFA, State, Transition};
use regex_automata::util::look::Look;
use regex_automata::util::primitives::StateID;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use std::sync::Arc;

/// An automaton that can be written.
#[derive(Debug)]
pub(super) struct Machine(pub NFA);

/// How far another state is from the one that leads to it.
type Step = i32;

#[derive(Serialize, Deserialize)]
struct Packed {
    reverse: bool,
    /// Where a search begins: here, anywhere.
    starts: [u32; 2],
    patterns: Vec<PackedPattern>,
    states: Vec<PackedState>,
}

#[derive(Serialize, Deserialize)]
struct PackedPattern {
    start: u32,
    /// The names of its groups, where it has any.
    groups: Vec<Option<String>>,
}

#[derive(Serialize, Deserialize)]
enum PackedState {
    Range(u8, u8, Step),
    Ranges(Vec<(u8, u8, Step)>),
    Look(u32, Step),
    Either(Step, Step),
    Any(Vec<Step>),
    Group { group: u32, end: bool, next: Step },
    Fail,
    Match,
}

impl Serialize for Machine {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let packed = packed(&self.0);
        let packed = packed.ok_or_else(|| ser::Error::custom("a dense state"))?;
        packed.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Machine {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let nfa = built(Packed::deserialize(from)?);
        nfa.map(Self).map_err(de::Error::custom)
    }
}

fn packed(nfa: &NFA) -> Option<Packed> {
    let states = (0..).zip(nfa.states());
    let patterns = nfa.patterns().map(|id| {
        let groups = nfa.group_info().pattern_names(id);
        Some(PackedPattern {
            start: nfa.start_pattern(id)?.as_u32(),
            groups: groups.map(|name| name.map(String::from)).collect(),
        })
    });
    Some(Packed {
        reverse: nfa.is_reverse(),
        starts: [nfa.start_anchored(), nfa.start_unanchored()].map(|id| id.as_u32()),
        patterns: patterns.collect::<Option<_>>()?,
        states: states
            .map(|(n, s)| packed_state(n, s))
            .collect::<Option<_>>()?,
    })
}

fn packed_state(from: Step, state: &State) -> Option<PackedState> {
    let step = |to: StateID| to.as_u32() as Step - from;
    let range = |t: &Transition| (t.start, t.end, step(t.next));
    Some(match state {
        State::ByteRange { trans } => {
            let (start, end, next) = range(trans);
            PackedState::Range(start, end, next)
        }
        State::Sparse(sparse) => {
            PackedState::Ranges(sparse.transitions.iter().map(range).collect())
        }
        State::Dense(_) => return None,
        State::Look { look, next } => PackedState::Look(look.as_repr(), step(*next)),
        State::Union { alternates } => {
            PackedState::Any(alternates.iter().map(|to| step(*to)).collect())
        }
        State::BinaryUnion { alt1, alt2 } => PackedState::Either(step(*alt1), step(*alt2)),
        State::Capture {
            next,
            group_index,
            slot,
            ..
        } => PackedState::Group {
            group: group_index.as_u32(),
            // Each group has two slots, its start and its end.
            end: slot.as_usize() % 2 == 1,
            next: step(*next),
        },
        State::Fail => PackedState::Fail,
        State::Match { .. } => PackedState::Match,
    })
}

/// Each pattern has one state that tells its match, the last of its own.
fn built(packed: Packed) -> Result<NFA, Box<BuildError>> {
    let mut builder = Builder::new();
    builder.set_utf8(false);
    builder.set_reverse(packed.reverse);
    let mut patterns = packed.patterns.iter();
    let mut current = patterns.next();
    if current.is_some() {
        builder.start_pattern()?;
    }
    for (from, state) in (0..).zip(packed.states) {
        let to = |step: Step| state_id((from + step) as u32);
        let range = |(start, end, next): (u8, u8, Step)| Transition {
            start,
            end,
            next: to(next),
        };
        match state {
            PackedState::Range(start, end, next) => builder.add_range(range((start, end, next))),
            PackedState::Ranges(ranges) => {
                builder.add_sparse(ranges.into_iter().map(range).collect())
            }
            PackedState::Look(look, next) => match Look::from_repr(look) {
                Some(look) => builder.add_look(to(next), look),
                None => builder.add_fail(),
            },
            PackedState::Either(one, other) => builder.add_union(vec![to(one), to(other)]),
            PackedState::Any(all) => builder.add_union(all.into_iter().map(to).collect()),
            PackedState::Group { group, end, next } => match end {
                false => {
                    let names = current.map(|p| p.groups.as_slice()).unwrap_or_default();
                    let name = names.get(group as usize).and_then(Option::as_deref);
                    builder.add_capture_start(to(next), group, name.map(Arc::from))
                }
                true => builder.add_capture_end(to(next), group),
            },
            PackedState::Fail => builder.add_fail(),
            PackedState::Match => {
                let state = builder.add_match()?;
                if let Some(pattern) = current {
                    builder.finish_pattern(state_id(pattern.start))?;
                }
                current = patterns.next();
                if current.is_some() {
                    builder.start_pattern()?;
                }
                Ok(state)
            }
        }?;
    }
    let [anchored, unanchored] = packed.starts.map(state_id);
    Ok(builder.build(anchored, unanchored)?)
}

fn state_id(n: u32) -> StateID {
    StateID::new(n as usize).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use regex_automata::nfa::thompson::{Compiler, Config, WhichCaptures};

    #[test]
    fn what_is_read_is_what_was_written() {
        let one = [r"^(?<it>(?<number>[0-9一二]+)(?-u:\b)(?:万|(亿))?)[^年]{2,3}(?<x>a){2}$"];
        let many = ["[0-9]+年", "(?:第|)二|三", "四*"];
        for (expressions, captures, reverse) in [
            (one.as_slice(), WhichCaptures::All, false),
            (many.as_slice(), WhichCaptures::All, false),
            (many.as_slice(), WhichCaptures::None, false),
            (many.as_slice(), WhichCaptures::None, true),
            (&[], WhichCaptures::None, false),
        ] {
            let config = Config::new()
                .utf8(false)
                .reverse(reverse)
                .which_captures(captures);
            let nfa = Compiler::new().configure(config).build_many(expressions);
            let nfa = nfa.unwrap();
            let bytes = postcard::to_stdvec(&Machine(nfa.clone())).unwrap();
            let Machine(read) = postcard::from_bytes(&bytes).unwrap();
            assert_eq!(format!("{nfa:?}"), format!("{read:?}"), "{expressions:?}");
        }
    }
}
