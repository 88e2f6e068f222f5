//! What is measured, counted or funded: the noun phrase that belongs to a value.

use super::asked::{Asked, OfQuantity};
use super::dates::Dated;
use super::period::year_before;
use super::phrase::{Phrases, is_quantity_letter, left_phrase, left_piece, previous_clause};
use super::sentence::Sentence;
use super::{Reader, parallel, status};
use crate::pattern::{Sets, SubjectAt};
use crate::value::{Comparator, Kind, Role, Status};
use smol_str::SmolStr;
use std::borrow::Cow;

/// What was read about one quantity.
#[derive(Debug, Clone)]
pub struct Reading {
    pub kind: Kind,
    pub role: Role,
    pub status: Status,
    pub comparator: Comparator,
    pub subject: Option<String>,
    pub agent: Option<SmolStr>,
    pub period: Option<SmolStr>,
    pub group: Option<usize>,
    pub rule: Option<SmolStr>,
    /// The subject is all its own, nothing was added from the words before.
    pub own: bool,
    /// It states an increase or a decrease, whatever its role.
    pub delta: bool,
    /// Its date governs what follows too; a deadline does not.
    pub carries: bool,
    /// The period, where the sentence itself names it before the value.
    pub dated: Option<SmolStr>,
}

impl Reader<'_> {
    /// Adds the readings of all quantities of a sentence, at their mentions' places; others may follow it.
    pub(super) fn readings(
        &mut self,
        (s, followed): (&Sentence, bool),
        dates: &[Option<Dated>],
        asked: &[Asked],
        out: &mut Vec<Option<Reading>>,
    ) {
        let from = out.len();
        for (i, asked) in asked.iter().enumerate() {
            let reading = match asked {
                Asked::Quantity(asked) => self.reading(s, i, asked, dates, &out[from..]),
                Asked::Date(_) => None,
            };
            out.push(reading);
        }
        parallel::distribute(s, &mut out[from..], self.vocabulary);
        if followed {
            self.remember(s, &out[from..]);
        }
        let carrying = |r: &&Reading| r.status != Status::Baseline && r.carries;
        let carrying = out[from..].iter().flatten().filter(carrying);
        if let Some(p) = carrying.filter_map(|r| r.dated.as_ref()).next_back() {
            self.context.carry_period(p.clone());
        }
    }

    /// Keeps what the next sentences of the block may leave out: the topic, the whole.
    fn remember(&mut self, s: &Sentence, readings: &[Option<Reading>]) {
        let stands = |r: &&Reading| matches!(r.role, Role::Level | Role::Total | Role::Other);
        if let Some(r) = readings.iter().flatten().find(stands) {
            self.context.topic.clone_from(&r.subject);
        }
        let mut wholes = readings.iter().enumerate().filter_map(|(i, r)| {
            let r = r.as_ref().filter(stands).filter(|r| r.own)?;
            let measure = |w: &&str| self.vocabulary.measure_noun.is_match(w);
            let subject = r.subject.as_deref().filter(measure)?;
            Some((subject.to_owned(), s.quantity(i)?.unit.clone()))
        });
        if !self.context.in_continuation
            && let Some(whole) = wholes.next()
        {
            self.context.whole = Some(whole);
        }
    }

    fn reading(
        &self,
        s: &Sentence,
        i: usize,
        asked: &OfQuantity,
        dates: &[Option<Dated>],
        before: &[Option<Reading>],
    ) -> Option<Reading> {
        let q = s.quantity(i)?;
        let v = self.vocabulary;
        let (kind, phrases) = (asked.kind, &asked.phrases);
        let sets = self.inherited(s, i, asked.sets, before);
        let role = self.role_of_quantity(s, i, kind, &sets, before);
        let subject = self.chosen(s, i, (kind, role), &sets, phrases, before);
        let own = subject.as_deref().is_some_and(|w| phrases.hold(w));
        let (dated, carries) = match self.date_before(s, i, dates) {
            Some((p, carries)) => (Some(p), carries),
            None => (None, false),
        };
        let delta = role == Role::Change || v.change_tail.is_match(s.left(i));
        let period = dated.clone().or_else(|| self.context.period().cloned());
        let period = if delta {
            self.since_base(s, i, dates, period)
        } else {
            period
        };
        let named = asked.agent.as_deref().map(SmolStr::from);
        let status = self.status_of(s, sets.status, || asked.says_target);
        let earlier = status == Status::Baseline && v.same_time_before.is_match(left_piece(s, i));
        let period = if earlier {
            period.as_deref().map(year_before)
        } else {
            period
        };
        Some(Reading {
            kind,
            role,
            status,
            comparator: status::comparator(q.comparator, &sets),
            subject,
            agent: named.or_else(|| self.context.agent.clone()),
            period,
            group: None,
            rule: asked.by.map(|n| self.patterns.cues[n].name.clone()),
            own,
            delta,
            carries,
            dated,
        })
    }

    /// The role: what a cue says, unless the unit or the value before says more.
    fn role_of_quantity(
        &self,
        s: &Sentence,
        i: usize,
        kind: Kind,
        sets: &Sets,
        before: &[Option<Reading>],
    ) -> Role {
        if s.quantity(i).and_then(|q| q.unit.as_deref()) == Some("pp") {
            return Role::Change;
        }
        let last = before.iter().flatten().next_back();
        let role = sets.role.unwrap_or(status::default_role(kind));
        match last {
            // 已有19项达到要求，占70.4%: the share of indicators that are met.
            Some(r)
                if role == Role::Share && r.kind == Kind::IndicatorCount && r.role == Role::Met =>
            {
                Role::Attainment
            }
            // 达到36%，高于30%的目标: the goal is of the same sort.
            Some(r)
                if sets.role.is_none()
                    && self.vocabulary.demand_noun.is_match(s.right(i))
                    && r.kind == kind =>
            {
                r.role
            }
            _ => role,
        }
    }

    /// The subject where a cue says that it stands, else where such values have it.
    fn chosen(
        &self,
        s: &Sentence,
        i: usize,
        (kind, role): (Kind, Role),
        sets: &Sets,
        phrases: &Phrases,
        before: &[Option<Reading>],
    ) -> Option<String> {
        let named = match sets.subject {
            Some(SubjectAt::Carried) => return self.carried(role, before),
            Some(SubjectAt::Right) => phrases.right(),
            Some(SubjectAt::Left) => phrases.left(),
            Some(SubjectAt::Purpose) | None => "",
        };
        match named {
            named if !named.is_empty() => Some(named.to_string()),
            _ => self.subject(s, i, (kind, role), phrases, before),
        }
    }

    /// The subject of the value before that may be meant again: of a change, what it is a change of.
    pub(super) fn carried(&self, role: Role, before: &[Option<Reading>]) -> Option<String> {
        let readings = || before.iter().flatten().rev();
        let changes = |r: &&Reading| !r.delta && !matches!(r.role, Role::Attainment | Role::Share);
        readings()
            .find(|r| role != Role::Change || changes(r))
            .or(readings().find(|r| !r.delta))
            .or(readings().next())
            .and_then(|r| r.subject.clone())
            .or(self.context.topic.clone())
    }

    /// A value that continues a list (增长5%、8%和9%) says of itself what the one before says.
    fn inherited(&self, s: &Sentence, i: usize, own: Sets, before: &[Option<Reading>]) -> Sets {
        let Some(Some(previous)) = before.last() else {
            return own;
        };
        let same =
            matches!((s.quantity(i - 1), s.quantity(i)), (Some(a), Some(b)) if a.sort == b.sort);
        if !same {
            return own;
        }
        let gap = &s.masked[s.letters[i - 1] + super::sentence::COUNT.len_utf8()..s.letters[i]];
        let list = gap == "、"
            || self.vocabulary.is_joint(gap)
            || gap.starts_with('的') && gap.ends_with('、') && !gap.contains(['，', '；']);
        // 增加水稻26万亩、蔬菜16万亩: the verb of the first speaks for the next.
        let noun_list =
            gap.starts_with('、') && !gap.contains(['，', '；', '：']) && gap.chars().count() <= 14;
        let same_unit = s.quantity(i - 1).map(|q| &q.unit) == s.quantity(i).map(|q| &q.unit);
        let goes_on = same_unit || previous.role == Role::Change;
        if !list && noun_list && goes_on && own.role.is_none() {
            return Sets {
                role: Some(previous.role),
                status: own.status.or(Some(previous.status)),
                ..own
            };
        }
        // 面积1128万亩（水田168万亩、旱田960万亩）: a bracket breaks the value down.
        if !list && gap.starts_with('（') && !gap.contains(['，', '；', '）']) {
            return Sets {
                status: own.status.or(Some(previous.status)),
                ..own
            };
        }
        if !list {
            return own;
        }
        let comparator = own.comparator.or((previous.comparator != Comparator::Eq
            && s.quantity(i - 1)
                .is_some_and(|q| q.comparator == Comparator::Eq))
        .then_some(previous.comparator));
        Sets {
            role: Some(previous.role),
            status: own.status.or(Some(previous.status)),
            comparator,
            ..own
        }
    }

    fn subject(
        &self,
        s: &Sentence,
        i: usize,
        (kind, role): (Kind, Role),
        phrases: &Phrases,
        before: &[Option<Reading>],
    ) -> Option<String> {
        let v = self.vocabulary;
        match kind {
            Kind::Funding => self
                .funded(s, i, phrases, before)
                .or_else(|| self.carried(role, before)),
            Kind::IndicatorCount => self.indicators(s, i, phrases, before),
            Kind::Rate if v.contributes.is_match(phrases.left()) => {
                let of = self.carried(Role::Change, before).unwrap_or_default();
                Some(format!("{of}{}", phrases.left()))
            }
            Kind::Rate if role == Role::Attainment || v.bare_rate.is_match(phrases.left()) => {
                Some(self.rate_of(s, i, phrases.left(), before))
            }
            Kind::Rate if role == Role::Share => self.shared(s, i, phrases, before),
            Kind::Rate if phrases.left().is_empty() && v.demand_noun.is_match(s.right(i)) => {
                self.carried(role, before)
            }
            // What is counted stands behind its number, what a rate is of before it.
            Kind::Count if !phrases.right().is_empty() => {
                Some(self.counted(s, i, role, phrases, before))
            }
            Kind::Rate | Kind::Count if !phrases.left().is_empty() => {
                Some(self.with_topic(phrases.left(), before, s, i))
            }
            Kind::Rate if !phrases.right().is_empty() => Some(phrases.right().to_string()),
            _ => self.carried(role, before),
        }
    }

    /// What is counted: the noun behind the value, with what stands before where that says too little.
    fn counted(
        &self,
        s: &Sentence,
        i: usize,
        role: Role,
        phrases: &Phrases,
        before: &[Option<Reading>],
    ) -> String {
        let v = self.vocabulary;
        let right = phrases.right();
        let left_within = |most| (1..=most).contains(&phrases.left().chars().count());
        let [generic, bare_verb] = v.right_noun(right);
        let relative = s.left(i).ends_with('的') && left_piece(s, i).ends_with('的');
        if relative && left_within(14) || generic && left_within(30) {
            return format!("{}{right}", phrases.left());
        }
        if bare_verb {
            let noun = match phrases.left() {
                "" => self.carried(role, before).unwrap_or_default(),
                left => left.to_string(),
            };
            return format!("{right}{noun}");
        }
        right.to_string()
    }

    /// The indicators that are counted: 两规划 … 指标.
    // Rare: apart from what every sentence runs through.
    #[inline(never)]
    fn indicators(
        &self,
        s: &Sentence,
        i: usize,
        phrases: &Phrases,
        before: &[Option<Reading>],
    ) -> Option<String> {
        let earlier = before
            .iter()
            .flatten()
            .rev()
            .find(|r| r.kind == Kind::IndicatorCount);
        if let Some(r) = earlier {
            return r.subject.clone();
        }
        let (left, right) = (phrases.left(), phrases.right());
        let noun = self.vocabulary.of_indicators.find(right);
        let noun = noun.map_or("", |m| &right[..m.end()]);
        // 七大领域39项主要指标: the other count names the domain.
        let domain = if left.is_empty() && i > 0 && s.left(i).ends_with(is_quantity_letter) {
            left_phrase(s, i - 1, self.vocabulary)
        } else {
            Cow::Borrowed(left)
        };
        Some(format!("{domain}{noun}"))
    }

    /// A rate whose name does not say of what: 达标率, 完成率.
    // Rare: apart from what every sentence runs through.
    #[inline(never)]
    fn rate_of(&self, s: &Sentence, i: usize, left: &str, before: &[Option<Reading>]) -> String {
        if self
            .vocabulary
            .bare_account
            .find(left)
            .is_some_and(|m| m.start() == 0)
        {
            return match self.account_of(before) {
                Some(of) => format!("{of} 完成{left}"),
                None => match self.carried(Role::Change, before) {
                    Some(of) => format!("{of} 完成{left}"),
                    None => left.to_string(),
                },
            };
        }
        if !self.vocabulary.bare_rate.is_match(left) {
            return left.to_string();
        }
        let previous = previous_clause(s, i, self.vocabulary);
        let of = before
            .iter()
            .flatten()
            .rev()
            .find(|r| r.role != Role::Change)
            .and_then(|r| r.subject.as_deref())
            .filter(|_| previous.is_empty())
            .unwrap_or(&previous);
        if of.is_empty() || of.chars().count() > 30 {
            left.to_string()
        } else {
            format!("{of} {left}")
        }
    }
}
