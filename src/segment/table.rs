//! A table: its caption, heads and rows, and what governs a cell.
//!
//! In: cells found by `grid`. Out: [`Table`] with answers about rows and columns.
//! Not here: finding tables in lines (`grid`), values of cells.

use crate::pattern::DocumentWords;
use crate::text::Plain;

/// What the name of a row begins with that is a part of one above.
const PART: [char; 2] = ['#', '＃'];
/// So many rows above are looked through.
const NEAR: usize = 64;

/// A table: caption, column heads, rows.
#[derive(Debug, Clone, Default)]
pub struct Table<'t> {
    /// The caption line, where there is one.
    pub caption: Option<String>,
    /// What 单位： says above the table.
    pub unit: Option<String>,
    /// The column heads; the first is the head of the row names.
    pub heads: Vec<Cell<'t>>,
    /// The rows; the first cell is the row's name. A row of one cell heads the rows below it.
    pub rows: Vec<Vec<Cell<'t>>>,
    /// The column that holds the units of the rows, where there is one.
    pub unit_column: Option<usize>,
}

/// One cell of a table.
#[derive(Debug, Clone, Default)]
pub struct Cell<'t> {
    /// Its normalised text with the way back to the raw place.
    pub plain: Plain<'t>,
}

impl Cell<'_> {
    fn into_owned(self) -> Cell<'static> {
        Cell {
            plain: self.plain.into_owned(),
        }
    }
}

impl Table<'_> {
    /// The head of a column, empty where there is none.
    pub fn head(&self, column: usize) -> &str {
        self.heads.get(column).map_or("", |c| &*c.plain.text)
    }

    /// The names that a row stands under, outermost first, its own last; units in brackets and # are left out.
    pub fn row_path(&self, row: usize) -> Vec<String> {
        let mut path = Vec::new();
        if let Some(head) = self.subhead(row) {
            path.push(self.plain_name(head));
        }
        if let Some(parent) = self.parent(row) {
            path.push(self.plain_name(parent));
        }
        path.push(self.plain_name(row));
        path.retain(|p| !p.is_empty());
        path
    }

    /// The unit of a row: in its unit column, in brackets in its name or in that of the row that it belongs to.
    pub fn row_unit(&self, row: usize) -> Option<&str> {
        if let Some(c) = self.unit_column {
            return self
                .rows
                .get(row)
                .and_then(|r| r.get(c))
                .map(|c| &*c.plain.text)
                .filter(|u| !u.is_empty());
        }
        unit_in(self.name(row)).or_else(|| unit_in(self.name(self.parent(row)?)))
    }

    /// The unit in brackets in a column's head (产量（万吨）).
    pub fn column_unit(&self, column: usize) -> Option<&str> {
        unit_in(self.head(column))
    }

    /// The row's name; where it is merged with the one above, that one's.
    pub fn name(&self, row: usize) -> &str {
        let own = |r: usize| {
            self.rows
                .get(r)
                .and_then(|r| r.first())
                .map_or("", |c| &*c.plain.text)
        };
        if self.rows.get(row).is_none_or(|r| r.len() < 2) {
            return own(row);
        }
        (0..=row)
            .rev()
            .take(NEAR)
            .map(own)
            .find(|n| !n.is_empty())
            .unwrap_or("")
    }

    /// The row's name without # and without its unit.
    fn plain_name(&self, row: usize) -> String {
        let name = self.name(row).trim_start_matches(['#', '＃', '*']);
        let name = name.strip_prefix("其中：").unwrap_or(name);
        match unit_in(name).filter(|_| self.unit_column.is_none()) {
            Some(unit) => name[..name.len() - unit.len() - "（）".len()].to_string(),
            None => name.to_string(),
        }
    }

    /// The nearest row above that holds a name and nothing else.
    fn subhead(&self, row: usize) -> Option<usize> {
        if self.rows.get(row)?.len() < 2 {
            return None;
        }
        (0..row).rev().take(256).find(|r| self.rows[*r].len() == 1)
    }

    /// The row of which this one is a part: the one before the first #.
    fn parent(&self, row: usize) -> Option<usize> {
        let part = |r: usize| self.name(r).starts_with(PART);
        let own_unit = |r: usize| unit_in(self.name(r)).is_some();
        // Most tables have no such row.
        let marked = |r: &Vec<Cell>| r.first().is_some_and(|c| c.plain.text.starts_with(PART));
        let near = self.rows.get(row.saturating_sub(2 * NEAR)..=row)?;
        if near.last()?.len() < 2 || !near.iter().any(marked) || own_unit(row) {
            return None;
        }
        // Rows after a # go on with its parts as long as they have no unit of their own, where the whole has one.
        let first = (0..=row)
            .rev()
            .take(NEAR)
            .take_while(|r| self.rows[*r].len() > 1 && !own_unit(*r))
            .filter(|r| part(*r))
            .last()?;
        let whole = (0..first)
            .rev()
            .take(NEAR)
            .find(|r| self.rows[*r].len() > 1 && !part(*r))?;
        (own_unit(whole) || part(row)).then_some(whole)
    }

    /// The same with texts of its own.
    pub(super) fn into_owned(self) -> Table<'static> {
        let owned = |row: Vec<Cell>| row.into_iter().map(Cell::into_owned).collect();
        Table {
            caption: self.caption,
            unit: self.unit,
            heads: owned(self.heads),
            rows: self.rows.into_iter().map(owned).collect(),
            unit_column: self.unit_column,
        }
    }

    /// Finds the column of units by its head.
    pub(super) fn with_unit_column(mut self, words: &DocumentWords) -> Self {
        let units = &words.lists.table.unit_columns;
        let head = |h: &Cell| units.iter().any(|u| *u == h.plain.text);
        self.unit_column = self.heads.iter().position(head);
        self
    }
}

/// What stands in brackets at the end of a name or a head.
fn unit_in(name: &str) -> Option<&str> {
    let inner = name.strip_suffix('）')?;
    let at = inner.rfind('（')?;
    let unit = &inner[at + '（'.len_utf8()..];
    (!unit.is_empty() && unit.chars().count() <= 8 && !unit.contains(|c: char| c.is_ascii_digit()))
        .then_some(unit)
}
