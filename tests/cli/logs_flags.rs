//! Flags of `logs` in combinations without a snapshot: each must have an effect.

use serde_json::{Value, json};

use crate::common::{Outcome, User};
use crate::logs::{event, put, seeded};
use crate::logs_follow::Following;
use crate::logs_tail::services;

fn logs(user: &User, args: &[&str]) -> Outcome {
    user.run([&["logs"], args].concat())
}

/// Returns the output lines of a successful command.
#[track_caller]
fn lines(user: &User, args: &[&str]) -> Vec<String> {
    let outcome = logs(user, args).expect_code(0);
    outcome.stdout.lines().map(str::to_owned).collect()
}

/// Returns the first word of each message.
#[track_caller]
fn words(user: &User, args: &[&str]) -> Vec<String> {
    let raw = [args, &["--format", "raw"]].concat();
    let first = |line: &String| line.split(' ').next().unwrap_or_default().to_owned();
    let lines = lines(user, &raw);
    // lines of a stack trace start with a tab
    let of_messages = lines.iter().filter(|line| !line.starts_with('\t'));
    of_messages.map(first).collect()
}

#[test]
fn times_are_of_the_zone_that_is_asked_for() {
    // a zone with a fractional offset from UTC
    let user = User::new().env("TZ", "IST-5:30");
    let _stack = seeded(&user);
    let info = |args: &[&str]| {
        let all = ["tail", "cruddur", "--filter", "INFO"];
        let lines = lines(&user, &[&all, args].concat());
        assert_eq!(lines.len(), 1, "{lines:?}");
        lines[0].clone()
    };
    for (args, time) in [
        (&[][..], "2026-11-20T14:42:05.000+05:30\t"),
        (&["--time", "local"], "2026-11-20T14:42:05.000+05:30\t"),
        (&["--time", "utc"], "2026-11-20T09:12:05.000Z\t"),
        (&["--time", "relative"], "2m ago\t"),
        (&["--format", "short"], "14:42:05.000  "),
        (&["--format", "short", "--time", "utc"], "09:12:05.000  "),
        (&["--format", "short", "--time", "relative"], "  2m ago  "),
        (
            &["--format", "template={time}|", "--time", "relative"],
            "2m ago|",
        ),
        (
            &["--format", "template={time}|", "--time", "utc"],
            "2026-11-20T09:12:05.000Z|",
        ),
    ] {
        assert!(info(args).starts_with(time), "{args:?}: {}", info(args));
    }
    let at = info(&["--jq", ".at", "--time", "local"]);
    assert_eq!(at, "2026-11-20T09:12:05Z", "documents are not for people");
    // lists too; the style in a settings file only applies to terminals
    let listed = |args: &[&str]| {
        let streams = lines(&user, &[&["streams", "cruddur"], args].concat());
        let row = streams.get(1).expect("a row below the headings");
        row.split('\t').nth(2).unwrap_or_default().to_owned()
    };
    let local = listed(&[]);
    assert!(local.ends_with("+05:30"), "{local}");
    assert!(listed(&["--time", "relative"]).ends_with(" ago"));
    assert!(listed(&["--time", "utc"]).ends_with('Z'));
    user.file("cruddur-obs.toml", "time = \"relative\"\n");
    assert_eq!(listed(&[]), local);
    assert!(info(&[]).starts_with("2026-11-20T14:42:05.000+05:30\t"));
    // times on the command line are in that zone too
    for (since, words_of) in [
        ("2026-11-20T14:42", &["INFO", "DEBUG", "ERROR", "WARN"][..]),
        ("2026-11-20T14:43", &["ERROR", "WARN"]),
        ("2026-11-20T09:13:00Z", &["ERROR", "WARN"]),
    ] {
        assert_eq!(
            words(&user, &["tail", "cruddur", "--since", since]),
            words_of
        );
    }
}

