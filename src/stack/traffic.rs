//! What each port accepted and rejected since the start, for `local status`.
//!
//! Numbers are atomics. A text is made, and a lock taken, only for what is rejected; as
//! many rejections as `KEPT` are remembered for each port, and one that repeats itself
//! is remembered once, with its number.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError};

use axum::http::{Method, Uri};
use axum::response::Response;
use jiff::Timestamp;
use regex::Regex;
use tonic::Code;

use super::redact;
use crate::model::{Items, PortStatus, Rejection, Requests, STATUS_PATH};

/// The sockets of the stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Port {
    Services,
    OtlpHttp,
    OtlpGrpc,
    XrayUdp,
    XrayTcp,
}

impl Port {
    const ALL: [Self; 5] = [
        Self::Services,
        Self::OtlpHttp,
        Self::OtlpGrpc,
        Self::XrayUdp,
        Self::XrayTcp,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Services => "services",
            Self::OtlpHttp => "otlp-http",
            Self::OtlpGrpc => "otlp-grpc",
            Self::XrayUdp => "xray-udp",
            Self::XrayTcp => "xray-tcp",
        }
    }
}

/// Rejections that are remembered for a port.
const KEPT: usize = 10;
/// Characters of a reason, and of a request's path.
const MAX_TEXT: usize = 240;

/// What became of the items of a request: spans, log records, events, documents. Handlers
/// leave it in the extensions of their response.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    pub accepted: u64,
    pub rejected: u64,
    /// Of the accepted ones, those that were counted and not stored: metrics.
    pub not_stored: u64,
    /// Why something was rejected; what a client sent may stand in it.
    pub reason: Option<String>,
}

impl Outcome {
    /// All of so many.
    pub fn accepted(items: u64) -> Self {
        Self {
            accepted: items,
            ..Self::default()
        }
    }

    /// The whole request.
    pub fn refused(reason: String) -> Self {
        Self {
            reason: Some(reason),
            ..Self::default()
        }
    }

    /// The response with this note for the counters; clients do not see it.
    pub fn note(self, mut response: Response) -> Response {
        response.extensions_mut().insert(self);
        response
    }
}

/// The counters of all ports.
#[derive(Debug, Default)]
pub struct Traffic {
    ports: [PortTraffic; Port::ALL.len()],
}

#[derive(Debug, Default)]
struct PortTraffic {
    accepted: AtomicU64,
    rejected: AtomicU64,
    items_accepted: AtomicU64,
    items_rejected: AtomicU64,
    not_stored: AtomicU64,
    last: Mutex<VecDeque<Rejection>>,
}

/// What is remembered of a request until it is answered.
pub struct Seen {
    method: Method,
    uri: Uri,
    peer: SocketAddr,
}

impl Seen {
    /// None for a request that only asks for these numbers.
    pub fn new<B>(request: &axum::http::Request<B>, peer: SocketAddr) -> Option<Self> {
        (request.uri().path() != STATUS_PATH).then(|| Self {
            method: request.method().clone(),
            uri: request.uri().clone(),
            peer,
        })
    }
}

impl Traffic {
    /// Counts a request by its answer.
    pub fn answered(&self, port: Port, seen: &Seen, response: &Response, now: Timestamp) {
        let outcome = response.extensions().get::<Outcome>();
        let failed = failure(response);
        let counters = &self.ports[port as usize];
        let requests = if failed.is_some() {
            &counters.rejected
        } else {
            &counters.accepted
        };
        requests.fetch_add(1, Ordering::Relaxed);
        if let Some(outcome) = outcome {
            counters.items(outcome);
        }
        let partly = outcome.is_some_and(|outcome| outcome.rejected > 0);
        if failed.is_none() && !partly {
            return;
        }
        let reason = outcome.and_then(|outcome| outcome.reason.as_deref());
        let reason = reason.or_else(|| response.status().canonical_reason());
        counters.remember(Rejection {
            time: format!("{now:.3}"),
            peer: seen.peer.to_string(),
            // without its query, where tokens may stand
            request: text(&format!("{} {}", seen.method, seen.uri.path())),
            answer: failed.unwrap_or_else(|| "partly accepted".to_owned()),
            reason: text(reason.unwrap_or("no reason given")),
            times: 1,
        });
    }

