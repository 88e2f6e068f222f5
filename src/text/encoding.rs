//! Bytes → decoded characters.
//!
//! In: the bytes of one text file, perhaps the name of its encoding. Out:
//! [`Text`], or why it is refused. Not here: containers (html, docx, pdf), and
//! what the characters say.
//!
//! A byte-order mark decides; then strict UTF-8; then each encoding that
//! Chinese files come in is tried, and the one whose reading looks most like
//! Chinese wins. No general detector did that well enough: see [`likeness`].

use super::{Text, fold};
use encoding_rs::{BIG5, DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;
use std::sync::LazyLock;

/// Why bytes are not read as text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The caller's name for the encoding is not known.
    #[error("no encoding named `{0}`; known: {known}", known = KNOWN.join(", "))]
    Unknown(String),
    /// These are not the bytes of a text.
    #[error("{}; save its text as a file", .kind.map_or_else(|| format!("binary, {share} of its bytes are control characters"), |k| format!("looks like {k}, not text")))]
    Binary {
        /// What the first bytes look like.
        kind: Option<&'static str>,
        /// How much of it speaks against text.
        share: String,
    },
    /// No encoding makes sense of them.
    #[error(
        "{share} of it cannot be decoded even as {encoding}, which fits best; name the encoding (--encoding) or leave the file out"
    )]
    Undecodable {
        /// The best that there was.
        encoding: &'static str,
        /// How much of the text was replaced.
        share: String,
    },
}

/// The names that [`Text::encoding`] can have.
const KNOWN: [&str; 5] = ["utf-8", "gb18030", "big5", "utf-16le", "utf-16be"];

/// More control characters than this share of the bytes, one in so many, and it is no text.
const CONTROLS: usize = 50;
/// A text may have at most one replaced character in so many, or a few in a tiny one.
const DAMAGE: usize = 4;
const FEW: usize = 4;
/// Bytes that are looked at to tell the encoding.
const SAMPLE: usize = 1 << 14;

/// Decodes a text. A byte-order mark goes before `label`, and `label` before what the bytes look like.
///
/// ```
/// use gongwen::text::encoding::decode;
/// let text = decode(b"\xb8\xbe\xc5\xae\xb7\xa2\xd5\xb9", None).unwrap();
/// assert_eq!((&*text.raw, text.encoding), ("妇女发展", "gb18030"));
/// ```
pub fn decode<'b>(bytes: &'b [u8], label: Option<&str>) -> Result<Text<'b>, Refused> {
    let label = label.map(known).transpose()?;
    let kind = container(bytes);
    let odd = controls(bytes);
    let binary = || Refused::Binary {
        kind,
        share: share(odd, bytes.len()),
    };
    if kind.is_some() {
        return Err(binary());
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return decoded(&bytes[mark..], encoding);
    }
    let strict = simdutf8::basic::from_utf8(bytes).ok();
    let encoding = match (label, strict) {
        (Some(label), _) => label,
        (_, Some(_)) if odd == 0 || !looks_wide(bytes) => UTF_8,
        _ => detected(bytes),
    };
    if encoding != UTF_16LE && encoding != UTF_16BE && odd * CONTROLS > bytes.len() {
        return Err(binary());
    }
    match strict {
        Some(raw) if encoding == UTF_8 => Ok(Text {
            raw: Cow::Borrowed(raw),
            encoding: KNOWN[0],
            damaged: 0,
        }),
        _ => decoded(bytes, encoding),
    }
}

/// The encoding that a person calls `label`: `gbk` and `gb2312` are read as GB18030, which holds them.
pub fn known(label: &str) -> Result<&'static Encoding, Refused> {
    let found = Encoding::for_label(label.trim().as_bytes()).map(|e| match e.name() {
        "GBK" => GB18030,
        _ => e,
    });
    found
        .filter(|e| name(e).is_some())
        .ok_or_else(|| Refused::Unknown(label.to_owned()))
}

