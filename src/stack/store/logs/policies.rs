//! Resource policies: kept and shown, and not enforced.

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::{Logs, LogsError, Part, SMALL};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourcePolicy {
    /// The ARN of a log group; empty for a policy of the account.
    pub resource: String,
    pub name: String,
    pub document: String,
    pub updated_ms: i64,
    /// Another one after each change.
    pub revision: String,
}

/// Why a policy is not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicyConflict {
    /// There are as many as there may be.
    TooMany,
    /// It is not of the revision that the caller expects.
    OtherRevision,
    Missing,
}

#[derive(Debug, Clone, Default)]
pub struct PolicyQuery {
    /// Policies of resources, not of the account.
    pub of_resources: bool,
    /// Of this resource only.
    pub resource: Option<String>,
    /// The name and the resource that the page before ended with.
    pub after: Option<(String, String)>,
    pub limit: usize,
}

impl Logs {
    /// Creates or changes a policy. Those of a resource take an expected revision: that of
    /// the policy, or none if there is none yet.
    pub async fn put_policy(
        &self,
        policy: ResourcePolicy,
        expected: Option<String>,
        most: u32,
    ) -> Result<Result<(), PolicyConflict>, LogsError> {
        self.write(SMALL + policy.document.len(), move |connection| {
            let of_resource = !policy.resource.is_empty();
            let known = revision(connection, &policy.resource, &policy.name)?;
            if of_resource && known != expected {
                return Ok(Err(PolicyConflict::OtherRevision));
            }
            let count: u32 = connection
                .prepare_cached("SELECT count(*) FROM log_resource_policies WHERE resource = ?1")?
                .query_row([&policy.resource], |row| row.get(0))?;
            if known.is_none() && count >= most {
                return Ok(Err(PolicyConflict::TooMany));
            }
            connection
                .prepare_cached(
                    "INSERT OR REPLACE INTO log_resource_policies
                     (resource, name, document, updated_ms, revision) VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute(params![
                    policy.resource,
                    policy.name,
                    policy.document,
                    policy.updated_ms,
                    policy.revision,
                ])?;
            Ok(Ok(()))
        })
        .await
    }

    pub async fn delete_policy(
        &self,
        resource: String,
        name: String,
        expected: Option<String>,
    ) -> Result<Result<(), PolicyConflict>, LogsError> {
        self.write(SMALL, move |connection| {
            let Some(known) = revision(connection, &resource, &name)? else {
                return Ok(Err(PolicyConflict::Missing));
            };
            if !resource.is_empty() && expected.is_some_and(|expected| expected != known) {
                return Ok(Err(PolicyConflict::OtherRevision));
            }
            connection
                .prepare_cached(
                    "DELETE FROM log_resource_policies WHERE resource = ?1 AND name = ?2",
                )?
                .execute((resource, name))?;
            Ok(Ok(()))
        })
        .await
    }

    /// Sorted by name and then by resource.
    pub async fn policies(&self, query: PolicyQuery) -> Result<Vec<ResourcePolicy>, LogsError> {
        self.read(move |connection| {
            let (name, resource) = query.after.unwrap_or_default();
            let sql = "SELECT resource, name, document, updated_ms, revision
                FROM log_resource_policies
                WHERE (resource <> '') = ?1 AND (?2 IS NULL OR resource = ?2)
                  AND (name, resource) > (?3, ?4)
                ORDER BY name, resource";
            let asked = (sql, (query.of_resources, query.resource, name, resource));
            let (part, of) = (Part::LogPolicies, ResourcePolicy::from_row);
            Ok(connection.list(part, query.limit, asked, of)?)
        })
        .await
    }
}

impl ResourcePolicy {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            resource: row.get(0)?,
            name: row.get(1)?,
            document: row.get(2)?,
            updated_ms: row.get(3)?,
            revision: row.get(4)?,
        })
    }
}

/// A group's ARN ends with its name, which has no colon.
pub(super) fn delete_of_group(connection: &Connection, name: &str) -> Result<(), LogsError> {
    connection
        .prepare_cached(
            "DELETE FROM log_resource_policies WHERE substr(resource, -length(?1)) = ?1",
        )?
        .execute([format!(":log-group:{name}")])?;
    Ok(())
}

fn revision(
    connection: &Connection,
    resource: &str,
    name: &str,
) -> Result<Option<String>, LogsError> {
    let sql = "SELECT revision FROM log_resource_policies WHERE resource = ?1 AND name = ?2";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement
        .query_row((resource, name), |row| row.get(0))
        .optional()?)
}
