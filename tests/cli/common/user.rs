//! A user: an isolated home folder and environment in which to run the binary.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use super::outcome::Outcome;
use super::stack::Stack;

/// The current time for commands and stacks.
pub(crate) const NOW: &str = "2026-11-20T09:14:05Z";

/// The time limit of a command.
const PATIENCE: Duration = Duration::from_secs(60);

/// Dropping it deletes all its files.
pub(crate) struct User {
    folder: TempDir,
    env: BTreeMap<String, String>,
}

impl User {
    pub(crate) fn new() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("cruddur-obs-user-")
            .tempdir()
            .expect("a temporary folder can be made");
        for name in ["home", "work", "bin"] {
            fs::create_dir(folder.path().join(name)).expect("folders can be made");
        }
        let path = |name: &str| folder.path().join(name).display().to_string();
        let env = [
            ("HOME", path("home")),
            ("PATH", format!("{}:/usr/bin:/bin", path("bin"))),
            ("TZ", "UTC".to_owned()),
            ("LANG", "C.UTF-8".to_owned()),
            ("CRUDDUR_OBS_CLOCK", NOW.to_owned()),
        ];
        let env = env
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        Self { folder, env }
    }

    /// Sets a variable for all of this user's commands.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.env.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Removes a variable.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.env.remove(name);
        self
    }

    /// Uses the system's clock instead of the fixed [`NOW`].
    pub(crate) fn with_running_clock(self) -> Self {
        self.without("CRUDDUR_OBS_CLOCK")
    }

    /// The working directory of commands.
    pub(crate) fn work(&self) -> PathBuf {
        self.folder.path().join("work")
    }

    pub(crate) fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file in the working directory.
    pub(crate) fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.work().join(name);
        fs::create_dir_all(path.parent().expect("files lie in folders"))
            .expect("folders can be made");
        fs::write(&path, text).expect("files can be written");
        path
    }

    /// Puts a shell script on the PATH, to replace a program such as `gp`.
    pub(crate) fn program(&self, name: &str, script: &str) {
        let path = self.folder.path().join("bin").join(name);
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("files can be written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755))
            .expect("files can be made executable");
    }

    /// Returns a command of the binary with these arguments, in the user's folder and environment,
    /// without stdin.
    pub(crate) fn command<I: IntoIterator<Item: AsRef<OsStr>>>(&self, args: I) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cruddur-obs"));
        command
            .args(args)
            .current_dir(self.work())
            .env_clear()
            .envs(&self.env)
            .stdin(Stdio::null());
        command
    }

    /// Runs the binary to its end, with stdout and stderr in pipes.
    pub(crate) fn run<I: IntoIterator<Item: AsRef<OsStr>>>(&self, args: I) -> Outcome {
        self.run_with_input(args, "")
    }

    /// Like [`Self::run`], with input on stdin.
    pub(crate) fn run_with_input<I>(&self, args: I, input: &str) -> Outcome
    where
        I: IntoIterator<Item: AsRef<OsStr>>,
    {
        let command = self.command(args);
        let line = command_line(&command);
        let output = finish_within(PATIENCE, command, input);
        Outcome::new(line, &output, self.folder())
    }

    /// Runs the commands in the hints of `outcome` that a stack serves and that end by themselves.
    /// Expects that none fails with a usage error.
    #[track_caller]
    pub(crate) fn follow_hints(&self, outcome: &Outcome) {
        const SERVED: [&str; 6] = ["env", "honeycomb", "logs", "rollbar", "traces", "xray"];
        for command in outcome.hinted_commands() {
            let args = &command[1..];
            let served = args.iter().any(|word| SERVED.contains(&word.as_str()));
            if !served || args.iter().any(|word| word == "--follow") {
                continue;
            }
            let done = self.run(args);
            // a confirmation, which a user would be asked for, also exits with code 2
            let asks = done.stderr.contains("no terminal to ask on");
            let usage = (done.code == Some(2) && !asks) || done.code.is_none();
            assert!(!usage, "a hint of\n{outcome}\nleads to\n{done}");
        }
    }

    /// Runs the binary with the stack's data folder on a read-only file system. Returns `None`, and
    /// reports it, if mounting is not possible.
    pub(crate) fn run_read_only<I: IntoIterator<Item: AsRef<OsStr>>>(
        &self,
        args: I,
    ) -> Option<Outcome> {
        let mount = "mount --bind \"$DATA\" \"$DATA\" && mount -o remount,bind,ro \"$DATA\"";
        self.run_mounted(mount, &self.command(args))
    }

    /// Runs a shell script with an empty tmpfs with these `options` as the stack's data folder. The
    /// binary is `"$PROGRAM"`, the folder `"$DATA"`.
    pub(crate) fn run_on_small_disk(&self, options: &str, script: &str) -> Option<Outcome> {
        let mount = format!("mount -t tmpfs -o mode=700,{options} tmpfs \"$DATA\"");
        let mut shell = Command::new("sh");
        shell.args(["-c", script]);
        self.run_mounted(&mount, &shell)
    }

    /// Runs a command after a `mount` in a separate mount namespace.
    #[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
    fn run_mounted(&self, mount: &str, inner: &Command) -> Option<Outcome> {
        fs::create_dir_all(self.data()).expect("folders can be made");
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "--mount", "sh", "-c"]);
        command
            .arg(format!("{mount} || exit 99; exec \"$@\""))
            .arg("sh");
        command.arg(inner.get_program()).args(inner.get_args());
        command.current_dir(self.work()).env_clear().envs(&self.env);
        command.env("DATA", self.data());
        command.env("PROGRAM", env!("CARGO_BIN_EXE_cruddur-obs"));
        let output = finish_within(PATIENCE, command, "");
        let said = String::from_utf8_lossy(&output.stderr);
        if output.status.code() == Some(99) || said.starts_with("unshare:") {
            eprintln!("SKIPPED: nothing can be mounted here: {said}");
            return None;
        }
        Some(Outcome::new(command_line(inner), &output, self.folder()))
    }

    /// Starts a stack for this user on free ports and waits until it answers.
    pub(crate) fn stack(&self) -> Stack {
        self.stack_with::<[&str; 0]>([])
    }

    /// Like [`Self::stack`], with more arguments for `local run`.
    pub(crate) fn stack_with<I: IntoIterator<Item: AsRef<OsStr>>>(&self, args: I) -> Stack {
        let args = args.into_iter().map(|arg| arg.as_ref().to_owned());
        Stack::start(
            self,
            std::iter::once(std::ffi::OsString::from("--free-ports")).chain(args),
        )
    }

    /// Starts a stack with its services on this port and free ports for the rest.
    pub(crate) fn stack_on(&self, services: u16) -> Stack {
        let mut args = vec![format!("--port={services}")];
        args.extend(["otlp-http", "otlp-grpc", "xray"].map(|port| format!("--{port}-port=0")));
        Stack::start(self, args)
    }

    /// The data folder of this user's stack.
    pub(crate) fn data(&self) -> PathBuf {
        self.home().join(".local/share/cruddur-obs")
    }

    /// The state file of a running service: `stack` or `backend`.
    pub(crate) fn state_file(&self, service: &str) -> PathBuf {
        self.data().join("run").join(format!("{service}.json"))
    }
}

/// Runs a command to its end with `input` on stdin. Kills it after `limit`, so that a hanging
/// command fails only its own test.
fn finish_within(limit: Duration, mut command: Command, input: &str) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary can be run");
    let mut stdin = child.stdin.take().expect("stdin is piped");
    let pid = Pid::from_child(&child);
    let (finished, watched) = mpsc::channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            // ignore a command that closes stdin early
            let _ = stdin.write_all(input.as_bytes());
        });
        scope.spawn(move || {
            if watched.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
                let _ = kill_process(pid, Signal::KILL);
            }
        });
        let output = child.wait_with_output();
        drop(finished);
        output.expect("the output can be read")
    })
}

/// Returns the command line that a user would type.
fn command_line(command: &Command) -> String {
    let quoted = command.get_args().map(|arg| {
        let arg = arg.to_string_lossy();
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,@%+".contains(c);
        if !arg.is_empty() && arg.chars().all(plain) {
            arg.into_owned()
        } else {
            format!("'{}'", arg.replace('\'', r"'\''"))
        }
    });
    std::iter::once("cruddur-obs".to_owned())
        .chain(quoted)
        .collect::<Vec<_>>()
        .join(" ")
}
