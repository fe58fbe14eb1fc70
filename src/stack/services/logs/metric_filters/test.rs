//! TestMetricFilter.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::query::log_pattern::LogPattern;
use crate::stack::services::logs::checks::{Checks, Text};
use crate::stack::services::logs::error::CloudWatchError;
use crate::stack::services::logs::names::FILTER_PATTERN;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::stack::services::logs) struct Input {
    filter_pattern: Option<String>,
    log_event_messages: Option<Vec<String>>,
}

#[derive(Serialize)]
pub(in crate::stack::services::logs) struct Output {
    matches: Vec<Match>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Match {
    /// Counted from 0, as in the examples of the API Reference.
    event_number: usize,
    event_message: String,
    extracted_values: BTreeMap<String, String>,
}

const MAX: usize = 50;
const MESSAGE: Text = Text {
    min: 1,
    max: usize::MAX,
    pattern: None,
};

pub(in crate::stack::services::logs) fn run(input: Input) -> Result<Output, CloudWatchError> {
    let mut checks = Checks::default();
    let pattern = input.filter_pattern.as_deref();
    checks.required("filterPattern", pattern, &FILTER_PATTERN);
    let messages = input.log_event_messages.as_deref();
    match messages {
        Some(_) => checks.list("logEventMessages", messages, (1, MAX), &MESSAGE),
        None => checks.missing("logEventMessages"),
    }
    checks.done()?;
    let pattern = LogPattern::parse(pattern.unwrap_or_default())?;
    let messages = input.log_event_messages.unwrap_or_default();
    let numbered = messages.into_iter().enumerate();
    let matches = numbered.filter(|(_, message)| pattern.matches(message));
    Ok(Output {
        matches: matches
            .map(|(event_number, event_message)| Match {
                event_number,
                extracted_values: pattern.extract(&event_message).into_iter().collect(),
                event_message,
            })
            .collect(),
    })
}
