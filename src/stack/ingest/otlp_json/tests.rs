use opentelemetry_proto::tonic::common::v1::any_value::Value;

use super::*;

fn attribute(json: &str) -> Result<Option<Value>, JsonError> {
    let text = format!(
        r#"{{"resourceSpans":[{{"scopeSpans":[{{"spans":[{{"attributes":[{{"key":"k","value":{json}}}]}}]}}]}}]}}"#
    );
    let mut data = decode_traces(text.as_bytes())?;
    let span = data.resource_spans[0].scope_spans[0].spans.remove(0);
    Ok(span.attributes[0].value.clone().and_then(|any| any.value))
}

#[test]
fn numbers_may_be_strings() {
    for json in [
        r#"{"intValue":"-9223372036854775808"}"#,
        r#"{"intValue":-9223372036854775808}"#,
    ] {
        assert_eq!(attribute(json), Ok(Some(Value::IntValue(i64::MIN))));
    }
    assert_eq!(
        attribute(r#"{"intValue":1e3}"#),
        Ok(Some(Value::IntValue(1000)))
    );
    assert_eq!(
        attribute(r#"{"doubleValue":"2.5"}"#),
        Ok(Some(Value::DoubleValue(2.5)))
    );
    assert_eq!(
        attribute(r#"{"doubleValue":"-Infinity"}"#),
        Ok(Some(Value::DoubleValue(f64::NEG_INFINITY)))
    );
    for json in [
        r#"{"intValue":"9223372036854775808"}"#,
        r#"{"intValue":1.5}"#,
        r#"{"intValue":"x"}"#,
        r#"{"doubleValue":"much"}"#,
        r#"{"boolValue":"yes"}"#,
        r#"{"stringValue":7}"#,
        r#"{"bytesValue":"*"}"#,
    ] {
        assert!(attribute(json).is_err(), "{json}");
    }
}

#[test]
fn bytes_are_base64_of_either_alphabet() {
    let bytes = Value::BytesValue(vec![0xfb, 0xff]);
    for json in [
        r#"{"bytesValue":"+/8="}"#,
        r#"{"bytesValue":"+/8"}"#,
        r#"{"bytesValue":"-_8"}"#,
    ] {
        assert_eq!(attribute(json), Ok(Some(bytes.clone())), "{json}");
    }
}

#[test]
fn unknown_names_and_nulls_are_ignored() {
    assert_eq!(attribute("null"), Ok(None));
    assert_eq!(attribute(r#"{"quantumValue":1}"#), Ok(None));
    let text = r#"{"resourceSpans":[{"resource":null,"schemaUrl":null,"scopeSpans":[{"scope":null,
        "spans":[{"traceId":null,"name":null,"kind":null,"status":null,"events":null,"colour":{}}]}]}],
        "later":[1,2]}"#;
    let data = decode_traces(text.as_bytes()).unwrap();
    assert_eq!(data.resource_spans[0].scope_spans[0].spans.len(), 1);
    assert!(decode_traces(b"{}").unwrap().resource_spans.is_empty());
}

#[test]
fn what_is_no_request_is_refused() {
    for text in [
        "",
        "[]",
        "{",
        "null",
        r#"{"resourceSpans":{}}"#,
        r#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"xyz"}]}]}]}"#,
        r#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"kind":"SPAN_KIND_SERVER"}]}]}]}"#,
    ] {
        assert!(decode_traces(text.as_bytes()).is_err(), "{text}");
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(decode_traces(deep.as_bytes()).is_err());
}
