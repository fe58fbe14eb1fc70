//! The server for all readers: returns pages of FilterLogEvents from memory, so that the readers
//! are measured and not a store.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::Mutex;

use crate::data::{EVENT_BYTES, GROUP, PAGE_BYTES, PAGE_EVENTS, STREAMS, Window, message, stream};

/// The argument that makes this program the server.
pub(crate) const SERVER: &str = "--serve";

/// The behaviour of the service.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Manners {
    pub(crate) latency_ms: u64,
    /// Calls accepted per second; 0 is unlimited.
    pub(crate) quota: usize,
}

/// The server in a separate process.
pub(crate) struct Server {
    child: Child,
    pub(crate) addr: SocketAddr,
    pub(crate) window: Window,
}

impl Server {
    pub(crate) fn start(events: usize, manners: Manners) -> Self {
        let window = Window::until_now(events);
        let numbers = [
            events as u64,
            window.end_ms.cast_unsigned(),
            manners.latency_ms,
            manners.quota as u64,
        ];
        let mut child = Command::new(std::env::current_exe().unwrap())
            .arg(SERVER)
            .args(numbers.map(|number| number.to_string()))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut told = BufReader::new(child.stdout.take().unwrap());
        let mut addr = String::new();
        told.read_line(&mut addr).unwrap();
        Self {
            child,
            addr: addr.trim().parse().unwrap(),
            window,
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let ended = self.child.kill().and_then(|()| self.child.wait());
        assert!(ended.is_ok(), "{ended:?}");
    }
}

/// All events in their encoded form, concatenated.
struct Service {
    json: Vec<u8>,
    /// The time, the end of the JSON and the size in a page of each event.
    events: Vec<(i64, usize, usize)>,
    manners: Manners,
    taken: Mutex<VecDeque<Instant>>,
    throttled: AtomicU64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Ask {
    start_time: Option<i64>,
    end_time: Option<i64>,
    next_token: Option<String>,
    start_from_head: Option<bool>,
    limit: Option<usize>,
}

/// Prints its address and serves until the process is killed.
pub(crate) fn serve() {
    let numbers: Vec<u64> = std::env::args()
        .skip(2)
        .map(|n| n.parse().unwrap())
        .collect();
    let [events, end_ms, latency_ms, quota] = numbers[..] else {
        panic!("{numbers:?}");
    };
    let manners = Manners {
        latency_ms,
        quota: quota as usize,
    };
    let window = Window {
        events: events as usize,
        end_ms: end_ms.cast_signed(),
    };
    let service = Arc::new(Service::new(window, manners));
    // leave one core to the reader
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        println!("{}", listener.local_addr().unwrap());
        let app = Router::new().fallback(answer).with_state(service);
        axum::serve(listener, app).await.unwrap();
    });
}

impl Service {
    fn new(window: Window, manners: Manners) -> Self {
        let mut json = String::with_capacity(window.events * 400);
        let mut events = Vec::with_capacity(window.events);
        for number in 0..window.events {
            let (at, text) = (window.at(number), message(number));
            let quoted = serde_json::to_string(&text).unwrap();
            write!(
                json,
                r#"{{"logStreamName":"{}","timestamp":{at},"message":{quoted},"ingestionTime":{},"eventId":"{:056}"}},"#,
                stream(number),
                at + 730,
                38_000_000_000_u64 + number as u64,
            )
            .unwrap();
            events.push((at, json.len(), text.len() + EVENT_BYTES));
        }
        Self {
            json: json.into_bytes(),
            events,
            manners,
            taken: Mutex::default(),
            throttled: AtomicU64::new(0),
        }
    }

    async fn takes(&self) -> bool {
        if self.manners.quota == 0 {
            return true;
        }
        let now = Instant::now();
        let mut taken = self.taken.lock().await;
        while taken
            .front()
            .is_some_and(|at| now - *at > Duration::from_secs(1))
        {
            taken.pop_front();
        }
        let room = taken.len() < self.manners.quota;
        if room {
            taken.push_back(now);
        } else {
            self.throttled.fetch_add(1, Ordering::Relaxed);
        }
        room
    }

