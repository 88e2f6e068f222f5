//! Intervals of exact fractions with open, closed or missing ends.
//!
//! In: fractions. Out: intervals and whether they meet. Not here: how a written
//! number becomes an interval (`written`).

use super::exact::Ratio;

/// An end that belongs to the interval or does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    /// Where it is.
    pub at: Ratio,
    /// Whether the interval holds it.
    pub closed: bool,
}

/// All values between two ends; a missing end is endless.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// The lower end.
    pub low: Option<End>,
    /// The upper end.
    pub high: Option<End>,
}

impl Interval {
    /// Everything.
    pub const ALL: Self = Self {
        low: None,
        high: None,
    };

    /// One value.
    pub const fn point(at: Ratio) -> Self {
        Self::closed(at, at)
    }

    /// Both ends belong.
    pub const fn closed(low: Ratio, high: Ratio) -> Self {
        Self::new(low, true, high, true)
    }

    /// Neither end belongs.
    pub const fn open(low: Ratio, high: Ratio) -> Self {
        Self::new(low, false, high, false)
    }

    /// The general form.
    pub const fn new(low: Ratio, low_closed: bool, high: Ratio, high_closed: bool) -> Self {
        Self {
            low: Some(End {
                at: low,
                closed: low_closed,
            }),
            high: Some(End {
                at: high,
                closed: high_closed,
            }),
        }
    }

    /// From a value upwards.
    pub const fn from(at: Ratio, closed: bool) -> Self {
        Self {
            low: Some(End { at, closed }),
            high: None,
        }
    }

    /// Up to a value.
    pub const fn to(at: Ratio, closed: bool) -> Self {
        Self {
            low: None,
            high: Some(End { at, closed }),
        }
    }

    /// True where every value lies below every value of the other.
    pub fn below(&self, o: &Self) -> bool {
        match (self.high, o.low) {
            (Some(a), Some(b)) => a.at < b.at || (a.at == b.at && !(a.closed && b.closed)),
            _ => false,
        }
    }

    /// True where they share a value. Touching ends count only where both are closed.
    pub fn meets(&self, o: &Self) -> bool {
        !self.below(o) && !o.below(self)
    }

    /// True where it holds the value.
    pub fn holds(&self, at: Ratio) -> bool {
        self.meets(&Self::point(at))
    }

    /// What both hold; `None` where they do not meet.
    pub fn and(&self, o: &Self) -> Option<Self> {
        let low = match (self.low, o.low) {
            (Some(a), Some(b)) => Some(if a.at > b.at || (a.at == b.at && !a.closed) {
                a
            } else {
                b
            }),
            (a, b) => a.or(b),
        };
        let high = match (self.high, o.high) {
            (Some(a), Some(b)) => Some(if a.at < b.at || (a.at == b.at && !a.closed) {
                a
            } else {
                b
            }),
            (a, b) => a.or(b),
        };
        self.meets(o).then_some(Self { low, high })
    }

    /// All sums.
    pub fn add(&self, o: &Self) -> Option<Self> {
        Some(Self {
            low: both(self.low, o.low, Ratio::add)?,
            high: both(self.high, o.high, Ratio::add)?,
        })
    }

    /// All negatives.
    pub fn neg(&self) -> Self {
        let turned = |e: Option<End>| {
            e.map(|e| End {
                at: e.at.neg(),
                closed: e.closed,
            })
        };
        Self {
            low: turned(self.high),
            high: turned(self.low),
        }
    }

    /// All differences.
    pub fn sub(&self, o: &Self) -> Option<Self> {
        self.add(&o.neg())
    }

    /// All products with a constant.
    pub fn times(&self, c: Ratio) -> Option<Self> {
        if c.sign() == 0 {
            return Some(Self::point(Ratio::ZERO));
        }
        if c.sign() < 0 {
            return self.neg().times(c.neg());
        }
        let by = |e: Option<End>| -> Option<Option<End>> {
            match e {
                None => Some(None),
                Some(e) => Some(Some(End {
                    at: e.at.mul(c)?,
                    closed: e.closed,
                })),
            }
        };
        Some(Self {
            low: by(self.low)?,
            high: by(self.high)?,
        })
    }

