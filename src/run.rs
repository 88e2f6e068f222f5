//! All inputs through one function, in parallel, with rows in order.
//!
//! In: places, the function that makes rows of an input, a sink. Out: rows in
//! the sink, byte for byte the same at any number of threads, and a
//! [`Summary`]. Memory is bounded by what is under way and the largest file. Not here:
//! what happens to an input.

mod maker;
mod ordered;
mod summary;

pub use summary::Summary;

use crate::error::{Error, Result};
use crate::record::{ErrorRow, Form, Rows};
use crate::sink::{Ledger, Sink};
use crate::source::{self, Input, Place};
use indicatif::{ProgressBar, ProgressStyle};
use maker::{Given, Maker, Outcome};
use ordered::{Window, ordered};
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::collections::HashSet;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};
use std::thread::available_parallelism;
use std::time::Duration;

/// How to run.
#[derive(Debug, Clone)]
pub struct Options {
    /// Threads; 0 for one on each core.
    pub threads: usize,
    /// Files that are under way at a time for each thread, and that a store commits together.
    pub chunk_files: usize,
    /// Their bytes.
    pub chunk_bytes: u64,
    /// Bytes that are under way at a time in any case, so that few threads have a large file each; a
    /// larger file is under way by itself.
    pub room_bytes: u64,
    /// Files that a thread reads together, one step after the other.
    pub group_files: usize,
    /// Their bytes; a larger file is read by itself.
    pub group_bytes: u64,
    /// Show on stderr how far it is.
    pub progress: bool,
    /// Drop from a store what it holds of files that are no longer there, below these paths.
    pub prune: Vec<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            threads: 0,
            chunk_files: 512,
            chunk_bytes: 1 << 20,
            room_bytes: 8 << 20,
            group_files: 64,
            group_bytes: 256 << 10,
            progress: false,
            prune: Vec::new(),
        }
    }
}

impl Options {
    /// The threads beside the one that asks, if any.
    fn pool(&self) -> Result<Option<ThreadPool>> {
        let threads = match self.threads {
            0 => available_parallelism().map_or(1, usize::from),
            threads => threads,
        };
        if threads == 1 {
            return Ok(None);
        }
        let pool = ThreadPoolBuilder::new().num_threads(threads - 1).build();
        pool.map(Some).map_err(|e| Error::at("-j", e))
    }

    /// How much goes through a thread together.
    fn group(&self) -> Window {
        Window {
            items: self.group_files,
            weight: self.group_bytes,
        }
    }

    /// How much is under way at a time.
    fn window(&self, threads: usize) -> Window {
        let weight = self.chunk_bytes.saturating_mul(threads as u64);
        Window {
            items: self.chunk_files.saturating_mul(threads),
            weight: weight.max(self.room_bytes),
        }
    }
}

/// Makes the rows of each of some inputs, kept in this form. Where it panics each of them is asked for again,
/// by itself.
pub type Work<'w> = dyn Fn(&[Input], Form) -> Vec<Rows> + Sync + 'w;

/// Runs `work` over every place, in parallel, and writes the rows in order.
///
/// Rows are written while those of the next inputs are made. A panic in `work`
/// becomes an error row for its input, and the rest goes on. What a store holds
/// as it is, is not read again.
///
/// # Errors
/// What the sink cannot take.
pub fn run(
    places: impl Iterator<Item = std::result::Result<Place, ErrorRow>> + Send,
    reading: &source::Options,
    work: &Work<'_>,
    sink: &mut dyn Sink,
    options: &Options,
) -> Result<Summary> {
    let bar = bar(options.progress);
    let maker = Maker {
        reading,
        work,
        form: sink.form(),
        ledger: sink.ledger().map_err(sunk)?.map(RwLock::new),
    };
    let mut places = places.filter(|p| maker.is_new(p)).map(|place| {
        let bytes = place.as_ref().map_or(0, |p| p.bytes);
        (place, bytes)
    });
    let first: Vec<_> = places.by_ref().take(2).collect();
    let pool = match first.len() {
        2 => options.pool()?,
        // Other threads would have nothing to do.
        _ => None,
    };
    let threads = 1 + pool.as_ref().map_or(0, ThreadPool::current_num_threads);
    let window = options.window(threads);
    let places = first.into_iter().chain(places);
    let mut writer = Writer {
        sink,
        sum: Summary::default(),
        met: HashSet::new(),
        since: (0, 0),
        options,
        bar: &bar,
    };
    let windows = (window, options.group());
    let make = |places| maker.outcomes(places);
    let written = ordered(pool.as_ref(), windows, places, make, |outcome| {
        writer.take(outcome)
    });
    let written = written.and_then(|()| writer.commit());
    let (mut sum, sink) = (writer.sum, writer.sink);
    bar.finish_and_clear();
    if !taken(written)? {
        return Ok(Summary {
            closed: true,
            ..sum
        });
    }
    if let Some(ledger) = maker.ledger {
        let ledger = ledger.into_inner().unwrap_or_else(PoisonError::into_inner);
        sum.removed = prune(&ledger, sink, &options.prune).map_err(sunk)?;
    }
    sum.closed = !taken(sink.finish())?;
    Ok(sum)
}

