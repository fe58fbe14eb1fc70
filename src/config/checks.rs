//! Validates the values of `cruddur-obs.toml`; errors name the line.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::address::{self, HONEYCOMB, ROLLBAR, Vendor};
use crate::model::{
    ByteSize, check_group_name, check_log_group, check_retention, check_store_size, check_text,
    is_region,
};

type Checked = Result<(), String>;

/// Defines functions with which serde reads and checks texts.
macro_rules! texts {
    ($($name:ident: $check:expr;)*) => {
        $(pub(super) fn $name<'de, D>(value: D) -> Result<Option<String>, D::Error>
        where
            D: Deserializer<'de>,
        {
            let text = String::deserialize(value)?;
            let check: fn(&str) -> Checked = $check;
            match check(&text) {
                Ok(()) => Ok(Some(text)),
                Err(why) => Err(D::Error::custom(format!("invalid value `{}`: {why}", text.escape_debug()))),
            }
        })*
    };
}

texts! {
    name: check_text;
    region: |text| if is_region(text) { Ok(()) } else { Err("expected a region such as `eu-central-1`".to_owned()) };
    xray_group: |text| check_group_name(text).map_err(|error| error.to_string());
    log_group: |text| check_log_group(text).map_err(|error| error.to_string());
    filter: |text| match text.trim() {
        "" => Err("it is empty: expected a filter expression such as `service(\"backend-flask\")`".to_owned()),
        _ => Ok(()),
    };
    honeycomb_url: |text| check_vendor(text, &HONEYCOMB, "HONEYCOMB_API_ENDPOINT");
    rollbar_url: |text| check_vendor(text, &ROLLBAR, "ROLLBAR_API_URL");
    honeycomb_address: |text| address::address(text, &HONEYCOMB).map(|_| ());
    rollbar_address: |text| address::address(text, &ROLLBAR).map(|_| ());
}

/// Accepts the values in [`RETENTION_DAYS`](crate::model::RETENTION_DAYS).
pub(super) fn retention<'de, D: Deserializer<'de>>(value: D) -> Result<Option<u32>, D::Error> {
    let days = i64::deserialize(value)?;
    // 0 is never valid
    let checked = check_retention(u32::try_from(days).unwrap_or(0));
    checked.map_err(|why| D::Error::custom(format!("invalid value `{days}`: {why}")))?;
    Ok(u32::try_from(days).ok())
}

pub(super) fn store_size<'de, D: Deserializer<'de>>(
    value: D,
) -> Result<Option<ByteSize>, D::Error> {
    let size = ByteSize::deserialize(value)?;
    check_store_size(size)
        .map_err(|why| D::Error::custom(format!("invalid size `{size}`: {why}")))?;
    Ok(Some(size))
}

/// Checks an address in a project's settings. Whoever writes these decides where the user's keys
/// are sent, so only the service's own addresses are allowed.
fn check_vendor(text: &str, vendor: &Vendor, variable: &str) -> Checked {
    let url = address::address(text, vendor)?;
    if vendor.has(&url) {
        return Ok(());
    }
    Err(format!(
        "a project may only name {}; set another address with {variable} or in \
         your own `~/.config/cruddur-obs/config.toml`",
        vendor.hosts
    ))
}
