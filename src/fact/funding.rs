//! What money is for: the noun before it, a purpose after it, or whom an award is for.

use super::phrase::{
    Phrases, is_quantity_letter, left_piece, phrase_until, previous_clause, strip_left,
};
use super::sentence::{COUNT, Sentence};
use super::subject::Reading;
use super::{Reader, Vocabulary};
use crate::text::among;

impl Reader<'_> {
    pub(super) fn funded(
        &self,
        s: &Sentence,
        i: usize,
        phrases: &Phrases,
        before: &[Option<Reading>],
    ) -> Option<String> {
        let v = self.vocabulary;
        let left = phrases.left();
        let says_nothing = v.generic_money.is_match(left);
        if let Some(of) = s.right(i).strip_prefix('的') {
            let noun = phrase_until(of, v);
            if says_nothing && !noun.is_empty() {
                return Some(noun.into_owned());
            }
        }
        if v.bare_award.is_match(left)
            && let Some(whom) = condition_before(s, i, v)
        {
            return Some(format!("{whom}{left}"));
        }
        if !says_nothing {
            return Some(self.with_topic(left, before, s, i));
        }
        if let Some(m) = v.purpose.find(s.right(i)) {
            let what = purpose_phrase(&s.right(i)[m.end()..], v);
            if !what.is_empty() {
                let verb = v.purpose_verb.find(m.as_str()).map_or("", |m| m.as_str());
                let money = if left.is_empty() { &v.bare_money } else { left };
                return Some(format!("{verb}{what}{money}"));
            }
        }
        if !phrases.right().is_empty() {
            return Some(format!("{}{left}", phrases.right()));
        }
        let before = previous_clause(s, i, v);
        if before.is_empty() {
            return if left.is_empty() {
                None
            } else {
                Some(left.to_string())
            };
        }
        Some(format!("{before}{left}"))
    }
}

/// What money is for: the words up to the end of the clause, other values left out.
fn purpose_phrase(text: &str, v: &Vocabulary) -> String {
    let clause: String = text
        .chars()
        .take_while(|c| !among("，。；：（", *c))
        .collect();
    let first = phrase_until(&clause, v);
    let after = clause
        .rfind(is_quantity_letter)
        .map(|at| &clause[at + COUNT.len_utf8()..]);
    match after {
        Some(after) => format!("{first}{}", phrase_until(after, v)),
        None => first.into_owned(),
    }
}

/// 对…的企业，给予一次性奖励: whom or what an award is for, from the clause before.
fn condition_before(s: &Sentence, i: usize, v: &Vocabulary) -> Option<String> {
    let piece = left_piece(s, i);
    let before = s.left(i)[..s.left(i).len() - piece.len()].trim_end_matches('，');
    let start = before
        .rfind(['，', '；', '。', '：'])
        .map_or(0, |p| p + '，'.len_utf8());
    let clause = &before[start..];
    if !clause.ends_with('的') && !clause.starts_with('对') {
        return None;
    }
    let name = strip_left(clause.trim_start_matches('对'), v);
    let short = (2..=40).contains(&name.chars().count());
    short.then(|| name.into_owned())
}
