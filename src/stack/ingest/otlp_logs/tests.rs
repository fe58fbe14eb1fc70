use std::ops::ControlFlow;

use opentelemetry_proto::tonic::logs::v1::{LogsData, ResourceLogs, ScopeLogs};
use prost::Message as _;
use serde_json::json as j;

use super::*;
use crate::stack::ingest::otlp_json::decode_logs;
use crate::stack::store::StoreOptions;
use crate::stack::store::logs::{
    EventFilter, EventQuery, GroupQuery, LogClass, LogGroup, NewLogGroup, StreamChoice,
};

const NOW_MS: i64 = 1_795_166_040_000;

fn request(service: &str, records: &Value) -> LogsData {
    let request = j!({"resourceLogs": [{
        "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": service}}]},
        "scopeLogs": [{"scope": {"name": "app"}, "logRecords": records}],
    }]});
    decode_logs(request.to_string().as_bytes()).unwrap()
}

/// Each record's place, time and line.
fn events(data: &LogsData) -> Vec<((String, String), i64, Value)> {
    let mut packer = Packer::new(LogDestination::Services, None, NOW_MS);
    walk(&data.encode_to_vec(), &mut packer).unwrap();
    let mut events = Vec::new();
    for (place, stream) in packer.streams {
        for (at, line) in stream.waiting {
            events.push((place.clone(), at, serde_json::from_str(&line).unwrap()));
        }
    }
    events
}

fn lines(data: &LogsData) -> Vec<Value> {
    events(data).into_iter().map(|(_, _, line)| line).collect()
}

async fn send(store: &Store, data: &LogsData, place: LogDestination) -> Result<Taken, LogsError> {
    let expiry_ms = expiry_ms(store, &place, NOW_MS).await?;
    let packed = pack(&data.encode_to_vec(), place, expiry_ms, NOW_MS).unwrap();
    super::store(store, packed).await
}

#[test]
fn a_record_is_one_line_with_all_that_it_tells() {
    let record = j!({
        "timeUnixNano": "1795166039123456789",
        "observedTimeUnixNano": "1795166039200000000",
        "severityNumber": 17, "severityText": "ERROR",
        "body": {"stringValue": "no such\nactivity"},
        "attributes": [
            {"key": "code", "value": {"intValue": "500"}},
            {"key": "ratio", "value": {"doubleValue": "NaN"}},
            {"key": "tags", "value": {"arrayValue": {"values": [{"boolValue": true}, {}]}}},
            {"key": "user", "value": {"kvlistValue": {"values": [
                {"key": "raw", "value": {"bytesValue": "AQI="}}]}}},
        ],
        "flags": 1,
        "traceId": "5B8EFFF798038103D269B633813FC60C", "spanId": "EEE19B7EC3C1B174",
    });
    assert_eq!(
        lines(&request("web", &j!([record]))),
        [j!({
            "resource": {"attributes": {"service.name": "web"}},
            "scope": {"name": "app"},
            "timeUnixNano": 1_795_166_039_123_456_789_u64,
            "observedTimeUnixNano": 1_795_166_039_200_000_000_u64,
            "severityNumber": 17, "severityText": "ERROR",
            "body": "no such\nactivity",
            "attributes": {"code": 500, "ratio": "NaN", "tags": [true, null], "user": {"raw": "AQI="}},
            "flags": 1,
            "traceId": "5b8efff798038103d269b633813fc60c", "spanId": "eee19b7ec3c1b174",
        })]
    );
}

#[test]
fn a_record_without_a_time_has_the_time_that_it_was_seen_or_came() {
    let records = j!([
        {"timeUnixNano": 5_000_000},
        {"observedTimeUnixNano": 7_000_000},
        {},
    ]);
    let times = events(&request("web", &records)).into_iter();
    let times: Vec<_> = times.map(|(_, at, _)| at).collect();
    assert_eq!(times, [5, 7, NOW_MS]);
}

