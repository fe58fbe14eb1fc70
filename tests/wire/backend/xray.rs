//! Segments over UDP.

use serde_json::{Value, json};

use super::Backend;
use super::sink::{Daemon, Sink};

async fn documents(requests: &[(&str, &str)], vars: &[(&str, &str)]) -> Vec<Value> {
    let daemon = Daemon::start().await;
    let address = daemon.addr.to_string();
    let mut all = vec![("AWS_XRAY_DAEMON_ADDRESS", address.as_str())];
    all.extend(vars);
    let backend = Backend::start(&all).await;
    for (method, path) in requests {
        backend
            .request(method, path)
            .header("user-agent", "test/1")
            .send()
            .await
            .unwrap();
    }
    assert_eq!(backend.stop().await.lost.xray_spans, 0);
    daemon.documents(requests.len()).await
}

fn time(document: &Value, name: &str) -> f64 {
    document[name].as_f64().unwrap()
}

#[tokio::test]
async fn a_request_is_a_segment_with_its_subsegments_inside() {
    let vars = [
        ("CLOUDWATCH_LOG_GROUP", "cruddur"),
        ("AWS_ENDPOINT_URL", "http://127.0.0.1:9"),
    ];
    let segment = &documents(&[("GET", "/api/activities/home?x=%40")], &vars).await[0];
    assert_eq!(segment["name"], "backend-flask");
    let id = segment["trace_id"].as_str().unwrap();
    let parts: Vec<&str> = id.split('-').collect();
    assert_eq!(
        (parts[0], parts[1].len(), parts[2].len()),
        ("1", 8, 24),
        "{id}"
    );
    // the id contains the start of the trace in seconds
    let began = i64::from_str_radix(parts[1], 16).unwrap() as f64;
    assert!((time(segment, "start_time") - began).abs() < 2.0);
    assert!(time(segment, "end_time") >= time(segment, "start_time"));
    for absent in [
        "parent_id",
        "type",
        "origin",
        "in_progress",
        "error",
        "fault",
        "throttle",
        "cause",
    ] {
        assert_eq!(segment.get(absent), None, "{absent}");
    }
    assert_eq!(segment["user"], "andrewbrown");
    let http = &segment["http"];
    let url = http["request"]["url"].as_str().unwrap();
    assert!(
        url.starts_with("http://127.0.0.1:") && url.ends_with("/api/activities/home?x=%40"),
        "{url}"
    );
    assert_eq!(http["request"]["method"], "GET");
    assert_eq!(http["request"]["user_agent"], "test/1");
    assert_eq!(http["request"]["client_ip"], "127.0.0.1");
    assert_eq!(http["response"]["status"], 200);
    assert!(http["response"]["content_length"].as_i64().unwrap() > 500);
    assert_eq!(
        segment["annotations"],
        json!({ "http.route": "/api/activities/home" })
    );
    let xray = &segment["aws"]["xray"];
    assert_eq!(xray["sdk"], "opentelemetry for rust");
    assert_eq!(xray["sdk_version"], "0.33.1");
    assert_eq!(
        segment["aws"]["cloudwatch_logs"],
        json!([{ "log_group": "cruddur" }])
    );

    let inner = &segment["subsegments"][0];
    let data = &inner["subsegments"][0];
    assert_eq!(
        (&inner["name"], &data["name"]),
        (&json!("activities_home"), &json!("mock-data"))
    );
    assert_eq!(inner.get("trace_id"), None);
    let metadata = &data["metadata"]["namespace"]["key"];
    assert_eq!(metadata["results-size"], 3);
    assert!(metadata["now"].as_str().unwrap().starts_with("20"));
}

#[tokio::test]
async fn errors_faults_and_causes() {
    let requests = [
        ("GET", "/api/activities/b7c0"),
        ("GET", "/api/activities/search"),
        ("GET", "/api/nothing"),
    ];
    let documents = documents(&requests, &[]).await;
    let of = |path: &str| {
        let url = |d: &&Value| {
            d["http"]["request"]["url"]
                .as_str()
                .unwrap()
                .ends_with(path)
        };
        documents.iter().find(url).unwrap()
    };
    let failed = of("/b7c0");
    assert_eq!(
        (failed.get("error"), &failed["fault"]),
        (None, &json!(true))
    );
    let inner = &failed["subsegments"][0];
    assert_eq!(
        (&inner["name"], &inner["fault"]),
        (&json!("activities_show"), &json!(true))
    );
    for document in [failed, inner] {
        let exception = &document["cause"]["exceptions"][0];
        assert_eq!(
            (&exception["type"], &exception["message"]),
            (&json!("NameError"), &json!("ShowActivity"))
        );
        assert_eq!(exception["id"].as_str().unwrap().len(), 16);
        assert_eq!(
            exception["stack"][0]["path"],
            "src/app/handlers/activities.rs"
        );
        assert!(exception["stack"][0]["line"].as_i64().unwrap() > 0);
    }
    for path in ["/search", "/nothing"] {
        let refused = of(path);
        assert_eq!(
            (&refused["error"], refused.get("fault")),
            (&json!(true), None),
            "{path}"
        );
        assert_eq!(refused.get("cause"), None);
    }
}

#[tokio::test]
async fn otlp_and_xray_tell_one_trace() {
    use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
    use prost::Message;

    let sink = Sink::start().await;
    let vars = [("OTEL_EXPORTER_OTLP_ENDPOINT", sink.url.as_str())];
    let segment = &documents(&[("GET", "/api/health-check")], &vars).await[0];
    let request = ExportTraceServiceRequest::decode(sink.received()[0].body.clone()).unwrap();
    let span = &request.resource_spans[0].scope_spans[0].spans[0];
    let hex = hex::encode(&span.trace_id);
    assert_eq!(
        segment["trace_id"],
        format!("1-{}-{}", &hex[..8], &hex[8..])
    );
    assert_eq!(segment["id"], hex::encode(&span.span_id));
}

#[tokio::test]
async fn a_caller_is_the_parent_and_may_forbid_the_trace() {
    let daemon = Daemon::start().await;
    let address = format!("tcp:127.0.0.1:9 udp:{}", daemon.addr);
    let backend = Backend::start(&[("AWS_XRAY_DAEMON_ADDRESS", &address)]).await;
    let root = "1-691ed3f2-8a1c0123456789abcdef0123";
    for rest in [
        "Parent=53995c3f42cd8ad8;Sampled=0",
        "Parent=53995c3f42cd8ad8;Sampled=1",
        "Sampled=1",
    ] {
        let request = backend.request("GET", "/api/health-check");
        let request = request.header("x-amzn-trace-id", format!("Root={root};{rest}"));
        request
            .header("x-forwarded-for", "203.0.113.7, 10.0.0.1")
            .send()
            .await
            .unwrap();
    }
    backend.stop().await;
    let documents = daemon.documents(2).await;
    assert_eq!(daemon.count(), 2, "an unsampled request was sent");
    assert!(
        documents
            .iter()
            .all(|document| document["trace_id"] == root)
    );
    assert_eq!(documents[0]["parent_id"], "53995c3f42cd8ad8");
    assert_eq!(documents[1].get("parent_id"), None);
    let request = &documents[0]["http"]["request"];
    assert_eq!(
        (&request["client_ip"], &request["x_forwarded_for"]),
        (&json!("203.0.113.7"), &json!(true))
    );
}
