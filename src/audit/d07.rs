//! A report is not due before its period ends.

use super::Check;
use super::context::Context;
use super::figure::days;
use super::finding::{Finding, Link};
use crate::record::Verdict;
use crate::value::Role;

pub static CHECK: Check = Check {
    id: "D07",
    page: "D07 截止期与工作期 / deadline against period

What: the deadline of a report on the whole year (全年, 年度 … 总结) is not before the end of the document's work period.
Why: the deadline keeps the year of the plan before. Reports in between (半年, 季度) are exempt.
Example: work of 2016-01 to 2016-12, 全年总结 due 2016-01-05: asked about.",
    yes: &[
        ("进度安排：⟦2016年1月-12月|d=2016-01/2016-12 period⟧。\n⟦2017年1月5日|d=2017-01-05 deadline⟧前对全年工作进行总结。", Verdict::Consistent),
        ("进度安排：⟦2016年1月-12月|d=2016-01/2016-12 period⟧。\n⟦2016年1月5日|d=2016-01-05 deadline⟧前对全年工作进行总结。", Verdict::Suspicious),
    ],
    no: &["进度安排：⟦2016年1月-12月|d=2016-01/2016-12 period⟧。\n⟦2016年7月5日|d=2016-07-05 deadline⟧前对半年工作进行总结。"],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for ids in &ctx.of {
        let period = ids
            .iter()
            .rev()
            .copied()
            .filter(|i| {
                let f = ctx.fig(*i).figure;
                f.role == Some(Role::Period)
                    && f.date
                        .as_deref()
                        .is_some_and(|d| d.contains('/') && d.contains('-'))
            })
            .max_by_key(|i| {
                ctx.fig(*i)
                    .figure
                    .date
                    .as_deref()
                    .and_then(days)
                    .map(|d| d.1)
            });
        let Some(period) = period else { continue };
        for &deadline in ids
            .iter()
            .filter(|i| ctx.fig(**i).figure.role == Some(Role::Deadline))
        {
            let f = ctx.fig(deadline).figure;
            let rest = f.sentence.get(f.at.end..).unwrap_or("");
            let yearly = ctx.words.any("whole_year", rest) && ctx.words.any("summing_up", rest);
            if yearly {
                out.extend(one(ctx, period, deadline));
            }
        }
    }
}

fn one(ctx: &Context, period: usize, deadline: usize) -> Option<Finding> {
    let (p, d) = (
        ctx.fig(period).figure.date.as_deref()?,
        ctx.fig(deadline).figure.date.as_deref()?,
    );
    // A report of the year can be due in its last month.
    let (end, due) = (days(p)?.1, days(d)?.1);
    let holds = (due.0, due.1) >= (end.0, end.1);
    let verdict = if holds {
        Verdict::Consistent
    } else {
        Verdict::Suspicious
    };
    let says = if holds {
        ("不早于", "is not before")
    } else {
        ("早于", "is before")
    };
    Some(
        ctx.finding("D07", verdict, &[deadline, period])
            .link(Link::Medium)
            .say(
                format!("截止{d}{}工作期末{p}", says.0),
                format!("deadline {d} {} the end of {p}", says.1),
            ),
    )
}
