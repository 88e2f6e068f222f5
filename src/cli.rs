//! What each command does.
//!
//! In: flags. Out: bytes on the standard output or in a file, lines on stderr
//! for people, an exit status. Not here: the flags (`main`), and any reading of
//! a document.

mod audit;
mod auditor;
mod patterns;

pub use audit::{FailOn, Format, Lang, audit};
pub use patterns::patterns;

use crate::{Explain, Extract, Files, PatternFolder, Verify};
use anstyle::{AnsiColor, Style};
use clap_complete::Shell;
use gongwen::error::{Error, Result};
use gongwen::explain::Explainer;
use gongwen::extract::Extractor;
use gongwen::pattern::Patterns;
use gongwen::record::Row;
use gongwen::run::{self, Summary};
use gongwen::sink::target::Opening;
use gongwen::sink::{Jsonl, Output, Reading, Target};
use gongwen::source::{self, Input};
use gongwen::text::{self, Text};
use gongwen::value::Kind;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use std::fs::File;
use std::io::{self, ErrorKind, IsTerminal, Read, Write};
use std::path::PathBuf;
use std::time::Duration;

/// Exit status: all done, nothing found.
pub const DONE: u8 = 0;
/// Exit status: a finding or a mismatch.
pub const FOUND: u8 = 1;
/// Exit status: something could not be read, or the call was wrong.
pub const UNREAD: u8 = 2;

/// `gongwen extract`
pub fn extract(args: Extract) -> Result<u8> {
    match args.to.clone() {
        Some(Target::Jsonl(_)) if args.prune => {
            let what = "a stream holds nothing to drop; known: csv, parquet, sqlite, postgres";
            Err(Error::at("--prune", what))
        }
        Some(Target::Jsonl(path)) => to_stream(args, path),
        Some(store) => to_store(args, &store),
        None => {
            let path = args.output.clone();
            to_stream(args, path)
        }
    }
}

/// Every row to a file or the standard output.
fn to_stream(args: Extract, path: Option<PathBuf>) -> Result<u8> {
    let (work, _) = pipeline(&args)?;
    let output = Output::open(path.as_deref())?;
    let reading = source::Options {
        output: output.id(),
        ..args.files.options()
    };
    // Rows on the same terminal would run into the bar.
    let options = options(&args, path.is_some() || !io::stdout().is_terminal());
    let places = source::places(args.files.paths, &reading)?;
    let mut sink = Jsonl::new(output);
    (sink.pretty, sink.nested) = (args.pretty, args.nested);
    let summary = run::run(places, &reading, &*work, &mut sink, &options)?;
    if summary.closed {
        return Ok(DONE);
    }
    sink.into_inner().commit()?;
    Ok(ended(&summary, args.quiet))
}

/// Rows of what is new or changed to a store.
fn to_store(args: Extract, store: &Target) -> Result<u8> {
    let (work, fingerprint) = pipeline(&args)?;
    let reading = source::Options {
        own: store.own(),
        ..args.files.options()
    };
    let mut options = options(&args, true);
    if args.prune {
        options.prune = args.files.paths.clone();
    }
    // Wrong calls are told before a store is made.
    let places = source::places(args.files.paths.clone(), &reading)?;
    let mut sink = store.open(Opening {
        reading: Reading::new(fingerprint, of_rows(&args)),
        wait: Duration::from_secs(args.wait),
        mark: args.bom,
    })?;
    let summary = run::run(places, &reading, &*work, &mut *sink, &options)?;
    Ok(ended(&summary, args.quiet))
}

/// The options that change rows.
fn of_rows(args: &Extract) -> String {
    let mut kinds: Vec<_> = args.kind.iter().map(|k| format!("{k:?}")).collect();
    kinds.sort();
    kinds.dedup();
    let encoding = args
        .files
        .encoding
        .iter()
        .map(|e| format!("--encoding {e}"));
    let kinds = kinds.iter().map(|k| format!("--kind {k}"));
    encoding.chain(kinds).collect::<Vec<_>>().join(" ")
}

impl Files {
    /// How they are read, beside what a command adds.
    fn options(&self) -> source::Options {
        source::Options {
            include: self.include.clone(),
            exclude: self.exclude.clone(),
            max_bytes: self.max_bytes,
            ..source::Options::default()
        }
    }

    /// What reads them, and the fingerprint of its patterns.
    fn extractor(&self) -> Result<(Extractor, u64)> {
        if let Some(label) = &self.encoding {
            text::encoding::known(label).map_err(|e| Error::at("--encoding", e))?;
        }
        let encoding = self.encoding.clone();
        let extractor = match &self.folder.patterns {
            Some(folder) => Extractor::new(Patterns::with(folder)?, encoding)?,
            None => Extractor::built_in(encoding)?,
        };
        let fingerprint = extractor.fingerprint();
        Ok((extractor, fingerprint))
    }
}

impl PatternFolder {
    /// The built-in patterns, or those that the folder extends or replaces.
    fn patterns(&self) -> Result<Patterns> {
        match &self.patterns {
            Some(folder) => Patterns::with(folder),
            None => Patterns::built_in(),
        }
    }
}

fn options(args: &Extract, free: bool) -> run::Options {
    run::Options {
        threads: args.files.threads,
        progress: free && people(args.quiet),
        ..run::Options::default()
    }
}

/// Whether somebody reads along.
fn people(quiet: bool) -> bool {
    io::stderr().is_terminal() && !quiet
}

/// Says what a run came to, and the exit status for it.
fn ended(summary: &Summary, quiet: bool) -> u8 {
    if !quiet {
        tell("extract", summary, people(quiet));
    }
    if summary.failed() > 0 { UNREAD } else { DONE }
}

