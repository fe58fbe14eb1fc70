//! Groups.

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::{Created, NameOrArn, tags};
use crate::stack::store::{Part, Store, StoreError};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredGroup {
    pub name: String,
    pub arn: String,
    /// Empty: all traces.
    pub filter: String,
    pub insights: bool,
    pub notifications: bool,
}

/// The fields to set; `None` leaves one as it is.
#[derive(Debug, Clone, Default)]
pub struct GroupChange {
    pub filter: Option<String>,
    pub insights: Option<bool>,
    pub notifications: Option<bool>,
}

const ROW: &str = "name, arn, filter, insights, notifications";

impl Store {
    /// Creates a group with its tags, unless there are `limit` of them.
    pub async fn create_xray_group(
        &self,
        group: StoredGroup,
        tags: Vec<(String, String)>,
        limit: usize,
    ) -> Result<Created, StoreError> {
        self.write(0, move |c| {
            let taken = "SELECT 1 FROM xray_groups WHERE name = ?1";
            if c.prepare(taken)?.exists([&group.name])? {
                return Ok(Created::Exists);
            }
            let count: i64 = c.query_row("SELECT count(*) FROM xray_groups", [], |r| r.get(0))?;
            if usize::try_from(count).is_ok_and(|count| count >= limit) {
                return Ok(Created::TooMany);
            }
            c.execute(
                "INSERT INTO xray_groups VALUES (?1, ?2, ?3, ?4, ?5)",
                params![
                    group.name,
                    group.arn,
                    group.filter,
                    group.insights,
                    group.notifications
                ],
            )?;
            tags::set(c, &group.arn, &tags)?;
            Ok(Created::Done)
        })
        .await
    }

    /// All groups by name.
    pub async fn xray_groups(&self) -> Result<Vec<StoredGroup>, StoreError> {
        self.read(|c| {
            let sql = format!("SELECT {ROW} FROM xray_groups ORDER BY name");
            c.list(Part::XrayGroups, usize::MAX, (&sql, []), row)
        })
        .await
    }

    /// The group so named.
    pub async fn xray_group(&self, named: NameOrArn) -> Result<Option<StoredGroup>, StoreError> {
        self.read(move |c| match find(c, &named) {
            Err(error) if error.is_damage() => {
                c.pass(Part::XrayGroups, -1, None);
                Ok(None)
            }
            found => found,
        })
        .await
    }

    /// Changes a group, if it may be what it would become, and returns it; `None` if there
    /// is none so named.
    pub async fn change_xray_group<E, F>(
        &self,
        named: NameOrArn,
        change: GroupChange,
        check: F,
    ) -> Result<Result<Option<StoredGroup>, E>, StoreError>
    where
        E: Send + 'static,
        F: FnOnce(&StoredGroup) -> Result<(), E> + Send + 'static,
    {
        self.write(0, move |c| {
            let Some(mut group) = find(c, &named)? else {
                return Ok(Ok(None));
            };
            group.filter = change.filter.unwrap_or(group.filter);
            group.insights = change.insights.unwrap_or(group.insights);
            group.notifications = change.notifications.unwrap_or(group.notifications);
            if let Err(refusal) = check(&group) {
                return Ok(Err(refusal));
            }
            c.execute(
                "UPDATE xray_groups SET filter = ?2, insights = ?3, notifications = ?4 \
                 WHERE name = ?1",
                params![
                    group.name,
                    group.filter,
                    group.insights,
                    group.notifications
                ],
            )?;
            Ok(Ok(Some(group)))
        })
        .await
    }

    /// Deletes a group with its tags; false if there is none so named.
    pub async fn delete_xray_group(&self, named: NameOrArn) -> Result<bool, StoreError> {
        self.write(0, move |c| {
            let Some(group) = find(c, &named)? else {
                return Ok(false);
            };
            c.execute("DELETE FROM xray_groups WHERE name = ?1", [&group.name])?;
            tags::forget(c, &group.arn)?;
            Ok(true)
        })
        .await
    }
}

fn find(c: &Connection, named: &NameOrArn) -> Result<Option<StoredGroup>, StoreError> {
    if named.name.is_none() && named.arn.is_none() {
        return Ok(None);
    }
    let sql = format!(
        "SELECT {ROW} FROM xray_groups \
         WHERE (?1 IS NULL OR name = ?1) AND (?2 IS NULL OR arn = ?2)"
    );
    Ok(c.prepare_cached(&sql)?
        .query_row(params![named.name, named.arn], row)
        .optional()?)
}

fn row(row: &Row<'_>) -> rusqlite::Result<StoredGroup> {
    Ok(StoredGroup {
        name: row.get(0)?,
        arn: row.get(1)?,
        filter: row.get(2)?,
        insights: row.get(3)?,
        notifications: row.get(4)?,
    })
}
