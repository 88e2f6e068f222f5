//! Marked example texts → documents, for the examples beside each check.
//!
//! `⟦39项|total g=1⟧` is a figure: number, unit and comparator are read from its text,
//! the words behind `|` set role, status and the rest. A line is a block; `# ` opens a
//! heading; `===` parts documents; a first line `@ year=2020 region=某省 path=a` sets
//! what the document says of itself.

use super::figure::{AuditDocument, Figure};
use crate::segment::{Block, BlockKind, Document, sentences};
use crate::text::{Plain, Span};
use crate::value::{Comparator, Genre, Kind, Number, Role, Status};
use smol_str::{SmolStr, format_smolstr};
use std::sync::Arc;

pub fn documents(text: &str) -> Vec<AuditDocument> {
    text.split("\n===\n").map(document).collect()
}

fn document(text: &str) -> AuditDocument {
    let (head, body) = match text.strip_prefix("@ ") {
        Some(rest) => rest.split_once('\n').unwrap_or((rest, "")),
        None => ("", text),
    };
    let head_of = |k: &str| attribute(head, k);
    let (raw, marks) = unmarked(body);
    let (blocks, figures) = read(&raw, &marks);
    AuditDocument {
        id: head_of("id").unwrap_or_default(),
        path: Arc::from(head_of("path").unwrap_or_else(|| "a.txt".into())),
        raw: Arc::from(raw.as_str()),
        document: Document {
            span: Span::new(0, raw.len()),
            title: head_of("title"),
            doc_no: head_of("no"),
            issuer: None,
            issued: head_of("issued"),
            recipients: Vec::new(),
            region: head_of("region"),
            genre: Genre::Other,
            year: head_of("year").and_then(|y| y.parse().ok()),
            blocks,
        },
        region_code: head_of("code"),
        figures,
    }
}

/// The lines as blocks, and the figures marked in them.
fn read(raw: &str, marks: &[(Span, String)]) -> (Vec<Block<'static>>, Vec<Figure>) {
    let (mut blocks, mut figures) = (Vec::new(), Vec::new());
    let mut section: Arc<[String]> = Arc::from(Vec::new());
    let mut at = 0;
    for line in raw.split_inclusive('\n') {
        let span = Span::new(at, at + line.trim_end().len());
        at += line.len();
        let heading = line.starts_with("# ");
        let from = span.start + if heading { 2 } else { 0 };
        let plain = Plain::of(raw, &[Span::new(from, span.end)]);
        let here = |m: &&(Span, String)| m.0.start >= span.start && m.0.end <= span.end;
        for s in sentences(&plain.text) {
            let sentence = &plain.text[s.clone()];
            for (mark, words) in marks.iter().filter(here) {
                let from = sentence
                    .char_indices()
                    .find(|(i, _)| plain.span(s.start + i..s.start + i + 1).start == mark.start);
                if let Some((i, _)) = from {
                    let shown = mark.of(raw);
                    let within = i..i + shown.len();
                    figures.push(figure(shown, words, &section, sentence, within, *mark));
                }
            }
        }
        if heading {
            section = Arc::from(vec![plain.text.to_string()]);
        }
        let kind = match heading {
            true => BlockKind::Heading(1),
            false => BlockKind::Paragraph,
        };
        blocks.push(Block {
            kind,
            section: section.clone(),
            plain: plain.into_owned(),
        });
    }
    (blocks, figures)
}

fn attribute(words: &str, key: &str) -> Option<String> {
    words
        .split(' ')
        .find_map(|w| w.strip_prefix(key)?.strip_prefix('='))
        .map(str::to_owned)
}

fn unmarked(text: &str) -> (String, Vec<(Span, String)>) {
    let (mut raw, mut marks, mut rest) = (String::new(), Vec::new(), text);
    while let Some((before, more)) = rest.split_once('⟦') {
        // A mark that is not closed is text.
        let Some((inner, after)) = more.split_once('⟧') else {
            break;
        };
        raw.push_str(before);
        let (shown, words) = inner.split_once('|').unwrap_or((inner, ""));
        marks.push((
            Span::new(raw.len(), raw.len() + shown.len()),
            words.to_owned(),
        ));
        raw.push_str(shown);
        rest = after;
    }
    raw.push_str(rest);
    (raw, marks)
}

