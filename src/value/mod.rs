//! What a text can say: numbers, bounds, units, dates, and the words for them.
//!
//! Nothing here knows a place in a text.

pub mod bound;
pub mod date;
pub mod number;
pub mod numeral;
pub mod unit;

pub use bound::{between, interval};
pub use date::{Anchor, DateExpr, date};
pub use number::Number;
pub use numeral::{Numeral, find_numeral_prefix, numeral};
pub use unit::{Units, rate};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What sort of value a fact states.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A number of indicators in a monitoring statement (39项主要指标).
    IndicatorCount,
    /// A percentage, per-mille, per-100,000 or percentage-point value.
    Rate,
    /// A counted or measured quantity.
    Count,
    /// An amount of money.
    Funding,
    /// A calendar expression.
    Date,
    /// A unit and a task that it answers for.
    Responsibility,
}

/// What the value is within its kind.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Indicators altogether.
    Total,
    /// Indicators that are met.
    Met,
    /// Indicators that are not met.
    Unmet,
    /// Share of indicators, tasks or targets met.
    Attainment,
    /// The value of a rate or a number as it stands.
    Level,
    /// A part of a whole.
    Share,
    /// An increase or a decrease.
    Change,
    /// Public money given, arranged, invested, subsidised.
    Appropriation,
    /// Money that was raised or donated.
    Raised,
    /// Money that was lent.
    Loan,
    /// Any other money: output, income, losses, prices.
    Other,
    /// Date of signature or print.
    Issued,
    /// By when something must be done.
    Deadline,
    /// When something happened or happens.
    Event,
    /// The span that a plan, a report or a figure covers.
    Period,
    /// A year in a title, a base of comparison.
    Reference,
    /// The unit that leads (牵头).
    Lead,
    /// The unit that answers for it (责任).
    Responsible,
    /// The unit that supports (配合).
    Support,
}

/// Whether the value was reached, is aimed at, or is an earlier one.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Reported as true.
    Actual,
    /// A goal, a standard, a plan, a requirement.
    Target,
    /// An earlier value, quoted for comparison.
    Baseline,
}

/// How the wording bounds the value.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Comparator {
    /// As written.
    Eq,
    /// 以上, 不低于, 至少.
    Ge,
    /// 超过, 大于, 突破.
    Gt,
    /// 以下, 以内, 不超过.
    Le,
    /// 低于, 不足, 小于.
    Lt,
    /// 余, 多.
    ApproxOver,
    /// 近, 将近.
    ApproxUnder,
    /// 约, 左右.
    Approx,
}

/// What kind of document it is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Genre {
    /// 通知.
    Notice,
    /// 工作报告, 总结, 汇报.
    WorkReport,
    /// 讲话.
    Speech,
    /// 工作方案, 实施方案, 计划.
    WorkPlan,
    /// News of a meeting.
    MeetingNews,
    /// 工作要点.
    KeyPoints,
    /// Anything else.
    Other,
}
