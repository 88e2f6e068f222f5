//! The nodes of an automaton as bytes, and back.
//!
//! In: the library's automaton before it is determinized. Out: its nodes, by which it is determinized
//! (`determine`) or built again. Not here: what it reads (`automaton`), where the bytes lie (`prebuilt`).

use regex_automata::nfa::thompson::{BuildError, Builder, NFA, State, Transition};
use regex_automata::util::look::Look;
use regex_automata::util::primitives::StateID;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use std::sync::Arc;

/// An automaton that can be written.
#[derive(Debug)]
pub(super) struct Machine(pub NFA);

/// How far another node is from the one that leads to it.
pub(super) type Step = i32;

/// What an automaton consists of.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Nodes {
    reverse: bool,
    /// Where a search begins: here, anywhere.
    starts: [u32; 2],
    patterns: Vec<Pattern>,
    nodes: Vec<Node>,
}

#[derive(Serialize, Deserialize)]
struct Pattern {
    start: u32,
    /// The names of its groups, where it has any.
    groups: Vec<Option<String>>,
}

/// A state before determinizing.
#[derive(Serialize, Deserialize)]
pub(super) enum Node {
    /// Signs from, to, and where they lead.
    Range(u8, u8, Step),
    Ranges(Vec<(u8, u8, Step)>),
    /// By the library's number.
    Look(u32, Step),
    Either(Step, Step),
    /// The first is preferred.
    Any(Vec<Step>),
    Group {
        group: u32,
        end: bool,
        next: Step,
    },
    Fail,
    /// Of this pattern.
    Match(u32),
}

impl Serialize for Machine {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let nodes = Nodes::of(&self.0);
        let nodes = nodes.ok_or_else(|| ser::Error::custom("a dense state"))?;
        nodes.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Machine {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let nfa = built(Nodes::deserialize(from)?);
        nfa.map(Self).map_err(de::Error::custom)
    }
}

impl Nodes {
    /// None where a node is of a sort that is not made here.
    pub fn of(nfa: &NFA) -> Option<Self> {
        let patterns = nfa.patterns().map(|id| {
            let groups = nfa.group_info().pattern_names(id);
            Some(Pattern {
                start: nfa.start_pattern(id)?.as_u32(),
                groups: groups.map(|name| name.map(String::from)).collect(),
            })
        });
        let nodes = (0..).zip(nfa.states()).map(|(n, s)| node(n, s));
        Some(Self {
            reverse: nfa.is_reverse(),
            starts: [nfa.start_anchored(), nfa.start_unanchored()].map(|id| id.as_u32()),
            patterns: patterns.collect::<Option<_>>()?,
            nodes: nodes.collect::<Option<_>>()?,
        })
    }

    /// The number of the node that a search begins with.
    pub fn start(&self) -> u32 {
        let [here, _] = self.starts;
        here
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter()
    }

    /// The node of this number.
    pub fn get(&self, n: u32) -> Option<&Node> {
        self.nodes.get(n as usize)
    }
}

fn node(from: Step, state: &State) -> Option<Node> {
    let step = |to: StateID| to.as_u32() as Step - from;
    let range = |t: &Transition| (t.start, t.end, step(t.next));
    Some(match state {
        State::ByteRange { trans } => {
            let (start, end, next) = range(trans);
            Node::Range(start, end, next)
        }
        State::Sparse(sparse) => Node::Ranges(sparse.transitions.iter().map(range).collect()),
        State::Dense(_) => return None,
        State::Look { look, next } => Node::Look(look.as_repr(), step(*next)),
        State::Union { alternates } => Node::Any(alternates.iter().map(|to| step(*to)).collect()),
        State::BinaryUnion { alt1, alt2 } => Node::Either(step(*alt1), step(*alt2)),
        State::Capture {
            next,
            group_index,
            slot,
            ..
        } => Node::Group {
            group: group_index.as_u32(),
            // Each group has two slots, its start and its end.
            end: slot.as_usize() % 2 == 1,
            next: step(*next),
        },
        State::Fail => Node::Fail,
        State::Match { pattern_id } => Node::Match(pattern_id.as_u32()),
    })
}

/// Each pattern has one state that tells its match, the last of its own.
fn built(all: Nodes) -> Result<NFA, Box<BuildError>> {
    let mut builder = Builder::new();
    builder.set_utf8(false);
    builder.set_reverse(all.reverse);
    let mut patterns = all.patterns.iter();
    let mut current = patterns.next();
    if current.is_some() {
        builder.start_pattern()?;
    }
    for (from, state) in (0..).zip(all.nodes) {
        let to = |step: Step| state_id((from + step) as u32);
        let range = |(start, end, next): (u8, u8, Step)| Transition {
            start,
            end,
            next: to(next),
        };
        match state {
            Node::Range(start, end, next) => builder.add_range(range((start, end, next))),
            Node::Ranges(ranges) => builder.add_sparse(ranges.into_iter().map(range).collect()),
            Node::Look(look, next) => match Look::from_repr(look) {
                Some(look) => builder.add_look(to(next), look),
                None => builder.add_fail(),
            },
            Node::Either(one, other) => builder.add_union(vec![to(one), to(other)]),
            Node::Any(all) => builder.add_union(all.into_iter().map(to).collect()),
            Node::Group { group, end, next } => match end {
                false => {
                    let names = current.map(|p| p.groups.as_slice()).unwrap_or_default();
                    let name = names.get(group as usize).and_then(Option::as_deref);
                    builder.add_capture_start(to(next), group, name.map(Arc::from))
                }
                true => builder.add_capture_end(to(next), group),
            },
            Node::Fail => builder.add_fail(),
            Node::Match(_) => {
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
    let [anchored, unanchored] = all.starts.map(state_id);
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
