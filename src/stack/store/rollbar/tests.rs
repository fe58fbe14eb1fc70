use super::*;
use crate::stack::store::{Store, StoreOptions, compress};

fn open(folder: &std::path::Path) -> Store {
    Store::open(folder, &StoreOptions::default()).unwrap()
}

pub(in crate::stack::store) fn occurrence(uuid: &str, hash: &str, timestamp: i64) -> NewOccurrence {
    NewOccurrence {
        uuid: uuid.into(),
        environment: "production".into(),
        hash: hash.into(),
        title: format!("NameError: {hash}"),
        level: Level::Error,
        timestamp,
        received: timestamp + 1,
        platform: Some("linux".into()),
        framework: Some("flask".into()),
        code_version: None,
        payload: compress(format!(r#"{{"uuid":"{uuid}"}}"#).as_bytes()).unwrap(),
    }
}

async fn resolve(store: &Store, id: i64, version: Option<&str>) {
    let change = ItemChange {
        status: Some(ItemStatus::Resolved),
        resolved_in_version: version.map(str::to_owned),
        ..ItemChange::default()
    };
    let item = store.change_rollbar_item(id, change, 500).await.unwrap();
    assert_eq!(item.unwrap().status, ItemStatus::Resolved);
}

#[tokio::test]
async fn items_are_numbered_from_one_and_count_their_occurrences() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let first = store.report_occurrence(occurrence("a", "x", 100)).await;
    let Ok(Reported::New { item }) = first else {
        panic!("{first:?}");
    };
    let other = NewOccurrence {
        environment: "staging".into(),
        ..occurrence("b", "x", 101)
    };
    let other = store.report_occurrence(other).await.unwrap();
    assert!(matches!(other, Reported::New { item: second } if second == item + 1));
    // late, and older than the first
    let again = store.report_occurrence(occurrence("c", "x", 90)).await;
    assert_eq!(again.unwrap(), Reported::Again { item });
    let twice = store.report_occurrence(occurrence("c", "x", 90)).await;
    assert_eq!(twice.unwrap(), Reported::Duplicate);

    let found = store.rollbar_item_numbered(1).await.unwrap().unwrap();
    assert_eq!((found.id, found.total_occurrences), (item, 2));
    assert_eq!(found.first_occurrence_timestamp, 90);
    assert_eq!(found.last_occurrence_timestamp, 100);
    let of = store.rollbar_item_of("c".into()).await.unwrap().unwrap();
    assert_eq!(of, found);
    assert_eq!(store.rollbar_item_numbered(3).await.unwrap(), None);
    assert_eq!(store.rollbar_item_numbered(i64::MAX).await.unwrap(), None);
}

#[tokio::test]
async fn a_resolved_item_that_occurs_again_is_active_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let first = store.report_occurrence(occurrence("a", "x", 100)).await;
    let Ok(Reported::New { item }) = first else {
        panic!("{first:?}");
    };
    resolve(&store, item, Some("1.1")).await;
    let old = NewOccurrence {
        code_version: Some("1.0".into()),
        ..occurrence("b", "x", 510)
    };
    let old = store.report_occurrence(old).await.unwrap();
    assert_eq!(old, Reported::Again { item });
    let new = NewOccurrence {
        code_version: Some("1.1".into()),
        title: "NameError: again".into(),
        ..occurrence("c", "x", 520)
    };
    let new = store.report_occurrence(new).await.unwrap();
    assert_eq!(new, Reported::Reactivated { item });
    let item = store.rollbar_item(item).await.unwrap().unwrap();
    assert_eq!(item.status, ItemStatus::Active);
    assert_eq!(item.title, "NameError: again");
    assert_eq!(item.last_activated_timestamp, 521);
    assert_eq!(item.activating_occurrence_id, item.last_occurrence_id);
    assert_eq!(item.total_occurrences, 3);
}

