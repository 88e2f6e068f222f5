//! Units of government: a short form as written → the full official name.
//!
//! In: an agent (市卫计委, 省司法厅、省公安厅), the division and the year of its document. Out: the full name, where
//! the division, the year and `patterns/unit-of-government.toml` settle it; none otherwise. The file's
//! head tells where the forms and the years come from. Not here: finding agents in texts (`fact`).

mod layout;

use crate::error::Result;
use crate::pattern::{Index, Registry, prebuilt};
use crate::region::{Code, Level, Region, Regions};
use layout::{GAP, Layout, Naming, Tier, Unit};
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

/// All units of government that are known.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Organs {
    units: Vec<Unit>,
    level_words: Vec<String>,
    only_after_level: Vec<String>,
    branches: Vec<String>,
    branches_in_counties: Vec<String>,
    /// Short and full forms with their units, in order.
    forms: Vec<(String, usize)>,
    #[serde(skip)]
    index: OnceLock<Index>,
    /// Forms with a gap (团…委), cut at it.
    gapped: Vec<(String, String, usize)>,
}

/// What a document says of the units in it.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// The divisions.
    pub regions: &'a Regions,
    /// The one that the document speaks for.
    pub own: Option<Code>,
    /// Its year.
    pub year: Option<i32>,
}

impl Organs {
    /// The built-in ones.
    ///
    /// # Errors
    /// Only where the built-in file has a slip, which the tests exclude.
    pub fn built_in() -> Result<Self> {
        prebuilt::read("units of government", &[layout::BUILT_IN], || {
            Ok(Self::new(layout::built_in()?))
        })
    }

    /// Those of the `unit-of-government.toml` among these files, which replaces the built-in one or is added to it
    /// where it says `extend = true`.
    ///
    /// # Errors
    /// A slip in that file, with its line.
    pub fn of(files: &[Registry]) -> Result<Self> {
        let own = |r: &&Registry| r.name == "unit-of-government.toml";
        let Some(file) = files.iter().find(own) else {
            return Self::built_in();
        };
        let mut layout = layout::parse(&file.place, &file.text)?;
        if layout.extend {
            let base = layout::built_in()?;
            layout.unit.extend(base.unit);
            layout.only_after_level.extend(base.only_after_level);
            layout.level_words.extend(base.level_words);
            layout.party = base.party;
            layout.party_short = base.party_short;
            layout.branches.extend(base.branches);
            layout
                .branches_in_counties
                .extend(base.branches_in_counties);
        }
        Ok(Self::new(layout))
    }

    fn new(layout: Layout) -> Self {
        let mut forms = Vec::new();
        let mut gapped = Vec::new();
        for (at, unit) in layout.unit.iter().enumerate() {
            for form in unit.short.iter().chain([&unit.full]) {
                match form.split_once(GAP) {
                    Some((before, after)) => gapped.push((before.into(), after.into(), at)),
                    None => forms.push((form.clone(), at)),
                }
            }
            if !layout.party.is_empty() && unit.full.starts_with(&layout.party) {
                let before = &layout.party_short;
                let named = unit.short.iter().map(|s| (before.clone(), s.clone(), at));
                gapped.extend(named);
            }
        }
        forms.sort_unstable();
        forms.dedup();
        Self {
            units: layout.unit,
            level_words: layout.level_words,
            only_after_level: layout.only_after_level,
            branches: layout.branches,
            branches_in_counties: layout.branches_in_counties,
            forms,
            index: OnceLock::new(),
            gapped,
        }
    }

    /// The full name of an agent as written; of several joined by 、 each in its place. None where one of
    /// them is unknown or fits several.
    ///
    /// ```
    /// # fn main() -> gongwen::error::Result<()> {
    /// use gongwen::organ::{Organs, Setting};
    /// use gongwen::region::Regions;
    /// let (organs, regions) = (Organs::built_in()?, Regions::built_in()?);
    /// let own = regions.find("柳州市", None, None);
    /// let name = |agent| organs.full_name(agent, &Setting { regions: &regions, own, year: Some(2018) });
    /// assert_eq!(name("市卫计委").as_deref(), Some("柳州市卫生和计划生育委员会"));
    /// assert_eq!(name("市民政局、团市委").as_deref(), Some("柳州市民政局、中国共产主义青年团柳州市委员会"));
    /// assert_eq!(name("各有关部门"), None);
    /// # Ok(()) }
    /// ```
    pub fn full_name(&self, agent: &str, setting: &Setting) -> Option<String> {
        let mut names = Vec::new();
        let mut said = None;
        for part in agent.split(['、', '，']).map(str::trim) {
            self.joined(part, setting, &mut said, &mut names)?;
        }
        (!names.is_empty()).then(|| names.join("、"))
    }

