//! Which streams of a group are read.

use std::collections::HashSet;
use std::sync::Arc;

use rusqlite::{Connection, Row};

use super::{LogsError, Part, Reading, stream_id};
use crate::stack::store::StoreError;

#[derive(Debug, Clone, Default)]
pub enum StreamChoice {
    #[default]
    All,
    /// A stream that must exist.
    One(String),
    /// Streams that must all exist.
    Each(Vec<String>),
    /// Those of these streams that exist.
    Names(Vec<String>),
    Prefixes(Vec<String>),
}

impl StreamChoice {
    /// The ids, or `None` for all.
    pub(super) fn ids(
        &self,
        connection: &Reading<'_>,
        group: i64,
    ) -> Result<Option<HashSet<i64>>, LogsError> {
        let ids = match self {
            Self::All => return Ok(None),
            Self::One(name) => HashSet::from([stream_id(connection, group, name)?]),
            Self::Each(names) => {
                let ids = names.iter().map(|name| stream_id(connection, group, name));
                ids.collect::<Result<_, _>>()?
            }
            Self::Names(names) => existing(connection, group, names)?,
            Self::Prefixes(prefixes) => starting_with(connection, group, prefixes)?,
        };
        Ok(Some(ids))
    }
}

fn existing(
    connection: &Connection,
    group: i64,
    names: &[String],
) -> Result<HashSet<i64>, LogsError> {
    let mut ids = HashSet::new();
    for name in names {
        match stream_id(connection, group, name) {
            Err(LogsError::NoStream) => {}
            id => {
                ids.insert(id?);
            }
        }
    }
    Ok(ids)
}

fn starting_with(
    connection: &Reading<'_>,
    group: i64,
    prefixes: &[String],
) -> Result<HashSet<i64>, LogsError> {
    let mut ids = HashSet::new();
    let mut statement = connection.prepare_cached(
        "SELECT id, name FROM log_streams WHERE group_id = ?1 AND name >= ?2 ORDER BY name",
    )?;
    let read = |row: &Row<'_>| {
        let (id, name): (i64, String) = (row.get(0)?, row.get(1)?);
        Ok::<_, rusqlite::Error>((id, name))
    };
    for prefix in prefixes {
        let mut rows = statement.query((group, prefix))?;
        while let Some((id, name)) = connection.next(Part::LogStreams, &mut rows, read)? {
            if !name.starts_with(prefix.as_str()) {
                break;
            }
            ids.insert(id);
        }
    }
    Ok(ids)
}

/// `None` if the stream was deleted.
pub(super) fn stream_name(
    connection: &Reading<'_>,
    id: i64,
) -> Result<Option<Arc<str>>, StoreError> {
    let named = ("SELECT id, name FROM log_streams WHERE id = ?1", [id]);
    let name = connection.one(Part::LogStreams, named, |row| row.get::<_, String>(1))?;
    if name.is_some() {
        return Ok(name.map(Arc::from));
    }
    // events are shown even if the name of their stream is damaged
    let name = connection.one(Part::LogStreams, named, |row| {
        let name = row.get_ref(1)?.as_bytes_or_null()?.unwrap_or_default();
        Ok::<_, rusqlite::Error>(String::from_utf8_lossy(name).into_owned())
    })?;
    Ok(name.map(Arc::from))
}