fn figure(
    shown: &str,
    words: &str,
    section: &Arc<[String]>,
    sentence: &str,
    at: std::ops::Range<usize>,
    span: Span,
) -> Figure {
    let (number, rest, comparator) = number(shown);
    let date = attribute(words, "d");
    let unit = attribute(words, "u").unwrap_or(rest);
    let kind = kind(words, date.is_some(), &unit);
    let before = &sentence[..at.start];
    let subject = before
        .rsplit(['，', '。', '；', '、', '：'])
        .next()
        .unwrap_or("");
    Figure {
        id: format_smolstr!("f{}", span.start),
        kind,
        role: Some(role(words, kind, &unit)),
        status: Some(if has(words, "target") {
            Status::Target
        } else if has(words, "baseline") {
            Status::Baseline
        } else {
            Status::Actual
        }),
        value: (kind != Kind::Date).then_some(number),
        upper: None,
        date: date.map(SmolStr::from),
        comparator: Some(comparator),
        unit: Some(match unit.as_str() {
            "元" => "CNY",
            "个百分点" => "pp",
            u => u,
        })
        .filter(|u| !u.is_empty())
        .map(SmolStr::from),
        subject: attribute(words, "s").or_else(|| Some(subject.to_owned())),
        agent: None,
        period: attribute(words, "p").map(SmolStr::from),
        region: attribute(words, "r").map(SmolStr::from),
        region_code: None,
        indicator: None,
        group: attribute(words, "g").map(SmolStr::from),
        section: section.clone(),
        sentence: Arc::from(sentence),
        at,
        span,
        points: (span.start, span.end),
        line: 1,
    }
}

fn has(words: &str, word: &str) -> bool {
    words.split(' ').any(|w| w == word)
}

fn kind(words: &str, dated: bool, unit: &str) -> Kind {
    if dated {
        Kind::Date
    } else if has(words, "total") || has(words, "met") {
        Kind::IndicatorCount
    } else if ["%", "‰", "/10万", "个百分点"].contains(&unit) {
        Kind::Rate
    } else if unit == "元" {
        Kind::Funding
    } else {
        Kind::Count
    }
}

/// The role named among the words, else the usual one of the kind.
fn role(words: &str, kind: Kind, unit: &str) -> Role {
    let named = [
        ("total", Role::Total),
        ("met", Role::Met),
        ("attainment", Role::Attainment),
        ("share", Role::Share),
        ("change", Role::Change),
        ("deadline", Role::Deadline),
        ("period", Role::Period),
        ("event", Role::Event),
        ("issued", Role::Issued),
    ];
    let usual = match kind {
        Kind::Funding => Role::Other,
        Kind::Date => Role::Reference,
        _ if unit == "个百分点" => Role::Change,
        _ => Role::Level,
    };
    let named = named.iter().find(|r| has(words, r.0));
    named.map_or(usual, |r| r.1)
}

/// Digits, scale and bounds of a figure's text; what is left is its unit.
pub fn number(shown: &str) -> (Number, String, Comparator) {
    let mut s = shown
        .trim_start_matches(|c: char| !c.is_ascii_digit())
        .to_owned();
    let front = &shown[..shown.len() - s.len()];
    let mut comparator = match front {
        "近" | "将近" => Comparator::ApproxUnder,
        "约" => Comparator::Approx,
        "<" => Comparator::Lt,
        _ => Comparator::Eq,
    };
    let end = s
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(s.len());
    let digits: String = s[..end].chars().filter(char::is_ascii_digit).collect();
    let places = s[..end].find('.').map_or(0, |d| end - d - 1);
    s.drain(..end);
    let mut exponent = -(places as i32);
    loop {
        let before = s.len();
        for (word, power) in [("万", 4), ("亿", 8)] {
            if s.starts_with(word) {
                s.drain(..word.len());
                exponent += power;
            }
        }
        for word in ["余", "多"] {
            if s.starts_with(word) {
                s.drain(..word.len());
                comparator = Comparator::ApproxOver;
            }
        }
        if s.len() == before {
            break;
        }
    }
    for (word, c) in [
        ("以上", Comparator::Ge),
        ("以下", Comparator::Le),
        ("以内", Comparator::Le),
        ("左右", Comparator::Approx),
    ] {
        if let Some(front) = s.strip_suffix(word) {
            comparator = c;
            s = front.to_owned();
        }
    }
    (
        Number::new(digits.parse().unwrap_or(0), exponent),
        s,
        comparator,
    )
}
