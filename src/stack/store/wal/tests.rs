use std::fs;

use rusqlite::Connection;
use tempfile::TempDir;

use super::checksum::Checksum;
use super::*;
use crate::stack::store::check::{Repaired, check, repair};
use crate::stack::store::{HoneycombEvent, Store, StoreOptions};

const EVENTS: u32 = 12;
const PAGE: usize = 8_192;
const FRAME: usize = Frame::HEADER + PAGE;

async fn add(store: &Store, number: u32) {
    let event = HoneycombEvent {
        time_ns: u64::from(number) * 1_000_000,
        sample_rate: 1,
        data: [("n".to_owned(), number.into())].into_iter().collect(),
    };
    let events = [("d".to_owned(), vec![event])].into();
    store.append_honeycomb(events, Vec::new(), 1).await.unwrap();
}

fn copy(from: &Path) -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    for name in [FILE, LOG, SHARED] {
        fs::copy(from.join(name), copy.path().join(name)).unwrap();
    }
    copy
}

/// The files of a stack that was killed when it had stored `EVENTS` events, a transaction
/// each, of which `backfilled` are in the database file, too.
async fn killed(backfilled: u32) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), &StoreOptions::default()).unwrap();
    for number in 0..EVENTS {
        if number > 0 && number == backfilled {
            let other = Connection::open(folder.path().join(FILE)).unwrap();
            // while somebody reads from it, the log is not started anew
            other.execute_batch("BEGIN; SELECT * FROM traces").unwrap();
            let checkpoint = Connection::open(folder.path().join(FILE)).unwrap();
            let sql = "PRAGMA wal_checkpoint(PASSIVE)";
            checkpoint.query_row(sql, [], |_| Ok(())).unwrap();
            add(&store, number).await;
            continue;
        }
        add(&store, number).await;
    }
    let copy = copy(folder.path());
    store.close().await;
    copy
}

/// How many events can be read, and what is said of the store.
async fn opened(folder: &Path) -> Result<(usize, Vec<String>), StoreError> {
    let store = Store::open(folder, &StoreOptions::default())?;
    let events = store.honeycomb_events("d", 0..i64::MAX).await.unwrap();
    let notices = store.notices().borrow().clone();
    store.close().await;
    Ok((events.len(), notices))
}

fn flip(folder: &Path, at: usize, length: usize) {
    let mut log = fs::read(folder.join(LOG)).unwrap();
    match length {
        0 => log[at] ^= 16,
        _ => log[at..at + length].fill(0x5a),
    }
    fs::write(folder.join(LOG), log).unwrap();
}

/// Where frame `number` begins.
fn frame(number: usize) -> usize {
    Header::BYTES + (number - 1) * FRAME
}

#[tokio::test]
async fn one_bit_of_the_log_is_restored_or_said() {
    let folder = killed(0).await;
    let (all, said) = opened(copy(folder.path()).path()).await.unwrap();
    assert_eq!((all, said), (EVENTS as usize, Vec::new()));
    let length = fs::read(folder.path().join(LOG)).unwrap().len();
    let frames = (length - Header::BYTES) / FRAME;
    assert!(frames > 20, "{frames}");
    let header = (0..Header::BYTES).step_by(5);
    let heads = [1, frames / 2, frames].into_iter().flat_map(|number| {
        (0..Frame::HEADER)
            .step_by(5)
            .map(move |at| frame(number) + at)
    });
    let pages = (Header::BYTES + Frame::HEADER..length).step_by(FRAME * 4 + 1_011);
    let (mut restored, mut lost) = (0, 0);
    for at in header.chain(heads).chain(pages) {
        for with_index in [true, false] {
            let copy = copy(folder.path());
            flip(copy.path(), at, 0);
            if !with_index {
                fs::remove_file(copy.path().join(SHARED)).unwrap();
            }
            let report = check(copy.path()).unwrap().unwrap();
            let log = report
                .log
                .unwrap_or_else(|| panic!("byte {at} of {length}, {with_index}"));
            assert_eq!(check(copy.path()).unwrap().unwrap(), report, "byte {at}");
            if !log.is_restorable {
                let error = opened(copy.path()).await.unwrap_err();
                assert!(matches!(error, StoreError::Damaged(_)), "{error:?}");
                lost += 1;
                continue;
            }
            restored += 1;
            let damaged = fs::read(copy.path().join(LOG)).unwrap();
            let (found, said) = opened(copy.path()).await.unwrap();
            assert_eq!(found, all, "byte {at}");
            assert_eq!(said.len(), 1, "byte {at}");
            let aside = said[0].split('`').nth(1).unwrap();
            assert_eq!(fs::read(aside).unwrap(), damaged);
            assert_eq!(opened(copy.path()).await.unwrap(), (all, Vec::new()));
        }
    }
    assert!(restored > lost * 2, "{restored} and {lost}");
}

