//! The two READMEs: what they show is what the program gives, and they say the same.

use gongwen::extract::Extractor;
use gongwen::pattern::Patterns;
use gongwen::record::Row;
use gongwen::source;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

const FILES: [&str; 2] = ["README.md", "README.zh-CN.md"];

fn read(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{file}: {e}"))
}

/// The fenced blocks of a language, without their fences.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let open = format!("\n```{language}\n");
    let block = |piece: &str| piece.split("\n```").next().unwrap_or_default().to_owned();
    page.split(&open).skip(1).map(block).collect()
}

/// The pretty rows of the file that a record names.
fn rows(record: &str) -> Vec<String> {
    let record: serde_json::Value = serde_json::from_str(record).unwrap();
    let path = record["path"].as_str().unwrap();
    let input = source::read(&source::named(Path::new(path)), &source::Options::default());
    let input = input.unwrap_or_else(|e| panic!("{path}: {}", e.message));
    let extractor = Extractor::new(Patterns::built_in().unwrap(), None).unwrap();
    let rows: Vec<Row> = extractor.rows(&input).to_vec().unwrap();
    rows.iter()
        .map(|r| serde_json::to_string_pretty(r).unwrap())
        .collect()
}

#[test]
fn the_excerpt_stands_in_the_corpus_and_gives_the_record_shown() {
    for file in FILES {
        let page = read(file);
        let (excerpt, shown) = (&blocks(&page, "text")[0], &blocks(&page, "json")[0]);
        let record: serde_json::Value = serde_json::from_str(shown).unwrap();
        let whole = read(record["path"].as_str().unwrap());
        assert!(
            whole.contains(excerpt.as_str()),
            "{file}: the excerpt does not stand in the file"
        );
        let rows = rows(shown);
        let text = format!("\"text\": {},", record["text"]);
        let near: Vec<&String> = rows.iter().filter(|r| r.contains(&text)).collect();
        assert!(
            rows.contains(shown),
            "{file}: not what the program gives, which is\n{near:#?}\n"
        );
    }
}

#[test]
fn the_pattern_shown_is_one_of_the_built_in_ones() {
    let shown = blocks(&read("README.md"), "toml");
    let shown = shown.iter().find(|b| b.starts_with("[[pattern]]")).unwrap();
    assert!(
        read("patterns/rate.toml").contains(shown.as_str()),
        "not in patterns/rate.toml:\n{shown}"
    );
}

/// What the program prints for the call of a `sh` line of the README.
fn printed(call: &str) -> String {
    let arguments = call.rsplit("gongwen ").next().unwrap();
    let arguments = arguments.split(' ').map(|a| a.trim_matches('\''));
    let input = call
        .strip_prefix("echo '")
        .and_then(|c| c.split('\'').next());
    let mut program = Command::new(env!("CARGO_BIN_EXE_gongwen"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = program.stdin.take().unwrap();
    writeln!(stdin, "{}", input.unwrap_or_default()).unwrap();
    drop(stdin);
    let output = program.wait_with_output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn what_audit_and_explain_are_shown_to_print_they_print() {
    let page = read("README.md");
    let calls = blocks(&page, "sh").join("\n");
    let shown = blocks(&page, "text");
    for (start, shown) in [("echo ", &shown[1]), ("gongwen explain --text ", &shown[2])] {
        let call = calls.lines().find(|l| l.starts_with(start)).unwrap();
        let printed = printed(call);
        assert!(printed.contains(shown.as_str()), "{call}\n{printed}");
    }
}

#[test]
fn both_say_the_same() {
    let [english, chinese] = FILES.map(read);
    let levels = |page: &str| -> Vec<usize> {
        let headings = page.lines().filter(|l| l.starts_with('#'));
        headings
            .map(|l| l.bytes().take_while(|b| *b == b'#').count())
            .collect()
    };
    assert_eq!(levels(&english), levels(&chinese), "headings");
    for language in ["text", "json", "sh", "toml"] {
        assert_eq!(
            blocks(&english, language),
            blocks(&chinese, language),
            "{language} blocks"
        );
    }
    let rows = |page: &str| page.lines().filter(|l| l.starts_with('|')).count();
    assert_eq!(rows(&english), rows(&chinese), "rows of tables");
    let points = |page: &str| page.lines().filter(|l| l.starts_with("- ")).count();
    assert_eq!(points(&english), points(&chinese), "points of lists");
    assert_eq!(links(&english), links(&chinese), "links");
}

#[test]
fn links_lead_somewhere() {
    for file in FILES.into_iter().chain(["ARCHITECTURE.md"]) {
        for link in links(&read(file)).iter().filter(|l| !l.contains("://")) {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(link);
            assert!(path.exists(), "{file}: no {link}");
        }
    }
}

/// The targets of a page's links.
fn links(page: &str) -> Vec<String> {
    let target = |piece: &str| piece.split(')').next().unwrap_or_default().to_owned();
    page.split("](").skip(1).map(target).collect()
}
