//! ListLogGroups.

use serde::{Deserialize, Serialize};

use super::accounts::Accounts;
use super::checks::{Checks, Text};
use super::create_log_group::CLASSES;
use super::error::CloudWatchError;
use super::names::{GROUP_NAME, TOKEN, group_arn};
use super::tags::{TAG_KEY, is_tag_char};
use super::token;
use crate::stack::Stack;
use crate::stack::store::logs::{GroupListing, LogClass, LogGroup, TagTest};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Input {
    log_group_name_pattern: Option<String>,
    log_group_class: Option<String>,
    next_token: Option<String>,
    limit: Option<i64>,
    data_sources: Option<Vec<DataSource>>,
    field_index_names: Option<Vec<String>>,
    log_group_tags: Option<Vec<TagFilter>>,
    #[serde(flatten)]
    accounts: Accounts,
}

#[derive(Deserialize, Serialize)]
struct DataSource {
    name: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
}

#[derive(Clone, Deserialize, Serialize)]
struct TagFilter {
    key: Option<String>,
    #[serde(default)]
    values: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Output {
    log_groups: Vec<Summary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Summary {
    log_group_name: String,
    log_group_arn: String,
    log_group_class: &'static str,
}

const DEFAULT: i64 = 50;
const MAX: i64 = 1_000;
const PATTERN: &str = r"(\^?[\.\-_\/#A-Za-z0-9]{3,24})(\|\^?[\.\-_\/#A-Za-z0-9]{3,24}){0,4}";
const TAG_FILTER: Text = Text {
    min: 0,
    max: 259,
    pattern: Some((r"^!?\*?([\p{L}\p{Z}\p{N}_.:/=+\-@]*)\*?$", |c| {
        is_tag_char(c) || matches!(c, '!' | '*')
    })),
};

pub(super) async fn run(stack: &Stack, input: Input) -> Result<Output, CloudWatchError> {
    check(&input)?;
    let same = (
        &input.log_group_name_pattern,
        &input.log_group_class,
        &input.log_group_tags,
        (&input.data_sources, &input.field_index_names),
        &input.accounts,
    );
    let after = token::place(stack, &same, input.next_token.as_deref())?;
    let limit = usize::try_from(input.limit.unwrap_or(DEFAULT)).unwrap_or(1);
    // no group has a data source or a field index
    let none = input.data_sources.is_some() || input.field_index_names.is_some();
    let mut groups = if input.accounts.has_this() && !none {
        stack
            .store
            .logs()
            .list_groups(listing(&input, after, limit))
            .await?
    } else {
        Vec::new()
    };
    let name = |group: &LogGroup| group.name.clone();
    let next_token = token::next(stack, &same, &mut groups, limit, name)?;
    let summary = |group: LogGroup| Summary {
        log_group_arn: group_arn(stack, &group.name),
        log_group_class: group.class.as_str(),
        log_group_name: group.name,
    };
    Ok(Output {
        log_groups: groups.into_iter().map(summary).collect(),
        next_token,
    })
}

fn listing(input: &Input, after: Option<String>, limit: usize) -> GroupListing {
    let pattern = input.log_group_name_pattern.clone();
    let class = input.log_group_class.as_deref().and_then(LogClass::parse);
    let filters = input.log_group_tags.clone();
    GroupListing {
        after: after.unwrap_or_default(),
        // one more tells whether there is a next page
        limit: limit + 1,
        takes: Box::new(move |group| {
            class.is_none_or(|class| class == group.class)
                && pattern.as_deref().is_none_or(|p| has_name(p, &group.name))
        }),
        takes_tags: filters.map(|filters| {
            let takes = move |tags: &[(String, String)]| filters.iter().all(|f| f.takes(tags));
            Box::new(takes) as TagTest
        }),
    }
}

fn check(input: &Input) -> Result<(), CloudWatchError> {
    let mut checks = Checks::default();
    if let Some(pattern) = &input.log_group_name_pattern {
        checks.length(
            "logGroupNamePattern",
            pattern.chars().count(),
            (3, 129),
            || pattern.clone(),
        );
        checks.satisfies("logGroupNamePattern", pattern, PATTERN, is_name_pattern);
    }
    checks.one_of("logGroupClass", input.log_group_class.as_deref(), CLASSES);
    checks.optional("nextToken", input.next_token.as_deref(), &TOKEN);
    checks.number("limit", input.limit, (1, MAX));
    let fields = input.field_index_names.as_deref();
    checks.list("fieldIndexNames", fields, (1, 20), &GROUP_NAME);
    if let Some(sources) = &input.data_sources {
        checks.length("dataSources", sources.len(), (1, 5), || "[…]".to_owned());
        for (index, source) in sources.iter().enumerate() {
            if source.name.is_none() {
                checks.missing(&format!("dataSources.{}.member.name", index + 1));
            }
        }
    }
    if let Some(filters) = &input.log_group_tags {
        checks.length("logGroupTags", filters.len(), (1, 5), || "[…]".to_owned());
        for (index, filter) in filters.iter().enumerate() {
            let at = |member: &str| format!("logGroupTags.{}.member.{member}", index + 1);
            checks.required(&at("key"), filter.key.as_deref(), &TAG_KEY);
            checks.list(&at("values"), Some(&filter.values), (0, 5), &TAG_FILTER);
        }
    }
    input.accounts.check(&mut checks);
    checks.done()
}

/// Up to five parts between `|`, each with `^` before it or not.
fn is_name_pattern(pattern: &str) -> bool {
    let is_part = |part: &str| {
        let part = part.strip_prefix('^').unwrap_or(part);
        let is_char = |c: char| c.is_ascii_alphanumeric() || ".-_/#".contains(c);
        (3..=24).contains(&part.len()) && part.chars().all(is_char)
    };
    pattern.split('|').count() <= 5 && pattern.split('|').all(is_part)
}

/// "Use ^ to match log group names by prefix. For a substring match, specify the string to
/// match. All matches are case sensitive".
fn has_name(pattern: &str, name: &str) -> bool {
    pattern.split('|').any(|part| match part.strip_prefix('^') {
        Some(prefix) => name.starts_with(prefix),
        None => name.contains(part),
    })
}

impl TagFilter {
    /// Whether there is a tag of this key with one of the values, if there are any.
    fn takes(&self, tags: &[(String, String)]) -> bool {
        let key = self.key.as_deref();
        let value = tags.iter().find(|(known, _)| Some(known.as_str()) == key);
        value.is_some_and(|(_, value)| {
            self.values.is_empty() || self.values.iter().any(|wanted| is_value(wanted, value))
        })
    }
}

/// "Use * for wildcard matching. Use ! as a prefix for negation. Exact matching and negation
/// are case-sensitive. Wildcard matching is case-insensitive."
fn is_value(wanted: &str, value: &str) -> bool {
    if let Some(unwanted) = wanted.strip_prefix('!') {
        return !is_value(unwanted, value);
    }
    let at_start = wanted.starts_with('*');
    let at_end = wanted.ends_with('*');
    if !at_start && !at_end {
        return wanted == value;
    }
    let part = wanted.trim_matches('*').to_lowercase();
    let value = value.to_lowercase();
    match (at_start, at_end) {
        (true, true) => value.contains(&part),
        (true, false) => value.ends_with(&part),
        _ => value.starts_with(&part),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_values_match_as_documented() {
        for (pattern, name, found) in [
            ("^/aws/lambda|discovery", "/aws/lambda/x", true),
            ("^/aws/lambda|discovery", "my-discovery", true),
            ("^/aws/lambda|discovery", "x/aws/lambda", false),
            ("Discovery", "my-discovery", false),
        ] {
            assert_eq!(has_name(pattern, name), found, "{pattern} on {name}");
        }
        for pattern in [
            "ab",
            "^ab",
            "a b",
            "abc|",
            "abc|^^abc",
            "abc|abc|abc|abc|abc|abc",
        ] {
            assert!(!is_name_pattern(pattern), "{pattern}");
        }
        assert!(is_name_pattern("abc|^/x.y#z|a-b|a_b|123"));
        for (wanted, value, found) in [
            ("prod", "prod", true),
            ("prod", "Prod", false),
            ("prod*", "Production", true),
            ("*tion", "Production", true),
            ("*DUC*", "Production", true),
            ("!prod", "test", true),
            ("!prod", "prod", false),
            ("!prod*", "production", false),
            ("*", "", true),
        ] {
            assert_eq!(is_value(wanted, value), found, "{wanted} on {value}");
        }
    }
}
