//! A text with one thing changed, so that a relation which held does so no more.
//!
//! Whether it still holds is reckoned here again from the figures, not asked of the checks.

use crate::reading::Read;
use gongwen::audit::exact::Ratio;
use gongwen::audit::interval::Interval;
use gongwen::audit::written::Written;
use gongwen::audit::{Finding, Words};
use gongwen::record::Verdict;
use gongwen::value::Number;

/// What is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Digit,
    Unit,
    Verb,
    Operand,
}

const KINDS: [Kind; 4] = [Kind::Digit, Kind::Unit, Kind::Verb, Kind::Operand];

/// A changed text.
pub struct Mutant {
    pub kind: Kind,
    /// The check whose relation was broken.
    pub check: String,
    pub path: String,
    pub what: String,
    pub text: String,
    /// Where the relation's figures and the change stand in it.
    places: Vec<(usize, usize)>,
}

impl Mutant {
    pub fn touches(&self, span: (usize, usize)) -> bool {
        let overlaps = |p: &(usize, usize)| p.0 < span.1 && span.0 < p.1;
        self.places.iter().any(overlaps)
    }
}

/// Changes of each kind on random relations, as many as `tries`; the seed settles which.
pub fn mutants(read: &Read, text: &str, seed: u64, tries: usize) -> Vec<Mutant> {
    let relations: Vec<Relation> = (read.findings.iter())
        .filter_map(|f| Relation::of(read, text, f))
        .collect();
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let mut out: Vec<Mutant> = Vec::new();
    for kind in KINDS {
        let first = out.len();
        for _ in 0..tries * 8 {
            let Some(relation) = random.of(&relations) else {
                break;
            };
            let made = relation.changed(kind, text, &mut random);
            let made = made.and_then(|edits| relation.mutant(kind, read, text, edits));
            if let Some(m) = made.filter(|m| out.iter().all(|o| o.text != m.text)) {
                out.push(m);
            }
            if out.len() - first == tries {
                break;
            }
        }
    }
    out
}

/// xorshift64*.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % n.max(1)
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        let n = self.below(all.len());
        all.get(n)
    }
}

/// A figure's number in the text: 13.41 of 13.41亿元.
#[derive(Clone)]
struct Slot {
    /// The figure.
    span: (usize, usize),
    /// Its digits.
    run: (usize, usize),
    written: Written,
    unit: String,
    /// Units that its indicator may stand in, where it is a known one.
    legal: Vec<String>,
}

/// A relation that holds.
struct Relation<'a> {
    finding: &'a Finding,
    slots: Vec<Slot>,
}

/// A stretch of the text and what stands there instead.
type Edit = ((usize, usize), String);

impl<'a> Relation<'a> {
    /// `None` for what is not reckoned here, and where the digits do not stand plainly.
    fn of(read: &Read, text: &str, f: &'a Finding) -> Option<Self> {
        let known = [
            "A01", "A02", "A03", "A05", "A06", "A07", "B01", "R01", "U01",
        ];
        let keyed = f.check != "R01" || f.expected.is_some();
        let yearly = f.readings.contains(&"yearly");
        if f.verdict != Verdict::Consistent || !known.contains(&f.check) || !keyed || yearly {
            return None;
        }
        let slots = f.figures.iter().map(|r| {
            let figure = &read.documents[r.document].figures[r.figure];
            Slot::of(text, figure)
        });
        let relation = Self {
            finding: f,
            slots: slots.collect::<Option<_>>()?,
        };
        relation.holds(&relation.slots)?.then_some(relation)
    }

