//! Packets between the thread that receives them and the task that stores them.

use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

/// Bytes that may wait; further packets are given up.
const LIMIT: usize = 64 << 20;
/// A packet and where it came from.
pub(super) type Sent = (SocketAddr, Vec<u8>);

/// What a packet costs beside its bytes.
const OVERHEAD: usize = 64;
/// No write takes more than this at once.
const BATCH: usize = 4 << 20;

#[derive(Default)]
pub(super) struct Queue {
    waiting: Mutex<Waiting>,
    arrived: Notify,
}

#[derive(Default)]
struct Waiting {
    packets: std::collections::VecDeque<Sent>,
    bytes: usize,
    closed: bool,
}

impl Queue {
    fn waiting(&self) -> std::sync::MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// False if there is no room.
    pub(super) fn push(&self, peer: SocketAddr, packet: &[u8]) -> bool {
        let weight = packet.len() + OVERHEAD;
        let mut waiting = self.waiting();
        if waiting.bytes + weight > LIMIT {
            return false;
        }
        waiting.bytes += weight;
        waiting.packets.push_back((peer, packet.to_vec()));
        drop(waiting);
        self.arrived.notify_one();
        true
    }

    /// No more packets come; those that wait can still be taken.
    pub(super) fn close(&self) {
        self.waiting().closed = true;
        self.arrived.notify_one();
    }

    /// Waits until there is something to take, and then a moment for more; false when
    /// the queue is closed and empty.
    pub(super) async fn wait(&self, gather: Duration) -> bool {
        loop {
            let (empty, closed) = {
                let waiting = self.waiting();
                (waiting.packets.is_empty(), waiting.closed)
            };
            match (empty, closed) {
                (true, true) => return false,
                (true, false) => self.arrived.notified().await,
                (false, true) => return true,
                (false, false) => {
                    tokio::time::sleep(gather).await;
                    return true;
                }
            }
        }
    }

    /// The oldest packets, up to what one write takes.
    pub(super) fn take(&self) -> Vec<Sent> {
        let mut waiting = self.waiting();
        let mut bytes = 0;
        let mut taken = Vec::new();
        while bytes < BATCH
            && let Some(packet) = waiting.packets.pop_front()
        {
            bytes += packet.1.len() + OVERHEAD;
            taken.push(packet);
        }
        waiting.bytes -= bytes;
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_full_queue_refuses_and_a_closed_one_gives_out_what_waits() {
        let queue = Queue::default();
        let packet = vec![0; 64 << 10];
        let peer = SocketAddr::from(([127, 0, 0, 1], 5));
        let mut pushed = 0;
        while queue.push(peer, &packet) {
            pushed += 1;
        }
        assert!(pushed * packet.len() <= LIMIT);
        assert!(pushed > 1_000);
        queue.close();
        let mut taken = 0;
        while queue.wait(Duration::ZERO).await {
            taken += queue.take().len();
        }
        assert_eq!(taken, pushed);
        assert!(queue.push(peer, &packet));
    }
}
