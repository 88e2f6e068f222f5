//! Items through one function in many threads, some at a time; what comes of them in order.
//!
//! In: items, each with its weight. Out: results, one after the other, to a
//! function in the thread that asked, which works like the others between them: one that
//! only took would have to be woken for each. No thread waits for another's item: a slow
//! one holds up only those that are too far ahead of it, by the [`Window`].

use std::collections::BTreeMap;
use std::io;
use std::iter::Peekable;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;

/// How much is under way at a time in several threads: begun, and not yet taken.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    /// Items; one at least.
    pub items: usize,
    /// What they weigh together; a heavier one is under way by itself.
    pub weight: u64,
}

/// The items that are still to come.
struct Queue<I: Iterator> {
    items: Peekable<I>,
    next: usize,
}

#[derive(Debug, Default)]
struct Load {
    items: usize,
    weight: u64,
    closed: bool,
}

impl Load {
    fn add(&mut self, weight: u64) {
        self.items += 1;
        self.weight = self.weight.saturating_add(weight);
    }
}

/// What is under way, and who waits until it is less.
struct Room {
    window: Window,
    load: Mutex<Load>,
    freed: Condvar,
}

impl Room {
    fn new(window: Window) -> Self {
        Self {
            window,
            load: Mutex::default(),
            freed: Condvar::new(),
        }
    }

    /// Takes room for an item where there is some.
    fn enter(&self, weight: u64) -> bool {
        let mut load = locked(&self.load);
        let may = !load.closed && !self.is_full(&load, weight);
        if may {
            load.add(weight);
        }
        may
    }

    /// Waits until there is room for an item; false when no more is wanted.
    fn wait(&self, weight: u64) -> bool {
        let full = |load: &mut Load| !load.closed && self.is_full(load, weight);
        let load = self.freed.wait_while(locked(&self.load), full);
        !load.unwrap_or_else(PoisonError::into_inner).closed
    }

    fn is_full(&self, load: &Load, weight: u64) -> bool {
        let over = load.items >= self.window.items
            || load.weight.saturating_add(weight) > self.window.weight;
        load.items > 0 && over
    }

    fn leave(&self, items: usize, weight: u64) {
        let mut load = locked(&self.load);
        load.items -= items;
        load.weight -= weight;
        self.freed.notify_all();
    }

    fn close(&self) {
        locked(&self.load).closed = true;
        self.freed.notify_all();
    }
}

/// No data of ours is half changed where a thread panicked.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A thread that panics brings no result, or takes none, and the others would wait for it.
struct Watch<'a>(&'a Room);

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.close();
        }
    }
}

/// Items that follow one another and go through one thread together.
struct Group<T> {
    number: usize,
    items: Vec<T>,
    weight: u64,
}

/// What comes next.
enum Next<T> {
    Group(Group<T>),
    /// An item of this weight, for which there is no room yet.
    Full(u64),
    End,
}

/// The next items, as many as are a group and have room.
fn pull<T>(
    queue: &Mutex<Queue<impl Iterator<Item = (T, u64)>>>,
    room: &Room,
    group: Window,
) -> Next<T> {
    let mut queue = locked(queue);
    let Some(first) = queue.items.peek().map(|item| item.1) else {
        return Next::End;
    };
    if !room.enter(first) {
        return Next::Full(first);
    }
    let (mut items, mut weight) = (Vec::new(), first);
    items.extend(queue.items.next().map(|item| item.0));
    while items.len() < group.items && weight < group.weight {
        let fits =
            |item: &(T, u64)| weight.saturating_add(item.1) <= group.weight && room.enter(item.1);
        let Some((item, more)) = queue.items.next_if(fits) else {
            break;
        };
        items.push(item);
        weight += more;
    }
    queue.next += 1;
    Next::Group(Group {
        number: queue.next - 1,
        items,
        weight,
    })
}

