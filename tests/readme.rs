//! The two READMEs: what they show is what the program gives, and they say the same.

use gongwen::extract::Extractor;
use gongwen::pattern::Patterns;
use gongwen::record::Row;
use gongwen::source;
use std::path::Path;

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
    let rows: Vec<Row> = extractor.rows(&input);
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
    let shown = &blocks(&read("README.md"), "toml")[0];
    assert!(
        read("patterns/rate.toml").contains(shown.as_str()),
        "not in patterns/rate.toml:\n{shown}"
    );
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
