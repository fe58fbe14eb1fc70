//! One connection: its requests, and its end.
//!
//! Clients keep connections for their next request, some for ever, and some go away
//! without a word. HTTP/1 lets go of them by the time that a request's headers may take;
//! HTTP/2 has nothing like it. So a connection without a request is closed after a while,
//! in the order that the protocol has for it: a client that sends a request at that very
//! moment is told to take another connection, and none is lost.

use std::convert::Infallible;
use std::error::Error;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::body::TINY;
use super::exchange::{Answering, Arriving, Lasting};
use super::limits::{Limits, NoRoom, Room};
use super::peers::{Exchange, Peer};
use crate::stack::traffic::Outcome;

/// How long a connection is waited for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Waits {
    /// For its first byte. What reads it to tell HTTP/1 from HTTP/2 waits for ever.
    pub(super) begin: Duration,
    /// For its next request, once the one before is answered.
    pub(super) idle: Duration,
    /// For its end, once it was told to go.
    pub(super) leave: Duration,
}

/// Who answers the requests of a connection.
pub(super) trait Front: Clone + Send + Sync + 'static {
    fn handle(&self, request: Request<Body>) -> impl Future<Output = Response> + Send + 'static;

    /// A request was refused before it was looked at.
    fn turned_away(&self, _request: &Request<Incoming>, _response: &Response) {}

    /// What was sent is no HTTP.
    fn not_http(&self, _what: &'static str) {}
}

impl<H, A> Front for H
where
    H: Fn(Request<Body>) -> A + Clone + Send + Sync + 'static,
    A: Future<Output = Response> + Send + 'static,
{
    fn handle(&self, request: Request<Body>) -> impl Future<Output = Response> + Send + 'static {
        self(request)
    }
}

/// The answer, by its status alone, to a client that takes the port for one with TLS.
const TLS: &str = "the client speaks TLS, and this port does not: use http:// (for gRPC exporters: OTEL_EXPORTER_OTLP_INSECURE=true)";

/// Answers the requests of a connection until the client or `shutdown` ends it, no
/// request comes, or its place is needed for another.
pub(super) async fn attend(
    server: &Builder<TokioExecutor>,
    (stream, peer): (TcpStream, &Arc<Peer>),
    limits: Arc<Limits>,
    front: impl Front,
    waits: Waits,
    shutdown: CancellationToken,
) {
    let first = tokio::select! {
        first = begins(&stream, waits.begin) => first,
        () = shutdown.cancelled() => None,
        () = peer.close.cancelled() => None,
    };
    match first {
        None => return,
        Some(TLS_HANDSHAKE) => return front.not_http(TLS),
        Some(_) => {}
    }
    let mut requests = peer.watch();
    let service = service_fn({
        let (peer, front) = (Arc::clone(peer), front.clone());
        move |request: Request<Incoming>| {
            let (front, limits) = (front.clone(), Arc::clone(&limits));
            let exchange = Arc::new(peer.begin());
            async move { Ok::<_, Infallible>(answer(request, exchange, limits, front).await) }
        }
    });
    let mut connection = pin!(server.serve_connection(TokioIo::new(stream), service));
    // a client that breaks the protocol or goes away harms nobody else
    tokio::select! {
        ended = connection.as_mut() => return tell_of_no_http(&front, ended),
        () = idle(&mut requests, waits.idle) => {}
        () = shutdown.cancelled() => {}
        () = peer.close.cancelled() => return,
    }
    connection.as_mut().graceful_shutdown();
    tokio::select! {
        ended = connection => tell_of_no_http(&front, ended),
        () = idle(&mut requests, waits.leave) => {}
        () = peer.close.cancelled() => {}
    }
}

const MALFORMED: &str = "the request is not valid HTTP";
const LONG_HEADERS: &str = "the headers of the request are longer than 64 KiB";

/// A request that could not be read was refused (400, 431) before anybody saw it.
fn tell_of_no_http(front: &impl Front, ended: Result<(), Box<dyn Error + Send + Sync>>) {
    let Err(error) = ended else { return };
    match error.downcast_ref::<hyper::Error>() {
        Some(error) if error.is_parse_too_large() => front.not_http(LONG_HEADERS),
        Some(error) if error.is_parse() => front.not_http(MALFORMED),
        // the client went away
        _ => {}
    }
}

async fn answer(
    request: Request<Incoming>,
    exchange: Arc<Exchange>,
    limits: Arc<Limits>,
    front: impl Front,
) -> Response<Answering> {
    let response = if limits.admit(&exchange).await {
        let request = request.map(|body| {
            Body::new(Arriving {
                body,
                exchange: Arc::clone(&exchange),
            })
        });
        // a request that its client takes back is worked on to its end, in its place: what
        // runs on other threads cannot be stopped, and must not become more than there
        // are places for
        let (working, place) = (front.handle(request), Arc::clone(&exchange));
        let working = tokio::spawn(async move {
            let response = working.await;
            drop(place);
            response
        });
        let failed = |_| StatusCode::INTERNAL_SERVER_ERROR.into_response();
        working.await.unwrap_or_else(failed)
    } else {
        let busy = busy();
        front.turned_away(&request, &busy);
        busy
    };
    let response = with_room(response, &limits).await;
    let (mut head, body) = response.into_parts();
    if head.extensions.remove::<Lasting>().is_some() {
        exchange.may_pause();
    }
    let made = head.extensions.remove::<Room>();
    Response::from_parts(head, Answering::new(body, exchange, limits, made))
}

