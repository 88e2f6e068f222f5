//! The stretches of a sentence that belong to a value, and the noun phrases in them.

use super::edges::Starts;
use super::sentence::{COUNT, DATE, Sentence, is_letter, without_letters};
use super::{Vocabulary, agent, words};
use crate::text::{CharAt, among, before_hanzi};
use std::borrow::Cow;
use std::cell::OnceCell;

/// The noun phrases on both sides of a value, each read when it is first asked for: most values want one.
pub struct Phrases<'s> {
    s: &'s Sentence<'s>,
    i: usize,
    v: &'s Vocabulary,
    left: OnceCell<Cow<'s, str>>,
    right: OnceCell<Cow<'s, str>>,
}

impl<'s> Phrases<'s> {
    /// Those of mention `i`.
    pub fn new(s: &'s Sentence<'s>, i: usize, v: &'s Vocabulary) -> Self {
        let (left, right) = (OnceCell::new(), OnceCell::new());
        Self {
            s,
            i,
            v,
            left,
            right,
        }
    }

    /// The one before it.
    pub fn left(&self) -> &str {
        self.left.get_or_init(|| {
            let left = left_phrase(self.s, self.i, self.v);
            match left.is_empty() {
                true => before_bracket(self.s, self.i, self.v),
                false => left,
            }
        })
    }

    /// The one after it.
    pub fn right(&self) -> &str {
        self.right
            .get_or_init(|| right_phrase(self.s, self.i, self.v))
    }

    /// Whether one of them is this.
    pub fn hold(&self, phrase: &str) -> bool {
        // What was read already is compared first.
        let is = |side: &OnceCell<Cow<str>>| side.get().map(|read| read == phrase);
        let (left, right) = (is(&self.left), is(&self.right));
        left == Some(true)
            || right == Some(true)
            || left.is_none() && may_hold(self.s.left(self.i), phrase) && self.left() == phrase
            || right.is_none() && may_hold(self.s.right(self.i), phrase) && self.right() == phrase
    }
}

/// Whether a phrase may be read from a text: what is stripped is left out, and nothing is added.
fn may_hold(text: &str, phrase: &str) -> bool {
    phrase.chars().next().is_none_or(|c| text.contains(c))
}

/// Marks that begin with the same byte, where they stand in a text, from the last one on.
pub fn marks_back<'t>(
    text: &'t str,
    marks: &'static [char],
) -> impl Iterator<Item = (usize, char)> + use<'t> {
    let mut first = [0; 4];
    let lead = marks
        .first()
        .map(|m| m.encode_utf8(&mut first).as_bytes()[0]);
    debug_assert!(
        marks
            .iter()
            .all(|m| Some(m.encode_utf8(&mut [0; 4]).as_bytes()[0]) == lead)
    );
    let leads = memchr::memrchr_iter(lead.unwrap_or_default(), text.as_bytes());
    leads.filter_map(|at| {
        let mark = text[at..].chars().next()?;
        marks.contains(&mark).then_some((at, mark))
    })
}

/// True where the text ends inside such a pair of marks.
pub fn inside(left: &str, pair: &'static [char; 2]) -> bool {
    let last = marks_back(left, pair).next();
    last.is_some_and(|(_, mark)| mark == pair[0])
}

/// True where the text ends inside 《…》.
pub fn in_book_title(left: &str) -> bool {
    inside(left, &['《', '》'])
}

/// The stretch of masked text before mention `i` that belongs to it.
pub fn left_piece<'s>(s: &'s Sentence, i: usize) -> &'s str {
    let left = s.left(i);
    let mut start = 0;
    let mut depth = 0usize;
    let mut at = before_hanzi(left);
    while let Some(c) = left[..at].chars().next_back() {
        let after = at;
        at -= c.len_utf8();
        let boundary = match c {
            '）' | '》' | '”' => {
                depth += 1;
                false
            }
            '（' | '《' | '“' if depth > 0 => {
                depth -= 1;
                false
            }
            '（' => true,
            '，' | '；' | '：' | '。' => depth == 0,
            '、' => {
                depth == 0
                    && (left[..at].ends_with("持平")
                        || left[..at]
                            .chars()
                            .next_back()
                            .is_some_and(is_quantity_letter))
            }
            c if is_quantity_letter(c) => true,
            _ => false,
        };
        if boundary {
            start = if names_its_own(&left[after..]) {
                left.len()
            } else {
                after
            };
            break;
        }
        at = before_hanzi(&left[..at]);
    }
    &left[start..]
}

/// 3500万元的管网改造、: what stands here belongs to the value before.
fn names_its_own(piece: &str) -> bool {
    piece.starts_with('的') && piece.ends_with(['、', '和']) && !piece.contains(['，', '；'])
}

/// True for a letter that stands for a number.
pub fn is_quantity_letter(c: char) -> bool {
    is_letter(c) && c != DATE
}

