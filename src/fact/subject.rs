//! What is measured, counted or funded: the noun phrase that belongs to a value.

use super::phrase::{
    before_bracket, in_book_title, is_quantity_letter, left_gap, left_phrase, left_piece,
    phrase_until, previous_clause, right_phrase,
};
use super::sentence::{COUNT, Sentence};
use super::{Reader, agent, parallel, status};
use crate::pattern::{Sets, SubjectAt};
use crate::segment::Block;
use crate::value::{Comparator, Kind, Role, Status};

/// What was read about one quantity.
#[derive(Debug, Clone)]
pub struct Reading {
    pub kind: Kind,
    pub role: Role,
    pub status: Status,
    pub comparator: Comparator,
    pub subject: Option<String>,
    pub agent: Option<String>,
    pub period: Option<String>,
    pub group: Option<usize>,
    pub rule: Option<String>,
    /// The subject is all its own, nothing was added from the words before.
    pub own: bool,
    /// It states an increase or a decrease, whatever its role.
    pub delta: bool,
    /// The period, where the sentence itself names it before the value.
    pub dated: Option<String>,
}

impl Reader<'_> {
    /// The readings of all quantities of a sentence, at their mentions' places.
    pub(super) fn readings(&mut self, _: &Block, s: &Sentence) -> Vec<Option<Reading>> {
        let mut out: Vec<Option<Reading>> = Vec::with_capacity(s.mentions.len());
        for i in 0..s.mentions.len() {
            let reading = self.reading(s, i, &out);
            out.push(reading);
        }
        parallel::distribute(s, &mut out, self.vocabulary);
        self.remember(s, &out);
        out
    }

    /// Keeps what the next sentences may leave out: the topic, the whole, the period.
    fn remember(&mut self, s: &Sentence, readings: &[Option<Reading>]) {
        let stands = |r: &&Reading| matches!(r.role, Role::Level | Role::Total | Role::Other);
        if let Some(r) = readings.iter().flatten().find(stands) {
            self.context.topic.clone_from(&r.subject);
        }
        let whole = readings.iter().enumerate().find_map(|(i, r)| {
            let r = r.as_ref().filter(stands)?;
            let subject = r
                .subject
                .clone()
                .filter(|w| r.own && self.vocabulary.measure_noun.is_match(w))?;
            Some((subject, s.quantity(i)?.unit.clone()))
        });
        if whole.is_some() && !self.context.in_continuation {
            self.context.whole = whole;
        }
        if let Some(p) = readings
            .iter()
            .flatten()
            .filter(|r| r.status != Status::Baseline)
            .filter_map(|r| r.dated.clone())
            .next_back()
        {
            self.context.carry_period(p);
        }
    }

    fn reading(&self, s: &Sentence, i: usize, before: &[Option<Reading>]) -> Option<Reading> {
        let q = s.quantity(i)?;
        let v = self.vocabulary;
        let kind = status::kind(s, i, v, self.context.of_indicators)?;
        let (sets, by) = status::sets(s, i, kind, self.patterns);
        let sets = self.inherited(s, i, sets, before);
        let role = sets.role.unwrap_or(match q.unit.as_deref() {
            Some("pp") => Role::Change,
            _ => status::default_role(kind),
        });
        let mut left = left_phrase(s, i, v);
        if left.is_empty() {
            left = before_bracket(s, i, v);
        }
        let right = right_phrase(s, i, v);
        let subject = self.chosen(s, i, (kind, role), &sets, (&left, &right), before);
        let own = subject.as_deref().is_some_and(|w| w == left || w == right);
        let dated = self.date_before(s, i);
        let delta = role == Role::Change || v.change_tail.is_match(s.left(i));
        let period = dated.clone().or_else(|| self.context.period().cloned());
        let period = if delta {
            self.from_base(s, i, period)
        } else {
            period
        };
        let status = self.status_of(s, i, &sets);
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
            agent: self.agent_of(s, i),
            period,
            group: None,
            rule: by.map(|n| self.patterns.cues[n].name.clone()),
            own,
            delta,
            dated,
        })
    }

    /// The subject where a cue says that it stands, else where such values have it.
    fn chosen(
        &self,
        s: &Sentence,
        i: usize,
        (kind, role): (Kind, Role),
        sets: &Sets,
        phrases: (&str, &str),
        before: &[Option<Reading>],
    ) -> Option<String> {
        let (left, right) = phrases;
        match sets.subject {
            Some(SubjectAt::Carried) => self.carried(role, before),
            Some(SubjectAt::Right) if !right.is_empty() => Some(right.to_string()),
            Some(SubjectAt::Left) if !left.is_empty() => Some(left.to_string()),
            _ => self.subject(s, i, (kind, role), phrases, before),
        }
    }

    /// The unit that acts in the value's clause, else in its sentence.
    fn agent_of(&self, s: &Sentence, i: usize) -> Option<String> {
        let left = s.left(i);
        let mut clauses = left
            .match_indices('，')
            .map(|(at, c)| at + c.len())
            .collect::<Vec<_>>();
        clauses.reverse();
        for at in clauses {
            let clause = self
                .vocabulary
                .lead_in
                .find(&left[at..])
                .map_or(&left[at..], |m| &left[at + m.end()..]);
            for clause in [&left[at..], clause] {
                if let Some(end) = agent::agent_at_start(clause, self.vocabulary) {
                    return Some(super::sentence::without_letters(&clause[..end]));
                }
            }
        }
        self.context.agent.clone()
    }

    /// The subject of the value before that may be meant again: of a change, what it is a change of.
    fn carried(&self, role: Role, before: &[Option<Reading>]) -> Option<String> {
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
        let gap = &s.masked[s.letters[i - 1] + super::sentence::COUNT.len_utf8()..s.letters[i]];
        let same =
            matches!((s.quantity(i - 1), s.quantity(i)), (Some(a), Some(b)) if a.sort == b.sort);
        let list = matches!(gap, "、" | "和" | "及" | "与" | "以及")
            || gap.starts_with('的') && gap.ends_with('、') && !gap.contains(['，', '；']);
        if !same {
            return own;
        }
        // 增加水稻26万亩、蔬菜16万亩: the verb of the first speaks for the next.
        let noun_list =
            gap.starts_with('、') && !gap.contains(['，', '；', '：']) && gap.chars().count() <= 14;
        let same_unit = s.quantity(i - 1).map(|q| &q.unit) == s.quantity(i).map(|q| &q.unit);
        if !list && noun_list && same_unit && own.role.is_none() {
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
        (left, right): (&str, &str),
        before: &[Option<Reading>],
    ) -> Option<String> {
        let v = self.vocabulary;
        match kind {
            Kind::Funding => self
                .funded(s, i, left, right, before)
                .or_else(|| self.carried(role, before)),
            Kind::IndicatorCount => self.indicators(s, i, left, right, before),
            Kind::Rate if v.contributes.is_match(left) => {
                let of = self.carried(Role::Change, before).unwrap_or_default();
                Some(format!("{of}{left}"))
            }
            Kind::Rate if role == Role::Attainment || v.bare_rate.is_match(left) => {
                Some(self.rate_of(s, i, left, before))
            }
            Kind::Rate if role == Role::Share => self.shared(s, i, (left, right), before),
            Kind::Rate if left.is_empty() && v.demand_noun.is_match(s.right(i)) => {
                self.carried(role, before)
            }
            Kind::Rate if !left.is_empty() => Some(self.with_topic(left, before, s, i)),
            Kind::Rate if !right.is_empty() => Some(right.to_string()),
            Kind::Count if !right.is_empty() => {
                if v.generic_noun.is_match(right) && left.ends_with('等') {
                    return Some(format!("{left}{right}"));
                }
                if v.bare_verb.is_match(right) {
                    let noun = if left.is_empty() {
                        self.carried(role, before)
                    } else {
                        Some(left.to_string())
                    };
                    return Some(format!("{right}{}", noun.unwrap_or_default()));
                }
                Some(right.to_string())
            }
            Kind::Count if !left.is_empty() => Some(self.with_topic(left, before, s, i)),
            _ => self.carried(role, before),
        }
    }

    /// A part of a whole: who holds it, and of what.
    fn shared(
        &self,
        s: &Sentence,
        i: usize,
        (left, right): (&str, &str),
        before: &[Option<Reading>],
    ) -> Option<String> {
        let v = self.vocabulary;
        let piece = left_piece(s, i);
        if let Some(m) = v.share_whole.find(piece) {
            // 占总播种面积的: the holder stands before.
            let whole = super::sentence::without_letters(m.as_str());
            let holder = super::phrase::strip_left(&piece[..m.start()], v);
            let holder = if holder.is_empty() {
                self.carried(Role::Share, before)?
            } else {
                holder
            };
            let whole = whole.trim_end_matches('的');
            if whole.chars().count() == 1
                && let Some(of) = share_before(before)
            {
                return Some(format!("{holder}{of}"));
            }
            return Some(match &self.context.whole {
                _ if v.share_of_all.is_match(whole) && whole.chars().count() > 1 => holder,
                Some((w, _)) if whole.chars().count() == 1 && *w != holder => {
                    format!("{holder}{whole}{w}")
                }
                _ => format!("{holder}{whole}"),
            });
        }
        if v.counted_in.is_match(s.right(i)) {
            let what = phrase_until(s.right(i), v);
            return Some(format!("{left}{what}"));
        }
        match (left.is_empty(), right.is_empty()) {
            (false, false) if s.right(i).starts_with('的') => Some(format!("{left}{right}")),
            (false, _) => Some(
                self.same_whole(left, before)
                    .unwrap_or_else(|| self.with_topic(left, before, s, i)),
            ),
            (true, false) if !v.demand_noun.is_match(s.right(i)) => Some(right.to_string()),
            _ => self.carried(Role::Share, before),
        }
    }

    /// The indicators that are counted: 两规划 … 指标.
    fn indicators(
        &self,
        s: &Sentence,
        i: usize,
        left: &str,
        right: &str,
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
        let noun = right
            .find("指标")
            .map(|at| &right[..at + "指标".len()])
            .unwrap_or_default();
        // 七大领域39项主要指标: the other count names the domain.
        let domain = if left.is_empty() && i > 0 && s.left(i).ends_with(is_quantity_letter) {
            left_phrase(s, i - 1, self.vocabulary)
        } else {
            left.to_string()
        };
        Some(format!("{domain}{noun}"))
    }

    /// A rate whose name does not say of what: 达标率, 完成率.
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
            .and_then(|r| r.subject.clone())
            .filter(|_| previous.is_empty())
            .unwrap_or(previous);
        if of.is_empty() || of.chars().count() > 30 {
            left.to_string()
        } else {
            format!("{of} {left}")
        }
    }

    /// 第一产业占GDP的比重为…，第二产业比重为…: the second is a share of the same whole.
    fn same_whole(&self, left: &str, before: &[Option<Reading>]) -> Option<String> {
        let proportion = ["比重", "占比", "比例"]
            .into_iter()
            .find(|p| left.ends_with(p))?;
        if left.contains('占') {
            return None;
        }
        let of = before.iter().flatten().rev().find_map(|r| {
            let subject = r.subject.as_deref().filter(|w| w.ends_with(proportion))?;
            subject.find('占').map(|at| subject[at..].to_string())
        })?;
        Some(format!("{}{of}", left.strip_suffix(proportion)?))
    }

    /// A part without a measure noun of its own takes the one of its whole (其中住宅…, 城镇实现…);
    /// a measure without a holder takes the holder before (…企业达429户，实现增加值…).
    fn with_topic(&self, left: &str, before: &[Option<Reading>], s: &Sentence, i: usize) -> String {
        let v = self.vocabulary;
        if v.bare_measure.is_match(left) {
            return match before
                .iter()
                .flatten()
                .find(|r| r.own)
                .and_then(|r| r.subject.clone())
            {
                Some(of) if of.chars().count() <= 16 && !of.contains(left) => format!("{of}{left}"),
                _ => left.to_string(),
            };
        }
        if let Some(m) = v.bare_account.find(left).filter(|m| m.start() == 0) {
            return match self.account_of(before) {
                Some(of) => format!("{of}{}", &left[m.start()..]),
                None => left.to_string(),
            };
        }
        if let Some(verb) = self.list_verb(s, i) {
            return format!("{verb}{left}");
        }
        if v.measure_noun.is_match(left) || left.chars().count() > 12 {
            return left.to_string();
        }
        let in_list = left_gap(s, i).starts_with('、');
        let last = before
            .last()
            .and_then(|r| r.as_ref())
            .and_then(|r| r.subject.clone());
        if let Some(tail) = last
            .filter(|_| in_list)
            .as_deref()
            .and_then(|l| v.measure_tail.find(l))
        {
            return format!("{left}{}", tail.as_str());
        }
        match self.whole(before, s, i) {
            Some(w) if w.chars().count() <= 14 && !w.contains(left) => format!("{left}{w}"),
            _ => left.to_string(),
        }
    }

    /// Whose 年初预算 or 支出决算 it is: the account named before, or the paragraph's item.
    fn account_of(&self, before: &[Option<Reading>]) -> Option<String> {
        let v = self.vocabulary;
        let named = before.iter().flatten().rev().find_map(|r| {
            let subject = r.subject.as_deref()?;
            let m = v.bare_account.find(subject)?;
            (m.start() > 0).then(|| subject[..m.start()].to_string())
        });
        named.or_else(|| self.context.item.clone())
    }

    /// 新建大棚20亩、温室5亩: the verb of the first item is that of the next ones.
    fn list_verb(&self, s: &Sentence, i: usize) -> Option<String> {
        if !left_gap(s, i).starts_with('、') {
            return None;
        }
        let first = (0..i)
            .rev()
            .find(|j| s.quantity(*j).is_some() && !left_gap(s, *j).starts_with('、'))?;
        let piece = super::phrase::left_phrase(s, first, self.vocabulary);
        self.vocabulary
            .list_verb
            .find(&piece)
            .map(|m| m.as_str().to_string())
    }

    /// The whole that a value may be a part of: of the same unit, with a measure noun.
    fn whole(&self, before: &[Option<Reading>], s: &Sentence, i: usize) -> Option<String> {
        let unit = s.quantity(i).and_then(|q| q.unit.clone());
        let here = before.iter().enumerate().find_map(|(j, r)| {
            let r = r.as_ref()?;
            let same = s.quantity(j).is_some_and(|q| q.unit == unit);
            (same && r.own && !r.delta)
                .then(|| r.subject.clone())
                .flatten()
        });
        let earlier = self.context.whole.clone();
        let earlier = earlier
            .filter(|(_, u)| self.context.parts && *u == unit)
            .map(|(w, _)| w);
        here.or(earlier)
            .filter(|w| self.vocabulary.measure_noun.is_match(w))
    }

    fn funded(
        &self,
        s: &Sentence,
        i: usize,
        left: &str,
        right: &str,
        before: &[Option<Reading>],
    ) -> Option<String> {
        let v = self.vocabulary;
        let says_nothing = v.generic_money.is_match(left);
        if let Some(of) = s.right(i).strip_prefix('的') {
            let noun = phrase_until(of, v);
            if says_nothing && !noun.is_empty() {
                return Some(noun);
            }
        }
        if v.bare_award.is_match(left)
            && let Some(whom) = condition_before(s, i, v)
        {
            return Some(format!("{whom}{left}"));
        }
        if !says_nothing {
            return Some(self.with_topic(left, before, s, i));
        }
        if let Some(m) = v.purpose.find(s.right(i)) {
            let what = purpose_phrase(&s.right(i)[m.end()..], v);
            if !what.is_empty() {
                let verb = v.purpose_verb.find(m.as_str()).map_or("", |m| m.as_str());
                let money = if left.is_empty() { "资金" } else { left };
                return Some(format!("{verb}{what}{money}"));
            }
        }
        if !right.is_empty() {
            return Some(format!("{right}{left}"));
        }
        let before = previous_clause(s, i, v);
        if before.is_empty() {
            return if left.is_empty() {
                None
            } else {
                Some(left.to_string())
            };
        }
        Some(format!("{before}{left}"))
    }

    /// The period that the nearest date before a value in its sentence gives it.
    fn date_before(&self, s: &Sentence, i: usize) -> Option<String> {
        let (j, d) = (0..i).rev().find_map(|j| match &s.mentions[j].value {
            crate::mention::Value::Date(d) if self.governs(s, j, i) => Some((j, d)),
            _ => None,
        })?;
        let text = &s.block[s.mentions[j].at.clone()];
        let value = self.context.resolve(d, text, s.left(j), self.vocabulary);
        Some(super::context::period_of(&value, text))
    }

    /// True where date `j` says when value `i` was so.
    fn governs(&self, s: &Sentence, j: usize, i: usize) -> bool {
        let v = self.vocabulary;
        let between = &s.masked[s.letters[j]..s.letters[i]];
        // 由2017年的14.5: the date right before the value is its own.
        if matches!(between.strip_prefix(super::sentence::DATE), Some("" | "的")) {
            return true;
        }
        let (left, right) = (s.left(j), s.right(j));
        let in_bracket = left
            .rfind('（')
            .is_some_and(|open| left.rfind('）').is_none_or(|close| close < open));
        !(v.date_reference_left.is_match(left)
            || in_book_title(left)
            || right.starts_with("同期")
            || right.starts_with("相比")
            || v.names_goal.is_match(right)
            || in_bracket && between.contains('）'))
    }

    /// A change against a year that is named covers both years: 比2010年增加98所 in 2020 is 2010/2020.
    fn from_base(&self, s: &Sentence, i: usize, period: Option<String>) -> Option<String> {
        let v = self.vocabulary;
        let (to, left) = (period?, s.left(i));
        let near = left.rfind(['，', '；']).map_or(0, |p| p + '，'.len_utf8());
        let base = v.base_date.find_iter(left).last();
        let base = base.filter(|m| m.start() >= near || m.as_str().ends_with("相比"));
        let letter = base.and_then(|m| s.letters.iter().position(|l| m.range().contains(l)));
        let Some((j, crate::mention::Value::Date(d))) = letter.map(|j| (j, &s.mentions[j].value))
        else {
            return Some(to);
        };
        let text = &s.block[s.mentions[j].at.clone()];
        let from = self.context.resolve(d, text, s.left(j), v);
        let years =
            from.len() == 4 && to.len() == 4 && from < to && !v.last_year_words.is_match(text);
        Some(if years { format!("{from}/{to}") } else { to })
    }
}

