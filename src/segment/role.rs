//! What a paragraph is by its own words: a date, a unit, recipients, a note, text.
//!
//! In: a paragraph. Out: [`Role`]. Not here: what it means where it stands (`split`).

use super::day::{day, ends_day};
use super::layout::{Para, ParaKind};
use super::lines::{blank, regex, trim_end};
use super::mark::{NUMERALS, mark};
use super::title;
use crate::pattern::{DocumentWords, LazyRegex, Listed};
use crate::text::among;
use memchr::memchr2;
use std::sync::LazyLock;

/// What a paragraph is by its own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// Page numbers, rules, contents lines.
    Furniture,
    /// A table.
    Table,
    /// 发文字号 on a line of its own.
    DocNo(String),
    /// A date on a line of its own.
    Date(String),
    /// A unit and the date of printing.
    Print(String),
    /// The name of a unit.
    Unit,
    /// A unit and a date on one line; boxed, for few paragraphs are one and each has a role.
    Signature(Box<(String, String)>),
    /// The unit that edits.
    Editor(String),
    /// A unit in brackets that closes a piece of news.
    Byline(String),
    /// An office and a name.
    Speaker(String),
    /// A line that names no content.
    Note,
    /// Who gets a copy.
    Copies,
    /// Who is written to.
    Recipients,
    /// 同志们：
    Salutation,
    /// 附件 on a line of its own.
    Attachment,
    /// Text that starts with the mark of a heading or an item.
    Marked,
    /// Short text without an end.
    Short,
    /// Running text.
    Body,
}

impl Role {
    /// True where the paragraph carries the content of a document.
    pub fn content(&self) -> bool {
        matches!(
            self,
            Self::Body | Self::Marked | Self::Table | Self::Recipients | Self::Salutation
        )
    }
}

/// The longest text, in bytes, that can be anything but running text.
const SHORT: usize = 300;

static DOC_NO: LazyLock<LazyRegex> = LazyLock::new(|| {
    regex(
        r"^(?:发文字号|文号|字号)?：?[（【]?(?<by>\p{Han}{1,16}(?:发|函|办|字|令|通|告|规)?)[〔［\[（【](?<year>(?:19|20)\d\d)[〕］\]）】]第?(?<number>\d{1,5})号[）】]?(?:签发人.*)?$",
    )
});
static COPIES_PRINTED: LazyLock<LazyRegex> = LazyLock::new(|| regex(r"^（?共?印\d+份）?$"));
static PAGE: LazyLock<LazyRegex> = LazyLock::new(|| {
    regex(
        r"^(?:[-—–－\s]{1,4}\d{1,4}[-—–－\s]{1,4}|第\s*\d{1,4}\s*页(?:[,，/\s]*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4}|[-—–_=*＿]{3,})$",
    )
});

/// True for a page number or a rule.
pub fn page(text: &str) -> bool {
    text.len() <= 40 && PAGE.is_match(text)
}

/// The role of a paragraph that begins with the mark of a heading, or does not.
pub fn role(raw: &str, para: &Para, marked: bool, words: &DocumentWords) -> Role {
    match para.kind {
        ParaKind::Furniture => return Role::Furniture,
        ParaKind::Table(_) => return Role::Table,
        ParaKind::Text => {}
    }
    let text = &*para.plain.text;
    if text.len() > SHORT {
        let recipients = !marked && text.len() < 1500 && recipients(text, words);
        return if recipients {
            Role::Recipients
        } else if marked {
            Role::Marked
        } else {
            Role::Body
        };
    }
    let edges = Edges::of(text);
    // Neither a date nor a name ends like a sentence.
    let date_or_name = || match edges.last {
        Some('。' | '；') => None,
        _ => date_like(text, edges, words).or_else(|| named(raw, para, edges, words)),
    };
    if let Some(r) = number(text)
        .or_else(date_or_name)
        .or_else(|| around(text, edges, words))
    {
        return r;
    }
    match edges.last {
        _ if marked => Role::Marked,
        Some('。' | '；' | '：' | '，' | '！' | '？' | '、') if para.hashes == 0 => {
            Role::Body
        }
        _ => Role::Short,
    }
}

