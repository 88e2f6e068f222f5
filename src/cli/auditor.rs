//! What an audit came to so far, file by file, and how it is told.
//!
//! In: the documents of one file after the other. Out: finding records, sections of a table, the numbers
//! of the last line. Not here: where documents come from (`audit`).

use super::audit::{FailOn, Format, Lang};
use crate::Audit;
use gongwen::audit::table::{self, Language, Section, Style};
use gongwen::audit::{self, Accepted, AuditDocument, Finding, Words, report::Pages};
use gongwen::error::{Error, Result};
use gongwen::extract::Extractor;
use gongwen::record::{FindingRow, Form, Row, Rows, Verdict};
use gongwen::sink::Output;
use gongwen::source::{self, Input};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What reads and audits each input, and what came of it so far.
pub struct Auditor {
    pub extractor: Extractor,
    words: &'static Words,
    pub accepted: Accepted,
    style: Style,
    pub jsonl: bool,
    /// The figures are those of a store, which takes the findings.
    stored: bool,
    quiet: bool,
    /// By path, so that the order of threads does not show.
    shelf: Mutex<BTreeMap<Arc<str>, Filed>>,
}

/// What is held of a file to the end.
#[derive(Default)]
struct Filed {
    kept: Vec<AuditDocument>,
    sections: Vec<Section>,
    tally: Tally,
}

/// Numbers for the last line and the exit status.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    documents: usize,
    checked: usize,
    figures: usize,
    inconsistent: usize,
    suspicious: usize,
}

impl Auditor {
    /// For these flags.
    pub fn of(args: &Audit) -> Result<Self> {
        let (extractor, _) = args.files.extractor()?;
        let accepted = match &args.accept {
            Some(path) => {
                let text = std::fs::read_to_string(path);
                let text = text.map_err(|e| Error::on(path, source::cause(&e)))?;
                Accepted::parse(&text, &path.display().to_string())?
            }
            None => Accepted::default(),
        };
        let language = args.lang.unwrap_or_else(spoken);
        Ok(Self {
            extractor,
            words: Words::built_in()?,
            accepted,
            style: Style {
                language: match language {
                    Lang::Zh => Language::Zh,
                    Lang::En => Language::En,
                },
                markdown: args.format == Format::Markdown,
                all: args.all,
                ledger: args.ledger,
            },
            jsonl: args.format == Format::Jsonl,
            stored: args.from.is_some(),
            quiet: args.quiet,
            shelf: Mutex::default(),
        })
    }

    fn shelf(&self) -> MutexGuard<'_, BTreeMap<Arc<str>, Filed>> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The rows of one input; what is for a table goes to the shelf.
    pub fn rows(&self, form: Form, input: &Input) -> Rows {
        let documents = match self.extractor.figures(input) {
            Ok(documents) => documents,
            Err(e) => return vec![Row::Error(e)].into(),
        };
        let found = self.audited(&input.path, &documents);
        let mut rows = Rows::of(form);
        if self.jsonl {
            found.into_iter().for_each(|f| rows.push(Row::Finding(f)));
        }
        rows
    }

    /// What is found in the documents of one file; what is for a table goes to the shelf.
    pub fn audited(&self, path: &Arc<str>, documents: &[AuditDocument]) -> Vec<FindingRow> {
        let mut audited = audit::within(self.words, documents, self.style.ledger);
        let pages = Pages::of(documents);
        self.accepted.silence(&pages, &mut audited.findings);
        let mut tally = Tally::of(&audited.findings);
        tally.documents = documents.len();
        for n in 0..documents.len() {
            let (checked, figures) = audited.ledger.share(n);
            (tally.checked, tally.figures) = (tally.checked + checked, tally.figures + figures);
        }
        let sections = match self.jsonl {
            true => Vec::new(),
            false => table::sections(&pages, &audited.findings, &audited.ledger, self.style),
        };
        // They are asked for as records, or go into a store.
        let rows = match self.jsonl || self.stored {
            true => records(&pages, &audited.findings),
            false => Vec::new(),
        };
        let filed = Filed {
            kept: audited.kept,
            sections,
            tally,
        };
        self.shelf().insert(path.clone(), filed);
        rows
    }

