//! Deleting occurrences: by their age, or to make room.

use crate::stack::store::retention::SWEEP;
use crate::stack::store::{Store, StoreError};

/// Occurrences removed in one transaction to make room.
const AT_ONCE: i64 = 200;
/// What a row and its index entries take beside the payload.
const ROW: u64 = 256;

impl Store {
    /// Deletes the occurrences that were taken before `received` (epoch seconds), and the
    /// items of which nothing came since. Returns how many occurrences went.
    pub async fn delete_rollbar_before(&self, received: i64) -> Result<usize, StoreError> {
        self.write(SWEEP, move |c| {
            // an item whose occurrences were deleted to make room goes by its own times
            c.execute(
                "DELETE FROM rollbar_items \
                 WHERE id NOT IN (SELECT item_id FROM rollbar_occurrences) \
                     AND last_occurrence_timestamp < ?1 AND last_activated_timestamp < ?1",
                [received],
            )?;
            let old = "SELECT item_id FROM rollbar_occurrences WHERE received < ?1";
            let items: Vec<i64> = c
                .prepare_cached(old)?
                .query_map([received], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            if items.is_empty() {
                return Ok(0);
            }
            c.execute(
                &format!(
                    "DELETE FROM rollbar_items WHERE id IN ({old}) AND id NOT IN \
                         (SELECT item_id FROM rollbar_occurrences WHERE received >= ?1)"
                ),
                [received],
            )?;
            c.execute(
                "DELETE FROM rollbar_occurrences WHERE received < ?1",
                [received],
            )?;
            Ok(items.len())
        })
        .await
    }

    /// When the occurrence was taken that came first, in milliseconds.
    pub(in crate::stack::store) async fn oldest_occurrence_ms(
        &self,
    ) -> Result<Option<i64>, StoreError> {
        self.read(|c| {
            let oldest = "SELECT min(received) FROM rollbar_occurrences";
            let seconds: Option<i64> = c.query_row(oldest, [], |row| row.get(0))?;
            Ok(seconds.map(|seconds| seconds.saturating_mul(1_000)))
        })
        .await
    }

    /// Removes the occurrences that came first until about `bytes` of the file are free;
    /// returns the bytes that were freed. Their items stay, with what they count.
    pub(in crate::stack::store) async fn remove_oldest_occurrences(
        &self,
        bytes: u64,
    ) -> Result<u64, StoreError> {
        self.write(SWEEP, move |c| {
            let oldest: Vec<(i64, i64)> = c
                .prepare_cached(
                    "SELECT id, length(payload) FROM rollbar_occurrences \
                     ORDER BY received, id LIMIT ?1",
                )?
                .query_map([AT_ONCE], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<Result<_, _>>()?;
            let mut remove = c.prepare_cached("DELETE FROM rollbar_occurrences WHERE id = ?1")?;
            let mut freed = 0;
            for (id, payload) in oldest {
                if freed >= bytes {
                    break;
                }
                remove.execute([id])?;
                freed += payload.unsigned_abs() + ROW;
            }
            Ok(freed)
        })
        .await
    }
}
