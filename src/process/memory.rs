//! Memory that is not needed any more goes back to the system.
//!
//! glibc keeps what a program frees for the next time it needs as much, and of every
//! thread apart: a stack that once assembled a large trace would hold its memory for ever.
//! How much it keeps is read from the environment before a program begins (glibc manual,
//! "Memory Allocation Tunables"), so a program that wants less of it begins anew.

use std::os::unix::process::CommandExt as _;
use std::process::Command;

use super::this_program;

const TUNABLES: &str = "GLIBC_TUNABLES";
/// What is larger than 1 MiB is the system's again once it is free, and of the rest no more
/// than half a MiB is kept at the end of each of four heaps. Smaller numbers give back more,
/// and cost ingest a third of its speed: every body is paged in anew (`benches/ingest`).
const KEEP_LITTLE: &str = "glibc.malloc.mmap_threshold=1048576:\
    glibc.malloc.trim_threshold=524288:\
    glibc.malloc.arena_max=4";

/// Lets a program that is started give memory back.
pub(super) fn give_back(command: &mut Command) {
    if is_wanted() {
        command.env(TUNABLES, KEEP_LITTLE);
    }
}

/// Lets this one give memory back. It begins anew for that, as the same process: call it
/// first.
pub fn give_memory_back() {
    if is_wanted()
        && let Ok(program) = this_program()
    {
        let mut arguments = std::env::args_os();
        let mut command = Command::new(program);
        command.arg0(arguments.next().unwrap_or_default());
        // returns where it fails: then memory is kept
        let _ = command.args(arguments).env(TUNABLES, KEEP_LITTLE).exec();
    }
}

/// What somebody has set stays as it is.
#[expect(
    clippy::disallowed_methods,
    reason = "it is for the C library, no setting of ours"
)]
fn is_wanted() -> bool {
    cfg!(all(target_os = "linux", target_env = "gnu")) && std::env::var_os(TUNABLES).is_none()
}
