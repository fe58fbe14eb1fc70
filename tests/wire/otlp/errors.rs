//! Requests that no exporter sends, and their responses according to OTLP.

use std::io::Write as _;

use bytes::{Buf as _, BufMut as _};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceResponse;
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_client::TraceServiceClient;
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span, TracesData};
use prost::Message as _;
use reqwest::Response;
use serde_json::{Value, json};
use tonic::codec::{DecodeBuf, EncodeBuf};
use tonic_types::pb;

use super::rows;
use crate::common::{TestStack, raw_call};

const PROTOBUF: &str = "application/x-protobuf";
const JSON: &str = "application/json";

fn request(spans: Vec<Span>) -> TracesData {
    TracesData {
        resource_spans: vec![ResourceSpans {
            scope_spans: vec![ScopeSpans {
                spans,
                ..ScopeSpans::default()
            }],
            ..ResourceSpans::default()
        }],
    }
}

fn span(trace: u8) -> Span {
    Span {
        trace_id: vec![trace; 16],
        span_id: vec![1; 8],
        start_time_unix_nano: 1_795_166_040_000_000_000,
        ..Span::default()
    }
}

struct Sender {
    stack: TestStack,
    client: reqwest::Client,
}

impl Sender {
    async fn new() -> Self {
        Self {
            stack: TestStack::start().await,
            client: reqwest::Client::builder().no_proxy().build().unwrap(),
        }
    }

    fn post(&self, path: &str) -> reqwest::RequestBuilder {
        let url = format!("http://{}{path}", self.stack.addrs.otlp_http);
        self.client.post(url)
    }

    async fn send(&self, kind: &str, body: Vec<u8>) -> Response {
        let request = self.post("/v1/traces").header("content-type", kind);
        request.body(body).send().await.unwrap()
    }
}

fn kind(response: &Response) -> String {
    let kind = &response.headers()["content-type"];
    kind.to_str().unwrap().to_owned()
}

async fn status(response: Response) -> pb::Status {
    assert_eq!(kind(&response), PROTOBUF);
    pb::Status::decode(response.bytes().await.unwrap()).unwrap()
}

#[tokio::test]
async fn all_taken_is_an_empty_answer_in_the_encoding_of_the_request() {
    let sender = Sender::new().await;
    let response = sender
        .send(PROTOBUF, request(vec![span(1)]).encode_to_vec())
        .await;
    assert_eq!(
        (response.status().as_u16(), &*kind(&response)),
        (200, PROTOBUF)
    );
    assert!(response.bytes().await.unwrap().is_empty());
    let response = sender
        .send("application/json; charset=utf-8", b"{}".to_vec())
        .await;
    assert_eq!((response.status().as_u16(), &*kind(&response)), (200, JSON));
    assert_eq!(response.text().await.unwrap(), "{}");
    // an empty protobuf request is valid too
    assert_eq!(sender.send(PROTOBUF, Vec::new()).await.status(), 200);
    assert_eq!(rows(&sender.stack).await.len(), 1);
}

#[tokio::test]
async fn invalid_spans_are_rejected_and_counted_and_the_others_stored() {
    let sender = Sender::new().await;
    let mut nameless = span(2);
    nameless.span_id = Vec::new();
    let body = request(vec![span(1), nameless, span(0)]).encode_to_vec();
    let response = sender.send(PROTOBUF, body).await;
    assert_eq!(response.status(), 200);
    let answer = ExportTraceServiceResponse::decode(response.bytes().await.unwrap()).unwrap();
    let partial = answer.partial_success.unwrap();
    assert_eq!(partial.rejected_spans, 2);
    let expected = "rejected spans: 2 without a valid trace id and span id";
    assert_eq!(partial.error_message, expected);

    let body = json!({"resourceSpans": [{"scopeSpans": [{"spans": [
        {"traceId": "5b8efff798038103d269b633813fc60c", "spanId": "eee19b7ec3c1b174",
         "startTimeUnixNano": "1544712660000000000"},
        {"traceId": "", "spanId": "eee19b7ec3c1b174", "startTimeUnixNano": 1_544_712_660_000_000_000_u64},
    ]}]}]});
    let response = sender.send(JSON, body.to_string().into_bytes()).await;
    let answer: Value = response.json().await.unwrap();
    assert_eq!(
        answer,
        json!({"partialSuccess": {
            "rejectedSpans": "1",
            "errorMessage": "rejected spans: 1 without a valid trace id and span id",
        }})
    );
    assert_eq!(rows(&sender.stack).await.len(), 2);
}

