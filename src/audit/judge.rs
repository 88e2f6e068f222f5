//! Arithmetic → verdict, in the order and through the gate of the catalogue.
//!
//! In: a derived interval, the figure that it should meet, how sure the link is.
//! Out: a [`Finding`] without its message. Not here: the messages, which each check
//! writes.

use super::context::Context;
use super::decide::{self, Fit, Habit};
use super::finding::{Finding, Link};
use super::interval::Interval;
use crate::record::{Severity, Verdict};
use std::collections::BTreeMap;

/// Compares what follows from `ids` with the figure `shown`, the last of them or not.
/// `None` where a number leaves the range.
pub fn judged(
    ctx: &Context,
    check: &'static str,
    ids: &[usize],
    derived: Interval,
    shown: usize,
    link: Link,
) -> Option<Finding> {
    let written = ctx.fig(shown).written?;
    let fit = decide::fit(&derived, &written)?;
    let sure = link == Link::High && !ctx.doubtful(ids);
    let verdict = match fit {
        Fit::Nearest | Fit::Truncated | Fit::Twice => Verdict::Consistent,
        Fit::Round => Verdict::Suspicious,
        Fit::Off(_) if sure => Verdict::Inconsistent,
        Fit::Off(_) => Verdict::Suspicious,
    };
    let mut f = ctx
        .finding(check, verdict, ids)
        .against(Some(derived), written.hull())
        .strength(decide::strength_of(&derived, &written))
        .link(link)
        .readings(match fit {
            Fit::Nearest => &["nearest"],
            Fit::Truncated => &["nearest", "truncated"],
            Fit::Twice => &["nearest", "truncated", "rounded twice"],
            Fit::Round => &["nearest", "truncated", "rounded twice", "round percent"],
            Fit::Off(_) => &["nearest", "truncated", "rounded twice", "round percent"],
        });
    if let Fit::Off(gap) = fit {
        f.gap = Some(gap);
    }
    if fit == Fit::Round {
        f.severity = Severity::Information;
    }
    f.modes = decide::modes(&derived, &written);
    Some(f)
}

/// A comparison without rounding: true or false, gated like any other.
pub fn ruled(
    ctx: &Context,
    check: &'static str,
    ids: &[usize],
    holds: bool,
    link: Link,
) -> Finding {
    let sure = link == Link::High && !ctx.doubtful(ids);
    let verdict = match (holds, sure) {
        (true, _) => Verdict::Consistent,
        (false, true) => Verdict::Inconsistent,
        (false, false) => Verdict::Suspicious,
    };
    ctx.finding(check, verdict, ids).link(link)
}

/// Lets what a document's figures say together about its rounding bear on each: in a
/// document that otherwise rounds to the nearest, a lone figure that is cut off is asked about.
pub fn habits(out: &mut [Finding]) {
    let mut of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (i, f) in out.iter().enumerate() {
        if f.verdict == Verdict::Consistent
            && f.modes.is_some()
            && let Some(r) = f.figures.first()
        {
            of.entry(r.document).or_default().push(i);
        }
    }
    for ids in of.into_values() {
        let modes: Vec<_> = ids.iter().filter_map(|i| out[*i].modes).collect();
        if decide::habit(&modes) == Habit::Cut {
            continue;
        }
        let nearest = modes.iter().filter(|m| m.nearest && !m.cut).count();
        let only_cut = |f: &Finding| f.modes.is_some_and(|m| m.cut && !m.nearest);
        let cut: Vec<usize> = ids.into_iter().filter(|i| only_cut(&out[*i])).collect();
        if nearest >= 3
            && let [one] = cut[..]
        {
            out[one].verdict = Verdict::Suspicious;
            out[one].severity = Severity::Information;
        }
    }
}
