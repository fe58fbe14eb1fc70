//! What a path of OTLP names, and what to say of one that names nothing.

use super::{NO_PROFILES, Refusal, Signal};

/// The path of profiles, alpha in OTLP 1.x.
const PROFILES: &str = "/v1development/profiles";
const PATHS: [(&str, Signal); 3] = [
    ("/v1/traces", Signal::Traces),
    ("/v1/logs", Signal::Logs),
    ("/v1/metrics", Signal::Metrics),
];

/// What a request of OTLP/HTTP carries, by its path.
pub fn http(path: &str) -> Result<Signal, Refusal> {
    if let Some((_, signal)) = PATHS.iter().find(|(known, _)| *known == path) {
        return Ok(*signal);
    }
    Err(Refusal::Path(hint(path)))
}

fn hint(path: &str) -> String {
    if is_profiles(path) {
        return NO_PROFILES.to_owned();
    }
    let ends = |text: &str| PATHS.iter().find(|(known, _)| text.ends_with(known));
    if let Some((known, _)) = ends(path.trim_end_matches('/')) {
        // an SDK appended the signal to an endpoint that has one, or a base has a path
        return format!(
            "`{path}` is not an OTLP path: expected `{known}`; set OTEL_EXPORTER_OTLP_ENDPOINT to the address without a path"
        );
    }
    if path.trim_matches('/').is_empty() {
        return "`/` is not an OTLP path: expected `/v1/traces`, `/v1/logs` or `/v1/metrics`; OTEL_EXPORTER_OTLP_TRACES_ENDPOINT and its siblings take the whole path"
            .to_owned();
    }
    format!("`{path}` is not an OTLP path: expected `/v1/traces`, `/v1/logs` or `/v1/metrics`")
}

/// Whether a path is that of profiles, over HTTP or as a call.
pub fn is_profiles(path: &str) -> bool {
    path == PROFILES || path.starts_with("/opentelemetry.proto.collector.profiles.")
}

/// What a call carries, by its path.
pub fn call(path: &str) -> Result<Signal, Refusal> {
    match path {
        "/opentelemetry.proto.collector.trace.v1.TraceService/Export" => Ok(Signal::Traces),
        "/opentelemetry.proto.collector.logs.v1.LogsService/Export" => Ok(Signal::Logs),
        "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export" => Ok(Signal::Metrics),
        profiles if is_profiles(profiles) => Err(Refusal::Path(NO_PROFILES.to_owned())),
        other => Err(Refusal::Path(format!(
            "`{other}` is not an OTLP call: expected Export of TraceService, LogsService or MetricsService"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_path_is_told_what_to_do() {
        let told = |path: &str| http(path).unwrap_err().to_string();
        for path in ["/v1/traces/v1/traces", "/v1/logs/", "/otlp/v1/metrics"] {
            let hint = told(path);
            assert!(hint.contains("OTEL_EXPORTER_OTLP_ENDPOINT"), "{hint}");
            assert!(hint.contains(path), "{hint}");
        }
        assert!(told("/v1/traces/v1/traces").contains("expected `/v1/traces`"));
        assert!(told("/").contains("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"));
        assert!(told("/v1/trace").contains("expected `/v1/traces`"));
        assert_eq!(told("/v1development/profiles"), NO_PROFILES);
    }
}
