//! The query of a request: names may repeat, and those that are not known are ignored.

use std::str::FromStr;

use axum::extract::Query;
use axum::http::Uri;

use super::error::RollbarError;

/// The pairs of the query, unescaped.
pub(super) fn pairs(uri: &Uri) -> Result<Vec<(String, String)>, RollbarError> {
    Query::try_from_uri(uri)
        .map(|Query(pairs)| pairs)
        .map_err(|_| RollbarError::BadRequest("the query cannot be read".to_owned()))
}

/// Adds a value to a list; an empty one is the same as none.
pub(super) fn push<T: FromStr<Err: ToString>>(
    list: &mut Vec<T>,
    name: &'static str,
    text: &str,
) -> Result<(), RollbarError> {
    if let Some(value) = optional(name, text)? {
        list.push(value);
    }
    Ok(())
}

/// A value, or nothing where the text is empty.
pub(super) fn optional<T: FromStr<Err: ToString>>(
    name: &'static str,
    text: &str,
) -> Result<Option<T>, RollbarError> {
    match text {
        "" => Ok(None),
        text => text
            .parse()
            .map(Some)
            .map_err(|error: T::Err| parameter(name, error.to_string())),
    }
}

/// A page as it is asked for: the number from 1, and how many are on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) number: u32,
    pub(super) limit: u32,
}

/// The most that may be asked for at once, by the reference.
const MAX_SIZE: u32 = 5_000;

impl Page {
    pub(super) fn new(limit: u32) -> Self {
        Self { number: 1, limit }
    }

    /// Takes `page` or `limit`; says whether the name was one of them.
    pub(super) fn take(&mut self, name: &str, text: &str) -> Result<bool, RollbarError> {
        match name {
            "page" => self.number = optional("page", text)?.unwrap_or(self.number),
            "limit" => self.limit = optional("limit", text)?.unwrap_or(self.limit),
            _ => return Ok(false),
        }
        if self.number == 0 {
            return Err(parameter("page", "pages are numbered from 1".to_owned()));
        }
        if self.limit == 0 || self.limit > MAX_SIZE {
            let problem = format!("it is between 1 and {MAX_SIZE}");
            return Err(parameter("limit", problem));
        }
        Ok(true)
    }

    pub(super) fn skip(self) -> u32 {
        (self.number - 1).saturating_mul(self.limit)
    }
}

pub(super) fn parameter(name: &'static str, problem: String) -> RollbarError {
    RollbarError::Parameter { name, problem }
}
