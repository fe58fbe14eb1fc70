use super::*;
use crate::stack::store::{Store, StoreOptions};

fn open() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), &StoreOptions::default()).unwrap();
    (folder, store)
}

fn group(name: &str) -> StoredGroup {
    StoredGroup {
        name: name.to_owned(),
        arn: format!("arn:{name}"),
        filter: String::new(),
        insights: false,
        notifications: false,
    }
}

#[tokio::test]
async fn a_group_is_named_by_name_arn_or_both() {
    let (_folder, store) = open();
    let tags = vec![("a".to_owned(), "1".to_owned())];
    let made = store.create_xray_group(group("Cruddur"), tags, 2).await;
    assert_eq!(made.unwrap(), Created::Done);
    let made = store
        .create_xray_group(group("Cruddur"), Vec::new(), 2)
        .await;
    assert_eq!(made.unwrap(), Created::Exists);
    store
        .create_xray_group(group("b"), Vec::new(), 2)
        .await
        .unwrap();
    let made = store.create_xray_group(group("c"), Vec::new(), 2).await;
    assert_eq!(made.unwrap(), Created::TooMany);
    for (name, arn, found) in [
        (Some("Cruddur"), None, true),
        (None, Some("arn:Cruddur"), true),
        (Some("Cruddur"), Some("arn:Cruddur"), true),
        (Some("Cruddur"), Some("arn:b"), false),
        (Some("cruddur"), None, false),
        (None, None, false),
    ] {
        let named = NameOrArn {
            name: name.map(str::to_owned),
            arn: arn.map(str::to_owned),
        };
        assert_eq!(store.xray_group(named).await.unwrap().is_some(), found);
    }
    let named = NameOrArn {
        name: Some("Cruddur".to_owned()),
        arn: None,
    };
    assert_eq!(
        store
            .xray_tags("arn:Cruddur".to_owned())
            .await
            .unwrap()
            .len(),
        1
    );
    assert!(store.delete_xray_group(named).await.unwrap());
    assert_eq!(store.xray_tags("arn:Cruddur".to_owned()).await.unwrap(), []);
}

#[tokio::test]
async fn a_deleted_rule_is_a_modification_too() {
    let (_folder, store) = open();
    let rule = StoredRule {
        name: "Cruddur".to_owned(),
        rule: "{}".to_owned(),
        created: 100,
        modified: 100,
    };
    let arn = "arn".to_owned();
    let made = store.create_xray_rule(rule.clone(), arn.clone(), Vec::new(), 25, "Default");
    assert_eq!(made.await.unwrap(), Created::Done);
    assert_eq!(store.xray_rules().await.unwrap(), (vec![rule], 100));
    assert!(
        store
            .delete_xray_rule("Cruddur".to_owned(), arn.clone(), 200)
            .await
            .unwrap()
    );
    assert_eq!(store.xray_rules().await.unwrap(), (Vec::new(), 200));
    assert!(
        !store
            .delete_xray_rule("Cruddur".to_owned(), arn, 300)
            .await
            .unwrap()
    );
    assert_eq!(store.xray_rules().await.unwrap().1, 200);
}

#[tokio::test]
async fn reports_are_added_up_and_forgotten() {
    let (_folder, store) = open();
    let report = |client: &str, requests| SamplingReport {
        rule: "r".to_owned(),
        client: client.to_owned(),
        requests,
        sampled: 1,
        borrowed: 0,
    };
    store
        .add_sampling_reports(vec![report("a", 5), report("b", 7)], 1_001)
        .await
        .unwrap();
    store
        .add_sampling_reports(vec![report("a", 2)], 1_009)
        .await
        .unwrap();
    store
        .add_sampling_reports(vec![report("a", 1)], 1_010)
        .await
        .unwrap();
    let totals = store.sampling_totals((0, String::new()), 10).await.unwrap();
    let counts: Vec<(i64, i64)> = totals.iter().map(|t| (t.since, t.requests)).collect();
    assert_eq!(counts, [(1_000, 14), (1_010, 1)]);
    let after = (1_000, "r".to_owned());
    assert_eq!(store.sampling_totals(after, 10).await.unwrap().len(), 1);
    let clients = store.sampling_clients(1_005..=1_010).await.unwrap();
    assert_eq!(clients.len(), 2);
    assert_eq!(clients[0].requests, 8);
    store
        .add_sampling_reports(Vec::new(), 10_000)
        .await
        .unwrap();
    assert_eq!(
        store.sampling_totals((0, String::new()), 10).await.unwrap(),
        []
    );
}

#[tokio::test]
async fn a_change_builds_on_the_one_before() {
    let (_folder, store) = open();
    let rule = StoredRule {
        name: "r".to_owned(),
        rule: String::new(),
        created: 1,
        modified: 1,
    };
    let made = store.create_xray_rule(rule, "arn".to_owned(), Vec::new(), 25, "Default");
    assert_eq!(made.await.unwrap(), Created::Done);
    let add = |letter: char| {
        let store = store.clone();
        tokio::spawn(async move {
            let change = move |mut rules: Vec<StoredRule>| {
                rules[0].rule.push(letter);
                Ok::<_, ()>(rules.remove(0))
            };
            store.change_xray_rule(change).await.unwrap().unwrap();
        })
    };
    for task in ('a'..='z').map(add).collect::<Vec<_>>() {
        task.await.unwrap();
    }
    assert_eq!(store.xray_rules().await.unwrap().0[0].rule.len(), 26);
    // and a group that may not be what it would become is left as it is
    store
        .create_xray_group(group("g"), Vec::new(), 2)
        .await
        .unwrap();
    let named = NameOrArn {
        name: Some("g".to_owned()),
        arn: None,
    };
    let change = GroupChange {
        notifications: Some(true),
        ..GroupChange::default()
    };
    let check = |after: &StoredGroup| if after.insights { Ok(()) } else { Err("no") };
    let refused = store.change_xray_group(named.clone(), change, check).await;
    assert_eq!(refused.unwrap(), Err("no"));
    let found = store.xray_group(named).await.unwrap();
    assert_eq!(found, Some(group("g")));
}
