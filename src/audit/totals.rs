//! The total row of a table against its rows: the table half of A03.
//!
//! In: table blocks. Out: findings of A03. Not here: lists in sentences (`a03`). Rows can
//! be parts of other rows without saying so, so a column that does not add up is asked
//! about, not refused, and tables that show such rows (其中, 小计) are left alone.

use super::context::Context;
use super::decide::{self, Fit};
use super::exact::Ratio;
use super::finding::{Finding, Link, Spot};
use super::interval::Interval;
use super::words::bare;
use super::written::Written;
use crate::record::Verdict;
use crate::segment::{BlockKind, Cell, Table};
use crate::value::Number;

/// The total rows of all tables, column by column.
pub(super) fn totals(ctx: &Context, out: &mut Vec<Finding>) {
    for (document, d) in ctx.documents.iter().enumerate() {
        for block in &d.document.blocks {
            if let BlockKind::Table(table) = &block.kind {
                of_table(ctx, document, table, out);
            }
        }
    }
}

fn of_table(ctx: &Context, document: usize, table: &Table, out: &mut Vec<Finding>) {
    let name = |row: &Vec<Cell>| row.first().map_or(String::new(), |c| bare(&c.plain.text));
    let is_total = |n: &str| ctx.words.list("total_row").iter().any(|w| w == n);
    let layered = |n: &str| {
        ctx.words
            .list("layered_row")
            .iter()
            .any(|w| n.contains(w.as_str()))
    };
    let names: Vec<String> = table.rows.iter().map(name).collect();
    let totals: Vec<usize> = (0..names.len()).filter(|i| is_total(&names[*i])).collect();
    let [total] = totals[..] else { return };
    if names.iter().any(|n| layered(n)) || (total != 0 && total + 1 != names.len()) {
        return;
    }
    for column in 1..table.rows[total].len() {
        let head = table.heads.get(column).map_or("", |c| &*c.plain.text);
        if ctx.words.any("not_additive", head) {
            continue;
        }
        let cells: Option<Vec<&Cell>> = table.rows.iter().map(|r| r.get(column)).collect();
        out.extend(cells.and_then(|c| of_column(ctx, document, &c, total)));
    }
}

fn of_column(ctx: &Context, document: usize, cells: &[&Cell], total: usize) -> Option<Finding> {
    let numbers: Vec<Number> = cells
        .iter()
        .map(|c| number(&c.plain.text))
        .collect::<Option<_>>()?;
    let written = |n: Number| Written {
        exact: n.exponent == 0,
        ..Written::rounded(n)
    };
    let (mut sum, mut calc) = (Interval::point(Ratio::ZERO), Ratio::ZERO);
    let parts: Vec<usize> = (0..numbers.len()).filter(|i| *i != total).collect();
    if parts.len() < 2 {
        return None;
    }
    for &p in &parts {
        sum = sum.add(&written(numbers[p]).hull()?)?;
        calc = calc.add(Ratio::of(numbers[p])?)?;
    }
    let whole = written(numbers[total]);
    let verdict = match decide::fit(&sum, &whole)? {
        Fit::Nearest | Fit::Truncated | Fit::Twice => Verdict::Consistent,
        Fit::Round | Fit::Off(_) => Verdict::Suspicious,
    };
    let order = parts.iter().copied().chain([total]);
    let spots: Vec<Spot> = order.map(|i| spot(document, cells[i])).collect();
    // Figures where the facts hold these cells, bare places where not.
    let figures: Option<Vec<usize>> = spots.iter().map(|s| figure(ctx, s)).collect();
    let f = match figures {
        Some(ids) => ctx.finding("A03", verdict, &ids),
        None => ctx.finding("A03", verdict, &[]).at(spots),
    };
    let shown = numbers[total];
    Some(
        f.link(Link::Medium)
            .against(Some(sum), whole.hull())
            .strength(decide::strength_of(&sum, &whole))
            .say(
                format!("表中{}行合计{calc}，合计行为{shown}", parts.len()),
                format!(
                    "{} rows add to {calc}, the total row says {shown}",
                    parts.len()
                ),
            ),
    )
}

fn spot(document: usize, cell: &Cell) -> Spot {
    let text = &cell.plain.text;
    let start = text.len() - text.trim_start().len();
    let end = text.trim_end().len().max(start);
    Spot {
        document,
        span: cell.plain.span(start..end),
    }
}

fn figure(ctx: &Context, s: &Spot) -> Option<usize> {
    ctx.of[s.document].iter().copied().find(|i| {
        let f = ctx.fig(*i).figure.span;
        f.start < s.span.end && s.span.start < f.end
    })
}

/// A cell that is one number and nothing else.
fn number(text: &str) -> Option<Number> {
    let t: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != ',')
        .collect();
    let (sign, t) = match t.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, t.as_str()),
    };
    let places = t.find('.').map_or(0, |d| t.len() - d - 1);
    let digits: String = t.chars().filter(|c| *c != '.').collect();
    let digits: i128 = digits
        .parse()
        .ok()
        .filter(|_| digits.bytes().all(|b| b.is_ascii_digit()))?;
    Some(Number::new(sign * digits, -i32::try_from(places).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{AuditDocument, Words, sketch};
    use crate::segment::Block;
    use crate::text::{Plain, Span};

    fn document(rows: &[[&str; 3]]) -> AuditDocument {
        let mut d = sketch::documents("表").remove(0);
        let raw: String = rows.iter().flatten().map(|c| format!("{c} ")).collect();
        let mut at = 0;
        let mut table = Table::default();
        for row in rows {
            let cell = |c: &&str| {
                let span = Span::new(at, at + c.len());
                at += c.len() + 1;
                Cell {
                    plain: Plain::of(&raw, &[span]).into_owned(),
                }
            };
            table.rows.push(row.iter().map(cell).collect());
        }
        table.heads = table.rows.remove(0);
        d.document.blocks = vec![Block {
            kind: BlockKind::Table(Box::new(table)),
            ..d.document.blocks.remove(0)
        }];
        d.raw = raw.into();
        d
    }

    fn verdicts(rows: &[[&str; 3]]) -> Vec<Verdict> {
        let documents = [document(rows)];
        let words = Words::built_in().expect("patterns/audit.toml loads");
        let ctx = Context::new(&documents, words);
        let mut out = Vec::new();
        totals(&ctx, &mut out);
        out.iter().map(|f| f.verdict).collect()
    }

    #[test]
    fn columns_add_up_or_are_asked_about() {
        let head = ["地区", "学校（所）", "入学率"];
        let (a, b) = (["甲县", "41", "98.1"], ["乙县", "32", "97.2"]);
        assert_eq!(
            verdicts(&[head, a, b, ["合计", "73", "97.7"]]),
            [Verdict::Consistent]
        );
        assert_eq!(
            verdicts(&[head, a, b, ["合计", "75", "97.7"]]),
            [Verdict::Suspicious]
        );
        let within = ["其中：民办", "5", "98.0"];
        assert_eq!(verdicts(&[head, a, within, b, ["合计", "78", "97.7"]]), []);
    }
}
