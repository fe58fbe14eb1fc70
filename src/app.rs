//! Cruddur's backend: a small service instrumented for Honeycomb (OTLP), X-Ray,
//! CloudWatch Logs and Rollbar at once.
//!
//! It knows nothing of the rest of this program. Its environment (`env`) says where to
//! report, and it reports over the network, like any observed service:
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

/// The target of everything that the app logs starts so.
const MODULE: &str = module_path!();

/// How long the start may take for what would hold up the first requests otherwise.
const READY: Duration = Duration::from_secs(2);
/// How long requests that are running may take to end once the backend is to stop.
const DRAIN: Duration = Duration::from_secs(3);
/// How long each destination may take to accept what is still waiting.
const FLUSH: Duration = Duration::from_secs(4);

/// Why the backend did not start, or did not go on.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Env(#[from] EnvError),
    #[error("the thread that reports cannot be started")]
    Thread(#[source] io::Error),
}

/// What a backend did, told when it has stopped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Served {
    pub requests: u64,
    pub lost: Lost,
}

/// A backend that reports, and has yet to listen.
pub struct App {
    env: Env,
    telemetry: Telemetry,
    zone: TimeZone,
    requests: AtomicU64,
}

impl App {
    /// Starts the telemetry that `env` asks for.
    ///
    /// # Errors
    /// For a value of the environment that cannot be used. A destination that does not
    /// answer is none: the backend works without it, and says so on stderr.
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

    /// What it was started with.
    pub fn env(&self) -> &Env {
        &self.env
    }

    /// Makes this backend's log the one of the whole process, so that what its exporters
    /// have to say is shown too. Does nothing where there is one already.
    pub fn log_for_process(&self) {
        // an error means that somebody was first, who then decides what is shown
        let _ = tracing::dispatcher::set_global_default(self.telemetry.log.clone());
    }

    /// Answers requests until `shutdown`, then lets running requests end and sends what
    /// is still waiting, each for a few seconds at most.
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
