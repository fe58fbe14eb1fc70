//! Data folders that are read-only, full, moved or deleted.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use super::common::{Outcome, Stack, User};

/// Starts a stack with a log group to read.
fn stack(user: &User) -> Stack {
    let stack = user.stack();
    stack.logs("CreateLogGroup", &json!({"logGroupName": "kept"}));
    stack
}

#[test]
fn what_only_reads_needs_no_right_to_write() {
    let user = User::new();
    let running = stack(&user);
    let read_only = |args: &[&str]| user.run_read_only(args);
    let Some(status) = read_only(&["local", "status"]) else {
        return;
    };
    assert!(status.expect_code(0).stdout.contains("services"));
    let reading: [(&[&str], i32); 5] = [
        (&["traces", "recent"], 0),
        (&["logs", "groups"], 0),
        (&["rollbar", "items"], 0),
        (&["env", "export"], 0),
        (&["backend", "status"], 3),
    ];
    for (args, code) in reading {
        read_only(args).expect("as before").expect_code(code);
    }
    let groups = read_only(&["logs", "groups"]).expect("as before");
    assert!(groups.stdout.contains("kept"), "{groups}");
    let check = read_only(&["local", "check"]).expect("as before");
    let check = check.expect_code(1);
    assert!(
        check.stderr.contains("the local stack is running"),
        "{check}"
    );
    let start = read_only(&["local", "start", "--free-ports"]).expect("as before");
    assert!(
        start.expect_code(0).stderr.contains("already running"),
        "it is found"
    );
    read_only(&["local", "stop"])
        .expect("as before")
        .expect_code(0);
    assert!(running.stop().success());
    let status = read_only(&["local", "status"]).expect("as before");
    assert!(status.expect_code(3).stdout.contains("not running"));
}

/// The check includes the write-ahead log, with or without the log's index.
#[test]
fn a_store_is_checked_where_nothing_can_be_written() {
    let whole = |check: Option<Outcome>| {
        let check = check?.expect_code(0);
        assert!(check.stdout.contains("the store is whole"), "{check}");
        Some(())
    };
    let user = User::new();
    let running = stack(&user);
    let log = user.data().join("store.sqlite-wal");
    let index = user.data().join("store.sqlite-shm");
    running.kill();
    assert!(log.metadata().expect("it was killed").len() > 0);
    if whole(user.run_read_only(["local", "check"])).is_none() {
        return;
    }
    fs::remove_file(&index).expect("files can be deleted");
    whole(user.run_read_only(["local", "check"]));
    // as in a backup of the database alone
    fs::remove_dir_all(user.data().join("run")).expect("folders can be deleted");
    whole(user.run_read_only(["local", "check"]));
    assert!(user.stack().stop().success());
    let left = log.metadata().map_or(0, |log| log.len());
    assert_eq!(left, 0, "it has ended in order");
    for file in [&log, &index] {
        let _ = fs::remove_file(file);
    }
    whole(user.run_read_only(["local", "check"]));

    let saved = user.work().join("saved.sqlite");
    let salvage = ["local", "check", "--salvage", "saved.sqlite"];
    user.run_read_only(salvage)
        .expect("as before")
        .expect_code(0);
    let groups: i64 = rusqlite::Connection::open(saved)
        .expect("it is a database")
        .query_row("SELECT count(*) FROM log_groups", [], |row| row.get(0))
        .expect("it has the table");
    assert_eq!(groups, 1);
}

#[test]
fn what_has_to_write_says_that_the_file_system_is_read_only() {
    let user = User::new();
    assert!(stack(&user).stop().success());
    for args in [
        &["local", "run", "--free-ports"][..],
        &["local", "reset", "--yes"],
        &["local", "check", "--repair"],
        &["backend", "run", "--port", "0"],
    ] {
        let Some(refused) = user.run_read_only(args) else {
            return;
        };
        if args.contains(&"--repair") {
            // an intact store needs no repair
            refused.expect_code(0);
            continue;
        }
        let refused = refused.expect_code(1);
        assert!(
            refused
                .stderr
                .contains("hint: the file system is read-only"),
            "{refused}"
        );
    }
}

/// Waits until `is_so`, for changes that a running stack notices by itself.
#[track_caller]
fn soon(what: &str, is_so: impl Fn() -> bool) {
    let asked = Instant::now();
    while !is_so() {
        assert!(asked.elapsed() < Duration::from_secs(30), "{what}");
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_data_folder_may_move_away_and_back() {
    let user = User::new();
    let running = stack(&user);
    let (data, away) = (user.data(), user.folder().join("away"));
    let move_to = |from: &Path, to: &Path| fs::rename(from, to).expect("folders can be moved");
    for _ in 0..2 {
        move_to(&data, &away);
        // it writes its state file again in the right place
        soon("it is not found", || user.state_file("stack").exists());
        fs::remove_dir_all(&data).expect("folders can be deleted");
        move_to(&away, &data);
        soon("its data is not found", || {
            let groups = user.run(["logs", "groups"]);
            groups.code == Some(0) && groups.stdout.contains("kept")
        });
        soon("it does not write", || {
            user.run(["logs", "create-group", "new"]).code == Some(0)
        });
    }
    let status = user.run(["local", "status"]).expect_code(0);
    assert!(!status.stdout.contains("refused"), "{status}");
    user.run(["local", "stop"]).expect_code(0);
    assert!(running.stop().success());
}

/// Without free blocks and without free inodes.
#[test]
fn a_stack_starts_on_a_full_disk_so_that_its_data_can_be_read() {
    const SCRIPT: &str = r#"
        set -e
        "$PROGRAM" local start --free-ports >&2
        "$PROGRAM" logs create-group kept
        "$PROGRAM" local stop
        rm "$DATA/stack.log"
        (while echo noise; do :; done >"$DATA/fill" 2>&1) || true
        n=0
        while (: >"$DATA/fill.$n") 2>&-; do n=$((n + 1)); done
        echo full >&2
        "$PROGRAM" local start --free-ports
        "$PROGRAM" local status
        "$PROGRAM" logs groups
        "$PROGRAM" logs create-group refused && exit 7
        "$PROGRAM" local status
        ls "$DATA/run"
        "$PROGRAM" local start --free-ports
        rm "$DATA"/fill*
        n=0
        until "$PROGRAM" logs create-group after && [ -e "$DATA/run/stack.json" ]
        do n=$((n + 1)); [ $n -lt 50 ]; sleep 0.1; "$PROGRAM" logs delete-group after --yes || true; done
        n=0
        while "$PROGRAM" local status | grep refused; do n=$((n + 1)); [ $n -lt 50 ]; sleep 0.1; done
        "$PROGRAM" local stop
        "$PROGRAM" local status || [ $? = 3 ]
    "#;
    let user = User::new();
    let Some(done) = user.run_on_small_disk("size=4m,nr_inodes=40", SCRIPT) else {
        return;
    };
    let done = done.expect_code(0);
    assert!(done.stdout.contains("kept"), "{done}");
    assert!(
        done.stdout.contains("writes are refused: the disk is full"),
        "{done}"
    );
    assert!(
        done.stdout.ends_with("the local stack is not running\n"),
        "{done}"
    );
    for said in [
        "warning: the local stack runs without a log: cannot write the log file",
        "cannot create the log group `refused`",
        "cannot complete the request: the disk is full",
        "the local stack is already running",
    ] {
        assert!(done.stderr.contains(said), "{said}:\n{done}");
    }
}
