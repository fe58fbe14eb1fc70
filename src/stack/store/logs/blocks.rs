//! Reading blocks, but for what a search can pass over.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::thread::{self, Scope};

use rusqlite::{CachedStatement, Connection};

use super::block::each_candidate;
use super::grams::Grams;
use super::scan::{Entry, LogScan};
use super::skim::Skim;
use super::{EventKey, LogsError};
use crate::stack::store::StoreError;
use crate::stack::store::block::decompress_to;

/// The blocks of a scan as they are stored.
pub(super) struct Blocks<'s> {
    skim: &'s Skim,
    payload: CachedStatement<'s>,
    /// Not asked for if the skim has nothing to look for in it.
    grams: Option<CachedStatement<'s>>,
}

impl<'s> Blocks<'s> {
    pub(super) fn of(connection: &'s Connection, skim: &'s Skim) -> Result<Self, LogsError> {
        let statement = |sql| connection.prepare_cached(sql);
        let grams = if skim.asks_grams() {
            Some(statement(
                "SELECT grams FROM log_grams WHERE block_id = ?1",
            )?)
        } else {
            None
        };
        Ok(Self {
            skim,
            payload: statement("SELECT payload FROM log_blocks WHERE id = ?1")?,
            grams,
        })
    }

    /// The size of the block's filter, and whether that rules the block out.
    pub(super) fn filter(&mut self, id: i64) -> Result<(usize, bool), LogsError> {
        let Some(statement) = &mut self.grams else {
            return Ok((0, false));
        };
        let mut rows = statement.query([id])?;
        // without a filter that can be read, the block is read
        let Ok(Some(row)) = rows.next() else {
            return Ok((0, false));
        };
        let stored = row.get_ref(0)?.as_blob().map_err(|_| broken())?;
        let ruled_out = Grams::read(stored).is_some_and(|grams| !self.skim.may_be_in(grams));
        Ok((stored.len(), ruled_out))
    }

    /// Hands the block as it is stored to `take`.
    pub(super) fn payload<T>(
        &mut self,
        id: i64,
        take: impl FnOnce(&[u8]) -> T,
    ) -> Result<T, StoreError> {
        let mut rows = self.payload.query([id])?;
        let row = rows.next()?.ok_or_else(broken)?;
        Ok(take(row.get_ref(0)?.as_blob().map_err(|_| broken())?))
    }
}

fn broken() -> StoreError {
    StoreError::Broken("a block of log events".to_owned())
}

/// Unpacks blocks, each into the same room.
#[derive(Default)]
pub(super) struct Unpacker(Vec<u8>);

impl Unpacker {
    /// Hands the events of a block to `take` that the scan takes. Returns the unpacked size.
    pub(super) fn each(
        &mut self,
        scan: &LogScan,
        (id, payload): (i64, &[u8]),
        mut take: impl FnMut(EventKey, &str),
    ) -> Result<usize, StoreError> {
        decompress_to(&mut self.0, payload)?;
        each_candidate(&self.0, id, &scan.skim, |key, message| {
            if scan.takes(key, message) {
                take(key, message);
            }
        })?;
        Ok(self.0.len())
    }
}

/// Another thread that unpacks blocks for a page that takes long. All pages together have
/// one less than there are processors.
pub(super) struct Helper {
    blocks: SyncSender<(Entry, Vec<u8>)>,
    pub(super) found: Receiver<Found>,
}

/// The events that the scan takes of one block.
pub(super) struct Found {
    pub(super) entry: Entry,
    pub(super) events: Vec<(EventKey, String)>,
    /// The unpacked size of the block, if it can be read.
    pub(super) read: Result<usize, StoreError>,
}

static HELPING: AtomicUsize = AtomicUsize::new(0);

/// Counts a helper as long as it is there.
struct Permit;

impl Permit {
    fn take() -> Option<Self> {
        let most = thread::available_parallelism().map_or(0, |n| n.get() - 1);
        let more = |helping| (helping < most).then_some(helping + 1);
        let taken = HELPING.fetch_update(Ordering::AcqRel, Ordering::Acquire, more);
        taken.ok().map(|_| Self)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        HELPING.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Helper {
    /// Nothing if there are enough of them. It ends when it is dropped.
    pub(super) fn start<'scope>(
        scope: &'scope Scope<'scope, '_>,
        scan: &'scope LogScan,
    ) -> Option<Self> {
        let permit = Permit::take()?;
        let (blocks, given) = sync_channel::<(Entry, Vec<u8>)>(1);
        let (finds, found) = channel();
        let work = move || {
            let _permit = permit;
            let mut unpacker = Unpacker::default();
            for (entry, payload) in given {
                let mut events = Vec::new();
                let read = unpacker.each(scan, (entry.id, &payload), |key, message| {
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

    /// Whether it took the block; it has one that waits at most.
    pub(super) fn takes(&self, entry: Entry, payload: &[u8]) -> bool {
        self.blocks.try_send((entry, payload.to_vec())).is_ok()
    }

    /// What it finds from now on, until it has nothing left to do.
    pub(super) fn rest(self) -> Receiver<Found> {
        self.found
    }
}
