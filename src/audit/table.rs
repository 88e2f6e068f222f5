//! Findings → tables for reading.
//!
//! In: findings, the ledger, the documents. Out: one [`Section`] a document, in words for the
//! terminal or in Markdown. Not here: rows (`report`), which findings are wanted.

use super::finding::Finding;
use super::ledger::{Ledger, Status};
use super::report::{Pages, Shown};
use crate::record::{Severity, Verdict};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// Which language a table speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

/// How a table looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Style {
    /// Its language.
    pub language: Language,
    /// For a page rather than the terminal.
    pub markdown: bool,
    /// Every verdict, not only what asks for attention.
    pub all: bool,
    /// Every number of a document behind its findings.
    pub ledger: bool,
}

/// What a table says of one document, or of what stands between documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Worst first: how many findings are inconsistent, and how many suspicious.
    pub worst: (usize, usize),
    /// The lines.
    pub text: String,
}

/// The short name of a finding over runs: the check, and a hash of the file's name, the
/// words and the values that it compares. An edit elsewhere does not change it.
pub fn short(f: &Finding) -> String {
    let hash = Sha256::digest(&f.key);
    let hex: String = hash[..4].iter().map(|b| format!("{b:02x}")).collect();
    format!("{}-{hex}", f.check)
}

/// A section for each document that has something to show, in the order of the documents.
pub fn sections(pages: &Pages, found: &[Finding], ledger: &Ledger, style: Style) -> Vec<Section> {
    let mut of: Vec<Vec<&Finding>> = vec![Vec::new(); pages.documents.len()];
    for f in found.iter().filter(|f| style.all || f.flagged()) {
        if let Some(n) = pages.first(f) {
            of[n].push(f);
        }
    }
    let mut out = Vec::new();
    for (n, mut mine) in of.into_iter().enumerate() {
        if mine.is_empty() && !style.ledger {
            continue;
        }
        let d = &pages.documents[n];
        let title = d.document.title.as_deref().unwrap_or_default();
        let (checked, all) = ledger.share(n);
        let share = match style.language {
            _ if !style.ledger => String::new(),
            Language::Zh => format!("（核对数字{checked}/{all}）"),
            Language::En => format!(" (figures checked: {checked} of {all})"),
        };
        let head = format!("{} {title}", d.path);
        let head = format!("{}{share}", head.trim_end());
        let mut section = section(pages, &head, &mut mine, style);
        if style.ledger {
            numbers(pages, n, ledger, style, &mut section.text);
        }
        out.push(section);
    }
    out
}

/// The section of findings across documents, where there are any.
pub fn across(pages: &Pages, found: &[Finding], style: Style) -> Option<Section> {
    let mut mine: Vec<&Finding> = (found.iter())
        .filter(|f| style.all || f.flagged())
        .collect();
    let head = match style.language {
        Language::Zh => "文件之间",
        Language::En => "across documents",
    };
    (!mine.is_empty()).then(|| section(pages, head, &mut mine, style))
}

fn section(pages: &Pages, head: &str, mine: &mut [&Finding], style: Style) -> Section {
    // Stable: findings of one grade stay in the order of the catalogue.
    mine.sort_by_key(|f| (rank(f), f.severity, f.issue));
    let of = |v: Verdict| mine.iter().filter(|f| f.verdict == v).count();
    let mut text = match style.markdown {
        true => format!("## {head}\n"),
        false => format!("{head}\n"),
    };
    if style.markdown && !mine.is_empty() {
        text.push_str(match style.language {
            Language::Zh => {
                "\n| 程度 | 检查 | 事项 | 行 | 原文 | 说明 | 代号 |\n|---|---|---|---|---|---|---|\n"
            }
            Language::En => {
                "\n| grade | check | issue | line | quote | what | key |\n|---|---|---|---|---|---|---|\n"
            }
        });
    }
    for f in mine.iter() {
        one(pages, f, style, &mut text);
    }
    repairs(pages, mine, style, &mut text);
    Section {
        worst: (of(Verdict::Inconsistent), of(Verdict::Suspicious)),
        text,
    }
}

fn rank(f: &Finding) -> u8 {
    match f.verdict {
        Verdict::Inconsistent => 0,
        Verdict::Suspicious => 1,
        Verdict::Consistent => 2,
        Verdict::NotCheckable => 3,
    }
}

