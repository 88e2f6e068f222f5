//! `gongwen audit`: the figures of all inputs against each other.
//!
//! In: flags. Out: finding records, or a table, on the standard output or in a file. Not here:
//! any check (`gongwen::audit`).

use super::{DONE, FOUND, UNREAD, complain, people, print, tell};
use crate::{Audit, AuditPage};
use clap::ValueEnum;
use gongwen::audit::table::{self, Language, Section, Style};
use gongwen::audit::{self, Accepted, AuditDocument, Finding, Words, report::Pages};
use gongwen::error::{Error, Result};
use gongwen::extract::Extractor;
use gongwen::record::{Row, Rows, Verdict};
use gongwen::run::{self, Summary};
use gongwen::sink::{Jsonl, Output};
use gongwen::source::{self, Input};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What the findings come as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For the terminal, by document, worst first
    Table,
    /// Finding records of every verdict, one a line
    Jsonl,
    /// The table for a page
    Markdown,
}

/// Which language a table speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    /// Chinese
    Zh,
    /// English
    En,
}

/// Which findings make the exit status 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Figures that cannot all be right
    Inconsistent,
    /// Also figures that should be asked about
    Suspicious,
}

/// `gongwen audit`
pub fn audit(args: Audit) -> Result<u8> {
    if let Some(AuditPage::Explain { check }) = &args.page {
        return explain(check);
    }
    let jsonl = args.format == Format::Jsonl;
    if jsonl && args.ledger {
        return Err(Error::at(
            "--ledger",
            "goes with --format table and markdown",
        ));
    }
    let auditor = Auditor::of(&args)?;
    let output = Output::open(args.output.as_deref())?;
    let reading = source::Options {
        output: output.id(),
        ..args.files.options()
    };
    let people = people(args.quiet);
    let options = run::Options {
        threads: args.files.threads,
        // Rows on the same terminal would run into the bar.
        progress: people && (!jsonl || args.output.is_some() || !io::stdout().is_terminal()),
        ..run::Options::default()
    };
    let places = source::places(args.files.paths.clone(), &reading)?;
    let work = |input: &Input| auditor.rows(input);
    let summary = match jsonl {
        true => {
            let mut sink = Jsonl::new(output);
            let summary = run::run(places, &reading, &work, &mut sink, &options)?;
            auditor.finish(&summary, sink.into_inner())?;
            summary
        }
        false => {
            let mut sink = Jsonl::new(io::sink());
            let summary = run::run(places, &reading, &work, &mut sink, &options)?;
            auditor.finish(&summary, output)?;
            summary
        }
    };
    if summary.closed {
        return Ok(DONE);
    }
    if !args.quiet {
        tell("audit", &summary, people);
        auditor.accepted.stale().iter().for_each(complain);
    }
    Ok(match summary.failed() {
        0 if auditor.fails(args.fail_on) => FOUND,
        0 => DONE,
        _ => UNREAD,
    })
}

/// `gongwen audit explain`
fn explain(check: &str) -> Result<u8> {
    let Some(page) = audit::page(check) else {
        let known: Vec<&str> = audit::CHECKS.iter().map(|c| c.id).collect();
        let what = format!("no such check; known: {}", known.join(", "));
        return Err(Error::at(check, what));
    };
    print(&format!("{page}\n"))?;
    Ok(DONE)
}

/// What reads and audits each input, and what came of it so far.
struct Auditor {
    extractor: Extractor,
    words: &'static Words,
    accepted: Accepted,
    style: Style,
    jsonl: bool,
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
    fn of(args: &Audit) -> Result<Self> {
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
            quiet: args.quiet,
            shelf: Mutex::default(),
        })
    }

    fn shelf(&self) -> MutexGuard<'_, BTreeMap<Arc<str>, Filed>> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The rows of one input; what is for a table goes to the shelf.
    fn rows(&self, input: &Input) -> Rows {
        let documents = match self.extractor.figures(input) {
            Ok(documents) => documents,
            Err(e) => return vec![Row::Error(e)].into(),
        };
        let mut audited = audit::within(self.words, &documents, self.style.ledger);
        let pages = Pages::of(&documents);
        self.accepted.silence(&pages, &mut audited.findings);
        let mut tally = Tally::of(&audited.findings);
        tally.documents = documents.len();
        for n in 0..documents.len() {
            let (checked, figures) = audited.ledger.share(n);
            (tally.checked, tally.figures) = (tally.checked + checked, tally.figures + figures);
        }
        let (mut rows, mut sections) = (Vec::new(), Vec::new());
        if self.jsonl {
            rows = records(&pages, &audited.findings);
        } else {
            sections = table::sections(&pages, &audited.findings, &audited.ledger, self.style);
        }
        let filed = Filed {
            kept: audited.kept,
            sections,
            tally,
        };
        self.shelf().insert(input.path.clone(), filed);
        rows.into()
    }

    /// Holds the files against each other, and writes what has waited for that.
    fn finish(&self, summary: &Summary, mut output: Output) -> Result<()> {
        if summary.closed {
            return Ok(());
        }
        let mut shelf = self.shelf();
        let kept = shelf.values_mut().flat_map(|f| std::mem::take(&mut f.kept));
        let kept: Vec<AuditDocument> = kept.collect();
        let mut found = audit::across(self.words, &kept);
        let pages = Pages::of(&kept);
        self.accepted.silence(&pages, &mut found);
        let written = match self.jsonl {
            true => (records(&pages, &found).iter()).try_for_each(|row| line(&mut output, row)),
            false => {
                let mut filed = shelf.values_mut();
                let sections = filed.by_ref().flat_map(|f| std::mem::take(&mut f.sections));
                let mut sections: Vec<Section> = sections.collect();
                sections.sort_by_key(|s| Reverse(s.worst));
                sections.extend(table::across(&pages, &found, self.style));
                write_sections(&mut output, &sections)
            }
        };
        shelf
            .entry("".into())
            .or_default()
            .tally
            .add(Tally::of(&found));
        drop(shelf);
        let written = match self.jsonl || self.quiet {
            true => written,
            false => written.and_then(|()| output.write_all(self.last_line().as_bytes())),
        };
        match written {
            Err(e) if e.kind() == ErrorKind::BrokenPipe => Ok(()),
            Err(e) => Err(Error::at("output", e)),
            Ok(()) => output.commit(),
        }
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

    fn fails(&self, on: Option<FailOn>) -> bool {
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

fn records(pages: &Pages, found: &[Finding]) -> Vec<Row> {
    found.iter().map(|f| Row::Finding(pages.row(f))).collect()
}

fn line(out: &mut impl Write, row: &Row) -> io::Result<()> {
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
