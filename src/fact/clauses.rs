//! What the clauses before the values of a sentence say: who acts, and whether something is planned.
//!
//! In: a sentence, one of its quantities after the other. What many of them ask is asked once: the marks
//! are found in one pass, and what begins or stands nowhere in the rest of a sentence does so for none of
//! its values.

use super::sentence::Sentence;
use super::{Vocabulary, agent, status};
use memchr::memchr_iter;
use std::borrow::Cow;

/// The clauses of a sentence, up to a value.
pub struct Clauses<'s> {
    s: &'s Sentence<'s>,
    v: &'s Vocabulary,
    /// What the rest of the sentence says of a clause holds for each part of it.
    settled: bool,
    /// Its marks are known up to here.
    to: usize,
    /// Where those clauses begin that may begin with a unit.
    open: Vec<usize>,
    /// Behind the last semicolon.
    start: usize,
    /// From where to where it was asked last whether something is planned, and the answer.
    asked: Option<(usize, usize, bool)>,
}

impl<'s> Clauses<'s> {
    /// Before the first value.
    pub fn of(s: &'s Sentence<'s>, v: &'s Vocabulary) -> Self {
        Self {
            s,
            v,
            settled: v.settles_early(),
            to: 0,
            open: Vec::new(),
            start: 0,
            asked: None,
        }
    }

    /// Whether they are those of this sentence.
    pub fn are_of(&self, s: &Sentence) -> bool {
        std::ptr::eq(self.s, s)
    }

    /// Goes on to a place.
    fn reach(&mut self, to: usize) {
        let text = self.s.masked.as_str();
        // Both marks begin with this byte.
        for n in memchr_iter(0xef, &text.as_bytes()[self.to..to]) {
            let at = self.to + n;
            let behind = at + '，'.len_utf8();
            match text.get(at..behind) {
                Some("，") if self.may_act(&text[behind..], to - behind) => self.open.push(behind),
                Some("；") => self.start = behind,
                _ => {}
            }
        }
        self.to = to;
    }

    /// False where no unit is named at the start of a text, nor of so many bytes of it, or more.
    fn may_act(&self, text: &str, least: usize) -> bool {
        let v = self.v;
        if !v.may_lead_to_agent(text) {
            return false;
        }
        let behind = || match v.lead_in.find(text) {
            Some(m) if m.end() <= least => v.agent_start.is_match(&text[m.end()..]),
            m => m.is_some(),
        };
        !self.settled || v.agent_start.is_match(text) || behind()
    }

    /// The unit that acts in the clause of the next quantity or in one before.
    pub fn agent(&mut self, i: usize) -> Option<Cow<'s, str>> {
        let (s, to) = (self.s, self.s.letters[i]);
        self.reach(to);
        let mut clauses = self.open.iter().rev();
        clauses.find_map(|from| agent::of_clause(&s.masked[*from..to], self.v))
    }

    /// Whether the clause of this quantity, or one before it, says what is planned.
    pub fn says_target(&mut self, i: usize) -> bool {
        if !self.settled {
            return status::says_target(self.s, i, self.v);
        }
        self.reach(self.s.letters[i]);
        let (from, whole) = (self.start, self.s.masked.len());
        let asked = self.asked.filter(|(start, ..)| *start == from);
        // What the whole does not say, no part says.
        if asked.is_some_and(|(_, end, said)| end == whole && !said) {
            return false;
        }
        let to = status::clause_end(self.s, i);
        if let Some((_, end, said)) = asked {
            // What a part says, the whole says.
            if end == to || (end < to) == said {
                return said;
            }
        } else if self.s.quantity_behind(i) {
            let said = self.v.says_target.is_match(&self.s.masked[from..]);
            self.asked = Some((from, whole, said));
            return self.says_target(i);
        }
        let said = self.v.says_target.is_match(&self.s.masked[from..to]);
        self.asked = Some((from, to, said));
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::phrase::marks_back;
    use crate::fact::tests::{PATTERNS, VOCABULARY};
    use crate::mention::mentions;
    use proptest::prelude::*;

    const WORDS: &str = "市民政局|，|，|其中|、|和|领导|的|力争|到|培训|达到|（|；|）|每个乡|配备|按|标准|同比|\
                         省妇联|负责|2020年|30人|5%|3亿元|30人|5%|、|干部";

    proptest! {
        #[test]
        fn clauses_say_together_what_each_says_of_its_values(
            words in prop::collection::vec(prop::sample::select(WORDS.split('|').collect::<Vec<_>>()), 0..20),
        ) {
            let text = words.concat();
            let (v, found) = (&*VOCABULARY, mentions(&text, &PATTERNS));
            let s = Sentence::new(&text, 0..text.len(), &found);
            let mut clauses = Clauses::of(&s, v);
            let mut each = Clauses { settled: false, ..Clauses::of(&s, v) };
            for i in (0..found.len()).filter(|i| !s.is_date(*i)) {
                let left = s.left(i);
                let alone = marks_back(left, &['，'])
                    .find_map(|(at, mark)| agent::of_clause(&left[at + mark.len_utf8()..], v));
                prop_assert_eq!(&clauses.agent(i), &alone, "{} {}", text, i);
                prop_assert_eq!(each.agent(i), alone, "{} {}", text, i);
                let alone = status::says_target(&s, i, v);
                let said = [clauses.says_target(i), each.says_target(i)];
                prop_assert_eq!(said, [alone; 2], "{} {}", text, i);
            }
        }
    }
}
