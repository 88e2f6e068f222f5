//! Facts → findings: reported figures against each other.
//!
//! In: [`AuditDocument`]s, the facts of one file, a folder or a store. Out:
//! [`Finding`]s grouped into issues, and the [`ledger`] of what was checked. Not
//! here: reading facts, writing rows. A mismatch is never its own evidence: every
//! check links its figures by grammar or by key first and computes then.

pub mod accept;
mod across;
pub mod context;
pub mod decide;
pub mod exact;
pub mod fig;
pub mod figure;
pub mod finding;
pub mod interval;
pub mod issue;
pub mod judge;
pub mod ledger;
mod nearest;
pub mod needs;
pub mod mapping;
mod repair;
pub mod report;
pub mod table;
pub mod sentence;
mod series;
#[cfg(test)]
mod sketch;
pub mod stored;
mod totals;
pub mod words;
pub mod written;

mod a01;
mod a02;
mod a03;
mod a04;
mod a05;
mod a06;
mod a07;
mod a08;
mod a09;
mod a10;
mod a11;
mod a12;
mod a13;
mod b01;
mod b02;
mod b03;
mod b04;
mod b05;
mod b06;
mod b07;
mod b08;
mod b09;
mod b11;
mod b12;
mod b14;
mod d01;
mod d02;
mod d03;
mod d04;
mod d05;
mod d06;
mod d07;
mod d08;
mod q01;
mod q02;
mod q03;
mod r01;
mod r02;
mod r03;
mod r04;
mod r05;
mod t01;
mod t02;
mod u01;
mod u02;
mod u03;
mod x01;
mod x02;
mod x03;
mod x04;
mod x05;

pub use accept::Accepted;
pub use context::Context;
pub use figure::{AuditDocument, Figure};
pub use finding::{Finding, Ref, Spot};
pub use ledger::{Ledger, ledger};
pub use words::Words;

use crate::record::Verdict;

/// A check: what it is, what it shows, how it runs.
pub struct Check {
    /// Id in the catalogue.
    pub id: &'static str,
    /// What it does, why, an example.
    pub page: &'static str,
    /// Marked texts on which it speaks, with what it says.
    pub yes: &'static [(&'static str, Verdict)],
    /// Marked texts on which it must not ask for attention.
    pub no: &'static [&'static str],
    /// The check itself.
    pub run: fn(&Context, &mut Vec<Finding>),
}

/// The checks that read values by key, wherever they stand: one document is too little for them.
const ACROSS: [&str; 8] = ["U02", "X01", "X02", "X03", "X04", "X05", "T01", "T02"];

/// All checks, in the order of the catalogue.
pub static CHECKS: &[&Check] = &[
    &a01::CHECK,
    &a02::CHECK,
    &a03::CHECK,
    &a04::CHECK,
    &a05::CHECK,
    &a06::CHECK,
    &a07::CHECK,
    &a08::CHECK,
    &a09::CHECK,
    &a10::CHECK,
    &a11::CHECK,
    &a12::CHECK,
    &a13::CHECK,
    &b01::CHECK,
    &b02::CHECK,
    &b03::CHECK,
    &b04::CHECK,
    &b05::CHECK,
    &b06::CHECK,
    &b07::CHECK,
    &b08::CHECK,
    &b09::CHECK,
    &b11::CHECK,
    &b12::CHECK,
    &b14::CHECK,
    &u01::CHECK,
    &u02::CHECK,
    &u03::CHECK,
    &d01::CHECK,
    &d02::CHECK,
    &d03::CHECK,
    &d04::CHECK,
    &d05::CHECK,
    &d06::CHECK,
    &d07::CHECK,
    &d08::CHECK,
    &r01::CHECK,
    &r02::CHECK,
    &r03::CHECK,
    &r04::CHECK,
    &r05::CHECK,
    &x01::CHECK,
    &x02::CHECK,
    &x03::CHECK,
    &x04::CHECK,
    &x05::CHECK,
    &t01::CHECK,
    &t02::CHECK,
    &q01::CHECK,
    &q02::CHECK,
    &q03::CHECK,
];

