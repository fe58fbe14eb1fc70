use serde_json::{Value, json};

use super::*;
use crate::stack::redact::arbitrary::{harmless, with_secret};
use crate::stack::store::decompress;
use proptest::prelude::*;

/// Shortly after the times of the guide's first example.
const NOW: f64 = 1_478_293_400.0;

fn minimal() -> Value {
    json!({
        "name": "example.com",
        "id": "70de5b6f19ff9a0a",
        "start_time": 1.478293361271E9,
        "trace_id": "1-581cf771-a006649127e371903a2de979",
        "end_time": 1.478293361449E9
    })
}

fn with(changes: Value) -> String {
    let mut document = minimal();
    if let (Value::Object(document), Value::Object(changes)) = (&mut document, changes) {
        document.extend(changes);
    }
    document.to_string()
}

fn without(key: &str) -> String {
    let mut document = minimal();
    document.as_object_mut().unwrap().remove(key);
    document.to_string()
}

#[test]
fn a_minimal_segment_is_taken() {
    let (valid, rejected) = parse(&minimal().to_string(), NOW);
    assert_eq!(rejected, []);
    let block = blocks(valid).unwrap().remove(0);
    assert_eq!(block.trace_id.xray(), "1-581cf771-a006649127e371903a2de979");
    assert_eq!(block.start_ns, 1_478_293_361_271_000_000);
    assert_eq!(block.end_ns, 1_478_293_361_449_000_000);
    assert_eq!(block.spans, 1);
    assert_eq!(block.services, ["example.com"]);
    assert_eq!(block.entry.as_deref(), Some("example.com"));
}

