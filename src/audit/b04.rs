//! Nested indicators.

use super::Check;
use super::context::Context;
use super::finding::{Finding, Link};
use super::judge::ruled;
use crate::record::Verdict;

pub static CHECK: Check = Check {
    id: "B04",
    page: "B04 包含指标次序 / nested indicators

What: an indicator that is part of another (婴儿死亡率 within 5岁以下儿童死亡率, 公办 within 普惠性, the larger class size within the smaller)
must not exceed it, for the same area and unit. Only pairs of the registry are compared.
Why: values of neighbouring rows are swapped.
Example: 婴儿死亡率6.10‰、5岁以下儿童死亡率5.20‰ is inconsistent.",
    yes: &[
        ("婴儿死亡率为⟦6.10‰|s=婴儿死亡率⟧，5岁以下儿童死亡率为⟦5.20‰|s=5岁以下儿童死亡率⟧。", Verdict::Inconsistent),
        ("婴儿死亡率为⟦4.10‰|s=婴儿死亡率⟧，5岁以下儿童死亡率为⟦5.20‰|s=5岁以下儿童死亡率⟧。", Verdict::Consistent),
        ("小学46人以上大班额比例降到⟦0.8%|share s=46人以上大班额比例⟧，56人以上班额已全部消除。", Verdict::Consistent),
    ],
    no: &["系统管理率为⟦93.1%|s=3岁以下儿童系统管理率⟧，保健管理率为⟦92.4%|s=7岁以下儿童保健管理率⟧。"],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for s in &ctx.sentences {
        let ids: Vec<usize> = s.slots.iter().map(|s| s.1).collect();
        for pair in &ctx.words.nested {
            let of = |id: &str| {
                ids.iter().copied().find(|i| {
                    let f = ctx.fig(*i);
                    f.figure.is_level() && f.indicator.is_some_and(|x| x.id == id)
                })
            };
            if let (Some(inner), Some(outer)) = (of(&pair.inner), of(&pair.outer)) {
                out.extend(one(ctx, inner, outer));
            }
        }
    }
    for hit in ctx.hits("B04") {
        if let Some(outer) = hit.figure("outer") {
            let (small, large) = (hit.text("small"), hit.text("large"));
            let sizes = small
                .and_then(|s| s.parse::<u32>().ok())
                .zip(large.and_then(|s| s.parse::<u32>().ok()));
            if sizes.is_some_and(|(a, b)| a < b) {
                out.push(ctx.finding("B04", Verdict::Consistent, &[outer]).say(
                    format!(
                        "较大班额已消除（0），不大于较小班额的{}",
                        ctx.fig(outer).shown()
                    ),
                    format!(
                        "the larger size is gone (0), not above {} of the smaller",
                        ctx.fig(outer).number()
                    ),
                ));
            }
        }
    }
}

fn one(ctx: &Context, inner: usize, outer: usize) -> Option<Finding> {
    let (a, b) = (ctx.fig(inner), ctx.fig(outer));
    if !a.same_unit(b) || a.region != b.region || a.figure.period != b.figure.period {
        return None;
    }
    let (x, y) = (a.hull()?, b.hull()?);
    let holds = !y.below(&x);
    let names = (
        a.figure.subject.as_deref().unwrap_or(""),
        b.figure.subject.as_deref().unwrap_or(""),
    );
    let says = if holds {
        ("不大于", "is not above")
    } else {
        ("大于", "exceeds")
    };
    Some(
        ruled(ctx, "B04", &[inner, outer], holds, Link::High)
            .against(Some(y), Some(x))
            .say(
                format!("{}{}{}{}{}", names.0, a.shown(), says.0, names.1, b.shown()),
                format!(
                    "{} {} {} {} {}",
                    names.0,
                    a.shown(),
                    says.1,
                    names.1,
                    b.shown()
                ),
            ),
    )
}
