//! Rollbar items for failures, panics and the test route.
//!
//! Requests only queue reports; a background task sends them.

mod frames;
mod item;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use opentelemetry::trace::SpanContext;
use reqwest::StatusCode;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::background::Task;
use super::chain;
use super::health::Health;
use crate::app::env::{Env, RollbarEnv, origin};
use crate::app::failure::Failure;
use crate::app::handlers::USER;
use frames::Symbols;
use item::{Attribute, Body, Data, Exception, Item, Message, Notifier, Person, Server, Trace};
pub(crate) use item::{Level, Request};

const TIMEOUT: Duration = Duration::from_secs(3);
const QUEUE: usize = 256;

/// The event to report.
#[derive(Debug)]
pub(crate) enum What {
    Failure(Failure),
    Message(String),
}

/// An event and the request in which it happened.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) at: SystemTime,
    pub(crate) what: What,
    pub(crate) level: Level,
    /// Such as `GET /api/activities/:uuid`.
    pub(crate) context: String,
    pub(crate) request: Request,
    pub(crate) span: SpanContext,
}

#[derive(Debug)]
struct Account {
    /// Queued reports that are neither delivered nor dropped.
    pending: AtomicU64,
    health: Health,
}

/// Accepts reports without waiting.
pub(crate) struct Rollbar {
    queue: mpsc::Sender<Report>,
    task: Task,
    account: Arc<Account>,
    /// Ends when failures can be captured without delay.
    warming: Mutex<Option<JoinHandle<()>>>,
}

impl Rollbar {
    pub(super) fn start(rollbar: &RollbarEnv, env: &Env) -> Self {
        let account = Arc::new(Account {
            pending: AtomicU64::new(0),
            health: Health::new("Rollbar"),
        });
        let (queue, reports) = mpsc::channel(QUEUE);
        let stop = CancellationToken::new();
        let worker = Worker {
            token: rollbar.access_token.clone(),
            item_url: rollbar.item_url.clone(),
            environment: rollbar.environment.clone(),
            server: Server {
                host: env.host_name.clone(),
                pid: std::process::id(),
            },
            account: account.clone(),
            stop: stop.clone(),
        };
        Self {
            queue,
            task: Task::spawn(stop, worker.run(reports)),
            account,
            warming: Mutex::new(Some(tokio::task::spawn_blocking(Symbols::warm_up))),
        }
    }

    /// Waits until failures can be captured without delaying requests.
    pub(super) async fn ready(&self, limit: Duration) {
        let warming = self
            .warming
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(warming) = warming {
            // after the limit, it continues beside the first requests
            let _ = tokio::time::timeout(limit, warming).await;
        }
    }

    pub(crate) fn report(&self, report: Report) {
        // before the worker can see the report and subtract it
        self.account.pending.fetch_add(1, Ordering::Relaxed);
        if self.queue.try_send(report).is_err() {
            self.account.pending.fetch_sub(1, Ordering::Relaxed);
            self.account
                .health
                .fails(1, format!("{QUEUE} items are waiting"));
        }
    }

    /// Sends queued reports. Returns the number of items that were not delivered.
    pub(super) async fn flush(&self, limit: Duration) -> u64 {
        self.task.finish(limit).await;
        self.account.pending.load(Ordering::Relaxed) + self.account.health.lost()
    }
}

struct Worker {
    token: SecretString,
    item_url: String,
    environment: String,
    server: Server,
    account: Arc<Account>,
    stop: CancellationToken,
}

impl Worker {
    async fn run(self, mut reports: mpsc::Receiver<Report>) {
        let Account { pending, health } = &*self.account;
        let (mut client, mut symbols) = (None, Symbols::default());
        loop {
            let report = tokio::select! {
                biased;
                report = reports.recv() => report,
                () = self.stop.cancelled() => {
                    // a closed queue still returns its remaining reports
                    reports.close();
                    reports.recv().await
                }
            };
            let Some(report) = report else { return };
            let data = self.data(&mut symbols, report).await;
            match self.send(&mut client, data).await {
                Ok(()) => health.works(),
                Err(reason) => health.fails(1, reason),
            }
            pending.fetch_sub(1, Ordering::Relaxed);
        }
    }

    async fn send(&self, client: &mut Option<reqwest::Client>, data: Data) -> Result<(), String> {
        // created with the first item, because most runs never need it
        let client = match client {
            Some(client) => client,
            None => {
                let made = reqwest::Client::builder()
                    .timeout(TIMEOUT)
                    // a redirect would send the token to another host
                    .redirect(reqwest::redirect::Policy::none());
                let made = if self.item_url.starts_with("http://") {
                    // a slim container has no certificates
                    made.tls_certs_only([]).build()
                } else {
                    made.build()
                };
                client.insert(made.map_err(|error| error.to_string())?)
            }
        };
        let access_token = self.token.expose_secret();
        let item = Item { access_token, data };
        let request = client.post(&self.item_url);
        let request = request
            .header("x-rollbar-access-token", access_token)
            .json(&item);
        let response = request.send().await.map_err(|error| chain(&error))?;
        match response.status() {
            status if status.is_success() => Ok(()),
            StatusCode::TOO_MANY_REQUESTS => {
                Err("429: the token's rate limit is exceeded".to_owned())
            }
            // without the body: Rollbar's errors repeat the token
            status => Err(format!(
                "POST to {} answered {status}",
                origin(&self.item_url)
            )),
        }
    }

    async fn data(&self, symbols: &mut Symbols, report: Report) -> Data {
        let body = match report.what {
            What::Message(body) => Body::Message(Message { body }),
            What::Failure(failure) => {
                let exception = Exception {
                    class: failure.class().to_owned(),
                    message: failure.message().to_owned(),
                };
                let frames = symbols.frames(failure).await;
                Body::Trace(Trace { frames, exception })
            }
        };
        let at = report.at.duration_since(UNIX_EPOCH).unwrap_or_default();
        let trace_id = report.span.is_valid().then(|| Attribute {
            key: "trace_id",
            value: report.span.trace_id().to_string(),
        });
        Data {
            environment: self.environment.clone(),
            body,
            level: report.level,
            timestamp: at.as_secs(),
            platform: std::env::consts::OS,
            language: "rust",
            framework: "axum",
            context: report.context,
            request: report.request,
            person: Person { id: USER },
            server: self.server.clone(),
            code_version: env!("CARGO_PKG_VERSION"),
            uuid: uuid::Uuid::new_v4().to_string(),
            notifier: Notifier {
                name: env!("CARGO_PKG_NAME"),
                version: env!("CARGO_PKG_VERSION"),
            },
            attributes: trace_id.into_iter().collect(),
        }
    }
}
