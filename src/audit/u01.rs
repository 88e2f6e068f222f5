//! The unit of a rate against the registry.

use super::Check;
use super::context::Context;
use super::finding::{Finding, Link, Repair};
use crate::record::Verdict;
use crate::value::Kind;

pub static CHECK: Check = Check {
    id: "U01",
    page: "U01 率的计量单位 / unit of a rate

What: a known indicator must stand in one of the units of its registry entry (婴儿死亡率 in ‰, 孕产妇死亡率 per 100,000).
Why: ‰ and % are one key apart, and the slip is a factor of ten.
Example: 婴儿死亡率为4.12% is inconsistent; the unit swap 4.12‰ is offered as the repair.",
    yes: &[
        ("婴儿死亡率为⟦4.12%|s=婴儿死亡率⟧。", Verdict::Inconsistent),
        ("婴儿死亡率为⟦4.12‰|s=婴儿死亡率⟧。", Verdict::Consistent),
    ],
    no: &["婴儿死亡率下降⟦4.12%|change s=婴儿死亡率⟧。", "新生儿访视率为⟦94.1%|s=新生儿访视率⟧。"],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for id in 0..ctx.figs.len() {
        let f = ctx.fig(id);
        let change = f.figure.role == Some(crate::value::Role::Change);
        let (Some(indicator), Some(unit)) = (f.indicator, f.figure.unit.as_deref()) else {
            continue;
        };
        if f.figure.kind != Kind::Rate || change || indicator.units.is_empty() {
            continue;
        }
        let name = f.figure.subject.as_deref().unwrap_or("");
        let Some(right) = indicator.units.first() else {
            continue;
        };
        if indicator.units.iter().any(|u| u == unit) {
            out.push(ctx.finding("U01", Verdict::Consistent, &[id]).say(
                format!("{name}以{unit}计，合乎指标表"),
                format!("{name} is per {unit}, as registered"),
            ));
            continue;
        }
        let verdict = if ctx.doubtful(&[id]) {
            Verdict::Suspicious
        } else {
            Verdict::Inconsistent
        };
        let mut finding = ctx.finding("U01", verdict, &[id]).link(Link::High).say(
            format!("{name}应以{right}计，原文“{}”", f.shown()),
            format!("{name} should be per {right}, text says {}", f.shown()),
        );
        finding.repairs.push(Repair {
            figure: f.me,
            to: format!("{}{right}", f.number()),
            how: "unit",
        });
        out.push(finding);
    }
}
