//! One more occurrence.

use std::cmp::Ordering;

use rusqlite::{Connection, OptionalExtension as _, named_params};

use super::{ITEM_COLUMNS, StoredItem};
use crate::model::{ItemStatus, Level};
use crate::stack::store::{Store, StoreError};

/// An occurrence that was checked, grouped and cleaned of secrets.
#[derive(Debug, Clone)]
pub struct NewOccurrence {
    /// At most 36 characters; the same one twice is the same occurrence.
    pub uuid: String,
    pub environment: String,
    /// The fingerprint: occurrences with the same one are one item.
    pub hash: String,
    pub title: String,
    pub level: Level,
    /// When it happened, epoch seconds.
    pub timestamp: i64,
    /// When it was taken, epoch seconds.
    pub received: i64,
    pub platform: Option<String>,
    pub framework: Option<String>,
    pub code_version: Option<String>,
    /// The payload's `data` as JSON, compressed.
    pub payload: Vec<u8>,
}

/// What became of an occurrence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reported {
    /// It is the first of its item.
    New { item: i64 },
    /// Its item was known.
    Again { item: i64 },
    /// Its item was resolved and is active again.
    Reactivated { item: i64 },
    /// Its uuid was known: it was dropped.
    Duplicate,
}

impl Store {
    /// Keeps an occurrence and counts it for its item.
    pub async fn report_occurrence(&self, new: NewOccurrence) -> Result<Reported, StoreError> {
        let weight = new.payload.len() + new.title.len() + 256;
        self.write(weight, move |c| report(c, &new)).await
    }
}

fn report(c: &Connection, new: &NewOccurrence) -> Result<Reported, StoreError> {
    let known = c
        .prepare_cached("SELECT 1 FROM rollbar_occurrences WHERE uuid = ?1")?
        .exists([&new.uuid])?;
    if known {
        return Ok(Reported::Duplicate);
    }
    let before = find(c, new)?;
    let item = match &before {
        Some(item) => item.id,
        None => insert_item(c, new)?,
    };
    c.prepare_cached(
        "INSERT INTO rollbar_occurrences (item_id, uuid, timestamp, received, payload) \
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute((item, &new.uuid, new.timestamp, new.received, &new.payload))?;
    let occurrence = c.last_insert_rowid();
    count(c, new, item, occurrence)?;
    match before {
        None => {
            activate(c, new, item, occurrence)?;
            Ok(Reported::New { item })
        }
        Some(before) if reactivates(&before, new) => {
            activate(c, new, item, occurrence)?;
            retitle(c, new, &before)?;
            Ok(Reported::Reactivated { item })
        }
        Some(_) => Ok(Reported::Again { item }),
    }
}

fn find(c: &Connection, new: &NewOccurrence) -> Result<Option<StoredItem>, StoreError> {
    c.prepare_cached(&format!(
        "SELECT {ITEM_COLUMNS} FROM rollbar_items WHERE environment = ?1 AND hash = ?2"
    ))?
    .query_row((&new.environment, &new.hash), |row| {
        Ok(StoredItem::from_row(row))
    })
    .optional()?
    .transpose()
}

fn insert_item(c: &Connection, new: &NewOccurrence) -> Result<i64, StoreError> {
    c.prepare_cached(
        "INSERT INTO rollbar_items (environment, hash, title, level, platform, framework, \
             first_occurrence_timestamp, last_activated_timestamp, last_occurrence_timestamp) \
         VALUES (:environment, :hash, :title, :level, :platform, :framework, :at, :now, :at)",
    )?
    .execute(named_params! {
        ":environment": new.environment,
        ":hash": new.hash,
        ":title": new.title,
        ":level": new.level.as_str(),
        ":platform": new.platform,
        ":framework": new.framework,
        ":at": new.timestamp,
        ":now": new.received,
    })?;
    Ok(c.last_insert_rowid())
}

/// Occurrences may arrive in another order than they happened in.
fn count(
    c: &Connection,
    new: &NewOccurrence,
    item: i64,
    occurrence: i64,
) -> Result<(), StoreError> {
    c.prepare_cached(
        "UPDATE rollbar_items SET \
             total_occurrences = total_occurrences + 1, \
             first_occurrence_id = coalesce(first_occurrence_id, :occurrence), \
             first_occurrence_timestamp = min(first_occurrence_timestamp, :at), \
             last_occurrence_id = :occurrence, \
             last_occurrence_timestamp = max(last_occurrence_timestamp, :at) \
         WHERE id = :item",
    )?
    .execute(named_params! {
        ":item": item, ":occurrence": occurrence, ":at": new.timestamp,
    })?;
    Ok(())
}

fn activate(
    c: &Connection,
    new: &NewOccurrence,
    item: i64,
    occurrence: i64,
) -> Result<(), StoreError> {
    c.prepare_cached(
        "UPDATE rollbar_items SET status = 'active', resolved_in_version = NULL, \
             activating_occurrence_id = :occurrence, last_activated_timestamp = :now \
         WHERE id = :item",
    )?
    .execute(named_params! {
        ":item": item, ":occurrence": occurrence, ":now": new.received,
    })?;
    Ok(())
}

/// The occurrence that reopens an item names it anew, unless somebody chose its title.
fn retitle(c: &Connection, new: &NewOccurrence, before: &StoredItem) -> Result<(), StoreError> {
    if !before.title_lock {
        c.execute(
            "UPDATE rollbar_items SET title = ?1 WHERE id = ?2",
            (&new.title, before.id),
        )?;
    }
    Ok(())
}

/// Only a resolved item comes back. Resolved in a version, it waits for an occurrence
/// that is not older; versions that cannot be compared do not hold it back.
fn reactivates(item: &StoredItem, new: &NewOccurrence) -> bool {
    let older = match (&new.code_version, &item.resolved_in_version) {
        (Some(version), Some(resolved)) => compare_versions(version, resolved),
        _ => None,
    };
    item.status == ItemStatus::Resolved && older != Some(Ordering::Less)
}

/// Versions made of numbers and dots: `1.10.2`, `v3`, `45`.
fn compare_versions(a: &str, b: &str) -> Option<Ordering> {
    let numbers = |text: &str| -> Option<Vec<u64>> {
        let text = text.strip_prefix('v').unwrap_or(text);
        let mut numbers: Vec<u64> = text
            .split('.')
            .map(|part| part.parse().ok())
            .collect::<Option<_>>()?;
        while numbers.last() == Some(&0) {
            numbers.pop();
        }
        Some(numbers)
    };
    Some(numbers(a)?.cmp(&numbers(b)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_their_numbers() {
        for (a, b, order) in [
            ("1.10.2", "1.9", Some(Ordering::Greater)),
            ("v1.0", "1", Some(Ordering::Equal)),
            ("45", "46", Some(Ordering::Less)),
            ("3da5415", "1.0", None),
            ("1.0-rc1", "1.0", None),
            ("", "1", None),
        ] {
            assert_eq!(compare_versions(a, b), order, "{a} {b}");
        }
    }
}
