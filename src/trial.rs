//! Every pattern against its own examples.
//!
//! In: patterns. Out: the examples that fail, one line each. Not here: the tests that run this.

use crate::fact::Sentence;
use crate::mention::{Mention, Value, matches, mentions};
use crate::pattern::{Cue, Gives, MentionPattern, Patterns};
use crate::value::Comparator;
use crate::value::date::Anchor;
use std::ops::Range;

/// An example that does not hold: `patterns/rate.toml:7: rate.percent: …`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Where the pattern stands.
    pub place: String,
    /// The pattern.
    pub pattern: String,
    /// What was expected and what came.
    pub what: String,
}

/// All failures of all patterns.
pub fn failures(patterns: &Patterns) -> Vec<Failure> {
    let mut out = Vec::new();
    for (id, p) in patterns.mentions.iter().enumerate() {
        for (text, value) in &p.yes {
            out.extend(
                mention_fails(patterns, id, p, text, value).map(|w| failure(&p.place, &p.name, w)),
            );
        }
        for (text, why) in &p.no {
            if matches(&unmarked(text).0, patterns)
                .iter()
                .any(|(_, n)| *n == id)
            {
                out.push(failure(
                    &p.place,
                    &p.name,
                    format!("matches 「{text}」, though {why}"),
                ));
            }
        }
    }
    for c in &patterns.cues {
        for text in &c.yes {
            if !cue_fires(patterns, c, text) {
                out.push(failure(
                    &c.place,
                    &c.name,
                    format!("does not fire at the mark of 「{text}」"),
                ));
            }
        }
        for (text, why) in &c.no {
            if cue_fires(patterns, c, text) {
                out.push(failure(
                    &c.place,
                    &c.name,
                    format!("fires at the mark of 「{text}」, though {why}"),
                ));
            }
        }
    }
    out
}

fn failure(place: &str, pattern: &str, what: String) -> Failure {
    Failure {
        place: place.to_string(),
        pattern: pattern.to_string(),
        what,
    }
}

fn mention_fails(
    patterns: &Patterns,
    id: usize,
    p: &MentionPattern,
    text: &str,
    value: &str,
) -> Option<String> {
    let (plain, mark) = unmarked(text);
    if p.gives == Gives::Nothing {
        let found = matches(&plain, patterns).iter().any(|(_, n)| *n == id);
        return (!found).then(|| format!("does not match 「{text}」"));
    }
    let found = mentions(&plain, patterns);
    let mine: Vec<&Mention> = found.iter().filter(|m| m.pattern == id).collect();
    let Some(mark) = mark else {
        return Some(format!("no ⟦ ⟧ in 「{text}」"));
    };
    match mine.iter().find(|m| m.at == mark) {
        None => {
            let others: Vec<String> = found
                .iter()
                .map(|m| {
                    format!(
                        "{} by {}",
                        &plain[m.at.clone()],
                        patterns.mentions[m.pattern].name
                    )
                })
                .collect();
            Some(format!(
                "does not find the mark of 「{text}」; found: {}",
                others.join(", ")
            ))
        }
        Some(m) => {
            let printed = print(&m.value);
            (printed != value).then(|| format!("reads 「{text}」 as {printed}, not {value}"))
        }
    }
}

/// A value as the examples write it: `>= 80 %`, `1341000000 CNY`, `2015-02-12`.
pub fn print(value: &Value) -> String {
    match value {
        Value::Date(d) => d.resolve(&Anchor::default()).into(),
        Value::Quantity(q) => {
            let bound = match q.comparator {
                Comparator::Eq => "",
                Comparator::Ge => ">= ",
                Comparator::Gt => "> ",
                Comparator::Le => "<= ",
                Comparator::Lt => "< ",
                Comparator::ApproxOver => "~> ",
                Comparator::ApproxUnder => "~< ",
                Comparator::Approx => "~ ",
            };
            let to = q.to.map(|t| format!("..{t}")).unwrap_or_default();
            let unit = q.unit.as_ref().map(|u| format!(" {u}")).unwrap_or_default();
            format!("{bound}{}{to}{unit}", q.number)
        }
    }
}

fn cue_fires(patterns: &Patterns, cue: &Cue, text: &str) -> bool {
    let (plain, mark) = unmarked(text);
    let found = mentions(&plain, patterns);
    let sentence = Sentence::new(&plain, 0..plain.len(), &found);
    let at = found
        .iter()
        .position(|m| mark.as_ref().is_none_or(|k| m.at == *k));
    at.is_some_and(|i| cue.fires(sentence.left(i), sentence.right(i)))
}

/// The text without its mark, and where the mark stood.
pub fn unmarked(text: &str) -> (String, Option<Range<usize>>) {
    let (Some(open), Some(close)) = (text.find('⟦'), text.find('⟧')) else {
        return (text.to_string(), None);
    };
    let (before, after) = (&text[..open], &text[close + '⟧'.len_utf8()..]);
    let inside = &text[open + '⟦'.len_utf8()..close];
    (
        format!("{before}{inside}{after}"),
        Some(open..open + inside.len()),
    )
}
