//! Accepts connections, with limits on their number and on slow clients.

use std::collections::HashMap;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode};
use axum::response::IntoResponse as _;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;

/// The maximum number of connections. One more closes the connection that has been idle the
/// longest.
const CONNECTIONS: usize = 256;
/// The time limit for headers, and for the next request on a connection.
const HEADER_TIMEOUT: Duration = Duration::from_secs(30);
/// The time limit for a request, including reading its body.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
/// The pause after a failed accept (too many open files).
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves requests on `listener` until `shutdown`, then waits for running requests.
pub(super) async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()>,
) {
    let mut shutdown = pin!(shutdown);
    let connections = Arc::new(Connections::default());
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut shutdown => break,
        };
        let Ok((stream, peer)) = accepted else {
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        let slot = tokio::select! {
            slot = connections.slot() => slot,
            () = &mut shutdown => break,
        };
        let _ = stream.set_nodelay(true);
        tokio::spawn(attend(stream, peer, router.clone(), slot, &graceful));
    }
    drop(listener);
    graceful.shutdown().await;
}

fn attend(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    slot: Slot,
    graceful: &GracefulShutdown,
) -> impl Future<Output = ()> + use<> {
    let router = TowerToHyperService::new(router);
    let idle = Arc::clone(&slot.idle);
    let service = service_fn(move |request: Request<Incoming>| {
        let (router, idle) = (router.clone(), Arc::clone(&idle));
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        async move {
            *lock(&idle) = None;
            let answer = timeout(REQUEST_TIMEOUT, router.call(request)).await;
            *lock(&idle) = Some(Instant::now());
            answer.unwrap_or_else(|_| Ok(StatusCode::REQUEST_TIMEOUT.into_response()))
        }
    });
    let mut server = http1::Builder::new();
    server
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT);
    let connection = graceful.watch(server.serve_connection(TokioIo::new(stream), service));
    async move {
        tokio::select! {
            // a protocol error or closed connection affects only this client
            _ = connection => {}
            () = slot.close.cancelled() => {}
        }
    }
}

/// The open connections.
#[derive(Default)]
struct Connections {
    open: Mutex<Open>,
    left: Notify,
}

#[derive(Default)]
struct Open {
    next: u64,
    places: HashMap<u64, (Idle, CancellationToken)>,
}

/// The time at which a connection became idle; `None` while it serves a request.
type Idle = Arc<Mutex<Option<Instant>>>;

/// A connection's slot, released on drop.
struct Slot {
    connections: Arc<Connections>,
    number: u64,
    idle: Idle,
    /// Cancelled when another connection needs the slot.
    close: CancellationToken,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // a panic cannot leave the data half changed
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Connections {
    /// Waits for a slot; closes the connection that has been idle the longest.
    async fn slot(self: &Arc<Self>) -> Slot {
        loop {
            let left = self.left.notified();
            if let Some(slot) = self.try_slot() {
                return slot;
            }
            left.await;
        }
    }

    fn try_slot(self: &Arc<Self>) -> Option<Slot> {
        let mut open = lock(&self.open);
        if open.places.len() >= CONNECTIONS {
            let places = open.places.values().filter(|(_, end)| !end.is_cancelled());
            let idle = places.filter_map(|(idle, end)| Some(((*lock(idle))?, end)));
            if let Some((_, end)) = idle.min_by_key(|(since, _)| *since) {
                end.cancel();
            }
            return None;
        }
        open.next += 1;
        let number = open.next;
        let idle = Arc::new(Mutex::new(Some(Instant::now())));
        let close = CancellationToken::new();
        let slot = (Arc::clone(&idle), close.clone());
        open.places.insert(number, slot);
        Some(Slot {
            connections: Arc::clone(self),
            number,
            idle,
            close,
        })
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        lock(&self.connections.open).places.remove(&self.number);
        self.connections.left.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    #[tokio::test]
    async fn idle_and_half_open_connections_do_not_close_the_port() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let router = Router::new().route("/", get(|| async { "here" }));
        let serving = tokio::spawn(serve(listener, router, stop.clone().cancelled_owned()));
        let mut open = Vec::new();
        for number in 0..CONNECTIONS + 50 {
            let mut stream = TcpStream::connect(addr).await.unwrap();
            if number % 2 == 0 {
                stream.write_all(b"GET / HTTP/1.1\r\nho").await.unwrap();
            }
            open.push(stream);
        }
        let mut stream = TcpStream::connect(addr).await.unwrap();
        let head = b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
        stream.write_all(head).await.unwrap();
        let mut answer = String::new();
        let read = timeout(Duration::from_secs(20), stream.read_to_string(&mut answer));
        read.await.expect("it is answered").unwrap();
        assert!(answer.ends_with("here"), "{answer}");
        drop(open);
        stop.cancel();
        let stopped = timeout(Duration::from_secs(20), serving).await;
        stopped.expect("it stops").unwrap();
    }
}