    /// Counts a connection on which no HTTP is spoken.
    pub fn not_http(&self, port: Port, peer: SocketAddr, reason: &str, now: Timestamp) {
        let counters = &self.ports[port as usize];
        counters.rejected.fetch_add(1, Ordering::Relaxed);
        counters.remember(Rejection {
            time: format!("{now:.3}"),
            peer: peer.to_string(),
            request: "connection".to_owned(),
            answer: "none".to_owned(),
            reason: text(reason),
            times: 1,
        });
    }

    /// Counts a packet of UDP, which gets no answer.
    pub fn packet(&self, peer: SocketAddr, outcome: &Outcome, now: Timestamp) {
        let counters = &self.ports[Port::XrayUdp as usize];
        counters.items(outcome);
        let Some(reason) = &outcome.reason else {
            counters.accepted.fetch_add(1, Ordering::Relaxed);
            return;
        };
        let requests = if outcome.accepted > 0 {
            &counters.accepted
        } else {
            &counters.rejected
        };
        requests.fetch_add(1, Ordering::Relaxed);
        counters.remember(Rejection {
            time: format!("{now:.3}"),
            peer: peer.to_string(),
            request: "packet".to_owned(),
            answer: "none".to_owned(),
            reason: text(reason),
            times: 1,
        });
    }

    /// The numbers of every port, with its last rejections, newest first.
    pub fn ports(&self) -> Vec<PortStatus> {
        let ports = Port::ALL.iter().zip(&self.ports);
        ports
            .map(|(port, counters)| counters.status(*port))
            .collect()
    }
}

impl PortTraffic {
    fn items(&self, outcome: &Outcome) {
        for (counter, more) in [
            (&self.items_accepted, outcome.accepted),
            (&self.items_rejected, outcome.rejected),
            (&self.not_stored, outcome.not_stored),
        ] {
            if more > 0 {
                counter.fetch_add(more, Ordering::Relaxed);
            }
        }
    }

    fn remember(&self, rejection: Rejection) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(same) = last.front_mut()
            && (&same.request, &same.answer, &same.reason)
                == (&rejection.request, &rejection.answer, &rejection.reason)
        {
            *same = Rejection {
                times: same.times + 1,
                ..rejection
            };
            return;
        }
        last.truncate(KEPT - 1);
        last.push_front(rejection);
    }

    fn status(&self, port: Port) -> PortStatus {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        PortStatus {
            port: port.name().to_owned(),
            requests: Requests {
                accepted: read(&self.accepted),
                rejected: read(&self.rejected),
            },
            items: Items {
                accepted: read(&self.items_accepted),
                rejected: read(&self.items_rejected),
                not_stored: read(&self.not_stored),
            },
            rejections: last.iter().cloned().collect(),
        }
    }
}

/// What a rejected request was answered: `415`, or for gRPC `UNAVAILABLE`.
fn failure(response: &Response) -> Option<String> {
    let status = response.status();
    if status.is_client_error() || status.is_server_error() {
        return Some(status.as_u16().to_string());
    }
    // an answer that is all right has its status after the message, in the trailers
    let code = Code::from_bytes(response.headers().get("grpc-status")?.as_bytes());
    (code != Code::Ok).then(|| grpc_name(code).to_owned())
}

/// The name of a code in the specification of gRPC.
fn grpc_name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}