#[test]
fn names_are_made_to_fit() {
    let place = |service: &str| events(&request(service, &j!([{}]))).remove(0).0;
    assert_eq!(
        place("backend-flask"),
        ("backend-flask".into(), "otlp".into())
    );
    assert_eq!(place("my service: β").0, "my_service___");
    assert_eq!(place("").0, "unknown_service");
    assert_eq!(place(&"a".repeat(600)).0.len(), 512);
}

async fn groups(store: &Store) -> Vec<LogGroup> {
    let query = GroupQuery {
        limit: 10,
        ..GroupQuery::default()
    };
    store.logs().groups(query).await.unwrap()
}

#[tokio::test]
async fn each_service_has_its_group() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), &StoreOptions::default()).unwrap();
    let mut data = request("web", &j!([{"body": {"stringValue": "a"}}, {}]));
    data.resource_logs
        .extend(request("api", &j!([{}])).resource_logs);
    let taken = send(&store, &data, LogDestination::Services).await.unwrap();
    assert_eq!((taken.accepted, taken.rejected), (3, 0));
    let names: Vec<_> = groups(&store).await.into_iter().map(|g| g.name).collect();
    assert_eq!(names, ["api", "web"]);
}

#[tokio::test]
async fn a_named_stream_must_be_there_and_takes_what_put_log_events_takes() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), &StoreOptions::default()).unwrap();
    let place = LogDestination::Stream {
        group: "g".to_owned(),
        stream: "s".to_owned(),
    };
    let at = |ms: i64| j!({"timeUnixNano": (ms * 1_000_000).to_string()});
    let day = 86_400_000;
    let records = j!([
        at(NOW_MS - 15 * day),
        at(NOW_MS - 2 * day),
        at(NOW_MS),
        at(NOW_MS + 3 * 3_600_000),
    ]);
    let data = request("web", &records);
    let send = || send(&store, &data, place.clone());
    assert!(matches!(send().await, Err(LogsError::NoGroup)));
    let group = NewLogGroup {
        name: "g".to_owned(),
        created_ms: NOW_MS,
        class: LogClass::Standard,
        kms_key_id: None,
        retention_days: Some(1),
        protected: false,
        tags: Vec::new(),
    };
    store.logs().create_group(group).await.unwrap();
    assert!(matches!(send().await, Err(LogsError::NoStream)));
    let logs = store.logs();
    logs.create_stream("g".into(), "s".into(), NOW_MS)
        .await
        .unwrap();
    let taken = send().await.unwrap();
    assert_eq!((taken.accepted, taken.rejected), (1, 3));
    assert_eq!(
        taken.message,
        r#"{"tooOldLogEventCount":1,"tooNewLogEventCount":1,"expiredLogEventCount":1}"#
    );
}

/// A request with one resource of `size` bytes and so many records without anything.
fn heavy(size: usize, records: usize) -> Vec<u8> {
    let mut data = request(&"x".repeat(size), &j!([]));
    data.resource_logs[0].scope_logs[0].log_records = vec![LogRecord::default(); records];
    data.encode_to_vec()
}

fn refused(request: &[u8]) -> String {
    let packed = pack(request, LogDestination::Services, None, NOW_MS);
    packed.unwrap_err().to_string()
}

#[test]
fn a_resource_is_not_repeated_without_end() {
    // every line would be larger than an event may be: none of them is made
    let packed = pack(
        &heavy(1 << 20, 10_000),
        LogDestination::Services,
        None,
        NOW_MS,
    )
    .unwrap();
    assert_eq!((packed.taken.accepted, packed.taken.rejected), (0, 10_000));
    assert!(packed.taken.message.contains("over 1 MiB"));
    let most = "the lines of the log records of the request is too large";
    assert_eq!(refused(&heavy(1_000_000, 300)), most);
    // fewer are taken, and are not in memory together
    let mut packer = Packer::new(LogDestination::Services, None, NOW_MS);
    walk(&heavy(1_000_000, 20), &mut packer).unwrap();
    assert!(packer.waiting <= WAITING);
    assert_eq!(packer.accepted, 20);
}

