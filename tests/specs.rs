//! Other projects' test cases (../shared/specs): what ours reads of theirs.
//!
//! A case is in scope unless `specs_out_of_scope.toml` names it with a reason. It passes when the
//! readings are the expected ones, in order: the same text and the same value. Numbers and rates
//! are read twice, by the readers of `value` and by the mention patterns; money and measures by the
//! patterns. To add a file, write its [`Suite`]: how a text is read, how an expected line is.

use gongwen::mention::{Quantity, Sort, Value, mentions};
use gongwen::pattern::Patterns;
use gongwen::text::{Plain, Span};
use gongwen::value::{
    Comparator, Kind, Number, Numeral, Units, between, find_numeral_prefix, interval, rate,
};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| Patterns::built_in().unwrap());

#[derive(Deserialize)]
struct Case {
    id: String,
    input: String,
    expected: Vec<serde_json::Value>,
}

/// One reading: where it stands in the plain text, and its value.
type Found = (usize, usize, f64);

/// What an expected line says: its text, the value (or the ends of what it may be), the currency.
#[derive(Debug, PartialEq)]
struct Said {
    text: String,
    value: Option<f64>,
    ends: (Option<f64>, Option<f64>),
    code: Option<String>,
}

struct Suite {
    name: &'static str,
    /// The file of cases.
    file: &'static str,
    /// What is wrong with our reading of a case.
    wrong: fn(&Case) -> Option<String>,
    /// The least share of the cases in scope that pass.
    floor: f64,
}

