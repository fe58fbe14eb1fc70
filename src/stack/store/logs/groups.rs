//! Log groups.

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::{Logs, LogsError, Part, Reading, SMALL, StoreError, expire, group_id, policies};

/// What a group is for; decides which operations it supports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogClass {
    Standard,
    InfrequentAccess,
    Delivery,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogGroup {
    pub id: i64,
    pub name: String,
    pub created_ms: i64,
    pub class: LogClass,
    pub kms_key_id: Option<String>,
    /// `None`: events never expire.
    pub retention_days: Option<u32>,
    pub protected: bool,
    /// The bytes of all messages and 26 an event.
    pub stored_bytes: i64,
    pub metric_filters: u32,
}

#[derive(Debug, Clone)]
pub struct NewLogGroup {
    pub name: String,
    pub created_ms: i64,
    pub class: LogClass,
    pub kms_key_id: Option<String>,
    pub retention_days: Option<u32>,
    pub protected: bool,
    pub tags: Vec<(String, String)>,
}

/// Which groups, sorted by name.
#[derive(Debug, Clone, Default)]
pub struct GroupQuery {
    pub prefix: Option<String>,
    /// Anywhere in the name; case matters.
    pub part: Option<String>,
    pub class: Option<LogClass>,
    /// Only these, if there are any.
    pub names: Vec<String>,
    /// Only names after this one.
    pub after: Option<String>,
    pub limit: usize,
}

impl LogClass {
    /// As the API writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "STANDARD",
            Self::InfrequentAccess => "INFREQUENT_ACCESS",
            Self::Delivery => "DELIVERY",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Standard, Self::InfrequentAccess, Self::Delivery]
            .into_iter()
            .find(|class| class.as_str() == text)
    }
}

pub(super) const COLUMNS: &str =
    "id, name, created_ms, class, kms_key_id, retention_days, protected, stored_bytes,
     (SELECT count(*) FROM log_filters f WHERE f.group_id = log_groups.id AND f.kind = 'metric')";

impl LogGroup {
    pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        let class: String = row.get(3)?;
        Ok(Self {
            id: row.get(0)?,
            name: row.get(1)?,
            created_ms: row.get(2)?,
            class: LogClass::parse(&class).unwrap_or(LogClass::Standard),
            kms_key_id: row.get(4)?,
            retention_days: row.get(5)?,
            protected: row.get(6)?,
            stored_bytes: row.get(7)?,
            metric_filters: row.get(8)?,
        })
    }

    /// Events before this time are expired.
    pub fn expiry_ms(&self, now_ms: i64) -> Option<i64> {
        self.retention_days.map(|days| before(now_ms, days))
    }
}

fn before(now_ms: i64, days: u32) -> i64 {
    now_ms - i64::from(days) * super::DAY_MS
}

/// The same of a group of which nothing else needs to be readable.
pub(super) fn expiry_ms(
    connection: &Reading<'_>,
    group: i64,
    now_ms: i64,
) -> Result<Option<i64>, StoreError> {
    let days = (
        "SELECT id, retention_days FROM log_groups WHERE id = ?1",
        [group],
    );
    let days = connection.one(Part::LogGroups, days, |row| row.get::<_, Option<u32>>(1))?;
    Ok(days.flatten().map(|days| before(now_ms, days)))
}

pub(super) fn find(connection: &Connection, name: &str) -> Result<LogGroup, LogsError> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM log_groups WHERE name = ?1"))?
        .query_row([name], LogGroup::from_row)
        .optional()?
        .ok_or(LogsError::NoGroup)
}

pub(super) fn insert(connection: &Connection, group: &NewLogGroup) -> Result<i64, LogsError> {
    if group_id(connection, &group.name).is_ok() {
        return Err(LogsError::GroupExists);
    }
    connection
        .prepare_cached(
            "INSERT INTO log_groups (name, created_ms, class, kms_key_id, retention_days, protected)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            group.name,
            group.created_ms,
            group.class.as_str(),
            group.kms_key_id,
            group.retention_days,
            group.protected,
        ])?;
    let id = connection.last_insert_rowid();
    super::tags::insert(connection, id, &group.tags)?;
    Ok(id)
}

impl Logs {
    pub async fn create_group(&self, group: NewLogGroup) -> Result<(), LogsError> {
        self.write(SMALL, move |connection| {
            insert(connection, &group).map(|_| ())
        })
        .await
    }

    /// Deletes the group with its streams, tags, filters and policies; its blocks cannot be read any more
    /// and are removed in the background.
    pub async fn delete_group(&self, name: String) -> Result<(), LogsError> {
        self.write(SMALL, move |connection| {
            let group = find(connection, &name)?;
            if group.protected {
                return Err(LogsError::Protected);
            }
            connection.execute("DELETE FROM log_groups WHERE id = ?1", [group.id])?;
            policies::delete_of_group(connection, &name)?;
            expire::leave_group(connection, group.id)?;
            Ok(())
        })
        .await
    }

    pub async fn group(&self, name: String) -> Result<LogGroup, LogsError> {
        self.read(move |connection| {
            let sql = format!("SELECT {COLUMNS} FROM log_groups WHERE name = ?1");
            let group = connection.one(Part::LogGroups, (&sql, [&name]), LogGroup::from_row)?;
            group.ok_or(LogsError::NoGroup)
        })
        .await
    }

    pub async fn groups(&self, query: GroupQuery) -> Result<Vec<LogGroup>, LogsError> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM log_groups
                 WHERE name > ?1 AND name >= ?2 ORDER BY name"
            ))?;
            let prefix = query.prefix.as_deref().unwrap_or("");
            let after = query.after.as_deref().unwrap_or("");
            let mut rows = statement.query((after, prefix))?;
            let mut found = Vec::new();
            while let Some(group) =
                connection.next(Part::LogGroups, &mut rows, LogGroup::from_row)?
            {
                if !group.name.starts_with(prefix) || found.len() == query.limit {
                    break;
                }
                if query.takes(&group) {
                    found.push(group);
                }
            }
            Ok(found)
        })
        .await
    }

    /// `None` keeps events for ever.
    pub async fn set_retention(&self, name: String, days: Option<u32>) -> Result<(), LogsError> {
        self.change(name, "retention_days", days.map(i64::from))
            .await
    }

    pub async fn set_protection(&self, name: String, protected: bool) -> Result<(), LogsError> {
        self.change(name, "protected", Some(i64::from(protected)))
            .await
    }

    async fn change(
        &self,
        name: String,
        column: &'static str,
        value: Option<i64>,
    ) -> Result<(), LogsError> {
        self.write(SMALL, move |connection| {
            let sql = format!("UPDATE log_groups SET {column} = ?2 WHERE name = ?1");
            match connection.execute(&sql, (name, value))? {
                0 => Err(LogsError::NoGroup),
                _ => Ok(()),
            }
        })
        .await
    }
}

impl GroupQuery {
    fn takes(&self, group: &LogGroup) -> bool {
        let part = self.part.as_deref().unwrap_or("");
        group.name.contains(part)
            && self.class.is_none_or(|class| class == group.class)
            && (self.names.is_empty() || self.names.contains(&group.name))
    }
}
