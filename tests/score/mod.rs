//! Expected records against the records that were found.
//!
//! In: a document's text, the lines that are expected of it, the program's JSON Lines. Out: a
//! [`Score`]: for each kind how many facts agree in value, in role, in full; for documents how many
//! fields agree; and each miss as one line. All comparisons are on integers. Not here: which
//! documents are read, and how good is good enough (`corpus.rs`).

mod compare;
mod record;

pub use record::{Expected, Found, expected, found};

use compare::{alike, bare, fold, same_context, same_role, same_value, tenths};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;

/// The kinds that are scored by value, role and in full.
const QUANTITIES: [&str; 5] = ["indicator_count", "rate", "count", "funding", "date"];

/// How much of a fact agrees; each level asks for the ones before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Place, value, unit, comparator.
    Value,
    /// Role and status.
    Role,
    /// Subject, agent, period.
    Full,
    /// Unit, part and task of a responsibility.
    Responsibility,
    /// The fields of a document.
    Document,
}

impl Level {
    pub const ALL: [Level; 5] = [
        Level::Value,
        Level::Role,
        Level::Full,
        Level::Responsibility,
        Level::Document,
    ];
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Level::Value => "value",
            Level::Role => "role",
            Level::Full => "full",
            Level::Responsibility => "responsibility",
            Level::Document => "document",
        })
    }
}

/// How many were expected, found, and agree.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub expected: usize,
    pub found: usize,
    pub hit: usize,
}

impl Tally {
    /// F1 in thousandths, rounded down; a thousand where there is nothing to find and nothing found.
    pub fn thousandths(self) -> usize {
        match self.expected + self.found {
            0 => 1000,
            sum => 2000 * self.hit / sum,
        }
    }

    fn add(&mut self, expected: usize, found: usize, hit: usize) {
        self.expected += expected;
        self.found += found;
        self.hit += hit;
    }
}

/// A miss: the level at which it first shows, and one line for people.
#[derive(Debug, Clone)]
pub struct Miss {
    pub level: Level,
    pub line: String,
}

/// What the documents of a set came to.
#[derive(Debug, Default)]
pub struct Score {
    tallies: BTreeMap<(usize, Level), Tally>,
    fields: BTreeMap<&'static str, (usize, usize)>,
    pub misses: Vec<Miss>,
}

/// A text with the name that misses call it by.
pub struct Document<'a> {
    pub name: &'a str,
    pub raw: &'a str,
}

impl Document<'_> {
    /// Where an expected text stands, in code points.
    ///
    /// The text is the first in its anchor, which stands once in the document.
    fn locate(&self, e: &Expected) -> Range<usize> {
        let mut places = self.raw.match_indices(&e.anchor);
        let (Some((at, _)), None) = (places.next(), places.next()) else {
            panic!(
                "{}: the anchor does not stand once: {:?}",
                self.name, e.anchor
            );
        };
        let Some(inner) = e.anchor.find(&e.text) else {
            panic!("{}: {:?} is not in its anchor", self.name, e.text);
        };
        let start = self.raw[..at + inner].chars().count();
        start..start + e.text.chars().count()
    }

    /// `name:line: kind 「text」 in …context…`
    fn place(&self, kind: &str, at: &Range<usize>) -> String {
        let line = 1 + self
            .raw
            .chars()
            .take(at.start)
            .filter(|c| *c == '\n')
            .count();
        let piece = |from: usize, to: usize| {
            let piece: String = self.raw.chars().take(to).skip(from).collect();
            piece.split_whitespace().collect::<String>()
        };
        let (before, text) = (
            piece(at.start.saturating_sub(12), at.start),
            piece(at.start, at.end),
        );
        let after = piece(at.end, at.end + 8);
        format!("{}:{line}: {kind} …{before}⟦{text}⟧{after}…", self.name)
    }
}

