//! Expressions of the vocabulary that are asked one after the other at the same place, asked together.
//!
//! In: a text. Out: which of them may match at its start, and where the first of those at its end
//! begins. Not here: what follows from it (`phrase`, `context`).

use super::Vocabulary;
use super::sentence::DATE;
use crate::pattern::family::{Edge, Family, Reach};
use crate::pattern::{Ahead, LazyRegex, Opens};
use std::sync::OnceLock;

/// The families, built when first asked.
#[derive(Default)]
pub struct Edges {
    starts: OnceLock<Option<Family>>,
    ends: OnceLock<Option<Family>>,
    before_date: OnceLock<Option<Family>>,
    behind_date: OnceLock<Option<Family>>,
    dates: OnceLock<Option<Family>>,
    left_noun: OnceLock<Option<Family>>,
    right_noun: OnceLock<Option<Family>>,
    rare: OnceLock<Opens>,
    agent: OnceLock<Ahead>,
    agent_behind: OnceLock<Ahead>,
}

/// Where each kind of word at the end of a text begins.
type Tails = [Option<usize>; 3];

/// Which of some expressions match at an edge of a text.
fn matching<const N: usize>(
    family: &OnceLock<Option<Family>>,
    edge: Edge,
    members: [&LazyRegex; N],
    text: &str,
) -> [bool; N] {
    let build = || Family::new(edge, &members.map(LazyRegex::source));
    match family.get_or_init(build) {
        Some(family) => {
            let found = family.matching(text);
            std::array::from_fn(|n| found >> n & 1 == 1)
        }
        None => members.map(|e| e.is_match(text)),
    }
}

/// What matches at the start of a text, and how far.
pub struct Starts<'t> {
    text: &'t str,
    v: &'t Vocabulary,
    reach: [Reach; 6],
}

impl Starts<'_> {
    pub const NUMBERING: usize = 0;
    pub const KEPT: usize = 1;
    pub const LEAD_IN: usize = 2;
    pub const LEAD_AREA: usize = 3;
    pub const LEAD_VERB: usize = 4;
    pub const KEEPS_AGENT: usize = 5;

    /// Whether this one matches.
    pub fn has(&self, member: usize) -> bool {
        self.reach[member] != Reach::Nowhere
    }

    /// Where its match ends.
    pub fn end(&self, member: usize) -> Option<usize> {
        match self.reach[member] {
            Reach::Nowhere => None,
            Reach::To(end) => Some(end as usize),
            Reach::Several => Self::members(self.v)[member]
                .find(self.text)
                .map(|m| m.end()),
        }
    }

    fn members(v: &Vocabulary) -> [&LazyRegex; 6] {
        [
            &v.numbering,
            &v.kept_start,
            &v.lead_in,
            &v.lead_area,
            &v.lead_verb,
            &v.keeps_agent,
        ]
    }
}

impl Vocabulary {
    /// Which of the expressions that [`Starts`] names match at the start of a text.
    pub fn starts<'t>(&'t self, text: &'t str) -> Starts<'t> {
        let build = || {
            let members = Starts::members(self);
            Family::new(Edge::Start, &members.map(LazyRegex::source))
        };
        let reach = match self.edges.starts.get_or_init(build) {
            Some(family) => family.reaches(text),
            None => Starts::members(self).map(|e| match e.is_match(text) {
                true => Reach::Several,
                false => Reach::Nowhere,
            }),
        };
        Starts {
            text,
            v: self,
            reach,
        }
    }

    /// What stands before a date: what is compared with it, and up to when something is to be done.
    pub fn before_date(&self, left: &str) -> [bool; 2] {
        let members = [&self.date_reference_left, &self.date_deadline_left];
        matching(&self.edges.before_date, Edge::End, members, left)
    }

    /// What stands behind a date: that something is to be done by then, that it is compared with, that it names
    /// a goal, that it is spoken of.
    pub fn behind_date(&self, right: &str) -> [bool; 4] {
        let members = [
            &self.date_deadline_right,
            &self.compared_right,
            &self.names_goal,
            &self.date_reference_right,
        ];
        matching(&self.edges.behind_date, Edge::Start, members, right)
    }

    /// Whether a date counts from the year that governs, and whether it is the year before.
    pub fn relative_date(&self, date: &str) -> [bool; 2] {
        let members = [&self.relative_to_period, &self.last_year];
        matching(&self.edges.dates, Edge::Start, members, date)
    }

    /// What the noun before a value is: a measure that does not say of whom, a line of accounts or what ends in
    /// one, a noun that says itself what is measured.
    pub fn left_noun(&self, noun: &str) -> [bool; 3] {
        let members = [&self.bare_measure, &self.bare_account, &self.measure_noun];
        matching(&self.edges.left_noun, Edge::End, members, noun)
    }

