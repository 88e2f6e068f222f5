//! Traditional to simplified characters, one to one.
//!
//! In: a character. Out: the simplified one that stands for it; Kangxi radicals
//! and compatibility ideographs, which PDF files hold in place of hanzi, become
//! the hanzi. Not here: words whose characters depend on their neighbours
//! (乾隆, 乾燥): what simplified text writes too stays as it is.
//!
//! The pairs are data: `simplified.txt`, written by `tools/hanzi.py`.

use std::collections::HashMap;
use std::sync::LazyLock;

const PAIRS: &str = include_str!("simplified.txt");

/// The simplified form of a character; itself where it has none.
///
/// ```
/// use gongwen::text::fold::simplified;
/// let folded: String = "婦女發展綱要監測統計報告".chars().map(simplified).collect();
/// assert_eq!(folded, "妇女发展纲要监测统计报告");
/// ```
#[inline]
pub fn simplified(c: char) -> char {
    if c < FIRST { c } else { TABLE.get(c) }
}

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::of(PAIRS));

/// One bit for each character of the basic plane: whether it has another simplified form.
pub(super) fn changing() -> &'static [u64; 1024] {
    &TABLE.bits
}

/// No character below it changes.
const FIRST: char = '\u{2e80}';

/// One bit for each character of the basic plane says whether it changes, so
/// that the many that do not cost one look. The set bits before a word of the
/// bitmap, plus those before the bit, count to the place in `to`.
struct Table {
    bits: Box<[u64; 1024]>,
    before: Box<[u16; 1024]>,
    to: Vec<char>,
    beyond: HashMap<char, char>,
}

impl Table {
    fn of(pairs: &str) -> Self {
        let mut table = Self {
            bits: Box::new([0; 1024]),
            before: Box::new([0; 1024]),
            to: Vec::new(),
            beyond: HashMap::new(),
        };
        let mut basic = Vec::new();
        let mut chars = pairs.chars();
        while let (Some(from), Some(to)) = (chars.next(), chars.next()) {
            match from {
                ..='\u{ffff}' => basic.push((from as usize, to)),
                _ => drop(table.beyond.insert(from, to)),
            }
            // The end of the line.
            chars.next();
        }
        basic.sort_unstable();
        for (from, to) in basic {
            table.bits[from / 64] |= 1 << (from % 64);
            table.to.push(to);
        }
        let mut sum = 0;
        for (bits, before) in table.bits.iter().zip(table.before.iter_mut()) {
            *before = sum;
            sum += bits.count_ones() as u16;
        }
        table
    }

    #[inline]
    fn get(&self, c: char) -> char {
        let code = c as usize;
        let Some(bits) = self.bits.get(code / 64) else {
            return self.beyond.get(&c).copied().unwrap_or(c);
        };
        let bit = 1u64 << (code % 64);
        if bits & bit == 0 {
            return c;
        }
        let rank = (bits & (bit - 1)).count_ones();
        self.to[usize::from(self.before[code / 64]) + rank as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_of_the_file_is_found_and_nothing_else_changes() {
        let pairs: HashMap<char, char> = PAIRS
            .lines()
            .map(|l| {
                let c: Vec<char> = l.chars().collect();
                assert_eq!(c.len(), 2, "{l}");
                assert!(c[0] >= FIRST && c[0] != c[1], "{l}");
                (c[0], c[1])
            })
            .collect();
        assert!(pairs.len() > 4000);
        for c in '\0'..=char::MAX {
            assert_eq!(simplified(c), pairs.get(&c).copied().unwrap_or(c), "{c}");
        }
    }

    #[test]
    fn folding_twice_changes_nothing_more() {
        for c in '\0'..=char::MAX {
            assert_eq!(simplified(simplified(c)), simplified(c), "{c}");
        }
    }

    #[test]
    fn simplified_text_stays() {
        for c in "乾县油菜薹瞭望著名徐于重庆市藉以沈阳，。％〇".chars() {
            assert_eq!(simplified(c), c);
        }
    }

    #[test]
    fn radicals_of_pdf_files_become_hanzi() {
        let folded: String = "⼈⺠政府⻓⻔⾦⽂⽉年".chars().map(simplified).collect();
        assert_eq!(folded, "人民政府长门金文月年");
    }
}
