//! What the words of a title say: whether it is complete, its genre, what it prints.
//!
//! In: titles and openings. Out: answers about them. Not here: where a title stands (`split`).

use super::lines::{blank, regex};
use super::role::is_han;
use crate::pattern::{DocumentWords, LazyRegex};
use crate::text::Chars;
use crate::value::Genre;
use std::sync::LazyLock;

/// The first `bytes` of a text, cut at a character.
pub fn head_of(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The last `bytes` of a text, cut at a character.
pub fn tail_of(text: &str, bytes: usize) -> &str {
    let mut start = text.len().saturating_sub(bytes);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

/// A text without blanks, quotes, brackets of titles and emphasis, in one width: for comparison only.
pub fn bare(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    out.extend(bare_chars(text));
    out
}

/// The characters of [`bare`].
pub fn bare_chars(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter_map(|c| match c {
        '“' | '”' | '‘' | '’' | '"' | '\'' | '《' | '》' | '〈' | '〉' | '*' => None,
        c if blank(c) => None,
        '(' => Some('（'),
        ')' => Some('）'),
        ':' => Some('：'),
        ',' => Some('，'),
        '０'..='９' => char::from_u32(c as u32 - 0xfee0),
        c => Some(c),
    })
}

/// The title as it is printed: blanks between words kept as one, spaced-out characters drawn together.
pub fn display(raw: &str) -> String {
    let clean: String = raw.chars().filter(|c| *c != '*').collect();
    let words: Vec<&str> = clean.split(blank).filter(|w| !w.is_empty()).collect();
    if words.iter().all(|w| w.chars().count() == 1) {
        return words.concat();
    }
    words.join(" ")
}

/// A bracket at the start of `text` that says only a title's state (（试行）); answers its bytes.
pub fn state(text: &str, words: &DocumentWords) -> Option<usize> {
    let inner = text.strip_prefix(['（', '('])?;
    let close = inner.find(['）', ')']).filter(|i| *i <= 30)?;
    let word = inner[..close].trim();
    let known = words.lists.title.states.ends(word);
    known.then(|| {
        text.len() - inner.len() + close + inner[close..].chars().next().map_or(0, char::len_utf8)
    })
}

/// A title without the state in brackets at its end.
pub fn stateless<'t>(title: &'t str, words: &DocumentWords) -> &'t str {
    match title.rfind(['（', '(']) {
        Some(at) if state(&title[at..], words) == Some(title.len() - at) => title[..at].trim_end(),
        _ => title,
    }
}

/// True where the words of a title end as titles do.
pub fn complete(title: &str, words: &DocumentWords) -> bool {
    let title = stateless(title.trim(), words);
    balanced(title) && words.lists.title_endings.ends(title)
}

/// True where a title must go on in the next line.
pub fn open(title: &str, words: &DocumentWords) -> bool {
    !balanced(title) || words.lists.title.open_ends.ends(title)
}

/// True where every bracket and quote that opens also closes.
pub fn balanced(text: &str) -> bool {
    const PAIRS: [(char, char); 5] = [
        ('《', '》'),
        ('（', '）'),
        ('(', ')'),
        ('“', '”'),
        ('「', '」'),
    ];
    let mut left = [0isize; 5];
    for c in text.chars().filter(|c| !is_han(*c)) {
        for (left, (opens, closes)) in left.iter_mut().zip(PAIRS) {
            *left += isize::from(c == opens) - isize::from(c == closes);
        }
    }
    left.iter().all(|left| *left <= 0)
}

/// The genre that a title shows.
pub fn genre(title: &str, words: &DocumentWords) -> Option<Genre> {
    let title = bare(stateless(title.trim(), words));
    words
        .lists
        .genre
        .iter()
        .find(|g| g.ends.ends(&title) || g.holds.iter().any(|h| title.contains(h.as_str())))
        .map(|g| g.is)
}

