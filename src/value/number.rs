//! Exact decimal numbers with their written precision.
//!
//! In: digits and a power of ten. Out: the same, compared, added and printed
//! without loss. Not here: reading them ([`super::numeral`]), what their
//! wording bounds ([`super::bound`]).

use std::cmp::Ordering;
use std::fmt;

/// `digits × 10^exponent`, exactly. The exponent is the written precision:
/// 13.41亿 is 1341 × 10⁶, 10.0 is 100 × 10⁻¹.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Number {
    /// The digits as one whole number, with the sign.
    pub digits: i128,
    /// The power of ten that they are multiplied by.
    pub exponent: i32,
}

/// The powers of ten that there is room for.
const POWERS: [i128; 39] = {
    let mut powers = [1; 39];
    let mut n = 1;
    while n < powers.len() {
        powers[n] = powers[n - 1] * 10;
        n += 1;
    }
    powers
};

impl Number {
    /// `digits × 10^exponent`.
    pub const fn new(digits: i128, exponent: i32) -> Self {
        Self { digits, exponent }
    }

    /// The number times `10^power`; `None` where it leaves the range.
    pub fn scaled(self, power: i32) -> Option<Self> {
        Some(Self::new(self.digits, self.exponent.checked_add(power)?))
    }

    /// The same value written to another place, where no digit is lost.
    ///
    /// ```
    /// use gongwen::value::Number;
    /// assert_eq!(Number::new(20, 4).at(0), Some(Number::new(200_000, 0)));
    /// assert_eq!(Number::new(25, 0).at(1), None);
    /// ```
    pub fn at(self, exponent: i32) -> Option<Self> {
        if self.exponent == exponent {
            return Some(self);
        }
        let shift = self.exponent.checked_sub(exponent)?;
        let step = POWERS.get(shift.unsigned_abs() as usize).copied();
        let digits = match (shift >= 0, step) {
            _ if self.digits == 0 => 0,
            (true, step) => self.digits.checked_mul(step?)?,
            (false, Some(step)) if self.digits % step == 0 => self.digits / step,
            (false, _) => return None,
        };
        Some(Self::new(digits, exponent))
    }

    /// The sum, written to the finer place of the two; `None` where it leaves the range.
    ///
    /// ```
    /// use gongwen::value::Number;
    /// let sum = Number::new(5, 4).checked_add(Number::new(4, 3));
    /// assert_eq!(sum, Some(Number::new(54, 3)));
    /// ```
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let exponent = self.exponent.min(other.exponent);
        let digits = self
            .at(exponent)?
            .digits
            .checked_add(other.at(exponent)?.digits)?;
        Some(Self::new(digits, exponent))
    }

    /// The difference, written to the finer place of the two; `None` where it leaves the range.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.checked_add(other.checked_neg()?)
    }

    /// The number with the other sign.
    pub fn checked_neg(self) -> Option<Self> {
        Some(Self::new(self.digits.checked_neg()?, self.exponent))
    }

    /// The number `n` times; `None` where it leaves the range.
    pub fn checked_mul(self, n: i128) -> Option<Self> {
        Some(Self::new(self.digits.checked_mul(n)?, self.exponent))
    }

    /// The same value without trailing noughts: 25650 is 2565 × 10¹. Nought is 0 × 10⁰.
    pub fn trimmed(self) -> Self {
        let mut n = self;
        if n.digits == 0 {
            return Self::new(0, 0);
        }
        while n.digits % 10 == 0 && n.exponent < i32::MAX {
            n = Self::new(n.digits / 10, n.exponent + 1);
        }
        n
    }

    /// Order by value: 10.0 and 10 are equal here, though not under `==`.
    ///
    /// ```
    /// use gongwen::value::Number;
    /// use std::cmp::Ordering;
    /// assert_eq!(Number::new(100, -1).compare(Number::new(10, 0)), Ordering::Equal);
    /// assert_eq!(Number::new(-1, 30).compare(Number::new(9, -30)), Ordering::Less);
    /// ```
    pub fn compare(self, other: Self) -> Ordering {
        let (a, b) = (self.trimmed(), other.trimmed());
        let signs = a.digits.signum().cmp(&b.digits.signum());
        if signs != Ordering::Equal || a.digits == 0 {
            return signs;
        }
        let magnitude =
            |n: Self| i64::from(n.exponent) + i64::from(n.digits.unsigned_abs().ilog10());
        let sizes = if magnitude(a) == magnitude(b) {
            // Equal magnitude: the finer exponent is at most 38 places away, so one of the two fits.
            let exponent = a.exponent.min(b.exponent);
            match (a.at(exponent), b.at(exponent)) {
                (Some(a), Some(b)) => a.digits.unsigned_abs().cmp(&b.digits.unsigned_abs()),
                (None, _) => Ordering::Greater,
                (_, None) => Ordering::Less,
            }
        } else {
            magnitude(a).cmp(&magnitude(b))
        };
        if a.digits < 0 { sizes.reverse() } else { sizes }
    }
}

/// Plain decimal notation with every written digit: `1341000000`, `89.7`, `10.0`, `-0.5`.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.exponent >= 0 {
            write!(f, "{}", self.digits)?;
            if self.digits != 0 {
                for _ in 0..self.exponent {
                    f.write_str("0")?;
                }
            }
            return Ok(());
        }
        let places = self.exponent.unsigned_abs() as usize;
        let digits = format!(
            "{:0>width$}",
            self.digits.unsigned_abs(),
            width = places + 1
        );
        let (whole, part) = digits.split_at(digits.len() - places);
        write!(
            f,
            "{}{whole}.{part}",
            if self.digits < 0 { "-" } else { "" }
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_are_those_that_there_is_room_for() {
        for n in 0..2 * POWERS.len() as u32 {
            let own = POWERS.get(n as usize).copied();
            assert_eq!(own, 10i128.checked_pow(n), "{n}");
        }
    }
}
