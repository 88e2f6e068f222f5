//! Multiples and doublings.

use super::Check;
use super::context::{Context, Hit};
use super::exact::Ratio;
use super::finding::{Finding, Link};
use super::interval::Interval;
use super::written::Written;
use crate::record::Verdict;
use crate::value::Number;

pub static CHECK: Check = Check {
    id: "A08",
    page: "A08 倍与番 / multiples

What: 由A增加到B，增长N倍 is held against both readings (B = (1+N)·A and B = N·A), 翻n番 against 2^n; it is inconsistent only where none holds.
下降N倍 is a slip of wording: nothing falls by more than itself.
Why: the two readings of 增长N倍 are mixed up, and the factor is rounded from older levels.
Example: 由20所增加到65所，增长5倍 is inconsistent (3.25 times).",
    yes: &[
        ("学校由⟦20所⟧增加到⟦65所⟧，增长5倍。", Verdict::Inconsistent),
        ("学校由⟦20所⟧增加到⟦60所⟧，增长2倍。", Verdict::Consistent),
        ("学校由⟦20所⟧增加到⟦81所⟧，翻两番。", Verdict::Consistent),
        ("事故下降3倍。", Verdict::Suspicious),
    ],
    no: &["学校由⟦20所⟧增加到⟦65所⟧，投资增长5倍。"],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for hit in ctx.hits("A08") {
        if hit.pattern == "factor" || hit.pattern == "doubling" {
            out.extend(factor(ctx, &hit));
        }
    }
    for w in ctx
        .wordings("A08")
        .into_iter()
        .filter(|w| w.pattern == "fall-times")
    {
        let (Some(text), Some(spot)) = (w.text("text"), w.spot("text")) else {
            continue;
        };
        out.push(
            ctx.finding("A08", Verdict::Suspicious, &[])
                .at([spot])
                .low()
                .say(
                    format!("“{text}”不规范：下降不以倍计"),
                    format!("“{text}”: nothing falls by times"),
                ),
        );
    }
}

fn factor(ctx: &Context, hit: &Hit) -> Option<Finding> {
    let (from, to) = (hit.figure("from")?, hit.figure("to")?);
    let (a, b) = (ctx.fig(from), ctx.fig(to));
    if !a.same_unit(b) {
        return None;
    }
    let quotient = b.hull()?.over(&a.hull()?)?;
    let calc = b.written?.value()?.div(a.written?.value()?)?;
    let holds = holds(hit, &quotient)?;
    let phrase = hit.text("phrase").unwrap_or("");
    Some(
        super::judge::ruled(ctx, "A08", &[from, to], holds, Link::High)
            .against(Some(quotient), None)
            .readings(&["1+N", "N"])
            .say(
                format!(
                    "{}→{}为{calc}倍，“{phrase}”{}",
                    a.number(),
                    b.number(),
                    if holds {
                        "成立"
                    } else {
                        "两种读法均不成立"
                    }
                ),
                format!(
                    "{} to {} is a factor of {calc}: {} reading of “{phrase}” holds",
                    a.number(),
                    b.number(),
                    if holds { "a" } else { "no" }
                ),
            ),
    )
}

/// True where a reading of the phrase fits the quotient.
fn holds(hit: &Hit, quotient: &Interval) -> Option<bool> {
    if hit.pattern == "doubling" {
        let n = match hit.text("n")? {
            "一" | "1" => 1,
            "两" | "二" | "2" => 2,
            "三" | "3" => 3,
            _ => return None,
        };
        // 番 is said of round growth: a tenth below and a quarter above pass.
        let whole = Ratio::whole(2).pow(n)?;
        let (low, high) = (Ratio::new(9, 10)?, Ratio::new(5, 4)?);
        let slack = Interval::closed(whole.mul(low)?, whole.mul(high)?);
        return Some(quotient.meets(&slack));
    }
    let times = Written::rounded(number(hit.text("n")?)?).any()?;
    let more = times.add(&Interval::point(Ratio::ONE))?;
    Some(quotient.meets(&times) || quotient.meets(&more))
}

fn number(s: &str) -> Option<Number> {
    let places = s.find('.').map_or(0, |d| s.len() - d - 1);
    let digits: String = s.chars().filter(char::is_ascii_digit).collect();
    Some(Number::new(
        digits.parse().ok()?,
        -i32::try_from(places).ok()?,
    ))
}
