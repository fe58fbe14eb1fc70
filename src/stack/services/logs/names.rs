//! Names and ARNs of log groups and streams, with the constraints of the model.

use super::checks::{Checks, Text};
use super::error::CloudWatchError;
use crate::stack::{ACCOUNT_ID, Stack};

pub(super) const GROUP_NAME: Text = Text {
    min: 1,
    max: 512,
    pattern: Some((r"[\.\-_/#A-Za-z0-9]+", |c| {
        c.is_ascii_alphanumeric() || ".-_/#".contains(c)
    })),
};
pub(super) const GROUP_PATTERN: Text = Text {
    min: 0,
    max: 512,
    pattern: Some((r"[\.\-_/#A-Za-z0-9]*", |c| {
        c.is_ascii_alphanumeric() || ".-_/#".contains(c)
    })),
};
pub(super) const STREAM_NAME: Text = Text {
    min: 1,
    max: 512,
    pattern: Some(("[^:*]*", |c| !matches!(c, ':' | '*'))),
};
pub(super) const GROUP_IDENTIFIER: Text = Text {
    min: 1,
    max: 2_048,
    pattern: Some((r"[\w#+=/:,.@-]*", |c| {
        c.is_ascii_alphanumeric() || "_#+=/:,.@-".contains(c)
    })),
};
pub(super) const FILTER_PATTERN: Text = Text {
    min: 0,
    max: 1_024,
    pattern: None,
};
pub(super) const TOKEN: Text = Text {
    min: 1,
    max: usize::MAX,
    pattern: None,
};
pub(super) const RESOURCE_ARN: Text = Text {
    min: 1,
    max: 1_011,
    pattern: Some((r"[\w+=/:,.@-]*", |c| {
        c.is_ascii_alphanumeric() || "_+=/:,.@-".contains(c)
    })),
};

/// `arn:aws:logs:…:log-group:name`, without the `:*` of the older form.
pub(super) fn group_arn(stack: &Stack, name: &str) -> String {
    let region = &stack.region;
    format!("arn:aws:logs:{region}:{ACCOUNT_ID}:log-group:{name}")
}

/// The group's name in an ARN of this account and region.
pub(super) fn group_of_arn<'a>(stack: &Stack, arn: &'a str) -> Option<&'a str> {
    let mut parts = arn.splitn(7, ':');
    let fixed = [parts.next()?, parts.next()?, parts.next()?];
    let (region, account, kind) = (parts.next()?, parts.next()?, parts.next()?);
    let name = parts.next()?;
    let here = fixed[0] == "arn"
        && fixed[1].starts_with("aws")
        && fixed[2] == "logs"
        && region == stack.region
        && account == ACCOUNT_ID
        && kind == "log-group";
    here.then_some(name)
}

/// The members `logGroupName` and `logGroupIdentifier`, of which there must be one.
///
/// The identifier may end with `:*`, as DescribeLogGroups writes ARNs: the model's pattern
/// has no asterisk, but the examples of the API Reference send one.
pub(super) struct GroupRef<'a> {
    pub(super) name: Option<&'a str>,
    pub(super) identifier: Option<&'a str>,
}

impl GroupRef<'_> {
    fn bare(&self) -> Option<&str> {
        let identifier = self.identifier?;
        Some(identifier.strip_suffix(":*").unwrap_or(identifier))
    }

    pub(super) fn check(&self, checks: &mut Checks) {
        checks.optional("logGroupName", self.name, &GROUP_NAME);
        checks.optional("logGroupIdentifier", self.bare(), &GROUP_IDENTIFIER);
        if self.name.is_none() && self.identifier.is_none() {
            checks.missing("logGroupName");
        }
    }

    /// The group's name, after [`Self::check`].
    pub(super) fn resolve(&self, stack: &Stack) -> Result<String, CloudWatchError> {
        match (self.name, self.bare()) {
            (Some(_), Some(_)) => Err(CloudWatchError::Validation(
                "LogGroup name and LogGroup ARN are mutually exclusive parameters.".to_owned(),
            )),
            (Some(name), None) => Ok(name.to_owned()),
            (None, Some(arn)) if arn.starts_with("arn:") => group_of_arn(stack, arn)
                .map(str::to_owned)
                .ok_or(CloudWatchError::NoGroup),
            (None, Some(name)) => Ok(name.to_owned()),
            (None, None) => Err(CloudWatchError::NoGroup),
        }
    }
}