fn one(pages: &Pages, f: &Finding, style: Style, out: &mut String) {
    let message = match style.language {
        Language::Zh => &f.message_zh,
        Language::En => &f.message_en,
    };
    let places = pages.shown(f);
    let line = |s: &Shown| match places.iter().any(|p| p.path != s.path) {
        true => format!("{}:{}", s.path, s.line),
        false => format!("L{}", s.line),
    };
    let mut lines: Vec<String> = places.iter().map(line).collect();
    lines.dedup();
    let (lines, quote) = (lines.join(" "), places.first().map_or("", |s| &s.quote));
    let issue = f.issue.map_or(String::new(), |i| format!("#{}", i + 1));
    let (grade, check, key) = (grade(f, style.language), f.check, short(f));
    let _ = match style.markdown {
        true => {
            let cell = |s: &str| s.replace('|', "\\|");
            let (quote, message) = (cell(quote), cell(message));
            writeln!(
                out,
                "| {grade} | {check} | {issue} | {lines} | {quote} | {message} | {key} |"
            )
        }
        false => {
            let issue = if issue.is_empty() {
                issue
            } else {
                format!("{issue} ")
            };
            writeln!(
                out,
                "  {grade} {issue}{lines} 「{quote}」 {message} [{key}]"
            )
        }
    };
}

fn grade(f: &Finding, language: Language) -> &'static str {
    match (f.verdict, f.severity, language) {
        (Verdict::Inconsistent, _, Language::Zh) => "矛盾",
        (Verdict::Inconsistent, _, Language::En) => "inconsistent",
        (Verdict::Consistent, _, Language::Zh) => "一致",
        (Verdict::Consistent, _, Language::En) => "consistent",
        (Verdict::NotCheckable, _, Language::Zh) => "未核",
        (Verdict::NotCheckable, _, Language::En) => "not checkable",
        (Verdict::Suspicious, Severity::Information, Language::Zh) => "提示",
        (Verdict::Suspicious, Severity::Information, Language::En) => "note",
        (Verdict::Suspicious, _, Language::Zh) => "存疑",
        (Verdict::Suspicious, _, Language::En) => "suspicious",
    }
}

/// The changes that would settle the findings.
fn repairs(pages: &Pages, found: &[&Finding], style: Style, out: &mut String) {
    let label = match style.language {
        Language::Zh => "可改",
        Language::En => "would fit",
    };
    let mut told: Vec<(usize, String)> = Vec::new();
    for f in found {
        for r in &f.repairs {
            let Some(issue) = f.issue else { continue };
            let figure = &pages.documents[r.figure.document].figures[r.figure.figure];
            let mut from = pages.text(r.figure.document, figure.span);
            if from.is_empty() {
                let text = figure.sentence.get(figure.at.clone());
                from = text.unwrap_or_default().to_owned();
            }
            let change = (issue, format!("{from} → {}", r.to));
            if !told.contains(&change) {
                let bullet = if style.markdown { "\n- " } else { "  " };
                let _ = writeln!(out, "{bullet}#{} {label}: {}", issue + 1, change.1);
                told.push(change);
            }
        }
    }
}

/// Every number of a document with its status, and the share that was checked.
fn numbers(pages: &Pages, document: usize, ledger: &Ledger, style: Style, out: &mut String) {
    if style.markdown {
        out.push_str(match style.language {
            Language::Zh => "\n| 行 | 数字 | 状态 | 检查 |\n|---|---|---|---|\n",
            Language::En => "\n| line | number | status | checks |\n|---|---|---|---|\n",
        });
    }
    for e in ledger.of(document) {
        let (line, text) = (
            pages.line(document, e.span.start),
            pages.text(document, e.span),
        );
        let (status, checks) = (status(e.status, style.language), e.checks.join(" "));
        let _ = match style.markdown {
            true => writeln!(out, "| {line} | {text} | {status} | {checks} |"),
            false => writeln!(
                out,
                "{}",
                format!("  L{line} {text} {status} {checks}").trim_end()
            ),
        };
    }
}

fn status(s: Status, language: Language) -> &'static str {
    match (s, language) {
        (Status::Consistent, Language::Zh) => "一致",
        (Status::Consistent, Language::En) => "consistent",
        (Status::Inconsistent, Language::Zh) => "矛盾",
        (Status::Inconsistent, Language::En) => "inconsistent",
        (Status::Suspicious, Language::Zh) => "存疑",
        (Status::Suspicious, Language::En) => "suspicious",
        (Status::NotCheckable, Language::Zh) => "未核",
        (Status::NotCheckable, Language::En) => "not checkable",
        (Status::NoPartner, Language::Zh) => "无可比数字",
        (Status::NoPartner, Language::En) => "no partner",
        (Status::NotAFigure, Language::Zh) => "非数量",
        (Status::NotAFigure, Language::En) => "not a figure",
    }
}
