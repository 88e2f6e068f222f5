//! One writer for one store: a lock that the system takes back when its holder dies.
//!
//! In: the path of a lock file. Out: a [`Lock`], or after a bounded wait the
//! cause. Not here: locks that a database has itself.

use crate::error::{Error, Result};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long between two tries.
const STEP: Duration = Duration::from_millis(50);

/// Held until dropped.
#[derive(Debug)]
pub struct Lock {
    file: File,
    path: PathBuf,
}

impl Lock {
    /// Takes the lock, or waits for it. `store` is what messages call the store.
    ///
    /// # Errors
    /// After `wait`, that another writer holds it; or that it cannot be made.
    pub fn take(path: &Path, store: &str, wait: Duration) -> Result<Self> {
        let until = Instant::now() + wait;
        loop {
            let file = File::options()
                .create(true)
                .truncate(false)
                .write(true)
                .open(path)
                .map_err(|e| unlocked(store, path, &e))?;
            match file.try_lock() {
                Ok(()) if stands(&file, path) => {
                    return Ok(Self {
                        file,
                        path: path.to_owned(),
                    });
                }
                // The holder before removed the file between our two steps.
                Ok(()) => continue,
                Err(TryLockError::WouldBlock) if Instant::now() < until => sleep(STEP),
                Err(TryLockError::WouldBlock) => return Err(busy(store, wait)),
                Err(TryLockError::Error(e)) => return Err(unlocked(store, path, &e)),
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Removed while it is held, so that nobody else's is removed.
        let _ = std::fs::remove_file(&self.path);
        let _ = self.file.unlock();
    }
}

/// That another writer was there for as long as one was ready to wait.
pub(super) fn busy(store: &str, wait: Duration) -> Error {
    let seconds = wait.as_secs();
    let what = format!(
        "another gongwen has been writing to it for {seconds} s; wait for it to end, or give a longer --wait"
    );
    Error::at(store, what)
}

fn unlocked(store: &str, path: &Path, e: &std::io::Error) -> Error {
    let what = format!(
        "cannot lock it by {}: {e}; check the folder's mode and disk",
        path.display()
    );
    Error::at(store, what)
}

#[cfg(unix)]
fn stands(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let id = |m: std::fs::Metadata| (m.dev(), m.ino());
    let (there, here) = (path.metadata().ok().map(id), file.metadata().ok().map(id));
    there.is_some() && there == here
}

#[cfg(not(unix))]
fn stands(_: &File, _: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_waits_and_is_then_refused_with_the_cause() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let first = Lock::take(&path, "s", Duration::ZERO).unwrap();
        let second = Lock::take(&path, "s", Duration::from_millis(60)).unwrap_err();
        assert!(
            second
                .to_string()
                .starts_with("s: another gongwen has been"),
            "{second}"
        );
        let waiting = std::thread::spawn({
            let path = path.clone();
            move || Lock::take(&path, "s", Duration::from_secs(20)).map(drop)
        });
        drop(first);
        waiting.join().unwrap().unwrap();
        assert!(!path.exists());
    }
}
