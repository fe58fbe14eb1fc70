use jiff::tz::TimeZone;

use super::*;
use crate::model::{Bucket, Clock, TimeStyle};

fn screen(terminal: bool, width: usize) -> Screen {
    Screen {
        terminal,
        color: false,
        width,
        time: TimeStyle::Utc,
        zone: TimeZone::UTC,
        clock: Clock::System,
    }
}

fn statistics(total: i64, errors: i64, faults: i64, ms: f64) -> Option<Statistics> {
    Some(Statistics {
        total,
        ok: total - errors - faults,
        errors,
        throttles: 0,
        faults,
        average_ms: Some(ms),
        histogram: vec![Bucket { ms, count: total }],
    })
}

fn node(id: i32, name: &str, kind: Option<&str>, edges: &[i32]) -> Node {
    Node {
        id,
        name: name.to_owned(),
        kind: kind.map(str::to_owned),
        state: None,
        root: false,
        statistics: statistics(10, 0, 0, 5.0),
        edges: edges
            .iter()
            .map(|&to| Edge {
                to,
                statistics: statistics(40 - i64::from(to), 2, 1, 32.0),
                kind: None,
            })
            .collect(),
    }
}

fn graph(nodes: Vec<Node>) -> ServiceGraph {
    ServiceGraph {
        since: "2026-11-20T08:00:00Z".parse().unwrap(),
        until: "2026-11-20T09:00:00Z".parse().unwrap(),
        group: None,
        nodes,
    }
}

fn drawn(graph: &ServiceGraph, screen: &Screen) -> String {
    let mut out = Vec::new();
    graph.view(screen, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn cruddur() -> ServiceGraph {
    let mut client = node(0, "backend-flask", Some("client"), &[1]);
    client.statistics = None;
    let mut backend = node(1, "backend-flask", Some("AWS::EC2::Instance"), &[2, 3]);
    backend.state = Some("active".to_owned());
    backend.root = true;
    let table = "awseb-e-dixzws4s9p-stack-StartupSignupsTable-4IMSMHAYX2BA";
    graph(vec![
        client,
        backend,
        node(2, table, Some("AWS::DynamoDB::Table"), &[]),
        node(3, "api.rollbar.com", Some("remote"), &[]),
    ])
}

#[test]
fn a_tree_at_eighty_columns() {
    insta::assert_snapshot!(drawn(&cruddur(), &screen(true, 80)), @r"
    SERVICE                           REQUESTS     ERRORS     FAULTS    AVG    P95
    client
    └─ backend-flask                        39  2 (5.1 %)  1 (2.6 %)  32 ms  32 ms
       ├─ awseb-e-dixz…-4IMSMHAYX2BA        38  2 (5.3 %)  1 (2.6 %)  32 ms  32 ms
       └─ api.rollbar.com  remote           37  2 (5.4 %)  1 (2.7 %)  32 ms  32 ms
    ");
}

#[test]
fn a_tree_with_room() {
    insta::assert_snapshot!(drawn(&cruddur(), &screen(true, 140)), @r"
    SERVICE                                                                                REQUESTS     ERRORS     FAULTS    AVG    P95
    client
    └─ backend-flask  AWS::EC2::Instance                                                         39  2 (5.1 %)  1 (2.6 %)  32 ms  32 ms
       ├─ awseb-e-dixzws4s9p-stack-StartupSignupsTable-4IMSMHAYX2BA  AWS::DynamoDB::Table        38  2 (5.3 %)  1 (2.6 %)  32 ms  32 ms
       └─ api.rollbar.com  remote                                                                37  2 (5.4 %)  1 (2.7 %)  32 ms  32 ms
    ");
}

#[test]
fn piped_it_is_an_edge_a_line() {
    insta::assert_snapshot!(drawn(&cruddur(), &screen(false, 20)), @r"
    FROM	TO	TYPE	REQUESTS	OK	ERRORS	THROTTLES	FAULTS	AVG_MS	P50_MS	P95_MS
    client	backend-flask	AWS::EC2::Instance	39	36	2	0	1	32.000	32.000	32.000
    backend-flask	awseb-e-dixzws4s9p-stack-StartupSignupsTable-4IMSMHAYX2BA	AWS::DynamoDB::Table	38	35	2	0	1	32.000	32.000	32.000
    backend-flask	api.rollbar.com	remote	37	34	2	0	1	32.000	32.000	32.000
    ");
}

#[test]
fn rings_and_shared_callees_are_drawn_once() {
    let mut a = node(1, "a", None, &[2, 3]);
    a.root = true;
    let ring = graph(vec![
        a,
        node(2, "b", None, &[4]),
        node(3, "c", None, &[4]),
        node(4, "d", None, &[1]),
        node(5, "alone", None, &[5]),
    ]);
    insta::assert_snapshot!(drawn(&ring, &screen(true, 80)), @r"
    SERVICE                    REQUESTS     ERRORS     FAULTS     AVG     P95
    a                                10          0          0  5.0 ms  5.0 ms
    ├─ b                             38  2 (5.3 %)  1 (2.6 %)   32 ms   32 ms
    │  └─ d                          36  2 (5.6 %)  1 (2.8 %)   32 ms   32 ms
    │     └─ a  (drawn above)        39  2 (5.1 %)  1 (2.6 %)   32 ms   32 ms
    └─ c                             37  2 (5.4 %)  1 (2.7 %)   32 ms   32 ms
       └─ d  (drawn above)           36  2 (5.6 %)  1 (2.8 %)   32 ms   32 ms
    alone                            10          0          0  5.0 ms  5.0 ms
    └─ alone  (drawn above)          35  2 (5.7 %)  1 (2.9 %)   32 ms   32 ms
    ");
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for width in [76, 80, 100, 200] {
        for line in drawn(&cruddur(), &screen(true, width)).lines() {
            assert!(columns(line) <= width, "{width}: {line}");
        }
    }
}
