//! Tokens, one by one → a numeral. No token is looked at twice, so the time is linear.

use super::Numeral;
use super::token::Token;
use crate::value::Number;

/// What stands at the end and has no unit yet.
#[derive(Debug, Clone, Copy, Default)]
enum Open {
    #[default]
    Nothing,
    /// Chinese digits in a row: their value, how many, and whether the row can be one number.
    Row {
        value: i128,
        len: usize,
        zero: bool,
        steps: bool,
    },
    Arabic(Number, usize),
}

/// Takes tokens one by one and refuses the first that cannot go on the numeral.
#[derive(Debug, Default)]
pub(super) struct Reader {
    /// Finished 万 and 亿 parts: value and power, the larger first.
    parts: Vec<(Number, i32)>,
    /// The part below the next 万 or 亿, apart from what is open.
    section: Option<Number>,
    open: Open,
    /// Digits after 点.
    decimals: Option<(i128, i32)>,
    /// The smallest place that a unit took.
    floor: Option<i32>,
    /// 零 stands before what is open.
    zero: bool,
    arabic: bool,
    half: bool,
    over: bool,
    last: Option<Token>,
    vague: bool,
}

impl Reader {
    pub(super) fn push(&mut self, token: Token) -> bool {
        if self.half || self.over && !matches!(token, Token::Unit(_) | Token::Scale(_)) {
            return false;
        }
        let taken = match token {
            Token::Arabic(n, width) => self.arabic(n, width),
            Token::Digit(d) => self.digit(d, false),
            Token::Pair => self.decimals.is_none() && self.digit(2, true),
            Token::Zero => self.nought(),
            Token::Unit(p) => self.unit(p).is_some(),
            Token::Tens(d) => {
                matches!(self.open, Open::Nothing) && self.digit(d, true) && self.unit(1).is_some()
            }
            Token::Scale(p) => self.scale(p).is_some(),
            Token::Point => self.point(),
            Token::Half => self.half(),
            Token::Over => self.more(),
            Token::Some => self.several(),
        };
        if taken {
            self.last = Some(token);
        }
        taken
    }

    fn started(&self) -> bool {
        self.section.is_some() || !self.parts.is_empty()
    }

    fn arabic(&mut self, n: Number, width: usize) -> bool {
        if self.decimals.is_some() || !matches!(self.open, Open::Nothing) {
            return false;
        }
        self.arabic = true;
        self.open = Open::Arabic(n, width);
        true
    }

    fn digit(&mut self, d: i128, alone: bool) -> bool {
        if let Some((digits, places)) = self.decimals {
            let next = digits.checked_mul(10).and_then(|v| v.checked_add(d));
            self.decimals = next.map(|v| (v, places + 1));
            return next.is_some();
        }
        self.open = match self.open {
            Open::Nothing => Open::Row {
                value: d,
                len: 1,
                zero: false,
                steps: true,
            },
            Open::Row {
                value,
                len,
                zero,
                steps,
            } if !alone && self.last != Some(Token::Pair) => {
                if self.started() {
                    self.vague = true;
                }
                let Some(next) = value.checked_mul(10).and_then(|v| v.checked_add(d)) else {
                    return false;
                };
                let steps = steps && value % 10 + 1 == d;
                Open::Row {
                    value: next,
                    len: len + 1,
                    zero,
                    steps,
                }
            }
            _ => return false,
        };
        true
    }

    fn nought(&mut self) -> bool {
        if self.decimals.is_some() {
            return self.digit(0, false);
        }
        match self.open {
            Open::Nothing if self.started() => self.zero = true,
            Open::Nothing => {
                self.open = Open::Row {
                    value: 0,
                    len: 1,
                    zero: true,
                    steps: false,
                };
            }
            Open::Row { value, len, .. } if !self.started() => {
                let Some(value) = value.checked_mul(10) else {
                    return false;
                };
                self.open = Open::Row {
                    value,
                    len: len + 1,
                    zero: true,
                    steps: false,
                };
            }
            _ => return false,
        }
        true
    }

    /// 十 百 千.
    fn unit(&mut self, power: i32) -> Option<()> {
        let fits = self.floor.is_none_or(|f| power < f);
        if self.over {
            // 一百几十: the ten is as vague as its digit.
            let filler = self.last == Some(Token::Some) && fits;
            return filler.then_some(());
        }
        let bare_ten = self.zero || !self.started();
        let lead_zero = matches!(
            self.open,
            Open::Row {
                value: 0,
                len: 1,
                ..
            }
        );
        let term = match self.open {
            Open::Nothing if bare_ten => Number::new(1, 0),
            Open::Row { .. } if lead_zero => Number::new(1, 0),
            Open::Row { value, len: 1, .. } => Number::new(value, 0),
            Open::Row { .. } => {
                self.vague = true;
                return None;
            }
            Open::Arabic(n, _) => n,
            Open::Nothing => return None,
        };
        if self.decimals.is_some() {
            self.vague = true;
            return None;
        }
        let term = term.scaled(power)?;
        let small = |f| term.compare(Number::new(1, f)).is_lt();
        if !fits || !self.floor.is_none_or(small) {
            return None;
        }
        self.section = Some(match self.section {
            Some(sum) => sum.checked_add(term)?,
            None => term,
        });
        self.close(power);
        Some(())
    }

