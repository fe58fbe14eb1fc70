//! Spans over OTLP, decoded with OpenTelemetry's own messages.

use std::sync::{Arc, Mutex};

use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{
    TraceService, TraceServiceServer,
};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use opentelemetry_proto::tonic::common::v1::KeyValue;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::Span;
use opentelemetry_proto::tonic::trace::v1::status::StatusCode;
use prost::Message;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::Server;
use tonic::{Request, Response, Status};

use super::Backend;
use super::sink::{Received, Sink};

fn text(attributes: &[KeyValue], name: &str) -> Option<String> {
    let found = attributes.iter().find(|attribute| attribute.key == name)?;
    Some(match found.value.clone()?.value? {
        Value::StringValue(text) => text,
        Value::IntValue(number) => number.to_string(),
        other => format!("{other:?}"),
    })
}

fn spans(requests: &[ExportTraceServiceRequest]) -> Vec<Span> {
    let resources = requests.iter().flat_map(|request| &request.resource_spans);
    let scopes = resources.flat_map(|resource| &resource.scope_spans);
    scopes.flat_map(|scope| scope.spans.clone()).collect()
}

fn named<'a>(spans: &'a [Span], name: &str) -> &'a Span {
    let mut found = spans.iter().filter(|span| span.name == name);
    let span = found
        .next()
        .unwrap_or_else(|| panic!("no span {name} in {spans:?}"));
    assert!(found.next().is_none(), "two spans {name}");
    span
}

/// Checks the spans, which must be the same for every protocol.
fn check_home(requests: &[ExportTraceServiceRequest]) {
    let resource = requests[0].resource_spans[0].resource.as_ref().unwrap();
    assert_eq!(
        text(&resource.attributes, "service.name").unwrap(),
        "backend-flask"
    );
    let spans = spans(requests);
    let server = named(&spans, "GET /api/activities/home");
    let inner = named(&spans, "activities_home");
    let data = named(&spans, "mock-data");
    assert!(server.parent_span_id.is_empty());
    assert_eq!(
        (&inner.parent_span_id, &data.parent_span_id),
        (&server.span_id, &inner.span_id)
    );
    for (name, value) in [
        ("http.route", "/api/activities/home"),
        ("http.request.method", "GET"),
        ("http.response.status_code", "200"),
        ("url.path", "/api/activities/home"),
        ("url.query", "x=1"),
    ] {
        assert_eq!(
            text(&server.attributes, name).as_deref(),
            Some(value),
            "{name}"
        );
    }
    assert_eq!(
        text(&data.attributes, "app.result_length").as_deref(),
        Some("3")
    );
    assert!(text(&data.attributes, "app.now").unwrap().starts_with("20"));
}

fn decode(received: &[Received]) -> Vec<ExportTraceServiceRequest> {
    let bodies = received.iter().map(|request| request.body.clone());
    bodies
        .map(|body| ExportTraceServiceRequest::decode(body).unwrap())
        .collect()
}

#[tokio::test]
async fn protobuf_over_http_with_the_headers_of_the_environment() {
    let sink = Sink::start().await;
    let backend = Backend::start(&[
        ("OTEL_EXPORTER_OTLP_ENDPOINT", &sink.url),
        (
            "OTEL_EXPORTER_OTLP_HEADERS",
            "x-honeycomb-team=a%2Bb,x-other=2",
        ),
    ])
    .await;
    backend.get("/api/activities/home?x=1").await;
    let served = backend.stop().await;
    assert_eq!(served.lost.otlp_spans, 0);
    let received = sink.received();
    assert_eq!(received[0].path, "/v1/traces");
    assert_eq!(received[0].header("content-type"), "application/x-protobuf");
    assert_eq!(received[0].header("x-honeycomb-team"), "a+b");
    assert_eq!(received[0].header("x-other"), "2");
    check_home(&decode(&received));
}

#[tokio::test]
async fn json_over_http_at_an_endpoint_used_as_it_is() {
    let sink = Sink::start().await;
    let endpoint = format!("{}/custom/traces", sink.url);
    let backend = Backend::start(&[
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9"),
        ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", &endpoint),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json"),
    ])
    .await;
    backend.get("/api/activities/home?x=1").await;
    backend.stop().await;
    let received = sink.received();
    assert_eq!(received[0].path, "/custom/traces");
    assert_eq!(received[0].header("content-type"), "application/json");
    check_home(&[received[0].json()]);
}

