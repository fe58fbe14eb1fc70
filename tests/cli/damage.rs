//! Damaged stores: intact data is shown, missing data is reported, and both kinds of damage can be
//! repaired.

use std::fs;
use std::path::PathBuf;

use rusqlite::Connection;
use serde_json::json;

use crate::common::{User, assert_screen};
use crate::traces::{THEN, post};

const NOW_MS: i64 = 1_795_166_045_000;

fn file(user: &User) -> PathBuf {
    user.data().join("store.sqlite")
}

/// Starts a stack with two traces, two requests of log events and two occurrences of an error, each
/// in its own block.
fn seeded(user: &User) -> crate::common::Stack {
    let stack = user.stack();
    for n in 1..=2 {
        let start = THEN - f64::from(n);
        let id = format!("{n:016x}");
        let trace = format!("1-6b000f5a-{n:024x}");
        let segment = json!({"id": id, "trace_id": trace, "name": "web",
            "start_time": start, "end_time": start + 0.04});
        post(&stack, &[segment]);
    }
    stack.logs("CreateLogGroup", &json!({"logGroupName": "g"}));
    let stream = json!({"logGroupName": "g", "logStreamName": "s"});
    stack.logs("CreateLogStream", &stream);
    for n in 1..=2 {
        let message = format!("line {n} of what was logged, long enough to be packed");
        let events = json!([{"timestamp": NOW_MS - n * 1_000, "message": message}]);
        let put = json!({"logGroupName": "g", "logStreamName": "s", "logEvents": events});
        stack.logs("PutLogEvents", &put);
        stack.rollbar(&json!({"data": {"environment": "production",
            "timestamp": NOW_MS / 1_000 - n, "uuid": format!("0000000000000000000000000000000{n}"),
            "body": {"message": {"body": "out of memory"}}}}));
    }
    stack
}

