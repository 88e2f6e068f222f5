//! The area that a value refers to, where it is named.
//!
//! The nearest wins: the subject's own beginning, a cell of its row, the beginning of its clause or of one
//! before it in the sentence, a heading that is nothing but a division's name. Where another area is named
//! in the clause (高于全省平均水平) the value may be of either, and none is given.

use super::{Code, Regions};
use crate::text::before_hanzi;
use smol_str::SmolStr;

/// What stands around a value.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// What is measured.
    pub subject: Option<&'a str>,
    /// Who acts.
    pub agent: Option<&'a str>,
    /// The sentence up to the value.
    pub before: &'a str,
    /// The headings above, outermost first.
    pub section: &'a [String],
    /// The division that the document speaks for.
    pub own: Option<Code>,
    /// The document's year.
    pub year: Option<i32>,
}

/// What is known of the areas in a sentence, for its values one after the other.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Heard {
    /// Up to this byte characters were looked for that may end the name of an area, and the last of them.
    looked: usize,
    last: Option<usize>,
    /// None of the clauses that end at this byte or before it begins with an area.
    silent: usize,
}

/// What was found at one place: nothing, something that forbids a guess, or an area.
enum Found {
    Nothing,
    Unsure,
    Area(SmolStr, Option<Code>),
}

impl Regions {
    /// The area of a value as written, with its code.
    ///
    /// ```
    /// # fn main() -> gongwen::error::Result<()> {
    /// use gongwen::region::{Place, Regions};
    /// let regions = Regions::built_in()?;
    /// let own = regions.find("甘肃省", None, None);
    /// let place = Place {
    ///     subject: Some("常住人口"),
    ///     agent: None,
    ///     before: "2020年，酒泉市肃州区常住人口",
    ///     section: &[],
    ///     own,
    ///     year: None,
    /// };
    /// let area = regions.area(&place).map(|(name, code)| (name, code.map(|c| c.to_string())));
    /// assert_eq!(area, Some(("酒泉市肃州区".into(), Some("620902".into()))));
    /// # Ok(()) }
    /// ```
    pub fn area(&self, place: &Place) -> Option<(SmolStr, Option<Code>)> {
        self.area_heard(&mut Heard::default(), place)
    }

    /// The same, where this is known of the sentence, to which is added what is found out for its next value.
    pub(crate) fn area_heard(
        &self,
        heard: &mut Heard,
        place: &Place,
    ) -> Option<(SmolStr, Option<Code>)> {
        let found = self.in_subject(place);
        let found = match found {
            Found::Nothing => self.in_sentence(heard, place),
            other => other,
        };
        match found {
            Found::Area(name, code) => Some((name, code)),
            Found::Unsure => None,
            Found::Nothing => self.in_section(place),
        }
    }

    fn in_subject(&self, place: &Place) -> Found {
        let Some(subject) = place.subject else {
            return Found::Nothing;
        };
        if self.next_end(subject, 0).is_some() {
            match self.opening(subject, place) {
                Found::Nothing => {}
                other => return other,
            }
        }
        let mut cells = subject.split(' ').filter(|c| !c.is_empty());
        if subject.contains(' ') {
            let whole = |c: &str| self.whole(c, place);
            return cells.find_map(whole).map_or(Found::Nothing, |code| {
                let name = subject
                    .split(' ')
                    .find(|c| self.whole(c, place) == Some(code));
                Found::Area(name.unwrap_or_default().into(), Some(code))
            });
        }
        Found::Nothing
    }

    /// A cell that is a division of the document's own by its short name.
    fn whole(&self, cell: &str, place: &Place) -> Option<Code> {
        let own = place.own?;
        if !self.table.may_begin(cell) || self.words.words.iter().any(|w| w == cell) {
            return None;
        }
        let code = self.find(cell, Some(own), place.year)?;
        code.is_within(own).then_some(code)
    }

