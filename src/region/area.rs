//! The area that a text begins with: 全市, 甘肃省, 定西市安定区.

use super::code::{Code, Level};
use super::{Expressions, Region, Regions};
use crate::text::{CharAt, Pairs};

/// An area at the beginning of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// The bytes of its name.
    pub len: usize,
    /// Its code; none for the state, and where the context does not settle it.
    pub code: Option<Code>,
    /// It is named by itself, not as 全市 by its level.
    pub named: bool,
}

/// The longest full name in bytes, 积石山保安族东乡族撒拉族自治县, is shorter.
pub(super) const LONGEST: usize = 54;
/// Last characters of full names.
pub(super) const KINDS: &str = "省市县区州盟旗";
/// The bytes of each.
const KIND: usize = 3;

impl Regions {
    /// The area at the beginning of a text; `own` is the division that the document speaks for.
    ///
    /// ```
    /// # fn main() -> gongwen::error::Result<()> {
    /// use gongwen::region::Regions;
    /// let regions = Regions::built_in()?;
    /// let dingxi = regions.find("定西市", None, None);
    /// let read = |text: &'static str| {
    ///     let area = regions.leading(text, dingxi, None)?;
    ///     Some((&text[..area.len], area.code.map(|c| c.to_string()).unwrap_or_default()))
    /// };
    /// assert_eq!(read("全市孕产妇死亡率"), Some(("全市", "621100".into())));
    /// assert_eq!(read("定西市安定区常住人口"), Some(("定西市安定区", "621102".into())));
    /// assert_eq!(read("上海市场占有率"), None);
    /// # Ok(()) }
    /// ```
    pub fn leading(&self, text: &str, own: Option<Code>, year: Option<i32>) -> Option<Area> {
        if !self.may_lead(text, 0) {
            return None;
        }
        self.spoken(text, own)
            .or_else(|| self.listed(text, own, year))
    }

    /// False where surely neither a name of a division nor a word for one begins at a byte of a text.
    #[inline]
    pub(crate) fn may_lead(&self, text: &str, at: usize) -> bool {
        let openings = self.expressions.openings.as_ref();
        openings.is_none_or(|pairs| pairs.may_stand(text, at))
    }

    /// Where names of divisions or words for one may begin in a text; surely none begins elsewhere.
    pub(super) fn may_lead_at(&self, text: &str) -> impl Iterator<Item = usize> {
        let Expressions {
            first, openings, ..
        } = &*self.expressions;
        let led = move |found: &CharAt| {
            let follows = |pairs: &Pairs| pairs.may_follow(found.c, text, found.behind);
            openings.as_ref().is_none_or(follows)
        };
        first.within(text, 0).filter(led).map(|found| found.at)
    }

    /// The next character of a text from a byte on that may end the name of a division or a word for one;
    /// surely no other does.
    #[inline]
    pub(super) fn next_end(&self, text: &str, from: usize) -> Option<CharAt> {
        let Expressions { ends, closings, .. } = &*self.expressions;
        ends.within(text, from).find(|end| {
            let closed = |pairs: &Pairs| pairs.may_end(&text[..end.behind]);
            closings.as_ref().is_none_or(closed)
        })
    }

    /// 全市, 我省: the document's own division at that level.
    pub(super) fn spoken(&self, text: &str, own: Option<Code>) -> Option<Area> {
        let w = &self.words;
        let area = |len, code| Area {
            len,
            code,
            named: false,
        };
        if let Some(len) = w.state.start_of(text).map(str::len) {
            return Some(area(len, None));
        }
        let before = w.own.start_of(text)?.len();
        let level = w.levels.start_of(&text[before..])?.len();
        let len = before + level;
        let code = own.and_then(|own| self.at_level(own, &text[before..len]));
        (!self.goes_on(text, len)).then(|| area(len, code))
    }

    /// One named division, or several: a value of 酒泉市、定西市 is of neither.
    pub(super) fn listed(&self, text: &str, own: Option<Code>, year: Option<i32>) -> Option<Area> {
        let first = self.named(text, own, year)?;
        let rest = &text[first.len..];
        let another = ["、", "和", "与", "及"].iter().any(|joint| {
            let after = rest.strip_prefix(joint);
            after.is_some_and(|t| self.named(t, own, year).is_some())
        });
        Some(Area {
            code: first.code.filter(|_| !another),
            ..first
        })
    }

