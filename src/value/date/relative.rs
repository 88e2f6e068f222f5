//! Words for years and months that are told from another one, with their distance from it.

/// Years relative to 今年. The longest come first.
pub(super) const RELATIVE: [(&str, i32); 14] = [
    ("上一年", -1),
    ("下一年", 1),
    ("大前年", -3),
    ("上年", -1),
    ("下年", 1),
    ("今年", 0),
    ("前年", -2),
    ("去年", -1),
    ("后年", 2),
    ("明年", 1),
    ("本年", 0),
    ("来年", 1),
    ("这年", 0),
    ("上一", -1),
];

/// Years relative to the year last named.
pub(super) const NEAR: [(&str, i32); 4] = [("次年", 1), ("翌年", 1), ("同年", 0), ("当年", 0)];

/// Months relative to 本月.
pub(super) const MONTHS: [(&str, i32); 6] = [
    ("本月", 0),
    ("当月", 0),
    ("上月", -1),
    ("上个月", -1),
    ("下月", 1),
    ("下个月", 1),
];
