//! StartLiveTail: an event stream of what is ingested, one update a second.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};

use super::checks::Checks;
use super::error::CloudWatchError;
use super::names::{FILTER_PATTERN, GROUP_IDENTIFIER, STREAM_NAME, group_arn, group_of_arn};
use super::wire;
use crate::query::log_pattern::LogPattern;
use crate::stack::Stack;
use crate::stack::http::Lasting;
use crate::stack::store::logs::{EventFilter, LogClass, LogTail, StreamChoice};

mod frames;
mod ring;
mod session;

use ring::Ring;
use session::Session;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Input {
    log_group_identifiers: Option<Vec<String>>,
    log_stream_names: Option<Vec<String>>,
    log_stream_name_prefixes: Option<Vec<String>>,
    log_event_filter_pattern: Option<String>,
}

/// The first event of a session.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SessionStart {
    request_id: String,
    session_id: String,
    log_group_identifiers: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    log_stream_names: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    log_stream_name_prefixes: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    log_event_filter_pattern: Option<String>,
}

const MAX_GROUPS: usize = 10;
const MAX_STREAMS: usize = 100;
/// Quota "Concurrent Live Tail sessions".
const MAX_SESSIONS: usize = 15;
/// "The array of log events contained in a LiveTailSessionUpdate can include as many as
/// 500 log events."
const MAX_EVENTS: usize = 500;
/// "kept open for three hours"
const MAX_LENGTH: Duration = Duration::from_secs(3 * 3_600);
/// "Every second, a LiveTailSessionUpdate object is sent."
const EVERY: Duration = Duration::from_secs(1);

pub(super) async fn run(stack: Arc<Stack>, input: Input) -> Result<Response, CloudWatchError> {
    let (groups, streams) = check(&stack, &input)?;
    let pattern = input.log_event_filter_pattern.as_deref();
    let pattern = LogPattern::parse(pattern.unwrap_or_default())?;
    let logs = stack.store.logs();
    for name in &groups {
        let class = logs.group(name.clone()).await?.class;
        if class != LogClass::Standard {
            return Err(CloudWatchError::InvalidOperation(format!(
                "Live Tail is not supported for log groups of class {}.",
                class.as_str()
            )));
        }
    }
    let slot = Slot::take(&stack)?;
    let cursor = logs.tail_from_now().await?;
    let arns: Vec<String> = groups.iter().map(|name| group_arn(&stack, name)).collect();
    let ring = Arc::new(Ring::default());
    ring.push_control(frames::initial_response()?);
    ring.push_control(frames::event(
        "sessionStart",
        &SessionStart {
            request_id: uuid::Uuid::new_v4().to_string(),
            session_id: uuid::Uuid::new_v4().to_string(),
            log_group_identifiers: arns.clone(),
            log_stream_names: input.log_stream_names,
            log_stream_name_prefixes: input.log_stream_name_prefixes,
            log_event_filter_pattern: input.log_event_filter_pattern,
        },
    )?);
    let session = Session {
        logs,
        tail: Arc::new(LogTail {
            groups,
            streams,
            filter: EventFilter::new(pattern, EventFilter::ALL_TIMES),
            max_events: MAX_EVENTS,
        }),
        arns,
        ring: Arc::downgrade(&ring),
        every: EVERY,
        longest: MAX_LENGTH,
    };
    tokio::spawn(async move {
        // held for as long as the session runs
        let slot = slot;
        tokio::select! {
            () = session.run(cursor) => {}
            () = slot.0.sessions.stopping.cancelled() => session.end(),
        }
    });
    let body = Body::from_stream(ring::stream(ring));
    let mut response = wire::respond(StatusCode::OK, "application/vnd.amazon.eventstream", body);
    response.extensions_mut().insert(Lasting);
    Ok(response)
}

/// The names of the groups, and the chosen streams.
fn check(stack: &Stack, input: &Input) -> Result<(Vec<String>, StreamChoice), CloudWatchError> {
    let mut checks = Checks::default();
    let identifiers = input.log_group_identifiers.as_deref();
    if identifiers.is_none() {
        checks.missing("logGroupIdentifiers");
    }
    checks.list(
        "logGroupIdentifiers",
        identifiers,
        (1, MAX_GROUPS),
        &GROUP_IDENTIFIER,
    );
    let names = input.log_stream_names.as_deref();
    checks.list("logStreamNames", names, (1, MAX_STREAMS), &STREAM_NAME);
    let prefixes = input.log_stream_name_prefixes.as_deref();
    checks.list(
        "logStreamNamePrefixes",
        prefixes,
        (1, MAX_STREAMS),
        &STREAM_NAME,
    );
    let pattern = input.log_event_filter_pattern.as_deref();
    checks.optional("logEventFilterPattern", pattern, &FILTER_PATTERN);
    checks.done()?;
    let identifiers = identifiers.unwrap_or_default();
    let invalid = |message: &str| Err(CloudWatchError::InvalidParameter(message.to_owned()));
    if names.is_some() && prefixes.is_some() {
        return invalid(
            "LogStream names and LogStream name prefixes are mutually exclusive parameters.",
        );
    }
    if identifiers.len() > 1 && (names.is_some() || prefixes.is_some()) {
        return invalid("Log streams can be specified only with a single log group.");
    }
    let mut groups = Vec::new();
    for arn in identifiers {
        if !arn.starts_with("arn:") {
            return invalid(&format!(
                "Invalid log group identifier '{arn}': it must be an ARN."
            ));
        }
        let name = group_of_arn(stack, arn).ok_or(CloudWatchError::NoGroup)?;
        groups.push(name.to_owned());
    }
    let streams = match (names, prefixes) {
        (Some(names), _) => StreamChoice::Names(names.to_vec()),
        (None, Some(prefixes)) => StreamChoice::Prefixes(prefixes.to_vec()),
        (None, None) => StreamChoice::All,
    };
    Ok((groups, streams))
}

/// One of the sessions that may run at once.
struct Slot(Arc<Stack>);

impl Slot {
    fn take(stack: &Arc<Stack>) -> Result<Self, CloudWatchError> {
        let open = &stack.sessions.open;
        let taken = open.fetch_update(Ordering::AcqRel, Ordering::Acquire, |open| {
            (open < MAX_SESSIONS).then_some(open + 1)
        });
        match taken {
            Ok(_) => Ok(Self(Arc::clone(stack))),
            Err(_) => Err(CloudWatchError::LimitExceeded(format!(
                "The limit of {MAX_SESSIONS} concurrent Live Tail sessions has been reached."
            ))),
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.0.sessions.open.fetch_sub(1, Ordering::AcqRel);
    }
}
