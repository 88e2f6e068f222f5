//! Lines that name no paragraph: page numbers, rules, contents lists.
//!
//! In: items. Out: the same with such lines marked as furniture, and the text
//! of the contents list. Not here: furniture that words show (`role`).

use super::layout::Item;
use super::lines::{blank, regex};
use super::role;
use super::title::bare;
use crate::pattern::{DocumentWords, LazyRegex};
use crate::text::any_pair;
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
            Item::Line(line) if role::page(line.span.of(raw)) || leader(line.span.of(raw)) => {
                Item::Furniture(line)
            }
            other => other,
        });
    }
    (out, entries)
}

fn dot(c: &char) -> bool {
    matches!(c, '.' | '．' | '·' | '…' | '‥' | '・')
}

fn leader(text: &str) -> bool {
    let last = text.chars().rev().filter(|c| !c.is_whitespace());
    // The leader ends among the last characters; most lines have no dot there.
    text.len() <= 400
        && dotted(text)
        && last.take(60).any(|c| dot(&c))
        && two(text)
        && LEADER.is_match(text)
}

/// True where bytes stand that are of a dot; looked for by their last two, all at once.
fn dotted(text: &str) -> bool {
    let pair = |a, b| {
        (a == 0xbc) & (b == 0x8e)
            | (a == 0xc2) & (b == 0xb7)
            | (a == 0x80) & ((b == 0xa6) | (b == 0xa5))
            | (a == 0x83) & (b == 0xbb)
    };
    let bytes = text.as_bytes();
    memchr::memchr(b'.', bytes).is_some() || any_pair(bytes, pair)
}

/// True where a dot follows a dot, with one blank between them at most.
fn two(text: &str) -> bool {
    let mut since = usize::MAX;
    text.chars().any(|c| {
        let again = dot(&c) && since <= 1;
        since = match c {
            c if dot(&c) => 0,
            c if c.is_whitespace() => since.saturating_add(1),
            _ => usize::MAX,
        };
        again
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
            if text.trim_end_matches(blank).ends_with(['。', '：', '；']) || line.cols > 160 {
                break;
            }
            if leader(text) {
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
        for c in ('\0'..=char::MAX).filter(dot) {
            assert!(dotted(&c.to_string()), "{c:?}");
        }
        assert!(!dotted("第三章 保障措施，12"));
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