#[test]
fn many_records_of_two_bytes_and_many_streams_are_refused() {
    let records = heavy(1, 200_001);
    assert!(records.len() < 1 << 20);
    let list = "the list of log records of the request is too large";
    assert_eq!(refused(&records), list);
    let resources = (0..1_001).map(|n| request(&n.to_string(), &j!([{}])));
    let data = LogsData {
        resource_logs: resources.flat_map(|data| data.resource_logs).collect(),
    };
    let list = "the list of log streams of the request is too large";
    assert_eq!(refused(&data.encode_to_vec()), list);
    // what holds nothing is nothing
    let nothing = LogsData {
        resource_logs: vec![ResourceLogs::default(); 1_000_000],
    };
    let packed = pack(
        &nothing.encode_to_vec(),
        LogDestination::Services,
        None,
        NOW_MS,
    );
    assert!(packed.unwrap().streams.is_empty());
}

#[test]
fn a_head_may_come_after_its_children_and_in_parts() {
    let whole = request("web", &j!([{"body": {"stringValue": "a"}}]));
    let logs = &whole.resource_logs[0];
    let children = ResourceLogs {
        scope_logs: vec![ScopeLogs::default(), logs.scope_logs[0].clone()],
        ..ResourceLogs::default()
    };
    let mut parts = children.encode_to_vec();
    for key in ["service.instance.id", "x"] {
        let mut part = logs.clone();
        part.scope_logs.clear();
        if let Some(resource) = &mut part.resource {
            resource.attributes[0].key = key.to_owned();
        }
        parts.extend(part.encode_to_vec());
    }
    // as the field `resource_logs`
    let mut bytes = vec![0x0a, u8::try_from(parts.len()).unwrap()];
    bytes.extend(parts);
    let data = LogsData::decode(&bytes[..]).unwrap();
    let [(place, _, line)] = &events(&data)[..] else {
        panic!("not one record");
    };
    assert_eq!(place.1, "web");
    assert_eq!(line["resource"]["attributes"]["x"], "web");
}

#[tokio::test]
async fn the_streams_of_a_request_are_stored_together_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let options = StoreOptions {
        queue_bytes: 1,
        ..StoreOptions::default()
    };
    let store = Store::open(folder.path(), &options).unwrap();
    let mut data = request("a", &j!([{"body": {"stringValue": "x"}}]));
    data.resource_logs
        .extend(request("b", &j!([{}])).resource_logs);
    // something waits: the queue takes nothing more until it is written
    let (free, blocked) = std::sync::mpsc::channel::<()>();
    let waiting = tokio::spawn({
        let store = store.clone();
        async move {
            let wait = move |_: &_| Ok(blocked.recv().is_ok());
            store.write(1, wait).await
        }
    });
    while store.queued_bytes() == 0 {
        tokio::task::yield_now().await;
    }
    let refused = send(&store, &data, LogDestination::Services).await;
    assert!(matches!(
        refused,
        Err(LogsError::Store(StoreError::Full { .. }))
    ));
    free.send(()).unwrap();
    assert!(waiting.await.unwrap().unwrap());
    assert!(groups(&store).await.is_empty(), "a part was stored");
    // one transaction weighs what all weigh: it is taken whole
    send(&store, &data, LogDestination::Services).await.unwrap();
    for group in ["a", "b"] {
        let query = EventQuery {
            group: group.to_owned(),
            streams: StreamChoice::All,
            filter: EventFilter::default(),
            now_ms: NOW_MS,
        };
        let logs = store.logs();
        let count = logs.fold_events(query, 0, |count, _| {
            *count += 1;
            ControlFlow::Continue(())
        });
        assert_eq!(count.await.unwrap(), 1);
    }
}
