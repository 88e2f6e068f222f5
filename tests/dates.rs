//! `patterns/date.toml` against its own examples, the skips of the annotation guide, and the gold files.

use gongwen::text::{Plain, Span};
use gongwen::value::{Anchor, date};
use regex_automata::{Input, meta};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    word: toml::Table,
    pattern: Vec<Pattern>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pattern {
    name: String,
    #[allow(dead_code)]
    says: String,
    gives: String,
    #[serde(rename = "match")]
    regex: String,
    yes: Vec<[String; 2]>,
    no: Vec<[String; 2]>,
}

fn file() -> File {
    let mut file: File = toml::from_str(include_str!("../patterns/date.toml")).unwrap();
    for p in &mut file.pattern {
        assert_eq!(p.gives, "date", "{}", p.name);
        assert!(!p.yes.is_empty() && !p.no.is_empty(), "{}", p.name);
        while let Some((name, value)) = file
            .word
            .iter()
            .find(|(n, _)| p.regex.contains(&format!("{{{n}}}")))
        {
            p.regex = p
                .regex
                .replace(&format!("{{{name}}}"), value.as_str().unwrap());
        }
        assert!(!p.regex.contains("\\d"), "{}", p.name);
    }
    file
}

/// Every span that one automaton of all patterns finds, the search going on at the end of each span.
fn find(regex: &meta::Regex, text: &str) -> Vec<(usize, usize, usize)> {
    let mut out = Vec::new();
    let mut caps = regex.create_captures();
    let mut at = 0;
    while at <= text.len() {
        regex.captures(Input::new(text).range(at..), &mut caps);
        let (Some(whole), Some(pattern)) = (caps.get_match(), caps.pattern()) else {
            break;
        };
        let span = caps.get_group_by_name("it").unwrap_or(whole.span());
        assert!(span.end > at, "nothing is found in {text}");
        out.push((pattern.as_usize(), span.start, span.end));
        at = span.end;
    }
    out
}

fn marked(text: &str) -> (String, String) {
    let (before, rest) = text.split_once('⟦').unwrap();
    let (it, after) = rest.split_once('⟧').unwrap();
    (format!("{before}{it}{after}"), it.to_owned())
}

