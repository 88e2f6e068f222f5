//! Texts as the program reads and audits them.

use gongwen::audit::report::Pages;
use gongwen::audit::{self, AuditDocument, Finding, Words};
use gongwen::extract::Extractor;
use gongwen::pattern::Patterns;
use gongwen::source::Input;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

static EXTRACTOR: LazyLock<Extractor> = LazyLock::new(|| {
    let extractor = Patterns::built_in().and_then(|p| Extractor::new(p, None));
    extractor.unwrap_or_else(|e| panic!("{e}"))
});

/// One file, read and audited.
pub struct Read {
    pub path: String,
    pub documents: Vec<AuditDocument>,
    pub findings: Vec<Finding>,
    pub alarms: Vec<Alarm>,
}

/// A finding that asks for attention, with its places in bytes.
pub struct Alarm {
    pub check: String,
    pub message: String,
    pub spans: Vec<(usize, usize)>,
}

/// A named text and what the audit says of it by itself.
pub fn read(name: &str, text: &str) -> Read {
    let documents = figures(name, text.as_bytes());
    let findings = audit::findings(&documents);
    let alarms = findings.iter().filter(|f| f.flagged());
    let alarms = alarms.map(|f| Alarm {
        check: f.check.to_owned(),
        message: f.message_zh.clone(),
        spans: spans(&documents, f),
    });
    Read {
        path: name.to_owned(),
        alarms: alarms.collect(),
        documents,
        findings,
    }
}

fn figures(name: &str, bytes: &[u8]) -> Vec<AuditDocument> {
    let input = Input {
        path: name.into(),
        bytes: bytes.to_vec(),
        sha256: name.into(),
    };
    (EXTRACTOR.figures(&input)).unwrap_or_else(|e| panic!("{}: {}", e.path, e.message))
}

fn spans(documents: &[AuditDocument], f: &Finding) -> Vec<(usize, usize)> {
    let figures = f.figures.iter();
    let figures = figures.map(|r| documents[r.document].figures[r.figure].span);
    let places = f.places.iter().map(|p| p.span);
    figures.chain(places).map(|s| (s.start, s.end)).collect()
}

/// The annotated files beside the project, where they are present.
pub fn shared() -> Option<PathBuf> {
    let p = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    if p.is_dir() {
        return Some(p);
    }
    println!("skipped: ../shared is not here");
    None
}

/// Names and decoded texts of the corpus.
pub fn corpus() -> Vec<(String, String)> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let sets = paths(&corpus).into_iter().filter(|p| p.is_dir());
    sets.flat_map(|set| texts(&set)).collect()
}

/// Names and decoded texts of a folder.
pub fn texts(folder: &Path) -> Vec<(String, String)> {
    let named = |p: PathBuf| {
        let bytes = fs::read(&p).unwrap_or_else(|e| panic!("{}: {e}", p.display()));
        let text = gongwen::text::decode(&bytes, None).unwrap_or_else(|e| panic!("{e}"));
        let name = p.file_name().unwrap_or_default().to_string_lossy();
        (name.into_owned(), text.raw.to_string())
    };
    let texts = paths(folder).into_iter();
    let texts = texts.filter(|p| p.extension().is_some_and(|e| e == "txt"));
    texts.map(named).collect()
}

fn paths(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
    paths.sort();
    paths
}

/// How the samples come out.
#[derive(Debug, Default)]
pub struct Score {
    pub defects: usize,
    pub true_alarms: usize,
    pub alarms: usize,
    pub guards: usize,
    pub relations: usize,
}

/// What the command finds in the samples, against the annotated checks.
pub fn score(shared: &Path) -> Score {
    let gold = fs::read_to_string(shared.join("gold/audit/samples.jsonl"));
    let gold = gold.unwrap_or_else(|e| panic!("{e}"));
    let parse = |l: &str| serde_json::from_str(l).unwrap_or_else(|e| panic!("{e}"));
    let gold: Vec<Value> = gold.lines().map(parse).collect();
    let rows = rows(&shared.join("texts/samples"));
    let alarms: Vec<&Value> = rows.iter().filter(|r| flagged(r)).collect();
    let hit = |g: &&Value| alarms.iter().any(|p| answers(p, g));
    let bad: Vec<&Value> = gold.iter().filter(|g| flagged(g)).collect();
    let defect = |g: &&Value| g["defect"].as_str().or(g["id"].as_str()).map(str::to_owned);
    let mut defects: Vec<_> = bad
        .iter()
        .copied()
        .filter(hit)
        .map(|g| defect(&g))
        .collect();
    defects.sort();
    defects.dedup();
    let broken = |g: &Value| {
        alarms
            .iter()
            .any(|p| p["check"] == g["rule"] && answers(p, g))
    };
    let confirms = |p: &Value, g: &Value| {
        p["verdict"] == "consistent" && p["check"] == g["rule"] && answers(p, g)
    };
    let agreed = gold.iter().filter(|g| g["verdict"] == "consistent");
    Score {
        defects: defects.len(),
        true_alarms: alarms
            .iter()
            .filter(|p| bad.iter().any(|g| answers(p, g)))
            .count(),
        alarms: alarms.len(),
        guards: gold
            .iter()
            .filter(|g| g["guard"] == true && !broken(g))
            .count(),
        relations: agreed
            .filter(|g| rows.iter().any(|p| confirms(p, g)))
            .count(),
    }
}

/// The finding records of a folder, those across documents too.
fn rows(folder: &Path) -> Vec<Value> {
    let words = Words::built_in().unwrap_or_else(|e| panic!("{e}"));
    let (mut rows, mut kept) = (Vec::new(), Vec::new());
    let row = |documents: &[AuditDocument], found: &[Finding]| -> Vec<Value> {
        let pages = Pages::of(documents);
        let value = |f| serde_json::to_value(pages.row(f)).unwrap_or_else(|e| panic!("{e}"));
        found.iter().map(value).collect()
    };
    for path in paths(folder) {
        let bytes = fs::read(&path).unwrap_or_else(|e| panic!("{e}"));
        let documents = figures(&path.to_string_lossy(), &bytes);
        let mut audited = audit::within(words, &documents, false);
        rows.extend(row(&documents, &audited.findings));
        kept.append(&mut audited.kept);
    }
    rows.extend(row(&kept, &audit::across(words, &kept)));
    rows
}

fn flagged(v: &Value) -> bool {
    v["verdict"] == "inconsistent" || v["verdict"] == "suspicious"
}

/// Each place of the finding touches a quote of the check.
fn answers(p: &Value, g: &Value) -> bool {
    let list = |v: &Value| v.as_array().cloned().unwrap_or_default();
    let pair = |s: &Value| Some((s[0].as_u64()?, s[1].as_u64()?));
    let path = p["path"].as_str().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    let quotes: Vec<(u64, u64)> = list(&g["spans"])
        .iter()
        .zip(list(&g["quote_docs"]))
        .filter(|(_, d)| d.as_str().is_some_and(|d| name.starts_with(d)))
        .filter_map(|(s, _)| pair(s))
        .collect();
    let spans = list(&p["spans"]);
    let touched =
        |s: &Value| pair(s).is_some_and(|s| quotes.iter().any(|q| s.0 < q.1 && q.0 < s.1));
    !spans.is_empty() && spans.iter().all(touched)
}
