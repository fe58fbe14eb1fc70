//! `POST /1/events/{dataset}` and `POST /1/batch/{dataset}`.

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::error::HoneycombError;
use super::msgpack;
use crate::stack::at_most::AtMost;
use crate::stack::http::{Encodings, read_body};
use crate::stack::otlp::decoding;
use crate::stack::redact;
use crate::stack::store::{HoneycombEvent, HoneycombEvents};
use crate::stack::traffic;
use crate::stack::{Stack, json_text};

/// Bytes of one event.
const MAX_EVENT: usize = 1_000_000;
/// Bytes of a batch: what Honeycomb's own client sends at most.
const MAX_BATCH: usize = 5_000_000;
/// Events of a batch. Honeycomb's reference names no limit; its own clients send 50 to 500
/// at once, and each event takes more in the answer than it may have in the batch.
const MAX_EVENTS: usize = 100_000;
const MAX_COLUMNS: usize = 2_000;
/// Bytes of one text; the rest is cut off.
const MAX_TEXT: usize = 65_535;

/// How a body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    Json,
    Msgpack,
}

/// Stores one event; its time and sample rate are in headers.
pub(super) async fn one(
    stack: &Stack,
    dataset: String,
    request: Request<Body>,
) -> Result<Response, HoneycombError> {
    let (parts, body) = request.into_parts();
    let (written, body) = read(&parts.headers, body, MAX_EVENT).await?;
    let text = |name: &str| {
        parts
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let time = text("x-honeycomb-event-time").map(|text| Value::String(text.to_owned()));
    let rate = text("x-honeycomb-samplerate").map(|text| Value::String(text.to_owned()));
    let now_ns = stack.clock.now_ns();
    let event = decoding(body.len(), move || {
        let data = match written {
            Written::Json => json_text::from_slice(&body).ok(),
            Written::Msgpack => match msgpack::value(&body) {
                Some(Value::Object(data)) => Some(data),
                _ => None,
            },
        };
        let data = data.ok_or(HoneycombError::Malformed)?;
        let suspect = redact::is_suspect(&body);
        event(now_ns, time.as_ref(), rate.as_ref(), data, suspect)
    });
    let event = event.await?;
    let events = HoneycombEvents::from([(dataset, vec![event])]);
    let now_ms = stack.clock.now_ms();
    stack
        .store
        .append_honeycomb(events, Vec::new(), now_ms)
        .await?;
    Ok(traffic::Outcome::accepted(1).note(StatusCode::OK.into_response()))
}

#[derive(Deserialize)]
struct BatchEvent {
    #[serde(default)]
    time: Option<Value>,
    #[serde(default)]
    samplerate: Option<Value>,
    #[serde(default)]
    data: Option<Map<String, Value>>,
}

/// What became of one event of a batch.
#[derive(Serialize)]
struct Outcome {
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// Stores the events of a batch that are valid; answers for each in its place.
pub(super) async fn batch(
    stack: &Stack,
    dataset: String,
    request: Request<Body>,
) -> Result<Response, HoneycombError> {
    let (parts, body) = request.into_parts();
    let (written, body) = read(&parts.headers, body, MAX_BATCH).await?;
    let now_ns = stack.clock.now_ns();
    let reading = decoding(body.len(), move || read_batch(&body, written, now_ns));
    let (events, outcomes) = reading.await?;
    let now_ms = stack.clock.now_ms();
    let counted = traffic::Outcome {
        accepted: events.len() as u64,
        rejected: (outcomes.len() - events.len()) as u64,
        reason: outcomes.iter().find_map(|outcome| outcome.error.clone()),
        ..traffic::Outcome::default()
    };
    // before anything is stored: whoever is told to try again sends all of it again
    let answer = stack.limits.json(&outcomes).await?;
    drop(outcomes);
    let events = HoneycombEvents::from([(dataset, events)]);
    stack
        .store
        .append_honeycomb(events, Vec::new(), now_ms)
        .await?;
    Ok(counted.note(answer.into_response("application/json")))
}

/// The events of a batch that are valid, and what is answered for each of all.
fn read_batch(
    body: &[u8],
    written: Written,
    now_ns: u64,
) -> Result<(Vec<HoneycombEvent>, Vec<Outcome>), HoneycombError> {
    let items = match written {
        Written::Json => items_from_json(body),
        Written::Msgpack => items_from_msgpack(body),
    };
    let items = items?;
    if items.is_empty() {
        return Err(HoneycombError::Empty);
    }
    let mut events = Vec::new();
    let mut outcomes = Vec::with_capacity(items.len());
    let suspect = redact::is_suspect(body);
    for item in items {
        let read = item
            .read()
            .and_then(|item| batch_event(now_ns, item, suspect));
        outcomes.push(match read {
            Ok(event) => {
                events.push(event);
                Outcome {
                    status: StatusCode::ACCEPTED.as_u16(),
                    error: None,
                }
            }
            Err(error) => Outcome {
                status: error.status().as_u16(),
                error: Some(error.to_string()),
            },
        });
    }
    Ok((events, outcomes))
}

/// An event of a batch, not yet read.
enum Item<'a> {
    Json(Box<RawValue>),
    Msgpack(&'a [u8]),
}

fn items_from_json(body: &[u8]) -> Result<Vec<Item<'_>>, HoneycombError> {
    let items: AtMost<Box<RawValue>, MAX_EVENTS> =
        json_text::from_slice(body).map_err(|_| HoneycombError::Malformed)?;
    let items = items.list().ok_or(HoneycombError::TooManyEvents)?;
    Ok(items.into_iter().map(Item::Json).collect())
}

fn items_from_msgpack(body: &[u8]) -> Result<Vec<Item<'_>>, HoneycombError> {
    let length = msgpack::length(body).ok_or(HoneycombError::Malformed)?;
    if length > MAX_EVENTS {
        return Err(HoneycombError::TooManyEvents);
    }
    let items = msgpack::elements(body).ok_or(HoneycombError::Malformed)?;
    Ok(items.into_iter().map(Item::Msgpack).collect())
}

