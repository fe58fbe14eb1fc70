//! Query definitions: saved queries of Logs Insights.

use rusqlite::{OptionalExtension as _, Row, params};

use super::{Logs, LogsError, Part, SMALL};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryDefinition {
    pub id: String,
    pub name: String,
    /// `CWLI`, `SQL` or `PPL`.
    pub language: String,
    pub modified_ms: i64,
    /// The rest as the API writes it.
    pub body: String,
}

/// Which definitions, sorted by name and then by id.
#[derive(Debug, Clone, Default)]
pub struct DefinitionQuery {
    pub prefix: Option<String>,
    pub language: Option<String>,
    /// The name and the id that the page before ended with.
    pub after: Option<(String, String)>,
    pub limit: usize,
}

impl Logs {
    /// Creates a definition and returns its id: that of the request before if it had the
    /// same token.
    pub async fn create_definition(
        &self,
        definition: QueryDefinition,
        client_token: Option<String>,
        most: u32,
    ) -> Result<String, LogsError> {
        self.write(SMALL + definition.body.len(), move |connection| {
            let known: Option<String> = connection
                .prepare_cached("SELECT id FROM log_query_definitions WHERE client_token = ?1")?
                .query_row([&client_token], |row| row.get(0))
                .optional()?;
            if let Some(id) = known {
                return Ok(id);
            }
            let count: u32 = connection
                .prepare_cached("SELECT count(*) FROM log_query_definitions")?
                .query_row([], |row| row.get(0))?;
            if count >= most {
                return Err(LogsError::TooManyDefinitions);
            }
            connection
                .prepare_cached(
                    "INSERT INTO log_query_definitions
                     (id, name, language, modified_ms, body, client_token)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )?
                .execute(params![
                    definition.id,
                    definition.name,
                    definition.language,
                    definition.modified_ms,
                    definition.body,
                    client_token,
                ])?;
            Ok(definition.id)
        })
        .await
    }

    /// Replaces the definition of this id, all of it.
    pub async fn change_definition(&self, definition: QueryDefinition) -> Result<(), LogsError> {
        self.write(SMALL + definition.body.len(), move |connection| {
            let changed = connection
                .prepare_cached(
                    "UPDATE log_query_definitions
                     SET name = ?2, language = ?3, modified_ms = ?4, body = ?5 WHERE id = ?1",
                )?
                .execute(params![
                    definition.id,
                    definition.name,
                    definition.language,
                    definition.modified_ms,
                    definition.body,
                ])?;
            match changed {
                0 => Err(LogsError::NoDefinition),
                _ => Ok(()),
            }
        })
        .await
    }

    pub async fn delete_definition(&self, id: String) -> Result<(), LogsError> {
        self.write(SMALL, move |connection| {
            let sql = "DELETE FROM log_query_definitions WHERE id = ?1";
            match connection.prepare_cached(sql)?.execute([id])? {
                0 => Err(LogsError::NoDefinition),
                _ => Ok(()),
            }
        })
        .await
    }

    pub async fn definitions(
        &self,
        query: DefinitionQuery,
    ) -> Result<Vec<QueryDefinition>, LogsError> {
        self.read(move |connection| {
            let (name, id) = query.after.unwrap_or_default();
            let prefix = query.prefix.unwrap_or_default();
            let sql = "SELECT id, name, language, modified_ms, body FROM log_query_definitions
                WHERE name >= ?1 AND substr(name, 1, length(?1)) = ?1
                  AND (?2 IS NULL OR language = ?2) AND (name, id) > (?3, ?4)
                ORDER BY name, id";
            let asked = (sql, (prefix, query.language, name, id));
            let (part, of) = (Part::LogDefinitions, QueryDefinition::from_row);
            Ok(connection.list(part, query.limit, asked, of)?)
        })
        .await
    }
}

impl QueryDefinition {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            name: row.get(1)?,
            language: row.get(2)?,
            modified_ms: row.get(3)?,
            body: row.get(4)?,
        })
    }
}
