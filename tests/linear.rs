//! Time follows the length of the text, whatever stands in it.
//!
//! Each text is read at one length and at four times it; a cost that grows with the square of the length
//! takes sixteen times as long then. A busy machine must not fail it: there are three tries.

use gongwen::audit::{Words, within};
use gongwen::extract::Extractor;
use gongwen::pattern::Patterns;
use gongwen::source::Input;
use std::time::{Duration, Instant};

fn input(text: &str) -> Input {
    Input {
        path: "a.txt".into(),
        bytes: text.as_bytes().to_vec(),
        sha256: "00".into(),
    }
}

/// Texts that a careless step reads again and again, by name, made of so many pieces.
fn texts(n: usize) -> Vec<(&'static str, String)> {
    let list = |piece: &dyn Fn(usize) -> String| (0..n).map(piece).collect::<Vec<_>>();
    let units = list(&|i| format!("第{}教育局", i % 97)).join("、");
    vec![
        ("digits", "1234567890".repeat(n)),
        ("numerals", "一二三四五六七八九十".repeat(n)),
        ("open brackets", "（".repeat(4 * n)),
        ("brackets", "（）“”《》".repeat(n)),
        ("open quotes", "“《".repeat(2 * n)),
        ("units in charge", format!("由{units}负责落实。")),
        ("units in brackets", format!("（责任单位：{units}）")),
        (
            "names and values in parallel",
            format!(
                "{}分别完成{}。",
                list(&|i| format!("甲{i}镇")).join("、"),
                list(&|i| format!("{i}万元")).join("、")
            ),
        ),
        ("rates", "增长5%、".repeat(n)),
        ("months", "2020年1月".repeat(n)),
        ("blanks", "全市 建成 学校 3 所 ".repeat(n / 4)),
        ("short lines", "全市\n".repeat(4 * n)),
        ("units on lines of their own", "教育局\n".repeat(8 * n)),
        ("rows", "学校\t3\t5%\n".repeat(n)),
        (
            "headings",
            list(&|i| format!("一、抓好第{i}项工作\n")).concat(),
        ),
        (
            "titles",
            list(&|i| format!("关于印发某市第{i}号方案的通知\n某政发〔2020〕{i}号\n")).concat(),
        ),
    ]
}

/// Claims over and over: each is set against its own counterpart alone. Those with errors are fewer,
/// since for each error changes are tried.
fn claims(n: usize) -> Vec<(&'static str, String)> {
    let list = |piece: &dyn Fn(usize) -> String| (0..n).map(piece).collect::<Vec<_>>();
    vec![
        (
            "a share that is wrong",
            "选出代表320名，其中女代表98名，占32.6%。".repeat(n / 20),
        ),
        (
            "a part beyond its whole",
            "全市有学校240所，其中民办学校260所。".repeat(n / 4),
        ),
        (
            "shares by name",
            "医疗支出236.6万元，本年支出946.5万元，医疗支出占25.0%。".repeat(n / 4),
        ),
        (
            "a fall and a rebound",
            "患病率持续降低。\n一季度患病率出现反弹。\n".repeat(n),
        ),
        (
            "a meeting passed on",
            "3月9日，全省河长制推进会在甲市召开。\n3月11日，乙市召开会议，贯彻全省河长制推进会精神。\n".repeat(n / 4),
        ),
        (
            "counts behind a list",
            list(&|i| format!("第{i}级平台、三级平台")).join("、"),
        ),
    ]
}

const PIECES: usize = 1500;

type Texts = fn(usize) -> Vec<(&'static str, String)>;

fn grows_with_the_length(texts: Texts, work: impl Fn(&Input)) {
    let timed = |text: &str| {
        let input = input(text);
        let began = Instant::now();
        work(&input);
        began.elapsed()
    };
    for ((name, short), (_, long)) in texts(PIECES).into_iter().zip(texts(4 * PIECES)) {
        // What is made when it is first asked for is made now.
        timed(&short);
        let lengths = (short.len(), long.len());
        linear(name, lengths, || (timed(&short), timed(&long)));
    }
}

/// Of three tries one must take no more than six times as long for four times as much.
fn linear(name: &str, lengths: (usize, usize), tried: impl Fn() -> (Duration, Duration)) {
    let mut tries = Vec::new();
    while tries.len() < 3 {
        let (once, four) = tried();
        if four < 6 * once + Duration::from_millis(150) {
            return;
        }
        tries.push((once, four));
    }
    panic!("{name}: {tries:?} for {lengths:?} bytes");
}

fn extractor() -> Extractor {
    let patterns = Patterns::built_in().unwrap();
    Extractor::new(patterns, None).unwrap()
}

#[test]
fn extracting_grows_with_the_length() {
    let extractor = extractor();
    grows_with_the_length(texts, |input| {
        extractor.rows(input);
    });
}

#[test]
fn decoding_grows_with_the_length() {
    let timed = |n: usize| {
        // A stray byte in each line.
        let bytes = ["全市新建学校3所。".as_bytes(), b"\xff\n"]
            .concat()
            .repeat(n);
        let began = Instant::now();
        let text = gongwen::text::decode(&bytes, Some("utf-8")).unwrap();
        assert_eq!(text.damaged, n);
        began.elapsed()
    };
    timed(1000);
    linear("malformed", (50_000, 200_000), || {
        (timed(50_000), timed(200_000))
    });
}

fn audit_grows_with_the_length(texts: Texts) {
    let extractor = extractor();
    let words = Words::built_in().unwrap();
    grows_with_the_length(texts, |input| {
        let documents = extractor.figures(input).unwrap();
        within(words, &documents, false);
    });
}

#[test]
fn auditing_grows_with_the_length() {
    audit_grows_with_the_length(texts);
}

#[test]
fn repeated_claims_are_audited_one_by_one() {
    audit_grows_with_the_length(claims);
}
