//! The single writer: a bounded queue, and one transaction for whatever waits.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rusqlite::Connection;

use super::error::StoreError;

/// Called once the fate of the transaction is known.
pub(super) type Reply = Box<dyn FnOnce(Result<(), StoreError>) + Send>;
/// Does the work, unless there is no transaction for it; says whether to keep it, and whom
/// to tell.
type Work = Box<dyn FnOnce(Option<&Connection>) -> (bool, Reply) + Send>;

/// What the failure of a job undoes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Undo {
    /// What the job did. Costs a savepoint, for which SQLite copies each page that the job
    /// changes: of small traces in a large store, two fifths of all bytes written.
    Alone,
    /// The transaction.
    Together,
}

pub(super) struct Job {
    work: Work,
    weight: usize,
    undo: Undo,
}

impl Job {
    pub(super) fn new(
        weight: usize,
        undo: Undo,
        work: impl FnOnce(Option<&Connection>) -> (bool, Reply) + Send + 'static,
    ) -> Self {
        Self {
            work: Box::new(work),
            weight,
            undo,
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

    pub(super) fn submit(&self, job: Job) -> Result<(), StoreError> {
        let full = StoreError::Full {
            retry_after: RETRY_AFTER,
        };
        let weight = job.weight;
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
        let mut group = VecDeque::from([first]);
        while group.len() < GROUP_JOBS
            && weight < GROUP_BYTES
            && let Ok(job) = jobs.try_recv()
        {
            weight += job.weight;
            group.push_back(job);
        }
        let mut done = Vec::new();
        // one round, unless a job undid its transaction: the rest is run in another
        while !group.is_empty() {
            done.push(commit(connection, &mut group));
        }
        queued.fetch_sub(weight, Ordering::AcqRel);
        for (replies, outcome) in done {
            for reply in replies {
                reply(outcome.clone());
            }
        }
    }
    // what remains in the write-ahead log moves into the database file
    let _ = connection.pragma_update(None, "wal_checkpoint", "TRUNCATE");
}

/// Runs jobs of the group in one transaction; what it leaves in the group was not run.
fn commit(
    connection: &Connection,
    group: &mut VecDeque<Job>,
) -> (Vec<Reply>, Result<(), StoreError>) {
    let mut replies = Vec::with_capacity(group.len());
    let outcome = transact(connection, group, &mut replies);
    if outcome.is_err() && !connection.is_autocommit() {
        // without this every later transaction would fail too
        let _ = connection.execute_batch("ROLLBACK");
    }
    (replies, outcome)
}

fn transact(
    connection: &Connection,
    group: &mut VecDeque<Job>,
    replies: &mut Vec<Reply>,
) -> Result<(), StoreError> {
    if let Err(error) = connection.execute_batch("BEGIN IMMEDIATE") {
        tell_why(group, replies);
        return Err(error.into());
    }
    while let Some(job) = group.pop_front() {
        match job.undo {
            Undo::Alone => {
                if let Err(error) = run_one(connection, job.work, replies) {
                    tell_why(group, replies);
                    return Err(error.into());
                }
            }
            Undo::Together => {
                let (keep, reply) = (job.work)(Some(connection));
                replies.push(reply);
                // a full disk ends the transaction by itself
                if !keep || connection.is_autocommit() {
                    return Err(StoreError::Full {
                        retry_after: RETRY_AFTER,
                    });
                }
            }
        }
    }
    Ok(connection.execute_batch("COMMIT")?)
}

/// The jobs that are left are not run, but told why.
fn tell_why(group: &mut VecDeque<Job>, replies: &mut Vec<Reply>) {
    replies.extend(group.drain(..).map(|job| (job.work)(None).1));
}

fn run_one(
    connection: &Connection,
    work: Work,
    replies: &mut Vec<Reply>,
) -> Result<(), rusqlite::Error> {
    let savepoint = connection
        .prepare_cached("SAVEPOINT job")
        .and_then(|mut statement| statement.execute([]));
    let (keep, reply) = work(savepoint.is_ok().then_some(connection));
    replies.push(reply);
    savepoint?;
    if !keep {
        connection.prepare_cached("ROLLBACK TO job")?.execute([])?;
    }
    connection.prepare_cached("RELEASE job")?.execute([])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn a_transaction_that_fails_is_told_to_every_job_in_it() {
        let connection = Connection::open_in_memory().unwrap();
        let (told, answers) = mpsc::channel();
        let job = |ends: bool| {
            let told = told.clone();
            Job::new(0, Undo::Alone, move |connection| {
                if let (Some(connection), true) = (connection, ends) {
                    // what a full disk does: the transaction is gone, with the savepoint
                    connection.execute_batch("ROLLBACK").unwrap();
                }
                let reply = move |outcome: Result<(), StoreError>| {
                    told.send(outcome.map_err(|error| error.to_string()))
                        .unwrap();
                };
                (true, Box::new(reply) as Reply)
            })
        };
        let mut group = VecDeque::from([job(false), job(true), job(false)]);
        let (replies, outcome) = commit(&connection, &mut group);
        assert_eq!(replies.len(), 3);
        replies.into_iter().for_each(|reply| reply(outcome.clone()));
        for _ in 0..3 {
            let answer = answers.recv().unwrap().unwrap_err();
            assert!(answer.contains("savepoint"), "{answer}");
        }
        // and the next one is well again
        let (_, outcome) = commit(&connection, &mut VecDeque::from([job(false)]));
        outcome.unwrap();
    }
}
