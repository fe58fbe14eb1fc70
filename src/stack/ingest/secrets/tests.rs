use opentelemetry_proto::tonic::logs::v1::LogsData;
use opentelemetry_proto::tonic::trace::v1::TracesData;
use proptest::prelude::*;
use prost::Message as _;
use serde_json::{Value, json};

use super::*;
use crate::stack::ingest::otlp_json::{decode_logs, decode_traces};
use crate::stack::redact::arbitrary::{harmless, with_secret};

fn attributes() -> Value {
    let text = |text: &str| json!({ "stringValue": text });
    json!([
        {"key": "http.request.header.authorization", "value": {"arrayValue": {"values": [
            text("Bearer geheim"), {"bytesValue": "Z2VoZWlt"}]}}},
        {"key": "x-honeycomb-team", "value": {"kvlistValue": {"values": [
            {"key": "a", "value": text("geheim")}]}}},
        {"key": "url.full", "value": text("http://x/?access_token=geheim&a=b")},
        {"key": "n", "value": {"intValue": 7}},
    ])
}

fn without_secrets(data: &str) {
    assert!(!data.contains("geheim"), "{data}");
    assert!(data.contains("?access_token=******&a=b"), "{data}");
    assert!(data.contains("x-honeycomb-team"), "{data}");
}

#[test]
fn secrets_of_spans_are_overwritten() {
    let sent = json!({"resourceSpans": [{"resource": {"attributes": attributes()},
    "scopeSpans": [{"scope": {"name": "s", "attributes": attributes()}, "spans": [{
        "traceId": "5b8efff798038103d269b633813fc60c", "spanId": "eee19b7ec3c1b174",
        "name": "GET /?accessToken=geheim", "attributes": attributes(),
        "events": [{"name": "e", "attributes": attributes()}],
        "links": [{"attributes": attributes()}],
        "status": {"message": "sent Authorization: Bearer geheim", "code": 2},
    }]}]}]});
    let data = decode_traces(sent.to_string().as_bytes()).unwrap();
    let request = data.encode_to_vec();
    let clean = cleaned_traces(&request).unwrap().unwrap();
    assert_eq!(clean.len(), request.len());
    without_secrets(&format!("{:?}", TracesData::decode(&clean[..]).unwrap()));
    assert!(!clean.windows(6).any(|bytes| bytes == b"geheim"));
    assert!(cleaned_traces(b"no authorization").is_err());
    let plain = json!({"resourceSpans": [{"scopeSpans": [{"spans": [{"name": "x"}]}]}]});
    let plain = decode_traces(plain.to_string().as_bytes()).unwrap();
    assert_eq!(cleaned_traces(&plain.encode_to_vec()), Ok(None));
}

#[test]
fn secrets_of_log_records_are_overwritten() {
    let sent = json!({"resourceLogs": [{"resource": {"attributes": attributes()},
    "scopeLogs": [{"logRecords": [
        {"body": {"stringValue": "{\"access_token\":\"geheim\"}"}},
        {"body": {"kvlistValue": {"values": attributes()}}, "attributes": attributes(),
            "eventName": "bearer geheim123"},
    ]}]}]});
    let data = decode_logs(sent.to_string().as_bytes()).unwrap();
    let clean = cleaned_logs(&data.encode_to_vec()).unwrap().unwrap();
    without_secrets(&format!("{:?}", LogsData::decode(&clean[..]).unwrap()));
}

/// `bytesValue` is base64: `aHVzaA==` is `hush`.
#[test]
fn every_shape_of_a_pair_is_known() {
    let text = |text: &str| json!({ "stringValue": text });
    let list = |values: &[Value]| json!({"arrayValue": {"values": values}});
    let bytes = |base64: &str| json!({ "bytesValue": base64 });
    let named = |name: &str, value: &str| {
        json!({"kvlistValue": {"values": [
            {"key": name, "value": text("Cookie")}, {"key": value, "value": text("hush")}]}})
    };
    for value in [
        list(&[text("Authorization"), text("hush"), text("Host"), text("y")]),
        list(&[list(&[text("x-api-key"), text("hush")])]),
        // authorization
        list(&[list(&[bytes("YXV0aG9yaXphdGlvbg=="), bytes("aHVzaA==")])]),
        named("Name", "Value"),
        named("KEY", "VALUE"),
        // \xff password=hush \xff
        bytes("/yBwYXNzd29yZD1odXNoIP8="),
    ] {
        let attributes = json!([{"key": "a", "value": value}]);
        let sent = json!({"resourceLogs": [{"scopeLogs": [{"logRecords": [
            {"body": value, "attributes": attributes}]}]}]});
        let request = decode_logs(sent.to_string().as_bytes())
            .unwrap()
            .encode_to_vec();
        let clean = cleaned_logs(&request).unwrap().expect("there is a secret");
        assert_eq!(clean.len(), request.len());
        assert!(!clean.windows(4).any(|bytes| bytes == b"hush"), "{value}");
    }
}

#[test]
fn names_and_counts_stay() {
    for value in [
        json!(["authorization", "content-type"]),
        json!([["authorization", "content-type"]]),
        json!({"token": 512, "cookies": 3}),
    ] {
        for (request, traces) in requests(&value) {
            assert_eq!(clean(&request, traces), None, "{value}");
        }
    }
}

