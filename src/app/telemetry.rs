//! The backend's telemetry: OTLP, X-Ray, CloudWatch Logs and Rollbar.
//!
//! Each is enabled by its own environment variables and works in the background, with timeouts and
//! bounded queues that drop and count items when full. Their own calls are not traced, logged to
//! CloudWatch or reported to Rollbar, to avoid feedback loops.

mod background;
pub(crate) mod cloudwatch_logs;
mod health;
pub(crate) mod names;
mod otlp;
pub(crate) mod propagation;
pub(crate) mod rollbar;
pub(crate) mod sampling;
mod stderr;
mod tally;
pub(crate) mod xray_segments;

use std::sync::Arc;
use std::time::Duration;

use opentelemetry::trace::TracerProvider;
use opentelemetry::{InstrumentationScope, KeyValue};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{BatchConfigBuilder, SdkTracer, SdkTracerProvider};
use tokio::task::JoinHandle;
use tracing::Dispatch;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::{EnvFilter, Layer, Registry};

use super::StartError;
use super::env::{Env, EnvError};
use background::Background;
use cloudwatch_logs::LogShipper;
use propagation::RequestIds;
use rollbar::Rollbar;
use stderr::Lines;
use tally::{CountedExporter, CountedProcessor, Tally};
use xray_segments::SegmentExporter;

/// The prefix of the log targets of telemetry's own messages.
const MODULE: &str = module_path!();

/// Segments are sent soon after their request, as by the X-Ray SDKs. OTLP spans wait for
/// `OTEL_BSP_SCHEDULE_DELAY`, 5 s by default.
const SEGMENTS_EVERY: Duration = Duration::from_millis(200);

/// How long shutdown waits for the reader of stderr.
const LAST_LINES: Duration = Duration::from_secs(1);

/// Data that was not delivered; shown when the backend stops.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lost {
    /// Spans for the OTLP endpoint.
    pub otlp_spans: u64,
    /// Spans, as segments or subsegments, for the X-Ray daemon.
    pub xray_spans: u64,
    pub log_events: u64,
    pub rollbar_items: u64,
    /// Log lines dropped because stderr was too slow.
    pub stderr_lines: u64,
}

impl Lost {
    /// Describes the losses, each with its number. Empty without losses.
    pub fn told(&self) -> Vec<String> {
        let kinds = [
            (self.otlp_spans, "spans for OTLP"),
            (self.xray_spans, "spans for X-Ray"),
            (self.log_events, "lines for CloudWatch Logs"),
            (self.rollbar_items, "items for Rollbar"),
            (self.stderr_lines, "lines for stderr"),
        ];
        let lost = kinds.iter().filter(|(count, _)| *count > 0);
        lost.map(|(count, what)| format!("{count} {what}"))
            .collect()
    }
}

/// All running telemetry.
pub(crate) struct Telemetry {
    provider: SdkTracerProvider,
    pub(crate) tracer: SdkTracer,
    /// The subscriber for this backend's log lines. It is not global, because several backends can
    /// run in one process, as in tests.
    pub(crate) log: Dispatch,
    pub(crate) rollbar: Option<Rollbar>,
    shipper: Option<LogShipper>,
    stderr: Option<Lines>,
    otlp: Arc<Tally>,
    xray: Arc<Tally>,
    sampling: Option<JoinHandle<()>>,
    _background: Background,
}