/// The characters at the edges of a text, which settle most questions to it.
#[derive(Debug, Clone, Copy)]
struct Edges {
    first: Option<char>,
    last: Option<char>,
}

impl Edges {
    fn of(text: &str) -> Self {
        let mut chars = text.chars();
        Self {
            first: chars.clone().next(),
            last: chars.next_back(),
        }
    }

    /// False where the text begins with no word of a list.
    #[inline]
    fn may_begin(self, list: &Listed) -> bool {
        self.first.is_none_or(|c| list.may_begin_with(c))
    }

    /// False where it ends with none.
    #[inline]
    fn may_end(self, list: &Listed) -> bool {
        self.last.is_none_or(|c| list.may_end_with(c))
    }
}

/// What stands before the year of a 发文字号, its label included, has fewer bytes.
const BEFORE_YEAR: usize = 100;

/// 发文字号 with what may stand around it.
fn number(text: &str) -> Option<Role> {
    // It begins with no sign of ASCII, as many items do.
    if text.as_bytes().first().is_none_or(u8::is_ascii) {
        return None;
    }
    // Before its year, which a bracket opens, stands no other digit, and little else.
    let opening = &text.as_bytes()[..text.len().min(BEFORE_YEAR)];
    let year = memchr2(b'1', b'2', opening)?;
    if text[..year].ends_with(['〔', '［', '[', '（', '【'])
        && text.contains('号')
        && let Some(m) = DOC_NO.captures(text)
    {
        let [by, year, number] = ["by", "year", "number"].map(|name| m.text(name));
        return Some(Role::DocNo(format!("{by}〔{year}〕{number}号")));
    }
    None
}

fn date_like(text: &str, edges: Edges, words: &DocumentWords) -> Option<Role> {
    let printed = &words.lists.matter.printed;
    // Inside brackets another character is the last.
    let bracket = |c| matches!(c, '（' | '）');
    if !edges.last.is_some_and(|c| bracket(c) || ends_day(c)) && !edges.may_end(printed) {
        return None;
    }
    let inner = text.trim_matches(bracket);
    let may_end = |t: &str| printed.ends(t) || t.ends_with(ends_day);
    if !may_end(inner) {
        return None;
    }
    let inner = inner.split_once("日期：").map_or(inner, |(_, d)| d);
    if !may_end(inner) {
        return None;
    }
    let (place, date) = day(inner)?;
    let (before, after) = (&inner[..place.start], &inner[place.end..]);
    if printed.iter().any(|p| after == p) && (before.is_empty() || unit(before, words)) {
        return Some(Role::Print(date));
    }
    if !after.is_empty() {
        return None;
    }
    if before.is_empty() {
        return Some(Role::Date(date));
    }
    let signed = || Role::Signature(Box::new((before.to_string(), date)));
    unit(before, words).then(signed)
}

/// Lines that name a unit or a person.
fn named(raw: &str, para: &Para, edges: Edges, words: &DocumentWords) -> Option<Role> {
    let text = &*para.plain.text;
    let issuer = &words.lists.issuer;
    if edges.may_end(&issuer.suffixes) && unit(text, words) {
        return Some(Role::Unit);
    }
    if edges.may_end(&issuer.editors)
        && let Some(editor) = issuer.editors.end_of(text)
        && let Some(unit_name) = text.strip_suffix(editor).filter(|u| unit(u, words))
    {
        return Some(Role::Editor(unit_name.to_string()));
    }
    if let Some(inner) = text.strip_prefix('（').and_then(|t| t.strip_suffix('）')) {
        let inner = inner.split_once('：').map_or(inner, |(_, u)| u);
        if unit(inner, words) {
            return Some(Role::Byline(inner.to_string()));
        }
    }
    let may_have_name = match &*para.pieces {
        [piece] => !para.plain.is_verbatim(piece.len()),
        pieces => pieces.len() > 1,
    };
    let name = may_have_name.then(|| match &*para.pieces {
        [piece] => speaker(piece.of(raw), words),
        _ => speaker(&shown(raw, para), words),
    })?;
    name.map(Role::Speaker)
}

