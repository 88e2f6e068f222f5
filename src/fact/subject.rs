//! What is measured, counted or funded: the noun phrase that belongs to a value.

use super::sentence::{Sentence, is_letter, without_letters};
use super::{Reader, Vocabulary, agent, parallel, status};
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
        if let Some(r) = out
            .iter()
            .flatten()
            .find(|r| matches!(r.role, Role::Level | Role::Total | Role::Other))
        {
            self.context.topic.clone_from(&r.subject);
        }
        out
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
        let left = left_phrase(s, i, v);
        let right = right_phrase(s, i, v);
        let carried = before.iter().flatten().next_back();
        let subject = match sets.subject {
            Some(SubjectAt::Carried) => carried
                .and_then(|r| r.subject.clone())
                .or(self.context.topic.clone()),
            Some(SubjectAt::Right) if !right.is_empty() => Some(right.clone()),
            Some(SubjectAt::Left) if !left.is_empty() => Some(left.clone()),
            _ => self.subject(s, i, kind, role, &left, &right, before),
        };
        Some(Reading {
            kind,
            role,
            status: self.status_of(s, i, &sets),
            comparator: status::comparator(q.comparator, &sets),
            subject,
            agent: self.context.agent.clone(),
            period: self.period_of(s, i),
            group: None,
            rule: by.map(|n| self.patterns.cues[n].name.clone()),
        })
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
        if !same || !list {
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

    #[allow(clippy::too_many_arguments)]
    fn subject(
        &self,
        s: &Sentence,
        i: usize,
        kind: Kind,
        role: Role,
        left: &str,
        right: &str,
        before: &[Option<Reading>],
    ) -> Option<String> {
        let carried = || {
            before
                .iter()
                .flatten()
                .rev()
                .find(|r| role != Role::Change || r.role != Role::Change)
                .or(before.iter().flatten().next_back())
                .and_then(|r| r.subject.clone())
                .or(self.context.topic.clone())
        };
        let v = self.vocabulary;
        match kind {
            Kind::Funding => self.funded(s, i, left, right).or_else(carried),
            Kind::IndicatorCount => self.indicators(s, i, left, right, before),
            Kind::Rate if role == Role::Attainment || v.bare_rate.is_match(left) => {
                Some(self.rate_of(s, i, left, before))
            }
            Kind::Rate if left.is_empty() && v.demand_noun.is_match(s.right(i)) => carried(),
            Kind::Rate if !left.is_empty() => Some(self.with_topic(left, before, s, i)),
            Kind::Rate if !right.is_empty() => Some(right.to_string()),
            Kind::Count if !right.is_empty() => {
                if v.bare_verb.is_match(right) {
                    let noun = if left.is_empty() {
                        carried()
                    } else {
                        Some(left.to_string())
                    };
                    return Some(format!("{right}{}", noun.unwrap_or_default()));
                }
                Some(right.to_string())
            }
            Kind::Count if !left.is_empty() => Some(self.with_topic(left, before, s, i)),
            _ => carried(),
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

    /// A part without a measure noun of its own takes the one of its whole: 其中住宅…, 城镇实现….
    fn with_topic(&self, left: &str, before: &[Option<Reading>], s: &Sentence, i: usize) -> String {
        let v = self.vocabulary;
        if v.measure_noun.is_match(left) || left.chars().count() > 12 {
            return left.to_string();
        }
        let unit = s.quantity(i).and_then(|q| q.unit.clone());
        let whole = before.iter().enumerate().find_map(|(j, r)| {
            let r = r.as_ref()?;
            let same = s.quantity(j).is_some_and(|q| q.unit == unit);
            (same && r.role != Role::Change)
                .then(|| r.subject.clone())
                .flatten()
        });
        match whole {
            Some(w)
                if w.chars().count() <= 14 && v.measure_noun.is_match(&w) && !w.contains(left) =>
            {
                format!("{left}{w}")
            }
            _ => left.to_string(),
        }
    }

    fn funded(&self, s: &Sentence, i: usize, left: &str, right: &str) -> Option<String> {
        let v = self.vocabulary;
        let says_nothing = v.generic_money.is_match(left);
        if let Some(of) = s.right(i).strip_prefix('的') {
            let noun = phrase_until(of, v);
            if says_nothing && !noun.is_empty() {
                return Some(noun);
            }
        }
        if !says_nothing {
            return Some(left.to_string());
        }
        if let Some(m) = v.purpose.find(s.right(i)) {
            let what = phrase_until(&s.right(i)[m.end()..], v);
            if !what.is_empty() {
                return Some(format!("{what}{left}"));
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

    /// The period of a value: the nearest date before it in its sentence, else what governs.
    fn period_of(&self, s: &Sentence, i: usize) -> Option<String> {
        let near = (0..i).rev().find_map(|j| match &s.mentions[j].value {
            crate::mention::Value::Date(d) => Some((j, d)),
            crate::mention::Value::Quantity(_) => None,
        });
        match near {
            Some((j, d)) if !self.is_reference(s, j) => {
                Some(super::context::period_of(&d.resolve(&self.context.anchor)))
            }
            _ => self.context.period().cloned(),
        }
    }

    fn is_reference(&self, s: &Sentence, j: usize) -> bool {
        self.vocabulary.date_reference_left.is_match(s.left(j)) || in_book_title(s.left(j))
    }
}

/// True where the text ends inside 《…》.
pub fn in_book_title(left: &str) -> bool {
    left.rfind('《')
        .is_some_and(|open| left.rfind('》').is_none_or(|close| close < open))
}

/// The stretch of masked text before mention `i` that belongs to it.
pub fn left_piece<'s>(s: &'s Sentence, i: usize) -> &'s str {
    let left = s.left(i);
    let mut start = 0;
    let mut depth = 0usize;
    for (at, c) in left.char_indices().rev() {
        let after = at + c.len_utf8();
        let boundary = match c {
            '）' | '》' | '”' => {
                depth += 1;
                false
            }
            '（' | '《' | '“' if depth > 0 => {
                depth -= 1;
                false
            }
            '（' => true,
            '，' | '；' | '：' | '。' => depth == 0,
            '、' => {
                depth == 0
                    && left[..at]
                        .chars()
                        .next_back()
                        .is_some_and(is_quantity_letter)
            }
            c if is_quantity_letter(c) => true,
            _ => false,
        };
        if boundary {
            start = after;
            break;
        }
    }
    &left[start..]
}

fn is_quantity_letter(c: char) -> bool {
    is_letter(c) && c != super::sentence::DATE
}

/// The noun phrase before mention `i`, without verbs, connectors, dates and the agent.
pub fn left_phrase(s: &Sentence, i: usize, v: &Vocabulary) -> String {
    strip_left(left_piece(s, i), v)
}

/// Strips what is not part of the subject from both ends.
pub fn strip_left(piece: &str, v: &Vocabulary) -> String {
    let mut t = piece.trim();
    if let Some(m) = v.numbering.find(t) {
        t = &t[m.end()..];
    }
    loop {
        let before = t.len();
        t = t.trim_end_matches(super::sentence::DATE);
        for r in [&v.tail, &v.comparison, &v.change_tail] {
            if let Some(m) = r.find(t) {
                t = &t[..m.start()];
            }
        }
        if t.len() == before {
            break;
        }
    }
    loop {
        let before = t.len();
        if let Some(end) = agent::agent_at_start(t, v) {
            if end < t.len() {
                t = &t[end..];
            }
        }
        for r in [&v.lead_in, &v.lead_verb] {
            if let Some(m) = r.find(t) {
                t = &t[m.end()..];
            }
        }
        if t.len() == before {
            break;
        }
    }
    without_letters(t)
        .trim_matches(|c: char| {
            c.is_whitespace() || "，、；：”》".contains(c) && !t.contains(['“', '《'])
        })
        .to_string()
}

/// The noun phrase after mention `i`, up to the end of its clause.
pub fn right_phrase(s: &Sentence, i: usize, v: &Vocabulary) -> String {
    let right = s.right(i);
    let right = right.strip_prefix('的').unwrap_or(right);
    if v.right_stop.is_match(right) && !right.starts_with('“') {
        return String::new();
    }
    phrase_until(right, v)
}

/// The text up to the end of its clause; a short bracket inside is kept, another value ends it.
pub fn phrase_until(text: &str, v: &Vocabulary) -> String {
    let mut out = String::new();
    let mut rest = text;
    // A quoted name is the whole name.
    if rest.starts_with('“') {
        if let Some(close) = rest.find('”') {
            return rest[..close + '”'.len_utf8()].to_string();
        }
    }
    while let Some(c) = rest.chars().next() {
        if is_quantity_letter(c) {
            break;
        }
        if c == '（' {
            match rest.find('）') {
                Some(close)
                    if close <= 30
                        && !rest[..close].contains(is_quantity_letter)
                        && !out.is_empty() =>
                {
                    out.push_str(&rest[..close + '）'.len_utf8()]);
                    rest = &rest[close + '）'.len_utf8()..];
                    continue;
                }
                _ => break,
            }
        }
        if c == '、' && list_goes_on_with_value(&rest[c.len_utf8()..]) {
            break;
        }
        if v.right_end.is_match(rest[..c.len_utf8()].as_ref()) {
            break;
        }
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
    without_letters(&out)
        .trim_matches(['、', '，', ' '])
        .to_string()
}

/// After 、 another item with its own value follows in the same clause.
fn list_goes_on_with_value(rest: &str) -> bool {
    rest.chars()
        .take(24)
        .take_while(|c| !matches!(c, '，' | '。' | '；'))
        .any(is_quantity_letter)
}

/// The phrase of the clause before the one that holds mention `i`.
fn previous_clause(s: &Sentence, i: usize, v: &Vocabulary) -> String {
    let piece = left_piece(s, i);
    let end = s.left(i).len() - piece.len();
    let before = s.left(i)[..end].trim_end_matches(['，', '；', '：']);
    let start = before
        .rfind(['，', '；', '：', '。'])
        .map_or(0, |p| p + '，'.len_utf8());
    let clause = &before[start..];
    if clause.contains(is_quantity_letter) {
        String::new()
    } else {
        strip_left(clause, v)
    }
}
