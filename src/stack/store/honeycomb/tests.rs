use serde_json::json;

use super::*;
use crate::stack::store::StoreOptions;

fn event(time_ms: u64, n: u64) -> HoneycombEvent {
    let Value::Object(data) = json!({"n": n, "text": "line\nbreak"}) else {
        unreachable!("an object");
    };
    HoneycombEvent {
        time_ns: time_ms * 1_000_000,
        sample_rate: 1,
        data,
    }
}

fn dataset(name: &str, events: Vec<HoneycombEvent>) -> HoneycombEvents {
    HoneycombEvents::from([(name.to_owned(), events)])
}

#[tokio::test]
async fn the_first_event_names_a_dataset_and_case_does_not_tell_them_apart() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), &StoreOptions::default()).unwrap();
    let first = dataset("My Dataset", vec![event(20, 2), event(10, 1)]);
    store.append_honeycomb(first, Vec::new(), 5).await.unwrap();
    let second = dataset("my dataset", vec![event(30, 3)]);
    store.append_honeycomb(second, Vec::new(), 6).await.unwrap();
    assert_eq!(
        store.honeycomb_datasets().await.unwrap(),
        [HoneycombDataset {
            slug: "my-dataset".into(),
            name: "My Dataset".into(),
            created_ms: 5,
            last_written_ms: 6,
        }]
    );
    let events = store.honeycomb_events("MY DATASET", 0..31).await.unwrap();
    assert_eq!(events, [event(10, 1), event(20, 2), event(30, 3)]);
    let events = store.honeycomb_events("my-dataset", 15..30).await.unwrap();
    assert_eq!(events, [event(20, 2)]);
    assert!(
        store
            .honeycomb_events("other", 0..99)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn the_events_that_came_first_go_first_whatever_their_times() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), &StoreOptions::default()).unwrap();
    for n in 1..=4 {
        let events = dataset("d", vec![event(1_000 - n * 10, n)]);
        let now_ms = i64::try_from(n * 10).unwrap();
        store
            .append_honeycomb(events, Vec::new(), now_ms)
            .await
            .unwrap();
    }
    assert!(!store.remove_honeycomb_before(20).await.unwrap());
    assert_eq!(store.oldest_honeycomb_ms().await.unwrap(), Some(20));
    assert!(store.remove_oldest_honeycomb(1).await.unwrap() > 1);
    assert_eq!(store.oldest_honeycomb_ms().await.unwrap(), Some(30));
    let left = store.honeycomb_events("d", 0..2_000).await.unwrap();
    assert_eq!(left, [event(960, 4), event(970, 3)]);
}
