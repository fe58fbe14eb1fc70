//! What services say that their answers leave out.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aws_smithy_runtime_api::client::connector_metadata::ConnectorMetadata;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;

use crate::model::{INCOMPLETE_HEADER, NoSkipped, Skipped};

/// Gathers what the answers of several clients leave out.
#[derive(Debug, Clone, Default)]
pub struct Skips(Arc<Mutex<Said>>);

#[derive(Debug, Default)]
struct Said {
    skipped: HashSet<Skipped>,
    /// The last header that is none.
    unreadable: Option<String>,
}

impl Skips {
    /// Takes the header of an answer, if it has one.
    pub(super) fn note(&self, header: Option<&str>) {
        let Some(header) = header else { return };
        let mut said = self.said();
        match header.parse() {
            Ok(skipped) => drop(said.skipped.insert(skipped)),
            Err(NoSkipped) => said.unreadable = Some(header.to_owned()),
        }
    }

    /// The last header that could not be read. Begins anew.
    pub fn take_unreadable(&self) -> Option<String> {
        self.said().unreadable.take()
    }

    fn said(&self) -> MutexGuard<'_, Said> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was gathered, as one, and whether it is all of it: answers may have left out
    /// the same blocks or others. Begins anew.
    pub fn take(&self) -> Option<(Skipped, bool)> {
        let all: Vec<Skipped> = self.said().skipped.drain().collect();
        let spans = || all.iter().filter_map(|skipped| skipped.span);
        let from = spans().map(|(from, _)| from).min();
        let to = spans().map(|(_, to)| to).max();
        let blocks = all.iter().map(|skipped| skipped.blocks).max()?;
        let span = from.zip(to);
        Some((Skipped { blocks, span }, all.len() == 1))
    }

    /// The client, whose answers are looked at.
    pub(super) fn of(&self, inner: SharedHttpClient) -> SharedHttpClient {
        let skips = self.clone();
        SharedHttpClient::new(Watched { inner, skips })
    }
}

/// A client of the AWS SDKs, or a connector of it.
#[derive(Debug)]
struct Watched<C> {
    inner: C,
    skips: Skips,
}

impl HttpClient for Watched<SharedHttpClient> {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(Watched {
            inner: self.inner.http_connector(settings, components),
            skips: self.skips.clone(),
        })
    }

    fn connector_metadata(&self) -> Option<ConnectorMetadata> {
        self.inner.connector_metadata()
    }
}

impl HttpConnector for Watched<SharedHttpConnector> {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (call, skips) = (self.inner.call(request), self.skips.clone());
        HttpConnectorFuture::new(async move {
            let answer = call.await?;
            skips.note(answer.headers().get(INCOMPLETE_HEADER));
            Ok(answer)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_answers_leave_out_is_one_span() {
        let skips = Skips::default();
        assert_eq!(skips.take(), None);
        for header in [
            None,
            Some("nonsense"),
            Some("blocks=1; from=2026-03-01T10:00:00Z; to=2026-03-01T10:01:00Z"),
            Some("blocks=2; from=2026-03-01T10:00:30Z; to=2026-03-01T10:05:00Z"),
            Some("blocks=1"),
        ] {
            skips.note(header);
        }
        let (skipped, whole) = skips.take().unwrap();
        assert!(!whole);
        assert_eq!(
            skipped.to_string(),
            "blocks=2; from=2026-03-01T10:00:00.000Z; to=2026-03-01T10:05:00.000Z"
        );
        assert_eq!(skips.take(), None);
        assert_eq!(skips.take_unreadable().as_deref(), Some("nonsense"));
        assert_eq!(skips.take_unreadable(), None);
    }
}
