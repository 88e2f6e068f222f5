//! Lines that name no paragraph: page numbers, rules, contents lists.
//!
//! In: items. Out: the same with such lines marked as furniture, and the text
//! of the contents list. Not here: furniture that words show (`role`).

use super::layout::Item;
use super::lines::{Line, regex, trim_end};
use super::role;
use super::title::bare;
use crate::pattern::{DocumentWords, LazyRegex};
use crate::text::{Chars, any_pair};
use std::sync::LazyLock;

static LEADER: LazyLock<LazyRegex> =
    LazyLock::new(|| regex(r"(?:[.．·…‥・]\s?){4,}[^。]{0,40}$|…{2,}\s*[（(]?\d{0,4}[）)]?$"));

/// Marks furniture; answers the contents lists' text, comparable with [`bare`] titles.
pub fn furniture(raw: &str, items: Vec<Item>, words: &DocumentWords) -> (Vec<Item>, String) {
    let lists = contents(raw, &items, words);
    let mut entries = String::new();
    let mut lists = lists.into_iter().peekable();
    let mut out = Vec::with_capacity(items.len());
    for (i, item) in items.into_iter().enumerate() {
        while lists.next_if(|r| r.end <= i).is_some() {}
        let listed = lists.peek().is_some_and(|r| r.contains(&i));
        out.push(match item {
            Item::Line(line) if listed => {
                entries.push_str(&bare(line.span.of(raw)));
                Item::Furniture(line)
            }
            Item::Line(line) if role::page(line.span.of(raw)) || leader(raw, &line) => {
                Item::Furniture(line)
            }
            other => other,
        });
    }
    (out, entries)
}

static DOTS: LazyLock<Chars> = LazyLock::new(|| Chars::of(".．·…‥・"));

fn leader(raw: &str, line: &Line) -> bool {
    let text = line.span.of(raw);
    // The leader ends among the last characters; most lines have no dots there.
    line.noted
        && text.len() <= LEADING
        && any_pair(text.as_bytes(), may_be_two)
        && two(text)
        && (text.chars().rev().filter(|c| !c.is_whitespace()))
            .take(60)
            .any(|c| DOTS.hold(c))
        && LEADER.is_match(text)
}

/// No line with a leader is longer, in bytes.
pub(super) const LEADING: usize = 400;

/// Whether bytes may be of a dot with another character behind it, or with what is no digit and no letter
/// where it is a point; by the last two of a dot.
#[inline]
pub(super) fn may_be_two(a: u8, b: u8) -> bool {
    (a == b'.') & !matches!(b, b'0'..=b'z')
        | (a == 0xbc) & (b == 0x8e)
        | (a == 0xc2) & (b == 0xb7)
        | (a == 0x80) & ((b == 0xa6) | (b == 0xa5))
        | (a == 0x83) & (b == 0xbb)
}

/// True where a dot follows a dot, with one blank between them at most.
fn two(text: &str) -> bool {
    DOTS.places(text).any(|dot| {
        let mut behind = text[dot..].chars().skip(1);
        let next = match behind.next() {
            Some(c) if c.is_whitespace() => behind.next(),
            next => next,
        };
        next.is_some_and(|c| DOTS.hold(c))
    })
}

/// The stretches of items that are contents lists: from 目录 to the last line with a leader.
fn contents(raw: &str, items: &[Item], words: &DocumentWords) -> Vec<std::ops::Range<usize>> {
    let mut out = Vec::new();
    let mut i = 0;
    while i < items.len() {
        let Item::Line(line) = &items[i] else {
            i += 1;
            continue;
        };
        if line.cols > 16 || !role::contents(line.span.of(raw), words) {
            i += 1;
            continue;
        }
        let mut end = i + 1;
        for (j, item) in items.iter().enumerate().skip(i + 1).take(400) {
            let Item::Line(line) = item else { break };
            let text = line.span.of(raw);
            if trim_end(text).ends_with(['。', '：', '；']) || line.cols > 160 {
                break;
            }
            if leader(raw, line) {
                end = j + 1;
            }
        }
        out.push(i..end);
        i = end;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dot_is_seen_by_its_bytes() {
        let all = || ('\0'..=char::MAX).filter(|c| DOTS.hold(*c));
        for dots in all().flat_map(|a| all().map(move |b| [a, b])) {
            for between in ["", " ", "\u{3000}", "\u{a0}", "\u{1680}", "\t"] {
                let text = format!("甲{}{between}{}", dots[0], dots[1]);
                let may_be = any_pair(text.as_bytes(), may_be_two);
                assert!(may_be && two(&text), "{text:?}");
            }
        }
        let none = "第三章 保障措施，12.5".as_bytes();
        assert!(!any_pair(none, may_be_two));
    }

    #[test]
    fn a_dot_follows_a_dot() {
        for yes in ["一……", "一. .", "1.．"] {
            assert!(two(yes), "{yes}");
        }
        for no in ["1.2.3", "一.  .", "…", ""] {
            assert!(!two(no), "{no}");
        }
    }
}
