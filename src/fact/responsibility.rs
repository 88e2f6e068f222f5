//! Statements that assign a task to a unit.

use super::{Fact, Reader, Vocabulary};
use crate::pattern::Found;
use crate::segment::{Block, BlockKind, Document, sentences};
use crate::text::among;
use crate::value::{Kind, Role};
use smol_str::SmolStr;
use std::ops::Range;

/// As much of a sentence is evidence on either side of its units, in bytes.
const REACH: usize = 900;

/// A run-in heading is at most this long, in characters (the annotation guide's ruling).
const RUN_IN_HEADING: usize = 30;

/// The most characters of a task that follows a verb. Counted here: an expression that counts
/// so many took longest of all to compile.
const LONGEST_TASK: usize = 201;

/// The last clause of a text, at most 40 characters of it, without the comma that ends it.
fn clause_end(text: &str) -> Range<usize> {
    let end = text.strip_suffix('，').unwrap_or(text).len();
    let clause = text[..end].char_indices().rev().take(40);
    let clause = clause.take_while(|(_, c)| !among("，。；：（）", *c));
    clause.last().map_or(end, |(at, _)| at)..end
}

/// What stands at the start of a text up to the end of the sentence.
fn task_at(text: &str) -> &str {
    let mut chars = text.char_indices().enumerate();
    let end = chars.find(|(n, (_, c))| *n == LONGEST_TASK || matches!(c, '。' | '；'));
    &text[..end.map_or(text.len(), |(_, (at, _))| at)]
}

impl<'a> Reader<'a> {
    /// Adds one fact per unit and task of a block.
    // Rare: apart from what every sentence runs through.
    #[inline(never)]
    pub(super) fn responsibilities(&mut self, document: &Document, index: usize, block: &'a Block) {
        self.labelled(document, index, block);
        self.led(block);
        self.charged(document, index, block);
        self.in_charge(block);
        self.carried_lead(block);
    }

    /// 责任单位：…, in brackets or on a line: several labels side by side share one task.
    fn labelled(&mut self, document: &Document, index: usize, block: &'a Block) {
        let text = &block.plain.text;
        let mut after = 0;
        let mut task = String::new();
        if !self.vocabulary.label.may_match_by_core(text) {
            return;
        }
        for c in self.vocabulary.label.captures_iter(text) {
            let Some(whole) = c.get(0) else { continue };
            let Some(units) = c.name("units").or_else(|| c.name("units_by")) else {
                continue;
            };
            let between =
                text[after..whole.start()].trim_matches(['；', '，', '。', '、', ' ', '）']);
            if task.is_empty() || !between.is_empty() {
                task = self.task(document, index, block, after..whole.start());
            }
            let role = self.role_of(&text[whole.start()..units.start()]);
            self.assign(block, units, role, &task);
            after = whole.end();
        }
    }

    /// 由…牵头，…配合; …牵头….
    fn led(&mut self, block: &'a Block) {
        let text = &block.plain.text;
        if !self.vocabulary.led_by.may_match(text) {
            return;
        }
        for c in self.vocabulary.led_by.captures_iter(text) {
            let (Some(whole), Some(lead)) = (c.get(0), c.name("lead")) else {
                continue;
            };
            let own = c.name("task").map_or("", |t| t.as_str());
            let task = if own.chars().count() > 1 {
                self.without_verb(own)
            } else {
                self.task_around(text, whole.range())
            };
            self.assign(block, lead, Role::Lead, &task);
            if let Some(support) = c.name("support").or_else(|| c.name("support_later")) {
                self.assign(block, support, Role::Support, &task);
            }
        }
    }

    /// …由…负责….
    fn charged(&mut self, document: &Document, index: usize, block: &'a Block) {
        let text = &block.plain.text;
        if !self.vocabulary.charged_by.may_match(text) {
            return;
        }
        let mut behind = 0;
        for c in self.vocabulary.charged_by.captures_iter(text) {
            let (Some(whole), Some(unit)) = (c.get(0), c.name("unit")) else {
                continue;
            };
            let what = c.name("what").map_or("", |t| t.as_str());
            let before = clause_end(&text[behind..whole.start()]);
            let start = behind + before.start;
            let before = &text[start..behind + before.end];
            behind = whole.end();
            let before = if self.vocabulary.this_work.is_match(before) {
                self.task(document, index, block, 0..start)
            } else {
                before.to_string()
            };
            let task = format!("{before}{what}");
            self.assign(block, unit, Role::Responsible, &task);
            if let Some(support) = c.name("support") {
                self.assign(block, support, Role::Support, &task);
            }
        }
    }

