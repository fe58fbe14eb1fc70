//! `local run`: the stack in the foreground.

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use clap::Args;
use tokio_util::sync::CancellationToken;

use super::opening::unusable;
use crate::config::{LOCAL_REGION, LocalSettings};
use crate::context::{Ctx, STACK};
use crate::error::{Error, Hint, Result, ResultExt as _};
use crate::model::{ByteSize, NoByteSize, Notice, Ports, StackAddrs, check_store_size};
use crate::process;
use crate::runtime;
use crate::stack::store::{Retention, Store, StoreOptions};
use crate::stack::{self, BindError, Guard, Listeners, Origin, Stack};

mod watch;

#[derive(Debug, Clone, Args)]
pub(super) struct ListenArgs {
    /// Port of the AWS, Honeycomb and Rollbar APIs; 0 picks a free one
    #[arg(long, default_value_t = Ports::default().services)]
    port: u16,

    /// Port of OTLP/HTTP; 0 picks a free one
    #[arg(long, default_value_t = Ports::default().otlp_http)]
    otlp_http_port: u16,

    /// Port of OTLP/gRPC; 0 picks a free one
    #[arg(long, default_value_t = Ports::default().otlp_grpc)]
    otlp_grpc_port: u16,

    /// Port of the X-Ray daemon, UDP and TCP; 0 picks a free one
    #[arg(long, default_value_t = Ports::default().xray)]
    xray_port: u16,

    /// Pick a free port for each
    #[arg(long, conflicts_with_all = ["port", "otlp_http_port", "otlp_grpc_port", "xray_port"])]
    free_ports: bool,

    /// Address to listen on; anything but loopback opens the stack to the network
    #[arg(long, default_value = "127.0.0.1", value_name = "ADDRESS")]
    bind: IpAddr,

    /// Also accept requests for this host name, such as host.docker.internal (repeatable)
    #[arg(long = "allow-host", value_name = "HOST")]
    allow_hosts: Vec<String>,

    /// Let web pages of this origin send telemetry (repeatable); loopback origins always may
    ///
    /// An origin is the part of a page's address before the path, such as
    /// https://3000-app.example in a cloud workspace. Its pages may send OTLP over HTTP and
    /// Rollbar items, and cannot read anything. If they reach the stack by another name than
    /// localhost, add that name with --allow-host.
    #[arg(long = "allow-origin", value_name = "ORIGIN")]
    allow_origins: Vec<Origin>,

    /// Delete the oldest data when the store grows beyond SIZE, such as 2GB [default: 4GiB]
    #[arg(long, value_name = "SIZE", value_parser = store_size)]
    max_size: Option<ByteSize>,
}

fn store_size(text: &str) -> Result<ByteSize, String> {
    let size: ByteSize = text
        .parse()
        .map_err(|error: NoByteSize| error.to_string())?;
    check_store_size(size)?;
    Ok(size)
}

#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    listen: ListenArgs,

    /// Leave the terminal's session (set by `local start`)
    #[arg(long, hide = true)]
    detached: bool,

    /// Bytes that may wait to be written before senders are told to slow down
    #[arg(long, hide = true, default_value_t = StoreOptions::default().queue_bytes)]
    queue_bytes: usize,

    /// End when standard input ends (set by `demo` and `up`)
    #[arg(long, hide = true)]
    while_stdin: bool,
}

impl ListenArgs {
    fn ports(&self) -> Ports {
        if self.free_ports {
            return Ports::FREE;
        }
        Ports {
            services: self.port,
            otlp_http: self.otlp_http_port,
            otlp_grpc: self.otlp_grpc_port,
            xray: self.xray_port,
        }
    }

    /// The hosts that requests may name beside the loopback ones: whoever reaches the
    /// address that was bound names it. A wildcard is no name for anything.
    fn hosts(&self) -> impl Iterator<Item = String> {
        let bound = (!self.bind.is_unspecified()).then(|| match self.bind {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => format!("[{address}]"),
        });
        self.allow_hosts.iter().cloned().chain(bound)
    }

    /// A warning where others can reach the stack.
    pub(super) fn openness(&self) -> Option<Notice> {
        let warning = || {
            Notice::warning(format!(
                "listening on {}: anybody who reaches this machine can read and write the stack",
                self.bind
            ))
        };
        (!self.bind.is_loopback()).then(warning)
    }

