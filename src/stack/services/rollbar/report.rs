//! `POST /item/`: <https://docs.rollbar.com/reference/create-item>.

use axum::body::{Body, Bytes};
use axum::http::request::Parts;
use axum::http::{Request, header};
use axum::response::Response;
use percent_encoding::percent_decode;
use serde::{Deserialize as _, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::answer::{Token, success};
use super::error::RollbarError;
use super::payload::{Data, Payload};
use super::{grouping, redact, shape};
use crate::error::plain;
use crate::stack::http::{Encodings, read_body};
use crate::stack::otlp::decoding;
use crate::stack::store::rollbar::NewOccurrence;
use crate::stack::store::{StoreError, compress};
use crate::stack::traffic::Outcome;
use crate::stack::{Stack, json_text};

/// The service takes 1 MB; its libraries cut their payloads to 512 KB.
const BODY: usize = 1 << 20;
/// The year 10000: later times are milliseconds or mistakes.
const LATEST: f64 = 253_402_300_800.0;

#[derive(Debug, Serialize)]
struct Accepted {
    /// Always null, by the reference.
    id: Option<i64>,
    uuid: String,
}

pub(super) async fn report(
    stack: &Stack,
    request: Request<Body>,
) -> Result<Response, RollbarError> {
    let token = Token::from_request(&request);
    let (head, body) = request.into_parts();
    let body = read_body(&head.headers, body, BODY, Encodings::Plain).await?;
    let received = stack.clock.now().as_second();
    let reading = decoding(body.len(), move || {
        occurrence(&head, &body, token, received)
    });
    let new = reading.await?;
    let uuid = new.uuid.clone();
    stack.store.report_occurrence(new).await?;
    let accepted = success(stack, Accepted { id: None, uuid }).await?;
    Ok(Outcome::accepted(1).note(accepted))
}

/// What is kept of a payload.
fn occurrence(
    head: &Parts,
    body: &Bytes,
    token: Option<Token>,
    received: i64,
) -> Result<NewOccurrence, RollbarError> {
    let payload = decode(head, body)?;
    let in_body = || payload.access_token.as_deref().and_then(Token::new);
    let token = token.or_else(in_body).ok_or_else(|| {
        RollbarError::Invalid("access_token is missing and it is required.".to_owned())
    })?;
    shape::check(payload.data.as_ref())?;
    let mut value = payload.data.unwrap_or_default();
    // first, so that no title or fingerprint is made of a secret
    redact::redact(&mut value, token.secret());
    let data = Data::deserialize(&value)
        .map_err(|error| RollbarError::Invalid(plain(&error.to_string()).into_owned()))?;

    let uuid = data
        .uuid
        .clone()
        .unwrap_or_else(|| Uuid::new_v4().to_string());
    let timestamp = happened(&data, received);
    complete(&mut value, &data, &uuid, timestamp);
    Ok(NewOccurrence {
        uuid,
        hash: grouping::fingerprint(&data),
        title: grouping::title(&data),
        level: data.level(),
        timestamp,
        received,
        code_version: data.code_version().map(str::to_owned),
        payload: compress(value.to_string().as_bytes()).map_err(StoreError::from)?,
        environment: data.environment,
        platform: data.platform,
        framework: data.framework,
    })
}

/// The payload, which is the body or, from clients that can send nothing else, the form
/// field `payload`.
fn decode(head: &Parts, body: &Bytes) -> Result<Payload, RollbarError> {
    let kind = head.headers.get(header::CONTENT_TYPE);
    let form = kind
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    let missing = || RollbarError::BadRequest("there is no payload".to_owned());
    let broken = |error: serde_json::Error| {
        let why = plain(&error.to_string()).into_owned();
        RollbarError::BadRequest(format!("the payload cannot be decoded: {why}"))
    };
    let json = if form {
        field(body, b"payload").unwrap_or_else(|| body.to_vec())
    } else {
        body.to_vec()
    };
    if json.trim_ascii().is_empty() {
        return Err(missing());
    }
    let object: Map<String, Value> = json_text::from_slice(&json).map_err(broken)?;
    serde_json::from_value(Value::Object(object)).map_err(broken)
}

/// One field of a form; `requests` labels even a raw JSON body as a form.
fn field(form: &[u8], wanted: &[u8]) -> Option<Vec<u8>> {
    form.split(|byte| *byte == b'&').find_map(|pair| {
        let (name, value) = pair.split_at_checked(pair.iter().position(|byte| *byte == b'=')?)?;
        let spaced: Vec<u8> = value[1..]
            .iter()
            .map(|byte| if *byte == b'+' { b' ' } else { *byte })
            .collect();
        (name == wanted).then(|| percent_decode(&spaced).collect())
    })
}

/// When it happened, in whole seconds; what cannot be a time is when it arrived.
fn happened(data: &Data, received: i64) -> i64 {
    match data.timestamp {
        #[expect(clippy::cast_possible_truncation, reason = "it is in range")]
        Some(at) if (0.0..LATEST).contains(&at) => at as i64,
        _ => received,
    }
}

/// Adds what the service adds where a client left it out.
fn complete(value: &mut Value, data: &Data, uuid: &str, timestamp: i64) {
    if let Value::Object(fields) = value {
        fields.insert("uuid".to_owned(), Value::from(uuid));
        fields.insert("level".to_owned(), Value::from(data.level().as_str()));
        fields.insert("timestamp".to_owned(), Value::from(timestamp));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_gives_its_field() {
        let form = b"a=1&payload=%7B%22a%22%3A+%22x%2By%22%7D&b=";
        assert_eq!(field(form, b"payload").unwrap(), br#"{"a": "x+y"}"#);
        assert_eq!(field(form, b"b").unwrap(), b"");
        assert_eq!(field(form, b"pay"), None);
    }
}
