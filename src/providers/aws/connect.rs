//! How the AWS clients reach a network, and how soon they say that they cannot.
//!
//! The SDK takes a connection that cannot be made for a fault of the moment and makes the
//! whole call again as often as for a throttled one, with waits that double: a laptop
//! without a network waits five seconds for words that were known at once. Here the first
//! connection to a host is tried again for a second, and then it has failed. Once the host
//! has been reached, the clients ride out interruptions as ever.

use std::collections::HashSet;
use std::error::Error as StdError;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_http_client::{Builder, Connector};
use aws_smithy_runtime_api::client::connector_metadata::ConnectorMetadata;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use tokio::time::{Instant, sleep};

use super::answers::{self, Operation};
use super::cause;
use crate::providers::oddity::{Oddity, origin};
use crate::providers::waiting::Waiting;

/// How long connecting is begun anew: a name server or a port that refuses once may be
/// there a moment later. A connection that times out has used it up.
const AGAIN: Duration = Duration::from_secs(1);
const PAUSE: Duration = Duration::from_millis(200);
/// Where a machine's role is asked for: it answers at once or is not there.
const METADATA: [&str; 2] = ["169.254.169.254", "[fd00:ec2::254]"];

/// The first connection to a host could not be made, and calls again will not mend that.
#[derive(Debug, thiserror::Error)]
#[error("no connection could be made")]
pub(super) struct NoConnection(#[source] ConnectorError);

/// What came is not the service's answer, and it was no different when asked again.
#[derive(Debug, thiserror::Error)]
#[error("{}", .oddity.told(.address))]
pub(super) struct OddAnswer {
    pub(super) oddity: Oddity,
    /// What was asked.
    address: String,
}

/// The clients of one place, which know the same hosts.
pub(super) struct Clients {
    /// For whatever gives credentials, in whatever form.
    pub(super) credentials: SharedHttpClient,
    /// For the services: their answers are read to the end and looked at.
    pub(super) services: SharedHttpClient,
}

/// With the proxy of the environment and the system's certificates, as the SDK's own. Plain
/// http is of this machine: a proxy would carry it, with its keys, into the network.
pub(super) fn cloud() -> Clients {
    let secure = Builder::new().build_with_connector_fn(|settings, components| {
        let mut connector = Connector::builder().tls_provider(Provider::Rustls(CryptoMode::AwsLc));
        connector.set_connector_settings(settings.cloned());
        connector.set_sleep_impl(components.and_then(|components| components.sleep_impl()));
        connector.set_proxy_config(Some(ProxyConfig::from_env()));
        connector.build()
    });
    let by_scheme = ByScheme {
        secure,
        plain: plain(),
    };
    let clients = SharedHttpClient::new(by_scheme);
    prompt("AWS", answers::MAX_OF_AWS, &clients)
}

/// Neither a proxy nor certificates: an address of this machine.
pub(super) fn local() -> SharedHttpClient {
    prompt("the local stack", answers::MAX_OF_STACK, &plain()).services
}

fn plain() -> SharedHttpClient {
    Builder::new().build_with_connector_fn(|settings, components| {
        let mut connector = Connector::builder();
        connector.set_connector_settings(settings.cloned());
        connector.set_sleep_impl(components.and_then(|components| components.sleep_impl()));
        connector.build_http()
    })
}

/// A client, or a connector of it, for https and one for plain http.
#[derive(Debug)]
struct ByScheme<C> {
    secure: C,
    plain: C,
}

impl HttpClient for ByScheme<SharedHttpClient> {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(ByScheme {
            secure: self.secure.http_connector(settings, components),
            plain: self.plain.http_connector(settings, components),
        })
    }

    fn connector_metadata(&self) -> Option<ConnectorMetadata> {
        self.secure.connector_metadata()
    }
}

impl HttpConnector for ByScheme<SharedHttpConnector> {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let scheme = request.uri().split_once("://").map(|(scheme, _)| scheme);
        if scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("http")) {
            self.plain.call(request)
        } else {
            self.secure.call(request)
        }
    }
}

fn prompt(place: &'static str, largest: usize, inner: &SharedHttpClient) -> Clients {
    let reached = Reached::default();
    let client = |largest| {
        SharedHttpClient::new(Prompt {
            inner: inner.clone(),
            place,
            reached: reached.clone(),
            largest,
        })
    };
    Clients {
        credentials: client(None),
        services: client(Some(largest)),
    }
}

/// The hosts to which there was a connection.
#[derive(Debug, Clone, Default)]
struct Reached(Arc<Mutex<HashSet<String>>>);

impl Reached {
    fn knows(&self, host: &str) -> bool {
        let hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        hosts.contains(host)
    }

    fn add(&self, host: String) {
        let mut hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        hosts.insert(host);
    }
}

/// A client, or a connector of it, that soon says when a host cannot be reached.
#[derive(Debug)]
struct Prompt<C> {
    inner: C,
    /// For people.
    place: &'static str,
    reached: Reached,
    /// The most bytes of an answer that is to be a service's; `None` leaves all but its
    /// head to the SDK.
    largest: Option<usize>,
}

impl HttpClient for Prompt<SharedHttpClient> {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(Prompt {
            inner: self.inner.http_connector(settings, components),
            place: self.place,
            reached: self.reached.clone(),
            largest: self.largest,
        })
    }

    fn connector_metadata(&self) -> Option<ConnectorMetadata> {
        self.inner.connector_metadata()
    }
}

