//! HTTP for every front-end: accepting, the guard, bodies with their limits and encodings.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use axum::response::Response;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

use super::Stack;

mod body;

pub use body::{BodyError, BodyReader, Encodings, RETRY_AFTER, TINY, read_body};

/// A future of a response, boxed so that every front-end has one type.
pub type Answer = Pin<Box<dyn Future<Output = Response> + Send>>;
/// What a port does with a request that passed the guard.
pub type Handler = fn(Arc<Stack>, Request<Body>) -> Answer;

/// A client that does not finish its headers in this time is let go.
const HEADER_TIMEOUT: Duration = Duration::from_secs(30);
/// Connections of one port at once.
const MOST_CONNECTIONS: usize = 1_024;
/// What is under way at shutdown may take this long.
const DRAIN: Duration = Duration::from_secs(5);
/// After a failed accept (too many open files), before the next.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Answers HTTP/1.1 and HTTP/2 (prior knowledge) on `listener` until `shutdown`.
pub async fn serve(
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
    let connections = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            () = shutdown.cancelled() => break,
        };
        let Ok((stream, place)) = accepted else {
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        // answers are small and written whole: waiting to fill a packet only delays them
        let _ = stream.set_nodelay(true);
        let stack = Arc::clone(&stack);
        let service = service_fn(move |request: Request<hyper::body::Incoming>| {
            let stack = Arc::clone(&stack);
            async move {
                let request = request.map(Body::new);
                let response = match stack.guard.refuse(&request) {
                    Some(refusal) => refusal,
                    None => handler(stack, request).await,
                };
                Ok::<_, std::convert::Infallible>(response)
            }
        });
        let (server, watcher, shutdown) = (server.clone(), connections.watcher(), shutdown.clone());
        tokio::spawn(async move {
            let _place = place;
            let begun = tokio::select! {
                begun = begins(&stream, HEADER_TIMEOUT) => begun,
                () = shutdown.cancelled() => false,
            };
            if begun {
                let connection = server.serve_connection(TokioIo::new(stream), service);
                // a client that breaks the protocol or goes away harms nobody else
                let _ = watcher.watch(connection.into_owned()).await;
            }
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(DRAIN, connections.shutdown()).await;
}

/// The next connection, once there is a place for it; others wait in the kernel's queue.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> std::io::Result<(TcpStream, OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await;
    let (stream, _) = listener.accept().await?;
    Ok((stream, place.map_err(std::io::Error::other)?))
}

/// Whether the client sends something in time. What reads the first bytes to tell HTTP/1
/// from HTTP/2 waits for ever.
async fn begins(stream: &TcpStream, patience: Duration) -> bool {
    let first = tokio::time::timeout(patience, stream.peek(&mut [0])).await;
    matches!(first, Ok(Ok(1)))
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncWriteExt as _;

    use super::*;

    #[tokio::test]
    async fn a_connection_begins_in_time_and_finds_a_place() {
        const SHORT: Duration = Duration::from_millis(50);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let places = Arc::new(Semaphore::new(1));
        let silent = TcpStream::connect(addr).await.unwrap();
        let (accepted, place) = accept(&listener, &places).await.unwrap();
        assert!(!begins(&accepted, SHORT).await, "nothing was sent");
        // the next one waits for the place of the first
        let mut talking = TcpStream::connect(addr).await.unwrap();
        talking.write_all(b"GET").await.unwrap();
        let waiting = tokio::time::timeout(SHORT, accept(&listener, &places));
        assert!(waiting.await.is_err());
        drop((place, silent));
        let (accepted, _place) = accept(&listener, &places).await.unwrap();
        assert!(begins(&accepted, Duration::from_secs(5)).await);
        drop(talking);
    }
}
