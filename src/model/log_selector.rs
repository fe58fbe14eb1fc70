//! Arguments that select log groups.

use std::fmt;

use super::glob::Glob;
use super::log::{LogNameError, check_log_group};

/// One log group or several, as selected on the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupSelector {
    Name(String),
    Glob(Glob),
    Arn(GroupArn),
}

/// `arn:aws:logs:REGION:ACCOUNT:log-group:NAME`, which selects a group of another account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupArn {
    /// The ARN without its trailing `:*`.
    pub text: String,
    pub region: String,
    pub name: String,
}

/// Why an argument selects no group.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SelectorError {
    #[error("{0}")]
    Name(#[from] LogNameError),
    #[error("`{0}` is not allowed (`*` stands for any characters and `?` for one)")]
    Glob(String),
    #[error("expected `arn:aws:logs:REGION:ACCOUNT:log-group:NAME`")]
    Arn,
}

impl GroupSelector {
    pub fn parse(text: &str) -> Result<Self, SelectorError> {
        if text.starts_with("arn:") {
            return arn(text).map(Self::Arn);
        }
        if let Some(glob) = Glob::parse_strict(text) {
            let literal = text.replace(['*', '?'], "");
            return match check_log_group(&literal) {
                Err(LogNameError::Character(c)) => Err(SelectorError::Glob(c)),
                Err(error @ LogNameError::Long(_)) => Err(error.into()),
                // the literal part may be invalid as a full name: empty, or `aws/`
                _ => Ok(Self::Glob(glob)),
            };
        }
        match check_log_group(text) {
            Err(LogNameError::Character(c)) if "[]{}".contains(&c) => Err(SelectorError::Glob(c)),
            checked => Ok(checked.map(|()| Self::Name(text.to_owned()))?),
        }
    }
}

fn arn(text: &str) -> Result<GroupArn, SelectorError> {
    let text = text.strip_suffix(":*").unwrap_or(text);
    let mut parts = text.splitn(7, ':');
    let mut part = || parts.next().unwrap_or_default();
    let (_, partition, service, region, account, kind, name) =
        (part(), part(), part(), part(), part(), part(), part());
    let whole = partition.starts_with("aws")
        && service == "logs"
        && !region.is_empty()
        && account.len() == 12
        && account.bytes().all(|b| b.is_ascii_digit())
        && kind == "log-group"
        && check_log_group(name).is_ok();
    if !whole {
        return Err(SelectorError::Arn);
    }
    Ok(GroupArn {
        text: text.to_owned(),
        region: region.to_owned(),
        name: name.to_owned(),
    })
}

impl fmt::Display for GroupSelector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Name(name) => name,
            Self::Glob(glob) => glob.as_str(),
            Self::Arn(arn) => &arn.text,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_globs_and_arns_are_told_apart() {
        let name = GroupSelector::parse("/ecs/web").unwrap();
        assert_eq!(name, GroupSelector::Name("/ecs/web".to_owned()));
        for glob in ["*", "web?", "/ecs/*b"] {
            let parsed = GroupSelector::parse(glob);
            assert!(matches!(parsed, Ok(GroupSelector::Glob(_))), "{glob}");
        }
        let text = "arn:aws:logs:eu-central-1:123456789012:log-group:/ecs/web:*";
        let GroupSelector::Arn(arn) = GroupSelector::parse(text).unwrap() else {
            panic!("an ARN");
        };
        assert_eq!((&*arn.region, &*arn.name), ("eu-central-1", "/ecs/web"));
        assert_eq!(format!("{}:*", arn.text), text);
    }

    #[test]
    fn what_names_no_group_is_refused() {
        for (text, error) in [
            ("", SelectorError::Name(LogNameError::Empty)),
            ("aws/x", SelectorError::Name(LogNameError::Reserved)),
            ("web[12]", SelectorError::Glob("[".to_owned())),
            ("{a,b}*", SelectorError::Glob("{".to_owned())),
            ("a b*", SelectorError::Glob(" ".to_owned())),
            (
                "arn:aws:logs:eu-central-1:1:log-group:x",
                SelectorError::Arn,
            ),
            ("arn:aws:s3:::bucket", SelectorError::Arn),
        ] {
            assert_eq!(GroupSelector::parse(text), Err(error), "{text}");
        }
    }
}
