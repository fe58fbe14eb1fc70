//! Spans of OpenTelemetry, as documents of X-Ray.

use super::*;

#[test]
fn spans_become_segments_and_subsegments() {
    let mut failing = span(
        3,
        1,
        SpanKind::Internal,
        "mock-data",
        &json!({"app.result_length": 3}),
    );
    failing.status = Some(Status {
        code: StatusCode::Error as i32,
        message: "boom".to_owned(),
    });
    failing.events.push(Event {
        name: "exception".to_owned(),
        attributes: attributes(&json!({
            "exception.type": "NameError", "exception.message": "ShowActivity",
            "exception.stacktrace": "Traceback (most recent call last):\n  File \"app.py\", line 9, in show\n    ShowActivity\nNameError: ShowActivity\n"
        })),
        ..Event::default()
    });
    let server = span(
        1,
        0,
        SpanKind::Server,
        "GET /api/activities/home",
        &json!({
            "http.method": "GET", "http.status_code": 429, "http.route": "/api/activities/home",
            "http.target": "/api/activities/home?x=1", "http.scheme": "http",
            "http.host": "localhost:4567", "http.user_agent": "curl/8", "enduser.id": "andrewbrown"
        }),
    );
    let database = span(
        4,
        3,
        SpanKind::Client,
        "SELECT",
        &json!({
            "db.system": "postgresql", "db.name": "cruddur", "server.address": "db.example.com",
            "db.statement": "SELECT 1"
        }),
    );
    let trace = assembled_with(
        &[],
        &[request("backend-flask", vec![failing, server, database])],
    );
    let found = documents(&trace);
    let home = &found[0];
    assert_eq!(home["name"], "backend-flask");
    assert_eq!(home["id"], "0000000000000001");
    assert_eq!(home["error"], true);
    assert_eq!(home["throttle"], true);
    assert_eq!(home.get("fault"), None);
    assert_eq!(
        home["http"],
        json!({
            "request": {
                "method": "GET", "url": "http://localhost:4567/api/activities/home?x=1",
                "user_agent": "curl/8"
            },
            "response": {"status": 429}
        })
    );
    assert_eq!(home["user"], "andrewbrown");
    assert_eq!(home["aws"]["xray"]["sdk"], "opentelemetry for python");
    assert_eq!(
        home["metadata"]["default"]["http.route"],
        "/api/activities/home"
    );
    assert_eq!(
        home["metadata"]["default"]["otel.resource.service.name"],
        "backend-flask"
    );
    let mock = &home["subsegments"][0];
    assert_eq!(mock["name"], "mock-data");
    assert_eq!(mock["fault"], true);
    assert_eq!(mock["metadata"]["default"], json!({"app.result_length": 3}));
    let exception = &mock["cause"]["exceptions"][0];
    assert_eq!(exception["type"], "NameError");
    assert_eq!(
        exception["stack"],
        json!([{"path": "app.py", "line": 9, "label": "show"}])
    );
    let query = &mock["subsegments"][0];
    assert_eq!(query["name"], "cruddur@db.example.com");
    assert_eq!(query["namespace"], "remote");
    assert_eq!(query["sql"]["sanitized_query"], "SELECT 1");
    assert_eq!(found[1]["inferred"], true);
    assert_eq!(found[1]["parent_id"], "0000000000000004");
    assert_eq!(found.len(), 2);
}

#[test]
fn a_path_without_a_host_is_kept() {
    let url = |pairs: Value| {
        let served = span(1, 0, SpanKind::Server, "GET", &pairs);
        let trace = assembled_with(&[], &[request("backend-flask", vec![served])]);
        documents(&trace)[0]["http"]["request"].get("url").cloned()
    };
    let method = json!({"http.request.method": "GET"});
    assert_eq!(url(method), None);
    assert_eq!(
        url(json!({"http.request.method": "GET", "url.path": "/a", "url.query": "x=1"})),
        Some(json!("http:///a?x=1"))
    );
}

