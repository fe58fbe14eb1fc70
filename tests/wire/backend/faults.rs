//! Destinations that do not answer neither delay requests nor block shutdown.

use std::time::{Duration, Instant};

use cruddur_obs::app::Env;

use super::Backend;
use super::sink::{closed, silent};

/// Sends many requests, some of them failing. All must be answered long before a single call to a
/// silent destination would time out.
async fn requests(backend: &Backend) {
    let work = async {
        for _ in 0..100 {
            assert_eq!(backend.get("/api/activities/home").await.0, 200);
            assert_eq!(backend.get("/api/activities/b7c0").await.0, 500);
            assert_eq!(backend.get("/rollbar/test").await.0, 200);
        }
    };
    // with the shortest timeout, 2 s, 300 delayed requests would take 10 minutes
    tokio::time::timeout(Duration::from_secs(60), work)
        .await
        .expect("requests were held up");
}

async fn everything_at(addr: std::net::SocketAddr, protocol: &str) -> Backend {
    let url = format!("http://{addr}");
    let address = addr.to_string();
    Backend::start(&[
        ("OTEL_EXPORTER_OTLP_ENDPOINT", &url),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol),
        ("OTEL_TRACES_SAMPLER", "parentbased_always_on"),
        ("AWS_XRAY_DAEMON_ADDRESS", &address),
        ("CLOUDWATCH_LOG_GROUP", "cruddur"),
        ("AWS_ENDPOINT_URL", &url),
        ("AWS_REGION", "eu-central-1"),
        ("AWS_ACCESS_KEY_ID", "x"),
        ("AWS_SECRET_ACCESS_KEY", "x"),
        ("ROLLBAR_ACCESS_TOKEN", "x"),
        ("ROLLBAR_ENDPOINT", &url),
    ])
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn silent_destinations_hold_up_nothing() {
    for protocol in ["http/protobuf", "grpc"] {
        let backend = everything_at(silent().await, protocol).await;
        requests(&backend).await;
        let asked = Instant::now();
        let served = backend.stop().await;
        assert!(
            asked.elapsed() < Duration::from_secs(25),
            "stopping took {:?}",
            asked.elapsed()
        );
        assert_eq!(served.requests, 300);
        // 100 lines of `home` itself and one per request; every loss is counted
        assert_eq!(served.lost.log_events, 400, "{protocol}");
        assert_eq!(served.lost.rollbar_items, 200, "{protocol}");
        assert_eq!(served.lost.otlp_spans, 700, "{protocol}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn closed_destinations_hold_up_nothing() {
    let backend = everything_at(closed().await, "http/protobuf").await;
    requests(&backend).await;
    let served = backend.stop().await;
    assert_eq!(
        (served.lost.log_events, served.lost.rollbar_items),
        (400, 200)
    );
    assert_eq!(served.lost.otlp_spans, 700);
}

#[tokio::test]
async fn a_daemon_without_an_address_loses_counted_segments() {
    let backend = Backend::start(&[("AWS_XRAY_DAEMON_ADDRESS", "name.invalid:2000")]).await;
    backend.get("/api/health-check").await;
    assert_eq!(backend.stop().await.lost.xray_spans, 1);
}

#[test]
fn a_value_that_cannot_be_used_is_named_and_secrets_are_not() {
    for (name, value) in [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4318"),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/xml"),
        ("OTEL_EXPORTER_OTLP_COMPRESSION", "brotli"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "soon"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "hcaik_secret"),
        (
            "OTEL_EXPORTER_OTLP_HEADERS",
            "x-honeycomb-team=\"hcaik_secret\"",
        ),
        (
            "OTEL_EXPORTER_OTLP_HEADERS",
            "x-honeycomb-team=hcaik secret",
        ),
        ("ROLLBAR_ACCESS_TOKEN", "'secret'"),
        ("ROLLBAR_ACCESS_TOKEN", "a\nsecret"),
        ("AWS_ACCESS_KEY_ID", "\"secret\""),
        ("AWS_SECRET_ACCESS_KEY", "a\nsecret"),
        ("AWS_SESSION_TOKEN", "a secret"),
        ("OTEL_TRACES_SAMPLER", "sometimes"),
        ("AWS_XRAY_DAEMON_ADDRESS", "localhost"),
        ("AWS_XRAY_DAEMON_ADDRESS", "udp:localhost:2000"),
        ("CLOUDWATCH_LOG_GROUP", "a group"),
        ("CLOUDWATCH_LOG_STREAM", "a:b"),
        ("ROLLBAR_ENDPOINT", "api.rollbar.com"),
        ("FRONTEND_URL", "3000"),
    ] {
        let vars = [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318"),
            ("CLOUDWATCH_LOG_GROUP", "cruddur"),
            ("ROLLBAR_ACCESS_TOKEN", "x"),
            ("AWS_ACCESS_KEY_ID", "x"),
            ("AWS_SECRET_ACCESS_KEY", "x"),
            (name, value),
        ];
        let error = Env::from_vars(&vars).unwrap_err().to_string();
        assert!(error.starts_with(&format!("{name}: ")), "{error}");
        assert!(!error.contains("secret"), "{error}");
    }
}

#[test]
fn unset_and_empty_variables_switch_everything_off() {
    let names = [
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "OTEL_TRACES_SAMPLER",
        "AWS_XRAY_DAEMON_ADDRESS",
        "CLOUDWATCH_LOG_GROUP",
        "ROLLBAR_ACCESS_TOKEN",
        "FRONTEND_URL",
    ];
    let empty: Vec<(&str, &str)> = names.iter().map(|name| (*name, "")).collect();
    for vars in [&empty[..], &[]] {
        let env = Env::from_vars(vars).unwrap();
        assert!(env.otlp.is_none() && env.xray.is_none());
        assert!(env.logs.is_none() && env.rollbar.is_none());
        assert!(env.origins.is_empty());
        assert_eq!(env.service_name, "backend-flask");
    }
}
