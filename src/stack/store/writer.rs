//! The single writer: a bounded queue, and one transaction for whatever waits.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rusqlite::Connection;

use super::error::StoreError;

/// Called once the fate of the transaction is known.
pub(super) type Reply = Box<dyn FnOnce(Result<(), StoreError>) + Send>;
/// Does the work; says whether to keep it, and whom to tell.
type Work = Box<dyn FnOnce(&Connection) -> (bool, Reply) + Send>;

pub(super) struct Job {
    work: Work,
    weight: usize,
}

impl Job {
    pub(super) fn new(work: impl FnOnce(&Connection) -> (bool, Reply) + Send + 'static) -> Self {
        Self {
            work: Box::new(work),
            weight: 0,
        }
    }
}

pub(super) struct Writer {
    queue: Mutex<Option<SyncSender<Job>>>,
    queued: Arc<AtomicUsize>,
    limit: usize,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// Jobs that may wait, whatever they weigh.
const QUEUE_JOBS: usize = 4_096;
/// A transaction takes no more than this from the queue, so that answers do not wait long.
const GROUP_JOBS: usize = 512;
const GROUP_BYTES: usize = 16 << 20;
/// When the queue is full: about two group commits.
const RETRY_AFTER: Duration = Duration::from_millis(200);

impl Writer {
    pub(super) fn start(connection: Connection, limit: usize) -> Result<Self, StoreError> {
        let (queue, jobs) = sync_channel(QUEUE_JOBS);
        let queued = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&queued);
        let thread = thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || run(&connection, &jobs, &counter))?;
        Ok(Self {
            queue: Mutex::new(Some(queue)),
            queued,
            limit,
            thread: Mutex::new(Some(thread)),
        })
    }

    pub(super) fn queued_bytes(&self) -> usize {
        self.queued.load(Ordering::Relaxed)
    }

    pub(super) fn submit(&self, weight: usize, mut job: Job) -> Result<(), StoreError> {
        let full = StoreError::Full {
            retry_after: RETRY_AFTER,
        };
        job.weight = weight;
        let before = self.queued.fetch_add(weight, Ordering::AcqRel);
        // a job that alone is over the limit must still pass when nothing else waits
        if before > 0 && before + weight > self.limit {
            self.queued.fetch_sub(weight, Ordering::AcqRel);
            return Err(full);
        }
        let queue = self.queue.lock().map_err(|_| StoreError::Closed)?;
        let sent = match queue.as_ref() {
            None => Err(StoreError::Closed),
            Some(queue) => queue.try_send(job).map_err(|error| match error {
                TrySendError::Full(_) => full,
                TrySendError::Disconnected(_) => StoreError::Closed,
            }),
        };
        if sent.is_err() {
            self.queued.fetch_sub(weight, Ordering::AcqRel);
        }
        sent
    }

    /// Takes no more jobs, and waits until those that wait are written.
    pub(super) async fn close(&self) {
        if let Ok(mut queue) = self.queue.lock() {
            queue.take();
        }
        let thread = self.thread.lock().ok().and_then(|mut thread| thread.take());
        if let Some(thread) = thread {
            // a writer that panicked has nothing left to wait for
            let _ = tokio::task::spawn_blocking(move || thread.join()).await;
        }
    }
}

fn run(connection: &Connection, jobs: &Receiver<Job>, queued: &AtomicUsize) {
    while let Ok(first) = jobs.recv() {
        let mut weight = first.weight;
        let mut group = vec![first];
        while group.len() < GROUP_JOBS
            && weight < GROUP_BYTES
            && let Ok(job) = jobs.try_recv()
        {
            weight += job.weight;
            group.push(job);
        }
        let (replies, outcome) = commit(connection, group);
        queued.fetch_sub(weight, Ordering::AcqRel);
        for reply in replies {
            reply(outcome.clone());
        }
    }
    // what remains in the write-ahead log moves into the database file
    let _ = connection.pragma_update(None, "wal_checkpoint", "TRUNCATE");
}

fn commit(connection: &Connection, group: Vec<Job>) -> (Vec<Reply>, Result<(), StoreError>) {
    let mut replies = Vec::with_capacity(group.len());
    let begun = connection.execute_batch("BEGIN IMMEDIATE");
    let outcome = begun.and_then(|()| {
        for job in group {
            connection.prepare_cached("SAVEPOINT job")?.execute([])?;
            let (keep, reply) = (job.work)(connection);
            replies.push(reply);
            if !keep {
                connection.prepare_cached("ROLLBACK TO job")?.execute([])?;
            }
            connection.prepare_cached("RELEASE job")?.execute([])?;
        }
        connection.execute_batch("COMMIT")
    });
    if outcome.is_err() && !connection.is_autocommit() {
        // without this every later transaction would fail too
        let _ = connection.execute_batch("ROLLBACK");
    }
    (replies, outcome.map_err(StoreError::from))
}
