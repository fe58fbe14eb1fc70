//! What waits for a client that reads slowly.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures_util::Stream;
use tokio::sync::Notify;

/// "CloudWatch Logs buffers up to 10 LiveTailSessionUpdate events or 5000 log events,
/// after which it starts dropping the oldest events."
const MAX_UPDATES: usize = 10;
const MAX_EVENTS: usize = 5_000;

#[derive(Default)]
pub(super) struct Ring {
    waiting: Mutex<Waiting>,
    changed: Notify,
}

#[derive(Default)]
struct Waiting {
    /// The start of the session: never dropped.
    control: VecDeque<Bytes>,
    /// Updates with the number of their events.
    updates: VecDeque<(usize, Bytes)>,
    events: usize,
    /// Set when nothing more comes; may hold a last frame.
    end: Option<Option<Bytes>>,
}

impl Ring {
    pub(super) fn push_control(&self, frame: Bytes) {
        self.change(|waiting| waiting.control.push_back(frame));
    }

    pub(super) fn push_update(&self, events: usize, frame: Bytes) {
        self.change(|waiting| {
            waiting.events += events;
            waiting.updates.push_back((events, frame));
            while waiting.updates.len() > MAX_UPDATES || waiting.events > MAX_EVENTS {
                let Some((events, _)) = waiting.updates.pop_front() else {
                    break;
                };
                waiting.events -= events;
            }
        });
    }

    /// Ends the stream after what waits, with a last frame if there is one.
    pub(super) fn end(&self, last: Option<Bytes>) {
        self.change(|waiting| {
            waiting.end.get_or_insert(last);
        });
    }

    fn change(&self, change: impl FnOnce(&mut Waiting)) {
        if let Ok(mut waiting) = self.waiting.lock() {
            change(&mut waiting);
        }
        self.changed.notify_one();
    }

    /// The next frame, or `None` at the end.
    async fn next(&self) -> Option<Bytes> {
        loop {
            match self.waiting.lock().ok()?.take() {
                Next::Frame(frame) => return Some(frame),
                Next::End => return None,
                Next::Nothing => {}
            }
            self.changed.notified().await;
        }
    }
}

enum Next {
    Frame(Bytes),
    Nothing,
    End,
}

impl Waiting {
    fn take(&mut self) -> Next {
        if let Some(frame) = self.control.pop_front() {
            return Next::Frame(frame);
        }
        if let Some((events, frame)) = self.updates.pop_front() {
            self.events -= events;
            return Next::Frame(frame);
        }
        match &mut self.end {
            None => Next::Nothing,
            Some(last) => last.take().map_or(Next::End, Next::Frame),
        }
    }
}

/// The frames as a body. Dropping it ends the session.
pub(super) fn stream(ring: Arc<Ring>) -> impl Stream<Item = Result<Bytes, Infallible>> {
    futures_util::stream::unfold(ring, |ring| async move {
        let frame = ring.next().await?;
        Some((Ok(frame), ring))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_oldest_updates_go_first_and_the_start_never() {
        let ring = Ring::default();
        ring.push_control(Bytes::from_static(b"start"));
        for update in 0..15_u8 {
            ring.push_update(1, Bytes::from(vec![update]));
        }
        ring.end(Some(Bytes::from_static(b"bye")));
        assert_eq!(ring.next().await.unwrap(), "start");
        for update in 5..15_u8 {
            assert_eq!(ring.next().await.unwrap(), vec![update]);
        }
        assert_eq!(ring.next().await.unwrap(), "bye");
        assert_eq!(ring.next().await, None);
    }

    #[tokio::test]
    async fn events_are_counted_too() {
        let ring = Ring::default();
        for update in 0..8_u8 {
            ring.push_update(1_000, Bytes::from(vec![update]));
        }
        assert_eq!(ring.next().await.unwrap(), vec![3]);
    }
}
