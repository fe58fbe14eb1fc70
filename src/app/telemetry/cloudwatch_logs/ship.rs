//! Sends log lines: gathers them, makes group and stream, calls PutLogEvents.

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

/// How long lines are gathered for one call.
const EVERY: Duration = Duration::from_millis(500);
const GATHER: usize = 10_000;
const CONNECT: Duration = Duration::from_secs(2);
const CALL: Duration = Duration::from_secs(5);
/// Between two tries of a call that may work later; doubled up to the maximum.
const WAIT: Duration = Duration::from_secs(1);
const WAIT_MAX: Duration = Duration::from_secs(30);

pub(super) struct Worker {
    env: LogsEnv,
    stream: String,
    account: Arc<Account>,
    stop: CancellationToken,
}

/// Why a call did not work.
enum Failure {
    /// It may work later: no connection, throttled, a fault of the service.
    Later(String),
    /// It will not: no credentials, no permission, a wrong name.
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

    /// Works until it is stopped and nothing is waiting any more.
    pub(super) async fn run(self, mut queue: mpsc::Receiver<Line>) {
        let mut client = None;
        let mut lines = Vec::new();
        while self.gather(&mut queue, &mut lines).await {
            // only now: who logs nothing needs no credentials
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

    /// Waits for lines; false when there will be none any more.
    async fn gather(&self, queue: &mut mpsc::Receiver<Line>, lines: &mut Vec<Line>) -> bool {
        tokio::select! {
            biased;
            // closed, the queue still gives what is in it, and then ends
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

    /// Sends one batch, again and again while it may still work.
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

    /// Lines are dropped inside the logging of a line, where nothing can be logged.
    fn tell_of_dropped(&self) {
        let dropped = self.account.dropped.load(Ordering::Relaxed);
        if dropped > 0 && !self.account.told.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                "CloudWatch Logs: {QUEUE} lines are waiting, more are dropped and counted"
            );
        }
    }

    /// PutLogEvents; what is missing is made first. Tells how many events were rejected.
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

    /// Makes the group and the stream; either may be there already.
    async fn create(&self, client: &Client) -> Result<(), Failure> {
        let group = client.create_log_group().log_group_name(&self.env.group);
        // not fatal: the group may exist, and its making be forbidden
        let group = ready(group.send().await);
        let stream = client
            .create_log_stream()
            .log_group_name(&self.env.group)
            .log_stream_name(&self.stream);
        ready(stream.send().await).map_err(|stream| group.err().unwrap_or(stream))
    }
}

/// A client of the environment's keys, region and endpoint; what is not given there is
/// looked for by the SDK's own chain.
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
        // otherwise what the chain found stays
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

/// What a person needs of an error: the service's code and message, or why it was not
/// reached. The SDK's own texts say neither.
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

/// Indices as documented: too new from there on, too old and expired up to there, exclusive.
fn rejected(info: &RejectedLogEventsInfo, count: usize) -> u64 {
    let index = |at: Option<i32>| at.and_then(|at| usize::try_from(at).ok());
    let old = index(info.too_old_log_event_end_index()).unwrap_or(0);
    let expired = index(info.expired_log_event_end_index()).unwrap_or(0);
    let new = index(info.too_new_log_event_start_index()).map_or(0, |at| count.saturating_sub(at));
    (old.max(expired) + new) as u64
}
