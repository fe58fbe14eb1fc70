//! Log groups by any test of them and their tags.

use super::groups::{COLUMNS, LogGroup};
use super::{Logs, LogsError, Part, tags};

/// Which groups, sorted by name.
pub struct GroupListing {
    /// Only names after this one.
    pub after: String,
    pub limit: usize,
    pub takes: Box<dyn Fn(&LogGroup) -> bool + Send>,
    /// Asked of what `takes` takes. `None`: the tags are not read.
    pub takes_tags: Option<TagTest>,
}

/// Asked of the keys and values of a group's tags.
pub type TagTest = Box<dyn Fn(&[(String, String)]) -> bool + Send>;

impl Logs {
    pub async fn list_groups(&self, listing: GroupListing) -> Result<Vec<LogGroup>, LogsError> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM log_groups WHERE name > ?1 ORDER BY name"
            ))?;
            let mut rows = statement.query([&listing.after])?;
            let mut found = Vec::new();
            while found.len() < listing.limit
                && let Some(group) =
                    connection.next(Part::LogGroups, &mut rows, LogGroup::from_row)?
            {
                if !(listing.takes)(&group) {
                    continue;
                }
                let tagged = match &listing.takes_tags {
                    Some(takes) => takes(&tags::list(connection, group.id)?),
                    None => true,
                };
                if tagged {
                    found.push(group);
                }
            }
            Ok(found)
        })
        .await
    }
}
