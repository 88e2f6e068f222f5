//! Neighbours that share every digit.

use super::Check;
use super::context::Context;
use super::exact::Ratio;
use super::finding::{Finding, Link};
use crate::record::Verdict;
use crate::value::{Kind, Number};

pub static CHECK: Check = Check {
    id: "B14",
    page: "B14 孪生值 / twin values

What: two neighbouring rates of different things with the same value to two or more decimals are asked about.
The chance is one plausible cell (a band of ten points at that precision) per neighbour.
Why: a cell of the table was copied twice.
Example: 小学女生占比47.31%，初中女生占比47.31% is asked about. 均 states equality; 100 %, round values and targets are exempt.",
    yes: &[("小学女生占比⟦47.31%|share s=小学女生占比⟧，初中女生占比⟦47.31%|share s=初中女生占比⟧。", Verdict::Suspicious)],
    no: &[
        "小学、初中女生占比均为⟦47.31%|share s=小学女生占比⟧，高中女生占比⟦47.30%|share s=高中女生占比⟧。",
        "小学巩固率⟦100%|s=小学巩固率⟧，初中巩固率⟦100%|s=初中巩固率⟧。",
        "小学增长⟦4.1%|change s=小学⟧，初中增长⟦4.1%|change s=初中⟧。",
    ],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for s in &ctx.sentences {
        let rates: Vec<usize> = s
            .slots
            .iter()
            .map(|x| x.1)
            .filter(|i| ctx.fig(*i).figure.kind == Kind::Rate)
            .collect();
        for w in rates.windows(2) {
            out.extend(twins(ctx, w[0], w[1], rates.len()));
        }
    }
}

fn twins(ctx: &Context, a: usize, b: usize, neighbours: usize) -> Option<Finding> {
    let (x, y) = (ctx.fig(a), ctx.fig(b));
    let v = x.figure.value?;
    let same = Some(v) == y.figure.value && x.same_unit(y) && x.subject != y.subject;
    let precise = v.exponent <= -2 && v.digits % 10 != 0;
    let exempt = x.figure.is_target()
        || y.figure.is_target()
        || [a, b].iter().any(|i| ctx.words.any("equal", ctx.head(*i)));
    if !same || !precise || exempt {
        return None;
    }
    // Ten points of plausible values at the written precision.
    let cells = Ratio::whole(10).mul(Ratio::ten(-v.exponent)?)?;
    let p = Ratio::whole(i128::try_from(neighbours).ok()? - 1).div(cells)?;
    if p >= Ratio::of(Number::new(1, -2))? {
        return None;
    }
    let names = (
        x.figure.subject.as_deref().unwrap_or(""),
        y.figure.subject.as_deref().unwrap_or(""),
    );
    Some(
        ctx.finding("B14", Verdict::Suspicious, &[a, b])
            .link(Link::Medium)
            .say(
                format!(
                    "“{}”与“{}”同为{}，疑复制（巧合概率约{p}）",
                    names.0,
                    names.1,
                    x.shown()
                ),
                format!(
                    "{} and {} are both {}, perhaps copied (chance about {p})",
                    names.0,
                    names.1,
                    x.shown()
                ),
            ),
    )
}