#[test]
fn every_pattern_passes_its_examples() {
    let file = file();
    let all: Vec<_> = file.pattern.iter().map(|p| p.regex.as_str()).collect();
    let all = meta::Regex::new_many(&all).unwrap();
    let mut wrong = Vec::new();
    for p in &file.pattern {
        let one = meta::Regex::new(&p.regex).unwrap();
        for [text, edtf] in &p.yes {
            let (text, it) = marked(text);
            let says = date(&it).map(|d| d.resolve(&Anchor::default()));
            if says.as_ref() != Some(edtf) || !edtf_core::is_valid(edtf) {
                wrong.push(format!("{}: {it} reads as {says:?}, not {edtf}", p.name));
            }
            for (which, regex) in [("alone", &one), ("among all", &all)] {
                let found: Vec<_> = find(regex, &text)
                    .iter()
                    .map(|(_, a, b)| text[*a..*b].to_owned())
                    .collect();
                if !found.contains(&it) {
                    wrong.push(format!("{} {which}: {text}: {found:?}", p.name));
                }
            }
        }
        for [text, why] in &p.no {
            let found = find(&one, text);
            if !found.is_empty() {
                wrong.push(format!("{}: {text} ({why}): {found:?}", p.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the guide says to leave out; no pattern may find anything.
#[test]
fn skips() {
    let file = file();
    let all: Vec<_> = file.pattern.iter().map(|p| p.regex.as_str()).collect();
    let all = meta::Regex::new_many(&all).unwrap();
    for text in [
        "近年来，全省高度重视",
        "同期增长5.2%",
        "十年来",
        "连续三年",
        "党的十八届三中全会精神",
        "第十三届人大",
        "3年以下有期徒刑",
        "提出20周年",
        "学前三年毛入园率",
        "三年行动计划",
        "每年召开",
        "年初预算为5万元",
        "年底前完成",
        "20个工作日",
        "15日内",
        "35～64岁",
        "增长5.25个百分点",
        "下降9.12%",
        "〔2018〕1号",
        "12338热线",
        "“三八”妇女节",
        "两癌",
        "近两年",
        "5年内",
        "以前年度结转",
        "3年以上年均增长",
        "6月龄",
        "十五名",
        "二十四五岁",
        "每季度评分",
        "季度推进、半年总结",
        "长期",
        "年度预算",
        "一年一度",
        "三个月",
        "前三名",
        "上一级",
        "九五折",
        "本级",
        "12.5万元",
        "1.5∶1",
        "党的十九大",
        "一二三产业",
    ] {
        let found: Vec<_> = find(&all, text)
            .iter()
            .map(|(p, a, b)| (&file.pattern[*p].name, &text[*a..*b]))
            .collect();
        assert!(found.is_empty(), "{text}: {found:?}");
    }
}

/// What the patterns find in texts that nobody marked, the reader reads, as valid EDTF.
#[test]
fn patterns_and_reader_agree() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/texts/unlabelled");
    let Ok(paths) = std::fs::read_dir(&dir) else {
        eprintln!("skipped: no {}", dir.display());
        return;
    };
    let all: Vec<_> = file().pattern.into_iter().map(|p| p.regex).collect();
    let all = meta::Regex::new_many(&all).unwrap();
    let (mut count, mut wrong) = (0, Vec::new());
    for path in paths {
        let name = path.unwrap().file_name().to_string_lossy().into_owned();
        for line in text(&dir, &name).lines() {
            let plain = Plain::of(line, &[Span::new(0, line.len())]).text;
            for (_, a, b) in find(&all, &plain) {
                count += 1;
                let edtf = date(&plain[a..b]).map(|d| d.resolve(&Anchor::default()));
                if !edtf.as_deref().is_some_and(edtf_core::is_valid) {
                    wrong.push(format!("{name} {}: {edtf:?}", &plain[a..b]));
                }
            }
        }
    }
    eprintln!("{count} dates");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The year that each file speaks in, as its gold lines take it.
const YEARS: [(&str, i32); 10] = [
    ("000", 2014),
    ("001", 2015),
    ("002", 2015),
    ("003", 2018),
    ("004", 2021),
    ("daqing2017q1", 2017),
    ("daqing_communique2012", 2012),
    ("hailar2013", 2013),
    ("putuo_planning2024", 2024),
    ("xiangzhou2021", 2021),
];

/// The dates of the gold files are found at their place, with their value, and few besides.
#[test]
fn gold() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    if !shared.join("gold").is_dir() {
        let ci = std::env::var("CI").is_ok_and(|v| v == "true");
        assert!(!(ci && shared.is_dir()), "no gold in {}", shared.display());
        eprintln!("skipped: no gold in {}", shared.display());
        return;
    }
    let file = file();
    let all: Vec<_> = file.pattern.iter().map(|p| p.regex.as_str()).collect();
    let all = meta::Regex::new_many(&all).unwrap();
    let (mut hits, mut wrong) = (0, Vec::new());
    for set in ["samples", "real"] {
        for path in std::fs::read_dir(shared.join("gold").join(set)).unwrap() {
            let gold = path.unwrap().path();
            let stem = gold.file_stem().unwrap().to_string_lossy().into_owned();
            let raw = text(&shared.join("texts").join(set), &stem);
            let mut want = wanted(&std::fs::read_to_string(&gold).unwrap(), &raw);
            let year = YEARS.iter().find(|(s, _)| *s == stem).map(|(_, y)| *y);
            let anchor = Anchor {
                year,
                ..Anchor::default()
            };
            let plain = Plain::of(&raw, &[Span::new(0, raw.len())]);
            for (p, a, b) in find(&all, &plain.text) {
                let (span, it) = (plain.span(a..b), &plain.text[a..b]);
                let says = date(it).map_or("none".into(), |d| d.resolve(&anchor));
                match want.remove(&span.start) {
                    Some((text, edtf)) if text == span.of(&raw) && edtf == says => hits += 1,
                    gold => wrong.push(format!(
                        "{stem} {} {it} {says}, gold {gold:?}",
                        file.pattern[p].name
                    )),
                }
            }
            wrong.extend(want.values().map(|(t, _)| format!("{stem} misses {t}")));
        }
    }
    eprintln!("{hits} dates as in the gold files, apart from {wrong:#?}");
    assert!(wrong.len() * 20 < hits, "{wrong:#?}");
}

/// The decoded text of a gold file.
fn text(dir: &Path, stem: &str) -> String {
    let paths = std::fs::read_dir(dir).unwrap().map(|t| t.unwrap().path());
    let starts =
        |p: &std::path::PathBuf| p.file_name().unwrap().to_string_lossy().starts_with(stem);
    let bytes = std::fs::read(paths.into_iter().find(starts).unwrap()).unwrap();
    let raw = String::from_utf8(bytes)
        .unwrap_or_else(|e| encoding_rs::GB18030.decode(e.as_bytes()).0.into_owned());
    raw.trim_start_matches('\u{feff}').to_owned()
}

/// Where each date line of a gold file stands: its text and its value.
fn wanted(gold: &str, raw: &str) -> BTreeMap<usize, (String, String)> {
    let mut want = BTreeMap::new();
    for line in gold.lines().filter(|l| !l.trim().is_empty()) {
        let v: serde_json::Value = serde_json::from_str(line).unwrap();
        let field = |name: &str| v[name].as_str().unwrap_or_default();
        if field("kind") != "date" {
            continue;
        }
        if let Some(at) = raw.find(field("anchor")) {
            let start = at + field("anchor").find(field("text")).unwrap();
            want.insert(start, (field("text").to_owned(), field("value").to_owned()));
        }
    }
    want
}
