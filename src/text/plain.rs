//! The normalised reading of a piece of raw text, and the door back.
//!
//! Width is folded, traditional characters are folded to simplified ones,
//! blanks and line breaks inside a sentence are dropped, Markdown emphasis is
//! gone. Every change is an edit; [`Plain::span`] leads back to the raw place.

use super::fold::{changing, simplified};
use super::{Chars, Span};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

/// One stretch of plain text that does not map to raw text byte by byte:
/// `plain_len` bytes at `plain` stand for `raw_len` bytes at `raw`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Edit {
    plain: usize,
    plain_len: usize,
    raw: usize,
    raw_len: usize,
}

/// A piece of normalised text that knows where each of its characters came from.
///
/// ```
/// use gongwen::text::{Plain, Span};
/// let raw = "共计 １３．４１ 亿\n元。";
/// let plain = Plain::of(raw, &[Span::new(0, raw.len())]);
/// assert_eq!(plain.text, "共计13.41亿元。");
/// let at = plain.text.find("13.41亿元").unwrap();
/// let span = plain.span(at..at + "13.41亿元".len());
/// assert_eq!(span.of(raw), "１３．４１ 亿\n元");
/// ```
#[derive(Debug, Clone, Default)]
pub struct Plain<'t> {
    /// The normalised text. Most pieces read as they stand, and are borrowed from the raw text.
    pub text: Cow<'t, str>,
    edits: Vec<Edit>,
    first: usize,
}

impl<'t> Plain<'t> {
    /// Reads the given pieces of `raw`, in order, as one continuous text. What
    /// lies between two pieces (a line break, a page number) is dropped.
    pub fn of(raw: &'t str, pieces: &[Span]) -> Self {
        let changes = &*CHANGES;
        Self::noted(raw, pieces, |piece| {
            let text = piece.of(raw);
            let places = changes.places(text).filter(|at| {
                let (before, behind) = text.as_bytes().split_at(*at);
                !is_sign(behind) || before.last().is_some_and(u8::is_ascii_digit)
            });
            places.map(move |at| piece.start + at)
        })
    }

    /// The same where the places in a piece are known already at which a character of [`CHANGES`] stands;
    /// of commas and colons of full width those behind a digit are enough.
    pub(crate) fn noted<I: Iterator<Item = usize>>(
        raw: &'t str,
        pieces: &[Span],
        changes: impl Fn(Span) -> I,
    ) -> Self {
        let mut b = Builder::new(raw, pieces);
        while let Some((piece, later)) = b.later.split_first() {
            b.later = later;
            b.piece(*piece, changes(*piece));
        }
        b.out
    }

    /// A piece in which no character changes.
    pub(crate) fn verbatim(raw: &'t str, piece: Span) -> Self {
        Self {
            text: Cow::Borrowed(piece.of(raw)),
            edits: Vec::new(),
            first: piece.start,
        }
    }

    /// The same with a text of its own.
    pub fn into_owned(self) -> Plain<'static> {
        Plain {
            text: Cow::Owned(self.text.into_owned()),
            edits: self.edits,
            first: self.first,
        }
    }

    /// Whether it is, character by character, a raw text of so many bytes.
    pub fn is_verbatim(&self, raw_len: usize) -> bool {
        self.edits.is_empty() && self.text.len() == raw_len
    }

    /// The raw place of a range of plain bytes. Dropped characters at the edges are left out.
    pub fn span(&self, range: Range<usize>) -> Span {
        let start = self.raw_start(range.start);
        if range.is_empty() {
            return Span::new(start, start);
        }
        Span::new(start, self.raw_end(range.end))
    }

    /// The raw byte at which the character at plain byte `at` starts.
    fn raw_start(&self, at: usize) -> usize {
        match self.edits.partition_point(|e| e.plain <= at).checked_sub(1) {
            None => self.first + at,
            Some(i) => {
                let e = self.edits[i];
                if at < e.plain + e.plain_len {
                    e.raw
                } else {
                    e.raw + e.raw_len + (at - e.plain - e.plain_len)
                }
            }
        }
    }

    /// The raw byte after the character that ends at plain byte `at`.
    fn raw_end(&self, at: usize) -> usize {
        match self.edits.partition_point(|e| e.plain < at).checked_sub(1) {
            None => self.first + at,
            Some(i) => {
                let e = self.edits[i];
                if at <= e.plain + e.plain_len {
                    e.raw + e.raw_len
                } else {
                    e.raw + e.raw_len + (at - e.plain - e.plain_len)
                }
            }
        }
    }
}

