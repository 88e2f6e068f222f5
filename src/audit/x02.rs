//! Areas within areas.

use super::Check;
use super::context::Context;
use super::exact::Ratio;
use super::finding::{Finding, Link};
use super::interval::Interval;
use crate::record::Verdict;
use crate::value::Kind;

pub static CHECK: Check = Check {
    id: "X02",
    page: "X02 上下级区域 / parent and child areas

What: what the parts of an area counted under one programme of the registry adds up to no more than what the area as a whole counted.
The list of parts may be incomplete, so only the upper bound is checked, and a breach is asked about (年度 against 累计).
Why: a child's figure is cumulative or carries an extra digit.
Example: 全省参检210万名, 甲市参检220万名 is asked about.",
    yes: &[
        ("@ region=甲省\n“两癌”免费检查共计⟦210万名|s=“两癌”免费检查妇女⟧。\n===\n@ region=乙市\n“两癌”免费检查⟦22万名|s=“两癌”免费检查妇女⟧。", Verdict::Consistent),
        ("@ region=甲省\n“两癌”免费检查共计⟦210万名|s=“两癌”免费检查妇女⟧。\n===\n@ region=乙市\n“两癌”免费检查⟦220万名|s=“两癌”免费检查妇女⟧。", Verdict::Suspicious),
    ],
    no: &["@ region=甲省\n死亡率⟦4.1‰|s=婴儿死亡率⟧。\n===\n@ region=乙市\n死亡率⟦5.2‰|s=婴儿死亡率⟧。"],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for programme in &ctx.words.programmes {
        let of: Vec<usize> = (0..ctx.figs.len())
            .filter(|i| {
                let f = ctx.fig(*i);
                let subject = f.figure.subject.as_deref().unwrap_or("");
                f.figure.kind == Kind::Count
                    && f.figure.is_level()
                    && f.figure.unit.is_some()
                    && f.written.is_some()
                    && named(subject, &programme.words)
            })
            .collect();
        for &parent in &of {
            let children: Vec<usize> = of
                .iter()
                .copied()
                .filter(|c| child(ctx, *c, parent))
                .collect();
            if !children.is_empty() {
                out.extend(one(ctx, &children, parent));
            }
        }
    }
}

/// True where all words of a programme stand in a text; `|` parts alternatives.
pub(super) fn named(text: &str, words: &[String]) -> bool {
    words.iter().all(|w| w.split('|').any(|x| text.contains(x)))
}

/// True where the first is of an area within the area of the second, and the second is a total.
fn child(ctx: &Context, c: usize, p: usize) -> bool {
    let (x, y) = (ctx.fig(c), ctx.fig(p));
    let total = ctx.words.any("summed", ctx.head(p));
    let (a, b) = (&ctx.documents[x.me.document], &ctx.documents[y.me.document]);
    let within = match (a.region_code.as_deref(), b.region_code.as_deref()) {
        (Some(c), Some(p)) => c != p && c.starts_with(p.trim_end_matches("00")),
        // Within one file a province's bulletin holds its cities' reports.
        _ => a.path == b.path && level(x.region) > level(y.region) && level(y.region) > 0,
    };
    within && total && x.figure.unit == y.figure.unit
}

fn level(region: &str) -> u8 {
    match region.chars().last() {
        Some('省') => 1,
        _ if region.ends_with("自治区") => 1,
        Some('市' | '州' | '盟') => 2,
        Some('县' | '区' | '旗') => 3,
        _ => 0,
    }
}

fn one(ctx: &Context, children: &[usize], parent: usize) -> Option<Finding> {
    let mut sum = Interval::point(Ratio::ZERO);
    let mut calc = Ratio::ZERO;
    let mut parts = Vec::new();
    for &c in children {
        let same = parts
            .iter()
            .any(|p: &usize| ctx.fig(*p).region == ctx.fig(c).region);
        if !same {
            sum = sum.add(&ctx.fig(c).hull()?)?;
            calc = calc.add(ctx.fig(c).written?.value()?)?;
            parts.push(c);
        }
    }
    let total = ctx.fig(parent).hull()?;
    let holds = !total.below(&sum);
    let verdict = if holds {
        Verdict::Consistent
    } else {
        Verdict::Suspicious
    };
    let ids: Vec<usize> = parts.into_iter().chain([parent]).collect();
    let says = if holds {
        ("不大于", "do not exceed")
    } else {
        ("大于", "exceed")
    };
    Some(
        ctx.finding("X02", verdict, &ids)
            .link(Link::Medium)
            .against(Some(total), Some(sum))
            .say(
                format!("下级合计{calc}{}上级{}", says.0, ctx.fig(parent).shown()),
                format!(
                    "children {calc} {} parent {}",
                    says.1,
                    ctx.fig(parent).number()
                ),
            ),
    )
}
