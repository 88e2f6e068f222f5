//! `patterns/region.tsv` as a table that is searched by name and by code.
//!
//! It is read when first asked for: the rows as they stand, and one list of names in order.

use super::code::{Code, Level};
use crate::pattern::{Index, prebuilt};
use crate::text::{Chars, Pairs};
use memchr::memchr2_iter;
use std::sync::LazyLock;

const SOURCE: &str = include_str!("../../patterns/region.tsv");

/// A division of today, or a former one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// Its code; of a former one the code of that time.
    pub code: Code,
    /// The full name.
    pub name: &'static str,
    /// The name without its kind; the full name where nobody uses less.
    pub short: &'static str,
    /// Of a province: one-character names, the one in document numbers first, joined by commas.
    pub abbreviations: &'static str,
    /// Of a former one: the year in which the name ended.
    pub until: Option<i32>,
}

impl Region {
    /// Of the cells of a row, which are taken; none behind the last row.
    fn parse(cells: &mut impl Iterator<Item = &'static str>) -> Option<Self> {
        let code = cells.next()?;
        let (name, short) = (cells.next()?, cells.next()?);
        let (abbreviations, until) = (cells.next()?, cells.next()?);
        Some(Self {
            // A test holds that each is a number.
            code: Code::new(code.parse().unwrap_or_default()),
            name,
            short,
            abbreviations,
            until: until.parse().ok(),
        })
    }

    /// A municipality: 直辖市.
    pub fn is_municipality(&self) -> bool {
        self.code.level() == Level::Province && self.name.ends_with('市')
    }
}

