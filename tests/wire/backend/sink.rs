//! Servers that record requests.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::net::{TcpListener, UdpSocket};

/// The time limit for waiting for requests.
const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Debug, Clone)]
pub(super) struct Received {
    pub(super) path: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Received {
    pub(super) fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(super) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The AWS operation, such as `PutLogEvents`.
    pub(super) fn operation(&self) -> &str {
        self.header("x-amz-target").rsplit('.').next().unwrap()
    }
}

type Log = Arc<Mutex<Vec<Received>>>;

/// An HTTP server with scripted responses that records every request.
pub(super) struct Sink {
    pub(super) url: String,
    pub(super) addr: SocketAddr,
    log: Log,
}

impl Sink {
    /// Starts a server that answers 200 with `{}`.
    pub(super) async fn start() -> Self {
        Self::answering(|_| (StatusCode::OK, "{}").into_response()).await
    }

    pub(super) async fn answering<F>(answer: F) -> Self
    where
        F: Fn(&Received) -> Response + Clone + Send + Sync + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let log = Log::default();
        let seen = log.clone();
        let router = Router::new().fallback(move |request: Request| async move {
            let (parts, body) = request.into_parts();
            let received = Received {
                path: parts.uri.path().to_owned(),
                headers: parts.headers,
                body: to_bytes(body, usize::MAX).await.unwrap(),
            };
            let response = answer(&received);
            seen.lock().unwrap().push(received);
            response
        });
        tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
        Self {
            url: format!("http://{addr}"),
            addr,
            log,
        }
    }

    pub(super) fn received(&self) -> Vec<Received> {
        self.log.lock().unwrap().clone()
    }

    /// Waits until the received requests satisfy `enough`.
    pub(super) async fn wait(&self, enough: impl Fn(&[Received]) -> bool) -> Vec<Received> {
        let waiting = async {
            loop {
                let received = self.received();
                if enough(&received) {
                    return received;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(PATIENCE, waiting)
            .await
            .expect("it never came")
    }
}

/// Starts a server that accepts connections but never answers.
pub(super) async fn silent() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((connection, _)) = listener.accept().await {
            held.push(connection);
        }
    });
    addr
}

/// Returns a port on which nothing listens.
pub(super) async fn closed() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap()
}

/// An X-Ray daemon that records documents.
pub(super) struct Daemon {
    pub(super) addr: SocketAddr,
    packets: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Daemon {
    pub(super) async fn start() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let addr = socket.local_addr().unwrap();
        let packets = Arc::<Mutex<Vec<Vec<u8>>>>::default();
        let seen = packets.clone();
        tokio::spawn(async move {
            let mut buffer = vec![0; 65_536];
            while let Ok(size) = socket.recv(&mut buffer).await {
                seen.lock().unwrap().push(buffer[..size].to_vec());
            }
        });
        Self { addr, packets }
    }

    /// Waits for `count` documents and checks the header of each packet.
    pub(super) async fn documents(&self, count: usize) -> Vec<Value> {
        let waiting = async {
            while self.packets.lock().unwrap().len() < count {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(PATIENCE, waiting)
            .await
            .expect("too few segments came");
        let packets = self.packets.lock().unwrap();
        packets.iter().map(|packet| document(packet)).collect()
    }

    pub(super) fn count(&self) -> usize {
        self.packets.lock().unwrap().len()
    }
}

fn document(packet: &[u8]) -> Value {
    let text = std::str::from_utf8(packet).unwrap();
    let (header, document) = text.split_once('\n').unwrap();
    let header: Value = serde_json::from_str(header).unwrap();
    assert_eq!(
        header,
        serde_json::json!({ "format": "json", "version": 1 })
    );
    serde_json::from_str(document).unwrap()
}