impl<T> Group<T> {
    /// What comes of its items.
    fn through<R>(self, work: impl Fn(Vec<T>) -> Vec<R>) -> Group<R> {
        Group {
            number: self.number,
            items: work(self.items),
            weight: self.weight,
        }
    }
}

/// Gives items, some at a time, to `work` in the threads of a pool and here, and each result, of which there
/// are as many, to `take` here, in the order of the items. It ends early where `take` fails.
///
/// # Errors
/// What `take` says.
pub fn ordered<T: Send, R: Send>(
    pool: Option<&rayon::ThreadPool>,
    (window, group): (Window, Window),
    items: impl Iterator<Item = (T, u64)> + Send,
    work: impl Fn(Vec<T>) -> Vec<R> + Sync,
    mut take: impl FnMut(R) -> io::Result<()>,
) -> io::Result<()> {
    let room = Room::new(window);
    let queue = Mutex::new(Queue {
        items: items.peekable(),
        next: 0,
    });
    let (send, results) = mpsc::channel();
    let (room, queue, work) = (&room, &queue, &work);
    let mut in_order = InOrder {
        early: BTreeMap::new(),
        next: 0,
        take: |group: Group<R>| {
            let (count, weight) = (group.items.len(), group.weight);
            group.items.into_iter().try_for_each(&mut take)?;
            room.leave(count, weight);
            Ok(())
        },
    };
    let mut here = || {
        let _watch = Watch(room);
        let taken = make_and_take(&mut in_order, &results, || match pull(queue, room, group) {
            Next::Group(g) => Some(g.through(work)),
            Next::Full(_) | Next::End => None,
        });
        room.close();
        taken
    };
    let Some(pool) = pool else {
        drop(send);
        return here();
    };
    pool.in_place_scope(|scope| {
        scope.spawn_broadcast(move |_, _| {
            let _watch = Watch(room);
            loop {
                let goes_on = match pull(queue, room, group) {
                    Next::Group(g) => send.send(g.through(work)).is_ok(),
                    Next::Full(weight) => room.wait(weight),
                    Next::End => false,
                };
                if !goes_on {
                    return;
                }
            }
        });
        // A panic that is not one of an input goes on from here.
        here()
    })
}

/// Takes what other threads made, and makes more meanwhile; waits for them only where nothing can be made.
fn make_and_take<R>(
    in_order: &mut InOrder<R, impl FnMut(Group<R>) -> io::Result<()>>,
    results: &mpsc::Receiver<Group<R>>,
    mut make: impl FnMut() -> Option<Group<R>>,
) -> io::Result<()> {
    loop {
        while let Ok(group) = results.try_recv() {
            in_order.add(group)?;
        }
        let group = match make() {
            Some(group) => group,
            None => match results.recv() {
                Ok(group) => group,
                Err(mpsc::RecvError) => return Ok(()),
            },
        };
        in_order.add(group)?;
    }
}

/// Takes groups as soon as all before them were taken.
struct InOrder<R, F> {
    early: BTreeMap<usize, Group<R>>,
    next: usize,
    take: F,
}