/// How many bytes a text may easily have more than its pieces: brackets and commas of ASCII are widened.
const WIDER: usize = 8;

struct Builder<'t, 'p> {
    raw: &'t str,
    /// How many bytes all pieces have.
    len: usize,
    /// The pieces after the one that is read.
    later: &'p [Span],
    out: Plain<'t>,
    /// Where the next raw byte is expected; a difference is a dropped stretch.
    next_raw: usize,
}

impl<'t, 'p> Builder<'t, 'p> {
    fn new(raw: &'t str, pieces: &'p [Span]) -> Self {
        let first = pieces.first().map_or(0, |p| p.start);
        Self {
            raw,
            len: pieces.iter().map(|p| p.len()).sum(),
            later: pieces,
            out: Plain {
                text: Cow::Borrowed(""),
                edits: Vec::new(),
                first,
            },
            next_raw: first,
        }
    }

    fn piece(&mut self, piece: Span, changes: impl Iterator<Item = usize>) {
        let text = piece.of(self.raw);
        let mut at = self.signs(text, 0, piece.start);
        for place in changes.map(|place| place - piece.start) {
            // What was read with the one before is done.
            if place >= at {
                self.copy(&text[at..place], piece.start + at);
                at = place + self.special(text, place, piece.start);
                at = self.signs(text, at, piece.start);
            }
        }
        self.copy(&text[at..], piece.start + at);
    }

    /// Reads the commas and colons at a place where it is not known what they stand behind; answers where
    /// they end.
    fn signs(&mut self, text: &'t str, mut at: usize, base: usize) -> usize {
        while is_sign(&text.as_bytes()[at..]) {
            at += self.special(text, at, base);
        }
        at
    }

    /// Copies a stretch that needs no change.
    fn copy(&mut self, s: &str, raw: usize) {
        if s.is_empty() {
            return;
        }
        if self.next_raw != raw {
            // Raw bytes were left out before it, or a new piece starts elsewhere.
            self.edit(0, raw, 0);
        }
        self.next_raw = raw + s.len();
        match &mut self.out.text {
            // So far all reads as it stands.
            Cow::Borrowed(text) => *text = &self.raw[self.out.first..self.next_raw],
            Cow::Owned(text) => text.push_str(s),
        }
    }

    fn replace(&mut self, with: char, raw: usize, raw_len: usize) {
        self.edit(with.len_utf8(), raw, raw_len);
        self.out.text.to_mut().push(with);
        self.next_raw = raw + raw_len;
    }

    fn edit(&mut self, plain_len: usize, raw: usize, raw_len: usize) {
        if let Cow::Borrowed(text) = self.out.text {
            let mut own = String::with_capacity(self.len + WIDER);
            own.push_str(text);
            self.out.text = Cow::Owned(own);
            self.out.edits = Vec::with_capacity(4);
        }
        self.out.edits.push(Edit {
            plain: self.out.text.len(),
            plain_len,
            raw,
            raw_len,
        });
    }

    /// Handles what may need a change; answers its length in bytes.
    fn special(&mut self, text: &'t str, i: usize, base: usize) -> usize {
        let rest = &text[i..];
        let Some(c) = rest.chars().next() else {
            return rest.len();
        };
        let (len, raw) = (c.len_utf8(), base + i);
        if is_blank(c) {
            return self.blanks(rest, raw);
        }
        if c == '*' {
            return self.stars(rest, raw);
        }
        match self.folded(c, &rest[len..]) {
            to if to == c => self.copy(&rest[..len], raw),
            to => self.replace(to, raw, len),
        }
        len
    }

