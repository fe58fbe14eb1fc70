//! Regular expressions of the command line.

use regex::Regex;

use crate::error::{Error, Result};
use crate::model::shell_word;

/// The regular expressions of a flag.
pub(super) fn regexes(flag: &str, texts: &[String]) -> Result<Vec<Regex>> {
    let compiled = texts.iter().map(|text| {
        Regex::new(text).map_err(|error| {
            let message = format!("`{flag} '{text}'` is not a regular expression");
            let error = Error::usage(message).caused_by(error);
            error.hint(format!(
                "what is meant literally gets a backslash: `{flag} {}`",
                shell_word(&regex::escape(text))
            ))
        })
    });
    compiled.collect()
}
