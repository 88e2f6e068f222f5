//! `patterns/audit.toml` → the words, patterns and registries of the audit.
//!
//! In: TOML text. Out: [`Words`]. Errors name file and line. Not here: what a
//! check does with them.

use super::needs::{Held, Literals, Needs};
use crate::error::{Error, Result};
use crate::pattern::LazyRegex;
use aho_corasick::AhoCorasick;
use serde::Deserialize;
use serde_spanned::Spanned;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Where the built-in words stand.
pub const PLACE: &str = "patterns/audit.toml";
const BUILT_IN: &str = include_str!("../../patterns/audit.toml");

/// Stand-ins for figures in a masked sentence.
pub mod mask {
    /// A count.
    pub const COUNT: char = '\u{e000}';
    /// A number of indicators.
    pub const INDICATORS: char = '\u{e001}';
    /// A rate.
    pub const RATE: char = '\u{e002}';
    /// A difference in points.
    pub const POINTS: char = '\u{e003}';
    /// An amount of money.
    pub const MONEY: char = '\u{e004}';
    /// A date.
    pub const DATE: char = '\u{e005}';
}

/// The names of figure classes in patterns, and what they stand for.
const CLASSES: [(&str, &str); 9] = [
    ("<count>", "[\u{e000}\u{e001}]"),
    ("<rate>", "\u{e002}"),
    ("<points>", "\u{e003}"),
    ("<change>", "[\u{e002}\u{e003}]"),
    ("<money>", "\u{e004}"),
    ("<date>", "\u{e005}"),
    ("<quantity>", "[\u{e000}\u{e001}\u{e004}]"),
    ("<value>", "[\u{e000}-\u{e004}]"),
    ("<gap>", "[^，。；：\u{e000}-\u{e004}]"),
];

/// How far a rate may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// Never above 100.
    Hard,
    /// Above 100 only by registration (other area, other year).
    Admin,
    /// May be anything.
    Free,
}

/// A known indicator.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Its id.
    pub id: String,
    /// Its names; a subject that ends with or holds one is it, the longest name first.
    pub names: Vec<String>,
    /// The units that it may stand in.
    #[serde(default)]
    pub units: Vec<String>,
    /// True where less is better.
    #[serde(default)]
    pub lower_is_better: bool,
}

/// A pair of which the first is part of the second.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nested {
    /// Id of the smaller one.
    pub inner: String,
    /// Id of the larger one.
    pub outer: String,
}

/// Endings of rate names and how far such rates go.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ending {
    /// How far.
    pub bound: Bound,
    /// The endings.
    pub names: Vec<String>,
}

/// A plan with fixed years.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Its names.
    pub names: Vec<String>,
    /// First year.
    pub from: i32,
    /// Last year.
    pub to: i32,
}

/// An event whose anniversaries are kept.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// What it is called before N周年.
    pub names: Vec<String>,
    /// When it was.
    pub year: i32,
}

/// A programme whose parameters can be compared between documents.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Programme {
    /// Its id.
    pub id: String,
    /// Words that must all stand in the clause; `|` parts alternatives.
    pub words: Vec<String>,
}

/// Names that part a whole without rest.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partition {
    /// The names of the parts.
    pub parts: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PatternSource {
    check: String,
    name: String,
    #[serde(rename = "match")]
    text: Spanned<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    words: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pattern: Vec<PatternSource>,
    #[serde(default)]
    indicator: Vec<Indicator>,
    #[serde(default)]
    nested: Vec<Nested>,
    #[serde(default)]
    ending: Vec<Ending>,
    #[serde(default)]
    plan: Vec<Plan>,
    #[serde(default)]
    event: Vec<Event>,
    #[serde(default)]
    programme: Vec<Programme>,
    #[serde(default)]
    partition: Vec<Partition>,
}

/// A pattern, compiled when it is first asked.
#[derive(Debug)]
pub struct Pattern {
    /// Its name within the check.
    pub name: String,
    /// Over masked sentences or over plain blocks.
    pub regex: LazyRegex,
    /// What a text must hold for it.
    pub needs: Needs,
}

