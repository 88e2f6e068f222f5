//! Numbers that are no figures.

use super::Check;
use super::context::Context;
use super::finding::Finding;
use super::needs::Held;

pub static CHECK: Check = Check {
    id: "Q03",
    page: "Q03 非数量 / not a quantity

What: telephone and document numbers, addresses, hot lines, list numbers, ages, fixed phrases (一把手, 四个意识) are told apart before anything is linked.
Why: it is a guard, not a finding: it never asks for attention, and the ledger counts these numbers apart.
Example: 热线12345 is not a count of lines.",
    yes: &[],
    no: &["拨打热线12345，电话0531-8600。", "坚持“一把手”负总责。"],
    run,
};

fn run(_: &Context, _: &mut Vec<Finding>) {}

/// The stretches of a block's plain text whose numbers are no figures.
pub(super) fn stretches(ctx: &Context, held: &Held, plain: &str) -> Vec<std::ops::Range<usize>> {
    let patterns = ctx.words.patterns("Q03").iter();
    let matched = patterns.filter(|p| held.meets(&p.needs));
    let ranges = matched.flat_map(|p| p.regex.find_iter(plain).map(|m| m.range()));
    ranges.collect()
}
