//! What people decide about an item.

use rusqlite::{Connection, named_params};

use super::StoredItem;
use super::read::item;
use crate::model::{ItemStatus, Level};
use crate::stack::store::{Store, StoreError};

/// The fields to set; `None` leaves one as it is.
#[derive(Debug, Clone, Default)]
pub struct ItemChange {
    pub status: Option<ItemStatus>,
    /// Only kept with the status `resolved`, given or there.
    pub resolved_in_version: Option<String>,
    pub level: Option<Level>,
    pub title: Option<String>,
    /// The inner `None` takes the user away.
    pub assigned_user_id: Option<Option<i64>>,
}

impl Store {
    /// Changes an item and returns it; `None` if there is none with this id. A version
    /// without a status is for an item that is resolved: any other is returned unchanged.
    pub async fn change_rollbar_item(
        &self,
        id: i64,
        change: ItemChange,
        now: i64,
    ) -> Result<Option<StoredItem>, StoreError> {
        self.write(0, move |c| {
            let before = item(c, "id = ?1", [id])?;
            let resolved = before.as_ref().map(|item| item.status) == Some(ItemStatus::Resolved);
            if change.status.is_none() && change.resolved_in_version.is_some() && !resolved {
                return Ok(before);
            }
            apply(c, id, &change, now)?;
            item(c, "id = ?1", [id])
        })
        .await
    }
}

fn apply(c: &Connection, id: i64, change: &ItemChange, now: i64) -> Result<(), StoreError> {
    if let Some(status) = change.status {
        c.execute(
            "UPDATE rollbar_items SET status = :status, \
                 resolved_in_version = iif(:status = 'resolved', :version, NULL), \
                 last_resolved_timestamp = \
                     iif(:status = 'resolved', :now, last_resolved_timestamp), \
                 last_muted_timestamp = iif(:status = 'muted', :now, last_muted_timestamp), \
                 last_activated_timestamp = \
                     iif(:status = 'active' AND status <> 'active', :now, last_activated_timestamp) \
             WHERE id = :id",
            named_params! {
                ":id": id, ":now": now, ":status": status.as_str(),
                ":version": change.resolved_in_version,
            },
        )?;
    }
    if let (None, Some(version)) = (change.status, &change.resolved_in_version) {
        c.execute(
            "UPDATE rollbar_items SET resolved_in_version = ?2 WHERE id = ?1",
            (id, version),
        )?;
    }
    if let Some(level) = change.level {
        c.execute(
            "UPDATE rollbar_items SET level = ?2, level_lock = 1 WHERE id = ?1",
            (id, level.as_str()),
        )?;
    }
    if let Some(title) = &change.title {
        c.execute(
            "UPDATE rollbar_items SET title = ?2, title_lock = 1 WHERE id = ?1",
            (id, title),
        )?;
    }
    if let Some(user) = change.assigned_user_id {
        c.execute(
            "UPDATE rollbar_items SET assigned_user_id = ?2 WHERE id = ?1",
            (id, user),
        )?;
    }
    Ok(())
}
