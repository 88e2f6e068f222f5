//! Folders and files → the bytes of each input.
//!
//! In: paths as the caller gave them. Out: for each file met its bytes, or an
//! [`ErrorRow`] that says why not: nothing is passed over in silence but hidden
//! files, what the globs leave out, and the program's own output. Not here:
//! what the bytes say. No other room opens an input.

use crate::error::{Error, Result};
use crate::record::{ErrorRow, Stage};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use sha2::{Digest, Sha256};
use std::ffi::OsStr;
use std::fs::{File, Metadata};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};
use walkdir::{DirEntry, WalkDir};

/// One gibibyte: no government document is larger.
pub const MAX_BYTES: u64 = 1 << 30;

/// What to read.
#[derive(Debug, Clone)]
pub struct Options {
    /// Of the files found in folders only those that one of these globs matches; empty: all.
    pub include: Vec<String>,
    /// Files and folders found in folders that are left out.
    pub exclude: Vec<String>,
    /// Larger inputs are refused.
    pub max_bytes: u64,
    /// The file that the run writes to, which is never read.
    pub output: Option<FileId>,
    /// Files and folders of the store that the run writes to, as [`own`] gives them; never read.
    pub own: Vec<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            include: Vec::new(),
            exclude: Vec::new(),
            max_bytes: MAX_BYTES,
            output: None,
            own: Vec::new(),
        }
    }
}

/// A path as [`Options::own`] wants it, whether something is there already or not.
pub fn own(path: &Path) -> PathBuf {
    let whole = |p: &Path| p.canonicalize().ok();
    let folder = match path.parent() {
        Some(p) if p.as_os_str().is_empty() => whole(Path::new(".")),
        Some(p) => whole(p),
        None => None,
    };
    let joined = folder.zip(path.file_name()).map(|(f, name)| f.join(name));
    whole(path).or(joined).unwrap_or_else(|| path.to_owned())
}

/// What tells at a glance that a file did not change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stamp {
    /// Its size.
    pub bytes: u64,
    /// When it was changed, in nanoseconds since 1970; `None` where that proves nothing.
    pub modified: Option<i64>,
}

impl Stamp {
    /// The stamp of a place before it is read.
    ///
    /// A file that was changed a moment ago may change again without another
    /// time: of such a one the time is not told.
    pub fn of(place: &Place) -> Self {
        let fresh = Duration::from_secs(2);
        let told = |m: Metadata| {
            let modified = m.modified().ok()?;
            let settled = modified.elapsed().is_ok_and(|age| age > fresh);
            let since = modified.duration_since(UNIX_EPOCH).ok()?;
            let time = i64::try_from(since.as_nanos()).ok()?;
            (m.is_file() && settled).then_some((m.len(), time))
        };
        match place.path.metadata().ok().and_then(told) {
            Some((bytes, time)) => Self {
                bytes,
                modified: Some(time),
            },
            None => Self {
                bytes: place.bytes,
                modified: None,
            },
        }
    }
}

/// Whether nothing is at a path any more; of an archive's member, whether the archive is gone.
pub fn is_gone(path: &str) -> bool {
    let file = path.split("!/").next().unwrap_or(path);
    let gone = |p: &str| {
        let looked = Path::new(p).symlink_metadata();
        looked
            .is_err_and(|e| e.kind() == ErrorKind::NotFound || e.kind() == ErrorKind::NotADirectory)
    };
    // The mark of an archive may stand in a file's own name.
    path != "-" && gone(path) && gone(file)
}

/// What makes two paths the same file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileId(u64, u64);

impl FileId {
    /// The identity of a file that is there; `None` for pipes and terminals, and where the system tells none.
    #[cfg(unix)]
    pub fn of(file: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        file.is_file().then(|| Self(file.dev(), file.ino()))
    }

    /// The identity of a file that is there; `None` where the system tells none.
    #[cfg(not(unix))]
    pub fn of(_: &Metadata) -> Option<Self> {
        None
    }
}

/// A file that was met and can be read.
#[derive(Debug, Clone)]
pub struct Place {
    /// Its path as given or met; `-` for the standard input.
    pub path: PathBuf,
    /// How long it says it is; 0 where it does not say.
    pub bytes: u64,
}