    /// Blanks are dropped, or become one where dropping them would join two Latin words or two numbers.
    fn blanks(&mut self, rest: &str, raw: usize) -> usize {
        let after = rest.trim_start_matches(is_blank);
        let len = rest.len() - after.len();
        let latin = |c: char| c.is_ascii_alphanumeric() || c == '@';
        let before = match self.out.text.as_bytes() {
            // A number that the end of a line breaks behind its point.
            [.., b'0'..=b'9', b'.'] => !rest[..len].contains('\n'),
            [.., b] => latin((*b).into()) || matches!(b, b'.' | b'%'),
            [] => false,
        };
        let seen = || rest[..len].contains(char::is_whitespace);
        if before && after.chars().next().map(width).is_some_and(latin) && seen() {
            self.replace(' ', raw, len);
        }
        len
    }

    /// Emphasis comes in pairs of one to three stars; a lone star between numbers is a sign.
    fn stars(&mut self, rest: &str, raw: usize) -> usize {
        let len = rest.bytes().take_while(|b| *b == b'*').count();
        let digit_after = rest[len..].starts_with(|c: char| c.is_ascii_digit());
        if len == 1 && digit_after && self.digits() > 0 {
            self.copy("*", raw);
        }
        len
    }

    fn folded(&self, c: char, rest: &'t str) -> char {
        let between_digits = || {
            let next = self.ahead(rest).next();
            self.digits() > 0 && next.is_some_and(|n| n.is_ascii_digit())
        };
        match c {
            '(' => '（',
            ')' => '）',
            ';' => '；',
            '!' => '！',
            '?' => '？',
            ',' | '，' if self.thousands(rest) => ',',
            ',' => '，',
            ':' | '：' if between_digits() => ':',
            ':' => '：',
            '．' | '·' if between_digits() => '.',
            '﹪' => '%',
            _ => simplified(width(c)),
        }
    }

    /// Whether a comma here has one to three digits before it and three after it.
    fn thousands(&self, rest: &'t str) -> bool {
        let after = || self.ahead(rest).take(4).take_while(char::is_ascii_digit);
        matches!(self.digits(), 1..=3) && after().count() == 3
    }

    /// The characters to come; a number goes on after the break of a line or a page.
    fn ahead(&self, rest: &'t str) -> impl Iterator<Item = char> + use<'t, 'p> {
        let (raw, later) = (self.raw, self.later);
        let later = later.iter().flat_map(|p| p.of(raw).chars());
        rest.chars()
            .chain(later)
            .filter(|c| !matches!(c, '\n' | '\r'))
            .map(width)
    }

    /// How many digits the plain text ends with, four for more.
    fn digits(&self) -> usize {
        let back = self.out.text.bytes().rev().take(4);
        back.take_while(u8::is_ascii_digit).count()
    }
}

/// White space, and marks that nobody sees.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
        )
}

/// Full-width ASCII to ASCII, apart from the punctuation that Chinese text is written with.
fn width(c: char) -> char {
    match c {
        '０'..='９'
        | 'Ａ'..='Ｚ'
        | 'ａ'..='ｚ'
        | '％'
        | '＋'
        | '－'
        | '／'
        | '＜'
        | '＞'
        | '＝'
        | '～' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        c => c,
    }
}

/// Whether a character may be changed, by itself or for its neighbours.
fn may_change(c: char) -> bool {
    is_blank(c)
        || matches!(
            c,
            '*' | '(' | ')' | ';' | '!' | '?' | ',' | '，' | ':' | '：' | '．' | '·' | '﹪'
        )
        || simplified(width(c)) != c
}

/// Whether a text begins with a comma or a colon of full width, which change only behind a digit.
pub(crate) fn is_sign(text: &[u8]) -> bool {
    matches!(text, [0xef, 0xbc, 0x8c | 0x9a, ..])
}

