//! One fact, two documents, two values.

use super::Check;
use super::context::Context;
use super::finding::{Finding, Link};
use super::series::{self, Keyed};
use crate::record::Verdict;

pub static CHECK: Check = Check {
    id: "X01",
    page: "X01 同一事实不同数值 / same fact, different value

What: values of one full key (subject, area, unit, year) in different files must share a value within their rounding.
Known indicators that differ are inconsistent; other subjects, and preliminary against final figures (快报, 修订), are asked about.
Why: one file was corrected, the other was not.
Example: 甲市2019年婴儿死亡率 3.4‰ in one file and 4.4‰ in another.",
    yes: &[
        ("@ path=a.txt region=甲市\n婴儿死亡率⟦3.4‰|s=婴儿死亡率 p=2019⟧。\n===\n@ path=b.txt region=甲市\n婴儿死亡率⟦4.4‰|s=婴儿死亡率 p=2019⟧。", Verdict::Inconsistent),
        ("@ path=a.txt region=甲市\n婴儿死亡率⟦3.4‰|s=婴儿死亡率 p=2019⟧。\n===\n@ path=b.txt region=甲市\n婴儿死亡率⟦3.42‰|s=婴儿死亡率 p=2019⟧。", Verdict::Consistent),
        ("@ path=a.txt region=甲市\n学校⟦340所|s=义务教育学校 p=2019⟧。\n===\n@ path=b.txt region=甲市\n学校⟦352所|s=义务教育学校 p=2019⟧。", Verdict::Suspicious),
    ],
    no: &[
        "@ path=a.txt region=甲市\n婴儿死亡率⟦3.4‰|s=婴儿死亡率 p=2019⟧。\n===\n@ path=b.txt region=乙市\n婴儿死亡率⟦4.4‰|s=婴儿死亡率 p=2019⟧。",
        "@ path=a.txt region=甲市\n婴儿死亡率⟦3.4‰|s=婴儿死亡率 p=2018⟧。\n===\n@ path=b.txt region=甲市\n婴儿死亡率⟦4.4‰|s=婴儿死亡率 p=2019⟧。",
    ],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for all in ctx.keyed().values() {
        let mut from = 0;
        for (n, b) in all.iter().enumerate() {
            if all[from].year != b.year {
                from = n;
            }
            // Against the first of the year in another file: one finding a file, not one a pair.
            let first = (all[from..n].iter()).find(|a| path(ctx, a) != path(ctx, b));
            out.extend(first.and_then(|a| one(ctx, a, b)));
        }
    }
}

fn path<'c>(ctx: &'c Context, k: &Keyed) -> &'c str {
    &ctx.documents[k.document].path
}

fn one(ctx: &Context, a: &Keyed, b: &Keyed) -> Option<Finding> {
    let (x, y) = (ctx.fig(a.fig), ctx.fig(b.fig));
    let (p, q) = (x.hull()?, y.hull()?);
    let holds = p.meets(&q);
    let revised = [x, y]
        .iter()
        .any(|f| ctx.words.any("revised", &f.figure.sentence));
    let sure = x.indicator.is_some() && !revised && !ctx.doubtful(&[a.fig, b.fig]);
    let same = ctx.same_head(a.fig, b.fig);
    let verdict = match (holds, sure, same) {
        (true, ..) => Verdict::Consistent,
        (false, true, true) => Verdict::Inconsistent,
        (false, false, false) => Verdict::NotCheckable,
        (false, ..) => Verdict::Suspicious,
    };
    let name = series::name(x);
    Some(
        ctx.finding("X01", verdict, &[a.fig, b.fig])
            .link(Link::High)
            .against(Some(p), Some(q))
            .say(
                format!(
                    "{}年{name}：{}为{}，{}为{}",
                    a.year,
                    path(ctx, a),
                    x.shown(),
                    path(ctx, b),
                    y.shown()
                ),
                format!(
                    "{name} of {}: {} in {}, {} in {}",
                    a.year,
                    x.shown(),
                    path(ctx, a),
                    y.shown(),
                    path(ctx, b)
                ),
            ),
    )
}
