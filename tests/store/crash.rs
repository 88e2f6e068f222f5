//! Killed at any moment, and run again: the store is as if nothing had been.

use super::*;
use std::collections::BTreeMap;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

const KILLS: usize = 20;
/// Several chunks of 512 files.
const FILES: usize = 1200;

/// Numbers that look random and are the same each time, from 0 to 1.
fn moments(seed: u64) -> impl Iterator<Item = f64> {
    let mut state = seed;
    std::iter::from_fn(move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        Some((state >> 33) as f64 / f64::from(u32::MAX >> 1))
    })
}

/// The lines of a dump by the file that they are from.
fn by_path(dump: &str) -> BTreeMap<String, Vec<&str>> {
    let mut by_path = BTreeMap::<_, Vec<_>>::new();
    for line in dump.lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        by_path
            .entry(row["path"].as_str().unwrap().to_owned())
            .or_default()
            .push(line);
    }
    by_path
}

fn killed_and_run_again(kind: &str, seed: u64) {
    let root = tempfile::tempdir().unwrap();
    notices(&root.path().join("in"), FILES);
    let whole = Store::new(kind);
    let began = Instant::now();
    let status = extract(root.path(), &whole.to(), &[]).status().unwrap();
    // A busy machine makes one run slow and the next one quick: a run that
    // ends before it is killed tells how long the next one may be waited for.
    let mut took = began.elapsed();
    assert_eq!(status.code(), Some(2));
    let whole = whole.contents();
    let mut broken_off = 0;
    for moment in moments(seed).take(10 * KILLS) {
        let store = Store::new(kind);
        let began = Instant::now();
        let mut child = extract(root.path(), &store.to(), &[]).spawn().unwrap();
        while began.elapsed() < took.mul_f64(moment) && child.try_wait().unwrap().is_none() {
            sleep(Duration::from_millis(1));
        }
        child.kill().unwrap();
        if child.wait().unwrap().code().is_some() {
            took = took.min(began.elapsed());
            continue;
        }
        broken_off += 1;
        if kind == "sqlite" || kind == "postgres" {
            // Before there are tables there is nothing to look at.
            let dump = store::dump(&store.target, WAIT).unwrap_or_default();
            let all = by_path(&whole);
            for (path, lines) in by_path(&dump) {
                assert_eq!(lines, all[&path], "{kind}, killed at {moment}: {path}");
            }
        }
        let status = extract(root.path(), &store.to(), &[]).status().unwrap();
        assert_eq!(status.code(), Some(2), "{kind}, killed at {moment}");
        assert!(
            store.contents() == whole,
            "{kind}, killed at {moment}, is not as undisturbed"
        );
        if broken_off == KILLS {
            return;
        }
    }
    panic!("{kind}: only {broken_off} of {KILLS} were killed before their end");
}

#[cfg(feature = "sqlite")]
#[test]
fn sqlite() {
    killed_and_run_again("sqlite", 1);
}

#[cfg(feature = "postgres")]
#[test]
fn postgres() {
    if server::there() {
        killed_and_run_again("postgres", 2);
    }
}

#[test]
fn csv() {
    killed_and_run_again("csv", 3);
}

#[cfg(feature = "parquet")]
#[test]
fn parquet() {
    killed_and_run_again("parquet", 4);
}

#[test]
fn a_stream_file_is_whole_or_not_there() {
    let root = tempfile::tempdir().unwrap();
    notices(&root.path().join("in"), FILES);
    let file = root.path().join("out.jsonl");
    let run = || {
        extract(root.path(), "jsonl:out.jsonl", &[])
            .stdin(Stdio::null())
            .spawn()
            .unwrap()
    };
    let began = Instant::now();
    assert_eq!(run().wait().unwrap().code(), Some(2));
    let (took, whole) = (began.elapsed(), fs::read(&file).unwrap());
    for moment in moments(5).take(KILLS) {
        fs::remove_file(&file).unwrap_or_default();
        let mut child = run();
        sleep(took.mul_f64(moment * 1.1));
        child.kill().unwrap();
        child.wait().unwrap();
        let came = fs::read(&file).ok();
        assert!(came.is_none_or(|c| c == whole), "killed at {moment}");
    }
}

#[test]
fn two_writers_do_not_harm_each_other() {
    let root = tempfile::tempdir().unwrap();
    notices(&root.path().join("in"), 300);
    for kind in kinds() {
        let once = Store::new(kind);
        extract(root.path(), &once.to(), &[]).status().unwrap();
        let store = Store::new(kind);
        let both = [(); 2].map(|()| extract(root.path(), &store.to(), &[]).spawn().unwrap());
        for mut child in both {
            assert_eq!(child.wait().unwrap().code(), Some(2), "{kind}");
        }
        assert!(store.contents() == once.contents(), "{kind}");
    }
}
