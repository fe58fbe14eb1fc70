//! CloudWatch Logs: a tracing layer that sends log lines as log events.
//!
//! Sends only lines of the app itself. Lines of telemetry and of libraries stay on stderr;
//! otherwise a line about a failed call could cause the next call, without end.

mod batch;
mod ship;

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use opentelemetry::Context;
use opentelemetry::trace::{SpanContext, TraceContextExt};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::{Layer, Registry, layer};

use super::background::Task;
use super::health::Health;
use crate::app::env::LogsEnv;
use crate::app::{self, telemetry};
use batch::Line;
use ship::Worker;

/// The size of the queue. Further lines are dropped and counted.
const QUEUE: usize = 10_000;

/// Counters shared by the layer, the worker and `flush`.
#[derive(Debug)]
struct Account {
    /// Queued lines that are neither delivered nor dropped.
    pending: AtomicU64,
    dropped: AtomicU64,
    /// Whether dropped lines were already reported.
    told: AtomicBool,
    health: Health,
}

/// The worker behind the layer.
pub(crate) struct LogShipper {
    task: Task,
    account: Arc<Account>,
}

pub(super) type BoxedLayer = Box<dyn Layer<Registry> + Send + Sync>;

impl LogShipper {
    /// Starts the worker. Group and stream are created with the first line.
    pub(super) fn start(env: &LogsEnv, host: &str, service: &str) -> (Self, BoxedLayer) {
        let account = Arc::new(Account {
            pending: AtomicU64::new(0),
            dropped: AtomicU64::new(0),
            told: AtomicBool::new(false),
            health: Health::new("CloudWatch Logs"),
        });
        let stream = env.stream.clone().unwrap_or_else(|| {
            // stream names must not contain these characters
            format!("{host}/{service}/{}", std::process::id()).replace([':', '*'], "_")
        });
        let (queue, lines) = mpsc::channel(QUEUE);
        let stop = CancellationToken::new();
        let worker = Worker::new(env.clone(), stream, account.clone(), stop.clone());
        let shipper = Self {
            task: Task::spawn(stop, worker.run(lines)),
            account: account.clone(),
        };
        let layer = LogLayer { queue, account }.with_filter(filter_fn(is_of_the_app));
        (shipper, layer.boxed())
    }

    /// Sends queued lines. Returns the number of lines that were not delivered.
    pub(super) async fn flush(&self, limit: Duration) -> u64 {
        self.task.finish(limit).await;
        let Account {
            pending,
            dropped,
            health,
            ..
        } = &*self.account;
        pending.load(Ordering::Relaxed) + dropped.load(Ordering::Relaxed) + health.lost()
    }
}

/// Whether a line comes from the app itself.
fn is_of_the_app(metadata: &Metadata<'_>) -> bool {
    let target = metadata.target();
    *metadata.level() <= Level::INFO
        && target.starts_with(app::MODULE)
        && !target.starts_with(telemetry::MODULE)
}

struct LogLayer {
    queue: mpsc::Sender<Line>,
    account: Arc<Account>,
}

impl<S: Subscriber> Layer<S> for LogLayer {
    fn on_event(&self, event: &Event<'_>, _: layer::Context<'_, S>) {
        let mut text = Text::default();
        event.record(&mut text);
        let span = Context::map_current(|context| context.span().span_context().clone());
        let since = opentelemetry::time::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let line = Line {
            timestamp: i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
            message: message(*event.metadata().level(), &span, &text),
        };
        // before the worker can see the line and subtract it
        self.account.pending.fetch_add(1, Ordering::Relaxed);
        if self.queue.try_send(line).is_err() {
            self.account.pending.fetch_sub(1, Ordering::Relaxed);
            self.account.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Formats `ERROR [trace_id=… span_id=…] text`. The ids have the format of OpenTelemetry's log
/// correlation for Python, so that a search for a trace id finds the lines of the trace.
fn message(level: Level, span: &SpanContext, text: &Text) -> String {
    let mut message = level.to_string();
    if span.is_valid() {
        let ids = (span.trace_id(), span.span_id());
        // writing to a String cannot fail
        let _ = write!(message, " [trace_id={} span_id={}]", ids.0, ids.1);
    }
    let _ = write!(message, " {}{}", text.message, text.fields);
    message
}

/// The text of an event: its message followed by its fields as ` name=value`.
#[derive(Default)]
struct Text {
    message: String,
    fields: String,
}

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let _ = match field.name() {
            "message" => write!(self.message, "{value:?}"),
            name => write!(self.fields, " {name}={value:?}"),
        };
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "message" => self.message.push_str(value),
            name => {
                let _ = write!(self.fields, " {name}={value}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use opentelemetry::trace::{SpanId, TraceFlags, TraceId, TraceState};

    use super::*;

    #[test]
    fn a_line_holds_the_ids_of_its_request() {
        let text = Text {
            message: "HomeActivities".to_owned(),
            fields: " n=3".to_owned(),
        };
        let span = SpanContext::new(
            TraceId::from_hex("691ed3f28a1c0123456789abcdef0123").unwrap(),
            SpanId::from_hex("53995c3f42cd8ad8").unwrap(),
            TraceFlags::SAMPLED,
            false,
            TraceState::default(),
        );
        assert_eq!(
            message(Level::INFO, &span, &text),
            "INFO [trace_id=691ed3f28a1c0123456789abcdef0123 span_id=53995c3f42cd8ad8] HomeActivities n=3"
        );
        let none = SpanContext::empty_context();
        assert_eq!(
            message(Level::ERROR, &none, &text),
            "ERROR HomeActivities n=3"
        );
    }
}
