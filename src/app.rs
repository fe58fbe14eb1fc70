//! Cruddur's backend: a small service instrumented for Honeycomb (OTLP), X-Ray, CloudWatch Logs and
//! Rollbar at once.
//!
//! It does not depend on the rest of this program. Like any observed service, it is configured by
//! its environment (`env`) and reports over the network:
//!
//! ```text
//! request → observe (span, log line, Rollbar item) → handlers
//!              │
//!          telemetry ─► OTLP │ X-Ray over UDP │ PutLogEvents │ POST /item/
//! ```

pub mod env;
mod failure;
mod handlers;
mod incoming;
mod observe;
mod panics;
mod routes;
mod secrets;
mod server;
mod telemetry;

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use jiff::tz::TimeZone;
use opentelemetry_sdk::trace::SdkTracer;
use tokio::net::TcpListener;
use tokio::sync::Notify;

pub use env::{Env, EnvError};
pub use telemetry::Lost;
use telemetry::Telemetry;

/// The prefix of the log targets of the whole app.
const MODULE: &str = module_path!();

/// The time limit for preparations that would otherwise slow down the first requests.
const READY: Duration = Duration::from_secs(2);
/// The time limit for running requests on shutdown.
const DRAIN: Duration = Duration::from_secs(3);
/// The time limit for each destination to accept queued data on shutdown.
const FLUSH: Duration = Duration::from_secs(4);

/// Why the backend failed to start, or stopped.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Env(#[from] EnvError),
    #[error("the thread that reports cannot be started")]
    Thread(#[source] io::Error),
}

/// A summary of a backend's work, returned when it has stopped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Served {
    pub requests: u64,
    pub lost: Lost,
}

/// A backend with its telemetry started, before it listens.
pub struct App {
    env: Env,
    telemetry: Telemetry,
    zone: TimeZone,
    requests: AtomicU64,
}

impl App {
    /// Starts the telemetry configured by `env`.
    ///
    /// # Errors
    /// Returns an error for an invalid variable. An unreachable destination is not an error: the
    /// backend works without it and reports it on stderr.
    pub async fn start(env: Env) -> Result<Self, StartError> {
        let telemetry = Telemetry::start(&env)?;
        telemetry.ready(READY).await;
        Ok(Self {
            telemetry,
            env,
            zone: TimeZone::system(),
            requests: AtomicU64::new(0),
        })
    }

    /// The environment that it was started with.
    pub fn env(&self) -> &Env {
        &self.env
    }

    /// Makes this backend's log the global default of the process, so that messages of its
    /// exporters are logged too. Does nothing if there already is a global default.
    pub fn log_for_process(&self) {
        // fails if another one was set first; that one then decides what is logged
        let _ = tracing::dispatcher::set_global_default(self.telemetry.log.clone());
    }

    /// Serves requests until `shutdown`. Then waits for running requests and sends queued data,
    /// each with a limit of a few seconds.
    pub async fn serve(
        self,
        listener: TcpListener,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> Served {
        let app = Arc::new(self);
        let stopping = Arc::new(Notify::new());
        let stopped = stopping.clone();
        let server = server::serve(listener, routes::router(app.clone()), async move {
            shutdown.await;
            stopping.notify_one();
        });
        let late = async {
            stopped.notified().await;
            tokio::time::sleep(DRAIN).await;
        };
        tokio::select! {
            () = server => {}
            () = late => {}
        }
        let requests = app.requests.load(Ordering::Relaxed);
        let lost = app.telemetry.flush(FLUSH).await;
        Served { requests, lost }
    }

    fn tracer(&self) -> &SdkTracer {
        &self.telemetry.tracer
    }

    fn count_request(&self) {
        self.requests.fetch_add(1, Ordering::Relaxed);
    }
}

/// Starts a backend and serves on `listener` until `shutdown`; see `App`.
pub async fn serve(
    listener: TcpListener,
    env: Env,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<Served, StartError> {
    Ok(App::start(env).await?.serve(listener, shutdown).await)
}