    /// The last character before a value, or behind it where that is known already, that may end the name
    /// of an area; surely none between it and the value does.
    fn last_before(&self, heard: &mut Heard, before: &str) -> Option<usize> {
        while let Some(end) = self.next_end(before, heard.looked) {
            if heard.last.is_none() {
                heard.silent = end.at;
            }
            (heard.last, heard.looked) = (Some(end.at), end.behind);
        }
        heard.looked = heard.looked.max(before.len());
        heard.last
    }

    fn in_sentence(&self, heard: &mut Heard, place: &Place) -> Found {
        let mut end = place.before.len();
        let last = self.last_before(heard, place.before);
        if last < Some(heard.silent) {
            return Found::Nothing;
        }
        // Where the clause before the value's own ends.
        let mut former = None;
        loop {
            let start = clause_start(&place.before[..end]);
            if last >= Some(start) {
                let clause = &place.before[start..end];
                match self.opening(clause, place) {
                    Found::Nothing if former.is_none() && self.holds_other(clause) => {
                        return Found::Unsure;
                    }
                    Found::Nothing => {}
                    Found::Area(_, Some(code)) if self.elsewhere(&place.before[..start], code) => {
                        return Found::Unsure;
                    }
                    other => return other,
                }
            }
            if start == 0 {
                break;
            }
            let mark = place.before[..start].chars().next_back();
            end = start - mark.map_or(1, char::len_utf8);
            former = former.or(Some(end));
            if heard.silent >= end {
                break;
            }
        }
        heard.silent = heard.silent.max(former.unwrap_or_default());
        Found::Nothing
    }

    /// The area that a clause begins with, behind dates and connectors.
    fn opening(&self, clause: &str, place: &Place) -> Found {
        let lead = self.expressions.lead.find(clause).map_or(0, |m| m.end());
        let text = &clause[lead..];
        let Some(area) = self.leading(text, place.own, place.year) else {
            return Found::Nothing;
        };
        let (name, rest) = text.split_at(area.len);
        let acts = place.agent.is_some_and(|a| text.starts_with(a));
        if area.named
            && (acts
                || self.expressions.organ.is_match(rest)
                || self.expressions.smaller.is_match(rest))
        {
            return Found::Unsure;
        }
        // 全国文明城市 is no statement about the state.
        let state = self.words.state.iter().any(|s| s == name);
        match area.code {
            None if area.named || state => Found::Unsure,
            code => Found::Area(name.into(), code),
        }
    }

    /// 高于全省平均水平: another area inside the clause.
    fn holds_other(&self, clause: &str) -> bool {
        let w = &self.words;
        let spoken = |at: usize| {
            let text = &clause[at..];
            let level = |own: &String| text.strip_prefix(own.as_str());
            w.state.begins(text)
                || w.own.begins(text)
                    && (w.own.iter().filter_map(level)).any(|t| w.levels.begins(t))
        };
        let mut places = self.may_lead_at(clause);
        places.any(|at| spoken(at) || self.named(&clause[at..], None, None).is_some())
    }

    /// 浙江是农机大省，全省出口…: the words before name another division of that level.
    fn elsewhere(&self, before: &str, code: Code) -> bool {
        let level = code.level();
        self.table.first().places(before).any(|at| {
            let text = &before[at..];
            let province = || self.table.province(text).map(|(_, code)| code);
            let named = self.named(text, None, None).and_then(|a| a.code);
            let other = named.or_else(province);
            other.is_some_and(|c| c.level() == level && c != code)
        })
    }

    /// A heading that is a division's name and nothing else, where it is not the document's own.
    fn in_section(&self, place: &Place) -> Option<(SmolStr, Option<Code>)> {
        place.section.iter().rev().find_map(|heading| {
            // As every full name does.
            let ends = |c: char| self.expressions.kinds.hold(c) || c.is_whitespace();
            let begins = |c: char| self.table.first().hold(c) || c.is_whitespace();
            (heading.ends_with(ends) && heading.starts_with(begins)).then_some(())?;
            let heading = heading.trim();
            let area = self.named(heading, place.own, place.year)?;
            let whole = area.len == heading.len() && area.code.is_some() && area.code != place.own;
            whole.then(|| (heading.into(), area.code))
        })
    }
}