    fn page(&self, ask: &Ask) -> Vec<u8> {
        let first = |at: i64| self.events.partition_point(|event| event.0 < at);
        let mut from = ask.start_time.map_or(0, first);
        let mut to = ask.end_time.map_or(self.events.len(), |at| first(at + 1));
        let newest_first = ask.start_from_head == Some(false);
        if let Some(place) = ask.next_token.as_ref().map(|token| token.parse().unwrap()) {
            if newest_first {
                to = place;
            } else {
                from = place;
            }
        }
        let most = ask.limit.unwrap_or(PAGE_EVENTS);
        let (mut bytes, mut count) = (0, 0);
        let mut fits = |number: usize| {
            bytes += self.events[number].2;
            count += 1;
            bytes <= PAGE_BYTES && count <= most
        };
        let mut page = br#"{"events":["#.to_vec();
        let next = if newest_first {
            let end = (from..to).rev().find(|number| !fits(*number));
            let start = end.map_or(from, |number| number + 1);
            for number in (start..to).rev() {
                page.extend(&self.json[self.begin(number)..self.events[number].1]);
            }
            end.map(|number| number + 1)
        } else {
            let end = (from..to).find(|number| !fits(*number));
            let stop = end.unwrap_or(to);
            if from < stop {
                page.extend(&self.json[self.begin(from)..self.begin(stop)]);
            }
            end
        };
        if page.last() == Some(&b',') {
            page.pop();
        }
        page.extend(br#"],"searchedLogStreams":[]"#);
        if let Some(next) = next {
            page.extend(format!(r#","nextToken":"{next}""#).bytes());
        }
        page.push(b'}');
        page
    }

    fn begin(&self, number: usize) -> usize {
        match number {
            0 => 0,
            number => self.events[number - 1].1,
        }
    }
}

async fn answer(State(service): State<Arc<Service>>, headers: HeaderMap, body: Bytes) -> Response {
    // clients first check whether this is a local stack
    let Some(target) = headers.get("x-amz-target") else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let target = target.to_str().unwrap();
    let operation = target.rsplit('.').next().unwrap();
    let window_end = service.events.last().map_or(0, |event| event.0);
    match operation {
        "FilterLogEvents" => {
            let taken = service.takes().await;
            tokio::time::sleep(Duration::from_millis(service.manners.latency_ms)).await;
            if !taken {
                let refusal = json!({"__type": "ThrottlingException", "message": "Rate exceeded"});
                return with_type(StatusCode::BAD_REQUEST, refusal.to_string());
            }
            let ask: Ask = serde_json::from_slice(&body).unwrap();
            with_type(StatusCode::OK, service.page(&ask))
        }
        "DescribeLogGroups" => {
            let group = json!({
                "logGroupName": GROUP,
                "arn": format!("arn:aws:logs:eu-central-1:123456789012:log-group:{GROUP}:*"),
                "logGroupClass": "STANDARD",
                "creationTime": 1_700_000_000_000_i64,
                "storedBytes": service.json.len(),
            });
            with_type(StatusCode::OK, json!({"logGroups": [group]}).to_string())
        }
        "DescribeLogStreams" => {
            let streams = (0..STREAMS).map(|number| {
                json!({
                    "logStreamName": stream(number),
                    "creationTime": 1_700_000_000_000_i64,
                    "firstEventTimestamp": service.events.first().map(|event| event.0),
                    "lastEventTimestamp": window_end,
                    "lastIngestionTime": window_end,
                })
            });
            let streams: Vec<_> = streams.collect();
            with_type(StatusCode::OK, json!({ "logStreams": streams }).to_string())
        }
        other => {
            let refusal = json!({"__type": "UnknownOperationException", "message": other});
            with_type(StatusCode::BAD_REQUEST, refusal.to_string())
        }
    }
}

fn with_type(status: StatusCode, body: impl Into<axum::body::Body>) -> Response {
    let content_type = [("content-type", "application/x-amz-json-1.1")];
    (status, content_type, body.into()).into_response()
}
