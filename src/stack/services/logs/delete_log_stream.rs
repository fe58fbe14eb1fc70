//! DeleteLogStream.

pub(super) use super::create_log_stream::Input;
use super::error::CloudWatchError;
use crate::stack::Stack;

pub(super) async fn run(stack: &Stack, input: Input) -> Result<(), CloudWatchError> {
    let (group, stream) = input.checked()?;
    let logs = stack.store.logs();
    if logs.group(group.clone()).await?.protected {
        return Err(crate::stack::store::logs::LogsError::Protected.into());
    }
    Ok(logs.delete_stream(group, stream).await?)
}