#[tokio::test]
async fn every_error_is_a_status_in_the_encoding_of_the_request() {
    let sender = Sender::new().await;
    let response = sender.send(PROTOBUF, b"nonsense".to_vec()).await;
    assert_eq!(response.status(), 400);
    let error = status(response).await;
    assert_eq!(error.code, 3);
    assert!(
        error.message.contains("not a valid message"),
        "{}",
        error.message
    );

    let response = sender.send(JSON, b"{\"resourceSpans\": 7}".to_vec()).await;
    assert_eq!((response.status().as_u16(), &*kind(&response)), (400, JSON));
    let error: Value = response.json().await.unwrap();
    assert_eq!(error["code"], 3);
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("line 1 column"), "{message}");

    let response = sender.send("text/plain", b"{}".to_vec()).await;
    assert_eq!(response.status(), 415);
    let error: Value = response.json().await.unwrap();
    assert!(error["message"].as_str().unwrap().contains("`text/plain`"));

    let response = sender
        .post("/v1/traces")
        .body(Vec::new())
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 415, "no content type");

    let url = format!("http://{}/v1/traces", sender.stack.addrs.otlp_http);
    let response = sender.client.get(url).send().await.unwrap();
    assert_eq!(response.status(), 405);
    assert_eq!(response.headers()["allow"], "POST");

    for (path, told) in [
        ("/v1development/profiles", "profiles are not supported"),
        ("/v1/trace", "expected `/v1/traces`"),
        ("/v1/traces/v1/traces", "OTEL_EXPORTER_OTLP_ENDPOINT"),
        ("/", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"),
    ] {
        let response = sender.post(path).header("content-type", PROTOBUF);
        let response = response.body(Vec::new()).send().await.unwrap();
        assert_eq!(response.status(), 404);
        let message = status(response).await.message;
        assert!(message.contains(told), "{message}");
    }
    assert_eq!(rows(&sender.stack).await.len(), 0);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

#[tokio::test]
async fn bodies_are_unpacked_up_to_the_limit() {
    let sender = Sender::new().await;
    let body = request(vec![span(1)]).encode_to_vec();
    let encoded = |encoding: &'static str, body: Vec<u8>| {
        let post = sender.post("/v1/traces").header("content-type", PROTOBUF);
        post.header("content-encoding", encoding).body(body).send()
    };
    let zstd = zstd::encode_all(&body[..], 1).unwrap();
    for (encoding, body) in [
        ("gzip", gzip(&body)),
        ("deflate", deflate(&body)),
        ("zstd", zstd),
        ("identity", body),
    ] {
        assert_eq!(
            encoded(encoding, body).await.unwrap().status(),
            200,
            "{encoding}"
        );
    }
    let mut cut = gzip(&request(vec![span(2); 50]).encode_to_vec());
    cut.truncate(cut.len() / 2);
    let response = encoded("gzip", cut).await.unwrap();
    assert_eq!(response.status(), 400);
    assert_eq!(status(response).await.message, "the body is not valid gzip");
    let response = encoded("br", vec![1, 2, 3]).await.unwrap();
    assert_eq!(response.status(), 415);
    assert_eq!(response.headers()["accept-encoding"], "gzip, deflate, zstd");

    let bomb = deflate(&vec![0; 64 << 20]);
    assert!(bomb.len() < 100_000);
    let response = encoded("deflate", bomb).await.unwrap();
    assert_eq!(response.status(), 413);
    let bomb = gzip(&vec![0; 64 << 20]);
    assert!(bomb.len() < 100_000);
    let response = encoded("gzip", bomb).await.unwrap();
    assert_eq!(response.status(), 413);
    assert_eq!(status(response).await.code, 8);
    let response = sender.send(PROTOBUF, vec![0; (20 << 20) + 1]).await;
    assert_eq!(response.status(), 413);
    assert_eq!(rows(&sender.stack).await.len(), 1);
}

