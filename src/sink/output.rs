//! Where bytes go: the standard output, or a file that appears only when it is whole.

use crate::error::{Error, Result};
use crate::source::FileId;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// An open output.
#[derive(Debug)]
pub struct Output {
    to: To,
    id: Option<FileId>,
}

/// What gathers small pieces; those of the stream's lines are mostly larger and go out as they are.
#[derive(Debug)]
enum To {
    Stdout(BufWriter<io::Stdout>),
    /// A pipe or a device, which cannot be replaced.
    Device(BufWriter<File>, PathBuf),
    /// Written beside the file and renamed at the end.
    Beside(BufWriter<NamedTempFile>, PathBuf),
}

impl Output {
    /// Opens the file, or the standard output for `None` and `-`.
    pub fn open(path: Option<&Path>) -> Result<Self> {
        let Some(path) = path.filter(|p| p.as_os_str() != "-") else {
            let to = To::Stdout(BufWriter::new(io::stdout()));
            return Ok(Self {
                to,
                id: stdout_id(),
            });
        };
        // Through a link the file that it leads to is replaced, not the link.
        let file = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let old = file.metadata().ok();
        if old.as_ref().is_some_and(|m| m.is_dir()) {
            return Err(Error::on(path, "a folder; name a file to write"));
        }
        let id = old.as_ref().and_then(FileId::of);
        let to = match old.is_some_and(|m| !m.is_file()) {
            true => {
                let device = OpenOptions::new().write(true).open(&file);
                To::Device(
                    BufWriter::new(device.map_err(|e| Error::on(path, e))?),
                    file,
                )
            }
            false => To::Beside(BufWriter::new(beside(&file)?), file),
        };
        Ok(Self { to, id })
    }

    /// The file that is written or will be replaced, so that it is not read as an input.
    pub fn id(&self) -> Option<FileId> {
        self.id
    }

    /// Puts the whole file in its place.
    pub fn commit(self) -> Result<()> {
        match self.to {
            To::Stdout(mut out) => out.flush().map_err(|e| Error::at("standard output", e)),
            To::Device(mut out, path) => out.flush().map_err(|e| Error::on(&path, e)),
            To::Beside(out, path) => {
                let file = out.into_inner().map_err(|e| Error::on(&path, e.error()))?;
                file.as_file().sync_all().map_err(|e| Error::on(&path, e))?;
                file.persist(&path).map_err(|e| Error::on(&path, e.error))?;
                Ok(())
            }
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.to {
            To::Stdout(out) => out.write(bytes),
            To::Device(out, _) => out.write(bytes),
            To::Beside(out, _) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.to {
            To::Stdout(out) => out.flush(),
            To::Device(out, _) => out.flush(),
            To::Beside(out, _) => out.flush(),
        }
    }
}

/// A new hidden file in the folder of `file`, with the mode that a new file gets.
fn beside(file: &Path) -> Result<NamedTempFile> {
    let folder = match file.parent() {
        Some(p) if p.as_os_str().is_empty() => Path::new("."),
        Some(p) => p,
        None => return Err(Error::on(file, "no file's name; name a file to write")),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".gongwen-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder).map_err(|e| match e.kind() {
        io::ErrorKind::NotFound => Error::on(
            file,
            format!("no folder {}; make it first", folder.display()),
        ),
        _ => Error::on(
            file,
            format!("cannot write in {}: {}", folder.display(), e.kind()),
        ),
    })
}

#[cfg(unix)]
fn stdout_id() -> Option<FileId> {
    use std::os::fd::AsFd;
    let out = io::stdout().as_fd().try_clone_to_owned().ok()?;
    FileId::of(&File::from(out).metadata().ok()?)
}

#[cfg(not(unix))]
fn stdout_id() -> Option<FileId> {
    None
}
