//! Out of a store again: by the library, by SQL, by other programs.

use super::*;
use gongwen::record::{Decimal, FindingRow, Place, Severity, Verdict};
use gongwen::value::Number;
use std::collections::HashMap;
use std::path::PathBuf;

/// The stores that can be read again.
fn databases() -> Vec<&'static str> {
    kinds()
        .into_iter()
        .filter(|k| ["sqlite", "postgres"].contains(k))
        .collect()
}

/// A folder with the notices, and the stream of them.
fn streamed() -> (tempfile::TempDir, Vec<String>) {
    let root = tempfile::tempdir().unwrap();
    notices(&root.path().join("in"), 60);
    let text = "各县（区）妇儿工委：\n“=1+1”，投入资金13.40亿元，其中100万元。由教育局牵头，卫健局配合做好此项工作。学前教育毛入园率达到91.5%。";
    fs::write(root.path().join("in/x.txt"), text).unwrap();
    let out = gongwen()
        .args(["extract", "in", "--quiet"])
        .current_dir(root.path())
        .output()
        .unwrap();
    let mut lines: Vec<_> = String::from_utf8(out.stdout)
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect();
    lines.sort();
    assert!(lines.len() > 150 && lines.iter().any(|l| l.contains("\"value\":1340000000")));
    (root, lines)
}

#[test]
fn a_store_holds_every_digit_of_the_stream() {
    let (root, lines) = streamed();
    for kind in databases() {
        let store = Store::new(kind);
        extract(root.path(), &store.to(), &[]).status().unwrap();
        let dump = store.contents();
        let held: Vec<_> = dump.lines().collect();
        assert_eq!(held, lines, "{kind}");
    }
}

