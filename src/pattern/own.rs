//! Memory that each thread has of its own, for what all threads share.
//!
//! In: something that is asked again and again, with memory that the asking needs. Out: the memory of
//! the thread that asks, which finds it as it left it. In a pool that threads hand memory on by,
//! all but the first of them ask behind a lock.

use std::cell::RefCell;
use std::fmt;
use thread_local::ThreadLocal;

/// Memory for each thread.
pub(super) struct Own<T: Send>(ThreadLocal<RefCell<T>>);

impl<T: Send> Own<T> {
    /// None yet.
    pub fn new() -> Self {
        Self(ThreadLocal::new())
    }

    /// Asks with this thread's memory. `new` makes it where the thread asks first, or asks again
    /// before it has its answer.
    #[inline]
    pub fn with<R>(&self, new: impl Fn() -> T, ask: impl FnOnce(&mut T) -> R) -> R {
        match self.0.get_or(|| RefCell::new(new())).try_borrow_mut() {
            Ok(mut own) => ask(&mut own),
            Err(_) => ask(&mut new()),
        }
    }
}

impl<T: Send> fmt::Debug for Own<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Own")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    #[test]
    fn a_thread_finds_its_memory_as_it_left_it() {
        let own: Own<Vec<u32>> = Own::new();
        let add = |n| {
            own.with(Vec::new, |all| {
                all.push(n);
                all.clone()
            })
        };
        assert_eq!(add(1), [1]);
        thread::scope(|s| s.spawn(|| assert_eq!(add(2), [2])).join()).unwrap();
        assert_eq!(add(3), [1, 3]);
    }

    #[test]
    fn who_asks_while_asking_gets_new_memory() {
        let own: Own<Vec<u32>> = Own::new();
        let inner = own.with(Vec::new, |all| {
            all.push(1);
            own.with(Vec::new, |inner| inner.len())
        });
        assert_eq!(inner, 0);
        assert_eq!(own.with(Vec::new, |all| all.len()), 1);
    }
}