    /// Reckons the relation with other figures.
    fn holds(&self, slots: &[Slot]) -> Option<bool> {
        let hull = |n: usize| slots.get(n)?.written.hull();
        let any = |n: usize| slots.get(n)?.written.any();
        let last = slots.len() - 1;
        Some(match self.finding.check {
            "A01" | "A05" => percent(hull(0)?.over(&hull(1)?)?)?.meets(&any(2)?),
            "A02" => !hull(1)?.below(&hull(0)?),
            "A03" => {
                let parts = (1..last).try_fold(hull(0)?, |sum, n| sum.add(&hull(n)?));
                parts?.meets(&any(last)?)
            }
            "A06" if slots.len() == 2 => {
                let falls = !self.finding.message_zh.contains('−');
                falls || !hull(0)?.below(&hull(1)?)
            }
            "A06" => {
                let base = [hull(0)?.sub(&hull(1)?)?, hull(0)?.add(&hull(1)?)?];
                let fits = |b: Interval| Some(percent(hull(1)?.over(&b)?)?.meets(&any(2)?));
                base.into_iter().filter_map(fits).any(|fits| fits)
            }
            "A07" => {
                let change = match slots[2].unit == "pp" {
                    true => hull(1)?.sub(&hull(0)?)?,
                    false => percent(
                        hull(1)?
                            .over(&hull(0)?)?
                            .sub(&Interval::point(Ratio::ONE))?,
                    )?,
                };
                change.meets(&any(2)?) || change.neg().meets(&any(2)?)
            }
            "B01" => {
                let (a, b) = (&self.slots[0].written, &self.slots[1].written);
                match b.value()? >= a.value()? {
                    true => !hull(1)?.below(&hull(0)?),
                    false => !hull(0)?.below(&hull(1)?),
                }
            }
            "R01" => hull(0)?.meets(&hull(1)?),
            _ => slots[0].legal.is_empty() || slots[0].legal.contains(&slots[0].unit),
        })
    }

    /// The edits of a change, where it can be made.
    fn changed(&self, kind: Kind, text: &str, random: &mut Random) -> Option<Vec<Edit>> {
        let n = random.below(self.slots.len());
        let slot = &self.slots[n];
        let run = &text[slot.run.0..slot.run.1];
        match kind {
            Kind::Digit => {
                let at: Vec<usize> = run
                    .match_indices(|c: char| c.is_ascii_digit())
                    .map(|m| m.0)
                    .collect();
                let at = *random.of(&at)?;
                let digit = char::from(b'0' + random.below(10) as u8);
                let same = run[at..].starts_with(digit);
                let empty = at == 0 && digit == '0';
                let place = (slot.run.0 + at, slot.run.0 + at + 1);
                (!same && !empty).then(|| vec![(place, digit.to_string())])
            }
            Kind::Unit => {
                let tail = &text[slot.run.1..slot.span.1];
                let swaps = [("%", "‰"), ("‰", "%"), ("亿", "万"), ("万", "亿")];
                let (from, to) = swaps.iter().find(|s| tail.trim_start().starts_with(s.0))?;
                let at = slot.run.1 + tail.find(from)?;
                Some(vec![((at, at + from.len()), (*to).to_owned())])
            }
            Kind::Verb => self.verb(text),
            Kind::Operand => {
                let other = &self.slots[random.below(self.slots.len())];
                let theirs = &text[other.run.0..other.run.1];
                let fitting = slot.unit == other.unit && run != theirs && slot.run != other.run;
                fitting.then(|| vec![(slot.run, theirs.to_owned()), (other.run, run.to_owned())])
            }
        }
    }

    /// The verb between two levels, turned round.
    fn verb(&self, text: &str) -> Option<Vec<Edit>> {
        const TURNED: [(&str, &str); 8] = [
            ("提高", "降低"),
            ("降低", "提高"),
            ("上升", "下降"),
            ("下降", "上升"),
            ("增加", "减少"),
            ("减少", "增加"),
            ("提升", "下降"),
            ("增长", "下降"),
        ];
        let (a, b) = (self.slots.first()?, self.slots.get(1)?);
        let apart = a.written.hull()?.meets(&b.written.hull()?);
        if self.finding.check != "B01" || apart {
            return None;
        }
        let between = text.get(a.span.1..b.span.0)?;
        let found = TURNED.iter().filter_map(|t| Some((between.find(t.0)?, t)));
        let (at, (from, to)) = found.min_by_key(|f| f.0)?;
        let at = a.span.1 + at;
        Some(vec![((at, at + from.len()), (*to).to_owned())])
    }