fn name(encoding: &'static Encoding) -> Option<&'static str> {
    KNOWN
        .into_iter()
        .find(|k| k.eq_ignore_ascii_case(encoding.name()))
}

fn decoded<'b>(bytes: &'b [u8], encoding: &'static Encoding) -> Result<Text<'b>, Refused> {
    let (mut raw, had_errors) = encoding.decode_without_bom_handling(bytes);
    if let Some(rest) = raw.strip_prefix('\u{feff}') {
        raw = Cow::Owned(rest.to_owned());
    }
    let encoding_name = name(encoding).unwrap_or(KNOWN[0]);
    let damaged = if had_errors {
        replaced(bytes, encoding)
    } else {
        0
    };
    // Any bytes are UTF-16 of some kind: there what no text holds counts as undecodable.
    let wide = encoding == UTF_16LE || encoding == UTF_16BE;
    let lost = match wide {
        true => raw.chars().filter(|c| is_strange(*c)).count(),
        false => damaged,
    };
    if lost > FEW && lost * DAMAGE > raw.chars().count() {
        return Err(Refused::Undecodable {
            encoding: encoding_name,
            share: share(lost, raw.chars().count()),
        });
    }
    Ok(Text {
        raw,
        encoding: encoding_name,
        damaged,
    })
}

/// How many malformed sequences there are; a U+FFFD that the file itself holds is not one.
fn replaced(bytes: &[u8], encoding: &'static Encoding) -> usize {
    malformed(bytes, encoding, true, &mut String::new())
}

/// Bytes that are decoded at a time.
const PIECE: usize = 1 << 13;

/// Appends what can be decoded to `out`, U+FFFD for the rest; answers how often that was. Without
/// `whole`, a character cut off at the end is left out of both.
fn malformed(bytes: &[u8], encoding: &'static Encoding, whole: bool, out: &mut String) -> usize {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let (mut at, mut bad) = (0, 0);
    out.reserve(bytes.len() * 3 / 2 + 16);
    // The decoder touches all the room that it is given, each time that it stops at what is malformed.
    let mut piece = String::with_capacity(PIECE);
    loop {
        let rest = &bytes[at..];
        let (result, read) = decoder.decode_to_string_without_replacement(rest, &mut piece, whole);
        at += read;
        out.push_str(&piece);
        piece.clear();
        match result {
            DecoderResult::InputEmpty => return bad,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => {
                bad += 1;
                out.push(char::REPLACEMENT_CHARACTER);
            }
        }
    }
}

/// The encoding whose reading of the bytes looks most like Chinese.
fn detected(bytes: &[u8]) -> &'static Encoding {
    let start = bytes.iter().position(|b| !b.is_ascii()).unwrap_or(0);
    let sample = &bytes[start..bytes.len().min(start + SAMPLE)];
    let head = &bytes[..bytes.len().min(SAMPLE)];
    let declared = declared(&bytes[..bytes.len().min(1024)]);
    // The most likely one first: where it fits, no other can be better.
    let mut candidates = vec![
        (GB18030, sample, 0.12),
        (UTF_8, sample, 0.0),
        (BIG5, sample, 0.0),
    ];
    for wide in [UTF_16LE, UTF_16BE] {
        if wide_share(head, wide == UTF_16BE) > 0.9 {
            candidates.push((wide, head, 0.0));
        }
    }
    let mut best = (UTF_8, f64::MIN);
    for (encoding, sample, prior) in candidates {
        let said = if declared == Some(encoding) { 0.1 } else { 0.0 };
        // No reading is more like Chinese than 1.
        if 1.0 + prior + said < best.1 {
            continue;
        }
        let score = likeness(sample, encoding) + prior + said;
        if score > best.1 || (score == best.1 && encoding == UTF_8) {
            best = (encoding, score);
        }
    }
    best.0
}

/// How much a reading looks like Chinese: 1 where every character beyond ASCII is a common
/// one, below 0 where many are replaced, private or control characters.
///
/// Traditional characters count as their simplified ones, so one list serves both.
fn likeness(sample: &[u8], encoding: &'static Encoding) -> f64 {
    let mut text = String::new();
    malformed(sample, encoding, false, &mut text);
    let (mut seen, mut sum) = (0usize, 0.0);
    for c in text.chars() {
        if c.is_ascii() && !is_control(c as u8) {
            continue;
        }
        seen += 1;
        sum += match c {
            // UTF-8 shows by itself where a character begins; few others read as it by chance.
            char::REPLACEMENT_CHARACTER if encoding == UTF_8 => -0.8,
            char::REPLACEMENT_CHARACTER => -3.0,
            c => weight(c),
        };
    }
    let mean = sum / seen.max(1) as f64;
    // Damaged GB18030 reads a little like Big5, and is far more common.
    if encoding == BIG5 && mean < 0.5 {
        mean - 0.3
    } else {
        mean
    }
}

