//! Secrets in an encoded OTLP request. They are overwritten where they stand: with as many
//! bytes as they have, no length changes, and the request stays what it was.

use std::ops::Range;

use super::shapes;
use super::wire::{DEPTH, Kind, Malformed, Shape, fields};
use crate::stack::redact::{is_secret, is_suspect, secrets};

/// The request without secrets; none if it has none.
pub fn cleaned_traces(request: &[u8]) -> Result<Option<Vec<u8>>, Malformed> {
    cleaned(&shapes::TRACES, request)
}

/// As [`cleaned_traces`], of log records.
pub fn cleaned_logs(request: &[u8]) -> Result<Option<Vec<u8>>, Malformed> {
    cleaned(&shapes::LOGS, request)
}

fn cleaned(shape: &'static Shape, request: &[u8]) -> Result<Option<Vec<u8>>, Malformed> {
    if !is_suspect(request) {
        return Ok(None);
    }
    let mut finder = Finder {
        start: request.as_ptr().addr(),
        found: Vec::new(),
    };
    finder.message(shape, request, DEPTH)?;
    if finder.found.is_empty() {
        return Ok(None);
    }
    let mut request = request.to_vec();
    for range in finder.found {
        request[range].fill(b'*');
    }
    Ok(Some(request))
}

struct Finder {
    /// Of the request in memory: places are told as distances from it.
    start: usize,
    found: Vec<Range<usize>>,
}

const DEEP: Malformed = Malformed("it is nested too deeply");

impl Finder {
    fn message(
        &mut self,
        shape: &'static Shape,
        message: &[u8],
        depth: u32,
    ) -> Result<(), Malformed> {
        if std::ptr::eq(shape, &raw const shapes::KEY_VALUE) && has_secret_key(message, depth)? {
            return self.all(shape, message, depth);
        }
        let mut rest = fields(message);
        while let Some(field) = rest.next(depth)? {
            match shape.0.get(field.number as usize) {
                Some(Kind::Text) => {
                    let text = field.text()?;
                    let at = text.as_ptr().addr() - self.start;
                    let found = secrets(text).into_iter();
                    self.found
                        .extend(found.map(|range| at + range.start..at + range.end));
                }
                Some(Kind::Message(inner)) => {
                    let depth = depth.checked_sub(1).ok_or(DEEP)?;
                    self.message(inner, field.bytes()?, depth)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Every text and all bytes in the value of an attribute.
    fn all(&mut self, shape: &'static Shape, message: &[u8], depth: u32) -> Result<(), Malformed> {
        let is_pair = std::ptr::eq(shape, &raw const shapes::KEY_VALUE);
        let mut rest = fields(message);
        while let Some(field) = rest.next(depth)? {
            match shape.0.get(field.number as usize) {
                Some(Kind::Text | Kind::Bytes) if !is_pair => {
                    let bytes = field.bytes()?;
                    let at = bytes.as_ptr().addr() - self.start;
                    self.found.push(at..at + bytes.len());
                }
                Some(Kind::Message(inner)) => {
                    let depth = depth.checked_sub(1).ok_or(DEEP)?;
                    self.all(inner, field.bytes()?, depth)?;
                }
                _ => {}
            }
        }
        Ok(())
    }
}

fn has_secret_key(pair: &[u8], depth: u32) -> Result<bool, Malformed> {
    let mut rest = fields(pair);
    let mut secret = false;
    while let Some(field) = rest.next(depth)? {
        if field.number == 1 {
            secret = is_secret(field.text()?);
        }
    }
    Ok(secret)
}

#[cfg(test)]
mod tests {
    use opentelemetry_proto::tonic::logs::v1::LogsData;
    use opentelemetry_proto::tonic::trace::v1::TracesData;
    use prost::Message as _;
    use serde_json::{Value, json};

    use super::*;
    use crate::stack::ingest::otlp_json::{decode_logs, decode_traces};

    fn attributes() -> Value {
        let text = |text: &str| json!({ "stringValue": text });
        json!([
            {"key": "http.request.header.authorization", "value": {"arrayValue": {"values": [
                text("Bearer geheim"), {"bytesValue": "Z2VoZWlt"}]}}},
            {"key": "x-honeycomb-team", "value": {"kvlistValue": {"values": [
                {"key": "a", "value": text("geheim")}]}}},
            {"key": "url.full", "value": text("http://x/?access_token=geheim&a=b")},
            {"key": "n", "value": {"intValue": 7}},
        ])
    }

    fn without_secrets(data: &str) {
        assert!(!data.contains("geheim"), "{data}");
        assert!(data.contains("?access_token=******&a=b"), "{data}");
        assert!(data.contains("x-honeycomb-team"), "{data}");
    }

    #[test]
    fn secrets_of_spans_are_overwritten() {
        let sent = json!({"resourceSpans": [{"resource": {"attributes": attributes()},
        "scopeSpans": [{"scope": {"name": "s", "attributes": attributes()}, "spans": [{
            "traceId": "5b8efff798038103d269b633813fc60c", "spanId": "eee19b7ec3c1b174",
            "name": "GET /?accessToken=geheim", "attributes": attributes(),
            "events": [{"name": "e", "attributes": attributes()}],
            "links": [{"attributes": attributes()}],
            "status": {"message": "sent Authorization: Bearer geheim", "code": 2},
        }]}]}]});
        let data = decode_traces(sent.to_string().as_bytes()).unwrap();
        let request = data.encode_to_vec();
        let clean = cleaned_traces(&request).unwrap().unwrap();
        assert_eq!(clean.len(), request.len());
        without_secrets(&format!("{:?}", TracesData::decode(&clean[..]).unwrap()));
        assert!(!clean.windows(6).any(|bytes| bytes == b"geheim"));
        assert!(cleaned_traces(b"no authorization").is_err());
        let plain = json!({"resourceSpans": [{"scopeSpans": [{"spans": [{"name": "x"}]}]}]});
        let plain = decode_traces(plain.to_string().as_bytes()).unwrap();
        assert_eq!(cleaned_traces(&plain.encode_to_vec()), Ok(None));
    }

    #[test]
    fn secrets_of_log_records_are_overwritten() {
        let sent = json!({"resourceLogs": [{"resource": {"attributes": attributes()},
        "scopeLogs": [{"logRecords": [
            {"body": {"stringValue": "{\"access_token\":\"geheim\"}"}},
            {"body": {"kvlistValue": {"values": attributes()}}, "attributes": attributes(),
                "eventName": "bearer geheim123"},
        ]}]}]});
        let data = decode_logs(sent.to_string().as_bytes()).unwrap();
        let clean = cleaned_logs(&data.encode_to_vec()).unwrap().unwrap();
        without_secrets(&format!("{:?}", LogsData::decode(&clean[..]).unwrap()));
    }
}