#[tokio::test]
async fn calls_that_cannot_be_answered_have_their_code() {
    use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
    use tonic::Code;

    let stack = TestStack::start().await;
    let channel = tonic::transport::Endpoint::try_from(format!("http://{}", stack.addrs.otlp_grpc));
    let channel = channel.unwrap().connect().await.unwrap();
    let mut traces = TraceServiceClient::new(channel.clone());
    let request = ExportTraceServiceRequest {
        resource_spans: request(vec![span(1), span(0)]).resource_spans,
    };
    let answer = traces.export(request).await.unwrap().into_inner();
    assert_eq!(answer.partial_success.unwrap().rejected_spans, 1);

    let mut zstd = traces
        .clone()
        .send_compressed(tonic::codec::CompressionEncoding::Zstd);
    zstd.export(ExportTraceServiceRequest::default())
        .await
        .unwrap();

    let profiles = "/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export";
    let error = call(&channel, profiles, Vec::new()).await.unwrap_err();
    assert_eq!(error.code(), Code::Unimplemented);
    assert!(
        error.message().contains("profiles are not supported"),
        "{error}"
    );
    let error = call(&channel, "/Nothing/Export", Vec::new())
        .await
        .unwrap_err();
    assert_eq!(error.code(), Code::Unimplemented);
    let export = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
    let error = call(&channel, export, b"nonsense".to_vec())
        .await
        .unwrap_err();
    assert_eq!(error.code(), Code::InvalidArgument);
    let error = call(&channel, export, vec![0; 21 << 20]).await.unwrap_err();
    assert_eq!(error.code(), Code::ResourceExhausted);
    // the port still works after all this
    call(&channel, export, Vec::new()).await.unwrap();
    assert_eq!(rows(&stack).await.len(), 1);
}

#[tokio::test]
async fn whoever_speaks_the_other_protocol_is_told() {
    let stack = TestStack::start().await;
    let url = format!("http://{}", stack.addrs.otlp_http);
    let channel = tonic::transport::Endpoint::try_from(url).unwrap();
    let channel = channel.connect().await.unwrap();
    let export = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
    let error = call(&channel, export, Vec::new()).await.unwrap_err();
    assert_eq!(error.code(), tonic::Code::Unimplemented);
    assert!(error.message().contains("speaks OTLP over HTTP"), "{error}");

    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("http://{}/v1/traces", stack.addrs.otlp_grpc);
    let post = client.post(url).header("content-type", PROTOBUF);
    let response = post.body(Vec::new()).send().await.unwrap();
    assert_eq!(response.status(), 415);
    let text = response.text().await.unwrap();
    assert!(text.contains("speaks OTLP over gRPC"), "{text}");
}

