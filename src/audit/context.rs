//! Figures in their sentences: what every check reads.
//!
//! In: [`AuditDocument`]s and [`Words`]. Out: [`Context`] with masked sentences, in
//! which each figure is one private-use letter, so that a grammatical link is a
//! regular expression. Not here: arithmetic.

pub use super::fig::Fig;
use super::figure::{AuditDocument, Figure};
use super::finding::{Finding, Link, Ref, Spot};
use super::needs::Held;
pub use super::sentence::{Hit, Sentence, Wording};
use super::series::{self, Keyed};
use super::words::{Bound, Words, bare, mask};
use crate::record::Verdict;
use crate::segment::Block;
use crate::text::Span;
use crate::value::{Kind, Role};
use std::cell::OnceCell;
use std::collections::BTreeMap;

/// All documents, read once.
pub struct Context<'a> {
    /// The documents.
    pub documents: &'a [AuditDocument],
    /// The words.
    pub words: &'a Words,
    /// All figures.
    pub figs: Vec<Fig<'a>>,
    /// All sentences that hold figures.
    pub sentences: Vec<Sentence<'a>>,
    /// The documents of each file.
    pub files: Vec<Vec<usize>>,
    /// The file of each document.
    pub file_of: Vec<usize>,
    /// The figures of each document.
    pub of: Vec<Vec<usize>>,
    /// What each block of each document holds of the patterns' literals.
    pub held: Vec<Vec<Held>>,
    /// The dated values by key, once a check asks for them.
    keyed: OnceCell<BTreeMap<String, Vec<Keyed>>>,
}

impl<'a> Context<'a> {
    /// Reads the documents.
    pub fn new(documents: &'a [AuditDocument], words: &'a Words) -> Self {
        let mut files: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (i, d) in documents.iter().enumerate() {
            files.entry(&d.path).or_default().push(i);
        }
        let files: Vec<Vec<usize>> = files.into_values().collect();
        let mut file_of = vec![0; documents.len()];
        for (n, file) in files.iter().enumerate() {
            file.iter().for_each(|d| file_of[*d] = n);
        }
        let mut ctx = Self {
            documents,
            words,
            figs: Vec::new(),
            sentences: Vec::new(),
            files,
            file_of,
            of: Vec::new(),
            held: Vec::with_capacity(documents.len()),
            keyed: OnceCell::new(),
        };
        for (document, d) in documents.iter().enumerate() {
            let first = ctx.figs.len();
            for figure in 0..d.figures.len() {
                let me = Ref { document, figure };
                ctx.figs
                    .push(Fig::read(documents, words, me, &d.figures[figure]));
            }
            ctx.of.push((first..ctx.figs.len()).collect());
            ctx.split(document);
            let blocks = d.document.blocks.iter();
            let held = blocks.map(|b| words.held(&b.plain.text));
            ctx.held.push(held.collect());
        }
        ctx
    }

    /// Groups a document's figures into sentences: a figure that does not stand behind
    /// the one before it in the same words is in a later sentence of the same words.
    fn split(&mut self, document: usize) {
        let mut ids = self.of[document].clone();
        ids.sort_by_key(|i| self.figs[*i].figure.span);
        let mut open: Vec<usize> = Vec::new();
        for id in ids {
            let f = self.figs[id].figure;
            if f.kind == Kind::Responsibility
                || f.sentence.is_empty()
                || f.sentence.get(f.at.clone()).is_none()
            {
                continue;
            }
            if let Some(last) = open.last().map(|i| self.figs[*i].figure) {
                if last.sentence == f.sentence
                    && f.at.start < last.at.end
                    && f.at.start >= last.at.start
                    && f.span.start < last.span.end
                {
                    continue;
                }
                if last.sentence != f.sentence || f.at.start < last.at.end {
                    self.close(document, &open);
                    open.clear();
                }
            }
            open.push(id);
        }
        self.close(document, &open);
    }

    fn close(&mut self, document: usize, ids: &[usize]) {
        let Some(first) = ids.first() else { return };
        let text: &'a str = &self.figs[*first].figure.sentence;
        let mut masked = String::with_capacity(text.len());
        let (mut slots, mut from) = (Vec::new(), 0);
        for id in ids {
            let at = self.figs[*id].figure.at.clone();
            masked.push_str(&text[from..at.start]);
            slots.push((masked.len(), *id));
            masked.push(letter(self.figs[*id].figure));
            from = at.end;
        }
        masked.push_str(&text[from..]);
        let index = self.sentences.len();
        for id in ids {
            self.figs[*id].sentence = Some(index);
        }
        self.sentences.push(Sentence {
            document,
            text,
            held: self.words.held(&masked),
            masked,
            slots,
        });
    }

