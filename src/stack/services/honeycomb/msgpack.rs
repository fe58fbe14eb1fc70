//! Events in MessagePack: the same shapes as in JSON, with times as MessagePack's own
//! timestamps. Honeycomb's reference names JSON alone; that its API takes both content
//! types is said by its own programs (honeycombio/refinery, pull 114), and libhoney for Go
//! sends this one where `EnableMsgpackEncoding` is set.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;
use rmpv::{Utf8StringRef, ValueRef};
use serde_json::{Map, Value};

/// Values within values; more is no event that somebody wants to look at.
const DEEPEST: usize = 128;
/// The extension type of a timestamp (MessagePack specification, "Timestamp extension type").
const TIMESTAMP: i8 = -1;
/// The second that Go's `time.Time{}` stands for: no time was set.
const UNSET: i64 = -62_135_596_800;

/// A value and how many bytes it took.
pub(super) type Sized = (Value, usize);

/// The one value that `bytes` are; `None` for anything else.
pub(super) fn value(bytes: &[u8]) -> Option<Value> {
    let mut rest = bytes;
    let (value, _) = next(&mut rest)?;
    rest.is_empty().then_some(value)
}

/// The elements of the one array that `bytes` are.
pub(super) fn elements(bytes: &[u8]) -> Option<Vec<Sized>> {
    let mut rest = bytes;
    let length = rmp::decode::read_array_len(&mut rest).ok()?;
    // the length is only a promise: room is made for what comes
    let mut elements = Vec::new();
    for _ in 0..length {
        elements.push(next(&mut rest)?);
    }
    rest.is_empty().then_some(elements)
}

fn next(rest: &mut &[u8]) -> Option<Sized> {
    let before = rest.len();
    let value = rmpv::decode::read_value_ref_with_max_depth(rest, DEEPEST).ok()?;
    Some((json(value)?, before - rest.len()))
}

/// `None` for what JSON has no value for.
fn json(value: ValueRef<'_>) -> Option<Value> {
    Some(match value {
        ValueRef::Nil => Value::Null,
        ValueRef::Boolean(value) => value.into(),
        ValueRef::Integer(number) => match number.as_u64() {
            Some(number) => number.into(),
            None => number.as_i64()?.into(),
        },
        // neither infinities nor NaN are numbers of JSON
        ValueRef::F32(number) => f64::from(number).into(),
        ValueRef::F64(number) => number.into(),
        ValueRef::String(text) => string(&text).into(),
        ValueRef::Binary(bytes) => binary(bytes).into(),
        ValueRef::Array(items) => items
            .into_iter()
            .map(json)
            .collect::<Option<Vec<_>>>()?
            .into(),
        ValueRef::Map(entries) => entries
            .into_iter()
            .map(|(key, value)| Some((name(key)?, json(value)?)))
            .collect::<Option<Map<_, _>>>()?
            .into(),
        ValueRef::Ext(TIMESTAMP, bytes) => timestamp(bytes)?,
        ValueRef::Ext(..) => return None,
    })
}

fn name(key: ValueRef<'_>) -> Option<String> {
    match json(key)? {
        Value::String(name) => Some(name),
        key @ (Value::Number(_) | Value::Bool(_)) => Some(key.to_string()),
        _ => None,
    }
}

/// Texts of before the specification told texts from bytes may hold anything.
fn string(text: &Utf8StringRef<'_>) -> String {
    match text.as_str() {
        Some(text) => text.to_owned(),
        None => binary(text.as_bytes()),
    }
}

fn binary(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => BASE64_STANDARD.encode(bytes),
    }
}