    /// The text with the edits, where they break the relation.
    fn mutant(&self, kind: Kind, read: &Read, text: &str, mut edits: Vec<Edit>) -> Option<Mutant> {
        edits.sort();
        let slots: Option<Vec<Slot>> = self.slots.iter().map(|s| s.after(text, &edits)).collect();
        if kind != Kind::Verb && self.holds(&slots?)? {
            return None;
        }
        let mut changed = String::new();
        let mut from = 0;
        for ((start, end), to) in &edits {
            changed.push_str(&text[from..*start]);
            changed.push_str(to);
            from = *end;
        }
        changed.push_str(&text[from..]);
        // Where an old place is now.
        let moved = |at: usize| -> usize {
            let before = edits.iter().filter(|e| e.0.1 <= at);
            before.fold(at, |at, ((start, end), to)| at + to.len() - (end - start))
        };
        let places = self.slots.iter().map(|s| s.span);
        let places = places.chain(edits.iter().map(|e| e.0));
        let shown = |e: &Edit| format!("{} → {}", &text[e.0.0..e.0.1], e.1);
        Some(Mutant {
            kind,
            check: self.finding.check.to_owned(),
            path: read.path.clone(),
            what: format!(
                "{} in {}",
                edits.iter().map(shown).collect::<Vec<_>>().join(", "),
                self.finding.message_zh
            ),
            places: places.map(|(a, b)| (moved(a), moved(b))).collect(),
            text: changed,
        })
    }
}

fn percent(i: Interval) -> Option<Interval> {
    i.times(Ratio::whole(100))
}

impl Slot {
    fn of(text: &str, figure: &gongwen::audit::Figure) -> Option<Self> {
        let words = Words::built_in().ok()?;
        let measured = |u: &str| words.list("measured").iter().any(|w| w == u);
        let written = figure.written(measured).filter(Written::plain)?;
        let shown = text.get(figure.span.start..figure.span.end)?;
        let start = shown.find(|c: char| c.is_ascii_digit())?;
        let end = shown[start..].find(|c: char| !c.is_ascii_digit() && c != '.');
        let end = end.map_or(shown.len(), |n| start + n);
        let run = (figure.span.start + start, figure.span.start + end);
        let subject = figure.subject.as_deref().unwrap_or_default();
        let slot = Self {
            span: (figure.span.start, figure.span.end),
            run,
            written,
            unit: figure.unit.as_deref().unwrap_or_default().to_owned(),
            legal: words
                .indicator(subject)
                .map(|i| i.units.clone())
                .unwrap_or_default(),
        };
        let digits: String = text[run.0..run.1].chars().filter(|c| *c != '.').collect();
        (digits.parse().ok() == Some(written.number.digits)).then_some(slot)
    }

    /// The same figure after edits within it.
    fn after(&self, text: &str, edits: &[Edit]) -> Option<Self> {
        let mut slot = self.clone();
        let old = &text[self.run.0..self.run.1];
        let decimals = |run: &str| run.split_once('.').map_or(0, |x| x.1.len() as i32);
        for ((start, end), to) in edits {
            let n = slot.written.number;
            if *start >= self.run.0 && *end <= self.run.1 {
                let mut run = old.to_owned();
                run.replace_range(start - self.run.0..end - self.run.0, to);
                let digits: String = run.chars().filter(|c| *c != '.').collect();
                let exponent = n.exponent + decimals(old) - decimals(&run);
                slot.written.number = Number::new(digits.parse().ok()?, exponent);
            } else if *start >= self.run.1 && *end <= self.span.1 {
                let (unit, power) = match (&text[*start..*end], to.as_str()) {
                    ("%", _) => ("‰", -1),
                    ("‰", _) => ("%", 1),
                    ("亿", _) => (self.unit.as_str(), -4),
                    _ => (self.unit.as_str(), 4),
                };
                slot.unit = unit.to_owned();
                slot.written.number = Number::new(n.digits, n.exponent + power);
            }
        }
        Some(slot)
    }
}