fn weight(c: char) -> f64 {
    match c {
        '\0'..'\u{80}' => -2.0,
        '\u{e000}'..='\u{f8ff}' => -0.5,
        '，'
        | '。'
        | '、'
        | '；'
        | '：'
        | '？'
        | '！'
        | '（'
        | '）'
        | '《'
        | '》'
        | '“'
        | '”'
        | '‘'
        | '’'
        | '〔'
        | '〕'
        | '〈'
        | '〉'
        | '【'
        | '】'
        | '「'
        | '」'
        | '—'
        | '…'
        | '·'
        | '　'
        | '％'
        | '〇'
        | '０'..='９'
        | '．'
        | '～'
        | '①'..='⑩'
        | '─' => 1.0,
        _ => match RANKS.get(fold::simplified(c) as usize) {
            Some(0) | None => 0.0,
            Some(tier) => f64::from(*tier) / 4.0,
        },
    }
}

/// For each character of the basic plane how common it is in Chinese, 4 the most; 0 for rare and other ones.
static RANKS: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut ranks = vec![0; 0x1_0000];
    let order = include_str!("common.txt").chars().filter(|c| *c > ' ');
    for (i, c) in order.enumerate() {
        if let Some(rank) = ranks.get_mut(c as usize) {
            *rank = match i {
                0..600 => 4,
                600..1200 => 3,
                1200..1800 => 2,
                _ => 1,
            };
        }
    }
    ranks
});

/// Whether it may be UTF-16 in either order.
fn looks_wide(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(SAMPLE)];
    wide_share(head, false).max(wide_share(head, true)) > 0.9
}

/// The share of the pairs of bytes that are characters which Chinese text is made of.
fn wide_share(bytes: &[u8], big: bool) -> f64 {
    let units = bytes.chunks_exact(2).map(|p| match big {
        true => u16::from_be_bytes([p[0], p[1]]),
        false => u16::from_le_bytes([p[0], p[1]]),
    });
    let text = units.filter(|u| {
        matches!(u, 9..=13 | 0x20..=0x7e | 0xb7 | 0x2010..=0x2040 | 0x2460..=0x2473
            | 0x3000..=0x3017 | 0x4e00..=0x9fa5 | 0xff01..=0xff5e)
    });
    text.count() as f64 / (bytes.len() / 2).max(1) as f64
}

/// The encoding that an html or xml head names: one more hint, often wrong.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let after = ["charset=", "encoding="]
        .iter()
        .find_map(|key| head.split_once(key))?
        .1
        .trim_start_matches(['"', '\'']);
    let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
    known(&after[..end.unwrap_or(after.len())]).ok()
}

/// Private, replaced, unassigned for ever, or a control character.
fn is_strange(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' | '\u{fff0}'..='\u{ffff}')
        || u8::try_from(c).is_ok_and(is_control)
}

/// Control characters that text files do not hold.
#[inline]
fn is_control(b: u8) -> bool {
    (b < 9) | (b.wrapping_sub(14) < 12) | (b.wrapping_sub(28) < 4) | (b == 127)
}

/// How many of them there are. Of each stretch the outermost bytes are asked first, which the compiler
/// finds in one instruction for many of them.
fn controls(bytes: &[u8]) -> usize {
    let piece = |piece: &[u8]| {
        // What wraps around below 9, at 14, and what is nearest to 127.
        let (first, second, last) = piece.iter().fold((0, u8::MAX, u8::MAX), |(f, s, l), b| {
            let (first, second, last) = (b.wrapping_sub(9), b.wrapping_sub(14), b ^ 127);
            (first.max(f), second.min(s), last.min(l))
        });
        match first < 247 && second >= 18 && last != 0 {
            true => 0,
            false => piece.iter().filter(|b| is_control(**b)).count(),
        }
    };
    bytes.chunks(1024).map(piece).sum()
}

/// What a file that is no text looks like.
fn container(bytes: &[u8]) -> Option<&'static str> {
    const MAGIC: [(&[u8], &str); 9] = [
        (b"%PDF-", "pdf"),
        (b"PK\x03\x04", "zip, docx, xlsx or ofd"),
        (b"\xd0\xcf\x11\xe0", "doc, xls or wps"),
        (b"\x1f\x8b", "gzip"),
        (b"7z\xbc\xaf", "7z"),
        (b"Rar!\x1a\x07", "rar"),
        (b"\x89PNG", "png"),
        (b"\xff\xd8\xff", "jpeg"),
        (b"SQLite format 3", "sqlite"),
    ];
    MAGIC
        .iter()
        .find(|(magic, _)| bytes.starts_with(magic))
        .map(|(_, kind)| *kind)
}

