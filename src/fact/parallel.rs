//! Parallel lists: 分别 gives each value its own subject.

use super::Vocabulary;
use super::phrase::strip_left;
use super::sentence::{Sentence, without_letters};
use super::subject::Reading;
use crate::value::Role;
use std::ops::Range;

/// Gives the values of every 分别 list their own subjects.
pub fn distribute(s: &Sentence, readings: &mut [Option<Reading>], v: &Vocabulary) {
    let mut i = 0;
    while i < readings.len() {
        if readings[i].is_none() {
            i += 1;
            continue;
        }
        let run = run_from(s, i, readings, v);
        i = run.end;
        if run.len() >= 2
            && let Some(names) = names(s, &run, readings, v)
        {
            for (j, name) in run.zip(names) {
                if let Some(r) = &mut readings[j] {
                    r.subject = Some(name);
                }
            }
        }
    }
}

/// The values from mention `i` on that stand in one list: only 、 and joints between them.
fn run_from(s: &Sentence, i: usize, readings: &[Option<Reading>], v: &Vocabulary) -> Range<usize> {
    let mut run = i..i + 1;
    for (j, reading) in readings.iter().enumerate().skip(i + 1) {
        let same = matches!((s.quantity(i), s.quantity(j)), (Some(a), Some(b)) if a.sort == b.sort);
        if !same || reading.is_none() {
            break;
        }
        let gap = s
            .left(j)
            .get(s.letters[j - 1] + super::sentence::COUNT.len_utf8()..)
            .unwrap_or_default();
        if !matches!(gap, "、" | "，") && !v.is_joint(gap.trim_start_matches('、')) {
            break;
        }
        run.end = j + 1;
    }
    run
}

// Rare: apart from what every sentence runs through.
#[inline(never)]
fn names(
    s: &Sentence,
    run: &Range<usize>,
    readings: &[Option<Reading>],
    v: &Vocabulary,
) -> Option<Vec<String>> {
    let left = s.left(run.start);
    let clause_start = left
        .rfind(['，', '；', '：', '。'])
        .map_or(0, |p| p + '，'.len_utf8());
    let found = v.respectively.find_iter(&left[clause_start..]).last()?;
    let before = &left[clause_start..clause_start + found.start()];
    let after = &left[clause_start + found.end()..];
    let k = run.len();
    if let Some(names) = split(&strip_left(before, v), k, v) {
        return Some(shared(names, v));
    }
    let after_names = strip_left(after, v);
    if before_is_empty(before, v) {
        return names_behind(s, run, readings, (clause_start, before, after), v);
    }
    if let Some(names) = split(&after_names, k, v) {
        return Some(shared(names, v));
    }
    let head = strip_left(before, v);
    if let Some(names) = clause_names(left, clause_start, k, v) {
        return Some(names.into_iter().map(|n| format!("{n}{head}")).collect());
    }
    let previous = previous_subjects(readings, run.start, k)?;
    Some(
        previous
            .into_iter()
            .map(|p| {
                if head.is_empty() {
                    p
                } else {
                    format!("{p}{head}")
                }
            })
            .collect(),
    )
}

/// The names where none stands before 分别 in its clause: after it, in the clause before, or those of
/// the values before.
fn names_behind(
    s: &Sentence,
    run: &Range<usize>,
    readings: &[Option<Reading>],
    (clause_start, before, after): (usize, &str, &str),
    v: &Vocabulary,
) -> Option<Vec<String>> {
    let (left, k) = (s.left(run.start), run.len());
    let after_names = strip_left(after, v);
    if let Some(part) = v.says_share.find(after) {
        let previous = previous_subjects(readings, run.start, k)?;
        let whole = without_letters(&after[part.start()..])
            .trim_end_matches('的')
            .to_string();
        return Some(
            previous
                .into_iter()
                .map(|p| format!("{p}{whole}"))
                .collect(),
        );
    }
    if let Some(names) = split(&after_names, k, v) {
        return Some(shared(names, v));
    }
    if let Some(names) = clause_names(left, clause_start, k, v) {
        return Some(
            names
                .into_iter()
                .map(|n| format!("{n}{after_names}"))
                .collect(),
        );
    }
    let than = if v.compares.is_match(before) {
        without_letters(before).into_owned()
    } else {
        String::new()
    };
    let previous = previous_subjects(readings, run.start, k)?;
    let of = if v.bare_task.is_match(&after_names) {
        &*after_names
    } else {
        ""
    };
    Some(
        previous
            .into_iter()
            .map(|p| format!("{p}{than}{of}"))
            .collect(),
    )
}

fn before_is_empty(before: &str, v: &Vocabulary) -> bool {
    let t = strip_left(before, v);
    t.is_empty() || t.chars().count() < 2
}

/// The names that an earlier clause of the sentence lists.
fn clause_names(left: &str, clause_start: usize, k: usize, v: &Vocabulary) -> Option<Vec<String>> {
    let before = left[..clause_start].trim_end_matches(['，', '；', '：', '。']);
    let start = before
        .rfind(['，', '；', '：', '。'])
        .map_or(0, |p| p + '，'.len_utf8());
    let clause = &before[start..];
    if clause.contains(super::sentence::is_letter) {
        return None;
    }
    split(&strip_left(clause, v), k, v).map(|n| shared(n, v))
}

fn previous_subjects(readings: &[Option<Reading>], before: usize, k: usize) -> Option<Vec<String>> {
    let known: Vec<&Reading> = readings[..before]
        .iter()
        .flatten()
        .filter(|r| !matches!(r.role, Role::Change | Role::Share))
        .collect();
    let from = known.len().checked_sub(k)?;
    known[from..].iter().map(|r| r.subject.clone()).collect()
}

/// Splits a list of exactly `k` names.
fn split(list: &str, k: usize, v: &Vocabulary) -> Option<Vec<String>> {
    let by_marks: Vec<&str> = list.split(['、', '，']).collect();
    let mut parts: Vec<String> = by_marks.iter().map(|p| p.trim().to_string()).collect();
    if parts.len() + 1 == k {
        let last = parts.pop()?;
        let (a, b) = v.joined(&last)?;
        parts.push(a.to_string());
        parts.push(b.to_string());
    }
    (parts.len() == k && parts.iter().all(|p| !p.is_empty())).then_some(parts)
}

/// Gives every name what only the last one says: 党代会代表、人大代表中的女性比例.
fn shared(mut names: Vec<String>, v: &Vocabulary) -> Vec<String> {
    let Some((last, rest)) = names.split_last_mut() else {
        return names;
    };
    let tail = match v.shared_tail.find(last) {
        // 高中, 初中: no 中 of a whole.
        Some(m) if !v.shared_tail_not_after.is_match(&last[..m.start()]) => {
            last[m.start()..].to_string()
        }
        Some(_) => String::new(),
        None => tail_after_same_ending(&rest[0], last),
    };
    if !tail.is_empty() {
        for name in rest.iter_mut().filter(|n| !n.ends_with(&tail)) {
            name.push_str(&tail);
        }
    }
    names
}

/// 国家级、省级专业建设点: what follows in the last name after the ending that all share.
fn tail_after_same_ending(first: &str, last: &str) -> String {
    let Some(ending) = first.chars().next_back() else {
        return String::new();
    };
    if first.chars().count() == 1 {
        // 一、二、三产业
        return last.chars().skip(1).collect();
    }
    let limit = first.chars().count() + 2;
    match last.char_indices().take(limit).find(|(_, c)| *c == ending) {
        Some((at, c)) => last[at + c.len_utf8()..].to_string(),
        None => String::new(),
    }
}
