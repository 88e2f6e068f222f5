//! Exact fractions: the only arithmetic of the audit.
//!
//! In: [`Number`]s. Out: sums, quotients and comparisons without rounding; `None`
//! where a result leaves 128 bits, which a check reports as not checkable.
//! Not here: intervals.

use crate::value::Number;
use std::cmp::Ordering;
use std::fmt;

/// A fraction in lowest terms; the denominator is positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ratio {
    num: i128,
    den: i128,
}

#[expect(
    clippy::should_implement_trait,
    reason = "checked: they answer None where an operator would have to panic"
)]
impl Ratio {
    /// Nought.
    pub const ZERO: Self = Self { num: 0, den: 1 };
    /// One.
    pub const ONE: Self = Self { num: 1, den: 1 };

    /// `num / den`; `None` for a zero denominator or where the sign does not fit.
    pub fn new(num: i128, den: i128) -> Option<Self> {
        if den == 0 || num == i128::MIN || den == i128::MIN {
            return None;
        }
        let g = gcd(num.unsigned_abs(), den.unsigned_abs()) as i128;
        let sign = den.signum();
        Some(Self {
            num: num / g * sign,
            den: den / g * sign,
        })
    }

    /// A whole number.
    pub const fn whole(n: i128) -> Self {
        Self { num: n, den: 1 }
    }

    /// The value of a written number.
    pub fn of(n: Number) -> Option<Self> {
        Self::whole(n.digits).mul(Self::ten(n.exponent)?)
    }

    /// `10^power`.
    pub fn ten(power: i32) -> Option<Self> {
        let p = 10i128.checked_pow(power.unsigned_abs())?;
        if power < 0 {
            Self::new(1, p)
        } else {
            Self::new(p, 1)
        }
    }

    /// The sum.
    pub fn add(self, o: Self) -> Option<Self> {
        let g = gcd(self.den.unsigned_abs(), o.den.unsigned_abs()) as i128;
        let a = self.num.checked_mul(o.den / g)?;
        let b = o.num.checked_mul(self.den / g)?;
        Self::new(a.checked_add(b)?, self.den.checked_mul(o.den / g)?)
    }

    /// The difference.
    pub fn sub(self, o: Self) -> Option<Self> {
        self.add(o.neg())
    }

    /// The product.
    pub fn mul(self, o: Self) -> Option<Self> {
        let a = gcd(self.num.unsigned_abs(), o.den.unsigned_abs()).max(1) as i128;
        let b = gcd(o.num.unsigned_abs(), self.den.unsigned_abs()).max(1) as i128;
        Self::new(
            (self.num / a).checked_mul(o.num / b)?,
            (self.den / b).checked_mul(o.den / a)?,
        )
    }

    /// The quotient; `None` for a zero divisor.
    pub fn div(self, o: Self) -> Option<Self> {
        self.mul(Self::new(o.den, o.num)?)
    }

    /// The negative; the constructor keeps `i128::MIN` out.
    pub const fn neg(self) -> Self {
        Self {
            num: -self.num,
            den: self.den,
        }
    }

    /// The distance from nought.
    pub const fn abs(self) -> Self {
        Self {
            num: self.num.abs(),
            den: self.den,
        }
    }

    /// A whole power.
    pub fn pow(self, n: u32) -> Option<Self> {
        Self::new(self.num.checked_pow(n)?, self.den.checked_pow(n)?)
    }

    /// The greatest whole number that is not above.
    pub const fn floor(self) -> i128 {
        self.num.div_euclid(self.den)
    }

    /// The least whole number that is not below.
    pub const fn ceil(self) -> i128 {
        -((-self.num).div_euclid(self.den))
    }

    /// True for a whole number.
    pub const fn is_whole(self) -> bool {
        self.den == 1
    }

    /// -1, 0 or 1.
    pub const fn sign(self) -> i128 {
        self.num.signum()
    }

    /// Rounded half up (away from nought) to a multiple of `10^exponent`.
    pub fn rounded(self, exponent: i32) -> Option<Number> {
        let scaled = self.abs().div(Self::ten(exponent)?)?;
        let digits = scaled.add(Self::new(1, 2)?)?.floor();
        Some(Number::new(digits * self.sign(), exponent))
    }

    /// For a message: every digit where four decimals hold them, else four decimals.
    pub fn shown(self) -> Option<Number> {
        if self.is_whole() {
            return Some(Number::new(self.num, 0));
        }
        (-4..=0)
            .rev()
            .filter_map(|e| self.rounded(e))
            .find(|n| Self::of(*n) == Some(self))
            .or_else(|| self.rounded(-4))
    }
}

impl Ord for Ratio {
    /// By continued fractions, so that nothing can overflow.
    fn cmp(&self, o: &Self) -> Ordering {
        let (mut a, mut b) = (*self, *o);
        let mut turned = false;
        loop {
            let (x, y) = (a.floor(), b.floor());
            let by = |o: Ordering| if turned { o.reverse() } else { o };
            if x != y {
                return by(x.cmp(&y));
            }
            let (p, q) = (a.num.rem_euclid(a.den), b.num.rem_euclid(b.den));
            match (p == 0, q == 0) {
                (true, true) => return Ordering::Equal,
                (true, false) => return by(Ordering::Less),
                (false, true) => return by(Ordering::Greater),
                (false, false) => {
                    a = Self { num: a.den, den: p };
                    b = Self { num: b.den, den: q };
                    turned = !turned;
                }
            }
        }
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, o: &Self) -> Option<Ordering> {
        Some(self.cmp(o))
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.shown() {
            Some(n) => n.fmt(f),
            None => write!(f, "{}/{}", self.num, self.den),
        }
    }
}

const fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        if a | b <= u64::MAX as u128 {
            return narrow_gcd(a as u64, b as u64) as u128;
        }
        (a, b) = (b, a % b);
    }
    a
}

/// Most numbers are this short, and the processor divides them by itself.
const fn narrow_gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn r(a: i128, b: i128) -> Ratio {
        Ratio::new(a, b).expect("in range")
    }

    #[test]
    fn overflow_is_none_and_comparison_is_exact() {
        let big = Ratio::whole(i128::MAX);
        assert_eq!(big.add(Ratio::ONE), None);
        assert!(r(i128::MAX - 1, i128::MAX) < Ratio::ONE);
        assert!(r(i128::MAX - 2, i128::MAX - 1) < r(i128::MAX - 1, i128::MAX));
    }

    #[test]
    fn shown_keeps_what_is_exact() {
        assert_eq!(r(1, 8).to_string(), "0.125");
        assert_eq!(r(700, 3).to_string(), "233.3333");
        assert_eq!(r(-5, 1).to_string(), "-5");
    }

    proptest! {
        #[test]
        fn field_laws(a in -9999i128..9999, b in 1i128..9999, c in -9999i128..9999, d in 1i128..9999) {
            let (x, y) = (r(a, b), r(c, d));
            prop_assert_eq!(x.add(y), Ratio::new(a * d + c * b, b * d));
            prop_assert_eq!(x.mul(y), Ratio::new(a * c, b * d));
            prop_assert_eq!(x.cmp(&y), (a * d).cmp(&(c * b)));
            prop_assert_eq!(x.floor(), a.div_euclid(b));
            prop_assert_eq!(x.sub(y).and_then(|z| z.add(y)), Some(x));
            if c != 0 {
                prop_assert_eq!(x.div(y).and_then(|z| z.mul(y)), Some(x));
            }
        }
    }
}