/// Takes room for an answer that was made whole without any, such as an error that repeats
/// what was sent.
async fn with_room(mut response: Response, limits: &Limits) -> Response {
    let size = http_body::Body::size_hint(response.body())
        .exact()
        .unwrap_or(0);
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    if size <= TINY || response.extensions().get::<Room>().is_some() {
        return response;
    }
    match limits.room(size).await {
        Ok(room) => {
            response.extensions_mut().insert(room);
            response
        }
        Err(NoRoom) => busy(),
    }
}

/// The answer to a request for which nothing was done. Clients of every service take it
/// for a reason to try again.
fn busy() -> Response {
    let reason = "too many requests are under way; try again in 1 s";
    let message = format!(r#"{{"message":"{reason}"}}"#);
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::RETRY_AFTER, "1"),
    ];
    let response = (StatusCode::SERVICE_UNAVAILABLE, headers, message).into_response();
    Outcome::refused(reason.to_owned()).note(response)
}

/// The first byte of TLS (RFC 8446, section 5.1).
const TLS_HANDSHAKE: u8 = 22;

/// The first byte, if the client sends one in time.
async fn begins(stream: &TcpStream, patience: Duration) -> Option<u8> {
    let mut first = [0];
    let peeked = timeout(patience, stream.peek(&mut first)).await;
    matches!(peeked, Ok(Ok(1))).then_some(first[0])
}

/// Ends when no request was under way for so long.
async fn idle(requests: &mut watch::Receiver<usize>, patience: Duration) {
    loop {
        let open = *requests.borrow_and_update();
        let waited = match open {
            0 => timeout(patience, requests.changed()).await,
            _ => Ok(requests.changed().await),
        };
        // no more requests can come where nobody counts them
        if !matches!(waited, Ok(Ok(()))) {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use futures_util::stream;
    use hyper_util::rt::TokioTimer;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;
    use tokio::time::sleep;

    use super::*;

    const IDLE: Duration = Duration::from_millis(200);
    /// Longer than anything here takes.
    const LONG: Duration = Duration::from_secs(20);

    /// Answers with a body whose second half comes long after the first.
    async fn slowly(_: Request<Body>) -> Response {
        let halves = stream::unfold(0, |half| async move {
            if half == 1 {
                sleep(IDLE * 3).await;
            }
            (half < 2).then(|| (Ok::<_, Infallible>("half"), half + 1))
        });
        Response::new(Body::from_stream(halves))
    }

    /// The client's end of a connection that is attended to.
    async fn connected(waits: Waits) -> (TcpStream, CancellationToken) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let client = TcpStream::connect(listener.local_addr().unwrap());
        let (client, accepted) = tokio::join!(client, listener.accept());
        let shutdown = CancellationToken::new();
        let token = shutdown.clone();
        tokio::spawn(async move {
            let mut server = Builder::new(TokioExecutor::new());
            server.http1().timer(TokioTimer::new());
            server.http2().timer(TokioTimer::new());
            let peer = Arc::new(Peer::new(0));
            let stream = (accepted.unwrap().0, &peer);
            attend(&server, stream, Arc::default(), slowly, waits, token).await;
        });
        (client.unwrap(), shutdown)
    }

    /// What is sent until the connection is closed.
    async fn rest(client: &mut TcpStream) -> Vec<u8> {
        let mut rest = Vec::new();
        timeout(LONG, client.read_to_end(&mut rest))
            .await
            .expect("it is closed")
            .unwrap();
        rest
    }

    #[tokio::test]
    async fn a_connection_without_a_request_is_closed_and_one_with_a_slow_answer_is_not() {
        let waits = Waits {
            begin: LONG,
            idle: IDLE,
            leave: IDLE,
        };
        let (mut client, _shutdown) = connected(waits).await;
        let began = Instant::now();
        let request = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n";
        client.write_all(request).await.unwrap();
        let answer = String::from_utf8(rest(&mut client).await).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        assert_eq!(answer.matches("half").count(), 2, "{answer}");
        assert!(began.elapsed() >= IDLE * 4, "{:?}", began.elapsed());
    }

    #[tokio::test]
    async fn a_connection_of_http2_is_closed_too_also_where_nobody_is_left() {
        const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
        const GOAWAY: u8 = 7;
        let waits = Waits {
            begin: LONG,
            idle: IDLE,
            leave: IDLE,
        };
        let (mut client, _shutdown) = connected(waits).await;
        client.write_all(PREFACE).await.unwrap();
        // this client answers no ping
        let frames = rest(&mut client).await;
        let mut kinds = Vec::new();
        let mut at = &frames[..];
        while let [a, b, c, kind, ..] = *at {
            kinds.push(kind);
            let length = u32::from_be_bytes([0, a, b, c]) as usize;
            at = &at[9 + length..];
        }
        assert!(kinds.contains(&GOAWAY), "{kinds:?}");
    }

    #[tokio::test]
    async fn a_connection_ends_with_the_stack_and_when_nothing_is_sent() {
        let waits = Waits {
            begin: LONG,
            idle: LONG,
            leave: LONG,
        };
        let (mut client, shutdown) = connected(waits).await;
        let request = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n";
        client.write_all(request).await.unwrap();
        let mut first = [0; 4];
        client.read_exact(&mut first).await.unwrap();
        shutdown.cancel();
        let answer = String::from_utf8(rest(&mut client).await).unwrap();
        assert_eq!(
            answer.matches("half").count(),
            2,
            "taken to its end: {answer}"
        );

        let (mut silent, shutdown) = connected(waits).await;
        shutdown.cancel();
        assert!(rest(&mut silent).await.is_empty());
        let begin = IDLE;
        let (mut silent, _shutdown) = connected(Waits { begin, ..waits }).await;
        assert!(rest(&mut silent).await.is_empty());
    }
}
