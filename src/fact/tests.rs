//! What the tests of this room read with, loaded once for all of them.

use super::Vocabulary;
use crate::pattern::Patterns;
use std::sync::LazyLock;

pub static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| Patterns::built_in().unwrap());
pub static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::new(&PATTERNS).unwrap());
