//! The unit that does or reports what a sentence says.

use super::Vocabulary;

/// The unit, or the list of units, at the start of a text, in bytes.
pub fn agent_at_start(text: &str, v: &Vocabulary) -> Option<usize> {
    let mut end = one(text, v)?;
    while let Some(m) = v.agent_join.find(&text[end..]) {
        end += extended(text, end + m.end(), v) - end;
    }
    // A name that goes on as another noun (省妇儿工委成员) is not the one acting.
    if v.agent_not_before.is_match(&text[end..]) {
        return None;
    }
    Some(end)
}

fn one(text: &str, v: &Vocabulary) -> Option<usize> {
    v.agent_start.find(text).map(|m| extended(text, m.end(), v))
}

fn extended(text: &str, mut end: usize, v: &Vocabulary) -> usize {
    while let Some(m) = v.agent_more.find(&text[end..]).filter(|m| !m.is_empty()) {
        end += m.end();
    }
    end
}