    /// …负责…: the unit is the subject of the clause, or of the sentence.
    fn in_charge(&mut self, block: &'a Block) {
        let text = &block.plain.text;
        if !self.vocabulary.in_charge.may_match_by_core(text) {
            return;
        }
        let mut from = 0;
        while let Some(c) = self.vocabulary.in_charge.captures_at(text, from) {
            let (Some(unit), Some(task)) = (c.name("unit"), c.name("task")) else {
                break;
            };
            let start = task.start();
            let task = task_at(&text[start..]);
            let next = start + task.len();
            // One's own expression may match nothing at all.
            if next <= from {
                break;
            }
            from = next;
            if !self.vocabulary.responsible_unit.is_match(unit.as_str()) {
                continue;
            }
            let end = self
                .vocabulary
                .task_end
                .find(task)
                .map_or(task.len(), |m| m.start());
            let task = task[..end].trim_end_matches(['，', '、']).to_string();
            self.assign(block, unit, Role::Responsible, &task);
        }
    }

    /// …。牵头做好…: the unit is the one that acts in the sentences before.
    fn carried_lead(&mut self, block: &'a Block) {
        let text = &block.plain.text;
        let v = self.vocabulary;
        if !v.leads.may_match_by_core(text) || !v.leads.is_match(text) {
            return;
        }
        let mut acting: Option<Range<usize>> = None;
        for sentence in sentences(text) {
            let s = &text[sentence.clone()];
            let trimmed = s.len() - s.trim_start().len();
            match super::agent::agent_at_start(&s[trimmed..], self.vocabulary) {
                Some(end) => {
                    acting = Some(sentence.start + trimmed..sentence.start + trimmed + end)
                }
                None if self.vocabulary.keeps_agent.is_match(&s[trimmed..]) => {}
                None => acting = None,
            }
            let Some(unit) = acting.clone() else { continue };
            for c in self.vocabulary.leads.captures_iter(s) {
                for (name, role) in [("lead", Role::Lead), ("support", Role::Support)] {
                    if let Some(task) = c.name(name) {
                        self.assign_at(block, unit.clone(), role, task.as_str());
                    }
                }
            }
        }
    }

    fn role_of(&self, label: &str) -> Role {
        let v = self.vocabulary;
        if v.label_lead.is_match(label) {
            Role::Lead
        } else if v.label_support.is_match(label) {
            Role::Support
        } else {
            Role::Responsible
        }
    }

    /// The task that a bracket after `before` closes.
    fn task(
        &self,
        document: &Document,
        index: usize,
        block: &Block,
        before: Range<usize>,
    ) -> String {
        let own = self.task_in(block, before);
        own.unwrap_or_else(|| self.task_before(document, index))
    }

    /// The task that a part of a block names; none where it says nothing.
    fn task_in(&self, block: &Block, part: Range<usize>) -> Option<String> {
        let text = block.plain.text[part].trim_start_matches(['；', '。', '，', '）', ' ']);
        let numbered = self.vocabulary.numbering.find(text);
        let text = numbered.map_or(text, |m| &text[m.end()..]);
        let parts: Vec<&str> = sentences(text)
            .into_iter()
            .map(|r| &text[r])
            .filter(|s| !s.trim().is_empty())
            .collect();
        let clean = |s: &str| {
            s.trim()
                .trim_end_matches(['。', '；', '，', '：', '（'])
                .to_string()
        };
        Some(match parts.as_slice() {
            [] => return None,
            [one] => clean(one),
            [first, .., last] => {
                let short = first.trim_end_matches('。').chars().count() <= RUN_IN_HEADING;
                if short && (numbered.is_some() || block.section.is_empty()) {
                    clean(first)
                } else if let Some(heading) = block.section.last() {
                    clean(heading)
                } else {
                    clean(last)
                }
            }
        })
    }

    /// The text of the block before: a label on a line of its own belongs to it.
    fn task_before(&self, document: &Document, index: usize) -> String {
        let before = document.blocks[..index].iter().rev().find(|b| {
            matches!(b.kind, BlockKind::Paragraph | BlockKind::Heading(_))
                && !self.vocabulary.label.is_match(&b.plain.text)
        });
        let task = before.and_then(|b| self.task_in(b, 0..b.plain.text.len()));
        task.unwrap_or_default()
    }

    /// What is done: the next clause after the units, without its deadline, else the clause before.
    fn task_around(&self, text: &str, at: Range<usize>) -> String {
        let rest = text[at.end..].trim_start_matches(['，', '、', ' ']);
        let end = rest.find(['。', '；', '，']).unwrap_or(rest.len());
        let clause = self
            .vocabulary
            .deadline
            .find(&rest[..end])
            .map_or(&rest[..end], |m| &rest[m.end()..end]);
        if clause.chars().count() > 2 && !text[at.end..].starts_with('。') {
            return self.without_verb(clause);
        }
        let before = text[..at.start].trim_end_matches(['，', '（', ' ']);
        let start = before
            .rfind(['。', '；', '：', '，'])
            .map_or(0, |p| p + '。'.len_utf8());
        before[start..].to_string()
    }

    /// The task that a clause after 由…牵头 names, without the verb that charges the unit with it.
    fn without_verb(&self, clause: &str) -> String {
        let verb = self.vocabulary.in_charge_verb.find(clause);
        clause[verb.map_or(0, |m| m.end())..].to_string()
    }

    fn assign(&mut self, block: &'a Block, units: Found, role: Role, task: &str) {
        self.assign_at(block, units.range(), role, task);
    }