#[test]
fn a_span_counts_once_whichever_way_it_came() {
    let documents = [
        segment(1, json!({"aws": {"xray": {"sdk": "X-Ray for Python"}}})),
        subsegment(
            2,
            1,
            json!({"name": "api.example.com", "namespace": "remote"}),
        ),
    ];
    let spans = request(
        "backend-flask",
        vec![
            span(1, 0, SpanKind::Server, "GET /", &json!({})),
            span(
                2,
                1,
                SpanKind::Client,
                "GET",
                &json!({"server.address": "api.example.com"}),
            ),
            span(3, 1, SpanKind::Internal, "only here", &json!({})),
        ],
    );
    let trace = assembled_with(&documents, &[spans.clone(), spans.clone()]);
    assert_eq!(trace.segments.len(), 2);
    let names: Vec<&str> = trace.segments[0]
        .walk()
        .iter()
        .map(|e| e.name.as_str())
        .collect();
    assert_eq!(names, ["backend-flask", "api.example.com", "only here"]);
    assert_eq!(
        trace.segments[0]
            .entity
            .at(&["aws", "xray", "sdk"])
            .unwrap(),
        "X-Ray for Python"
    );
    // a segment that only began is overwritten by its finished span
    let begun = segment(1, json!({"end_time": null, "in_progress": true}));
    assert!(!assembled_with(&[begun], &[spans]).partial);
}

#[test]
fn a_call_outside_any_request_gets_its_service() {
    let call = span(
        1,
        0,
        SpanKind::Client,
        "POST",
        &json!({
            "http.request.method": "POST", "url.full": "https://api.rollbar.com/api/1/item/",
            "server.address": "api.rollbar.com", "http.response.status_code": 200
        }),
    );
    let trace = assembled_with(&[], &[request("backend-flask", vec![call.clone()])]);
    let names: Vec<&str> = trace
        .segments
        .iter()
        .map(|s| s.entity.name.as_str())
        .collect();
    assert_eq!(names, ["backend-flask", "api.rollbar.com"]);
    assert_eq!(
        trace.segments[0].children[0].entity.id,
        SpanId(1_u64.to_be_bytes())
    );
    assert!(trace.segments[1].entity.inferred);
    // the same call sent as a segment needs no second one around it
    let trace = assembled_with(
        &[segment(1, json!({}))],
        &[request("backend-flask", vec![call])],
    );
    assert_eq!(trace.segments.len(), 1);
}

#[test]
fn a_parent_in_another_service_begins_a_segment() {
    let upstream = request(
        "gateway",
        vec![span(1, 0, SpanKind::Server, "GET /", &json!({}))],
    );
    let downstream = request(
        "worker",
        vec![
            span(2, 1, SpanKind::Internal, "job", &json!({})),
            span(3, 2, SpanKind::Internal, "step", &json!({})),
            span(4, 9, SpanKind::Consumer, "receive", &json!({})),
        ],
    );
    let trace = assembled_with(&[], &[upstream, downstream]);
    let mut names: Vec<&str> = trace
        .segments
        .iter()
        .map(|s| s.entity.name.as_str())
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["gateway", "worker", "worker"]);
    assert!(!trace.partial);
    let mut remote = span(2, 9, SpanKind::Internal, "job", &json!({}));
    remote.flags = 0x301;
    let trace = assembled_with(&[], &[request("worker", vec![remote])]);
    assert!(!trace.segments[0].entity.subsegment);
}

#[test]
fn a_block_that_is_none_is_left_out() {
    let stored = StoredTrace {
        id: trace_id(),
        span_ms: (0, 0),
        damaged: false,
        blocks: vec![
            (Source::Otlp, vec![0xff; 9]),
            (Source::Xray, vec![0xff; 9]),
            (Source::Xray, segment(1, json!({})).to_string().into_bytes()),
        ],
    };
    let trace = assemble(&stored);
    assert_eq!((trace.segments.len(), trace.unread), (1, 2));
    assert!(trace.damaged && trace.partial);
}
