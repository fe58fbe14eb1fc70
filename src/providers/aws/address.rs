//! The address of a local stack, which may come back on another port.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use aws_smithy_runtime_api::client::connector_metadata::ConnectorMetadata;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;

/// Where the stack is, as far as it is known.
#[derive(Clone)]
pub(super) struct Address(Arc<Inner>);

struct Inner {
    /// What the clients were configured with.
    configured: String,
    current: RwLock<String>,
    find: Option<Find>,
}

/// Finds the stack that runs now: `http://HOST:PORT`.
type Find = Box<dyn Fn() -> Option<String> + Send + Sync>;

impl Address {
    pub(super) fn new(url: &str) -> Self {
        Self::with(url, None)
    }

    /// The same address, which `find` is asked for anew when nobody answers there.
    pub(super) fn found_by(
        &self,
        find: impl Fn() -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        Self::with(&self.0.configured, Some(Box::new(find)))
    }

    fn with(url: &str, find: Option<Find>) -> Self {
        Self(Arc::new(Inner {
            configured: url.to_owned(),
            current: RwLock::new(url.to_owned()),
            find,
        }))
    }

    /// Asks where the stack is. What is not found stays where it was.
    pub(super) fn look_again(&self) {
        if let Some(found) = self.0.find.as_ref().and_then(|find| find()) {
            *self
                .0
                .current
                .write()
                .unwrap_or_else(PoisonError::into_inner) = found;
        }
    }

    fn current(&self) -> String {
        let current = self.0.current.read();
        current.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Where a request to `uri` has to go, if that is somewhere else.
    fn moved(&self, uri: &str) -> Option<String> {
        let rest = uri.strip_prefix(&self.0.configured)?;
        let current = self.current();
        let is_whole = rest.is_empty() || rest.starts_with(['/', '?']);
        (is_whole && current != self.0.configured).then(|| current + rest)
    }

    /// The client, whose requests go where the stack is.
    pub(super) fn follow(&self, inner: SharedHttpClient) -> SharedHttpClient {
        let address = self.clone();
        SharedHttpClient::new(Redirected { inner, address })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.current())
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

/// A client, or a connector of it.
#[derive(Debug)]
struct Redirected<C> {
    inner: C,
    address: Address,
}

impl HttpClient for Redirected<SharedHttpClient> {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(Redirected {
            inner: self.inner.http_connector(settings, components),
            address: self.address.clone(),
        })
    }

    fn connector_metadata(&self) -> Option<ConnectorMetadata> {
        self.inner.connector_metadata()
    }
}

impl HttpConnector for Redirected<SharedHttpConnector> {
    fn call(&self, mut request: HttpRequest) -> HttpConnectorFuture {
        if let Some(uri) = self.address.moved(request.uri()) {
            // it is signed for the old address, and a stack reads no signatures; an address
            // that is none fails at the old one
            let _ = request.set_uri(uri);
            request.headers_mut().remove("host");
        }
        self.inner.call(request)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_go_where_the_stack_was_found_last() {
        let found = Arc::new(RwLock::new(None));
        let finds = Arc::clone(&found);
        let address = Address::new("http://127.0.0.1:45700");
        let address = address.found_by(move || finds.read().unwrap().clone());
        address.look_again();
        assert_eq!(address.moved("http://127.0.0.1:45700/"), None);
        *found.write().unwrap() = Some("http://127.0.0.1:40001".to_owned());
        assert_eq!(
            address.moved("http://127.0.0.1:45700/"),
            None,
            "not before a look"
        );
        address.look_again();
        assert_eq!(
            address.moved("http://127.0.0.1:45700/x").as_deref(),
            Some("http://127.0.0.1:40001/x")
        );
        assert_eq!(address.moved("http://127.0.0.1:457001/"), None);
        assert_eq!(address.moved("http://127.0.0.1:1/"), None);
        assert_eq!(address.to_string(), "http://127.0.0.1:40001");
        *found.write().unwrap() = None;
        address.look_again();
        assert_eq!(address.to_string(), "http://127.0.0.1:40001");
    }
}
