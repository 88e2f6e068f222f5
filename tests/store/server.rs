//! A PostgreSQL server for the tests: its own folder, port and life.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// A running server, which ends with the last test that holds it.
pub struct Server {
    port: u16,
    child: Child,
    databases: AtomicUsize,
    folder: tempfile::TempDir,
}

/// Whether there is a PostgreSQL to start; a line says where not.
pub fn there() -> bool {
    let there = program("initdb").is_some();
    if !there {
        let what = "no initdb: PostgreSQL is not tried; apt-get install postgresql";
        assert!(std::env::var_os("CI").is_none(), "{what}");
        eprintln!("{what}");
    }
    there
}

/// The server that runs, or a new one.
pub fn get() -> Arc<Server> {
    static RUNNING: Mutex<Weak<Server>> = Mutex::new(Weak::new());
    let mut running = RUNNING.lock().unwrap_or_else(|e| e.into_inner());
    running.upgrade().unwrap_or_else(|| {
        let server = Arc::new(Server::start());
        *running = Arc::downgrade(&server);
        server
    })
}

fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).collect::<Vec<_>>();
    let installed = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let installed = installed.flatten().map(|v| v.path().join("bin"));
    let mut folders = on_path.into_iter().chain(installed);
    folders.find_map(|f| fs::canonicalize(f.join(name)).ok())
}

/// Root may not run it: somebody else then, by number.
fn somebody() -> Option<(u32, u32)> {
    let id = Command::new("id").arg("-u").output().ok()?;
    if id.stdout != b"0\n" {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let user = |name: &str| {
        let line = users.lines().find(|l| l.starts_with(&format!("{name}:")))?;
        let mut parts = line.split(':').skip(2);
        Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
    };
    user("postgres").or_else(|| user("nobody"))
}

fn command(name: &str, folder: &Path) -> Command {
    let mut command = Command::new(program(name).unwrap());
    command
        .current_dir(folder)
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    command.stderr(fs::File::create(folder.join(format!("{name}.log"))).unwrap());
    if let Some((user, group)) = somebody() {
        command.uid(user).gid(group);
    }
    command
}

impl Server {
    pub fn start() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("gongwen-pg-")
            .tempdir()
            .unwrap();
        if let Some((user, group)) = somebody() {
            std::os::unix::fs::chown(folder.path(), Some(user), Some(group)).unwrap();
        }
        let data = folder.path().join("data");
        let mut init = command("initdb", folder.path());
        init.arg("-D").arg(&data).args([
            "-A",
            "trust",
            "-U",
            "t",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        ]);
        let done = init.status().unwrap();
        let log = fs::read_to_string(folder.path().join("initdb.log")).unwrap_or_default();
        assert!(done.success(), "initdb: {log}");
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let mut serve = command("postgres", folder.path());
        serve
            .arg("-D")
            .arg(&data)
            .args(["-p", &port.to_string(), "-h", "127.0.0.1", "-k", ""]);
        serve.args([
            "-c",
            "fsync=off",
            "-c",
            "full_page_writes=off",
            "-c",
            "synchronous_commit=off",
        ]);
        let child = serve.spawn().unwrap();
        let server = Self {
            port,
            child,
            databases: AtomicUsize::new(0),
            folder,
        };
        let until = Instant::now() + Duration::from_secs(60);
        while TcpStream::connect(("127.0.0.1", port)).is_err() || server.try_admin().is_none() {
            let log = || fs::read_to_string(server.folder.path().join("postgres.log"));
            assert!(Instant::now() < until, "postgres: {:?}", log());
            sleep(Duration::from_millis(50));
        }
        server
    }

    fn url(&self, name: &str) -> String {
        format!("postgres://t@127.0.0.1:{}/{name}", self.port)
    }

    #[cfg(feature = "postgres")]
    fn try_admin(&self) -> Option<postgres::Client> {
        postgres::Client::connect(&self.url("postgres"), postgres::NoTls).ok()
    }

    #[cfg(not(feature = "postgres"))]
    fn try_admin(&self) -> Option<()> {
        Some(())
    }

    /// Makes a database and gives its URL.
    pub fn database(&self) -> String {
        let name = format!("t{}", self.databases.fetch_add(1, Ordering::Relaxed));
        #[cfg(feature = "postgres")]
        self.try_admin()
            .unwrap()
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .unwrap();
        self.url(&name)
    }

    /// Cuts every connection of gongwen.
    #[cfg(feature = "postgres")]
    pub fn cut(&self) -> bool {
        let sql = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
            WHERE application_name = 'gongwen'";
        let cut: i64 = self
            .try_admin()
            .unwrap()
            .query_one(sql, &[])
            .unwrap()
            .get(0);
        cut > 0
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // SIGQUIT: at once. Its folder goes anyway.
        let pid = self.child.id().to_string();
        let _ = Command::new("kill").args(["-QUIT", &pid]).status();
        let _ = self.child.wait();
    }
}
