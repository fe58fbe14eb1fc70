//! What is written into a user's repository: templates, and values as each file's language
//! quotes them.

mod iam_policy;
pub mod quote;
pub mod templates;
