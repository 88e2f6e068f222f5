//! The division that a document speaks for.

use super::{Code, Region, Regions};
use crate::segment::Document;

/// The most of a block that is read for the names around a region.
const BLOCKS: usize = 400;

impl Regions {
    /// The division of a document: its region's name, settled where the name repeats by the province of its
    /// number and by the places that its text names.
    pub fn of_document(&self, document: &Document) -> Option<&'static Region> {
        let name = document.region.as_deref()?;
        let year = document.year;
        let province = document.doc_no.as_deref().and_then(|n| {
            let end = n.char_indices().nth(1).map(|(at, _)| at)?;
            self.abbreviated(&n[..end])
        });
        let in_province = province.and_then(|p| {
            let code = self.find(name, Some(p), year)?;
            code.is_within(p).then_some(code)
        });
        in_province
            .or_else(|| self.find(name, None, year))
            .or_else(|| self.by_surroundings(name, document))
            .and_then(|code| self.get(code))
    }

    /// Of the divisions of a name the one whose province or prefecture the text names most often.
    fn by_surroundings(&self, name: &str, document: &Document) -> Option<Code> {
        let texts: Vec<&str> = [document.issuer.as_deref(), document.title.as_deref()]
            .into_iter()
            .flatten()
            .chain(document.blocks.iter().take(BLOCKS).map(|b| &*b.plain.text))
            .collect();
        let times = |r: &Region| -> usize {
            let above = [r.code.province(), r.code.prefecture()];
            let names = above.into_iter().filter_map(|c| self.get(c));
            names
                .map(|above| {
                    let count = |t: &&str| t.matches(above.short).count();
                    texts.iter().map(count).sum::<usize>()
                })
                .sum()
        };
        let mut found: Vec<(usize, Code)> = self
            .table
            .named(name, document.year)
            .into_iter()
            .map(|r| (times(r), r.code))
            .collect();
        found.sort_by(|a, b| b.cmp(a));
        match found.as_slice() {
            [one, other, ..] if one.0 > other.0 => Some(one.1),
            [one] => Some(one.1),
            _ => None,
        }
    }
}
