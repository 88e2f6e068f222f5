//! Two approximators on one number.

use super::Check;
use super::context::Context;
use super::finding::{Finding, Link};
use crate::record::Verdict;

pub static CHECK: Check = Check {
    id: "B08",
    page: "B08 概数词冲突 / doubled approximators

What: 约…余, 近…多, 约…左右, 超过…以上 on one number say the same twice or contradict each other.
Why: GB/T 15835 and every style guide ask for one of them.
Example: 约80余人 is asked about; 80余人 and 近20年以来 are fine.",
    yes: &[
        ("约⟦80余人⟧到会。", Verdict::Suspicious),
        ("投资超过⟦3亿元以上⟧。", Verdict::Suspicious),
    ],
    no: &["⟦80余人⟧到会，近⟦3万人⟧受益。", "近20余年来持续推进。"],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for w in ctx.wordings("B08") {
        let (Some(text), Some(spot)) = (w.text("text"), w.spot("text")) else {
            continue;
        };
        out.push(
            ctx.finding("B08", Verdict::Suspicious, &[])
                .at([spot])
                .link(Link::High)
                .low()
                .say(
                    format!("“{text}”概数词叠用"),
                    format!("doubled approximators in “{text}”"),
                ),
        );
    }
}
