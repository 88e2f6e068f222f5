//! Places through one function, and what came of each.
//!
//! In: places, the function that makes rows of inputs, a store's books. Out: the rows of each place, or that
//! nothing is new. Not here: threads and order (`ordered`), writing.

use super::Work;
use crate::error::Error;
use crate::record::{ErrorRow, Form, Row, Rows, Stage};
use crate::sink::{File, Ledger};
use crate::source::{self, Input, Place, Stamp};
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Once, PoisonError, RwLock, RwLockReadGuard};

/// What one input gave.
pub(super) struct Outcome {
    pub file: File,
    pub given: Given,
}

pub(super) enum Given {
    /// Its rows, and how many bytes they are from.
    Rows(Rows, u64),
    /// Nothing new; the store is to learn of another time where there is one.
    Same { touched: bool },
}

/// Everything that making rows of an input needs.
pub(super) struct Maker<'a> {
    pub reading: &'a source::Options,
    pub work: &'a Work<'a>,
    pub form: Form,
    pub ledger: Option<RwLock<Ledger>>,
}

impl Maker<'_> {
    /// The store's books, where there are any.
    fn ledger(&self) -> Option<RwLockReadGuard<'_, Ledger>> {
        let ledger = self.ledger.as_ref()?;
        Some(ledger.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// A file that is named twice is in a store once.
    pub fn is_new(&self, place: &std::result::Result<Place, ErrorRow>) -> bool {
        let Some(ledger) = &self.ledger else {
            return true;
        };
        let mut ledger = ledger.write().unwrap_or_else(PoisonError::into_inner);
        match place {
            Ok(place) => ledger.see(&place.path.to_string_lossy()),
            Err(row) => ledger.see(&row.path),
        }
    }

    /// What some files gave.
    pub fn outcomes(&self, places: Vec<std::result::Result<Place, ErrorRow>>) -> Vec<Outcome> {
        let (mut files, mut inputs) = (Vec::with_capacity(places.len()), Vec::new());
        for place in places {
            let (file, read) = self.read(place);
            let given = read.map(|input| inputs.push(input)).err();
            files.push((file, given));
        }
        let rows = rows(&inputs, self.form, self.work);
        let mut made = inputs.iter().zip(rows);
        let outcomes = files.into_iter().filter_map(|(file, given)| match given {
            Some(given) => Some(Outcome { file, given }),
            None => made.next().map(|made| self.outcome(file, made)),
        });
        outcomes.collect()
    }

    /// A file, and what it says, or what there is without that.
    fn read(
        &self,
        place: std::result::Result<Place, ErrorRow>,
    ) -> (File, std::result::Result<Input, Given>) {
        let path: Arc<str> = match &place {
            Ok(place) => place.path.to_string_lossy().into(),
            Err(row) => row.path.clone(),
        };
        let mut file = File {
            known: self.ledger().is_some_and(|l| l.holds(&path)),
            path,
            sha256: None,
            stamp: Stamp::default(),
            moved_from: None,
        };
        // A stream has no use for them.
        if let (Ok(place), Some(ledger)) = (&place, self.ledger()) {
            file.stamp = Stamp::of(place);
            if ledger.same_stamp(&file.path, file.stamp) {
                return (file, Err(Given::Same { touched: false }));
            }
        }
        let input = match place.and_then(|p| source::read(&p, self.reading)) {
            Ok(input) => input,
            Err(row) => return (file, Err(Given::Rows(vec![Row::Error(row)].into(), 0))),
        };
        let same = |l: &Ledger| l.same_bytes(&file.path, &input.sha256);
        if self.ledger().is_some_and(|l| same(&l)) {
            file.sha256 = Some(input.sha256);
            return (file, Err(Given::Same { touched: true }));
        }
        (file, Ok(input))
    }

    /// What an input gave.
    fn outcome(&self, mut file: File, (input, rows): (&Input, Rows)) -> Outcome {
        if rows.errors().is_empty() {
            let moved = |l: &Ledger| l.moved_from(&input.sha256, source::is_gone);
            let ledger = self.ledger().filter(|_| !file.known);
            file.moved_from = ledger.and_then(|l| moved(&l));
            file.sha256 = Some(input.sha256.clone());
        }
        let given = Given::Rows(rows, input.bytes.len() as u64);
        Outcome { file, given }
    }
}

/// The rows of each input; a panic is an error row of the one that it comes from.
fn rows(inputs: &[Input], form: Form, work: &Work<'_>) -> Vec<Rows> {
    let message = match guarded(|| work(inputs, form)) {
        Ok(rows) if rows.len() == inputs.len() => return rows,
        Ok(rows) => format!("{} files gave the rows of {}", inputs.len(), rows.len()),
        Err(message) => message,
    };
    let [input] = inputs else {
        let alone = inputs.iter().map(std::slice::from_ref);
        return alone.flat_map(|one| rows(one, form, work)).collect();
    };
    let error = ErrorRow {
        path: input.path.clone(),
        stage: Stage::Parse,
        message: format!("internal error: {message}; please report it with this file"),
    };
    vec![vec![Row::Error(error)].into()]
}

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    static PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs `f`; a panic in it gives its message and place, and nothing on stderr.
fn guarded<T>(f: impl FnOnce() -> T) -> std::result::Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            match (GUARDED.get(), info.location()) {
                (true, Some(at)) => PANIC.set(Some(format!("{}:{}: ", at.file(), at.line()))),
                (true, None) => {}
                _ => usual(info),
            }
        }));
    });
    let before = GUARDED.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(f));
    GUARDED.set(before);
    result.map_err(|payload| {
        let place = PANIC.take().unwrap_or_default();
        Error::at("", format!("{place}{}", said(&*payload))).what
    })
}

fn said(payload: &(dyn Any + Send)) -> &str {
    let owned = payload.downcast_ref::<String>().map(String::as_str);
    owned
        .or(payload.downcast_ref::<&str>().copied())
        .unwrap_or("panic")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_whose_rows_are_not_as_many_is_asked_for_one_by_one() {
        let input = |path: &str| Input {
            path: path.into(),
            bytes: Vec::new(),
            sha256: "00".into(),
        };
        let row = |input: &Input| ErrorRow {
            path: input.path.clone(),
            stage: Stage::Parse,
            message: "read".into(),
        };
        let first = |inputs: &[Input], _| vec![vec![Row::Error(row(&inputs[0]))].into()];
        let inputs = ["a", "b", "c"].map(input);
        let given = rows(&inputs, Form::Rows, &first);
        let errors = given.iter().map(|rows| rows.errors().to_vec());
        assert_eq!(
            errors.collect::<Vec<_>>(),
            inputs.each_ref().map(|input| vec![row(input)])
        );
        let none = rows(&inputs[..1], Form::Rows, &|_, _| Vec::new());
        assert!(
            none[0].errors()[0]
                .message
                .contains("1 files gave the rows of 0")
        );
    }
}
