//! Log streams.

use rusqlite::{Connection, Row, ToSql, params_from_iter};

use super::{Logs, LogsError, Part, SMALL, expire, group_id, stream_id};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogStream {
    pub name: String,
    pub created_ms: i64,
    pub first_event_ms: Option<i64>,
    pub last_event_ms: Option<i64>,
    pub last_ingestion_ms: Option<i64>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StreamOrder {
    #[default]
    Name,
    /// By the newest event; streams without one are the oldest.
    LastEvent,
}

#[derive(Debug, Clone, Default)]
pub struct StreamQuery {
    pub group: String,
    pub prefix: Option<String>,
    pub order: StreamOrder,
    pub descending: bool,
    /// The time of the newest event (-1: none) and the name that the page before ended with.
    pub after: Option<(i64, String)>,
    pub limit: usize,
}

impl LogStream {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            name: row.get(1)?,
            created_ms: row.get(2)?,
            first_event_ms: row.get(3)?,
            last_event_ms: row.get(4)?,
            last_ingestion_ms: row.get(5)?,
        })
    }

    /// Where a listing goes on after this stream.
    pub fn position(&self) -> (i64, String) {
        (self.last_event_ms.unwrap_or(-1), self.name.clone())
    }
}

pub(super) fn insert(
    connection: &Connection,
    group: i64,
    name: &str,
    created_ms: i64,
) -> Result<i64, LogsError> {
    connection
        .prepare_cached("INSERT INTO log_streams (group_id, name, created_ms) VALUES (?1, ?2, ?3)")?
        .execute((group, name, created_ms))?;
    Ok(connection.last_insert_rowid())
}

impl Logs {
    pub async fn create_stream(
        &self,
        group: String,
        name: String,
        created_ms: i64,
    ) -> Result<(), LogsError> {
        self.write(SMALL, move |connection| {
            let group = group_id(connection, &group)?;
            match stream_id(connection, group, &name) {
                Ok(_) => Err(LogsError::StreamExists),
                Err(LogsError::NoStream) => {
                    insert(connection, group, &name, created_ms).map(|_| ())
                }
                Err(error) => Err(error),
            }
        })
        .await
    }

    /// Deletes the stream; its blocks are removed in the background.
    pub async fn delete_stream(&self, group: String, name: String) -> Result<(), LogsError> {
        self.write(SMALL, move |connection| {
            let group = group_id(connection, &group)?;
            let stream = stream_id(connection, group, &name)?;
            connection.execute("DELETE FROM log_streams WHERE id = ?1", [stream])?;
            expire::leave_stream(connection, group, stream)?;
            Ok(())
        })
        .await
    }

    pub async fn streams(&self, query: StreamQuery) -> Result<Vec<LogStream>, LogsError> {
        self.read(move |connection| {
            let group = group_id(connection, &query.group)?;
            let limit = query.limit;
            let (sql, values) = query.sql(group);
            let query = (sql.as_str(), params_from_iter(values));
            Ok(connection.list(Part::LogStreams, limit, query, LogStream::from_row)?)
        })
        .await
    }
}

impl StreamQuery {
    fn sql(self, group: i64) -> (String, Vec<Box<dyn ToSql>>) {
        let (further, direction) = if !self.descending {
            (">", "ASC")
        } else {
            ("<", "DESC")
        };
        let mut sql = "SELECT id, name, created_ms, first_event_ms, last_event_ms,
                 last_ingestion_ms
             FROM log_streams WHERE group_id = ?"
            .to_owned();
        let mut values: Vec<Box<dyn ToSql>> = vec![Box::new(group)];
        if let Some(prefix) = self.prefix {
            sql += " AND name >= ? AND substr(name, 1, length(?)) = ?";
            for _ in 0..3 {
                values.push(Box::new(prefix.clone()));
            }
        }
        match self.order {
            StreamOrder::Name => {
                if let Some((_, name)) = self.after {
                    sql += &format!(" AND name {further} ?");
                    values.push(Box::new(name));
                }
                sql += &format!(" ORDER BY name {direction}");
            }
            StreamOrder::LastEvent => {
                if let Some((last, name)) = self.after {
                    sql += &format!(" AND (coalesce(last_event_ms, -1), name) {further} (?, ?)");
                    values.push(Box::new(last));
                    values.push(Box::new(name));
                }
                sql += &format!(" ORDER BY last_event_ms {direction}, name {direction}");
            }
        }
        (sql, values)
    }
}
