//! An overall rate lies between the rates of its groups.

use super::Check;
use super::context::Context;
use super::finding::{Finding, Link};
use crate::record::Verdict;
use crate::value::{Kind, Role};

pub static CHECK: Check = Check {
    id: "A13",
    page: "A13 总体率与分组率 / overall rate between groups

What: where a clause chain states the share of one kind of people in the whole (…总数) and then in several groups, the overall share should lie
between the least and the greatest of them. Whether the groups exhaust the whole is not known, so it is asked about, no more.
Why: the overall figure is of another year or another population.
Example: 录用人员中女性占总数的41%，甲类中女性占52%，乙类中女性占49% is asked about. Targets are lower bounds and are exempt.",
    yes: &[
        ("录用人员中女性占总数的⟦41%|share⟧，甲类录用中女性占⟦52%|share⟧，乙类录用中女性占⟦49%|share⟧。", Verdict::Suspicious),
        ("录用人员中女性占总数的⟦50%|share⟧，甲类录用中女性占⟦52%|share⟧，乙类录用中女性占⟦49%|share⟧。", Verdict::Consistent),
        ("全县住院分娩率达到⟦97%以上|target⟧，农村住院分娩率达到⟦95%以上|target⟧。", Verdict::Consistent),
    ],
    no: &["小学女生占比⟦47%|share⟧，初中女生占比⟦46%|share⟧，高中女生占比⟦51%|share⟧。"],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for hit in ctx.hits("A13") {
        match hit.pattern {
            "overall-and-groups" => out.extend(groups(ctx, &hit)),
            _ => out.extend(targets(ctx, &hit)),
        }
    }
}

fn groups(ctx: &Context, hit: &super::context::Hit) -> Option<Finding> {
    let overall = hit.figure("overall")?;
    let groups = hit.figures("groups");
    let part = hit.text("part")?;
    let all: Vec<usize> = [overall]
        .into_iter()
        .chain(groups.iter().copied())
        .collect();
    let fitting = groups.len() >= 2
        && all.iter().all(|i| {
            let f = ctx.fig(*i).figure;
            f.kind == Kind::Rate
                && f.role == Some(Role::Share)
                && !f.is_target()
                && f.unit.as_deref() == Some("%")
        })
        && groups.iter().all(|g| ctx.head(*g).contains(part));
    if !fitting {
        return None;
    }
    let values: Vec<_> = groups
        .iter()
        .filter_map(|g| ctx.fig(*g).written?.value())
        .collect();
    let (min, max) = (*values.iter().min()?, *values.iter().max()?);
    let hull = ctx.fig(overall).hull()?;
    let range = super::interval::Interval::closed(min, max);
    let holds = hull.meets(&range);
    let verdict = if holds {
        Verdict::Consistent
    } else {
        Verdict::Suspicious
    };
    let says = [("不在", "is outside"), ("在", "lies in")][usize::from(holds)];
    let total = ctx.fig(overall).number();
    Some(
        ctx.finding("A13", verdict, &all)
            .link(Link::Medium)
            .low()
            .against(Some(range), Some(hull))
            .say(
                format!("总体{total}%{}各组{min}–{max}%之间", says.0),
                format!("overall {total}% {} the groups' {min} to {max}%", says.1),
            ),
    )
}

/// Lower bounds for the whole and for a group: they cannot contradict each other.
fn targets(ctx: &Context, hit: &super::context::Hit) -> Option<Finding> {
    let (a, b) = (hit.figure("overall")?, hit.figure("group")?);
    let both = ctx.fig(a).figure.is_target()
        && ctx.fig(b).figure.is_target()
        && ctx.fig(a).same_unit(ctx.fig(b));
    both.then(|| {
        ctx.finding("A13", Verdict::Consistent, &[a, b])
            .link(Link::Medium)
            .say(
                format!(
                    "总体目标{}与分组目标{}均为下限，不冲突",
                    ctx.fig(a).shown(),
                    ctx.fig(b).shown()
                ),
                format!(
                    "targets {} and {} are both lower bounds",
                    ctx.fig(a).number(),
                    ctx.fig(b).number()
                ),
            )
    })
}