/// Where the last clause of a text begins.
fn clause_start(text: &str) -> usize {
    let mut end = text.len();
    loop {
        end = before_hanzi(&text[..end]);
        let Some(c) = text[..end].chars().next_back() else {
            return 0;
        };
        let ends = match c {
            '，' | '；' | '。' | '：' | '！' | '？' | ';' | '（' | '\n' => true,
            // 1,234 is one number.
            ',' | ':' => !text[end..].starts_with(|d: char| d.is_ascii_digit()),
            _ => false,
        };
        if ends {
            return end;
        }
        end -= c.len_utf8();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_clause_begins_behind_the_last_mark(text in "[全市年，；。：！？;（\n,:1é😀]{0,12}") {
            let mark = |(at, c): &(usize, char)| {
                let digit = text[at + c.len_utf8()..].starts_with(|d: char| d.is_ascii_digit());
                "，；。：！？;（\n".contains(*c) || ",:".contains(*c) && !digit
            };
            let last = text.char_indices().rfind(mark);
            prop_assert_eq!(clause_start(&text), last.map_or(0, |(at, c)| at + c.len_utf8()));
        }

        #[test]
        fn a_clause_holds_what_asking_at_each_character_finds(clause in "[全我本国省市甘肃定西高于a]{0,9}") {
            let regions = Regions::built_in().unwrap();
            let w = &regions.words;
            let spoken = |text: &str| {
                let own = w.own.iter().filter_map(|own| text.strip_prefix(own.as_str()));
                w.state.begins(text) || { own }.any(|level| w.levels.begins(level))
            };
            let named = |text: &str| regions.named(text, None, None).is_some();
            let mut rests = clause.char_indices().map(|(at, _)| &clause[at..]);
            let held = rests.any(|rest| spoken(rest) || named(rest));
            prop_assert_eq!(regions.holds_other(&clause), held);
        }

        #[test]
        fn an_area_has_an_end_that_is_looked_at(text in "[全我本国省市县区州盟旗甘肃定西、a]{0,6}") {
            let regions = Regions::built_in().unwrap();
            let own = regions.find("定西市", None, None);
            let mut from = 0;
            let end = std::iter::from_fn(|| {
                from = regions.next_end(&text, from)?.behind;
                Some(from)
            });
            let ends: Vec<usize> = end.collect();
            if let Some(area) = regions.leading(&text, own, None) {
                prop_assert!(ends.contains(&area.len));
            }
            prop_assert!(!ends.is_empty() || !regions.holds_other(&text));
        }

        #[test]
        fn an_area_leads_as_asked_without_its_opening(text in "[全我本国省市甘肃定西、a]{0,6}") {
            let regions = Regions::built_in().unwrap();
            let own = regions.find("定西市", None, None);
            let usual = regions.spoken(&text, own).or_else(|| regions.listed(&text, own, None));
            prop_assert_eq!(regions.leading(&text, own, None), usual);
        }

        #[test]
        fn what_is_known_of_a_sentence_changes_no_area(sentence in "[全市省甘肃定西酒泉高，,：1年]{0,14}", cuts in prop::collection::vec(0..20usize, 1..5)) {
            let regions = Regions::built_in().unwrap();
            let own = regions.find("甘肃省", None, None);
            let ends: Vec<usize> = sentence.char_indices().map(|(at, _)| at).chain([sentence.len()]).collect();
            let mut heard = Heard::default();
            for cut in cuts {
                let before = &sentence[..ends[cut % ends.len()]];
                let place = Place { subject: None, agent: None, before, section: &[], own, year: None };
                prop_assert_eq!(regions.area_heard(&mut heard, &place), regions.area(&place));
            }
        }
    }
}
