//! What the sentences of a text say of their values by themselves, before it is asked what stands around
//! them.
//!
//! In: a text and its mentions. Out: its sentences, and what is [`Asked`] at each mention. Each step is
//! taken for many sentences in a row.

use super::agent::{self, Acting};
use super::clauses::Clauses;
use super::phrase::{Phrases, in_book_title};
use super::sentence::Sentence;
use super::{Vocabulary, status};
use crate::mention::Mention;
use crate::pattern::{Patterns, Sets, SubjectAt};
use crate::segment::sentences_to;
use crate::value::Kind;
use std::borrow::Cow;

/// A sentence of a text that holds values.
pub enum Part<'a> {
    /// It holds none itself.
    Silent(&'a str),
    /// It holds some.
    Valued(Sentence<'a>, OfSentence),
}

/// What is known of a sentence by itself.
#[derive(Default)]
pub struct OfSentence {
    /// Who acts in it, where it holds a quantity.
    pub acting: Option<Acting>,
    /// The mention that is its date in a bracket.
    pub bracket_date: Option<usize>,
    /// It begins with a date that governs.
    pub leads: bool,
}

impl<'a> Part<'a> {
    /// Where it holds values.
    pub fn valued(&self) -> Option<&Sentence<'a>> {
        match self {
            Part::Silent(_) => None,
            Part::Valued(s, _) => Some(s),
        }
    }

    /// The same, to keep.
    pub fn into_valued(self) -> Option<Sentence<'a>> {
        match self {
            Part::Silent(_) => None,
            Part::Valued(s, _) => Some(s),
        }
    }
}

/// Adds the sentences of a text up to the last that holds a value, or `all` of them; none where it holds
/// no values.
pub fn parts<'a>(text: &'a str, mut found: &'a [Mention], all: bool, out: &mut Vec<Part<'a>>) {
    let Some(last) = found.last() else { return };
    let last = if all { text.len() } else { last.at.start };
    for range in sentences_to(text, last) {
        let n = found.iter().take_while(|m| m.at.start < range.end).count();
        let (here, later) = found.split_at(n);
        found = later;
        out.push(match here {
            [] => Part::Silent(&text[range]),
            here => Part::Valued(Sentence::new(text, range, here), OfSentence::default()),
        });
    }
}

/// Asks of each sentence who acts in it and which of its dates govern.
pub fn of_sentences(parts: &mut [Part], v: &Vocabulary) {
    for part in parts {
        let Part::Valued(s, of) = part else { continue };
        let asks = s.last_quantity.is_some();
        of.acting = asks.then(|| agent::acting_in(&s.masked, v));
        if s.holds_dates {
            of.bracket_date = bracket_date(s, v);
            of.leads = s.is_date(0) && v.leading_period.is_match(s.masked.trim_start());
        }
    }
}

/// The first mention in a bracket that a date closes, with or without a label before it.
fn bracket_date(s: &Sentence, v: &Vocabulary) -> Option<usize> {
    let mut dates = (0..s.mentions.len()).filter(|i| s.is_date(*i));
    let bracket = dates.find_map(|i| {
        let close = s.letter(i).end + s.right(i).chars().next()?.len_utf8();
        v.bracket_period.find(&s.masked[..close])
    })?;
    let mut letters = s.letters.iter();
    letters.position(|letter| bracket.range().contains(letter))
}

/// What is known of a mention by its sentence alone.
pub enum Asked<'s> {
    Date(OfDate),
    Quantity(OfQuantity<'s>),
}

/// What is known of a date.
#[derive(Debug, Clone, Copy)]
pub struct OfDate {
    /// It stands inside 《…》.
    pub in_title: bool,
    /// Something is compared with it.
    pub referred: bool,
    /// Something is to be done by then, as stands behind it.
    pub deadline: bool,
    /// It stands behind a word that may say so, too.
    pub until: bool,
    /// It is spoken of.
    pub spoken_of: bool,
    /// It is compared with, or names a goal: not when a quantity behind it was so.
    pub passed_over: bool,
}

/// What is known of a quantity.
pub struct OfQuantity<'s> {
    s: &'s Sentence<'s>,
    i: usize,
    pub kind: Kind,
    /// What the cues around it say.
    pub sets: Sets,
    /// The cue that gave the role.
    pub by: Option<usize>,
    pub phrases: Phrases<'s>,
    /// The unit that acts in its clause or one before.
    pub agent: Option<Cow<'s, str>>,
    /// Its clause, or one before, says what is planned; before that is asked, whether it may.
    pub says_target: bool,
}

