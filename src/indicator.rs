//! Known indicators: a subject as read → the indicator that it names.
//!
//! In: a subject (全市孕产妇死亡率), with the role and the unit of its value. Out: the entry of
//! `patterns/indicator*.toml`, whose head tells where names, units and bounds come from. A name counts as a
//! whole: 农村孕产妇住院分娩率 is not 孕产妇住院分娩率, and 婴儿死亡率 not 死亡率. Not here: finding subjects
//! (`fact`), checking values (`audit`).

mod layout;

pub use layout::{Class, Indicator, Nested, Polarity};

use crate::error::{Error, Result};
use crate::pattern::{Index, LazyRegex, Registry};
use crate::region::Regions;
use crate::text::Pairs;
use crate::value::Role;
use layout::Strip;
use std::borrow::Cow;

/// All indicators that are known.
#[derive(Debug)]
pub struct Indicators {
    entries: Vec<Indicator>,
    /// Folded names with their entries.
    names: Vec<(String, usize)>,
    index: Index,
    openings: Pairs,
    /// A name has one character only, and so no opening.
    short: bool,
    nested: Vec<Nested>,
    regions: Regions,
    front: LazyRegex,
    back: LazyRegex,
    generic: Vec<String>,
    share: Vec<String>,
    same_counter: Vec<Vec<String>>,
}

impl Indicators {
    /// The built-in ones.
    ///
    /// # Errors
    /// Only where a built-in file has a slip, which the tests exclude.
    pub fn built_in() -> Result<Self> {
        Self::new(layout::read(&[])?, Regions::built_in()?, true)
    }

    /// The built-in ones with the `indicator*.toml` of these patterns: a file of the same name replaces the
    /// built-in one, or is added to it where it says `extend = true`; other files are added. The divisions are
    /// those whose names are cut from a subject's front.
    ///
    /// # Errors
    /// A slip in such a file, or a name that two indicators have.
    pub fn of(files: &[Registry], regions: &Regions) -> Result<Self> {
        let trusted = !files.iter().any(layout::ours);
        Self::new(layout::read(files)?, regions.clone(), trusted)
    }

    fn new(read: layout::Read, regions: Regions, trusted: bool) -> Result<Self> {
        let Strip {
            front,
            back,
            generic,
            share,
            same_counter,
        } = read.strip;
        let regex = |name, e| {
            let told = |e| Error::at("patterns/indicator.toml", format_args!("`{name}`: {e}"));
            LazyRegex::of(e, trusted).map_err(told)
        };
        Ok(Self {
            entries: read.entries,
            short: (read.names.iter()).any(|(name, _)| name.chars().nth(1).is_none()),
            openings: Pairs::opening(read.names.iter().map(|(name, _)| name.as_str())),
            index: Index::of(&read.names),
            names: read.names,
            nested: read.nested,
            regions,
            front: regex("front", front)?,
            back: regex("back", back)?,
            generic: generic.iter().map(|g| folded(g).into_owned()).collect(),
            share,
            same_counter,
        })
    }

    /// The indicator that a subject names, once areas and times are cut from its front, and verbs, words for
    /// its change and remarks on its unit from its end. Never a part of the name, never a part of the rest.
    ///
    /// ```
    /// # fn main() -> gongwen::error::Result<()> {
    /// let indicators = gongwen::indicator::Indicators::built_in()?;
    /// let id = |subject| indicators.find(subject).map(|i| i.id.as_str());
    /// assert_eq!(id("2020年全市孕产妇死亡率为"), Some("maternal_mortality"));
    /// assert_eq!(id("农村孕产妇死亡率"), Some("maternal_mortality_rural"));
    /// assert_eq!(id("高龄孕产妇死亡率"), None);
    /// # Ok(()) }
    /// ```
    pub fn find(&self, subject: &str) -> Option<&Indicator> {
        self.search(&folded(subject))
    }

