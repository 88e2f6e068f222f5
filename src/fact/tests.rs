//! What the tests of this room read with, loaded once for all of them.

use super::{Fact, Vocabulary, facts};
use crate::pattern::Patterns;
use crate::segment::documents;
use crate::text::decode;
use std::sync::LazyLock;

pub static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| Patterns::built_in().unwrap());
pub static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::new(&PATTERNS).unwrap());

/// The facts of a text's first document.
pub fn read(text: &str) -> Vec<Fact> {
    let text = decode(text.as_bytes(), None).unwrap();
    let documents = documents(&text, &PATTERNS.document);
    facts(&documents[0], &PATTERNS, &VOCABULARY)
}
