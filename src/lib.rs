//! Facts from Chinese government documents.
//!
//! The rooms stand in the order in which a value passes through them:
//! folder → bytes → raw text → segments → mentions → facts → rows.
//! A room uses only rooms above it.

pub mod audit;
pub mod error;
pub mod record;
pub mod segment;
pub mod text;
pub mod value;
