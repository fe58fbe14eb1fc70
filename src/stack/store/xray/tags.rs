//! Tags of groups and rules, by ARN.

use rusqlite::Connection;

use crate::stack::store::{Part, Reading, Store, StoreError};

impl Store {
    /// The tags of a resource by key.
    pub async fn xray_tags(&self, arn: String) -> Result<Vec<(String, String)>, StoreError> {
        self.read(move |c| list(c, &arn)).await
    }

    /// Adds tags or changes their values, all or none; false if there would be more than
    /// `limit`.
    pub async fn tag_xray_resource(
        &self,
        arn: String,
        tags: Vec<(String, String)>,
        limit: usize,
    ) -> Result<bool, StoreError> {
        self.write(0, move |c| {
            let known = Reading::apart(c, |c| list(c, &arn))?;
            let mut keys: std::collections::BTreeSet<String> =
                known.into_iter().map(|(key, _)| key).collect();
            keys.extend(tags.iter().map(|(key, _)| key.clone()));
            if keys.len() > limit {
                return Ok(false);
            }
            set(c, &arn, &tags)?;
            Ok(true)
        })
        .await
    }

    /// Removes the tags of these keys, as far as they are there.
    pub async fn untag_xray_resource(
        &self,
        arn: String,
        keys: Vec<String>,
    ) -> Result<(), StoreError> {
        self.write(0, move |c| {
            let mut delete = c.prepare("DELETE FROM xray_tags WHERE arn = ?1 AND key = ?2")?;
            for key in &keys {
                delete.execute([&arn, key])?;
            }
            Ok(())
        })
        .await
    }
}

fn list(c: &Reading<'_>, arn: &str) -> Result<Vec<(String, String)>, StoreError> {
    let sql = "SELECT key, value FROM xray_tags WHERE arn = ?1 ORDER BY key";
    c.list(Part::XrayTags, usize::MAX, (sql, [arn]), |row| {
        Ok::<_, rusqlite::Error>((row.get(0)?, row.get(1)?))
    })
}

pub(super) fn set(c: &Connection, arn: &str, tags: &[(String, String)]) -> Result<(), StoreError> {
    let mut insert = c.prepare("INSERT OR REPLACE INTO xray_tags VALUES (?1, ?2, ?3)")?;
    for (key, value) in tags {
        insert.execute([arn, key, value])?;
    }
    Ok(())
}

pub(super) fn forget(c: &Connection, arn: &str) -> Result<(), StoreError> {
    c.execute("DELETE FROM xray_tags WHERE arn = ?1", [arn])?;
    Ok(())
}
