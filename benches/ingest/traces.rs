//! Spans over OTLP/HTTP: 1,000 per POST, 10 per trace, 4 services, 12 attributes.

use std::time::Instant;

use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, InstrumentationScope, KeyValue};
use opentelemetry_proto::tonic::resource::v1::Resource;
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span, TracesData};
use prost::Message as _;
use rand::RngExt as _;

use crate::client::{Connection, Tally, on_threads};
use crate::stack::{Stack, processor};
use crate::{Settings, grouped};
use cruddur_obs::model::Clock;

pub(crate) const PATH: &str = "/v1/traces";
pub(crate) const HEADERS: &str = "content-type: application/x-protobuf\r\n";
pub(crate) const SPANS: usize = 1_000;
const SPANS_A_TRACE: usize = 10;
const SERVICES: [&str; 4] = ["frontend", "backend-flask", "payments", "search"];
/// Distinct bodies. More would not compress worse: compression exploits the similarity within a
/// body.
const BODIES: usize = 32;

pub(crate) fn run(settings: &Settings) {
    let stack = Stack::start();
    let idle = stack.usage();
    let before = (stack.processor(), processor(std::process::id()));
    let started = Instant::now();
    let mut tally = send(settings, stack.addrs.otlp_http);
    let seconds = started.elapsed().as_secs_f64();
    let taken = (
        stack.processor() - before.0,
        processor(std::process::id()) - before.1,
    );
    let spans = tally.accepted as f64 * SPANS as f64;
    println!("\nspans through OTLP/HTTP, {} B a span", body_len() / SPANS);
    println!("  {} spans/s acknowledged", grouped(spans / seconds));
    println!(
        "  {:.2} µs of processor time a span, and {:.2} µs the generator's: {} spans/s if nothing else ran",
        taken.0 * 1e6 / spans,
        taken.1 * 1e6 / spans,
        grouped(2.0 * spans / (taken.0 + taken.1))
    );
    println!("  {}, {} refused with 429", tally.latency(), tally.refused);
    println!("  {} (idle: {idle})", stack.usage());
    println!("  {:.0} B a span on disk", stack.disk() as f64 / spans);
    let stored = stack.stop("SELECT coalesce(sum(spans), 0) FROM traces");
    let acknowledged = (tally.accepted * SPANS as u64) as i64;
    println!(
        "  {} stored, {} lost",
        grouped(stored as f64),
        acknowledged - stored
    );
    assert_eq!(stored, acknowledged);
}

/// Sends for the duration of a measurement.
pub(crate) fn send(settings: &Settings, to: std::net::SocketAddr) -> Tally {
    let bodies = bodies();
    on_threads(settings.connections, |thread| {
        let mut connection = Connection::open(to);
        let mut tally = Tally::default();
        let mut random = rand::rng();
        let started = Instant::now();
        let mut own: Vec<Body> = bodies.clone();
        for turn in thread.. {
            if started.elapsed() >= settings.time {
                break;
            }
            let body = &mut own[turn % BODIES];
            body.renew(&mut random);
            connection.deliver(PATH, HEADERS, &body.bytes, &mut tally);
        }
        tally
    })
}

/// An encoded request whose trace ids can be replaced in place.
#[derive(Clone)]
pub(crate) struct Body {
    pub(crate) bytes: Vec<u8>,
    /// The positions of each trace's id.
    ids: Vec<Vec<usize>>,
}

impl Body {
    /// Sets new trace ids, as in another request.
    fn renew(&mut self, random: &mut impl rand::Rng) {
        for places in &self.ids {
            let id: [u8; 16] = random.random();
            for at in places {
                self.bytes[*at..at + 16].copy_from_slice(&id);
            }
        }
    }
}

fn body_len() -> usize {
    body(0).bytes.len()
}

pub(crate) fn bodies() -> Vec<Body> {
    (0..BODIES).map(body).collect()
}

fn body(seed: usize) -> Body {
    let traces = SPANS / SPANS_A_TRACE;
    let ids: Vec<[u8; 16]> = (0..traces).map(|_| rand::rng().random()).collect();
    let mut spans: [Vec<Span>; 4] = Default::default();
    for (trace, id) in ids.iter().enumerate() {
        let mut parent = Vec::new();
        for n in 0..SPANS_A_TRACE {
            let span = span(id, &parent, seed * SPANS + trace * SPANS_A_TRACE + n);
            parent = span.span_id.clone();
            spans[n % SERVICES.len()].push(span);
        }
    }
    let resource_spans = spans
        .into_iter()
        .zip(SERVICES)
        .map(|(spans, service)| ResourceSpans {
            resource: Some(Resource {
                attributes: vec![
                    text("service.name", service),
                    text("telemetry.sdk.language", "python"),
                    text("host.name", "ip-10-0-3-17.ec2.internal"),
                ],
                ..Resource::default()
            }),
            scope_spans: vec![ScopeSpans {
                scope: Some(InstrumentationScope {
                    name: "opentelemetry.instrumentation.flask".to_owned(),
                    version: "0.60b0".to_owned(),
                    ..InstrumentationScope::default()
                }),
                spans,
                ..ScopeSpans::default()
            }],
            ..ResourceSpans::default()
        });
    let data = TracesData {
        resource_spans: resource_spans.collect(),
    };
    let bytes = data.encode_to_vec();
    let ids = ids.iter().map(|id| places(&bytes, id)).collect();
    Body { bytes, ids }
}

fn places(bytes: &[u8], id: &[u8; 16]) -> Vec<usize> {
    let windows = bytes.windows(16).enumerate();
    let found = windows.filter(|(_, window)| window == id);
    found.map(|(at, _)| at).collect()
}

fn span(trace: &[u8; 16], parent: &[u8], n: usize) -> Span {
    let mut random = rand::rng();
    let id: [u8; 8] = random.random();
    let start = Clock::System.now_ns() + random.random_range(0..1_000_000_000);
    let uuid: u128 = random.random();
    Span {
        trace_id: trace.to_vec(),
        span_id: id.to_vec(),
        parent_span_id: parent.to_vec(),
        name: format!(
            "GET /api/activities/{}",
            ["home", "notifications", ":uuid"][n % 3]
        ),
        kind: [2, 3, 1][n % 3],
        start_time_unix_nano: start,
        end_time_unix_nano: start + random.random_range(100_000..90_000_000),
        attributes: vec![
            text("http.request.method", "GET"),
            text("http.route", "/api/activities/<string:activity_uuid>"),
            text("url.path", &format!("/api/activities/{uuid:032x}")),
            number(
                "http.response.status_code",
                [200, 200, 200, 404, 500][n % 5],
            ),
            text(
                "user_agent.original",
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36",
            ),
            text("client.address", &format!("10.0.{}.{}", n % 256, n % 199)),
            number("server.port", 4567),
            text(
                "enduser.id",
                &format!("user-{}", random.random_range(0..100_000)),
            ),
            text("db.system", "postgresql"),
            text(
                "db.query.text",
                "SELECT uuid, handle, message FROM activities WHERE uuid = $1",
            ),
            number("app.rows", random.random_range(0..500)),
            number("thread.id", random.random_range(0..i64::MAX)),
        ],
        ..Span::default()
    }
}

fn text(key: &str, value: &str) -> KeyValue {
    attribute(key, Value::StringValue(value.to_owned()))
}

fn number(key: &str, value: i64) -> KeyValue {
    attribute(key, Value::IntValue(value))
}

fn attribute(key: &str, value: Value) -> KeyValue {
    KeyValue {
        key: key.to_owned(),
        value: Some(AnyValue { value: Some(value) }),
        ..KeyValue::default()
    }
}