impl Item<'_> {
    fn read(self) -> Result<BatchEvent, HoneycombError> {
        let size = match &self {
            Self::Json(text) => text.get().len(),
            Self::Msgpack(bytes) => bytes.len(),
        };
        // looked at first: what is read of it is many times as large
        if size > MAX_EVENT {
            return Err(HoneycombError::TooLarge);
        }
        let read = match self {
            // serde would read an array as the fields in their order
            Self::Json(text) if text.get().starts_with('{') => {
                json_text::from_slice(text.get().as_bytes()).ok()
            }
            Self::Json(_) => None,
            Self::Msgpack(bytes) => match msgpack::value(bytes) {
                Some(item @ Value::Object(_)) => serde_json::from_value(item).ok(),
                _ => None,
            },
        };
        read.ok_or(HoneycombError::Malformed)
    }
}

fn batch_event(
    now_ns: u64,
    item: BatchEvent,
    suspect: bool,
) -> Result<HoneycombEvent, HoneycombError> {
    let data = item.data.ok_or(HoneycombError::Empty)?;
    let (time, rate) = (item.time.as_ref(), item.samplerate.as_ref());
    event(now_ns, time, rate, data, suspect)
}

async fn read(
    headers: &HeaderMap,
    body: Body,
    limit: usize,
) -> Result<(Written, Bytes), HoneycombError> {
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind.map_or(&b"application/json"[..], |kind| kind.as_bytes());
    let kind = kind.split(|byte| *byte == b';').next().unwrap_or_default();
    let written = match kind.trim_ascii() {
        // curl's own for `-d`, which the examples of the reference leave as it is
        b"application/json" | b"application/x-www-form-urlencoded" => Some(Written::Json),
        b"application/msgpack" | b"application/x-msgpack" => Some(Written::Msgpack),
        // either of them, mostly compressed
        b"application/octet-stream" => None,
        _ => return Err(HoneycombError::ContentType),
    };
    let body = read_body(headers, body, limit, Encodings::All).await?;
    let Some(first) = body.trim_ascii_start().first() else {
        return Err(HoneycombError::Empty);
    };
    // in MessagePack these two bytes are numbers, which are no events
    let written = written.unwrap_or(match first {
        b'[' | b'{' => Written::Json,
        _ => Written::Msgpack,
    });
    Ok((written, body))
}

fn event(
    now_ns: u64,
    time: Option<&Value>,
    rate: Option<&Value>,
    mut data: Map<String, Value>,
    suspect: bool,
) -> Result<HoneycombEvent, HoneycombError> {
    if data.is_empty() {
        return Err(HoneycombError::Empty);
    }
    if data.len() > MAX_COLUMNS {
        return Err(HoneycombError::TooManyColumns);
    }
    // first: cut off, a secret might no longer be told from a word
    if suspect {
        redact::clean_fields(&mut data);
    }
    data.values_mut().for_each(cut);
    Ok(HoneycombEvent {
        time_ns: match time {
            None | Some(Value::Null) => now_ns,
            Some(time) => time_ns(time).ok_or(HoneycombError::Malformed)?,
        },
        sample_rate: match rate {
            None | Some(Value::Null) => 1,
            Some(rate) => sample_rate(rate).ok_or(HoneycombError::Malformed)?,
        },
        data,
    })
}

/// Cuts a text that is too long between two characters.
pub(super) fn cut(value: &mut Value) {
    if let Value::String(text) = value
        && text.len() > MAX_TEXT
    {
        text.truncate(text.floor_char_boundary(MAX_TEXT));
    }
}

/// RFC 3339, or an epoch in seconds, milliseconds, microseconds or nanoseconds.
fn time_ns(time: &Value) -> Option<u64> {
    let number = match time {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => match text.trim().parse::<f64>() {
            Ok(number) => number,
            Err(_) => {
                let at: Timestamp = text.trim().parse().ok()?;
                return u64::try_from(at.as_nanosecond()).ok();
            }
        },
        _ => return None,
    };
    // each unit's numbers of our century are a thousand times those of the one before
    let scale = match number {
        n if n < 1e11 => 1e9,
        n if n < 1e14 => 1e6,
        n if n < 1e17 => 1e3,
        _ => 1.0,
    };
    // a double holds seconds of our century to the microsecond, no finer
    let micros = (number * (scale / 1e3)).round();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked"
    )]
    let whole = micros as u64;
    (0.0..9.2e15).contains(&micros).then(|| whole * 1_000)
}

fn sample_rate(rate: &Value) -> Option<u32> {
    let number = match rate {
        Value::Number(number) => number.as_u64()?,
        Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    // nothing stands for no event
    u32::try_from(number.max(1)).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn times_are_rfc_3339_or_an_epoch_in_any_unit() {
        let expected = Some(1_452_759_330_927_000_000);
        for time in [
            json!("2016-01-14T08:15:30.927Z"),
            json!("2016-01-14T09:15:30.927+01:00"),
            json!("1452759330.927"),
            json!("1452759330927"),
            json!(1_452_759_330_927_u64),
            json!(1_452_759_330_927_000_u64),
        ] {
            assert_eq!(time_ns(&time), expected, "{time}");
        }
        for time in [json!("yesterday"), json!(-1), json!([]), json!("")] {
            assert_eq!(time_ns(&time), None, "{time}");
        }
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        let mut text = Value::String("é".repeat(40_000));
        cut(&mut text);
        assert_eq!(text.as_str().map(str::len), Some(65_534));
    }
}
