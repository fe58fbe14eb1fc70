//! Terms: searches for bytes, each over the whole message.

use aho_corasick::AhoCorasick;
use memchr::memmem::Finder;

use crate::query::log_pattern::ast::{Mark, Term, What};
use crate::query::log_pattern::literals::is_blank;
use crate::query::log_pattern::regular::Regular;

#[derive(Debug, Clone, Default)]
pub(in crate::query::log_pattern) struct Terms {
    all: Group,
    none: Group,
    /// Nothing is asked of the message if there is nothing in it.
    any: Group,
}

/// Texts and regular expressions with the same mark.
#[derive(Debug, Clone, Default)]
struct Group {
    /// A quoted term of spaces, which is in every message.
    blank: bool,
    texts: Vec<Finder<'static>>,
    /// The same texts as one search, where there are several and one of them will do.
    together: Option<AhoCorasick>,
    regexes: Vec<Regular>,
}

impl Terms {
    pub(super) fn new(terms: &[Term]) -> Self {
        let group = |mark, together| {
            let what = terms.iter().filter(|term| term.mark == mark);
            Group::new(what.map(|term| &term.what), together)
        };
        // "If you combine "?" with other filter patterns, all question mark terms will be
        // ignored."
        let only_optional = terms.iter().all(|term| term.mark == Mark::Optional);
        Self {
            all: group(Mark::Plain, false),
            none: group(Mark::Excluded, true),
            any: if only_optional {
                group(Mark::Optional, true)
            } else {
                Group::default()
            },
        }
    }

    pub(super) fn matches(&self, message: &str) -> bool {
        self.all.has_all(message)
            && !self.none.has_any(message)
            && (self.any.is_empty() || self.any.has_any(message))
    }
}

impl Group {
    fn new<'a>(what: impl Iterator<Item = &'a What>, together: bool) -> Self {
        let mut group = Self::default();
        let mut texts = Vec::new();
        for what in what {
            match what {
                What::Text(text) if is_blank(text) => group.blank = true,
                What::Text(text) => texts.push(text.as_str()),
                What::Regex(regex) => group.regexes.push(regex.clone()),
            }
        }
        if together && texts.len() > 1 {
            group.together = AhoCorasick::new(&texts).ok();
        }
        let finders = texts.iter().map(|text| Finder::new(*text).into_owned());
        group.texts = finders.collect();
        group
    }

    fn is_empty(&self) -> bool {
        !self.blank && self.texts.is_empty() && self.regexes.is_empty()
    }

    fn has_all(&self, message: &str) -> bool {
        let bytes = message.as_bytes();
        self.texts.iter().all(|text| text.find(bytes).is_some())
            && self.regexes.iter().all(|regex| regex.is_match(message))
    }

    fn has_any(&self, message: &str) -> bool {
        let bytes = message.as_bytes();
        let text = || match &self.together {
            Some(together) => together.is_match(bytes),
            None => self.texts.iter().any(|text| text.find(bytes).is_some()),
        };
        self.blank || text() || self.regexes.iter().any(|regex| regex.is_match(message))
    }
}
