//! Which change of one figure would settle an issue.
//!
//! In: grouped findings. Out: the same, with the changes that were tried and hold: the
//! checks that spoke of the figure are run again on its sentences alone. Not here:
//! deciding that a change is right. Claims in words (B12) are not run again.

use super::CHECKS;
use super::context::Context;
use super::figure::{AuditDocument, Figure};
use super::finding::{Finding, Ref, Repair};
use super::issue::Told;
use super::words::Words;
use crate::record::Verdict;
use crate::value::Number;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// How many changes are named for an issue.
const MOST: usize = 3;

/// Tries changes for every issue that holds an inconsistent finding.
pub fn repairs(ctx: &Context, out: &mut [Finding]) {
    let told = Told::of(out);
    for (number, findings) in told.of_issue.iter().enumerate() {
        let worst = |i: &&usize| out[**i].verdict == Verdict::Inconsistent;
        let Some(&worst) = findings.iter().find(worst) else {
            continue;
        };
        // A check that knows its slip (a unit, a verb) has said so already.
        if findings.iter().any(|i| !out[*i].repairs.is_empty()) {
            continue;
        }
        let mut held: Vec<Repair> = Vec::new();
        for figure in involved(&told, out, number) {
            let room = MOST.saturating_sub(held.len());
            let touching = told.of_figure[&figure].iter().map(|i| &out[*i]);
            let bench = Bench::new(ctx, touching, figure);
            held.extend(bench.into_iter().flat_map(|b| b.holding(room)));
        }
        let f = &mut out[worst];
        for r in held {
            let said = |x: &Repair| x.to == r.to && x.figure == r.figure;
            if !f.repairs.iter().any(said) {
                f.repairs.push(r);
            }
        }
    }
}

/// The figures of the least change, or where one of two would do, both.
fn involved(told: &Told, all: &[Finding], number: usize) -> Vec<Ref> {
    let least: HashSet<Ref> = told.least(all, number).into_iter().collect();
    let findings = told.of_issue[number].iter();
    let mut of: Vec<Ref> = findings
        .flat_map(|i| all[*i].figures.iter().copied())
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
    fn new<'f>(
        ctx: &Context<'a>,
        touching: impl Iterator<Item = &'f Finding>,
        figure: Ref,
    ) -> Option<Self> {
        let touching: Vec<&Finding> = touching.filter(|f| f.places.is_empty()).collect();
        let refs: BTreeSet<Ref> = touching
            .iter()
            .flat_map(|f| f.figures.iter().copied())
            .collect();
        let original = &ctx.documents[figure.document].figures[figure.figure];
        original.value?;
        let mut kept: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for r in &refs {
            let kept = kept.entry(r.document).or_default();
            kept.insert(r.figure);
            let sentence = ctx.fig(ctx.of[r.document][r.figure]).sentence;
            let slots = sentence.map_or(&[][..], |s| &ctx.sentences[s].slots);
            kept.extend(slots.iter().map(|slot| ctx.fig(slot.1).me.figure));
        }
        let (mut documents, mut me) = (Vec::new(), None);
        for (document, kept) in kept {
            let whole = &ctx.documents[document];
            let place = kept.iter().position(|i| *i == figure.figure);
            if let Some(place) = place.filter(|_| document == figure.document) {
                me = Some(Ref {
                    document: documents.len(),
                    figure: place,
                });
            }
            let figures = kept.iter().map(|i| whole.figures[*i].clone());
            documents.push(AuditDocument {
                figures: figures.collect(),
                ..whole.bare()
            });
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
    fn holding(&self, room: usize) -> Vec<Repair> {
        let mut out = Vec::new();
        if room == 0 {
            return out;
        }
        let original = &self.documents[self.me.document].figures[self.me.figure];
        let changes = candidates(original);
        let mut ctx = Context::new(&self.documents, self.words);
        // Where nothing is wrong without a change, the figure is not at fault.
        if self.state(&ctx) != State::Asks {
            return out;
        }
        for (how, changed) in &changes {
            if out.len() >= room {
                break;
            }
            let state = if changed.unit == original.unit {
                ctx.reread(self.me, changed);
                self.state(&ctx)
            } else {
                // The unit decides with which sentences a pattern goes.
                let mut documents = self.documents.clone();
                documents[self.me.document].figures[self.me.figure] = changed.clone();
                self.state(&Context::new(&documents, self.words))
            };
            // A change by which the figure is linked to nothing any more settles nothing.
            if state == State::Holds {
                out.push(Repair {
                    figure: self.figure,
                    to: shown(changed),
                    how,
                });
            }
        }
        out
    }

    fn state(&self, ctx: &Context) -> State {
        let mut found = Vec::new();
        for c in CHECKS.iter().filter(|c| self.checks.contains(c.id)) {
            (c.run)(ctx, &mut found);
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

/// The changes in the order in which slips are made.
fn candidates(f: &Figure) -> Vec<(&'static str, Figure)> {
    let mut out = Vec::new();
    let unit = |to: &str| Figure {
        unit: Some(to.into()),
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
    // Nobody writes a whole number with a 0 in front.
    out.retain(|t| n.exponent < 0 || t.first() != Some(&'0'));
    let parse = |t: Vec<char>| t.into_iter().collect::<String>().parse::<i128>().ok();
    let mut numbers: Vec<Number> = Vec::new();
    for digits in out.into_iter().filter_map(parse) {
        let v = Number::new(digits * n.digits.signum(), n.exponent);
        if v != n && v.digits != 0 && !numbers.contains(&v) {
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
    fn no_change_leads_to_nothing() {
        let got = tried("学校由⟦200所⟧增加到⟦250所⟧，增长⟦19%|change⟧。");
        assert_eq!(got, ["210所", "209所"]);
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
