use serde_json::json as j;

use super::*;
use crate::stack::ingest::otlp_json::decode_logs;
use crate::stack::store::StoreOptions;
use crate::stack::store::logs::{GroupQuery, LogClass, LogGroup, NewLogGroup};

const NOW_MS: i64 = 1_795_166_040_000;

fn request(service: &str, records: &Value) -> LogsData {
    let request = j!({"resourceLogs": [{
        "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": service}}]},
        "scopeLogs": [{"scope": {"name": "app"}, "logRecords": records}],
    }]});
    decode_logs(request.to_string().as_bytes()).unwrap()
}

fn lines(data: LogsData) -> Vec<Value> {
    let events = events(data, NOW_MS).into_iter();
    events
        .map(|(_, (_, line))| serde_json::from_str(&line).unwrap())
        .collect()
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
        lines(request("web", &j!([record]))),
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
    let times = events(request("web", &records), NOW_MS).into_iter();
    let times: Vec<_> = times.map(|(_, (at, _))| at).collect();
    assert_eq!(times, [5, 7, NOW_MS]);
}

#[test]
fn names_are_made_to_fit() {
    let place = |service: &str| events(request(service, &j!([{}])), 0).remove(0).0;
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
    let taken = store_logs(&store, data, LogPlace::Services, NOW_MS)
        .await
        .unwrap();
    assert_eq!((taken.accepted, taken.rejected), (3, 0));
    let names: Vec<_> = groups(&store).await.into_iter().map(|g| g.name).collect();
    assert_eq!(names, ["api", "web"]);
}

#[tokio::test]
async fn a_named_stream_must_be_there_and_takes_what_put_log_events_takes() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), &StoreOptions::default()).unwrap();
    let place = LogPlace::Stream {
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
    let send = || store_logs(&store, request("web", &records), place.clone(), NOW_MS);
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
