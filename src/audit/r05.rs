//! Targets and measures in step.

use super::Check;
use super::context::Context;
use super::finding::{Finding, Link, Spot};
use crate::record::Verdict;

pub static CHECK: Check = Check {
    id: "R05",
    page: "R05 目标—措施配对 / targets against measures

What: where 目标任务 and 工作措施 of one section are numbered lists, they should have as many items; merging is allowed, so it is a note only.
Why: a target was added without a measure.
Example: four targets and three measures.",
    yes: &[
        ("目标任务：\n1.提高覆盖率。\n2.提高知晓率。\n工作措施：\n1.加强宣传。\n2.扩大服务。", Verdict::Consistent),
        ("目标任务：\n1.提高覆盖率。\n2.提高知晓率。\n3.降低发病率。\n工作措施：\n1.加强宣传。\n2.扩大服务。", Verdict::Suspicious),
    ],
    no: &["目标任务：\n提高覆盖率。\n工作措施：\n1.加强宣传。\n2.扩大服务。"],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for (document, d) in ctx.documents.iter().enumerate() {
        let mut targets: Option<Vec<Spot>> = None;
        let mut open: Option<(bool, Vec<Spot>)> = None;
        for block in &d.document.blocks {
            let text = block.plain.text.trim();
            let head = text.trim_end_matches('：');
            let aim = ctx.words.list("aims").iter().any(|w| w == head);
            let measure = ctx.words.list("measures").iter().any(|w| w == head);
            if aim || measure {
                settle(ctx, &mut targets, open.take(), out);
                open = Some((aim, Vec::new()));
                continue;
            }
            let Some((_, items)) = open.as_mut() else {
                continue;
            };
            match number(text) {
                Some(n) if n == items.len() + 1 => {
                    items.push(ctx.spot(document, block, lead(&block.plain.text)))
                }

                Some(_) => {}
                None if text.starts_with(['一', '二', '三', '四', '五', '（', '(']) => {
                    settle(ctx, &mut targets, open.take(), out)
                }
                None => {}
            }
        }
        settle(ctx, &mut targets, open, out);
    }
}

/// The first words of an item.
fn lead(text: &str) -> std::ops::Range<usize> {
    let start = text.len() - text.trim_start().len();
    let end = text[start..]
        .char_indices()
        .nth(12)
        .map_or(text.len(), |x| start + x.0);
    start..end
}

/// The number at the start of a list item.
fn number(text: &str) -> Option<usize> {
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let rest = &text[end..];
    (rest.starts_with(['.', '．', '、'])
        && !rest
            .chars()
            .skip(1)
            .collect::<String>()
            .starts_with(|c: char| c.is_ascii_digit()))
    .then(|| text[..end].parse().ok())?
}

fn settle(
    ctx: &Context,
    targets: &mut Option<Vec<Spot>>,
    done: Option<(bool, Vec<Spot>)>,
    out: &mut Vec<Finding>,
) {
    let Some((aim, items)) = done else { return };
    if aim {
        *targets = Some(items);
        return;
    }
    let Some(aims) = targets.take() else { return };
    let (n, m) = (aims.len(), items.len());
    let ends = |v: &[Spot]| {
        v.first()
            .copied()
            .into_iter()
            .chain(v.last().copied())
            .collect::<Vec<_>>()
    };
    if n < 2 || m < 2 {
        return;
    }
    let verdict = if n == m {
        Verdict::Consistent
    } else {
        Verdict::Suspicious
    };
    out.push(
        ctx.finding("R05", verdict, &[])
            .at(ends(&aims))
            .at(ends(&items))
            .link(Link::Low)
            .low()
            .say(
                format!("目标{n}项、措施{m}项"),
                format!("{n} targets, {m} measures"),
            ),
    );
}