/// The noun phrase before mention `i`, without verbs, connectors, dates and the agent.
pub fn left_phrase<'s>(s: &'s Sentence, i: usize, v: &Vocabulary) -> Cow<'s, str> {
    let piece = left_piece(s, i);
    let number = (piece.len() == s.left(i).len())
        .then(|| v.numbering.find(piece.trim_start()))
        .flatten();
    strip_left(number.map_or(piece, |m| &piece.trim_start()[m.end()..]), v)
}

/// Strips what is not part of the subject from both ends.
pub fn strip_left<'t>(piece: &'t str, v: &Vocabulary) -> Cow<'t, str> {
    let piece = piece.trim();
    let rare = v.may_hold_rare(piece);
    let t = strip_start(v.without_tails(piece, rare), v);
    let t = match rare {
        true => v.inner_words.removed(t),
        false => Cow::Borrowed(t),
    };
    then(t, |t| {
        then(without_letters(t), |bare| {
            Cow::Borrowed(bare.trim_matches(|c: char| {
                !is_hanzi(c)
                    && (c.is_whitespace() || among("，、；：”》", c) && !t.contains(['“', '《']))
            }))
        })
    })
}

/// A text after one more step, copied only where it is already.
fn then<'t>(text: Cow<'t, str>, step: impl FnOnce(&str) -> Cow<str>) -> Cow<'t, str> {
    match text {
        Cow::Borrowed(text) => step(text),
        Cow::Owned(text) => Cow::Owned(step(&text).into_owned()),
    }
}

/// The noun phrase after mention `i`, up to the end of its clause.
pub fn right_phrase<'s>(s: &'s Sentence, i: usize, v: &Vocabulary) -> Cow<'s, str> {
    let right = after_bracket(s.right(i));
    let right = right.strip_prefix('的').unwrap_or(right);
    if v.right_stop.is_match(right) && !right.starts_with('“') {
        return Cow::Borrowed("");
    }
    phrase_until(right, v)
}

/// 不低于4名（…）专职人员: a bracket between a value and its noun is passed over.
fn after_bracket(right: &str) -> &str {
    let Some(close) = right.strip_prefix('（').and_then(|r| r.find('）')) else {
        return right;
    };
    let rest = &right['（'.len_utf8() + close + '）'.len_utf8()..];
    if rest.starts_with(is_hanzi) && close < 160 {
        rest
    } else {
        right
    }
}

fn is_hanzi(c: char) -> bool {
    ('\u{4e00}'..'\u{a000}').contains(&c)
}

/// The text up to the end of its clause; a short bracket inside is kept, another value ends it.
pub fn phrase_until<'t>(text: &'t str, v: &Vocabulary) -> Cow<'t, str> {
    // A quoted name is the whole name.
    if text.starts_with('“')
        && let Some(close) = text.find('”')
        && !text[close + '”'.len_utf8()..].starts_with(['、', '等', '“'])
    {
        return Cow::Borrowed(&text[..close + '”'.len_utf8()]);
    }
    let mut from = 0;
    let end = loop {
        let Some(CharAt { at, c, behind }) = v.phrase_marks.within(text, from).next() else {
            break text.len();
        };
        from = if c == u32::from('（')
            && at > 0
            && let Some(bracket) = short_bracket(&text[at..])
        {
            at + bracket
        } else if c == u32::from('、')
            && !v.right_end.hold('、')
            && !list_goes_on_with_value(&text[behind..])
        {
            behind
        } else {
            break at;
        };
    };
    let phrase = &text[..end];
    then(without_letters(phrase), |t| {
        Cow::Borrowed(v.without_joints(t).trim_end_matches('中'))
    })
}

/// How long a short bracket is that stands at the start of a text and holds no value.
fn short_bracket(text: &str) -> Option<usize> {
    let close = text.find('）').filter(|close| *close <= 30)?;
    (!text[..close].contains(is_quantity_letter)).then_some(close + '）'.len_utf8())
}

/// After 、 another item with its own value follows in the same clause.
fn list_goes_on_with_value(rest: &str) -> bool {
    rest.chars()
        .take(24)
        .take_while(|c| !matches!(c, '，' | '。' | '；'))
        .any(is_quantity_letter)
}

/// The phrase of the clause before the one that holds mention `i`.
pub fn previous_clause<'s>(s: &'s Sentence, i: usize, v: &Vocabulary) -> Cow<'s, str> {
    let piece = left_piece(s, i);
    let end = s.left(i).len() - piece.len();
    let before = s.left(i)[..end].trim_end_matches(['，', '；', '：']);
    let start = before
        .rfind(['，', '；', '：', '。'])
        .map_or(0, |p| p + '，'.len_utf8());
    let clause = &before[start..];
    if clause.contains(is_quantity_letter) {
        Cow::Borrowed("")
    } else {
        strip_left(clause, v)
    }
}

