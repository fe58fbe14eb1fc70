//! What is under way at once, and how much memory its answers take.
//!
//! | | at most |
//! |---|---|
//! | connections of a port | [`Limits::connections`] |
//! | requests under way, of all ports | [`REQUESTS`]; twice as many wait for [`PATIENCE`] |
//! | bytes of traces that are read, of all ports | [`ASSEMBLED`] |
//! | bytes of answers in memory, of all ports | [`ANSWERS`], and 64 KiB a request |
//! | bytes of bodies in memory | as `body.rs` says, and 64 KiB a request |
//!
//! An answer that may be larger than 64 KiB takes its room before it is made
//! ([`Limits::room`]) or, measured, before it is written ([`Limits::json`]), or it comes
//! piece by piece, and each piece gives its room back when the kernel has it. Whoever finds
//! no room waits; meanwhile those give way whose clients take nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};

use super::peers::{Exchange, Peers, Shortage};

/// Requests that are worked on, or whose answers are on their way.
pub(super) const REQUESTS: usize = 512;
/// Bytes of answers that are in memory at once.
pub(super) const ANSWERS: usize = 64 << 20;
/// Bytes that the traces which are read at once take in memory, of all ports. A trace of
/// more spans than fit is read alone.
const ASSEMBLED: usize = 128 << 20;
/// How long somebody waits for room before being told to try again.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often those that stall are looked for meanwhile.
const LOOK: Duration = Duration::from_millis(100);
/// Connections of a port, where the system allows as many open files.
const CONNECTIONS: usize = 512;
/// Ports that take connections.
const PORTS: usize = 4;
/// Open files that are left for the store.
const OTHER_FILES: u64 = 128;
/// Room is counted in units of this size.
const UNIT: usize = 1 << 10;

/// There is no room for now: worth trying again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many large answers are under way; try again in 1 s")]
pub struct NoRoom;

/// What all ports of a stack share.
#[derive(Debug)]
pub struct Limits {
    requests: Arc<Semaphore>,
    waiting: AtomicUsize,
    answers: Arc<Semaphore>,
    assembling: Arc<Semaphore>,
    pub(super) peers: Arc<Peers>,
}

/// Room in memory, given back when it is dropped.
#[derive(Debug, Clone)]
pub struct Room(Option<Arc<OwnedSemaphorePermit>>);

impl Default for Limits {
    fn default() -> Self {
        Self {
            requests: Arc::new(Semaphore::new(REQUESTS)),
            waiting: AtomicUsize::new(0),
            answers: Arc::new(Semaphore::new(ANSWERS / UNIT)),
            assembling: Arc::new(Semaphore::new(ASSEMBLED / UNIT)),
            peers: Arc::default(),
        }
    }
}

impl Limits {
    /// How many connections a port may have.
    pub(super) fn connections() -> usize {
        let files = rustix::process::getrlimit(rustix::process::Resource::Nofile).current;
        let each = files.map_or(u64::MAX, |files| files.saturating_sub(OTHER_FILES)) / PORTS as u64;
        usize::try_from(each)
            .unwrap_or(CONNECTIONS)
            .clamp(1, CONNECTIONS)
    }

    /// Takes a place for a request, before anything is done for it. False says that there
    /// is none.
    pub(super) async fn admit(&self, exchange: &Exchange) -> bool {
        if let Ok(place) = Arc::clone(&self.requests).try_acquire_owned() {
            exchange.hold(place);
            return true;
        }
        let _waiting = Waiting::new(&self.waiting);
        if self.waiting.load(Ordering::Relaxed) > 2 * REQUESTS {
            return false;
        }
        match self.take(&self.requests, 1, Shortage::Places).await {
            Ok(place) => exchange.hold(place),
            Err(NoRoom) => return false,
        }
        true
    }

    /// Room for an answer of up to so many bytes, before it is made.
    ///
    /// # Errors
    /// When there was none for a while.
    pub async fn room(&self, bytes: usize) -> Result<Room, NoRoom> {
        let units = units(bytes, ANSWERS);
        Room::new(self.take(&self.answers, units, Shortage::Memory).await)
    }

    /// Room for traces that take so many bytes while they are read.
    ///
    /// # Errors
    /// When there was none for a while.
    pub async fn assembly(&self, bytes: usize) -> Result<Room, NoRoom> {
        let units = units(bytes, ASSEMBLED);
        Room::new(self.take(&self.assembling, units, Shortage::Memory).await)
    }

    /// As [`room`](Self::room), for an answer that has begun: it waits until there is room.
    pub(super) async fn piece(self: Arc<Self>, bytes: usize) -> Room {
        loop {
            if let Ok(room) = self.room(bytes).await {
                return room;
            }
        }
    }

    /// Bytes of answers that are in memory, those of small ones left out.
    pub fn answer_bytes(&self) -> usize {
        ANSWERS - self.answers.available_permits() * UNIT
    }

    /// Requests that are under way.
    pub fn requests(&self) -> usize {
        REQUESTS - self.requests.available_permits()
    }

    async fn take(
        &self,
        of: &Arc<Semaphore>,
        units: u32,
        shortage: Shortage,
    ) -> Result<OwnedSemaphorePermit, NoRoom> {
        let began = Instant::now();
        let acquiring = Arc::clone(of).acquire_many_owned(units);
        tokio::pin!(acquiring);
        loop {
            // an error within means that the semaphore was closed, which never happens
            match timeout(LOOK, &mut acquiring).await {
                Ok(permit) => return permit.map_err(|_| NoRoom),
                Err(_) if began.elapsed() >= PATIENCE => return Err(NoRoom),
                Err(_) => self.peers.evict_stalled(shortage),
            }
        }
    }
}

/// In units; nobody can ask for more than there is.
fn units(bytes: usize, all: usize) -> u32 {
    u32::try_from(bytes.min(all).div_ceil(UNIT)).unwrap_or(u32::MAX)
}

impl Room {
    fn new(permit: Result<OwnedSemaphorePermit, NoRoom>) -> Result<Self, NoRoom> {
        permit.map(|permit| Self(Some(Arc::new(permit))))
    }

    /// Gives back what is not needed: the answer has so many bytes.
    #[must_use]
    pub fn shrunk_to(self, bytes: usize) -> Self {
        let Some(permit) = self.0.and_then(Arc::into_inner) else {
            return Self(None);
        };
        let mut permit = permit;
        let needed = bytes.div_ceil(UNIT).min(permit.num_permits());
        drop(permit.split(permit.num_permits() - needed));
        Self(Some(Arc::new(permit)))
    }
}

/// Counts somebody who waits until it is dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn new(waiting: &'a AtomicUsize) -> Self {
        waiting.fetch_add(1, Ordering::Relaxed);
        Self(waiting)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
