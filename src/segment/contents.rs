//! Lines that name no paragraph: page numbers, rules, contents lists.
//!
//! In: items. Out: the same with such lines marked as furniture, and the text
//! of the contents list. Not here: furniture that words show (`role`).

use super::layout::Item;
use super::lines::{Line, regex, trim_end};
use super::noted::Noted;
use super::role;
use super::title::bare_chars;
use crate::pattern::{DocumentWords, LazyRegex};
use crate::text::Chars;
use std::sync::LazyLock;

static LEADER: LazyLock<LazyRegex> =
    LazyLock::new(|| regex(r"(?:[.．·…‥・]\s?){4,}[^。]{0,40}$|…{2,}\s*[（(]?\d{0,4}[）)]?$"));

/// Marks furniture; answers the contents lists' text, comparable with [`bare`](super::title::bare) titles.
pub fn furniture(noted: &Noted, items: &mut [Item], words: &DocumentWords) -> String {
    let mut entries = String::new();
    let mut lists = contents(noted, items, words).into_iter().peekable();
    for (i, item) in items.iter_mut().enumerate() {
        while lists.next_if(|r| r.end <= i).is_some() {}
        let Item::Line(line) = item else { continue };
        let text = line.text;
        let listed = lists.peek().is_some_and(|r| r.contains(&i));
        if listed {
            entries.extend(bare_chars(text));
        }
        if listed || role::page(text) || leader(noted, line) {
            *item = Item::Furniture(*line);
        }
    }
    entries
}

/// What leaders are made of.
pub(super) static DOTS: LazyLock<Chars> = LazyLock::new(|| Chars::of(".．·…‥・"));

/// No line with a leader is longer, in bytes.
const LEADING: usize = 400;

fn leader(noted: &Noted, line: &Line) -> bool {
    let text = line.text;
    // The leader ends among the last characters; most lines have no dots there.
    text.len() <= LEADING
        && noted.has_dots(line.span())
        && (text.chars().rev().filter(|c| !c.is_whitespace()))
            .take(60)
            .any(|c| DOTS.hold(c))
        && LEADER.is_match(text)
}

/// The stretches of items that are contents lists: from 目录 to the last line with a leader.
fn contents(noted: &Noted, items: &[Item], words: &DocumentWords) -> Vec<std::ops::Range<usize>> {
    let mut out = Vec::new();
    let mut i = 0;
    while i < items.len() {
        let Item::Line(line) = &items[i] else {
            i += 1;
            continue;
        };
        if line.cols > 16 || !role::contents(line.text, words) {
            i += 1;
            continue;
        }
        let mut end = i + 1;
        for (j, item) in items.iter().enumerate().skip(i + 1).take(400) {
            let Item::Line(line) = item else { break };
            if trim_end(line.text).ends_with(['。', '：', '；']) || line.cols > 160 {
                break;
            }
            if leader(noted, line) {
                end = j + 1;
            }
        }
        out.push(i..end);
        i = end;
    }
    out
}
