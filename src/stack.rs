//! The embedded local stack: what a collector takes and what the clouds answer, on
//! loopback, over the services' own wire protocols.
//!
//! [`Listeners::bind`] takes the ports, [`serve`] answers on them until told to stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::model::Clock;

mod at_most;
mod collector;
mod cors;
mod guard;
pub mod http;
pub mod ingest;
mod json_text;
mod listeners;
pub mod otlp;
mod redact;
pub mod services;
pub mod store;
mod strict_json;
pub mod traffic;

pub use guard::{Guard, Origin};
pub use listeners::{BindError, Listeners};
use store::Store;
use traffic::{Port, Traffic};

/// The account that the local stack plays; AWS documents it as never assigned.
pub const ACCOUNT_ID: &str = "000000000000";

/// Everything the front-ends share.
pub struct Stack {
    pub store: Store,
    pub clock: Clock,
    /// The region in the ARNs that it makes.
    pub region: String,
    pub guard: Guard,
    pub counters: Counters,
    pub sessions: Sessions,
    pub limits: Arc<http::Limits>,
}

/// Answers that go on until somebody ends them: Live Tail.
#[derive(Debug, Default)]
pub struct Sessions {
    pub open: AtomicUsize,
    /// Told when the stack stops, so that no open session holds it up.
    pub stopping: CancellationToken,
}

/// What was taken and what was lost, since the start. Shown by `local status`.
#[derive(Debug, Default)]
pub struct Counters {
    /// UDP packets that arrived.
    pub udp_packets: AtomicU64,
    /// UDP packets that are no X-Ray document: a bad header, no JSON.
    pub udp_malformed: AtomicU64,
    /// Well-formed segments that could not be stored because the store was full.
    pub udp_dropped: AtomicU64,
    /// Stored X-Ray documents that could not be read when they were asked for.
    pub unread_documents: AtomicU64,
    /// Requests and items of each port.
    pub traffic: Traffic,
}

/// Adds one to a counter.
pub fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

/// Answers on every listener until `shutdown`, then takes what is already under way to
/// its end, and closes the store.
pub async fn serve(listeners: Listeners, stack: Arc<Stack>, shutdown: CancellationToken) {
    let tasks = TaskTracker::new();
    let Listeners {
        services,
        otlp_http,
        otlp_grpc,
        xray_udp,
        xray_tcp,
    } = listeners;
    let http = |port, listener, handler: http::Handler| {
        tasks.spawn(http::serve(
            port,
            listener,
            Arc::clone(&stack),
            handler,
            shutdown.clone(),
        ));
    };
    http(Port::Services, services, |stack, request| {
        Box::pin(services::handle(stack, request))
    });
    http(Port::OtlpHttp, otlp_http, |stack, request| {
        Box::pin(collector::otlp_http(stack, request))
    });
    http(Port::OtlpGrpc, otlp_grpc, |stack, request| {
        Box::pin(collector::otlp_grpc(stack, request))
    });
    http(Port::XrayTcp, xray_tcp, |stack, request| {
        Box::pin(collector::xray_tcp(stack, request))
    });
    tasks.spawn(collector::xray_udp(
        xray_udp,
        Arc::clone(&stack),
        shutdown.clone(),
    ));
    tasks.spawn(store::retain(
        stack.store.clone(),
        stack.clock,
        shutdown.clone(),
    ));
    tasks.spawn(store::watch_indexes(stack.store.clone(), shutdown.clone()));
    tasks.spawn(ingest::compaction::run(
        stack.store.clone(),
        shutdown.clone(),
    ));
    tasks.spawn({
        let stack = Arc::clone(&stack);
        async move {
            shutdown.cancelled().await;
            stack.sessions.stopping.cancel();
        }
    });
    tasks.close();
    tasks.wait().await;
    stack.store.close().await;
}

/// `127.0.0.1:4570` as a URL.
pub fn url_of(addr: SocketAddr) -> String {
    format!("http://{addr}")
}
