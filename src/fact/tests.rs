//! What the tests of this room read with, loaded once for all of them.

use super::{Fact, Vocabulary, facts};
use crate::pattern::Patterns;
use crate::segment::documents;
use crate::text::decode;
use std::sync::LazyLock;

pub static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| Patterns::built_in().unwrap());
pub static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::new(&PATTERNS).unwrap());

/// The facts of a text's first document, which is kept.
pub fn read(text: &str) -> Vec<Fact<'static>> {
    let text = decode(text.as_bytes(), None).unwrap();
    let documents = documents(&text, &PATTERNS.document);
    let first = documents.into_iter().next().unwrap().into_owned();
    facts(Box::leak(Box::new(first)), &PATTERNS, &VOCABULARY)
}
