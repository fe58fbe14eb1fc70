//! Texts in which `*` stands for any run of characters.

use memchr::memmem::Finder;

/// A text with wildcards, split at them and ready to be matched in linear time. Case
/// matters.
#[derive(Debug, Clone)]
pub(in crate::query) struct Wildcard {
    start: String,
    /// In this order, anywhere between start and end.
    middle: Vec<Finder<'static>>,
    /// `None`: there is no wildcard, and `start` is all.
    end: Option<String>,
}

impl Wildcard {
    pub(in crate::query) fn new(pattern: &str) -> Self {
        let mut parts = pattern.split('*');
        let start = parts.next().unwrap_or("").to_owned();
        let mut rest: Vec<&str> = parts.collect();
        let end = rest.pop().map(str::to_owned);
        let middle = rest.into_iter().filter(|part| !part.is_empty());
        Self {
            start,
            middle: middle.map(|part| Finder::new(part).into_owned()).collect(),
            end,
        }
    }

    /// Whether the whole of `text` matches.
    pub(in crate::query) fn matches(&self, text: &str) -> bool {
        let Some(end) = &self.end else {
            return text == self.start;
        };
        let Some(rest) = text.strip_prefix(self.start.as_str()) else {
            return false;
        };
        let Some(rest) = rest.strip_suffix(end.as_str()) else {
            return false;
        };
        // the leftmost place of each part leaves the most for those after it
        let mut rest = rest.as_bytes();
        for part in &self.middle {
            let Some(at) = part.find(rest) else {
                return false;
            };
            rest = &rest[at + part.needle().len()..];
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wildcard_stands_for_any_run_of_characters() {
        for (pattern, text, matches) in [
            ("abc", "abc", true),
            ("abc", "abcd", false),
            ("a*c", "ac", true),
            ("a*c", "abbc", true),
            ("a*c", "abcd", false),
            ("*b*d*", "abcde", true),
            ("*d*b*", "abcde", false),
            ("ab*ba", "aba", false),
            ("*", "", true),
            ("", "", true),
            ("", "a", false),
        ] {
            let wildcard = Wildcard::new(pattern);
            assert_eq!(wildcard.matches(text), matches, "{pattern} {text}");
        }
    }
}