/// The masked text between the mention before and mention `i`.
pub fn left_gap<'s>(s: &'s Sentence, i: usize) -> &'s str {
    let from = if i == 0 {
        0
    } else {
        s.letters[i - 1] + COUNT.len_utf8()
    };
    &s.masked[from..s.letters[i]]
}

/// Strips connectors, verbs, areas and the agent from the start.
fn strip_start<'t>(mut t: &'t str, v: &Vocabulary) -> &'t str {
    let mut starts = v.starts(t);
    loop {
        if starts.has(Starts::KEPT) {
            return t;
        }
        let before = t.len();
        if let Some(end) = agent::agent_at_start(t, v).filter(|end| *end < t.len()) {
            t = &t[end..];
            starts = v.starts(t);
        }
        for member in [Starts::LEAD_IN, Starts::LEAD_AREA, Starts::LEAD_VERB] {
            if starts.has(Starts::KEPT) {
                return t;
            }
            let area = member == Starts::LEAD_AREA;
            if let Some(end) = starts.end(member).filter(|end| !area || *end < t.len())
                && !words::splits(t, end)
            {
                t = &t[end..];
                starts = v.starts(t);
            }
        }
        if t.len() == before {
            return t;
        }
    }
}

/// The noun before an opening bracket that a value stands in: 发酵酒（增长87%）.
pub fn before_bracket<'s>(s: &'s Sentence, i: usize, v: &Vocabulary) -> Cow<'s, str> {
    let piece = left_piece(s, i);
    let start = s.left(i).len() - piece.len();
    let Some(before) = s.left(i)[..start].strip_suffix('（') else {
        return Cow::Borrowed("");
    };
    let from = before
        .char_indices()
        .rev()
        .find(|(_, c)| among("，；：。、）（", *c) || is_quantity_letter(*c))
        .map_or(0, |(at, c)| at + c.len_utf8());
    strip_left(&before[from..], v)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::tests::{PATTERNS, VOCABULARY};
    use crate::mention::mentions;
    use proptest::prelude::*;

    const WORDS: &str = "实现|增长|同比|住宅|种植面积|（|）|（|）|，|、|的|“|”|和|2020年|30人|5%|3亿元|学生|教师|中";

    /// Where the noun behind a value ends, asked at each character.
    fn end_by_characters(text: &str) -> usize {
        let mut inside = 0..0;
        for (n, c) in text.char_indices() {
            let here = n..n + c.len_utf8();
            if inside.contains(&n) {
                continue;
            }
            let rest = &text[n..];
            let close = rest.find('）').filter(|close| *close <= 30 && n > 0);
            let kept = close.filter(|close| !rest[..*close].contains(is_quantity_letter));
            if let ('（', Some(close)) = (c, kept) {
                inside = n..n + close + '）'.len_utf8();
            } else if is_quantity_letter(c)
                || c == '（'
                || c == '、' && list_goes_on_with_value(&text[here.end..])
                || VOCABULARY.right_end.hold(c)
            {
                return n;
            }
        }
        text.len()
    }

    fn words() -> impl Strategy<Value = String> {
        let words = prop::sample::select(WORDS.split('|').collect::<Vec<_>>());
        prop::collection::vec(words, 0..12).prop_map(|words| words.concat())
    }

    proptest! {
        #[test]
        fn a_phrase_ends_where_asking_each_character_ends_it(text in words()) {
            let found = mentions(&text, &PATTERNS);
            let s = Sentence::new(&text, 0..text.len(), &found);
            let text = s.masked.trim_start_matches('“');
            let phrase = without_letters(&text[..end_by_characters(text)]).into_owned();
            let phrase = VOCABULARY.without_joints(&phrase).trim_end_matches('中');
            prop_assert_eq!(&*phrase_until(text, &VOCABULARY), phrase, "{}", text);
        }

        #[test]
        fn phrases_hold_what_one_of_them_is(text in words(), other in words()) {
            let found = mentions(&text, &PATTERNS);
            let s = Sentence::new(&text, 0..text.len(), &found);
            for i in (0..found.len()).filter(|i| !s.is_date(*i)) {
                let new = || Phrases::new(&s, i, &VOCABULARY);
                let (left, right) = (new().left().to_owned(), new().right().to_owned());
                for phrase in [&left, &right, &other] {
                    let is_one = *phrase == left || *phrase == right;
                    prop_assert_eq!(new().hold(phrase), is_one, "{} {} {}", text, i, phrase);
                }
            }
        }

        #[test]
        fn marks_are_where_they_are_searched_for(text in "[，；。（）、《》甲a\u{e000}]{0,9}") {
            let found: Vec<_> = marks_back(&text, &['，', '；']).collect();
            let usual = text.char_indices().rev().filter(|(_, c)| matches!(c, '，' | '；'));
            prop_assert_eq!(found, usual.collect::<Vec<_>>());
            let open = text.rfind('（').is_some_and(|open| text.rfind('）').is_none_or(|c| c < open));
            prop_assert_eq!(inside(&text, &['（', '）']), open);
        }
    }
}
