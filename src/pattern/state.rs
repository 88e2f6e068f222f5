//! A state of an automaton: its number, and whether it tells something.
//!
//! In: what a state tells. Out: the state, and the cell that leads to it. Not here: the table (`states`).

use super::determine::Tells;

/// A state: its number as it stands in a cell, with what it tells above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct State(u32);

/// A state as it stands in the table: its number, and whether it is special. Two bytes, for the places that
/// texts lead to lie far from each other, and a cache holds more of them.
pub(super) type Cell = u16;

/// The state is not made yet.
pub(super) const UNKNOWN: Cell = Cell::MAX;
/// So many states have a number in a cell, and some more that texts begin with.
pub(super) const NUMBERS: usize = UNKNOWN as usize / 2 - 8;

/// It tells matches up to here.
const NOW: u32 = 1 << Cell::BITS;
/// It tells matches up to the place before the last sign.
const LATE: u32 = 2 << Cell::BITS;
/// Nothing more can match.
const ENDS: u32 = 4 << Cell::BITS;

impl State {
    /// The state of a number, below [`NUMBERS`] and few more.
    pub fn new(number: usize, tells: &Tells) -> Self {
        let flag = |set: bool, flag| if set { flag } else { 0 };
        let told = flag(!tells.now.is_empty(), NOW) | flag(!tells.late.is_empty(), LATE);
        Self((number as u32) << 1 | told | flag(tells.ends, ENDS))
    }

    /// The state of a cell that is not special.
    #[inline]
    pub fn of(cell: Cell) -> Self {
        Self(cell.into())
    }

    /// What leads to it.
    pub fn cell(self) -> Cell {
        self.0 as Cell | Cell::from(self.is_special())
    }

    /// Twice its number.
    #[inline]
    pub fn twice(self) -> usize {
        usize::from(self.0 as Cell)
    }

    /// By which its row is found, and all else of it.
    #[inline]
    pub fn number(self) -> usize {
        self.twice() / 2
    }

    /// Whether there is something to tell, or nothing to come.
    #[inline]
    pub fn is_special(self) -> bool {
        self.0 & (NOW | LATE | ENDS) != 0
    }

    /// Whether it tells matches up to here.
    #[inline]
    pub fn tells_now(self) -> bool {
        self.0 & NOW != 0
    }

    /// Whether it tells matches up to the place before the last sign.
    #[inline]
    pub fn tells_late(self) -> bool {
        self.0 & LATE != 0
    }

    /// Whether nothing more can match.
    #[inline]
    pub fn ends(self) -> bool {
        self.0 & ENDS != 0
    }

    /// The same without what it tells up to here.
    pub fn only_late(self) -> Self {
        Self(self.0 & !NOW)
    }
}
