//! Title marks and brackets in pairs.

use super::Check;
use super::context::Context;
use super::finding::{Finding, Link};
use crate::record::Verdict;

pub static CHECK: Check = Check {
    id: "Q02",
    page: "Q02 括号书名号 / unbalanced marks

What: 《 》 pair up within a block, and a 《 within 《》 should be 〈. Marks that open in one block and close in another are left alone.
Why: a title is stitched together from two.
Example: 《甲市人民政府《关于做好工作的通知》 is asked about.",
    yes: &[("根据《甲市人民政府《关于做好工作的通知》（甲政发〔2016〕4号）执行。", Verdict::Suspicious)],
    no: &["根据《甲市人民政府关于做好工作的通知》执行。", "续前页：工作的通知》执行。"],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for (document, d) in ctx.documents.iter().enumerate() {
        for block in &d.document.blocks {
            let text = &block.plain.text;
            let (opens, closes) = (text.matches('《').count(), text.matches('》').count());
            if opens != closes + 1 {
                continue;
            }
            if let Some(range) = doubled(text) {
                let shown = text[range.clone()].to_owned();
                out.push(
                    ctx.finding("Q02", Verdict::Suspicious, &[])
                        .at([ctx.spot(document, block, range)])
                        .link(Link::High)
                        .low()
                        .say(
                            format!("《》不配对：“{shown}”"),
                            format!("unbalanced marks in “{shown}”"),
                        ),
                );
            }
        }
    }
}

/// From a 《 that a second 《 follows within the same clause to the 》 behind it.
fn doubled(text: &str) -> Option<std::ops::Range<usize>> {
    let mut start = None;
    for (i, c) in text.char_indices() {
        match (c, start) {
            ('《', Some(s)) => {
                let inner: &str = &text[s..i];
                if inner.contains(['。', '；', '\n']) {
                    start = Some(i);
                    continue;
                }
                let end = text[i..].find('》').map(|e| i + e + '》'.len_utf8())?;
                return Some(s..end);
            }
            ('《', None) => start = Some(i),
            ('》', _) => start = None,
            _ => {}
        }
    }
    None
}
