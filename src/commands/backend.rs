//! `backend`: the instrumented app, and traffic for it.

use std::io::{self, Write};
use std::net::SocketAddr;

use clap::Subcommand;
use serde::{Deserialize, Serialize};

use crate::context::{BACKEND, Ctx};
use crate::error::{Hint, Result};
use crate::model::Notice;
use crate::render::{Screen, Tone, View};
use crate::runtime::Running;

mod load;
mod run;
mod start;
mod status;
mod stop;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the backend in the foreground, configured by its environment
    ///
    /// Each kind of telemetry is off until its variables are set; `cruddur-obs env export` prints
    /// them.
    Run(run::RunArgs),
    /// Start the backend in the background, sending telemetry to the local stack
    Start(start::StartArgs),
    /// Stop the backend after it has sent its telemetry
    Stop(stop::StopArgs),
    /// Show whether the backend runs, and where it sends telemetry
    Status(status::StatusArgs),
    /// Send requests to every route and summarize the responses
    Load(load::LoadArgs),
}

impl Command {
    /// The name of a command that has no target: it meets the backend that runs on this
    /// machine, wherever that reports.
    pub(crate) fn of_this_machine(&self) -> Option<&'static str> {
        match self {
            Self::Run(_) | Self::Start(_) => None,
            Self::Stop(_) => Some("backend stop"),
            Self::Status(_) => Some("backend status"),
            Self::Load(_) => Some("backend load"),
        }
    }
}

pub(crate) fn run(ctx: &Ctx, command: Command) -> Result<()> {
    match command {
        Command::Run(args) => run::run(ctx, &args),
        Command::Start(args) => start::run(ctx, &args),
        Command::Stop(args) => stop::run(ctx, &args),
        Command::Status(args) => status::run(ctx, &args),
        Command::Load(args) => load::run(ctx, &args),
    }
}

/// A warning of a backend that reports to a local stack which is gone, or runs elsewhere now.
fn warning_if_lost(ctx: &Ctx, about: &About) -> Result<Option<Notice>> {
    if !about.is_of_loopback() {
        return Ok(None);
    }
    let stack = ctx.running_stack()?;
    let there = stack.is_some_and(|stack| {
        let addrs = &stack.about;
        let of_stack = [
            addrs.services,
            addrs.otlp_http,
            addrs.otlp_grpc,
            addrs.xray_udp,
        ];
        let ports = of_stack.map(|addr| format!(":{}", addr.port()));
        about
            .reports
            .iter()
            .any(|report| ports.iter().any(|port| report.contains(port.as_str())))
    });
    let warning = || {
        Notice::warning(
            "the stack this backend was reporting to is gone: run `cruddur-obs backend stop`, then \
             `cruddur-obs backend start`",
        )
    };
    Ok((!there).then(warning))
}

impl About {
    fn is_of_loopback(&self) -> bool {
        let local = ["127.0.0.1:", "localhost:", "[::1]:"];
        let named = |report: &String| local.iter().any(|host| report.contains(host));
        self.reports.iter().any(named)
    }
}

/// How a running backend describes itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct About {
    address: SocketAddr,
    /// Where it reports, for people.
    reports: Vec<String>,
}

/// The backend as `backend status` and `backend start` show it.
#[derive(Debug, Serialize)]
struct State {
    running: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    backend: Option<Running<About>>,
    #[serde(skip)]
    notices: Vec<Notice>,
}

impl State {
    fn new(backend: Option<Running<About>>, notices: Vec<Notice>) -> Self {
        Self {
            running: backend.is_some(),
            backend,
            notices,
        }
    }
}

impl View for State {
    fn view(&self, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        let Some(backend) = &self.backend else {
            return writeln!(out, "the backend is not running");
        };
        let url = format!("http://{}", backend.about.address);
        writeln!(out, "the backend runs on {}", screen.paint(Tone::Key, url))?;
        if backend.about.reports.is_empty() {
            return writeln!(out, "  telemetry is off");
        }
        for destination in &backend.about.reports {
            writeln!(out, "  {destination}")?;
        }
        Ok(())
    }

    fn notices(&self) -> &[Notice] {
        &self.notices
    }

    fn hints(&self) -> Vec<Hint> {
        vec![match &self.backend {
            None => Hint::run(["backend", "start"], "start it"),
            Some(_) => Hint::run(["backend", "load"], "send it traffic"),
        }]
    }
}

/// The running backend, if there is one.
fn running(ctx: &Ctx) -> Result<Option<Running<About>>> {
    ctx.config.dirs.running(BACKEND)
}
