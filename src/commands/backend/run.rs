//! `backend run`: the backend in the foreground.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use clap::Args;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::About;
use crate::app::env::DEFAULT_PORT;
use crate::app::{App, Env, StartError};
use crate::context::{BACKEND, Ctx};
use crate::error::{Error, Hint, Result, ResultExt as _};
use crate::model::{Target, counted};
use crate::process;
use crate::runtime::{Announcement, RENEW_EACH, Renewal};

#[derive(Debug, Clone, Args)]
pub(super) struct ListenArgs {
    /// Port to listen on; 0 picks a free one
    #[arg(long, default_value_t = DEFAULT_PORT)]
    port: u16,

    /// Address to listen on; anything but loopback opens the backend to the network
    #[arg(long, default_value = "127.0.0.1", value_name = "ADDRESS")]
    bind: IpAddr,
}

#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    listen: ListenArgs,

    /// Leave the terminal's session (set by `backend start`)
    #[arg(long, hide = true)]
    detached: bool,

    /// End when standard input ends (set by `demo` and `up`)
    #[arg(long, hide = true)]
    while_stdin: bool,
}

impl ListenArgs {
    /// The flags that a backend which already runs at `running` does not follow.
    pub(super) fn without_effect(&self, running: SocketAddr) -> Vec<&'static str> {
        let other_port = self.port != DEFAULT_PORT && self.port != 0;
        let is_default = self.bind == IpAddr::V4(Ipv4Addr::LOCALHOST);
        let flags = [
            ("--port", other_port && self.port != running.port()),
            ("--bind", !is_default && self.bind != running.ip()),
        ];
        let unmet = flags.into_iter().filter(|(_, unmet)| *unmet);
        unmet.map(|(flag, _)| flag).collect()
    }

    /// The same choices as arguments, for the process that `backend start` starts.
    pub(super) fn to_args(&self) -> [String; 2] {
        [
            format!("--bind={}", self.bind),
            format!("--port={}", self.port),
        ]
    }
}

pub(super) fn run(ctx: &Ctx, args: &RunArgs) -> Result<()> {
    if args.detached {
        process::own_session()?;
    }
    ctx.block_on_threads(serve(ctx, args))
}

async fn serve(ctx: &Ctx, args: &RunArgs) -> Result<()> {
    if ctx.config.target == Target::Cloud {
        ctx.refuse_local_stack_for_programs().await?;
    }
    let env = Env::from_process().map_err(|error| unusable(error.into()))?;
    let claim = ctx.config.dirs.claim(BACKEND)?.ok_or_else(|| {
        Error::failed("the backend is already running")
            .hint(Hint::run(["backend", "status"], "show it"))
            .hint(Hint::run(["backend", "stop"], "stop it"))
    })?;
    let wanted = SocketAddr::new(args.listen.bind, args.listen.port);
    let listener = TcpListener::bind(wanted).await.map_err(|error| {
        Error::failed(format!("cannot listen on {wanted}"))
            .caused_by(error)
            .hint("use `--port 0` to pick a free port")
            .hint(Hint::run(["backend", "status"], "show which"))
    })?;
    let address = listener
        .local_addr()
        .or_fail(|| "cannot read the bound address".to_owned())?;
    if !args.listen.bind.is_loopback() {
        ctx.output.warn(&format!(
            "listening on {}: anybody who reaches this machine can call the backend",
            args.listen.bind
        ));
    }
    let app = App::start(env).await.map_err(unusable)?;
    app.log_for_process();
    let reports = app.env().destinations();
    let stop_asked = process::stop_requested(args.while_stdin);
    say_where(ctx, address, &reports);
    let mut announced = claim.announce(
        format!("{:.3}", ctx.clock.now()),
        About { address, reports },
    )?;

    let (stop, stopping) = oneshot::channel();
    let serving = tokio::spawn(app.serve(listener, async {
        // whoever held the other end is gone: stop as well
        let _ = stopping.await;
    }));
    let asked = found_until(stop_asked, &mut announced).await;
    let _ = stop.send(());
    let served = serving
        .await
        .or_fail(|| "the backend failed while stopping".to_owned())?;
    drop(announced);
    asked.or_fail(|| "cannot wait for signals".to_owned())?;
    ctx.output.note(&format!(
        "backend: answered {}",
        counted(served.requests, "request")
    ));
    let lost = served.lost.told();
    if !lost.is_empty() {
        ctx.output
            .warn(&format!("not delivered: {}", lost.join(", ")));
    }
    Ok(())
}

/// Waits for `stop`; meanwhile whoever wants to stop the backend finds it, also when its
/// data folder is deleted.
async fn found_until(
    stop: impl Future<Output = io::Result<()>>,
    announced: &mut Announcement,
) -> io::Result<()> {
    let mut stop = std::pin::pin!(stop);
    let mut looks = tokio::time::interval(RENEW_EACH);
    loop {
        tokio::select! {
            stopped = &mut stop => return stopped,
            _ = looks.tick() => {
                // nobody could reach this one any more; a folder that cannot be made now is
                // tried again
                if let Ok(Renewal::TakenOver) = announced.renew() {
                    return Ok(());
                }
            }
        }
    }
}

fn say_where(ctx: &Ctx, address: SocketAddr, reports: &[String]) {
    ctx.output.note(&format!("backend: http://{address}"));
    for destination in reports {
        ctx.output.note(&format!("reports {destination}"));
    }
    if reports.is_empty() {
        ctx.output.note("telemetry is off");
        ctx.output.hints(&[
            Hint::run(["backend", "start"], "report to the running local stack"),
            "see the README for the variables that say where".into(),
        ]);
    }
}

fn unusable(error: StartError) -> Error {
    match error {
        StartError::Env(error) => Error::usage(format!("invalid environment: {error}"))
            .hint("correct or unset the variable; an empty one counts as unset"),
        other => Error::failed("the backend cannot run").caused_by(other),
    }
}
