//! Child processes: this same binary again, detached or in the foreground.

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

pub use memory::give_memory_back;

use log::Log;

/// The variables that a child of `demo` and `up` keeps: what a shell has anyway.
const KEPT: [&str; 8] = [
    "PATH", "HOME", "TERM", "COLUMNS", "LANG", "NO_COLOR", "TMPDIR", "TZ",
];

/// The path of this program.
pub fn this_program() -> Result<PathBuf> {
    std::env::current_exe().or_fail(|| "cannot find this program's own file".to_owned())
}

/// This program with `args` and an environment that holds nothing but the terminal's
/// variables and `extra`: what it shows is what a person would get.
pub fn this_program_cleanly(args: &[&str], extra: &[(String, String)]) -> Result<Command> {
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

/// Raises the limit of open files as far as it may be: a server has one for each of its
/// connections, and many shells allow 1,024.
pub fn allow_open_files(wanted: u64) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let most = limit.maximum.map_or(wanted, |most| most.min(wanted));
    let current = limit.current.map(|now| now.max(most));
    // with fewer files there are fewer connections
    let _ = setrlimit(Resource::Nofile, Rlimit { current, ..limit });
}

/// Opening a large store after a crash replays its log first.
const READY: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(10);

/// A service that answers.
pub struct Started<T> {
    pub running: T,
    /// Why it runs without a log, if it does.
    pub unlogged: Option<String>,
}

/// Starts `command` in the background and waits until `ready`, which is given the child's
/// process id, knows that the service runs. A service that ends instead tells why in its
/// log, which becomes this call's own error. `what` is how people call it:
/// `the local stack`.
///
/// The child has no terminal, its output is appended to `log`, and it makes itself the
/// leader of a new session and with it of a process group ([`own_session`]), which the
/// leader of a group that is given to it here could not.
pub fn start_service<T>(
    what: &str,
    command: &mut Command,
    log: &Path,
    ready: impl Fn(u32) -> Result<Option<T>>,
) -> Result<Started<T>> {
    let log = Log::open(log)?;
    let mut child = spawn_logged(command.stdin(Stdio::null()), &log)?;
    await_ready(what, &mut child, log, ready)
}

/// Starts `command`, its output into `log`.
fn spawn_logged(command: &mut Command, log: &Log) -> Result<Child> {
    let (out, errors) = (log.for_child()?, log.for_child()?);
    memory::give_back(command);
    command
        .stdout(out)
        .stderr(errors)
        .spawn()
        .or_fail(|| "cannot start a process of this program".to_owned())
}

/// Waits as [`start_service`] says.
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

/// The error that a child printed, as our own.
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
    error.unwrap_or_else(|| Error::failed(format!("{what} ended at once")).caused_by(said.trim()))
}

/// Leaves the terminal's session and process group, so that neither its signals nor its
/// closing end this process. What it says goes to a log from now on, which is cut when it
/// grows beyond 16 MiB.
pub fn own_session() -> Result<()> {
    log_size::keep_bounded();
    match rustix::process::setsid() {
        // refused: started by hand, as the leader of a process group
        Ok(_) | Err(rustix::io::Errno::PERM) => Ok(()),
        Err(error) => {
            Err(Error::failed("cannot leave the session of the terminal").caused_by(error))
        }
    }
}

/// Set for children that are to end with the process that started them: their standard
/// input ends when it does, however that comes.
const ATTENDED: &str = "CRUDDUR_OBS_WHILE_STDIN";

#[expect(
    clippy::disallowed_methods,
    reason = "a process tells its child so, which no settings can"
)]
fn is_attended() -> bool {
    std::env::var_os(ATTENDED).is_some()
}

/// In such a child: ends this process with the one that started it, which may have had no
/// time to send a signal, in the way that SIGTERM would end it.
pub fn end_with_parent() {
    if !is_attended() {
        return;
    }
    // without the thread it lives a little longer
    let _ = std::thread::Builder::new()
        .name("parent".to_owned())
        .spawn(|| {
            let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
            let _ = kill_process(rustix::process::getpid(), Signal::TERM);
        });
}

/// Runs `command` to its end, which comes with this process's own at the latest.
pub fn run_attended(command: &mut Command) -> io::Result<ExitStatus> {
    let mut child = command.env(ATTENDED, "1").stdin(Stdio::piped()).spawn()?;
    // waiting would close it
    let _held = child.stdin.take();
    child.wait()
}