#[tokio::test]
async fn a_part_of_the_log_that_is_lost_is_said_and_the_rest_is_saved() {
    let folder = killed(0).await;
    let length = fs::read(folder.path().join(LOG)).unwrap().len();
    let frames = (length - Header::BYTES) / FRAME;
    let mut saved = Vec::new();
    for number in (2..=frames).step_by(7).chain([frames]) {
        for (at, bytes) in [(100, 512), (0, 4_096)] {
            let copy = copy(folder.path());
            flip(copy.path(), frame(number) + at, bytes);
            let error = opened(copy.path()).await.unwrap_err();
            assert!(matches!(error, StoreError::Damaged(_)), "{error:?}");
            let report = check(copy.path()).unwrap().unwrap();
            let log = report.log.unwrap();
            assert_eq!((log.at, log.is_restorable), (number as u32, false));
            assert_eq!(log.frames, frames as u32);
            let Repaired::Exchanged { aside, .. } = repair(copy.path(), "now").unwrap() else {
                panic!("a frame is lost");
            };
            let kept = |end| fs::read(format!("{}{end}", aside.display())).unwrap();
            assert_eq!(kept("-wal").len(), length);
            kept("");
            assert!(check(copy.path()).unwrap().unwrap().is_whole());
            let (found, said) = opened(copy.path()).await.unwrap();
            assert_eq!(said, [""; 0]);
            saved.push(found);
        }
    }
    // a frame holds one page, and most pages are written again by the transactions behind
    let whole = saved.iter().filter(|found| **found == EVENTS as usize);
    assert!(whole.count() * 2 > saved.len(), "{saved:?}");
}

#[tokio::test]
async fn a_log_that_was_cut_is_said() {
    let folder = killed(0).await;
    let length = fs::read(folder.path().join(LOG)).unwrap().len();
    for left in [0, 7, Header::BYTES, length / 2, length - FRAME, length - 1] {
        let copy = copy(folder.path());
        let log = fs::OpenOptions::new()
            .write(true)
            .open(copy.path().join(LOG));
        log.unwrap().set_len(left as u64).unwrap();
        let error = opened(copy.path()).await.unwrap_err();
        assert!(matches!(error, StoreError::Damaged(_)), "{error:?}");
        repair(copy.path(), "now").unwrap();
        opened(copy.path()).await.unwrap();
    }
    let copy = copy(folder.path());
    fs::remove_file(copy.path().join(LOG)).unwrap();
    opened(copy.path()).await.unwrap_err();
}

/// Of the pages that are in the database already, no log is needed.
#[tokio::test]
async fn what_the_database_has_is_not_lost_with_the_log() {
    let folder = killed(8).await;
    let shared = shared::read(&folder.path().join(SHARED)).unwrap();
    assert!(
        (1..shared.committed).contains(&shared.backfilled),
        "{shared:?}"
    );
    for number in [1, shared.backfilled as usize] {
        let copy = copy(folder.path());
        flip(copy.path(), frame(number) + 100, 4_000);
        let (found, said) = opened(copy.path()).await.unwrap();
        assert_eq!((found, said.len()), (EVENTS as usize, 1));
        assert!(check(copy.path()).unwrap().unwrap().is_whole());
    }
    flip(folder.path(), frame(shared.backfilled as usize + 1), 4_096);
    opened(folder.path()).await.unwrap_err();
}

