//! Which facts of a document belong together.

use super::Fact;
use crate::value::{Kind, Role, Status};

/// Numbers the groups: an indicator count with its rate, a value with its target,
/// its baseline or its change, parts named 其中 with their whole. `next` is how many there are.
pub fn groups(facts: &mut [Fact], next: &mut usize) {
    let mut start = 0;
    while start < facts.len() {
        let sentence = facts[start].sentence;
        let end = start
            + facts[start..]
                .iter()
                .take_while(|f| f.sentence == sentence)
                .count();
        group_sentence(&mut facts[start..end], next);
        start = end;
    }
}

fn group_sentence(facts: &mut [Fact], next: &mut usize) {
    for i in 1..facts.len() {
        if facts[i].number.is_none() {
            continue;
        }
        let partner = (0..i)
            .rev()
            .find(|&j| facts[j].number.is_some() && belongs(&facts[j], &facts[i]));
        if let Some(j) = partner {
            let id = *facts[j].group.get_or_insert_with(|| {
                *next += 1;
                *next
            });
            facts[i].group = Some(id);
        }
    }
}

fn belongs(a: &Fact, b: &Fact) -> bool {
    let indicator = |f: &Fact| f.kind == Kind::IndicatorCount || f.role == Some(Role::Attainment);
    if indicator(a) && indicator(b) {
        return true;
    }
    let same_subject = a.subject.is_some() && a.subject == b.subject;
    let related = b.role == Some(Role::Change)
        || b.role == Some(Role::Share)
        || b.status != a.status
        || a.status == Some(Status::Baseline);
    same_subject && related
}
