//! All inputs through one function, in parallel, with rows in order.
//!
//! In: places, the function that makes rows of an input, a sink. Out: rows in
//! the sink, byte for byte the same at any number of threads, and a
//! [`Summary`]. Memory is bounded by the chunk and the largest file. Not here:
//! what happens to an input.

use crate::error::{Error, Result};
use crate::record::{ErrorRow, Row, Stage, Verdict};
use crate::sink::Sink;
use crate::source::{self, Input, Place};
use crate::value::Kind;
use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressStyle};
use rayon::prelude::*;
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt;
use std::io::ErrorKind;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;
use std::time::Duration;

/// How to run.
#[derive(Debug, Clone)]
pub struct Options {
    /// Threads; 0 for one on each core.
    pub threads: usize,
    /// Files whose rows are held at a time.
    pub chunk_files: usize,
    /// Bytes of files whose rows are held at a time; a larger file is a chunk by itself.
    pub chunk_bytes: u64,
    /// Show on stderr how far it is.
    pub progress: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            threads: 0,
            chunk_files: 512,
            chunk_bytes: 64 << 20,
            progress: false,
        }
    }
}

/// What a run came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Inputs met, read or not.
    pub inputs: usize,
    /// Bytes read.
    pub bytes: u64,
    /// Documents found.
    pub documents: usize,
    /// Facts by kind.
    pub facts: BTreeMap<Kind, usize>,
    /// Findings by verdict.
    pub findings: BTreeMap<Verdict, usize>,
    /// Errors by cause.
    pub errors: BTreeMap<(Stage, String), usize>,
    /// The first errors with their paths, for people.
    pub first_errors: Vec<(String, String)>,
    /// The reader of the output went away before the end.
    pub closed: bool,
}

/// Errors that are kept with their paths.
const FIRST: usize = 10;

/// What one input gave.
type Outcome = (Vec<Row>, u64);

/// Runs `work` over every place, `seen` over the rows before they are written.
///
/// A panic in `work` becomes an error row for its input, and the rest goes on.
pub fn run(
    places: impl Iterator<Item = std::result::Result<Place, ErrorRow>>,
    reading: &source::Options,
    work: &(dyn Fn(&Input) -> Vec<Row> + Sync),
    sink: &mut dyn Sink,
    options: &Options,
) -> Result<Summary> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(options.threads)
        .build()
        .map_err(|e| Error::at("-j", e))?;
    let bar = bar(options.progress);
    let mut places = places.peekable();
    let mut sum = Summary::default();
    let one = |place| {
        let outcome = outcome(place, reading, work);
        bar.inc(1);
        outcome
    };
    while places.peek().is_some() {
        let chunk = chunk(&mut places, options);
        let outcomes: Vec<Outcome> = pool.install(|| chunk.into_par_iter().map(one).collect());
        for (rows, bytes) in outcomes {
            sum.add(&rows, bytes);
            if !taken(sink.write(&rows))? {
                return Ok(Summary {
                    closed: true,
                    ..sum
                });
            }
        }
        bar.set_message(sum.in_short());
    }
    bar.finish_and_clear();
    sum.closed = !taken(sink.finish())?;
    Ok(sum)
}

/// The next places, as many as may be held at a time.
fn chunk<T>(
    places: &mut std::iter::Peekable<impl Iterator<Item = std::result::Result<Place, T>>>,
    options: &Options,
) -> Vec<std::result::Result<Place, T>> {
    let mut chunk = Vec::new();
    let mut bytes = 0;
    while chunk.len() < options.chunk_files.max(1) {
        let next = places.next_if(|p| {
            bytes += p.as_ref().map_or(0, |p| p.bytes);
            chunk.is_empty() || bytes <= options.chunk_bytes
        });
        match next {
            Some(place) => chunk.push(place),
            None => break,
        }
    }
    chunk
}

fn outcome(
    place: std::result::Result<Place, ErrorRow>,
    reading: &source::Options,
    work: &(dyn Fn(&Input) -> Vec<Row> + Sync),
) -> Outcome {
    let input = match place.and_then(|p| source::read(&p, reading)) {
        Ok(input) => input,
        Err(row) => return (vec![Row::Error(row)], 0),
    };
    let rows = guarded(|| work(&input)).unwrap_or_else(|message| {
        vec![Row::Error(ErrorRow {
            path: input.path.clone(),
            stage: Stage::Parse,
            message: format!("internal error: {message}; please report it with this file"),
        })]
    });
    (rows, input.bytes.len() as u64)
}

/// Whether the sink took the rows; false where its reader went away.
fn taken(result: std::io::Result<()>) -> Result<bool> {
    match result {
        Ok(()) => Ok(true),
        Err(e) if e.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(e) => Err(Error::at("output", e)),
    }
}

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    static PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs `f`; a panic in it gives its message and place, and nothing on stderr.
fn guarded<T>(f: impl FnOnce() -> T) -> std::result::Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            match (GUARDED.get(), info.location()) {
                (true, Some(at)) => PANIC.set(Some(format!("{}:{}: ", at.file(), at.line()))),
                (true, None) => {}
                _ => usual(info),
            }
        }));
    });
    let before = GUARDED.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(f));
    GUARDED.set(before);
    result.map_err(|payload| {
        let place = PANIC.take().unwrap_or_default();
        Error::at("", format!("{place}{}", said(&*payload))).what
    })
}

fn said(payload: &(dyn Any + Send)) -> &str {
    let owned = payload.downcast_ref::<String>().map(String::as_str);
    owned
        .or(payload.downcast_ref::<&str>().copied())
        .unwrap_or("panic")
}