/// True where a title is that of a bulletin.
pub fn bulletin(title: &str, words: &DocumentWords) -> bool {
    let title = bare(title);
    words.lists.title.bulletin.ends(&title)
}

static NAMED: LazyLock<LazyRegex> =
    LazyLock::new(|| regex(r"《([^《》]{4,80}(?:《[^《》]{2,80}》[^《》]{0,60})?)》"));
static UNQUOTED: LazyLock<LazyRegex> =
    LazyLock::new(|| regex(r"(?:印发|转发|批转|下发)([^《》。：\n]{4,80}?)的(?:通知|通告|函)"));

/// What comes behind such a name, the last but for the first only behind 的.
pub(super) static BEHIND: LazyLock<Chars> = LazyLock::new(|| Chars::of("》通函"));

/// Whether a name of that kind may end before the last character of a text, which is such a one.
pub(super) fn may_end_name(text: &str) -> bool {
    match text.strip_suffix(['通', '函']) {
        Some(before) => before.ends_with('的'),
        None => true,
    }
}

/// The names of what a notice prints: 《…》 in a sentence that says so, or what stands between 印发 and 的通知.
pub fn printed_names(opening: &str, words: &DocumentWords) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    if !words.says_printed(opening) {
        return out;
    }
    let sentences = opening.split('。').flat_map(|s| s.split('\n'));
    for sentence in sentences.filter(|s| words.says_printed(s)) {
        let named = NAMED
            .captures_iter(sentence)
            .chain(UNQUOTED.captures_iter(sentence));
        for m in named.filter_map(|c| c.get(1)) {
            let name = m.as_str().trim().to_string();
            if !out.contains(&name) && out.len() < 6 {
                out.push(name);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::tests::WORDS;
    use proptest::prelude::*;

    #[test]
    fn genres_by_title() {
        for (title, want) in [
            ("关于做好春季防火工作的通知", Some(Genre::Notice)),
            ("在全县教育大会上的讲话", Some(Genre::Speech)),
            ("2020年水利工作要点", Some(Genre::KeyPoints)),
            ("河道整治实施方案（试行）", Some(Genre::WorkPlan)),
            ("政 府 工 作 报 告", Some(Genre::WorkReport)),
            ("全市气象工作会议在临江召开", Some(Genre::MeetingNews)),
            ("2019年统计公报", None),
        ] {
            assert_eq!(genre(title, &WORDS), want, "{title}");
        }
    }

    #[test]
    fn what_a_notice_prints() {
        assert_eq!(
            printed_names(
                "现将《农村供水办法》印发给你们。请参照《水法》执行。",
                &WORDS
            ),
            ["农村供水办法"]
        );
        assert_eq!(
            printed_names("关于印发临江县植树行动方案的通知", &WORDS),
            ["临江县植树行动方案"]
        );
    }

    proptest! {
        #[test]
        fn pairs_are_counted_each_for_itself(text in "[《》（）()“”「」甲a]{0,8}") {
            let count = |c: char| text.matches(c).count();
            let usual = ["《》", "（）", "()", "“”", "「」"].iter().all(|pair| {
                let mut pair = pair.chars();
                pair.next().map(count) <= pair.next().map(count)
            });
            prop_assert_eq!(balanced(&text), usual);
        }

        #[test]
        fn a_name_ends_where_it_may(
            parts in prop::collection::vec(
                prop::sample::select(vec!["印发", "《", "》", "防火工作", "的", "通知", "通告", "函", "。"]),
                0..9,
            ),
        ) {
            let text = parts.concat();
            let ends = text.char_indices();
            let may = |(at, c): (usize, char)| {
                BEHIND.hold(c) && may_end_name(&text[..at + c.len_utf8()])
            };
            prop_assert!(ends.clone().any(may) || printed_names(&text, &WORDS).is_empty());
        }
    }

    #[test]
    fn titles_as_printed() {
        assert_eq!(display("专 刊"), "专刊");
        assert_eq!(display(" 凝聚力量  再上台阶 "), "凝聚力量 再上台阶");
    }
}
