use std::collections::HashSet;

use opentelemetry_proto::tonic::common::v1::{AnyValue, ArrayValue, KeyValue, KeyValueList};
use opentelemetry_proto::tonic::common::v1::{InstrumentationScope, any_value::Value};
use opentelemetry_proto::tonic::resource::v1::Resource;
use opentelemetry_proto::tonic::trace::v1::span::{Event, Link};
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span, Status, TracesData};
use proptest::prelude::*;
use prost::Message as _;

use super::*;
use crate::stack::store::{TraceFlags, decompress};

fn text(key: &str, value: &str) -> KeyValue {
    attribute(key, Value::StringValue(value.to_owned()))
}

fn attribute(key: &str, value: Value) -> KeyValue {
    KeyValue {
        key: key.to_owned(),
        value: Some(AnyValue { value: Some(value) }),
        ..KeyValue::default()
    }
}

fn span(trace: u8, id: u8, parent: u8, start: u64) -> Span {
    Span {
        trace_id: vec![trace; 16],
        span_id: vec![id; 8],
        parent_span_id: if parent == 0 { vec![] } else { vec![parent; 8] },
        name: format!("span {id}"),
        start_time_unix_nano: start,
        end_time_unix_nano: start + 10,
        ..Span::default()
    }
}

fn scope(name: &str, spans: Vec<Span>) -> ScopeSpans {
    ScopeSpans {
        scope: Some(InstrumentationScope {
            name: name.to_owned(),
            ..InstrumentationScope::default()
        }),
        spans,
        schema_url: "https://opentelemetry.io/schemas/1.30.0".to_owned(),
    }
}

fn resource(service: &str, scope_spans: Vec<ScopeSpans>) -> ResourceSpans {
    ResourceSpans {
        resource: Some(Resource {
            attributes: vec![text("service.name", service)],
            ..Resource::default()
        }),
        scope_spans,
        schema_url: String::new(),
    }
}

fn request(resource_spans: Vec<ResourceSpans>) -> Vec<u8> {
    TracesData { resource_spans }.encode_to_vec()
}

fn unpacked(block: &TraceBlock) -> TracesData {
    let bytes = decompress(&block.payload).unwrap();
    TracesData::decode(&bytes[..]).unwrap()
}

#[test]
fn each_trace_gets_its_spans_under_their_resources_and_scopes() {
    let web = resource(
        "web",
        vec![
            scope("http", vec![span(1, 1, 0, 100), span(2, 2, 0, 200)]),
            scope("db", vec![span(1, 3, 1, 105)]),
        ],
    );
    let api = resource("api", vec![scope("http", vec![span(1, 4, 3, 103)])]);
    let (blocks, taken) = blocks(&request(vec![web, api]), SpanRules::default()).unwrap();
    assert_eq!((taken.accepted, taken.rejected), (4, 0));
    let [one, two] = &blocks[..] else {
        panic!("{} blocks", blocks.len());
    };
    assert_eq!((one.spans, one.start_ns, one.end_ns), (3, 100, 115));
    assert_eq!(one.services, ["web", "api"]);
    assert_eq!(one.entry.as_deref(), Some("span 1"));
    let expected = TracesData {
        resource_spans: vec![
            resource(
                "web",
                vec![
                    scope("http", vec![span(1, 1, 0, 100)]),
                    scope("db", vec![span(1, 3, 1, 105)]),
                ],
            ),
            resource("api", vec![scope("http", vec![span(1, 4, 3, 103)])]),
        ],
    };
    assert_eq!(unpacked(one), expected);
    let expected = resource("web", vec![scope("http", vec![span(2, 2, 0, 200)])]);
    assert_eq!(unpacked(two).resource_spans, [expected]);
}

#[test]
fn spans_without_ids_or_start_are_rejected_and_the_others_kept() {
    let mut short = span(1, 2, 0, 5);
    short.trace_id.pop();
    let zero = span(0, 3, 0, 5);
    let no_start = span(1, 4, 0, 0);
    let spans = vec![span(1, 1, 0, 5), short, zero, no_start];
    let bytes = request(vec![resource("web", vec![scope("s", spans)])]);
    let (blocks, taken) = blocks(&bytes, SpanRules::default()).unwrap();
    assert_eq!((blocks.len(), blocks[0].spans), (1, 1));
    assert_eq!((taken.accepted, taken.rejected), (1, 3));
    assert_eq!(
        taken.message,
        "rejected spans: 2 without a valid trace id and span id, \
         1 whose start time is missing or out of range"
    );
}