/// What a kill leaves is no damage, and is not said.
#[tokio::test]
async fn a_transaction_that_was_under_way_is_no_damage() {
    let folder = killed(0).await;
    let number = shared::read(&folder.path().join(SHARED)).unwrap().committed;
    let end = frame(number as usize + 1);
    let whole = fs::read(folder.path().join(LOG)).unwrap();
    assert_eq!(whole.len(), end);
    // the header of one more frame that would have ended a transaction, and not its page
    let mut torn = whole[frame(number as usize)..][..Frame::HEADER].to_vec();
    torn[16..].fill(9);
    for bytes in [0, PAGE / 2, PAGE] {
        let copy = copy(folder.path());
        let mut log = [&whole[..], &torn[..]].concat();
        log.resize(log.len() + bytes, 0);
        fs::write(copy.path().join(LOG), log).unwrap();
        assert!(inspect(copy.path()).unwrap().is_none(), "{bytes}");
        assert_eq!(
            opened(copy.path()).await.unwrap(),
            (EVENTS as usize, Vec::new())
        );
    }
}

/// A transaction that was undone leaves whole frames behind those of the next one.
#[test]
fn what_was_undone_is_no_damage() {
    let folder = tempfile::tempdir().unwrap();
    let connection = Connection::open(folder.path().join(FILE)).unwrap();
    connection
        .execute_batch(
            "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA cache_size = 5;
             CREATE TABLE t (a BLOB); INSERT INTO t VALUES (1);
             BEGIN;
             WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100)
             INSERT INTO t SELECT randomblob(9000) FROM n;
             ROLLBACK;
             INSERT INTO t VALUES (2);",
        )
        .unwrap();
    let log = fs::metadata(folder.path().join(LOG)).unwrap();
    assert!(log.len() > frame(50) as u64, "nothing was undone");
    for with_index in [true, false] {
        let copy = copy(folder.path());
        if !with_index {
            fs::remove_file(copy.path().join(SHARED)).unwrap();
        }
        assert!(inspect(copy.path()).unwrap().is_none());
        flip(copy.path(), frame(2) + 100, 512);
        assert!(inspect(copy.path()).unwrap().is_some());
    }
}

/// A log that was started anew has the frames of the round before behind its own.
#[test]
fn what_an_earlier_round_left_is_no_damage() {
    let folder = tempfile::tempdir().unwrap();
    let connection = Connection::open(folder.path().join(FILE)).unwrap();
    connection
        .execute_batch(
            "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL;
             CREATE TABLE t (a BLOB);
             WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20)
             INSERT INTO t SELECT randomblob(9000) FROM n;
             INSERT INTO t VALUES (1);",
        )
        .unwrap();
    let before = fs::read(folder.path().join(SHARED)).unwrap();
    let length = fs::metadata(folder.path().join(LOG)).unwrap().len();
    let sql = "PRAGMA wal_checkpoint(PASSIVE)";
    connection.query_row(sql, [], |_| Ok(())).unwrap();
    connection
        .execute_batch("INSERT INTO t VALUES (2)")
        .unwrap();
    let log = fs::metadata(folder.path().join(LOG)).unwrap();
    assert_eq!(log.len(), length, "the log was not started anew");
    let number = shared::read(&folder.path().join(SHARED)).unwrap().committed as usize;
    assert!((1..10).contains(&number), "{number}");
    for index in [
        None,
        Some(fs::read(folder.path().join(SHARED)).unwrap()),
        Some(before),
    ] {
        let copy = copy(folder.path());
        match &index {
            Some(index) => fs::write(copy.path().join(SHARED), index).unwrap(),
            None => fs::remove_file(copy.path().join(SHARED)).unwrap(),
        }
        let found = inspect(copy.path()).unwrap();
        assert!(found.is_none(), "{found:?}");
        flip(copy.path(), frame(number) + 100, 512);
        let found = inspect(copy.path())
            .unwrap()
            .expect("a frame is lost")
            .damage;
        assert_eq!((found.at as usize, found.frames as usize), (number, number));
    }
}

