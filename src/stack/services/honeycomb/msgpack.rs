//! Events in MessagePack: the same shapes as in JSON, with times as MessagePack's own
//! timestamps. Honeycomb's reference names JSON alone; that its API takes both content
//! types is said by its own programs (honeycombio/refinery, pull 114), and libhoney for Go
//! sends this one where `EnableMsgpackEncoding` is set.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;
use rmp::Marker;
use rmpv::{Utf8StringRef, ValueRef};
use serde_json::{Map, Value};

use crate::stack::redact;

/// Values within values; more is no event that somebody wants to look at.
const DEEPEST: usize = 128;
/// The extension type of a timestamp (MessagePack specification, "Timestamp extension type").
const TIMESTAMP: i8 = -1;
/// The second that Go's `time.Time{}` stands for: no time was set.
const UNSET: i64 = -62_135_596_800;

/// The one value that `bytes` are; `None` for anything else.
pub(super) fn value(bytes: &[u8]) -> Option<Value> {
    let mut rest = bytes;
    let value = rmpv::decode::read_value_ref_with_max_depth(&mut rest, DEEPEST).ok()?;
    let value = json(value)?;
    rest.is_empty().then_some(value)
}

/// How many elements the array at the beginning of `bytes` says that it has.
pub(super) fn length(mut bytes: &[u8]) -> Option<usize> {
    let length = rmp::decode::read_array_len(&mut bytes).ok()?;
    usize::try_from(length).ok()
}

/// The elements of the one array that `bytes` are, unread.
pub(super) fn elements(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let mut rest = bytes;
    let length = rmp::decode::read_array_len(&mut rest).ok()?;
    // the length is only a promise: room is made for what comes
    let mut elements = Vec::new();
    for _ in 0..length {
        let (element, after) = rest.split_at_checked(size(rest)?)?;
        elements.push(element);
        rest = after;
    }
    rest.is_empty().then_some(elements)
}

/// Bytes of the first value of `bytes`, which is not made.
fn size(bytes: &[u8]) -> Option<usize> {
    let mut rest = bytes;
    // how many values are still to come, whatever they are in
    let mut values: u64 = 1;
    while values > 0 {
        values -= 1;
        let skipped = match rmp::decode::read_marker(&mut rest).ok()? {
            Marker::Null | Marker::True | Marker::False => 0,
            Marker::FixPos(_) | Marker::FixNeg(_) => 0,
            Marker::U8 | Marker::I8 => 1,
            Marker::U16 | Marker::I16 => 2,
            Marker::U32 | Marker::I32 | Marker::F32 => 4,
            Marker::U64 | Marker::I64 | Marker::F64 => 8,
            Marker::FixStr(length) => u64::from(length),
            Marker::Str8 | Marker::Bin8 => number(&mut rest, 1)?,
            Marker::Str16 | Marker::Bin16 => number(&mut rest, 2)?,
            Marker::Str32 | Marker::Bin32 => number(&mut rest, 4)?,
            Marker::FixArray(length) => {
                values += u64::from(length);
                0
            }
            Marker::Array16 => {
                values += number(&mut rest, 2)?;
                0
            }
            Marker::Array32 => {
                values += number(&mut rest, 4)?;
                0
            }
            Marker::FixMap(length) => {
                values += 2 * u64::from(length);
                0
            }
            Marker::Map16 => {
                values += 2 * number(&mut rest, 2)?;
                0
            }
            Marker::Map32 => {
                values += 2 * number(&mut rest, 4)?;
                0
            }
            // the type, and the content
            Marker::FixExt1 => 2,
            Marker::FixExt2 => 3,
            Marker::FixExt4 => 5,
            Marker::FixExt8 => 9,
            Marker::FixExt16 => 17,
            Marker::Ext8 => number(&mut rest, 1)? + 1,
            Marker::Ext16 => number(&mut rest, 2)? + 1,
            Marker::Ext32 => number(&mut rest, 4)? + 1,
            Marker::Reserved => return None,
        };
        rest = rest.get(usize::try_from(skipped).ok()?..)?;
    }
    Some(bytes.len() - rest.len())
}

/// A length of so many bytes.
fn number(rest: &mut &[u8], bytes: usize) -> Option<u64> {
    let (number, after) = rest.split_at_checked(bytes)?;
    *rest = after;
    let digits = number.iter();
    Some(digits.fold(0, |number, digit| (number << 8) | u64::from(*digit)))
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

/// A byte that is no text costs no more than itself, as in JSON.
fn string(text: &Utf8StringRef<'_>) -> String {
    String::from_utf8_lossy(text.as_bytes()).into_owned()
}

fn binary(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => {
            // in base64 no secret would be found
            let mut bytes = bytes.to_vec();
            redact::clean_bytes(&mut bytes);
            BASE64_STANDARD.encode(bytes)
        }
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
    use proptest::prelude::*;
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

    #[test]
    fn bytes_that_are_no_text_hide_no_secret() {
        // a fixstr of 14 bytes, the last of which is no text
        let mut text = vec![0xae];
        text.extend(b"password=hush\xff");
        assert_eq!(value(&text), Some(json!("password=hush\u{fffd}")));
        let binary = rmpv::Value::Binary(b"password=hush \xff".to_vec());
        let clean = BASE64_STANDARD.encode(b"password=**** \xff");
        assert_eq!(value(&packed(&binary)), Some(json!(clean)));
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

    proptest! {
        #[test]
        fn every_value_is_as_long_as_it_is_read(
            bytes in prop_oneof![
                prop::collection::vec(any::<u8>(), 0..40),
                values().prop_map(|value| packed(&value)),
            ],
            after in prop::collection::vec(any::<u8>(), 0..4),
        ) {
            let all = [bytes, after].concat();
            let mut rest = &all[..];
            if rmpv::decode::read_value_ref_with_max_depth(&mut rest, DEEPEST).is_ok() {
                match size(&all) {
                    Some(size) => prop_assert_eq!(size, all.len() - rest.len()),
                    // "never used", says the specification; rmpv reads it as nil
                    None => prop_assert!(all.contains(&0xc1)),
                }
            }
        }
    }

    fn values() -> impl Strategy<Value = rmpv::Value> {
        use rmpv::Value as V;
        let leaf = prop_oneof![
            Just(V::Nil),
            any::<bool>().prop_map(V::from),
            any::<i64>().prop_map(V::from),
            any::<u64>().prop_map(V::from),
            any::<f32>().prop_map(V::F32),
            any::<f64>().prop_map(V::F64),
            (0..70_000_usize).prop_map(|length| V::from("x".repeat(length))),
            (0..70_000_usize).prop_map(|length| V::Binary(vec![7; length])),
            (any::<i8>(), 0..300_usize).prop_map(|(kind, length)| V::Ext(kind, vec![7; length])),
        ];
        leaf.prop_recursive(3, 32, 20, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..20).prop_map(V::Array),
                prop::collection::vec((inner.clone(), inner), 0..20).prop_map(V::Map),
            ]
        })
    }

    #[test]
    fn what_is_cut_off_promised_or_too_deep_is_refused() {
        let whole = packed(&rmpv::Value::Array(vec![rmpv::Value::from("four"); 3]));
        assert_eq!(length(&whole), Some(3));
        assert_eq!(elements(&whole).unwrap()[2], b"\xa4four");
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
