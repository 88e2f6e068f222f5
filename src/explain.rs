//! How a text was read, for people.
//!
//! In: a sentence, or a line of a decoded file, and the patterns. Out: lines with
//! ANSI colours, which `anstream` drops where nobody wants them. Not here:
//! reading (this asks the rooms above), files, the terminal.

use crate::error::Result;
use crate::fact::{Did, Fact, Sentence, Step, Vocabulary, facts, trace, with_mentions};
use crate::mention::{Mention, Value, seen};
use crate::pattern::{Cue, MentionPattern, Patterns, Sets};
use crate::segment::{Block, BlockKind, Document, documents};
use crate::text::{Plain, Points, Span, Text};
use crate::trial::print;
use crate::value::{Genre, Kind};
use anstyle::{AnsiColor, Style};
use serde::Serialize;
use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GREEN: Style = AnsiColor::Green.on_default();

/// Explains with these patterns.
pub struct Explainer {
    patterns: Patterns,
    vocabulary: Vocabulary,
}

impl Explainer {
    /// With these patterns.
    ///
    /// # Errors
    /// Where the patterns lack a word that reading asks for.
    pub fn new(patterns: Patterns) -> Result<Self> {
        let vocabulary = Vocabulary::new(&patterns)?;
        Ok(Self {
            patterns,
            vocabulary,
        })
    }

    /// Reads a text as one paragraph of a document that says nothing else.
    pub fn sentence(&self, raw: &str) -> String {
        let document = alone(raw);
        self.documents(raw, &[document], Span::new(0, raw.len()))
    }

    /// Reads a file as `extract` does and explains what stands on a line, counted from 1.
    pub fn line(&self, text: &Text, line: usize) -> std::result::Result<String, String> {
        let mut start = 0;
        let mut lines = text.raw.split_inclusive('\n');
        for _ in 1..line.max(1) {
            start += lines.next().map_or(0, str::len);
        }
        let Some(here) = lines.next().filter(|_| line > 0) else {
            let last = text.raw.lines().count();
            return Err(format!("no line {line}; the file has {last}"));
        };
        let span = Span::new(start, start + here.trim_end().len());
        let found = documents(text, &self.patterns.document);
        let out = self.documents(&text.raw, &found, span);
        if out.is_empty() {
            return Err(format!("nothing to read in line {line}"));
        }
        Ok(out)
    }

    fn documents(&self, raw: &str, documents: &[Document], window: Span) -> String {
        let mut out = String::new();
        let place = Window {
            raw,
            points: Points::of(raw),
            span: window,
        };
        for document in documents {
            let here: Vec<&Block> = document
                .blocks
                .iter()
                .filter(|b| overlap(b.plain.span(0..b.plain.text.len()), window))
                .collect();
            if here.is_empty() {
                continue;
            }
            let facts = facts(document, &self.patterns, &self.vocabulary);
            let facts: Vec<&Fact> = facts.iter().filter(|f| overlap(f.span, window)).collect();
            for block in here {
                self.block(&mut out, block, &facts, &place);
            }
        }
        out
    }

    fn block(&self, out: &mut String, block: &Block, facts: &[&Fact], window: &Window) {
        let (what, pieces) = match &block.kind {
            BlockKind::Title => ("title", vec![&block.plain]),
            BlockKind::Heading(_) => ("heading", vec![&block.plain]),
            BlockKind::Paragraph => ("paragraph", vec![&block.plain]),
            BlockKind::Furniture => ("line beside the text", vec![&block.plain]),
            BlockKind::Table(t) => (
                "table cell",
                t.rows.iter().flatten().map(|c| &c.plain).collect(),
            ),
        };
        for plain in pieces {
            if !overlap(plain.span(0..plain.text.len()), window.span) {
                continue;
            }
            line(out, 0, what, BOLD, plain.text.trim());
            if !block.section.is_empty() {
                line(out, 0, "under", DIM, &block.section.join(" › "));
            }
            self.piece(out, plain, facts, window);
        }
    }

    /// The mentions of a text, and the facts that no mention made.
    fn piece(&self, out: &mut String, plain: &Plain, facts: &[&Fact], window: &Window) {
        let whole = plain.span(0..plain.text.len());
        let all = seen(&plain.text, &self.patterns);
        let found: Vec<Mention> = all.iter().filter_map(mention).collect();
        let sentences = with_mentions(&plain.text, &found);
        let mut used = Vec::new();
        for (at, pattern, value) in &all {
            let span = plain.span(at.clone());
            if !overlap(span, window.span) {
                continue;
            }
            let p = &self.patterns.mentions[*pattern];
            match value {
                None => passed_over(out, &plain.text[at.clone()], &window.place(span), p),
                Some(value) => {
                    value_line(out, &plain.text[at.clone()], &window.place(span), value, p);
                    let fact = facts
                        .iter()
                        .find(|f| f.span == span && f.kind != Kind::Responsibility);
                    if let Some((s, i)) = sentence_of(&sentences, at) {
                        let kind = fact.map_or(Kind::Date, |f| f.kind);
                        self.cues(out, s, i, kind);
                    }
                    if let Some(fact) = fact {
                        fact_lines(out, fact);
                        used.push(fact.span);
                    }
                }
            }
        }
        for fact in facts {
            if overlap(fact.span, whole)
                && (!used.contains(&fact.span) || fact.kind == Kind::Responsibility)
            {
                let text: String = fact.span.of(window.raw).split_whitespace().collect();
                let style = BOLD;
                let _ = writeln!(out, "\n{style}{text}{style:#}  {}", window.place(fact.span));
                fact_lines(out, fact);
            }
        }
        out.push('\n');
    }

