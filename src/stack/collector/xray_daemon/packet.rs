//! One UDP packet: a header line, and what it announces.

use std::borrow::Cow;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;

use crate::stack::strict_json;

#[derive(Debug, PartialEq)]
pub(super) enum Packet<'a> {
    /// A segment document.
    Document(Cow<'a, str>),
    /// An encoded OTLP trace request. ADOT's SDKs send spans here, sampled (`T1S`) and
    /// not (`T1U`); X-Ray takes both and only indexes them differently, and here all is
    /// indexed.
    Spans(Vec<u8>),
    /// An encoded OTLP request of metrics (`M1`), which are not X-Ray's to keep.
    Metrics(Vec<u8>),
}

#[derive(Deserialize)]
struct Header {
    format: String,
    version: i64,
}

/// Why the daemon drops a packet.
pub(super) type Dropped = &'static str;

const NO_HEADER: Dropped = r#"the first line is not the header {"format":"json","version":1}"#;
const NO_BASE64: Dropped = "what follows the prefix is not base64";
const EMPTY: Dropped = "nothing follows the header";

/// What a packet holds. Bytes that are not UTF-8 become U+FFFD.
pub(super) fn read(packet: &[u8]) -> Result<Packet<'_>, Dropped> {
    let end = packet.iter().position(|byte| *byte == b'\n');
    let end = end.ok_or(NO_HEADER)?;
    let (header, body) = (&packet[..end], &packet[end + 1..]);
    let header: Header = strict_json::from_slice(header).map_err(|_| NO_HEADER)?;
    if !header.format.eq_ignore_ascii_case("json") || header.version != 1 {
        return Err(NO_HEADER);
    }
    let body = String::from_utf8_lossy(body.trim_ascii());
    if let Some(spans) = body
        .strip_prefix("T1S")
        .or_else(|| body.strip_prefix("T1U"))
    {
        return Ok(Packet::Spans(decode(spans)?));
    }
    if let Some(metrics) = body.strip_prefix("M1") {
        return Ok(Packet::Metrics(decode(metrics)?));
    }
    if body.is_empty() {
        return Err(EMPTY);
    }
    Ok(Packet::Document(body))
}

fn decode(encoded: &str) -> Result<Vec<u8>, Dropped> {
    BASE64_STANDARD.decode(encoded).map_err(|_| NO_BASE64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_as_sdks_write_them() {
        for header in [
            r#"{"format":"json","version":1}"#,
            r#"{"format": "json", "version": 1}"#,
            r#" {"version":1,"format":"JSON","more":true} "#,
        ] {
            let packet = format!("{header}\n{{\"id\":\n1}}");
            let read = read(packet.as_bytes());
            assert_eq!(
                read,
                Ok(Packet::Document("{\"id\":\n1}".into())),
                "{header}"
            );
        }
    }

    #[test]
    fn spans_and_metrics_have_their_prefix() {
        let header = "{\"format\":\"json\",\"version\":1}\n";
        for prefix in ["T1S", "T1U"] {
            let packet = format!("{header}{prefix}CgA=");
            assert_eq!(read(packet.as_bytes()), Ok(Packet::Spans(vec![10, 0])));
        }
        let packet = format!("{header}M1CgA=");
        assert_eq!(read(packet.as_bytes()), Ok(Packet::Metrics(vec![10, 0])));
        let packet = format!("{header}T1S***");
        assert_eq!(read(packet.as_bytes()), Err(NO_BASE64));
    }

    #[test]
    fn a_byte_that_is_not_utf8_costs_that_byte() {
        let packet = b"{\"format\":\"json\",\"version\":1}\n{\"a\":\"\xff\"}";
        let document = "{\"a\":\"\u{fffd}\"}".into();
        assert_eq!(read(packet), Ok(Packet::Document(document)));
    }

    #[test]
    fn junk_is_no_packet() {
        let junk: [&[u8]; 9] = [
            b"",
            b"\n",
            b"{\"id\":1}",
            b"{\"format\":\"json\",\"version\":1}",
            b"{\"format\":\"json\",\"version\":1}\n",
            b"{\"format\":\"json\",\"version\":1}\n \n",
            b"{\"format\":\"json\",\"version\":2}\n{}",
            b"{\"format\":\"xml\",\"version\":1}\n{}",
            b"{\"format\":\"json\"}\n{}",
        ];
        for packet in junk {
            assert!(read(packet).is_err(), "{packet:?}");
        }
    }
}
