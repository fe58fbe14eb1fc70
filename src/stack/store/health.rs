//! Whether the store can be written and read, and if not why: for answers, `local status`
//! and the log.

use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::sync::watch;

use super::error::StoreError;
use super::trouble::Trouble;

/// How the last write and the last read went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Condition {
    pub writing: Option<Trouble>,
    pub reading: Option<Trouble>,
}

pub(super) struct Health {
    folder: PathBuf,
    condition: watch::Sender<Condition>,
    files: Mutex<Vec<Identity>>,
    probed: Mutex<Option<(Instant, Option<Trouble>)>>,
    /// Writes that failed for one of these reasons.
    failed: AtomicU64,
    /// The weight of the largest write that found no room, while there is none.
    wanted: AtomicUsize,
}

/// A path and the file that it led to: another one there is not ours.
struct Identity {
    path: PathBuf,
    file: (u64, u64),
}

/// A look at the disk holds for this long: while it fails, every request fails.
const PROBE_HOLDS: Duration = Duration::from_secs(1);
/// What a look writes; a file system may still have room for less.
const PROBE_BYTES: usize = 128 << 10;
/// Closer to the limit than this, a full database is full because of its limit: a large
/// transaction takes this many pages.
const NEAR_LIMIT_PAGES: i64 = 8_192;

impl Health {
    pub(super) fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            condition: watch::Sender::new(Condition::default()),
            files: Mutex::default(),
            probed: Mutex::default(),
            failed: AtomicU64::default(),
            wanted: AtomicUsize::default(),
        }
    }

    /// From here on these must stay the files that they are.
    pub(super) fn hold(&self, paths: impl IntoIterator<Item = PathBuf>) {
        let held = paths.into_iter().filter_map(|path| {
            let file = identity(&path)?;
            Some(Identity { path, file })
        });
        *self.files.lock().unwrap_or_else(PoisonError::into_inner) = held.collect();
    }

    /// Fails once a file was deleted, moved or replaced: SQLite would go on writing to what
    /// nobody can open any more.
    pub(super) fn check_files(&self) -> Result<(), StoreError> {
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let same = |held: &Identity| identity(&held.path) == Some(held.file);
        if files.iter().all(same) {
            return Ok(());
        }
        Err(Trouble::Gone.into())
    }

    /// The error with the reason that SQLite does not tell: it has one code for a full disk
    /// and for its own limit, and one for all that a disk can answer.
    pub(super) fn explain(&self, error: StoreError, connection: Option<&Connection>) -> StoreError {
        let found = match error.trouble() {
            Some(Trouble::DiskFull) => match self.probe() {
                Some(of_disk) => of_disk,
                None if connection.is_some_and(is_near_limit) => Trouble::SizeLimit,
                None => Trouble::DiskFull,
            },
            Some(Trouble::Io(code)) => self.probe().unwrap_or(Trouble::Io(code)),
            Some(Trouble::Unopenable) if self.check_files().is_err() => Trouble::Gone,
            _ => return error,
        };
        found.into()
    }

    /// What a write to the folder meets.
    fn probe(&self) -> Option<Trouble> {
        let mut probed = self.probed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, found)) = *probed
            && at.elapsed() < PROBE_HOLDS
        {
            return found;
        }
        // one name, so that a stack that is killed here leaves one file at most
        let path = self.folder.join(".probe");
        let written = File::create(&path).and_then(|mut file| {
            file.write_all(&[0; PROBE_BYTES])?;
            file.sync_all()
        });
        // it need not be there
        let _ = fs::remove_file(&path);
        let found = written.err().as_ref().and_then(Trouble::from_io);
        *probed = Some((Instant::now(), found));
        found
    }

    /// After a write that changed something. On a disk that is nearly full a few bytes
    /// find room and a batch does not: that is over when [`Self::found_room`] says so.
    pub(super) fn write_worked(&self) {
        self.clear_writing(|trouble| !trouble.is_want_of_room());
    }

    /// After a write that did not work, which weighed so much.
    pub(super) fn write_failed(&self, error: &StoreError, weight: usize) {
        if let Some(trouble) = error.trouble() {
            self.failed.fetch_add(1, Ordering::Relaxed);
            if trouble.is_want_of_room() {
                self.wanted.fetch_max(weight, Ordering::Relaxed);
            }
            self.set(|condition| &mut condition.writing, Some(trouble));
        }
    }

    /// For how many bytes there was no room.
    pub(super) fn wanted(&self) -> usize {
        self.wanted.load(Ordering::Relaxed)
    }

    /// After that many bytes were written while nothing failed.
    pub(super) fn found_room(&self) {
        self.wanted.store(0, Ordering::Relaxed);
        self.clear_writing(Trouble::is_want_of_room);
    }

    /// Another program has locked the store, for longer than a write takes.
    pub(super) fn is_locked(&self) -> bool {
        self.condition.borrow().writing == Some(Trouble::Locked)
    }

    /// Before what waits for that lock has failed.
    pub(super) fn lock_met(&self) {
        self.set(|condition| &mut condition.writing, Some(Trouble::Locked));
    }

    pub(super) fn lock_is_over(&self) {
        self.clear_writing(|trouble| trouble == Trouble::Locked);
    }

    fn clear_writing(&self, passes: impl FnOnce(Trouble) -> bool) {
        self.condition.send_if_modified(|condition| {
            let clears = condition.writing.is_some_and(passes);
            if clears {
                condition.writing = None;
            }
            clears
        });
    }

    /// How many writes did not work.
    pub(super) fn failed_writes(&self) -> u64 {
        self.failed.load(Ordering::Relaxed)
    }

    /// After a read.
    pub(super) fn was_read<T>(&self, outcome: &Result<T, StoreError>) {
        match outcome {
            Ok(_) => self.set(|condition| &mut condition.reading, None),
            Err(error) => {
                if let Some(trouble) = error.trouble() {
                    self.set(|condition| &mut condition.reading, Some(trouble));
                }
            }
        }
    }

    pub(super) fn condition(&self) -> Condition {
        *self.condition.borrow()
    }

    pub(super) fn watch(&self) -> watch::Receiver<Condition> {
        self.condition.subscribe()
    }

    fn set(&self, part: impl Fn(&mut Condition) -> &mut Option<Trouble>, value: Option<Trouble>) {
        self.condition.send_if_modified(|condition| {
            let part = part(condition);
            let differs = *part != value;
            *part = value;
            differs
        });
    }
}

fn identity(path: &Path) -> Option<(u64, u64)> {
    let file = fs::metadata(path).ok()?;
    Some((file.dev(), file.ino()))
}

fn is_near_limit(connection: &Connection) -> bool {
    let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    match (number("page_count"), number("max_page_count")) {
        (Ok(count), Ok(limit)) => count > limit - NEAR_LIMIT_PAGES,
        _ => false,
    }
}