const SUITES: [Suite; 6] = [
    Suite {
        name: "number",
        file: "number",
        wrong: |c| by_reader(c, numbers, "num"),
        floor: 0.95,
    },
    Suite {
        name: "percent",
        file: "percent",
        wrong: |c| by_reader(c, percents, "percent"),
        floor: 0.95,
    },
    Suite {
        name: "number among counters",
        file: "number",
        wrong: number_by_patterns,
        floor: 0.95,
    },
    Suite {
        name: "percent by patterns",
        file: "percent",
        wrong: percent_by_patterns,
        floor: 0.9,
    },
    Suite {
        name: "money",
        file: "money",
        wrong: |c| by_patterns(c, Sort::Funding),
        floor: 0.9,
    },
    Suite {
        name: "dimension",
        file: "dimension",
        wrong: |c| by_patterns(c, Sort::Count),
        floor: 0.8,
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
        let source = std::fs::read_to_string(dir.join(suite.file).with_extension("jsonl")).unwrap();
        let cases: Vec<Case> = source
            .lines()
            .map(|l| serde_json::from_str(l).unwrap())
            .collect();
        let (left_out, cases): (Vec<_>, Vec<_>) =
            cases.into_iter().partition(|c| out.contains_key(&c.id));
        unused.retain(|id| left_out.iter().all(|c| c.id != **id));
        let wrong: Vec<_> = cases.iter().filter_map(suite.wrong).collect();
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

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * b.abs().max(1e-6)
}

/// Compares with what a reader of `value` gives.
fn by_reader(case: &Case, read: fn(&str) -> Vec<Found>, field: &str) -> Option<String> {
    let text = plain(&case.input);
    let ours: Vec<(String, f64)> = read(&text)
        .into_iter()
        .map(|(a, b, v)| (text[a..b].to_owned(), v))
        .collect();
    let theirs = expected(case, field);
    let same = ours.len() == theirs.len()
        && ours
            .iter()
            .zip(&theirs)
            .all(|(a, b)| a.0 == b.0 && near(a.1, b.1));
    (!same).then(|| format!("{} {text}: {ours:?}, expected {theirs:?}", case.id))
}

fn expected(case: &Case, field: &str) -> Vec<(String, f64)> {
    let line = |e: &serde_json::Value| {
        let text = plain(e["text"].as_str().unwrap_or_default());
        (text, e[field].as_f64().unwrap_or(f64::NAN))
    };
    case.expected.iter().map(line).collect()
}

/// The quantities that the mention patterns find in a plain text.
fn quantities(text: &str) -> Vec<(&str, Quantity)> {
    let found = mentions(text, &PATTERNS).into_iter();
    let of = |m: gongwen::mention::Mention| match m.value {
        Value::Quantity(q) => Some((&text[m.at], q)),
        Value::Date(_) => None,
    };
    found.filter_map(of).collect()
}

/// A number is no mention by itself, so each expected one that stands alone is put before a counter.
/// 一 and the vague ones that no mention takes are left to the reader of `value`.
fn number_by_patterns(case: &Case) -> Option<String> {
    let theirs = expected(case, "num");
    let [(text, value)] = theirs.as_slice() else {
        return None;
    };
    let alone = plain(&case.input) == *text;
    let signed = text.starts_with(['负', '.', '-']) || text.contains("分之");
    let unit = if text.contains('点') || text.contains('.') {
        "公斤"
    } else {
        "户"
    };
    if !alone || signed || text == "一" {
        return None;
    }
    let counted = format!("{text}{unit}");
    let ours = quantities(&counted);
    let same =
        matches!(ours.as_slice(), [(t, q)] if *t == counted && near(number(q.number), *value));
    (!same).then(|| format!("{} {counted}: {ours:?}, expected {value}", case.id))
}

fn percent_by_patterns(case: &Case) -> Option<String> {
    let text = plain(&case.input);
    let found = quantities(&text);
    let ours: Vec<(&str, f64)> = found
        .iter()
        .filter(|(_, q)| q.sort == Sort::Rate)
        .map(|(t, q)| {
            (
                *t,
                number(q.number) * hundredths(q.unit.as_deref().unwrap_or_default()),
            )
        })
        .collect();
    let theirs = expected(case, "percent");
    let same = ours.len() == theirs.len()
        && ours
            .iter()
            .zip(&theirs)
            .all(|(a, b)| a.0 == b.0 && near(a.1, b.1));
    (!same).then(|| format!("{} {text}: {ours:?}, expected {theirs:?}", case.id))
}

/// Compares money or measures with what the mention patterns find.
fn by_patterns(case: &Case, sort: Sort) -> Option<String> {
    let text = plain(&case.input);
    // duckling counts all weights in grams where ours keeps the unit.
    let grams = case.expected.iter().any(|e| e["unit"] == "Gram");
    let ours: Vec<Said> = quantities(&text)
        .into_iter()
        .filter(|(_, q)| q.sort == sort && (sort == Sort::Funding || measures(q)))
        .map(|(t, q)| ours(t, &q, grams))
        .collect();
    let theirs: Vec<Said> = case.expected.iter().map(theirs).collect();
    let same = ours.len() == theirs.len() && ours.iter().zip(&theirs).all(|(a, b)| agree(a, b));
    (!same).then(|| format!("{} {text}: {ours:?}, expected {theirs:?}", case.id))
}

fn measures(q: &Quantity) -> bool {
    let units = Units::builtin();
    let unit = q.unit.as_deref().unwrap_or_default();
    unit == "两" || units.measure.iter().any(|m| m == unit)
}

fn agree(ours: &Said, theirs: &Said) -> bool {
    let same = |a: Option<f64>, b: Option<f64>| match (a, b) {
        (Some(a), Some(b)) => near(a, b),
        (_, None) => true,
        (None, Some(_)) => false,
    };
    let code = theirs.code.is_none() || ours.code == theirs.code;
    let ends = same(ours.ends.0, theirs.ends.0) && same(ours.ends.1, theirs.ends.1);
    ours.text == theirs.text && same(ours.value, theirs.value) && ends && code
}

fn ours(text: &str, q: &Quantity, grams: bool) -> Said {
    let unit = q.unit.clone().unwrap_or_default();
    let (kind, factor) = match q.sort {
        Sort::Funding => (Kind::Funding, 1.0),
        _ if grams => (Kind::Count, in_grams(&unit)),
        _ => (Kind::Count, 1.0),
    };
    let ends = match q.to {
        Some(to) => between(q.number, to),
        // Where nothing bounds it no case asks for ends.
        None if q.comparator == Comparator::Eq => (None, None),
        None => interval(q.number, q.comparator, kind, false),
    };
    let scaled = |n: Option<Number>| n.map(|n| number(n) * factor);
    Said {
        text: text.to_owned(),
        value: q.to.is_none().then(|| number(q.number) * factor),
        ends: (scaled(ends.0), scaled(ends.1)),
        code: (q.unit.as_deref().map(str::to_owned)).filter(|_| q.sort == Sort::Funding),
    }
}

/// What stands before the number in their span and outside of ours; it bounds the fact, not the mention.
const BEFORE: [&str; 6] = ["不到", "最多", "至少", "最少", "起码", "从"];

fn theirs(line: &serde_json::Value) -> Said {
    let text = plain(line["text"].as_str().unwrap_or_default());
    let bare = BEFORE
        .iter()
        .find_map(|w| text.strip_prefix(w))
        .unwrap_or(&text);
    let mut said = Said {
        text: bare.to_owned(),
        value: line["num"].as_f64(),
        ends: (line["lo"].as_f64(), line["hi"].as_f64()),
        code: line["iso"].as_str().map(str::to_owned),
    };
    let arg = line["arg"].as_str().unwrap_or_default();
    let args: Vec<f64> = arg
        .trim_matches(['(', ')'])
        .split(',')
        .filter_map(|a| a.trim().parse().ok())
        .collect();
    match (line["rel"].as_str(), args.as_slice()) {
        (Some("between"), [a, b]) => said.ends = (Some(*a), Some(*b)),
        (Some(_), [a]) => said.value = Some(*a),
        _ => {}
    }
    said
}

fn in_grams(unit: &str) -> f64 {
    match unit {
        "公斤" | "千克" | "kg" => 1000.0,
        "毫克" | "mg" => 0.001,
        "斤" => 500.0,
        "两" => 50.0,
        _ => 1.0,
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
    number(n.number)
}

fn number(n: Number) -> f64 {
    n.to_string().parse().unwrap()
}

fn hundredths(unit: &str) -> f64 {
    match unit {
        "%" | "pp" => 1.0,
        "‰" => 0.1,
        "/万" => 0.01,
        "/10万" => 0.001,
        "/100万" => 0.0001,
        "/1亿" => 0.000001,
        unit => panic!("{unit}"),
    }
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
            out.push((at, end, value(n) * hundredths(unit)));
        }
    }
    out
}
