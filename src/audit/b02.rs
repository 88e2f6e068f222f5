//! Target, actual value, and the claim about them.

use super::Check;
use super::context::{Context, Fig};
use super::finding::{Finding, Link};
use crate::record::Verdict;
use crate::value::{Comparator, Status};

pub static CHECK: Check = Check {
    id: "B02",
    page: "B02 目标与实际 / target and actual value

What: the claim 达到, 完成, 超过, 提前 or 未达 is held against both figures by the full-value rule (the written value counts, not what it rounds).
Polarity comes from the comparator of the target, else from the indicator's name (死亡率: less is better).
Why: the claim is kept when the figures are updated.
Example: 覆盖率为88.4%，达到90%以上的目标 is inconsistent.",
    yes: &[
        ("覆盖率为⟦88.4%⟧，达到覆盖率⟦90%以上|target⟧的目标。", Verdict::Inconsistent),
        ("覆盖率为⟦91.2%⟧，提前完成规划确定的⟦90%|target⟧的目标。", Verdict::Consistent),
        ("患病率保持在⟦<3%|target⟧的标准。", Verdict::Consistent),
    ],
    no: &[
        "覆盖率为⟦88.4%⟧，尚未达到规划⟦90%以上|target⟧的目标。",
        "覆盖率为⟦88.4%⟧，力争明年达到⟦90%以上|target⟧的目标。",
        "覆盖率为⟦88.4%⟧，达到去年的水平。",
    ],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for hit in ctx.hits("B02") {
        let Some(target) = hit.figure("target") else {
            continue;
        };
        let Some(actual) = hit.figure("actual") else {
            out.push(ctx.finding("B02", Verdict::Consistent, &[target]).say(
                format!(
                    "原文称保持在{}的标准之内，即为目标本身",
                    ctx.fig(target).shown()
                ),
                format!(
                    "the text gives the standard {} itself as kept",
                    ctx.fig(target).number()
                ),
            ));
            continue;
        };
        let claim = hit.text("claim").unwrap_or("");
        if ctx.words.any("hedge", claim) {
            continue;
        }
        let denied = ctx.words.any("denial", claim);
        out.extend(one(ctx, actual, target, denied));
    }
    out.dedup_by(|a, b| a.check == "B02" && b.check == "B02" && a.figures == b.figures);
}

fn one(ctx: &Context, actual: usize, target: usize, denied: bool) -> Option<Finding> {
    let (a, t) = (ctx.fig(actual), ctx.fig(target));
    let fitting = a.same_unit(t)
        && t.figure.status == Some(Status::Target)
        && a.figure.status == Some(Status::Actual);
    if !fitting {
        return None;
    }
    let y = t.written?.value()?;
    let met = met(a, t)?;
    let holds = met != denied;
    // A value that misses the target by less than its own rounding is asked about, not refused.
    let straddles = !holds && a.hull()?.holds(y);
    let known = a.indicator.is_some()
        || !matches!(t.written?.comparator, Comparator::Eq | Comparator::Approx);
    let verdict = match (holds, straddles, known) {
        (true, ..) => Verdict::Consistent,
        (false, false, true) if !ctx.doubtful(&[actual, target]) => Verdict::Inconsistent,
        _ => Verdict::Suspicious,
    };
    let claim = [("达标", "that it is met"), ("未达标", "that it is missed")][usize::from(denied)];
    let says = [("不支持", "does not support"), ("支持", "supports")][usize::from(holds)];
    Some(
        ctx.finding("B02", verdict, &[actual, target])
            .link(Link::High)
            .against(t.hull(), a.hull())
            .say(
                format!(
                    "目标{}，实际{}，{}“{}”",
                    t.shown(),
                    a.shown(),
                    says.0,
                    claim.0
                ),
                format!(
                    "target {}, actual {}: {} the claim {}",
                    t.number(),
                    a.number(),
                    says.1,
                    claim.1
                ),
            ),
    )
}

/// The full-value rule: the written actual value against the written target.
fn met(a: &Fig, t: &Fig) -> Option<bool> {
    let (x, y) = (a.written?.value()?, t.written?.value()?);
    let indicator = a.indicator.or(t.indicator);
    let lower = indicator.is_some_and(|i| i.lower_is_better);
    Some(match t.written?.comparator {
        Comparator::Ge | Comparator::ApproxOver => x >= y,
        Comparator::Gt => x > y,
        Comparator::Le | Comparator::ApproxUnder => x <= y,
        Comparator::Lt => x < y,
        Comparator::Eq | Comparator::Approx if lower => x <= y,
        Comparator::Eq | Comparator::Approx => x >= y,
    })
}
