//! Files for the user's repository: templates, and quoting for each file format.

mod iam_policy;
pub(crate) mod quote;
pub(crate) mod templates;
