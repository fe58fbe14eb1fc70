//! Checks of values that need no request to a service.

use super::{ByteSize, RETENTION_DAYS, nearest_retentions};

/// Whether `text` has the form of an AWS region, such as `eu-central-1`. An unknown region passes:
/// it may be a new one.
pub fn is_region(text: &str) -> bool {
    let is_word = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
    let parts: Vec<&str> = text.split('-').collect();
    let [first, middle @ .., last] = parts.as_slice() else {
        return false;
    };
    first.len() >= 2
        && is_word(first)
        && !middle.is_empty()
        && middle.iter().all(|part| is_word(part))
        && !last.is_empty()
        && last.bytes().all(|b| b.is_ascii_digit())
}

/// Checks a name that is sent to the services unchanged.
///
/// # Errors
/// Returns what is wrong, to stand after `invalid …:`.
pub fn check_text(text: &str) -> Result<(), String> {
    if text.trim().is_empty() {
        Err("it is empty".to_owned())
    } else if text.chars().any(char::is_control) {
        Err("it contains a control character".to_owned())
    } else if text.chars().count() > 255 {
        Err("it is longer than 255 characters".to_owned())
    } else {
        Ok(())
    }
}

/// Checks the retention of a log group, in days (PutRetentionPolicy).
///
/// # Errors
/// Returns the accepted values and the nearest of them.
pub fn check_retention(days: u32) -> Result<(), String> {
    if RETENTION_DAYS.contains(&days) {
        return Ok(());
    }
    let listed = |days: &[u32]| days.iter().map(ToString::to_string).collect::<Vec<_>>();
    Err(format!(
        "expected {} days (nearest: {})",
        listed(&RETENTION_DAYS).join(", "),
        listed(&nearest_retentions(days)).join(" or ")
    ))
}

/// The smallest size limit of a store. Below it, a single write could exceed the limit.
const MIN_STORE: ByteSize = ByteSize(64 << 20);

/// Checks the size limit of a store.
pub fn check_store_size(size: ByteSize) -> Result<(), String> {
    if size < MIN_STORE {
        return Err(format!("expected {MIN_STORE} or more"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_form_of_a_region_counts() {
        for region in [
            "eu-central-1",
            "us-gov-east-1",
            "eusc-de-east-1",
            "xx-nowhere-12",
        ] {
            assert!(is_region(region), "{region}");
        }
        for text in [
            "",
            "mars",
            "eu-central",
            "EU-CENTRAL-1",
            "eu_central_1",
            "-1",
            "eu-central-1a",
        ] {
            assert!(!is_region(text), "{text}");
        }
    }

    #[test]
    fn retentions_are_those_of_the_service() {
        assert_eq!(check_retention(7), Ok(()));
        let refused = check_retention(8).unwrap_err();
        assert!(refused.ends_with("(nearest: 7 or 14)"), "{refused}");
    }
}
