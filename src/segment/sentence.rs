//! A paragraph's plain text → its sentences.
//!
//! In: plain text. Out: ranges that cover it. Not here: clauses.

use crate::text::char_at;
use smallvec::SmallVec;
use std::ops::Range;

/// A bracket that is longer than this, in bytes, does not hold its full stops together.
const HELD: usize = 240;

/// A sentence that is longer than this, in bytes, ends at its next comma too, and at twice this
/// anywhere, so that reading a file costs no more than its length.
const LONG: usize = 2400;

/// The sentences of a block's plain text: up to and with 。！？；. A stop inside a
/// short “…”, （…） or 《…》 ends nothing, unless it closes a quote that ends the sentence. Most texts have few.
pub fn sentences(plain: &str) -> SmallVec<[Range<usize>; 4]> {
    sentences_to(plain, plain.len())
}

/// The same up to the one that holds a byte.
pub fn sentences_to(plain: &str, last: usize) -> SmallVec<[Range<usize>; 4]> {
    let mut out = SmallVec::new();
    let mut start = 0;
    let mut held_to = 0;
    let mut next = 0;
    while start <= last {
        let i = next_sign(plain, next, start + LONG);
        // A stretch without a mark may be too long by itself.
        while i > start + 2 * LONG {
            let least = held_to.max(start + 2 * LONG) + 1;
            let Some(end) = (least..=i).find(|n| plain.is_char_boundary(*n)) else {
                break;
            };
            out.push(start..end);
            start = end;
        }
        let Some((code, end)) = char_at(plain.as_bytes(), i) else {
            break;
        };
        next = end;
        let Some(c) = char::from_u32(code) else {
            continue;
        };
        match c {
            '。' | '！' | '？' | '；' => {
                out.push(start..end);
                start = end;
            }
            '，' | '、' if end - start > LONG => {
                out.push(start..end);
                start = end;
            }
            _ if end - start > 2 * LONG => {
                out.push(start..end);
                start = end;
            }
            '“' | '（' | '《' | '‘' => {
                if let Some(close) = closes(plain, end, c) {
                    (held_to, next) = (close, close);
                    let inner = &plain[end..close];
                    // “……。” at the end of a sentence ends it.
                    let ends = c == '“'
                        && inner.trim_end_matches(['”']).ends_with(['。', '！', '？'])
                        && !plain[close..].starts_with(['，', '、', '；', '的', '。']);
                    if ends {
                        out.push(start..close);
                        start = close;
                    }
                }
            }
            _ => {}
        }
    }
    if start <= last && start < plain.len() {
        out.push(start..plain.len());
    }
    out
}

/// Where the next character of three bytes begins that may end sentences or hold them together; the text's end
/// where none does. Before a place a comma is none of them.
fn next_sign(plain: &str, from: usize, commas: usize) -> usize {
    let bytes = plain.as_bytes();
    let near = &bytes[..bytes.len().min(commas)];
    let sign = |a, b, c| may_be_sign(a) & !is_comma(a, b, c);
    let found = next_three(near, from, sign).or_else(|| {
        // The first comma behind the place ends behind it.
        let far = near.len() < bytes.len();
        far.then(|| next_three(bytes, from.max(commas - 2), |a, _, _| may_be_sign(a)))?
    });
    found.unwrap_or(bytes.len())
}

/// Whether a byte begins a mark of Chinese text, as no hanzi does.
#[inline(always)]
fn may_be_sign(first: u8) -> bool {
    (first == 0xe2) | (first == 0xe3) | (first == 0xef)
}

/// Whether three bytes are ， or 、.
#[inline(always)]
fn is_comma(a: u8, b: u8, c: u8) -> bool {
    let wide = (a == 0xef) & (b == 0xbc) & (c == 0x8c);
    wide | (a == 0xe3) & (b == 0x80) & (c == 0x81)
}

/// Where the next three bytes begin that are asked for. Sixteen places are asked together, without a branch,
/// which the compiler makes few instructions of.
#[inline(always)]
fn next_three(bytes: &[u8], from: usize, is: impl Fn(u8, u8, u8) -> bool) -> Option<usize> {
    // A byte for each of sixteen places.
    let sixteen = |piece: &[u8; 18]| {
        let mut found = [0; 16];
        for (n, found) in found.iter_mut().enumerate() {
            *found = u8::from(is(piece[n], piece[n + 1], piece[n + 2]));
        }
        u128::from_le_bytes(found)
    };
    let first = |found: u128| found.trailing_zeros() as usize / 8;
    let mut at = from;
    while let Some(piece) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let found = sixteen(piece);
        if found != 0 {
            return Some(at + first(found));
        }
        at += 16;
    }
    let Some(piece) = bytes.last_chunk() else {
        let mut left = bytes.get(at..)?.windows(3);
        return left.position(|w| is(w[0], w[1], w[2])).map(|n| at + n);
    };
    // Those that are left are the last of sixteen at the end.
    let asked = at + piece.len() - bytes.len();
    let found = sixteen(piece).checked_shr(asked as u32 * 8)?;
    (found != 0).then(|| at + first(found))
}