#[test]
fn each_way_to_write_a_time_means_it() {
    let user = User::new();
    let _stack = seeded(&user);
    let of = |args: &[&str]| words(&user, &[&["tail", "cruddur"], args].concat()).join(" ");
    for (since, expected) in [
        ("1m", "ERROR WARN"),
        ("90s", "DEBUG ERROR WARN"),
        ("2h1m", "INFO INFO DEBUG ERROR WARN"),
        ("1d", "INFO INFO DEBUG ERROR WARN"),
        ("2026-11-20", "INFO INFO DEBUG ERROR WARN"),
        ("2026-11-20T09:13", "ERROR WARN"),
        ("2026-11-20T09:13:06+00:00", "WARN"),
        ("1795165985", "ERROR WARN"),
        ("1795165986", "WARN"),
    ] {
        assert_eq!(of(&["--since", since]), expected, "--since {since}");
    }
    for (until, expected) in [
        ("1m", "INFO DEBUG"),
        // the end is exclusive
        ("2026-11-20T09:12:35Z", "INFO"),
        ("2026-11-20T09:12:36Z", "INFO DEBUG"),
        ("1795165985", "INFO DEBUG"),
    ] {
        assert_eq!(of(&["--until", until]), expected, "--until {until}");
    }
    assert_eq!(of(&["--last", "2"]), "ERROR WARN");
    assert_eq!(of(&["--last", "9"]), "INFO INFO DEBUG ERROR WARN");
    assert_eq!(of(&["--last", "2", "--until", "1m"]), "INFO DEBUG");
    assert_eq!(of(&["--last", "9", "--since", "1m"]), "ERROR WARN");
}

#[test]
fn a_search_takes_what_a_tail_takes() {
    let user = User::new();
    let _stack = services(&user);
    let search = |args: &[&str]| lines(&user, &[&["search", "/ecs/*"], args].concat());
    assert_eq!(
        search(&["--format", "raw", "--exclude", "level", "--exclude", "1$"]),
        ["plain text", "WARN query 2"]
    );
    assert_eq!(
        search(&["--format", "raw", "--include", "query", "--newest-first"]),
        ["WARN query 2", "INFO query 1"]
    );
    assert_eq!(
        search(&[
            "--format",
            "template={group} {stream} {level}",
            "--stream",
            "db"
        ]),
        ["/ecs/db db INFO", "/ecs/db db WARN"]
    );
    assert_eq!(
        search(&[
            "--fields",
            "http.status,level",
            "--format",
            "short",
            "--stream",
            "web-1"
        ]),
        [
            "09:13:15.000  http.status=200 level=info",
            "09:13:35.000  http.status=500 level=error"
        ]
    );
    let painted = search(&["-H", "que", "--color", "always", "--stream", "db"]);
    for (line, word) in painted.iter().zip(["INFO", "WARN"]) {
        let marked = line.contains("\u{1b}[7m") && line.contains("que\u{1b}[0m");
        assert!(marked && line.contains(word), "{line}");
    }
    assert_eq!(
        search(&["--jq", "select(.json) | .json.http.status", "--limit", "3"]),
        ["200"],
        "of the first three two are no JSON"
    );
    let page = logs(
        &user,
        &["search", "/ecs/db", "-o", "json", "--until", "40s"],
    );
    let page: Value = page.expect_code(0).json();
    assert_eq!(page.as_array().map(Vec::len), Some(1));
    assert_eq!(page[0]["message"], "INFO query 1");
    let json = search(&["--format", "json", "--filter", "{ $.http.status = 404 }"]);
    let json: Value = serde_json::from_str(&json[0]).expect("a document");
    assert_eq!(json["json"]["http"]["path"], "/d");
}