impl<R, F: FnMut(Group<R>) -> io::Result<()>> InOrder<R, F> {
    fn add(&mut self, group: Group<R>) -> io::Result<()> {
        self.early.insert(group.number, group);
        while let Some(group) = self.early.remove(&self.next) {
            self.next += 1;
            (self.take)(group)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// What so many threads need beside this one.
    fn pool(threads: usize) -> Option<rayon::ThreadPool> {
        let pool = || rayon::ThreadPoolBuilder::new().num_threads(threads - 1);
        (threads > 1).then(|| pool().build().unwrap())
    }

    fn window(items: usize, weight: u64) -> Window {
        Window { items, weight }
    }

    /// Items that go through a thread one by one.
    const ALONE: Window = Window {
        items: 1,
        weight: 0,
    };

    fn each<T, R>(work: impl Fn(T) -> R) -> impl Fn(Vec<T>) -> Vec<R> {
        move |items| items.into_iter().map(&work).collect()
    }

    #[test]
    fn results_come_in_order_and_no_more_is_under_way_than_the_window() {
        for (threads, items, weight, group) in [
            (1, 1, 0, 1),
            (1, 100, 1000, 3),
            (3, 4, 1000, 3),
            (4, 100, 12, 3),
            (2, 100, 3, 1),
            (2, 96, 1000, 3),
        ] {
            let under_way = AtomicUsize::new(0);
            let (most, together) = (AtomicUsize::new(0), AtomicUsize::new(0));
            let work = |some: Vec<usize>| {
                together.fetch_max(some.len(), Ordering::SeqCst);
                let now = under_way.fetch_add(some.len(), Ordering::SeqCst) + some.len();
                most.fetch_max(now, Ordering::SeqCst);
                if some.iter().any(|n| n.is_multiple_of(7)) {
                    thread::sleep(std::time::Duration::from_millis(2));
                }
                some
            };
            let mut taken = Vec::new();
            let numbers = (0..200).map(|n| (n, 3));
            let take = |n| {
                under_way.fetch_sub(1, Ordering::SeqCst);
                taken.push(n);
                Ok(())
            };
            let windows = (window(items, weight), window(50, 10));
            ordered(pool(threads).as_ref(), windows, numbers, work, take).unwrap();
            assert_eq!(taken, Vec::from_iter(0..200));
            let room = items.min((weight as usize / 3).max(1));
            assert!(most.into_inner() <= room, "more than {room} at a time");
            // Three of them weigh nine.
            assert_eq!(together.into_inner(), group);
        }
    }

    #[test]
    fn the_thread_that_asks_works_too() {
        let begun = AtomicUsize::new(0);
        // Each of two waits for the other, and none alone for ever.
        let work = |_| {
            begun.fetch_add(1, Ordering::SeqCst);
            let waited = std::time::Instant::now();
            while begun.load(Ordering::SeqCst) < 2 {
                assert!(waited.elapsed().as_secs() < 20, "nobody else works");
                thread::yield_now();
            }
            thread::current().id()
        };
        let mut threads = Vec::new();
        let take = |id| {
            threads.push(id);
            Ok(())
        };
        let numbers = (0..2).map(|n| (n, 1));
        ordered(
            pool(2).as_ref(),
            (window(2, 2), ALONE),
            numbers,
            each(work),
            take,
        )
        .unwrap();
        assert_ne!(threads[0], threads[1]);
        assert!(threads.contains(&thread::current().id()));
    }

    #[test]
    fn who_takes_no_more_ends_it() {
        let made = AtomicUsize::new(0);
        let work = |n| {
            made.fetch_add(1, Ordering::SeqCst);
            n
        };
        let endless = (0..).map(|n: u64| (n, 1));
        let ended = ordered(
            pool(2).as_ref(),
            (window(8, 100), ALONE),
            endless,
            each(work),
            |n| match n {
                20 => Err(io::ErrorKind::BrokenPipe.into()),
                _ => Ok(()),
            },
        );
        assert_eq!(ended.unwrap_err().kind(), io::ErrorKind::BrokenPipe);
        assert!(made.into_inner() <= 20 + 8 + 1);
    }

    #[test]
    fn a_panic_is_not_waited_for() {
        let run = |in_work: u64, in_take: u64| {
            let work = |n: u64| {
                assert_ne!(n, in_work);
                n
            };
            let take = |n| {
                if n == in_take {
                    // Until the others wait for room.
                    thread::sleep(std::time::Duration::from_millis(50));
                    panic!("in take");
                }
                Ok(())
            };
            let numbers = (0..1000).map(|n| (n, 1));
            ordered(
                pool(2).as_ref(),
                (window(4, 100), ALONE),
                numbers,
                each(work),
                take,
            )
        };
        assert!(std::panic::catch_unwind(|| run(5, 2000)).is_err());
        assert!(std::panic::catch_unwind(|| run(2000, 5)).is_err());
        assert!(run(2000, 2000).is_ok());
    }
}
