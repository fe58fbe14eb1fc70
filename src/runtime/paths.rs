//! The lock and the state file of one service.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::fs::{FlockOperation, flock};
use serde::de::DeserializeOwned;

use super::{IgnoredAny, Running, check_owner};
use crate::error::{Error, Result, ResultExt as _};

#[derive(Debug, Clone)]
pub(super) struct Paths {
    pub(super) lock: PathBuf,
    pub(super) state: PathBuf,
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
        let file = self.open_lock()?;
        // a client that looks whether the service runs holds the lock for an instant
        for _ in 0..5 {
            if self.try_lock(&file, FlockOperation::NonBlockingLockExclusive)? {
                return Ok(Some(file));
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(None)
    }

    /// Whether a process holds the lock.
    pub(super) fn is_locked(&self) -> Result<bool> {
        if !self.lock.exists() {
            return Ok(false);
        }
        if let Some(folder) = self.lock.parent() {
            check_owner(folder)?;
        }
        let file = self.open_lock()?;
        Ok(!self.try_lock(&file, FlockOperation::NonBlockingLockShared)?)
    }

    /// `None`: it holds the lock but has not bound its ports yet.
    pub(super) fn read_state(&self) -> Result<Option<String>> {
        match fs::read_to_string(&self.state) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => {
                let failed = format!("cannot read `{}`", self.state.display());
                Err(Error::failed(failed).caused_by(error))
            }
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
                .hint("stop what runs with `cruddur-obs local stop` or `cruddur-obs backend stop`, then start it again"),
                Err(_) => Error::failed(unreadable).caused_by(error),
            }
        })
    }

    fn open_lock(&self) -> Result<File> {
        OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&self.lock)
            .or_fail(|| format!("cannot open `{}`", self.lock.display()))
    }

    /// Whether the lock could be had; another holder is an answer, not an error.
    fn try_lock(&self, file: &File, how: FlockOperation) -> Result<bool> {
        match flock(file, how) {
            Ok(()) => Ok(true),
            Err(rustix::io::Errno::WOULDBLOCK) => Ok(false),
            Err(error) => Err(
                Error::failed(format!("cannot lock `{}`", self.lock.display()))
                    .caused_by(io::Error::from(error)),
            ),
        }
    }
}
