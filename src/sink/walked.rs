//! Paths in the order in which folders are walked.
//!
//! In: paths. Out: which comes first. Not here: the walk (`source`).

use std::cmp::Ordering;
use std::path::is_separator;

/// A path, in the order in which folders are walked: a folder's files before what follows its name.
#[derive(Debug, Clone)]
pub struct Walked(pub Box<str>);

/// Whether a path comes first in that order.
pub fn before(a: &str, b: &str) -> bool {
    order(a, b).is_lt()
}

fn order(a: &str, b: &str) -> Ordering {
    a.split(is_separator).cmp(b.split(is_separator))
}

impl Ord for Walked {
    fn cmp(&self, other: &Self) -> Ordering {
        order(&self.0, &other.0)
    }
}

impl PartialOrd for Walked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Walked {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Walked {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stand_as_folders_are_walked() {
        let order = ["a", "a/b", "a/b/c.txt", "a/b.txt", "a.txt", "b"];
        for pair in order.windows(2) {
            assert!(
                before(pair[0], pair[1]) && !before(pair[1], pair[0]),
                "{pair:?}"
            );
        }
        assert!(!before("a/b", "a/b"));
    }
}
