//! What keeps the store from being written: it is told, and over when it is over.

use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::{count, open, put, trace};
use crate::stack::store::{Availability, FILE, Outage, Store, StoreOptions};

#[tokio::test]
async fn what_locks_the_store_is_told_and_over_when_it_ends() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let soon = Duration::from_millis(20);
    let impatient = store.write(1, move |c| Ok(c.busy_timeout(soon)?));
    impatient.await.unwrap();
    let other = Connection::open(folder.path().join(FILE)).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    // those that are written together are told the same
    let (one, two) = tokio::join!(put(&store, "a"), store.append(1, |_| Ok(())));
    for refused in [one, two] {
        assert_eq!(refused.unwrap_err().outage(), Some(Outage::Locked));
    }
    assert_eq!(store.availability().writing, Some(Outage::Locked));
    other.execute_batch("ROLLBACK").unwrap();
    put(&store, "b").await.unwrap();
    assert_eq!(store.availability(), Availability::default());
    assert_eq!(count(&store).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_write_waits_for_the_end_of_a_lock_and_the_rest_are_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let other = Connection::open(folder.path().join(FILE)).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let first = tokio::spawn({
        let store = store.clone();
        async move { put(&store, "first").await }
    });
    let mut condition = store.watch();
    let locked = |now: &Availability| now.writing == Some(Outage::Locked);
    condition.wait_for(locked).await.unwrap();
    for _ in 0..200 {
        let refused = put(&store, "rest").await.unwrap_err();
        assert_eq!(refused.outage(), Some(Outage::Locked));
    }
    assert!(!first.is_finished(), "it waits");
    assert_eq!(store.queued_bytes(), 1);
    other.execute_batch("ROLLBACK").unwrap();
    first.await.unwrap().unwrap();
    assert_eq!(store.availability(), Availability::default());
    put(&store, "d").await.unwrap();
}

/// An append that a full store undoes takes the others with it, and they are told why.
#[tokio::test]
async fn what_fails_for_want_of_room_tells_the_others_of_its_transaction() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let (release, held) = std::sync::mpsc::channel::<()>();
    let (entered, inside) = oneshot::channel();
    let slow = store.write(1, move |c| {
        let pages: i64 = c.pragma_query_value(None, "page_count", |row| row.get(0))?;
        c.pragma_update(None, "max_page_count", pages)?;
        let _ = entered.send(());
        let _ = held.recv();
        Ok(())
    });
    let big = |name: &'static str| {
        move |c: &Connection| {
            let sql = "INSERT INTO meta VALUES (?1, hex(zeroblob(500000)))";
            c.execute(sql, [name])?;
            Ok(())
        }
    };
    let waiting = async {
        inside.await.unwrap();
        tokio::join!(
            store.append(1, |_| Ok(())),
            store.append(1, big("a")),
            store.write(1, big("b")),
            async {
                tokio::task::yield_now().await;
                release.send(()).unwrap();
            }
        )
    };
    let (slow, (small, one, two, ())) = tokio::join!(slow, waiting);
    slow.unwrap();
    for refused in [small, one, two] {
        assert_eq!(refused.unwrap_err().outage(), Some(Outage::SizeLimit));
    }
    assert_eq!(store.availability().writing, Some(Outage::SizeLimit));
    let limit = async |more: i64| {
        let raised = store.write(1, move |c| {
            let pages: i64 = c.pragma_query_value(None, "page_count", |row| row.get(0))?;
            Ok(c.pragma_update(None, "max_page_count", pages + more)?)
        });
        raised.await.unwrap();
    };
    limit(2).await;
    assert_eq!(
        store.availability().writing,
        Some(Outage::SizeLimit),
        "nothing was written"
    );
    put(&store, "c").await.unwrap();
    assert_eq!(
        store.availability().writing,
        Some(Outage::SizeLimit),
        "a batch finds no room yet"
    );
    store.try_write().await.unwrap_err();
    limit(1 << 20).await;
    store.try_write().await.unwrap();
    assert_eq!(store.availability(), Availability::default());
}

/// As much as failed has to find room, and not as much as is tried at least.
#[tokio::test]
async fn want_of_room_lasts_until_what_failed_would_fit() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let limit = |pages: i64| {
        store.write(1, move |c| {
            Ok(c.pragma_update(None, "max_page_count", pages)?)
        })
    };
    limit(100).await.unwrap();
    const BATCH: usize = 2 << 20;
    let batch = || {
        let sql = "INSERT INTO meta VALUES ('batch', hex(zeroblob(?1 / 2)))";
        store.append(BATCH, move |c| Ok(c.execute(sql, [BATCH as i64])?))
    };
    batch().await.unwrap_err();
    for (pages, fits) in [(200, false), (1_000, true)] {
        limit(pages).await.unwrap();
        assert_eq!(store.try_write().await.is_ok(), fits);
        assert_eq!(
            store.availability().writing.is_none(),
            fits,
            "{pages} pages"
        );
    }
    batch().await.unwrap();
}

/// On a file system of 4 MiB, for which it needs root; see `.ci/full`.
#[tokio::test]
#[ignore = "mounts a file system"]
async fn a_full_disk_is_told_apart_from_the_limit() {
    let folder = tempfile::tempdir().unwrap();
    let mount = |program: &str, args: &[&str]| {
        let path = folder.path().display().to_string();
        let done = std::process::Command::new(program)
            .args(args)
            .arg(path)
            .status();
        assert!(done.unwrap().success(), "{program}");
    };
    mount("mount", &["-t", "tmpfs", "-o", "size=4m", "tmpfs"]);
    let store = open(folder.path());
    let mut refused = None;
    for n in 0..1_000 {
        let noise = trace(n, 1_000, 60_000);
        if let Err(error) = store.append_traces(vec![noise], 1).await {
            refused = error.outage();
            break;
        }
    }
    // what a few bytes say does not count
    let _ = put(&store, "a").await;
    let _ = store
        .write(1, |c| {
            Ok(c.execute("DELETE FROM meta WHERE name = 'a'", [])?)
        })
        .await;
    let condition = store.availability();
    let again = Store::open(folder.path(), &StoreOptions::default());
    let again = again.map(|_| ()).map_err(|error| error.outage());
    store.close().await;
    drop(store);
    mount("umount", &[]);
    assert_eq!(refused, Some(Outage::DiskFull));
    assert_eq!(condition.writing, Some(Outage::DiskFull));
    assert!(
        matches!(again, Ok(()) | Err(Some(Outage::DiskFull))),
        "{again:?}"
    );
}
