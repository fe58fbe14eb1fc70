//! The single writer: a bounded queue, and one transaction for whatever waits.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rusqlite::Connection;

use super::error::StoreError;
use super::health::Health;
use super::outage::Outage;
use super::reader_gate::ReaderGate;
use super::schema;

/// Called once the fate of the transaction is known.
pub(super) type Reply = Box<dyn FnOnce(Result<(), StoreError>) + Send>;
/// Does the work, unless there is no transaction for it; says whether it succeeded, and whom
/// to tell.
type Work = Box<dyn FnOnce(Option<&Connection>) -> (Result<(), StoreError>, Reply) + Send>;

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
        work: impl FnOnce(Option<&Connection>) -> (Result<(), StoreError>, Reply) + Send + 'static,
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
    backlog: Arc<Backlog>,
    limit: usize,
    health: Arc<Health>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// What waits to be written or is being written.
#[derive(Default)]
struct Backlog {
    bytes: AtomicUsize,
    jobs: AtomicUsize,
}

impl Backlog {
    /// Returns what was there before.
    fn add(&self, bytes: usize) -> (usize, usize) {
        let jobs = self.jobs.fetch_add(1, Ordering::AcqRel);
        (jobs, self.bytes.fetch_add(bytes, Ordering::AcqRel))
    }

    fn remove(&self, jobs: usize, bytes: usize) {
        self.jobs.fetch_sub(jobs, Ordering::AcqRel);
        self.bytes.fetch_sub(bytes, Ordering::AcqRel);
    }
}

/// Jobs that may wait, whatever they weigh.
const QUEUE_JOBS: usize = 4_096;
/// A transaction takes no more than this from the queue, so that answers do not wait long.
const GROUP_JOBS: usize = 512;
const GROUP_BYTES: usize = 16 << 20;
/// When the queue is full: about two group commits.
const RETRY_AFTER: Duration = Duration::from_millis(200);
/// A lock of another program that lasts longer is told, and while it lasts only one
/// transaction waits for its end.
const SHORT_LOCK: Duration = Duration::from_secs(1);
/// How many times that long it is waited for.
const LOCK_ROUNDS: u32 = 5;

impl Writer {
    pub(super) fn start(
        connection: Connection,
        limit: usize,
        log: WriteAheadLog,
        health: Arc<Health>,
    ) -> Result<Self, StoreError> {
        connection.busy_timeout(SHORT_LOCK)?;
        let (queue, jobs) = sync_channel(QUEUE_JOBS);
        let backlog = Arc::new(Backlog::default());
        let waiting = Waiting {
            jobs,
            backlog: Arc::clone(&backlog),
            health: Arc::clone(&health),
        };
        let thread = thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || {
                run(&connection, &waiting, log);
                close(connection);
            })?;
        Ok(Self {
            queue: Mutex::new(Some(queue)),
            backlog,
            limit,
            health,
            thread: Mutex::new(Some(thread)),
        })
    }

    pub(super) fn queued_bytes(&self) -> usize {
        self.backlog.bytes.load(Ordering::Relaxed)
    }

    pub(super) fn submit(&self, job: Job) -> Result<(), StoreError> {
        let weight = job.weight;
        let (jobs, bytes) = self.backlog.add(weight);
        let sent = self.send(job, jobs, bytes);
        if sent.is_err() {
            self.backlog.remove(1, weight);
        }
        sent
    }

    /// Puts a job behind so many others of so many bytes.
    fn send(&self, job: Job, jobs: usize, bytes: usize) -> Result<(), StoreError> {
        let full = StoreError::Full {
            retry_after: RETRY_AFTER,
        };
        // one waits for the end of the lock, and shows it to the rest
        if jobs > 0 && self.health.is_locked() {
            return Err(Outage::Locked.into());
        }
        // a job that alone is over the limit must still pass when nothing else waits
        if bytes > 0 && bytes + job.weight > self.limit {
            return Err(full);
        }
        let queue = self.queue.lock().map_err(|_| StoreError::Closed)?;
        let Some(queue) = queue.as_ref() else {
            return Err(StoreError::Closed);
        };
        queue.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => full,
            TrySendError::Disconnected(_) => StoreError::Closed,
        })
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

/// SQLite's log of what is not in the database file yet.
pub(super) struct WriteAheadLog {
    path: PathBuf,
    gate: Arc<ReaderGate>,
    /// In bytes: when it is longer, it is to start anew.
    limit: u64,
}

/// Readers that overlap may let it grow to this.
const LONG_LOG: u64 = schema::LOG_BYTES * 3 / 2;
/// Between two looks at whether the readers have ended, while nothing is to be written.
const LOOK: Duration = Duration::from_millis(5);

/// When nothing was written for so long, the writer gives its memory back.
const QUIET: Duration = Duration::from_secs(5);

