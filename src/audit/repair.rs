//! Which change of one figure would settle an issue.
//!
//! In: grouped findings. Out: the same, with the changes that were tried and hold: the
//! checks that spoke of the figure are run again on its sentences alone. Not here:
//! deciding that a change is right. Claims in words (B12) are not run again.

use super::context::Context;
use super::figure::{AuditDocument, Figure};
use super::finding::{Finding, Ref, Repair};
use super::words::Words;
use super::{CHECKS, issue};
use crate::record::Verdict;
use crate::value::Number;
use std::collections::BTreeSet;

/// How many changes are named for an issue.
const MOST: usize = 3;

/// Tries changes for every issue that holds an inconsistent finding.
pub fn repairs(ctx: &Context, out: &mut [Finding]) {
    let issues: BTreeSet<usize> = out
        .iter()
        .filter(|f| f.verdict == Verdict::Inconsistent)
        .filter_map(|f| f.issue)
        .collect();
    for number in issues {
        // A check that knows its slip (a unit, a verb) has said so already.
        if out
            .iter()
            .any(|f| f.issue == Some(number) && !f.repairs.is_empty())
        {
            continue;
        }
        let mut held: Vec<Repair> = Vec::new();
        for figure in involved(out, number) {
            let room = MOST.saturating_sub(held.len());
            let bench = Bench::new(ctx, out, figure);
            held.extend(bench.into_iter().flat_map(|b| b.holding(room)));
        }
        let worst = out
            .iter_mut()
            .find(|f| f.issue == Some(number) && f.verdict == Verdict::Inconsistent);
        if let Some(f) = worst {
            for r in held {
                if !f
                    .repairs
                    .iter()
                    .any(|x| x.to == r.to && x.figure == r.figure)
                {
                    f.repairs.push(r);
                }
            }
        }
    }
}

/// The figures of the least change, or where one of two would do, both.
fn involved(all: &[Finding], number: usize) -> Vec<Ref> {
    let least = issue::least(all, number);
    let mut of: Vec<Ref> = all
        .iter()
        .filter(|f| f.issue == Some(number))
        .flat_map(|f| f.figures.iter().copied())
        .collect();
    of.sort_by_key(|r| (!least.contains(r), *r));
    of.dedup();
    of.truncate(4);
    of
}

/// The sentences that a figure's checks read, by themselves.
struct Bench<'a> {
    words: &'a Words,
    documents: Vec<AuditDocument>,
    figure: Ref,
    me: Ref,
    checks: BTreeSet<&'static str>,
}

impl<'a> Bench<'a> {
    /// `None` where a date is at stake.
    fn new(ctx: &Context<'a>, all: &[Finding], figure: Ref) -> Option<Self> {
        let touching: Vec<&Finding> = all
            .iter()
            .filter(|f| f.figures.contains(&figure) && f.places.is_empty())
            .collect();
        let refs: BTreeSet<Ref> = touching
            .iter()
            .flat_map(|f| f.figures.iter().copied())
            .collect();
        let original = &ctx.documents[figure.document].figures[figure.figure];
        original.value?;
        let (mut documents, mut me) = (Vec::new(), None);
        let holders: BTreeSet<usize> = refs.iter().map(|r| r.document).collect();
        for &d in &holders {
            let whole = &ctx.documents[d];
            let mut small = whole.bare();
            for (i, f) in whole.figures.iter().enumerate() {
                let kept = refs.iter().any(|r| {
                    r.document == d && (r.figure == i || near(&whole.figures[r.figure], f))
                });
                if kept {
                    if (Ref {
                        document: d,
                        figure: i,
                    }) == figure
                    {
                        me = Some(Ref {
                            document: documents.len(),
                            figure: small.figures.len(),
                        });
                    }
                    small.figures.push(f.clone());
                }
            }
            documents.push(small);
        }
        Some(Self {
            words: ctx.words,
            documents,
            figure,
            me: me?,
            checks: touching.iter().map(|f| f.check).collect(),
        })
    }

    /// The first changes after which a check holds and none asks for attention.
    fn holding(mut self, room: usize) -> Vec<Repair> {
        let mut out = Vec::new();
        let original = self.documents[self.me.document].figures[self.me.figure].clone();
        // Where nothing is wrong without a change, the figure is not at fault.
        if room == 0 || self.state() != State::Asks {
            return out;
        }
        for (how, changed) in candidates(&original) {
            if out.len() >= room {
                break;
            }
            let to = shown(&changed);
            self.documents[self.me.document].figures[self.me.figure] = changed;
            // A change by which the figure is linked to nothing any more settles nothing.
            if self.state() == State::Holds {
                out.push(Repair {
                    figure: self.figure,
                    to,
                    how,
                });
            }
        }
        out
    }

