//! Above or below a benchmark.

use super::Check;
use super::context::Context;
use super::finding::{Finding, Link};
use super::judge::ruled;
use crate::record::Verdict;

pub static CHECK: Check = Check {
    id: "B11",
    page: "B11 与基准比较 / against a benchmark

What: 高于 or 低于全国（全省）平均水平 is held against the benchmark where its value stands with it; else it is not checkable.
Why: the benchmark of another year turns the claim around.
Example: 覆盖率91.2%，高于全省平均水平（93.0%） is inconsistent.",
    yes: &[
        ("覆盖率为⟦91.2%⟧，高于全省平均水平（⟦93.0%⟧）。", Verdict::Inconsistent),
        ("覆盖率为⟦91.2%⟧，低于全省平均水平⟦93.0%⟧。", Verdict::Consistent),
        ("覆盖率为⟦91.2%⟧，高于全省平均水平。", Verdict::NotCheckable),
    ],
    no: &["覆盖率为⟦91.2%⟧，高于全省平均水平⟦1.2个百分点⟧。"],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for hit in ctx.hits("B11") {
        let Some(value) = hit.figure("value") else {
            continue;
        };
        let above = hit.text("above").is_some();
        out.extend(match hit.figure("mean") {
            Some(mean) => against(ctx, value, mean, above),
            None => Some(
                ctx.finding("B11", Verdict::NotCheckable, &[value])
                    .link(Link::Medium)
                    .say(
                        "基准值未给出".to_owned(),
                        "the benchmark's value is not given".to_owned(),
                    ),
            ),
        });
    }
    let mut seen: Vec<super::Ref> = Vec::new();
    out.retain(|f| {
        let fresh = f.check != "B11" || f.figures.first().is_some_and(|r| !seen.contains(r));
        if f.check == "B11" {
            seen.extend(f.figures.first());
        }
        fresh
    });
}

fn against(ctx: &Context, value: usize, mean: usize, above: bool) -> Option<Finding> {
    let (a, b) = (ctx.fig(value), ctx.fig(mean));
    if !a.same_unit(b) {
        return None;
    }
    let (x, y) = (a.hull()?, b.hull()?);
    let holds = if above { !x.below(&y) } else { !y.below(&x) };
    let claim = if above {
        ("高于", "above")
    } else {
        ("低于", "below")
    };
    Some(
        ruled(ctx, "B11", &[value, mean], holds, Link::High)
            .against(Some(y), Some(x))
            .say(
                format!("称{}基准，{}对{}", claim.0, a.shown(), b.shown()),
                format!(
                    "claims to be {} the benchmark: {} against {}",
                    claim.1,
                    a.number(),
                    b.number()
                ),
            ),
    )
}
