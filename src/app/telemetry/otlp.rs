//! The OTLP exporter, for any collector and for Honeycomb.

use std::collections::HashMap;
use std::time::Duration;

use axum::http::HeaderMap;
use opentelemetry_otlp::{
    Compression, ExporterBuildError, Protocol, SpanExporter, WithExportConfig, WithHttpConfig,
    WithTonicConfig,
};
use secrecy::ExposeSecret;
use tonic::metadata::MetadataMap;
use tonic::transport::ClientTlsConfig;

use crate::app::env::{OtlpEnv, OtlpProtocol};

/// Creates the exporter. It connects with the first batch.
///
/// HTTP uses reqwest's blocking client, on which the SDK's batch thread can wait without a runtime.
/// gRPC needs the runtime that is current here.
pub(super) fn exporter(env: &OtlpEnv) -> Result<SpanExporter, ExporterBuildError> {
    let builder = SpanExporter::builder();
    let protocol = match env.protocol {
        OtlpProtocol::HttpProtobuf => Protocol::HttpBinary,
        OtlpProtocol::HttpJson => Protocol::HttpJson,
        OtlpProtocol::Grpc => {
            let mut builder = builder
                .with_tonic()
                .with_endpoint(&env.endpoint)
                .with_timeout(env.timeout)
                .with_metadata(MetadataMap::from_headers(header_map(env)));
            if env.gzip {
                builder = builder.with_compression(Compression::Gzip);
            }
            if env.endpoint.starts_with("https://") {
                builder = builder.with_tls_config(ClientTlsConfig::new().with_native_roots());
            }
            return builder.build();
        }
    };
    let headers: HashMap<String, String> = env
        .headers
        .iter()
        .map(|(name, value)| (name.clone(), value.expose_secret().to_owned()))
        .collect();
    let mut builder = builder
        .with_http()
        .with_protocol(protocol)
        .with_endpoint(&env.endpoint)
        .with_timeout(env.timeout)
        .with_headers(headers);
    if env.gzip {
        builder = builder.with_compression(Compression::Gzip);
    }
    if env.endpoint.starts_with("http://") {
        builder = builder.with_http_client(plain_client(env.timeout)?);
    }
    builder.build()
}

/// Creates a client without TLS certificates, which a slim container does not have. It is created
/// on a separate thread, because the blocking client must not be created within an async task.
fn plain_client(timeout: Duration) -> Result<reqwest::blocking::Client, ExporterBuildError> {
    let made = std::thread::spawn(move || {
        reqwest::blocking::Client::builder()
            .timeout(timeout)
            .tls_certs_only([])
            .build()
    });
    let made = made.join().map_err(|_| "the thread ended".to_owned());
    let made = made.and_then(|client| client.map_err(|error| error.to_string()));
    made.map_err(ExporterBuildError::InternalFailure)
}

fn header_map(env: &OtlpEnv) -> HeaderMap {
    let pairs = env.headers.iter().filter_map(|(name, value)| {
        let mut value: http::HeaderValue = value.expose_secret().parse().ok()?;
        value.set_sensitive(true);
        Some((name.parse::<http::HeaderName>().ok()?, value))
    });
    pairs.collect()
}