impl HttpConnector for Prompt<SharedHttpConnector> {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (connector, reached) = (self.inner.clone(), self.reached.clone());
        let (place, largest) = (self.place, self.largest);
        HttpConnectorFuture::new(async move {
            let address = origin(request.uri());
            // a service's operation, with all its tries, is watched as a whole
            let _waiting = largest.is_none().then(|| Waiting::new(place, &address));
            let operation = Operation::of(&request);
            let again = operation.reads().then(|| request.try_clone()).flatten();
            let answer = reach(&connector, &reached, request).await?;
            let oddity = match (answers::look(answer, &operation, largest).await, again) {
                (Ok(answer), _) => return Ok(answer),
                (Err(oddity), Some(again)) if oddity.may_pass() && oddity != Oddity::CutOff => {
                    // what came first says most, if the second is no better
                    let second = connector.call(again).await.ok();
                    match second {
                        None => oddity,
                        Some(answer) => match answers::look(answer, &operation, largest).await {
                            Ok(answer) => return Ok(answer),
                            Err(_) => oddity,
                        },
                    }
                }
                (Err(oddity), _) => oddity,
            };
            let passes = oddity == Oddity::CutOff;
            let odd = OddAnswer { oddity, address };
            Err(if passes {
                // a fault of the moment, which whoever called knows to ride out
                ConnectorError::io(odd.into())
            } else {
                ConnectorError::other(odd.into(), None)
            })
        })
    }
}

/// Calls a host; one that was never reached for no longer than [`AGAIN`].
async fn reach(
    connector: &SharedHttpConnector,
    reached: &Reached,
    mut request: HttpRequest,
) -> Result<HttpResponse, ConnectorError> {
    let host = host(&request);
    if reached.knows(&host) {
        return connector.call(request).await;
    }
    let patience = if METADATA.contains(&host.as_str()) {
        Duration::ZERO
    } else {
        AGAIN
    };
    let began = Instant::now();
    loop {
        let again = request.try_clone();
        let error = match connector.call(request).await {
            Err(error) if is_unconnected(&error) => error,
            answered => {
                reached.add(host);
                return answered;
            }
        };
        request = match again {
            Some(again) if began.elapsed() + PAUSE < patience => again,
            _ => return Err(ConnectorError::other(NoConnection(error).into(), None)),
        };
        sleep(PAUSE).await;
    }
}

/// Without the port.
fn host(request: &HttpRequest) -> String {
    let uri = request.uri().parse::<http::Uri>().ok();
    uri.and_then(|uri| uri.host().map(str::to_owned))
        .unwrap_or_default()
}

/// Whether there was no connection to send anything on.
fn is_unconnected(error: &ConnectorError) -> bool {
    let error: &(dyn StdError + 'static) = error;
    cause::<hyper_util::client::legacy::Error>(error).is_some_and(|error| error.is_connect())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use aws_config::SdkConfig;
    use aws_config::retry::RetryConfig;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;
    use crate::model::AwsAccess;
    use crate::providers::aws::Aws;

    async fn client(addr: std::net::SocketAddr) -> aws_sdk_xray::Client {
        let access = AwsAccess::Fixed {
            url: format!("http://{addr}"),
            region: "eu-central-1".to_owned(),
            access_key_id: "local".to_owned(),
            secret_access_key: "local".to_owned(),
        };
        let aws = Aws::connect(&access).await.unwrap();
        let retries = RetryConfig::standard()
            .with_max_attempts(4)
            .with_initial_backoff(Duration::from_millis(1));
        let config: SdkConfig = aws.config().to_builder().retry_config(retries).build();
        aws_sdk_xray::Client::new(&config)
    }

    #[tokio::test]
    async fn a_host_that_was_never_reached_is_given_up_soon() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        drop(listener);
        static TRIES: AtomicUsize = AtomicUsize::new(0);
        let counted = client(addr).await.get_groups().customize();
        let counted = counted.mutate_request(|_| {
            TRIES.fetch_add(1, Ordering::Relaxed);
        });
        let failed = counted.send().await.unwrap_err();
        assert!(cause::<NoConnection>(&failed).is_some(), "{failed:?}");
        assert_eq!(TRIES.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn a_host_that_refuses_for_a_moment_is_reached() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        drop(listener);
        let client = client(addr).await;
        let called = tokio::spawn(async move { client.get_groups().send().await });
        sleep(PAUSE / 2).await;
        answer(TcpListener::bind(addr).await.unwrap(), 1).await;
        assert!(called.await.unwrap().is_ok());
    }

    /// Answers so many requests, each on a connection of its own.
    async fn answer(listener: TcpListener, requests: usize) {
        for _ in 0..requests {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 8_192];
            assert!(stream.read(&mut request).await.unwrap() > 0);
            let answer = b"HTTP/1.1 200 OK\r\nx-amzn-requestid: 1\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";
            stream.write_all(answer).await.unwrap();
        }
    }

    #[tokio::test]
    async fn a_host_that_was_reached_is_called_as_often_as_the_sdk_wants() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let client = client(listener.local_addr().unwrap()).await;
        let (_, called) = tokio::join!(answer(listener, 1), client.get_groups().send());
        assert!(called.is_ok());
        static TRIES: AtomicUsize = AtomicUsize::new(0);
        let counted = client.get_groups().customize().mutate_request(|_| {
            TRIES.fetch_add(1, Ordering::Relaxed);
        });
        let failed = counted.send().await.unwrap_err();
        assert!(cause::<NoConnection>(&failed).is_none(), "{failed:?}");
        assert_eq!(TRIES.load(Ordering::Relaxed), 4);
    }
}