/// The key sent with a request, and the request.
type Exported = (Option<String>, ExportTraceServiceRequest);

#[derive(Clone, Default)]
struct Collector(Arc<Mutex<Vec<Exported>>>);

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let key = request.metadata().get("x-honeycomb-team");
        let key = key.map(|key| key.to_str().unwrap().to_owned());
        self.0.lock().unwrap().push((key, request.into_inner()));
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

#[tokio::test]
async fn grpc_compressed() {
    let collector = Collector::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let service = TraceServiceServer::new(collector.clone())
        .accept_compressed(tonic::codec::CompressionEncoding::Gzip);
    let serving = Server::builder().add_service(service);
    tokio::spawn(serving.serve_with_incoming(TcpListenerStream::new(listener)));
    let backend = Backend::start(&[
        ("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
        ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "x-honeycomb-team=key"),
    ])
    .await;
    backend.get("/api/activities/home?x=1").await;
    assert_eq!(backend.stop().await.lost.otlp_spans, 0);
    let received = collector.0.lock().unwrap().clone();
    assert_eq!(received[0].0.as_deref(), Some("key"));
    check_home(
        &received
            .into_iter()
            .map(|(_, request)| request)
            .collect::<Vec<_>>(),
    );
}

#[tokio::test]
async fn a_failure_is_an_exception_on_the_span_where_it_happened_and_on_the_request() {
    let sink = Sink::start().await;
    let backend = Backend::start(&[("OTEL_EXPORTER_OTLP_ENDPOINT", &sink.url)]).await;
    backend.get("/api/activities/b7c0").await;
    backend.get("/api/activities/search").await;
    backend.get("/api/nothing").await;
    backend.stop().await;
    let spans = spans(&decode(&sink.received()));
    let server = named(&spans, "GET /api/activities/:uuid");
    let inner = named(&spans, "activities_show");
    for span in [server, inner] {
        assert_eq!(
            span.status.as_ref().unwrap().code(),
            StatusCode::Error,
            "{}",
            span.name
        );
        let event = &span.events[0];
        assert_eq!(event.name, "exception");
        assert_eq!(
            text(&event.attributes, "exception.type").unwrap(),
            "NameError"
        );
        assert_eq!(
            text(&event.attributes, "exception.message").unwrap(),
            "ShowActivity"
        );
        let stack = text(&event.attributes, "exception.stacktrace").unwrap();
        assert!(stack.contains("src/app/handlers/activities.rs"), "{stack}");
    }
    // a client error does not fail the server span
    for (name, status) in [("GET /api/activities/search", "422"), ("GET", "404")] {
        let span = named(&spans, name);
        assert_eq!(
            text(&span.attributes, "http.response.status_code").unwrap(),
            status
        );
        assert_eq!(
            span.status.as_ref().unwrap().code(),
            StatusCode::Unset,
            "{name}"
        );
    }
}

#[tokio::test]
async fn the_callers_trace_is_continued_and_its_decision_holds() {
    let sink = Sink::start().await;
    let backend = Backend::start(&[("OTEL_EXPORTER_OTLP_ENDPOINT", &sink.url)]).await;
    let sampled = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let request = backend.request("GET", "/api/health-check");
    request.header("traceparent", sampled).send().await.unwrap();
    let dropped = "Root=1-691ed3f2-8a1c0123456789abcdef0123;Parent=53995c3f42cd8ad8;Sampled=0";
    let request = backend.request("GET", "/api/activities/home");
    request
        .header("x-amzn-trace-id", dropped)
        .send()
        .await
        .unwrap();
    backend.stop().await;
    let spans = spans(&decode(&sink.received()));
    assert_eq!(spans.len(), 1, "{spans:?}");
    assert_eq!(
        hex::encode(&spans[0].trace_id),
        "0af7651916cd43dd8448eb211c80319c"
    );
    assert_eq!(hex::encode(&spans[0].parent_span_id), "b7ad6b7169203331");
}
