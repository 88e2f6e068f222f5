//! Percents that no whole part of the total gives.

use super::Check;
use super::context::Context;
use super::decide;
use super::exact::Ratio;
use super::finding::{Finding, Link};
use crate::record::Verdict;
use crate::value::{Number, Role};

pub static CHECK: Check = Check {
    id: "A11",
    page: "A11 百分比整数可行性 / GRIM for a percent with its total

What: a share of N whole things must be k/N for a whole k. Where N is so large that nearly any percent passes (strength below 0.3) nothing is said.
Why: the total and the percent come from different counts.
Example: 28名代表中，女性占35.4% is asked about: 9/28 = 32.1 %, 10/28 = 35.7 %.",
    yes: &[
        ("⟦28名⟧代表中，女性占⟦35.4%|share⟧。", Verdict::Suspicious),
        ("⟦28名⟧代表中，女性占⟦35.7%|share⟧。", Verdict::Consistent),
    ],
    no: &["⟦2800名⟧代表中，女性占⟦35.4%|share⟧。", "⟦28名⟧代表中，女性占⟦35%左右|share⟧。"],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for hit in ctx.hits("A11") {
        if let (Some(w), Some(r)) = (hit.figure("whole"), hit.figure("rate")) {
            out.extend(one(ctx, w, r));
        }
    }
}

fn one(ctx: &Context, whole: usize, rate: usize) -> Option<Finding> {
    let (n, p) = (ctx.fig(whole), ctx.fig(rate));
    let (w, r) = (n.written?, p.written?);
    let share = p.figure.role == Some(Role::Share) && p.figure.unit.as_deref() == Some("%");
    if !w.exact || !w.plain() || !r.plain() || !share || p.figure.is_target() {
        return None;
    }
    let strength = decide::strength(w.value()?, r.number)?;
    if Ratio::of(strength)? < Ratio::of(Number::new(3, -1))? {
        return None;
    }
    let by = w.value()?.div(Ratio::whole(100))?;
    let (near, any) = (r.hull()?.times(by)?, r.any()?.times(by)?);
    let feasible = near.integers().or_else(|| any.integers());
    let verdict = if feasible.is_some() {
        Verdict::Consistent
    } else {
        Verdict::Suspicious
    };
    let (zh, en) = match feasible {
        Some((k, _)) => (
            format!("{k}/{}可得{}%", n.number(), p.number()),
            format!("{k}/{} gives {}%", n.number(), p.number()),
        ),
        None => (
            format!("{}个对象不可能得出{}%", n.number(), p.number()),
            format!("no whole part of {} gives {}%", n.number(), p.number()),
        ),
    };
    Some(
        ctx.finding("A11", verdict, &[whole, rate])
            .link(Link::Medium)
            .strength(Some(strength))
            .against(Some(near), p.hull())
            .say(zh, en),
    )
}