#[tokio::test]
async fn a_muted_item_stays_muted_and_a_chosen_title_stays() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    store
        .report_occurrence(occurrence("a", "x", 100))
        .await
        .unwrap();
    let id = ITEM_IDS + 1;
    let change = ItemChange {
        status: Some(ItemStatus::Muted),
        title: Some("chosen".into()),
        ..ItemChange::default()
    };
    store.change_rollbar_item(id, change, 200).await.unwrap();
    store
        .report_occurrence(occurrence("b", "x", 300))
        .await
        .unwrap();
    let item = store.rollbar_item(id).await.unwrap().unwrap();
    assert_eq!(item.status, ItemStatus::Muted);
    assert_eq!(item.last_muted_timestamp, Some(200));
    resolve(&store, id, None).await;
    store
        .report_occurrence(occurrence("c", "x", 600))
        .await
        .unwrap();
    let item = store.rollbar_item(id).await.unwrap().unwrap();
    assert_eq!((item.status, &*item.title), (ItemStatus::Active, "chosen"));
}

#[tokio::test]
async fn lists_are_filtered_ordered_and_paged() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    for (n, hash) in ["w", "x", "y", "z"].into_iter().enumerate() {
        let n = i64::try_from(n).unwrap();
        let new = occurrence(hash, hash, 400 - 100 * n);
        store.report_occurrence(new).await.unwrap();
    }
    resolve(&store, ITEM_IDS + 2, None).await;
    let counters = async |filter: ItemFilter, skip, limit| {
        let (items, total) = store.rollbar_items(filter, skip, limit).await.unwrap();
        let counters: Vec<i64> = items.iter().map(|item| item.counter).collect();
        (counters, total)
    };
    let all = ItemFilter::default();
    assert_eq!(counters(all.clone(), 0, 100).await, (vec![1, 2, 3, 4], 4));
    assert_eq!(counters(all, 1, 2).await, (vec![2, 3], 4));
    let active = ItemFilter {
        statuses: vec![ItemStatus::Active, ItemStatus::Muted],
        words: vec!["NAMEERROR".into()],
        ..ItemFilter::default()
    };
    assert_eq!(counters(active, 0, 100).await, (vec![1, 3, 4], 3));
    let word = ItemFilter {
        words: vec!["nameerror: z".into()],
        levels: vec![Level::Error],
        frameworks: vec!["flask".into()],
        ..ItemFilter::default()
    };
    assert_eq!(counters(word, 0, 100).await, (vec![4], 1));
    let ids = ItemFilter {
        ids: vec![ITEM_IDS + 3, 5],
        environments: vec!["production".into(), "staging".into()],
        ..ItemFilter::default()
    };
    assert_eq!(counters(ids, 0, 100).await, (vec![3], 1));
}

#[tokio::test]
async fn occurrences_are_paged_bounded_and_deleted_by_age() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    for n in 0..5 {
        let hash = if n == 0 { "old" } else { "new" };
        let new = occurrence(&n.to_string(), hash, 100 * n);
        store.report_occurrence(new).await.unwrap();
    }
    let times = async |item, before, page| {
        let page = store.rollbar_occurrences(item, before, page, 10_000).await;
        let page = page.unwrap().unwrap();
        page.iter().map(|o| o.timestamp).collect::<Vec<_>>()
    };
    assert_eq!(times(None, None, (0, 3)).await, [400, 300, 200]);
    assert_eq!(times(None, None, (3, 3)).await, [100, 0]);
    assert_eq!(times(Some(ITEM_IDS + 1), None, (0, 3)).await, [0]);
    let all = store.rollbar_occurrences(None, None, (0, 9), 10_000).await;
    let third = all.unwrap().unwrap()[2].id;
    assert_eq!(times(None, Some(third), (0, 9)).await, [100, 0]);
    let bounded = store.rollbar_occurrences(None, None, (0, 9), 30).await;
    assert!(bounded.unwrap().is_none());
    let one = store.rollbar_occurrence(third).await.unwrap().unwrap();
    assert_eq!(one.data.get(), r#"{"uuid":"2"}"#);

    assert_eq!(store.delete_rollbar_before(200).await.unwrap(), 2);
    assert_eq!(times(None, None, (0, 9)).await, [400, 300, 200]);
    let (items, _) = store
        .rollbar_items(ItemFilter::default(), 0, 9)
        .await
        .unwrap();
    assert_eq!(items.len(), 1, "an item without occurrences is left");
}

