//! Numbers whose characters make their reading doubtful.

use super::Check;
use super::context::Context;
use super::finding::Finding;
use crate::record::Verdict;
use crate::text::Span;

pub static CHECK: Check = Check {
    id: "Q01",
    page: "Q01 数字解析可疑 / doubtful number

What: digits that are split by blanks or line breaks, mixed with letters (O, l) or of two widths are read, and the reading is shown.
Why: a finding that rests on such a number may be a slip of the file, not of the author; it is never called inconsistent.
Example: 1 2 8 家 is read as 128. A blank between number and unit is no doubt.",
    yes: &[("共有⟦12 8家⟧企业。", Verdict::NotCheckable), ("共有⟦1O8家⟧企业。", Verdict::NotCheckable)],
    no: &["共有⟦128 家⟧企业。"],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for id in 0..ctx.figs.len() {
        let f = ctx.fig(id);
        if f.figure.value.is_none() {
            continue;
        }
        let raw = &ctx.documents[f.me.document].raw;
        if let Some(text) = doubt(f.figure.span, raw) {
            out.push(ctx.finding("Q01", Verdict::NotCheckable, &[id]).say(
                format!("“{text}”按“{}”解析", f.shown()),
                format!("parsed “{text}” as {}", f.shown()),
            ));
        }
    }
}

/// The text of a number, where its digits are split, mixed with letters or of two widths.
pub(super) fn doubt(span: Span, raw: &str) -> Option<&str> {
    let text = raw.get(span.start..span.end)?;
    let digits: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| digit(*c)).collect();
    let (first, last) = (digits.first()?.0, digits.last()?.0);
    let core = text.get(first..last)?;
    let scaled = core.contains('/');
    let split = !scaled
        && core.contains(|c: char| c.is_whitespace())
        && core
            .chars()
            .all(|c| digit(c) || c.is_whitespace() || c == '.');
    let letters = core.contains(['O', 'o', 'l', 'I'])
        || text
            .get(last..)
            .is_some_and(|t| t.chars().nth(1).is_some_and(|c| "OoIl".contains(c)));
    let widths =
        digits.iter().any(|d| d.1.is_ascii_digit()) && digits.iter().any(|d| !d.1.is_ascii_digit());
    (split || letters || widths).then_some(text)
}

fn digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}
