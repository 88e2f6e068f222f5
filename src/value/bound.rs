//! What the wording of a number allows it to be.
//!
//! In: a number as written and its comparator. Out: the lowest and the highest
//! value, `None` where there is no end. Exact arithmetic only. Not here:
//! whether an end is itself allowed, which the comparator says (`gt` 98 and
//! `ge` 98 have the same ends).
//!
//! The rules are the audit catalogue's interval arithmetic; half a unit of the
//! last written place either way is what GB/T 8170-2008 rounding can hide.

use super::{Comparator, Kind, Number};

/// The interval of a number: `low`, `high`.
///
/// `exact_count` says that a count is a plain whole number of things (39项), so that it is a
/// point. A scale (3万人), a decimal or a rate is rounded whatever it says, and so is money.
///
/// | wording | interval, with P the place of the last digit other than 0 |
/// |---|---|
/// | 89.7 | half a unit of the last written place either way |
/// | 余, 多 | v .. v + P |
/// | 近 | v − P .. v, or 0.8 v .. v where P is no less than v |
/// | 约, 左右 | v − P/2 .. v + P/2 |
/// | 以上, 超过 | v .. |
/// | 以下, 低于 | .. v |
///
/// ```
/// use gongwen::value::{Comparator, Kind, Number, interval};
/// let n = Number::new;
/// let ends = |number, c, kind, exact| interval(number, c, kind, exact);
/// // 89.7%
/// assert_eq!(ends(n(897, -1), Comparator::Eq, Kind::Rate, false), (Some(n(8965, -2)), Some(n(8975, -2))));
/// // 39项
/// assert_eq!(ends(n(39, 0), Comparator::Eq, Kind::IndicatorCount, true), (Some(n(39, 0)), Some(n(39, 0))));
/// // 400余万
/// assert_eq!(ends(n(400, 4), Comparator::ApproxOver, Kind::Count, false), (Some(n(400, 4)), Some(n(500, 4))));
/// // 98%以上
/// assert_eq!(ends(n(98, 0), Comparator::Ge, Kind::Rate, false), (Some(n(98, 0)), None));
/// ```
pub fn interval(
    number: Number,
    over_under: Comparator,
    kind: Kind,
    exact_count: bool,
) -> (Option<Number>, Option<Number>) {
    let counts = matches!(kind, Kind::Count | Kind::IndicatorCount);
    if !counts && !matches!(kind, Kind::Rate | Kind::Funding) {
        return (None, None);
    }
    match over_under {
        Comparator::Eq if counts && exact_count && number.exponent == 0 => {
            (Some(number), Some(number))
        }
        Comparator::Eq => around(number, Number::new(1, number.exponent)),
        Comparator::Ge | Comparator::Gt => (Some(number), None),
        Comparator::Le | Comparator::Lt => (None, Some(number)),
        Comparator::ApproxOver => by_size(number, (Some(number), outward(number, 1))),
        Comparator::ApproxUnder => by_size(number, (below(number), Some(number))),
        Comparator::Approx => around(number, last_digit(number)),
    }
}

/// The interval of a range as written (33—64): its ends in order.
///
/// ```
/// use gongwen::value::{Number, between};
/// let (a, b) = (Number::new(64, 0), Number::new(33, 0));
/// assert_eq!(between(a, b), (Some(b), Some(a)));
/// ```
pub fn between(a: Number, b: Number) -> (Option<Number>, Option<Number>) {
    if a.compare(b).is_gt() {
        (Some(b), Some(a))
    } else {
        (Some(a), Some(b))
    }
}

/// One unit at the place of the last digit other than 0; of the written place for nought.
fn last_digit(number: Number) -> Number {
    match number.digits {
        0 => Number::new(1, number.exponent),
        _ => Number::new(1, number.trimmed().exponent),
    }
}

/// Half of `width` either way.
fn around(number: Number, width: Number) -> (Option<Number>, Option<Number>) {
    let half = width.scaled(-1).and_then(|w| w.checked_mul(5));
    let same_place = |half: Number| {
        let exponent = number.exponent.min(half.exponent);
        Some((
            number.at(exponent)?.digits,
            half.at(exponent)?.digits,
            exponent,
        ))
    };
    let Some((digits, half, exponent)) = half.and_then(same_place) else {
        return (None, None);
    };
    let end = |digits: Option<i128>| Some(Number::new(digits?, exponent));
    (end(digits.checked_sub(half)), end(digits.checked_add(half)))
}

