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
    for (key, mut all) in series::keyed(ctx) {
        all.dedup_by_key(|k| k.year);
        let values: Option<Vec<Ratio>> = all
            .iter()
            .map(|k| ctx.fig(k.fig).written?.value().filter(|v| v.sign() > 0))
            .collect();
        let Some(values) = values.filter(|v| v.len() >= 6) else {
            continue;
        };
        let steps: Option<Vec<Ratio>> = values.windows(2).map(|w| w[1].div(w[0])).collect();
        let Some(steps) = steps else { continue };
        let Some(median) = middle(&steps) else {
            continue;
        };
        let off: Option<Vec<Ratio>> = steps.iter().map(|s| Some(s.sub(median)?.abs())).collect();
        let Some(off) = off else { continue };
        // A series that hardly moves has a deviation of nought; two hundredths is the least that counts.
        let Some(mad) = middle(&off)
            .zip(Ratio::of(Number::new(2, -2)))
            .map(|(m, l)| m.max(l))
        else {
            continue;
        };
        for (i, o) in off.iter().enumerate() {
            let Some(z) = o
                .mul(Ratio::of(Number::new(6745, -4)).unwrap_or(Ratio::ONE))
                .and_then(|z| z.div(mad))
            else {
                continue;
            };
            if z > Ratio::whole(5) {
                let ids = [all[i].fig, all[i + 1].fig];
                out.push(
                    ctx.finding("T01", Verdict::Suspicious, &ids)
                        .link(Link::Medium)
                        .say(
                            format!(
                                "{}{}年{}为上年的{}倍，历年中位{median}倍",
                                series::name(&key),
                                all[i + 1].year,
                                ctx.fig(ids[1]).shown(),
                                steps[i]
                            ),
                            format!(
                                "{} of {}: {} is {} times the year before, median {median}",
                                series::name(&key),
                                all[i + 1].year,
                                ctx.fig(ids[1]).shown(),
                                steps[i]
                            ),
                        ),
                );
            }
        }
    }
}

/// The median; of an even number the lower middle one.
fn middle(values: &[Ratio]) -> Option<Ratio> {
    let mut v = values.to_vec();
    v.sort_unstable();
    v.get(v.len().checked_sub(1)? / 2).copied()
}