/// The bytes of one input.
#[derive(Debug, Clone)]
pub struct Input {
    /// The path as given or met.
    pub path: Arc<str>,
    /// All of it.
    pub bytes: Vec<u8>,
    /// SHA-256 of the bytes, in hexadecimal.
    pub sha256: Arc<str>,
}

/// The files under the given paths: paths in the order given, folders by file name, so that the
/// same tree gives the same order on any machine. A bad glob, or an output that is one of the named
/// files, is the caller's error.
pub fn places(
    paths: Vec<PathBuf>,
    options: &Options,
) -> Result<impl Iterator<Item = std::result::Result<Place, ErrorRow>> + use<>> {
    let include = globs(&options.include, "--include")?;
    let exclude = Arc::new(globs(&options.exclude, "--exclude")?.unwrap_or_default());
    let output = options.output;
    let own: Arc<[PathBuf]> = options.own.clone().into();
    let is_output = |p: &&PathBuf| {
        p.metadata()
            .is_ok_and(|m| output.is_some() && FileId::of(&m) == output)
            || is_own(&options.own, p.file_name(), p)
    };
    if let Some(path) = paths.iter().find(is_output) {
        return Err(Error::on(
            path,
            "an input that the output would replace; name another output",
        ));
    }
    let found = paths.into_iter().flat_map(move |root| {
        let (include, exclude, own) = (include.clone(), exclude.clone(), own.clone());
        let from = root.clone();
        let wanted = move |e: &DirEntry| {
            let left_out = || hidden(e) || matches(&exclude, &from, e);
            e.depth() == 0 || !(left_out() || is_own(&own, Some(e.file_name()), e.path()))
        };
        let stdin = (root.as_os_str() == "-").then(|| {
            Ok(Place {
                path: root.clone(),
                bytes: 0,
            })
        });
        let walk = stdin
            .is_none()
            .then(|| WalkDir::new(&root).follow_links(true).sort_by_file_name());
        let met = walk
            .into_iter()
            .flat_map(move |w| w.into_iter().filter_entry(wanted.clone()));
        stdin
            .into_iter()
            .chain(met.filter_map(move |entry| match entry {
                Ok(e) => place(e, &root, include.as_ref(), output),
                Err(e) => Some(Err(unwalked(&e, &root))),
            }))
    });
    Ok(found)
}

/// Reads one input whole, up to the limit.
pub fn read(place: &Place, options: &Options) -> std::result::Result<Input, ErrorRow> {
    let path: Arc<str> = place.path.to_string_lossy().into();
    let refuse = |stage, message: String| Err(row(&path, stage, message));
    let too_large = |bytes: u64| {
        let (is, limit) = (size(bytes), size(options.max_bytes));
        refuse(
            Stage::Limit,
            format!("{is} is over the limit of {limit}; raise it with --max-bytes"),
        )
    };
    if place.bytes > options.max_bytes {
        return too_large(place.bytes);
    }
    let mut bytes = Vec::with_capacity(place.bytes as usize);
    let opened = match &*path {
        "-" => Ok(Box::new(io::stdin()) as Box<dyn Read>),
        _ => File::open(&place.path).map(|f| Box::new(f) as Box<dyn Read>),
    };
    let limit = options.max_bytes.saturating_add(1);
    if let Err(e) = opened.and_then(|f| f.take(limit).read_to_end(&mut bytes)) {
        return refuse(Stage::Read, cause(&e));
    }
    if bytes.len() as u64 > options.max_bytes {
        return too_large(bytes.len() as u64);
    }
    if bytes.is_empty() {
        return refuse(Stage::Read, "empty file; nothing to read".into());
    }
    let sha256 = hex(&Sha256::digest(&bytes)).into();
    Ok(Input {
        path,
        bytes,
        sha256,
    })
}

/// The place that a path named by the caller leads to, or the standard input for `-`.
pub fn named(path: &Path) -> Place {
    let bytes = path.metadata().map_or(0, |m| m.len());
    Place {
        path: path.to_owned(),
        bytes,
    }
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |n: u8| char::from(b"0123456789abcdef"[usize::from(n)]);
    let digits = bytes.iter().flat_map(|b| [digit(b >> 4), digit(b & 15)]);
    digits.collect()
}