/// Adds what the cues say of each mention of a text that is a quantity, and what stands beside each date.
/// `said_before` tells whether what goes before the text has spoken of indicators.
pub fn of_mentions<'s>(
    parts: &'s [Part],
    said_before: bool,
    (patterns, v): (&Patterns, &'s Vocabulary),
    out: &mut Vec<Asked<'s>>,
) {
    // Where few values want to know it, few sentences are asked, and each once.
    let (mut said, mut unasked) = (said_before, 0);
    for (n, part) in parts.iter().enumerate() {
        let Some(s) = part.valued() else { continue };
        let mut of_indicators = || {
            said = said || speak_of_indicators(&parts[unasked..=n], v);
            unasked = n + 1;
            said
        };
        let mut words = None;
        out.extend((0..s.mentions.len()).map(|i| {
            let Some(kind) = status::kind(s, i, v, &mut of_indicators) else {
                return Asked::Date(of_date(s, i, v));
            };
            let words = words.get_or_insert_with(|| patterns.cue_words(&s.masked));
            let (sets, by) = status::sets(s, i, kind, (patterns, words));
            Asked::Quantity(OfQuantity {
                s,
                i,
                kind,
                sets,
                by,
                phrases: Phrases::new(s, i, v),
                agent: None,
                // Cues say it first.
                says_target: sets.status.is_none() && words.may_plan,
            })
        }));
    }
}

/// Whether one of these sentences speaks of indicators.
pub fn speak_of_indicators(parts: &[Part], v: &Vocabulary) -> bool {
    let mut valued = parts.iter().filter_map(Part::valued);
    valued.any(|s| v.of_indicators.is_match(&s.masked))
}

fn of_date(s: &Sentence, i: usize, v: &Vocabulary) -> OfDate {
    let (left, right) = (s.left(i), s.right(i));
    let [referred, until] = v.before_date(left);
    let [deadline, compared, goal, spoken_of] = v.behind_date(right);
    OfDate {
        in_title: in_book_title(left),
        referred,
        deadline,
        until,
        spoken_of,
        passed_over: s.quantity_behind(i) && (compared || goal),
    }
}

impl OfQuantity<'_> {
    /// Reads the phrase beside it that is nearly always asked for.
    fn read_phrases(&self) {
        let phrases = &self.phrases;
        let asks_left = match (self.sets.subject, self.kind) {
            (Some(SubjectAt::Left), _) => true,
            (Some(SubjectAt::Carried), _) | (_, Kind::IndicatorCount) => false,
            (Some(SubjectAt::Right), _) | (_, Kind::Count) => phrases.right().is_empty(),
            _ => true,
        };
        if asks_left {
            phrases.left();
        }
    }
}

/// Asks of all quantities of some texts what is asked of them beside their cues, one step after the other.
pub fn of_quantities<'s>(asked: &mut [Asked<'s>], v: &'s Vocabulary) {
    quantities(asked).for_each(|q| q.read_phrases());
    let mut clauses: Option<Clauses> = None;
    for q in quantities(asked) {
        let same = clauses.take().filter(|c| c.are_of(q.s));
        let clauses = clauses.insert(same.unwrap_or_else(|| Clauses::of(q.s, v)));
        q.agent = clauses.agent(q.i);
        q.says_target = q.says_target && clauses.says_target(q.i);
    }
}

fn quantities<'r, 's>(asked: &'r mut [Asked<'s>]) -> impl Iterator<Item = &'r mut OfQuantity<'s>> {
    asked.iter_mut().filter_map(|asked| match asked {
        Asked::Quantity(q) => Some(q),
        Asked::Date(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::tests::{PATTERNS, VOCABULARY};
    use crate::mention::mentions;
    use proptest::prelude::*;
    use regex::Regex;
    use std::sync::LazyLock;

    const WORDS: &str = "（统计时间：|（|）|2020年6月）|2021年|：2021年|30人|（截至2021年：2020年6月）|，|5%|\
                         资料日期截至今日：2020年）";

    proptest! {
        #[test]
        fn a_date_in_a_bracket_is_the_first_that_the_sentence_holds(
            words in prop::collection::vec(prop::sample::select(WORDS.split('|').collect::<Vec<_>>()), 0..12),
        ) {
            static ANYWHERE: LazyLock<Regex> = LazyLock::new(|| {
                let source = VOCABULARY.bracket_period.source().trim_end_matches('$');
                Regex::new(source).unwrap()
            });
            let text = words.concat();
            let found = mentions(&text, &PATTERNS);
            let s = Sentence::new(&text, 0..text.len(), &found);
            let first = ANYWHERE.find(&s.masked);
            let first = first.and_then(|m| s.letters.iter().position(|l| m.range().contains(l)));
            prop_assert_eq!(bracket_date(&s, &VOCABULARY), first, "{}", text);
        }
    }
}
