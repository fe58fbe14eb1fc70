//! Child processes: this binary again, detached or in the foreground.

use std::io::{self, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::error::{Error, Result, ResultExt as _};

mod log;
mod log_size;
mod memory;

pub(crate) use memory::give_memory_back;

use log::Log;

/// The variables that children of `demo` and `up` inherit: those that any shell has.
const KEPT: [&str; 8] = [
    "PATH", "HOME", "TERM", "COLUMNS", "LANG", "NO_COLOR", "TMPDIR", "TZ",
];

/// Returns the path of this program.
pub(crate) fn this_program() -> Result<PathBuf> {
    std::env::current_exe().or_fail(|| "cannot find this program's own file".to_owned())
}

/// Returns a command that runs this program with `args`, and with only the terminal's variables and
/// `extra` in its environment. Its output is the same as for any user.
pub(crate) fn this_program_cleanly(args: &[&str], extra: &[(String, String)]) -> Result<Command> {
    let mut command = Command::new(this_program()?);
    command.args(args).env_clear();
    command.envs(kept_environment());
    command.envs(extra.iter().map(|(name, value)| (name, value)));
    Ok(command)
}

#[expect(
    clippy::disallowed_methods,
    reason = "children need the terminal's variables"
)]
fn kept_environment() -> impl Iterator<Item = (&'static str, std::ffi::OsString)> {
    KEPT.iter()
        .filter_map(|name| Some((*name, std::env::var_os(name)?)))
}

/// Raises the soft limit of open files, because a server needs one per connection and many shells
/// set it to 1,024.
pub(crate) fn allow_open_files(wanted: u64) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let most = limit.maximum.map_or(wanted, |most| most.min(wanted));
    let current = limit.current.map(|now| now.max(most));
    // on failure, the server allows fewer connections
    let _ = setrlimit(Resource::Nofile, Rlimit { current, ..limit });
}

/// Generous, because a large store replays its write-ahead log after a crash.
const READY: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(10);

/// A service that is ready.
pub(crate) struct Started<T> {
    pub running: T,
    /// Why the service runs without a log file, if it does.
    pub unlogged: Option<String>,
}

/// Starts `command` in the background and waits until `ready`, called with the child's process id,
/// reports the running service. If the child exits instead, returns the error from its log. `what`
/// names the service in messages: `the local stack`.
///
/// The child has no terminal and appends its output to `log`. It creates its own session and
/// process group ([`own_session`]). It does not get a process group here, because the leader of a
/// group cannot create a session.
pub(crate) fn start_service<T>(
    what: &str,
    command: &mut Command,
    log: &Path,
    ready: impl Fn(u32) -> Result<Option<T>>,
) -> Result<Started<T>> {
    let log = Log::open(log)?;
    let mut child = spawn_logged(command.stdin(Stdio::null()), &log)?;
    await_ready(what, &mut child, log, ready)
}

/// Starts `command` with its output in `log`.
fn spawn_logged(command: &mut Command, log: &Log) -> Result<Child> {
    let (out, errors) = (log.for_child()?, log.for_child()?);
    memory::give_back(command);
    command
        .stdout(out)
        .stderr(errors)
        .spawn()
        .or_fail(|| "cannot start a process of this program".to_owned())
}

/// Waits as described at [`start_service`].
fn await_ready<T>(
    what: &str,
    child: &mut Child,
    log: Log,
    ready: impl Fn(u32) -> Result<Option<T>>,
) -> Result<Started<T>> {
    let started = Instant::now();
    while started.elapsed() < READY {
        if let Some(running) = ready(child.id())? {
            let unlogged = log.unlogged;
            return Ok(Started { running, unlogged });
        }
        let ended = child
            .try_wait()
            .or_fail(|| "cannot monitor the child process".to_owned())?;
        if ended.is_some() {
            return Err(reported(what, &log.told()?));
        }
        std::thread::sleep(POLL);
    }
    Err(Error::failed(format!(
        "{what} did not answer within {} s",
        READY.as_secs()
    ))
    .hint(format!("see its log, `{}`", log.path.display())))
}