impl WriteAheadLog {
    pub(super) fn new(path: PathBuf, gate: Arc<ReaderGate>) -> Self {
        Self {
            path,
            gate,
            limit: LONG_LOG,
        }
    }

    /// The next job, and meanwhile the end of the readers if they are waited for; nothing
    /// once there will be no more jobs.
    fn next(&self, connection: &Connection, jobs: &Receiver<Job>) -> Option<Job> {
        while self.gate.is_closed() {
            match jobs.recv_timeout(LOOK) {
                Ok(job) => return Some(job),
                Err(RecvTimeoutError::Timeout) => self.start_anew(connection),
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
        match jobs.recv_timeout(QUIET) {
            Ok(job) => Some(job),
            Err(RecvTimeoutError::Timeout) => {
                // the pages that many writes have used are of no use for few
                let _ = connection.execute_batch("PRAGMA shrink_memory");
                jobs.recv().ok()
            }
            Err(RecvTimeoutError::Disconnected) => None,
        }
    }

    /// After a commit.
    fn keep_short(&mut self, connection: &Connection) {
        let bytes = std::fs::metadata(&self.path).map_or(0, |file| file.len());
        if bytes > self.limit {
            self.gate.close();
            // readers in other processes are not held back, and asking again and again
            // would only slow down those that are
            self.limit = bytes + LONG_LOG;
        } else if bytes <= LONG_LOG {
            self.limit = LONG_LOG;
        }
        if self.gate.is_closed() {
            self.start_anew(connection);
        }
    }

    /// Once nobody reads: when all of the log is in the database, the next transaction
    /// starts it from its beginning, and readers that come meanwhile do not use it.
    fn start_anew(&self, connection: &Connection) {
        if self.gate.is_empty() {
            // waits for nobody; what fails here is tried when the log has grown further
            let _ = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
            self.gate.open();
        }
    }
}

/// The other end of the queue.
struct Waiting {
    jobs: Receiver<Job>,
    backlog: Arc<Backlog>,
    health: Arc<Health>,
}

impl Waiting {
    /// Another program has locked the store: what waits is told so at once.
    fn refuse_all(&self) {
        self.health.lock_met();
        while let Ok(job) = self.jobs.try_recv() {
            let reply = (job.work)(None).1;
            self.backlog.remove(1, job.weight);
            reply(Err(Outage::Locked.into()));
        }
    }
}

fn run(connection: &Connection, waiting: &Waiting, mut log: WriteAheadLog) {
    while let Some(first) = log.next(connection, &waiting.jobs) {
        let mut weight = first.weight;
        let mut group = VecDeque::from([first]);
        while group.len() < GROUP_JOBS
            && weight < GROUP_BYTES
            && let Ok(job) = waiting.jobs.try_recv()
        {
            weight += job.weight;
            group.push_back(job);
        }
        let jobs = group.len();
        let mut done = Vec::new();
        // one round, unless a job undid its transaction: the rest is run in another
        while !group.is_empty() {
            done.push(judged(connection, &mut group, waiting));
        }
        waiting.backlog.remove(jobs, weight);
        for (replies, outcome) in done {
            for reply in replies {
                reply(outcome.clone());
            }
        }
        log.keep_short(connection);
    }
    log.gate.open();
    // what remains in the write-ahead log moves into the database file
    let _ = connection.pragma_update(None, "wal_checkpoint", "TRUNCATE");
}

/// Closes the connection and leaves the index of the log in the folder, which the last one
/// that can write takes away: to make it anew needs room, and a disk that is full by then
/// would keep everybody from reading.
fn close(connection: Connection) {
    let reader = connection.path().and_then(|path| {
        let reader = schema::open_reader(Path::new(path)).ok()?;
        let version = reader.pragma_query_value(None, "user_version", |_| Ok(()));
        version.is_ok().then_some(reader)
    });
    drop(connection);
    drop(reader);
}

/// Runs jobs of the group as [`commit`] does, if their files are there, before and after:
/// what goes to a deleted file is not stored.
fn judged(
    connection: &Connection,
    group: &mut VecDeque<Job>,
    waiting: &Waiting,
) -> (Vec<Reply>, Result<(), StoreError>) {
    let health = &waiting.health;
    let weight = group.iter().map(|job| job.weight).sum();
    let (changes, failed) = (connection.total_changes(), health.failed_writes());
    let (replies, outcome) = match health.check_files() {
        Ok(()) => commit(connection, group, waiting),
        Err(error) => {
            let mut replies = Vec::with_capacity(group.len());
            tell_why(group, &mut replies);
            (replies, Err(error))
        }
    };
    let outcome = outcome
        .and_then(|()| health.check_files())
        .map_err(|error| health.explain(error, Some(connection)));
    match &outcome {
        // one that changed nothing says nothing about the disk
        Ok(()) if connection.total_changes() > changes && health.failed_writes() == failed => {
            health.write_worked();
        }
        Ok(()) => {}
        Err(error) => health.write_failed(error, weight),
    }
    (replies, outcome)
}

/// Runs jobs of the group in one transaction; what it leaves in the group was not run.
fn commit(
    connection: &Connection,
    group: &mut VecDeque<Job>,
    waiting: &Waiting,
) -> (Vec<Reply>, Result<(), StoreError>) {
    let mut replies = Vec::with_capacity(group.len());
    let outcome = match begin(connection, waiting) {
        Ok(()) => transact(connection, group, &mut replies),
        Err(error) => {
            tell_why(group, &mut replies);
            Err(error)
        }
    };
    if outcome.is_err() && !connection.is_autocommit() {
        // without this every later transaction would fail too
        let _ = connection.execute_batch("ROLLBACK");
    }
    (replies, outcome)
}

/// Begins a transaction, and waits for the end of another program's lock for a while. As
/// soon as that lasts, it is told.
fn begin(connection: &Connection, waiting: &Waiting) -> Result<(), StoreError> {
    for round in 1..=LOCK_ROUNDS {
        let begun = connection.execute_batch("BEGIN IMMEDIATE");
        match begun.map_err(StoreError::from) {
            Err(error) if error.outage() == Some(Outage::Locked) && round < LOCK_ROUNDS => {
                waiting.refuse_all();
            }
            Err(error) => return Err(error),
            Ok(()) => break,
        }
    }
    waiting.health.lock_is_over();
    Ok(())
}

fn transact(
    connection: &Connection,
    group: &mut VecDeque<Job>,
    replies: &mut Vec<Reply>,
) -> Result<(), StoreError> {
    while let Some(job) = group.pop_front() {
        match job.undo {
            Undo::Alone => {
                if let Err(error) = run_one(connection, job.work, replies) {
                    tell_why(group, replies);
                    return Err(error);
                }
            }
            Undo::Together => {
                let (done, reply) = (job.work)(Some(connection));
                replies.push(reply);
                let again = StoreError::Full {
                    retry_after: RETRY_AFTER,
                };
                match done {
                    // a full disk ends the transaction by itself
                    Ok(()) if connection.is_autocommit() => return Err(again),
                    Ok(()) => {}
                    // what fails the disk fails all of them
                    Err(error) if error.outage().is_some() => return Err(error),
                    Err(_) => return Err(again),
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
) -> Result<(), StoreError> {
    let savepoint = connection
        .prepare_cached("SAVEPOINT job")
        .and_then(|mut statement| statement.execute([]));
    let (done, reply) = work(savepoint.is_ok().then_some(connection));
    replies.push(reply);
    savepoint?;
    if let Err(error) = done {
        // a full disk ends the transaction by itself, and with it the savepoint
        if connection.is_autocommit() {
            return Err(error);
        }
        connection.prepare_cached("ROLLBACK TO job")?.execute([])?;
    }
    connection.prepare_cached("RELEASE job")?.execute([])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    fn waiting(jobs: Receiver<Job>) -> Waiting {
        Waiting {
            jobs,
            backlog: Arc::default(),
            health: Arc::new(Health::new(Path::new("."))),
        }
    }

    #[test]
    fn what_waits_behind_a_lock_is_refused() {
        let (queue, jobs) = sync_channel(2);
        let waiting = waiting(jobs);
        let (told, answers) = mpsc::channel();
        for weight in [3, 4] {
            let told = told.clone();
            waiting.backlog.add(weight);
            let job = Job::new(weight, Undo::Alone, move |connection| {
                assert!(connection.is_none(), "it is not run");
                (Ok(()), Box::new(move |outcome| told.send(outcome).unwrap()))
            });
            assert!(queue.try_send(job).is_ok());
        }
        waiting.refuse_all();
        assert!(waiting.health.is_locked());
        for _ in 0..2 {
            let answer = answers.try_recv().expect("each is told");
            assert_eq!(answer.unwrap_err().outage(), Some(Outage::Locked));
        }
        assert_eq!(waiting.backlog.bytes.load(Ordering::Relaxed), 0);
        assert_eq!(waiting.backlog.jobs.load(Ordering::Relaxed), 0);
    }

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
                (Ok(()), Box::new(reply) as Reply)
            })
        };
        let waiting = waiting(sync_channel(1).1);
        let mut group = VecDeque::from([job(false), job(true), job(false)]);
        let (replies, outcome) = commit(&connection, &mut group, &waiting);
        assert_eq!(replies.len(), 3);
        replies.into_iter().for_each(|reply| reply(outcome.clone()));
        for _ in 0..3 {
            let answer = answers.recv().unwrap().unwrap_err();
            assert!(answer.contains("savepoint"), "{answer}");
        }
        // and the next one is well again
        let (_, outcome) = commit(&connection, &mut VecDeque::from([job(false)]), &waiting);
        outcome.unwrap();
    }
}
