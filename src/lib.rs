//! Facts from Chinese government documents.
//!
//! The rooms stand in the order in which a value passes through them:
//! folder → bytes → raw text → segments → mentions → facts → rows.
//! A room uses only rooms above it.

pub mod error;
pub mod text;
pub mod value;

pub mod segment;

pub mod record;

pub mod source;

pub mod sink;

pub mod run;

pub mod verify;