impl Score {
    /// Adds one document.
    pub fn add(&mut self, document: &Document, expected: &[Expected], found: &[Found]) {
        for (k, kind) in QUANTITIES.iter().enumerate() {
            self.quantities(document, k, kind, expected, found);
        }
        self.responsibilities(document, expected, found);
        self.documents(document, expected, found);
    }

    /// All kinds together at a level; for documents, fields.
    pub fn tally(&self, level: Level) -> Tally {
        if level == Level::Document {
            let (hit, all) = self
                .fields
                .values()
                .fold((0, 0), |(h, a), (hit, all)| (h + hit, a + all));
            return Tally {
                expected: all,
                found: all,
                hit,
            };
        }
        let mut sum = Tally::default();
        for (_, t) in self.tallies.iter().filter(|((_, l), _)| *l == level) {
            sum.add(t.expected, t.found, t.hit);
        }
        sum
    }

    fn count(&mut self, kind: usize, level: Level, expected: usize, found: usize, hit: usize) {
        self.tallies
            .entry((kind, level))
            .or_default()
            .add(expected, found, hit);
    }

    fn miss(&mut self, level: Level, line: String) {
        self.misses.push(Miss { level, line });
    }

    fn quantities(
        &mut self,
        document: &Document,
        k: usize,
        kind: &str,
        expected: &[Expected],
        found: &[Found],
    ) {
        let (expected, found) = (of_kind(document, kind, expected), facts(kind, found));
        let pairs = pairs(&expected, &found);
        let mut hits = [0; 3];
        for (i, (at, e)) in expected.iter().enumerate() {
            let place = document.place(kind, at);
            let Some(f) = pairs.get(&i).map(|j| found[*j]) else {
                self.miss(
                    Level::Value,
                    format!("{place}: expected {}; not found", e.shown(Level::Value)),
                );
                continue;
            };
            let held = [
                (Level::Value, same_value(e, f)),
                (Level::Role, same_role(e, f)),
                (Level::Full, same_context(e, f)),
            ];
            let holds = held.iter().take_while(|(_, same)| *same).count();
            hits.iter_mut().take(holds).for_each(|h| *h += 1);
            if let Some((level, _)) = held.get(holds) {
                let (want, got) = (e.shown(*level), f.shown(*level));
                self.miss(*level, format!("{place}: expected {want}; found {got}"));
            }
        }
        let paired: BTreeSet<usize> = pairs.into_values().collect();
        for (_, f) in found
            .iter()
            .enumerate()
            .filter(|(j, _)| !paired.contains(j))
        {
            let place = document.place(kind, &(f.start..f.end));
            self.miss(
                Level::Value,
                format!("{place}: expected nothing; found {}", f.shown(Level::Value)),
            );
        }
        for (level, hit) in [Level::Value, Level::Role, Level::Full]
            .into_iter()
            .zip(hits)
        {
            self.count(k, level, expected.len(), found.len(), hit);
        }
    }

    fn responsibilities(&mut self, document: &Document, expected: &[Expected], found: &[Found]) {
        const KIND: &str = "responsibility";
        let (expected, found) = (of_kind(document, KIND, expected), facts(KIND, found));
        let pairs = pairs(&expected, &found);
        let mut hits = 0;
        for (i, (at, e)) in expected.iter().enumerate() {
            let place = document.place(KIND, at);
            let want = e.shown(Level::Responsibility);
            match pairs.get(&i).map(|j| found[*j]) {
                None => self.miss(
                    Level::Responsibility,
                    format!("{place}: expected {want}; not found"),
                ),
                Some(f) if compare::same_responsibility(e, f) => hits += 1,
                Some(f) => {
                    let got = f.shown(Level::Responsibility);
                    self.miss(
                        Level::Responsibility,
                        format!("{place}: expected {want}; found {got}"),
                    );
                }
            }
        }
        let paired: BTreeSet<usize> = pairs.into_values().collect();
        for (_, f) in found
            .iter()
            .enumerate()
            .filter(|(j, _)| !paired.contains(j))
        {
            let place = document.place(KIND, &(f.start..f.end));
            let got = f.shown(Level::Responsibility);
            self.miss(
                Level::Responsibility,
                format!("{place}: expected nothing; found {got}"),
            );
        }
        self.count(
            QUANTITIES.len(),
            Level::Responsibility,
            expected.len(),
            found.len(),
            hits,
        );
    }

