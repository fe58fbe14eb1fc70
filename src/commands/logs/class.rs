//! Log classes whose events cannot be read event by event.

use crate::error::{Error, Result};
use crate::model::{LogAccess, LogGroup, shell_word};
use crate::providers::cloudwatch_logs::{LogSource, Logs};
use crate::render::size;

/// Prices of Logs Insights, in US dollars a GB that a query looks through: the list price
/// of us-east-1, 2026.
const INSIGHTS_USD: f64 = 0.005;

/// Fails for a group whose events cannot be read, before its service refuses it.
pub(super) async fn check(logs: &Logs, source: &LogSource) -> Result<()> {
    // a group of another account is not listed here; the service refuses by itself
    if source.id.starts_with("arn:") {
        return Ok(());
    }
    match logs.group(&source.id).await? {
        Some(group) => refusal(&group).map_or(Ok(()), Err),
        None => Err(logs.no_group(&source.id).await),
    }
}

/// The same error where that is why the service refused to read the group.
pub(super) async fn explained(logs: &Logs, source: &LogSource, error: Error) -> Error {
    let refused = ["InvalidParameterException", "InvalidOperationException"];
    let is_refused = |cause: &String| refused.iter().any(|code| cause.contains(code));
    if source.id.starts_with("arn:") || !error.causes().iter().any(is_refused) {
        return error;
    }
    // only a help: without it the error stands
    let group = logs.group(&source.id).await.ok().flatten();
    group.as_ref().and_then(refusal).unwrap_or(error)
}

/// Why a group that matches a glob is not read.
pub(super) fn left_out(group: &str, class: &str) -> String {
    match LogAccess::new(Some(class)) {
        LogAccess::Delivered => format!(
            "`{group}` is left out: the events of class {class} can only be read in Amazon S3 or Data Firehose, where they are delivered"
        ),
        LogAccess::Query | LogAccess::Read => {
            format!("`{group}` is left out: the events of class {class} can only be queried")
        }
    }
}

fn refusal(group: &LogGroup) -> Option<Error> {
    let (name, class) = (&group.name, group.class.as_deref().unwrap_or_default());
    match group.access() {
        LogAccess::Read => None,
        LogAccess::Query => {
            let stored = group.stored_bytes.unwrap_or(0);
            let usd = stored as f64 / f64::from(1 << 30) * INSIGHTS_USD;
            Some(
                Error::usage(format!(
                    "the log group `{name}` is of class {class}: its events cannot be filtered or listed"
                ))
                .hint(format!(
                    "run `aws logs start-query --log-group-name {} …` to query it with Logs Insights: it scans at most {}, for up to ${usd:.4} (list price of us-east-1)",
                    shell_word(name),
                    size(stored)
                )),
            )
        }
        LogAccess::Delivered => Some(
            Error::usage(format!(
                "the log group `{name}` is of class {class}: its events cannot be filtered, listed or queried"
            ))
            .hint("read them in Amazon S3 or Data Firehose, where AWS Lambda has them delivered"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(class: &str) -> LogGroup {
        LogGroup {
            name: "g".to_owned(),
            arn: None,
            created: None,
            retention_days: None,
            stored_bytes: Some(2 << 30),
            class: Some(class.to_owned()),
        }
    }

    #[test]
    fn only_a_class_that_can_be_queried_is_sent_to_insights() {
        for class in ["STANDARD", "COLD", ""] {
            assert!(refusal(&group(class)).is_none(), "{class} is tried");
        }
        let told = |class: &str| format!("{:?}", refusal(&group(class)).unwrap().hints());
        assert!(told("INFREQUENT_ACCESS").contains("at most 2.0 GiB, for up to $0.0100"));
        for text in [told("DELIVERY"), left_out("g", "DELIVERY")] {
            assert!(text.contains("Amazon S3"), "{text}");
            assert!(
                !text.contains("Insights") && !text.contains("queried"),
                "{text}"
            );
        }
    }
}
