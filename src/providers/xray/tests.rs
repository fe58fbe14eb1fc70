//! Documented segment documents, and what must not break the reading of one.

use serde_json::{Value, json};

use super::assemble;
use crate::model::{Source, Span, SpanKind, Trace, TraceId};

fn fixture(name: &str) -> Value {
    let path = format!("{}/tests/fixtures/xray/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn compiled(documents: &[Value]) -> Trace {
    let texts: Vec<String> = documents.iter().map(Value::to_string).collect();
    let id: TraceId = "1-581cf771-a006649127e371903a2de979".parse().unwrap();
    assemble::trace(id, false, texts.iter().map(String::as_str))
}

/// `depth name` of every span.
fn tree(trace: &Trace) -> Vec<String> {
    let line = |span: &Span| format!("{} {}", span.depth, span.name);
    trace.spans.iter().map(line).collect()
}

#[test]
fn the_guides_full_trace() {
    let trace = &fixture("batch-get-traces.json")["Traces"][0];
    let segments = trace["Segments"].as_array().unwrap();
    let id = trace["Id"].as_str().unwrap().parse().unwrap();
    let documents = segments.iter().map(|s| s["Document"].as_str().unwrap());
    let trace = assemble::trace(id, false, documents);

    assert_eq!(
        tree(&trace),
        [
            "0 Scorekeep",
            "1 Lambda",
            "2 random-name",
            "3 random-name",
            "4 Initialization",
            "4 annotations",
            "4 SNS",
            "5 SNS",
            "1 ## UserModel.saveUser",
            "2 DynamoDB",
            "3 DynamoDB",
        ]
    );
    assert_eq!(
        trace.duration_ms, 3_232.0,
        "as the guide's Duration of 3.232 s"
    );
    assert_eq!(trace.start.to_string(), "2017-07-08T00:23:31.562Z");
    assert_eq!(trace.services, ["Scorekeep", "random-name"]);
    assert_eq!(trace.sources, [Source::XraySdk]);
    assert_eq!(
        (trace.span_count, trace.error_count),
        (9, 0),
        "two are inferred"
    );
    assert!(!trace.partial && trace.unreadable == 0);

    let dynamo = &trace.spans[9];
    assert_eq!(dynamo.call.as_deref(), Some("UpdateItem scorekeep-user"));
    assert_eq!(dynamo.service.as_deref(), Some("Scorekeep"));
    let inferred = &trace.spans[10];
    assert_eq!(inferred.kind, SpanKind::Inferred);
    assert_eq!(inferred.origin.as_deref(), Some("AWS::DynamoDB::Table"));
    assert_eq!(inferred.source, None, "no SDK reported it");
}

#[test]
fn every_example_of_the_guide_can_be_read() {
    let examples = fixture("segment-documents.json");
    for (title, document) in examples.as_object().unwrap() {
        let trace = compiled(std::slice::from_ref(document));
        assert_eq!(trace.unreadable, 0, "{title}");
        assert_eq!(trace.spans[0].name, document["name"].as_str().unwrap());
    }
    let sql = compiled(&[examples["subsegment with an sql query"].clone()]);
    let query = sql.spans[0].call.as_deref();
    assert_eq!(query, Some("SELECT * FROM customers WHERE customer_id=?;"));
    let annotated = compiled(&[examples["segment for http call with annotations"].clone()]);
    assert_eq!(annotated.spans[0].annotations["zip_code"], 98101);
}

#[test]
fn an_exception_told_elsewhere_and_a_python_stack() {
    let trace = compiled(fixture("python-sdk-fault.json").as_array().unwrap());
    assert_eq!(
        tree(&trace),
        ["0 backend-flask", "1 activities_show", "2 mock-data"]
    );
    assert_eq!((trace.duration_ms, trace.error_count), (132.0, 2));
    let [root, show, mock] = &trace.spans[..] else {
        panic!("three spans");
    };
    assert_eq!(root.status(), "500");
    assert_eq!(root.cause_id, show.exceptions[0].id);
    assert_eq!(show.exceptions[0].class, "NameError");
    let places: Vec<String> = show.exceptions[0].stack.iter().map(|f| f.place()).collect();
    assert_eq!(
        places,
        [
            "show_activity.py:27 in run",
            "app.py:131 in data_show_activity"
        ],
        "the innermost call first, which Python writes last"
    );
    assert_eq!(mock.metadata["namespace"]["key"]["results-size"], 0);
    assert!(
        root.duration_ms.is_some(),
        "`in_progress: false` beside end_time"
    );
}

#[test]
fn a_complete_document_replaces_the_one_in_progress_in_any_order() {
    let running = json!({"id":"70de5b6f19ff9a0b","name":"example.com","start_time":1478293361.271,"in_progress":true});
    let ended = json!({"id":"70de5b6f19ff9a0b","name":"example.com","start_time":1478293361.271,"end_time":1478293361.449});
    for documents in [[running.clone(), ended.clone()], [ended, running.clone()]] {
        let trace = compiled(&documents);
        assert_eq!(trace.span_count, 1);
        assert_eq!(trace.spans[0].duration_ms, Some(178.0));
        assert!(!trace.partial);
    }
    let trace = compiled(&[running]);
    assert!(trace.partial && trace.spans[0].in_progress());
    assert_eq!(trace.spans[0].status(), "running");
}

#[test]
fn a_streamed_subsegment_comes_before_its_segment_or_without() {
    let part = json!({"id":"53995c3f42cd8ad8","type":"subsegment","parent_id":"70de5b6f19ff9a0a","name":"late",
        "start_time":1478293361.3,"end_time":1478293361.4});
    let whole = json!({"id":"70de5b6f19ff9a0a","name":"example.com","start_time":1478293361.271,"end_time":1478293361.449});
    let trace = compiled(&[part.clone(), whole]);
    assert_eq!(tree(&trace), ["0 example.com", "1 late"]);
    assert_eq!(trace.spans[1].service.as_deref(), Some("example.com"));
    assert!(!trace.partial);

    let trace = compiled(&[part]);
    assert!(trace.spans[0].orphan && trace.partial);
    assert_eq!(trace.spans[0].kind, SpanKind::Subsegment);
    assert!(trace.services.is_empty());
}

#[test]
fn a_ring_of_parents_loses_nobody() {
    let of = |id: &str, parent: &str, at: f64| json!({"id":id,"parent_id":parent,"name":id,"start_time":at,"end_time":at + 0.1});
    let (a, b) = ("aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb");
    let own = "cccccccccccccccc";
    let trace = compiled(&[of(a, b, 2.0), of(b, a, 1.0), of(own, own, 3.0)]);
    assert_eq!(
        tree(&trace),
        [format!("0 {b}"), format!("1 {a}"), format!("0 {own}")]
    );
    assert!(trace.spans[0].orphan);
}

#[test]
fn a_chain_of_any_depth_is_no_recursion() {
    let documents: Vec<Value> = (1..=20_000_u64)
        .map(|n| {
            json!({"id":format!("{n:016x}"),"parent_id":format!("{:016x}", n - 1),"type":"subsegment",
                "name":"n","start_time":n as f64 / 1e3,"end_time":n as f64 / 1e3})
        })
        .collect();
    let trace = compiled(&documents);
    assert_eq!(trace.spans.last().unwrap().depth, 19_999);
}

#[test]
fn unreadable_documents_are_counted_and_cost_nothing_else() {
    let trace = assemble::trace(
        "1-581cf771-a006649127e371903a2de979".parse().unwrap(),
        true,
        [
            "no json",
            r#"{"id":"short","name":"x","start_time":1}"#,
            r#"{"id":"70de5b6f19ff9a0a","name":"x","start_time":1e300,"end_time":2}"#,
            r#"{"id":"70de5b6f19ff9a0b","name":"kept","start_time":5,"end_time":4,"subsegments":[7,{"id":"70de5b6f19ff9a0c","name":"child","start_time":5}]}"#,
        ],
    );
    assert_eq!(tree(&trace), ["0 kept", "1 child"]);
    assert_eq!(trace.unreadable, 4);
    assert_eq!(
        trace.spans[0].duration_ms,
        Some(0.0),
        "a clock that ran backwards"
    );
    assert!(trace.limit_exceeded);
}

#[test]
fn an_empty_trace_is_empty() {
    let trace = compiled(&[]);
    assert_eq!((trace.span_count, trace.duration_ms), (0, 0.0));
    assert!(trace.root().is_none());
}

#[test]
fn the_log_groups_of_a_trace_are_named_once() {
    let of = |id: &str, groups: Value| json!({"id":id,"name":"x","start_time":1,"end_time":2,"aws":{"cloudwatch_logs":groups}});
    let trace = compiled(&[
        of(
            "70de5b6f19ff9a0a",
            json!([{"log_group":"cruddur","arn":"a"},{"log_group":"x"}]),
        ),
        of(
            "70de5b6f19ff9a0b",
            json!([{"log_group":"cruddur"},{"arn":"a"}]),
        ),
        of("70de5b6f19ff9a0c", json!("cruddur")),
    ]);
    assert_eq!(trace.log_groups, ["cruddur", "x"]);
}

#[test]
fn the_recorder_is_named() {
    let of = |sdk: &str, metadata: Value| {
        json!({"id":"70de5b6f19ff9a0a","name":"x","start_time":1,"end_time":2,
            "aws":{"xray":{"sdk":sdk}},"metadata":metadata,
            "subsegments":[{"id":"53995c3f42cd8ad8","name":"y","start_time":1,"end_time":2}]})
    };
    for (document, source) in [
        (of("X-Ray for Go", json!({})), Source::XraySdk),
        (
            of("opentelemetry for rust", json!({})),
            Source::OpenTelemetry,
        ),
        (
            of(
                "opentelemetry for python",
                json!({"default":{"otel.resource.telemetry.distro.name":"aws-otel-python"}}),
            ),
            Source::Adot,
        ),
    ] {
        let trace = compiled(&[document]);
        assert_eq!(trace.sources, [source]);
        assert_eq!(
            trace.spans[1].source,
            Some(source),
            "a subsegment is its segment's"
        );
    }
}
