//! Derived interval against written number → how they fit.
//!
//! In: what follows from the other figures, and the figure itself. Out: [`Fit`],
//! the roundings that explain it, how much a pass proves. Not here: links between
//! figures, verdicts (`finding`).

use super::exact::Ratio;
use super::interval::Interval;
use super::written::Written;
use crate::value::Number;

/// How a derived interval and a written number fit, in the order in which they are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// They meet under rounding to the nearest.
    Nearest,
    /// Only cutting off or rounding up explains it.
    Truncated,
    /// Only rounding twice explains it.
    Twice,
    /// A round percent of running text that lies within its slack.
    Round,
    /// Nothing explains it; the distance in units of the last written digit.
    Off(Ratio),
}

/// Which ways of rounding explain a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Modes {
    /// To the nearest.
    pub nearest: bool,
    /// By cutting off.
    pub cut: bool,
    /// By rounding up.
    pub raised: bool,
}

/// How a document rounds, as far as its figures show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Habit {
    /// To the nearest, or nothing speaks against it.
    #[default]
    Nearest,
    /// At least three figures are cut off and none is not.
    Cut,
}

/// Compares; `None` where a number leaves the range.
pub fn fit(derived: &Interval, written: &Written) -> Option<Fit> {
    let hull = written.hull()?;
    if derived.meets(&hull) {
        return Some(Fit::Nearest);
    }
    if derived.meets(&written.any()?) {
        return Some(Fit::Truncated);
    }
    if twice(derived, written)? {
        return Some(Fit::Twice);
    }
    if let Some(slack) = slack(written)
        && derived.meets(&slack)
    {
        return Some(Fit::Round);
    }
    Some(Fit::Off(derived.gap(&hull)?.div(written.unit()?)?))
}

/// The roundings under which the figure is right.
pub fn modes(derived: &Interval, written: &Written) -> Option<Modes> {
    Some(Modes {
        nearest: derived.meets(&written.hull()?),
        cut: derived.meets(&written.cut()?),
        raised: derived.meets(&written.raised()?),
    })
}

/// What the figures of a document say together.
pub fn habit(all: &[Modes]) -> Habit {
    let only_cut = all.iter().filter(|m| m.cut && !m.nearest).count();
    if only_cut >= 3 && all.iter().all(|m| m.cut) {
        Habit::Cut
    } else {
        Habit::Nearest
    }
}

/// Rounding one digit finer first and then once more.
fn twice(derived: &Interval, written: &Written) -> Option<bool> {
    let (Some(low), Some(high)) = (derived.low, derived.high) else {
        return Some(false);
    };
    if !written.plain() || written.exact {
        return Some(false);
    }
    let finer = written.number.exponent - 1;
    for end in [low.at, high.at] {
        let once = Ratio::of(end.rounded(finer)?)?;
        if once.rounded(written.number.exponent)? == written.number {
            return Some(true);
        }
    }
    Some(false)
}

/// ±2.5 for a whole percent that five divides, ±5 where ten does.
fn slack(written: &Written) -> Option<Interval> {
    let n = written.number;
    if n.exponent != 0 || n.digits % 5 != 0 || n.digits == 0 || !written.plain() || written.exact {
        return None;
    }
    let by = Ratio::new(if n.digits % 10 == 0 { 10 } else { 5 }, 2)?;
    let v = written.value()?;
    Some(Interval::closed(v.sub(by)?, v.add(by)?))
}

/// Strength of a percent that a whole part of `whole` gives: 1 − whole / 10^(d+2), from 0 to 1.
pub fn strength(whole: Ratio, percent: Number) -> Option<Number> {
    let texts = Ratio::ten(2 - percent.exponent)?;
    share_failing(whole.div(texts)?)
}

/// Strength of any comparison: 1 − the share of the texts of that precision that the
/// derived interval would let pass, out of all texts between nought and twice its middle.
pub fn strength_of(derived: &Interval, written: &Written) -> Option<Number> {
    let (low, high) = (derived.low?.at, derived.high?.at);
    let unit = written.unit()?;
    let pass = high.sub(low)?.div(unit)?.add(Ratio::ONE)?;
    let all = low.add(high)?.abs().div(unit)?.add(Ratio::ONE)?;
    share_failing(pass.div(all)?)
}

fn share_failing(passing: Ratio) -> Option<Number> {
    let s = Ratio::ONE.sub(passing)?;
    s.clamp(Ratio::ZERO, Ratio::ONE).rounded(-3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn percent(k: i128, n: i128) -> Ratio {
        Ratio::new(100 * k, n).expect("n is positive")
    }

    proptest! {
        /// Half-up and half-even writers never meet an alarm; cut and raised figures are named so.
        #[test]
        fn writers_are_told_apart(n in 1i128..30_000, part in 0i128..30_000, d in 0i32..3) {
            let p = percent(part.min(n), n);
            let derived = Interval::point(p);
            let up = p.rounded(-d).expect("small");
            prop_assert_eq!(fit(&derived, &Written::rounded(up)), Some(Fit::Nearest));
            let scaled = p.mul(Ratio::ten(d).expect("small")).expect("small");
            for digits in [scaled.floor(), scaled.ceil()] {
                let w = Written::rounded(Number::new(digits, -d));
                let f = fit(&derived, &w).expect("small");
                prop_assert!(matches!(f, Fit::Nearest | Fit::Truncated));
            }
        }

        /// Brute force: a figure is off exactly where no rounding of the point gives its digits.
        #[test]
        fn off_is_what_no_rounding_gives(n in 1i128..3000, k in 0i128..3000, digits in 0i128..1100) {
            let p = percent(k.min(n), n);
            let w = Written::rounded(Number::new(digits, -1));
            let scaled = p.mul(Ratio::whole(10)).expect("small");
            let possible = scaled.floor() == digits || scaled.ceil() == digits;
            let once = p.rounded(-2).and_then(Ratio::of).and_then(|r| r.rounded(-1));
            let twice = once == Some(w.number);
            let off = matches!(fit(&Interval::point(p), &w), Some(Fit::Off(_)));
            prop_assert_eq!(off, !possible && !twice);
        }

        /// Feasible whole parts, against trying each of them.
        #[test]
        fn whole_parts(n in 1i128..400, digits in 0i128..1000) {
            let h = Written::rounded(Number::new(digits, -1)).hull().expect("small");
            let parts = h.times(Ratio::new(n, 100).expect("100")).expect("small").integers();
            let tried = (0..=n).filter(|k| h.holds(percent(*k, n))).collect::<Vec<_>>();
            let within = parts.map(|(a, b)| (a.max(0), b.min(n))).filter(|(a, b)| a <= b);
            prop_assert_eq!(within, tried.first().zip(tried.last()).map(|(a, b)| (*a, *b)));
        }
    }

    #[test]
    fn a_document_that_cuts() {
        let cut = Modes {
            nearest: false,
            cut: true,
            raised: false,
        };
        let both = Modes {
            nearest: true,
            cut: true,
            raised: false,
        };
        let near = Modes {
            nearest: true,
            cut: false,
            raised: true,
        };
        assert_eq!(habit(&[cut, cut, cut, both]), Habit::Cut);
        assert_eq!(habit(&[cut, cut, both]), Habit::Nearest);
        assert_eq!(habit(&[cut, cut, cut, near]), Habit::Nearest);
    }

    #[test]
    fn strength_of_a_percent() {
        let s = strength(Ratio::whole(39), Number::new(897, -1)).expect("small");
        assert_eq!(s.to_string(), "0.961");
    }
}
