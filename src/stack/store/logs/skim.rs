//! Passing over what cannot match: blocks before they are unpacked, unpacked ones before
//! they are taken apart, and messages before a pattern is tried on them.

use aho_corasick::{AhoCorasick, Input};
use memchr::memmem::Finder;

use super::grams::{Grams, Wanted};
use crate::query::log_pattern::RequiredLiterals;

/// What a message must contain, as [`RequiredLiterals`] say it, ready to be looked for. The default
/// asks for nothing.
#[derive(Debug, Clone, Default)]
pub struct Skim {
    all: Vec<Text>,
    any: Vec<Text>,
    /// The texts of `any` as one search.
    any_of: Option<AhoCorasick>,
    unless: Option<Text>,
}

#[derive(Debug, Clone)]
struct Text {
    finder: Finder<'static>,
    wanted: Wanted,
}

/// More texts that must all be there cost more than they save.
const MAX: usize = 8;

impl Text {
    fn of(text: &str) -> Self {
        Self {
            finder: Finder::new(text).into_owned(),
            wanted: Wanted::of(text),
        }
    }
}

impl Skim {
    pub fn of(literals: &RequiredLiterals<'_>) -> Self {
        let mut all: Vec<&str> = literals.all.iter().map(|text| &**text).collect();
        all.sort_unstable_by_key(|text| std::cmp::Reverse(text.len()));
        all.truncate(MAX);
        let any: Vec<&str> = literals.any.iter().map(|text| &**text).collect();
        let any_of = if any.is_empty() {
            None
        } else {
            AhoCorasick::new(&any).ok()
        };
        Self {
            all: all.into_iter().map(Text::of).collect(),
            // without the one search for all of them, they are not asked for
            any: match any_of {
                Some(_) => any.into_iter().map(Text::of).collect(),
                None => Vec::new(),
            },
            any_of,
            unless: literals.unless.map(Text::of),
        }
    }

    /// Whether filters of blocks are of any use.
    pub(super) fn asks_grams(&self) -> bool {
        let known = |text: &Text| text.wanted.is_known();
        self.unless.iter().all(known)
            && (self.all.iter().any(known) || (!self.any.is_empty() && self.any.iter().all(known)))
    }

    /// Whether a message of the block that this filter is for may match.
    pub(super) fn may_be_in(&self, grams: Grams<'_>) -> bool {
        let may = |text: &Text| grams.may_contain(&text.wanted);
        (self.all.iter().all(may) && (self.any.is_empty() || self.any.iter().any(may)))
            || self.unless.iter().any(may)
    }

    /// What to look for in an unpacked block.
    pub(super) fn lead(&self, block: &[u8]) -> Lead<'_> {
        let unless = self.unless.as_ref();
        if unless.is_some_and(|text| text.finder.find(block).is_some()) {
            return Lead::Everything;
        }
        let mut lead = match &self.any_of {
            None => Lead::Everything,
            Some(any_of) if any_of.is_match(block) => Lead::Any(any_of),
            Some(_) => return Lead::Nothing,
        };
        let mut farthest = 0;
        for text in &self.all {
            match text.finder.find(block) {
                None => return Lead::Nothing,
                // what comes latest is likely the rarest
                Some(first) if first >= farthest => {
                    farthest = first;
                    lead = Lead::One(&text.finder);
                }
                Some(_) => {}
            }
        }
        lead
    }
}

/// What leads to the messages of a block that may match.
#[derive(Debug)]
pub(super) enum Lead<'s> {
    Nothing,
    /// Each of them may.
    Everything,
    One(&'s Finder<'static>),
    Any(&'s AhoCorasick),
}

impl Lead<'_> {
    /// A place from `from` on before whose end no message ends that may match. It may be
    /// in a message that does not.
    pub(super) fn next(&self, text: &[u8], from: usize) -> Option<usize> {
        match self {
            Self::Nothing => None,
            Self::Everything => Some(from),
            Self::One(finder) => Some(from + finder.find(text.get(from..)?)?),
            Self::Any(any_of) => {
                let input = Input::new(text).range(from.min(text.len())..);
                Some(any_of.find(input)?.start())
            }
        }
    }

    pub(super) fn is_nothing(&self) -> bool {
        matches!(self, Self::Nothing)
    }

    pub(super) fn is_everything(&self) -> bool {
        matches!(self, Self::Everything)
    }
}

#[cfg(test)]
mod tests;