fn bar(shown: bool) -> ProgressBar {
    if !shown {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {human_pos} files, {msg} {elapsed}")
    {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

impl Summary {
    fn add(&mut self, rows: &[Row], bytes: u64) {
        self.inputs += 1;
        self.bytes += bytes;
        for row in rows {
            match row {
                Row::Document(_) => self.documents += 1,
                Row::Fact(f) => *self.facts.entry(f.kind).or_default() += 1,
                Row::Finding(f) => *self.findings.entry(f.verdict).or_default() += 1,
                Row::Error(e) => {
                    *self.errors.entry((e.stage, e.message.clone())).or_default() += 1;
                    if self.first_errors.len() < FIRST {
                        self.first_errors
                            .push((e.path.to_string(), e.message.clone()));
                    }
                }
            }
        }
    }

    /// How many errors there were.
    pub fn failed(&self) -> usize {
        self.errors.values().sum()
    }

    fn in_short(&self) -> String {
        let facts: usize = self.facts.values().sum();
        let facts = HumanCount(facts as u64);
        format!(
            "{facts} facts, {} errors, {}",
            self.failed(),
            HumanBytes(self.bytes)
        )
    }
}

/// A few lines for people.
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (files, documents) = (
            HumanCount(self.inputs as u64),
            HumanCount(self.documents as u64),
        );
        write!(
            f,
            "{files} files, {}, {documents} documents",
            HumanBytes(self.bytes)
        )?;
        let counts = |f: &mut fmt::Formatter<'_>, what: &str, counts: Vec<(String, usize)>| {
            if counts.is_empty() {
                return Ok(());
            }
            let sum: usize = counts.iter().map(|c| c.1).sum();
            write!(f, "\n{} {what}:", HumanCount(sum as u64))?;
            counts
                .iter()
                .try_for_each(|(name, n)| write!(f, " {name} {n}"))
        };
        counts(
            f,
            "facts",
            self.facts.iter().map(|(k, n)| (word(k), *n)).collect(),
        )?;
        counts(
            f,
            "findings",
            self.findings.iter().map(|(k, n)| (word(k), *n)).collect(),
        )?;
        for ((stage, message), n) in &self.errors {
            write!(f, "\n{n} × {}: {message}", word(stage))?;
        }
        Ok(())
    }
}

/// The word that rows use for it.
fn word(value: &impl serde::Serialize) -> String {
    let word = serde_json::to_string(value).unwrap_or_default();
    word.trim_matches('"').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sink::Jsonl;
    use std::path::PathBuf;

    fn folder(files: usize) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for n in 0..files {
            std::fs::write(
                folder.path().join(format!("{n:03}.txt")),
                "项".repeat(n * 7 % 40),
            )
            .unwrap();
        }
        folder
    }

    /// An error row for each input with its length, and a panic for some.
    fn work(input: &Input) -> Vec<Row> {
        assert!(!input.path.ends_with("013.txt"), "thirteen\nis too many");
        let message = format!("{} bytes", input.bytes.len());
        vec![Row::Error(ErrorRow {
            path: input.path.clone(),
            stage: Stage::Parse,
            message,
        })]
    }

    fn written(root: PathBuf, options: &Options) -> (String, Summary) {
        let reading = source::Options::default();
        let places = source::places(vec![root], &reading).unwrap();
        let mut sink = Jsonl::new(Vec::new());
        let summary = run(places, &reading, &work, &mut sink, options).unwrap();
        (String::from_utf8(sink.into_inner()).unwrap(), summary)
    }

    #[test]
    fn output_does_not_depend_on_threads_or_chunks() {
        let folder = folder(120);
        let options = |threads, chunk_files, chunk_bytes| Options {
            threads,
            chunk_files,
            chunk_bytes,
            progress: false,
        };
        let (one, summary) = written(folder.path().into(), &options(1, 1, 1));
        assert_eq!((one.lines().count(), summary.inputs), (120, 120));
        for other in [
            options(1, 1000, 1 << 20),
            options(2, 7, 1 << 20),
            options(8, 1000, 100),
            options(8, 0, 0),
        ] {
            assert_eq!(written(folder.path().into(), &other).0, one);
        }
    }

    #[test]
    fn a_panic_is_an_error_of_its_file_alone() {
        let folder = folder(20);
        let (rows, summary) = written(folder.path().into(), &Options::default());
        assert_eq!(rows.lines().count(), 20);
        let row = rows.lines().find(|l| l.contains("013.txt")).unwrap();
        assert!(row.contains("internal error: src/run.rs:"), "{row}");
        assert!(
            row.contains("thirteen; is too many; please report"),
            "{row}"
        );
        assert_eq!(summary.failed(), 20);
    }

    #[test]
    fn an_empty_file_is_an_error() {
        let folder = folder(1);
        let (rows, _) = written(folder.path().into(), &Options::default());
        assert!(
            rows.contains(r#""stage":"read","message":"empty file; nothing to read""#),
            "{rows}"
        );
    }

    struct Gone;

    impl std::io::Write for Gone {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_that_goes_away_ends_the_run_quietly() {
        let folder = folder(5);
        let reading = source::Options::default();
        let places = source::places(vec![folder.path().into()], &reading).unwrap();
        let summary = run(
            places,
            &reading,
            &work,
            &mut Jsonl::new(Gone),
            &Options::default(),
        )
        .unwrap();
        assert!(summary.closed);
    }
}
