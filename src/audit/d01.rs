//! Dates that the calendar has.

use super::Check;
use super::context::{Context, Wording};
use super::finding::Finding;
use crate::record::Verdict;

pub static CHECK: Check = Check {
    id: "D01",
    page: "D01 日期有效 / valid date

What: month and day of every written date exist; 年, 月 and 日 stand in that order.
Why: 2016月3月9日 and 2月30日 survive proof-reading.
Example: 2016月3月9日 is inconsistent; 2016年3月9日 is offered. MM.DD in quotes (“5.12”) is a date, no decimal.",
    yes: &[
        ("请于2016月3月9日前报送。", Verdict::Inconsistent),
        ("会议于2016年2月30日召开。", Verdict::Inconsistent),
        ("会议于2016年2月29日召开。", Verdict::Consistent),
        ("会议于3月9日召开。", Verdict::Consistent),
        ("开展“5.12”演练活动。", Verdict::Consistent),
    ],
    no: &["农历腊月三十。", "投资5.42亿元。", "2016年13个月龄儿童。"],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for w in ctx.wordings("D01") {
        out.extend(one(ctx, &w));
    }
}

fn one(ctx: &Context, w: &Wording) -> Option<Finding> {
    let spot = w.spot("text")?;
    let text = w.text("text")?;
    let n = |g: &str| w.text(g).and_then(|t| t.parse::<u32>().ok());
    let (month, day) = (n("month")?, n("day")?);
    let valid = w.pattern != "swapped"
        && (1..=12).contains(&month)
        && day >= 1
        && day <= last(n("year"), month);
    if w.pattern == "pointed" && !valid {
        return None;
    }
    let verdict = if valid {
        Verdict::Consistent
    } else {
        Verdict::Inconsistent
    };
    let f = ctx.finding("D01", verdict, &[]).at([spot]);
    if valid {
        return Some(f.say(
            format!("“{text}”是有效日期"),
            format!("“{text}” is a valid date"),
        ));
    }
    let fix = match n("year") {
        Some(y) if w.pattern == "swapped" => format!("，疑为“{y}年{month}月{day}日”"),
        _ => String::new(),
    };
    Some(f.say(
        format!("“{text}”不是有效日期{fix}"),
        format!("“{text}” is not a valid date"),
    ))
}

fn last(year: Option<u32>, month: u32) -> u32 {
    let leap = year.is_none_or(|y| (y % 4 == 0 && y % 100 != 0) || y % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
