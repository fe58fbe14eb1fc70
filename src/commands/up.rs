//! `up`: the local stack and the backend in the foreground, with one live view.

use std::thread;
use std::time::{Duration, Instant};

use clap::Args;

use super::session::{BackendAddr, Session, Stop, THE_STACK};
use crate::context::{BACKEND, Ctx};
use crate::error::{Error, Kind, Result};
use crate::process::End;
use crate::runtime::RENEW_EACH;

#[derive(Debug, Args)]
pub(crate) struct UpArgs {
    /// Port of the backend; 0 picks a free one
    #[arg(long, default_value_t = 4567)]
    backend_port: u16,

    /// Pick free ports for the stack
    #[arg(long)]
    free_ports: bool,
}

const POLL: Duration = Duration::from_millis(100);

pub(crate) fn run(ctx: &Ctx, args: &UpArgs) -> Result<()> {
    Stop::watch(ctx, |stop| match show(ctx, args, stop) {
        // it runs until it is stopped: that is its end, not an interruption
        Err(error) if error.kind() == Kind::Interrupted => {
            ctx.output.note("stopping");
            Ok(())
        }
        shown => shown,
    })
}

/// Runs until the user asks to stop, which is an error of kind `Interrupted`, or
/// something ends. What was started here is stopped with the return.
fn show(ctx: &Ctx, args: &UpArgs, stop: &Stop) -> Result<()> {
    let mut session = Session::with_own_data(&ctx.config, stop)?;
    let addrs = match ctx.running_stack()? {
        Some(running) => {
            ctx.output
                .note("using the local stack that is already running");
            running.about
        }
        None if args.free_ports => session.start_stack(&["--free-ports"])?,
        None => session.start_stack(&[])?,
    };
    let url = match ctx.config.dirs.running::<BackendAddr>(BACKEND)? {
        Some(running) => {
            say_running_backend(ctx, &running.about);
            running.about.url()
        }
        None => session.start_backend(&ctx.config, &addrs, args.backend_port)?,
    };
    for warning in session.warnings() {
        ctx.output.warn(&warning);
    }
    ctx.output.note(&format!(
        "backend on {url}, services on http://{}; traces and log lines follow, Ctrl-C stops {}\n",
        addrs.services,
        session.owned(),
    ));
    let group = ctx.config.settings.log_group();
    // the backend makes it with its first line, and the view would end before
    session.ask(&["logs", "create-group", group])?;
    // dropped before the session: they end before what they look at
    let mut views = [
        ("`traces tail`", session.view(&["traces", "tail"])?),
        (
            "`logs tail`",
            session.view(&["logs", "tail", group, "--follow", "--since", "1s"])?,
        ),
    ];
    let mut looks = Looks::default();
    loop {
        stop.check()?;
        // a service first: without it the views show nothing
        let service = match session.ended() {
            None if looks.is_due() => looks.confirmed(session.lost()?),
            ended => ended,
        };
        let mut all = views.iter_mut();
        let view = || all.find_map(|(what, view)| view.has_ended().then_some((*what, End::Failed)));
        if let Some((what, end)) = service.or_else(view) {
            stop.check_after_child()?;
            if (what, end) == (THE_STACK, End::Stopped) {
                views.iter_mut().for_each(|(_, view)| view.silence());
            }
            return ended(ctx, what, end);
        }
        thread::sleep(POLL);
    }
}

/// What `up` says when a part of it is no more.
fn ended(ctx: &Ctx, what: &str, end: End) -> Result<()> {
    if end == End::Stopped {
        ctx.output
            .note(&format!("{what} was stopped; stopping the rest"));
        return Ok(());
    }
    let logs = ctx.config.dirs.data.display();
    Err(Error::failed(format!("{what} ended by itself")).hint(format!("the logs are in `{logs}`")))
}

/// Looks at services that others run, now and then. One whose folder is deleted is found
/// again a moment later, so that it takes two of them.
struct Looks {
    last: Instant,
    missed: bool,
}

impl Default for Looks {
    fn default() -> Self {
        Self {
            last: Instant::now(),
            missed: false,
        }
    }
}

impl Looks {
    fn is_due(&self) -> bool {
        self.last.elapsed() >= RENEW_EACH * 4
    }

    fn confirmed<T>(&mut self, lost: Option<T>) -> Option<T> {
        self.last = Instant::now();
        let before = std::mem::replace(&mut self.missed, lost.is_some());
        lost.filter(|_| before)
    }
}

fn say_running_backend(ctx: &Ctx, backend: &BackendAddr) {
    ctx.output.note("using the backend that is already running");
    for destination in &backend.reports {
        ctx.output.note(&format!("  {destination}"));
    }
    if backend.reports.is_empty() {
        ctx.output.warn(
            "telemetry is off, so nothing will be shown: run \
             `cruddur-obs backend stop`, then `cruddur-obs up` again",
        );
    }
}
