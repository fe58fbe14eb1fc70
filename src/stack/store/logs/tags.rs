//! Tags of log groups.

use rusqlite::Connection;

use super::{Logs, LogsError, Part, Reading, SMALL, StoreError, group_id};

/// TagResource: "You can associate as many as 50 tags with a CloudWatch Logs resource".
const MAX_TAGS: usize = 50;

pub(super) fn insert(
    connection: &Connection,
    group: i64,
    tags: &[(String, String)],
) -> Result<(), LogsError> {
    let mut statement =
        connection.prepare_cached("INSERT OR REPLACE INTO log_tags VALUES (?1, ?2, ?3)")?;
    for (key, value) in tags {
        statement.execute((group, key, value))?;
    }
    Ok(())
}

pub(super) fn list(
    connection: &Reading<'_>,
    group: i64,
) -> Result<Vec<(String, String)>, StoreError> {
    let sql = "SELECT key, value FROM log_tags WHERE group_id = ?1 ORDER BY key";
    connection.list(Part::LogTags, usize::MAX, (sql, [group]), |row| {
        Ok::<_, rusqlite::Error>((row.get(0)?, row.get(1)?))
    })
}

impl Logs {
    /// Sorted by key.
    pub async fn tags(&self, group: String) -> Result<Vec<(String, String)>, LogsError> {
        self.read(move |connection| Ok(list(connection, group_id(connection, &group)?)?))
            .await
    }

    /// Adds tags; a key that is there already gets the new value.
    pub async fn tag(&self, group: String, tags: Vec<(String, String)>) -> Result<(), LogsError> {
        self.write(SMALL, move |connection| {
            let id = group_id(connection, &group)?;
            let there = Reading::apart(connection, |reading| list(reading, id))?;
            let new = tags
                .iter()
                .filter(|(key, _)| !there.iter().any(|(known, _)| known == key));
            if there.len() + new.count() > MAX_TAGS {
                return Err(LogsError::TooManyTags);
            }
            insert(connection, id, &tags)
        })
        .await
    }

    /// Removes tags; a key that is not there is no error.
    pub async fn untag(&self, group: String, keys: Vec<String>) -> Result<(), LogsError> {
        self.write(SMALL, move |connection| {
            let id = group_id(connection, &group)?;
            let mut statement = connection
                .prepare_cached("DELETE FROM log_tags WHERE group_id = ?1 AND key = ?2")?;
            for key in keys {
                statement.execute((id, key))?;
            }
            Ok(())
        })
        .await
    }
}
