//! Shares of one whole add to 100.

use super::Check;
use super::context::Context;
use super::exact::Ratio;
use super::finding::{Finding, Link};
use super::interval::Interval;
use super::written::Written;
use crate::record::Verdict;
use crate::value::{Kind, Number, Role};

pub static CHECK: Check = Check {
    id: "A04",
    page: "A04 构成比之和 / shares add to 100

What: a structure a:b:c and the shares of a registered partition (三次产业) add to 100 within their rounding.
Shares of different wholes (女生占比 of each school stage) are no partition and are never added.
Why: one share of the row is revised and the others are not.
Example: 三次产业结构为12.4:45.1:44.5 is inconsistent (102.0).",
    yes: &[
        ("三次产业结构为12.4:45.1:42.5。", Verdict::Consistent),
        ("三次产业结构由11.4:46.1:42.5调整为12.4:45.1:44.5。", Verdict::Inconsistent),
        ("第一产业占⟦12.4%|share⟧，第二产业占⟦45.1%|share⟧，第三产业占⟦42.5%|share⟧。", Verdict::Consistent),
    ],
    no: &[
        "女生占比小学⟦47.1%|share⟧、初中⟦46.3%|share⟧、高中⟦51.2%|share⟧。",
        "师生比结构为1:2:3。",
    ],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for w in ctx.wordings("A04") {
        let numbers: Option<Vec<Number>> =
            ["a", "b", "c"].iter().map(|g| number(w.text(g)?)).collect();
        let (Some(numbers), Some(spot)) = (numbers, w.spot("text")) else {
            continue;
        };
        let found = verdict(&numbers).map(|(v, sum, hull)| {
            told(
                ctx.finding("A04", v, &[])
                    .at([spot])
                    .against(Some(hull), Some(hundred())),
                sum,
            )
        });
        out.extend(found);
    }
    partitions(ctx, out);
}

fn hundred() -> Interval {
    Interval::point(Ratio::whole(100))
}

fn told(f: Finding, sum: Ratio) -> Finding {
    f.link(Link::High)
        .say(format!("构成比合计{sum}%"), format!("shares add to {sum}%"))
}

/// The verdict, the sum, and what rounding allows; `None` for ratios that are no percents.
fn verdict(numbers: &[Number]) -> Option<(Verdict, Ratio, Interval)> {
    let (mut sum, mut hull) = (Ratio::ZERO, Interval::point(Ratio::ZERO));
    for n in numbers {
        sum = sum.add(Ratio::of(*n)?)?;
        // Writers adjust the last digit so that the shares close, so each may be off by a whole unit.
        hull = hull.add(&Written::rounded(*n).any()?)?;
    }
    if sum < Ratio::whole(90) || sum > Ratio::whole(110) {
        return None;
    }
    let v = if hull.meets(&hundred()) {
        Verdict::Consistent
    } else {
        Verdict::Inconsistent
    };
    Some((v, sum, hull))
}

fn number(s: &str) -> Option<Number> {
    let places = s.find('.').map_or(0, |d| s.len() - d - 1);
    let digits: String = s.chars().filter(char::is_ascii_digit).collect();
    Some(Number::new(
        digits.parse().ok()?,
        -i32::try_from(places).ok()?,
    ))
}

fn partitions(ctx: &Context, out: &mut Vec<Finding>) {
    for p in ctx.words.partitions.iter().filter(|p| p.parts.len() >= 3) {
        for s in &ctx.sentences {
            let ids: Vec<usize> = p
                .parts
                .iter()
                .filter_map(|name| {
                    s.slots.iter().map(|x| x.1).find(|i| {
                        let f = ctx.fig(*i).figure;
                        f.kind == Kind::Rate
                            && f.role == Some(Role::Share)
                            && f.unit.as_deref() == Some("%")
                            && name.split('|').any(|n| ctx.head(*i).contains(n))
                    })
                })
                .collect();
            if ids.len() != p.parts.len() {
                continue;
            }
            let numbers: Vec<Number> = ids
                .iter()
                .filter_map(|i| ctx.fig(*i).figure.value)
                .collect();
            if let Some((v, sum, hull)) = verdict(&numbers) {
                out.push(told(
                    ctx.finding("A04", v, &ids)
                        .against(Some(hull), Some(hundred())),
                    sum,
                ));
            }
        }
    }
}