/// What one file's documents came to.
#[derive(Debug, Clone, Default)]
pub struct Audited {
    /// All findings, consistent ones too.
    pub findings: Vec<Finding>,
    /// Every number with what became of it; empty where it was not asked for.
    pub ledger: Ledger,
    /// What the checks across documents need of these documents.
    pub kept: Vec<AuditDocument>,
}

/// The documents of one file against themselves.
pub fn within(words: &Words, documents: &[AuditDocument], ledger: bool) -> Audited {
    let ctx = Context::new(documents, words);
    let findings = run(&ctx, |check| !ACROSS.contains(&check));
    Audited {
        ledger: match ledger {
            true => ledger::of(&ctx, &findings),
            false => Ledger::default(),
        },
        kept: across::kept(&ctx),
        findings,
    }
}

/// What [`within`] kept of all files against each other.
pub fn across(words: &Words, kept: &[AuditDocument]) -> Vec<Finding> {
    let ctx = Context::new(kept, words);
    run(&ctx, |check| ACROSS.contains(&check))
}

/// The findings of documents, with the built-in words. Documents of one file share a path.
pub fn findings(documents: &[AuditDocument]) -> Vec<Finding> {
    match Words::built_in() {
        Ok(words) => run(&Context::new(documents, words), |_| true),
        Err(_) => Vec::new(),
    }
}

fn run(ctx: &Context, wanted: impl Fn(&str) -> bool) -> Vec<Finding> {
    let mut out = Vec::new();
    for check in CHECKS.iter().filter(|c| wanted(c.id)) {
        (check.run)(ctx, &mut out);
    }
    judge::habits(&mut out);
    issue::group(ctx, &mut out);
    repair::repairs(ctx, &mut out);
    out
}

/// The page of a check: what it does, why, an example.
pub fn page(check: &str) -> Option<&'static str> {
    CHECKS
        .iter()
        .find(|c| c.id.eq_ignore_ascii_case(check))
        .map(|c| c.page)
}

#[cfg(test)]
mod tests {
    use super::report::Pages;
    use super::*;

    /// Every check keeps what its own examples promise.
    #[test]
    fn examples() {
        let words = Words::built_in().expect("patterns/audit.toml loads");
        let mut wrong = Vec::new();
        for check in CHECKS {
            let of = |text: &str| {
                let documents = sketch::documents(text);
                let ctx = Context::new(&documents, words);
                let mut out = Vec::new();
                (check.run)(&ctx, &mut out);
                out
            };
            for (text, verdict) in check.yes {
                let got: Vec<Verdict> = of(text).iter().map(|f| f.verdict).collect();
                if !got.contains(verdict) {
                    wrong.push(format!(
                        "{}: {text}: {verdict:?} expected, {got:?} got",
                        check.id
                    ));
                }
            }
            for text in check.no {
                for f in of(text).iter().filter(|f| f.flagged()) {
                    wrong.push(format!("{}: {text}: cries {}", check.id, f.message_zh));
                }
            }
            if check.page.lines().count() < 3 {
                wrong.push(format!("{}: page too short", check.id));
            }
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }

    /// Facts of a store come without text: keys are compared and nothing panics.
    #[test]
    fn facts_of_a_store() {
        let text = "@ path=a.txt region=甲市\n婴儿死亡率⟦3.4‰|s=婴儿死亡率 p=2019⟧，⟦今年|d=2019⟧截止⟦2019年|d=2019⟧。\n===\n@ path=b.txt region=甲市\n婴儿死亡率⟦4.4‰|s=婴儿死亡率 p=2019⟧。";
        let mut documents = sketch::documents(text);
        for d in &mut documents {
            d.raw = "".into();
            d.document.blocks.clear();
        }
        let found = findings(&documents);
        assert!(
            found
                .iter()
                .any(|f| f.check == "X01" && f.verdict == Verdict::Inconsistent)
        );
        for f in &found {
            Pages::of(&documents).row(f);
        }
        let style = table::Style::default();
        let sections = table::across(&Pages::of(&documents), &found, style);
        assert!(sections.iter().any(|s| s.text.contains("X01")));
    }

    #[test]
    fn ids_are_in_order_and_known() {
        assert!(CHECKS.windows(2).all(|w| w[0].id != w[1].id));
        assert!(page("a01").is_some_and(|p| p.contains("percent")));
        assert_eq!(page("Z99"), None);
    }
}