    fn cues(&self, out: &mut String, s: &Sentence, i: usize, kind: Kind) {
        if kind == Kind::Date {
            return;
        }
        for Step { cue, did } in trace(s, i, kind, &self.patterns) {
            let cue = &self.patterns.cues[cue];
            match did {
                Did::Settle(sets) => {
                    let text = format!("{}: {}", cue.name, settled(&sets));
                    line(out, 1, "cue", GREEN, &text);
                }
                Did::ComeLate => {
                    let text = format!("{}: comes too late for {}", cue.name, settled(&cue.sets));
                    line(out, 1, "cue", DIM, &text);
                }
                Did::MatchLeft => near(out, cue, "left", "right"),
                Did::MatchRight => near(out, cue, "right", "left"),
            }
        }
    }
}

/// The part of a file that is asked for.
struct Window<'a> {
    raw: &'a str,
    points: Points<'a>,
    span: Span,
}

impl Window<'_> {
    /// Code points of the file, as records have them.
    fn place(&self, at: Span) -> String {
        let (start, end) = (self.points.chars(at.start), self.points.chars(at.end));
        format!("{start}–{end}")
    }
}

/// A document of one paragraph.
fn alone(raw: &str) -> Document<'_> {
    let whole = Span::new(0, raw.len());
    let block = Block {
        kind: BlockKind::Paragraph,
        section: Arc::from([]),
        plain: Plain::of(raw, &[whole]),
    };
    Document {
        span: whole,
        title: None,
        doc_no: None,
        issuer: None,
        issued: None,
        recipients: Vec::new(),
        region: None,
        genre: Genre::Other,
        year: None,
        blocks: vec![block],
    }
}

fn overlap(a: Span, b: Span) -> bool {
    a.start < b.end && b.start < a.end
}

fn mention((at, pattern, value): &(Range<usize>, usize, Option<Value>)) -> Option<Mention> {
    let (at, pattern) = (at.clone(), *pattern);
    value.clone().map(|value| Mention { at, value, pattern })
}

fn sentence_of<'a>(
    sentences: &'a [Sentence],
    at: &Range<usize>,
) -> Option<(&'a Sentence<'a>, usize)> {
    sentences.iter().find_map(|s| {
        let i = s.mentions.iter().position(|m| m.at == *at)?;
        Some((s, i))
    })
}

fn line(out: &mut String, depth: usize, label: &str, style: Style, text: &str) {
    let indent = depth * 2;
    let _ = writeln!(out, "{:indent$}{label:<10} {style}{text}{style:#}", "");
}

fn value_line(out: &mut String, text: &str, place: &str, value: &Value, p: &MentionPattern) {
    let read = print(value);
    let _ = writeln!(out, "\n{BOLD}{text}{BOLD:#}  {place}");
    let kind = word(&p.gives);
    line(
        out,
        1,
        "mention",
        Style::new(),
        &format!("{kind} {read}, by {} ({})", p.name, p.place),
    );
}

fn passed_over(out: &mut String, text: &str, place: &str, p: &MentionPattern) {
    let _ = writeln!(out, "\n{DIM}{text}  {place}{DIM:#}");
    let by = format!("by {} ({}): {}", p.name, p.place, p.says);
    line(out, 1, "passed over", DIM, &by);
}

fn near(out: &mut String, cue: &Cue, matched: &str, missed: &str) {
    let side = match missed {
        "left" => &cue.left,
        _ => &cue.right,
    };
    let wanted = side.as_ref().map_or("", |s| s.written.as_str());
    let text = format!(
        "{}: {matched} side matches; the {missed} one wants {}",
        cue.name,
        short(wanted)
    );
    line(out, 1, "near", DIM, &text);
}

fn short(expression: &str) -> String {
    const LONGEST: usize = 60;
    let mut chars = expression.chars();
    let head: String = chars.by_ref().take(LONGEST).collect();
    match chars.next() {
        Some(_) => format!("{head}…"),
        None => head,
    }
}

/// What a cue sets, in the words of the pattern files.
pub fn settled(sets: &Sets) -> String {
    let parts = [
        sets.role.map(|r| format!("role {}", word(&r))),
        sets.status.map(|s| format!("status {}", word(&s))),
        sets.comparator.map(|c| format!("comparator {}", word(&c))),
        sets.subject.map(|s| format!("subject {}", word(&s))),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn fact_lines(out: &mut String, f: &Fact) {
    let role = f.role.map(|r| format!("role {}", word(&r)));
    let status = f.status.map(|s| format!("status {}", word(&s)));
    let bound = f.comparator.map(|c| format!("comparator {}", word(&c)));
    let what: Vec<String> = [Some(word(&f.kind)), role, status, bound]
        .into_iter()
        .flatten()
        .collect();
    line(out, 1, "fact", Style::new(), &what.join(", "));
    for (label, value) in [
        ("date", f.date.as_deref()),
        ("subject", f.subject.as_deref()),
        ("agent", f.agent.as_deref()),
        ("period", f.period.as_deref()),
        ("rule", Some(&*f.rule)),
    ] {
        if let Some(value) = value {
            line(out, 2, label, Style::new(), value);
        }
    }
}

/// The word that files and records use for it.
pub fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(s)) => s,
        _ => String::new(),
    }
}
