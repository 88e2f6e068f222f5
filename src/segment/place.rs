//! The region that a document speaks for, and the year that 今年 means in it.
//!
//! In: issuer, title and text of a document. Out: a division as written, a year.
//! Where the document does not settle them: none, never a guess. Not here:
//! codes of divisions.

use super::lines::regex;
use super::role::is_han;
use super::title::bare;
use crate::pattern::{DocumentWords, LazyRegex, Listed};
use crate::text::Chars;
use crate::value::Genre;
use std::cell::LazyCell;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The levels of divisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Level {
    Province,
    City,
    County,
}

/// The most of a text that is read for its region, in bytes.
const READ: usize = 200_000;

/// As much of a document's text as is read for its region.
fn opening<'t>(texts: impl Iterator<Item = &'t str> + Clone) -> String {
    let all: usize = texts.clone().map(|text| text.len() + 1).sum();
    let mut out = String::with_capacity(all.min(READ));
    for text in texts {
        out.push_str(super::title::head_of(text, READ - out.len().min(READ)));
        out.push('\n');
        if out.len() >= READ {
            break;
        }
    }
    out
}

/// The division that a document speaks for.
pub fn region<'t>(
    names: &[&str],
    title: Option<&str>,
    texts: impl Iterator<Item = &'t str> + Clone,
    words: &DocumentWords,
) -> Option<String> {
    let named = names.iter().find_map(|n| leading(&bare(n), words));
    let nation = &words.lists.region.nation;
    if named.is_none() && names.first().is_some_and(|n| nation.begins(n)) {
        return None;
    }
    let named = named.or_else(|| title.and_then(|t| in_title(&bare(t), words)));
    if named.is_some() {
        return named;
    }
    let text = LazyCell::new(|| opening(texts));
    let times = LazyCell::new(|| words.region_counts(&text));
    let level = names
        .iter()
        .copied()
        .chain(title)
        .find_map(|n| spoken(&bare(n), words))
        .or_else(|| most_spoken(&times, words))?;
    if level == Level::City
        && let Some(place) = title.and_then(|t| news_place(&bare(t), words))
    {
        return Some(place);
    }
    // No county has the name of a province.
    let times: &[usize] = if level == Level::County { &[] } else { &times };
    frequent(&text, level, times, words)
}

/// The division at the start of a unit's name: the innermost of 甘肃省兰州市.
fn leading(name: &str, words: &DocumentWords) -> Option<String> {
    let lists = &words.lists.region;
    let head = lists
        .heads
        .iter()
        .filter(|h| name.starts_with(h.as_str()))
        .map(String::len)
        .max();
    let mut rest = &name[head.unwrap_or(0)..];
    let mut found = None;
    if let Some(p) = lists.provinces.start_of(rest) {
        found = Some(p.to_string());
        rest = &rest[p.len()..];
    }
    for suffixes in [&lists.city, &lists.county] {
        if let Some(n) = division(rest, suffixes, words) {
            found = Some(rest[..n].to_string());
            rest = &rest[n..];
        }
    }
    found
}

/// No name of a division has more characters.
const LONGEST: usize = 10;

/// The bytes of a division's name at the start of `text`.
fn division(text: &str, suffixes: &Listed, words: &DocumentWords) -> Option<usize> {
    for (at, c) in text.char_indices().take(LONGEST) {
        if !is_han(c) {
            return None;
        }
        // 市中区 has its suffix inside; the shortest name has two characters with it.
        if at == 0 || !suffixes.may_end_with(c) {
            continue;
        }
        let end = at + c.len_utf8();
        let name = &text[..end];
        if suffixes.ends(name) {
            if !plausible(name, words) {
                return None;
            }
            // 象州 + 县, 吉林 + 市: a suffix directly behind belongs to the name.
            let r = &words.lists.region;
            let longer = r
                .city
                .iter()
                .chain(r.county.iter())
                .filter(|s| text[end..].starts_with(s.as_str()));
            return Some(end + longer.map(String::len).max().unwrap_or(0));
        }
    }
    None
}

