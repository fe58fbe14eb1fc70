//! Error items: occurrences grouped by what they are and where they happen.
//!
//! Errors are few beside spans, and each is asked for alone: one row an occurrence, its
//! payload compressed. Which occurrences are the same error is decided before they get
//! here (`services/rollbar`); the store counts, numbers and keeps the item's status.

use rusqlite::Row;
use serde_json::value::RawValue;

use super::StoreError;
use super::block::decompress;
use crate::model::{ItemStatus, Level};

mod change;
mod expire;
mod read;
mod report;
#[cfg(test)]
pub(super) mod tests;

pub use change::ItemChange;
pub use read::ItemFilter;
pub use report::{NewOccurrence, Reported};

/// Where item ids begin; an item's number is its distance from here.
const ITEM_IDS: i64 = 270_000_000;

/// An item as Rollbar's API describes it. Times are epoch seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredItem {
    pub id: i64,
    /// The number that people use, from 1.
    pub counter: i64,
    pub environment: String,
    /// The fingerprint: at most 40 characters.
    pub hash: String,
    pub title: String,
    /// Somebody chose the title; occurrences no longer change it.
    pub title_lock: bool,
    pub level: Level,
    pub level_lock: bool,
    pub status: ItemStatus,
    pub platform: Option<String>,
    pub framework: Option<String>,
    pub first_occurrence_id: Option<i64>,
    pub first_occurrence_timestamp: i64,
    /// The occurrence that made or reopened the item.
    pub activating_occurrence_id: Option<i64>,
    pub last_activated_timestamp: i64,
    pub last_resolved_timestamp: Option<i64>,
    pub last_muted_timestamp: Option<i64>,
    pub last_occurrence_id: Option<i64>,
    pub last_occurrence_timestamp: i64,
    pub total_occurrences: i64,
    pub resolved_in_version: Option<String>,
    pub assigned_user_id: Option<i64>,
}

/// An occurrence and its payload.
#[derive(Debug, Clone)]
pub struct StoredOccurrence {
    pub id: i64,
    pub item_id: i64,
    /// Epoch seconds.
    pub timestamp: i64,
    /// The `data` that was reported.
    pub data: Box<RawValue>,
}

const ITEM_COLUMNS: &str = "id, environment, hash, title, title_lock, level, level_lock, status, \
     platform, framework, first_occurrence_id, first_occurrence_timestamp, \
     activating_occurrence_id, last_activated_timestamp, last_resolved_timestamp, \
     last_muted_timestamp, last_occurrence_id, last_occurrence_timestamp, total_occurrences, \
     resolved_in_version, assigned_user_id";

impl StoredItem {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        let id: i64 = row.get("id")?;
        Ok(Self {
            id,
            counter: id - ITEM_IDS,
            environment: row.get("environment")?,
            hash: row.get("hash")?,
            title: row.get("title")?,
            title_lock: row.get("title_lock")?,
            level: word(row, "level")?,
            level_lock: row.get("level_lock")?,
            status: word(row, "status")?,
            platform: row.get("platform")?,
            framework: row.get("framework")?,
            first_occurrence_id: row.get("first_occurrence_id")?,
            first_occurrence_timestamp: row.get("first_occurrence_timestamp")?,
            activating_occurrence_id: row.get("activating_occurrence_id")?,
            last_activated_timestamp: row.get("last_activated_timestamp")?,
            last_resolved_timestamp: row.get("last_resolved_timestamp")?,
            last_muted_timestamp: row.get("last_muted_timestamp")?,
            last_occurrence_id: row.get("last_occurrence_id")?,
            last_occurrence_timestamp: row.get("last_occurrence_timestamp")?,
            total_occurrences: row.get("total_occurrences")?,
            resolved_in_version: row.get("resolved_in_version")?,
            assigned_user_id: row.get("assigned_user_id")?,
        })
    }
}

impl StoredOccurrence {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        let payload: Vec<u8> = row.get("payload")?;
        let unreadable = |what: &dyn std::fmt::Display| {
            StoreError::Broken(format!("the payload of an occurrence: {what}"))
        };
        let json = decompress(&payload).map_err(|error| unreadable(&error))?;
        Ok(Self {
            id: row.get("id")?,
            item_id: row.get("item_id")?,
            timestamp: row.get("timestamp")?,
            data: serde_json::from_slice(&json).map_err(|error| unreadable(&error))?,
        })
    }
}

/// A level or status as it was written.
fn word<T: std::str::FromStr<Err: ToString>>(row: &Row<'_>, column: &str) -> Result<T, StoreError> {
    let text: String = row.get(column)?;
    text.parse()
        .map_err(|error: T::Err| StoreError::Broken(error.to_string()))
}
