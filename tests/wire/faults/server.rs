//! A CloudWatch Logs with scripted faults, over plain TCP, so that responses can end in the middle.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use aws_smithy_eventstream::frame::write_message_to;
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use serde_json::{Value, json};

/// The result of one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// No fault: returns the page.
    Pass,
    Throttle,
    /// A 500 with a body in this service's format.
    Internal,
    /// A 503 with a load balancer's HTML page.
    Html,
    /// An empty page with the token of the request, or with a first token.
    SameToken,
    /// An empty page with a token for the next.
    Empty,
    /// The connection is reset in the middle of the page.
    Reset,
    /// The connection ends in the middle of the page.
    Truncated,
    /// The page, delayed by this many milliseconds.
    Slow(u64),
    /// The token is no longer valid.
    LostToken,
    /// The credentials lack a permission.
    Denied,
    /// The group was deleted.
    Gone,
    /// The signature is 14 min 14 s old.
    Skewed,
}

/// The next step of a Live Tail session.
#[derive(Debug, Clone)]
pub(crate) enum LiveStep {
    /// An update with the events of these ids.
    Update { ids: Vec<usize>, sampled: bool },
    /// The exception at the end of a session, after three hours.
    TimedOut,
    /// The connection is reset.
    Reset,
    /// No update for this many milliseconds.
    Wait(u64),
}

#[derive(Debug, Clone)]
pub(crate) struct Logged {
    pub(crate) group: &'static str,
    pub(crate) at_ms: i64,
    pub(crate) ingested_ms: i64,
    pub(crate) message: String,
    visible: Instant,
}

/// Its threads run until the test process ends.
#[derive(Clone)]
pub(crate) struct FaultServer {
    pub(crate) addr: SocketAddr,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    events: Mutex<Vec<Logged>>,
    page: Mutex<usize>,
    faults: Mutex<VecDeque<Fault>>,
    /// Until this time, all calls for this group fail with this fault.
    broken: Mutex<Option<(&'static str, Fault, Instant)>>,
    live: Mutex<VecDeque<LiveStep>>,
    calls: Mutex<Vec<Instant>>,
    /// The only access key that has not expired; `None` accepts any.
    key: Mutex<Option<&'static str>>,
    /// The times at which Live Tail updates were sent.
    frames: Mutex<Vec<Instant>>,
}

impl FaultServer {
    /// Starts a server with pages of `page` events.
    pub(crate) fn start(page: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self {
            addr: listener.local_addr().unwrap(),
            state: Arc::default(),
        };
        *server.state.page.lock().unwrap() = page;
        let state = Arc::clone(&server.state);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let state = Arc::clone(&state);
                thread::spawn(move || serve(&state, &stream));
            }
        });
        server
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Adds an event that becomes visible after a delay. Returns its number, which is its id.
    pub(crate) fn log(
        &self,
        group: &'static str,
        at_ms: i64,
        message: &str,
        late: Duration,
    ) -> usize {
        let mut events = self.state.events.lock().unwrap();
        events.push(Logged {
            group,
            at_ms,
            ingested_ms: at_ms,
            message: message.to_owned(),
            visible: Instant::now() + late,
        });
        events.len() - 1
    }

    /// Sets the faults of the next calls.
    pub(crate) fn script(&self, faults: impl IntoIterator<Item = Fault>) {
        self.state.faults.lock().unwrap().extend(faults);
    }

    /// Whether all scripted faults have occurred.
    pub(crate) fn is_played(&self) -> bool {
        self.state.faults.lock().unwrap().is_empty()
    }

    pub(crate) fn break_group(&self, group: &'static str, fault: Fault, time: Duration) {
        *self.state.broken.lock().unwrap() = Some((group, fault, Instant::now() + time));
    }

    /// From now on, accepts only calls signed with this access key.
    pub(crate) fn accept_only(&self, key: &'static str) {
        *self.state.key.lock().unwrap() = Some(key);
    }

    pub(crate) fn live(&self, steps: impl IntoIterator<Item = LiveStep>) {
        self.state.live.lock().unwrap().extend(steps);
    }

    /// The times of the FilterLogEvents calls.
    pub(crate) fn calls(&self) -> Vec<Instant> {
        self.state.calls.lock().unwrap().clone()
    }

    pub(crate) fn frames(&self) -> Vec<Instant> {
        self.state.frames.lock().unwrap().clone()
    }
}