    fn assign_at(&mut self, block: &'a Block, units: Range<usize>, mut role: Role, task: &str) {
        let text = &block.plain.text[units.clone()];
        let around = |at: Range<usize>| {
            let within = sentence_around(&block.plain.text, at);
            (&block.plain.text[within.clone()], within)
        };
        // A list without end is not repeated for each of its units.
        let endless = units.len() > 4 * REACH;
        let (mut evidence, mut within) = around(match endless {
            true => units.start..units.start,
            false => units.clone(),
        });
        let mut at = 0;
        for part in units_of(text, self.vocabulary) {
            debug_assert!(part.start >= at);
            at = part.end;
            let mut part = part;
            // 牵头单位：甲，配合单位：乙 in one bracket: a label inside changes the role.
            if let Some(label) = self.vocabulary.inner_label.find(&text[part.clone()]) {
                role = self.role_of(label.as_str());
                part.start += label.end();
            }
            let mut name = &text[part.clone()];
            let start = part.start + (name.len() - name.trim_start().len());
            name = name.trim();
            while let Some(m) = self.vocabulary.unit_tail.find(name) {
                name = &name[..m.start()];
            }
            if name.chars().count() < 2 {
                continue;
            }
            let from = units.start + start;
            if endless {
                (evidence, within) = around(from..from + name.len());
            }
            self.out.push(Fact {
                kind: Kind::Responsibility,
                role: Some(role),
                subject: Some(task.to_string()).filter(|t| !t.is_empty()),
                agent: Some(name.into()),
                within: from - within.start..from + name.len() - within.start,
                sentence: self.sentence,
                ..Fact::bare(
                    block,
                    block.plain.span(from..from + name.len()),
                    evidence.into(),
                    SmolStr::new_static("responsibility.label"),
                )
            });
        }
    }
}

/// The parts of a list of units; 各市、州、县人民政府 is one unit.
fn units_of(text: &str, v: &Vocabulary) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for m in v.unit_split.find_iter(text) {
        out.push(start..m.start());
        start = m.end();
    }
    out.push(start..text.len());
    let mut joined: Vec<Range<usize>> = Vec::new();
    for part in out {
        match joined.last_mut() {
            Some(before)
                if v.each.is_match(&text[before.clone()])
                    && short_level(&text[before.clone()], v) =>
            {
                before.end = part.end;
            }
            _ => joined.push(part),
        }
    }
    joined
}

/// 各市, 各市、州: only levels so far, the noun still to come.
fn short_level(part: &str, v: &Vocabulary) -> bool {
    v.level_end.is_match(part) && part.chars().count() <= 12
}

/// The sentence or sentences that hold a range, bounded.
fn sentence_around(text: &str, at: Range<usize>) -> Range<usize> {
    let mut start = at.start.saturating_sub(REACH);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let start = text[start..at.start]
        .rfind(['。', '；'])
        .map_or(start, |p| start + p + '。'.len_utf8());
    let mut stop = (at.end + REACH).min(text.len());
    while !text.is_char_boundary(stop) {
        stop -= 1;
    }
    let end = text[at.end..stop]
        .find(['。', '；'])
        .map_or(stop, |p| at.end + p + '。'.len_utf8());
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::tests::{VOCABULARY, read};
    use proptest::prelude::*;

    const WORDS: &str = "牵头|责任|配合|单位|部门|市教育局|：|（|）|，|。|负责|人|同|分别|做好|工作|开展|\
                         的同时|培训|由|设在|统一|主要|和|适时";

    proptest! {
        #[test]
        fn a_statement_holds_its_core(
            words in prop::collection::vec(prop::sample::select(WORDS.split('|').collect::<Vec<_>>()), 0..12),
        ) {
            let (v, text) = (&*VOCABULARY, words.concat());
            for whole in [&v.label, &v.in_charge, &v.leads] {
                prop_assert!(whole.may_match_by_core(&text) || !whole.is_match(&text), "{}", text);
            }
        }
    }

    #[test]
    fn a_number_alone_before_a_label_is_no_task() {
        let facts = read("（一）\n责任单位：市教育局\n");
        let read: Vec<_> = facts.iter().map(|f| (&f.agent, &f.subject)).collect();
        assert_eq!(read, [(&Some("市教育局".into()), &None)]);
    }

    #[test]
    fn a_clause_ends_where_the_text_does() {
        let of = |text: &'static str| &text[clause_end(text)];
        assert_eq!(of("按期完成。改造工作，"), "改造工作");
        assert_eq!(of("改造工作"), "改造工作");
        assert_eq!(of("改造工作，，"), "");
        assert_eq!(of(""), "");
        let long = "字".repeat(60);
        assert_eq!(long[clause_end(&long)].chars().count(), 40);
    }

    #[test]
    fn a_task_ends_with_its_sentence() {
        assert_eq!(task_at("统筹协调，督促落实；其他"), "统筹协调，督促落实");
        assert_eq!(task_at("统筹协调"), "统筹协调");
        let long = "字".repeat(300);
        assert_eq!(task_at(&long).chars().count(), LONGEST_TASK);
    }
}
