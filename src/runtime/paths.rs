//! The lock and state file of a service.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::de::DeserializeOwned;

use super::{IgnoredAny, Running, check_owner, spare};
use crate::error::{Error, Hint, Result};

#[derive(Debug, Clone)]
pub(super) struct Paths {
    pub(super) lock: PathBuf,
    pub(super) state: PathBuf,
}

/// How often to try a lock that another process may hold for an instant.
const ATTEMPTS: usize = 5;

/// Keeps a service from starting while it is held.
#[derive(Debug)]
pub struct Hold {
    _lock: Option<File>,
}

/// Whether the open file is still the file at `path`.
pub(super) fn is_at(file: &File, path: &Path) -> bool {
    let identity = |file: fs::Metadata| (file.dev(), file.ino());
    let open = file.metadata().map(identity).ok();
    open.is_some() && open == fs::metadata(path).map(identity).ok()
}

fn is_unwritable(error: &io::Error) -> bool {
    use io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem};
    matches!(error.kind(), PermissionDenied | ReadOnlyFilesystem)
}

impl Paths {
    pub(super) fn new(folder: &Path, name: &str) -> Self {
        Self {
            lock: folder.join(format!("{name}.lock")),
            state: folder.join(format!("{name}.json")),
        }
    }

    /// Takes the lock. Returns `None` if another process holds it.
    pub(super) fn take_lock(&self) -> Result<Option<File>> {
        for _ in 0..ATTEMPTS {
            let Some(file) = self.take(self.open_lock()?)? else {
                return Ok(None);
            };
            // unless the file was deleted since it was opened
            if is_at(&file, &self.lock) {
                spare::clear(&file);
                return Ok(Some(file));
            }
        }
        Ok(None)
    }

    /// Like [`Self::take_lock`] for a reader, which writes nothing if the lock file exists. If it
    /// does not and cannot be created, no service is running or can start, so there is nothing to
    /// hold.
    pub(super) fn hold(&self) -> Result<Option<Hold>> {
        let file = match self.existing_lock()? {
            Some(file) => file,
            None => match self.make_folder().and_then(|()| self.make_lock()) {
                Ok(file) => file,
                Err(error) if is_unwritable(&error) => return Ok(Some(Hold { _lock: None })),
                Err(error) => return Err(self.cannot_open(error)),
            },
        };
        // shared, so that a leftover state file of a killed run does not look alive
        let free = self.try_lock(&file, File::try_lock_shared)?;
        Ok(free.then_some(Hold { _lock: Some(file) }))
    }

    fn take(&self, file: File) -> Result<Option<File>> {
        // a client that checks whether the service is running holds the lock for an instant
        for _ in 0..ATTEMPTS {
            if self.try_lock(&file, File::try_lock)? {
                return Ok(Some(file));
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(None)
    }

    /// Whether a process holds the lock. Works on a read-only file system.
    pub(super) fn is_locked(&self) -> Result<bool> {
        match self.existing_lock()? {
            Some(file) => Ok(!self.try_lock(&file, File::try_lock_shared)?),
            None => Ok(false),
        }
    }

    /// Opens the lock file for reading, which is enough for locking. `None` if it does not exist.
    fn existing_lock(&self) -> Result<Option<File>> {
        if !self.lock.exists() {
            return Ok(None);
        }
        if let Some(folder) = self.lock.parent() {
            check_owner(folder)?;
        }
        match File::open(&self.lock) {
            Ok(file) => Ok(Some(file)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.cannot_open(error)),
        }
    }

    /// Returns the state file, or `None` for a service that holds the lock but has not bound its
    /// ports yet.
    pub(super) fn read_state(&self) -> Result<Option<String>> {
        let cannot_read = |path: &Path, error| {
            let failed = format!("cannot read `{}`", path.display());
            Err(Error::of_disk(failed, error))
        };
        match fs::read_to_string(&self.state) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                match spare::read(&self.lock) {
                    Ok(text) => Ok(text),
                    Err(error) => cannot_read(&self.lock, error),
                }
            }
            Err(error) => cannot_read(&self.state, error),
        }
    }

    /// Parses a state file.
    pub(super) fn parse<T: DeserializeOwned>(&self, text: &str) -> Result<Running<T>> {
        serde_json::from_str(text).map_err(|error| {
            let unreadable = format!("cannot read `{}`", self.state.display());
            // possibly written by another version
            match serde_json::from_str::<Running<IgnoredAny>>(text) {
                Ok(other) => Error::failed(format!(
                    "{unreadable}: {} wrote it",
                    match &other.version {
                        Some(version) => format!("version {version} of this program"),
                        None => "an earlier version of this program".to_owned(),
                    }
                ))
                .caused_by(error)
                .hint(Hint::run(["local", "stop"], "stop the stack, if it runs"))
                .hint(Hint::run(
                    ["backend", "stop"],
                    "stop the backend, if it runs",
                )),
                Err(_) => Error::failed(unreadable).caused_by(error),
            }
        })
    }

    fn open_lock(&self) -> Result<File> {
        self.make_lock().map_err(|error| self.cannot_open(error))
    }

    fn make_folder(&self) -> io::Result<()> {
        let Some(folder) = self.lock.parent() else {
            return Ok(());
        };
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
    }

    fn make_lock(&self) -> io::Result<File> {
        OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&self.lock)
    }

    fn cannot_open(&self, error: io::Error) -> Error {
        Error::of_disk(format!("cannot open `{}`", self.lock.display()), error)
    }

    /// Tries to take a lock. Returns false if another process holds it.
    fn try_lock(
        &self,
        file: &File,
        how: fn(&File) -> std::result::Result<(), TryLockError>,
    ) -> Result<bool> {
        match how(file) {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => Err(Error::failed(format!(
                "cannot lock `{}`",
                self.lock.display()
            ))
            .caused_by(error)),
        }
    }
}
