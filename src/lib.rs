//! Facts from Chinese government documents.
//!
//! The rooms stand in the order in which a value passes through them:
//! folder → bytes → raw text → segments → mentions → facts → rows.
//! A room uses only rooms above it.

pub mod error;
pub mod explain;
pub mod extract;
pub mod fact;
pub mod mention;
pub mod pattern;
pub mod record;
pub mod run;
pub mod segment;
pub mod sink;
pub mod source;
pub mod text;
pub mod trial;
pub mod value;
pub mod verify;
