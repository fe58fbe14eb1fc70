//! `logs tail --live` of more groups than fit into one session.

use std::net::TcpListener;

use serde_json::json;

use crate::common::{Stack, User};
use crate::logs::{event, put};
use crate::logs_follow::Following;

const FORMAT: &str = "--format=template={group} {message}";

fn create(stack: &Stack, groups: &[String]) {
    for group in groups {
        stack.logs("CreateLogGroup", &json!({"logGroupName": group}));
        let stream = json!({"logGroupName": group, "logStreamName": "s"});
        stack.logs("CreateLogStream", &stream);
    }
}

fn named(prefix: &str, numbers: std::ops::Range<usize>) -> Vec<String> {
    numbers.map(|n| format!("{prefix}-{n:03}")).collect()
}

/// Puts an event into each of these groups and expects each exactly once.
fn expect_live(stack: &Stack, following: &Following, groups: &[String], message: &str) {
    for group in groups {
        put(stack, group, "s", &[event(1, message)]);
    }
    let mut shown: Vec<_> = groups.iter().map(|_| following.line()).collect();
    shown.sort();
    let expected: Vec<_> = groups.iter().map(|g| format!("{g} {message}")).collect();
    assert_eq!(shown, expected);
}

#[test]
fn twenty_five_groups_are_three_sessions_and_a_thirty_first_begins_a_fourth() {
    let user = User::new();
    let stack = user.stack();
    let mut groups = named("g", 0..25);
    create(&stack, &groups);
    put(&stack, "g-024", "s", &[event(60, "of the past")]);
    let following = Following::start(&user, &["logs", "tail", "g-*", "--live", FORMAT]);
    assert_eq!(following.line(), "g-024 of the past");
    assert_eq!(
        following.warning(),
        "3 Live Tail sessions on the local stack, of at most 10 log groups and 500 events a second each"
    );
    expect_live(&stack, &following, &groups, "live");
    // five fit into the third session, and the last needs another one
    let more = named("g", 25..31);
    create(&stack, &more);
    for group in &more {
        put(&stack, group, "s", &[event(2, "before it was met")]);
    }
    let mut said: Vec<_> = more.iter().map(|_| following.warning()).collect();
    said.sort();
    let met = |group: &String| format!("new log group `{group}`");
    assert_eq!(said, more.iter().map(met).collect::<Vec<_>>());
    let mut shown: Vec<_> = more.iter().map(|_| following.line()).collect();
    shown.sort();
    let before = |group: &String| format!("{group} before it was met");
    assert_eq!(shown, more.iter().map(before).collect::<Vec<_>>());
    assert!(following.warning().starts_with("4 Live Tail sessions on "));
    groups.extend(more);
    expect_live(&stack, &following, &groups, "live too");
    let (code, out, err) = following.interrupt();
    assert_eq!((code, out, err), (Some(0), vec![], vec![]));
}

#[test]
fn each_session_that_is_lost_comes_again_and_loses_nothing() {
    let user = User::new();
    // any free port will do
    let free = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr());
    let port = free.expect("there are free ports").port();
    let stack = user.stack_on(port);
    let groups = named("g", 0..12);
    create(&stack, &groups);
    let args = ["logs", "tail", "g-*", "--live", FORMAT];
    let following = Following::start(&user, &args);
    assert!(following.warning().starts_with("2 Live Tail sessions on "));
    expect_live(&stack, &following, &groups, "before");
    stack.kill();
    let mut lost = [following.warning(), following.warning()];
    lost.sort();
    for (number, warning) in (1..).zip(&lost) {
        let start = format!("warning: Live Tail session {number} of 2 is interrupted since ");
        assert!(warning.starts_with(&start), "{warning}");
        assert!(warning.ends_with("; trying again"), "{warning}");
    }
    let stack = user.stack_on(port);
    for group in &groups {
        put(&stack, group, "s", &[event(1, "meanwhile")]);
    }
    let mut again = [following.warning(), following.warning()];
    again.sort();
    for (number, note) in (1..).zip(&again) {
        let start = format!("Live Tail session {number} of 2 goes on after ");
        assert!(note.starts_with(&start), "{note}");
    }
    let mut shown: Vec<_> = groups.iter().map(|_| following.line()).collect();
    shown.sort();
    let meanwhile = |group: &String| format!("{group} meanwhile");
    assert_eq!(shown, groups.iter().map(meanwhile).collect::<Vec<_>>());
    expect_live(&stack, &following, &groups, "after");
    let (code, out, err) = following.interrupt();
    assert_eq!((code, out), (Some(0), vec![]), "{err:?}");
}

#[test]
fn an_account_without_another_session_says_so() {
    let user = User::new();
    let stack = user.stack();
    create(&stack, &named("g", 0..150));
    let all = Following::start(&user, &["logs", "tail", "g-*", "--live"]);
    assert!(all.warning().starts_with("15 Live Tail sessions on "));
    let refused = user.run(["logs", "tail", "g-000", "--live"]).expect_code(1);
    assert_eq!(refused.stdout, "");
    for part in [
        "error: cannot follow by Live Tail\n",
        "answered LimitExceededException: ",
        "15 sessions at once",
        "`--follow`",
    ] {
        assert!(refused.stderr.contains(part), "{refused}");
    }
    // a new group has to wait for a session while the others continue
    create(&stack, &named("g", 150..151));
    let met = "new log group `g-150`";
    assert_eq!(all.warning(), met);
    let left_out = all.warning();
    assert!(
        left_out.starts_with("warning: no Live Tail session for `g-150` yet: "),
        "{left_out}"
    );
    put(&stack, "g-149", "s", &[event(1, "goes on")]);
    assert!(all.line().ends_with("goes on"));
    let (code, out, err) = all.interrupt();
    assert_eq!((code, out, err), (Some(0), vec![], vec![]));
}
