//! The one error of the crate: where it happened and what happened, in one line.

use std::fmt;
use std::path::Path;

/// An error that a person can act on: the place, the cause, what is known.
///
/// ```
/// let e = gongwen::error::Error::at("patterns/rate.toml:7", "no word named `tails`; known: tail");
/// assert_eq!(e.to_string(), "patterns/rate.toml:7: no word named `tails`; known: tail");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Error {
    /// The file, with a line or a member of an archive where there is one.
    pub place: String,
    /// The cause, and what to do about it.
    pub what: String,
}

/// The crate's results.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error at a place.
    pub fn at(place: impl fmt::Display, what: impl fmt::Display) -> Self {
        Self {
            place: place.to_string(),
            what: one_line(&what.to_string()),
        }
    }

    /// An error about a path.
    pub fn on(path: &Path, what: impl fmt::Display) -> Self {
        Self::at(path.display(), what)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

fn one_line(s: &str) -> String {
    s.lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .collect::<Vec<_>>()
        .join("; ")
}
