//! A file that is to have a certain text.

use super::Action;

/// A file before and after, and what happens to it.
#[derive(Debug)]
pub(crate) struct FilePlan {
    pub(crate) path: String,
    /// Empty if there is no file yet.
    pub(crate) actual: String,
    pub(crate) desired: String,
    pub(crate) action: Action,
}

impl FilePlan {
    /// `actual` is the text of the file, if there is one.
    pub(crate) fn new(path: String, desired: String, actual: Option<String>) -> Self {
        let action = match &actual {
            None => Action::Create,
            Some(actual) if *actual == desired => Action::Unchanged,
            Some(_) => Action::Differs,
        };
        Self {
            path,
            actual: actual.unwrap_or_default(),
            desired,
            action,
        }
    }

    /// Decides about a file that differs. Any other is what it was.
    pub(crate) fn decide(&mut self, replaces: bool) {
        if self.action == Action::Differs {
            self.action = if replaces {
                Action::Replace
            } else {
                Action::Keep
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(actual: Option<&str>) -> FilePlan {
        FilePlan::new("f".to_owned(), "a\n".to_owned(), actual.map(str::to_owned))
    }

    #[test]
    fn only_a_file_that_differs_is_decided_about() {
        for (actual, undecided, replaced, kept) in [
            (None, Action::Create, Action::Create, Action::Create),
            (
                Some("a\n"),
                Action::Unchanged,
                Action::Unchanged,
                Action::Unchanged,
            ),
            (Some("a"), Action::Differs, Action::Replace, Action::Keep),
            (Some(""), Action::Differs, Action::Replace, Action::Keep),
        ] {
            assert_eq!(plan(actual).action, undecided, "{actual:?}");
            for (replaces, decided) in [(true, replaced), (false, kept)] {
                let mut file = plan(actual);
                file.decide(replaces);
                assert_eq!(file.action, decided, "{actual:?} {replaces}");
                assert_eq!(file.actual, actual.unwrap_or_default());
            }
        }
    }

    #[test]
    fn what_is_kept_or_undecided_is_not_written() {
        let written = [Action::Create, Action::Replace];
        assert!(written.into_iter().all(Action::is_written));
        let left = [
            Action::Unchanged,
            Action::Differs,
            Action::Remove,
            Action::Keep,
        ];
        assert!(!left.into_iter().any(Action::is_written));
    }
}
