//! A stack and a backend that live as long as the command that started them: what `demo` and
//! `up` share. Both run this same binary for the stack, the backend and every command they
//! show, so that what they show is what a person gets.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};

use clap::ValueEnum;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::config::Config;
use crate::context::{BACKEND, STACK};
use crate::error::{Error, Hint, Result, ResultExt as _};
use crate::model::{ColorChoice, StackAddrs, TimeStyle};
use crate::process::{self, Attendant, Companion, End, Started, this_program_cleanly};
use crate::project::quote;
use crate::runtime::{Dirs, IgnoredAny, Running, data_dir};

mod stop;

pub(super) use stop::Stop;

/// Lets a process of a session, whichever command it runs, end with the one that started it.
pub(crate) fn end_with_parent() {
    process::end_with_parent();
}

/// Where the session keeps everything, and the two services it looks after. Dropped, it
/// stops the backend first, so that its last telemetry still finds the stack.
pub(super) struct Session {
    dirs: Dirs,
    /// What every child runs with.
    variables: Vec<(String, String)>,
    globals: Vec<OsString>,
    stop: Stop,
    backend: Option<Attendant>,
    stack: Option<Attendant>,
    /// What a person should know of the services.
    warnings: Vec<String>,
}

/// The two services, for people.
pub(super) const THE_STACK: &str = "the local stack";
const THE_BACKEND: &str = "the backend";

/// Whatever the settings say: a session never touches an account.
const TARGET: (&str, &str) = ("CRUDDUR_OBS_TARGET", "local");
/// Spans reach the stack soon after a request ends; SDKs wait 5 s by default.
const SPAN_DELAY: (&str, &str) = ("OTEL_BSP_SCHEDULE_DELAY", "200");

impl Session {
    /// A session with its data in `home`, nothing started.
    pub(super) fn new(config: &Config, home: &Path, stop: &Stop) -> Result<Self> {
        let dirs = Dirs::new(home.to_owned());
        let home = ("CRUDDUR_OBS_HOME".to_owned(), home.display().to_string());
        Self::with(config, dirs, vec![home], stop)
    }

    /// A session with the user's own data.
    pub(super) fn with_own_data(config: &Config, stop: &Stop) -> Result<Self> {
        Self::with(config, config.dirs.clone(), config.dirs_environment(), stop)
    }

    fn with(
        config: &Config,
        dirs: Dirs,
        mut variables: Vec<(String, String)>,
        stop: &Stop,
    ) -> Result<Self> {
        data_dir(&dirs.data)?;
        variables.push((TARGET.0.to_owned(), TARGET.1.to_owned()));
        Ok(Self {
            dirs,
            variables,
            globals: globals(config),
            stop: stop.clone(),
            backend: None,
            stack: None,
            warnings: Vec::new(),
        })
    }

    /// The variables that let other commands find this session's stack.
    pub(super) fn variables(&self) -> &[(String, String)] {
        &self.variables
    }

    pub(super) fn start_stack(&mut self, args: &[&str]) -> Result<StackAddrs> {
        let mut command = self.command(&["local", "run", "--while-stdin"], &[])?;
        command.args(args);
        let (attendant, started) = self.start(THE_STACK, STACK, command)?;
        self.stack = Some(attendant);
        Ok(self.take(started).about)
    }

    /// Starts the backend on `port`, reporting to the stack at `addrs`. Returns its URL.
    pub(super) fn start_backend(
        &mut self,
        config: &Config,
        addrs: &StackAddrs,
        port: u16,
    ) -> Result<String> {
        let mut variables = config.stack_environment(addrs);
        variables.push((SPAN_DELAY.0.to_owned(), SPAN_DELAY.1.to_owned()));
        let port = format!("--port={port}");
        let command = self.command(&["backend", "run", "--while-stdin", &port], &variables)?;
        let started = self.start::<BackendAddr>(THE_BACKEND, BACKEND, command);
        let (attendant, started) = started.map_err(|error| {
            error.with_hints(|hint| match hint {
                Hint::Text(text) if text.contains("`--port 0`") => {
                    "use `--backend-port 0` to pick a free port".into()
                }
                other => other.clone(),
            })
        })?;
        self.backend = Some(attendant);
        Ok(self.take(started).about.url())
    }

    fn take<T>(&mut self, started: Started<T>) -> T {
        let why = started.unlogged;
        self.warnings
            .extend(why.map(|why| format!("running without a log: {why}")));
        started.running
    }

    /// What a person should know, each once.
    pub(super) fn warnings(&mut self) -> Vec<String> {
        std::mem::take(&mut self.warnings)
    }

    /// Starts a service and waits until it, and no other process, is announced as `name`.
    fn start<T: DeserializeOwned>(
        &self,
        what: &str,
        name: &str,
        command: Command,
    ) -> Result<(Attendant, Started<Running<T>>)> {
        let log = self.dirs.data.join(format!("{name}.log"));
        Attendant::start(what, command, &log, |pid| {
            self.stop.check()?;
            let running = self.dirs.running::<T>(name)?;
            Ok(running.filter(|running| running.pid == pid))
        })
    }

