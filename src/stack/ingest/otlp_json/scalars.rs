//! The scalar forms of protobuf's JSON mapping, for `#[serde(deserialize_with = …)]`.

use std::borrow::Cow;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// `null` like absent.
pub(super) fn nullable<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// A number, or one written as a string.
#[derive(Deserialize)]
#[serde(untagged)]
enum Number<'a> {
    Unsigned(u64),
    Signed(i64),
    Double(f64),
    #[serde(borrow)]
    Text(Cow<'a, str>),
}

/// An integer in `T`'s range; `1e3` and `2.0` are integers too.
fn integer<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: TryFrom<i128>,
{
    let Some(number) = Option::<Number>::deserialize(deserializer)? else {
        return Ok(None);
    };
    let whole = |double: f64| {
        #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^64")]
        let value = double as i128;
        (double.fract() == 0.0 && double.abs() < 18_446_744_073_709_551_616.0).then_some(value)
    };
    let value = match number {
        Number::Unsigned(value) => Some(i128::from(value)),
        Number::Signed(value) => Some(i128::from(value)),
        Number::Double(double) => whole(double),
        Number::Text(text) => match text.parse() {
            Ok(value) => Some(value),
            Err(_) => text.parse().ok().and_then(whole),
        },
    };
    let value = value.and_then(|value| T::try_from(value).ok());
    let value = value.ok_or_else(|| D::Error::custom("not an integer of the field's range"))?;
    Ok(Some(value))
}

pub(super) fn int64<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    integer(deserializer)
}

pub(super) fn uint64<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    Ok(integer(deserializer)?.unwrap_or_default())
}

pub(super) fn uint32<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    Ok(integer(deserializer)?.unwrap_or_default())
}

/// Also enumerations, which are numbers in OTLP/JSON.
pub(super) fn int32<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i32, D::Error> {
    Ok(integer(deserializer)?.unwrap_or_default())
}

/// A number, or `"NaN"`, `"Infinity"`, `"-Infinity"`, or a number in a string.
pub(super) fn double<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Double<'a> {
        Number(f64),
        #[serde(borrow)]
        Text(Cow<'a, str>),
    }
    let value = Option::<Double>::deserialize(deserializer)?;
    Ok(match value {
        None => None,
        Some(Double::Number(number)) => Some(number),
        Some(Double::Text(text)) => {
            let number = text.parse();
            Some(number.map_err(|_| D::Error::custom(format!("`{text}` is no number")))?)
        }
    })
}

/// An id in hex, in either case. Its length is checked with the span.
pub(super) fn hex<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    match Option::<Cow<'_, str>>::deserialize(deserializer)? {
        None => Ok(Vec::new()),
        Some(text) => ::hex::decode(text.as_ref())
            .map_err(|error| D::Error::custom(format!("`{text}` is not hex: {error}"))),
    }
}

/// Base64 of either alphabet, padded or not.
pub(super) fn base64<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Vec<u8>>, D::Error> {
    const LENIENT: GeneralPurposeConfig =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
    const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);
    let Some(text) = Option::<Cow<'_, str>>::deserialize(deserializer)? else {
        return Ok(None);
    };
    let bytes = STANDARD
        .decode(text.as_bytes())
        .or_else(|_| URL_SAFE.decode(text.as_bytes()));
    bytes.map(Some).map_err(D::Error::custom)
}