fn plausible(name: &str, words: &DocumentWords) -> bool {
    let lists = &words.lists.region;
    // 六安 and 三明 begin like 六县 and 三区, which are none.
    let numbered = lists.numbered.start_of(name);
    let rest = numbered.and_then(|n| name.strip_prefix(n));
    !lists.not_regions.ends(name)
        && !name.starts_with(['市', '县'])
        && !rest
            .unwrap_or(name)
            .contains(|c| lists.never_chars.contains(c))
        && !lists
            .never_in_names
            .iter()
            .any(|w| name.contains(w.as_str()))
}

static LEADING_YEAR: LazyLock<LazyRegex> =
    LazyLock::new(|| regex(r"^(?:(?:19|20)\d\d年?度?|[—-])+"));

/// A title without the words and the years before the place that it speaks of.
fn led<'t>(mut title: &'t str, words: &DocumentWords) -> &'t str {
    let leads = &words.lists.title.leads;
    loop {
        let year = LEADING_YEAR.find(title).map_or(0, |m| m.end());
        title = &title[year..];
        match leads.start_of(title) {
            Some(word) => title = &title[word.len()..],
            None => return title,
        }
    }
}

/// A division that a title starts with, behind 关于印发 and a year.
fn in_title(title: &str, words: &DocumentWords) -> Option<String> {
    leading(led(title, words), words).or_else(|| {
        let (_, after) = title.split_once("印发")?;
        leading(led(after, words), words)
    })
}

/// 徐州 of 徐州召开….
fn news_place(title: &str, words: &DocumentWords) -> Option<String> {
    let lists = &words.lists.title;
    let at = (lists.news_verbs.iter())
        .filter_map(|v| title.find(v.as_str()))
        .min()?;
    let place = &title[..at];
    let n = place.chars().count();
    ((2..=4).contains(&n)
        && place.chars().all(is_han)
        && !lists.not_places.ends(place)
        && !lists.not_place_starts.begins(place))
    .then(|| place.to_string())
}

/// The level that a name speaks of without naming: 省妇联, 全省….
fn spoken(name: &str, words: &DocumentWords) -> Option<Level> {
    let r = &words.lists.region;
    let inside = |list: &[String]| list.iter().any(|w| name.contains(w.as_str()));
    let by_letter = match name.chars().next() {
        Some('省') => Some(Level::Province),
        Some('市') => Some(Level::City),
        Some('县' | '区' | '旗') => Some(Level::County),
        _ => None,
    };
    by_letter.or_else(|| {
        [
            (&r.speaks_province, Level::Province),
            (&r.speaks_city, Level::City),
            (&r.speaks_county, Level::County),
        ]
        .into_iter()
        .find(|(list, _)| list.begins(name) || inside(list))
        .map(|(_, l)| l)
    })
}

/// The level of which a text speaks most, if it is clear.
fn most_spoken(times: &[usize], words: &DocumentWords) -> Option<Level> {
    let r = &words.lists.region;
    let (provinces, rest) = times.split_at(r.speaks_province.len());
    let (cities, rest) = rest.split_at(r.speaks_city.len());
    let counties = &rest[..r.speaks_county.len()];
    let count = |times: &[usize]| times.iter().sum::<usize>();
    let mut counts = [
        (count(provinces), Level::Province),
        (count(cities), Level::City),
        (count(counties), Level::County),
    ];
    counts.sort_by_key(|c| std::cmp::Reverse(c.0));
    (counts[0].0 >= 2 && counts[0].0 > counts[1].0).then_some(counts[0].1)
}

/// A division may be named behind them.
static BEFORE: LazyLock<Chars> = LazyLock::new(|| Chars::of("，。、；：《“（\n在对为由和与"));

/// Where in a text, behind one of these marks, the name of a division may begin: one of the characters that
/// names end with follows, and nothing but ideographs stands between. These are fewer than the marks.
fn may_begin(text: &str, ends: &Chars) -> Vec<usize> {
    let mut out = Vec::new();
    let mut told = 0;
    for end in ends.places(text) {
        let mut at = end;
        let mut before = text[..end].chars().rev();
        for _ in 0..LONGEST {
            let Some(c) = before.next() else { break };
            if at < end && BEFORE.hold(c) {
                out.push(at);
            }
            if !is_han(c) || at == told {
                break;
            }
            at -= c.len_utf8();
        }
        // What begins before it begins no other name here.
        told = end;
    }
    out
}