    /// 万 亿 兆: everything smaller before it is multiplied.
    fn scale(&mut self, power: i32) -> Option<()> {
        let open = !matches!(self.open, Open::Nothing) || self.section.is_some();
        if self.zero && matches!(self.open, Open::Nothing) && !self.over {
            return None;
        }
        let mut reach = power;
        let mut sum = None;
        if open {
            sum = Some(self.below(true)?);
        } else {
            // 万亿, 四万万: the scale multiplies the scale before it.
            let (_, last) = *self.parts.last()?;
            if last > power {
                return None;
            }
            reach = last.checked_add(power)?;
        }
        while let Some((value, p)) = self.parts.last().copied() {
            if p > power || open && p == power {
                break;
            }
            sum = Some(sum.map_or(Some(value), |s| value.checked_add(s))?);
            self.parts.pop();
        }
        if self.parts.last().is_some_and(|(_, p)| *p <= reach) || reach > 24 {
            return None;
        }
        self.parts.push((sum?.scaled(power)?, reach));
        self.section = None;
        self.decimals = None;
        self.close(reach);
        Some(())
    }

    fn close(&mut self, floor: i32) {
        self.open = Open::Nothing;
        self.zero = false;
        self.floor = Some(floor);
    }

    fn point(&mut self) -> bool {
        let whole = matches!(self.open, Open::Row { .. }) || self.started() && !self.zero;
        if self.decimals.is_some() || !whole || matches!(self.open, Open::Arabic(..)) {
            return false;
        }
        self.decimals = Some((0, 0));
        true
    }

    fn half(&mut self) -> bool {
        let one = match self.open {
            Open::Nothing => self.last.is_none(),
            Open::Row { value, len, .. } => value == 1 && len == 1 && !self.started(),
            Open::Arabic(n, _) => n == Number::new(1, 0) && !self.started(),
        };
        self.half = one && self.decimals.is_none();
        self.half
    }

    fn more(&mut self) -> bool {
        let after = matches!(
            self.last,
            Some(Token::Unit(_) | Token::Tens(_) | Token::Scale(_) | Token::Arabic(..))
        );
        self.over = after && self.decimals.is_none();
        self.over
    }

    fn several(&mut self) -> bool {
        let ten = match self.open {
            Open::Arabic(n, _) => n.digits % 10 == 0,
            Open::Nothing => self.started(),
            Open::Row { .. } => false,
        };
        self.over = ten && self.decimals.is_none();
        self.over
    }

    /// True where the tokens so far are a vague number, of which no part counts.
    pub(super) fn vague(&self) -> bool {
        let row = match self.open {
            Open::Row {
                len, zero, steps, ..
            } => len > 1 && !zero && (len == 2 || steps),
            _ => false,
        };
        self.vague || row
    }

    /// The number so far; `None` where the tokens so far are no whole numeral.
    pub(super) fn value(&self) -> Option<Numeral> {
        let number = if self.half {
            Number::new(5, -1)
        } else {
            let mut sum = self.below(false)?;
            for (value, _) in &self.parts {
                sum = sum.checked_add(*value)?;
            }
            if self.parts.is_empty() && !self.arabic && sum.exponent > 0 {
                sum = sum.at(0)?;
            }
            self.with_decimals(sum)?
        };
        Some(Numeral {
            number,
            over: self.over,
        })
    }

    /// The part after the last 万 or 亿. Before a scale, Chinese units are places of one whole number.
    fn below(&self, before_scale: bool) -> Option<Number> {
        if self.vague() {
            return None;
        }
        let open = match self.open {
            Open::Nothing if self.zero && !self.over => return None,
            Open::Nothing => None,
            Open::Row { value, len, .. } => {
                Some(Number::new(value, self.place(len, before_scale)?))
            }
            Open::Arabic(n, width) => Some(self.tail(n, width, before_scale)?),
        };
        let sum = match (self.section, open) {
            (Some(sum), Some(open)) => sum.checked_add(open)?,
            (Some(n), None) | (None, Some(n)) => n,
            // The parts alone: nought at their own place, so that they keep their precision.
            (None, None) => Number::new(0, self.parts.last()?.0.exponent),
        };
        if !before_scale {
            return Some(sum);
        }
        let sum = if self.arabic || sum.exponent <= 0 {
            sum
        } else {
            sum.at(0)?
        };
        self.with_decimals(sum)
    }

    /// The place of a last digit without a unit: 二百五 is 250, 二百零五 is 205.
    /// Before a scale that rule holds only for a digit after 十 百 千.
    fn place(&self, len: usize, before_scale: bool) -> Option<i32> {
        match self.floor {
            Some(_) if before_scale && self.section.is_none() => (len == 1).then_some(0),
            Some(_) if len > 1 => None,
            Some(floor) if !self.zero => Some(floor - 1),
            _ => Some(0),
        }
    }

    /// Arabic digits at the end stand for what they fill: 1万2000, not 5万4.
    fn tail(&self, n: Number, width: usize, before_scale: bool) -> Option<Number> {
        let Some(floor) = self.floor else {
            return Some(n);
        };
        let fits = n.compare(Number::new(1, floor)).is_lt();
        let full = self.zero || before_scale || usize::try_from(floor).is_ok_and(|f| f == width);
        (fits && full).then_some(n)
    }

    fn with_decimals(&self, whole: Number) -> Option<Number> {
        match self.decimals {
            None => Some(whole),
            Some((_, 0)) => None,
            Some((digits, places)) => whole.at(0)?.checked_add(Number::new(digits, -places)),
        }
    }
}
