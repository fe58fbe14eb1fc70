//! Numbers of items.

use std::fmt::Display;

/// Returns a count with its noun: `1 request`, `2 requests`. The plural of `noun` takes an s.
pub fn counted<N: Copy + Display + PartialEq + From<u8>>(count: N, noun: &str) -> String {
    if count == N::from(1) {
        format!("{count} {noun}")
    } else {
        format!("{count} {noun}s")
    }
}

/// Parses a number ≥ 1.
///
/// # Errors
/// Returns what is wrong, in words for the user.
pub fn at_least_one<N: TryFrom<u64>>(text: &str) -> Result<N, String> {
    match text.trim().parse::<u64>() {
        Ok(0) => Err("expected a number ≥ 1".to_owned()),
        Ok(number) => N::try_from(number).map_err(|_| "there are never so many".to_owned()),
        Err(_) => Err("expected a number ≥ 1".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_has_no_plural() {
        let all = [0_u64, 1, 2].map(|count| counted(count, "log group"));
        assert_eq!(all, ["0 log groups", "1 log group", "2 log groups"]);
    }

    #[test]
    fn none_is_no_number_to_ask_for() {
        assert_eq!(at_least_one::<usize>("50"), Ok(50));
        assert!(at_least_one::<usize>("0").unwrap_err().contains("≥ 1"));
        for text in ["", "-1", "many", "1.5", "99999999999999999999"] {
            assert!(at_least_one::<usize>(text).is_err(), "{text}");
        }
        assert!(at_least_one::<u32>("4294967296").is_err());
    }
}
