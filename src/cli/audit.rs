//! `gongwen audit`: the figures of all inputs against each other.
//!
//! In: flags. Out: finding records, or a table, on the standard output or in a file. Not here:
//! any check (`gongwen::audit`).

use super::auditor::{Auditor, line, written};
use super::{DONE, FOUND, UNREAD, complain, people, print, tell};
use crate::{Audit, AuditPage};
use clap::ValueEnum;
use gongwen::audit::{self, AuditDocument};
use gongwen::error::{Error, Result};
use gongwen::record::{FindingRow, Row};
use gongwen::run;
use gongwen::sink::{Jsonl, Output, Target, store};
use gongwen::source::{self, Input};
use std::io::{self, IsTerminal};
use std::time::Duration;

/// How long another writer of a store is waited for.
const WAIT: Duration = Duration::from_secs(60);

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
    if let Some(store) = &args.from {
        return stored(&args, &auditor, store, output);
    }
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
    let work = |inputs: &[Input], form| {
        let rows = inputs.iter().map(|input| auditor.rows(form, input));
        rows.collect()
    };
    let summary = match jsonl {
        true => {
            let mut sink = Jsonl::new(output);
            let summary = run::run(places, &reading, &work, &mut sink, &options)?;
            (summary, sink.into_inner())
        }
        false => {
            let mut sink = Jsonl::new(io::sink());
            let summary = run::run(places, &reading, &work, &mut sink, &options)?;
            (summary, output)
        }
    };
    let (summary, output) = summary;
    if summary.closed {
        return Ok(DONE);
    }
    auditor.finish(output)?;
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

/// `gongwen audit --from STORE`
fn stored(args: &Audit, auditor: &Auditor, store: &Target, mut output: Output) -> Result<u8> {
    if !args.quiet && !store::finished(store, WAIT)? {
        let what =
            "the last run on it did not come to its end; facts may be missing until the next";
        complain(&Error::at(store, what));
    }
    let mut found: Vec<FindingRow> = Vec::new();
    let mut closed = false;
    let mut check = |documents: &[AuditDocument]| -> Result<()> {
        let Some(first) = documents.first() else {
            return Ok(());
        };
        let rows = auditor.audited(&first.path, documents);
        if auditor.jsonl && !closed {
            let mut rows = rows.iter().cloned().map(Row::Finding);
            closed = !written(rows.try_for_each(|row| line(&mut output, &row)))?;
        }
        found.extend(rows);
        Ok(())
    };
    let mut file: Vec<AuditDocument> = Vec::new();
    store::each_document(store, WAIT, &mut |row, facts| {
        if file.last().is_some_and(|d| d.path != row.path) {
            check(&std::mem::take(&mut file))?;
        }
        file.push(auditor.extractor.stored(row, facts));
        Ok(())
    })?;
    check(&file)?;
    found.extend(match closed {
        true => auditor.across().1,
        false => auditor.finish(output)?,
    });
    store::write_findings(store, &found, WAIT)?;
    if !args.quiet {
        auditor.accepted.stale().iter().for_each(complain);
    }
    Ok(match auditor.fails(args.fail_on) {
        true => FOUND,
        false => DONE,
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
