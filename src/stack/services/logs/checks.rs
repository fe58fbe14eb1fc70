//! The constraints of the service's model, and AWS's words for their violations.

use std::fmt::Display;

use super::error::CloudWatchError;

/// Collects the violations of a request: AWS reports them at once.
#[derive(Debug, Default)]
pub(super) struct Checks {
    count: usize,
    /// The first of them.
    failed: Vec<String>,
}

/// The constraints of a string shape.
pub(super) struct Text {
    pub(super) min: usize,
    pub(super) max: usize,
    pub(super) pattern: Option<Pattern>,
}

/// The characters as the model's regular expression has them, and the same as a test.
pub(super) type Pattern = (&'static str, fn(char) -> bool);

/// Longer values are left out of messages.
const MAX_SHOWN: usize = 1_000;
/// Violations that are named. A list has one an element of three bytes, and the answer
/// would be fifty times as large as the request.
const MAX_NAMED: usize = 50;

impl Checks {
    fn fail(&mut self, at: &str, value: Option<&str>, constraint: impl Display) {
        self.count += 1;
        if self.failed.len() == MAX_NAMED {
            return;
        }
        let value = match value {
            Some(value) if value.len() <= MAX_SHOWN => format!("Value '{value}' "),
            Some(_) => "Value ".to_owned(),
            None => "Value null ".to_owned(),
        };
        self.failed.push(format!(
            "{value}at '{at}' failed to satisfy constraint: Member must {constraint}"
        ));
    }

    /// A member that must be there.
    pub(super) fn missing(&mut self, at: &str) {
        self.fail(at, None, "not be null");
    }

    /// A string that must be there, and satisfy `rule`.
    pub(super) fn required(&mut self, at: &str, value: Option<&str>, rule: &Text) {
        match value {
            Some(value) => self.text(at, value, rule),
            None => self.missing(at),
        }
    }

    pub(super) fn optional(&mut self, at: &str, value: Option<&str>, rule: &Text) {
        if let Some(value) = value {
            self.text(at, value, rule);
        }
    }

    pub(super) fn text(&mut self, at: &str, value: &str, rule: &Text) {
        self.length(at, value.chars().count(), (rule.min, rule.max), || {
            value.to_owned()
        });
        if let Some((pattern, allowed)) = rule.pattern
            && (!value.chars().all(allowed) || (value.is_empty() && pattern.ends_with('+')))
        {
            self.fail(
                at,
                Some(value),
                format_args!("satisfy regular expression pattern: {pattern}"),
            );
        }
    }

    /// A string that one test of characters is not enough for.
    pub(super) fn satisfies(
        &mut self,
        at: &str,
        value: &str,
        pattern: &str,
        test: impl FnOnce(&str) -> bool,
    ) {
        if !test(value) {
            let constraint = format_args!("satisfy regular expression pattern: {pattern}");
            self.fail(at, Some(value), constraint);
        }
    }

    /// The length of a string or a list.
    pub(super) fn length(
        &mut self,
        at: &str,
        length: usize,
        (min, max): (usize, usize),
        shown: impl FnOnce() -> String,
    ) {
        if length < min {
            let constraint = format_args!("have length greater than or equal to {min}");
            self.fail(at, Some(&shown()), constraint);
        } else if length > max {
            let constraint = format_args!("have length less than or equal to {max}");
            self.fail(at, Some(&shown()), constraint);
        }
    }

    /// A list of strings, each of which must satisfy `rule`.
    pub(super) fn list(
        &mut self,
        at: &str,
        values: Option<&[String]>,
        bounds: (usize, usize),
        rule: &Text,
    ) {
        let Some(values) = values else { return };
        self.length(at, values.len(), bounds, || match values.len() {
            ..=MAX_SHOWN => format!("[{}]", values.join(", ")),
            _ => "[…]".to_owned(),
        });
        for (index, value) in values.iter().enumerate() {
            self.text(&format!("{at}.{}.member", index + 1), value, rule);
        }
    }

    pub(super) fn number(&mut self, at: &str, value: Option<i64>, (min, max): (i64, i64)) {
        let Some(value) = value else { return };
        if value < min {
            let constraint = format_args!("have value greater than or equal to {min}");
            self.fail(at, Some(&value.to_string()), constraint);
        } else if value > max {
            let constraint = format_args!("have value less than or equal to {max}");
            self.fail(at, Some(&value.to_string()), constraint);
        }
    }

    /// A moment in milliseconds.
    pub(super) fn time(&mut self, at: &str, value: Option<i64>) {
        self.number(at, value, (0, i64::MAX));
    }

    pub(super) fn one_of(&mut self, at: &str, value: Option<&str>, allowed: &[&str]) {
        if let Some(value) = value
            && !allowed.contains(&value)
        {
            self.fail(
                at,
                Some(value),
                format_args!("satisfy enum value set: [{}]", allowed.join(", ")),
            );
        }
    }

    pub(super) fn done(self) -> Result<(), CloudWatchError> {
        let count = self.count;
        if count == 0 {
            return Ok(());
        }
        let errors = if count == 1 { "error" } else { "errors" };
        let others = match count - self.failed.len() {
            0 => String::new(),
            others => format!("; and {others} more"),
        };
        Err(CloudWatchError::InvalidParameter(format!(
            "{count} validation {errors} detected: {}{others}",
            self.failed.join("; ")
        )))
    }
}
