//! A value that is made in a thread of its own; who asks first waits for it.
//!
//! Compiling takes longer than reading a document: what is sure to be asked begins at once.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::{Builder, JoinHandle};

/// A value that is made, or is being made.
pub(crate) enum Soon<T> {
    Made(T),
    Making(Making<T>),
}

pub(crate) struct Making<T> {
    made: OnceLock<T>,
    thread: Mutex<Option<JoinHandle<T>>>,
    /// Where no thread does it.
    make: Arc<Make<T>>,
}

type Make<T> = dyn Fn() -> T + Send + Sync;

impl<T: Send + 'static> Soon<T> {
    /// Begins to make it; where there is no thread to be had, it is made when it is asked for.
    pub fn begin(make: impl Fn() -> T + Send + Sync + 'static) -> Self {
        let make: Arc<Make<T>> = Arc::new(make);
        let own = make.clone();
        let thread = Builder::new().spawn(move || own());
        Self::Making(Making {
            made: OnceLock::new(),
            thread: Mutex::new(thread.ok()),
            make,
        })
    }

    /// The value.
    pub fn get(&self) -> &T {
        let making = match self {
            Self::Made(value) => return value,
            Self::Making(making) => making,
        };
        making.made.get_or_init(|| {
            let thread = making.thread.lock();
            let thread = thread.unwrap_or_else(PoisonError::into_inner).take();
            match thread.map(JoinHandle::join) {
                Some(Ok(made)) => made,
                Some(Err(panic)) => std::panic::resume_unwind(panic),
                None => (making.make)(),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn it_is_made_once_whoever_asks() {
        let count = Arc::new(AtomicUsize::new(0));
        let own = count.clone();
        let soon = Soon::begin(move || own.fetch_add(1, Ordering::SeqCst) + 1);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| assert_eq!(*soon.get(), 1));
            }
        });
        assert_eq!(count.load(Ordering::SeqCst), 1);
    }
}