    /// Every match of the check's patterns in masked sentences. The search goes on
    /// behind the first figure of a match, so that chains are found whole.
    pub fn hits<'c>(&'c self, check: &str) -> Vec<Hit<'c, 'a>> {
        let mut out = Vec::new();
        for p in self.words.patterns(check) {
            for sentence in self.sentences.iter().filter(|s| s.held.meets(&p.needs)) {
                let mut from = 0;
                while let Some(captures) = p.regex.captures_at(&sentence.masked, from) {
                    let Some(whole) = captures.get(0) else { break };
                    let next = sentence.slots.iter().find(|s| s.0 >= whole.start());
                    from = match next {
                        Some(s) if s.0 < whole.end() => s.0 + mask::COUNT.len_utf8(),
                        _ => whole.end().max(whole.start() + 1),
                    };
                    out.push(Hit {
                        sentence,
                        pattern: &p.name,
                        captures,
                    });
                    if from > sentence.masked.len() || !sentence.masked.is_char_boundary(from) {
                        break;
                    }
                }
            }
        }
        out
    }

    /// Every match of the check's patterns in the blocks' plain text.
    pub fn wordings<'c>(&'c self, check: &str) -> Vec<Wording<'c>> {
        let mut out = Vec::new();
        let patterns = self.words.patterns(check);
        for (document, d) in self.documents.iter().enumerate() {
            for (index, block) in d.document.blocks.iter().enumerate() {
                let held = &self.held[document][index];
                for p in patterns.iter().filter(|p| held.meets(&p.needs)) {
                    for captures in p.regex.captures_iter(&block.plain.text) {
                        out.push(Wording {
                            document,
                            index,
                            block,
                            pattern: &p.name,
                            captures,
                        });
                    }
                }
            }
        }
        out
    }

    /// Reads a figure as another of the same words, kind and unit.
    pub fn reread(&mut self, me: Ref, figure: &'a Figure) {
        let id = self.of[me.document][me.figure];
        let sentence = self.figs[id].sentence;
        self.figs[id] = Fig {
            sentence,
            ..Fig::read(self.documents, self.words, me, figure)
        };
        self.keyed.take();
    }

    /// The dated values by key.
    pub fn keyed(&self) -> &BTreeMap<String, Vec<Keyed>> {
        self.keyed.get_or_init(|| series::keyed(self))
    }

    /// A figure.
    pub fn fig(&self, id: usize) -> &Fig<'a> {
        &self.figs[id]
    }

    /// A finding about figures.
    pub fn finding(&self, check: &'static str, verdict: Verdict, ids: &[usize]) -> Finding {
        Finding::new(
            check,
            verdict,
            ids.iter().map(|i| self.figs[*i].me).collect(),
        )
    }

    /// True where the subject names one thing: a known indicator, or a name of four and
    /// more characters that is not of many things (项目投资, 培训).
    pub fn specific(&self, f: &Fig) -> bool {
        let said = f.figure.subject.as_deref().unwrap_or("");
        let long = said.chars().count() >= 4 && !f.subject.is_empty();
        let one = !self.words.any("generic", said) || self.words.any("total", said);
        f.indicator.is_some() || (long && one)
    }

    /// The figures of one file.
    pub fn of_file(&self, file: &[usize]) -> Vec<usize> {
        let mut ids: Vec<usize> = file
            .iter()
            .flat_map(|d| self.of[*d].iter().copied())
            .collect();
        ids.sort_by_key(|i| self.figs[*i].figure.span);
        ids
    }

    /// The documents of the file that a document is of.
    pub fn file(&self, document: usize) -> &[usize] {
        &self.files[self.file_of[document]]
    }

    /// The year that a document speaks in: its own, or that of its date.
    pub fn year(&self, document: usize) -> Option<i32> {
        let d = &self.documents[document].document;
        d.year.or_else(|| {
            d.issued
                .as_deref()
                .and_then(super::figure::years)
                .map(|y| y.0)
        })
    }

    /// A figure's characters as they stand; empty where the file's text is not at hand.
    pub fn text(&self, id: usize) -> &'a str {
        let f = &self.figs[id];
        let raw = &self.documents[f.me.document].raw;
        raw.get(f.figure.span.start..f.figure.span.end)
            .unwrap_or("")
    }

    /// The words behind a figure in its sentence, up to the next mark or figure.
    pub fn tail(&self, id: usize) -> &str {
        let f = self.figs[id].figure;
        let rest = f.sentence.get(f.at.end..).unwrap_or("");
        let end = rest
            .find(['，', '。', '；', '、', '：'])
            .unwrap_or(rest.len());
        &rest[..end]
    }

    /// The words before a figure in its sentence, from the last mark.
    pub fn head(&self, id: usize) -> &str {
        let f = self.figs[id].figure;
        let front = f.sentence.get(..f.at.start).unwrap_or("");
        let mark = front.rfind(['，', '。', '；', '：']);
        // Each of the marks takes three bytes.
        &front[mark.map_or(0, |i| i + '，'.len_utf8())..]
    }

    /// How surely a growth in percent follows from levels, of which this is one; `None` where the sentence
    /// says that it does not, being at constant prices. Some amounts grow so although nothing says it.
    pub fn growth(&self, level: usize, sentence: &str) -> Option<Link> {
        let figure = self.figs[level].figure;
        let subject = figure.subject.as_deref().unwrap_or_default();
        let named = |text| self.words.any("constant_prices", text);
        let unsaid = figure.unit.as_deref() == Some("CNY")
            && (named(self.head(level)) || named(subject))
            && !self.words.any("current_prices", sentence);
        let link = if unsaid { Link::Medium } else { Link::High };
        (!self.words.any("real", sentence)).then_some(link)
    }

    /// True where the words before both figures name the same thing; a table cell has none
    /// and fits any. Subjects that were read too short are told apart here.
    pub fn same_head(&self, a: usize, b: usize) -> bool {
        let name = |id: usize| {
            let head = self.head(id).rsplit('、').next().unwrap_or("");
            let mut s = normal(self.words, head);
            for w in self.words.list("copula") {
                if let Some(front) = s.strip_suffix(w.as_str()) {
                    s = front.to_owned();
                }
            }
            normal(self.words, &s)
        };
        let table = |id: usize| self.figs[id].figure.sentence.is_empty();
        table(a) || table(b) || name(a) == name(b)
    }

    /// How far a rate can go, by its name.
    pub fn bound(&self, id: usize) -> Option<Bound> {
        let f = &self.figs[id];
        if f.figure.role == Some(Role::Change) {
            return Some(Bound::Free);
        }
        let named = f
            .figure
            .subject
            .as_deref()
            .and_then(|s| self.words.bound(s));
        named.or((f.figure.role == Some(Role::Attainment)).then_some(Bound::Free))
    }

    /// True where any figure's characters make its reading doubtful (Q01).
    pub fn doubtful(&self, ids: &[usize]) -> bool {
        ids.iter().any(|i| {
            let f = &self.figs[*i];
            let raw = &self.documents[f.me.document].raw;
            super::q01::doubt(f.figure.span, raw).is_some()
        })
    }

    /// True where two figures stand in one sentence.
    pub fn together(&self, a: usize, b: usize) -> bool {
        self.figs[a].sentence.is_some() && self.figs[a].sentence == self.figs[b].sentence
    }

    /// A place of a block's plain text.
    pub fn spot(&self, document: usize, block: &Block, range: std::ops::Range<usize>) -> Spot {
        Spot {
            document,
            span: block.plain.span(range),
        }
    }
}

/// A subject without scope words, fillers and quotes, for comparison by key.
pub fn normal(words: &Words, subject: &str) -> String {
    let mut s = bare(subject);
    s.retain(|c| c != '的');
    // Most subjects hold none.
    if words.any("filler", &s) {
        for w in words.list("filler") {
            if s.contains(w.as_str()) {
                s = s.replace(w.as_str(), "");
            }
        }
    }
    for w in words.list("scope") {
        if let Some(rest) = s.strip_prefix(w.as_str()) {
            s = rest.to_owned();
        }
    }
    s
}

fn letter(f: &Figure) -> char {
    match f.kind {
        Kind::Count => mask::COUNT,
        Kind::IndicatorCount => mask::INDICATORS,
        Kind::Rate if f.unit.as_deref() == Some("pp") => mask::POINTS,
        Kind::Rate => mask::RATE,
        Kind::Funding => mask::MONEY,
        Kind::Date | Kind::Responsibility => mask::DATE,
    }
}

/// Where a block's words begin and end in the file.
pub fn extent(block: &Block) -> Span {
    block.plain.span(0..block.plain.text.len())
}