    /// What ends with this session, for people.
    pub(super) fn owned(&self) -> &'static str {
        match (&self.stack, &self.backend) {
            (Some(_), Some(_)) => "both",
            (Some(_), None) => THE_STACK,
            (None, Some(_)) => THE_BACKEND,
            (None, None) => "this view alone",
        }
    }

    /// Which of both has ended by itself, and how.
    pub(super) fn ended(&mut self) -> Option<(&'static str, End)> {
        let stack = self.stack.as_mut().and_then(Attendant::ended);
        let backend = self.backend.as_mut().and_then(Attendant::ended);
        let stack = stack.map(|end| (THE_STACK, end));
        stack.or(backend.map(|end| (THE_BACKEND, end)))
    }

    /// Which of both runs no more, where it ran before and is not this session's own.
    pub(super) fn lost(&self) -> Result<Option<(&'static str, End)>> {
        let others = [
            (THE_STACK, STACK, self.stack.is_none()),
            (THE_BACKEND, BACKEND, self.backend.is_none()),
        ];
        for (what, name, is_of_others) in others {
            if is_of_others && self.dirs.running::<IgnoredAny>(name)?.is_none() {
                let end = if self.dirs.was_killed(name)? {
                    End::Failed
                } else {
                    End::Stopped
                };
                return Ok(Some((what, end)));
            }
        }
        Ok(None)
    }

    /// Runs this program with `args` on this terminal.
    ///
    /// # Errors
    /// When it does not succeed, and when the user asked to stop.
    pub(super) fn show(&self, args: &[&str]) -> Result<()> {
        self.stop.check()?;
        let status = process::run_attended(&mut self.command(args, &[])?)
            .or_fail(|| format!("cannot run `{}`", typed(args)))?;
        if status.success() {
            return self.stop.check();
        }
        self.stop.check_after_child().map_err(|stopped| {
            // a child that was interrupted has printed the error already
            let code = i32::from(stopped.kind().exit_code());
            if status.code() == Some(code) {
                Error::shown(stopped.kind())
            } else {
                stopped
            }
        })?;
        Err(Error::failed(format!("`{}` failed", typed(args))))
    }

    /// Starts this program with `args` on this terminal and lets it run.
    pub(super) fn view(&self, args: &[&str]) -> Result<Companion> {
        Companion::start(&mut self.command(args, &[])?)
    }

    /// What this program prints with `args`; `None` where it fails.
    pub(super) fn ask(&self, args: &[&str]) -> Result<Option<String>> {
        self.stop.check()?;
        let output = process::output_attended(self.command(args, &[])?.stderr(Stdio::null()))
            .or_fail(|| format!("cannot run `{}`", typed(args)))?;
        if !output.status.success() {
            self.stop.check_after_child()?;
            return Ok(None);
        }
        Ok(Some(
            String::from_utf8_lossy(&output.stdout).trim().to_owned(),
        ))
    }

    fn command(&self, args: &[&str], further: &[(String, String)]) -> Result<Command> {
        let variables = [further, &self.variables].concat();
        let mut command = this_program_cleanly(args, &variables)?;
        command.args(&self.globals);
        Ok(command)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        drop(self.backend.take());
        drop(self.stack.take());
    }
}

/// What the children are to know of this command line. What is shown leaves it out, as
/// the settings and the terminal of a person would say the same.
fn globals(config: &Config) -> Vec<OsString> {
    let mut globals: Vec<OsString> = config.file_flag().into_iter().collect();
    let mut add = |option: &str, value: OsString| {
        let mut flag = OsString::from(option);
        flag.push(value);
        globals.push(flag);
    };
    if let Some(region) = &config.region {
        add("--region=", region.into());
    }
    if config.color != ColorChoice::Auto {
        add("--color=", word(&config.color));
    }
    // what the settings say, the children read there
    if config.time_chosen && (config.said_time || config.time != TimeStyle::Relative) {
        add("--time=", word(&config.time));
    }
    globals
}

/// The value of an option as it is typed.
fn word(value: &impl ValueEnum) -> OsString {
    let value = value.to_possible_value();
    value.map_or_else(OsString::new, |value| value.get_name().into())
}

/// The command line as a person types it.
pub(super) fn typed(args: &[&str]) -> String {
    let mut typed = "cruddur-obs".to_owned();
    for arg in args {
        typed.push(' ');
        // one with a control character cannot be typed; nothing that is shown has any
        typed.push_str(&quote::shell(arg).unwrap_or_else(|_| (*arg).to_owned()));
    }
    typed
}

/// What the backend announces.
#[derive(Debug, Deserialize)]
pub(super) struct BackendAddr {
    address: std::net::SocketAddr,
    /// Where it reports, for people.
    pub(super) reports: Vec<String>,
}

impl BackendAddr {
    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}
