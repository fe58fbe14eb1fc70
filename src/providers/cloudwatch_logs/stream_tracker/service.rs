//! The service's own listing.

use super::{NamePage, StreamLister};
use crate::providers::cloudwatch_logs::Logs;
use crate::providers::cloudwatch_logs::retry::ReadError;

impl StreamLister for Logs {
    async fn stream_names(
        &self,
        group: &str,
        prefix: Option<&str>,
        token: Option<&str>,
    ) -> Result<NamePage, ReadError> {
        let answer = self
            .describe_streams(group)
            .set_log_stream_name_prefix(prefix.map(str::to_owned))
            .set_next_token(token.map(str::to_owned))
            .limit(50)
            .send()
            .await
            .map_err(|error| {
                let what = format!("list the streams of the log group `{group}`");
                self.read_error(&what, error)
            })?;
        let streams = answer.log_streams.unwrap_or_default();
        Ok(NamePage {
            names: streams
                .into_iter()
                .filter_map(|stream| stream.log_stream_name)
                .collect(),
            token: answer.next_token.filter(|token| !token.is_empty()),
        })
    }
}
