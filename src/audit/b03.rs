//! Rates that cannot be above 100 %.

use super::Check;
use super::context::Context;
use super::exact::Ratio;
use super::finding::Finding;
use super::interval::Interval;
use super::words::Bound;
use crate::record::Verdict;
use crate::value::{Kind, Role};

pub static CHECK: Check = Check {
    id: "B03",
    page: "B03 有界率超限 / rate out of range

What: rates of a class that cannot exceed 100 % (占比, 达标率, 住院分娩率 …) are inconsistent above it; rates of services
(检测率, 接种率, 覆盖率 …) can exceed it by registration and are asked about; completion and growth rates are free.
Why: numerator and denominator are taken from different populations.
Example: 筛查率为104.6% is asked about; 完成率104.6% is fine.",
    yes: &[
        ("新生儿筛查率为⟦104.6%|s=新生儿筛查率⟧。", Verdict::Suspicious),
        ("女职工占比⟦131%|share s=女职工占比⟧。", Verdict::Inconsistent),
        ("筛查率为⟦94.6%|s=筛查率⟧。", Verdict::Consistent),
    ],
    no: &[
        "完成率⟦104.6%|attainment s=任务完成率⟧。",
        "支出占预算的⟦104.6%|share s=支出占预算⟧。",
        "资本保值增值率⟦104.6%|s=资本保值增值率⟧。",
    ],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    let hundred = Interval::closed(Ratio::ZERO, Ratio::whole(100));
    for id in 0..ctx.figs.len() {
        let f = ctx.fig(id);
        let percent = f.figure.kind == Kind::Rate && f.figure.unit.as_deref() == Some("%");
        if !percent || f.figure.role == Some(Role::Change) {
            continue;
        }
        let (Some(bound), Some(hull)) = (ctx.bound(id), f.hull()) else {
            continue;
        };
        let Some(value) = f.written.and_then(|w| w.value()) else {
            continue;
        };
        let above = value > Ratio::whole(100) && !hull.meets(&hundred);
        let verdict = match (above, bound) {
            (false, Bound::Free) => continue,
            (false, _) | (true, Bound::Free) => Verdict::Consistent,
            (true, Bound::Admin) => Verdict::Suspicious,
            (true, Bound::Hard) if ctx.doubtful(&[id]) => Verdict::Suspicious,
            (true, Bound::Hard) => Verdict::Inconsistent,
        };
        let name = f.figure.subject.as_deref().unwrap_or("");
        let (zh, en) = match (above, bound) {
            (false, _) => ("未超过100%", "is not above 100%"),
            (true, Bound::Free) => (
                "超过100%，此类比率允许",
                "exceeds 100%, which rates of this class may",
            ),
            (true, _) => ("超过100%", "exceeds 100%"),
        };
        out.push(
            ctx.finding("B03", verdict, &[id])
                .against(Some(hundred), Some(hull))
                .say(
                    format!("{name} {}{zh}", f.shown()),
                    format!("{name} {} {en}", f.shown()),
                ),
        );
    }
}