#[test]
fn the_http_status_decides_over_the_span_status() {
    let error = Some(Status {
        code: 2,
        ..Status::default()
    });
    let cases = [
        (Some(404), error.clone(), TraceFlags::ERROR),
        (Some(429), None, TraceFlags::ERROR | TraceFlags::THROTTLE),
        (Some(500), None, TraceFlags::FAULT),
        (Some(200), error.clone(), TraceFlags::FAULT),
        (None, error, TraceFlags::FAULT),
        (Some(200), None, TraceFlags::default()),
    ];
    for (code, status, expected) in cases {
        let mut span = span(1, 1, 0, 5);
        span.status = status;
        for key in ["http.response.status_code", "http.status_code"] {
            span.attributes = code
                .map(|code| attribute(key, Value::IntValue(code)))
                .into_iter()
                .collect();
            let bytes = request(vec![resource("web", vec![scope("s", vec![span.clone()])])]);
            let (blocks, _) = blocks(&bytes, SpanRules::default()).unwrap();
            assert_eq!(blocks[0].flags, expected, "{key} {code:?}");
        }
    }
}

#[test]
fn a_name_that_is_the_method_alone_gets_its_route() {
    let cases = [
        (
            "GET",
            vec![
                ("http.request.method", "GET"),
                ("http.route", "/a/:id"),
                ("url.path", "/a/1"),
            ],
            "GET /a/:id",
        ),
        (
            "HTTP GET",
            vec![("http.method", "GET"), ("http.target", "/a?q=1")],
            "GET /a",
        ),
        (
            "GET /a",
            vec![("http.request.method", "GET"), ("http.route", "/a/:id")],
            "GET /a",
        ),
        ("job", vec![], "job"),
    ];
    for (name, attributes, expected) in cases {
        let mut root = span(1, 1, 0, 5);
        root.name = name.to_owned();
        root.attributes = attributes.iter().map(|(k, v)| text(k, v)).collect();
        let bytes = request(vec![resource("web", vec![scope("s", vec![root])])]);
        let (blocks, _) = blocks(&bytes, SpanRules::default()).unwrap();
        assert_eq!(blocks[0].entry.as_deref(), Some(expected));
    }
    // the caller reports elsewhere: the span that answers it tells what was asked for
    let mut server = span(1, 1, 9, 5);
    server.kind = 2;
    let spans = vec![span(1, 2, 1, 4), server];
    let bytes = request(vec![resource("web", vec![scope("s", spans)])]);
    let (blocks, _) = blocks(&bytes, SpanRules::default()).unwrap();
    assert_eq!(blocks[0].entry.as_deref(), Some("span 1"));
}

#[test]
fn unknown_fields_and_split_resources_stay() {
    // a field of a later version in span, scope and resource; the resource in two parts
    let unknown = [0xfa, 0x3e, 1, 7];
    let span = [span(1, 1, 0, 5).encode_to_vec(), unknown.to_vec()].concat();
    let mut inner = Vec::new();
    put_header(2, span.len(), &mut inner);
    inner.extend([&span[..], &unknown].concat());
    let mut outer = Vec::new();
    put_header(2, inner.len(), &mut outer);
    outer.extend(inner);
    for (key, value) in [("service.name", "web"), ("host.name", "h")] {
        let part = Resource {
            attributes: vec![text(key, value)],
            ..Resource::default()
        };
        put_header(1, part.encoded_len(), &mut outer);
        outer.extend(part.encode_to_vec());
    }
    outer.extend(unknown);
    let mut bytes = Vec::new();
    put_header(1, outer.len(), &mut bytes);
    bytes.extend(outer);
    let (blocks, _) = blocks(&bytes, SpanRules::default()).unwrap();
    let stored = decompress(&blocks[0].payload).unwrap();
    assert_eq!(stored.len(), bytes.len());
    let stored = TracesData::decode(&stored[..]).unwrap();
    assert_eq!(stored, TracesData::decode(&bytes[..]).unwrap());
    assert_eq!(blocks[0].services, ["web"]);
}