/// The division of a level that a text names most often.
fn frequent(text: &str, level: Level, times: &[usize], words: &DocumentWords) -> Option<String> {
    let r = &words.lists.region;
    let mut counts: HashMap<&str, usize> = HashMap::new();
    // A municipality is a province that speaks as a city.
    let named = times.iter().rev().zip(r.provinces.iter().rev());
    let named = named.filter(|(n, _)| **n > 0);
    for (n, p) in named
        .filter(|(_, p)| level == Level::Province || (level == Level::City && p.ends_with('市')))
    {
        counts.insert(p, n * 2);
    }
    if level != Level::Province {
        let suffixes = if level == Level::City {
            &r.city
        } else {
            &r.county
        };
        let ends: String = suffixes
            .iter()
            .filter_map(|s| s.chars().next_back())
            .collect();
        let ends = Chars::of(&ends);
        for at in may_begin(text, &ends) {
            if let Some(len) = division(&text[at..], suffixes, words) {
                *counts.entry(&text[at..at + len]).or_default() += 1;
            }
        }
    }
    let best = counts
        .into_iter()
        .filter(|(_, n)| *n > 1)
        .max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0)))?;
    Some(best.0.to_string())
}

static YEAR: LazyLock<LazyRegex> =
    LazyLock::new(|| regex(r"(?P<from>(?:19|20)\d\d年?[-—–－~～至/]+)?(?P<year>(?:19|20)\d\d)年"));

/// The year that 今年 means. A report or a plan speaks from the year in its title, although it may
/// be signed a little before or after; a notice and a speech speak from the day they were issued.
pub fn year<'t>(
    issued: Option<&str>,
    title: Option<&str>,
    genre: Genre,
    texts: impl Iterator<Item = &'t str> + Clone,
    words: &DocumentWords,
) -> Option<i32> {
    let issued: Option<i32> = issued.and_then(|d| d.get(..4)?.parse().ok());
    let titled = title.and_then(in_name);
    let of_a_year = !matches!(genre, Genre::Notice | Genre::Speech | Genre::MeetingNews);
    match (issued, titled) {
        (Some(i), Some(t)) if of_a_year && i.abs_diff(t) <= 1 => Some(t),
        (Some(i), _) => Some(i),
        (None, Some(t)) => Some(t),
        (None, None) => anchored(texts, words),
    }
}

static COMPACT: LazyLock<LazyRegex> = LazyLock::new(|| {
    regex(r"[（(](?P<year>(?:19|20)\d\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[）)]")
});

/// The year of a title; one that belongs to a span (2021—2025年) tells nothing.
fn in_name(title: &str) -> Option<i32> {
    YEAR.captures_iter(title)
        .filter(|m| m.name("from").is_none())
        .filter_map(|m| m.text("year").parse().ok())
        .max()
        .or_else(|| COMPACT.captures(title)?.text("year").parse().ok())
}

/// What the anchors say, the most telling one first.
fn anchored<'t>(
    texts: impl Iterator<Item = &'t str> + Clone,
    words: &DocumentWords,
) -> Option<i32> {
    words.year.iter().find_map(|anchor| {
        let named = |t: &str| {
            // Most texts lack its words, and it need not be made ready for them.
            anchor.regex.may_match(t).then_some(())?;
            anchor
                .regex
                .captures_iter(t)
                .filter_map(|m| {
                    m.name("year")
                        .or_else(|| m.name("year2"))?
                        .as_str()
                        .parse::<i32>()
                        .ok()
                })
                .max()
        };
        texts
            .clone()
            .filter_map(named)
            .max()
            .map(|y| y + anchor.add)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::tests::WORDS;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn names_begin_where_they_may(text in "[，在和县市区自治临江a\n\u{20000}]{0,30}") {
            let county = &WORDS.lists.region.county;
            let ends: String = county.iter().filter_map(|s| s.chars().next_back()).collect();
            let mut named = may_begin(&text, &Chars::of(&ends));
            named.sort_unstable();
            named.retain(|at| division(&text[*at..], county, &WORDS).is_some());
            let places = BEFORE.places(&text);
            let behind = places.map(|at| at + text[at..].chars().next().map_or(0, char::len_utf8));
            let mut all: Vec<usize> = behind.collect();
            all.retain(|at| division(&text[*at..], county, &WORDS).is_some());
            prop_assert_eq!(named, all);
        }
    }
}
