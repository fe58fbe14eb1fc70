//! The lock and the state file of one service.

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

/// At a lock that somebody else may have touched for an instant.
const ATTEMPTS: usize = 5;

/// Keeps a service from starting, for as long as it is held.
#[derive(Debug)]
pub struct Hold {
    _lock: Option<File>,
}

/// Whether the open file is the one that lies there now.
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

    /// The lock, or `None` if another process holds it.
    pub(super) fn take_lock(&self) -> Result<Option<File>> {
        for _ in 0..ATTEMPTS {
            let Some(file) = self.take(self.open_lock()?)? else {
                return Ok(None);
            };
            // unless it was deleted in the moment before
            if is_at(&file, &self.lock) {
                spare::clear(&file);
                return Ok(Some(file));
            }
        }
        Ok(None)
    }

    /// The same for whoever only reads, and writes nothing if the lock file is there. Where
    /// none can be made, nobody runs and nobody can start: then there is nothing to hold.
    pub(super) fn hold(&self) -> Result<Option<Hold>> {
        let file = match self.existing_lock()? {
            Some(file) => file,
            None => match self.make_folder().and_then(|()| self.make_lock()) {
                Ok(file) => file,
                Err(error) if is_unwritable(&error) => return Ok(Some(Hold { _lock: None })),
                Err(error) => return Err(self.cannot_open(error)),
            },
        };
        // shared: what a run that was killed left behind must not look alive
        let free = self.try_lock(&file, File::try_lock_shared)?;
        Ok(free.then_some(Hold { _lock: Some(file) }))
    }

    fn take(&self, file: File) -> Result<Option<File>> {
        // a client that looks whether the service runs holds the lock for an instant
        for _ in 0..ATTEMPTS {
            if self.try_lock(&file, File::try_lock)? {
                return Ok(Some(file));
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(None)
    }

    /// Whether a process holds the lock. To look needs no write, so that whoever reads can
    /// do so on a file system that is read-only.
    pub(super) fn is_locked(&self) -> Result<bool> {
        match self.existing_lock()? {
            Some(file) => Ok(!self.try_lock(&file, File::try_lock_shared)?),
            None => Ok(false),
        }
    }

    /// The lock file, open for reading: locks need no more. `None` if it is not there.
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

    /// `None`: it holds the lock but has not bound its ports yet.
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

    /// What a state file says.
    pub(super) fn parse<T: DeserializeOwned>(&self, text: &str) -> Result<Running<T>> {
        serde_json::from_str(text).map_err(|error| {
            let unreadable = format!("cannot read `{}`", self.state.display());
            // of a version that describes itself in another way?
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

    /// Whether the lock could be had; another holder is an answer, not an error.
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
