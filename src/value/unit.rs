//! Units: what follows a number, or stands before it.
//!
//! In: `patterns/unit.toml`, and words of plain text. Out: ISO 4217 codes,
//! powers of ten, rate units as the record contract writes them, counters and
//! measure words without their scale. Not here: finding units in a text (the
//! mention patterns read these lists as alternatives), comparators.
//!
//! Sources: ISO 4217 for currencies, GB 3100-93 and GB/T 15835-2011 for units,
//! RECORD's table for rates.

use super::{Numeral, find_numeral_prefix, numeral};
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

/// The lists of `patterns/unit.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Units {
    /// Counters: 名, 所, 人次, 台（套）.
    pub counter: Vec<String>,
    /// Nouns that are counted without a counter: 部门, 领域.
    pub noun: Vec<String>,
    /// Measure words: 吨, 平方公里, 千瓦时.
    pub measure: Vec<String>,
    /// Currencies.
    pub currency: Vec<Currency>,
    /// Parts of a yuan or a jin: 角, 分, 两.
    pub part: Vec<Scale>,
    /// Scale words: 万, 亿.
    pub scale: Vec<Scale>,
    /// Rates.
    pub rate: Vec<Rate>,
}

/// The words for one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Currency {
    /// ISO 4217.
    pub code: String,
    /// Longest first.
    pub words: Vec<String>,
}

/// The words for one power of ten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// The exponent.
    pub power: i32,
    /// Longest first.
    pub words: Vec<String>,
}

/// The words for one rate unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// As the record contract writes it: `%`, `‰`, `/10万`, `/万`, `pp`.
    pub unit: String,
    /// Behind the number, longest first.
    pub words: Vec<String>,
    /// In front of the number: 百分之.
    #[serde(default)]
    pub before: Vec<String>,
}

impl Units {
    /// The text of the lists that come with the program.
    pub(crate) const BUILT_IN: &str = include_str!("../../patterns/unit.toml");

    /// Reads the lists from TOML.
    pub fn parse(source: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(source)
    }

    /// The lists that come with the program.
    ///
    /// ```
    /// let units = gongwen::value::Units::builtin();
    /// assert_eq!(units.currency("美元"), Some("USD"));
    /// assert_eq!(units.power("万亿"), Some(12));
    /// assert_eq!(units.split("万吨标准煤"), (4, "吨标准煤"));
    /// assert_eq!(units.split("千瓦时"), (0, "千瓦时"));
    /// ```
    pub fn builtin() -> &'static Self {
        static UNITS: OnceLock<Units> = OnceLock::new();
        UNITS.get_or_init(|| {
            Self::parse(Self::BUILT_IN)
                .expect("patterns/unit.toml is compiled in and a test reads it")
        })
    }

    /// The ISO 4217 code of a currency word.
    pub fn currency(&self, word: &str) -> Option<&str> {
        let has = |c: &&Currency| c.words.iter().any(|w| w == word);
        self.currency.iter().find(has).map(|c| c.code.as_str())
    }

    /// The power of ten of a scale word.
    pub fn power(&self, word: &str) -> Option<i32> {
        let has = |s: &&Scale| s.words.iter().any(|w| w == word);
        self.scale.iter().find(has).map(|s| s.power)
    }

    /// The unit of a rate word, before or behind the number.
    pub fn rate(&self, word: &str) -> Option<&str> {
        let has = |r: &&Rate| r.words.iter().chain(&r.before).any(|w| w == word);
        self.rate.iter().find(has).map(|r| r.unit.as_str())
    }

    /// True for a counter, a counted noun or a measure word without a scale.
    pub fn counts(&self, word: &str) -> bool {
        [&self.counter, &self.noun, &self.measure]
            .iter()
            .any(|list| list.iter().any(|w| w == word))
    }

    /// Parts a unit from the scale in front of it: 万吨 → 4, 吨. A known unit is never parted.
    pub fn split<'a>(&self, unit: &'a str) -> (i32, &'a str) {
        let scales = self.scale.iter().flat_map(|s| {
            let word = |w: &String| (w.len(), s.power);
            s.words.iter().filter(|w| unit.starts_with(*w)).map(word)
        });
        let known = || self.counts(unit) || self.currency(unit).is_some();
        match scales.max() {
            Some((len, power)) if !known() => (power, &unit[len..]),
            _ => (0, unit),
        }
    }
}

/// The words as the alternatives of a regex group, in the order of the list.
///
/// ```
/// use gongwen::value::unit::alternation;
/// assert_eq!(alternation(["US$", "美元"]), r"US\$|美元");
/// ```
pub fn alternation<S: AsRef<str>>(words: impl IntoIterator<Item = S>) -> String {
    let escaped: Vec<_> = words
        .into_iter()
        .map(|w| regex::escape(w.as_ref()))
        .collect();
    escaped.join("|")
}

/// Reads a string that is one rate and nothing else: number, unit.
///
/// 七成六 is 76 %; 成 stands for tenths in texts about shares and harvests.
///
/// ```
/// use gongwen::value::rate;
/// let read = |s| rate(s).map(|(n, unit)| format!("{} {unit}", n.number));
/// assert_eq!(read("89.70%").as_deref(), Some("89.70 %"));
/// assert_eq!(read("百分之九十").as_deref(), Some("90 %"));
/// assert_eq!(read("14.45/10万").as_deref(), Some("14.45 /10万"));
/// assert_eq!(read("千分之三").as_deref(), Some("3 ‰"));
/// assert_eq!(read("12个百分点").as_deref(), Some("12 pp"));
/// assert_eq!(read("39项"), None);
/// ```
pub fn rate(s: &str) -> Option<(Numeral, &'static str)> {
    let units = Units::builtin();
    let sign = ["-", "负"]
        .iter()
        .find(|m| s.starts_with(**m))
        .copied()
        .unwrap_or("");
    for rate in &units.rate {
        let before = |w: &String| s[sign.len()..].strip_prefix(w.as_str());
        if let Some(rest) = rate.before.iter().find_map(before) {
            let mut n = numeral(rest)?;
            if !sign.is_empty() {
                n.number = n.number.checked_neg()?;
            }
            return Some((n, &rate.unit));
        }
    }
    let (end, n) = find_numeral_prefix(s)?;
    let rest = &s[end..];
    if rest.starts_with('成') {
        return Some((tenths(n, &rest['成'.len_utf8()..])?, "%"));
    }
    Some((n, units.rate(rest)?))
}

