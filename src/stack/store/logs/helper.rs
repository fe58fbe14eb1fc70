//! A second thread for long walks.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::thread::{self, Scope};

use super::EventKey;
use super::block_reader::Unpacker;
use super::walk::{Entry, Selection};
use crate::stack::store::StoreError;

/// Another thread that unpacks blocks for a walk that takes long. All walks together have
/// one helper less than there are processors.
pub(super) struct Helper {
    blocks: SyncSender<(Entry, Vec<u8>)>,
    pub(super) found: Receiver<Found>,
}

/// The selected events of one block.
pub(super) struct Found {
    pub(super) entry: Entry,
    pub(super) events: Vec<(EventKey, String)>,
    /// The unpacked size of the block, if it can be read.
    pub(super) read: Result<usize, StoreError>,
}

static HELPERS: AtomicUsize = AtomicUsize::new(0);

/// Counts a helper while it exists.
struct Permit;

impl Permit {
    fn acquire() -> Option<Self> {
        let max = thread::available_parallelism().map_or(0, |n| n.get() - 1);
        let one_more = |helpers| (helpers < max).then_some(helpers + 1);
        let acquired = HELPERS.fetch_update(Ordering::AcqRel, Ordering::Acquire, one_more);
        acquired.ok().map(|_| Self)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        HELPERS.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Helper {
    /// `None` if there are enough helpers. The thread ends when the helper is dropped.
    pub(super) fn start<'scope>(
        scope: &'scope Scope<'scope, '_>,
        selection: &'scope Selection,
    ) -> Option<Self> {
        let permit = Permit::acquire()?;
        let (blocks, given) = sync_channel::<(Entry, Vec<u8>)>(1);
        let (finds, found) = channel();
        let work = move || {
            let _permit = permit;
            let mut unpacker = Unpacker::default();
            for (entry, payload) in given {
                let mut events = Vec::new();
                let block = (entry.id, payload.as_slice());
                let read = unpacker.each_match(selection, block, |key, message| {
                    events.push((key, message.to_owned()));
                });
                let found = Found {
                    entry,
                    events,
                    read,
                };
                if finds.send(found).is_err() {
                    return;
                }
            }
        };
        let thread = thread::Builder::new().name("log-scan".to_owned());
        thread.spawn_scoped(scope, work).ok()?;
        Some(Self { blocks, found })
    }

    /// Gives it the block; `false` if another block already waits.
    pub(super) fn try_give(&self, entry: Entry, payload: &[u8]) -> bool {
        self.blocks.try_send((entry, payload.to_vec())).is_ok()
    }

    /// Everything it still finds in the blocks that it was given.
    pub(super) fn finish(self) -> Receiver<Found> {
        self.found
    }
}
