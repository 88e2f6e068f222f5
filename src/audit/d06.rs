//! The year in a document number or a title against the date.

use super::Check;
use super::context::Context;
use super::finding::Finding;
use crate::record::Verdict;
use crate::value::Role;

pub static CHECK: Check = Check {
    id: "D06",
    page: "D06 文号年份 / year of a document number

What: the year in 〔YYYY〕 of the document's own number, and the year in its title, go with its date; a cited number is not younger than the document.
Why: letterheads are copied. In January the number can still be of the year before.
Example: 甲政办〔2015〕8号 signed 2016年5月3日 is asked about.",
    yes: &[
        ("@ no=甲政办〔2016〕8号\n甲政办〔2016〕8号\n⟦2016年5月3日|d=2016-05-03 issued⟧", Verdict::Consistent),
        ("@ no=甲政办〔2015〕8号\n甲政办〔2015〕8号\n⟦2016年5月3日|d=2016-05-03 issued⟧", Verdict::Suspicious),
        ("按照（甲政发〔2014〕6号）执行。\n⟦2016年5月3日|d=2016-05-03 issued⟧", Verdict::Consistent),
        ("按照（甲政发〔2018〕6号）执行。\n⟦2016年5月3日|d=2016-05-03 issued⟧", Verdict::Suspicious),
    ],
    no: &["@ no=甲政办〔2015〕8号\n甲政办〔2015〕8号\n⟦2016年1月5日|d=2016-01-05 issued⟧"],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for w in ctx.wordings("D06") {
        let Some((id, year, january)) = issued(ctx, w.document) else {
            continue;
        };
        let (Some(text), Some(spot), Some(n)) = (
            w.text("text"),
            w.spot("text"),
            w.text("year").and_then(|y| y.parse::<i32>().ok()),
        ) else {
            continue;
        };
        let d = &ctx.documents[w.document].document;
        let own = d.doc_no.as_deref().is_some_and(|no| no.contains(text));
        let holds = if own {
            n == year || (january && n == year - 1)
        } else {
            n <= year
        };
        let verdict = if holds {
            Verdict::Consistent
        } else {
            Verdict::Suspicious
        };
        let what = if own {
            ("文号", "number")
        } else {
            ("引用文号", "cited number")
        };
        out.push(ctx.finding("D06", verdict, &[id]).at([spot]).say(
            format!("{}“{text}”为{n}年，成文{year}年", what.0),
            format!("{} “{text}” is of {n}, the document of {year}", what.1),
        ));
    }
    titles(ctx, out);
}

/// A title that begins or ends with a year: the date of its document is of that year or next to it.
fn titles(ctx: &Context, out: &mut Vec<Finding>) {
    for (document, d) in ctx.documents.iter().enumerate() {
        let (Some(title), Some((id, year, _))) =
            (d.document.title.as_deref(), issued(ctx, document))
        else {
            continue;
        };
        let in_title = |i: &&usize| {
            let f = ctx.fig(**i).figure;
            let text = ctx.text(**i);
            f.role == Some(Role::Reference) && text.ends_with('年') && title.contains(text)
        };
        let Some(&named) = ctx.of[document].iter().find(in_title) else {
            continue;
        };
        let Some((a, b)) = ctx.fig(named).figure.years().filter(|y| y.0 == y.1) else {
            continue;
        };
        let says = if (a - 1..=b + 1).contains(&year) {
            Verdict::Consistent
        } else {
            Verdict::NotCheckable
        };
        out.push(ctx.finding("D06", says, &[named, id]).say(
            format!("标题{a}年，成文{year}年"),
            format!("title of {a}, document of {year}"),
        ));
    }
}

/// The date of signature of a document, or of the file that it was printed with.
fn issued(ctx: &Context, document: usize) -> Option<(usize, i32, bool)> {
    let own = ctx.of[document].iter().copied();
    let id = own
        .chain(ctx.of_file(ctx.file(document)))
        .find(|i| ctx.fig(*i).figure.role == Some(Role::Issued))?;
    let date = ctx.fig(id).figure.date.as_deref()?;
    Some((
        id,
        super::figure::years(date)?.0,
        date.get(5..7) == Some("01"),
    ))
}
