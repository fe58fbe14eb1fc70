//! The worker: collects log lines, creates group and stream, and calls PutLogEvents.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region};
use aws_credential_types::Credentials;
use aws_sdk_cloudwatchlogs::Client;
use aws_sdk_cloudwatchlogs::config::Builder;
use aws_sdk_cloudwatchlogs::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_cloudwatchlogs::types::{InputLogEvent, RejectedLogEventsInfo};
use secrecy::ExposeSecret;
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::super::chain;
use super::batch::{Line, batches};
use super::{Account, QUEUE};
use crate::app::env::LogsEnv;

/// How long lines are collected for a call.
const EVERY: Duration = Duration::from_millis(500);
const GATHER: usize = 10_000;
const CONNECT: Duration = Duration::from_secs(2);
const CALL: Duration = Duration::from_secs(5);
/// The first wait before a retry, doubled up to the maximum.
const WAIT: Duration = Duration::from_secs(1);
const WAIT_MAX: Duration = Duration::from_secs(30);

pub(super) struct Worker {
    env: LogsEnv,
    stream: String,
    account: Arc<Account>,
    stop: CancellationToken,
}

/// Why a call failed.
enum Failure {
    /// Retryable: no connection, throttling, or a server error.
    Later(String),
    /// Permanent: no credentials, no permission, or an invalid name.
    Never(String),
}

impl Worker {
    pub(super) fn new(
        env: LogsEnv,
        stream: String,
        account: Arc<Account>,
        stop: CancellationToken,
    ) -> Self {
        Self {
            env,
            stream,
            account,
            stop,
        }
    }

    /// Runs until it is stopped and the queue is empty.
    pub(super) async fn run(self, mut queue: mpsc::Receiver<Line>) {
        let mut client = None;
        let mut lines = Vec::new();
        while self.gather(&mut queue, &mut lines).await {
            // only now, because credentials are not needed without log lines
            let client = match &client {
                Some(client) => client,
                None => client.insert(connect(&self.env).await),
            };
            for batch in batches(std::mem::take(&mut lines)) {
                let count = batch.len() as u64;
                self.deliver(client, batch).await;
                self.account.pending.fetch_sub(count, Ordering::Relaxed);
            }
        }
    }

    /// Waits for lines. Returns false when no more will come.
    async fn gather(&self, queue: &mut mpsc::Receiver<Line>, lines: &mut Vec<Line>) -> bool {
        tokio::select! {
            biased;
            // a closed queue still returns its remaining lines
            () = self.stop.cancelled() => queue.close(),
            first = queue.recv() => lines.extend(first),
        }
        let closed = queue.is_closed();
        let more = async {
            while lines.len() < GATHER && queue.recv_many(lines, GATHER - lines.len()).await > 0 {}
        };
        if closed {
            more.await;
        } else {
            tokio::select! {
                _ = timeout(EVERY, more) => {}
                () = self.stop.cancelled() => {}
            }
        }
        !lines.is_empty()
    }

    /// Sends one batch, with retries while the failure is retryable.
    async fn deliver(&self, client: &Client, batch: Vec<Line>) {
        let health = &self.account.health;
        let mut wait = WAIT;
        loop {
            self.tell_of_dropped();
            match self.put(client, &batch).await {
                Ok(0) => return health.works(),
                Ok(rejected) => {
                    return health.fails(rejected, "lines outside the time that the group keeps");
                }
                Err(Failure::Never(reason)) => return health.fails(batch.len() as u64, reason),
                Err(Failure::Later(reason)) => {
                    if self.stop.is_cancelled() {
                        return health.fails(batch.len() as u64, reason);
                    }
                    health.fails(0, reason);
                }
            }
            tokio::select! {
                () = sleep(wait) => {}
                () = self.stop.cancelled() => {}
            }
            wait = (wait * 2).min(WAIT_MAX);
        }
    }

