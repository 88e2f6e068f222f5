//! Jumps in a series.

use super::Check;
use super::context::Context;
use super::exact::Ratio;
use super::finding::{Finding, Link};
use super::series;
use crate::record::Verdict;
use crate::value::Number;

pub static CHECK: Check = Check {
    id: "T01",
    page: "T01 跳变 / jump in a series

What: in a series of six and more years under one key, a yearly factor that lies more than five robust deviations (median and MAD) from the others
is asked about.
Why: policy and scope change, and digits slip.
Example: 101, 103, 104, 107, 109, 310.",
    yes: &[(
        "@ path=a.txt region=甲市\n学校⟦101所|s=义务教育学校 p=2010⟧。学校⟦103所|s=义务教育学校 p=2011⟧。学校⟦104所|s=义务教育学校 p=2012⟧。学校⟦107所|s=义务教育学校 p=2013⟧。学校⟦109所|s=义务教育学校 p=2014⟧。学校⟦111所|s=义务教育学校 p=2015⟧。学校⟦310所|s=义务教育学校 p=2016⟧。",
        Verdict::Suspicious,
    )],
    no: &["@ path=a.txt region=甲市\n学校⟦101所|s=义务教育学校 p=2010⟧。学校⟦310所|s=义务教育学校 p=2016⟧。"],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for all in ctx.keyed().values() {
        let mut all = all.clone();
        all.dedup_by_key(|k| k.year);
        let values: Option<Vec<Ratio>> = all
            .iter()
            .map(|k| ctx.fig(k.fig).written?.value().filter(|v| v.sign() > 0))
            .collect();
        let Some((steps, median, jumps)) = values.and_then(|v| jumps(&v)) else {
            continue;
        };
        for i in jumps {
            let (a, b) = (all[i], all[i + 1]);
            let (name, shown) = (series::name(ctx.fig(b.fig)), ctx.fig(b.fig).shown());
            let f = ctx
                .finding("T01", Verdict::Suspicious, &[a.fig, b.fig])
                .link(Link::Medium);
            let (year, step) = (b.year, steps[i]);
            out.push(f.say(
                format!("{name}{year}年{shown}为上年的{step}倍，历年中位{median}倍"),
                format!(
                    "{name} of {year}: {shown} is {step} times the year before, median {median}"
                ),
            ));
        }
    }
}

/// The yearly factors, their median, and the places of those that stand out.
fn jumps(values: &[Ratio]) -> Option<(Vec<Ratio>, Ratio, Vec<usize>)> {
    if values.len() < 6 {
        return None;
    }
    let steps: Vec<Ratio> = values
        .windows(2)
        .map(|w| w[1].div(w[0]))
        .collect::<Option<_>>()?;
    let median = middle(&steps)?;
    let off: Vec<Ratio> = steps
        .iter()
        .map(|s| Some(s.sub(median)?.abs()))
        .collect::<Option<_>>()?;
    // A series that hardly moves has a deviation of nought; two hundredths is the least that counts.
    let mad = middle(&off)?.max(Ratio::of(Number::new(2, -2))?);
    let most = mad
        .mul(Ratio::whole(5))?
        .div(Ratio::of(Number::new(6745, -4))?)?;
    let out = (0..off.len()).filter(|i| off[*i] > most).collect();
    Some((steps, median, out))
}

/// The median; of an even number the lower middle one.
fn middle(values: &[Ratio]) -> Option<Ratio> {
    let mut v = values.to_vec();
    v.sort_unstable();
    v.get(v.len().checked_sub(1)? / 2).copied()
}