/// Parses an error printed by a child.
fn reported(what: &str, said: &str) -> Error {
    let mut error: Option<Error> = None;
    for line in said.lines().map(str::trim) {
        error = match (line.split_once(": "), error) {
            (Some(("error", text)), _) => Some(Error::failed(text)),
            (Some(("caused by", text)), Some(error)) => Some(error.caused_by(text)),
            (Some(("hint", text)), Some(error)) => Some(error.hint(text)),
            (_, error) => error,
        };
    }
    error.unwrap_or_else(|| {
        Error::failed(format!("{what} exited immediately")).caused_by(said.trim())
    })
}

/// Leaves the terminal's session and process group, so that its signals and its closing do not end
/// this process. From now on, output goes to a log, which is cut when it exceeds 16 MiB.
pub(crate) fn own_session() -> Result<()> {
    log_size::keep_bounded();
    match rustix::process::setsid() {
        // not permitted to the leader of a process group, such as a process started by hand
        Ok(_) | Err(rustix::io::Errno::PERM) => Ok(()),
        Err(error) => {
            Err(Error::failed("cannot leave the session of the terminal").caused_by(error))
        }
    }
}

/// Set for children that must end with the process that started them. Their standard input closes
/// when it ends, in whatever way.
const ATTENDED: &str = "CRUDDUR_OBS_WHILE_STDIN";

#[expect(
    clippy::disallowed_methods,
    reason = "a process tells its child so, which no settings can"
)]
fn is_attended() -> bool {
    std::env::var_os(ATTENDED).is_some()
}

/// In such a child: ends this process, as SIGTERM would, when its parent ends, even if the parent
/// was killed.
pub(crate) fn end_with_parent() {
    if !is_attended() {
        return;
    }
    // without the thread, this process merely outlives its parent for a while
    let _ = std::thread::Builder::new()
        .name("parent".to_owned())
        .spawn(|| {
            let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
            let _ = kill_process(rustix::process::getpid(), Signal::TERM);
        });
}

/// Runs `command` to its end; it also ends if this process does.
pub(crate) fn run_attended(command: &mut Command) -> io::Result<ExitStatus> {
    let mut child = command.env(ATTENDED, "1").stdin(Stdio::piped()).spawn()?;
    // keep stdin open: `wait` would close it
    let _held = child.stdin.take();
    child.wait()
}

/// Like [`run_attended`], and returns the output.
pub(crate) fn output_attended(command: &mut Command) -> io::Result<Output> {
    let mut child = (command.env(ATTENDED, "1").stdin(Stdio::piped()))
        .stdout(Stdio::piped())
        .spawn()?;
    let _held = child.stdin.take();
    child.wait_with_output()
}

/// Shows a manual page with the system's `man` and its pager. Returns false if that fails.
pub(crate) fn read_page(page: &[u8]) -> bool {
    let Ok(mut file) = tempfile::NamedTempFile::new() else {
        return false;
    };
    if file.write_all(page).is_err() {
        return false;
    }
    let mut man = Command::new("man");
    // hide the error of a `man` that does not support the flag
    man.arg("-l").arg(file.path()).stderr(Stdio::null());
    man.status().is_ok_and(|status| status.success())
}

/// Waits for Ctrl-C, SIGTERM or SIGHUP. Signals are caught from the call on, not from the first
/// poll, so that a process can announce itself after the call and be stopped at once.
pub(crate) fn stop_signal() -> impl Future<Output = io::Result<()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let kinds = [
        SignalKind::interrupt(),
        SignalKind::terminate(),
        SignalKind::hangup(),
    ];
    let [interrupt, terminate, hangup] = kinds.map(signal);
    async move {
        let (mut interrupt, mut terminate, mut hangup) = (interrupt?, terminate?, hangup?);
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
        }
        Ok(())
    }
}

