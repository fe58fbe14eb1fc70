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
use tokio::net::TcpListener;
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
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = shutdown.cancelled() => break,
        };
        let Ok((stream, _)) = accepted else {
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
        let connection = server.serve_connection(TokioIo::new(stream), service);
        let connection = connections.watch(connection.into_owned());
        tokio::spawn(async move {
            // a client that breaks the protocol or goes away harms nobody else
            let _ = connection.await;
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(DRAIN, connections.shutdown()).await;
}