/// The characters that may change.
pub(crate) static CHANGES: LazyLock<Chars> = LazyLock::new(|| {
    // Between signs and full-width forms only other ways to write a hanzi change; what lies beyond
    // the basic plane is always looked at.
    let mut chars = Chars::of_bits(changing());
    let others = ('\0'..='\u{303f}').chain('\u{fe00}'..='\u{ffff}');
    (others.filter(|c| may_change(*c))).for_each(|c| chars.range(c, c));
    chars.range('\u{10000}', char::MAX);
    chars
});

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(raw: &str) -> Plain<'_> {
        Plain::of(raw, &[Span::new(0, raw.len())])
    }

    /// The same without runs: every character is looked at.
    fn one_by_one<'t>(raw: &'t str, pieces: &[Span]) -> Plain<'t> {
        let mut b = Builder::new(raw, pieces);
        for (n, piece) in pieces.iter().enumerate() {
            b.later = &pieces[n + 1..];
            let text = piece.of(raw);
            let mut i = 0;
            while i < text.len() {
                i += b.special(text, i, piece.start);
            }
        }
        b.out
    }

    #[test]
    fn width_script_blanks_and_emphasis_are_folded() {
        for (raw, plain) in [
            ("共計 １３．４１ 億\n元。", "共计13.41亿元。"),
            ("**毛入園率**達到９３％", "毛入园率达到93%"),
            ("达 89.7 ％,其中:", "达89.7%，其中："),
            ("１，２３４人，200人", "1,234人，200人"),
            ("2018,200人", "2018，200人"),
            ("１３．\n４１亿，1,\n234人", "13.41亿，1,234人"),
            ("第二 次\u{3000}会议(10：30)", "第二次会议（10:30）"),
            ("the  Work Plan 2011", "the Work Plan 2011"),
            ("co\u{ad}operation 1\u{200b}2 \u{200b}3", "cooperation 12 3"),
            ("5*3 *斜* ***粗***", "5*3斜粗"),
            ("⻓沙⽂件", "长沙文件"),
            ("", ""),
        ] {
            assert_eq!(all(raw).text, plain, "{raw}");
        }
    }

    #[test]
    fn whatever_may_change_is_looked_at() {
        for c in '\0'..=char::MAX {
            let kept = !CHANGES.hold(c);
            assert_eq!(kept, c <= '\u{ffff}' && !may_change(c), "{c:?}");
        }
    }

    #[test]
    #[ignore = "measures: cargo test --profile quick --lib plain::tests::speed -- --ignored --nocapture"]
    fn speed() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/texts/samples");
        let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let read = |f: std::fs::DirEntry| std::fs::read_to_string(f.path()).unwrap_or_default();
        let once: String = files.map(read).collect();
        let raw = once.repeat(64_000_000 / once.len().max(1));
        for (what, wide) in [
            ("as it is", raw.clone()),
            ("without line breaks", raw.replace('\n', "")),
        ] {
            let lines = wide.split_inclusive('\n');
            let start = std::time::Instant::now();
            let plain: usize = lines.map(|l| all(l).text.len()).sum();
            let rate = wide.len() as f64 / 1e6 / start.elapsed().as_secs_f64();
            println!("{what}: {rate:.0} MB/s, {plain} bytes");
        }
    }

    #[test]
    fn what_is_dropped_at_the_start_does_not_shift_the_rest() {
        let raw = "\u{3000}\u{3000}**全市**39项";
        let plain = all(raw);
        assert_eq!(plain.text, "全市39项");
        assert_eq!(plain.span(0..6).of(raw), "全市");
        assert_eq!(plain.span(6..8).of(raw), "39");
    }

    #[test]
    fn a_value_is_found_across_pieces() {
        let raw = "投入１３．\n— 2 —\n４１亿元";
        let cut = raw.find('\n').unwrap();
        let next = raw.rfind('\n').unwrap() + 1;
        let plain = Plain::of(raw, &[Span::new(0, cut), Span::new(next, raw.len())]);
        assert_eq!(plain.text, "投入13.41亿元");
        let at = plain.text.find("13.41").unwrap();
        assert_eq!(
            plain.span(at..at + 5),
            Span::new("投入".len(), raw.len() - "亿元".len())
        );
    }

    /// Text of the pieces that matter to each other, more often than chance would bring them together.
    fn raw_text() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            4 => prop::sample::select(vec![
                "全市", "婦女", "39", "３", "９", "，", ",", "．", "·", "：", ":", "*", "**", " ", "\n",
                "\u{3000}", "\u{200b}", "%", "％", "亿元", "Plan", "b", "(", "）", "。", "𠮷", "⻓", "é",
                "1,234", "１，２３４",
            ])
            .prop_map(str::to_owned),
            1 => any::<char>().prop_map(String::from),
        ];
        prop::collection::vec(part, 0..40).prop_map(|p| p.concat())
    }

    /// Cuts a text into pieces with gaps at the given places.
    fn pieces(raw: &str, cuts: &[prop::sample::Index]) -> Vec<Span> {
        let ends: Vec<usize> = raw
            .char_indices()
            .map(|(i, _)| i)
            .chain([raw.len()])
            .collect();
        let mut at: Vec<usize> = cuts.iter().map(|c| ends[c.index(ends.len())]).collect();
        at.sort_unstable();
        at.chunks_exact(2).map(|p| Span::new(p[0], p[1])).collect()
    }

    /// The places between characters of a plain text.
    fn borders(plain: &str) -> Vec<usize> {
        plain
            .char_indices()
            .map(|(i, _)| i)
            .chain([plain.len()])
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1500))]

        #[test]
        fn runs_change_nothing(raw in raw_text(), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8)) {
            for pieces in [vec![Span::new(0, raw.len())], pieces(&raw, &cuts)] {
                let (fast, slow) = (Plain::of(&raw, &pieces), one_by_one(&raw, &pieces));
                prop_assert_eq!(&fast.text, &slow.text);
                // What reads as it stands is the raw text itself, and nothing else is.
                let borrowed = matches!(fast.text, Cow::Borrowed(_));
                prop_assert_eq!(borrowed, fast.edits.is_empty());
                prop_assert!(!borrowed || fast.text == fast.span(0..fast.text.len()).of(&raw));
                for at in borders(&fast.text).windows(2) {
                    prop_assert_eq!(fast.span(at[0]..at[1]), slow.span(at[0]..at[1]));
                }
            }
        }

        #[test]
        fn each_character_comes_from_its_own_place(raw in raw_text(), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8)) {
            let pieces = pieces(&raw, &cuts);
            let plain = Plain::of(&raw, &pieces);
            let mut last = pieces.first().map_or(0, |p| p.start);
            for (at, c) in plain.text.char_indices() {
                let span = plain.span(at..at + c.len_utf8());
                prop_assert!(last <= span.start && span.start < span.end, "{:?} after {last}", span);
                prop_assert!(raw.is_char_boundary(span.start) && raw.is_char_boundary(span.end));
                prop_assert!(pieces.iter().any(|p| p.start <= span.start && span.end <= p.end));
                let from = span.of(&raw);
                let alone = from.chars().count() == 1 && Builder::new("", &[]).folded(from.chars().next().unwrap(), "") == c;
                let blank = c == ' ' && from.chars().all(is_blank);
                let sign = matches!(c, ',' | ':' | '.' | '*') && from.chars().count() == 1;
                prop_assert!(alone || blank || sign, "{c:?} from {from:?}");
                last = span.end;
            }
        }

        #[test]
        fn any_range_leads_to_a_place_that_holds_it(raw in raw_text(), a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>()) {
            let plain = all(&raw);
            let borders = borders(&plain.text);
            let (a, b) = (a.index(borders.len()), b.index(borders.len()));
            let range = borders[a.min(b)]..borders[a.max(b)];
            let span = plain.span(range.clone());
            prop_assert!(span.start <= span.end && raw.is_char_boundary(span.start) && raw.is_char_boundary(span.end));
            let part = &plain.text[range];
            // A sign or a digit at the edge is read by what stands beside it.
            let free = |c: char| c.is_alphabetic() || c == '。';
            if part.starts_with(free) && part.ends_with(free) {
                prop_assert_eq!(all(span.of(&raw)).text, part);
            }
        }
    }
}
