//! Trace and span ids in both formats: W3C (32 hex digits) and X-Ray (`1-8hex-24hex`).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A trace id of 16 bytes. In X-Ray's, the first four are the epoch second.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TraceId(pub [u8; 16]);

/// The 8-byte id of a span or segment.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpanId(pub [u8; 8]);

/// Why a text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    #[error("invalid {what} `{text}`: expected {expected}")]
    Form {
        text: String,
        what: &'static str,
        expected: &'static str,
    },
    /// W3C Trace Context § 3.2.2.3 and 3.2.2.4.
    #[error("invalid {what} `{text}`: all zeros are not an id")]
    Zeros { text: String, what: &'static str },
}

const TRACE_ID: &str = "trace id";
const TRACE_FORMS: &str = "32 hex digits, or `1-`, 8 hex digits, `-`, 24 hex digits";
const SPAN_ID: &str = "span id";
const SPAN_FORM: &str = "16 hex digits";

impl TraceId {
    /// Returns the W3C and OpenTelemetry format: 32 lower-case hex digits.
    pub fn hex(&self) -> String {
        hex::encode(self.0)
    }

    /// Returns the X-Ray format: `1-691ed3f2-8a1c…`.
    pub fn xray(&self) -> String {
        let hex = self.hex();
        format!("1-{}-{}", &hex[..8], &hex[8..])
    }

    /// Converts bytes from OTLP. All zeros are not an id (W3C Trace Context § 3.2.2.3).
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        let id: [u8; 16] = bytes.try_into().ok()?;
        (id != [0; 16]).then_some(Self(id))
    }
}

impl SpanId {
    /// Returns 16 lower-case hex digits.
    pub fn hex(&self) -> String {
        hex::encode(self.0)
    }

    /// Converts bytes from OTLP. All zeros are not an id.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        let id: [u8; 8] = bytes.try_into().ok()?;
        (id != [0; 8]).then_some(Self(id))
    }
}

impl FromStr for TraceId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let error = || IdError::Form {
            text: text.to_owned(),
            what: TRACE_ID,
            expected: TRACE_FORMS,
        };
        let digits = match text.strip_prefix("1-") {
            Some(rest) => {
                let (epoch, random) = rest.split_once('-').ok_or_else(error)?;
                if epoch.len() != 8 || random.len() != 24 {
                    return Err(error());
                }
                format!("{epoch}{random}")
            }
            None => text.to_owned(),
        };
        let mut id = [0; 16];
        hex::decode_to_slice(&digits, &mut id).map_err(|_| error())?;
        if id == [0; 16] {
            let text = text.to_owned();
            return Err(IdError::Zeros {
                text,
                what: TRACE_ID,
            });
        }
        Ok(Self(id))
    }
}

impl FromStr for SpanId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let mut id = [0; 8];
        let text = || text.to_owned();
        match hex::decode_to_slice(text(), &mut id) {
            Ok(()) if id == [0; 8] => Err(IdError::Zeros {
                text: text(),
                what: SPAN_ID,
            }),
            Ok(()) => Ok(Self(id)),
            Err(_) => Err(IdError::Form {
                text: text(),
                what: SPAN_ID,
                expected: SPAN_FORM,
            }),
        }
    }
}

/// Prints the X-Ray format, which contains the time and which most commands print.
impl fmt::Display for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.xray())
    }
}

impl fmt::Debug for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.xray())
    }
}

impl fmt::Display for SpanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.hex())
    }
}

impl fmt::Debug for SpanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.hex())
    }
}

macro_rules! serde_as_text {
    ($type:ty) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

serde_as_text!(TraceId);
serde_as_text!(SpanId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_are_one_id() {
        let w3c: TraceId = "691ed3f28a1c0123456789abcdef0123".parse().unwrap();
        let xray: TraceId = "1-691ed3f2-8a1c0123456789abcdef0123".parse().unwrap();
        assert_eq!(w3c, xray);
        assert_eq!(w3c.to_string(), "1-691ed3f2-8a1c0123456789abcdef0123");
        assert_eq!(w3c.hex(), "691ed3f28a1c0123456789abcdef0123");
    }

    #[test]
    fn malformed_ids_are_refused() {
        for text in [
            "",
            "1-",
            "1-691ed3f2",
            "1-691ed3f28-a1c0123456789abcdef0123",
            "2-691ed3f2-8a1c0123456789abcdef0123",
            "00000000000000000000000000000000",
            "691ed3f28a1c0123456789abcdef012g",
        ] {
            assert!(text.parse::<TraceId>().is_err(), "{text}");
        }
        for text in ["", "0000000000000000", "abc", "53995c3f42cd8ad8ff"] {
            assert!(text.parse::<SpanId>().is_err(), "{text}");
        }
    }
}