/// 七成 is 70, 七成六 76, 六成五 65.
fn tenths(n: Numeral, rest: &str) -> Option<Numeral> {
    let tens = n.number.scaled(1)?;
    // A whole tenth is written to the percent: 七成 is 70 %, not 7 × 10.
    let tens = tens.at(tens.exponent.min(0))?;
    let number = match rest {
        "" => tens,
        "半" => tens.checked_add(super::Number::new(5, 0))?,
        digit => tens.checked_add(numeral(digit)?.number)?,
    };
    Some(Numeral { number, ..n })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_longest_first_and_unique() {
        let u = Units::builtin();
        let mut lists = vec![&u.counter, &u.noun, &u.measure];
        lists.extend(u.currency.iter().map(|c| &c.words));
        lists.extend(u.scale.iter().map(|s| &s.words));
        lists.extend(u.part.iter().map(|s| &s.words));
        lists.extend(u.rate.iter().map(|r| &r.words));
        for list in lists {
            let mut sorted = list.clone();
            sorted.sort_by(|a, b| {
                let size = |s: &str| s.chars().count();
                size(b).cmp(&size(a)).then_with(|| a.cmp(b))
            });
            sorted.dedup();
            assert_eq!(list, &sorted);
        }
    }

    #[test]
    fn a_word_means_one_thing() {
        let u = Units::builtin();
        let mut all: Vec<&String> = u.counter.iter().chain(&u.noun).chain(&u.measure).collect();
        all.extend(u.currency.iter().flat_map(|c| &c.words));
        all.extend(u.scale.iter().flat_map(|c| &c.words));
        all.extend(u.rate.iter().flat_map(|r| r.words.iter().chain(&r.before)));
        let count = all.len();
        all.sort();
        let twice: Vec<_> = all
            .windows(2)
            .filter(|w| w[0] == w[1])
            .map(|w| w[0])
            .collect();
        assert!(twice.is_empty(), "{count} words; twice: {twice:?}");
    }

    #[test]
    fn words_are_plain_text() {
        let u = Units::builtin();
        for word in u.counter.iter().chain(&u.noun).chain(&u.measure) {
            let plain = crate::text::Plain::of(word, &[crate::text::Span::new(0, word.len())]);
            assert_eq!(&plain.text, word);
        }
    }

    #[test]
    fn units_part_from_their_scale() {
        let u = Units::builtin();
        for (unit, want) in [
            ("万人", (4, "人")),
            ("亿元", (8, "元")),
            ("万千瓦", (4, "千瓦")),
            ("亿千瓦时", (8, "千瓦时")),
            ("千克", (0, "千克")),
            ("百万千瓦", (6, "千瓦")),
            ("名", (0, "名")),
            ("万亿元", (12, "元")),
            ("", (0, "")),
        ] {
            let want = if unit == "千克" {
                (0, "千克")
            } else {
                want
            };
            assert_eq!(u.split(unit), want, "{unit}");
        }
    }

    #[test]
    fn the_gold_units_are_known() {
        let u = Units::builtin();
        for unit in [
            "吨",
            "名",
            "个",
            "人",
            "亩",
            "所",
            "家",
            "平方米",
            "人次",
            "头",
            "户",
            "项",
            "只",
            "公里",
            "米",
            "吨标准煤",
            "件",
            "次",
            "千瓦",
            "公顷",
            "类",
            "条",
            "处",
            "种",
            "张",
            "领域",
            "立方米",
            "千瓦时",
            "千升",
            "人公里",
            "吨公里",
            "台（套）",
            "吨标准煤/万元",
            "头只",
            "栋",
            "台",
            "部门",
            "起",
            "位",
            "套",
            "座",
            "场",
            "篇（条）",
            "门",
            "份",
            "架次",
            "棵",
            "羽",
        ] {
            assert!(u.counts(unit), "{unit}");
        }
    }

    #[test]
    fn rates() {
        for (s, want) in [
            ("-22.2%", Some(("-22.2", "%"))),
            ("百分之一百二十点五", Some(("120.5", "%"))),
            ("百分之百", Some(("100", "%"))),
            ("负百分之五", Some(("-5", "%"))),
            ("十万分之14.45", Some(("14.45", "/10万"))),
            ("万分之三", Some(("3", "/万"))),
            ("5.2‰", Some(("5.2", "‰"))),
            ("七成六", Some(("76", "%"))),
            ("七成", Some(("70", "%"))),
            ("2.5成", Some(("25", "%"))),
            ("半成", Some(("5", "%"))),
            ("七十五万个百分点", Some(("750000", "pp"))),
            ("%", None),
            ("五", None),
            ("二三十个百分点", None),
        ] {
            let read = rate(s).map(|(n, unit)| (n.number.to_string(), unit));
            assert_eq!(read, want.map(|(n, u)| (n.to_owned(), u)), "{s}");
        }
    }
}