/// A document, the code that refuses it, and whether the fault is a subsegment's.
type Case = (String, &'static str, bool);

fn check(cases: &[Case]) {
    for (document, code, subsegment) in cases {
        let (valid, rejected) = parse(document, NOW);
        let shown: String = document.chars().take(200).collect();
        assert_eq!(valid, [], "{shown}");
        assert_eq!(rejected.len(), 1, "{shown}");
        assert_eq!(rejected[0].code, *code, "{shown}");
        assert_eq!(rejected[0].subsegment, *subsegment, "{shown}");
    }
}

#[test]
fn what_is_no_document_is_refused() {
    check(&[
        ("x".to_owned(), "ParseError", false),
        (String::new(), "ParseError", false),
        ("{\"id\":".to_owned(), "ParseError", false),
        ("[{}".to_owned(), "ParseError", false),
        (minimal().to_string() + "{}", "ParseError", false),
        ("[".repeat(5_000), "ParseError", false),
        (
            format!("{{\"a\":{}", "[".repeat(5_000)),
            "ParseError",
            false,
        ),
        ("[]".to_owned(), "MissingId", false),
        ("{}".to_owned(), "MissingId", false),
        ("7".to_owned(), "MissingId", false),
        ("null".to_owned(), "MissingId", false),
        ("[3]".to_owned(), "MissingId", false),
        ("[[]]".to_owned(), "MissingId", false),
    ]);
}

#[test]
fn what_is_wrong_is_named_as_the_service_names_it() {
    let old = NOW - 31.0 * 86_400.0;
    check(&[
        (without("id"), "MissingId", false),
        (with(json!({"id": 7})), "MissingId", false),
        (with(json!({"id": ""})), "InvalidId", false),
        (with(json!({"id": "70de5b6f19ff9a0"})), "InvalidId", false),
        (with(json!({"id": "70de5b6f19ff9a0g"})), "InvalidId", false),
        (with(json!({"id": "0000000000000000"})), "InvalidId", false),
        (without("trace_id"), "MissingTraceId", false),
        (with(json!({"trace_id": ["1"]})), "MissingTraceId", false),
        (
            with(json!({"trace_id": "1-581cf771"})),
            "InvalidTraceId",
            false,
        ),
        (
            with(json!({"trace_id": "2-581cf771-a006649127e371903a2de979"})),
            "InvalidTraceId",
            false,
        ),
        // an example of the guide itself, with an `s` among its digits
        (
            with(json!({"trace_id": "1-5880168b-fd515828bs07678a3bb5a78c"})),
            "InvalidTraceId",
            false,
        ),
        (
            with(json!({"start_time": old, "end_time": old})),
            "InvalidTraceId",
            false,
        ),
        (without("name"), "MissingName", false),
        (
            with(json!({"name": {"py/newargs": ["a"]}})),
            "MissingName",
            false,
        ),
        (with(json!({"name": ""})), "InvalidName", false),
        (with(json!({"name": "mysql?"})), "InvalidName", false),
        (with(json!({"name": "$Proxy"})), "InvalidName", false),
        (with(json!({"name": "a\tb"})), "InvalidName", false),
        (with(json!({"name": "a".repeat(201)})), "InvalidName", false),
        (with(json!({"name": "é".repeat(201)})), "InvalidName", false),
        (without("start_time"), "MissingStartTime", false),
        (
            with(json!({"start_time": "now"})),
            "MissingStartTime",
            false,
        ),
        (with(json!({"start_time": -1})), "InvalidStartTime", false),
        (
            with(json!({"start_time": 1_478_293_361_271_u64})),
            "InvalidStartTime",
            false,
        ),
        (
            with(json!({"start_time": 1e300})),
            "InvalidStartTime",
            false,
        ),
        (without("end_time"), "MissingEndTime", false),
        (
            with(json!({"end_time": null, "in_progress": false})),
            "MissingEndTime",
            false,
        ),
        (with(json!({"end_time": 1e300})), "InvalidEndTime", false),
        (with(json!({"parent_id": "xyz"})), "InvalidParentId", false),
        (with(json!({"type": "subsegment"})), "MissingParentId", true),
        (with(json!({"subsegments": [{}]})), "MissingId", true),
        (with(json!({"subsegments": [null]})), "MissingId", true),
        (
            with(
                json!({"subsegments": [{"id": "53995c3f42cd8ad8", "name": "a", "start_time": 1}]}),
            ),
            "MissingEndTime",
            true,
        ),
        (
            format!("{}{}", minimal(), " ".repeat(64 << 10)),
            "DocumentTooLarge",
            false,
        ),
    ]);
}

#[test]
fn messages_are_the_services_own() {
    let too_old = with(json!({"start_time": 1_e9, "end_time": 1e9}));
    let (_, rejected) = parse(&too_old, NOW);
    assert_eq!(
        rejected[0].message(),
        "Invalid segment. ErrorCode: InvalidTraceId"
    );
    assert_eq!(rejected[0].id.as_deref(), Some("70de5b6f19ff9a0a"));
    let (_, rejected) = parse(&with(json!({"subsegments": [{"id": 1}]})), NOW);
    assert_eq!(
        rejected[0].message(),
        "Invalid subsegment. ErrorCode: MissingId, Cause: null"
    );
    // the id of the document, as the service reports it
    assert_eq!(rejected[0].id.as_deref(), Some("70de5b6f19ff9a0a"));
    let (_, rejected) = parse("x", NOW);
    assert_eq!(rejected[0].id, None);
}

#[test]
fn what_sdks_send_is_taken() {
    let taken = [
        // Python: `in_progress` beside the end, embedded subsegments repeat their parents
        with(json!({
            "in_progress": false,
            "subsegments": [{
                "id": "53995c3f42cd8ad8", "name": "mock-data", "type": "subsegment",
                "trace_id": "1-581cf771-a006649127e371903a2de979",
                "parent_id": "70de5b6f19ff9a0a", "in_progress": false,
                "start_time": 1_478_293_361.3, "end_time": 1_478_293_361.4,
                "namespace": "local", "error": true, "fault": true
            }]
        })),
        // PHP: an empty array for an empty object, and the other way round
        with(json!({"http": [], "metadata": [], "subsegments": {}, "aws": null})),
        with(json!({"trace_id": "581cf771a006649127e371903a2de979"})),
        with(json!({"end_time": null, "in_progress": true})),
        with(json!({"type": "subsegment", "parent_id": "defdfd9912dc5a56"})),
        with(json!({"name": "Größe 東京 _.:/%&#=+\\-@"})),
        with(json!({"name": "é".repeat(200)})),
        with(json!({"unknown": {"nested": [1, 2, {"a": null}]}})),
        // an id that does not hold a time, of a trace that began just now
        with(json!({"trace_id": "1-00000001-a006649127e371903a2de979"})),
    ];
    for document in taken {
        let (valid, rejected) = parse(&document, NOW);
        assert_eq!(rejected, [], "{document}");
        assert_eq!(valid.len(), 1, "{document}");
    }
}

#[test]
fn the_good_parts_of_an_array_stand() {
    let array = format!(
        "[{},\n{{}},{}]",
        minimal(),
        with(json!({"id": "53995c3f42cd8ad8"}))
    );
    let (valid, rejected) = parse(&array, NOW);
    assert_eq!(valid.len(), 2);
    assert_eq!(rejected.len(), 1);
}

#[test]
fn a_block_holds_the_documents_as_they_were_sent() {
    let pretty = serde_json::to_string_pretty(&json!({
        "name": "a", "id": "70de5b6f19ff9a0a", "start_time": 1_478_293_361, "number": 1.0,
        "trace_id": "1-581cf771-a006649127e371903a2de979", "end_time": 1_478_293_363,
        "fault": true, "metadata": {"text": "two\nlines"}
    }))
    .unwrap();
    let other = with(json!({"trace_id": "1-581cf771-a006649127e371903a2de970"}));
    let sent = format!(
        "[{pretty},{other},{}]",
        with(json!({"id": "53995c3f42cd8ad8"}))
    );
    let (valid, rejected) = parse(&sent, NOW);
    assert_eq!(rejected, []);
    let blocks = blocks(valid).unwrap();
    assert_eq!(blocks.len(), 2);
    assert_eq!(blocks[0].spans, 2);
    assert!(blocks[0].flags.contains(TraceFlags::FAULT));
    assert_eq!(blocks[0].services, ["a", "example.com"]);
    assert_eq!(blocks[0].end_ns, 1_478_293_363_000_000_000);
    let payload = String::from_utf8(decompress(&blocks[0].payload).unwrap()).unwrap();
    let lines: Vec<Value> = payload
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0], serde_json::from_str::<Value>(&pretty).unwrap());
}