    fn state(&self) -> State {
        let ctx = Context::new(&self.documents, self.words);
        let mut found = Vec::new();
        for c in CHECKS.iter().filter(|c| self.checks.contains(c.id)) {
            (c.run)(&ctx, &mut found);
        }
        found.retain(|f| f.figures.contains(&self.me));
        if found.iter().any(Finding::flagged) {
            State::Asks
        } else if found.iter().any(|f| f.verdict == Verdict::Consistent) {
            State::Holds
        } else {
            State::Silent
        }
    }
}

/// What the checks say of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Asks,
    Holds,
    Silent,
}

/// Same words close by: the same sentence.
fn near(a: &Figure, b: &Figure) -> bool {
    a.sentence == b.sentence && a.span.start.abs_diff(b.span.start) <= 4 * a.sentence.len().max(1)
}

/// The changes in the order in which slips are made.
fn candidates(f: &Figure) -> Vec<(&'static str, Figure)> {
    let mut out = Vec::new();
    let unit = |to: &str| Figure {
        unit: Some(to.to_owned()),
        ..f.clone()
    };
    let swaps: &[&str] = match f.unit.as_deref() {
        Some("%") => &["‰", "pp"],
        Some("‰") => &["%", "/10万"],
        Some("/10万") => &["‰"],
        Some("pp") => &["%"],
        _ => &[],
    };
    out.extend(swaps.iter().map(|u| ("unit", unit(u))));
    let Some(n) = f.value else { return out };
    let value = |v: Number| Figure {
        value: Some(v),
        ..f.clone()
    };
    if f.unit.as_deref() == Some("CNY") || n.exponent > 0 {
        out.extend(
            [4, -4]
                .iter()
                .filter_map(|p| n.scaled(*p))
                .map(|v| ("scale", value(v))),
        );
    }
    out.extend(digits(n).into_iter().map(|v| ("digit", value(v))));
    out
}

/// One digit transposed, left out, replaced or put in.
fn digits(n: Number) -> Vec<Number> {
    let s: Vec<char> = n.digits.unsigned_abs().to_string().chars().collect();
    let mut out: Vec<Vec<char>> = Vec::new();
    for i in 1..s.len() {
        let mut t = s.clone();
        t.swap(i - 1, i);
        out.push(t);
    }
    for i in 0..s.len() {
        let mut t = s.clone();
        t.remove(i);
        out.push(t);
    }
    for i in 0..s.len() {
        for d in '0'..='9' {
            let mut t = s.clone();
            t[i] = d;
            out.push(t);
        }
    }
    for i in 0..=s.len() {
        for d in '0'..='9' {
            let mut t = s.clone();
            t.insert(i, d);
            out.push(t);
        }
    }
    let parse = |t: Vec<char>| t.into_iter().collect::<String>().parse::<i128>().ok();
    let mut numbers: Vec<Number> = Vec::new();
    for digits in out.into_iter().filter_map(parse) {
        let v = Number::new(digits * n.digits.signum(), n.exponent);
        if v != n && !numbers.contains(&v) {
            numbers.push(v);
        }
    }
    numbers
}

fn shown(f: &Figure) -> String {
    let unit = match f.unit.as_deref() {
        Some("CNY") => "元",
        Some("pp") => "个百分点",
        Some(u) => u,
        None => "",
    };
    f.value.map_or_else(String::new, |v| format!("{v}{unit}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{findings, sketch};

    fn tried(text: &str) -> Vec<String> {
        let documents = sketch::documents(text);
        let found = findings(&documents);
        found
            .iter()
            .flat_map(|f| f.repairs.iter().map(|r| r.to.clone()))
            .collect()
    }

    #[test]
    fn a_swapped_digit_is_found() {
        let got = tried("全县⟦48项⟧任务中，已有⟦41项⟧按期完成，完成率为⟦84.5%|attainment⟧。");
        assert!(got.contains(&"85.4%".to_owned()), "{got:?}");
    }

    #[test]
    fn a_unit_is_found_and_one_issue_is_one() {
        let text = "全省婴儿死亡率为⟦4.12%|s=婴儿死亡率⟧。\n甲市婴儿死亡率为⟦4.35‰|s=婴儿死亡率⟧。";
        let found = findings(&sketch::documents(text));
        let issues: BTreeSet<usize> = found.iter().filter_map(|f| f.issue).collect();
        assert_eq!(issues.len(), 1);
        assert!(tried(text).contains(&"4.12‰".to_owned()));
    }
}
