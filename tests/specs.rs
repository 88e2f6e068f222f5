//! Other projects' test cases (../shared/specs): what ours reads of theirs.
//!
//! A case is in scope unless `specs_out_of_scope.toml` names it with a reason. It passes when the
//! readings are the expected ones, in order: the same text and the same value. To add a file
//! (money, dimension), write its [`Suite`]: how a text is read, how an expected line is.

use gongwen::text::{Plain, Span};
use gongwen::value::{Numeral, Units, find_numeral_prefix, rate};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

#[derive(Deserialize)]
struct Case {
    id: String,
    input: String,
    expected: Vec<serde_json::Value>,
}

/// One reading: where it stands in the plain text, and its value.
type Found = (usize, usize, f64);

struct Suite {
    name: &'static str,
    /// Readings in a plain text.
    read: fn(&str) -> Vec<Found>,
    /// The field that holds the expected value.
    field: &'static str,
    /// The least share of the cases in scope that pass.
    floor: f64,
}

const SUITES: [Suite; 2] = [
    Suite {
        name: "number",
        read: numbers,
        field: "num",
        floor: 0.95,
    },
    Suite {
        name: "percent",
        read: percents,
        field: "percent",
        floor: 0.95,
    },
];

#[test]
fn specs() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let dir = shared.join("specs");
    if !dir.is_dir() {
        let ci = std::env::var("CI").is_ok_and(|v| v == "true");
        assert!(!(ci && shared.is_dir()), "no specs in {}", shared.display());
        eprintln!("skipped: no {}", dir.display());
        return;
    }
    let out: BTreeMap<String, String> =
        toml::from_str(include_str!("specs_out_of_scope.toml")).unwrap();
    let mut unused: BTreeSet<&String> = out.keys().collect();
    let mut below = Vec::new();
    for suite in &SUITES {
        let source = std::fs::read_to_string(dir.join(suite.name).with_extension("jsonl")).unwrap();
        let cases: Vec<Case> = source
            .lines()
            .map(|l| serde_json::from_str(l).unwrap())
            .collect();
        let (left_out, cases): (Vec<_>, Vec<_>) =
            cases.into_iter().partition(|c| out.contains_key(&c.id));
        unused.retain(|id| left_out.iter().all(|c| c.id != **id));
        let wrong: Vec<_> = cases.iter().filter_map(|c| suite.wrong(c)).collect();
        let passed = cases.len() - wrong.len();
        eprintln!(
            "{}: {passed} of {}, {} out of scope",
            suite.name,
            cases.len(),
            left_out.len()
        );
        wrong.iter().for_each(|w| eprintln!("  {w}"));
        if (passed as f64) < suite.floor * cases.len() as f64 {
            below.push(format!(
                "{}: {passed} of {}\n{}",
                suite.name,
                cases.len(),
                wrong.join("\n")
            ));
        }
    }
    assert!(below.is_empty(), "{}", below.join("\n"));
    assert!(unused.is_empty(), "no such case: {unused:?}");
}

impl Suite {
    /// What is wrong with our reading of a case.
    fn wrong(&self, case: &Case) -> Option<String> {
        let text = plain(&case.input);
        let ours: Vec<(String, f64)> = (self.read)(&text)
            .into_iter()
            .map(|(a, b, v)| (text[a..b].to_owned(), v))
            .collect();
        let theirs: Vec<(String, f64)> = case
            .expected
            .iter()
            .map(|e| {
                (
                    plain(e["text"].as_str().unwrap_or_default()),
                    e[self.field].as_f64().unwrap_or(f64::NAN),
                )
            })
            .collect();
        let near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * b.abs().max(1e-6);
        let same = ours.len() == theirs.len()
            && ours
                .iter()
                .zip(&theirs)
                .all(|(a, b)| a.0 == b.0 && near(a.1, b.1));
        (!same).then(|| format!("{} {text}: {ours:?}, expected {theirs:?}", case.id))
    }
}

/// As a segment's text is read; traditional forms that the fold table may not have yet are folded here.
fn plain(raw: &str) -> String {
    let folded: String = raw
        .chars()
        .map(|c| {
            FOLD.iter()
                .find(|(from, _)| *from == c)
                .map_or(c, |(_, to)| *to)
        })
        .collect();
    Plain::of(&folded, &[Span::new(0, folded.len())])
        .text
        .replace(' ', "")
}

const FOLD: [(char, char); 10] = [
    ('萬', '万'),
    ('億', '亿'),
    ('兩', '两'),
    ('貳', '贰'),
    ('參', '叁'),
    ('陸', '陆'),
    ('點', '点'),
    ('個', '个'),
    ('幾', '几'),
    ('負', '负'),
];

fn value(n: Numeral) -> f64 {
    n.number.to_string().parse().unwrap()
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit()
        || "零〇○一二三四五六七八九两十百千万亿兆廿卅卌半壹贰叁肆伍陆柒捌玖拾佰仟".contains(c)
}

/// Every numeral of a text. A vague number or a rate word is passed over whole.
fn numbers(text: &str) -> Vec<Found> {
    const RATE: [&str; 4] = ["百分之", "千分之", "万分之", "十万分之"];
    const WORDS: [&str; 16] = [
        "一切",
        "四川",
        "百分点",
        "十足",
        "队伍",
        "退伍",
        "放肆",
        "肆无",
        "海陆",
        "登陆",
        "陆地",
        "收拾",
        "拾起",
        "五角大楼",
        "两两",
        "一看",
    ];
    let units = Units::builtin();
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        if let Some(word) = RATE.iter().chain(&WORDS).find(|w| rest.starts_with(**w)) {
            at += word.len();
            continue;
        }
        let row = text[..at].ends_with('.') && c == '.' || rest.starts_with("..");
        let start = is_numeral(c) || c == '.' && !row || c == '负' || c == '-';
        match find_numeral_prefix(rest).filter(|_| start) {
            Some((end, n)) => {
                let money = units
                    .currency
                    .iter()
                    .flat_map(|c| &c.words)
                    .any(|w| w != "元" && rest[end..].starts_with(w));
                if !money {
                    out.push((at, at + end, value(n)));
                }
                at += end;
                // 五十千: what cannot go on a numeral starts none.
                at += rest[end..]
                    .find(|c| !"十百千".contains(c))
                    .unwrap_or(rest.len() - end);
            }
            None if is_numeral(c) => at += rest.find(|c| !is_numeral(c)).unwrap_or(rest.len()),
            None => at += c.len_utf8(),
        }
    }
    out
}

/// Every rate of a text, as hundredths.
fn percents(text: &str) -> Vec<Found> {
    let starts: Vec<usize> = text.char_indices().map(|(i, _)| i).collect();
    let mut out: Vec<Found> = Vec::new();
    for at in starts {
        let before = text[..at].chars().next_back();
        let inside = out.last().is_some_and(|(_, end, _)| at < *end);
        let within = before.is_some_and(|c| is_numeral(c) || c == '.' || c == ',');
        if inside || within {
            continue;
        }
        let ends = text[at..]
            .char_indices()
            .skip(1)
            .map(|(i, _)| at + i)
            .chain([text.len()]);
        let longest = ends
            .filter_map(|end| Some((end, rate(&text[at..end])?)))
            .last();
        if let Some((end, (n, unit))) = longest {
            let hundredths = match unit {
                "%" | "pp" => 1.0,
                "‰" => 0.1,
                "/万" => 0.01,
                "/10万" => 0.001,
                "/100万" => 0.0001,
                "/1亿" => 0.000001,
                unit => panic!("{unit}"),
            };
            out.push((at, end, value(n) * hundredths));
        }
    }
    out
}
