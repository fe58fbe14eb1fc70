//! Items and occurrences, looked up and listed.

use rusqlite::{Connection, OptionalExtension as _, Params, Row, Rows, named_params};

use super::{ITEM_COLUMNS, ITEM_IDS, StoredItem, StoredOccurrence};
use crate::model::{ItemStatus, Level};
use crate::stack::store::{Part, Reading, Store, StoreError};

/// Which items to list; an empty field lets all pass.
#[derive(Debug, Clone, Default)]
pub struct ItemFilter {
    pub statuses: Vec<ItemStatus>,
    pub levels: Vec<Level>,
    pub environments: Vec<String>,
    pub frameworks: Vec<String>,
    pub ids: Vec<i64>,
    /// Each must occur in the title; ASCII letters in either case.
    pub words: Vec<String>,
}

const FILTER: &str = "(:statuses = '[]' OR status IN (SELECT value FROM json_each(:statuses))) \
     AND (:levels = '[]' OR level IN (SELECT value FROM json_each(:levels))) \
     AND (:environments = '[]' OR environment IN (SELECT value FROM json_each(:environments))) \
     AND (:frameworks = '[]' OR framework IN (SELECT value FROM json_each(:frameworks))) \
     AND (:ids = '[]' OR id IN (SELECT value FROM json_each(:ids))) \
     AND NOT EXISTS (SELECT 1 FROM json_each(:words) WHERE instr(lower(title), value) = 0)";

impl Store {
    /// One page of items, the last to occur first, and how many there are in all pages.
    pub async fn rollbar_items(
        &self,
        filter: ItemFilter,
        skip: u32,
        limit: u32,
    ) -> Result<(Vec<StoredItem>, u64), StoreError> {
        self.read(move |c| {
            let statuses = list(filter.statuses.iter())?;
            let levels = list(filter.levels.iter())?;
            let environments = list(filter.environments.iter())?;
            let frameworks = list(filter.frameworks.iter())?;
            let ids = list(filter.ids.iter())?;
            let words = list(filter.words.iter().map(|word| word.to_ascii_lowercase()))?;
            let filtered = named_params! {
                ":statuses": statuses, ":levels": levels, ":environments": environments,
                ":frameworks": frameworks, ":ids": ids, ":words": words,
            };
            let total: i64 = c
                .prepare_cached(&format!(
                    "SELECT count(*) FROM rollbar_items WHERE {FILTER}"
                ))?
                .query_row(filtered, |row| row.get(0))?;
            let mut select = c.prepare_cached(&format!(
                "SELECT {ITEM_COLUMNS} FROM rollbar_items WHERE {FILTER} \
                 ORDER BY last_occurrence_timestamp DESC, id DESC LIMIT :limit OFFSET :skip"
            ))?;
            let mut rows = select.query(
                [filtered, named_params! { ":limit": limit, ":skip": skip }]
                    .concat()
                    .as_slice(),
            )?;
            let mut items = Vec::new();
            let span = |row: Option<&Row<'_>>| row.and_then(|row| span_of(row, LAST));
            while let Some(item) =
                c.next_spanning(Part::RollbarItems, &mut rows, StoredItem::from_row, span)?
            {
                items.push(item);
            }
            Ok((items, u64::try_from(total).unwrap_or_default()))
        })
        .await
    }

    /// The item with this id.
    pub async fn rollbar_item(&self, id: i64) -> Result<Option<StoredItem>, StoreError> {
        self.read(move |c| readable_item(c, "id = ?1", [id])).await
    }

    /// The item that people call by this number.
    pub async fn rollbar_item_numbered(
        &self,
        counter: i64,
    ) -> Result<Option<StoredItem>, StoreError> {
        match ITEM_IDS.checked_add(counter) {
            Some(id) => self.rollbar_item(id).await,
            None => Ok(None),
        }
    }

    /// The item of the occurrence with this uuid.
    pub async fn rollbar_item_of(&self, uuid: String) -> Result<Option<StoredItem>, StoreError> {
        self.read(move |c| {
            let of = "id = (SELECT item_id FROM rollbar_occurrences WHERE uuid = ?1)";
            readable_item(c, of, [uuid])
        })
        .await
    }

