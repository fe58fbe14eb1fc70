//! The time that deleting goes by.
//!
//! A clock that is set wrong for once, by hand or by a machine that wakes up in another
//! year, must not delete what was stored. So this time follows the clock only so fast:
//! twice the time that has really passed, and a day more after each start, because nobody
//! measures how long the stack was away. A stack that was away for a month keeps some data
//! for longer than it has to; the limit by size holds meanwhile.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension as _};

use super::retention::SWEEP;
use super::{Store, StoreError};
use crate::model::Clock;

#[derive(Default)]
pub(super) struct ExpiryClock(Mutex<Option<Hand>>);

#[derive(Debug, Clone, Copy)]
struct Hand {
    /// Milliseconds since the epoch.
    at_ms: i64,
    /// What [`Clock::uptime`] was then.
    uptime: Duration,
    /// As the store remembers it.
    saved_ms: i64,
}

/// How much further than before it may be when the stack starts.
const AT_START_MS: i64 = 86_400_000;
/// How much faster than time it may be.
const PACE: i64 = 2;
/// How old the store's memory of it may become.
const SAVE_EACH_MS: i64 = 3_600_000;
/// Where the store remembers it.
const NAME: &str = "retention.clock_ms";

impl Hand {
    fn follow(&mut self, now_ms: i64, uptime: Duration) {
        let passed = uptime.saturating_sub(self.uptime).as_millis();
        let passed = i64::try_from(passed).unwrap_or(i64::MAX);
        self.uptime = uptime;
        let reach = self.at_ms.saturating_add(passed.saturating_mul(PACE));
        // a clock that was set back does not take it along: it would have to catch up
        self.at_ms = now_ms.clamp(self.at_ms, reach);
    }
}

impl Store {
    /// Goes on as far as it may, and says what time it is for deleting.
    pub(super) async fn follow_clock(&self, clock: Clock) -> Result<i64, StoreError> {
        let (now_ms, uptime) = (clock.now_ms(), clock.uptime());
        let hand = *self.expiry_clock();
        let mut hand = match hand {
            Some(hand) => hand,
            None => {
                let before = self
                    .read(|connection| remembered(connection))
                    .await?
                    .unwrap_or(now_ms);
                Hand {
                    at_ms: now_ms.min(before.saturating_add(AT_START_MS)),
                    uptime,
                    saved_ms: before,
                }
            }
        };
        hand.follow(now_ms, uptime);
        if hand.at_ms - hand.saved_ms >= SAVE_EACH_MS {
            hand.saved_ms = hand.at_ms;
            self.write(SWEEP, move |connection| remember(connection, hand.at_ms))
                .await?;
        }
        *self.expiry_clock() = Some(hand);
        Ok(hand.at_ms.min(now_ms))
    }

    /// `now_ms`, or the time for deleting if that is not so far.
    pub(super) fn expiry_ms(&self, now_ms: i64) -> i64 {
        let hand = *self.expiry_clock();
        hand.map_or(now_ms, |hand| hand.at_ms.min(now_ms))
    }

    fn expiry_clock(&self) -> std::sync::MutexGuard<'_, Option<Hand>> {
        let hand = self.0.expiry.0.lock();
        hand.unwrap_or_else(PoisonError::into_inner)
    }
}

fn remember(connection: &Connection, at_ms: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO meta (name, value) VALUES (?1, ?2)")?
        .execute((NAME, at_ms.to_string()))?;
    Ok(())
}

/// How far it was before; in a store that does not remember, when the newest data came.
fn remembered(connection: &Connection) -> Result<Option<i64>, StoreError> {
    let saved: Option<String> = connection
        .query_row("SELECT value FROM meta WHERE name = ?1", [NAME], |row| {
            row.get(0)
        })
        .optional()?;
    if let Some(at_ms) = saved.and_then(|text| text.parse().ok()) {
        return Ok(Some(at_ms));
    }
    let newest = "SELECT max(at) FROM (
            SELECT received AS at FROM (SELECT received FROM traces ORDER BY seq DESC LIMIT 1)
            UNION ALL SELECT received FROM (SELECT received FROM log_blocks ORDER BY id DESC LIMIT 1)
            UNION ALL SELECT received FROM (SELECT received FROM honeycomb_blocks ORDER BY id DESC LIMIT 1)
            UNION ALL SELECT max(received) * 1000 FROM rollbar_occurrences)";
    Ok(connection.query_row(newest, [], |row| row.get(0))?)
}
