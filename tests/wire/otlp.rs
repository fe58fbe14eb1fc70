//! OTLP on the collector's ports: the real OpenTelemetry exporters, and requests that no exporter
//! sends.

use std::time::Duration;

use cruddur_obs::model::TraceId;
use cruddur_obs::stack::store::{Source, TraceFlags, TraceRow};
use opentelemetry::trace::{Span as _, SpanKind, Status, TraceContextExt as _, Tracer as _};
use opentelemetry::trace::{TracerProvider as _, mark_span_as_active};
use opentelemetry::{Context, KeyValue};
use opentelemetry_otlp::{Compression, Protocol, SpanExporter, WithExportConfig as _};
use opentelemetry_otlp::{WithHttpConfig as _, WithTonicConfig as _};
use opentelemetry_proto::tonic::trace::v1::TracesData;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use prost::Message as _;

use crate::common::TestStack;

mod errors;
mod metrics;
mod texts;

/// Exports a trace of two spans, like an application. Returns its id, or the exporter's error.
pub(crate) async fn export(exporter: SpanExporter) -> Result<TraceId, String> {
    let resource = Resource::builder().with_service_name("backend-flask");
    let provider = SdkTracerProvider::builder()
        .with_resource(resource.build())
        .with_batch_exporter(exporter)
        .build();
    let tracer = provider.tracer("http");
    let root = tracer
        .span_builder("GET")
        .with_kind(SpanKind::Server)
        .with_attributes([
            KeyValue::new("http.request.method", "GET"),
            KeyValue::new("http.route", "/api/activities/:uuid"),
            KeyValue::new("http.response.status_code", 500),
        ])
        .start(&tracer);
    let trace_id = TraceId(root.span_context().trace_id().to_bytes());
    let active = mark_span_as_active(root);
    let mut child = tracer.start("activities_show");
    child.add_event(
        "exception",
        vec![KeyValue::new("exception.type", "NameError")],
    );
    child.set_status(Status::error("name 'ShowActivity' is not defined"));
    child.end();
    Context::current().span().end();
    drop(active);
    // the exporter blocks the calling thread until it gets a response
    let flushed = tokio::task::spawn_blocking(move || provider.force_flush());
    match flushed.await.unwrap() {
        Ok(()) => Ok(trace_id),
        Err(error) => Err(format!("{error:?}")),
    }
}

pub(crate) async fn assert_stored(stack: &TestStack, id: TraceId) {
    let row = stack.stack.store.trace_row(id).await.unwrap().unwrap();
    assert_eq!(row.spans, 2);
    assert_eq!(row.services, ["backend-flask"]);
    assert_eq!(row.entry.as_deref(), Some("GET /api/activities/:uuid"));
    assert!(row.flags.contains(TraceFlags::FAULT));
    let trace = stack.stack.store.trace(id).await.unwrap().unwrap();
    let mut spans = Vec::new();
    for (source, block) in &trace.blocks {
        assert_eq!(*source, Source::Otlp);
        for resource in TracesData::decode(&block[..]).unwrap().resource_spans {
            for scope in resource.scope_spans {
                assert_eq!(scope.scope.unwrap().name, "http");
                spans.extend(scope.spans);
            }
        }
    }
    spans.sort_by_key(|span| span.start_time_unix_nano);
    let [root, child] = &spans[..] else {
        panic!("{} spans", spans.len());
    };
    assert_eq!((&*root.name, &*child.name), ("GET", "activities_show"));
    assert_eq!(child.parent_span_id, root.span_id);
    assert_eq!(child.events[0].name, "exception");
    assert_eq!(
        child.status.as_ref().unwrap().message,
        "name 'ShowActivity' is not defined"
    );
}

fn http(stack: &TestStack, protocol: Protocol, compressed: bool) -> SpanExporter {
    let client = reqwest::blocking::Client::builder()
        .no_proxy()
        .build()
        .unwrap();
    let exporter = SpanExporter::builder()
        .with_http()
        .with_http_client(client)
        .with_protocol(protocol)
        .with_endpoint(format!("http://{}/v1/traces", stack.addrs.otlp_http))
        .with_timeout(Duration::from_secs(5));
    let exporter = if compressed {
        exporter.with_compression(Compression::Gzip)
    } else {
        exporter
    };
    exporter.build().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_http_exporter_in_protobuf_and_json_plain_and_compressed() {
    let stack = TestStack::start().await;
    for (protocol, compressed) in [
        (Protocol::HttpBinary, false),
        (Protocol::HttpBinary, true),
        (Protocol::HttpJson, false),
        (Protocol::HttpJson, true),
    ] {
        // a blocking client must not be created on an async thread
        let exporter = tokio::task::block_in_place(|| http(&stack, protocol, compressed));
        let id = export(exporter).await.unwrap();
        assert_stored(&stack, id).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_grpc_exporter_plain_and_compressed() {
    let stack = TestStack::start().await;
    for compression in [None, Some(Compression::Gzip)] {
        let exporter = SpanExporter::builder()
            .with_tonic()
            .with_endpoint(format!("http://{}", stack.addrs.otlp_grpc))
            .with_timeout(Duration::from_secs(5));
        let exporter = match compression {
            Some(compression) => exporter.with_compression(compression),
            None => exporter,
        };
        let id = export(exporter.build().unwrap()).await.unwrap();
        assert_stored(&stack, id).await;
    }
}

/// Returns all stored traces.
async fn rows(stack: &TestStack) -> Vec<TraceRow> {
    use cruddur_obs::stack::store::Order;
    let all = stack
        .stack
        .store
        .traces_between(0..u64::MAX, Order::OldestFirst, None, 100);
    all.await.unwrap()
}