    /// The flags that a stack which already runs at `running` does not follow, as far as that
    /// can be known from its addresses; hosts, origins and sizes are settled at its start.
    pub(super) fn without_effect(&self, running: &StackAddrs) -> Vec<&'static str> {
        let defaults = Ports::default();
        let port = |wanted: u16, default: u16, running: SocketAddr| {
            wanted != default && wanted != 0 && wanted != running.port()
        };
        let bind = running.services.ip();
        let is_default = self.bind == IpAddr::V4(Ipv4Addr::LOCALHOST);
        let flags = [
            (
                "--port",
                port(self.port, defaults.services, running.services),
            ),
            (
                "--otlp-http-port",
                port(self.otlp_http_port, defaults.otlp_http, running.otlp_http),
            ),
            (
                "--otlp-grpc-port",
                port(self.otlp_grpc_port, defaults.otlp_grpc, running.otlp_grpc),
            ),
            (
                "--xray-port",
                port(self.xray_port, defaults.xray, running.xray_udp),
            ),
            ("--bind", !is_default && self.bind != bind),
            ("--allow-host", !self.allow_hosts.is_empty()),
            ("--allow-origin", !self.allow_origins.is_empty()),
            ("--max-size", self.max_size.is_some()),
        ];
        let unmet = flags.into_iter().filter(|(_, unmet)| *unmet);
        unmet.map(|(flag, _)| flag).collect()
    }

    /// The same choices as arguments, for the process that `local start` starts.
    pub(super) fn to_args(&self, settings: &LocalSettings) -> Vec<String> {
        let mut args = vec![format!("--bind={}", self.bind)];
        if self.free_ports {
            args.push("--free-ports".to_owned());
        } else {
            args.push(format!("--port={}", self.port));
            args.push(format!("--otlp-http-port={}", self.otlp_http_port));
            args.push(format!("--otlp-grpc-port={}", self.otlp_grpc_port));
            args.push(format!("--xray-port={}", self.xray_port));
        }
        args.extend(
            self.allow_hosts
                .iter()
                .map(|host| format!("--allow-host={host}")),
        );
        args.extend(
            self.allow_origins
                .iter()
                .map(|origin| format!("--allow-origin={origin}")),
        );
        let max_size = self.max_size.or(settings.max_size);
        args.extend(max_size.map(|size| format!("--max-size={size}")));
        args
    }

    /// How much is stored and for how long; the flag wins over the settings.
    fn retention(&self, settings: &LocalSettings) -> Retention {
        let mut retention = Retention::default();
        if let Some(size) = self.max_size.or(settings.max_size) {
            retention.size = size.0;
        }
        retention
    }
}

/// For as many connections as the stack takes, and its store.
const OPEN_FILES: u64 = 4_096;

pub(super) fn run(ctx: &Ctx, args: &RunArgs) -> Result<()> {
    process::give_memory_back();
    if args.detached {
        process::own_session()?;
    }
    process::allow_open_files(OPEN_FILES);
    ctx.block_on_threads(serve(ctx, args))
}

async fn serve(ctx: &Ctx, args: &RunArgs) -> Result<()> {
    runtime::data_dir(&ctx.config.dirs.data)?;
    let claim = ctx.config.dirs.claim(STACK)?.ok_or_else(already_running)?;
    let listeners = Listeners::bind(args.listen.bind, args.listen.ports())
        .await
        .map_err(|refused| taken(&refused))?;
    let addrs = listeners
        .addrs()
        .or_fail(|| "cannot read the bound addresses".to_owned())?;
    let options = StoreOptions {
        queue_bytes: args.queue_bytes,
        retention: args.listen.retention(&ctx.config.settings.local),
    };
    let store = Store::open(&ctx.config.dirs.data, &options)
        .map_err(|error| unusable(&ctx.config.dirs.data, error))?;
    if let Some(warning) = args.listen.openness() {
        ctx.output.say(&warning);
    }
    let stack = Arc::new(Stack {
        store,
        clock: ctx.clock,
        region: ctx
            .config
            .region
            .clone()
            .unwrap_or_else(|| LOCAL_REGION.to_owned()),
        guard: Guard::new(args.listen.hosts(), args.listen.allow_origins.clone()),
        counters: stack::Counters::default(),
        sessions: stack::Sessions::default(),
        limits: Arc::default(),
    });
    let shutdown = CancellationToken::new();
    let store = stack.store.clone();
    let serving = tokio::spawn(stack::serve(listeners, stack, shutdown.clone()));
    let stop = process::stop_requested(args.while_stdin);
    let mut announced = claim.announce(format!("{:.3}", ctx.clock.now()), addrs.clone())?;
    ctx.output.note(&format!(
        "local stack: services on {}, OTLP on {} (HTTP) and {} (gRPC), X-Ray daemon on {}",
        addrs.services, addrs.otlp_http, addrs.otlp_grpc, addrs.xray_udp
    ));
    let stopped = watch::until(ctx, stop, &mut announced, &store).await;
    shutdown.cancel();
    stopped?;
    let served = serving
        .await
        .or_fail(|| "the stack failed while stopping".to_owned());
    drop(announced);
    served
}

fn already_running() -> Error {
    Error::failed("the local stack is already running")
        .hint(Hint::run(["local", "status"], "show it"))
        .hint(Hint::run(["local", "stop"], "stop it"))
}

/// One error for all the ports that could not be had: whoever frees or moves one of them
/// would only meet the next.
fn taken(refused: &[BindError]) -> Error {
    let places: Vec<String> = refused
        .iter()
        .map(|error| format!("{} for {}", error.addr, error.what))
        .collect();
    let places = match places.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => String::new(),
    };
    let mut reasons: Vec<String> = Vec::new();
    for error in refused {
        let reason = error.source.to_string();
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    let failed = Error::failed(format!("cannot listen on {places}")).caused_by(reasons.join(", "));
    let all = |kind| refused.iter().all(|error| error.source.kind() == kind);
    if all(ErrorKind::AddrNotAvailable) {
        return failed.hint("use `--bind` with an address of this machine, such as 127.0.0.1");
    }
    let why = match refused {
        _ if all(ErrorKind::PermissionDenied) => "ports below 1024 are reserved for root",
        [_] => "the port is in use",
        _ => "these ports are in use",
    };
    failed.hint(format!("{why}; run with `--free-ports` to pick free ones"))
}