#[test]
fn the_entry_is_the_request() {
    let request = |parent: Value| {
        with(json!({
            "parent_id": parent,
            "http": {"request": {"method": "GET", "url": "http://example.com/api/a%40b?x=1#y"}}
        }))
    };
    let entry = |text: &str| parse(text, NOW).0.remove(0).entry;
    assert_eq!(
        entry(&request(Value::Null)).as_deref(),
        Some("GET /api/a%40b")
    );
    assert_eq!(entry(&request(json!("53995c3f42cd8ad8"))), None);
    assert_eq!(path_of("https://example.com"), "/");
    assert_eq!(path_of("/only/path?q"), "/only/path");
}

#[test]
fn what_is_taken_can_be_read_again() {
    let full = |text: &str| {
        let document = minimal().to_string();
        format!(
            r#"{},"metadata":{{"x":{text}}}}}"#,
            &document[..document.len() - 1]
        )
    };
    let (valid, rejected) = parse(&full(r#""cut \ud83d""#), NOW);
    assert_eq!((valid.len(), rejected.len()), (1, 0));
    let stored: Value = serde_json::from_str(&valid[0].line).unwrap();
    assert_eq!(stored["metadata"]["x"], "cut \u{fffd}");
    let deep = format!("{}{}", "[".repeat(120), "]".repeat(120));
    for text in ["1e999", &deep] {
        let (valid, rejected) = parse(&full(text), NOW);
        assert_eq!((valid.len(), rejected.len()), (0, 1));
        assert_eq!(rejected[0].code, "ParseError");
        assert_eq!(rejected[0].id.as_deref(), Some("70de5b6f19ff9a0a"));
    }
    assert_eq!(nanos(9e9), 9_000_000_000_000_000_000);
    assert_eq!(nanos(19e9), u64::MAX);
    assert_eq!(nanos(1e300), u64::MAX);
}

#[test]
fn secrets_of_documents_are_hidden() {
    let document = with(json!({
        "http": {"request": {"method": "GET", "url": "http://x/a?access_token=geheim12&b=1"}},
        "annotations": {"http.request.header.authorization": "Bearer geheim"},
        "metadata": {"default": {"note": "sent Authorization: Bearer geheim"}},
    }));
    let (valid, rejected) = parse(&document, NOW);
    assert_eq!(rejected, []);
    let line = &valid[0].line;
    assert!(!line.contains("geheim"), "{line}");
    assert!(
        line.contains("http://x/a?access_token=********&b=1"),
        "{line}"
    );
    // what has none is kept to the letter
    let plain = minimal().to_string();
    assert_eq!(parse(&plain, NOW).0[0].line, plain);
}

#[test]
fn a_name_without_its_secret_is_a_name() {
    for name in [
        "Authorization:Bearer abc123def456",
        "GET /x&access_token=abc",
        "password=1",
        "//user:geheim@host/x",
    ] {
        let document = with(json!({
            "name": name,
            "subsegments": [{"id": "70de5b6f19ff9a0c", "name": name, "start_time": NOW,
                "in_progress": true}],
        }));
        let (valid, rejected) = parse(&document, NOW);
        assert_eq!(rejected, [], "{name}");
        let line = &valid[0].line;
        for secret in ["abc", "=1", "geheim"] {
            assert!(!line.contains(secret), "{line}");
            assert!(!format!("{:?}", valid[0]).contains(secret), "{line}");
        }
        assert!(line.len() <= document.len());
        assert_eq!(parse(line, NOW), (valid.clone(), vec![]));
    }
}

proptest! {
    #[test]
    fn a_secret_is_in_nothing_that_is_kept((secret, value) in with_secret(), in_name in any::<bool>()) {
        let name = if in_name { format!("to/x&access_token={secret}") } else { "x".to_owned() };
        let document = with(json!({
            "name": name,
            "metadata": {"default": value},
            "annotations": {"url": format!("https://u:{secret}@h/?a=b")},
            "http": {"request": {"method": "GET", "url": format!("http://h/?sig={secret}")}},
            "sql": {"url": format!("postgres://u:{secret}@h/db")},
            "cause": {"exceptions": [{"id": "70de5b6f19ff9a0d",
                "message": format!("sent Bearer {secret}")}]},
        }));
        let (valid, rejected) = parse(&document, NOW);
        prop_assert_eq!(rejected, vec![]);
        let kept = format!("{:?}", valid[0]);
        prop_assert!(!kept.contains(&secret), "{} in {}", secret, kept);
        prop_assert!(valid[0].line.len() <= document.len());
        prop_assert_eq!(parse(&valid[0].line, NOW), (valid, vec![]));
    }

    #[test]
    fn without_a_secret_a_document_is_kept_to_the_letter(value in harmless()) {
        let document = with(json!({"metadata": {"default": value}}));
        prop_assert_eq!(&parse(&document, NOW).0[0].line, &document);
    }
}
