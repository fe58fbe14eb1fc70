//! A stack in this process, on free ports and with its store in a temporary folder, and official
//! clients configured for it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use cruddur_obs::model::{Clock, Ports, StackAddrs};
use cruddur_obs::stack::store::{Store, StoreOptions};
use cruddur_obs::stack::{self, Counters, Guard, Listeners, Sessions, Stack};
use hyper_util::rt::TokioExecutor;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub(crate) const REGION: &str = "eu-central-1";

/// A running stack. Dropping it deletes its data.
pub(crate) struct TestStack {
    pub(crate) addrs: StackAddrs,
    pub(crate) stack: Arc<Stack>,
    shutdown: CancellationToken,
    serving: JoinHandle<()>,
    folder: tempfile::TempDir,
}

impl TestStack {
    /// Starts a stack on the system's clock.
    pub(crate) async fn start() -> Self {
        Self::start_at(Clock::System).await
    }

    /// Starts a stack on this clock, such as
    /// `Clock::Fixed("2026-11-20T09:14:00Z".parse().unwrap())`.
    pub(crate) async fn start_at(clock: Clock) -> Self {
        Self::start_in(
            tempfile::tempdir().unwrap(),
            clock,
            &StoreOptions::default(),
        )
        .await
    }

    pub(crate) async fn start_in(
        folder: tempfile::TempDir,
        clock: Clock,
        options: &StoreOptions,
    ) -> Self {
        let listeners = Listeners::bind(IpAddr::V4(Ipv4Addr::LOCALHOST), Ports::FREE)
            .await
            .unwrap();
        let addrs = listeners.addrs().unwrap();
        let stack = Arc::new(Stack {
            store: Store::open(folder.path(), options).unwrap(),
            clock,
            region: REGION.to_owned(),
            guard: Guard::default(),
            counters: Counters::default(),
            sessions: Sessions::default(),
            limits: Arc::default(),
        });
        let shutdown = CancellationToken::new();
        let serving = tokio::spawn(stack::serve(
            listeners,
            Arc::clone(&stack),
            shutdown.clone(),
        ));
        Self {
            addrs,
            stack,
            shutdown,
            serving,
            folder,
        }
    }

    /// Stops it as `local stop` does, and returns the folder for another start.
    pub(crate) async fn stop(self) -> tempfile::TempDir {
        self.shutdown.cancel();
        self.serving.await.unwrap();
        self.folder
    }

    /// The URL of the services, `http://127.0.0.1:<port>`.
    pub(crate) fn url(&self) -> String {
        stack::url_of(self.addrs.services)
    }

    /// The configuration of any AWS client, as an application would write it:
    /// `aws_sdk_xray::Client::new(&stack.aws())`.
    pub(crate) fn aws(&self) -> SdkConfig {
        let key = Credentials::new("any", "any", None, None, "test");
        let http = aws_smithy_http_client::Builder::new().build_with_connector_fn(|settings, _| {
            let mut connector = aws_smithy_http_client::Connector::builder();
            connector.set_connector_settings(settings.cloned());
            connector.build_http()
        });
        SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(REGION))
            .endpoint_url(self.url())
            .credentials_provider(SharedCredentialsProvider::new(key))
            .http_client(http)
            // each call of a test must succeed at once
            .retry_config(aws_config::retry::RetryConfig::disabled())
            .build()
    }
}

/// Makes a gRPC call with any bytes as the message. Returns the headers of the response, which
/// contain the status of an error.
pub(crate) async fn raw_call(
    addr: SocketAddr,
    path: &str,
    encoding: Option<&str>,
    frame: Vec<u8>,
) -> http::HeaderMap {
    let mut client = hyper_util::client::legacy::Client::builder(TokioExecutor::new());
    let client = client.http2_only(true).build_http();
    let mut request = http::Request::post(format!("http://{addr}{path}"))
        .header("content-type", "application/grpc");
    if let Some(encoding) = encoding {
        request = request.header("grpc-encoding", encoding);
    }
    let request = request.body(http_body_util::Full::new(bytes::Bytes::from(frame)));
    let response = client.request(request.unwrap()).await.unwrap();
    assert_eq!(response.status(), 200);
    let (head, body) = response.into_parts();
    // read to the end, so that the connection is not aborted
    http_body_util::BodyExt::collect(body).await.unwrap();
    head.headers
}
