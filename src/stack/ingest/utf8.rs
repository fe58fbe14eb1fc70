//! Texts of an encoded OTLP request that are not UTF-8.
//!
//! Protobuf forbids them, and SDKs of languages whose strings are bytes (Go, PHP, Ruby,
//! C++) send them all the same. A decoder refuses the whole request; here such a text gets
//! U+FFFD for its bad bytes, and everything else stays as it came. It costs nothing as long
//! as requests can be read: only one that was refused is looked through.

use std::borrow::Cow;

use super::shapes;
use super::wire::{DEPTH, Kind, Malformed, Shape, fields, put_header};

/// The request with readable texts; `None` if all its texts are, or it is not a message.
pub(crate) fn repaired_traces(request: &[u8]) -> Option<Vec<u8>> {
    repaired(&shapes::TRACES, request)
}

/// As [`repaired_traces`], of log records.
pub(crate) fn repaired_logs(request: &[u8]) -> Option<Vec<u8>> {
    repaired(&shapes::LOGS, request)
}

/// As [`repaired_traces`], of metrics.
pub(crate) fn repaired_metrics(request: &[u8]) -> Option<Vec<u8>> {
    repaired(&shapes::METRICS, request)
}

fn repaired(shape: &'static Shape, request: &[u8]) -> Option<Vec<u8>> {
    match message(shape, request, DEPTH) {
        Ok(Cow::Owned(repaired)) => Some(repaired),
        Ok(Cow::Borrowed(_)) | Err(_) => None,
    }
}

/// One message; borrowed as long as nothing in it is bad.
fn message<'a>(
    shape: &'static Shape,
    bytes: &'a [u8],
    depth: u32,
) -> Result<Cow<'a, [u8]>, Malformed> {
    const DEEP: Malformed = Malformed("it is nested too deeply");
    let mut out: Option<Vec<u8>> = None;
    let mut before = 0;
    let mut rest = fields(bytes);
    while let Some(field) = rest.next(depth)? {
        let content = match shape.0.get(field.number as usize) {
            Some(Kind::Text) => match String::from_utf8_lossy(field.bytes()?) {
                Cow::Owned(text) => Cow::Owned(text.into_bytes()),
                Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            },
            Some(Kind::Message(inner)) => {
                let depth = depth.checked_sub(1).ok_or(DEEP)?;
                message(inner, field.bytes()?, depth)?
            }
            _ => Cow::Borrowed(&[][..]),
        };
        match (content, &mut out) {
            (Cow::Owned(content), out) => {
                let out = out.get_or_insert_with(|| bytes[..before].to_vec());
                put_header(field.number, content.len(), out);
                out.extend_from_slice(&content);
            }
            (Cow::Borrowed(_), Some(out)) => out.extend_from_slice(field.raw),
            (Cow::Borrowed(_), None) => {}
        }
        before += field.raw.len();
    }
    Ok(out.map_or(Cow::Borrowed(bytes), Cow::Owned))
}

#[cfg(test)]
mod tests {
    use opentelemetry_proto::tonic::trace::v1::TracesData;
    use proptest::prelude::*;
    use prost::Message as _;

    use super::*;
    use crate::stack::ingest::otlp_json::decode_traces;

    /// Every text of it is `text`.
    fn request(text: &str) -> Vec<u8> {
        let pair = serde_json::json!({"key": text, "value": {"arrayValue": {"values": [
            {"stringValue": text}, {"kvlistValue": {"values": [{"key": text}]}}]}}});
        let sent = serde_json::json!({"resourceSpans": [{
            "resource": {"attributes": [pair, pair]},
            "schemaUrl": text,
            "scopeSpans": [{"scope": {"name": text, "version": text, "attributes": [pair]},
                "schemaUrl": text,
                "spans": [{"traceId": "5b8efff798038103d269b633813fc60c",
                    "spanId": "eee19b7ec3c1b174", "name": text, "traceState": text,
                    "startTimeUnixNano": "7", "attributes": [pair],
                    "events": [{"name": text, "attributes": [pair]}],
                    "links": [{"traceState": text, "attributes": [pair]}],
                    "status": {"message": text, "code": 2}}]}],
        }]});
        let data = decode_traces(sent.to_string().as_bytes()).unwrap();
        data.encode_to_vec()
    }

    #[test]
    fn every_bad_text_is_repaired_and_nothing_else_changes() {
        let good = request("good");
        assert_eq!(repaired(&shapes::TRACES, &good), None);
        let mut bad = good;
        let places: Vec<usize> = (0..bad.len())
            .filter(|at| bad[*at..].starts_with(b"good"))
            .collect();
        assert!(places.len() > 20);
        for at in &places {
            bad[*at + 1] = 0xff;
        }
        assert!(TracesData::decode(&bad[..]).is_err());
        let repaired = repaired(&shapes::TRACES, &bad).unwrap();
        let read = TracesData::decode(&repaired[..]).unwrap();
        assert_eq!(
            read,
            TracesData::decode(&request("g\u{fffd}od")[..]).unwrap()
        );
    }

    proptest! {
        /// Long texts, so that the lengths around them need more bytes; none is as long as
        /// the number of the character that it is of.
        #[test]
        fn what_is_repaired_can_be_read(junk in prop::collection::vec(any::<u8>(), 34..200)) {
            let name = "!".repeat(junk.len());
            let mut bad = request(&name);
            let places: Vec<usize> = (0..bad.len()).filter(|at| bad[*at..].starts_with(name.as_bytes())).collect();
            for at in places {
                bad[at..at + junk.len()].copy_from_slice(&junk);
            }
            let expected = request(&String::from_utf8_lossy(&junk));
            let read = repaired(&shapes::TRACES, &bad).unwrap_or(bad);
            prop_assert_eq!(TracesData::decode(&read[..]), TracesData::decode(&expected[..]));
        }
    }
}