/// Flips one bit in the first block of each table.
fn damage(user: &User) {
    let connection = Connection::open(file(user)).expect("the store can be opened");
    for table in ["trace_blocks", "log_blocks", "rollbar_occurrences"] {
        let sql = format!("SELECT rowid, payload FROM {table} ORDER BY rowid LIMIT 1");
        let (key, mut bytes): (i64, Vec<u8>) = connection
            .query_row(&sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
            .expect("each table has a block");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        let sql = format!("UPDATE {table} SET payload = ?2 WHERE rowid = ?1");
        connection
            .execute(&sql, (key, bytes))
            .expect("a block can be written");
    }
}

#[test]
fn what_is_whole_is_shown_and_the_rest_is_said_to_be_missing() {
    let user = User::new();
    let stack = seeded(&user);
    damage(&user);
    let status = user.run(["local", "status", "--jq", ".status.damaged_blocks"]);
    assert_eq!(status.stdout, "0\n", "nobody asked for them yet");
    assert_screen!(
        user.run(["traces", "recent"]),
        user.run(["logs", "tail", "g", "--since", "1h"]),
        user.run(["logs", "search", "g", "--since", "1h"]),
        user.run(["rollbar", "item", "1"]),
        user.run(["local", "check"]),
    );
    let status = user.run(["local", "status", "--jq", ".status.damaged_blocks"]);
    assert_eq!(status.stdout, "3\n");
    drop(stack);
    assert_screen!(
        user.run(["local", "check"]),
        user.run(["local", "check", "-o", "json"]),
        user.run(["local", "check", "--salvage", "saved.sqlite"]),
        user.run(["local", "check", "--salvage", "saved.sqlite"]),
        user.run(["local", "check", "--repair"]),
        user.run(["local", "check"]),
    );
    assert!(user.work().join("saved.sqlite").exists());
    let _stack = user.stack();
    user.run(["logs", "tail", "g", "--since", "1h"])
        .expect_code(0);
}

#[test]
fn a_file_that_cannot_be_opened_leads_to_what_helps() {
    let user = User::new();
    let start = || user.run(["local", "run", "--free-ports"]);
    fs::create_dir_all(file(&user)).unwrap();
    let directory = start();
    fs::remove_dir(file(&user)).unwrap();
    fs::write(file(&user), vec![7; 20_000]).unwrap();
    let no_database = start();
    let checked = user.run(["local", "check"]);
    assert_screen!(directory, no_database, checked);
    fs::remove_file(file(&user)).unwrap();
    drop(seeded(&user));
    let whole = fs::read(file(&user)).unwrap();
    fs::write(file(&user), &whole[..whole.len() - 20_000]).unwrap();
    assert_screen!(start());
    user.run(["local", "check", "--repair"]);
    user.run(["local", "check"]).expect_code(0);
    let _stack = user.stack();
}

/// Losses are reported to users and to scripts.
#[test]
fn a_lost_group_is_made_anew_and_said() {
    let user = User::new();
    drop(seeded(&user));
    let connection = Connection::open(file(&user)).expect("the store can be opened");
    connection
        .execute("UPDATE log_groups SET name = CAST(x'ff' AS TEXT)", [])
        .expect("a row can be written");
    drop(connection);
    let checked = user.run(["local", "check"]);
    let repaired = user.run(["local", "check", "--repair"]);
    let _stack = user.stack();
    let events = user.run(["logs", "tail", "recovered-group-1", "--since", "1h"]);
    assert_screen!(checked, repaired, events);
}

fn log(user: &User) -> PathBuf {
    user.data().join("store.sqlite-wal")
}

/// Modifies a part of the write-ahead log.
fn damage_log(user: &User, at: usize, change: impl Fn(&mut u8)) {
    let mut bytes = fs::read(log(user)).expect("a kill leaves the log");
    bytes[at..].iter_mut().take(600).for_each(change);
    fs::write(log(user), bytes).expect("the log can be written");
}

const FRAME: usize = 24 + 8_192;

#[test]
fn a_damaged_log_is_restored_and_said() {
    let user = User::new();
    seeded(&user).kill();
    // in the headers of two frames
    let mut bytes = fs::read(log(&user)).unwrap();
    bytes[32 + 12 * FRAME + 9] ^= 1;
    bytes[32 + 30 * FRAME + 17] ^= 1;
    fs::write(log(&user), bytes).unwrap();
    let checked = user.run(["local", "check"]);
    let copy = |end: &str| fs::read(user.data().join(format!("store.sqlite{end}"))).unwrap();
    let before = ["", "-wal", "-shm"].map(copy);
    user.run(["local", "check", "-o", "json"]).expect_code(5);
    assert!(
        before == ["", "-wal", "-shm"].map(copy),
        "check changes nothing"
    );
    user.run(["local", "start", "--free-ports"]).expect_code(0);
    let items = user.run(["rollbar", "items", "--jq", ".[0].occurrences"]);
    let traces = user.run(["traces", "recent"]);
    let status = user.run(["local", "status", "--jq", ".status.notices"]);
    user.run(["local", "stop"]).expect_code(0);
    assert_screen!(checked, traces, items);
    assert!(
        status.stdout.contains("transactions were restored"),
        "{}",
        status.stdout
    );
    user.run(["local", "check"]).expect_code(0);
}

#[test]
fn a_log_of_which_a_part_is_lost_is_not_opened_before_the_rest_is_saved() {
    let user = User::new();
    seeded(&user).kill();
    damage_log(&user, 32 + 30 * FRAME + 500, |byte| *byte = 0x5a);
    let whole = fs::read(log(&user)).unwrap();
    let refused = user.run(["local", "start", "--free-ports"]);
    assert!(fs::read(log(&user)).unwrap() == whole, "nothing changes it");
    assert_screen!(refused, user.run(["local", "check"]));
    user.run(["local", "check", "--salvage", "saved.sqlite"]);
    assert!(fs::read(log(&user)).unwrap() == whole, "nothing changes it");
    user.run(["local", "check", "--repair"]);
    user.run(["local", "check"]).expect_code(0);
    let _stack = user.stack();
    assert!(user.run(["traces", "recent"]).stdout.contains("6b000f5a"));
}

#[test]
fn a_store_without_a_byte_is_said_to_have_none() {
    let user = User::new();
    drop(seeded(&user));
    fs::write(file(&user), "").unwrap();
    let checked = user.run(["local", "check"]);
    let started = user.run(["local", "start", "--free-ports"]);
    assert!(started.stderr.contains("had 0 bytes"), "{}", started.stderr);
    user.run(["local", "stop"]).expect_code(0);
    user.run(["local", "check"]).expect_code(0);
    assert_screen!(checked);
}

#[test]
fn a_store_behind_a_link_gets_no_second_stack() {
    let (user, other) = (User::new(), User::new());
    let _stack = user.stack();
    fs::create_dir_all(other.data()).unwrap();
    std::os::unix::fs::symlink(file(&user), file(&other)).unwrap();
    let refused = other.run(["local", "run", "--free-ports"]).expect_code(1);
    assert!(
        refused.stderr.contains("symbolic link"),
        "{}",
        refused.stderr
    );
    assert!(
        refused.stderr.contains("CRUDDUR_OBS_HOME"),
        "{}",
        refused.stderr
    );
}
