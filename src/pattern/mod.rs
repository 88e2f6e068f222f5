//! `patterns/*.toml` → compiled patterns and word lists.

pub mod document;

pub use document::DocumentWords;
