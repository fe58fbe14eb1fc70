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
use super::outage::Outage;

/// The outage that the last write and the last read met, if any.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Availability {
    pub writing: Option<Outage>,
    pub reading: Option<Outage>,
}

pub(super) struct Health {
    folder: PathBuf,
    availability: watch::Sender<Availability>,
    files: Mutex<Vec<Identity>>,
    probed: Mutex<Option<(Instant, Option<Outage>)>>,
    /// How many writes an outage made fail.
    failed: AtomicU64,
    /// The bytes of the largest write that failed for lack of space; 0 once as much fits.
    wanted: AtomicUsize,
}

/// A path and the file (device, inode) that it led to when the store was opened.
struct Identity {
    path: PathBuf,
    file: (u64, u64),
}

/// How long the result of a probe is reused: during an outage every request would probe.
const PROBE_HOLDS: Duration = Duration::from_secs(1);
/// What a probe writes; a nearly full file system may have space for less.
const PROBE_BYTES: usize = 128 << 10;
/// Closer to the limit than this, a full database is full because of its limit: a large
/// transaction takes this many pages.
const NEAR_LIMIT_PAGES: i64 = 8_192;

impl Health {
    pub(super) fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            availability: watch::Sender::new(Availability::default()),
            files: Mutex::default(),
            probed: Mutex::default(),
            failed: AtomicU64::default(),
            wanted: AtomicUsize::default(),
        }
    }

    /// From now on, these paths must keep leading to the same files.
    pub(super) fn hold(&self, paths: impl IntoIterator<Item = PathBuf>) {
        let held = paths.into_iter().filter_map(|path| {
            let file = identity(&path)?;
            Some(Identity { path, file })
        });
        *self.files.lock().unwrap_or_else(PoisonError::into_inner) = held.collect();
    }

    /// Fails once a file was deleted, moved or replaced: SQLite would keep writing to a file
    /// that nobody can open any more.
    pub(super) fn check_files(&self) -> Result<(), StoreError> {
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let same = |held: &Identity| identity(&held.path) == Some(held.file);
        if files.iter().all(same) {
            return Ok(());
        }
        Err(Outage::Gone.into())
    }

    /// Finds the reason that SQLite's code does not distinguish: there is one code for a full
    /// disk and for the size limit, and one for every I/O error.
    pub(super) fn explain(&self, error: StoreError, connection: Option<&Connection>) -> StoreError {
        let found = match error.outage() {
            Some(Outage::DiskFull) => match self.probe() {
                Some(of_disk) => of_disk,
                None if connection.is_some_and(is_near_limit) => Outage::SizeLimit,
                None => Outage::DiskFull,
            },
            Some(Outage::Io(code)) => self.probe().unwrap_or(Outage::Io(code)),
            Some(Outage::Unopenable) if self.check_files().is_err() => Outage::Gone,
            _ => return error,
        };
        found.into()
    }

    /// Writes to the folder and returns the outage that this meets.
    fn probe(&self) -> Option<Outage> {
        let mut probed = self.probed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, found)) = *probed
            && at.elapsed() < PROBE_HOLDS
        {
            return found;
        }
        // always the same name, so that a killed stack leaves at most one file
        let path = self.folder.join(".probe");
        let written = File::create(&path).and_then(|mut file| {
            file.write_all(&[0; PROBE_BYTES])?;
            file.sync_all()
        });
        // may not exist
        let _ = fs::remove_file(&path);
        let found = written.err().as_ref().and_then(Outage::from_io);
        *probed = Some((Instant::now(), found));
        found
    }

    /// After a successful write. It does not end a lack of space: on a nearly full disk a few
    /// bytes fit and a batch does not, so only [`Self::found_room`] ends that.
    pub(super) fn write_worked(&self) {
        self.clear_writing(|outage| !outage.is_out_of_space());
    }

    /// After a failed write of about `weight` bytes.
    pub(super) fn write_failed(&self, error: &StoreError, weight: usize) {
        if let Some(outage) = error.outage() {
            self.failed.fetch_add(1, Ordering::Relaxed);
            if outage.is_out_of_space() {
                self.wanted.fetch_max(weight, Ordering::Relaxed);
            }
            self.set(|availability| &mut availability.writing, Some(outage));
        }
    }

    /// The bytes of the largest write that failed for lack of space, or 0.
    pub(super) fn wanted(&self) -> usize {
        self.wanted.load(Ordering::Relaxed)
    }

    /// After as many bytes were written and nothing failed.
    pub(super) fn found_room(&self) {
        self.wanted.store(0, Ordering::Relaxed);
        self.clear_writing(Outage::is_out_of_space);
    }

    /// Whether another program has locked the store for longer than a write takes.
    pub(super) fn is_locked(&self) -> bool {
        self.availability.borrow().writing == Some(Outage::Locked)
    }

    /// When a write starts to wait for such a lock, before it fails.
    pub(super) fn lock_met(&self) {
        self.set(
            |availability| &mut availability.writing,
            Some(Outage::Locked),
        );
    }

    pub(super) fn lock_is_over(&self) {
        self.clear_writing(|outage| outage == Outage::Locked);
    }

    fn clear_writing(&self, passes: impl FnOnce(Outage) -> bool) {
        self.availability.send_if_modified(|availability| {
            let clears = availability.writing.is_some_and(passes);
            if clears {
                availability.writing = None;
            }
            clears
        });
    }

    /// How many writes an outage made fail.
    pub(super) fn failed_writes(&self) -> u64 {
        self.failed.load(Ordering::Relaxed)
    }

    /// After a read.
    pub(super) fn was_read<T>(&self, outcome: &Result<T, StoreError>) {
        match outcome {
            Ok(_) => self.set(|availability| &mut availability.reading, None),
            Err(error) => {
                if let Some(outage) = error.outage() {
                    self.set(|availability| &mut availability.reading, Some(outage));
                }
            }
        }
    }

    pub(super) fn availability(&self) -> Availability {
        *self.availability.borrow()
    }

    pub(super) fn watch(&self) -> watch::Receiver<Availability> {
        self.availability.subscribe()
    }

    fn set(&self, part: impl Fn(&mut Availability) -> &mut Option<Outage>, value: Option<Outage>) {
        self.availability.send_if_modified(|availability| {
            let part = part(availability);
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