fn share(part: usize, whole: usize) -> String {
    format!("{:.1} %", part as f64 * 100.0 / whole.max(1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOTICE: &str = "关于印发《2018年妇女儿童工作要点》的通知\n各县（区）人民政府：\n2017年，全市39项主要指标中，已有35项达标，达标率为89.7%。";
    const BULLETIN: &str =
        "台北市政府公告：本年度編列預算十三億元，補助婦女就業訓練，參加人數達八千六百人。";

    fn wide(text: &str, big: bool) -> Vec<u8> {
        let bytes = |u: u16| {
            if big {
                u.to_be_bytes()
            } else {
                u.to_le_bytes()
            }
        };
        text.encode_utf16().flat_map(bytes).collect()
    }

    fn encoded(text: &str, name: &str) -> Vec<u8> {
        match name {
            "utf-16le" => wide(text, false),
            "utf-16be" => wide(text, true),
            _ => known(name).unwrap().encode(text).0.into_owned(),
        }
    }

    #[track_caller]
    fn reads(bytes: &[u8], encoding: &str, raw: &str, damaged: usize) {
        let text = decode(bytes, None).unwrap();
        assert_eq!(
            (text.encoding, &*text.raw, text.damaged),
            (encoding, raw, damaged)
        );
    }

    #[test]
    fn each_encoding_is_told_without_a_mark() {
        for name in ["utf-8", "gb18030", "utf-16le", "utf-16be"] {
            reads(&encoded(NOTICE, name), name, NOTICE, 0);
        }
        for name in KNOWN {
            reads(&encoded(BULLETIN, name), name, BULLETIN, 0);
        }
    }

    #[test]
    fn a_mark_decides_and_is_removed() {
        for name in ["utf-8", "gb18030", "utf-16le", "utf-16be"] {
            reads(
                &encoded(&format!("\u{feff}{NOTICE}"), name),
                name,
                NOTICE,
                0,
            );
        }
        let marked = encoded("\u{feff}通知", "utf-16le");
        let text = decode(&marked, Some("gbk")).unwrap();
        assert_eq!((text.encoding, &*text.raw), ("utf-16le", "通知"));
    }

    #[test]
    fn ascii_is_utf_8() {
        reads(b"plain\n", "utf-8", "plain\n", 0);
        reads(b"", "utf-8", "", 0);
        reads(
            &encoded("total: 39\r\n", "utf-16be"),
            "utf-16be",
            "total: 39\r\n",
            0,
        );
    }

    #[test]
    fn characters_beyond_two_bytes_are_kept() {
        let text = format!("{NOTICE}𠮷镕䶮€");
        for name in ["utf-8", "gb18030", "utf-16le", "utf-16be"] {
            reads(&encoded(&text, name), name, &text, 0);
        }
    }

    #[test]
    fn a_text_cut_in_mid_character_loses_that_character() {
        for name in KNOWN {
            let bytes = encoded(BULLETIN, name);
            let kept = BULLETIN.strip_suffix('。').unwrap();
            reads(
                &bytes[..bytes.len() - 1],
                name,
                &format!("{kept}\u{fffd}"),
                1,
            );
        }
    }

    #[test]
    fn damage_is_counted_and_does_not_change_the_encoding() {
        let mut bytes = encoded(NOTICE, "utf-8");
        bytes.insert(6, 0xff);
        reads(
            &bytes,
            "utf-8",
            &NOTICE.replacen("关于", "关于\u{fffd}", 1),
            1,
        );
        let mut bytes = encoded(NOTICE, "gb18030");
        bytes.insert(4, 0xff);
        bytes.insert(5, b'\n');
        reads(
            &bytes,
            "gb18030",
            &NOTICE.replacen("关于", "关于\u{fffd}\n", 1),
            1,
        );
    }

    #[test]
    fn a_replacement_character_of_the_file_is_no_damage() {
        let text = format!("{NOTICE}\u{fffd}");
        reads(text.as_bytes(), "utf-8", &text, 0);
        let mut bytes = text.clone().into_bytes();
        bytes.push(0xe4);
        reads(&bytes, "utf-8", &format!("{text}\u{fffd}"), 1);
    }

    #[test]
    fn a_line_in_another_encoding_does_not_turn_the_file() {
        let mut bytes = encoded(NOTICE, "gb18030");
        bytes.extend("\n责任单位：妇联\n".as_bytes());
        bytes.extend(encoded(NOTICE, "gb18030"));
        let text = decode(&bytes, None).unwrap();
        assert_eq!(text.encoding, "gb18030");
        assert!(text.raw.starts_with(NOTICE) && text.raw.ends_with(NOTICE));
    }

    #[test]
    fn a_declaration_is_a_hint_only() {
        let html = format!("<meta charset=big5><p>{NOTICE}</p>");
        reads(&encoded(&html, "gb18030"), "gb18030", &html, 0);
    }

    #[test]
    fn a_label_is_followed() {
        let bytes = encoded(BULLETIN, "big5");
        assert_eq!(decode(&bytes, Some("Big5")).unwrap().raw, BULLETIN);
        let notice = encoded(NOTICE, "gb18030");
        let gb = decode(&notice, Some("gb2312")).unwrap();
        assert_eq!((gb.encoding, &*gb.raw), ("gb18030", NOTICE));
        for label in ["gbk2", "windows-1252", ""] {
            let error = decode(&bytes, Some(label)).unwrap_err().to_string();
            let all = "utf-8, gb18030, big5, utf-16le, utf-16be";
            assert_eq!(error, format!("no encoding named `{label}`; known: {all}"));
        }
    }

    proptest! {
        #[test]
        fn no_reading_is_more_like_chinese_than_one(
            text in "[的国年，。a\u{80}\u{e000}\u{fffd}𠮷]{0,20}",
            odd in prop::collection::vec(any::<u8>(), 0..40),
        ) {
            for bytes in [text.into_bytes(), odd] {
                for name in KNOWN {
                    prop_assert!(likeness(&bytes, known(name).unwrap()) <= 1.0);
                }
            }
        }

        #[test]
        fn controls_are_counted_wherever_they_stand(
            odd in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
            len in 1usize..3000,
        ) {
            let mut bytes = "年\n 2\r\t~\u{ff}".repeat(len / 8 + 1).into_bytes();
            for (at, b) in odd {
                let at = at.index(bytes.len());
                bytes[at] = b;
            }
            let usual = bytes.iter().filter(|b| is_control(**b)).count();
            prop_assert_eq!(controls(&bytes), usual);
        }
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let mut pdf = b"%PDF-1.7\n".to_vec();
        pdf.extend((0..4000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8));
        let error = decode(&pdf, None).unwrap_err().to_string();
        assert!(error.starts_with("looks like pdf"), "{error}");
        for label in [None, Some("gbk")] {
            let error = decode(&[0; 64], label).unwrap_err().to_string();
            assert!(error.starts_with("binary, 100.0 %"), "{error}");
        }
        assert!(decode(&b"\xff\xfe\xfd\xff".repeat(9), None).is_err());
        let few_good = [b"\xff\xff\xff\xff".repeat(20), encoded("通知", "gb18030")].concat();
        let error = decode(&few_good, None).unwrap_err().to_string();
        assert!(error.contains("cannot be decoded"), "{error}");
    }

    #[test]
    fn a_stray_control_character_is_no_binary() {
        let text = format!("{NOTICE}\0{NOTICE}");
        reads(text.as_bytes(), "utf-8", &text, 0);
        reads(&encoded(&text, "gb18030"), "gb18030", &text, 0);
    }

    #[test]
    fn real_files_are_read() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/formats/encodings");
        let folder = std::path::Path::new(folder);
        if !folder.is_dir() {
            eprintln!("skipped: no {}", folder.display());
            return;
        }
        for (file, encoding, says) in [
            ("big5_coolloud.org.tw.xml", "big5", "<?xml"),
            ("daqing_2012_gb2312.html", "gb18030", "大庆"),
            (
                "daqing_2012_utf16be.txt",
                "utf-16be",
                "2012年大庆市国民经济",
            ),
            (
                "daqing_2012_utf16le.txt",
                "utf-16le",
                "2012年大庆市国民经济",
            ),
            ("gbk_hailar_gwr_2012.txt", "gb18030", "海拉尔"),
            ("gbk_hailar_gwr_2014.txt", "gb18030", "海拉尔"),
            ("utf8bom_no1_document_2018.txt", "utf-8", "中共中央"),
        ] {
            let bytes = std::fs::read(folder.join(file)).unwrap();
            let text = decode(&bytes, None).unwrap();
            assert_eq!((text.encoding, text.damaged), (encoding, 0), "{file}");
            assert!(text.raw.contains(says), "{file}");
            if encoding.starts_with("utf-16") {
                reads(&bytes[2..], encoding, &text.raw, 0);
            }
        }
    }
}