    /// The indicator of a value: its subject names one whose unit this is. A change may be in % or points
    /// whatever the unit; a share may leave 比例 out.
    ///
    /// ```
    /// # fn main() -> gongwen::error::Result<()> {
    /// use gongwen::value::Role;
    /// let indicators = gongwen::indicator::Indicators::built_in()?;
    /// let id = |subject, role, unit| indicators.of_value(subject, role, unit).map(|i| i.id.as_str());
    /// assert_eq!(id("地区生产总值", Some(Role::Other), Some("CNY")), Some("gdp"));
    /// assert_eq!(id("地区生产总值", Some(Role::Change), Some("%")), Some("gdp"));
    /// assert_eq!(id("地区生产总值", Some(Role::Attainment), Some("%")), None);
    /// # Ok(()) }
    /// ```
    pub fn of_value(
        &self,
        subject: &str,
        role: Option<Role>,
        unit: Option<&str>,
    ) -> Option<&Indicator> {
        if !self.may_begin(subject) {
            return None;
        }
        let key = folded(subject);
        let named = self.search(&key).or_else(|| {
            let mut fuller = self.share.iter().map(|word| format!("{key}{word}"));
            (role == Some(Role::Share))
                .then(|| fuller.find_map(|k| self.search(&k)))
                .flatten()
        })?;
        let unit = unit.unwrap_or_default();
        let change = role == Some(Role::Change) && matches!(unit, "%" | "pp");
        (change || self.fits(named, unit)).then_some(named)
    }

    fn fits(&self, indicator: &Indicator, unit: &str) -> bool {
        indicator.units.iter().any(|own| {
            let together =
                |set: &Vec<String>| set.iter().any(|u| u == own) && set.iter().any(|u| u == unit);
            own == unit || self.same_counter.iter().any(together)
        })
    }

    /// False where surely neither a name stands at the front of a subject nor what is cut from there.
    fn may_begin(&self, subject: &str) -> bool {
        // Two hanzi of the basic block are the first two of its folded name.
        let [0xe4..=0xe9, _, _, 0xe4..=0xe9, ..] = subject.as_bytes() else {
            return true;
        };
        self.short
            || self.openings.may_stand(subject, 0)
            || self.regions.may_lead(subject, 0)
            || self.front.may_stand(subject)
    }

    /// Tries the longest reading first: the whole, then less of the end, then less of the front.
    fn search(&self, key: &str) -> Option<&Indicator> {
        let mut front = key;
        let mut placed = false;
        loop {
            let mut text = front;
            // What is cut off the end leaves the first two characters as they are.
            while self.openings.may_stand(front, 0) || self.short {
                if let Some(found) = self.exact(text, placed) {
                    return Some(found);
                }
                match self.back.find(text) {
                    Some(m) if m.start() > 0 => text = &text[..m.start()],
                    _ => break,
                }
            }
            let cut = self.cut(front)?;
            placed = true;
            front = &front[cut..];
        }
    }

    /// The bytes of an area or a time at the front.
    fn cut(&self, text: &str) -> Option<usize> {
        let area = self.regions.leading(text, None, None).map(|a| a.len);
        area.or_else(|| self.front.find(text).map(|m| m.end()))
            .filter(|n| (1..text.len()).contains(n))
    }

    fn exact(&self, name: &str, placed: bool) -> Option<&Indicator> {
        let (_, at) = *self.names.get(self.index.place(&self.names, name)?)?;
        if !placed && self.generic.iter().any(|g| g == name) {
            return None;
        }
        self.entries.get(at)
    }

    /// The indicator of an id.
    pub fn get(&self, id: &str) -> Option<&Indicator> {
        self.entries.iter().find(|i| i.id == id)
    }

    /// All indicators, in the order of their files.
    pub fn entries(&self) -> &[Indicator] {
        &self.entries
    }

    /// Pairs of which the inner never exceeds the outer.
    pub fn nested(&self) -> &[Nested] {
        &self.nested
    }
}

/// A name without what spellings differ in: width, case, quotes, blanks, kinds of dash.
fn folded(name: &str) -> Cow<'_, str> {
    // Digits, capitals and hanzi of the basic block are as they are.
    let mut rest = name.as_bytes();
    while let [0xe4..=0xe9, _, _, more @ ..] | [b'0'..=b'9' | b'A'..=b'Z', more @ ..] = rest {
        rest = more;
    }
    let (same, rest) = name.split_at(name.len() - rest.len());
    if rest.is_empty() {
        return Cow::Borrowed(name);
    }
    let mut out = String::with_capacity(name.len());
    out.push_str(same);
    let kept = rest.chars().filter_map(|c| match c {
        c if c.is_whitespace() => None,
        '“' | '”' | '‘' | '’' | '"' | '\'' | '《' | '》' | '「' | '」' => None,
        '～' | '~' | '—' | '–' | '－' | '―' | '-' => Some('-'),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        c => Some(c),
    });
    out.extend(kept.map(|c| c.to_ascii_uppercase()));
    Cow::Owned(out)
}

#[cfg(test)]
mod tests;