#[test]
fn a_follow_shows_what_comes_as_it_shows_what_was() {
    let user = User::new();
    let stack = services(&user);
    let follow = |args: &[&str]| {
        Following::start(&user, &[&["logs", "tail", "/ecs/web", "-f"], args].concat())
    };
    let fields = follow(&[
        "--include",
        "http",
        "--exclude",
        "404",
        "--fields",
        "http.status",
        "--format",
        "raw",
    ]);
    let queried = follow(&["--jq", ".json.http.path // .message", "--last", "1"]);
    let painted = follow(&[
        "-H", "^.lain", "--color", "always", "--stream", "web-2", "-q",
    ]);
    let filtered = follow(&["--filter", "{ $.http.status >= 400 }", "--format", "short"]);
    assert_eq!(
        [fields.line(), fields.line()],
        ["http.status=200", "http.status=500"]
    );
    assert_eq!(queried.line(), "/d");
    let inverted = "\u{1b}[7mplain\u{1b}[0m";
    assert!(painted.line().contains(inverted));
    assert!(painted.line().contains("404"));
    for status in ["500", "404"] {
        let line = filtered.line();
        assert!(
            line.starts_with("09:13:") && line.contains(status),
            "{line}"
        );
    }
    for (stream, message) in [
        (
            "web-1",
            json!({"http": {"status": 404, "path": "/e"}}).to_string(),
        ),
        (
            "web-1",
            json!({"http": {"status": 503, "path": "/f"}}).to_string(),
        ),
        ("web-2", "plain new".to_owned()),
    ] {
        put(&stack, "/ecs/web", stream, &[event(1, &message)]);
    }
    assert_eq!(fields.line(), "http.status=503");
    let mut paths = [queried.line(), queried.line(), queried.line()];
    paths.sort();
    assert_eq!(paths, ["/e", "/f", "plain new"]);
    assert!(painted.line().ends_with(&format!("{inverted} new")));
    let mut codes = [filtered.line(), filtered.line()].map(|line| line.contains("503"));
    codes.sort_unstable();
    assert_eq!(codes, [false, true]);
    for follow in [fields, queried, painted, filtered] {
        let (code, out, err) = follow.interrupt();
        assert_eq!((code, out, err), (Some(0), vec![], vec![]));
    }
}

#[test]
fn live_tail_takes_the_flags_of_a_tail() {
    let user = User::new();
    let stack = services(&user);
    let args = [
        "logs",
        "tail",
        "/ecs/*",
        "--live",
        "--last",
        "2",
        "--format",
        "template={group} {message}",
        "--exclude",
        "noise",
        "--stream",
        "db",
    ];
    let following = Following::start(&user, &args);
    assert_eq!(following.line(), "/ecs/db INFO query 1");
    assert_eq!(following.line(), "/ecs/db WARN query 2");
    assert!(following.warning().starts_with("Live Tail session "));
    put(
        &stack,
        "/ecs/web",
        "web-1",
        &[event(1, "of another stream")],
    );
    put(
        &stack,
        "/ecs/db",
        "db",
        &[event(1, "noise"), event(1, "query 3")],
    );
    assert_eq!(following.line(), "/ecs/db query 3");
    let (code, out, err) = following.interrupt();
    assert_eq!((code, out, err), (Some(0), vec![], vec![]));
}

#[test]
fn lists_are_as_long_as_asked_and_say_that_there_is_more() {
    let user = User::new();
    let _stack = services(&user);
    let names = |args: &[&str]| lines(&user, &[args, &["--jq", ".[].name"]].concat());
    assert_eq!(
        names(&["groups"]),
        ["/ecs/db", "/ecs/payments", "/ecs/web", "cruddur"]
    );
    assert_eq!(
        names(&["groups", "--limit", "2"]),
        ["/ecs/db", "/ecs/payments"]
    );
    assert_eq!(names(&["groups", "/ecs/", "--limit", "1"]), ["/ecs/db"]);
    assert_eq!(names(&["groups", "/ecs/w"]), ["/ecs/web"]);
    assert_eq!(names(&["streams", "/ecs/web", "--limit", "1"]), ["web-2"]);
    let short = logs(&user, &["groups", "--limit", "3"]).expect_code(0);
    assert!(short.stderr.contains("--limit 4"), "{short}");
    let whole = logs(&user, &["groups", "--limit", "4"]).expect_code(0);
    assert!(!whole.stderr.contains("--limit"), "{whole}");
}

