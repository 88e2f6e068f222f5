//! Traditional to simplified characters, one to one.

/// The simplified form of a character; itself where it has none.
pub fn simplified(c: char) -> char {
    c
}