/// Everything that the audit knows about Chinese.
#[derive(Debug)]
pub struct Words {
    lists: BTreeMap<String, Vec<String>>,
    /// Each list as one automaton, built when first asked.
    finders: BTreeMap<String, OnceLock<Option<AhoCorasick>>>,
    patterns: BTreeMap<String, Vec<Pattern>>,
    literals: Literals,
    names: AhoCorasick,
    /// The indicator of each name.
    named: Vec<usize>,
    /// Known indicators.
    pub indicators: Vec<Indicator>,
    /// Nested pairs.
    pub nested: Vec<Nested>,
    /// Rate classes.
    pub endings: Vec<Ending>,
    /// Plans.
    pub plans: Vec<Plan>,
    /// Events.
    pub events: Vec<Event>,
    /// Programmes.
    pub programmes: Vec<Programme>,
    /// Partitions.
    pub partitions: Vec<Partition>,
}

impl Words {
    /// The words that come with the program.
    pub fn built_in() -> Result<&'static Self> {
        static WORDS: OnceLock<Result<Words>> = OnceLock::new();
        WORDS
            .get_or_init(|| Self::parse(BUILT_IN, PLACE))
            .as_ref()
            .map_err(Clone::clone)
    }

    /// Reads a file of words; `place` is its name in errors.
    pub fn parse(text: &str, place: &str) -> Result<Self> {
        let source: Source = toml::from_str(text).map_err(|e| {
            let line = e.span().map_or(1, |s| line_of(text, s.start));
            Error::at(format!("{place}:{line}"), e.message())
        })?;
        let mut patterns: BTreeMap<String, Vec<Pattern>> = BTreeMap::new();
        let mut literals = Literals::default();
        for p in &source.pattern {
            let at = format!("{place}:{}", line_of(text, p.text.span().start));
            let whole = expand(p.text.get_ref(), &source.words)
                .map_err(|w| Error::at(&at, format!("pattern `{}`: {w}", p.name)))?;
            let hir = regex_syntax::parse(&whole)
                .map_err(|e| Error::at(&at, format!("pattern `{}`: {e}", p.name)))?;
            patterns.entry(p.check.clone()).or_default().push(Pattern {
                name: p.name.clone(),
                needs: literals.needs(&hir),
                regex: LazyRegex::trusted(whole),
            });
        }
        literals.ready();
        let all = source.indicator.iter().enumerate();
        let all = all.flat_map(|(i, x)| x.names.iter().map(move |n| (n, i)));
        let (all, named): (Vec<&String>, Vec<usize>) = all.unzip();
        let names = AhoCorasick::new(all).map_err(|e| Error::at(place, e))?;
        Ok(Self {
            finders: (source.words.keys())
                .map(|name| (name.clone(), OnceLock::new()))
                .collect(),
            lists: source.words,
            patterns,
            literals,
            names,
            named,
            indicators: source.indicator,
            nested: source.nested,
            endings: source.ending,
            plans: source.plan,
            events: source.event,
            programmes: source.programme,
            partitions: source.partition,
        })
    }

    /// A word list; empty where there is none of that name.
    pub fn list(&self, name: &str) -> &[String] {
        self.lists.get(name).map_or(&[], Vec::as_slice)
    }

    /// True where the text holds a word of the list.
    pub fn any(&self, name: &str, text: &str) -> bool {
        self.finders.get(name).is_some_and(|f| {
            f.get_or_init(|| AhoCorasick::new(self.list(name)).ok())
                .as_ref()
                .is_some_and(|f| f.is_match(text))
        })
    }

    /// True where the text starts with a word of the list.
    pub fn starts(&self, name: &str, text: &str) -> bool {
        self.list(name).iter().any(|w| text.starts_with(w.as_str()))
    }

    /// True where the text ends with a word of the list.
    pub fn ends(&self, name: &str, text: &str) -> bool {
        self.list(name).iter().any(|w| text.ends_with(w.as_str()))
    }

    /// The patterns of a check.
    pub fn patterns(&self, check: &str) -> &[Pattern] {
        self.patterns.get(check).map_or(&[], Vec::as_slice)
    }

    /// The literals of patterns that a text holds.
    pub fn held(&self, text: &str) -> Held {
        self.literals.held(text)
    }

    /// The known indicator that a subject names: the longest name in it.
    pub fn indicator(&self, subject: &str) -> Option<&Indicator> {
        let subject = bare(subject);
        let found = self.names.find_overlapping_iter(&subject);
        // Of names of one length the one that stands later in the registry.
        let longest = found.max_by_key(|m| (m.len(), m.pattern()))?;
        let of = self.named.get(longest.pattern().as_usize())?;
        self.indicators.get(*of)
    }

    /// How far a rate of that name goes; `None` for a name of no known class.
    pub fn bound(&self, subject: &str) -> Option<Bound> {
        let subject = bare(subject);
        self.endings
            .iter()
            .flat_map(|e| e.names.iter().map(move |n| (n, e.bound)))
            .filter(|(n, _)| subject.contains(n.as_str()))
            .max_by_key(|(n, _)| n.len())
            .map(|(_, b)| b)
    }
}

