//! X-Ray's groups, sampling rules, tags and sampling reports.

mod groups;
mod rules;
mod sampling;
mod tags;
#[cfg(test)]
mod tests;

pub use groups::{GroupChange, StoredGroup};
pub use rules::StoredRule;
pub use sampling::{SamplingReport, SamplingTotal};

/// What became of an attempt to create something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Created {
    Done,
    /// The name is taken.
    Exists,
    /// There are already as many as there may be.
    TooMany,
}

/// How a request names a group: by one of both, or by both, which must then agree.
#[derive(Debug, Clone, Default)]
pub struct NameOrArn {
    pub name: Option<String>,
    pub arn: Option<String>,
}