    /// A chain of full names at the beginning of a text.
    #[inline]
    pub(super) fn named(&self, text: &str, own: Option<Code>, year: Option<i32>) -> Option<Area> {
        (self.table.may_begin(text)).then(|| self.chained(text, own, year))?
    }

    fn chained(&self, text: &str, own: Option<Code>, year: Option<i32>) -> Option<Area> {
        let mut area = self.first(text, own, year)?;
        while let Some(code) = area.code {
            let rest = &text[area.len..];
            let Some(next) = self.longest(rest, Some(code), year, &|_| true) else {
                break;
            };
            let below = next.code.filter(|c| *c != code && c.is_within(code));
            if below.is_none() {
                break;
            }
            area.len += next.len;
            area.code = below;
        }
        Some(area)
    }

    /// A full name, or a province's short name before one of its divisions.
    fn first(&self, text: &str, own: Option<Code>, year: Option<i32>) -> Option<Area> {
        let plain = |r: &Region| !self.words.nouns.iter().any(|n| n == r.name);
        if let Some(area) = self.longest(text, own, year, &plain) {
            return Some(area);
        }
        let (len, code) = self.table.province(text)?;
        let next = self.longest(&text[len..], Some(code), year, &|_| true)?;
        let below = next.code.filter(|c| *c != code && c.is_within(code))?;
        Some(Area {
            len: len + next.len,
            code: Some(below),
            named: true,
        })
    }

    /// The longest full name at the beginning of a text.
    fn longest(
        &self,
        text: &str,
        within: Option<Code>,
        year: Option<i32>,
        fits: &dyn Fn(&Region) -> bool,
    ) -> Option<Area> {
        let near = (LONGEST - 3..=LONGEST).rev().find_map(|n| text.get(..n));
        let near = near.unwrap_or(text);
        let (mut ends, mut many) = ([0; LONGEST / KIND], 0);
        // The first character ends no name.
        for at in self.expressions.kinds.places(near).filter(|at| *at > 0) {
            ends[many] = at + KIND;
            many += 1;
        }
        ends[..many].iter().rev().find_map(|&len| {
            let name = &text[..len];
            if !self.table.may_be_full(name) {
                return None;
            }
            let found = self.table.named(name, year);
            let full: Vec<&Region> = found
                .into_iter()
                .filter(|r| r.name == name && fits(r))
                .collect();
            if full.is_empty() || self.goes_on(text, len) {
                return None;
            }
            Some(Area {
                len,
                code: self.table.choose(&full, within),
                named: true,
            })
        })
    }

    /// The name's last character begins a longer word: 上海市|场.
    fn goes_on(&self, text: &str, len: usize) -> bool {
        let Some(last) = text[..len].chars().next_back() else {
            return false;
        };
        let tail = &text[len - last.len_utf8()..];
        self.words.longer.begins(tail) && !self.words.not_longer.begins(tail)
    }

    /// The division of a level word seen from a document's own: 省 in a document of 定西市 is 甘肃省, 区 in one
    /// of 柳州市 is the autonomous region, 市 in one of 象州县 is 来宾市.
    ///
    /// ```
    /// # fn main() -> gongwen::error::Result<()> {
    /// use gongwen::region::Regions;
    /// let regions = Regions::built_in()?;
    /// let at = |own, level| {
    ///     let code = regions.at_level(regions.find(own, None, None)?, level)?;
    ///     regions.get(code).map(|r| r.name)
    /// };
    /// assert_eq!(at("安定区", "省"), Some("甘肃省"));
    /// assert_eq!(at("象州县", "市"), Some("来宾市"));
    /// assert_eq!(at("柳州市", "区"), Some("广西壮族自治区"));
    /// assert_eq!(at("甘肃省", "市"), None);
    /// # Ok(()) }
    /// ```
    pub fn at_level(&self, own: Code, level: &str) -> Option<Code> {
        let upwards = [own, own.prefecture(), own.province()];
        let named = upwards.into_iter().filter_map(|c| self.table.get(c));
        let kind = |r: &Region| match level {
            "省" => r.code.level() == Level::Province && r.name.ends_with('省'),
            "自治区" => r.code.level() == Level::Province && r.name.ends_with("自治区"),
            // 地区 is a prefecture, not a district.
            "区" => {
                r.name.ends_with('区')
                    && !r.name.ends_with("特别行政区")
                    && r.code.level() != Level::Prefecture
            }
            level => r.name.ends_with(level) && (level != "县" || r.code.level() == Level::County),
        };
        named.into_iter().find(|r| kind(r)).map(|r| r.code)
    }
}
