//! Messages of `application/vnd.amazon.eventstream`, as Smithy's AWS JSON protocols use
//! them (Smithy, "Amazon Event Stream Specification").

use aws_smithy_eventstream::frame::write_message_to;
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use bytes::Bytes;
use serde::Serialize;

use super::super::error::CloudWatchError;
use super::super::wire;

/// RPC protocols send the members that are not the stream itself first; there are none.
pub(super) fn initial_response() -> Result<Bytes, CloudWatchError> {
    framed("event", (":event-type", "initial-response"), b"{}".to_vec())
}

pub(super) fn event(kind: &'static str, value: &impl Serialize) -> Result<Bytes, CloudWatchError> {
    let payload = serde_json::to_vec(value).map_err(|_| CloudWatchError::Unavailable)?;
    framed("event", (":event-type", kind), payload)
}

/// Ends the stream with a modelled exception.
pub(super) fn exception(kind: &'static str, message: &str) -> Result<Bytes, CloudWatchError> {
    let payload = serde_json::json!({ "message": message }).to_string();
    framed("exception", (":exception-type", kind), payload.into_bytes())
}

fn framed(
    message_type: &'static str,
    (name, kind): (&'static str, &'static str),
    payload: Vec<u8>,
) -> Result<Bytes, CloudWatchError> {
    let text = |text: &'static str| HeaderValue::String(text.into());
    let message = Message::new(payload)
        .add_header(Header::new(":message-type", text(message_type)))
        .add_header(Header::new(name, text(kind)))
        .add_header(Header::new(":content-type", text(wire::CONTENT_TYPE)));
    let mut bytes = Vec::new();
    write_message_to(&message, &mut bytes).map_err(|_| CloudWatchError::Unavailable)?;
    Ok(bytes.into())
}
