//! 截止 where 截至 is meant.

use super::Check;
use super::context::Context;
use super::finding::Finding;
use crate::record::Verdict;

pub static CHECK: Check = Check {
    id: "D08",
    page: "D08 截止/截至 / wording of “as of”

What: 截止 directly before a point of time that has a result should be 截至; 报名截止 and 截止日期 are right.
Why: 截止 means “closes”, 截至 means “as of”; style guides list it.
Example: 截止2016年底，完成投资3亿元 is asked about.",
    yes: &[("截止⟦2016年底|d=2016-12~⟧，完成投资⟦3亿元⟧。", Verdict::Suspicious)],
    no: &["报名截止⟦2016年底|d=2016-12~⟧。", "截止日期为⟦2016年底|d=2016-12~⟧。", "截至⟦2016年底|d=2016-12~⟧，完成投资⟦3亿元⟧。"],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for hit in ctx.hits("D08") {
        let Some(date) = hit.figure("date") else {
            continue;
        };
        let front = hit.text("front").unwrap_or("");
        if ctx.words.any("closing", front) {
            continue;
        }
        let raw = ctx.text(date);
        let t: String = raw.chars().filter(|c| !c.is_whitespace()).collect();
        out.push(ctx.finding("D08", Verdict::Suspicious, &[date]).low().say(
            format!("“截止{t}”宜作“截至{t}”"),
            format!("“截止{t}” should read “截至{t}”"),
        ));
    }
}