    /// Holds the files against each other: what a table says of that, and the records.
    pub fn across(&self) -> (Vec<Section>, Vec<FindingRow>) {
        let mut shelf = self.shelf();
        let kept = shelf.values_mut().flat_map(|f| std::mem::take(&mut f.kept));
        let kept: Vec<AuditDocument> = kept.collect();
        let mut found = audit::across(self.words, &kept);
        let pages = Pages::of(&kept);
        self.accepted.silence(&pages, &mut found);
        let of_all = shelf.entry("".into()).or_default();
        of_all.tally.add(Tally::of(&found));
        (
            table::across(&pages, &found, self.style)
                .into_iter()
                .collect(),
            records(&pages, &found),
        )
    }

    /// Holds the files against each other, and writes what has waited for that.
    pub fn finish(&self, mut output: Output) -> Result<Vec<FindingRow>> {
        let (last, found) = self.across();
        let done = match self.jsonl {
            true => (found.iter().cloned().map(Row::Finding))
                .try_for_each(|row| line(&mut output, &row)),
            false => {
                let mut shelf = self.shelf();
                let sections = shelf
                    .values_mut()
                    .flat_map(|f| std::mem::take(&mut f.sections));
                let mut sections: Vec<Section> = sections.collect();
                sections.sort_by_key(|s| Reverse(s.worst));
                sections.extend(last);
                write_sections(&mut output, &sections)
            }
        };
        let done = match self.jsonl || self.quiet {
            true => done,
            false => done.and_then(|()| output.write_all(self.last_line().as_bytes())),
        };
        if written(done)? {
            output.commit()?;
        }
        Ok(found)
    }

    fn tally(&self) -> Tally {
        let mut sum = Tally::default();
        self.shelf().values().for_each(|f| sum.add(f.tally));
        sum
    }

    fn last_line(&self) -> String {
        let t = self.tally();
        let zh = self.style.language == Language::Zh;
        let checked = match (self.style.ledger, zh) {
            (false, _) => String::new(),
            (true, true) => format!("，核对数字{}/{}", t.checked, t.figures),
            (true, false) => format!(", {} of {} figures checked", t.checked, t.figures),
        };
        let Tally {
            documents,
            inconsistent,
            suspicious,
            ..
        } = t;
        match zh {
            true => {
                format!("文件{documents}篇{checked}，矛盾{inconsistent}处，存疑{suspicious}处\n")
            }
            false => format!(
                "{documents} document{}{checked}, {inconsistent} inconsistent, {suspicious} suspicious\n",
                if documents == 1 { "" } else { "s" }
            ),
        }
    }

    /// Whether a finding is left that the flag names.
    pub fn fails(&self, on: Option<FailOn>) -> bool {
        let t = self.tally();
        match on {
            None => false,
            Some(FailOn::Inconsistent) => t.inconsistent > 0,
            Some(FailOn::Suspicious) => t.inconsistent + t.suspicious > 0,
        }
    }
}

impl Tally {
    fn of(found: &[Finding]) -> Self {
        let count = |v: Verdict| found.iter().filter(|f| f.verdict == v).count();
        Self {
            inconsistent: count(Verdict::Inconsistent),
            suspicious: count(Verdict::Suspicious),
            ..Self::default()
        }
    }

    fn add(&mut self, o: Self) {
        self.documents += o.documents;
        self.checked += o.checked;
        self.figures += o.figures;
        self.inconsistent += o.inconsistent;
        self.suspicious += o.suspicious;
    }
}

fn records(pages: &Pages, found: &[Finding]) -> Vec<FindingRow> {
    found.iter().map(|f| pages.row(f)).collect()
}

/// Writes a row as a line of the stream.
pub fn line(out: &mut impl Write, row: &Row) -> io::Result<()> {
    serde_json::to_writer(&mut *out, row)?;
    out.write_all(b"\n")
}

fn write_sections(out: &mut impl Write, sections: &[Section]) -> io::Result<()> {
    sections
        .iter()
        .try_for_each(|s| writeln!(out, "{}", s.text))
}

/// The language of the caller's messages.
fn spoken() -> Lang {
    let set = |name: &&str| std::env::var(name).ok().filter(|v| !v.is_empty());
    let names = ["LC_ALL", "LC_MESSAGES", "LANG"];
    match names.iter().find_map(set) {
        Some(v) if v.starts_with("zh") => Lang::Zh,
        _ => Lang::En,
    }
}

/// False where the reader of the output went away.
pub fn written(result: io::Result<()>) -> Result<bool> {
    match result {
        Ok(()) => Ok(true),
        Err(e) if e.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(e) => Err(Error::at("output", e)),
    }
}
