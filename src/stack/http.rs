//! HTTP for every front-end: accepting, the guard, bodies with their limits and encodings.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use axum::response::Response;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::Stack;
use super::cors::Page;
use super::store::watched;
use super::traffic::{Port, Seen};
use crate::model::INCOMPLETE_HEADER;

mod body;
mod connection;
mod exchange;
mod limits;
mod peers;

pub use body::{BodyError, BodyReader, Encodings, RETRY_AFTER, TINY, read_body};
use connection::{Waits, attend};
pub use exchange::Lasting;
pub use limits::{ASSEMBLED, Limits, NoRoom, Room};

/// A future of a response, boxed so that every front-end has one type.
pub type Answer = Pin<Box<dyn Future<Output = Response> + Send>>;
/// What a port does with a request that passed the guard.
pub type Handler = fn(Arc<Stack>, Request<Body>) -> Answer;

/// A client that does not finish its headers in this time is let go; of HTTP/1 also one
/// that sends no further request.
const HEADER_TIMEOUT: Duration = Duration::from_secs(30);
/// A client that neither sends more of its request nor takes more of its answer in this
/// time is let go.
const STALL_TIMEOUT: Duration = Duration::from_secs(60);
/// How often such clients are looked for.
const LOOK: Duration = Duration::from_secs(5);
/// What a connection keeps of what was sent and not read, or written and not taken.
const BUFFER: usize = 64 << 10;
/// Requests of an HTTP/2 connection at once.
const STREAMS: u32 = 100;
/// What is under way at shutdown may take this long.
const DRAIN: Duration = Duration::from_secs(5);
/// Clients keep connections for a minute or two; one that comes later takes a new one.
const WAITS: Waits = Waits {
    begin: HEADER_TIMEOUT,
    idle: Duration::from_secs(5 * 60),
    leave: DRAIN,
};
/// After a failed accept (too many open files), before the next.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Answers HTTP/1.1 and HTTP/2 (prior knowledge) on `listener` until `shutdown`.
pub async fn serve(
    port: Port,
    listener: TcpListener,
    stack: Arc<Stack>,
    handler: Handler,
    shutdown: CancellationToken,
) {
    let server = server();
    let connections = TaskTracker::new();
    let limits = Arc::clone(&stack.limits);
    let number = listener.local_addr().map_or(0, |addr| addr.port());
    let most = Limits::connections();
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = shutdown.cancelled() => break,
            _ = look.tick(), if !limits.peers.is_empty() => {
                limits.peers.close_stalled(number, STALL_TIMEOUT);
                continue;
            }
        };
        let Ok((stream, peer)) = accepted else {
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        let registered = tokio::select! {
            registered = limits.peers.register(number, most) => registered,
            () = shutdown.cancelled() => break,
        };
        // answers are small and written whole: waiting to fill a packet only delays them
        let _ = stream.set_nodelay(true);
        let (stack, limits) = (Arc::clone(&stack), Arc::clone(&limits));
        let handle = move |request| {
            let stack = Arc::clone(&stack);
            async move {
                let seen = Seen::new(&request, peer);
                let response = match stack.guard.refuse(port, &request) {
                    Some(refusal) => refusal,
                    None => match Page::new(port, &request) {
                        Some(mut page) => match page.preflight() {
                            // a question is no request
                            Some(permission) => return page.allow(permission),
                            None => page
                                .allow(whole_or_said(handler(Arc::clone(&stack), request)).await),
                        },
                        None => whole_or_said(handler(Arc::clone(&stack), request)).await,
                    },
                };
                if let Some(seen) = seen {
                    let traffic = &stack.counters.traffic;
                    traffic.answered(port, &seen, &response, stack.clock.now());
                }
                response
            }
        };
        let (server, shutdown) = (server.clone(), shutdown.clone());
        connections.spawn(async move {
            let stream = (stream, &registered.peer);
            attend(&server, stream, limits, handle, WAITS, shutdown).await;
        });
    }
    drop(listener);
    connections.close();
    let _ = tokio::time::timeout(DRAIN, connections.wait()).await;
}

/// What every port speaks, with buffers that do not grow.
fn server() -> Builder<TokioExecutor> {
    let mut server = Builder::new(TokioExecutor::new());
    server
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .max_buf_size(BUFFER);
    server
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .max_send_buf_size(BUFFER)
        .initial_stream_window_size(2 * BUFFER as u32)
        .initial_connection_window_size(2 * BUFFER as u32);
    server
}

/// An answer that left something out because it is damaged says so.
async fn whole_or_said(answer: Answer) -> Response {
    let (mut response, skipped) = watched(answer).await;
    let skipped = skipped.and_then(|skipped| skipped.to_string().parse().ok());
    if let Some(skipped) = skipped {
        response.headers_mut().insert(INCOMPLETE_HEADER, skipped);
    }
    response
}