#[tokio::test]
async fn overload_is_unavailable_and_says_when_to_try_again() {
    let stack = TestStack::start_in(
        tempfile::tempdir().unwrap(),
        cruddur_obs::model::Clock::System,
        &cruddur_obs::stack::store::StoreOptions {
            queue_bytes: 1,
            ..Default::default()
        },
    )
    .await;
    // fill the queue, so that all other requests are refused
    let (release, held) = std::sync::mpsc::channel::<()>();
    let store = stack.stack.store.clone();
    let busy = tokio::spawn(async move {
        let hold = store.write(1_000, move |_| {
            let _ = held.recv();
            Ok(())
        });
        hold.await
    });
    while stack.stack.store.queued_bytes() == 0 {
        tokio::task::yield_now().await;
    }
    let body = request(vec![span(1)]).encode_to_vec();
    let url = format!("http://{}/v1/traces", stack.addrs.otlp_http);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let post = client.post(url).header("content-type", PROTOBUF);
    let response = post.body(body.clone()).send().await.unwrap();
    assert_eq!(response.status(), 503);
    assert_eq!(response.headers()["retry-after"], "1");
    assert_eq!(status(response).await.code, 14);

    let url = format!("http://{}", stack.addrs.otlp_grpc);
    let channel = tonic::transport::Endpoint::try_from(url).unwrap();
    let channel = channel.connect().await.unwrap();
    let export = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
    let refused = call(&channel, export, body).await.unwrap_err();
    assert_eq!(refused.code(), tonic::Code::Unavailable);
    let retry = tonic_types::StatusExt::get_details_retry_info(&refused).unwrap();
    assert!(retry.retry_delay.is_some_and(|delay| !delay.is_zero()));
    release.send(()).unwrap();
    busy.await.unwrap().unwrap();
    assert_eq!(rows(&stack).await.len(), 0);
}

/// Returns the headers of the response to a call whose message is compressed with `encoding`.
async fn compressed(stack: &TestStack, encoding: &str, message: &[u8]) -> http::HeaderMap {
    let path = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
    let mut frame = vec![1];
    frame.extend_from_slice(&u32::try_from(message.len()).unwrap().to_be_bytes());
    frame.extend_from_slice(message);
    raw_call(stack.addrs.otlp_grpc, path, Some(encoding), frame).await
}

#[tokio::test]
async fn calls_may_be_deflated() {
    let stack = TestStack::start().await;
    let body = request(vec![span(1)]).encode_to_vec();
    // a status in the headers would be an error
    let taken = compressed(&stack, "deflate", &deflate(&body)).await;
    assert!(!taken.contains_key("grpc-status"), "{taken:?}");
    assert_eq!(rows(&stack).await.len(), 1);
    let refused = compressed(&stack, "snappy", &body).await;
    assert_eq!(refused["grpc-status"], "12");
    let accepted = &refused["grpc-accept-encoding"];
    assert_eq!(accepted, "identity,gzip,deflate,zstd");
    let refused = compressed(&stack, "deflate", &deflate(&vec![0; 64 << 20])).await;
    assert_eq!(refused["grpc-status"], "8");
}

/// A unary call with any bytes as the message.
pub(super) async fn call(
    channel: &tonic::transport::Channel,
    path: &'static str,
    message: Vec<u8>,
) -> Result<Vec<u8>, tonic::Status> {
    let mut client = tonic::client::Grpc::new(channel.clone());
    client.ready().await.unwrap();
    let path = http::uri::PathAndQuery::from_static(path);
    let answer = client.unary(tonic::Request::new(message), path, Raw).await;
    answer.map(tonic::Response::into_inner)
}

/// A codec for raw messages.
#[derive(Default)]
struct Raw;

impl tonic::codec::Codec for Raw {
    type Encode = Vec<u8>;
    type Decode = Vec<u8>;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl tonic::codec::Encoder for Raw {
    type Item = Vec<u8>;
    type Error = tonic::Status;

    fn encode(&mut self, item: Vec<u8>, out: &mut EncodeBuf<'_>) -> Result<(), tonic::Status> {
        out.put_slice(&item);
        Ok(())
    }
}

impl tonic::codec::Decoder for Raw {
    type Item = Vec<u8>;
    type Error = tonic::Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<Vec<u8>>, tonic::Status> {
        let mut message = vec![0; from.remaining()];
        from.copy_to_slice(&mut message);
        Ok(Some(message))
    }
}
