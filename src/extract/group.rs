//! Some files through one step after the other.
//!
//! In: files. Out: the rows of each. Their facts wait until they are many; then all of them get their names,
//! and then all become rows. Not here: the steps.

use super::{Extractor, Head, Places, added, document_row, fact_id, fields};
use crate::fact::{self, Fact};
use crate::names::{Added, Reader};
use crate::record::{Form, Row, Rows};
use crate::segment::{Document, documents};
use crate::source::Input;
use crate::text::Text;
use std::mem;

/// So many facts wait, and few more, however large a file is.
const WAITING: usize = 4096;

/// The rows of each file.
pub(super) fn rows(extractor: &Extractor, form: Form, inputs: &[Input]) -> Vec<Rows> {
    let texts: Vec<_> = inputs.iter().map(|input| extractor.text(input)).collect();
    let found = texts.iter().map(|text| match text {
        Ok(text) => documents(text, &extractor.patterns.document),
        Err(_) => Vec::new(),
    });
    let found: Vec<_> = found.collect();
    let mut spelled = Vec::with_capacity(inputs.len());
    let mut read = Vec::with_capacity(found.len());
    for ((input, text), documents) in inputs.iter().zip(&texts).zip(&found) {
        let text = match text {
            Ok(text) => text,
            Err(e) => {
                spelled.push(vec![Row::Error(e.clone())].into());
                continue;
            }
        };
        for (n, document) in documents.iter().enumerate() {
            read.push(Read {
                file: spelled.len(),
                input,
                text,
                document,
                head: extractor.head(input, n, document),
            });
        }
        spelled.push(Rows::of_few(form, documents.len()));
    }
    let mut steps = Steps {
        extractor,
        form,
        read: &read,
        waiting: Vec::new(),
        facts: 0,
        reader: None,
        begun: None,
        places: None,
        spelled,
    };
    let (patterns, vocabulary) = (&extractor.patterns, &extractor.vocabulary);
    let documents = read.iter().map(|read| read.document);
    fact::each_of(documents, patterns, vocabulary, |document, facts, last| {
        steps.wait(Part {
            document,
            facts,
            last,
        });
    });
    steps.go();
    steps.spelled
}

/// A document, and the file that it stands in.
struct Read<'d> {
    file: usize,
    input: &'d Input,
    text: &'d Text<'d>,
    document: &'d Document<'d>,
    head: Head,
}

/// Some facts of a document, or the last, and be it none.
struct Part<'d> {
    document: usize,
    facts: Vec<Fact<'d>>,
    last: bool,
}

/// A document of which some facts are rows.
struct Begun {
    start: usize,
    /// How many facts it had.
    facts: usize,
    /// The rows of those that are asked for.
    rows: Rows,
}

/// What is done, and what waits for the next step.
struct Steps<'d> {
    extractor: &'d Extractor,
    form: Form,
    read: &'d [Read<'d>],
    waiting: Vec<Part<'d>>,
    facts: usize,
    /// What names the facts of a document of which there are more to come.
    reader: Option<Reader<'d>>,
    begun: Option<Begun>,
    /// In the file whose facts became rows last.
    places: Option<(usize, Places<'d>)>,
    /// The rows of each file.
    spelled: Vec<Rows>,
}

impl<'d> Steps<'d> {
    fn wait(&mut self, part: Part<'d>) {
        self.facts += part.facts.len();
        self.waiting.push(part);
        if self.facts >= WAITING {
            self.go();
        }
    }

    /// Takes all that waits through the steps that are left.
    fn go(&mut self) {
        self.facts = 0;
        let parts = mem::take(&mut self.waiting);
        let added: Vec<_> = parts.iter().map(|part| self.added(part)).collect();
        for (part, added) in parts.iter().zip(&added) {
            self.spell(part, added);
        }
    }

    /// What the registries add to facts.
    fn added(&mut self, part: &Part) -> Vec<Added> {
        let new = || self.extractor.reader(&self.read[part.document].head);
        let mut reader = self.reader.take().or_else(new);
        let added = added(&mut reader, &part.facts);
        self.reader = reader.filter(|_| !part.last);
        added
    }

    /// Makes rows of facts, and behind the last of a document that of the document.
    fn spell(&mut self, part: &Part, added: &[Added]) {
        let Read {
            file,
            input,
            text,
            document,
            head,
        } = &self.read[part.document];
        let places = match &mut self.places {
            Some((of, places)) if of == file => places,
            places => &mut places.insert((*file, Places::new(&text.raw))).1,
        };
        let mut begun = self.begun.take().unwrap_or_else(|| Begun {
            start: places.of(document.span.start).0,
            facts: 0,
            rows: match part.last {
                true => Rows::of_few(self.form, part.facts.len()),
                false => Rows::of(self.form),
            },
        });
        let kinds = &self.extractor.kinds;
        for (fact, added) in part.facts.iter().zip(added) {
            if kinds.is_empty() || kinds.contains(&fact.kind) {
                let start = places.of(fact.span.start);
                let id = fact_id(&head.id, begun.facts);
                let all = (&head.id, &input.path);
                begun
                    .rows
                    .push_fact(&fields(&id, all, text, fact, added, start));
            }
            begun.facts += 1;
        }
        if !part.last {
            self.begun = Some(begun);
            return;
        }
        let end = places.of(document.span.end).0;
        let row = document_row(head, document, input, text, begun.start..end);
        self.spelled[*file].document(row, begun.rows);
    }
}
