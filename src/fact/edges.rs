//! Expressions of the vocabulary that are asked one after the other at the same place, asked together.
//!
//! In: a text. Out: which of them may match at its start, and where the first of those at its end
//! begins. Not here: what follows from it (`phrase`, `context`).

use super::Vocabulary;
use crate::pattern::LazyRegex;
use crate::pattern::family::{Edge, Family, Members};
use std::sync::OnceLock;

/// The families, built when first asked.
#[derive(Default)]
pub struct Edges {
    starts: OnceLock<Option<Family>>,
    ends: OnceLock<Option<Family>>,
}

/// What may match at the start of a text; what may not surely does not.
#[derive(Clone, Copy)]
pub struct Starts(Members);

impl Starts {
    pub const NUMBERING: usize = 0;
    pub const KEPT: usize = 1;
    pub const AGENT: usize = 2;
    pub const LEAD_IN: usize = 3;
    pub const LEAD_AREA: usize = 4;
    pub const LEAD_VERB: usize = 5;
    pub const KEEPS_AGENT: usize = 6;

    pub fn may(self, member: usize) -> bool {
        self.0 >> member & 1 == 1
    }
}

impl Vocabulary {
    /// Which of the expressions that [`Starts`] names may match at the start of a text.
    pub fn starts(&self, text: &str) -> Starts {
        let family = self.edges.starts.get_or_init(|| {
            let members = [
                &self.numbering,
                &self.kept_start,
                &self.agent_start,
                &self.lead_in,
                &self.lead_area,
                &self.lead_verb,
                &self.keeps_agent,
            ];
            Family::new(Edge::Start, &members.map(LazyRegex::source))
        });
        let found = family.as_ref().map(|f| f.matching(text));
        Starts(found.unwrap_or(Members::MAX))
    }

    /// A text without the words before a value that are no part of the subject, each kind once and in order.
    pub fn without_tail<'t>(&self, mut text: &'t str) -> &'t str {
        let members = [
            &self.tail,
            &self.comparison,
            &self.change_tail,
            &self.comparison_phrase,
        ];
        let build = || Family::new(Edge::End, &members.map(LazyRegex::source));
        let family = self.edges.ends.get_or_init(build);
        let mut next = 0;
        while next < members.len() {
            let reach = family.as_ref().map(|f| f.longest::<4>(text));
            let Some(reach) = reach else {
                for member in &members[next..] {
                    text = member.find(text).map_or(text, |m| &text[..m.start()]);
                }
                return text;
            };
            let Some(n) = (next..members.len()).find(|n| reach[*n].is_some()) else {
                return text;
            };
            text = &text[..reach[n].unwrap_or(text.len())];
            next = n + 1;
        }
        text
    }
}
