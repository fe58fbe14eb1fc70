//! The harness: a user with an empty home, the built binary, and a stack of their own.
//!
//! ```ignore
//! #[test]
//! fn an_empty_list_says_so() {
//!     let user = User::new();               // an empty HOME, no variables, the fixed clock
//!     let stack = user.stack();             // `local run --free-ports`; ends with the test
//!     stack.xray("/TraceSegments", &json!({ "TraceSegmentDocuments": [document] }));
//!     assert_screen!(user.run(["traces", "recent"]));
//! }
//! ```
//!
//! - `assert_screen!` compares command lines, exit codes, stdout and stderr with the snapshot in `tests/cli/snapshots`. Ports, pids, nonces, versions and the user's folders
//!   are replaced; what else differs from run to run is hidden by `.hide(TRACE_IDS)` and its
//!   like on the outcome. New snapshots: `INSTA_UPDATE=always cargo test --test cli`, then
//!   read what was written.
//! - It is [`NOW`] for the commands and for the stack: give seeds times around it, and fixed
//!   ids, and nothing needs hiding.
//! - The zone is UTC, output is piped (no colours, no borders). [`User::env`] sets further
//!   variables, [`User::program`] puts a program on the PATH, [`User::file`] writes a file
//!   into the working folder.
//! - Seeds go over the wire, to [`Stack::logs`], [`Stack::xray`], [`Stack::otlp`],
//!   [`Stack::rollbar`], [`Stack::segment`]; each fails the test when the stack refuses.

mod aws;
mod outcome;
mod stack;
mod stand_in;
mod user;

pub(crate) use aws::Aws;
pub(crate) use outcome::{DURATIONS, Outcome, TRACE_IDS, UUIDS, settings, transcript};
pub(crate) use stack::{Stack, signature};
pub(crate) use stand_in::standing_in;
pub(crate) use user::{NOW, User};

/// Compares one or several [`Outcome`]s with their snapshot. If a user comes first, also runs the
/// commands in their hints; see [`User::follow_hints`].
macro_rules! assert_screen {
    ($user:ident; $($outcome:expr),+ $(,)?) => {{
        let outcomes = [$($outcome),+];
        $crate::common::settings(&outcomes)
            .bind(|| insta::assert_snapshot!($crate::common::transcript(&outcomes)));
        outcomes.iter().for_each(|outcome| $user.follow_hints(outcome));
    }};
    ($($outcome:expr),+ $(,)?) => {{
        let outcomes = [$($outcome),+];
        $crate::common::settings(&outcomes)
            .bind(|| insta::assert_snapshot!($crate::common::transcript(&outcomes)));
    }};
}
pub(crate) use assert_screen;
