//! Facts from Chinese government documents.
//!
//! The rooms stand in the order in which they may use each other: a room uses only rooms above it.
//! A value passes through `source`, `text`, `segment`, `mention`, `fact`, `record`, `sink`:
//! folder → bytes → raw text → segments → mentions → facts → rows.

#![warn(missing_docs)]

pub mod error;
pub mod text;
pub mod value;
pub mod pattern;
pub mod segment;
pub mod mention;
pub mod fact;
pub mod region;
pub mod organ;
pub mod indicator;
pub mod names;
pub mod record;
pub mod audit;
pub mod source;
pub mod extract;
pub mod sink;
pub mod run;
pub mod verify;
pub mod trial;
pub mod explain;