/// What money is for: the words up to the end of the clause, other values left out.
fn purpose_phrase(text: &str, v: &super::Vocabulary) -> String {
    let clause: String = text
        .chars()
        .take_while(|c| !"，。；：（".contains(*c))
        .collect();
    let first = phrase_until(&clause, v);
    let after = clause
        .rfind(is_quantity_letter)
        .map(|at| &clause[at + COUNT.len_utf8()..]);
    match after {
        Some(after) => format!("{first}{}", phrase_until(after, v)),
        None => first,
    }
}

/// What an earlier share of the sentence is a share of: 占地区生产总值的比重.
fn share_before(before: &[Option<Reading>]) -> Option<String> {
    before
        .iter()
        .flatten()
        .rev()
        .filter(|r| r.role == Role::Share)
        .find_map(|r| {
            let subject = r.subject.as_deref()?;
            let of = &subject[subject.find('占')?..];
            (of.chars().count() > 1).then(|| of.to_string())
        })
}

/// The same time a year earlier.
fn year_before(edtf: &str) -> String {
    let part = |p: &str| match p.get(..4).and_then(|y| y.parse::<i32>().ok()) {
        Some(y) => format!("{}{}", y - 1, &p[4..]),
        None => p.to_string(),
    };
    edtf.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// 对…的企业，给予一次性奖励: whom or what an award is for, from the clause before.
fn condition_before(s: &Sentence, i: usize, v: &super::Vocabulary) -> Option<String> {
    let piece = left_piece(s, i);
    let before = s.left(i)[..s.left(i).len() - piece.len()].trim_end_matches('，');
    let start = before
        .rfind(['，', '；', '。', '：'])
        .map_or(0, |p| p + '，'.len_utf8());
    let clause = &before[start..];
    if !clause.ends_with('的') && !clause.starts_with('对') {
        return None;
    }
    let name = super::phrase::strip_left(clause.trim_start_matches('对'), v);
    (2..=40).contains(&name.chars().count()).then_some(name)
}
