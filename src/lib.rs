//! Facts from Chinese government documents.
//!
//! The rooms stand in the order in which a value passes through them:
//! folder → bytes → raw text → segments → mentions → facts → rows.
//! A room uses only rooms above it.

pub mod audit;
pub mod error;
pub mod extract;
pub mod fact;
pub mod indicator;
pub mod mention;
pub mod names;
pub mod organ;
pub mod pattern;
pub mod record;
pub mod region;
pub mod run;
pub mod segment;
pub mod sink;
pub mod source;
pub mod text;
pub mod trial;
pub mod value;
pub mod verify;