/// One past the bracket that closes the one before `from`, where it is near.
fn closes(plain: &str, from: usize, open: char) -> Option<usize> {
    let close = match open {
        '“' => '”',
        '（' => '）',
        '《' => '》',
        _ => '’',
    };
    let mut depth = 1;
    for (i, c) in plain[from..].char_indices() {
        if i > HELD {
            return None;
        }
        if c == open {
            depth += 1;
        } else if c == close {
            depth -= 1;
            if depth == 0 {
                return Some(from + i + c.len_utf8());
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(s: &str) -> Vec<&str> {
        sentences(s).into_iter().map(|r| &s[r]).collect()
    }

    #[test]
    fn endless_sentences_end_at_a_comma() {
        let text = "新建学校三所，".repeat(1000);
        let parts = sentences(&text);
        assert!(
            parts.len() > 5 && parts.iter().all(|r| r.len() <= LONG + 30),
            "{parts:?}"
        );
        let text = "田".repeat(5000);
        assert!(sentences(&text).iter().all(|r| r.len() <= 2 * LONG + 3));
    }

    /// The same, one character after the other.
    fn one_by_one(plain: &str) -> Vec<Range<usize>> {
        let (mut out, mut start, mut held_to) = (Vec::new(), 0, 0);
        for (i, c) in plain.char_indices() {
            if i < held_to {
                continue;
            }
            let end = i + c.len_utf8();
            let long = end - start;
            let ends = matches!(c, '。' | '！' | '？' | '；')
                || matches!(c, '，' | '、') && long > LONG
                || long > 2 * LONG;
            if ends {
                out.push(start..end);
                start = end;
            } else if "“（《‘".contains(c)
                && let Some(close) = closes(plain, end, c)
            {
                held_to = close;
                let stop = plain[end..close]
                    .trim_end_matches('”')
                    .ends_with(['。', '！', '？']);
                let goes_on = plain[close..].starts_with(['，', '、', '；', '的', '。']);
                if c == '“' && stop && !goes_on {
                    out.push(start..close);
                    start = close;
                }
            }
        }
        out.extend((start < plain.len()).then_some(start..plain.len()));
        out
    }

    proptest! {
        #[test]
        fn three_bytes_are_found_as_one_by_one(text in "[田。a，]{0,24}", from in 0usize..80) {
            let stop = |a, b, c| [a, b, c] == *"。".as_bytes();
            let mut left = text.as_bytes().get(from..).unwrap_or_default().windows(3);
            let usual = left.position(|w| stop(w[0], w[1], w[2])).map(|n| from + n);
            prop_assert_eq!(next_three(text.as_bytes(), from, stop), usual);
        }

        #[test]
        fn marks_are_found_as_one_by_one(
            parts in proptest::collection::vec((0usize..10, 1usize..2 * LONG), 0..12),
        ) {
            let texts = ["田", "·𠮷", "a", "。", "，", "“甲。”", "（乙", "）", "—", "；的"];
            // Marks stand alone or in few, the rest in stretches.
            let long = |n: usize, times: usize| if n < 3 { times } else { times % 3 };
            let part = |(n, times): &(usize, usize)| texts[*n].repeat(long(*n, *times));
            let plain: String = parts.iter().map(part).collect();
            let all = sentences(&plain);
            prop_assert_eq!(all.to_vec(), one_by_one(&plain));
            for last in (0..plain.len()).step_by(97) {
                let some = sentences_to(&plain, last);
                prop_assert!(all.starts_with(&some) && some.iter().any(|s| s.contains(&last)));
            }
        }
    }

    #[test]
    fn stops_end_sentences() {
        assert_eq!(
            split("甲镇修路。乙镇建桥；丙村通水"),
            ["甲镇修路。", "乙镇建桥；", "丙村通水"]
        );
    }

    #[test]
    fn stops_in_brackets_do_not() {
        assert_eq!(
            split("全年植树（其中：松树；柏树。）三万株。完成。"),
            ["全年植树（其中：松树；柏树。）三万株。", "完成。"]
        );
        assert_eq!(
            split("他说：“路修好了。”大家鼓掌。"),
            ["他说：“路修好了。”", "大家鼓掌。"]
        );
        assert_eq!(split("（没有合上。第二句。"), ["（没有合上。", "第二句。"]);
    }

    #[test]
    fn everything_is_covered() {
        let s = "甲。乙“丙。丁”，戊！己";
        let mut at = 0;
        for r in sentences(s) {
            assert_eq!(r.start, at);
            at = r.end;
        }
        assert_eq!(at, s.len());
    }
}
