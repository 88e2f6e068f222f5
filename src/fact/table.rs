//! Tables: row head and column head make the subject; unit and year may stand in a head or the caption.

use super::asked;
use super::context::first_date;
use super::done::Done;
use super::{Fact, Reader};
use crate::mention::{Sort, Value, mentions};
use crate::segment::{Block, Cell, Document, Table};
use crate::value::{Comparator, Kind, Number, Role, Status, Units, numeral};
use smol_str::SmolStr;
use std::borrow::Cow;

impl<'a> Reader<'a> {
    /// Adds a fact for every cell that holds a value.
    // Rare: apart from what every sentence runs through.
    #[inline(never)]
    pub(super) fn table(&mut self, document: &Document, block: &'a Block, table: &'a Table) {
        for head in &table.heads {
            self.prose(document, block, head, None);
        }
        let caption = table.caption.clone().unwrap_or_default();
        let period = self.first_date(&caption);
        let latest = (1..table.heads.len())
            .filter_map(|c| self.first_date(table.head(c)))
            .max();
        for (r, row) in table.rows.iter().enumerate() {
            let Some((name, cells)) = row.split_first() else {
                continue;
            };
            self.prose(document, block, name, None);
            let label = table.row_path(r).concat();
            for (j, cell) in cells.iter().enumerate() {
                let column = j + 1;
                let at = Where {
                    table,
                    label: &label,
                    row: r,
                    column,
                    period: period.clone(),
                    latest: latest.as_deref(),
                };
                if !self.cell(block, at, cell) {
                    self.prose(document, block, cell, table.heads.get(column));
                }
            }
            self.sentence += 1;
        }
    }

    /// Reads a cell that holds text: what its column's head says of time governs it.
    fn prose(
        &mut self,
        document: &Document,
        block: &'a Block,
        cell: &'a Cell,
        head: Option<&Cell>,
    ) {
        let found = mentions(&cell.plain.text, self.patterns);
        if found.is_empty() {
            return;
        }
        self.context
            .under(head.and_then(|h| self.first_date(&h.plain.text)));
        let v = self.vocabulary;
        let mut parts = Vec::new();
        // What follows its last value speaks of the next cell's, too.
        asked::parts(&cell.plain.text, &found, true, &mut parts);
        asked::of_sentences(&mut parts, v);
        let said = self.context.of_indicators;
        let mut asked = Vec::with_capacity(found.len());
        asked::of_mentions(&parts, said, (self.patterns, v), &mut asked);
        self.context.of_indicators = said || asked::speak_of_indicators(&parts, v);
        asked::of_quantities(&mut asked, v);
        let mut done = Done::of(found.len());
        self.read(document, block, (&parts, &asked), &mut done);
        let mut done = done.in_order();
        done.facts(self.patterns, (block, &cell.plain), &parts, &mut self.out);
        self.context.after_block();
    }

    fn first_date(&self, text: &str) -> Option<SmolStr> {
        first_date(&mentions(text, self.patterns), &self.context.anchor)
    }

    /// Reads a cell as one value; false where it is none.
    fn cell(&mut self, block: &'a Block, at: Where, cell: &Cell) -> bool {
        let text = cell.plain.text.trim();
        let lead = cell.plain.text.len() - cell.plain.text.trim_start().len();
        let v = self.vocabulary;
        let Some(read) = self.cell_value(text) else {
            return false;
        };
        let full_head = at.table.head(at.column).to_string();
        let head = without_unit(&full_head);
        let change = v.head_change.is_match(&full_head);
        let written = read.unit.clone().or_else(|| at.unit(change));
        let Some((kind, unit, power)) = classify(written.as_deref(), read.sort) else {
            return false;
        };
        let Some(number) = read.number.scaled(if read.scaled { 0 } else { power }) else {
            return false;
        };
        let role = match kind {
            _ if change => Role::Change,
            Kind::Rate if v.head_share.is_match(&head) || v.head_share.is_match(at.label) => {
                Role::Share
            }
            Kind::Funding => Role::Other,
            _ => Role::Level,
        };
        let label = at.label;
        let head_period = self.first_date(&full_head);
        let earlier = head_period
            .as_deref()
            .is_some_and(|p| at.latest.is_some_and(|l| p < l));
        let head_noun = if v.generic_head.is_match(&head) || date_only(&head) {
            ""
        } else {
            head.as_str()
        };
        let subject = format!("{label}{head_noun}");
        let period = head_period.or(at.period).or(self.context.period().cloned());
        let status = match (v.head_target.is_match(&head), earlier) {
            (true, _) => Status::Target,
            (_, true) => Status::Baseline,
            _ => Status::Actual,
        };
        let span = cell.plain.span(lead..lead + text.len());
        let evidence = Cow::Owned(format!("{label} {head}: {text}"));
        self.out.push(Fact {
            kind,
            role: Some(role),
            status: Some(status),
            number: Some((number, None)),
            unit,
            comparator: Some(read.comparator),
            subject: Some(subject).filter(|s| !s.is_empty()),
            period,
            sentence: self.sentence,
            ..Fact::bare(block, span, evidence, SmolStr::new_static("table.cell"))
        });
        true
    }