/// `gongwen verify`: a line for each record that does not agree.
pub fn verify(args: &Verify) -> Result<u8> {
    let name = args.records.display().to_string();
    let records: Box<dyn Read> = match name.as_str() {
        "-" => Box::new(io::stdin()),
        _ => Box::new(
            File::open(&args.records).map_err(|e| Error::on(&args.records, source::cause(&e)))?,
        ),
    };
    let records = io::BufReader::with_capacity(1 << 16, records);
    let options = source::Options {
        max_bytes: u64::MAX,
        ..source::Options::default()
    };
    let report = gongwen::verify::verify(records, &name, &decoded, &options);
    let lines = report.mismatches.iter().map(|e| format!("{e}\n"));
    print(&lines.collect::<String>())?;
    for e in &report.unreadable {
        complain(e);
    }
    let bad = report.mismatches.len() + report.unreadable.len();
    if bad > 0 || !args.quiet {
        let (n, m, u) = (
            report.checked,
            report.mismatches.len(),
            report.unreadable.len(),
        );
        anstream::eprintln!("{n} records checked, {m} do not agree, {u} could not be read");
    }
    Ok(match (report.unreadable.len(), report.mismatches.len()) {
        (0, 0) => DONE,
        (0, _) => FOUND,
        _ => UNREAD,
    })
}

/// `gongwen explain`
pub fn explain(args: &Explain) -> Result<u8> {
    let explainer = Explainer::new(args.folder.patterns()?)?;
    let text = match (&args.text, &args.place) {
        (Some(text), _) => explainer.sentence(text),
        (None, place) => at_line(&explainer, place.as_deref().unwrap_or_default())?,
    };
    print_for_people(&text)?;
    Ok(DONE)
}

/// What a `PATH:LINE` asks for.
fn at_line(explainer: &Explainer, place: &str) -> Result<String> {
    let line = |(path, n): (&str, &str)| Some((PathBuf::from(path), n.parse::<usize>().ok()?));
    let (path, line) = place
        .rsplit_once(':')
        .and_then(line)
        .ok_or_else(|| Error::at(place, "a path, a colon and the number of a line"))?;
    let input = source::read(&source::named(&path), &source::Options::default())
        .map_err(|e| Error::at(e.path, e.message))?;
    let text = decoded(&input, None)?;
    explainer.line(&text, line).map_err(|e| Error::on(&path, e))
}

/// `gongwen schema`
pub fn schema() -> Result<u8> {
    let schema = serde_json::to_string_pretty(&schemars::schema_for!(Row));
    let schema = schema.map_err(|e| Error::at("schema", e))?;
    print(&format!("{schema}\n"))?;
    Ok(DONE)
}

/// `gongwen completions`
pub fn completions(shell: Shell) -> Result<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut crate::Cli::whole(), "gongwen", &mut script);
    print(&String::from_utf8_lossy(&script))?;
    Ok(DONE)
}

/// The pipeline that makes a file's rows, and the fingerprint of its patterns.
fn pipeline(args: &Extract) -> Result<(Box<run::Work<'static>>, u64)> {
    let (extractor, fingerprint) = args.files.extractor()?;
    // The process ends with the run; giving back the expressions one by one would only prolong it.
    let extractor: &Extractor = Box::leak(Box::new(extractor.only(args.kind.clone())));
    let work = move |inputs: &[Input], form| extractor.rows_of(form, inputs);
    Ok((Box::new(work), fingerprint))
}

fn decoded<'i>(input: &'i Input, label: Option<&str>) -> Result<Text<'i>> {
    text::decode(&input.bytes, label).map_err(|e| Error::at(&input.path, e))
}

/// Errors one by one, up to a number; to people also what the run came to.
fn tell(command: &str, summary: &Summary, people: bool) {
    if summary.inputs == 0 {
        let what = "no files there; hidden files are read only when named";
        complain(&Error::at(command, what));
    }
    for (path, message) in &summary.first_errors {
        complain(&Error::at(path, message));
    }
    let more = summary.failed().saturating_sub(summary.first_errors.len());
    if more > 0 {
        anstream::eprintln!("gongwen: {more} more could not be read; see the error records");
    }
    if people {
        anstream::eprintln!("{summary}");
    }
}

fn complain(error: &Error) {
    let red = Style::new().fg_color(Some(AnsiColor::Red.into()));
    anstream::eprintln!("{red}gongwen:{red:#} {error}");
}

/// Text to the standard output; a reader that went away is no error.
fn print(text: &str) -> Result<()> {
    put(io::stdout().lock(), text)
}

/// Text with colours, which only a terminal gets.
fn print_for_people(text: &str) -> Result<()> {
    put(anstream::stdout().lock(), text)
}

fn put(mut out: impl Write, text: &str) -> Result<()> {
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(e) if e.kind() != ErrorKind::BrokenPipe => Err(Error::at("standard output", e)),
        _ => Ok(()),
    }
}

/// A kind by the word that records use.
pub fn kind(word: &str) -> std::result::Result<Kind, String> {
    let kind = Kind::deserialize(word.into_deserializer());
    kind.map_err(|e: serde::de::value::Error| e.to_string())
}

/// Bytes, with K, M or G for powers of 1024.
pub fn size(text: &str) -> std::result::Result<u64, String> {
    let digits = text.trim_end_matches(['K', 'M', 'G', 'k', 'm', 'g']);
    let power = match &text[digits.len()..] {
        "" => 0,
        "K" | "k" => 10,
        "M" | "m" => 20,
        "G" | "g" => 30,
        _ => return Err("one of K, M, G after the digits".into()),
    };
    let number: u64 = digits
        .parse()
        .map_err(|_| "digits, then perhaps K, M or G".to_owned())?;
    number
        .checked_mul(1 << power)
        .ok_or_else(|| "too large".into())
}
