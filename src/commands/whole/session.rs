//! A stack and a backend that live as long as this command.

use std::path::Path;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::config::Config;
use crate::context::STACK;
use crate::error::{Error, Result, ResultExt as _};
use crate::model::StackAddrs;
use crate::process::{Attendant, this_program_cleanly};
use crate::runtime::{Dirs, Running, private_dir};

/// Where the session keeps everything, and the two services it looks after. Dropped, it
/// stops the backend first, so that its last telemetry still finds the stack.
pub(super) struct Session {
    dirs: Dirs,
    variables: Vec<(String, String)>,
    backend: Option<Attendant>,
    stack: Option<Attendant>,
}

const READY: Duration = Duration::from_secs(20);
/// Spans reach the stack soon after a request ends; SDKs wait 5 s by default.
const SPAN_DELAY: (&str, &str) = ("OTEL_BSP_SCHEDULE_DELAY", "200");

impl Session {
    /// A session with its data in `home`, nothing started.
    pub(super) fn new(home: &Path) -> Result<Self> {
        let dirs = Dirs {
            data: home.to_owned(),
            run: home.join("run"),
        };
        let home = ("CRUDDUR_OBS_HOME".to_owned(), home.display().to_string());
        Self::with(dirs, vec![home])
    }

    /// A session with the user's own data.
    pub(super) fn of(config: &Config) -> Result<Self> {
        Self::with(config.dirs.clone(), config.dirs_environment())
    }

    fn with(dirs: Dirs, variables: Vec<(String, String)>) -> Result<Self> {
        private_dir(&dirs.data)?;
        Ok(Self {
            dirs,
            variables,
            backend: None,
            stack: None,
        })
    }

    /// The variable that lets other commands find this session's stack.
    pub(super) fn variables(&self) -> &[(String, String)] {
        &self.variables
    }

    pub(super) fn start_stack(&mut self, args: &[String]) -> Result<StackAddrs> {
        let log = self.dirs.data.join("stack.log");
        let mut command =
            this_program_cleanly(&["local", "run", "--while-stdin"], &self.variables)?;
        command.args(args);
        let attendant = self.stack.insert(Attendant::start(command, &log)?);
        let running: Running<StackAddrs> = ready(&self.dirs, STACK, attendant, &log)?;
        Ok(running.about)
    }

    /// Starts the backend on `port`, reporting to the stack at `addrs`. Returns its URL.
    pub(super) fn start_backend(
        &mut self,
        config: &Config,
        addrs: &StackAddrs,
        port: u16,
    ) -> Result<String> {
        let log = self.dirs.data.join("backend.log");
        let mut variables = config.stack_environment(addrs);
        variables.push((SPAN_DELAY.0.to_owned(), SPAN_DELAY.1.to_owned()));
        variables.extend_from_slice(&self.variables);
        let port = format!("--port={port}");
        let command =
            this_program_cleanly(&["backend", "run", "--while-stdin", &port], &variables)?;
        let attendant = self.backend.insert(Attendant::start(command, &log)?);
        let running: Running<BackendAddr> = ready(&self.dirs, BACKEND, attendant, &log)?;
        Ok(format!("http://{}", running.about.address))
    }

    /// Whether both still run.
    pub(super) fn ended(&mut self) -> Option<&'static str> {
        let stack = self.stack.as_mut().is_some_and(Attendant::has_ended);
        let backend = self.backend.as_mut().is_some_and(Attendant::has_ended);
        match (stack, backend) {
            (true, _) => Some("the local stack"),
            (_, true) => Some("the backend"),
            _ => None,
        }
    }

    /// Runs this program with `args` on this terminal. Says whether it succeeded.
    pub(super) fn show(&self, args: &[&str]) -> Result<bool> {
        let status = this_program_cleanly(args, &self.variables)?
            .stdin(Stdio::null())
            .status()
            .or_fail(|| format!("cannot run `cruddur-obs {}`", args.join(" ")))?;
        Ok(status.success())
    }

    /// Starts this program with `args` on this terminal and lets it run.
    pub(super) fn view(&self, args: &[&str]) -> Result<Child> {
        this_program_cleanly(args, &self.variables)?
            .stdin(Stdio::null())
            .spawn()
            .or_fail(|| format!("cannot run `cruddur-obs {}`", args.join(" ")))
    }

    /// What this program prints with `args`; empty where it fails.
    pub(super) fn ask(&self, args: &[&str]) -> Result<String> {
        let output = this_program_cleanly(args, &self.variables)?
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output()
            .or_fail(|| format!("cannot run `cruddur-obs {}`", args.join(" ")))?;
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        drop(self.backend.take());
        drop(self.stack.take());
    }
}

/// What the backend announces.
#[derive(Debug, serde::Deserialize)]
struct BackendAddr {
    address: std::net::SocketAddr,
}

/// The name of the backend's lock and state file.
const BACKEND: &str = "backend";

/// Waits until service `name` has announced itself.
fn ready<T: serde::de::DeserializeOwned>(
    dirs: &Dirs,
    name: &str,
    attendant: &mut Attendant,
    log: &Path,
) -> Result<Running<T>> {
    let started = Instant::now();
    while started.elapsed() < READY {
        if let Some(running) = dirs.running(name)? {
            return Ok(running);
        }
        if attendant.has_ended() {
            let said = std::fs::read_to_string(log).unwrap_or_default();
            let said = said.lines().rev().take(20).collect::<Vec<_>>();
            let said: Vec<&str> = said.into_iter().rev().collect();
            return Err(
                Error::failed(format!("the {name} did not start")).caused_by(said.join("\n"))
            );
        }
        thread::sleep(Duration::from_millis(10));
    }
    Err(Error::failed(format!(
        "the {name} did not answer within {} s",
        READY.as_secs()
    ))
    .hint(format!("its log is `{}`", log.display())))
}