    fn cell_value(&self, text: &str) -> Option<CellValue> {
        let digits = text.chars().any(|c| c.is_ascii_digit());
        if !digits || text.len() > 40 {
            return None;
        }
        if let Some(n) = numeral(text) {
            return Some(CellValue {
                number: n.number,
                unit: None,
                sort: None,
                scaled: false,
                comparator: Comparator::Eq,
            });
        }
        let found = mentions(text, self.patterns);
        match found.as_slice() {
            [m] if m.at.len() == text.len() => match &m.value {
                Value::Quantity(q) => Some(CellValue {
                    number: q.number,
                    unit: q.unit.clone(),
                    sort: Some(q.sort),
                    scaled: true,
                    comparator: q.comparator,
                }),
                Value::Date(_) => None,
            },
            _ => None,
        }
    }
}

/// Where a cell stands.
struct Where<'a> {
    table: &'a Table<'a>,
    label: &'a str,
    row: usize,
    column: usize,
    period: Option<SmolStr>,
    /// The latest year of the column heads; an earlier one is quoted for comparison.
    latest: Option<&'a str>,
}

impl Where<'_> {
    /// The unit that the column, the row or the table gives to a cell without one; changes are rates.
    fn unit(&self, change: bool) -> Option<SmolStr> {
        let table = self.table;
        let column = table.column_unit(self.column).map(SmolStr::from);
        column
            .or_else(|| change.then(|| "%".into()))
            .or_else(|| table.row_unit(self.row).map(SmolStr::from))
            .or_else(|| table.unit.as_deref().map(SmolStr::from))
    }
}

struct CellValue {
    number: Number,
    unit: Option<SmolStr>,
    sort: Option<Sort>,
    /// The number has its scale multiplied in already.
    scaled: bool,
    comparator: Comparator,
}

/// A head without the unit in its brackets.
fn without_unit(head: &str) -> String {
    match head.rfind('（') {
        Some(open) if head.ends_with('）') => head[..open].trim().to_string(),
        _ => head.trim().to_string(),
    }
}

fn date_only(head: &str) -> bool {
    head.chars()
        .all(|c| c.is_ascii_digit() || "年月-—底末度".contains(c))
}

/// Kind, unit for the record, and the power of ten of the unit's scale.
fn classify(written: Option<&str>, sort: Option<Sort>) -> Option<(Kind, Option<SmolStr>, i32)> {
    let Some(written) = written else {
        return sort.map(|s| match s {
            Sort::Count => (Kind::Count, None, 0),
            Sort::Rate => (Kind::Rate, Some("%".into()), 0),
            Sort::Funding => (Kind::Funding, Some("CNY".into()), 0),
        });
    };
    if let Some(Sort::Funding) = sort {
        return Some((Kind::Funding, Some(written.into()), 0));
    }
    let units = Units::builtin();
    let (power, bare) = units.split(written.trim_start_matches('±'));
    if let Some(rate) = units.rate(bare) {
        return Some((Kind::Rate, Some(rate.into()), 0));
    }
    if let Some(currency) = units.currency(bare) {
        return Some((Kind::Funding, Some(currency.into()), power));
    }
    Some((Kind::Count, Some(bare.into()), power))
}

#[cfg(test)]
mod tests {
    use crate::fact::tests::read;
    use crate::value::Kind;

    #[test]
    fn a_cell_goes_on_with_what_the_last_one_said_and_another_block_does_not() {
        let rate = |text: &str| {
            let rate = read(text).into_iter().find(|f| f.kind == Kind::Rate);
            rate.unwrap().subject
        };
        let grain = Some("粮食产量".to_string());
        let said = "全县粮食产量达30万吨。";
        let table = format!(
            "| 项目 | 产量 | 变化 |\n|---|---|---|\n| 农业 | {said} | 增长5%，完成任务。 |\n"
        );
        assert_eq!(rate(&table), grain, "the next cell");
        assert_eq!(
            rate(&format!("{said}增长5%，完成任务。")),
            grain,
            "the next sentence"
        );
        assert_eq!(
            rate(&format!("{said}天气晴好。增长5%。")),
            grain,
            "one behind a silent one"
        );
        assert_eq!(
            rate(&format!("{said}\n\n增长5%，完成任务。")),
            None,
            "the next paragraph"
        );
    }
}