#[test]
fn talk_is_as_loud_as_asked() {
    let user = User::new();
    let stack = services(&user);
    let rare = json!({"logGroupName": "/ecs/rare", "logGroupClass": "INFREQUENT_ACCESS"});
    stack.logs("CreateLogGroup", &rare);
    let left_out =
        "`/ecs/rare` is left out: the events of class INFREQUENT_ACCESS can only be queried";
    let stderr = |args: &[&str]| logs(&user, args).expect_code(0).stderr;
    let glob = ["tail", "/ecs/*", "--filter", "query"];
    assert_eq!(stderr(&glob), format!("{left_out}\n"));
    assert_eq!(stderr(&[&glob[..], &["-q"]].concat()), "");
    let delivered = json!({"logGroupName": "/lambda/mail", "logGroupClass": "DELIVERY"});
    stack.logs("CreateLogGroup", &delivered);
    assert_eq!(
        stderr(&["tail", "/lambda/*", "/ecs/db"]),
        "`/lambda/mail` is left out: the events of class DELIVERY can only be read in Amazon S3 or Data Firehose, where they are delivered\n"
    );
    // a follow checks repeatedly but warns only once
    let following = Following::start(&user, &[&["logs"], &glob[..], &["-f"]].concat());
    assert_eq!(following.warning(), left_out);
    std::thread::sleep(std::time::Duration::from_secs(12));
    let (code, _, err) = following.interrupt();
    assert_eq!((code, err), (Some(0), vec![]));
    let empty = ["tail", "/ecs/payments"];
    assert!(stderr(&empty).starts_with("no events in `/ecs/payments` since "));
    assert_eq!(stderr(&[&empty[..], &["-q"]].concat()), "");
    let put = ["logs", "put", "/ecs/db", "--stream", "put"];
    let said = user.run_with_input(put, "a\n").expect_code(0).stderr;
    assert!(said.starts_with("put 1 event (1 B) into"), "{said}");
    let said = user.run_with_input([&put[..], &["-q"]].concat(), "a\n");
    assert_eq!(said.expect_code(0).stderr, "");
}

#[test]
fn a_stream_is_one_of_any_of_several_groups_and_of_the_only_one() {
    let user = User::new();
    let stack = services(&user);
    for groups in [&["/ecs/*"][..], &["/ecs/web", "/ecs/db"]] {
        for verb in ["tail", "search"] {
            let found = words(&user, &[&[verb], groups, &["--stream", "db"]].concat());
            assert_eq!(found, ["INFO", "WARN"], "{verb} {groups:?}");
        }
    }
    let two = ["tail", "/ecs/web", "--stream", "web-1", "--stream", "nope"];
    let refused = logs(&user, &two).expect_code(3);
    let error = "error: the log group `/ecs/web` has no log stream `nope`\n";
    assert!(refused.stderr.starts_with(error), "{refused}");
    // a stream that does not exist yet may appear later
    let following = Following::start(
        &user,
        &[
            "logs", "tail", "/ecs/*", "-f", "--stream", "db", "--format", "raw",
        ],
    );
    assert_eq!(following.line(), "INFO query 1");
    assert_eq!(following.line(), "WARN query 2");
    let stream = json!({"logGroupName": "/ecs/web", "logStreamName": "db"});
    stack.logs("CreateLogStream", &stream);
    put(&stack, "/ecs/web", "db", &[event(1, "of the other")]);
    put(&stack, "/ecs/web", "web-1", &[event(1, "of none of them")]);
    assert_eq!(following.line(), "of the other");
    let (code, out, err) = following.interrupt();
    assert_eq!((code, out), (Some(0), vec![]));
    let told = |line: &String| line.starts_with("warning:") || line.starts_with("error:");
    assert!(!err.iter().any(told), "{err:?}");
}