fn any_value() -> impl Strategy<Value = AnyValue> {
    let leaf = prop_oneof![
        Just(None),
        ".{0,8}".prop_map(|s| Some(Value::StringValue(s))),
        any::<bool>().prop_map(|b| Some(Value::BoolValue(b))),
        any::<i64>().prop_map(|i| Some(Value::IntValue(i))),
        any::<f64>().prop_map(|d| Some(Value::DoubleValue(d))),
        any::<Vec<u8>>().prop_map(|b| Some(Value::BytesValue(b))),
    ];
    let leaf = leaf.prop_map(|value| AnyValue { value });
    leaf.prop_recursive(4, 12, 3, |inner| {
        let list = proptest::collection::vec(inner, 0..3);
        prop_oneof![
            list.clone().prop_map(|values| AnyValue {
                value: Some(Value::ArrayValue(ArrayValue { values })),
            }),
            list.prop_map(|values| {
                let pairs = values.into_iter().map(|value| KeyValue {
                    key: "k".to_owned(),
                    value: Some(value),
                    ..KeyValue::default()
                });
                let values = pairs.collect();
                AnyValue {
                    value: Some(Value::KvlistValue(KeyValueList { values })),
                }
            }),
        ]
    })
}

prop_compose! {
    fn any_span()(
        trace in 0_u8..4,
        id in 0_u8..4,
        parent in 0_u8..3,
        start in 0_u64..3,
        values in proptest::collection::vec(any_value(), 0..3),
        code in -1..3,
    ) -> Span {
        let attributes: Vec<_> = values.into_iter().map(|value| KeyValue {
            key: "http.status_code".to_owned(),
            value: Some(value),
            ..KeyValue::default()
        }).collect();
        Span {
            events: vec![Event { attributes: attributes.clone(), ..Event::default() }],
            links: vec![Link { trace_state: "a=b".to_owned(), flags: 1, ..Link::default() }],
            status: Some(Status { message: "m".to_owned(), code }),
            attributes,
            flags: 0x101,
            ..span(trace, id, parent, start)
        }
    }
}

prop_compose! {
    fn any_request()(
        spans in proptest::collection::vec((any_span(), 0_usize..2, 0_usize..2), 0..8),
    ) -> TracesData {
        let mut resources = vec![resource("a", vec![]), resource("b", vec![])];
        for resource in &mut resources {
            resource.scope_spans = vec![scope("x", vec![]), scope("y", vec![])];
        }
        for (span, resource, scope) in spans {
            resources[resource].scope_spans[scope].spans.push(span);
        }
        TracesData { resource_spans: resources }
    }
}

fn spans_of(data: &TracesData) -> Vec<(String, String, Span)> {
    let mut spans = Vec::new();
    for resource in &data.resource_spans {
        for scope in &resource.scope_spans {
            for span in &scope.spans {
                let place = format!("{:?} {}", resource.resource, resource.schema_url);
                let inner = format!("{:?} {}", scope.scope, scope.schema_url);
                spans.push((place, inner, span.clone()));
            }
        }
    }
    spans
}

fn is_valid(span: &Span) -> bool {
    let some = |id: &[u8]| id.iter().any(|byte| *byte != 0);
    some(&span.trace_id) && some(&span.span_id) && span.start_time_unix_nano > 0
}