fn around(text: &str, edges: Edges, words: &DocumentWords) -> Option<Role> {
    let matter = &words.lists.matter;
    let bracket = |c| matches!(c, '（' | '【' | '[');
    let note = if edges.first.is_some_and(bracket) {
        matter.notes.begins(text.trim_start_matches(bracket))
    } else {
        edges.may_begin(&matter.notes) && matter.notes.begins(text)
    };
    let printed = matches!(edges.last, Some('份' | '）')) && COPIES_PRINTED.is_match(text);
    if printed || note {
        return Some(Role::Note);
    }
    let addressed = |c: &String| {
        let rest = text.strip_prefix(c.as_str());
        rest.is_some_and(|r| r.starts_with('：'))
    };
    if edges.may_begin(&matter.copies) && matter.copies.iter().any(addressed) {
        return Some(Role::Copies);
    }
    let attachment = &words.lists.title.attachment;
    let numbered = |c: char| c.is_ascii_digit() || among(NUMERALS, c);
    let label = || text.trim_end_matches('：').trim_end_matches(numbered);
    if edges.may_begin(attachment) && attachment.iter().any(|a| a == label()) {
        return Some(Role::Attachment);
    }
    if !matches!(edges.last, Some('：' | '，' | '！')) {
        return None;
    }
    if edges.may_begin(&matter.salutations)
        && matter.salutations.begins(text)
        && text.chars().count() <= 30
    {
        return Some(Role::Salutation);
    }
    recipients(text, words).then_some(Role::Recipients)
}

/// True for the name of a unit and nothing else.
pub fn unit(text: &str, words: &DocumentWords) -> bool {
    let issuer = &words.lists.issuer;
    issuer.suffixes.ends(text)
        && (3..=40).contains(&text.chars().count())
        && text
            .chars()
            .all(|c| is_han(c) || among("、（）·", c) || blank(c))
        && !text.starts_with('、')
        && !issuer.never_starts.begins(text)
        && !words.says_no_unit(text)
        && (issuer.suffixes.iter())
            .any(|s| text.ends_with(s.as_str()) && (text.len() > s.len() || s.chars().count() > 2))
}

/// The name after an office: 区长　张三.
fn speaker(shown: &str, words: &DocumentWords) -> Option<String> {
    (may_name(shown).then(|| speaker_in(shown, words))).flatten()
}

/// Most lines end with a mark, and no name does; a name is short, and a blank stands before it.
fn may_name(shown: &str) -> bool {
    let line = trim_end(shown);
    line.ends_with(is_han) && line.chars().rev().take(5).any(blank)
}

fn speaker_in(shown: &str, words: &DocumentWords) -> Option<String> {
    let tokens = || shown.split(blank).filter(|t| !t.is_empty());
    let mut last_first = tokens().rev();
    let last = last_first.next()?;
    let single = |t: &&str| t.chars().count() == 1;
    let name = if single(&last) {
        format!("{}{last}", last_first.next().filter(single)?)
    } else {
        last.to_string()
    };
    let office = last_first.next()?;
    let fits = (2..=4).contains(&name.chars().count()) && name.chars().all(is_han);
    let posts = &words.lists.issuer.posts;
    let named = fits && !posts.ends(&name) && posts.ends(office);
    (named && tokens().nth(8).is_none()).then_some(name)
}

/// True for a line that says who is written to.
#[inline]
fn recipients(text: &str, words: &DocumentWords) -> bool {
    let list = text.strip_suffix('：');
    list.is_some_and(|list| are_recipients(list, text, words))
}

