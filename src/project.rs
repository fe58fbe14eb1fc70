//! Files for the user's repository: templates, and quoting for each file format.

mod iam_policy;
pub mod quote;
pub mod templates;
