//! Counts spans around an exporter, so that no loss goes unnoticed.
//!
//! The SDK's batch processor drops spans when its queue is full, and drops batches that could not
//! be exported. Lost spans are those accepted but not delivered, whatever the reason.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use opentelemetry::Context;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{
    BatchConfig, BatchSpanProcessor, Span, SpanData, SpanExporter, SpanProcessor,
};

use super::health::Health;

#[derive(Debug)]
pub(crate) struct Tally {
    taken: AtomicU64,
    delivered: AtomicU64,
    pub(crate) health: Health,
}

impl Tally {
    pub(crate) fn new(destination: &'static str) -> Arc<Self> {
        Arc::new(Self {
            taken: AtomicU64::new(0),
            delivered: AtomicU64::new(0),
            health: Health::new(destination),
        })
    }

    pub(crate) fn deliver(&self, spans: u64) {
        self.delivered.fetch_add(spans, Ordering::Relaxed);
    }

    /// The number of spans accepted but not delivered; exact once the processor has shut down.
    pub(crate) fn lost(&self) -> u64 {
        let delivered = self.delivered.load(Ordering::Relaxed);
        self.taken.load(Ordering::Relaxed).saturating_sub(delivered)
    }
}

/// The SDK's batch processor with a counter.
#[derive(Debug)]
pub(crate) struct CountedProcessor {
    inner: BatchSpanProcessor,
    tally: Arc<Tally>,
}

impl CountedProcessor {
    pub(crate) fn new<E>(exporter: E, config: BatchConfig, tally: Arc<Tally>) -> Self
    where
        E: SpanExporter + Send + 'static,
    {
        let inner = BatchSpanProcessor::builder(exporter).with_batch_config(config);
        Self {
            inner: inner.build(),
            tally,
        }
    }
}

impl SpanProcessor for CountedProcessor {
    fn on_start(&self, span: &mut Span, context: &Context) {
        self.inner.on_start(span, context);
    }

    fn on_end(&self, span: SpanData) {
        self.tally.taken.fetch_add(1, Ordering::Relaxed);
        self.inner.on_end(span);
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.inner.force_flush()
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.inner.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.inner.set_resource(resource);
    }
}

/// A counting exporter, for exporters that deliver a batch entirely or not at all.
#[derive(Debug)]
pub(crate) struct CountedExporter<E> {
    pub(crate) inner: E,
    pub(crate) tally: Arc<Tally>,
}

impl<E: SpanExporter> SpanExporter for CountedExporter<E> {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let count = batch.len() as u64;
        match self.inner.export(batch).await {
            Ok(()) => {
                self.tally.deliver(count);
                self.tally.health.works();
            }
            Err(error) => self.tally.health.fails(count, error),
        }
        // `health` reports it; for an error, the SDK would log every batch
        Ok(())
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.inner.shutdown_with_timeout(timeout)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.inner.force_flush()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.inner.set_resource(resource);
    }
}