fn any_value(value: &Value) -> Value {
    match value {
        Value::String(text) => json!({ "stringValue": text }),
        Value::Number(number) => json!({ "intValue": number }),
        Value::Bool(flag) => json!({ "boolValue": flag }),
        Value::Null => json!({}),
        Value::Array(items) => {
            json!({"arrayValue": {"values": items.iter().map(any_value).collect::<Vec<_>>()}})
        }
        Value::Object(fields) => {
            let pair = |(key, value)| json!({"key": key, "value": any_value(value)});
            json!({"kvlistValue": {"values": fields.iter().map(pair).collect::<Vec<_>>()}})
        }
    }
}

/// A request with a value in each place for values.
fn requests(value: &Value) -> [(Vec<u8>, bool); 2] {
    let value = any_value(value);
    let attributes = json!([{"key": "a", "value": value}]);
    let traces = json!({"resourceSpans": [{"resource": {"attributes": attributes},
    "scopeSpans": [{"spans": [{"traceId": "5b8efff798038103d269b633813fc60c",
        "spanId": "eee19b7ec3c1b174", "name": "x", "attributes": attributes,
        "events": [{"attributes": attributes}], "links": [{"attributes": attributes}]}]}]}]});
    let logs = json!({"resourceLogs": [{"scopeLogs": [{"logRecords": [
        {"body": value, "attributes": attributes}]}]}]});
    let traces = decode_traces(traces.to_string().as_bytes()).unwrap();
    let logs = decode_logs(logs.to_string().as_bytes()).unwrap();
    [
        (traces.encode_to_vec(), true),
        (logs.encode_to_vec(), false),
    ]
}

fn clean(request: &[u8], traces: bool) -> Option<Vec<u8>> {
    let clean = if traces {
        cleaned_traces(request)
    } else {
        cleaned_logs(request)
    };
    clean.unwrap()
}

proptest! {
    #[test]
    fn a_secret_is_in_no_byte((secret, value) in with_secret()) {
        for (request, traces) in requests(&value) {
            let cleaned = clean(&request, traces).expect("there is a secret");
            let found = memchr::memmem::find(&cleaned, secret.as_bytes());
            prop_assert_eq!(found, None, "{} in {}", secret, value);
            prop_assert_eq!(cleaned.len(), request.len());
            let decoded = if traces { TracesData::decode(&cleaned[..]).is_ok() } else { LogsData::decode(&cleaned[..]).is_ok() };
            prop_assert!(decoded);
            let again = clean(&cleaned, traces).unwrap_or_else(|| cleaned.clone());
            prop_assert_eq!(again, cleaned);
        }
    }

    #[test]
    fn without_a_secret_no_byte_changes(value in harmless()) {
        for (request, traces) in requests(&value) {
            prop_assert_eq!(clean(&request, traces), None);
        }
    }
}

#[test]
fn keys_that_become_alike_stay_apart() {
    let value = json!({"/?token=aaaaaaaa1": 1, "/?token=bbbbbbbb2": 2, "/?token=*********": 3});
    for (request, traces) in requests(&value) {
        let cleaned = clean(&request, traces).unwrap();
        assert_eq!(cleaned.len(), request.len());
        for key in [
            "/?token=*******#2",
            "/?token=*******#3",
            "/?token=*********",
        ] {
            let found = memchr::memmem::find(&cleaned, key.as_bytes());
            assert!(found.is_some(), "{key}");
        }
        assert_eq!(
            clean(&cleaned, traces).unwrap_or_else(|| cleaned.clone()),
            cleaned
        );
    }
}

#[test]
fn numbers_stay_numbers() {
    let value = json!({"password": 1_234_567, "Cookie": [-1], "n": 1_234_567});
    for (request, traces) in requests(&value) {
        let cleaned = clean(&request, traces).unwrap();
        let shown = if traces {
            format!("{:?}", TracesData::decode(&cleaned[..]).unwrap())
        } else {
            format!("{:?}", LogsData::decode(&cleaned[..]).unwrap())
        };
        assert!(shown.contains("IntValue(0)"), "{shown}");
        assert!(!shown.contains("IntValue(-1)"), "{shown}");
        let left = shown.matches("IntValue(1234567)").count();
        let hidden = shown.matches("\"password\"").count();
        assert_eq!(left, hidden, "{shown}");
    }
}

#[test]
fn an_attribute_without_a_key_keeps_no_secret() {
    let secret = json!({"stringValue": "http://x/?access_token=geheim"});
    let of = |attributes: Value| json!({"resourceSpans": [{"scopeSpans": [{"spans": [{"attributes": attributes}]}]}]});
    for sent in [
        of(json!([{"value": secret}])),
        of(json!([{"key": "", "value": secret}])),
        // beside a key that changes
        of(json!([{"value": secret}, {"key": "?access_token=geheim", "value": secret}, {}])),
    ] {
        let request = decode_traces(sent.to_string().as_bytes())
            .unwrap()
            .encode_to_vec();
        let clean = cleaned_traces(&request).unwrap().unwrap();
        assert_eq!(clean.len(), request.len());
        assert!(!clean.windows(6).any(|bytes| bytes == b"geheim"), "{sent}");
    }
}
