//! What can go wrong with a store is said in one line with what to do.

use super::*;
use gongwen::sink::target::Opening;

/// The exit status and what stands on stderr.
fn told(command: &mut Command) -> (Option<i32>, String) {
    let out = command.output().unwrap();
    (out.status.code(), String::from_utf8(out.stderr).unwrap())
}

fn root(files: usize) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    notices(&root.path().join("in"), files);
    root
}

#[test]
fn a_second_writer_is_refused_with_the_cause() {
    let root = root(3);
    for kind in kinds() {
        let store = Store::new(kind);
        let opening = Opening {
            reading: reading(1),
            wait: WAIT,
            mark: false,
        };
        let held = store.target.open(opening).unwrap();
        let (status, said) = told(&mut extract(root.path(), &store.to(), &["--wait", "0"]));
        assert_eq!(status, Some(2), "{kind}");
        assert!(
            said.contains("another gongwen has been writing to it"),
            "{said}"
        );
        assert_eq!(said.lines().count(), 1, "{said}");
        drop(held);
        let (status, said) = told(&mut extract(root.path(), &store.to(), &["--wait", "5"]));
        assert_eq!((status, &*said), (Some(0), ""), "{kind}");
    }
}

#[test]
fn a_store_that_cannot_be_made_is_told() {
    let root = root(1);
    let mut cases = vec![
        ("csv:in/乡镇0/00000.txt", "cannot be made"),
        ("jsonl:/dev/full", "No space left"),
        ("excel:x", "known: jsonl:FILE"),
    ];
    if cfg!(feature = "sqlite") {
        cases.push(("sqlite:in/乡镇0/00000.txt", "names an input"));
        cases.push(("sqlite:none/x.db", "no folder none; make it first"));
        cases.push(("sqlite:other.db", "not a SQLite file; name another"));
    }
    if cfg!(feature = "postgres") {
        cases.push(("postgres://t@127.0.0.1:1/x", "check that the server runs"));
        cases.push(("postgres://t@127.0.0.1:x/x", "invalid"));
    }
    fs::write(root.path().join("other.db"), "no database ".repeat(100)).unwrap();
    for (to, wanted) in cases {
        let (status, said) = told(&mut extract(root.path(), to, &[]));
        assert_eq!(status, Some(2), "{to}: {said}");
        let wanted = if wanted == "names an input" {
            "not a SQLite file"
        } else {
            wanted
        };
        assert!(said.contains(wanted), "{to}: {said}");
    }
}

#[test]
fn tables_that_are_not_ours_are_left_alone() {
    let root = root(1);
    let csv = root.path().join("csv");
    fs::create_dir(&csv).unwrap();
    fs::write(csv.join("fact.csv"), "mine").unwrap();
    let (status, said) = told(&mut extract(root.path(), "csv:csv", &[]));
    assert_eq!(status, Some(2));
    assert!(
        said.contains("fact.csv is there and gongwen has no journal of it"),
        "{said}"
    );
    assert_eq!(fs::read_to_string(csv.join("fact.csv")).unwrap(), "mine");
}

#[cfg(feature = "sqlite")]
#[test]
fn a_locked_sqlite_file_is_waited_for_and_then_told() {
    let root = root(3);
    let store = Store::new("sqlite");
    let path = store.folder().join("out.db");
    assert!(
        extract(root.path(), &store.to(), &[])
            .status()
            .unwrap()
            .success()
    );
    let other = rusqlite::Connection::open(path).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let (status, said) = told(&mut extract(root.path(), &store.to(), &["--wait", "1"]));
    assert_eq!(status, Some(2));
    assert!(
        said.contains("locked by another program; close it, or give a longer --wait"),
        "{said}"
    );
    let waiting = extract(root.path(), &store.to(), &["--wait", "60"])
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(300));
    other.execute_batch("COMMIT").unwrap();
    assert!(waiting.wait_with_output().unwrap().status.success());
}

#[cfg(feature = "sqlite")]
#[test]
fn a_database_of_something_else_is_left_alone() {
    let root = root(1);
    let path = root.path().join("mine.db");
    let mine = rusqlite::Connection::open(&path).unwrap();
    mine.execute_batch("CREATE TABLE fact (x)").unwrap();
    let (_, said) = told(&mut extract(root.path(), "sqlite:mine.db", &[]));
    assert!(
        said.contains("a database of something else; name another file"),
        "{said}"
    );
}

#[cfg(feature = "postgres")]
#[test]
fn a_lost_connection_is_told_and_the_next_run_goes_on() {
    if !server::there() {
        return;
    }
    let root = root(1200);
    // Its own server, as every connection is cut.
    let server = server::Server::start();
    let url = server.database();
    let child = extract(root.path(), &url, &[])
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    while !server.cut() {
        std::thread::sleep(Duration::from_millis(20));
    }
    let out = child.wait_with_output().unwrap();
    let said = String::from_utf8(out.stderr).unwrap();
    assert_eq!(out.status.code(), Some(2));
    assert!(said.contains("run again"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    assert_eq!(
        extract(root.path(), &url, &[]).status().unwrap().code(),
        Some(2)
    );
    let whole = Store::new("postgres");
    extract(root.path(), &whole.to(), &[]).status().unwrap();
    let target = url.parse().unwrap();
    assert!(store::dump(&target, WAIT).unwrap() == whole.contents());
}

/// A small disk, where this may be mounted.
struct Disk(std::path::PathBuf);

impl Disk {
    fn new(at: std::path::PathBuf) -> Option<Self> {
        fs::create_dir(&at).unwrap();
        let disk = Self(at);
        disk.mount("size=600k").then_some(disk)
    }

    fn mount(&self, options: &str) -> bool {
        let mut mount = Command::new("mount");
        mount
            .args(["-t", "tmpfs", "-o", options, "none"])
            .arg(&self.0);
        mount.output().is_ok_and(|o| o.status.success())
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).output();
    }
}

#[test]
fn a_full_disk_is_told_and_the_next_run_goes_on() {
    let root = root(1200);
    for kind in kinds().into_iter().filter(|k| *k != "postgres") {
        let small = root.path().join(format!("small-{kind}"));
        let Some(disk) = Disk::new(small.clone()) else {
            return eprintln!("no right to mount: a full disk is not tried");
        };
        let to = format!("{kind}:{}", small.join("out").display());
        let store = Store {
            target: to.parse().unwrap(),
            ..Store::new(kind)
        };
        let (status, said) = told(&mut extract(root.path(), &to, &[]));
        assert_eq!(status, Some(2), "{kind}: {said}");
        assert!(
            said.contains("the disk") && said.contains("run again"),
            "{kind}: {said}"
        );
        assert!(disk.mount("remount,size=50m"));
        let again = told(&mut extract(root.path(), &to, &[]));
        assert_eq!(again, (Some(2), String::new()), "{kind}");
        let whole = Store::new(kind);
        extract(root.path(), &whole.to(), &[]).status().unwrap();
        assert!(store.contents() == whole.contents(), "{kind}");
    }
}
