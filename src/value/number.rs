//! Exact decimal numbers with their written precision, and the numerals they are written in.

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

impl Number {
    /// `digits × 10^exponent`.
    pub const fn new(digits: i128, exponent: i32) -> Self {
        Self { digits, exponent }
    }

    /// The number times `10^power`; `None` where it leaves the range.
    pub fn scaled(self, power: i32) -> Option<Self> {
        Some(Self::new(self.digits, self.exponent.checked_add(power)?))
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