/// Writes what one input after the other gave.
struct Writer<'a> {
    sink: &'a mut dyn Sink,
    sum: Summary,
    /// Places that files moved from.
    met: HashSet<Box<str>>,
    /// Files and bytes since the last commit.
    since: (usize, u64),
    options: &'a Options,
    bar: &'a ProgressBar,
}

impl Writer<'_> {
    fn take(&mut self, Outcome { mut file, given }: Outcome) -> io::Result<()> {
        self.bar.inc(1);
        self.since.0 += 1;
        match given {
            Given::Rows(rows, bytes) => {
                self.since.1 += bytes;
                // Of two copies of a file that is gone the first has moved.
                let from = file.moved_from.take();
                file.moved_from = from.filter(|p| self.met.insert(p.clone()));
                self.sum.add(&rows, bytes);
                self.sum.moved += usize::from(file.moved_from.is_some());
                self.sink.put(&file, &rows)?;
            }
            Given::Same { touched } => {
                self.sum.inputs += 1;
                self.sum.unchanged += 1;
                if touched {
                    self.sink.touch(&file)?;
                }
            }
        }
        let (files, bytes) = self.since;
        if files >= self.options.chunk_files || bytes >= self.options.chunk_bytes {
            self.commit()?;
        }
        Ok(())
    }

    fn commit(&mut self) -> io::Result<()> {
        self.since = (0, 0);
        self.bar.set_message(self.sum.in_short());
        self.sink.commit()
    }
}

/// Drops what the store holds of files below `roots` that were not met and are not there.
fn prune(ledger: &Ledger, sink: &mut dyn Sink, roots: &[PathBuf]) -> io::Result<usize> {
    // A folder that is not there may be a disk that is not: nothing of it is dropped.
    let roots: Vec<_> = roots.iter().filter(|r| r.exists()).collect();
    let below = |path: &str| roots.iter().any(|r| Path::new(path).starts_with(r));
    let gone = ledger.unmet().into_iter();
    let gone = gone.filter(|p| below(p) && source::is_gone(p));
    let mut removed = 0;
    for path in gone {
        sink.remove(&path)?;
        removed += 1;
    }
    Ok(removed)
}

/// Whether the sink took the rows; false where its reader went away.
fn taken(result: std::io::Result<()>) -> Result<bool> {
    match result {
        Ok(()) => Ok(true),
        Err(e) if e.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(e) => Err(sunk(e)),
    }
}

/// What a store said, or that the output failed.
fn sunk(e: io::Error) -> Error {
    e.downcast().unwrap_or_else(|e| Error::at("output", e))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Row, Stage};
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
    fn work(inputs: &[Input], _: Form) -> Vec<Rows> {
        inputs.iter().map(one).collect()
    }

    fn one(input: &Input) -> Rows {
        assert!(!input.path.ends_with("013.txt"), "thirteen\nis too many");
        let message = format!("{} bytes", input.bytes.len());
        let error = ErrorRow {
            path: input.path.clone(),
            stage: Stage::Parse,
            message,
        };
        vec![Row::Error(error)].into()
    }

    fn written(root: PathBuf, options: &Options) -> (String, Summary) {
        let reading = source::Options::default();
        let places = source::places(vec![root], &reading).unwrap();
        let mut sink = Jsonl::new(Vec::new());
        let summary = run(places, &reading, &work, &mut sink, options).unwrap();
        (String::from_utf8(sink.into_inner()).unwrap(), summary)
    }

    #[test]
    fn a_few_threads_have_a_large_file_each() {
        let megabytes = |threads| Options::default().window(threads).weight >> 20;
        assert_eq!([2, 8, 16].map(megabytes), [8, 8, 16]);
    }

    #[test]
    fn output_does_not_depend_on_threads_or_chunks() {
        let folder = folder(120);
        let options = |threads, chunk_files, chunk_bytes| Options {
            threads,
            chunk_files,
            chunk_bytes,
            room_bytes: chunk_bytes,
            group_files: chunk_files / 2,
            group_bytes: chunk_bytes,
            progress: false,
            prune: Vec::new(),
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