    /// What the noun behind a counter is: one that says nothing without the names before it, a bare verb.
    pub fn right_noun(&self, noun: &str) -> [bool; 2] {
        let members = [&self.generic_noun, &self.bare_verb];
        matching(&self.edges.right_noun, Edge::End, members, noun)
    }

    /// False where no unit is named at the start of a text.
    pub fn may_name_agent(&self, text: &str) -> bool {
        let ahead = || Ahead::of(&[], &self.agent_start);
        self.edges.agent.get_or_init(ahead).may(text)
    }

    /// False where none is named there, nor behind words that lead in.
    pub fn may_lead_to_agent(&self, text: &str) -> bool {
        let ahead = || Ahead::of(&[&self.lead_in], &self.agent_start);
        self.edges.agent_behind.get_or_init(ahead).may(text)
    }

    /// False where a phrase surely holds neither a comparison with something named nor words inside that carry
    /// nothing, as most do.
    pub fn may_hold_rare(&self, phrase: &str) -> bool {
        let rare = || Opens::of(&[&self.comparison_phrase, &self.inner_words]);
        self.edges.rare.get_or_init(rare).may_stand_in(phrase)
    }

    /// A text without the dates and words before a value that are no part of the subject; `compares` is false
    /// where it holds no comparison with something named.
    pub fn without_tails<'t>(&self, mut text: &'t str, compares: bool) -> &'t str {
        let (mut known, mut uncompared) = (None, None);
        loop {
            let before = text.len();
            text = self.without_tail(text.trim_end_matches(DATE), &mut known);
            if compares && uncompared != Some(text.len()) {
                match self.comparison_phrase.find(text) {
                    Some(m) => text = &text[..m.start()],
                    None => uncompared = Some(text.len()),
                }
            }
            if text.len() == before {
                return text;
            }
        }
    }

    /// A text without such words, each kind once and in order. What is found at an end of the text is kept, by
    /// the length up to there.
    fn without_tail<'t>(&self, mut text: &'t str, known: &mut Option<(usize, Tails)>) -> &'t str {
        let members = [&self.tail, &self.comparison, &self.change_tail];
        let build = || Family::new(Edge::End, &members.map(LazyRegex::source));
        let family = self.edges.ends.get_or_init(build);
        let mut next = 0;
        while next < members.len() {
            let reach = match (known.as_ref(), family) {
                (Some((len, reach)), _) if *len == text.len() => *reach,
                (_, Some(family)) => family.longest(text),
                (_, None) => {
                    for member in &members[next..] {
                        text = member.find(text).map_or(text, |m| &text[..m.start()]);
                    }
                    return text;
                }
            };
            *known = Some((text.len(), reach));
            let Some(n) = (next..members.len()).find(|n| reach[*n].is_some()) else {
                return text;
            };
            text = &text[..reach[n].unwrap_or(text.len())];
            next = n + 1;
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::tests::VOCABULARY;
    use proptest::prelude::*;

    const WORDS: &str =
        "增长|同比|比上年|了|约|占|总数的|甲地|达到|，|\u{e003}|分别|高于全省|实现|在项目|带动下";

    const LEADS: &str = "（一）|一是|1.|同时|，|其中|全市|通过|实现|完成|各县|现价|新增|新建|学校|截至\u{e003}|\u{e003}|上半年|年|、";

    proptest! {
        #[test]
        fn a_text_starts_with_what_each_finds(
            words in prop::collection::vec(prop::sample::select(LEADS.split('|').collect::<Vec<_>>()), 0..6),
        ) {
            let text = words.concat();
            let starts = VOCABULARY.starts(&text);
            for (n, member) in Starts::members(&VOCABULARY).into_iter().enumerate() {
                let end = member.find(&text).map(|m| m.end());
                prop_assert_eq!(starts.end(n), end, "{} {}", member.source(), text);
                prop_assert_eq!(starts.has(n), end.is_some(), "{} {}", member.source(), text);
            }
        }

        #[test]
        fn a_text_loses_the_tails_that_it_loses_one_by_one(
            words in prop::collection::vec(prop::sample::select(WORDS.split('|').collect::<Vec<_>>()), 0..9),
        ) {
            let (v, text) = (&*VOCABULARY, words.concat());
            let mut left = text.as_str();
            loop {
                let before = left.len();
                left = left.trim_end_matches(DATE);
                for kind in [&v.tail, &v.comparison, &v.change_tail, &v.comparison_phrase] {
                    left = kind.find(left).map_or(left, |m| &left[..m.start()]);
                }
                if left.len() == before {
                    break;
                }
            }
            let rare = v.may_hold_rare(&text);
            prop_assert_eq!(v.without_tails(&text, rare), left);
            prop_assert!(rare || v.inner_words.removed(&text) == text, "{}", text);
        }
    }
}
