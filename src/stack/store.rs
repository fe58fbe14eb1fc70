//! The embedded database: one SQLite file, one writer with group commit, many readers.
//!
//! Everything that changes data goes through [`Store::write`]: a bounded queue before a
//! single writer thread, which takes whatever waits, runs it in one transaction and
//! answers after the commit. So what was acknowledged survives `kill -9`, and a full
//! queue is an error that every service translates into its own "slow down".
//! Reading goes through [`Store::read`], on connections of its own: in WAL mode readers
//! see the last commit and do not wait for the writer, but for the moment in which a
//! long log starts anew.

use std::cell::RefCell;
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use rusqlite::Connection;
use tokio::sync::{oneshot, watch};

mod block;
pub(crate) mod check;
mod damage;
mod error;
mod expiry;
mod health;
mod honeycomb;
mod indexes;
pub mod logs;
mod notices;
mod outage;
mod read_only;
mod reader_gate;
mod retention;
pub mod rollbar;
mod schema;
mod traces;
mod wal;
mod writer;
pub mod xray;

pub use block::{compress, decompress};
pub use damage::{Part, Reading, Unreadable, watched};
pub use error::StoreError;
use expiry::ExpiryClock;
pub use health::Availability;
use health::Health;
pub use honeycomb::{
    HoneycombDataset, HoneycombEvent, HoneycombEvents, PackedHoneycomb, dataset_slug,
};
pub use indexes::watch_indexes;
use logs::LogsError;
use notices::Notices;
pub use outage::Outage;
use reader_gate::ReaderGate;
pub use retention::{Retention, retain};
pub use schema::VERSION;
pub use traces::{
    Bytes, CompactedBlocks, Extent, LoadedTrace, Order, Source, Sources, StoredTrace, TraceBlock,
    TraceCursor, TraceFlags, TraceRow, TraceSize, UncompactedBlock, UncompactedTrace, cut_name,
};
pub use wal::{LogDamage, Restored};
use writer::{Job, Undo, WriteAheadLog, Writer};

/// How a store is opened.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// The bytes that may wait to be written before callers are told to slow down.
    pub queue_bytes: usize,
    pub retention: Retention,
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self {
            queue_bytes: 64 << 20,
            retention: Retention::default(),
        }
    }
}

/// A handle to the database; cheap to clone.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    path: PathBuf,
    retention: Retention,
    writer: Writer,
    gate: Arc<ReaderGate>,
    health: Arc<Health>,
    expiry: ExpiryClock,
    /// See [`Store::trimmed_bytes`].
    trimmed: AtomicU64,
    readers: Mutex<Vec<Connection>>,
    found: damage::Found,
    notices: Notices,
    /// An index lacks rows, so that any answer may.
    indexes_damaged: AtomicBool,
}

/// The database's file name in the data folder.
const FILE: &str = "store.sqlite";
/// As SQLite names the write-ahead log.
const LOG: &str = "store.sqlite-wal";
/// As SQLite names the index of the log, which its connections share.
const SHARED: &str = "store.sqlite-shm";
/// What is said of a file without a byte: SQLite opens it like a new one.
const EMPTY: &str =
    "`store.sqlite` had 0 bytes: nothing was ever written to it, or what it held was cut off";
/// Connections kept open for reading; more are opened when more read at once.
const IDLE_READERS: usize = 4;

impl Store {
    /// Opens or creates the database in `folder`, and brings an older one up to date.
    pub fn open(folder: &Path, options: &StoreOptions) -> Result<Self, StoreError> {
        let health = Arc::new(Health::new(folder));
        Self::open_with(folder, options, &health).map_err(|error| health.explain(error, None))
    }

    fn open_with(
        folder: &Path,
        options: &StoreOptions,
        health: &Arc<Health>,
    ) -> Result<Self, StoreError> {
        let path = folder.join(FILE);
        refuse_links(folder)?;
        let notices = Notices::default();
        if path.metadata().is_ok_and(|file| file.len() == 0) {
            notices.add(EMPTY.to_owned());
        }
        // SQLite drops what is behind damage, and is not to be asked before
        if let Some(restored) = wal::restore(folder)? {
            notices.add(restored.to_string());
        }
        // SQLite gives its other files the mode of this one
        std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .mode(0o600)
            .open(&path)?;
        let mut connection = Connection::open(&path)?;
        schema::prepare(&connection)?;
        schema::migrate(&mut connection)?;
        schema::limit(&connection, options.retention.size)?;
        health.hold([FILE, LOG, SHARED].map(|name| folder.join(name)));
        let gate = Arc::new(ReaderGate::default());
        let log = WriteAheadLog::new(folder.join(LOG), Arc::clone(&gate));
        Ok(Self(Arc::new(Inner {
            writer: Writer::start(connection, options.queue_bytes, log, Arc::clone(health))?,
            gate,
            health: Arc::clone(health),
            expiry: ExpiryClock::default(),
            trimmed: AtomicU64::default(),
            readers: Mutex::new(Vec::new()),
            found: damage::Found::default(),
            notices,
            indexes_damaged: AtomicBool::default(),
            retention: options.retention,
            path,
        })))
    }

    /// The database file.
    pub fn path(&self) -> &Path {
        &self.0.path
    }

