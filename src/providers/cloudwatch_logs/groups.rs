//! Log groups: made, listed, kept for a time, deleted.

use aws_sdk_cloudwatchlogs::error::SdkError;
use aws_sdk_cloudwatchlogs::operation::create_log_group::CreateLogGroupError;
use aws_sdk_cloudwatchlogs::types;

use super::group_resolver::GroupLister;
use super::retry::ReadError;
use super::{Logs, of_ms};
use crate::error::{Error, Hint, Result};
use crate::model::{LogGroup, close_names};

/// Groups that are looked through for names close to one that is not there: an account
/// may have a million.
const LOOKED_THROUGH: usize = 500;

/// The outcome of making a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    Created,
    /// Somebody made it since it was looked for.
    Existed,
}

impl Logs {
    /// The groups whose names start with `prefix`, all without one, by name.
    pub async fn groups(&self, prefix: Option<&str>) -> Result<Vec<LogGroup>> {
        self.groups_up_to(prefix, usize::MAX).await
    }

    /// The group of exactly this name.
    pub async fn group(&self, name: &str) -> Result<Option<LogGroup>> {
        let mut token = None;
        loop {
            // it sorts before all others that start with its name, but nothing says
            // that the first page holds anything
            let (groups, next) = self.patient_page(Some(name), token.as_deref()).await?;
            let nothing_yet = groups.is_empty();
            if let Some(group) = groups.into_iter().find(|group| group.name == name) {
                return Ok(Some(group));
            }
            if next.is_none() || (!nothing_yet && next == token) {
                return Ok(None);
            }
            token = next;
        }
    }

    /// Makes a group whose events never expire.
    pub async fn create_group(&self, name: &str) -> Result<Made> {
        let sent = self.client.create_log_group().log_group_name(name).send();
        match sent.await {
            Ok(_) => Ok(Made::Created),
            Err(SdkError::ServiceError(refused))
                if matches!(
                    refused.err(),
                    CreateLogGroupError::ResourceAlreadyExistsException(_)
                ) =>
            {
                Ok(Made::Existed)
            }
            Err(error) => Err(self
                .aws
                .failure(&format!("create the log group `{name}`"), error)),
        }
    }

    /// How long the group's events are kept; `None`: for ever.
    pub async fn set_retention(&self, name: &str, days: Option<u32>) -> Result<()> {
        let what = format!("set the retention of the log group `{name}`");
        match days.and_then(|days| i32::try_from(days).ok()) {
            Some(days) => self
                .client
                .put_retention_policy()
                .log_group_name(name)
                .retention_in_days(days)
                .send()
                .await
                .map(drop)
                .map_err(|error| self.aws.failure(&what, error)),
            None => self
                .client
                .delete_retention_policy()
                .log_group_name(name)
                .send()
                .await
                .map(drop)
                .map_err(|error| self.aws.failure(&what, error)),
        }
    }

    /// Deletes the group with everything in it.
    pub async fn delete_group(&self, name: &str) -> Result<()> {
        let sent = self.client.delete_log_group().log_group_name(name).send();
        sent.await.map(drop).map_err(|error| {
            self.aws
                .failure(&format!("delete the log group `{name}`"), error)
        })
    }

    /// The error for a group that is not there: names close to it, and how to create it.
    pub async fn no_group(&self, name: &str) -> Error {
        let create = Hint::run(["logs", "create-group", name], "create it");
        self.unknown_group(name, Some(create)).await
    }

    /// The error for a group that is not there and was to be deleted.
    pub async fn no_group_to_delete(&self, name: &str) -> Error {
        self.unknown_group(name, None).await
    }

    async fn unknown_group(&self, name: &str, create: Option<Hint>) -> Error {
        let error = Error::not_found(format!("no log group `{name}` on {}", self.place()));
        if name.starts_with("arn:") {
            let purpose = "list those of this account and region";
            return error.hint(Hint::run(["logs", "groups"], purpose));
        }
        // what is there is only a help: without it the error stands
        let known = self.groups_up_to(None, LOOKED_THROUGH).await;
        let known = known.unwrap_or_default();
        let close = close_names(name, known.iter().map(|group| group.name.as_str()));
        let error = if close.is_empty() {
            error
        } else {
            let quoted: Vec<_> = close.iter().map(|name| format!("`{name}`")).collect();
            error.hint(format!("there is {}", quoted.join(", ")))
        };
        let error = match create {
            Some(create) => error.hint(create),
            None => error,
        };
        error.hint(Hint::run(["logs", "groups"], "list all"))
    }

    async fn groups_up_to(&self, prefix: Option<&str>, most: usize) -> Result<Vec<LogGroup>> {
        let mut found = Vec::new();
        let mut token: Option<String> = None;
        loop {
            let (groups, next) = self.patient_page(prefix, token.as_deref()).await?;
            found.extend(groups);
            if next.is_none() || found.len() >= most {
                return Ok(found);
            }
            if next == token {
                return Err(Error::incomplete(
                    "cannot list the log groups to the end: the service gave the same page token twice",
                ));
            }
            token = next;
        }
    }

    async fn patient_page(
        &self,
        prefix: Option<&str>,
        token: Option<&str>,
    ) -> Result<(Vec<LogGroup>, Option<String>)> {
        self.patiently(|| self.one_group_page(prefix, token)).await
    }

    /// One call, not repeated.
    async fn one_group_page(
        &self,
        prefix: Option<&str>,
        token: Option<&str>,
    ) -> Result<(Vec<LogGroup>, Option<String>), ReadError> {
        let page = self
            .reader
            .describe_log_groups()
            .set_log_group_name_prefix(prefix.map(str::to_owned))
            .set_next_token(token.map(str::to_owned))
            .limit(50)
            .send()
            .await
            .map_err(|error| self.read_error("list the log groups", error))?;
        let groups = page.log_groups.unwrap_or_default();
        let token = page.next_token.filter(|token| !token.is_empty());
        Ok((groups.into_iter().map(group).collect(), token))
    }
}

impl GroupLister for Logs {
    fn region(&self) -> &str {
        self.aws.region()
    }

    async fn groups_from(&self, prefix: Option<&str>) -> Result<Vec<LogGroup>> {
        self.groups(prefix).await
    }

    async fn group_page(
        &self,
        prefix: Option<&str>,
        token: Option<&str>,
    ) -> Result<(Vec<LogGroup>, Option<String>), ReadError> {
        self.one_group_page(prefix, token).await
    }
}

fn group(found: types::LogGroup) -> LogGroup {
    let arn = found.log_group_arn.or_else(|| {
        let arn = found.arn?;
        Some(arn.strip_suffix(":*").unwrap_or(&arn).to_owned())
    });
    LogGroup {
        name: found.log_group_name.unwrap_or_default(),
        arn,
        created: found.creation_time.and_then(of_ms),
        retention_days: found
            .retention_in_days
            .and_then(|days| u32::try_from(days).ok()),
        stored_bytes: found
            .stored_bytes
            .and_then(|bytes| u64::try_from(bytes).ok()),
        class: found.log_group_class.map(|class| class.as_str().to_owned()),
    }
}
