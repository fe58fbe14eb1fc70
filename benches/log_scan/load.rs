//! Loads the events, once.

use std::fmt::Write as _;
use std::fs;
use std::time::{Duration, Instant};

use cruddur_obs::model::Clock;

use crate::client::Connection;
use crate::events::{SPAN_MS, STREAMS, Writer};
use crate::grouped;
use crate::stack::{Home, Stack};

pub(crate) const GROUP: &str = "stored";
/// Events per request.
const AT_ONCE: usize = 4_000;
const CONNECTIONS: usize = 4;

/// Loads the events into the folder, unless they are already there.
pub(crate) fn once(home: &Home, events: usize) {
    let done = home.folder.join("loaded-events");
    match fs::read_to_string(&done) {
        Ok(there) => assert_eq!(
            there,
            events.to_string(),
            "the folder holds another number of events"
        ),
        Err(_) => {
            load(home, events);
            fs::write(&done, events.to_string()).unwrap();
        }
    }
}

fn load(home: &Home, all: usize) {
    fs::create_dir_all(&home.folder).unwrap();
    let stack = Stack::start(home);
    let mut connection = Connection::open(stack.services);
    make(&mut connection, GROUP, STREAMS);
    let from_ms = Clock::System.now_ms() - SPAN_MS;
    let started = Instant::now();
    std::thread::scope(|scope| {
        for first in 0..CONNECTIONS {
            let mut connection = Connection::open(stack.services);
            scope.spawn(move || {
                let mut streams: Vec<Stream> = (first..STREAMS)
                    .step_by(CONNECTIONS)
                    .map(|stream| Stream::new(stream, all, from_ms))
                    .collect();
                let mut more = true;
                while more {
                    more = false;
                    for stream in &mut streams {
                        more |= stream.put_some(&mut connection);
                    }
                }
            });
        }
    });
    let loaded = started.elapsed();
    let busy = stack.processor();
    stack.settle();
    println!(
        "loaded in {:.0} s with {busy:.0} s of the stack's processor time, settled {:.0} s later with {:.0} s more",
        loaded.as_secs_f64(),
        (started.elapsed() - loaded).as_secs_f64(),
        stack.processor() - busy,
    );
    println!(
        "{} MB in the database, {} MB own memory, {} MB peak",
        grouped(stack.disk().0 as f64 / 1e6),
        stack.memory().own,
        stack.memory().peak
    );
    stack.stop();
}

/// Creates a group and streams.
pub(crate) fn make(connection: &mut Connection, group: &str, streams: usize) {
    let body = format!(r#"{{"logGroupName":"{group}"}}"#);
    connection.must("CreateLogGroup", body.as_bytes());
    for stream in 0..streams {
        let body = format!(r#"{{"logGroupName":"{group}","logStreamName":"s{stream}"}}"#);
        connection.must("CreateLogStream", body.as_bytes());
    }
}

struct Stream {
    number: usize,
    writer: Writer,
    /// The index of the next event among those of all streams.
    next: usize,
    all: usize,
    from_ms: i64,
}

impl Stream {
    fn new(number: usize, all: usize, from_ms: i64) -> Self {
        Self {
            number,
            writer: Writer::of(number as u64),
            next: number,
            all,
            from_ms,
        }
    }

    /// Sends a request. Returns whether there are more events.
    fn put_some(&mut self, connection: &mut Connection) -> bool {
        if self.next >= self.all {
            return false;
        }
        let mut batch = Batch::new(GROUP, self.number);
        let mut message = String::new();
        for _ in 0..AT_ONCE {
            if self.next >= self.all {
                break;
            }
            let at_ms = self.from_ms + SPAN_MS * self.next as i64 / self.all as i64;
            self.writer.write(&mut message, self.next, self.all, at_ms);
            batch.add(at_ms, &message);
            self.next += STREAMS;
        }
        let body = batch.body();
        loop {
            match connection.call("PutLogEvents", &body) {
                (200, _) => return true,
                (_, answer) => {
                    let text = String::from_utf8_lossy(answer);
                    assert!(text.contains("Throttling"), "{text}");
                    std::thread::sleep(Duration::from_millis(100));
                }
            }
        }
    }
}

/// The body of a PutLogEvents request.
pub(crate) struct Batch(String);

impl Batch {
    pub(crate) fn new(group: &str, stream: usize) -> Self {
        Self(format!(
            r#"{{"logGroupName":"{group}","logStreamName":"s{stream}","logEvents":["#
        ))
    }

    pub(crate) fn add(&mut self, at_ms: i64, message: &str) {
        let comma = if self.0.ends_with('[') { "" } else { "," };
        let message = serde_json::to_string(message).unwrap();
        write!(
            self.0,
            r#"{comma}{{"timestamp":{at_ms},"message":{message}}}"#
        )
        .unwrap();
    }

    pub(crate) fn body(mut self) -> Vec<u8> {
        self.0.push_str("]}");
        self.0.into_bytes()
    }
}
