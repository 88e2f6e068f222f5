//! One indicator in two units.

use super::Check;
use super::context::Context;
use super::exact::Ratio;
use super::finding::{Finding, Link, Repair};
use crate::record::Verdict;
use crate::value::Kind;
use std::collections::BTreeMap;

pub static CHECK: Check = Check {
    id: "U03",
    page: "U03 同指标单位不一 / same indicator, two units

What: mentions of one known indicator in one file stand in units of one sort; where they differ although the bare numbers are alike, one unit is wrong.
Why: the areas can differ, but a rate does not change tenfold from page to page.
Example: 婴儿死亡率4.12% here and 4.35‰ there is inconsistent. Convertible units with converted values are fine.",
    yes: &[
        ("全省婴儿死亡率为⟦4.12%|s=婴儿死亡率⟧。\n甲市婴儿死亡率为⟦4.35‰|s=婴儿死亡率⟧。", Verdict::Inconsistent),
        ("全省婴儿死亡率为⟦4.12‰|s=婴儿死亡率⟧。\n甲市婴儿死亡率为⟦0.44%|s=婴儿死亡率⟧。", Verdict::Consistent),
    ],
    no: &["婴儿死亡率为⟦4.12‰|s=婴儿死亡率⟧，孕产妇死亡率为⟦9.1/10万|s=孕产妇死亡率⟧。"],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for file in &ctx.files {
        let ids: Vec<usize> = ctx
            .of_file(file)
            .into_iter()
            .filter(|i| rate(ctx, *i))
            .collect();
        // For each rate the next one of its indicator in another unit, found from behind.
        let mut later: BTreeMap<&str, (usize, Option<usize>)> = BTreeMap::new();
        let mut pairs = Vec::new();
        for &a in ids.iter().rev() {
            let x = ctx.fig(a);
            let Some(indicator) = x.indicator else {
                continue;
            };
            let other = later.get(indicator.id.as_str()).and_then(|(next, other)| {
                let differs = ctx.fig(*next).figure.unit != x.figure.unit;
                if differs { Some(*next) } else { *other }
            });
            later.insert(&indicator.id, (a, other));
            pairs.extend(other.map(|b| (a, b)));
        }
        for (a, b) in pairs.into_iter().rev() {
            out.extend(one(ctx, a, b));
        }
    }
}

fn rate(ctx: &Context, id: usize) -> bool {
    let f = ctx.fig(id);
    f.figure.kind == Kind::Rate
        && f.figure.role != Some(crate::value::Role::Change)
        && scale(f.figure.unit.as_deref()).is_some()
}

/// What one of a rate's units is of the whole.
pub(super) fn scale(unit: Option<&str>) -> Option<Ratio> {
    match unit? {
        "%" => Ratio::ten(-2),
        "‰" => Ratio::ten(-3),
        "/万" => Ratio::ten(-4),
        "/10万" => Ratio::ten(-5),
        _ => None,
    }
}

fn one(ctx: &Context, a: usize, b: usize) -> Option<Finding> {
    let (x, y) = (ctx.fig(a), ctx.fig(b));
    let (p, q) = (x.written?.value()?, y.written?.value()?);
    let near = |r: Ratio| {
        let (low, high) = (Ratio::new(1, 2), Ratio::new(2, 1));
        low.is_some_and(|l| r >= l) && high.is_some_and(|h| r <= h)
    };
    let bare = p.div(q)?;
    let true_ratio =
        bare.mul(scale(x.figure.unit.as_deref())?.div(scale(y.figure.unit.as_deref())?)?)?;
    let name = x.figure.subject.as_deref().unwrap_or("");
    let (verdict, link) = if near(true_ratio) {
        (Verdict::Consistent, Link::Medium)
    } else if near(bare) && !ctx.doubtful(&[a, b]) {
        (Verdict::Inconsistent, Link::High)
    } else {
        (Verdict::NotCheckable, Link::Low)
    };
    let mut f = ctx.finding("U03", verdict, &[a, b]).link(link).say(
        format!("{name}此处“{}”、他处“{}”", x.shown(), y.shown()),
        format!("{name} is {} here and {} there", x.shown(), y.shown()),
    );
    if verdict == Verdict::Inconsistent {
        let legal = &x.indicator?.units;
        let (of_x, of_y) = (x.figure.unit.as_ref()?, y.figure.unit.as_ref());
        let (wrong, unit) = if legal.iter().any(|unit| unit == of_x) {
            (y, of_x)
        } else {
            (x, of_y?)
        };
        f.repairs.push(Repair {
            figure: wrong.me,
            to: format!("{}{unit}", wrong.number()),
            how: "unit",
        });
    }
    Some(f)
}
