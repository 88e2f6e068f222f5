//! Facts → findings.
pub mod decide;
pub mod exact;
pub mod interval;
pub mod written;