#[tokio::test]
async fn an_old_error_that_was_taken_just_now_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let old = NewOccurrence {
        received: 10_000,
        ..occurrence("a", "x", 1)
    };
    store.report_occurrence(old).await.unwrap();
    assert_eq!(store.delete_rollbar_before(10_000).await.unwrap(), 0);
    assert!(store.rollbar_item_numbered(1).await.unwrap().is_some());
    assert_eq!(store.delete_rollbar_before(10_001).await.unwrap(), 1);
    assert!(store.rollbar_item_numbered(1).await.unwrap().is_none());
}

#[tokio::test]
async fn occurrences_make_room_and_their_items_stay() {
    let folder = tempfile::tempdir().unwrap();
    let options = StoreOptions {
        retention: crate::stack::store::Retention {
            size: 700_000,
            ..Default::default()
        },
        ..StoreOptions::default()
    };
    let store = Store::open(folder.path(), &options).unwrap();
    for n in 0..40 {
        let new = NewOccurrence {
            // nothing that could be compressed further
            payload: vec![7; 20_000],
            ..occurrence(&n.to_string(), "x", 1_000 + n)
        };
        store.report_occurrence(new).await.unwrap();
    }
    let clock = crate::model::Clock::Fixed(jiff::Timestamp::from_second(2_000).unwrap());
    while store.retain_some(clock).await.unwrap() {}
    let kept = async || {
        let ids = "SELECT uuid FROM rollbar_occurrences ORDER BY id";
        let ids = store.read(move |c| {
            let mut ids = c.prepare(ids)?;
            let ids = ids.query_map([], |row| row.get::<_, String>(0))?;
            Ok(ids.collect::<Result<Vec<_>, _>>()?)
        });
        ids.await.unwrap()
    };
    let left = kept().await;
    assert!((1..20).contains(&left.len()), "{} are left", left.len());
    assert_eq!(left.last().unwrap(), "39", "the newest stays");
    let item = store.rollbar_item_numbered(1).await.unwrap().unwrap();
    assert_eq!(item.total_occurrences, 40);
    // and it stays without any, until nothing came for as long as is kept
    store.remove_oldest_occurrences(u64::MAX).await.unwrap();
    assert!(kept().await.is_empty());
    store.delete_rollbar_before(1_039).await.unwrap();
    assert!(store.rollbar_item_numbered(1).await.unwrap().is_some());
    store.delete_rollbar_before(1_040).await.unwrap();
    assert!(store.rollbar_item_numbered(1).await.unwrap().is_none());
}

#[tokio::test]
async fn a_version_alone_is_for_what_is_resolved() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let new = occurrence("a", "x", 100);
    store.report_occurrence(new).await.unwrap();
    let id = ITEM_IDS + 1;
    let change = ItemChange {
        resolved_in_version: Some("1.2".into()),
        title: Some("chosen".into()),
        ..ItemChange::default()
    };
    let item = store.change_rollbar_item(id, change.clone(), 200).await;
    let item = item.unwrap().unwrap();
    assert_eq!(item.status, ItemStatus::Active);
    assert_eq!((item.resolved_in_version, item.title_lock), (None, false));
    resolve(&store, id, None).await;
    let item = store.change_rollbar_item(id, change, 300).await;
    let item = item.unwrap().unwrap();
    assert_eq!(item.resolved_in_version.as_deref(), Some("1.2"));
    assert_eq!(item.title, "chosen");
}
