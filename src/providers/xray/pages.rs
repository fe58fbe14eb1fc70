//! Walking pages to their end.

use crate::error::{Error, Result};

/// The token of the next page, made sure to lead on: a service that gives the same token
/// twice would otherwise be asked for ever, and what it holds back be missed in silence.
pub(super) struct Pages {
    token: Option<String>,
    what: &'static str,
}

impl Pages {
    /// `what` completes "cannot …".
    pub(super) fn new(what: &'static str) -> Self {
        Self { token: None, what }
    }

    /// What to ask the next page with.
    pub(super) fn token(&self) -> Option<String> {
        self.token.clone()
    }

    /// Takes the answer's token. Returns whether there is another page.
    pub(super) fn more(&mut self, next: Option<&str>) -> Result<bool> {
        let next = next.filter(|token| !token.is_empty());
        if next.is_some() && next == self.token.as_deref() {
            return Err(Error::incomplete(format!(
                "cannot {} to the end: the service gave the same page token twice",
                self.what
            )));
        }
        self.token = next.map(str::to_owned);
        Ok(self.token.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_end_or_fail_but_never_circle() {
        let mut pages = Pages::new("list");
        assert_eq!(pages.token(), None);
        assert!(pages.more(Some("a")).unwrap());
        assert_eq!(pages.token().as_deref(), Some("a"));
        assert!(pages.more(Some("b")).unwrap());
        assert!(pages.more(Some("b")).is_err());
        assert!(!pages.more(None).unwrap());
        assert!(!pages.more(Some("")).unwrap());
    }
}
