//! The log file of a background service.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::fs::{FileExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result, ResultExt as _};

/// The log of a service that is starting.
pub(super) struct Log {
    pub(super) path: PathBuf,
    file: File,
    /// Its size before the start.
    before: u64,
    /// Why the output goes elsewhere, if it does.
    pub(super) unlogged: Option<String>,
}

impl Log {
    /// Opens the file at `path`. If the disk is full, the service runs without a log: its output
    /// goes to an unnamed file that lasts as long as the process.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let opened = OpenOptions::new()
            .create(true)
            .read(true)
            .append(true)
            .mode(0o600)
            .open(path);
        let (file, unlogged) = match opened {
            Ok(file) => (file, None),
            Err(error) => match may_go_without(&error).then(nameless) {
                Some(Ok(file)) => (file, Some(format!("{}: {error}", unwritable(path)))),
                _ => return Err(Error::of_disk(unwritable(path), error)),
            },
        };
        let before = file.metadata().map_or(0, |log| log.len());
        Ok(Self {
            path: path.to_owned(),
            file,
            before,
            unlogged,
        })
    }

    pub(super) fn for_child(&self) -> Result<File> {
        self.file.try_clone().or_fail(|| unwritable(&self.path))
    }

    /// Returns what was written since it was opened.
    ///
    /// # Errors
    /// Returns an error if nothing was written and nothing can be: the service could not have
    /// reported a failure.
    pub(super) fn told(&self) -> Result<String> {
        let length = self.file.metadata().map_or(0, |log| log.len());
        let mut told = vec![0; usize::try_from(length.saturating_sub(self.before)).unwrap_or(0)];
        // the log may have been cut meanwhile; the rest is good enough
        let _ = self.file.read_exact_at(&mut told, self.before);
        if told.is_empty() {
            let blank = (&self.file).write_all(b"\n");
            let blank = blank.and_then(|()| self.file.sync_all());
            blank.map_err(|error| Error::of_disk(unwritable(&self.path), error))?;
        }
        Ok(String::from_utf8_lossy(&told).into_owned())
    }
}

/// Opens an unnamed file, or `/dev/null` if that disk is full as well.
fn nameless() -> io::Result<File> {
    let nowhere = || OpenOptions::new().read(true).write(true).open("/dev/null");
    tempfile::tempfile().or_else(|_| nowhere())
}

/// A full disk is not fatal, because nothing depends on the log.
fn may_go_without(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded
    )
}

fn unwritable(log: &Path) -> String {
    format!("cannot write the log file `{}`", log.display())
}
