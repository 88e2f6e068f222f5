//! One value a power of ten from its like.

use super::Check;
use super::context::Context;
use super::exact::Ratio;
use super::finding::{Finding, Link, Repair};
use super::series::Keyed;
use crate::record::Verdict;

pub static CHECK: Check = Check {
    id: "U02",
    page: "U02 量级错位 / scale slip

What: two values of one key (subject, area, unit) from years at most five apart that differ by about 10, 100, 1,000, 10⁴ or 10⁸ are asked about.
A factor of 10 counts only for known indicators; for other subjects growth from a small base is common.
Why: 万 for 亿, or a lost decimal point.
Example: 存款余额 of 2018 is 412万元, of 2019 it is 4.1亿元 (100 times): asked about.",
    yes: &[(
        "@ path=a.txt region=甲市\n存款余额⟦412万元|s=居民储蓄存款余额 p=2018⟧。\n===\n@ path=b.txt region=甲市\n存款余额⟦4.1亿元|s=居民储蓄存款余额 p=2019⟧。",
        Verdict::Suspicious,
    )],
    no: &["@ path=a.txt region=甲市\n存款余额⟦412万元|s=居民储蓄存款余额 p=2018⟧。\n===\n@ path=b.txt region=乙市\n存款余额⟦4.1亿元|s=居民储蓄存款余额 p=2019⟧。"],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for all in ctx.keyed().values() {
        for w in all.windows(2) {
            out.extend(slip(ctx, &w[0], &w[1]));
        }
    }
}

fn slip(ctx: &Context, a: &Keyed, b: &Keyed) -> Option<Finding> {
    let (x, y) = (ctx.fig(a.fig), ctx.fig(b.fig));
    if (b.year - a.year).abs() > 5 || x.figure.role != y.figure.role || ctx.together(a.fig, b.fig) {
        return None;
    }
    let (p, q) = (x.written?.value()?, y.written?.value()?);
    if p.sign() <= 0 || q.sign() <= 0 {
        return None;
    }
    let ratio = if p > q { p.div(q)? } else { q.div(p)? };
    let powers: &[i32] = if x.indicator.is_some() {
        &[1, 2, 3, 4, 8]
    } else {
        &[2, 3, 4, 8]
    };
    // 10^0.15 is about 1.4125.
    let near = |k: &&i32| {
        let whole = Ratio::ten(**k);
        let by = Ratio::new(113, 80);
        whole.zip(by).is_some_and(|(w, b)| {
            w.div(b).is_some_and(|l| ratio > l) && w.mul(b).is_some_and(|h| ratio < h)
        })
    };
    let k = powers.iter().find(near)?;
    let mut f = ctx
        .finding("U02", Verdict::Suspicious, &[a.fig, b.fig])
        .link(Link::Medium)
        .say(
            format!("{}与{}相差约10^{k}倍", x.shown(), y.shown()),
            format!(
                "{} and {} are a factor of 10^{k} apart",
                x.number(),
                y.number()
            ),
        );
    let to = y.figure.value?.scaled(if q > p { -k } else { *k })?;
    f.repairs.push(Repair {
        figure: y.me,
        to: to.to_string(),
        how: "scale",
    });
    Some(f)
}