/// A file of a folder, a named file, or why it cannot be one; `None` for what is not asked for.
fn place(
    entry: DirEntry,
    root: &Path,
    include: Option<&GlobSet>,
    output: Option<FileId>,
) -> Option<std::result::Result<Place, ErrorRow>> {
    let named = entry.depth() == 0;
    if entry.file_type().is_dir() || !(named || include.is_none_or(|g| matches(g, root, &entry))) {
        return None;
    }
    let fail = |message: String| {
        Some(Err(row(
            &entry.path().to_string_lossy(),
            Stage::Walk,
            message,
        )))
    };
    if !entry.file_type().is_file() && !named {
        return fail("a pipe, socket or device; name it on the command line to read it".into());
    }
    match entry.metadata() {
        Err(e) => fail(e.io_error().map_or_else(|| e.to_string(), cause)),
        Ok(m) if output.is_some() && FileId::of(&m) == output => None,
        Ok(m) => Some(Ok(Place {
            path: entry.path().to_owned(),
            bytes: m.len(),
        })),
    }
}

/// Whether a path belongs to the store that is written.
fn is_own(own: &[PathBuf], name: Option<&OsStr>, path: &Path) -> bool {
    let named = |p: &&PathBuf| p.file_name() == name;
    // Names are compared first, as the whole path has to be asked for.
    own.iter().any(|p| named(&p)) && path.canonicalize().is_ok_and(|p| own.contains(&p))
}

fn hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

/// A glob speaks of the file's name or of its path below the folder that was named.
fn matches(globs: &GlobSet, root: &Path, entry: &DirEntry) -> bool {
    let below = entry.path().strip_prefix(root).unwrap_or(entry.path());
    globs.is_match(entry.file_name()) || globs.is_match(below)
}

fn globs(patterns: &[String], flag: &str) -> Result<Option<GlobSet>> {
    if patterns.is_empty() {
        return Ok(None);
    }
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let glob = GlobBuilder::new(pattern.trim_end_matches('/'))
            .literal_separator(true)
            .build();
        set.add(glob.map_err(|e| Error::at(flag, format!("`{pattern}`: {}", e.kind())))?);
    }
    set.build().map(Some).map_err(|e| Error::at(flag, e))
}

/// Why a folder's entry could not be walked to.
fn unwalked(error: &walkdir::Error, root: &Path) -> ErrorRow {
    let path = error.path().unwrap_or(root).to_string_lossy();
    let message = match (error.loop_ancestor(), error.io_error()) {
        (Some(above), _) => format!(
            "link loop: it leads back to {}; not followed",
            above.display()
        ),
        (_, Some(e)) if e.kind() == ErrorKind::NotFound && error.depth() > 0 => {
            "a link that leads nowhere; mend or remove it".into()
        }
        (_, Some(e)) => cause(e),
        _ => error.to_string(),
    };
    row(&path, Stage::Walk, message)
}

/// The cause and what to do, in one line.
pub fn cause(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "no such file or folder; check the path".into(),
        ErrorKind::PermissionDenied => {
            "no permission to read it; change its mode or its owner".into()
        }
        ErrorKind::IsADirectory => "a folder, where a file was expected".into(),
        _ => Error::at("", error).what,
    }
}