    /// One unit, or two joined by a word that names hold too (发展和改革委员会).
    fn joined(
        &self,
        part: &str,
        setting: &Setting,
        said: &mut Option<Code>,
        names: &mut Vec<String>,
    ) -> Option<()> {
        if let Some((name, at)) = self.one(part, setting, *said) {
            names.push(name);
            *said = at.or(*said);
            return Some(());
        }
        ["和", "与", "及"].iter().find_map(|joint| {
            part.match_indices(joint).find_map(|(cut, _)| {
                let (first, at) = self.one(&part[..cut], setting, *said)?;
                let (second, _) = self.one(&part[cut + joint.len()..], setting, at.or(*said))?;
                names.extend([first, second]);
                *said = at.or(*said);
                Some(())
            })
        })
    }

    /// One unit: its full name, and the division by which it was named.
    fn one(
        &self,
        part: &str,
        setting: &Setting,
        said: Option<Code>,
    ) -> Option<(String, Option<Code>)> {
        if part.is_empty() {
            return None;
        }
        if let Some(name) = self.of_state(part, setting.year) {
            return Some((name, None));
        }
        if let Some(code) = self.already_full(part, setting) {
            return Some((part.to_string(), Some(code)));
        }
        for (code, rest) in self.divisions(part, setting) {
            if let Some(name) = self.unit(rest, code, setting) {
                return Some((name, Some(code)));
            }
        }
        if let Some((name, code)) = self.around(part, setting) {
            return Some((name, Some(code)));
        }
        let code = said.or(setting.own)?;
        let name = self.unit(part, code, setting)?;
        (!self.only_after_level.iter().any(|w| w == part)).then_some((name, Some(code)))
    }

    fn of_state(&self, part: &str, year: Option<i32>) -> Option<String> {
        let units = self.with_form(part).filter(|u| u.levels == [Tier::State]);
        one_name(units, part, year).map(|u| u.full.clone())
    }

    /// 上海市普陀区规划和自然资源局: a division's full name and a full form that is no short one too.
    fn already_full(&self, part: &str, setting: &Setting) -> Option<Code> {
        let area = setting.regions.leading(part, setting.own, setting.year)?;
        let form = &part[area.len..];
        let mut units = self.with_form(form).peekable();
        let full = units.peek().is_some()
            && units.all(|u| u.full == form && !u.short.iter().any(|s| s == form));
        area.code.filter(|_| area.named && full)
    }