/// True for a list of those who are written to; `text` is the list with its colon.
fn are_recipients(list: &str, text: &str, words: &DocumentWords) -> bool {
    let lists = &words.lists.matter;
    !list.contains(['。', '；', '：'])
        && mark(text).is_none()
        && list.chars().count() >= 3
        && lists.recipients.ends(list)
        && (list.contains(['，', '、'])
            || lists.each.begins(list)
            || unit(list, words)
            || lists.all_units.ends(list))
        && !lists.not_recipients.begins(list)
}

/// The recipients in a list, and the same where running text follows on the line.
pub fn recipient_list(text: &str, words: &DocumentWords) -> Vec<String> {
    let head = title::head_of(text, 900);
    let Some(at) = head.find('：') else {
        return Vec::new();
    };
    let with_colon = &text[..at + '：'.len_utf8()];
    if !recipients(with_colon, words) {
        return Vec::new();
    }
    text[..at]
        .split(['，', '；'])
        .map(|r| r.trim().to_string())
        .filter(|r| !r.is_empty())
        .collect()
}

/// The characters of a paragraph with its blanks, line breaks as blanks.
pub fn shown(raw: &str, para: &Para) -> String {
    let lines: Vec<&str> = para.pieces.iter().map(|p| p.of(raw)).collect();
    lines.join(" ")
}

/// A paragraph as a title shows it: lines drawn together, blanks inside a line kept.
pub fn printed(raw: &str, para: &Para) -> String {
    let lines: String = para
        .pieces
        .iter()
        .map(|p| title::display(p.of(raw)))
        .collect();
    lines.trim_start_matches('#').to_string()
}

/// True for an ideograph.
pub fn is_han(c: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&c) || c == '〇'
}

/// True where a text names a contents list.
pub fn contents(text: &str, words: &DocumentWords) -> bool {
    let named = |name: &String| title::bare_chars(text).eq(name.chars());
    words.lists.title.contents.iter().any(named)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::tests::WORDS;
    use crate::text::{Plain, Span};
    use proptest::prelude::*;
    use smallvec::smallvec;

    const PARTS: [&str; 12] = [
        "（",
        "）",
        "临江县",
        "人民政府",
        "局长",
        "\u{3000}",
        "李明",
        "2021年3月4日",
        "印发",
        "*",
        "编",
        "：",
    ];

    #[test]
    fn the_year_of_a_number_stands_near_its_beginning() {
        let by = "\u{20bb7}".repeat(16);
        let longest = format!("发文字号：（{by}规〔2019〕1号");
        assert!(longest.find('2').is_some_and(|at| at < BEFORE_YEAR));
        assert!(number(&longest).is_some());
    }

    proptest! {
        #[test]
        fn what_ends_like_a_sentence_is_no_date_and_no_name(
            parts in prop::collection::vec(prop::sample::select(PARTS.to_vec()), 0..6),
            end in prop::sample::select(vec!["。", "；", "。**", "； "]),
        ) {
            let words = DocumentWords::built_in().unwrap();
            let raw = parts.concat() + end;
            let piece = Span::new(0, raw.len());
            let para = Para {
                pieces: smallvec![piece],
                plain: Plain::of(&raw, &[piece]),
                gap: 0,
                hashes: 0,
                kind: ParaKind::Text,
            };
            let edges = Edges::of(&para.plain.text);
            prop_assert_eq!(date_like(&para.plain.text, edges, &words), None);
            prop_assert_eq!(named(&raw, &para, edges, &words), None);
        }

        #[test]
        fn a_name_stands_where_it_may(
            shown in "(区长|局长|党组书记|a)?[ \u{3000}]?[张李三四a。]{0,5}[ \u{3000}]{0,3}[张三]{0,2}[ \n]?",
        ) {
            prop_assert!(may_name(&shown) || speaker_in(&shown, &WORDS).is_none());
        }

        #[test]
        fn a_number_is_what_the_expression_says(
            text in "(文号：)?[（【]?[临政办1]{0,4}[〔（\\[2（][12][09]1[49][〕）]第?1{0,3}号?[）】]?(签发人李)?",
        ) {
            prop_assert_eq!(number(&text).is_some(), DOC_NO.captures(&text).is_some());
        }
    }
}
