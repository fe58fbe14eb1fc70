//! Retentions as they are written on the command line.

use crate::model::check_retention;

/// How long events are kept; `None`: for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Retention(pub(super) Option<u32>);

/// A number of days that the service takes, or `never`.
pub(super) fn retention(text: &str) -> Result<Retention, String> {
    if text == "never" {
        return Ok(Retention(None));
    }
    days(text).map(|days| Retention(Some(days)))
}

/// A number of days that the service takes.
pub(super) fn days(text: &str) -> Result<u32, String> {
    let days = text
        .parse()
        .map_err(|_| "expected a number of days, such as 7, 30 or 365, or `never`".to_owned())?;
    check_retention(days).map(|()| days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_service_takes() {
        assert_eq!(retention("never"), Ok(Retention(None)));
        assert_eq!(retention("30"), Ok(Retention(Some(30))));
        let refused = retention("31").unwrap_err();
        assert!(refused.ends_with("(nearest: 30 or 60)"), "{refused}");
        assert!(days("never").is_err());
        assert!(days("-1").is_err());
    }
}