impl Telemetry {
    /// Starts the telemetry configured by the environment.
    ///
    /// # Errors
    /// Returns an error only for invalid values, not for an unreachable destination.
    pub(crate) fn start(env: &Env) -> Result<Self, StartError> {
        let filter = env.stderr.as_deref().map(EnvFilter::try_new).transpose();
        let filter = filter.map_err(|error| EnvError::new("RUST_LOG", error.to_string()))?;
        let background = Background::start().map_err(StartError::Thread)?;
        let entered = background.enter();
        let (otlp_tally, xray_tally) = (Tally::new("OTLP"), Tally::new("X-Ray daemon"));
        let (sampler, sampling) = env.sampler.build(&env.service_name);
        let mut provider = SdkTracerProvider::builder()
            .with_resource(resource(env))
            .with_id_generator(RequestIds::default())
            .with_sampler(sampler);
        if let Some(otlp) = &env.otlp {
            let exporter = otlp::exporter(otlp)
                .map_err(|error| EnvError::new("OTEL_EXPORTER_OTLP_ENDPOINT", error.to_string()))?;
            let exporter = CountedExporter {
                inner: exporter,
                tally: otlp_tally.clone(),
            };
            let config = BatchConfigBuilder::default().build();
            let processor = CountedProcessor::new(exporter, config, otlp_tally.clone());
            provider = provider.with_span_processor(processor);
        }
        if let Some(daemon) = &env.xray {
            let log_group = env.logs.as_ref().map(|logs| logs.group.as_str());
            let tally = xray_tally.clone();
            let exporter = SegmentExporter::new(&daemon.udp, &env.service_name, log_group, tally);
            let config = BatchConfigBuilder::default().with_scheduled_delay(SEGMENTS_EVERY);
            let processor = CountedProcessor::new(exporter, config.build(), xray_tally.clone());
            provider = provider.with_span_processor(processor);
        }
        let provider = provider.build();
        let tracer =
            provider.tracer_with_scope(InstrumentationScope::builder("home.activities").build());

        let (shipper, ship) = match &env.logs {
            Some(logs) => {
                let (shipper, layer) = LogShipper::start(logs, &env.host_name, &env.service_name);
                (Some(shipper), Some(layer))
            }
            None => (None, None),
        };
        let stderr = filter.as_ref().map(|_| Lines::start()).transpose();
        let stderr = stderr.map_err(StartError::Thread)?;
        let show = filter.zip(stderr.clone()).map(|(filter, lines)| {
            tracing_subscriber::fmt::layer()
                .with_writer(move || lines.clone())
                .with_target(false)
                .with_ansi(false)
                .with_filter(filter)
        });
        let rollbar = env
            .rollbar
            .as_ref()
            .map(|rollbar| Rollbar::start(rollbar, env));
        drop(entered);
        Ok(Self {
            provider,
            tracer,
            log: Dispatch::new(Registry::default().with(ship).with(show)),
            rollbar,
            shipper,
            stderr,
            otlp: otlp_tally,
            xray: xray_tally,
            sampling,
            _background: background,
        })
    }

    /// Waits until preparations that could delay requests are complete.
    pub(crate) async fn ready(&self, limit: Duration) {
        if let Some(rollbar) = &self.rollbar {
            rollbar.ready(limit).await;
        }
    }

    /// Sends queued data to all destinations concurrently, within `limit` each.
    pub(crate) async fn flush(&self, limit: Duration) -> Lost {
        if let Some(task) = &self.sampling {
            task.abort();
        }
        // blocks on the batch threads, so it must not run on a runtime thread
        let provider = self.provider.clone();
        let spans = tokio::task::spawn_blocking(move || provider.shutdown_with_timeout(limit));
        let logs = async {
            match &self.shipper {
                Some(shipper) => shipper.flush(limit).await,
                None => 0,
            }
        };
        let items = async {
            match &self.rollbar {
                Some(rollbar) => rollbar.flush(limit).await,
                None => 0,
            }
        };
        let (_, log_events, rollbar_items) = tokio::join!(spans, logs, items);
        // last, to include messages of the other destinations
        let stderr_lines = match &self.stderr {
            Some(lines) => {
                lines.flush(LAST_LINES).await;
                lines.lost()
            }
            None => 0,
        };
        Lost {
            otlp_spans: self.otlp.lost(),
            xray_spans: self.xray.lost(),
            log_events,
            rollbar_items,
            stderr_lines,
        }
    }
}

/// The attributes common to all spans: the service, the host, and `OTEL_RESOURCE_ATTRIBUTES`.
fn resource(env: &Env) -> Resource {
    Resource::builder()
        .with_attributes([
            KeyValue::new("service.version", env!("CARGO_PKG_VERSION")),
            KeyValue::new("host.name", env.host_name.clone()),
            KeyValue::new("process.pid", i64::from(std::process::id())),
        ])
        .with_service_name(env.service_name.clone())
        .build()
}

/// Formats an error with its causes. The outermost message of most clients says only that there was
/// an error.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
