//! Our X-Ray client against a server with AWS's documented answers: pages, batches, windows, and
//! answers that are incomplete.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::Uri;
use axum::response::IntoResponse as _;
use cruddur_obs::model::{AwsAccess, SpanKind, TimeRange, TraceId};
use cruddur_obs::providers::aws::Aws;
use cruddur_obs::providers::xray::Xray;
use serde_json::{Value, json};
use tokio::net::TcpListener;

type Calls = Arc<Mutex<Vec<(String, Value)>>>;

/// A fake X-Ray that answers calls with `answer(path, request)` and records them.
async fn xray<F>(answer: F) -> (Xray, Calls)
where
    F: Fn(&str, &Value) -> (u16, Value) + Clone + Send + Sync + 'static,
{
    let calls = Calls::default();
    let log = Arc::clone(&calls);
    let app = Router::new().fallback(move |uri: Uri, body: Bytes| {
        let request: Value = serde_json::from_slice(&body).unwrap();
        let (status, answered) = answer(uri.path(), &request);
        log.lock().unwrap().push((uri.path().to_owned(), request));
        async move {
            let status = axum::http::StatusCode::from_u16(status).unwrap();
            let headers = [("content-type", "application/json")];
            (status, headers, answered.to_string()).into_response()
        }
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    let access = AwsAccess::Fixed {
        url,
        region: "eu-central-1".to_owned(),
        access_key_id: "local".to_owned(),
        secret_access_key: "local".to_owned(),
    };
    (Xray::new(Aws::connect(&access).await.unwrap()), calls)
}

fn fixture(name: &str) -> Value {
    let path = format!("{}/tests/fixtures/xray/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn hours(hours: i64) -> TimeRange {
    let until: jiff::Timestamp = "2026-11-20T09:00:00Z".parse().unwrap();
    TimeRange {
        since: until - jiff::SignedDuration::from_hours(hours),
        until,
    }
}

fn id(n: u8) -> TraceId {
    let mut bytes = [7; 16];
    bytes[15] = n;
    TraceId(bytes)
}

fn ids_of(request: &Value) -> Vec<String> {
    let ids = request["TraceIds"].as_array().unwrap();
    ids.iter()
        .map(|id| id.as_str().unwrap().to_owned())
        .collect()
}

/// A trace with one segment for each id.
fn trace(id: &str, segments: &[&str]) -> Value {
    let segments: Vec<Value> = segments
        .iter()
        .map(|segment| {
            let document = json!({"id":segment,"name":"api","start_time":1,"end_time":2});
            json!({"Id":segment,"Document":document.to_string()})
        })
        .collect();
    json!({"Id":id,"Duration":1.0,"Segments":segments})
}

#[tokio::test]
async fn the_documented_summaries_are_read() {
    let answer = fixture("get-trace-summaries.json");
    let (xray, calls) = xray(move |_, _| (200, answer.clone())).await;
    let found = xray.recent(hours(1), 2).await.unwrap();
    assert_eq!(found.len(), 2);
    let newest = &found[0];
    assert_eq!(newest.id.xray(), "1-59602606-a43a1ac52fc7ee0eea12a82c");
    assert_eq!(newest.entry, "POST /api/session");
    assert_eq!((newest.status, newest.duration_ms), (Some(200), 84.0));
    let (path, request) = calls.lock().unwrap()[0].clone();
    assert_eq!(path, "/TraceSummaries");
    assert_eq!(request["EndTime"], 1_795_165_200);
    assert_eq!(
        request["StartTime"], 1_795_164_600,
        "the newest ten minutes first"
    );
}

#[tokio::test]
async fn the_documented_trace_is_read() {
    let answer = fixture("batch-get-traces.json");
    let (xray, _) = xray(move |_, _| (200, answer.clone())).await;
    let id = "1-59602603-23fc5b688855d396af79b496".parse().unwrap();
    let fetched = xray.traces(&[id]).await.unwrap();
    let trace = &fetched.traces[0];
    assert_eq!((trace.span_count, trace.spans.len()), (9, 11));
    assert_eq!(trace.spans[10].kind, SpanKind::Inferred);
}

#[tokio::test]
async fn the_documented_graph_is_read() {
    let answer = fixture("get-service-graph.json");
    let (xray, calls) = xray(move |_, _| (200, answer.clone())).await;
    let graph = xray.service_graph(hours(1), Some("Cruddur")).await.unwrap();
    assert_eq!(calls.lock().unwrap()[0].1["GroupName"], "Cruddur");
    assert_eq!(graph.nodes.len(), 4);
    let client = graph.nodes.iter().find(|node| node.is_client()).unwrap();
    assert_eq!(client.statistics, None);
    let calls = client.edges[0].statistics.as_ref().unwrap();
    assert_eq!(
        (calls.total, calls.ok, calls.errors, calls.faults),
        (4, 3, 1, 0)
    );
    assert_eq!(calls.average_ms, Some(68.25));
    assert_eq!(calls.percentile_ms(0.5), Some(15.0));
    let root = graph.node(client.edges[0].to).unwrap();
    assert!(root.root && root.kind.as_deref() == Some("AWS::EC2::Instance"));
    let mut callees: Vec<&str> = root
        .edges
        .iter()
        .map(|edge| graph.node(edge.to).unwrap().name.as_str())
        .collect();
    callees.sort_unstable();
    assert_eq!(callees[0], "SNS");
    assert!(callees[1].contains("StartupSignupsTable"));
}

#[tokio::test]
async fn a_graph_of_a_day_is_put_together_of_windows() {
    let answer = fixture("get-service-graph.json");
    let (xray, calls) = xray(move |_, _| (200, answer.clone())).await;
    let graph = xray.service_graph(hours(24), None).await.unwrap();
    let calls = calls.lock().unwrap();
    assert_eq!(calls.len(), 4);
    for (_, request) in calls.iter() {
        let length = request["EndTime"].as_f64().unwrap() - request["StartTime"].as_f64().unwrap();
        assert!(length <= 6.0 * 3_600.0, "X-Ray refuses {length} s");
    }
    assert_eq!(graph.nodes.len(), 4, "the same services in each window");
    let root = graph.nodes.iter().find(|node| node.root).unwrap();
    let statistics = root.statistics.as_ref().unwrap();
    assert_eq!((statistics.total, statistics.errors), (16, 4));
    assert_eq!(
        statistics.average_ms,
        Some(68.25),
        "the mean of equal windows"
    );
    assert_eq!(statistics.histogram.len(), 4);
    assert_eq!(statistics.histogram[0].count, 4);
}

#[tokio::test]
async fn every_page_is_read_and_the_newest_come_first() {
    let (xray, calls) = xray(|_, request| {
        let page: u8 = request["NextToken"]
            .as_str()
            .map_or(0, |t| t.parse().unwrap());
        let summary = |n: u8| json!({"Id":id(n).xray(),"StartTime":1_795_165_000 + u32::from(n)});
        let next = (page < 2).then(|| (page + 1).to_string());
        let found = [summary(2 * page), summary(2 * page + 1)];
        (200, json!({"TraceSummaries":found,"NextToken":next}))
    })
    .await;
    let found = xray.recent(hours(1), 5).await.unwrap();
    let order: Vec<u8> = found.iter().map(|summary| summary.id.0[15]).collect();
    assert_eq!(order, [5, 4, 3, 2, 1]);
    assert_eq!(calls.lock().unwrap().len(), 3, "one window was enough");
}

#[tokio::test]
async fn older_windows_are_asked_only_while_the_list_is_short() {
    let (xray, calls) = xray(|_, request| {
        let start = request["StartTime"].as_i64().unwrap();
        let ago = 1_795_165_200 - start;
        let found = match ago {
            1_800 => json!([{"Id":id(1).xray(),"StartTime":start}]),
            _ => json!([]),
        };
        (200, json!({"TraceSummaries":found}))
    })
    .await;
    assert_eq!(xray.recent(hours(24), 1).await.unwrap().len(), 1);
    assert_eq!(calls.lock().unwrap().len(), 2);
    assert_eq!(xray.recent(hours(24), 2).await.unwrap().len(), 1);
    let calls = calls.lock().unwrap();
    let last = calls.last().unwrap().1["StartTime"].as_i64().unwrap();
    assert_eq!(
        last,
        1_795_165_200 - 86_400,
        "to the beginning of the range"
    );
}

#[tokio::test]
async fn a_token_that_leads_nowhere_is_incomplete_not_endless() {
    let (xray, _) = xray(|_, _| (200, json!({"TraceSummaries":[],"NextToken":"same"}))).await;
    let error = xray.recent(hours(1), 5).await.unwrap_err();
    assert_eq!(error.kind().exit_code(), 5, "{error}");
}

#[tokio::test]
async fn batches_are_of_five_and_pages_of_one_trace_are_joined() {
    let (xray, calls) = xray(|_, request| {
        let ids = ids_of(request);
        // each trace has two segments, the second of them on a second page
        let (segment, next) = match request["NextToken"].as_str() {
            None => ("aaaaaaaaaaaaaaaa", Some("2")),
            Some(_) => ("bbbbbbbbbbbbbbbb", None),
        };
        let traces: Vec<Value> = ids.iter().map(|id| trace(id, &[segment])).collect();
        (
            200,
            json!({"Traces":traces,"UnprocessedTraceIds":[],"NextToken":next}),
        )
    })
    .await;
    let ids: Vec<TraceId> = (1..=12).map(id).collect();
    let fetched = xray.traces(&ids).await.unwrap();
    let order: Vec<TraceId> = fetched.traces.iter().map(|trace| trace.id).collect();
    assert_eq!(order, ids, "in the order of the ids");
    assert!(fetched.traces.iter().all(|trace| trace.span_count == 2));
    let calls = calls.lock().unwrap();
    assert!(calls.iter().all(|(_, request)| ids_of(request).len() <= 5));
    assert_eq!(calls.len(), 6, "three batches of two pages");
}

#[tokio::test]
async fn unprocessed_ids_are_asked_for_again_and_then_missing() {
    let (xray, calls) = xray(|_, request| {
        let ids = ids_of(request);
        let busy = ids.len() > 2;
        let (given, left): (Vec<_>, Vec<_>) = ids
            .into_iter()
            .partition(|text| *text == id(1).xray() || (!busy && *text == id(2).xray()));
        let traces: Vec<Value> = given
            .iter()
            .map(|id| trace(id, &["aaaaaaaaaaaaaaaa"]))
            .collect();
        (200, json!({"Traces":traces,"UnprocessedTraceIds":left}))
    })
    .await;
    let fetched = xray.traces(&[id(1), id(2), id(3)]).await.unwrap();
    assert_eq!(fetched.traces.len(), 2);
    assert_eq!(fetched.missing, [id(3)]);
    assert_eq!(calls.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn an_answer_without_segments_is_no_trace() {
    let (xray, _) = xray(|_, request| {
        let traces: Vec<Value> = ids_of(request).iter().map(|id| trace(id, &[])).collect();
        (200, json!({"Traces":traces}))
    })
    .await;
    let fetched = xray.traces(&[id(1)]).await.unwrap();
    assert_eq!((fetched.traces.len(), fetched.missing.len()), (0, 1));
}

#[tokio::test]
async fn a_refusal_is_told_in_the_services_words() {
    let (xray, _) = xray(|_, _| {
        let body = json!({"__type":"InvalidRequestException","Message":"Time range cannot be longer than 6 hours"});
        (400, body)
    })
    .await;
    let error = xray.service_graph(hours(1), None).await.unwrap_err();
    let told = error.causes().join(" ");
    assert!(
        told.contains("Time range cannot be longer than 6 hours"),
        "{error}: {told}"
    );
}

#[tokio::test]
async fn a_group_given_back_with_a_line_break_is_the_one_that_was_sent() {
    let (xray, _) = xray(|_, _| {
        let group = json!({"GroupName":"Cruddur","GroupARN":"arn:aws:xray:eu-central-1:1:group/Cruddur/X",
            "FilterExpression":"service(\"backend-flask\")\n",
            "InsightsConfiguration":{"InsightsEnabled":false,"NotificationsEnabled":false}});
        (200, json!({"Groups":[group]}))
    })
    .await;
    let groups = xray.groups().await.unwrap();
    assert_eq!(groups[0].filter, "service(\"backend-flask\")");
}
