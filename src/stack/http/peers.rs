//! Who is connected, and who keeps us waiting.
//!
//! A port has room for so many connections. When it is full, the connection that has been
//! idle longest gives way to a new one, and after the idle ones the one whose client has
//! neither sent nor taken anything for longest. So neither idle nor half-open connections
//! close a port, and a client that stalls costs others a second or two.
//!
//! A client is judged by what it does while it is looked at. When this process itself had
//! no time, or a client begins to be looked at, it has its full second before anybody
//! takes its place; and where memory is short, only those are closed who hold some of it
//! by taking nothing, never those who send.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, OwnedSemaphorePermit, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// A client that stalls is not closed for the sake of others before this: a busy machine
/// keeps clients from reading as well.
const GRACE: Duration = Duration::from_secs(1);

/// Looks that are further apart than this were held up.
const REGULAR: Duration = Duration::from_millis(500);

/// What is short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shortage {
    /// Places for requests.
    Places,
    /// Memory for answers.
    Memory,
}

/// The connections of all ports of a stack.
#[derive(Debug, Default)]
pub(super) struct Peers {
    connected: Mutex<HashMap<u64, Arc<Peer>>>,
    looks: Mutex<Option<Looks>>,
    next: AtomicU64,
    left: Notify,
}

/// When stalled clients were looked for.
#[derive(Debug, Clone, Copy)]
struct Looks {
    /// Since then without a pause.
    since: Instant,
    last: Instant,
}

/// One connection.
#[derive(Debug)]
pub(super) struct Peer {
    /// Tells the connections of one port from those of another.
    port: u16,
    state: Mutex<State>,
    /// How many requests are under way.
    open: watch::Sender<usize>,
    /// Cancelled when the connection is to be closed.
    pub(super) close: CancellationToken,
}

#[derive(Debug)]
struct State {
    idle_since: Instant,
    next: u64,
    exchanges: HashMap<u64, Line>,
}

/// What is known of a request under way.
#[derive(Debug)]
struct Line {
    turn: Turn,
    /// Its answer goes on until the client ends it, and drops what the client does not
    /// take: the client may pause for as long as nobody else needs the place.
    lasting: bool,
}

/// Whose turn it is in an exchange.
#[derive(Debug, Clone, Copy)]
enum Turn {
    Ours,
    /// The client has to send something, since then.
    Sends(Instant),
    /// The client has to take something, since then.
    Takes(Instant),
}

impl Turn {
    /// Since when the client is waited for.
    fn waits_since(self) -> Option<Instant> {
        match self {
            Self::Ours => None,
            Self::Sends(since) | Self::Takes(since) => Some(since),
        }
    }
}

/// Keeps a connection in the list until it is dropped.
#[derive(Debug)]
pub(super) struct Registered {
    peers: Arc<Peers>,
    number: u64,
    pub(super) peer: Arc<Peer>,
}