    /// The divisions that a name can begin with, and what follows each: level words, full and short names.
    fn divisions<'p>(&self, part: &'p str, setting: &Setting) -> Vec<(Code, &'p str)> {
        let Setting { regions, own, year } = *setting;
        let mut out = Vec::new();
        if let Some(area) = regions.leading(part, own, year).filter(|a| a.named) {
            out.extend(area.code.map(|c| (c, &part[area.len..])));
        }
        for word in &self.level_words {
            if let Some(rest) = part.strip_prefix(word.as_str()) {
                let code = own.and_then(|own| regions.at_level(own, word));
                out.extend(code.map(|c| (c, rest)));
            }
        }
        let ends = part.char_indices().map(|(at, c)| at + c.len_utf8());
        let ends = ends.skip(1).take(6);
        for at in ends.collect::<Vec<_>>().into_iter().rev() {
            let code = regions.find(&part[..at], own, year);
            out.extend(code.map(|c| (c, &part[at..])));
        }
        out
    }

    /// 团省委, 共青团柳州市委: the level word or the name stands inside.
    fn around(&self, part: &str, setting: &Setting) -> Option<(String, Code)> {
        let mut found: Option<(String, Code)> = None;
        for (before, after, at) in &self.gapped {
            let inside = part
                .strip_prefix(before.as_str())
                .and_then(|t| t.strip_suffix(after.as_str()));
            let Some(inside) = inside.filter(|t| !t.is_empty()) else {
                continue;
            };
            let code = self
                .divisions(inside, setting)
                .into_iter()
                .find(|(_, rest)| rest.is_empty())
                .map(|(code, _)| code);
            let unit = &self.units[*at];
            let Some(name) = code.and_then(|c| self.compose(unit, c, setting)) else {
                continue;
            };
            match &found {
                Some((other, _)) if *other != name => return None,
                _ => found = code.map(|c| (name, c)),
            }
        }
        found
    }

    /// The unit of a form in a division.
    fn unit(&self, form: &str, code: Code, setting: &Setting) -> Option<String> {
        let region = setting.regions.get(code)?;
        let mut agreed: Option<String> = None;
        for tier in tiers(region) {
            let units = self.with_form(form).filter(|u| u.levels.contains(tier));
            let Some(unit) = one_name(units, form, setting.year) else {
                continue;
            };
            let name = self.compose(unit, code, setting)?;
            // A county-level city is a county first; a municipality is both.
            if !region.is_municipality() {
                return Some(name);
            }
            if agreed.as_ref().is_some_and(|a| *a != name) {
                return None;
            }
            agreed = Some(name);
        }
        agreed
    }

    /// A branch of the city's unit, whose name is made otherwise.
    fn is_branch(&self, unit: &Unit, region: &Region) -> bool {
        let county = region.code.level() == Level::County;
        let district = is_district(region);
        district && self.branches.contains(&unit.full)
            || county && self.branches_in_counties.contains(&unit.full)
    }

    fn with_form<'s>(&'s self, form: &'s str) -> impl Iterator<Item = &'s Unit> {
        let index = self.index.get_or_init(|| Index::of(&self.forms));
        let from = index.place(&self.forms, form).unwrap_or(self.forms.len());
        self.forms[from..]
            .iter()
            .take_while(move |(f, _)| f == form)
            .map(|(_, at)| &self.units[*at])
    }

    fn compose(&self, unit: &Unit, code: Code, setting: &Setting) -> Option<String> {
        let region = setting.regions.get(code)?;
        if !unit.existed(setting.year) && unit.full.contains(GAP) {
            return None;
        }
        if !tiers(region).iter().any(|t| unit.levels.contains(t)) {
            return None;
        }
        if self.is_branch(unit, region) {
            return None;
        }
        let name = match unit.region {
            Naming::Full => official(region, setting.regions),
            Naming::Short => region.short.to_string(),
        };
        Some(match unit.full.split_once(GAP) {
            Some((before, after)) => format!("{before}{name}{after}"),
            None => format!("{name}{}", unit.full),
        })
    }
}

/// The one unit of that form in that year; a full form is sure in any year.
fn one_name<'u>(
    units: impl Iterator<Item = &'u Unit>,
    form: &str,
    year: Option<i32>,
) -> Option<&'u Unit> {
    let units: Vec<&Unit> = units.collect();
    let only = |fits: &dyn Fn(&Unit) -> bool| -> Option<&'u Unit> {
        let mut fitting = units.iter().copied().filter(|u| fits(u));
        let first = fitting.next()?;
        fitting.all(|u| u.full == first.full).then_some(first)
    };
    if units.iter().any(|u| u.existed(year)) {
        return only(&|u| u.existed(year));
    }
    only(&|u| u.full == form)
}

/// The levels of units that a division has.
fn tiers(region: &Region) -> &'static [Tier] {
    match region.code.level() {
        Level::Province if region.is_municipality() => &[Tier::City, Tier::Province],
        Level::Province => &[Tier::Province],
        Level::Prefecture => &[Tier::City],
        Level::County if region.name.ends_with('市') => &[Tier::County, Tier::City],
        Level::County => &[Tier::County],
    }
}

/// The name that a division's units carry: districts behind their city's (上海市普陀区).
fn official(region: &Region, regions: &Regions) -> String {
    let city = [region.code.prefecture(), region.code.province()]
        .into_iter()
        .find_map(|c| regions.get(c))
        .filter(|c| is_district(region) && c.name.ends_with('市'));
    match city {
        Some(city) => format!("{}{}", city.name, region.name),
        None => region.name.to_string(),
    }
}

/// 市辖区: a district of a city.
fn is_district(region: &Region) -> bool {
    region.code.level() == Level::County && region.name.ends_with('区')
}

#[cfg(test)]
mod tests;
