//! The documents in `corpus/`, and the labelled ones that may lie beside the project, read and
//! compared with what is expected of them; and what holds for any document: quotes are verbatim,
//! threads change nothing, nothing fails.
//!
//! `cargo test --test corpus -- --nocapture` prints the figures, and `MISSES=full` with it each miss
//! up to that level (value, role, full, responsibility, document).

mod score;

use gongwen::error::{Error, Result};
use gongwen::extract::Extractor;
use gongwen::pattern::Patterns;
use gongwen::record::{Form, Rows};
use gongwen::run::{self, run};
use gongwen::sink::Jsonl;
use gongwen::source::{self, Input};
use gongwen::text::{self, Text};
use score::{Document, Level, Score};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

static EXTRACTOR: LazyLock<Extractor> = LazyLock::new(|| {
    let extractor = Patterns::built_in().and_then(|p| Extractor::new(p, None));
    extractor.unwrap_or_else(|e| panic!("{e}"))
});

/// Floors of F1 in thousandths, by set and level.
type Floors = BTreeMap<String, BTreeMap<String, usize>>;

static FLOORS: LazyLock<Floors> = LazyLock::new(|| {
    let floors = read(&project().join("corpus/floor.toml"));
    toml::from_str(&floors).unwrap_or_else(|e| panic!("corpus/floor.toml: {e}"))
});