/// A request under way: from its headers until the last byte of its answer is with the
/// kernel.
#[derive(Debug)]
pub(super) struct Exchange {
    peer: Arc<Peer>,
    number: u64,
    place: OnceLock<OwnedSemaphorePermit>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // nothing is left half changed by whoever panics
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Peers {
    /// Lists a connection. If `port` has `most` already, one of them is told to close, and
    /// its place is waited for.
    pub(super) async fn register(self: &Arc<Self>, port: u16, most: usize) -> Registered {
        loop {
            let left = self.left.notified();
            if let Some(registered) = self.try_register(port, most) {
                return registered;
            }
            self.evict(Shortage::Places, |peer| peer.port == port);
            // nobody may be found until the first has stalled for long enough
            let _ = tokio::time::timeout(GRACE / 4, left).await;
        }
    }

    fn try_register(self: &Arc<Self>, port: u16, most: usize) -> Option<Registered> {
        let mut connected = lock(&self.connected);
        if connected.values().filter(|peer| peer.port == port).count() >= most {
            return None;
        }
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let peer = Arc::new(Peer::new(port));
        connected.insert(number, Arc::clone(&peer));
        Some(Registered {
            peers: Arc::clone(self),
            number,
            peer,
        })
    }

    /// Closes the connection that can best be spared: the longest idle, else the one that
    /// has stalled for longest.
    fn evict(&self, shortage: Shortage, among: impl Fn(&Peer) -> bool) {
        let now = Instant::now();
        let watched = self.look(now);
        let connected = lock(&self.connected);
        let spared = connected
            .values()
            .filter(|peer| !peer.close.is_cancelled() && among(peer))
            .filter_map(|peer| Some((peer.spared(shortage, watched, now)?, peer)))
            .min_by_key(|(order, _)| *order);
        if let Some((_, peer)) = spared {
            peer.close.cancel();
        }
    }

    /// Notes a look; returns since when they come regularly.
    fn look(&self, now: Instant) -> Instant {
        let mut looks = lock(&self.looks);
        let since = match *looks {
            Some(looks) if now.duration_since(looks.last) <= REGULAR => looks.since,
            _ => now,
        };
        *looks = Some(Looks { since, last: now });
        since
    }

    /// Closes the connection whose client has kept its requests waiting for longest, if
    /// any has for a while and holds what is short.
    pub(super) fn evict_stalled(&self, shortage: Shortage) {
        self.evict(shortage, |peer| *peer.open.borrow() > 0);
    }

    /// Closes every connection of `port` with a request whose client has neither sent nor
    /// taken anything for so long.
    pub(super) fn close_stalled(&self, port: u16, patience: Duration) {
        let now = Instant::now();
        for peer in lock(&self.connected).values() {
            let stalled = peer.stalled_since(|line| !line.lasting);
            let long = stalled.is_some_and(|since| now.duration_since(since) >= patience);
            if peer.port == port && long {
                peer.close.cancel();
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        lock(&self.connected).is_empty()
    }
}

impl Drop for Registered {
    fn drop(&mut self) {
        lock(&self.peers.connected).remove(&self.number);
        self.peers.left.notify_waiters();
    }
}

impl Peer {
    pub(super) fn new(port: u16) -> Self {
        Self {
            port,
            state: Mutex::new(State {
                idle_since: Instant::now(),
                next: 0,
                exchanges: HashMap::new(),
            }),
            open: watch::Sender::new(0),
            close: CancellationToken::new(),
        }
    }

    /// Begins an exchange, which is ours to go on with.
    pub(super) fn begin(self: &Arc<Self>) -> Exchange {
        let mut state = lock(&self.state);
        let number = state.next;
        state.next += 1;
        let line = Line {
            turn: Turn::Ours,
            lasting: false,
        };
        state.exchanges.insert(number, line);
        drop(state);
        self.open.send_modify(|open| *open += 1);
        Exchange {
            peer: Arc::clone(self),
            number,
            place: OnceLock::new(),
        }
    }

    /// Tells how many requests are under way.
    pub(super) fn watch(&self) -> watch::Receiver<usize> {
        self.open.subscribe()
    }

    /// Whether the connection could be spared by clients that were looked at since
    /// `watched`: sorts the idle before the stalled, and those before the ones of which
    /// some requests go on.
    fn spared(
        &self,
        shortage: Shortage,
        watched: Instant,
        now: Instant,
    ) -> Option<(Spared, Instant)> {
        let state = lock(&self.state);
        if state.exchanges.is_empty() {
            return Some((Spared::Idle, state.idle_since));
        }
        let stalled = |line: &&Line| {
            let since = line.turn.waits_since();
            since.is_some_and(|since| now.duration_since(since.max(watched)) >= GRACE)
        };
        let lines = state.exchanges.values().filter(stalled);
        let (all, stalled) = (state.exchanges.len(), lines.clone().count());
        let holds = |line: &Line| match (shortage, line.turn) {
            (Shortage::Places, turn) => turn.waits_since(),
            (Shortage::Memory, Turn::Takes(since)) => Some(since),
            (Shortage::Memory, _) => None,
        };
        let since = lines.filter_map(holds).min()?;
        let spared = if stalled == all {
            Spared::Stalled
        } else {
            Spared::InPart
        };
        Some((spared, since))
    }

    /// Since when the client has kept one of its requests waiting.
    fn stalled_since(&self, counts: impl Fn(&Line) -> bool) -> Option<Instant> {
        let state = lock(&self.state);
        let lines = state.exchanges.values().filter(|line| counts(line));
        lines.filter_map(|line| line.turn.waits_since()).min()
    }
}

/// Why a connection can be spared, the best reason first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Spared {
    Idle,
    Stalled,
    /// Some of its requests go on.
    InPart,
}

impl Exchange {
    /// The place among the requests that are worked on at once; kept to the end.
    pub(super) fn hold(&self, place: OwnedSemaphorePermit) {
        let _ = self.place.set(place);
    }

    /// The client may pause for as long as nobody needs the place.
    pub(super) fn may_pause(&self) {
        let mut state = lock(&self.peer.state);
        if let Some(line) = state.exchanges.get_mut(&self.number) {
            line.lasting = true;
        }
    }

    /// Something went to the client: it has its full time for more.
    pub(super) fn progress(&self) {
        self.turn(|_| Turn::Takes(Instant::now()));
    }

    /// Nothing comes from the client.
    pub(super) fn wait(&self) {
        self.turn(|turn| match turn {
            Turn::Ours => Turn::Sends(Instant::now()),
            waiting => waiting,
        });
    }

    /// The client has done its part for now.
    pub(super) fn work(&self) {
        self.turn(|_| Turn::Ours);
    }

    fn turn(&self, next: impl FnOnce(Turn) -> Turn) {
        let mut state = lock(&self.peer.state);
        if let Some(line) = state.exchanges.get_mut(&self.number) {
            line.turn = next(line.turn);
        }
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        let mut state = lock(&self.peer.state);
        state.exchanges.remove(&self.number);
        state.idle_since = Instant::now();
        drop(state);
        self.peer.open.send_modify(|open| *open -= 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connect(peers: &Arc<Peers>) -> Registered {
        peers.try_register(1, usize::MAX).unwrap()
    }

    /// Looks for a while as somebody does who waits for what is short.
    async fn wait_for(peers: &Arc<Peers>, shortage: Shortage) {
        for _ in 0..15 {
            peers.evict_stalled(shortage);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    #[tokio::test]
    async fn who_sends_gives_no_memory_back_by_being_closed() {
        let peers = Arc::default();
        let (sender, reader) = (connect(&peers), connect(&peers));
        let sending = sender.peer.begin();
        sending.wait();
        tokio::time::sleep(Duration::from_millis(5)).await;
        let reading = reader.peer.begin();
        reading.progress();
        wait_for(&peers, Shortage::Memory).await;
        assert!(reader.peer.close.is_cancelled());
        assert!(!sender.peer.close.is_cancelled());
        // but a place
        wait_for(&peers, Shortage::Places).await;
        assert!(sender.peer.close.is_cancelled());
    }

    #[tokio::test]
    async fn nobody_pays_for_a_pause_of_the_machine() {
        let peers = Arc::default();
        let one = connect(&peers);
        // somebody looked before the pause, too
        peers.evict_stalled(Shortage::Places);
        let exchange = one.peer.begin();
        exchange.wait();
        // for longer than anybody may stall nobody looks, and then two do at once
        std::thread::sleep(GRACE * 3 / 2);
        for _ in 0..2 {
            peers.evict_stalled(Shortage::Places);
            assert!(!one.peer.close.is_cancelled());
        }
        // it had the time meanwhile
        exchange.work();
        exchange.wait();
        wait_for(&peers, Shortage::Places).await;
        assert!(one.peer.close.is_cancelled(), "it stalls for good");
    }

    #[tokio::test]
    async fn who_makes_progress_is_the_last_to_be_closed() {
        let peers = Arc::default();
        let (busy, stalled) = (connect(&peers), connect(&peers));
        let exchanges = [busy.peer.begin(), busy.peer.begin(), stalled.peer.begin()];
        for exchange in &exchanges {
            exchange.progress();
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        for _ in 0..15 {
            exchanges[0].progress();
            peers.evict_stalled(Shortage::Memory);
            if stalled.peer.close.is_cancelled() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert!(stalled.peer.close.is_cancelled() && !busy.peer.close.is_cancelled());
    }

    #[tokio::test]
    async fn who_is_still_waited_for_does_not_begin_anew() {
        let peers = Arc::default();
        let one = connect(&peers);
        let exchange = one.peer.begin();
        for _ in 0..15 {
            exchange.wait();
            peers.evict_stalled(Shortage::Places);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert!(one.peer.close.is_cancelled());
    }

    #[tokio::test]
    async fn the_longest_idle_of_the_same_port_gives_way_first() {
        let peers: Arc<Peers> = Arc::default();
        let of_port = |port| peers.try_register(port, usize::MAX).unwrap();
        let stalled = of_port(1);
        let exchange = stalled.peer.begin();
        exchange.wait();
        let elsewhere = of_port(2);
        tokio::time::sleep(Duration::from_millis(5)).await;
        let first = of_port(1);
        tokio::time::sleep(Duration::from_millis(5)).await;
        let second = of_port(1);
        // whoever sends is no help here, and is looked at long enough to be told as stalled
        wait_for(&peers, Shortage::Memory).await;
        let in_turn = [&first, &second, &stalled];
        for closed in 1..=in_turn.len() {
            let come = peers.register(1, 3);
            let come = tokio::time::timeout(Duration::from_millis(50), come).await;
            assert!(come.is_err(), "nobody has left");
            for (at, one) in in_turn.iter().enumerate() {
                assert_eq!(one.peer.close.is_cancelled(), at < closed, "{at} {closed}");
            }
        }
        assert!(!elsewhere.peer.close.is_cancelled());
        drop(first);
        let come = tokio::time::timeout(GRACE, peers.register(1, 3));
        assert!(come.await.is_ok(), "one has left");
    }

    #[tokio::test]
    async fn who_stalls_for_too_long_is_closed_at_its_own_port_unless_it_may_pause() {
        let peers: Arc<Peers> = Arc::default();
        let of_port = |port| peers.try_register(port, usize::MAX).unwrap();
        let all = [of_port(1), of_port(1), of_port(2), of_port(1)];
        let exchanges = [0, 1, 2].map(|at: usize| all[at].peer.begin());
        exchanges.iter().for_each(Exchange::wait);
        exchanges[1].may_pause();
        peers.close_stalled(1, GRACE);
        let closed = || all.each_ref().map(|one| one.peer.close.is_cancelled());
        assert_eq!(closed(), [false; 4], "it is too soon");
        peers.close_stalled(1, Duration::ZERO);
        assert_eq!(closed(), [true, false, false, false]);
    }
}