/// All divisions.
#[derive(Debug)]
pub struct Table {
    /// Today's in order of their codes, then the former ones.
    rows: Vec<Region>,
    /// How many are of today.
    today: usize,
    /// Full and short names with their rows, in order.
    names: Vec<(&'static str, u16)>,
    index: Index,
    /// The abbreviations of provinces, and the short names that lead to one, in order.
    abbreviated: Vec<(&'static str, Code)>,
    provinces: Vec<(&'static str, Code)>,
    openings: Pairs,
    /// The last two characters of full names.
    closings: Pairs,
    openings_of_provinces: Pairs,
    /// The first characters of names.
    first: Chars,
}

/// The rows below the head; each line has five cells.
fn rows(source: &'static str) -> Vec<Region> {
    let mut from = 0;
    let cells = memchr2_iter(b'\t', b'\n', source.as_bytes()).map(|end| {
        let cell = &source[from..end];
        from = end + 1;
        cell
    });
    let mut cells = cells.skip(5);
    std::iter::from_fn(|| Region::parse(&mut cells)).collect()
}

/// Full and short names in order: the row of each, and whether it is the short one.
fn in_order(rows: &[Region]) -> Vec<(u16, bool)> {
    let mut names: Vec<(&str, u16, bool)> = Vec::with_capacity(rows.len() * 2);
    for (row, r) in (0u16..).zip(rows) {
        names.push((r.name, row, false));
        if r.short != r.name {
            names.push((r.short, row, true));
        }
    }
    names.sort_unstable();
    let names = names.into_iter();
    names.map(|(_, row, short)| (row, short)).collect()
}

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::read(SOURCE));

/// Names of years near the end of a former name may be either.
const LAG: i32 = 1;

impl Table {
    /// The built-in one.
    pub fn built_in() -> &'static Self {
        &TABLE
    }

    fn read(source: &'static str) -> Self {
        let rows = rows(source);
        let today = rows.partition_point(|r| r.until.is_none());
        let names = prebuilt::made("names of divisions", &[source], || in_order(&rows));
        let named = |(row, short): (u16, bool)| {
            let r = rows.get(usize::from(row))?;
            Some((if short { r.short } else { r.name }, row))
        };
        let names: Vec<_> = names.into_iter().filter_map(named).collect();
        let openings = Pairs::opening(names.iter().map(|(name, _)| *name));
        let closings = Pairs::closing(rows.iter().map(|r| r.name));
        let mut first = Chars::none();
        let of_names = names.iter().filter_map(|(name, _)| name.chars().next());
        of_names.for_each(|c| first.range(c, c));
        let mut table = Self {
            rows,
            today,
            index: Index::of(&names),
            names,
            abbreviated: Vec::new(),
            provinces: Vec::new(),
            openings,
            closings,
            openings_of_provinces: Pairs::none(),
            first,
        };
        for r in table.rows.iter().filter(|r| !r.abbreviations.is_empty()) {
            let signs = r.abbreviations.split(',');
            table.abbreviated.extend(signs.map(|sign| (sign, r.code)));
        }
        let provinces = (table.rows.iter()).filter(|r| r.code.level() == Level::Province);
        let leads = |r: &Region| {
            let found = table.named(r.short, None);
            let mut found = found.into_iter();
            let one = found.find(|f| f.code.level() == Level::Province && f.short == r.short);
            one.map(|f| (r.short, f.code))
        };
        table.provinces = provinces.filter_map(leads).collect();
        table.provinces.sort_unstable();
        let names = table.provinces.iter().map(|(short, _)| *short);
        table.openings_of_provinces = Pairs::opening(names);
        table
    }

    /// The province whose short name a text begins with, and that name's length.
    pub fn province(&self, text: &str) -> Option<(usize, Code)> {
        if !self.openings_of_provinces.may_stand(text, 0) {
            return None;
        }
        // The last before the text in order; no other that it begins with lies between them.
        let behind = self.provinces.partition_point(|(short, _)| *short <= text);
        let (short, code) = self.provinces.get(behind.checked_sub(1)?)?;
        text.starts_with(short).then_some((short.len(), *code))
    }

    /// The characters that names begin with.
    pub fn first(&self) -> &Chars {
        &self.first
    }

    /// The first two characters of names.
    pub fn openings(&self) -> &Pairs {
        &self.openings
    }

    /// The last two characters of full names.
    pub fn closings(&self) -> &Pairs {
        &self.closings
    }

    /// False where no name begins with the text's first two characters.
    #[inline]
    pub fn may_begin(&self, text: &str) -> bool {
        self.openings.may_stand(text, 0)
    }

    /// False where a text surely is no full name.
    pub fn may_be_full(&self, name: &str) -> bool {
        self.closings.may_end(name)
    }

    /// The division of a code.
    pub fn get(&self, code: Code) -> Option<&Region> {
        let today = &self.rows[..self.today];
        match today.binary_search_by_key(&code, |r| r.code) {
            Ok(at) => Some(&today[at]),
            Err(_) => self.rows[self.today..].iter().rfind(|r| r.code == code),
        }
    }

    /// The divisions of a name in a year: those of that full name before those of that short name. A former
    /// one takes the place of today's of the same full name in its own time, and serves where none has it
    /// today.
    pub fn named(&self, name: &str, year: Option<i32>) -> Vec<&Region> {
        let all = self.from(name).iter().take_while(|(n, _)| *n == name);
        let rows: Vec<&Region> = all.map(|(_, row)| &self.rows[usize::from(*row)]).collect();
        if rows.is_empty() {
            return rows;
        }
        let full = |r: &&Region| r.name == name;
        let lived = |r: &&Region, lag| {
            let ended = r.until.zip(year);
            ended.is_some_and(|(until, year)| year < until + lag)
        };
        // 海门区 of today took over the short name of 海门市.
        let followed = |r: &Region| {
            let same = |o: &Region| {
                o.code.level() == r.code.level() && o.code.province() == r.code.province()
            };
            rows.iter().any(|o| lived(o, 0) && same(o))
        };
        let stages: [&dyn Fn(&&Region) -> bool; 5] = [
            &|r| full(r) && lived(r, 0),
            &|r| full(r) && r.until.is_none(),
            &|r| full(r),
            &|r| r.until.is_none() && !followed(r) || lived(r, 0),
            &|r| lived(r, LAG + 1),
        ];
        let fitting = |stage: &&dyn Fn(&&Region) -> bool| -> Vec<&Region> {
            rows.iter().copied().filter(|r| stage(r)).collect()
        };
        stages
            .iter()
            .map(fitting)
            .find(|found| !found.is_empty())
            .unwrap_or_default()
    }

    /// The names from the first that is this one on; none where none is.
    fn from(&self, name: &str) -> &[(&'static str, u16)] {
        let from = self.index.place(&self.names, name);
        from.map_or(&[], |from| &self.names[from..])
    }

    /// The one that the place `within` settles: in it, around it, beside it, elsewhere; the higher level
    /// first; none where two are left.
    pub fn choose(&self, found: &[&Region], within: Option<Code>) -> Option<Code> {
        let distance = |code: Code| match within {
            None => 0,
            Some(w) if code.is_within(w) => 0,
            Some(w) if w.is_within(code) => 1,
            Some(w) if w.level() != Level::Province && code.is_within(w.prefecture()) => 2,
            Some(w) if code.province() == w.province() => 3,
            Some(_) => 4,
        };
        let rank = |r: &&Region| (distance(r.code), r.code.level());
        let best = found.iter().map(rank).min()?;
        let mut nearest = found.iter().filter(|r| rank(r) == best).map(|r| r.code);
        let one = nearest.next()?;
        nearest.all(|other| other == one).then_some(one)
    }

    /// The province of an abbreviation.
    pub fn abbreviated(&self, sign: &str) -> Option<Code> {
        let found = self.abbreviated.iter().find(|(a, _)| *a == sign);
        found.map(|(_, code)| *code)
    }
}

#[cfg(test)]
mod tests {
    use super::super::area::LONGEST;
    use super::*;

    #[test]
    fn rows_are_the_lines_of_the_file() {
        let lines = SOURCE.lines().skip(1);
        let cells = lines.map(|line| line.split('\t').collect::<Vec<_>>());
        let rows = rows(SOURCE);
        assert_eq!(rows.len(), cells.clone().count());
        for (r, cells) in rows.iter().zip(cells) {
            let until = r.until.map(|year| year.to_string()).unwrap_or_default();
            let code = r.code.to_string();
            let row = [&code, r.name, r.short, r.abbreviations, &until];
            assert_eq!(cells, row);
        }
    }

    #[test]
    fn a_province_is_the_one_that_a_text_begins_with() {
        let table = Table::built_in();
        assert_eq!(table.province("河省"), None);
        for (short, code) in &table.provinces {
            for text in [format!("{short}省"), short.to_string()] {
                assert_eq!(table.province(&text), Some((short.len(), *code)));
            }
            // Else the longer one would hide it from texts that go on otherwise.
            let begins = |(other, _): &&(&str, Code)| other.starts_with(short);
            assert_eq!(table.provinces.iter().filter(begins).count(), 1);
        }
    }

    #[test]
    fn a_name_is_found_from_its_first_row_on() {
        let table = Table::built_in();
        for (name, _) in &table.names {
            let before = table.names.partition_point(|(n, _)| n < name);
            assert_eq!(table.from(name), &table.names[before..]);
            let longer = format!("{name}{name}");
            assert!(table.from(&longer).is_empty(), "{longer}");
        }
        for name in ["", "a", "🀀"] {
            assert!(table.from(name).is_empty());
        }
    }

    #[test]
    fn names_have_an_opening_and_an_end_that_is_looked_at() {
        let table = Table::built_in();
        for (name, _) in &table.names {
            assert!(name.chars().count() > 1 && name.len() <= LONGEST, "{name}");
            assert!(table.may_begin(name), "{name}");
        }
        for r in &table.rows {
            assert!(table.may_be_full(r.name), "{}", r.name);
        }
    }
}