/// Waits for the end of standard input. A parent closes it when it ends, in whatever way.
pub(crate) async fn stdin_closed() {
    let (ended, end) = tokio::sync::oneshot::channel();
    // a separate thread, because the runtime would wait for one of its own to end
    std::thread::spawn(move || {
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        let _ = ended.send(());
    });
    let _ = end.await;
}

/// Waits for a request to stop a foreground service: a signal, or with `while_stdin` also the end
/// of standard input. Signals are caught from the call on.
pub(crate) fn stop_requested(while_stdin: bool) -> impl Future<Output = io::Result<()>> {
    let signal = stop_signal();
    async move {
        if !while_stdin {
            return signal.await;
        }
        tokio::select! {
            result = signal => result,
            () = stdin_closed() => Ok(()),
        }
    }
}

/// A child service that runs as long as this process. It ends when its standard input closes.
/// Ctrl-C does not reach it, so it can shut down in order.
#[derive(Debug)]
pub(crate) struct Attendant {
    child: Child,
}

/// How a service ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// It was asked to stop.
    Stopped,
    Failed,
}

/// The time limit for an attendant to write its data on shutdown.
const LEAVE: Duration = Duration::from_secs(15);

impl Attendant {
    /// Starts `command` (which must support `--while-stdin`) and waits until it is ready; see
    /// [`start_service`].
    pub(crate) fn start<T>(
        what: &str,
        mut command: Command,
        log: &Path,
        ready: impl Fn(u32) -> Result<Option<T>>,
    ) -> Result<(Self, Started<T>)> {
        command.stdin(Stdio::piped()).process_group(0);
        let log = Log::open(log)?;
        let child = spawn_logged(&mut command, &log)?;
        // stop it on drop even if it does not become ready
        let mut attendant = Self { child };
        let started = await_ready(what, &mut attendant.child, log, ready)?;
        Ok((attendant, started))
    }

    /// Returns how it ended, if it did so by itself.
    pub(crate) fn ended(&mut self) -> Option<End> {
        match self.child.try_wait() {
            Ok(None) => None,
            // a requested stop exits with success
            Ok(Some(status)) if status.success() => Some(End::Stopped),
            Ok(Some(_)) | Err(_) => Some(End::Failed),
        }
    }

    /// Closes its standard input and waits until it ends.
    pub(crate) fn stop(&mut self) {
        drop(self.child.stdin.take());
        end(&mut self.child, LEAVE);
    }
}

impl Drop for Attendant {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A child that prints to this terminal until this value is dropped.
#[derive(Debug)]
pub(crate) struct Companion {
    child: Child,
}

/// The time limit for a companion's final output.
const LAST_WORDS: Duration = Duration::from_secs(3);

impl Companion {
    /// Starts `command`, which ends on SIGTERM or with this process ([`end_with_parent`]). It stays
    /// in this process group, so Ctrl-C reaches it.
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        let child = command
            .env(ATTENDED, "1")
            .stdin(Stdio::piped())
            .spawn()
            .or_fail(|| "cannot start a process of this program".to_owned())?;
        Ok(Self { child })
    }

    /// Whether it has ended by itself.
    pub(crate) fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }
}

impl Companion {
    /// Kills it before it can report that what it follows is gone.
    pub(crate) fn silence(&mut self) {
        // fails if it has just ended
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Companion {
    fn drop(&mut self) {
        if !self.has_ended() {
            // fails if it has just ended
            let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
        }
        end(&mut self.child, LAST_WORDS);
    }
}

/// Waits for a child that was asked to end, and kills it after `limit`: a hanging process must not
/// outlive this one.
fn end(child: &mut Child, limit: Duration) {
    let asked = Instant::now();
    while asked.elapsed() < limit {
        if !matches!(child.try_wait(), Ok(None)) {
            return;
        }
        std::thread::sleep(POLL);
    }
    let _ = child.kill();
    let _ = child.wait();
}
