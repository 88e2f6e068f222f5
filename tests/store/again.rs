//! A run on a store that has been run on.

use super::*;
use gongwen::run::{self, Summary};
use gongwen::sink::target::Opening;
use gongwen::source;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::SystemTime;

/// A folder of inputs and what was made of them.
struct Bench {
    folder: tempfile::TempDir,
    store: Store,
}

impl Bench {
    fn new(kind: &str, files: &[(&str, &str)]) -> Self {
        let bench = Self {
            folder: tempfile::tempdir().unwrap(),
            store: Store::new(kind),
        };
        for (name, text) in files {
            bench.write(name, text);
        }
        bench
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file and makes it look an hour old, as its time proves nothing before.
    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
        self.age(name, 3600);
    }

    fn age(&self, name: &str, seconds: u64) {
        let file = fs::File::options()
            .write(true)
            .open(self.path(name))
            .unwrap();
        let time = SystemTime::now() - Duration::from_secs(seconds);
        file.set_modified(time).unwrap();
    }

    fn run(&self, patterns: u64, prune: bool) -> (Summary, Vec<String>) {
        run_on(&self.store, self.folder.path(), patterns, prune)
    }

    /// That the store holds what a new one would.
    fn check(&self, patterns: u64) {
        let kind = self.store.target.to_string();
        let fresh = Store::new(kind.split(':').next().unwrap());
        run_on(&fresh, self.folder.path(), patterns, false);
        assert_eq!(self.store.contents(), fresh.contents(), "{kind}");
    }
}

/// What a run came to, and the names of the files that it made rows of.
fn run_on(store: &Store, root: &Path, patterns: u64, prune: bool) -> (Summary, Vec<String>) {
    let options = source::Options::default();
    let places = source::places(vec![root.into()], &options).unwrap();
    let opening = Opening {
        reading: reading(patterns),
        wait: WAIT,
        mark: false,
    };
    let mut sink = store.target.open(opening).unwrap();
    let made = Mutex::new(Vec::new());
    let one = |input: &Input| {
        let name = Path::new(&*input.path).file_name().unwrap();
        made.lock()
            .unwrap()
            .push(name.to_string_lossy().into_owned());
        rows(input).into()
    };
    let work = |inputs: &[Input], _| inputs.iter().map(one).collect();
    let options_of_run = run::Options {
        chunk_files: 2,
        prune: if prune { vec![root.into()] } else { Vec::new() },
        ..run::Options::default()
    };
    let summary = run::run(places, &options, &work, &mut *sink, &options_of_run).unwrap();
    let mut made = made.into_inner().unwrap();
    made.sort();
    (summary, made)
}

const FILES: [(&str, &str); 4] = [("a", "1\n2"), ("b", "3"), ("c", "4\n5\n6"), ("d", "bad d")];

#[test]
fn what_is_as_it_was_is_not_read_and_what_changed_is_replaced() {
    for kind in kinds() {
        let bench = Bench::new(kind, &FILES);
        assert_eq!(bench.run(1, false).1.len(), 4, "{kind}");
        let first = bench.store.contents();
        // What gave an error is tried again.
        let (summary, made) = bench.run(1, false);
        assert_eq!(
            (summary.unchanged, summary.inputs, made),
            (3, 4, vec!["d".into()]),
            "{kind}"
        );
        assert_eq!(bench.store.contents(), first, "{kind}");
        // Another time and the same bytes.
        bench.age("a", 60);
        assert_eq!(bench.run(1, false).1, ["d"], "{kind}");
        // The same size and time, as far as they prove anything, and other bytes.
        bench.write("b", "7");
        bench.age("b", 0);
        bench.write("d", "8\n9");
        assert_eq!(bench.run(1, false).1, ["b", "d"], "{kind}");
        bench.check(1);
        bench.write("c", "bad now");
        bench.run(1, false);
        bench.check(1);
    }
}

#[test]
fn what_is_gone_goes_only_when_asked_and_only_below_the_path() {
    for kind in kinds() {
        let bench = Bench::new(kind, &FILES);
        bench.run(1, false);
        let first = bench.store.contents();
        fs::remove_file(bench.path("c")).unwrap();
        fs::remove_file(bench.path("d")).unwrap();
        assert_eq!(bench.run(1, false).0.removed, 0);
        assert_eq!(bench.store.contents(), first, "{kind}");
        let elsewhere = tempfile::tempdir().unwrap();
        let summary = run_on(&bench.store, elsewhere.path(), 1, true).0;
        assert_eq!(
            (summary.removed, bench.store.contents()),
            (0, first),
            "{kind}"
        );
        assert_eq!(bench.run(1, true).0.removed, 2, "{kind}");
        bench.check(1);
        // The whole folder gone may be a disk that is not there.
        let (at, away) = (bench.path(""), bench.folder.path().with_extension("away"));
        fs::rename(&at, &away).unwrap();
        assert_eq!(bench.run(1, true).0.removed, 0, "{kind}");
        fs::rename(&away, &at).unwrap();
    }
}

#[test]
fn a_file_that_moved_keeps_its_ids_and_stands_once() {
    for kind in kinds() {
        let bench = Bench::new(kind, &FILES);
        bench.run(1, false);
        fs::rename(bench.path("a"), bench.path("z")).unwrap();
        // A copy is no move: both stand.
        fs::copy(bench.path("b"), bench.path("b2")).unwrap();
        let (summary, _) = bench.run(1, false);
        assert_eq!((summary.moved, summary.removed), (1, 0), "{kind}");
        bench.check(1);
    }
}

#[test]
fn other_patterns_read_everything_again() {
    for kind in kinds() {
        let bench = Bench::new(kind, &FILES);
        bench.run(1, false);
        assert_eq!(bench.run(2, false).1, ["a", "b", "c", "d"], "{kind}");
        bench.check(2);
        assert_eq!(bench.run(2, false).1, ["d"], "{kind}");
    }
}

#[test]
fn the_store_among_the_inputs_is_not_read() {
    for kind in kinds() {
        let store = Store::new(kind);
        notices(&store.folder().join("in"), 5);
        let run = || {
            let mut command = gongwen();
            command
                .args(["extract", ".", "--to", &store.to()])
                .current_dir(store.folder());
            command.output().unwrap()
        };
        for _ in 0..2 {
            let out = run();
            assert_eq!(
                (out.status.code(), &*String::from_utf8_lossy(&out.stderr)),
                (Some(0), ""),
                "{kind}"
            );
        }
    }
}

#[test]
fn a_file_named_twice_is_there_once() {
    for kind in kinds() {
        let store = Store::new(kind);
        notices(&store.folder().join("in"), 3);
        let mut command = extract(store.folder(), &store.to(), &["in", "in/乡镇0/00000.txt"]);
        assert!(command.status().unwrap().success(), "{kind}");
        let once = Store::new(kind);
        let status = extract(store.folder(), &once.to(), &[]).status();
        assert!(status.unwrap().success());
        assert_eq!(store.contents(), once.contents(), "{kind}");
    }
}