#[test]
fn facts_come_back_with_their_documents_and_findings_go_in() {
    let (root, lines) = streamed();
    for kind in databases() {
        let store = Store::new(kind);
        extract(root.path(), &store.to(), &[]).status().unwrap();
        let found = store::facts(&store.target, WAIT).unwrap();
        assert!(found.is_sorted_by_key(|(d, _)| (d.path.clone(), d.start)));
        let count = |what: &str| lines.iter().filter(|l| l.contains(what)).count();
        assert_eq!(found.len(), count(r#""record":"document""#), "{kind}");
        let facts: usize = found.iter().map(|(_, f)| f.len()).sum();
        assert_eq!(facts, count(r#""record":"fact""#), "{kind}");
        for (document, facts) in &found {
            assert_eq!(document.facts, facts.len());
            assert!(
                facts
                    .iter()
                    .all(|f| *f.document == *document.id && f.path == document.path)
            );
            assert!(facts.is_sorted_by_key(|f| f.start));
        }
        let findings = [finding(Some(&found[0].0)), finding(None)];
        for _ in 0..2 {
            store::write_findings(&store.target, &findings, WAIT).unwrap();
        }
        let held = store.contents();
        let held: Vec<_> = held
            .lines()
            .filter(|l| l.contains(r#""record":"finding""#))
            .collect();
        let mut wanted = findings.map(|f| serde_json::to_string(&Row::Finding(f)).unwrap());
        wanted.sort();
        assert_eq!(held, wanted, "{kind}");
        // A changed file takes its findings with it, and those across documents.
        let path = root.path().join(&*found[0].0.path);
        let before = fs::read(&path).unwrap();
        fs::write(&path, "别的。").unwrap();
        extract(root.path(), &store.to(), &[]).status().unwrap();
        assert!(
            !store.contents().contains(r#""record":"finding""#),
            "{kind}"
        );
        fs::write(&path, before).unwrap();
    }
}

/// What the audit of a store's facts finds, the audit of the files finds too, record for record; the
/// store lacks the text and so some of it, and holds what was found.
#[test]
fn the_audit_of_a_store_says_what_the_audit_of_its_files_says() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let root = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(&corpus, root.path().join("in")).unwrap();
    let run = |args: &[&str]| {
        let out = gongwen()
            .args(args)
            .args(["--format", "jsonl", "--quiet"])
            .current_dir(root.path())
            .output()
            .unwrap();
        assert_eq!(out.status.code(), Some(0), "{args:?}");
        String::from_utf8(out.stdout).unwrap()
    };
    let of_files = run(&["audit", "in", "--include", "*.txt"]);
    let of_files: Vec<&str> = of_files.lines().collect();
    for kind in databases() {
        let store = Store::new(kind);
        let only = ["--include", "*.txt"];
        extract(root.path(), &store.to(), &only).status().unwrap();
        let of_store = run(&["audit", "--from", &store.to()]);
        let mut of_store: Vec<&str> = of_store.lines().collect();
        assert!(
            of_store.len() > of_files.len() / 2,
            "{kind}: {}",
            of_store.len()
        );
        for line in &of_store {
            assert!(of_files.contains(line), "{kind}: {line}");
        }
        of_store.sort_unstable();
        let held = store.contents();
        let held = held.lines().filter(|l| l.contains(r#""record":"finding""#));
        assert_eq!(held.collect::<Vec<_>>(), of_store, "{kind}");
    }
}

fn finding(document: Option<&DocumentRow>) -> FindingRow {
    FindingRow {
        id: "x".into(),
        document: document.map(|d| d.id.clone()),
        path: document.map(|d| d.path.clone()),
        check: "A01".into(),
        verdict: Verdict::Inconsistent,
        facts: vec!["f\"1".into()],
        spans: vec![Place::Here(1, 2)],
        severity: Severity::Error,
        strength: Some(Decimal(Number::new(990, -3))),
        expected: Some((None, Some(Decimal(Number::new(8970, -2))))),
        reported: None,
        message_zh: "不符".into(),
        message_en: "differs".into(),
    }
}

#[cfg(feature = "sqlite")]
#[test]
fn numbers_compare_and_sum_in_sqlite() {
    let (root, _) = streamed();
    let store = Store::new("sqlite");
    extract(root.path(), &store.to(), &[]).status().unwrap();
    let db = rusqlite::Connection::open(store.folder().join("out.db")).unwrap();
    let ask = |sql: &str| db.query_row(sql, [], |r| r.get::<_, String>(0)).unwrap();
    assert_eq!(
        ask("SELECT typeof(value) || value_text FROM fact WHERE value > 1e9"),
        "integer1340000000"
    );
    assert_eq!(
        ask("SELECT DISTINCT value_text FROM fact WHERE kind = 'rate' AND value >= 89.7"),
        "89.7"
    );
    assert_eq!(
        ask(
            "SELECT group_concat(sum) FROM (SELECT sum(value) AS sum FROM fact WHERE kind = 'funding' AND path LIKE '%x.txt')"
        ),
        "1341000000"
    );
    assert_eq!(
        ask("SELECT count(*) || '' FROM pragma_foreign_key_check"),
        "0"
    );
    assert_eq!(ask("PRAGMA integrity_check"), "ok");
    assert_eq!(
        ask("SELECT journal_mode FROM pragma_journal_mode"),
        "delete"
    );
    let sql = ask("SELECT sql FROM sqlite_schema WHERE name = 'fact'");
    assert!(
        sql.contains("-- What is measured, counted or funded"),
        "{sql}"
    );
    for view in [
        "attainment",
        "funding_by_unit",
        "indicator_series",
        "responsibility_matrix",
    ] {
        ask(&format!("SELECT count(*) || '' FROM {view}"));
    }
    assert_eq!(
        ask("SELECT count(*) || '' FROM attainment WHERE met = 35"),
        "58"
    );
}

#[test]
fn the_sqlite_shell_opens_it() {
    let (root, lines) = streamed();
    let store = Store::new("sqlite");
    let shell = |sql: &str| {
        let file = store.folder().join("out.db");
        let out = Command::new("sqlite3").arg(file).arg(sql).output();
        out.map(|o| String::from_utf8(o.stdout).unwrap())
    };
    if !cfg!(feature = "sqlite") || shell("SELECT 1").is_err() {
        return eprintln!("no sqlite3: the shell is not tried; apt-get install sqlite3");
    }
    extract(root.path(), &store.to(), &[]).status().unwrap();
    let facts = lines
        .iter()
        .filter(|l| l.contains(r#""record":"fact""#))
        .count();
    assert_eq!(
        shell("SELECT count(*) FROM fact").unwrap(),
        format!("{facts}\n")
    );
    let indexes = "SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND name LIKE 'fact!_%' ESCAPE '!'";
    assert_eq!(shell(indexes).unwrap(), "4\n");
    let views =
        "SELECT count(*) > 0 FROM funding_by_unit; SELECT count(*) > 0 FROM indicator_series";
    assert_eq!(shell(views).unwrap(), "1\n1\n");
}

/// The commands that the README shows under a heading.
fn shown(heading: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let page = fs::read_to_string(path).unwrap();
    let page = page.split(heading).nth(1).unwrap();
    let block = page
        .split("```sh\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    block.lines().map(str::to_owned).collect()
}

#[test]
fn the_commands_of_the_readme_answer() {
    let (root, _) = streamed();
    fs::rename(root.path().join("in"), root.path().join("documents")).unwrap();
    let programs = Path::new(env!("CARGO_BIN_EXE_gongwen")).parent().unwrap();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = format!("{}:{}", programs.display(), path.to_string_lossy());
    let shell = |line: &str| {
        let mut shell = Command::new("sh");
        shell
            .args(["-c", line])
            .env("PATH", &path)
            .current_dir(root.path());
        shell.output().unwrap()
    };
    if !cfg!(feature = "sqlite") || !shell("sqlite3 --version").status.success() {
        return eprintln!("no sqlite3: the README is not tried; apt-get install sqlite3");
    }
    let lines = shown("## Into a database\n");
    assert_eq!(lines.len(), 3);
    for (n, line) in lines.iter().enumerate() {
        let out = shell(line);
        let said = String::from_utf8_lossy(&out.stderr);
        // Some of the notices are bad, which the first command says.
        assert!(out.status.success() || n == 0, "{line}: {said}");
        assert!(n == 0 || out.stdout.contains(&b'|'), "{line}: no answer");
    }
}

#[cfg(feature = "postgres")]
#[test]
fn postgres_keeps_types_comments_and_views() {
    if !server::there() {
        return;
    }
    let (root, _) = streamed();
    let store = Store::new("postgres");
    extract(root.path(), &store.to(), &[]).status().unwrap();
    let mut db = postgres::Client::connect(&store.to(), postgres::NoTls).unwrap();
    let mut ask = |sql: &str| {
        db.query_one(sql, &[])
            .unwrap()
            .get::<_, Option<String>>(0)
            .unwrap()
    };
    assert_eq!(
        ask("SELECT value::text FROM fact WHERE value > 1e9"),
        "1340000000"
    );
    assert_eq!(
        ask(
            "SELECT count(*)::text FROM pg_indexes WHERE tablename = 'fact' AND indexname LIKE 'fact!_%' ESCAPE '!' AND indexname <> 'fact_pkey'"
        ),
        "4"
    );
    // They are made when the first run ends.
    assert_eq!(
        ask(
            "SELECT string_agg(contype::text, '' ORDER BY contype) FROM pg_constraint WHERE conrelid = 'fact'::regclass AND contype IN ('p', 'f')"
        ),
        "fp"
    );
    assert_eq!(
        ask("SELECT col_description('fact'::regclass, 13)"),
        "What is measured, counted or funded; for a responsibility the task."
    );
    assert_eq!(
        ask("SELECT obj_description('attainment'::regclass)")
            .split(':')
            .next(),
        Some("How many indicators there are, are met and are not")
    );
    assert_eq!(
        ask("SELECT sum(amount)::text FROM funding_by_unit"),
        ask("SELECT sum(value)::text FROM fact WHERE kind = 'funding'")
    );
    assert_eq!(
        ask("SELECT count(*)::text FROM attainment WHERE met = 35"),
        "58"
    );
    for view in ["indicator_series", "responsibility_matrix"] {
        ask(&format!("SELECT count(*)::text FROM {view}"));
    }
}

/// The CSV file of a table, as maps.
fn csv_table(path: PathBuf) -> Vec<HashMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

#[test]
fn csv_holds_every_row() {
    let (root, lines) = streamed();
    let store = Store::new("csv");
    extract(root.path(), &store.to(), &["--bom"])
        .status()
        .unwrap();
    for table in ["document", "fact", "error"] {
        let tag = format!(r#"{{"record":"{table}""#);
        let wanted: Vec<_> = lines.iter().filter(|l| l.starts_with(&tag)).collect();
        let held = csv_table(store.folder().join(format!("out/{table}.csv")));
        assert_eq!(held.len(), wanted.len(), "{table}");
        let bytes = fs::read(store.folder().join(format!("out/{table}.csv"))).unwrap();
        assert!(bytes.starts_with(b"\xef\xbb\xbf"));
    }
}

#[cfg(feature = "parquet")]
#[test]
fn other_programs_read_parquet() {
    let (root, lines) = streamed();
    let store = Store::new("parquet");
    extract(root.path(), &store.to(), &[]).status().unwrap();
    let venv = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/ci-venv/bin/python");
    let python = std::env::var_os("GONGWEN_PYTHON").map_or(venv, PathBuf::from);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/store/parquet.py");
    let stream = root.path().join("stream.jsonl");
    fs::write(&stream, lines.join("\n")).unwrap();
    if !python.exists() {
        assert!(
            std::env::var_os("CI").is_none(),
            "no target/ci-venv: .ci/run makes it"
        );
        return eprintln!("no target/ci-venv: DuckDB and pandas are not tried; .ci/run makes it");
    }
    let mut command = Command::new(python);
    let out = command
        .arg(script)
        .arg(store.folder().join("out"))
        .arg(&stream)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{said}");
}
