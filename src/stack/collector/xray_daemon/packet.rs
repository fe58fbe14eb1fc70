//! One UDP packet: a header line, and what it announces.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;

use crate::stack::strict_json;

#[derive(Debug, PartialEq)]
pub(super) enum Packet<'a> {
    /// A segment document.
    Document(&'a str),
    /// An encoded OTLP trace request. ADOT's SDKs send spans here, sampled (`T1S`) and
    /// not (`T1U`); X-Ray takes both and only indexes them differently, and here all is
    /// indexed.
    Spans(Vec<u8>),
    /// OTLP metrics (`M1`), which are not X-Ray's to keep.
    Metrics,
}

#[derive(Deserialize)]
struct Header {
    format: String,
    version: i64,
}

/// None for what the daemon drops: no header line, another format or version, nothing
/// after it, bytes that are no text.
pub(super) fn read(packet: &[u8]) -> Option<Packet<'_>> {
    let end = packet.iter().position(|byte| *byte == b'\n')?;
    let (header, body) = (&packet[..end], &packet[end + 1..]);
    let header: Header = strict_json::from_slice(header).ok()?;
    if !header.format.eq_ignore_ascii_case("json") || header.version != 1 {
        return None;
    }
    let body = std::str::from_utf8(body).ok()?.trim();
    if let Some(spans) = body
        .strip_prefix("T1S")
        .or_else(|| body.strip_prefix("T1U"))
    {
        return Some(Packet::Spans(BASE64_STANDARD.decode(spans).ok()?));
    }
    if body.starts_with("M1") {
        return Some(Packet::Metrics);
    }
    (!body.is_empty()).then_some(Packet::Document(body))
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
            assert_eq!(read, Some(Packet::Document("{\"id\":\n1}")), "{header}");
        }
    }

    #[test]
    fn spans_and_metrics_have_their_prefix() {
        let header = "{\"format\":\"json\",\"version\":1}\n";
        for prefix in ["T1S", "T1U"] {
            let packet = format!("{header}{prefix}CgA=");
            assert_eq!(read(packet.as_bytes()), Some(Packet::Spans(vec![10, 0])));
        }
        let packet = format!("{header}M1CgA=");
        assert_eq!(read(packet.as_bytes()), Some(Packet::Metrics));
        let packet = format!("{header}T1S***");
        assert_eq!(read(packet.as_bytes()), None);
    }

    #[test]
    fn junk_is_no_packet() {
        let junk: [&[u8]; 10] = [
            b"",
            b"\n",
            b"{\"id\":1}",
            b"{\"format\":\"json\",\"version\":1}",
            b"{\"format\":\"json\",\"version\":1}\n",
            b"{\"format\":\"json\",\"version\":1}\n \n",
            b"{\"format\":\"json\",\"version\":2}\n{}",
            b"{\"format\":\"xml\",\"version\":1}\n{}",
            b"{\"format\":\"json\"}\n{}",
            b"{\"format\":\"json\",\"version\":1}\n\xff\xfe",
        ];
        for packet in junk {
            assert_eq!(read(packet), None, "{packet:?}");
        }
    }
}
