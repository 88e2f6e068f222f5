//! Findings → rows, and tables for reading.
//!
//! In: findings and the documents that they speak of. Out: [`FindingRow`]s, a
//! terminal table, Markdown. Not here: what a finding means.

use super::exact::Ratio;
use super::figure::AuditDocument;
use super::finding::{Finding, Spot};
use super::interval::{End, Interval};
use super::ledger::Ledger;
use crate::record::{Decimal, FindingRow, Place, Severity, Verdict};
use crate::text::Span;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Which language a table speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Chinese.
    Zh,
    /// English.
    En,
}

/// The places of a finding: its figures, then what else it speaks of.
pub fn spots(documents: &[AuditDocument], f: &Finding) -> Vec<Spot> {
    let figures = f.figures.iter().map(|r| Spot {
        document: r.document,
        span: documents[r.document].figures[r.figure].span,
    });
    figures.chain(f.places.iter().copied()).collect()
}

/// A finding as a row.
pub fn row(documents: &[AuditDocument], f: &Finding) -> FindingRow {
    let spots = spots(documents, f);
    let first = spots.first().map(|s| &documents[s.document]);
    let one_file = spots
        .iter()
        .all(|s| first.is_some_and(|d| d.path == documents[s.document].path));
    let one_document = spots.windows(2).all(|w| w[0].document == w[1].document);
    let places = spots.iter().map(|s| {
        let d = &documents[s.document];
        let (a, b) = points(&d.raw, s.span);
        if one_file {
            Place::Here(a, b)
        } else {
            Place::In(d.path.clone(), a, b)
        }
    });
    FindingRow {
        id: id(&f.key, &spots),
        document: first.filter(|_| one_document).map(|d| d.id.clone()),
        path: first.filter(|_| one_file).map(|d| d.path.clone()),
        check: f.check.to_owned(),
        verdict: f.verdict,
        facts: f
            .figures
            .iter()
            .map(|r| documents[r.document].figures[r.figure].id.clone())
            .collect(),
        spans: places.collect(),
        severity: f.severity,
        strength: f.strength.map(Decimal),
        expected: f.expected.map(ends),
        reported: f.reported.map(ends),
        message_zh: f.message_zh.clone(),
        message_en: f.message_en.clone(),
    }
}

fn ends(i: Interval) -> (Option<Decimal>, Option<Decimal>) {
    let end = |e: Option<End>| e.and_then(|e| Ratio::shown(e.at)).map(Decimal);
    (end(i.low), end(i.high))
}

/// A stable id: a hash of the key and the places, since one key can stand in several.
fn id(key: &str, spots: &[Spot]) -> String {
    let mut hasher = Sha256::new_with_prefix(key);
    for s in spots {
        hasher.update(s.span.start.to_le_bytes());
    }
    let hash = hasher.finalize();
    hash.iter().take(8).fold(String::new(), |mut s, b| {
        let _ = write!(s, "{b:02x}");
        s
    })
}

/// Bytes to code points.
fn points(raw: &str, span: Span) -> (usize, usize) {
    let start = raw.get(..span.start).map_or(0, |s| s.chars().count());
    let len = raw
        .get(span.start..span.end)
        .map_or(0, |s| s.chars().count());
    (start, start + len)
}

/// The line of a byte, from 1.
fn line(raw: &str, at: usize) -> usize {
    raw.get(..at).map_or(1, |s| s.matches('\n').count() + 1)
}

/// The findings that ask for attention by the document of their first place, worst first.
fn worst_first<'f>(
    documents: &[AuditDocument],
    found: &'f [Finding],
) -> BTreeMap<usize, Vec<&'f Finding>> {
    let mut out: BTreeMap<usize, Vec<&Finding>> = BTreeMap::new();
    for f in found.iter().filter(|f| f.flagged()) {
        if let Some(s) = spots(documents, f).first() {
            out.entry(s.document).or_default().push(f);
        }
    }
    for v in out.values_mut() {
        v.sort_by_key(|f| (f.severity, f.verdict, f.issue));
    }
    out
}