/// RFC 3339, or null for a time that was not set.
fn timestamp(bytes: &[u8]) -> Option<Value> {
    let (second, nanosecond) = match *bytes {
        [a, b, c, d] => (i64::from(u32::from_be_bytes([a, b, c, d])), 0),
        [a, b, c, d, e, f, g, h] => {
            let both = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
            let second = i64::try_from(both & 0x3_ffff_ffff).ok()?;
            (second, i32::try_from(both >> 34).ok()?)
        }
        [a, b, c, d, ref second @ ..] => (
            i64::from_be_bytes(second.try_into().ok()?),
            i32::try_from(u32::from_be_bytes([a, b, c, d])).ok()?,
        ),
        _ => return None,
    };
    if second == UNSET {
        return Some(Value::Null);
    }
    let at = Timestamp::new(second, nanosecond).ok()?;
    Some(at.to_string().into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn packed(value: &rmpv::Value) -> Vec<u8> {
        let mut bytes = Vec::new();
        rmpv::encode::write_value(&mut bytes, value).unwrap();
        bytes
    }

    #[test]
    fn every_kind_of_value_is_one_of_json() {
        use rmpv::Value as V;
        let long = "é".repeat(300);
        for (given, expected) in [
            (V::Nil, json!(null)),
            (V::from(true), json!(true)),
            (V::from(7), json!(7)),
            (V::from(-7), json!(-7)),
            (V::from(u64::MAX), json!(u64::MAX)),
            (V::from(i64::MIN), json!(i64::MIN)),
            (V::F32(0.5), json!(0.5)),
            (V::F64(1e300), json!(1e300)),
            (V::F64(f64::NAN), json!(null)),
            (V::from(long.as_str()), json!(long)),
            (V::Binary(b"text".to_vec()), json!("text")),
            (V::Binary(vec![0xff, 0]), json!("/wA=")),
            (V::Array(vec![V::from(1), V::Nil]), json!([1, null])),
            (
                V::Map(vec![
                    (V::from("a"), V::Map(Vec::new())),
                    (V::from(1), V::from("b")),
                ]),
                json!({"a": {}, "1": "b"}),
            ),
            (
                V::Ext(-1, vec![0x5a, 0x7d, 0x03, 0x93]),
                json!("2018-02-09T02:12:35Z"),
            ),
        ] {
            assert_eq!(value(&packed(&given)), Some(expected), "{given}");
        }
        for refused in [V::Ext(5, vec![1]), V::Ext(-1, vec![1])] {
            assert_eq!(value(&packed(&refused)), None, "{refused}");
        }
    }

    /// The vectors of the specification's three forms: 32, 64 and 96 bits.
    #[test]
    fn timestamps_have_three_lengths() {
        let second = 1_518_142_355_u64;
        let both = (115_000_000 << 34) | second;
        let mut long = 115_000_000_u32.to_be_bytes().to_vec();
        long.extend(i64::try_from(second).unwrap().to_be_bytes());
        let at = Some(json!("2018-02-09T02:12:35.115Z"));
        assert_eq!(timestamp(&both.to_be_bytes()), at);
        assert_eq!(timestamp(&long), at);
        let mut unset = vec![0; 4];
        unset.extend(UNSET.to_be_bytes());
        assert_eq!(timestamp(&unset), Some(Value::Null));
        assert_eq!(
            timestamp(&[0xff; 12]),
            None,
            "nanoseconds of more than a second"
        );
        assert_eq!(timestamp(&[]), None);
    }

    #[test]
    fn what_is_cut_off_promised_or_too_deep_is_refused() {
        let whole = packed(&rmpv::Value::Array(vec![rmpv::Value::from("four"); 3]));
        assert_eq!(elements(&whole).unwrap()[2], (json!("four"), 5));
        for end in 0..whole.len() {
            assert!(elements(&whole[..end]).is_none(), "{end}");
        }
        assert!(elements(&[&whole[..], &[0xc0]].concat()).is_none());
        // four thousand million elements, none of which comes
        assert!(elements(&[0xdd, 0xff, 0xff, 0xff, 0xff]).is_none());
        assert!(value(&[0xdf, 0xff, 0xff, 0xff, 0xff]).is_none());
        assert!(value(&[0xc6, 0xff, 0xff, 0xff, 0xff]).is_none());
        assert!(value(&vec![0x91; 1 << 20]).is_none());
    }
}
