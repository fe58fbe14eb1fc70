//! The handlers. They return mock data, as in the second week of the course.

pub(crate) mod activities;
pub(crate) mod messages;
pub(crate) mod system;

use std::time::{Duration, SystemTime};

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use http::StatusCode;
use jiff::Timestamp;
use opentelemetry::trace::{SpanKind, Status, TraceContextExt, Tracer};
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::trace::SdkTracer;

use super::failure::{AppError, Failure};
use super::telemetry::names;

/// The course has no sign-in yet, so every request comes from this user.
pub(crate) const USER: &str = "andrewbrown";
const DISPLAY_NAME: &str = "Andrew Brown";

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The result of a handler.
pub(crate) type Answer<T> = Result<Json<T>, AppError>;

fn now() -> SystemTime {
    opentelemetry::time::now()
}

/// Formats a time as RFC 3339, which the frontend expects.
fn iso(time: SystemTime) -> String {
    // fails only for years after 9999
    Timestamp::try_from(time).map_or_else(|_| String::new(), |time| time.to_string())
}

fn uuid() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// Runs `work` in a new span and records its failure there.
fn in_span<T>(
    tracer: &SdkTracer,
    name: &'static str,
    work: impl FnOnce(&Context) -> Result<T, AppError>,
) -> Result<T, AppError> {
    let builder = tracer.span_builder(name).with_kind(SpanKind::Internal);
    let context = Context::current_with_span(tracer.build(builder));
    let attached = context.clone().attach();
    let result = work(&context);
    drop(attached);
    if let Err(AppError::Failed(failure)) = &result {
        record(&context, failure);
    }
    context.span().end();
    result
}

/// Generates mock data in a span with its time and number of items.
fn mock_data<T>(tracer: &SdkTracer, make: impl FnOnce(SystemTime) -> Vec<T>) -> Answer<Vec<T>> {
    in_span(tracer, "mock-data", |context| {
        let now = now();
        let data = make(now);
        let (at, size) = (iso(now), data.len());
        let metadata = serde_json::json!({ "key": { "now": &at, "results-size": size } });
        context.span().set_attributes([
            KeyValue::new("app.now", at),
            KeyValue::new("app.result_length", i64::try_from(size).unwrap_or(i64::MAX)),
            KeyValue::new(
                format!("{}namespace", names::XRAY_METADATA),
                metadata.to_string(),
            ),
        ]);
        Ok(Json(data))
    })
}

/// Marks the span as failed and adds the exception (OpenTelemetry, "Recording exceptions").
pub(crate) fn record(context: &Context, failure: &Failure) {
    let span = context.span();
    let place = failure.place();
    let text = format!("{}: {}", failure.class(), failure.message());
    let trace = format!(
        "{text}\n    at {}:{}:{}",
        place.file, place.line, place.column
    );
    span.add_event(
        names::EXCEPTION,
        vec![
            KeyValue::new(names::EXCEPTION_TYPE, failure.class()),
            KeyValue::new(names::EXCEPTION_MESSAGE, failure.message().to_owned()),
            KeyValue::new(names::EXCEPTION_STACKTRACE, trace),
            KeyValue::new(names::CODE_FILE, place.file.clone()),
            KeyValue::new(names::CODE_LINE, i64::from(place.line)),
        ],
    );
    span.set_status(Status::error(text));
}

/// Returns the parsed body of a request.
fn body<T>(body: Result<Json<T>, JsonRejection>) -> Result<T, AppError> {
    let Json(value) = body.map_err(|rejection| match rejection.status() {
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            AppError::Refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, "content_type_not_json")
        }
        StatusCode::PAYLOAD_TOO_LARGE => {
            AppError::Refused(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large")
        }
        // invalid JSON and JSON of the wrong shape get the same answer
        _ => AppError::Refused(StatusCode::BAD_REQUEST, "body_malformed"),
    })?;
    Ok(value)
}

impl From<QueryRejection> for AppError {
    fn from(_: QueryRejection) -> Self {
        Self::Refused(StatusCode::BAD_REQUEST, "query_malformed")
    }
}

impl From<PathRejection> for AppError {
    fn from(_: PathRejection) -> Self {
        Self::Refused(StatusCode::BAD_REQUEST, "path_malformed")
    }
}

/// Returns the error code for a text that is missing or longer than `max` characters.
fn check_text(text: Option<&str>, max: usize) -> Option<&'static str> {
    match text {
        None | Some("") => Some("message_blank"),
        Some(text) if text.chars().count() > max => Some("message_exceed_max_chars"),
        Some(_) => None,
    }
}
