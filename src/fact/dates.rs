//! The value and the role of every date of a sentence.

use super::asked::{Asked, OfDate};
use super::sentence::Sentence;
use super::{Reader, status};
use crate::mention::Value;
use crate::segment::{Block, BlockKind, Document};
use crate::text::among;
use crate::value::{Role, Status};
use smol_str::SmolStr;

/// A mention that is a date.
pub struct Dated {
    /// In EDTF.
    pub value: SmolStr,
    pub role: Role,
    pub of: OfDate,
}

impl Reader<'_> {
    /// What each mention that is a date says.
    pub(super) fn dates(
        &self,
        document: &Document,
        block: &Block,
        s: &Sentence,
        asked: &[Asked],
    ) -> impl Iterator<Item = Option<Dated>> {
        let mentions = s.mentions.iter().zip(asked).enumerate();
        mentions.map(move |(i, (mention, asked))| match (&mention.value, asked) {
            (Value::Date(d), Asked::Date(of)) => {
                let text = &s.block[mention.at.clone()];
                let value = self.context.resolve(d, text, s.left(i), self.vocabulary);
                let role = self.date_role((document, block), (s, i), of, &value);
                Some(Dated {
                    value,
                    role,
                    of: *of,
                })
            }
            _ => None,
        })
    }

    fn date_role(
        &self,
        (document, block): (&Document, &Block),
        (s, i): (&Sentence, usize),
        of: &OfDate,
        value: &str,
    ) -> Role {
        let v = self.vocabulary;
        let (left, right) = (s.left(i), s.right(i));
        let has_day = value.len() == 10 && value.is_ascii();
        // 完成时限：2023年6月30日 stands alone behind its label and signs nothing.
        let labelled = || of.until && left.ends_with('：');
        let signs = |c| among("（） 印发。", c);
        let alone = || right.chars().all(signs) && !labelled();
        if matches!(block.kind, BlockKind::Furniture) && self.context.captions && !has_day {
            return Role::Period;
        }
        if matches!(block.kind, BlockKind::Furniture) || (has_day && alone()) {
            let issued = has_day || document.issued.as_deref() == Some(value);
            return if issued {
                Role::Issued
            } else {
                Role::Reference
            };
        }
        if matches!(block.kind, BlockKind::Title) || of.in_title {
            return Role::Reference;
        }
        if of.deadline {
            return Role::Deadline;
        }
        if has_day && document.issued.as_deref() == Some(value) {
            return Role::Issued;
        }
        if of.referred {
            return Role::Reference;
        }
        if let BlockKind::Heading(_) = block.kind {
            return Role::Period;
        }
        if of.until && !value.contains('/') && self.aims(s, i) {
            return Role::Deadline;
        }
        if of.spoken_of {
            return Role::Reference;
        }
        let day_or_name = has_day || is_month(value) || value.starts_with("XXXX-");
        let turn_of_year = value.ends_with('~')
            && v.date_event_end
                .is_match(&s.block[s.mentions[i].at.clone()]);
        if day_or_name || turn_of_year || !value.contains('/') && v.date_event_right.is_match(right)
        {
            return Role::Event;
        }
        Role::Period
    }

    fn aims(&self, s: &Sentence, i: usize) -> bool {
        self.status_of(s, None, || status::says_target(s, i, self.vocabulary)) == Status::Target
    }
}

/// 2020-07, and not 2020-40.
fn is_month(edtf: &str) -> bool {
    let month = edtf.get(5..).filter(|_| edtf.len() == 7);
    month
        .and_then(|m| m.parse().ok())
        .is_some_and(|m: u8| m <= 12)
}