proptest! {
    #[test]
    fn nothing_is_lost_or_changed(data in any_request()) {
        let (blocks, taken) = blocks(&data.encode_to_vec(), SpanRules::default()).unwrap();
        let mut expected = spans_of(&data);
        let all = expected.len() as u64;
        expected.retain(|(_, _, span)| is_valid(span));
        prop_assert_eq!(taken.accepted, expected.len() as u64);
        prop_assert_eq!(taken.rejected, all - taken.accepted);
        // a stable sort by trace is the order that blocks have
        expected.sort_by(|a, b| a.2.trace_id.cmp(&b.2.trace_id));
        let stored: Vec<_> = blocks.iter().flat_map(|b| spans_of(&unpacked(b))).collect();
        let text = |spans: &[(String, String, Span)]| format!("{spans:?}");
        prop_assert_eq!(text(&stored), text(&expected));
    }

    /// Damaged requests: what is taken can be read back by the full decoder, and what the
    /// full decoder takes is taken (nesting beyond the limit apart, which is not made here).
    #[test]
    fn damaged_bytes_are_judged_as_the_full_decoder_does(
        data in any_request(),
        damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in any::<prop::sample::Index>(),
        cuts in any::<bool>(),
    ) {
        let mut bytes = data.encode_to_vec();
        for (at, value) in damage {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if cuts {
            bytes.truncate(cut.index(bytes.len()));
        }
        let taken = blocks(&bytes, SpanRules::default());
        prop_assert_eq!(taken.is_ok(), TracesData::decode(&bytes[..]).is_ok());
        for block in taken.map(|(blocks, _)| blocks).unwrap_or_default() {
            let bytes = decompress(&block.payload).unwrap();
            prop_assert!(TracesData::decode(&bytes[..]).is_ok());
        }
    }

    #[test]
    fn noise_harms_nothing(bytes in any::<Vec<u8>>()) {
        let taken = blocks(&bytes, SpanRules::default());
        prop_assert_eq!(taken.is_ok(), TracesData::decode(&bytes[..]).is_ok());
    }
}

#[test]
fn a_trace_lists_some_services_and_a_short_entry() {
    let many = (0..5_000).map(|n| {
        let mut root = span(1, 1, 0, 100);
        root.name = "x".repeat(10_000);
        resource(
            &format!("{n} {}", "y".repeat(500)),
            vec![scope("s", vec![root])],
        )
    });
    let (blocks, _) = blocks(&request(many.collect()), SpanRules::default()).unwrap();
    assert_eq!(blocks[0].services.len(), 64);
    assert!(
        blocks[0]
            .services
            .iter()
            .all(|service| service.len() == 256)
    );
    assert_eq!(blocks[0].entry.as_ref().unwrap().len(), 256);
}

#[test]
fn empty_resources_and_scopes_take_no_memory() {
    let mut of_some = request(vec![resource(
        "web",
        vec![scope("s", vec![span(1, 1, 0, 100)])],
    )]);
    let mut bytes = request(vec![ResourceSpans::default(); 1_000]);
    bytes.append(&mut of_some);
    bytes.extend(request(vec![resource(
        "api",
        vec![ScopeSpans::default(); 1_000],
    )]));
    let read = Request::read(&bytes, SpanRules::default()).unwrap();
    assert_eq!((read.resources.len(), read.scopes.len()), (1, 1));
    let (blocks, _) = blocks(&bytes, SpanRules::default()).unwrap();
    assert_eq!(blocks[0].services, ["web"]);
    assert_eq!(unpacked(&blocks[0]).resource_spans.len(), 1);
}

#[test]
fn what_comes_twice_is_moved_once_and_other_versions_stay() {
    let version = |end: u64, service: &str| {
        let mut version = span(1, 1, 0, 100);
        version.end_time_unix_nano = end;
        request(vec![resource(service, vec![scope("s", vec![version])])])
    };
    let (open, done, other) = (version(0, "web"), version(120, "web"), version(120, "api"));
    let broken = b"\x0a\xff".to_vec();
    let blocks = [&open, &done, &broken, &open, &other, &done];
    let mut ids = HashSet::new();
    let moved = moved(blocks.iter().map(|block| block.as_slice()), &mut ids);
    assert_eq!(moved.taken, [true, true, false, true, true, true]);
    assert_eq!(ids.len(), 1);
    let data = TracesData::decode(&moved.encoded[..]).unwrap();
    let ends: Vec<Vec<u64>> = data
        .resource_spans
        .iter()
        .map(|resource| {
            let spans = resource.scope_spans.iter().flat_map(|scope| &scope.spans);
            spans.map(|span| span.end_time_unix_nano).collect()
        })
        .collect();
    assert_eq!(ends, [vec![0, 120], vec![120]]);
}