    fn documents(&mut self, document: &Document, expected: &[Expected], found: &[Found]) {
        let found: Vec<&Found> = found.iter().filter(|f| f.record == "document").collect();
        for e in expected.iter().filter(|e| e.kind == "document") {
            let title = |f: &&&Found| alike(&e.text, f.title.as_deref());
            let best = found
                .iter()
                .rev()
                .max_by_key(title)
                .filter(|f| title(f) >= tenths(5));
            for (name, want) in e.fields() {
                let got = best.and_then(|f| f.field(name));
                let same = best.is_some()
                    && match name {
                        "title" => alike(&e.text, got) >= tenths(9),
                        "issued" => want.map(bare) == got.map(bare),
                        _ => fold(want) == fold(got),
                    };
                let field = self.fields.entry(name).or_default();
                *field = (field.0 + usize::from(same), field.1 + 1);
                if !same {
                    let (want, got) = (want.unwrap_or("nothing"), got.unwrap_or("nothing"));
                    let of: String = e.text.chars().take(24).collect();
                    let line = format!(
                        "{}: {name} of 《{of}》: expected {want}; found {got}",
                        document.name
                    );
                    self.miss(Level::Document, line);
                }
            }
        }
    }
}

/// A table by kind and level, then the fields.
impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |k: usize| QUANTITIES.get(k).copied().unwrap_or("responsibility");
        let mut row = |kind: &str, level: Level, t: Tally| {
            let Tally {
                expected,
                found,
                hit,
            } = t;
            let f1 = t.thousandths();
            let whole = f1 / 1000;
            let part = f1 % 1000;
            writeln!(
                f,
                "{kind:<16}{level:<15}{expected:>6}{found:>6}{hit:>6}   {whole}.{part:03}"
            )
        };
        for ((k, level), t) in &self.tallies {
            row(name(*k), *level, *t)?;
        }
        for level in Level::ALL {
            row("all", level, self.tally(level))?;
        }
        for (field, (hit, all)) in &self.fields {
            writeln!(f, "document        {field:<15}{hit}/{all}")?;
        }
        Ok(())
    }
}

fn of_kind<'a>(
    document: &Document,
    kind: &str,
    expected: &'a [Expected],
) -> Vec<(Range<usize>, &'a Expected)> {
    let of_kind = expected.iter().filter(|e| e.kind == kind);
    of_kind.map(|e| (document.locate(e), e)).collect()
}

fn facts<'a>(kind: &str, found: &'a [Found]) -> Vec<&'a Found> {
    let is = |f: &&Found| f.record == "fact" && f.kind.as_deref() == Some(kind);
    found.iter().filter(is).collect()
}

/// One-to-one pairs of facts that overlap by half or more, the best overlap first.
fn pairs(expected: &[(Range<usize>, &Expected)], found: &[&Found]) -> BTreeMap<usize, usize> {
    let mut candidates = Vec::new();
    for (i, (e, _)) in expected.iter().enumerate() {
        for (j, f) in found.iter().enumerate() {
            let shared = e.end.min(f.end).saturating_sub(e.start.max(f.start));
            let whole = e.end.max(f.end) - e.start.min(f.start);
            if shared > 0 && 2 * shared >= whole {
                candidates.push((Reverse(compare::Ratio(shared, whole)), i, j));
            }
        }
    }
    candidates.sort();
    let (mut pairs, mut taken) = (BTreeMap::new(), BTreeSet::new());
    for (_, i, j) in candidates {
        if !pairs.contains_key(&i) && taken.insert(j) {
            pairs.insert(i, j);
        }
    }
    pairs
}
