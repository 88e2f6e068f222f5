//! Anniversaries.

use super::Check;
use super::context::Context;
use super::finding::Finding;
use crate::record::Verdict;

pub static CHECK: Check = Check {
    id: "D05",
    page: "D05 周年 / anniversary

What: the year of a known event plus N is the document's year; a year later (reports look back) or up to five before (plans look ahead) is accepted.
Why: N周年 is carried over from the year before.
Example: in a document of 2019, 新中国成立60周年 is asked about, 70周年 is fine.",
    yes: &[
        ("@ year=2019\n庆祝新中国成立70周年。", Verdict::Consistent),
        ("@ year=2019\n庆祝新中国成立60周年。", Verdict::Suspicious),
    ],
    no: &["@ year=2019\n建厂60周年。", "庆祝新中国成立60周年。", "@ year=2019\n出席朝鲜建国70周年活动。"],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for w in ctx.wordings("D05") {
        let (Some(text), Some(spot), Some(n)) = (
            w.text("text"),
            w.spot("text"),
            w.text("n").and_then(|n| n.trim().parse::<i32>().ok()),
        ) else {
            continue;
        };
        let Some(year) = ctx.year(w.document) else {
            continue;
        };
        let event = ctx
            .words
            .events
            .iter()
            .find(|e| e.names.iter().any(|n| text.contains(n.as_str())));
        let before = w
            .captures
            .name("text")
            .map_or("", |m| &w.block.plain.text[..m.start()]);
        let clause = before.rsplit(['，', '。', '；', '：', '、']).next();
        let abroad = clause.is_some_and(|c| ctx.words.any("abroad", c));
        let Some(event) = event.filter(|_| !abroad) else {
            continue;
        };
        let kept = event.year + n;
        let holds = (year - 1..=year + 5).contains(&kept);
        let verdict = if holds {
            Verdict::Consistent
        } else {
            Verdict::Suspicious
        };
        out.push(ctx.finding("D05", verdict, &[]).at([spot]).say(
            format!("“{text}”：{}+{n}={kept}年，文件年份{year}", event.year),
            format!(
                "“{text}”: {} + {n} = {kept}, document of {year}",
                event.year
            ),
        ));
    }
}
