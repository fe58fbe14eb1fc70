//! What differs between a thing that exists and the one that was asked for.

use std::fmt::Display;

use crate::error::Error;

/// The differing fields, as lines for people.
#[derive(Debug, Default)]
pub(super) struct Difference(Vec<String>);

impl Difference {
    /// Notes a field, if it differs.
    pub(super) fn field<T: PartialEq + Display>(
        mut self,
        field: &str,
        there: &T,
        asked: &T,
    ) -> Self {
        if there != asked {
            self.0
                .push(format!("{field}: `{there}` there, `{asked}` asked for"));
        }
        self
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The error for `what` that exists otherwise than asked for.
    pub(super) fn error(&self, what: &str) -> Error {
        Error::failed(format!(
            "{what} already exists with other settings\n{}",
            self.0.join("\n")
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_told() {
        let difference = Difference::default()
            .field("rate", &0.1, &0.1)
            .field("priority", &9000, &100);
        let text = difference.error("the rule `x`").to_string();
        assert!(
            text.ends_with("\npriority: `9000` there, `100` asked for"),
            "{text}"
        );
        assert!(!text.contains("rate"));
        assert!(Difference::default().field("a", &1, &1).is_empty());
    }
}
