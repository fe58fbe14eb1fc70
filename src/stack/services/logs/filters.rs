//! What metric filters and subscription filters have in common.

use serde::Deserialize;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::checks::{Checks, Text};
use super::error::CloudWatchError;
use super::names::{FILTER_PATTERN, GROUP_NAME, TOKEN};
use super::token;
use crate::query::log_pattern::LogPattern;
use crate::stack::Stack;
use crate::stack::store::logs::{FilterKind, FilterLimits, FilterQuery, LogClass, LogFilter};

pub(super) const FILTER_NAME: Text = Text {
    min: 1,
    max: 512,
    pattern: Some(("[^:*]*", |c| !matches!(c, ':' | '*'))),
};
const SELECTION: Text = Text {
    min: 0,
    max: 2_000,
    pattern: None,
};
/// "There is also a quota of five regular expression patterns per log group."
const MAX_WITH_REGEX: u32 = 5;
const PAGE: i64 = 50;

/// The members that a request to create a filter always has.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Named {
    pub(super) log_group_name: Option<String>,
    pub(super) filter_name: Option<String>,
    pub(super) filter_pattern: Option<String>,
}

/// What both kinds keep and give back as it came.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Extras {
    #[serde(skip_serializing_if = "Option::is_none")]
    apply_on_transformed_logs: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    field_selection_criteria: Option<String>,
}

/// A filter as it is listed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Listed<B> {
    filter_name: String,
    log_group_name: String,
    creation_time: i64,
    #[serde(flatten)]
    body: B,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DeleteInput {
    log_group_name: Option<String>,
    filter_name: Option<String>,
}

impl Named {
    pub(super) fn check(&self, checks: &mut Checks) {
        checks.required("logGroupName", self.log_group_name.as_deref(), &GROUP_NAME);
        checks.required("filterName", self.filter_name.as_deref(), &FILTER_NAME);
        let pattern = self.filter_pattern.as_deref();
        checks.required("filterPattern", pattern, &FILTER_PATTERN);
    }
}

impl Extras {
    pub(super) fn check(&self, checks: &mut Checks) {
        let criteria = self.field_selection_criteria.as_deref();
        checks.optional("fieldSelectionCriteria", criteria, &SELECTION);
    }
}

/// "Valid values are @aws.account and @aws.region", and `@source.log` for subscriptions.
pub(super) fn check_system_fields(
    at: &str,
    fields: Option<&[String]>,
    allowed: &[&str],
) -> Result<(), CloudWatchError> {
    let unknown = fields
        .into_iter()
        .flatten()
        .find(|field| !allowed.contains(&field.as_str()));
    match unknown {
        Some(field) => Err(CloudWatchError::InvalidParameter(format!(
            "Invalid value '{field}' in {at}. Valid values are: {}",
            allowed.join(", ")
        ))),
        None => Ok(()),
    }
}

/// Stores a filter whose members are checked.
pub(super) async fn put(
    stack: &Stack,
    kind: FilterKind,
    named: Named,
    body: &impl Serialize,
    most: u32,
) -> Result<(), CloudWatchError> {
    let pattern = LogPattern::parse(named.filter_pattern.as_deref().unwrap_or_default())?;
    let group = named.log_group_name.unwrap_or_default();
    let logs = stack.store.logs();
    let class = logs.group(group.clone()).await?.class;
    if class != LogClass::Standard {
        return Err(CloudWatchError::InvalidOperation(format!(
            "This operation is not supported for log groups of class {}.",
            class.as_str()
        )));
    }
    let filter = LogFilter {
        group,
        name: named.filter_name.unwrap_or_default(),
        created_ms: stack.clock.now_ms(),
        has_regex: pattern.has_regex(),
        body: serde_json::to_string(body).map_err(|_| CloudWatchError::Unavailable)?,
    };
    let limits = FilterLimits {
        most,
        most_with_regex: MAX_WITH_REGEX,
    };
    Ok(logs.put_filter(kind, filter, limits).await?)
}

pub(super) async fn delete(
    stack: &Stack,
    kind: FilterKind,
    input: DeleteInput,
) -> Result<(), CloudWatchError> {
    let mut checks = Checks::default();
    checks.required("logGroupName", input.log_group_name.as_deref(), &GROUP_NAME);
    checks.required("filterName", input.filter_name.as_deref(), &FILTER_NAME);
    checks.done()?;
    let group = input.log_group_name.unwrap_or_default();
    let name = input.filter_name.unwrap_or_default();
    Ok(stack.store.logs().delete_filter(kind, group, name).await?)
}

/// The members of both Describe operations.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Describe {
    pub(super) log_group_name: Option<String>,
    filter_name_prefix: Option<String>,
    #[serde(skip_serializing)]
    next_token: Option<String>,
    #[serde(skip_serializing)]
    limit: Option<i64>,
}

impl Describe {
    pub(super) fn check(&self, checks: &mut Checks) {
        checks.optional("logGroupName", self.log_group_name.as_deref(), &GROUP_NAME);
        let prefix = self.filter_name_prefix.as_deref();
        checks.optional("filterNamePrefix", prefix, &FILTER_NAME);
        checks.optional("nextToken", self.next_token.as_deref(), &TOKEN);
        checks.number("limit", self.limit, (1, PAGE));
    }

    /// A page of filters and the token of the next. `same` is what else must stay the same
    /// from page to page.
    pub(super) async fn page<B: DeserializeOwned>(
        &self,
        stack: &Stack,
        kind: FilterKind,
        same: &(impl Serialize + Sync),
        takes: impl Fn(&LogFilter) -> bool + Send + 'static,
    ) -> Result<(Vec<Listed<B>>, Option<String>), CloudWatchError> {
        let same = (self, same);
        let limit = usize::try_from(self.limit.unwrap_or(PAGE)).unwrap_or(1);
        let query = FilterQuery {
            kind,
            // "uses the value that you set here only if you also include the logGroupName"
            prefix: self
                .filter_name_prefix
                .clone()
                .filter(|_| self.log_group_name.is_some()),
            group: self.log_group_name.clone(),
            after: token::place(stack, &same, self.next_token.as_deref())?,
            // one more tells whether there is a next page
            limit: limit + 1,
            takes: Box::new(takes),
        };
        let mut filters = stack.store.logs().filters(query).await?;
        let place = |filter: &LogFilter| (filter.name.clone(), filter.group.clone());
        let next_token = token::next(stack, &same, &mut filters, limit, place)?;
        let listed = filters.into_iter().map(|filter| {
            Ok(Listed {
                body: serde_json::from_str(&filter.body)
                    .map_err(|_| CloudWatchError::Unavailable)?,
                filter_name: filter.name,
                log_group_name: filter.group,
                creation_time: filter.created_ms,
            })
        });
        Ok((listed.collect::<Result<_, CloudWatchError>>()?, next_token))
    }
}