#[tokio::test]
async fn an_index_that_is_not_as_it_was_written_says_nothing() {
    let folder = killed(0).await;
    let path = folder.path().join(SHARED);
    let whole = fs::read(&path).unwrap();
    assert!(shared::read(&path).is_some());
    const COPY: usize = 48;
    for byte in 0..COPY {
        for places in [&[byte][..], &[byte + COPY], &[byte, byte + COPY]] {
            let mut damaged = whole.clone();
            places.iter().for_each(|at| damaged[*at] ^= 4);
            fs::write(&path, damaged).unwrap();
            assert_eq!(shared::read(&path), None, "{places:?}");
        }
    }
    // one that SQLite had not filled yet
    let mut begun = whole;
    begun[12] = 0;
    let big_endian = cfg!(target_endian = "big");
    let (a, b) = Checksum { big_endian }.add((0, 0), &begun[..40]);
    begun[40..44].copy_from_slice(&a.to_ne_bytes());
    begun[44..48].copy_from_slice(&b.to_ne_bytes());
    begun.copy_within(..COPY, COPY);
    fs::write(&path, begun).unwrap();
    assert_eq!(shared::read(&path), None);
}

#[tokio::test]
async fn a_damaged_log_takes_the_place_of_no_other() {
    let folder = killed(0).await;
    flip(folder.path(), frame(3) + 100, 0);
    let files = [LOG, SHARED].map(|name| (name, fs::read(folder.path().join(name)).unwrap()));
    let mut kept = Vec::new();
    for _ in 0..3 {
        for (name, bytes) in &files {
            fs::write(folder.path().join(name), bytes).unwrap();
        }
        let log = fs::File::options()
            .append(true)
            .open(folder.path().join(LOG));
        log.unwrap().set_modified(std::time::UNIX_EPOCH).unwrap();
        let aside = restore(folder.path())
            .unwrap()
            .expect("a bit is turned")
            .aside;
        assert!(!kept.contains(&aside), "{aside:?}");
        kept.push(aside);
        for aside in &kept {
            assert_eq!(fs::read(aside).unwrap(), files[0].1);
        }
    }
}

#[test]
fn what_is_saved_is_as_short_as_the_last_transaction_made_it() {
    let folder = tempfile::tempdir().unwrap();
    let connection = Connection::open(folder.path().join(FILE)).unwrap();
    connection
        .execute_batch(
            "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL;
             CREATE TABLE t (a BLOB);
             WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 50)
             INSERT INTO t SELECT randomblob(9000) FROM n;",
        )
        .unwrap();
    let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
    connection.query_row(sql, [], |_| Ok(())).unwrap();
    connection
        .execute_batch("DELETE FROM t WHERE rowid > 1; VACUUM")
        .unwrap();
    let pages: u32 = connection
        .query_row("PRAGMA page_count", [], |row| row.get(0))
        .unwrap();
    let copy = copy(folder.path());
    flip(copy.path(), frame(1) + 100, 512);
    let damaged = inspect(copy.path()).unwrap().expect("a frame is lost");
    let file = fs::File::options()
        .write(true)
        .open(copy.path().join(FILE))
        .unwrap();
    assert!(file.metadata().unwrap().len() > u64::from(pages) * PAGE as u64);
    apply(&damaged, &file).unwrap();
    assert_eq!(
        file.metadata().unwrap().len(),
        u64::from(pages) * PAGE as u64
    );
}

#[tokio::test]
async fn a_log_without_its_database_is_kept_and_read() {
    let folder = killed(0).await;
    for is_there in [true, false] {
        let copy = copy(folder.path());
        if is_there {
            fs::write(copy.path().join(FILE), "").unwrap();
        } else {
            fs::remove_file(copy.path().join(FILE)).unwrap();
        }
        let error = opened(copy.path()).await.unwrap_err();
        assert!(matches!(error, StoreError::Damaged(_)), "{error:?}");
        assert!(!check(copy.path()).unwrap().unwrap().is_whole());
        let log = fs::metadata(copy.path().join(LOG)).unwrap();
        assert!(log.len() > 0, "the log is still there");
        repair(copy.path(), "now").unwrap();
        // all of it was still in the log
        let opened = opened(copy.path()).await.unwrap();
        assert_eq!(opened, (EVENTS as usize, Vec::new()));
    }
    fs::remove_file(folder.path().join(LOG)).unwrap();
    fs::remove_file(folder.path().join(SHARED)).unwrap();
    fs::write(folder.path().join(FILE), "").unwrap();
    let report = check(folder.path()).unwrap().unwrap();
    assert_eq!(report.file.as_deref(), Some(super::super::EMPTY));
    let (found, said) = opened(folder.path()).await.unwrap();
    assert_eq!((found, said.len()), (0, 1));
    assert!(check(folder.path()).unwrap().unwrap().is_whole());
}
