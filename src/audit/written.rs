//! A written number → the values that it can stand for.
//!
//! In: digits with their precision, comparator, whether it is a count. Out: the
//! half-unit hull H, the any-rounding hull A, and the interval of an
//! approximator. Not here: comparing them (`decide`).

use super::exact::Ratio;
use super::interval::Interval;
use crate::value::{Comparator, Number};

/// A number as a text writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Digits and place value.
    pub number: Number,
    /// The upper end, where a range is written.
    pub upper: Option<Number>,
    /// The wording around it.
    pub comparator: Comparator,
    /// A count of whole things written out in full: a point, not a rounding.
    pub exact: bool,
}

impl Written {
    /// A rounded number as it stands.
    pub const fn rounded(number: Number) -> Self {
        Self {
            number,
            upper: None,
            comparator: Comparator::Eq,
            exact: false,
        }
    }

    /// A whole count.
    pub const fn count(number: Number) -> Self {
        Self {
            number,
            upper: None,
            comparator: Comparator::Eq,
            exact: true,
        }
    }

    /// Its value.
    pub fn value(&self) -> Option<Ratio> {
        Ratio::of(self.number)
    }

    /// The place value of its last written digit.
    pub fn unit(&self) -> Option<Ratio> {
        Ratio::ten(self.number.exponent)
    }

    /// True where the wording adds nothing to the digits.
    pub fn plain(&self) -> bool {
        self.comparator == Comparator::Eq && self.upper.is_none()
    }

    /// H: what half-up, half-even and half-down rounding allow, or what the wording allows.
    pub fn hull(&self) -> Option<Interval> {
        let half = self.unit()?.div(Ratio::whole(2))?;
        self.around(|v| Some(Interval::closed(v.sub(half)?, v.add(half)?)))
    }

    /// A: what any rounding allows, truncation and rounding up with it.
    pub fn any(&self) -> Option<Interval> {
        let unit = self.unit()?;
        self.around(|v| Some(Interval::open(v.sub(unit)?, v.add(unit)?)))
    }

    /// What only cutting off digits allows.
    pub fn cut(&self) -> Option<Interval> {
        let unit = self.unit()?;
        self.around(|v| Some(Interval::new(v, true, v.add(unit)?, false)))
    }

    /// What only rounding up allows.
    pub fn raised(&self) -> Option<Interval> {
        let unit = self.unit()?;
        self.around(|v| Some(Interval::new(v.sub(unit)?, false, v, true)))
    }

    fn around(&self, plain: impl Fn(Ratio) -> Option<Interval>) -> Option<Interval> {
        let v = self.value()?;
        if let Some(upper) = self.upper {
            return Some(Interval::closed(v, Ratio::of(upper)?));
        }
        let place = || last_place(self.number);
        let half = || place()?.div(Ratio::whole(2));
        match self.comparator {
            Comparator::Eq if self.exact => Some(Interval::point(v)),
            Comparator::Eq => plain(v),
            Comparator::Ge => Some(Interval::from(v, true)),
            Comparator::Gt => Some(Interval::from(v, false)),
            Comparator::Le => Some(Interval::to(v, true)),
            Comparator::Lt => Some(Interval::to(v, false)),
            Comparator::ApproxOver => Some(Interval::new(v, true, v.add(place()?)?, false)),
            Comparator::ApproxUnder => {
                let below = v.sub(place()?)?;
                let low = if below.sign() > 0 {
                    below
                } else {
                    v.mul(Ratio::new(4, 5)?)?
                };
                Some(Interval::closed(low, v))
            }
            Comparator::Approx => Some(Interval::closed(v.sub(half()?)?, v.add(half()?)?)),
        }
    }
}

/// The place of the last digit that is not nought: 700 → 100, 25650 → 10, 1.2万 → 1000.
pub fn last_place(n: Number) -> Option<Ratio> {
    let (mut digits, mut exponent) = (n.digits, n.exponent);
    while digits != 0 && digits % 10 == 0 {
        digits /= 10;
        exponent = exponent.checked_add(1)?;
    }
    Ratio::ten(exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn w(digits: i128, exponent: i32, comparator: Comparator) -> Interval {
        Written {
            comparator,
            ..Written::rounded(Number::new(digits, exponent))
        }
        .hull()
        .expect("small")
    }

    #[test]
    fn approximators_go_by_the_last_digit_that_is_not_nought() {
        let r = Ratio::whole;
        assert_eq!(
            w(700, 0, Comparator::ApproxOver),
            Interval::new(r(700), true, r(800), false)
        );
        assert_eq!(
            w(25650, 0, Comparator::ApproxOver),
            Interval::new(r(25650), true, r(25660), false)
        );
        assert_eq!(
            w(12, 3, Comparator::Approx),
            Interval::closed(r(11500), r(12500))
        );
        assert_eq!(
            w(1000, 0, Comparator::ApproxUnder),
            Interval::closed(r(800), r(1000))
        );
        assert_eq!(
            w(42, 3, Comparator::ApproxUnder),
            Interval::closed(r(41000), r(42000))
        );
    }

    #[test]
    fn a_scaled_count_is_a_rounding() {
        let i = Written::rounded(Number::new(812, 2)).hull().expect("small");
        assert_eq!(
            i,
            Interval::closed(Ratio::whole(81150), Ratio::whole(81250))
        );
    }
}