/// Values that are quoted of what could not be read: a text, what AWS says of a field, or a
/// long word that is not a path.
static QUOTED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"string "(?:[^"\\]|\\.)*"|Value '[^']*'|`[^`/ ]{24,}`"#).ok());

/// A reason or a path as it may be shown: short, and without secrets. Its sender was told
/// all of it; whoever reads the status need not be its sender.
fn text(text: &str) -> String {
    // much longer than what is shown, so that no secret in it is cut
    let text = &text[..text.floor_char_boundary(MAX_TEXT * 32)];
    let mut shown = match QUOTED.as_ref() {
        Some(quoted) => quoted.replace_all(text, "`…`").into_owned(),
        // an expression that does not compile shows in every test
        None => String::new(),
    };
    redact::clean_text(&mut shown);
    if let Some((end, _)) = shown.char_indices().nth(MAX_TEXT) {
        shown.truncate(end);
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::{Request, StatusCode};
    use axum::response::IntoResponse as _;

    use super::*;

    const PEER: SocketAddr =
        SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 5);

    fn answer(traffic: &Traffic, path: &str, response: &Response) {
        let request = Request::post(path).body(Body::empty()).unwrap();
        let seen = Seen::new(&request, PEER).unwrap();
        traffic.answered(Port::OtlpHttp, &seen, response, Timestamp::UNIX_EPOCH);
    }

    fn refused(reason: &str) -> Response {
        Outcome::refused(reason.to_owned()).note(StatusCode::BAD_REQUEST.into_response())
    }

    fn status(traffic: &Traffic) -> PortStatus {
        traffic.ports().swap_remove(Port::OtlpHttp as usize)
    }

    #[test]
    fn requests_and_items_are_counted_apart() {
        let traffic = Traffic::default();
        let taken = Outcome {
            accepted: 5,
            rejected: 2,
            not_stored: 1,
            reason: Some("2 without a trace id".to_owned()),
        };
        answer(
            &traffic,
            "/v1/traces",
            &taken.note(StatusCode::OK.into_response()),
        );
        answer(&traffic, "/v1/traces", &StatusCode::OK.into_response());
        answer(&traffic, "/v1/traces", &refused("no"));
        let status = status(&traffic);
        assert_eq!((status.requests.accepted, status.requests.rejected), (2, 1));
        assert_eq!((status.items.accepted, status.items.rejected), (5, 2));
        assert_eq!(status.items.not_stored, 1);
        let told: Vec<_> = status
            .rejections
            .iter()
            .map(|r| (&*r.answer, &*r.reason))
            .collect();
        assert_eq!(
            told,
            [("400", "no"), ("partly accepted", "2 without a trace id")]
        );
        assert_eq!(status.rejections[0].request, "POST /v1/traces");
        assert_eq!(status.rejections[0].peer, "127.0.0.1:5");
    }

    #[test]
    fn few_are_remembered_and_one_that_repeats_itself_once() {
        let traffic = Traffic::default();
        for number in 0..1_000 {
            answer(&traffic, "/v1/traces", &refused(&number.to_string()));
        }
        for _ in 0..1_000 {
            answer(&traffic, "/v1/traces", &refused(&"long ".repeat(10_000)));
        }
        let status = status(&traffic);
        assert_eq!(status.requests.rejected, 2_000);
        let last = &status.rejections;
        assert_eq!(
            (last.len(), last[0].times, &*last[1].reason),
            (KEPT, 1_000, "999")
        );
        assert!(last[0].reason.chars().count() <= MAX_TEXT + 1);
    }

    #[test]
    fn no_secret_is_shown() {
        let traffic = Traffic::default();
        let reason = r#"invalid type: string "geheim \" geheim", expected u64 at line 1"#;
        answer(&traffic, "/v1/traces?access_token=geheim", &refused(reason));
        answer(
            &traffic,
            "/access_token=geheim",
            &refused("Authorization: Bearer geheim"),
        );
        answer(
            &traffic,
            "/v1/traces",
            &refused("`hcaik_geheim012345678901234567` is not hex"),
        );
        let shown = format!("{:?}", status(&traffic).rejections);
        assert!(!shown.contains("geheim"), "{shown}");
        assert!(shown.contains("expected u64 at line 1"), "{shown}");
    }

    #[test]
    fn an_error_of_grpc_is_known_by_its_name() {
        let response = tonic::Status::unavailable("later").into_http::<Body>();
        assert_eq!(failure(&response).as_deref(), Some("UNAVAILABLE"));
        assert_eq!(failure(&StatusCode::OK.into_response()), None);
    }

    #[test]
    fn whoever_asks_for_the_numbers_is_not_counted() {
        let request = Request::get(STATUS_PATH).body(()).unwrap();
        assert!(Seen::new(&request, PEER).is_none());
    }
}
