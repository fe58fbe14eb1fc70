//! Metric filters and subscription filters: what was asked for, as it was asked for.

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::{Logs, LogsError, Part, SMALL, group_id};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilterKind {
    Metric,
    Subscription,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogFilter {
    pub group: String,
    pub name: String,
    pub created_ms: i64,
    /// The pattern holds a regular expression.
    pub has_regex: bool,
    /// The rest as the API writes it.
    pub body: String,
}

/// How many filters a group may have.
#[derive(Debug, Clone, Copy)]
pub struct FilterLimits {
    /// Of the kind.
    pub most: u32,
    /// Of all kinds, with a regular expression.
    pub most_with_regex: u32,
}

/// Which filters, sorted by name and then by group.
pub struct FilterQuery {
    pub kind: FilterKind,
    /// `None`: of all groups.
    pub group: Option<String>,
    pub prefix: Option<String>,
    /// The name and the group of the last filter of the page before.
    pub after: Option<(String, String)>,
    pub limit: usize,
    pub takes: Box<dyn Fn(&LogFilter) -> bool + Send>,
}

impl FilterKind {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Metric => "metric",
            Self::Subscription => "subscription",
        }
    }
}

impl Logs {
    /// Creates the filter, or changes the one of this name; its time of creation stays.
    pub async fn put_filter(
        &self,
        kind: FilterKind,
        filter: LogFilter,
        limits: FilterLimits,
    ) -> Result<(), LogsError> {
        self.write(SMALL + filter.body.len(), move |connection| {
            let group = group_id(connection, &filter.group)?;
            check_limits(connection, group, kind, &filter, limits)?;
            connection
                .prepare_cached(
                    "INSERT INTO log_filters (group_id, kind, name, created_ms, has_regex, body)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                     ON CONFLICT DO UPDATE SET has_regex = ?5, body = ?6",
                )?
                .execute(params![
                    group,
                    kind.as_str(),
                    filter.name,
                    filter.created_ms,
                    filter.has_regex,
                    filter.body,
                ])?;
            Ok(())
        })
        .await
    }

    pub async fn delete_filter(
        &self,
        kind: FilterKind,
        group: String,
        name: String,
    ) -> Result<(), LogsError> {
        self.write(SMALL, move |connection| {
            let group = group_id(connection, &group)?;
            let deleted = connection
                .prepare_cached(
                    "DELETE FROM log_filters WHERE group_id = ?1 AND kind = ?2 AND name = ?3",
                )?
                .execute((group, kind.as_str(), name))?;
            match deleted {
                0 => Err(LogsError::NoFilter(kind)),
                _ => Ok(()),
            }
        })
        .await
    }

    pub async fn filters(&self, query: FilterQuery) -> Result<Vec<LogFilter>, LogsError> {
        self.read(move |connection| {
            let group = match &query.group {
                Some(name) => Some(group_id(connection, name)?),
                None => None,
            };
            let (name, after_group) = query.after.clone().unwrap_or_default();
            let prefix = query.prefix.as_deref().unwrap_or("");
            let mut statement = connection.prepare_cached(
                "SELECT g.name, f.name, f.created_ms, f.has_regex, f.body
                 FROM log_filters f JOIN log_groups g ON g.id = f.group_id
                 WHERE f.kind = ?1 AND (?2 IS NULL OR f.group_id = ?2)
                   AND f.name >= ?3 AND (f.name, g.name) > (?4, ?5)
                 ORDER BY f.name, g.name",
            )?;
            let kind = query.kind.as_str();
            let mut rows = statement.query((kind, group, prefix, name, after_group))?;
            let mut found = Vec::new();
            while let Some(filter) =
                connection.next(Part::LogFilters, &mut rows, LogFilter::from_row)?
            {
                if !filter.name.starts_with(prefix) || found.len() == query.limit {
                    break;
                }
                if (query.takes)(&filter) {
                    found.push(filter);
                }
            }
            Ok(found)
        })
        .await
    }
}

impl LogFilter {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            group: row.get(0)?,
            name: row.get(1)?,
            created_ms: row.get(2)?,
            has_regex: row.get(3)?,
            body: row.get(4)?,
        })
    }
}

/// Counts the other filters of the group.
fn check_limits(
    connection: &Connection,
    group: i64,
    kind: FilterKind,
    filter: &LogFilter,
    limits: FilterLimits,
) -> Result<(), LogsError> {
    let others: Option<(u32, u32)> = connection
        .prepare_cached(
            "SELECT coalesce(sum(kind = ?2), 0), coalesce(sum(has_regex), 0) FROM log_filters
             WHERE group_id = ?1 AND NOT (kind = ?2 AND name = ?3)",
        )?
        .query_row((group, kind.as_str(), &filter.name), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    let (of_kind, with_regex) = others.unwrap_or_default();
    if of_kind >= limits.most || (filter.has_regex && with_regex >= limits.most_with_regex) {
        return Err(LogsError::TooManyFilters);
    }
    Ok(())
}
