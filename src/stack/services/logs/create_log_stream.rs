//! CreateLogStream.

use serde::Deserialize;

use super::checks::Checks;
use super::error::CloudWatchError;
use super::names::{GROUP_NAME, STREAM_NAME};
use crate::stack::Stack;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Input {
    log_group_name: Option<String>,
    log_stream_name: Option<String>,
}

pub(super) async fn run(stack: &Stack, input: Input) -> Result<(), CloudWatchError> {
    let (group, stream) = input.checked()?;
    let now_ms = stack.clock.now_ms();
    Ok(stack
        .store
        .logs()
        .create_stream(group, stream, now_ms)
        .await?)
}

impl Input {
    pub(super) fn checked(self) -> Result<(String, String), CloudWatchError> {
        let mut checks = Checks::default();
        checks.required("logGroupName", self.log_group_name.as_deref(), &GROUP_NAME);
        checks.required(
            "logStreamName",
            self.log_stream_name.as_deref(),
            &STREAM_NAME,
        );
        checks.done()?;
        Ok((
            self.log_group_name.unwrap_or_default(),
            self.log_stream_name.unwrap_or_default(),
        ))
    }
}
