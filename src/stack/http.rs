//! HTTP for every front-end: accepting, the guard, bodies with their limits and encodings.

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use axum::response::Response;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::Stack;
use super::cors::Page;
use super::traffic::{Port, Seen};

mod body;
mod connection;

pub use body::{BodyError, BodyReader, Encodings, RETRY_AFTER, TINY, read_body};
use connection::{Waits, attend};

/// A future of a response, boxed so that every front-end has one type.
pub type Answer = Pin<Box<dyn Future<Output = Response> + Send>>;
/// What a port does with a request that passed the guard.
pub type Handler = fn(Arc<Stack>, Request<Body>) -> Answer;

/// A client that does not finish its headers in this time is let go; of HTTP/1 also one
/// that sends no further request.
const HEADER_TIMEOUT: Duration = Duration::from_secs(30);
/// Connections of one port at once.
const MOST_CONNECTIONS: usize = 1_024;
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
    let mut server = Builder::new(TokioExecutor::new());
    server
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT);
    server
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(256);
    let connections = TaskTracker::new();
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            () = shutdown.cancelled() => break,
        };
        let Ok((stream, peer, place)) = accepted else {
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        // answers are small and written whole: waiting to fill a packet only delays them
        let _ = stream.set_nodelay(true);
        let stack = Arc::clone(&stack);
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
                            None => page.allow(handler(Arc::clone(&stack), request).await),
                        },
                        None => handler(Arc::clone(&stack), request).await,
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
            let _place = place;
            attend(&server, stream, handle, WAITS, shutdown).await;
        });
    }
    drop(listener);
    connections.close();
    let _ = tokio::time::timeout(DRAIN, connections.wait()).await;
}

/// The next connection, once there is a place for it; others wait in the kernel's queue.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> std::io::Result<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await;
    let (stream, peer) = listener.accept().await?;
    Ok((stream, peer, place.map_err(std::io::Error::other)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_connection_waits_for_a_place() {
        const SHORT: Duration = Duration::from_millis(50);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let places = Arc::new(Semaphore::new(1));
        let _first = TcpStream::connect(addr).await.unwrap();
        let (accepted, _, place) = accept(&listener, &places).await.unwrap();
        let _second = TcpStream::connect(addr).await.unwrap();
        let waiting = tokio::time::timeout(SHORT, accept(&listener, &places));
        assert!(waiting.await.is_err());
        drop((place, accepted));
        assert!(accept(&listener, &places).await.is_ok());
    }
}
