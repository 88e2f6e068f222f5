//! What a text must hold before a pattern can match it.
//!
//! In: patterns. Out: for each the literals of which one must stand in the text, for several
//! places of the pattern; and which literals a text holds, found in one pass. Most sentences
//! hold too little for most patterns, and these are not run there. Not here: the match itself.

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use regex_syntax::hir::{Class, Hir, HirKind};
use std::collections::BTreeMap;

/// Larger sets of characters say too little.
const CHARS: usize = 12;

/// All literals of all patterns.
#[derive(Debug, Default)]
pub struct Literals {
    numbers: BTreeMap<String, usize>,
    finder: Option<AhoCorasick>,
}

/// What one pattern needs: of each set one literal.
#[derive(Debug, Clone, Default)]
pub struct Needs(Vec<Vec<usize>>);

/// The literals that a text holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Held(Vec<u64>);

impl Literals {
    /// Notes what a pattern needs.
    pub fn needs(&mut self, pattern: &Hir) -> Needs {
        let mut sets = Vec::new();
        collect(pattern, &mut sets);
        sets.retain(|set| telling(set));
        let mut number = |s: String| {
            let next = self.numbers.len();
            *self.numbers.entry(s).or_insert(next)
        };
        let of = |set: Vec<String>| set.into_iter().map(&mut number).collect();
        Needs(sets.into_iter().map(of).collect())
    }

    /// Makes ready to look for what was noted.
    pub fn ready(&mut self) {
        let mut all: Vec<(&String, &usize)> = self.numbers.iter().collect();
        all.sort_by_key(|x| x.1);
        let finder = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::DFA))
            .build(all.into_iter().map(|x| x.0));
        self.finder = finder.ok();
    }

    /// What a text holds.
    pub fn held(&self, text: &str) -> Held {
        let mut bits = vec![0; self.numbers.len().div_ceil(64)];
        let Some(finder) = &self.finder else {
            bits.fill(u64::MAX);
            return Held(bits);
        };
        for m in finder.find_overlapping_iter(text) {
            let n = m.pattern().as_usize();
            bits[n / 64] |= 1 << (n % 64);
        }
        Held(bits)
    }
}

impl Held {
    /// True where the text holds enough for a match.
    pub fn meets(&self, needs: &Needs) -> bool {
        let here = |n: &usize| self.0.get(n / 64).is_some_and(|b| b >> (n % 64) & 1 == 1);
        needs.0.iter().all(|set| set.iter().any(here))
    }
}

/// False for sets that most texts meet: many single characters, a mark.
fn telling(set: &[String]) -> bool {
    let single = |s: &String| s.chars().nth(1).is_none();
    let letter = |s: &String| s.starts_with(|c: char| ('\u{e000}'..='\u{f8ff}').contains(&c));
    let weak = set.iter().filter(|s| single(s) && !letter(s)).count();
    weak <= 3
        && !set
            .iter()
            .any(|s| matches!(s.as_str(), "，" | "。" | "、" | "1" | "2"))
}

/// The sets of literals of which every match holds one.
fn collect(hir: &Hir, out: &mut Vec<Vec<String>>) {
    match hir.kind() {
        HirKind::Literal(l) => out.extend(String::from_utf8(l.0.to_vec()).ok().map(|s| vec![s])),
        HirKind::Class(Class::Unicode(class)) => {
            let all = class.iter().flat_map(|r| r.start()..=r.end());
            let set: Vec<String> = all.take(CHARS + 1).map(String::from).collect();
            if !set.is_empty() && set.len() <= CHARS {
                out.push(set);
            }
        }
        HirKind::Capture(c) => collect(&c.sub, out),
        HirKind::Repetition(r) if r.min > 0 => collect(&r.sub, out),
        HirKind::Concat(parts) => parts.iter().for_each(|p| collect(p, out)),
        HirKind::Alternation(branches) => {
            let mut union = Vec::new();
            for b in branches {
                let mut sets = Vec::new();
                collect(b, &mut sets);
                let length = |s: &Vec<String>| s.iter().map(String::len).min().unwrap_or(0);
                // The longest literals are the rarest.
                match sets.into_iter().max_by_key(length) {
                    Some(best) => union.extend(best),
                    None => return,
                }
            }
            out.push(union);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn filter(pattern: &str, text: &str) -> bool {
        let mut literals = Literals::default();
        let needs = literals.needs(&regex_syntax::parse(pattern).unwrap());
        literals.ready();
        literals.held(text).meets(&needs)
    }

    #[test]
    fn a_text_without_the_words_is_passed_over() {
        let pattern = r"(?<a>\d+)所(?:学校|幼儿园)?，?(?:新建|改建)[甲乙]";
        assert!(filter(pattern, "3所，新建甲"));
        assert!(!filter(pattern, "3家，新建甲"));
        assert!(!filter(pattern, "3所学校，新建丙"));
    }

    proptest! {
        /// Nothing that matches is passed over.
        #[test]
        fn every_match_passes(text in "[甲乙丙丁、率]{0,12}") {
            for pattern in ["甲+乙?丙", "(?:甲乙|丙)丁*率", "[甲乙]{2}(?:丙|丁丁)", "(?:甲|乙*)丙", "^甲?乙$"] {
                let matches = regex::Regex::new(pattern).unwrap().is_match(&text);
                prop_assert!(!matches || filter(pattern, &text), "{pattern} {text}");
            }
        }
    }
}
