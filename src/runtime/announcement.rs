//! The state file and lock of a running service, maintained by the service itself.

use std::fs::{self, File};
use std::io;
use std::time::Duration;

use serde::Serialize;

use super::former::FormerLock;
use super::paths::{Paths, is_at};
use super::{Running, private_dir, spare, write_private};
use crate::error::{Error, Result, ResultExt as _};
use crate::model::Version;

/// The lock of a service that has not written its state file yet.
#[derive(Debug)]
pub struct Claim {
    pub(super) paths: Paths,
    pub(super) lock: File,
    pub(super) former: FormerLock,
}

/// Held by a service while it runs; dropping it removes the state file.
#[derive(Debug)]
pub struct Announcement {
    paths: Paths,
    nonce: String,
    text: Vec<u8>,
    lock: File,
    /// Locks in folders that were moved away. The service can still be found there.
    moved: Vec<File>,
    /// The lock where earlier versions look.
    _former: FormerLock,
}

/// The result of a renewal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renewal {
    /// Lock and state file are intact.
    Kept,
    /// They had been deleted or moved and are written again.
    Renewed,
    /// Another process holds the current lock.
    TakenOver,
}

/// How often a service checks that it can still be found.
pub const RENEW_EACH: Duration = Duration::from_millis(250);

impl Claim {
    /// Writes the state file. From now on, clients find the service.
    pub fn announce<T: Serialize>(self, started: String, about: T) -> Result<Announcement> {
        let nonce = uuid::Uuid::new_v4().simple().to_string();
        let running = Running {
            pid: std::process::id(),
            nonce: nonce.clone(),
            started,
            version: Some(Version::NUMBER.to_owned()),
            about,
        };
        let text = serde_json::to_vec_pretty(&running)
            .or_fail(|| "cannot write the state file".to_owned())?;
        let announcement = Announcement {
            paths: self.paths,
            nonce,
            text,
            lock: self.lock,
            moved: Vec::new(),
            _former: self.former,
        };
        announcement.write()?;
        Ok(announcement)
    }
}

impl Announcement {
    pub fn nonce(&self) -> &str {
        &self.nonce
    }

    /// Takes the lock and writes the state file again if the folder was deleted or moved, so that
    /// the service can still be found and stopped.
    pub fn renew(&mut self) -> Result<Renewal> {
        let is_ours = self.holds_lock_file();
        if is_ours && self.paths.state.exists() {
            return Ok(Renewal::Kept);
        }
        if !is_ours {
            let lock = match self.returned() {
                Some(lock) => lock,
                None => {
                    if let Some(folder) = self.paths.lock.parent() {
                        private_dir(folder)?;
                    }
                    match self.paths.take_lock()? {
                        Some(lock) => lock,
                        None => return Ok(Renewal::TakenOver),
                    }
                }
            };
            self.moved.push(std::mem::replace(&mut self.lock, lock));
        }
        self.write()?;
        Ok(Renewal::Renewed)
    }

    /// Returns the current lock file if this service already holds its lock, because the folder was
    /// moved away and back.
    fn returned(&mut self) -> Option<File> {
        let at = (self.moved.iter()).position(|lock| is_at(lock, &self.paths.lock))?;
        Some(self.moved.swap_remove(at))
    }

    /// Writes the state file. On a full disk, writes it into the space reserved in the lock file.
    fn write(&self) -> Result<()> {
        match write_private(&self.paths.state, &self.text) {
            Ok(()) => Ok(()),
            Err(error) if is_full(&error) && spare::write(&self.lock, &self.text).is_ok() => Ok(()),
            Err(error) => Err(Error::of_disk(
                format!("cannot write `{}`", self.paths.state.display()),
                error,
            )),
        }
    }

    fn holds_lock_file(&self) -> bool {
        is_at(&self.lock, &self.paths.lock)
    }
}

fn is_full(error: &io::Error) -> bool {
    use io::ErrorKind::{QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded)
}

impl Drop for Announcement {
    fn drop(&mut self) {
        // closing the file releases the lock; a leftover state file is harmless
        if self.holds_lock_file() {
            let _ = fs::remove_file(&self.paths.state);
        }
    }
}