    /// All quotients of values that are not negative by values that are positive.
    /// `None` where the divisor can be nought or either can be negative.
    pub fn over(&self, o: &Self) -> Option<Self> {
        let (a, b) = (self.low?, o.low?);
        if a.at.sign() < 0 || b.at.sign() <= 0 {
            return None;
        }
        let low = match o.high {
            None => End {
                at: Ratio::ZERO,
                closed: a.at.sign() == 0 && a.closed,
            },
            Some(h) => End {
                at: a.at.div(h.at)?,
                closed: a.closed && (h.closed || a.at.sign() == 0),
            },
        };
        let high = match self.high {
            None => None,
            Some(h) => Some(End {
                at: h.at.div(b.at)?,
                closed: h.closed && b.closed,
            }),
        };
        Some(Self {
            low: Some(low),
            high,
        })
    }

    /// The first and the last whole number in it; `None` where there is none or no end.
    pub fn integers(&self) -> Option<(i128, i128)> {
        let (low, high) = (self.low?, self.high?);
        let mut a = low.at.ceil();
        if !low.closed && low.at.is_whole() {
            a += 1;
        }
        let mut b = high.at.floor();
        if !high.closed && high.at.is_whole() {
            b -= 1;
        }
        (a <= b).then_some((a, b))
    }

    /// Its one value, where it is a point.
    pub fn single(&self) -> Option<Ratio> {
        let (a, b) = (self.low?, self.high?);
        (a.at == b.at).then_some(a.at)
    }

    /// How far apart they are; nought where they meet.
    pub fn gap(&self, o: &Self) -> Option<Ratio> {
        if self.below(o) {
            return o.low?.at.sub(self.high?.at);
        }
        if o.below(self) {
            return self.low?.at.sub(o.high?.at);
        }
        Some(Ratio::ZERO)
    }
}

fn both(
    a: Option<End>,
    b: Option<End>,
    f: impl Fn(Ratio, Ratio) -> Option<Ratio>,
) -> Option<Option<End>> {
    match (a, b) {
        (Some(a), Some(b)) => Some(Some(End {
            at: f(a.at, b.at)?,
            closed: a.closed && b.closed,
        })),
        _ => Some(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every quarter that an interval of quarters holds, by looking at each.
    fn quarters(i: &Interval) -> Vec<Ratio> {
        (-200..200)
            .filter_map(|n| Ratio::new(n, 4))
            .filter(|r| {
                let above = i.low.is_none_or(|e| *r > e.at || (e.closed && *r == e.at));
                let under = i.high.is_none_or(|e| *r < e.at || (e.closed && *r == e.at));
                above && under
            })
            .collect()
    }

    fn interval() -> impl Strategy<Value = Interval> {
        (-40i128..40, 0i128..20, any::<bool>(), any::<bool>()).prop_map(|(a, w, c, d)| {
            let low = Ratio::new(a, 2).expect("two is not nought");
            let high = Ratio::new(a + w.max(1), 2).expect("two is not nought");
            Interval::new(low, c, high, d)
        })
    }

    proptest! {
        #[test]
        fn meeting_is_sharing_a_value(a in interval(), b in interval()) {
            let shared = quarters(&a).iter().any(|r| b.holds(*r));
            prop_assert_eq!(a.meets(&b), shared);
            prop_assert_eq!(a.and(&b).is_some(), shared);
            if let Some(c) = a.and(&b) {
                prop_assert!(quarters(&c).iter().all(|r| a.holds(*r) && b.holds(*r)));
            }
        }

        #[test]
        fn sums_and_differences_hold_every_pair(a in interval(), b in interval()) {
            let (sum, diff) = (a.add(&b).expect("small"), a.sub(&b).expect("small"));
            for x in quarters(&a) {
                for y in quarters(&b) {
                    prop_assert!(sum.holds(x.add(y).expect("small")));
                    prop_assert!(diff.holds(x.sub(y).expect("small")));
                }
            }
        }

        #[test]
        fn quotients_hold_every_pair(n in 0i128..30, m in 1i128..30, w in 0i128..5, v in 0i128..5) {
            let a = Interval::closed(Ratio::whole(n), Ratio::whole(n + w));
            let b = Interval::new(Ratio::whole(m), true, Ratio::whole(m + v + 1), false);
            let q = a.over(&b).expect("positive");
            for x in quarters(&a) {
                for y in quarters(&b) {
                    prop_assert!(q.holds(x.div(y).expect("positive")));
                }
            }
        }

        #[test]
        fn whole_numbers(a in interval()) {
            let all: Vec<i128> = (-60..60).filter(|n| a.holds(Ratio::whole(*n))).collect();
            prop_assert_eq!(a.integers(), all.first().zip(all.last()).map(|(x, y)| (*x, *y)));
        }
    }
}