/// A table for the terminal or, with `markdown`, for a page: grouped by document, worst first.
pub fn table(
    documents: &[AuditDocument],
    found: &[Finding],
    ledger: &Ledger,
    language: Language,
    markdown: bool,
) -> String {
    let mut out = String::new();
    for (n, mine) in worst_first(documents, found) {
        let d = &documents[n];
        let (checked, all) = ledger.share(n);
        let title = d.document.title.as_deref().unwrap_or("");
        let head = match language {
            Language::Zh => format!("{} {title}（核对数字{checked}/{all}）", d.path),
            Language::En => format!("{} {title} (figures checked: {checked} of {all})", d.path),
        };
        let _ = writeln!(out, "{}{head}", if markdown { "## " } else { "" });
        if markdown {
            let _ = writeln!(
                out,
                "{}",
                match language {
                    Language::Zh =>
                        "\n| 程度 | 检查 | 事项 | 行 | 原文 | 说明 |\n|---|---|---|---|---|---|",
                    Language::En =>
                        "\n| severity | check | issue | line | quote | what |\n|---|---|---|---|---|---|",
                }
            );
        }
        for f in &mine {
            let _ = writeln!(out, "{}", one(documents, f, language, markdown));
        }
        repairs(documents, &mine, language, &mut out);
        out.push('\n');
    }
    out
}

fn one(documents: &[AuditDocument], f: &Finding, language: Language, markdown: bool) -> String {
    let message = match language {
        Language::Zh => &f.message_zh,
        Language::En => &f.message_en,
    };
    let first = spots(documents, f).first().copied();
    let (at, quote) = first.map_or((0, String::new()), |s| {
        let raw = &documents[s.document].raw;
        (line(raw, s.span.start), quote(raw, s.span))
    });
    let issue = f.issue.map_or(String::new(), |i| format!("#{}", i + 1));
    let grade = grade(f, language);
    if markdown {
        let cell = |s: &str| s.replace('|', "\\|");
        return format!(
            "| {grade} | {} | {issue} | {at} | {} | {} |",
            f.check,
            cell(&quote),
            cell(message)
        );
    }
    format!("  {grade} {} {issue} L{at} 「{quote}」 {message}", f.check)
}

fn grade(f: &Finding, language: Language) -> &'static str {
    match (f.verdict, f.severity, language) {
        (Verdict::Inconsistent, _, Language::Zh) => "矛盾",
        (Verdict::Inconsistent, _, Language::En) => "error",
        (_, Severity::Information, Language::Zh) => "提示",
        (_, Severity::Information, Language::En) => "note",
        (_, _, Language::Zh) => "存疑",
        (_, _, Language::En) => "warning",
    }
}

/// The clause around a place, on one line.
fn quote(raw: &str, span: Span) -> String {
    const MARKS: [char; 6] = ['。', '；', '！', '？', '\n', '，'];
    let start = raw.get(..span.start).map_or(0, |s| {
        s.char_indices()
            .rev()
            .filter(|(_, c)| MARKS.contains(c))
            .nth(1)
            .map_or(0, |(i, c)| i + c.len_utf8())
    });
    let end = raw.get(span.end..).map_or(span.end, |s| {
        span.end + s.find(['。', '；', '\n']).unwrap_or(s.len())
    });
    let text: String = raw
        .get(start..end)
        .unwrap_or("")
        .chars()
        .filter(|c| !c.is_whitespace())
        .take(60)
        .collect();
    text
}

/// The changes that would settle the findings.
fn repairs(documents: &[AuditDocument], found: &[&Finding], language: Language, out: &mut String) {
    let mut told: Vec<(usize, &str)> = Vec::new();
    for f in found {
        let Some(issue) = f.issue else { continue };
        for r in &f.repairs {
            if told.contains(&(issue, r.to.as_str())) {
                continue;
            }
            told.push((issue, &r.to));
            let d = &documents[r.figure.document];
            let span = d.figures[r.figure.figure].span;
            let text = d.raw.get(span.start..span.end).unwrap_or("");
            let text: String = text.split_whitespace().collect();
            let label = match language {
                Language::Zh => "可改",
                Language::En => "would fit",
            };
            let _ = writeln!(out, "  #{} {label}: {text} → {}", issue + 1, r.to);
        }
    }
}
