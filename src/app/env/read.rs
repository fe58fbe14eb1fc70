//! Parses and validates variables.

use std::collections::HashMap;
use std::time::Duration;

use http::HeaderValue;
use percent_encoding::percent_decode_str;
use secrecy::SecretString;

use super::{AwsKeys, EnvError, LogsEnv, Lookup, OtlpEnv, OtlpProtocol, RollbarEnv};

const ROLLBAR_ENDPOINT: &str = "https://api.rollbar.com/api/1/";

/// Returns scheme, host and port of a URL. The rest may be secret.
pub(in crate::app) fn origin(url: &str) -> String {
    let uri: http::Uri = url.parse().unwrap_or_default();
    let scheme = uri.scheme_str().unwrap_or("http");
    let port = uri
        .port_u16()
        .map(|port| format!(":{port}"))
        .unwrap_or_default();
    format!("{scheme}://{}{port}", uri.host().unwrap_or_default())
}

/// Returns `FRONTEND_URL` and `BACKEND_URL` in the form of `Origin` headers: without a path.
pub(super) fn origins(get: Lookup<'_>) -> Result<Vec<HeaderValue>, EnvError> {
    let mut origins = Vec::new();
    for variable in ["FRONTEND_URL", "BACKEND_URL"] {
        let Some(url) = get(variable) else { continue };
        http_url(variable, &url)?;
        origins.push(HeaderValue::from_str(&origin(&url)).map_err(|_| {
            EnvError::new(
                variable,
                format!("`{url}`: expected an origin (http://host:port)"),
            )
        })?);
    }
    Ok(origins)
}

/// The variable for traces, which takes precedence, and the general one.
const PROTOCOL: [&str; 2] = [
    "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
    "OTEL_EXPORTER_OTLP_PROTOCOL",
];
const COMPRESSION: [&str; 2] = [
    "OTEL_EXPORTER_OTLP_TRACES_COMPRESSION",
    "OTEL_EXPORTER_OTLP_COMPRESSION",
];
const HEADERS: [&str; 2] = [
    "OTEL_EXPORTER_OTLP_TRACES_HEADERS",
    "OTEL_EXPORTER_OTLP_HEADERS",
];
const TIMEOUT: [&str; 2] = [
    "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT",
    "OTEL_EXPORTER_OTLP_TIMEOUT",
];

pub(super) fn otlp(get: Lookup<'_>) -> Result<Option<OtlpEnv>, EnvError> {
    const TRACES: &str = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
    const ALL: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";
    let traces = get(TRACES);
    let Some(endpoint) = traces.clone().or_else(|| get(ALL)) else {
        return Ok(None);
    };
    let variable = if traces.is_some() { TRACES } else { ALL };
    http_url(variable, &endpoint)?;

    let either = |[traces, all]: [&'static str; 2]| {
        let of_traces = get(traces).map(|value| (traces, value));
        of_traces.or_else(|| get(all).map(|value| (all, value)))
    };
    let protocol = match either(PROTOCOL) {
        None => OtlpProtocol::HttpProtobuf,
        Some((variable, value)) => match value.as_str() {
            "http/protobuf" => OtlpProtocol::HttpProtobuf,
            "http/json" => OtlpProtocol::HttpJson,
            "grpc" => OtlpProtocol::Grpc,
            other => {
                let reason = format!("`{other}`: expected http/protobuf, http/json or grpc");
                return Err(EnvError::new(variable, reason));
            }
        },
    };
    let gzip = match either(COMPRESSION) {
        None => false,
        Some((variable, value)) => match value.as_str() {
            "none" => false,
            "gzip" => true,
            other => {
                let reason = format!("`{other}`: expected gzip or none");
                return Err(EnvError::new(variable, reason));
            }
        },
    };
    // only the general endpoint gets the signal's path (OTLP exporter specification)
    let endpoint = if traces.is_none() && protocol != OtlpProtocol::Grpc {
        format!("{}/v1/traces", endpoint.trim_end_matches('/'))
    } else {
        endpoint
    };
    Ok(Some(OtlpEnv {
        endpoint,
        protocol,
        headers: match either(HEADERS) {
            None => HashMap::new(),
            Some((variable, text)) => headers(variable, &text)?,
        },
        gzip,
        timeout: match either(TIMEOUT) {
            None => Duration::from_secs(10),
            Some((variable, text)) => Duration::from_millis(text.parse().map_err(|_| {
                EnvError::new(
                    variable,
                    format!("`{text}`: expected a number of milliseconds"),
                )
            })?),
        },
    }))
}

/// The header with Honeycomb's key.
const HONEYCOMB_KEY: &str = "x-honeycomb-team";

/// Reads a key, already trimmed. Quotation marks, blanks and line breaks within it are errors,
/// because no service's keys contain them.
fn key(get: Lookup<'_>, variable: &'static str) -> Result<Option<String>, EnvError> {
    let Some(key) = get(variable) else {
        return Ok(None);
    };
    check_key(&key).map_err(|why| EnvError::new(variable, why))?;
    Ok(Some(key))
}

