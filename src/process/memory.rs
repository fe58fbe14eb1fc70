//! Returns unused memory to the system.
//!
//! glibc keeps freed memory for later use, separately for each thread: a stack that once assembled
//! a large trace would never give its memory back. The amount that it keeps is read from the
//! environment at the start of a program (glibc manual, "Memory Allocation Tunables"), so a program
//! has to restart itself to change it.

use std::os::unix::process::CommandExt as _;
use std::process::Command;

use super::this_program;

const TUNABLES: &str = "GLIBC_TUNABLES";
/// Blocks above 1 MiB are returned when freed, and each of the four arenas keeps at most 512 KiB of
/// free memory at its top. Smaller values would return more but cost a third of the ingest speed,
/// because every body is paged in again (`benches/ingest`).
const KEEP_LITTLE: &str = "glibc.malloc.mmap_threshold=1048576:\
    glibc.malloc.trim_threshold=524288:\
    glibc.malloc.arena_max=4";

/// Makes a child process return memory.
pub(super) fn give_back(command: &mut Command) {
    if is_wanted() {
        command.env(TUNABLES, KEEP_LITTLE);
    }
}

/// Makes this process return memory. Replaces it by a new run of the program with the same process
/// id, so call this first.
pub(crate) fn give_memory_back() {
    if is_wanted()
        && let Ok(program) = this_program()
    {
        let mut arguments = std::env::args_os();
        let mut command = Command::new(program);
        command.arg0(arguments.next().unwrap_or_default());
        // returns only on failure; then memory is kept
        let _ = command.args(arguments).env(TUNABLES, KEEP_LITTLE).exec();
    }
}

/// Respects a value that the user has set.
#[expect(
    clippy::disallowed_methods,
    reason = "it is for the C library, no setting of ours"
)]
fn is_wanted() -> bool {
    cfg!(all(target_os = "linux", target_env = "gnu")) && std::env::var_os(TUNABLES).is_none()
}
