//! The cost of receiving spans without storing them: the upper limit for any store.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::response::{IntoResponse as _, Response};
use cruddur_obs::model::Clock;
use cruddur_obs::stack::ingest::spans;
use cruddur_obs::stack::otlp::ReceiverConfig;
use cruddur_obs::stack::store::{Store, StoreOptions};
use cruddur_obs::stack::traffic::Port;
use cruddur_obs::stack::{Counters, Guard, Sessions, Stack, http};
use opentelemetry_proto::tonic::trace::v1::TracesData;
use prost::Message as _;
use tokio_util::sync::CancellationToken;

use crate::traces::{SPANS, bodies, send};
use crate::{Settings, grouped, stack};

/// The argument that makes this program the server.
pub(crate) const SERVER: &str = "--serve-and-discard";

pub(crate) fn run(settings: &Settings) {
    println!("\nthe limit of the same spans");
    one_core("decoded into objects by prost", |body| {
        TracesData::decode(body).unwrap();
    });
    one_core("read in place and checked", |body| {
        spans::check(body).unwrap();
    });
    one_core("read, grouped by trace, compressed", |body| {
        spans::blocks(body, spans::SpanRules::default()).unwrap();
    });
    over_http(settings);
}

fn one_core(what: &str, work: impl Fn(&[u8])) {
    let bodies = bodies();
    let started = Instant::now();
    let mut spans = 0;
    for body in bodies.iter().cycle() {
        work(&body.bytes);
        spans += SPANS;
        if started.elapsed() > Duration::from_secs(2) {
            break;
        }
    }
    let rate = spans as f64 / started.elapsed().as_secs_f64();
    println!("  {} spans/s on one core: {what}", grouped(rate));
}

fn over_http(settings: &Settings) {
    // this process picks the port and the child binds it; nobody else asks for it in between
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let addr = listener.local_addr().unwrap();
    drop(listener);
    let mut server = Command::new(std::env::current_exe().unwrap())
        .args([SERVER, &addr.to_string()])
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    stack::wait_for(addr);
    let started = Instant::now();
    let tally = send(settings, addr);
    let rate = tally.accepted as f64 * SPANS as f64 / started.elapsed().as_secs_f64();
    println!(
        "  {} spans/s over HTTP, read in place and discarded",
        grouped(rate)
    );
    let spans = tally.accepted as f64 * SPANS as f64;
    println!(
        "  {:.2} µs of processor time a span; {}",
        stack::processor(server.id()) * 1e6 / spans,
        stack::usage(server.id())
    );
    server.kill().unwrap();
    server.wait().unwrap();
}

/// The server: the stack's HTTP with a handler that discards everything.
pub(crate) fn serve() {
    let addr: SocketAddr = std::env::args().next_back().unwrap().parse().unwrap();
    let folder = tempfile::tempdir().unwrap();
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let listener = tokio::net::TcpListener::bind(addr).await.unwrap();
        let stack = Stack {
            store: Store::open(folder.path(), &StoreOptions::default()).unwrap(),
            clock: Clock::System,
            region: String::new(),
            guard: Guard::default(),
            counters: Counters::default(),
            sessions: Sessions::default(),
            limits: Arc::default(),
        };
        let handler: http::Handler = |_, request| Box::pin(discard(request));
        let stop = CancellationToken::new();
        http::serve(Port::OtlpHttp, listener, Arc::new(stack), handler, stop).await;
    });
}

async fn discard(request: Request<Body>) -> Response {
    let (parts, body) = request.into_parts();
    let config = ReceiverConfig::default();
    let body = http::read_body(&parts.headers, body, config.limit, config.encodings).await;
    spans::check(&body.unwrap()).unwrap();
    StatusCode::OK.into_response()
}
