//! A slip inside an expression: what it is and where, in the words of the file.
//!
//! In: an expression as written, the fragments that fill it, the error. Out: one
//! line. Not here: filling and compiling (`file`).

use regex::Regex;
use std::collections::BTreeMap;
use std::ops::Range;

/// The cause of an error, with the character at which it stands: `unclosed group at character 4, 「(?:不低」`.
pub(super) fn slip(
    written: &str,
    words: &BTreeMap<String, String>,
    error: &regex::Error,
) -> String {
    let Ok(filled) = super::words::fill(written, words) else {
        return error.to_string();
    };
    let Err(error) = regex_syntax::parse(&filled) else {
        // It can be read, but is too large.
        return error.to_string();
    };
    let Some(at) = place(&error) else {
        return cause(&error);
    };
    let (start, word) = unfilled(written, words, at.start);
    let what = kind(&error);
    let n = written[..start].chars().count() + 1;
    match word {
        Some(word) => format!("{what}, in the word `{word}` at character {n}"),
        None => format!("{what} at character {n}, {}", from(&written[start..])),
    }
}

/// The cause of an error in an expression that stands by itself.
pub(super) fn cause(error: &regex_syntax::Error) -> String {
    let text = match error {
        regex_syntax::Error::Parse(e) => e.pattern(),
        regex_syntax::Error::Translate(e) => e.pattern(),
        _ => return error.to_string(),
    };
    match place(error) {
        Some(at) => format!("{}, {}", kind(error), from(&text[at.start..])),
        None => kind(error),
    }
}

/// The beginning of what is wrong, in corner brackets.
fn from(rest: &str) -> String {
    let short: String = rest.chars().take(12).collect();
    let more = if short.len() < rest.len() { "…" } else { "" };
    format!("「{short}{more}」")
}

fn kind(error: &regex_syntax::Error) -> String {
    match error {
        regex_syntax::Error::Parse(e) => e.kind().to_string(),
        regex_syntax::Error::Translate(e) => e.kind().to_string(),
        e => e.to_string(),
    }
}

fn place(error: &regex_syntax::Error) -> Option<Range<usize>> {
    let span = match error {
        regex_syntax::Error::Parse(e) => e.span(),
        regex_syntax::Error::Translate(e) => e.span(),
        _ => return None,
    };
    Some(span.start.offset..span.end.offset)
}

/// The byte of the written expression that a byte of the filled one comes from, and the word that it stands in.
fn unfilled<'w>(
    written: &'w str,
    words: &BTreeMap<String, String>,
    at: usize,
) -> (usize, Option<&'w str>) {
    // `fill` replaces exactly these; a pattern that does not compile is a slip of this line alone.
    let Ok(names) = Regex::new(r"\{([a-z_]+)\}") else {
        return (0, None);
    };
    let mut longer = 0usize;
    for name in names.captures_iter(written) {
        let (Some(whole), Some(word)) = (name.get(0), name.get(1)) else {
            continue;
        };
        let Some(fragment) = words.get(word.as_str()) else {
            continue;
        };
        let start = whole.start() + longer;
        if at < start {
            break;
        }
        if at < start + fragment.len() {
            return (whole.start(), Some(word.as_str()));
        }
        longer = (longer + fragment.len()).saturating_sub(whole.len());
    }
    ((at.saturating_sub(longer)).min(written.len()), None)
}
