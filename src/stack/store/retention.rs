//! How much the store keeps, and deleting what is over it.

use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::{LogsError, Store, StoreError};
use crate::model::Clock;

/// Limits by age and by size; whichever comes first.
#[derive(Debug, Clone, Copy)]
pub struct Retention {
    /// Traces, Honeycomb's events and error items that came longer ago are deleted,
    /// whatever their own times. Log groups have a retention of their own, by the times
    /// of their events, as CloudWatch Logs has.
    pub age: Duration,
    /// Bytes of data in the database file; what came first goes first.
    pub size: u64,
}

impl Default for Retention {
    /// X-Ray keeps traces for 30 days.
    fn default() -> Self {
        Self {
            age: Duration::from_secs(30 * 86_400),
            size: 4 << 30,
        }
    }
}

/// Between two looks at what is over the limits.
const PAUSE: Duration = Duration::from_secs(10);
/// The same while writes fail.
const RETRY: Duration = Duration::from_secs(1);
/// Between two transactions that delete, so that ingest is not starved.
const BREATH: Duration = Duration::from_millis(20);
/// Free pages are given back to the disk when they are more than this part of the file;
/// fewer will be filled again.
const FREE_PART: u64 = 4;
/// Pages given back in one transaction.
const VACUUM_PAGES: u32 = 2_000;

/// What is written at least to find out whether writes work again.
const MIN_TRIED: usize = 256 << 10;
/// And at most: as much as one transaction takes.
const MAX_TRIED: usize = 16 << 20;

/// What deleting weighs in the write queue: no bytes wait with it, and it must not cost a
/// client a refusal.
pub(super) const SWEEP: usize = 0;

/// What is deleted to make room.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Traces,
    Logs,
    HoneycombEvents,
    Occurrences,
}

/// The file, in bytes.
#[derive(Debug, Clone, Copy)]
struct Occupied {
    used: u64,
    free: u64,
}

/// Deletes what is over the limits, until `shutdown`.
pub async fn retain(store: Store, clock: Clock, shutdown: CancellationToken) {
    let mut condition = store.watch();
    loop {
        // a disk that fails shows in every write; here it only means to try again later
        let more = store.retain_some(clock).await.unwrap_or(false);
        let fails = store.availability().writing.is_some();
        if fails {
            // so that the end of it is noticed although nobody writes
            let _ = store.try_write().await;
        }
        let pause = match more {
            true => BREATH,
            false if fails => RETRY,
            false => PAUSE,
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            // from now on it is to be found out when writes work again
            Ok(()) = condition.changed() => {}
            () = shutdown.cancelled() => return,
        }
    }
}

impl Store {
    /// Deletes some of what is over the limits; says whether there may be more.
    pub async fn retain_some(&self, clock: Clock) -> Result<bool, StoreError> {
        let retention = self.retention();
        let now_ms = self.follow_clock(clock).await?;
        let age_ms = i64::try_from(retention.age.as_millis()).unwrap_or(i64::MAX);
        let cutoff_ms = now_ms.saturating_sub(age_ms);
        let mut more = self.remove_traces_before(cutoff_ms).await?;
        self.delete_rollbar_before(cutoff_ms.div_euclid(1_000))
            .await?;
        more |= self.remove_honeycomb_before(cutoff_ms).await?;
        more |= self.logs().tidy(now_ms).await.map_err(into_store_error)?;
        let occupied = self.occupied().await?;
        if occupied.used > retention.size {
            more |= self.make_room(occupied.used - retention.size).await?;
        } else if occupied.free > (occupied.used + occupied.free) / FREE_PART {
            more |= self.vacuum_some().await?;
        }
        Ok(more)
    }

    /// Deletes some of whatever came first among traces, log events, Honeycomb's events and
    /// the occurrences of errors. Items stay with their counts: they are few and small.
    async fn make_room(&self, bytes: u64) -> Result<bool, StoreError> {
        let traces = self.oldest_trace_ms().await?;
        let logs = self.logs().oldest_ms().await.map_err(into_store_error)?;
        let events = self.oldest_honeycomb_ms().await?;
        let occurrences = self.oldest_occurrence_ms().await?;
        let oldest = [
            (traces, Kind::Traces),
            (logs, Kind::Logs),
            (events, Kind::HoneycombEvents),
            (occurrences, Kind::Occurrences),
        ];
        let oldest = oldest
            .into_iter()
            .filter_map(|(at, kind)| Some((at?, kind)));
        let freed = match oldest.min_by_key(|(at, _)| *at) {
            None => 0,
            Some((_, Kind::Traces)) => self.remove_oldest_traces(bytes).await?,
            Some((_, Kind::Logs)) => self
                .logs()
                .remove_oldest(bytes)
                .await
                .map_err(into_store_error)?,
            Some((_, Kind::HoneycombEvents)) => self.remove_oldest_honeycomb(bytes).await?,
            Some((_, Kind::Occurrences)) => self.remove_oldest_occurrences(bytes).await?,
        };
        self.0.trimmed.fetch_add(freed, Ordering::Relaxed);
        Ok(freed > 0)
    }

    /// Bytes that were deleted since the start because the store had reached its size.
    pub fn trimmed_bytes(&self) -> u64 {
        self.0.trimmed.load(Ordering::Relaxed)
    }

    /// Finds out whether there is room for as much as did not find any.
    pub(super) async fn try_write(&self) -> Result<(), StoreError> {
        let health = &self.0.health;
        let failed = health.failed_writes();
        let bytes = health.wanted().clamp(MIN_TRIED, MAX_TRIED) as u64;
        self.write(SWEEP, move |connection| {
            // a few bytes find room in a page that is there: this takes as many new ones as a
            // batch does, and gives them back
            let touch =
                "INSERT OR REPLACE INTO meta (name, value) VALUES ('touched', hex(zeroblob(?1 / 2)))";
            connection.prepare_cached(touch)?.execute([bytes.cast_signed()])?;
            let done = "DELETE FROM meta WHERE name = 'touched'";
            connection.prepare_cached(done)?.execute([])?;
            Ok(())
        })
        .await?;
        if health.failed_writes() == failed {
            health.found_room();
        }
        Ok(())
    }

    async fn occupied(&self) -> Result<Occupied, StoreError> {
        self.read(|connection| {
            let number = |name| -> Result<u64, StoreError> {
                let value = connection.pragma_query_value(None, name, |row| row.get(0));
                Ok(value.map(i64::unsigned_abs)?)
            };
            let (page, pages) = (number("page_size")?, number("page_count")?);
            let free = number("freelist_count")?;
            Ok(Occupied {
                used: page * pages.saturating_sub(free),
                free: page * free,
            })
        })
        .await
    }

    /// Gives free pages back to the disk; says whether there may be more.
    async fn vacuum_some(&self) -> Result<bool, StoreError> {
        self.write(SWEEP, |connection| {
            let sql = format!("PRAGMA incremental_vacuum({VACUUM_PAGES})");
            let mut statement = connection.prepare(&sql)?;
            let mut pages = statement.query([])?;
            let mut moved = 0;
            while pages.next()?.is_some() {
                moved += 1;
            }
            Ok(moved == VACUUM_PAGES)
        })
        .await
    }
}

fn into_store_error(error: LogsError) -> StoreError {
    match error {
        LogsError::Store(error) => error,
        other => StoreError::Broken(other.to_string()),
    }
}
