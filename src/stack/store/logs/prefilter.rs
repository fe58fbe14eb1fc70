//! Skips what cannot match a pattern: whole blocks before they are unpacked, unpacked blocks
//! before they are decoded, and messages before the pattern is evaluated on them.

use aho_corasick::{AhoCorasick, Input};
use memchr::memmem::Finder;

use super::ngram_filter::{NgramFilter, NgramQuery};
use crate::query::log_pattern::RequiredLiterals;

/// The texts that a matching message must contain ([`RequiredLiterals`]), ready to be
/// searched for. The default requires nothing.
#[derive(Debug, Clone, Default)]
pub(super) struct Prefilter {
    all: Vec<Literal>,
    any: Vec<Literal>,
    /// Searches for all texts of `any` at once.
    any_of: Option<AhoCorasick>,
    unless: Option<Literal>,
}

#[derive(Debug, Clone)]
struct Literal {
    finder: Finder<'static>,
    ngrams: NgramQuery,
}

/// Searching for more texts that must all be present costs more than it saves.
const MAX_ALL: usize = 8;

impl Literal {
    fn new(text: &str) -> Self {
        Self {
            finder: Finder::new(text).into_owned(),
            ngrams: NgramQuery::new(text),
        }
    }
}

impl Prefilter {
    pub(super) fn new(literals: &RequiredLiterals<'_>) -> Self {
        let mut all: Vec<&str> = literals.all.iter().map(|text| &**text).collect();
        all.sort_unstable_by_key(|text| std::cmp::Reverse(text.len()));
        all.truncate(MAX_ALL);
        let any: Vec<&str> = literals.any.iter().map(|text| &**text).collect();
        let any_of = if any.is_empty() {
            None
        } else {
            AhoCorasick::new(&any).ok()
        };
        Self {
            all: all.into_iter().map(Literal::new).collect(),
            // without an automaton for all of them, they are not required
            any: match any_of {
                Some(_) => any.into_iter().map(Literal::new).collect(),
                None => Vec::new(),
            },
            any_of,
            unless: literals.unless.map(Literal::new),
        }
    }

    /// Whether the n-gram filters of blocks can rule out any block.
    pub(super) fn uses_ngrams(&self) -> bool {
        let is_selective = |literal: &Literal| literal.ngrams.is_selective();
        self.unless.iter().all(is_selective)
            && (self.all.iter().any(is_selective)
                || (!self.any.is_empty() && self.any.iter().all(is_selective)))
    }

    /// Whether a message of the block with this n-gram filter may match.
    pub(super) fn may_match(&self, filter: NgramFilter<'_>) -> bool {
        let may = |literal: &Literal| filter.may_contain(&literal.ngrams);
        (self.all.iter().all(may) && (self.any.is_empty() || self.any.iter().any(may)))
            || self.unless.iter().any(may)
    }

    /// How to find the messages of this unpacked block that may match.
    pub(super) fn search(&self, block: &[u8]) -> BlockSearch<'_> {
        let unless = self.unless.as_ref();
        if unless.is_some_and(|literal| literal.finder.find(block).is_some()) {
            return BlockSearch::Every;
        }
        let mut search = match &self.any_of {
            None => BlockSearch::Every,
            Some(any_of) if any_of.is_match(block) => BlockSearch::Any(any_of),
            Some(_) => return BlockSearch::Nothing,
        };
        let mut farthest = 0;
        for literal in &self.all {
            match literal.finder.find(block) {
                None => return BlockSearch::Nothing,
                // the text whose first occurrence comes last is probably the rarest
                Some(first) if first >= farthest => {
                    farthest = first;
                    search = BlockSearch::One(&literal.finder);
                }
                Some(_) => {}
            }
        }
        search
    }
}

/// How to find the messages of one block that may match.
#[derive(Debug)]
pub(super) enum BlockSearch<'s> {
    /// No message can match.
    Nothing,
    /// Every message may match.
    Every,
    One(&'s Finder<'static>),
    Any(&'s AhoCorasick),
}

impl BlockSearch<'_> {
    /// The offset of the next occurrence, at or after `from`. No message that ends before
    /// it can match; the message that contains it may or may not.
    pub(super) fn next(&self, text: &[u8], from: usize) -> Option<usize> {
        match self {
            Self::Nothing => None,
            Self::Every => Some(from),
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

    pub(super) fn is_every(&self) -> bool {
        matches!(self, Self::Every)
    }
}

#[cfg(test)]
mod tests;
