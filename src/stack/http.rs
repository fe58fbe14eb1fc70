//! HTTP for every front-end: accepting, the guard, bodies with their limits and encodings.

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderValue, Request};
use axum::response::Response;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::Stack;
use super::cors::Page;
use super::store::watched;
use super::traffic::{Port, Seen};
use crate::model::{INCOMPLETE_HEADER, STACK_HEADER, Version};

mod body;
mod connection;
mod exchange;
mod limits;
mod peers;
mod written;

pub use body::{BodyError, BodyReader, Encodings, RETRY_AFTER, TINY, read_body};
use connection::{Front, Waits, attend};
pub use exchange::Lasting;
pub use limits::{Limits, NoRoom, Room};
pub use written::{WriteError, Written, json_size};

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
/// What the kernel keeps of a connection in each direction: it would take megabytes of an
/// answer that nobody reads. A client that takes a third of it in a second makes progress.
const KERNEL_BUFFER: usize = 128 << 10;
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
    use rustix::net::sockopt::{set_socket_recv_buffer_size, set_socket_send_buffer_size};
    let server = server();
    // connections have what the listener has; larger buffers only cost memory
    let _ = set_socket_send_buffer_size(&listener, KERNEL_BUFFER);
    let _ = set_socket_recv_buffer_size(&listener, KERNEL_BUFFER);
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
        let front = PortFront {
            port,
            peer,
            stack,
            handler,
        };
        let (server, shutdown) = (server.clone(), shutdown.clone());
        connections.spawn(async move {
            let stream = (stream, &registered.peer);
            attend(&server, stream, limits, front, WAITS, shutdown).await;
        });
    }
    drop(listener);
    connections.close();
    let _ = tokio::time::timeout(DRAIN, connections.wait()).await;
}

/// A port to one of its clients: the guard, what pages may do, the handler, the counters.
#[derive(Clone)]
struct PortFront {
    port: Port,
    peer: SocketAddr,
    stack: Arc<Stack>,
    handler: Handler,
}

impl PortFront {
    async fn answer(self, request: Request<Body>) -> Response {
        let seen = Seen::new(&request, self.peer);
        let page = Page::new(self.port, &request);
        let mut response = match (self.stack.guard.refuse(self.port, &request), page) {
            (Some(refusal), _) => refusal,
            (None, None) => self.handled(request).await,
            (None, Some(mut page)) => match page.preflight() {
                // a question is no request
                Some(permission) => return page.allow(permission),
                None => page.allow(self.handled(request).await),
            },
        };
        self.count(seen, &response);
        let version = HeaderValue::from_static(Version::NUMBER);
        response.headers_mut().insert(STACK_HEADER, version);
        response
    }

    async fn handled(&self, request: Request<Body>) -> Response {
        whole_or_said((self.handler)(Arc::clone(&self.stack), request)).await
    }

    fn count(&self, seen: Option<Seen>, response: &Response) {
        if let Some(seen) = seen {
            let (traffic, now) = (&self.stack.counters.traffic, self.stack.clock.now());
            traffic.answered(self.port, &seen, response, now);
        }
    }
}

impl Front for PortFront {
    fn handle(&self, request: Request<Body>) -> impl Future<Output = Response> + Send + 'static {
        self.clone().answer(request)
    }

    fn turned_away(&self, request: &Request<Incoming>, response: &Response) {
        self.count(Seen::new(request, self.peer), response);
    }

    fn not_http(&self, what: &'static str) {
        let (traffic, now) = (&self.stack.counters.traffic, self.stack.clock.now());
        traffic.not_http(self.port, self.peer, what, now);
    }
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
