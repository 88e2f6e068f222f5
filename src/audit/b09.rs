//! Ranges that run backwards.

use super::Check;
use super::context::Context;
use super::exact::Ratio;
use super::finding::Finding;
use crate::record::Verdict;
use crate::value::Number;

pub static CHECK: Check = Check {
    id: "B09",
    page: "B09 区间次序 / order of a range

What: in a range of ages, amounts or percents the first end is below the second.
Why: digits of an end are lost or swapped.
Example: 65—35岁 is inconsistent. Document numbers, phone numbers and weeks (15～20+6周) are not ranges.",
    yes: &[("面向65—35岁农村妇女开展。", Verdict::Inconsistent), ("面向35—64岁妇女开展。", Verdict::Consistent)],
    no: &["孕15～12+6周登记。", "电话0531-2018。"],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for w in ctx.wordings("B09") {
        let (Some(a), Some(b), Some(spot)) = (w.text("low"), w.text("high"), w.spot("range"))
        else {
            continue;
        };
        let (Some(x), Some(y)) = (value(a), value(b)) else {
            continue;
        };
        let verdict = if x < y {
            Verdict::Consistent
        } else {
            Verdict::Inconsistent
        };
        let unit = w.text("unit").unwrap_or("");
        let f = ctx.finding("B09", verdict, &[]).at([spot]);
        out.push(if x < y {
            f.say(
                format!("区间“{a}—{b}{unit}”次序正确"),
                format!("range {a} to {b} is in order"),
            )
        } else {
            f.say(
                format!("区间“{a}—{b}{unit}”次序颠倒"),
                format!("range {a} to {b} is reversed"),
            )
        });
    }
}

fn value(s: &str) -> Option<Ratio> {
    let places = s.find('.').map_or(0, |d| s.len() - d - 1);
    let digits: String = s.chars().filter(char::is_ascii_digit).collect();
    Ratio::of(Number::new(
        digits.parse().ok()?,
        -i32::try_from(places).ok()?,
    ))
}