fn row(path: &str, stage: Stage, message: String) -> ErrorRow {
    ErrorRow {
        path: path.into(),
        stage,
        message,
    }
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{:.1} KiB", bytes as f64 / 1024.0),
        1_048_576..1_073_741_824 => format!("{:.1} MiB", bytes as f64 / 1_048_576.0),
        _ => format!("{:.1} GiB", bytes as f64 / 1_073_741_824.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn tree(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file).unwrap();
        }
        folder
    }

    /// What is met, relative to the folder: a path, or `!stage path: message`.
    fn met(folder: &Path, below: &str, options: &Options) -> Vec<String> {
        let cut = |p: &str| p.replace(&format!("{}/", folder.display()), "");
        let one = |found: std::result::Result<Place, ErrorRow>| match found {
            Ok(place) => cut(&place.path.display().to_string()),
            Err(e) => cut(&format!("!{:?} {}: {}", e.stage, e.path, e.message)),
        };
        let root = match below {
            "" => folder.to_owned(),
            _ => folder.join(below),
        };
        places(vec![root], options).unwrap().map(one).collect()
    }

    #[test]
    fn files_come_by_name_and_hidden_ones_only_when_named() {
        let folder = tree(&["b.txt", "a/2.txt", "a/10.txt", ".git/x", ".h.txt", "c/.d/e"]);
        let all = Options::default();
        assert_eq!(
            met(folder.path(), "", &all),
            ["a/10.txt", "a/2.txt", "b.txt"]
        );
        assert_eq!(met(folder.path(), ".h.txt", &all), [".h.txt"]);
        assert_eq!(met(folder.path(), ".git", &all), [".git/x"]);
    }

    #[test]
    fn globs_speak_of_names_and_of_paths_below() {
        let folder = tree(&["a/x.txt", "a/y.md", "drafts/z.txt", "a/old/w.txt"]);
        let with = |include: &[&str], exclude: &[&str]| {
            let owned = |g: &[&str]| g.iter().map(|s| s.to_string()).collect();
            let options = Options {
                include: owned(include),
                exclude: owned(exclude),
                ..Options::default()
            };
            met(folder.path(), "", &options)
        };
        assert_eq!(with(&["*.txt"], &["drafts/"]), ["a/old/w.txt", "a/x.txt"]);
        assert_eq!(with(&["a/*.txt"], &[]), ["a/x.txt"]);
        assert_eq!(with(&[], &["**/old", "*.md"]), ["a/x.txt", "drafts/z.txt"]);
        assert_eq!(with(&["*.pdf"], &[]), [""; 0]);
        let bad = Options {
            include: vec!["a[".into()],
            ..Options::default()
        };
        let error = places(vec![folder.path().into()], &bad).err().unwrap();
        assert_eq!(
            error.to_string(),
            "--include: `a[`: unclosed character class; missing ']'"
        );
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_loops_told() {
        use std::os::unix::fs::symlink;
        let folder = tree(&["a/x.txt", "b/y.txt"]);
        symlink("..", folder.path().join("a/up")).unwrap();
        symlink("../b/y.txt", folder.path().join("a/y.txt")).unwrap();
        symlink("nowhere", folder.path().join("b/gone")).unwrap();
        let loops = format!(
            "!Walk a/up: link loop: it leads back to {}; not followed",
            folder.path().display()
        );
        let found = met(folder.path(), "", &Options::default());
        let gone = "!Walk b/gone: a link that leads nowhere; mend or remove it";
        assert_eq!(
            found,
            [
                loops.trim_end_matches('/'),
                "a/x.txt",
                "a/y.txt",
                gone,
                "b/y.txt"
            ]
        );
    }

    #[test]
    fn a_path_that_is_not_there_is_an_error_of_its_own() {
        let folder = tree(&[]);
        let found = met(folder.path(), "no", &Options::default());
        assert_eq!(found, ["!Walk no: no such file or folder; check the path"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_in_a_folder_is_told_and_not_waited_for() {
        let folder = tree(&["a.txt"]);
        let made = std::process::Command::new("mkfifo")
            .arg(folder.path().join("p"))
            .status();
        assert!(made.unwrap().success());
        let found = met(folder.path(), "", &Options::default());
        assert_eq!(
            found[1],
            "!Walk p: a pipe, socket or device; name it on the command line to read it"
        );
    }

    #[test]
    fn the_output_is_not_an_input() {
        let folder = tree(&["a.txt", "out.jsonl"]);
        let output = FileId::of(&folder.path().join("out.jsonl").metadata().unwrap());
        let options = Options {
            output,
            ..Options::default()
        };
        assert_eq!(met(folder.path(), "", &options), ["a.txt"]);
        let named = places(vec![folder.path().join("out.jsonl")], &options);
        assert!(named.is_err());
    }

    #[test]
    fn the_limit_holds_for_what_is_read_too() {
        let folder = tree(&["a.txt"]);
        let options = Options {
            max_bytes: 3,
            ..Options::default()
        };
        let mut place = named(&folder.path().join("a.txt"));
        for bytes in [place.bytes, 0] {
            place.bytes = bytes;
            let error = read(&place, &options).unwrap_err();
            assert_eq!(error.stage, Stage::Limit);
        }
        let input = read(&place, &Options::default()).unwrap();
        assert_eq!((&*input.bytes, input.sha256.len()), (&b"a.txt"[..], 64));
    }
}