/// Serves the requests of one connection until it is closed.
fn serve(state: &State, stream: &TcpStream) {
    let _ = stream.set_nodelay(true);
    let mut reader = BufReader::new(stream);
    while let Some((operation, signature, body)) = request(&mut reader) {
        let key = *state.key.lock().unwrap();
        if key.is_some_and(|key| !signature.contains(&format!("Credential={key}/"))) {
            let error = json!({"__type": "ExpiredTokenException", "message": "The security token included in the request is expired"});
            if answer(stream, 400, &error.to_string()) {
                continue;
            }
            return;
        }
        let going_on = match operation.as_str() {
            "FilterLogEvents" => filter(state, stream, &body),
            "DescribeLogGroups" => groups(state, stream),
            "DescribeLogStreams" => {
                // the stream of all events
                let streams = json!({"logStreams": [{"logStreamName": "s"}]});
                answer(stream, 200, &streams.to_string())
            }
            "StartLiveTail" => {
                live(state, stream, &body);
                false
            }
            _ => {
                let error = json!({"__type": "UnknownOperationException"});
                answer(stream, 400, &error.to_string())
            }
        };
        if !going_on {
            return;
        }
    }
}

/// Reads the operation, the signature and the input.
fn request(reader: &mut BufReader<&TcpStream>) -> Option<(String, String, Value)> {
    let (mut operation, mut signature, mut length) = (String::new(), String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().ok()?,
            "authorization" => signature = value.trim().to_owned(),
            "x-amz-target" => operation = value.trim().rsplit('.').next()?.to_owned(),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((operation, signature, serde_json::from_slice(&body).ok()?))
}

fn answer(mut stream: &TcpStream, status: u16, body: &str) -> bool {
    let head = head(status, body.len(), "application/x-amz-json-1.1");
    stream.write_all(format!("{head}{body}").as_bytes()).is_ok()
}

fn head(status: u16, length: usize, kind: &str) -> String {
    format!("HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\r\n")
}

fn reset(stream: &TcpStream) {
    // closing with a linger time of 0 sends a reset
    let _ = rustix::net::sockopt::set_socket_linger(stream, Some(Duration::ZERO));
    let _ = rustix::net::shutdown(stream, rustix::net::Shutdown::Read);
}

fn groups(state: &State, stream: &TcpStream) -> bool {
    let events = state.events.lock().unwrap();
    let mut names: Vec<_> = events.iter().map(|event| event.group).collect();
    // the group exists before its first event
    names.push("g");
    drop(events);
    names.sort_unstable();
    names.dedup();
    let groups: Vec<_> = names
        .iter()
        .map(|name| {
            // a class that the service may have by now
            let class = if *name == "cold" { "COLD" } else { "STANDARD" };
            json!({"logGroupName": name, "logGroupArn": arn(name), "logGroupClass": class})
        })
        .collect();
    answer(stream, 200, &json!({"logGroups": groups}).to_string())
}

fn arn(name: &str) -> String {
    format!("arn:aws:logs:eu-central-1:123456789012:log-group:{name}")
}

fn filter(state: &State, stream: &TcpStream, input: &Value) -> bool {
    state.calls.lock().unwrap().push(Instant::now());
    let broken = *state.broken.lock().unwrap();
    let fault = match broken {
        Some((group, fault, until)) if input["logGroupName"] == group && Instant::now() < until => {
            fault
        }
        _ => state
            .faults
            .lock()
            .unwrap()
            .pop_front()
            .unwrap_or(Fault::Pass),
    };
    let error = |kind: &str| json!({"__type": kind, "message": "scripted"}).to_string();
    let token = input.get("nextToken").and_then(Value::as_str);
    let page = page(state, input, token).to_string();
    let half = &page.as_bytes()[..page.len() / 2];
    let whole = head(200, page.len(), "application/x-amz-json-1.1");
    let mut out = stream;
    match fault {
        Fault::Pass => answer(stream, 200, &page),
        Fault::Throttle => answer(stream, 400, &error("ThrottlingException")),
        Fault::Internal => answer(stream, 500, &error("InternalFailure")),
        Fault::Html => {
            let body = "<html>503</html>";
            let head = head(503, body.len(), "text/html");
            out.write_all(format!("{head}{body}").as_bytes()).is_ok()
        }
        Fault::SameToken | Fault::Empty => {
            let next = match (fault, token) {
                (Fault::SameToken, Some(token)) => token.to_owned(),
                // the same token in a different spelling
                (_, token) => format!("0{}", token.unwrap_or("0")),
            };
            answer(
                stream,
                200,
                &json!({"events": [], "nextToken": next}).to_string(),
            )
        }
        Fault::Reset | Fault::Truncated => {
            let _ = out
                .write_all(whole.as_bytes())
                .and_then(|()| out.write_all(half));
            let _ = out.flush();
            // let the data arrive before the connection ends
            thread::sleep(Duration::from_millis(20));
            match fault {
                Fault::Reset => reset(stream),
                _ => drop(stream.shutdown(std::net::Shutdown::Both)),
            }
            false
        }
        Fault::Slow(ms) => {
            let begun = out
                .write_all(whole.as_bytes())
                .and_then(|()| out.write_all(half));
            thread::sleep(Duration::from_millis(ms));
            begun
                .and_then(|()| out.write_all(&page.as_bytes()[half.len()..]))
                .is_ok()
        }
        Fault::Denied => answer(stream, 400, &error("AccessDeniedException")),
        Fault::Gone => answer(stream, 400, &error("ResourceNotFoundException")),
        Fault::Skewed => {
            let message = "Signature expired: 20261120T090000Z is now earlier than 20261120T090914Z (20261120T091414Z - 5 min.)";
            let error = json!({"__type": "InvalidSignatureException", "message": message});
            answer(stream, 400, &error.to_string())
        }
        Fault::LostToken if token.is_some() => {
            answer(stream, 400, &error("InvalidParameterException"))
        }
        Fault::LostToken => answer(stream, 200, &page),
    }
}

fn page(state: &State, input: &Value, token: Option<&str>) -> Value {
    let now = Instant::now();
    let bound = |name: &str, default| input.get(name).and_then(Value::as_i64).unwrap_or(default);
    let (from, to) = (bound("startTime", 0), bound("endTime", i64::MAX));
    let events = state.events.lock().unwrap();
    let mut found: Vec<_> = events
        .iter()
        .enumerate()
        .filter(|(_, event)| input["logGroupName"] == event.group && event.visible <= now)
        .filter(|(_, event)| event.at_ms >= from && event.at_ms <= to)
        .collect();
    found.sort_by_key(|(id, event)| (event.at_ms, *id));
    if input.get("startFromHead") == Some(&Value::Bool(false)) {
        found.reverse();
    }
    // the token is the number of events already returned
    let size = *state.page.lock().unwrap();
    let skip: usize = token.map_or(0, |token| token.parse().unwrap_or_default());
    let given: Vec<_> = found
        .iter()
        .skip(skip)
        .take(size)
        .map(|(id, event)| {
            json!({"eventId": format!("{id:056}"), "timestamp": event.at_ms, "ingestionTime": event.ingested_ms,
                   "logStreamName": "s", "message": event.message})
        })
        .collect();
    if found.len() > skip + size {
        json!({"events": given, "nextToken": (skip + size).to_string()})
    } else {
        json!({"events": given})
    }
}

/// A Live Tail session: runs the script, one step at a time, from where the last session ended.
fn live(state: &State, stream: &TcpStream, input: &Value) {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/vnd.amazon.eventstream\r\ntransfer-encoding: chunked\r\n\r\n";
    let mut out = stream;
    let mut send = |frame: Vec<u8>| {
        let mut chunk = format!("{:x}\r\n", frame.len()).into_bytes();
        chunk.extend(frame);
        chunk.extend(b"\r\n");
        out.write_all(&chunk).is_ok()
    };
    let group = input["logGroupIdentifiers"][0].clone();
    let start = json!({"sessionId": "5e551011-0000-4000-8000-000000000000", "logGroupIdentifiers": [group]});
    let mut begun = stream;
    if begun.write_all(head.as_bytes()).is_err()
        || !send(frame(":event-type", "initial-response", &json!({})))
        || !send(frame(":event-type", "sessionStart", &start))
    {
        return;
    }
    loop {
        let Some(step) = state.live.lock().unwrap().pop_front() else {
            thread::sleep(Duration::from_millis(2));
            continue;
        };
        match step {
            LiveStep::Wait(ms) => thread::sleep(Duration::from_millis(ms)),
            LiveStep::Reset => return reset(stream),
            LiveStep::TimedOut => {
                let body = json!({"message": "three hours"});
                send(frame(":exception-type", "SessionTimeoutException", &body));
                let _ = begun.write_all(b"0\r\n\r\n");
                return;
            }
            LiveStep::Update { ids, sampled } => {
                let events = state.events.lock().unwrap();
                let results: Vec<_> = ids
                    .iter()
                    .map(|id| &events[*id])
                    .map(|event| {
                        json!({"logStreamName": "s", "logGroupIdentifier": arn(event.group), "message": event.message,
                               "timestamp": event.at_ms, "ingestionTime": event.ingested_ms})
                    })
                    .collect();
                drop(events);
                let update =
                    json!({"sessionMetadata": {"sampled": sampled}, "sessionResults": results});
                state.frames.lock().unwrap().push(Instant::now());
                if !send(frame(":event-type", "sessionUpdate", &update)) {
                    // the client is gone, so leave the update to the next session
                    state
                        .live
                        .lock()
                        .unwrap()
                        .push_front(LiveStep::Update { ids, sampled });
                    return;
                }
            }
        }
    }
}

fn frame(name: &'static str, kind: &'static str, payload: &Value) -> Vec<u8> {
    let text = |text: &'static str| HeaderValue::String(text.into());
    let message_type = match name {
        ":exception-type" => "exception",
        _ => "event",
    };
    let message = Message::new(payload.to_string().into_bytes())
        .add_header(Header::new(":message-type", text(message_type)))
        .add_header(Header::new(name, text(kind)))
        .add_header(Header::new(":content-type", text("application/json")));
    let mut bytes = Vec::new();
    write_message_to(&message, &mut bytes).unwrap();
    bytes
}
