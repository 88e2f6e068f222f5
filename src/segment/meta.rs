//! What a document's head and signature say: number, issuer, date, recipients, genre.
//!
//! In: a [`Draft`] and its paragraphs. Out: [`Meta`]. Not here: region and year (`place`).

use super::day::day;
use super::head::dashed;
use super::lines::regex;
use super::role::{Role, recipient_list, shown, unit};
use super::split::{Draft, Scan, Tie};
use super::title;
use crate::pattern::LazyRegex;
use crate::value::Genre;
use std::sync::LazyLock;

/// What a document says about itself.
#[derive(Debug, Clone, Default)]
pub struct Meta {
    /// 发文字号.
    pub doc_no: Option<String>,
    /// 发文机关, speaker or author.
    pub issuer: Option<String>,
    /// The line that names a speaker's office.
    pub office: Option<String>,
    /// 成文日期.
    pub issued: Option<String>,
    /// 印发日期, which stands for the other where there is none.
    printed: Option<String>,
    /// 主送机关.
    pub recipients: Vec<String>,
    /// What kind of document it is.
    pub genre: Option<Genre>,
}

static SPEAKER_IN_TITLE: LazyLock<LazyRegex> = LazyLock::new(|| {
    regex(
        r"^[—\-]*(?P<name>\p{Han}{2,4})(?:同志|主席|省长|市长|县长|区长|书记|主任)?在.{2,60}上的(?:讲话|致辞|发言)",
    )
});
static SOURCE: LazyLock<LazyRegex> =
    LazyLock::new(|| regex(r"^[（(【]?(?P<source>[^：，。；《》]{2,24}?)[）)】]?："));