    /// Runs `work` in the writer's next transaction and returns when it is committed.
    ///
    /// `weight` is how many bytes wait with it. An error of `work` undoes what it did and
    /// nothing else. [`StoreError::Full`] says that the queue has no room.
    pub async fn write<T, F>(&self, weight: usize, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        self.submit(weight, Undo::Alone, work).await
    }

    /// As [`write`](Self::write), for work that fails only if the database does: it costs
    /// less, but an error undoes the whole transaction, and what else was in it is told
    /// to try again ([`StoreError::Full`]).
    pub(in crate::stack::store) async fn append<T, F>(
        &self,
        weight: usize,
        work: F,
    ) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        self.submit(weight, Undo::Together, work).await
    }

    async fn submit<T, F>(&self, weight: usize, undo: Undo, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let health = Arc::clone(&self.0.health);
        let job = Job::new(weight, undo, move |connection| {
            let result = connection.map(|connection| {
                work(connection).map_err(|error| health.explain(error, Some(connection)))
            });
            let done = match &result {
                Some(Ok(_)) | None => Ok(()),
                Some(Err(error)) => {
                    health.write_failed(error, weight);
                    Err(error.clone())
                }
            };
            let reply = Box::new(move |committed: Result<(), StoreError>| {
                let told = match result {
                    Some(result) => result.and_then(|value| committed.map(|()| value)),
                    // not run: the outcome says why
                    None => committed.and(Err(StoreError::Closed)),
                };
                // the caller may have gone away; what was committed stays
                let _ = answer.send(told);
            });
            (done, reply as writer::Reply)
        });
        self.0.writer.submit(job)?;
        let result = answered.await.map_err(|_| StoreError::Closed)?;
        self.0.found.add_failure(&result);
        result
    }

    /// Runs `work` on a connection that only reads, off the asynchronous threads. What it
    /// passes over because it is damaged is counted, and told to whoever asked.
    pub async fn read<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Reading<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let inner = Arc::clone(&self.0);
        let reading = tokio::task::spawn_blocking(move || {
            let _reading = inner.gate.enter();
            let passed = RefCell::default();
            let result = inner.read(|connection| work(&Reading::new(connection, &passed)));
            let result = result.map_err(|error| inner.health.explain(error, None));
            inner.health.was_read(&result);
            let mut passed = passed.into_inner();
            if inner.indexes_damaged.load(Ordering::Relaxed) {
                passed.push(Unreadable::INDEX);
            }
            (result, passed)
        });
        let (result, passed) = reading
            .await
            .map_err(|panic| StoreError::Broken(panic.to_string()))?;
        self.0.found.add(&passed);
        self.0.found.add_failure(&result);
        result
    }

    /// As if a reader had passed over it: what is told by those who take blocks apart.
    pub fn pass_over(&self, passed: &[Unreadable]) {
        self.0.found.add(passed);
    }

    /// How many blocks and rows were found unreadable since the store was opened.
    pub fn unreadable(&self) -> u64 {
        self.0.found.count()
    }

    /// What happened to the store that its owner should know, although it works: a sentence
    /// each, in their order.
    pub fn notices(&self) -> watch::Receiver<Vec<String>> {
        self.0.notices.watch()
    }

    /// The limits that [`retain`] keeps to.
    pub fn retention(&self) -> Retention {
        self.0.retention
    }

    /// Notices whether the files of the store are still there, without a write or a read.
    pub fn look(&self) {
        if let Err(error) = self.0.health.check_files() {
            self.0.health.write_failed(&error, 0);
            self.0.health.was_read::<()>(&Err(error));
        }
    }

    /// Whether the last write and the last read worked.
    pub fn availability(&self) -> Availability {
        self.0.health.availability()
    }

    /// The same, and every change of it.
    pub fn watch(&self) -> watch::Receiver<Availability> {
        self.0.health.watch()
    }

    /// Bytes that wait to be written.
    pub fn queued_bytes(&self) -> usize {
        self.0.writer.queued_bytes()
    }

    /// Writes what waits, moves the log into the database and closes it. Later writes
    /// are refused.
    pub async fn close(&self) {
        self.0.writer.close().await;
    }
}

impl Inner {
    fn read<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.health.check_files()?;
        let connection = self.reader()?;
        let result = work(&connection);
        self.give_back(connection);
        result
    }

    fn reader(&self) -> Result<Connection, StoreError> {
        let idle = self.readers.lock().ok().and_then(|mut idle| idle.pop());
        match idle {
            Some(connection) => Ok(connection),
            None => schema::open_reader(&self.path),
        }
    }

    fn give_back(&self, connection: Connection) {
        if let Ok(mut idle) = self.readers.lock()
            && idle.len() < IDLE_READERS
        {
            idle.push(connection);
        }
    }
}

/// The lock of the data folder holds for the files in it: a store that is reached by
/// another name, too, could get two stacks, which would destroy it.
fn refuse_links(folder: &Path) -> Result<(), StoreError> {
    for name in [FILE, LOG] {
        let Ok(file) = folder.join(name).symlink_metadata() else {
            continue;
        };
        if file.is_symlink() || (file.is_file() && file.nlink() > 1) {
            return Err(StoreError::Linked {
                name,
                leads_to: folder.join(name).read_link().ok(),
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