/// Returns why `key` cannot be a key, without quoting it.
fn check_key(key: &str) -> Result<(), &'static str> {
    if key.contains(['\n', '\r']) {
        return Err("the key contains a line break");
    }
    if key.contains(['"', '\'', '`']) {
        return Err("the key contains a quotation mark: set it without quotes");
    }
    if HeaderValue::from_str(key).is_err() || key.contains(char::is_whitespace) || !key.is_ascii() {
        return Err("the key contains a space, a control character or a non-ASCII character");
    }
    Ok(())
}

/// Parses `k=v,k2=v2` with percent-encoded values (the format of W3C Baggage, as OTLP exporters
/// read it).
fn headers(variable: &'static str, text: &str) -> Result<HashMap<String, SecretString>, EnvError> {
    // the text contains API keys, so errors never quote it
    let error = |reason| EnvError::new(variable, reason);
    let mut headers = HashMap::new();
    for pair in text
        .split(',')
        .map(str::trim)
        .filter(|pair| !pair.is_empty())
    {
        let (name, value) = pair
            .split_once('=')
            .ok_or_else(|| error("an entry has no `=`: expected `name=value,name2=value2`"))?;
        let name = name.trim().to_ascii_lowercase();
        if http::HeaderName::from_bytes(name.as_bytes()).is_err() {
            return Err(error("an entry's name is not a header name"));
        }
        let value = percent_decode_str(value.trim())
            .decode_utf8_lossy()
            .into_owned();
        if HeaderValue::from_str(&value).is_err() {
            return Err(error("an entry's value is not a header value"));
        }
        if name == HONEYCOMB_KEY {
            check_key(&value).map_err(error)?;
        }
        // an empty key would be sent as an empty header and rejected as invalid
        if !value.is_empty() {
            headers.insert(name, SecretString::from(value));
        }
    }
    Ok(headers)
}

pub(super) fn logs(get: Lookup<'_>) -> Result<Option<LogsEnv>, EnvError> {
    const GROUP: &str = "CLOUDWATCH_LOG_GROUP";
    const STREAM: &str = "CLOUDWATCH_LOG_STREAM";
    let Some(group) = get(GROUP) else {
        return Ok(None);
    };
    // CreateLogGroup and CreateLogStream, API reference
    let allowed = |c: char| c.is_ascii_alphanumeric() || ".-_/#".contains(c);
    if group.len() > 512 || !group.chars().all(allowed) || group.starts_with("aws/") {
        return Err(EnvError::new(
            GROUP,
            format!(
                "`{group}`: expected a log group name (at most 512 of A-Z a-z 0-9 . - _ / #, not starting with aws/)"
            ),
        ));
    }
    let stream = get(STREAM);
    if let Some(stream) = &stream
        && (stream.len() > 512 || stream.contains([':', '*']))
    {
        return Err(EnvError::new(
            STREAM,
            format!(
                "`{stream}`: expected a log stream name (at most 512 characters without : and *)"
            ),
        ));
    }
    let mut endpoint = None;
    for variable in ["AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", "AWS_ENDPOINT_URL"] {
        if let Some(url) = get(variable) {
            http_url(variable, &url)?;
            endpoint = Some(url);
            break;
        }
    }
    let [id, secret, session] = [
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
    ];
    let keys = match (key(get, id)?, key(get, secret)?) {
        (Some(access_key_id), Some(secret)) => Some(AwsKeys {
            access_key_id,
            secret_access_key: SecretString::from(secret),
            session_token: key(get, session)?.map(SecretString::from),
        }),
        _ => None,
    };
    Ok(Some(LogsEnv {
        group,
        stream,
        endpoint,
        region: get("AWS_REGION").or_else(|| get("AWS_DEFAULT_REGION")),
        keys,
    }))
}

pub(super) fn rollbar(get: Lookup<'_>) -> Result<Option<RollbarEnv>, EnvError> {
    const ENDPOINT: &str = "ROLLBAR_ENDPOINT";
    let Some(token) = key(get, "ROLLBAR_ACCESS_TOKEN")? else {
        return Ok(None);
    };
    let endpoint = get(ENDPOINT).unwrap_or_else(|| ROLLBAR_ENDPOINT.to_owned());
    http_url(ENDPOINT, &endpoint)?;
    let base = endpoint.trim_end_matches('/');
    let base = base.strip_suffix("/item").unwrap_or(base);
    Ok(Some(RollbarEnv {
        access_token: SecretString::from(token),
        item_url: format!("{base}/item/"),
        environment: get("ROLLBAR_ENVIRONMENT").unwrap_or_else(|| "production".to_owned()),
    }))
}

fn http_url(variable: &'static str, text: &str) -> Result<http::Uri, EnvError> {
    let uri: Option<http::Uri> = text.parse().ok();
    uri.filter(|uri| {
        matches!(uri.scheme_str(), Some("http" | "https"))
            && uri.host().is_some_and(|host| !host.is_empty())
    })
    .ok_or_else(|| {
        EnvError::new(
            variable,
            // an invalid URL may still contain a key, so it is not quoted
            "expected an http:// or https:// URL",
        )
    })
}

/// Returns the system's host name. Shells rarely export `HOSTNAME`.
pub(super) fn host_name() -> String {
    ["/proc/sys/kernel/hostname", "/etc/hostname"]
        .iter()
        .find_map(|path| std::fs::read_to_string(path).ok())
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "localhost".to_owned())
}