/// `steps` units of the last digit away from nought.
fn outward(number: Number, steps: i128) -> Option<Number> {
    let sign = if number.digits < 0 { -1 } else { 1 };
    number.checked_add(last_digit(number).checked_mul(steps * sign)?)
}

/// The end of 近: one unit nearer to nought, or four fifths where that would be nought.
fn below(number: Number) -> Option<Number> {
    if number.trimmed().digits.unsigned_abs() <= 1 {
        return number.checked_mul(8)?.scaled(-1);
    }
    outward(number, -1)
}

/// The ends in order; for a number below nought the larger size is the lower end.
fn by_size(
    number: Number,
    (near, far): (Option<Number>, Option<Number>),
) -> (Option<Number>, Option<Number>) {
    if number.digits < 0 {
        (far, near)
    } else {
        (near, far)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ends(digits: i128, exponent: i32, c: Comparator) -> (String, String) {
        let (low, high) = interval(Number::new(digits, exponent), c, Kind::Count, false);
        let text = |n: Option<Number>| n.map_or("-".into(), |n| n.to_string());
        (text(low), text(high))
    }

    #[test]
    fn the_catalogue() {
        let of = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(ends(812, 2, Comparator::Eq), of("81150", "81250"));
        assert_eq!(ends(700, 0, Comparator::ApproxOver), of("700", "800"));
        assert_eq!(ends(25650, 0, Comparator::ApproxOver), of("25650", "25660"));
        assert_eq!(ends(12, 3, Comparator::ApproxOver), of("12000", "13000"));
        assert_eq!(ends(120, 0, Comparator::ApproxUnder), of("110", "120"));
        assert_eq!(ends(100, 0, Comparator::ApproxUnder), of("80.0", "100"));
        assert_eq!(ends(120, 0, Comparator::Approx), of("115", "125"));
        assert_eq!(ends(-12, 0, Comparator::ApproxOver), of("-13", "-12"));
        assert_eq!(ends(0, 0, Comparator::Eq), of("-0.5", "0.5"));
        assert_eq!(ends(5, 0, Comparator::Lt), of("-", "5"));
    }

    proptest! {
        #[test]
        fn an_interval_holds_its_value(
            digits in -10i128.pow(20)..10i128.pow(20),
            exponent in -12i32..16,
            c in prop::sample::select(vec![
                Comparator::Eq, Comparator::Ge, Comparator::Gt, Comparator::Le, Comparator::Lt,
                Comparator::ApproxOver, Comparator::ApproxUnder, Comparator::Approx,
            ]),
            kind in prop::sample::select(vec![Kind::Count, Kind::Rate, Kind::Funding]),
            exact: bool,
        ) {
            let v = Number::new(digits, exponent);
            let (low, high) = interval(v, c, kind, exact);
            prop_assert!(low.is_some() || high.is_some());
            prop_assert!(low.is_none_or(|l| l.compare(v).is_le()), "{low:?}");
            prop_assert!(high.is_none_or(|h| h.compare(v).is_ge()), "{high:?}");
        }

        #[test]
        fn half_a_width_is_added_and_taken_away(
            digits: i128, exponent in -40i32..40, place in -40i32..40, small in -1000i128..1000,
        ) {
            let half = Number::new(5, place - 1);
            for v in [Number::new(digits, exponent), Number::new(small, exponent)] {
                let ends = (v.checked_sub(half), v.checked_add(half));
                prop_assert_eq!(around(v, Number::new(1, place)), ends);
            }
        }

        #[test]
        fn no_number_makes_it_panic(digits: i128, exponent: i32) {
            for c in [Comparator::Eq, Comparator::ApproxOver, Comparator::ApproxUnder, Comparator::Approx] {
                interval(Number::new(digits, exponent), c, Kind::Count, true);
            }
        }
    }
}