/// A name without blanks, quotes and the like.
pub fn bare(s: &str) -> String {
    s.chars().filter(|c| !is_bare(*c)).collect()
}

/// True for blanks, quotes and the like.
pub(super) fn is_bare(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '“' | '”'
                | '‘'
                | '’'
                | '"'
                | '\''
                | '*'
                | '《'
                | '》'
                | '「'
                | '」'
                | '（'
                | '）'
                | '('
                | ')'
        )
}

fn line_of(text: &str, at: usize) -> usize {
    text.get(..at).map_or(1, |t| t.matches('\n').count() + 1)
}

/// Puts figure classes and word lists into a pattern.
fn expand(
    text: &str,
    lists: &BTreeMap<String, Vec<String>>,
) -> std::result::Result<String, String> {
    let mut out = text.to_owned();
    for (name, class) in CLASSES {
        // A group may bear the name of a class: `(?<rate><rate>)`.
        out = out.replace(&format!("(?{name}"), "\u{1}");
        out = out.replace(name, class);
        out = out.replace('\u{1}', &format!("(?{name}"));
    }
    while let Some((start, end)) = word(&out) {
        let name = &out[start + 1..end];
        let list = lists.get(name).ok_or_else(|| {
            let known: Vec<&str> = lists.keys().map(String::as_str).collect();
            format!("no word named `{name}`; known: {}", known.join(", "))
        })?;
        let mut list: Vec<String> = list.iter().map(|w| regex::escape(w)).collect();
        list.sort_by_key(|w| std::cmp::Reverse(w.len()));
        out.replace_range(start..=end, &format!("(?:{})", list.join("|")));
    }
    Ok(out)
}

/// The first `{name}` that is not a repetition such as `{0,8}`.
fn word(s: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    while let Some(i) = s[from..].find('{') {
        let start = from + i;
        let end = start + s[start..].find('}')?;
        let name = &s[start + 1..end];
        if name.starts_with(|c: char| c.is_ascii_lowercase()) && !s[..start].ends_with("\\x") {
            return Some((start, end));
        }
        from = end;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_words_load() {
        let w = Words::built_in().expect("patterns/audit.toml loads");
        assert!(!w.patterns("A01").is_empty());
        for p in w.patterns.values().flatten() {
            let source = p.regex.source();
            assert!(regex::Regex::new(source).is_ok(), "{}: {source}", p.name);
        }
    }

    #[test]
    fn errors_name_the_line_and_what_is_known() {
        let bad = "[words]\nrise = [\"增长\"]\n[[pattern]]\ncheck = \"A01\"\nname = \"x\"\nmatch = '{rises}<rate>'\n";
        let e = Words::parse(bad, "a.toml").expect_err("no such word");
        assert_eq!(
            e.to_string(),
            "a.toml:6: pattern `x`: no word named `rises`; known: rise"
        );
        let e = Words::parse("[words]\n\n[[plan]]\nname = \"x\"\n", "a.toml")
            .expect_err("no such field");
        assert!(
            e.to_string().starts_with("a.toml:4: unknown field `name`"),
            "{e}"
        );
    }
}