#[test]
fn the_corpus_reads_as_expected() {
    let sets = folders(&project().join("corpus"));
    assert!(!sets.is_empty(), "no sets in corpus/");
    let failures: Vec<String> = sets.iter().flat_map(|set| held(set, set)).collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn labelled_documents_read_as_expected() {
    let Some(shared) = shared() else { return };
    let failures: Vec<String> = ["samples", "real"]
        .iter()
        .flat_map(|set| {
            held(
                &shared.join("gold").join(set),
                &shared.join("texts").join(set),
            )
        })
        .collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn files_that_are_read_together_have_the_rows_of_each_alone() {
    let reading = source::Options::default();
    let places = source::places(vec![project().join("corpus")], &reading).unwrap();
    let inputs = places.map(|place| source::read(&place.unwrap(), &reading).unwrap());
    let mut inputs: Vec<Input> = inputs.collect();
    let bytes = vec![0; 200];
    inputs.insert(
        inputs.len() / 2,
        Input {
            bytes,
            ..inputs[0].clone()
        },
    );
    let together = EXTRACTOR.rows_of(Form::Lines, &inputs);
    assert_eq!(together.len(), inputs.len());
    let lines = |rows: &Rows| {
        let mut lines = Vec::new();
        rows.json(&mut |more| {
            lines.extend_from_slice(more);
            Ok(())
        })
        .unwrap();
        String::from_utf8(lines).unwrap()
    };
    let errors = together.iter().filter(|rows| !rows.errors().is_empty());
    assert_eq!(errors.count(), 1, "of bytes that are no text");
    for (input, rows) in inputs.iter().zip(&together) {
        let alone = EXTRACTOR.rows_of(Form::Lines, std::slice::from_ref(input));
        assert_eq!(lines(rows), lines(&alone[0]), "{}", input.path);
    }
}

#[test]
fn any_text_gives_verbatim_quotes_and_the_same_rows_at_any_number_of_threads() {
    let mut folders = vec![project().join("corpus")];
    if let Some(shared) = shared() {
        folders.push(shared.join("texts"));
    }
    for folder in folders {
        let rows = extracted(&folder, 1);
        for threads in [2, 8] {
            assert!(
                extracted(&folder, threads) == rows,
                "{}: {threads} threads give other rows",
                folder.display()
            );
        }
        let errors: Vec<&str> = rows
            .lines()
            .filter(|l| l.starts_with(r#"{"record":"error""#))
            .collect();
        assert!(errors.is_empty(), "{}", errors.join("\n"));
        let report = gongwen::verify::verify(
            rows.as_bytes(),
            "rows",
            &decoded,
            &source::Options::default(),
        );
        let wrong: Vec<String> = report
            .mismatches
            .iter()
            .chain(&report.unreadable)
            .map(Error::to_string)
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert_eq!(report.checked, rows.lines().count());
    }
}

/// Scores a set and says where it is below its floors.
fn held(expected: &Path, texts: &Path) -> Vec<String> {
    let set = name(expected);
    let score = scored(expected, texts);
    println!("{set}\n{score}");
    if let Some(asked) = Level::ALL
        .into_iter()
        .find(|l| std::env::var("MISSES").is_ok_and(|m| m == l.to_string()))
    {
        score
            .misses
            .iter()
            .filter(|m| m.level <= asked)
            .for_each(|m| println!("{}", m.line));
    }
    let Some(floors) = FLOORS.get(&set) else {
        return vec![format!("corpus/floor.toml: no floors for {set}")];
    };
    let mut failures = Vec::new();
    for level in Level::ALL {
        let (is, floor) = (
            score.tally(level).thousandths(),
            floors.get(&level.to_string()),
        );
        let floor = *floor.unwrap_or_else(|| panic!("corpus/floor.toml: {set}: no {level}"));
        if is < floor {
            failures.push(format!(
                "{set}: {level} is {is} thousandths, below its floor of {floor}:"
            ));
            let facts = |l: Level| l <= Level::Full && level <= Level::Full && l <= level;
            let misses = score
                .misses
                .iter()
                .filter(|m| m.level == level || facts(m.level));
            failures.extend(misses.map(|m| m.line.clone()));
        }
    }
    failures
}

/// Every document of a set against its expected lines.
fn scored(expected: &Path, texts: &Path) -> Score {
    let rows = score::found(&extracted(texts, 0));
    let mut score = Score::default();
    for path in files(expected, "jsonl") {
        let stem = name(&path)
            .trim_end_matches(".jsonl")
            .trim_end_matches(".expected")
            .to_owned();
        let of = |p: &PathBuf| name(p).starts_with(&stem);
        let Some(document) = files(texts, "txt").into_iter().find(of) else {
            panic!("{}: no text with this name", path.display());
        };
        let raw = text_of(&document);
        let shown = format!("{}/{}", name(expected), name(&document));
        let found = rows.iter().filter(|f| Path::new(&f.path) == document);
        let found: Vec<_> = found.cloned().collect();
        let lines = score::expected(&path.display().to_string(), &read(&path));
        score.add(
            &Document {
                name: &shown,
                raw: &raw,
            },
            &lines,
            &found,
        );
    }
    score
}

/// The rows of the texts in a folder, as JSON Lines.
fn extracted(folder: &Path, threads: usize) -> String {
    let reading = source::Options {
        include: vec!["*.txt".into(), "*.md".into()],
        ..source::Options::default()
    };
    let options = run::Options {
        threads,
        ..run::Options::default()
    };
    let mut sink = Jsonl::new(Vec::new());
    let done = source::places(vec![folder.into()], &reading).and_then(|places| {
        run(
            places,
            &reading,
            &|inputs, form| EXTRACTOR.rows_of(form, inputs),
            &mut sink,
            &options,
        )
    });
    done.unwrap_or_else(|e| panic!("{e}"));
    String::from_utf8(sink.into_inner()).unwrap_or_else(|e| panic!("{e}"))
}

fn decoded<'i>(input: &'i Input, label: Option<&str>) -> Result<Text<'i>> {
    text::decode(&input.bytes, label).map_err(|e| Error::at(&input.path, e))
}

fn text_of(path: &Path) -> String {
    let bytes = fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    text::decode(&bytes, None)
        .unwrap_or_else(|e| panic!("{}: {e}", path.display()))
        .raw
        .to_string()
}

fn project() -> PathBuf {
    env!("CARGO_MANIFEST_DIR").into()
}

/// Labelled documents that are no part of the project.
fn shared() -> Option<PathBuf> {
    let folder = project().join("../shared");
    if !folder.exists() {
        println!("skipped: no labelled documents beside the project");
        return None;
    }
    Some(folder)
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
    paths.sort();
    paths
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    entries(folder).into_iter().filter(|p| p.is_dir()).collect()
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let is = |p: &PathBuf| p.extension().is_some_and(|e| e == extension);
    entries(folder).into_iter().filter(is).collect()
}