    /// The occurrence with this id.
    pub async fn rollbar_occurrence(
        &self,
        id: i64,
    ) -> Result<Option<StoredOccurrence>, StoreError> {
        self.read(move |c| {
            let mut select = c.prepare_cached(
                "SELECT id, item_id, timestamp, payload FROM rollbar_occurrences WHERE id = ?1",
            )?;
            next_occurrence(c, &mut select.query([id])?)
        })
        .await
    }

    /// One page (how many to skip, how many to give) of occurrences, newest first: of one
    /// item or of all, and older than the occurrence `before` if it is given. `None` says
    /// that the payloads of the page are together over `bytes`.
    pub async fn rollbar_occurrences(
        &self,
        item: Option<i64>,
        before: Option<i64>,
        page: (u32, u32),
        bytes: usize,
    ) -> Result<Option<Vec<StoredOccurrence>>, StoreError> {
        let (skip, limit) = page;
        self.read(move |c| {
            let mut select = c.prepare_cached(
                "SELECT id, item_id, timestamp, payload FROM rollbar_occurrences \
                 WHERE (:item IS NULL OR item_id = :item) AND (:before IS NULL OR id < :before) \
                 ORDER BY id DESC LIMIT :limit OFFSET :skip",
            )?;
            let mut rows = select.query(named_params! {
                ":item": item, ":before": before, ":limit": limit, ":skip": skip,
            })?;
            let mut page = Vec::new();
            let mut size = 0;
            while let Some(occurrence) = next_occurrence(c, &mut rows)? {
                size += occurrence.data.get().len();
                if size > bytes {
                    return Ok(None);
                }
                page.push(occurrence);
            }
            Ok(Some(page))
        })
        .await
    }
}

/// The column that an item's times are told by.
const LAST: &str = "last_occurrence_timestamp";

/// The next occurrence that can be read.
fn next_occurrence(
    c: &Reading<'_>,
    rows: &mut Rows<'_>,
) -> Result<Option<StoredOccurrence>, StoreError> {
    let span = |row: Option<&Row<'_>>| row.and_then(|row| span_of(row, "timestamp"));
    c.next_spanning(
        Part::RollbarOccurrences,
        rows,
        StoredOccurrence::from_row,
        span,
    )
}

/// A column of epoch seconds as a span of milliseconds.
fn span_of(row: &Row<'_>, column: &str) -> Option<(i64, i64)> {
    let seconds: i64 = row.get(column).ok()?;
    let ms = seconds.saturating_mul(1_000);
    Some((ms, ms.saturating_add(999)))
}

/// As [`item`]; nothing, too, if it cannot be read.
fn readable_item<P: Params>(
    c: &Reading<'_>,
    condition: &str,
    parameter: P,
) -> Result<Option<StoredItem>, StoreError> {
    let mut select = c.prepare_cached(&select_item(condition))?;
    let span = |row: Option<&Row<'_>>| row.and_then(|row| span_of(row, LAST));
    let rows = &mut select.query(parameter)?;
    c.next_spanning(Part::RollbarItems, rows, StoredItem::from_row, span)
}

fn select_item(condition: &str) -> String {
    format!("SELECT {ITEM_COLUMNS} FROM rollbar_items WHERE {condition}")
}

/// The one item that a condition with one parameter names.
pub(super) fn item<P: Params>(
    c: &Connection,
    condition: &str,
    parameter: P,
) -> Result<Option<StoredItem>, StoreError> {
    c.prepare_cached(&select_item(condition))?
        .query_row(parameter, |row| Ok(StoredItem::from_row(row)))
        .optional()?
        .transpose()
}

/// A list as one parameter of a statement, for `json_each`.
fn list<T: serde::Serialize>(values: impl Iterator<Item = T>) -> Result<String, StoreError> {
    serde_json::to_string(&values.collect::<Vec<_>>())
        .map_err(|error| StoreError::Broken(error.to_string()))
}
