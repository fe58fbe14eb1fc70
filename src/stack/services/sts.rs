//! AWS STS: who is asking (query protocol, API version 2011-06-15). AWS tools ask before
//! they do anything else, and settle once they are told.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use percent_encoding::percent_decode_str;

use crate::stack::http::{Encodings, read_body};
use crate::stack::traffic::Outcome;
use crate::stack::{ACCOUNT_ID, Stack};

/// What is answered, for people.
pub(super) const OPERATIONS: [&str; 1] = ["GetCallerIdentity"];

const NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";
const MAX_BODY: usize = 64 << 10;

/// Answers a request that is signed for `sts`.
pub(super) async fn handle(_stack: Arc<Stack>, request: Request<Body>) -> Response {
    let (parts, body) = request.into_parts();
    let query = parts.uri.query().unwrap_or_default();
    let Ok(body) = read_body(&parts.headers, body, MAX_BODY, Encodings::Plain).await else {
        return refused("MalformedInput", "The request body could not be read");
    };
    let body = String::from_utf8_lossy(&body);
    let action = field(query, "Action").or_else(|| field(&body, "Action"));
    match action.as_deref() {
        Some("GetCallerIdentity") => identity(),
        Some(other) => {
            let version = field(query, "Version").or_else(|| field(&body, "Version"));
            let version = version.unwrap_or_default();
            let message = format!("Could not find operation {other} for version {version}");
            refused("InvalidAction", &message)
        }
        None => refused(
            "MissingAction",
            "The request must contain the parameter Action",
        ),
    }
}

/// The root of the local account, which may do everything.
fn identity() -> Response {
    let id = request_id();
    let xml = format!(
        "<GetCallerIdentityResponse xmlns=\"{NAMESPACE}\"><GetCallerIdentityResult>\
         <Arn>arn:aws:iam::{ACCOUNT_ID}:root</Arn><UserId>{ACCOUNT_ID}</UserId>\
         <Account>{ACCOUNT_ID}</Account></GetCallerIdentityResult><ResponseMetadata>\
         <RequestId>{id}</RequestId></ResponseMetadata></GetCallerIdentityResponse>"
    );
    answer(StatusCode::OK, id, xml)
}

fn refused(code: &str, message: &str) -> Response {
    let id = request_id();
    let outcome = Outcome::refused(format!("{code}: {message}"));
    let message = escape(message);
    let xml = format!(
        "<ErrorResponse xmlns=\"{NAMESPACE}\"><Error><Type>Sender</Type><Code>{code}</Code>\
         <Message>{message}</Message></Error><RequestId>{id}</RequestId></ErrorResponse>"
    );
    outcome.note(answer(StatusCode::BAD_REQUEST, id, xml))
}

fn answer(status: StatusCode, id: String, xml: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE.as_str(), "text/xml".to_owned()),
        ("x-amzn-requestid", id),
    ];
    (status, headers, xml).into_response()
}

fn request_id() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// A field of a form.
fn field(form: &str, name: &str) -> Option<String> {
    form.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        let value = value.replace('+', " ");
        (key == name).then(|| percent_decode_str(&value).decode_utf8_lossy().into_owned())
    })
}

/// As XML: most control characters cannot stand in it, in any form.
fn escape(text: &str) -> String {
    let allowed = |c: char| match c {
        '\t' | '\n' | '\r' => c,
        '\0'..'\x20' | '\u{fffe}' | '\u{ffff}' => char::REPLACEMENT_CHARACTER,
        _ => c,
    };
    let text: String = text.chars().map(allowed).collect();
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
