//! The unit that does or reports what a sentence says.

use super::Vocabulary;
use super::edges::Starts;
use super::sentence::without_letters;
use smol_str::SmolStr;
use std::borrow::Cow;

/// The unit, or the list of units, at the start of a text, in bytes.
pub fn agent_at_start(text: &str, v: &Vocabulary) -> Option<usize> {
    if !v.may_name_agent(text) {
        return None;
    }
    let mut end = extended(text, v.agent_start.find(text)?.end(), v);
    while let Some(m) = v.agent_join.find(&text[end..]) {
        end += extended(text, end + m.end(), v) - end;
    }
    // A name that goes on as another noun (省妇儿工委成员) is not the one acting.
    if v.agent_not_before.is_match(&text[end..]) {
        return None;
    }
    Some(end)
}

fn extended(text: &str, mut end: usize, v: &Vocabulary) -> usize {
    while let Some(m) = v.agent_more.find(&text[end..]).filter(|m| !m.is_empty()) {
        end += m.end();
    }
    end
}

/// Who acts in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acting {
    Named(SmolStr),
    /// Whoever acted before.
    Same,
    /// No unit.
    Nobody,
}

/// Who acts in a sentence, which is masked where it has values.
pub fn acting_in(sentence: &str, v: &Vocabulary) -> Acting {
    let mut text = sentence.trim_start();
    let mut starts = v.starts(text);
    if let Some(end) = starts.end(Starts::NUMBERING) {
        text = &text[end..];
        starts = v.starts(text);
    }
    let whole_keeps = starts.has(Starts::KEEPS_AGENT);
    while let Some(end) = starts.end(Starts::LEAD_IN).filter(|end| *end > 0)
        && agent_at_start(text, v).is_none()
    {
        text = &text[end..];
        starts = v.starts(text);
    }
    match agent_at_start(text, v) {
        Some(end) => Acting::Named(without_letters(&text[..end]).into()),
        None if whole_keeps || starts.has(Starts::KEEPS_AGENT) => Acting::Same,
        None => Acting::Nobody,
    }
}

/// The unit that a clause begins with.
pub fn of_clause<'t>(clause: &'t str, v: &Vocabulary) -> Option<Cow<'t, str>> {
    let named = |text: &'t str| Some(without_letters(&text[..agent_at_start(text, v)?]));
    let behind = || named(&clause[v.lead_in.find(clause)?.end()..]);
    named(clause).or_else(behind)
}

/// A sentence that may name the agent of values in it or in the next.
pub struct Said<'t> {
    /// Masked where it has values.
    pub text: &'t str,
    /// Who acts in it, where that is known.
    pub acting: Option<&'t Acting>,
    /// It goes on with the sentence before, whose agent is its own where it names none.
    pub continues: bool,
}

impl Said<'_> {
    /// The agent that is acting from here on, or that there is none; nothing where it stays.
    pub fn agent(&self, v: &Vocabulary) -> Option<Option<SmolStr>> {
        let acting = self.acting.cloned();
        match acting.unwrap_or_else(|| acting_in(self.text, v)) {
            Acting::Named(name) => Some(Some(name)),
            Acting::Nobody if !self.continues => Some(None),
            Acting::Nobody | Acting::Same => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::tests::{VOCABULARY, read};
    use crate::value::Kind;

    #[test]
    fn a_sentence_names_the_agent_ends_its_part_or_is_silent() {
        let said = |text: &'static str, continues| {
            Said {
                text,
                acting: None,
                continues,
            }
            .agent(&VOCABULARY)
        };
        let named = |name: &str| Some(Some(name.into()));
        assert_eq!(said("市民政局走访了困难老人。", false), named("市民政局"));
        assert_eq!(
            said("（二）市民政局走访了困难老人。", true),
            named("市民政局")
        );
        assert_eq!(said("困难老人的生活有了改善。", false), Some(None));
        assert_eq!(said("困难老人的生活有了改善。", true), None);
        assert_eq!(said("同时发放慰问金。", false), None);
    }

    #[test]
    fn a_value_has_the_agent_of_the_sentences_before_as_far_as_these_let_it() {
        let agent = |between: &str| {
            let text = format!("市民政局走访了困难老人。{between}累计发放补助300万元。");
            let funding = read(&text).into_iter().find(|f| f.kind == Kind::Funding);
            funding.unwrap().agent
        };
        let named = Some("市民政局".into());
        assert_eq!(agent(""), named);
        assert_eq!(agent("2020年6月2日组织培训。"), named, "a date alone");
        assert_eq!(agent("天气晴好。"), None, "nobody acts");
        assert_eq!(agent("2020年6月2日天气晴好。"), None, "nobody, and a date");
        assert_eq!(agent("市财政局走访了敬老院。"), Some("市财政局".into()));
    }
}