/// The same, and what it prints.
pub fn output_attended(command: &mut Command) -> io::Result<Output> {
    let mut child = (command.env(ATTENDED, "1").stdin(Stdio::piped()))
        .stdout(Stdio::piped())
        .spawn()?;
    let _held = child.stdin.take();
    child.wait_with_output()
}

/// Shows a manual page with the system's `man`, which has its own pager. False if that
/// cannot be done.
pub fn read_page(page: &[u8]) -> bool {
    let Ok(mut file) = tempfile::NamedTempFile::new() else {
        return false;
    };
    if file.write_all(page).is_err() {
        return false;
    }
    let mut man = Command::new("man");
    // what it says when it does not know the flag is of no use to anybody
    man.arg("-l").arg(file.path()).stderr(Stdio::null());
    man.status().is_ok_and(|status| status.success())
}

/// Waits for Ctrl-C, SIGTERM or SIGHUP. They are caught from the call on, not from the
/// first poll: a process that announces itself after the call can already be stopped.
pub fn stop_signal() -> impl Future<Output = io::Result<()>> {
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

/// Waits for the end of standard input: a parent that dies, however, closes it.
pub async fn stdin_closed() {
    let (ended, end) = tokio::sync::oneshot::channel();
    // a thread of its own: one of the runtime's would have to end before the runtime can
    std::thread::spawn(move || {
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        let _ = ended.send(());
    });
    let _ = end.await;
}

/// What ends a service that runs in the foreground: a signal, or with `while_stdin` also
/// the end of standard input. Signals are caught from the call on.
pub fn stop_requested(while_stdin: bool) -> impl Future<Output = io::Result<()>> {
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

/// A child that runs for as long as this process does: it ends when its standard input
/// closes, and is out of reach of the terminal's Ctrl-C, so that it ends in order.
#[derive(Debug)]
pub struct Attendant {
    child: Child,
}

/// How a service came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Somebody asked it to end.
    Stopped,
    Failed,
}

/// How long an attendant may take to write what it has.
const LEAVE: Duration = Duration::from_secs(15);

impl Attendant {
    /// Starts `command` (which must take `--while-stdin`) and waits until it is ready; see
    /// [`start_service`].
    pub fn start<T>(
        what: &str,
        mut command: Command,
        log: &Path,
        ready: impl Fn(u32) -> Result<Option<T>>,
    ) -> Result<(Self, Started<T>)> {
        command.stdin(Stdio::piped()).process_group(0);
        let log = Log::open(log)?;
        let child = spawn_logged(&mut command, &log)?;
        // stopped also where it does not become ready
        let mut attendant = Self { child };
        let started = await_ready(what, &mut attendant.child, log, ready)?;
        Ok((attendant, started))
    }

    /// Whether it has ended by itself, and how.
    pub fn ended(&mut self) -> Option<End> {
        match self.child.try_wait() {
            Ok(None) => None,
            // it ends so when it is asked to
            Ok(Some(status)) if status.success() => Some(End::Stopped),
            Ok(Some(_)) | Err(_) => Some(End::Failed),
        }
    }

    /// Closes its standard input and waits for it.
    pub fn stop(&mut self) {
        drop(self.child.stdin.take());
        end(&mut self.child, LEAVE);
    }
}

impl Drop for Attendant {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A child that shows something on this terminal until this is dropped.
#[derive(Debug)]
pub struct Companion {
    child: Child,
}

/// How long a companion may take for its last words.
const LAST_WORDS: Duration = Duration::from_secs(3);

impl Companion {
    /// Starts `command`, which ends by itself when it is sent SIGTERM or when this process
    /// is no more ([`end_with_parent`]). It stays in this process's group, within reach of the
    /// terminal's Ctrl-C.
    pub fn start(command: &mut Command) -> Result<Self> {
        let child = command
            .env(ATTENDED, "1")
            .stdin(Stdio::piped())
            .spawn()
            .or_fail(|| "cannot start a process of this program".to_owned())?;
        Ok(Self { child })
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }
}

impl Companion {
    /// Ends it without any last words: what it looks at is no more, and it would complain.
    pub fn silence(&mut self) {
        // an error means that it ended just now
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Companion {
    fn drop(&mut self) {
        if !self.has_ended() {
            // an error means that it ended just now
            let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
        }
        end(&mut self.child, LAST_WORDS);
    }
}

/// Waits for the end of a child that was asked to end. It had its time after `limit`: a
/// process that hangs must not outlive this one.
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
