//! Codes of GB/T 2260: two digits each for province, prefecture and county.

use std::fmt;

/// Six digits of GB/T 2260.
///
/// ```
/// use gongwen::region::{Code, Level};
/// let county = Code::new(621102);
/// assert_eq!((county.level(), county.province()), (Level::County, Code::new(620000)));
/// assert!(county.is_within(Code::new(621100)));
/// assert!(!Code::new(621100).is_within(county));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(u32);

/// The level of a division.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// 省, 自治区, 直辖市.
    Province,
    /// 地级市, 自治州, 地区, 盟.
    Prefecture,
    /// 县, 区, 旗, 县级市.
    County,
}

impl Code {
    /// From the number.
    pub const fn new(digits: u32) -> Self {
        Self(digits)
    }

    /// The level that its zeros show.
    pub fn level(self) -> Level {
        match (self.0 % 10_000, self.0 % 100) {
            (0, _) => Level::Province,
            (_, 0) => Level::Prefecture,
            _ => Level::County,
        }
    }

    /// Its province.
    pub fn province(self) -> Self {
        Self(self.0 / 10_000 * 10_000)
    }

    /// The code of its prefecture; municipalities have none, so that nothing need stand under it.
    pub fn prefecture(self) -> Self {
        Self(self.0 / 100 * 100)
    }

    /// The same division, or one below it.
    pub fn is_within(self, outer: Self) -> bool {
        match outer.level() {
            Level::Province => self.province() == outer,
            Level::Prefecture => self.prefecture() == outer,
            Level::County => self == outer,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}
