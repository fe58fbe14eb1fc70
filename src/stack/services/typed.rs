//! The scalar types of the service models (Smithy, "Simple types").
//!
//! SDKs read an answer as a whole: one number that does not fit its type, and a list of a
//! thousand traces cannot be read. What clients sent is theirs and stays as it came in the
//! documents; a value that becomes a field of an answer passes through one of these.

use serde::Serialize;
use serde_json::Value;

/// A 32-bit integer: `integer`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(super) struct Integer(i32);

impl Integer {
    /// The largest that there is for what is larger: a count.
    pub(super) fn count(count: impl TryInto<i32>) -> Self {
        Self(count.try_into().unwrap_or(i32::MAX))
    }

    /// The number of a document, if it is whole and fits.
    pub(super) fn read(value: &Value) -> Option<Self> {
        let number = match value.as_i64() {
            Some(number) => number,
            // `200.0`, as languages write it that know only doubles
            None => whole(value.as_f64()?)?,
        };
        i32::try_from(number).ok().map(Self)
    }
}

fn whole(number: f64) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "whole and in range")]
    let value = number as i64;
    (number.fract() == 0.0 && number.abs() <= f64::from(i32::MAX)).then_some(value)
}

/// A 64-bit integer: `long`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(super) struct Long(i64);

impl Long {
    /// The largest that there is for what is larger.
    pub(super) fn count(count: impl TryInto<i64>) -> Self {
        Self(count.try_into().unwrap_or(i64::MAX))
    }
}

/// A finite number: `double`. JSON has no other, and serde would write `null`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub(super) struct Double(f64);

impl Double {
    pub(super) fn new(number: f64) -> Self {
        Self(bounded(number, f64::MIN, f64::MAX))
    }
}

/// Epoch seconds: `timestamp`, from 1970 to 9999, the years that every SDK's type of time has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub(super) struct EpochSeconds(f64);

/// The last second of the year 9999 that is the same in every time zone.
const LATEST: f64 = 253_402_214_399.0;

impl EpochSeconds {
    pub(super) fn new(seconds: f64) -> Self {
        Self(bounded(seconds, 0.0, LATEST))
    }
}

/// 0, or what is nearest to it, for what is not a number.
fn bounded(number: f64, least: f64, most: f64) -> f64 {
    if number.is_nan() {
        return least.max(0.0);
    }
    number.clamp(least, most)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn written(value: impl Serialize) -> String {
        serde_json::to_string(&value).unwrap()
    }

    #[test]
    fn every_value_fits_its_type() {
        for (value, read) in [
            (json!(200), Some("200")),
            (json!(-1), Some("-1")),
            (json!(200.0), Some("200")),
            (json!(i32::MAX), Some("2147483647")),
            (json!(3_000_000_000_i64), None),
            (json!(u64::MAX), None),
            (json!(1e300), None),
            (json!(-1e300), None),
            (json!(200.5), None),
            (json!("200"), None),
            (json!([200]), None),
        ] {
            let integer = Integer::read(&value).map(written);
            assert_eq!(integer.as_deref(), read, "{value}");
        }
        assert_eq!(written(Integer::count(u64::MAX)), "2147483647");
        assert_eq!(written(Long::count(u64::MAX)), "9223372036854775807");
        assert_eq!(written(Double::new(0.25)), "0.25");
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX] {
            let read: f64 = serde_json::from_str(&written(Double::new(number))).unwrap();
            assert!(read.is_finite());
            let read: f64 = serde_json::from_str(&written(EpochSeconds::new(number))).unwrap();
            assert!((0.0..=LATEST).contains(&read), "{read}");
        }
    }
}