impl Scan<'_> {
    /// What the head, the signature and the documents before say.
    pub fn meta(&self, draft: &Draft, before: &[Meta]) -> Meta {
        let mut meta = Meta::default();
        self.read_head(draft, &mut meta);
        let units = self.read_signature(draft, &mut meta);
        if meta.issuer.is_none() {
            meta.issuer = units;
        }
        self.other_issuers(draft, &mut meta);
        meta.recipients = self.recipients(draft);
        meta.genre = self.genre(draft);
        if let Some(Tie::Attached(n)) = draft.with
            && let Some(notice) = before.get(n)
        {
            meta.issuer = meta.issuer.or_else(|| notice.issuer.clone());
            meta.issued = meta.issued.or_else(|| notice.issued.clone());
        }
        meta.issued = meta.issued.or_else(|| meta.printed.clone());
        meta
    }

    fn read_head(&self, draft: &Draft, meta: &mut Meta) {
        let mut authors = Vec::new();
        let mut speaker = None;
        for i in draft.head.clone().filter(|i| !draft.title.contains(i)) {
            let under = i >= draft.title.end;
            match &self.roles[i] {
                Role::DocNo(n) => meta.doc_no = meta.doc_no.take().or_else(|| Some(n.clone())),
                Role::Date(d) if under => meta.issued = Some(d.clone()),
                Role::Signature(both) if under => {
                    let (u, d) = &**both;
                    authors.push(u.clone());
                    meta.issued = Some(d.clone());
                }
                Role::Unit if under => authors.push(self.display(i)),
                Role::Speaker(name) if under => {
                    speaker = Some(name.clone());
                    meta.office = Some(self.paras[i].plain.text.to_string());
                }
                Role::Short if dashed(&self.paras[i].plain.text) => {
                    meta.issued = meta
                        .issued
                        .take()
                        .or_else(|| day(&self.paras[i].plain.text).map(|d| d.1));
                }
                _ => {}
            }
        }
        let in_title = draft
            .name
            .as_deref()
            .and_then(|n| SPEAKER_IN_TITLE.captures(n))
            .map(|m| m.text("name").to_string());
        meta.issuer = speaker
            .or(in_title)
            .or_else(|| (!authors.is_empty()).then(|| authors.join("、")));
    }

    fn display(&self, i: usize) -> String {
        title::display(&shown(self.raw, &self.paras[i]))
    }

    /// Date and units of the signature; the units are answered, for a speaker comes before them.
    fn read_signature(&self, draft: &Draft, meta: &mut Meta) -> Option<String> {
        let body = draft.head.end..draft.paras.end;
        let mut units = None;
        for i in body.clone().chain(draft.tail.clone()) {
            match &self.roles[i] {
                Role::Date(d) if i > body.start => {
                    let signers = self.signers(body.start, i);
                    // A date alone in the middle of a text is no signature.
                    if signers.is_some() || self.nothing_after(i, draft.paras.end) {
                        meta.issued = meta.issued.take().or_else(|| Some(d.clone()));
                        units = units.or(signers);
                    }
                }
                Role::Signature(both) => {
                    let (u, d) = &**both;
                    meta.issued = meta.issued.take().or_else(|| Some(d.clone()));
                    let above = self
                        .signers(body.start, i)
                        .map_or_else(String::new, |s| s + "、");
                    units = units.or_else(|| Some(above + u));
                }
                Role::Print(d) => meta.printed = meta.printed.take().or_else(|| Some(d.clone())),
                _ => {}
            }
        }
        units
    }

    fn nothing_after(&self, i: usize, end: usize) -> bool {
        // A date among a bulletin's last lines stands behind everything.
        let after = self.roles.get(i + 1..end).unwrap_or_default();
        !after.iter().any(Role::content)
    }

    /// The units on the lines directly before a date.
    fn signers(&self, from: usize, date: usize) -> Option<String> {
        let mut units: Vec<String> = (from..date)
            .rev()
            .take_while(|i| matches!(self.roles[*i], Role::Unit))
            .map(|i| self.display(i))
            .collect();
        units.reverse();
        (!units.is_empty()).then(|| units.join("、"))
    }

    fn other_issuers(&self, draft: &Draft, meta: &mut Meta) {
        if meta.issuer.is_some() {
            return;
        }
        let byline = draft
            .paras
            .clone()
            .rev()
            .find_map(|i| match &self.roles[i] {
                Role::Byline(u) => Some(u.clone()),
                _ => None,
            });
        let editor = draft.head.clone().find_map(|i| match &self.roles[i] {
            Role::Editor(u) => Some(u.clone()),
            _ => None,
        });
        let letterhead = draft
            .head
            .clone()
            .take_while(|i| *i < draft.title.start)
            .find(|i| self.roles[*i] == Role::Unit)
            .map(|i| self.display(i));
        meta.issuer = byline
            .or(editor)
            .or(letterhead)
            .or_else(|| self.unsigned(draft))
            .or_else(|| self.source(draft))
            .or_else(|| self.unit_in_title(draft));
    }

    /// Units at the end without a date.
    fn unsigned(&self, draft: &Draft) -> Option<String> {
        let last = draft
            .paras
            .clone()
            .rev()
            .find(|i| !matches!(self.roles[*i], Role::Furniture | Role::Note | Role::Copies))?;
        (last > draft.head.end && self.roles[last] == Role::Unit)
            .then(|| self.signers(draft.head.end, last + 1))
            .flatten()
    }

    /// The source before the first colon of a news item.
    fn source(&self, draft: &Draft) -> Option<String> {
        let first = (draft.head.end..draft.paras.end).find(|i| self.roles[*i] == Role::Body)?;
        let text = shown_head(&shown(self.raw, &self.paras[first]));
        let m = SOURCE.captures(&text)?;
        let source = m.text("source").trim().to_string();
        self.words
            .lists
            .issuer
            .sources
            .iter()
            .any(|s| source.ends_with(s.as_str()))
            .then_some(source)
    }

    /// The unit before 关于 in the title.
    fn unit_in_title(&self, draft: &Draft) -> Option<String> {
        let name = draft.name.as_deref()?;
        let (before, _) = name.split_once("关于")?;
        let before = before.trim();
        unit(&super::title::bare(before), self.words).then(|| before.to_string())
    }

    fn recipients(&self, draft: &Draft) -> Vec<String> {
        (draft.head.end..draft.paras.end)
            .take(2)
            .map(|i| recipient_list(&self.paras[i].plain.text, self.words))
            .find(|r| !r.is_empty())
            .unwrap_or_default()
    }

    fn genre(&self, draft: &Draft) -> Option<Genre> {
        let Some(name) = draft.name.as_deref() else {
            // A title may be lost; what prints something with it is a notice.
            return (!draft.prints.is_empty()).then_some(Genre::Notice);
        };
        title::genre(name, self.words).or_else(|| {
            // A unit's own piece in a bulletin of a meeting reports on its work.
            let piece = matches!(draft.with, Some(Tie::Piece(_)));
            let authored = draft
                .head
                .clone()
                .any(|i| i >= draft.title.end && self.roles[i] == Role::Unit);
            (piece && authored).then_some(Genre::WorkReport)
        })
    }
}

fn shown_head(text: &str) -> String {
    title::head_of(text.trim_start(), 120)
        .chars()
        .map(|c| if c == ':' { '：' } else { c })
        .collect()
}
