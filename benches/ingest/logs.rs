//! Log events through PutLogEvents: 4,000 of 220 B per call, one stream per connection.

use std::fmt::Write as _;
use std::time::Instant;

use rand::RngExt as _;

use crate::client::{Connection, Tally, on_threads};
use crate::stack::{Stack, processor};
use crate::{Settings, grouped};
use cruddur_obs::model::Clock;

const EVENTS: usize = 4_000;
const MESSAGE: usize = 220;
const BODIES: usize = 8;

fn headers(operation: &str) -> String {
    format!(
        "content-type: application/x-amz-json-1.1\r\n\
         x-amz-target: Logs_20140328.{operation}\r\n\
         authorization: AWS4-HMAC-SHA256 Credential=local/20261120/us-east-1/logs/aws4_request, SignedHeaders=host, Signature=00\r\n"
    )
}

pub(crate) fn run(settings: &Settings) {
    let stack = Stack::start();
    let mut connection = Connection::open(stack.addrs.services);
    let mut call = |operation: &str, body: String| {
        assert_eq!(
            connection.post("/", &headers(operation), body.as_bytes()),
            200
        );
    };
    call("CreateLogGroup", r#"{"logGroupName":"cruddur"}"#.to_owned());
    for stream in 0..settings.connections {
        call(
            "CreateLogStream",
            format!(r#"{{"logGroupName":"cruddur","logStreamName":"s{stream}"}}"#),
        );
    }
    let before = (stack.processor(), processor(std::process::id()));
    let started = Instant::now();
    let mut tally = on_threads(settings.connections, |thread| {
        let mut connection = Connection::open(stack.addrs.services);
        let mut tally = Tally::default();
        let headers = headers("PutLogEvents");
        let bodies: Vec<String> = (0..BODIES).map(|_| body(thread)).collect();
        for body in bodies.iter().cycle() {
            if started.elapsed() >= settings.time {
                break;
            }
            connection.deliver("/", &headers, body.as_bytes(), &mut tally);
        }
        tally
    });
    let seconds = started.elapsed().as_secs_f64();
    let events = tally.accepted as f64 * EVENTS as f64;
    println!("\nlog events of {MESSAGE} B through PutLogEvents, {EVENTS} a call");
    println!("  {} events/s acknowledged", grouped(events / seconds));
    let taken = (
        stack.processor() - before.0,
        processor(std::process::id()) - before.1,
    );
    println!(
        "  {:.2} µs of processor time an event, and {:.2} µs the generator's: {} events/s if nothing else ran",
        taken.0 * 1e6 / events,
        taken.1 * 1e6 / events,
        grouped(2.0 * events / (taken.0 + taken.1))
    );
    println!("  {}, {} refused", tally.latency(), tally.refused);
    println!("  {}", stack.usage());
    println!("  {:.0} B an event on disk", stack.disk() as f64 / events);
    // as AWS counts them: the message and 26 bytes per event
    let bytes = stack.stop("SELECT coalesce(sum(stored_bytes), 0) FROM log_groups");
    let stored = bytes / (MESSAGE as i64 + 26);
    println!(
        "  {} stored, {} lost",
        grouped(stored as f64),
        events as i64 - stored
    );
    assert_eq!(stored, events as i64);
}

fn body(stream: usize) -> String {
    let mut random = rand::rng();
    let now = Clock::System.now_ms();
    let mut body =
        format!(r#"{{"logGroupName":"cruddur","logStreamName":"s{stream}","logEvents":["#);
    for n in 0..EVENTS {
        let trace: u128 = random.random();
        let user = random.random_range(0..100_000);
        let mut message = format!(
            "[2026-Nov-20 09:14] 10.0.{}.{} GET http /api/activities/{trace:032x} 200 user={user} \
             [trace_id={trace:032x} span_id=eee19b7ec3c1b174 resource.service.name=backend-flask]",
            n % 256,
            n % 199
        );
        while message.len() < MESSAGE {
            message.push('.');
        }
        message.truncate(MESSAGE);
        let comma = if n > 0 { "," } else { "" };
        write!(
            body,
            r#"{comma}{{"timestamp":{now},"message":"{message}"}}"#
        )
        .unwrap();
    }
    body.push_str("]}");
    body
}
