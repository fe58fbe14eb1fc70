//! Sampling rules.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::{Created, tags};
use crate::stack::store::{Part, Reading, Store, StoreError};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRule {
    pub name: String,
    /// The rule as JSON, without its name and ARN.
    pub rule: String,
    /// Seconds since the epoch.
    pub created: i64,
    pub modified: i64,
}

/// When a rule was last created, changed or deleted; SDKs load the rules anew after it.
const MODIFIED: &str = "xray.rules.modified";

impl Store {
    /// Creates a rule with its tags, unless there are `limit` of them beside `default`.
    pub async fn create_xray_rule(
        &self,
        rule: StoredRule,
        arn: String,
        tags: Vec<(String, String)>,
        limit: usize,
        default: &'static str,
    ) -> Result<Created, StoreError> {
        self.write(0, move |c| {
            if rule.name == default || find(c, &rule.name)?.is_some() {
                return Ok(Created::Exists);
            }
            let count = "SELECT count(*) FROM xray_rules WHERE name <> ?1";
            let count: i64 = c.query_row(count, [default], |row| row.get(0))?;
            if usize::try_from(count).is_ok_and(|count| count >= limit) {
                return Ok(Created::TooMany);
            }
            put(c, &rule)?;
            tags::set(c, &arn, &tags)?;
            Ok(Created::Done)
        })
        .await
    }

    /// All rules by name, and when one was last modified.
    pub async fn xray_rules(&self) -> Result<(Vec<StoredRule>, i64), StoreError> {
        self.read(|c| {
            let rules = all(c)?;
            let sql = "SELECT value FROM meta WHERE name = ?1";
            let modified = c.one(Part::XrayRules, (sql, [MODIFIED]), |row| {
                row.get::<_, String>(0)
            })?;
            let modified = modified.and_then(|text| text.parse().ok());
            Ok((rules, modified.unwrap_or(0)))
        })
        .await
    }

    /// Puts in its place the rule that `change` makes of all that there are, in one step:
    /// of two changes at once the second builds on the first.
    pub async fn change_xray_rule<E, F>(
        &self,
        change: F,
    ) -> Result<Result<StoredRule, E>, StoreError>
    where
        E: Send + 'static,
        F: FnOnce(Vec<StoredRule>) -> Result<StoredRule, E> + Send + 'static,
    {
        self.write(0, move |c| {
            let changed = change(Reading::apart(c, all)?);
            if let Ok(rule) = &changed {
                put(c, rule)?;
            }
            Ok(changed)
        })
        .await
    }

    /// Deletes a rule with its tags; false if there is none of this name.
    pub async fn delete_xray_rule(
        &self,
        name: String,
        arn: String,
        now: i64,
    ) -> Result<bool, StoreError> {
        self.write(0, move |c| {
            let deleted = c.execute("DELETE FROM xray_rules WHERE name = ?1", [&name])?;
            if deleted > 0 {
                tags::forget(c, &arn)?;
                note_modified(c, now)?;
            }
            Ok(deleted > 0)
        })
        .await
    }
}

fn all(c: &Reading<'_>) -> Result<Vec<StoredRule>, StoreError> {
    let sql = "SELECT name, rule, created, modified FROM xray_rules ORDER BY name";
    c.list(Part::XrayRules, usize::MAX, (sql, []), |row| {
        Ok::<_, rusqlite::Error>(StoredRule {
            name: row.get(0)?,
            rule: row.get(1)?,
            created: row.get(2)?,
            modified: row.get(3)?,
        })
    })
}

fn find(c: &Connection, name: &str) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT created FROM xray_rules WHERE name = ?1";
    Ok(c.prepare(sql)?
        .query_row([name], |row| row.get(0))
        .optional()?)
}

fn put(c: &Connection, rule: &StoredRule) -> Result<(), StoreError> {
    c.execute(
        "INSERT OR REPLACE INTO xray_rules VALUES (?1, ?2, ?3, ?4)",
        params![rule.name, rule.rule, rule.created, rule.modified],
    )?;
    note_modified(c, rule.modified)
}

fn note_modified(c: &Connection, at: i64) -> Result<(), StoreError> {
    c.execute(
        "INSERT OR REPLACE INTO meta VALUES (?1, ?2)",
        [MODIFIED, &at.to_string()],
    )?;
    Ok(())
}