    /// Reports dropped lines. They are dropped while a line is being logged, where nothing can be
    /// logged.
    fn tell_of_dropped(&self) {
        let dropped = self.account.dropped.load(Ordering::Relaxed);
        if dropped > 0 && !self.account.told.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                "CloudWatch Logs: {QUEUE} lines are waiting, more are dropped and counted"
            );
        }
    }

    /// Calls PutLogEvents, creating a missing group and stream. Returns the number of rejected
    /// events.
    async fn put(&self, client: &Client, batch: &[Line]) -> Result<u64, Failure> {
        let events: Vec<InputLogEvent> = batch
            .iter()
            .map(|line| {
                let event = InputLogEvent::builder().timestamp(line.timestamp);
                event.message(&line.message).build()
            })
            .collect::<Result<_, _>>()
            .map_err(|error| Failure::Never(error.to_string()))?;
        let call = client
            .put_log_events()
            .log_group_name(&self.env.group)
            .log_stream_name(&self.stream)
            .set_log_events(Some(events));
        let output = match call.clone().send().await {
            Err(error) if code(&error) == Some("ResourceNotFoundException") => {
                self.create(client).await?;
                call.send().await
            }
            other => other,
        };
        let output = output.map_err(|error| failure(&error))?;
        let count = batch.len();
        Ok(output
            .rejected_log_events_info()
            .map_or(0, |info| rejected(info, count)))
    }

    /// Creates the group and the stream, which may already exist.
    async fn create(&self, client: &Client) -> Result<(), Failure> {
        let group = client.create_log_group().log_group_name(&self.env.group);
        // not fatal: the group may exist, and creating it may be forbidden
        let group = ready(group.send().await);
        let stream = client
            .create_log_stream()
            .log_group_name(&self.env.group)
            .log_stream_name(&self.stream);
        ready(stream.send().await).map_err(|stream| group.err().unwrap_or(stream))
    }
}

/// Creates a client from the environment's keys, region and endpoint; the SDK's default chain
/// provides the rest.
async fn connect(env: &LogsEnv) -> Client {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .operation_attempt_timeout(CALL)
        .build();
    let mut loader = aws_config::defaults(BehaviorVersion::latest()).timeout_config(timeouts);
    if let Some(region) = &env.region {
        loader = loader.region(Region::new(region.clone()));
    }
    if let Some(keys) = &env.keys {
        let token = keys
            .session_token
            .as_ref()
            .map(|token| token.expose_secret().to_owned());
        loader = loader.credentials_provider(Credentials::new(
            &keys.access_key_id,
            keys.secret_access_key.expose_secret(),
            token,
            None,
            "environment",
        ));
    }
    let mut config = Builder::from(&loader.load().await);
    if let Some(endpoint) = &env.endpoint {
        // otherwise keep the chain's endpoint
        config.set_endpoint_url(Some(endpoint.clone()));
    }
    Client::from_conf(config.build())
}

fn ready<T, E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static>(
    result: Result<T, SdkError<E>>,
) -> Result<(), Failure> {
    match result {
        Err(error) if code(&error) != Some("ResourceAlreadyExistsException") => {
            Err(failure(&error))
        }
        _ => Ok(()),
    }
}

fn code<E: ProvideErrorMetadata>(error: &SdkError<E>) -> Option<&str> {
    error
        .as_service_error()
        .and_then(ProvideErrorMetadata::code)
}

fn failure<E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static>(
    error: &SdkError<E>,
) -> Failure {
    let text = told(error);
    let status = error.raw_response().map(|response| response.status());
    match error {
        SdkError::ConstructionFailure(_) => Failure::Never(text),
        SdkError::ServiceError(_) => match status {
            Some(status) if status.is_server_error() || status.as_u16() == 429 => {
                Failure::Later(text)
            }
            _ if code(error).is_some_and(|code| code.contains("Throttl")) => Failure::Later(text),
            _ => Failure::Never(text),
        },
        _ => Failure::Later(text),
    }
}

/// Returns the useful part of an error: the service's code and message, or why it was unreachable.
/// The SDK's own messages contain neither.
fn told<E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static>(
    error: &SdkError<E>,
) -> String {
    if let Some(service) = error.as_service_error() {
        let status = error
            .raw_response()
            .map_or(0, |response| response.status().as_u16());
        let code = service.code().unwrap_or("not an answer of CloudWatch Logs");
        return format!(
            "{status} {code}: {}",
            service.message().unwrap_or("no message")
        );
    }
    chain(error)
}

/// Returns the number of rejected events. As documented, `tooNew` is the index of the first one,
/// and `tooOld` and `expired` are the exclusive end.
fn rejected(info: &RejectedLogEventsInfo, count: usize) -> u64 {
    let index = |at: Option<i32>| at.and_then(|at| usize::try_from(at).ok());
    let old = index(info.too_old_log_event_end_index()).unwrap_or(0);
    let expired = index(info.expired_log_event_end_index()).unwrap_or(0);
    let new = index(info.too_new_log_event_start_index()).map_or(0, |at| count.saturating_sub(at));
    (old.max(expired) + new) as u64
}
