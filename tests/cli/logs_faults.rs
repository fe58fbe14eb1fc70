//! `logs tail` against a failing service: no event is lost or repeated, and the exit code shows
//! whether something is missing.

use std::time::{Duration, Instant};

use crate::common::{Outcome, User};
use crate::logs::NOW_MS;
use crate::logs_follow::Following;
use server::{Fault, FaultServer, LiveStep};

#[path = "../wire/faults/server.rs"]
#[expect(
    clippy::unwrap_used,
    reason = "a service that cannot run fails the test"
)]
mod server;

const AT_ONCE: Duration = Duration::ZERO;

fn user_of(server: &FaultServer) -> User {
    User::new()
        .env("AWS_ENDPOINT_URL", &server.url())
        .env("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "of-nobody")
        .env("AWS_REGION", "eu-central-1")
}

/// A service with twenty events of the last minute, in pages of five.
fn service() -> FaultServer {
    let server = FaultServer::start(5);
    for n in 0..20 {
        server.log("g", NOW_MS - 60_000 + n * 100, &format!("m{n}"), AT_ONCE);
    }
    server
}

fn tail(server: &FaultServer, args: &[&str]) -> Outcome {
    let raw = ["--target", "cloud", "logs", "tail", "--format", "raw"];
    user_of(server).run([&raw, args].concat())
}

fn follow(server: &FaultServer, args: &[&str]) -> (User, Following) {
    let raw = ["--target", "cloud", "logs", "tail", "--format", "raw"];
    let user = user_of(server);
    let following = Following::start(&user, &[&raw, args].concat());
    (user, following)
}

fn messages(range: std::ops::Range<usize>) -> Vec<String> {
    range.map(|n| format!("m{n}")).collect()
}

/// Faults that start with the second page.
fn faults() -> Vec<(&'static str, Vec<Fault>)> {
    vec![
        ("one throttle", vec![Fault::Throttle]),
        ("three throttles", vec![Fault::Throttle; 3]),
        ("five throttles", vec![Fault::Throttle; 5]),
        ("an empty page", vec![Fault::Empty]),
        ("the same token", vec![Fault::SameToken; 2]),
        ("a reset connection", vec![Fault::Reset; 2]),
        ("a truncated body", vec![Fault::Truncated; 2]),
        ("500", vec![Fault::Internal; 2]),
        ("503 of a balancer", vec![Fault::Html; 2]),
        ("a slow page", vec![Fault::Slow(1_500)]),
        ("a lost token", vec![Fault::LostToken]),
        (
            "one after the other",
            vec![
                Fault::Throttle,
                Fault::Reset,
                Fault::SameToken,
                Fault::Internal,
                Fault::Truncated,
            ],
        ),
    ]
}

#[test]
fn a_window_is_whole_whatever_breaks() {
    let tries: Vec<_> = faults()
        .into_iter()
        .map(|(what, faults)| {
            std::thread::spawn(move || {
                let server = service();
                server.script([Fault::Pass].into_iter().chain(faults));
                let outcome = tail(&server, &["g"]);
                assert!(server.is_played(), "{what}");
                assert_eq!(outcome.code, Some(0), "{what}: {outcome}");
                let shown: Vec<_> = outcome.stdout.lines().map(str::to_owned).collect();
                assert_eq!(shown, messages(0..20), "{what}");
            })
        })
        .collect();
    for tried in tries {
        tried.join().expect("the window is whole");
    }
}

#[test]
fn following_is_whole_whatever_breaks() {
    let tries: Vec<_> = faults()
        .into_iter()
        .map(|(what, faults)| {
            std::thread::spawn(move || {
                let server = service();
                let (_user, following) = follow(&server, &["g", "--follow"]);
                for message in messages(0..20) {
                    assert_eq!(following.line(), message, "{what}");
                }
                server.script(faults);
                let mut expected = messages(20..32);
                for message in &expected {
                    server.log("g", NOW_MS - 10_000, message, AT_ONCE);
                }
                // a late event, older than those already shown
                server.log("g", NOW_MS - 40_000, "late", Duration::from_millis(700));
                expected.push("late".to_owned());
                let mut shown: Vec<_> = expected.iter().map(|_| following.line()).collect();
                expected.sort();
                shown.sort();
                assert_eq!(shown, expected, "{what}");
                assert!(server.is_played(), "{what}");
                // nothing is repeated after the next sweep
                std::thread::sleep(Duration::from_secs(6));
                let (code, out, err) = following.interrupt();
                assert_eq!((code, out), (Some(0), vec![]), "{what}: {err:?}");
            })
        })
        .collect();
    for tried in tries {
        tried.join().expect("the follow is whole");
    }
}

#[test]
fn what_stays_broken_is_said_and_exits_with_5() {
    let server = service();
    server.script([Fault::Pass].into_iter().chain([Fault::Internal; 10]));
    let outcome = tail(&server, &["g"]).expect_code(5);
    assert_eq!(outcome.stdout, "m0\nm1\nm2\nm3\nm4\n");
    assert!(
        outcome
            .stderr
            .contains("error: the log group `g` could be read up to 2026-11-20T09:13:05.400Z only"),
        "{outcome}"
    );
    let server = service();
    server.log("h", NOW_MS - 30_000, "of h", AT_ONCE);
    server.break_group("g", Fault::Internal, Duration::from_secs(60));
    let outcome = tail(&server, &["g", "h"]).expect_code(5);
    assert_eq!(outcome.stdout, "of h\n");
}

#[test]
fn what_breaks_off_says_how_far_it_came_whatever_the_reason() {
    for (fault, cause) in [
        (Fault::Denied, "AccessDeniedException"),
        (Fault::Gone, "no log group `g` on "),
        (Fault::Skewed, "InvalidSignatureException"),
    ] {
        for command in ["tail", "search"] {
            let server = service();
            server.script([Fault::Pass].into_iter().chain([fault; 20]));
            let args = ["--target", "cloud", "logs", command, "g", "--format", "raw"];
            let outcome = user_of(&server).run(args).expect_code(5);
            assert_eq!(
                outcome.stdout, "m0\nm1\nm2\nm3\nm4\n",
                "{command} {fault:?}"
            );
            let said = "error: the log group `g` could be read up to 2026-11-20T09:13:05.400Z only";
            assert!(outcome.stderr.contains(said), "{command}: {outcome}");
            assert!(outcome.stderr.contains(cause), "{command}: {outcome}");
        }
    }
    // if nothing was read, there is only the cause to report
    let server = service();
    server.script([Fault::Denied]);
    let outcome = tail(&server, &["g"]).expect_code(4);
    assert!(
        outcome
            .stderr
            .contains("error: cannot read the log group `g`"),
        "{outcome}"
    );
}

#[test]
fn a_follow_that_is_refused_says_how_far_it_came_and_how_to_go_on() {
    let server = service();
    let (_user, following) = follow(&server, &["g", "--follow"]);
    for message in messages(0..20) {
        assert_eq!(following.line(), message);
    }
    std::thread::sleep(Duration::from_secs(1));
    server.script([Fault::Denied; 20]);
    let (code, out, err) = following.end();
    assert_eq!((code, out), (Some(4), vec![]));
    assert_eq!(
        err[0],
        "error: the log group `g` could be read up to 2026-11-20T09:14:05.000Z only"
    );
    let go_on = "hint: run `cruddur-obs --target cloud logs tail g --since 2026-11-20T09:14:05Z` to show what was missed";
    assert!(err.iter().any(|line| line == go_on), "{err:?}");
}

#[test]
fn a_wrong_clock_is_named_with_how_wrong_it_is() {
    let server = service();
    server.script([Fault::Skewed]);
    let outcome = tail(&server, &["g"]).expect_code(4);
    let hint = "hint: set this machine's clock: it is 14 min 14 s behind the service's";
    assert!(outcome.stderr.contains(hint), "{outcome}");
    assert!(!outcome.stderr.contains("aws configure"), "{outcome}");
}

/// A user with credentials from a program, which reads them from a file.
fn user_of_program(server: &FaultServer) -> User {
    let user = User::new();
    let config = user.folder().join("aws-config");
    let user = user
        .env("AWS_ENDPOINT_URL", &server.url())
        .env("AWS_CONFIG_FILE", &config.to_string_lossy())
        .env("AWS_REGION", "eu-central-1");
    let program = format!(
        "[default]\ncredential_process = /bin/cat {}\n",
        user.folder().join("key.json").display()
    );
    std::fs::write(config, program).expect("files can be written");
    user
}

fn give_key(user: &User, key: &str) {
    let json = format!(
        r#"{{"Version": 1, "AccessKeyId": "{key}", "SecretAccessKey": "of-nobody", "SessionToken": "t"}}"#
    );
    std::fs::write(user.folder().join("key.json"), json).expect("files can be written");
}

#[test]
fn expired_credentials_are_asked_for_anew_and_the_follow_goes_on() {
    let server = service();
    let user = user_of_program(&server);
    give_key(&user, "AKIAFIRST");
    server.accept_only("AKIAFIRST");
    let args = ["--target", "cloud", "logs", "tail", "g", "--format", "raw"];
    let following = Following::start(&user, &[&args[..], &["--follow"]].concat());
    for message in messages(0..20) {
        assert_eq!(following.line(), message);
    }
    give_key(&user, "AKIASECOND");
    server.accept_only("AKIASECOND");
    server.log("g", NOW_MS - 1_000, "goes on", AT_ONCE);
    assert_eq!(following.line(), "goes on");
    // there are no new credentials now
    server.accept_only("AKIATHIRD");
    let (code, out, err) = following.end();
    assert_eq!((code, out), (Some(4), vec![]), "{err:?}");
    assert!(
        err.iter()
            .any(|line| line.contains("ExpiredTokenException")),
        "{err:?}"
    );
    let go_on = "hint: run `cruddur-obs --target cloud logs tail g --since 2026-11-20T09:14:05Z` to show what was missed";
    assert!(err.iter().any(|line| line == go_on), "{err:?}");
    // a tail renews its credentials too
    give_key(&user, "AKIAFOURTH");
    server.accept_only("AKIAFOURTH");
    user.run(args).expect_code(0);
}

#[test]
fn a_silence_is_said_with_its_end() {
    let server = service();
    let (_user, following) = follow(&server, &["g", "--follow"]);
    for message in messages(0..20) {
        assert_eq!(following.line(), message);
    }
    server.script([Fault::Slow(8_000)]);
    let place = format!("{} (eu-central-1)", server.url());
    assert_eq!(
        following.warning(),
        format!("warning: {place} has not answered for 5 s (about `g`): still waiting")
    );
    let over = following.warning();
    assert!(
        over.starts_with(&format!("{place} answers again after ")),
        "{over}"
    );
    let (code, out, err) = following.interrupt();
    assert_eq!((code, out, err), (Some(0), vec![], vec![]));
}

#[test]
fn a_group_that_fails_while_following_does_not_stop_the_others() {
    let server = service();
    server.log("h", NOW_MS - 30_000, "of h", AT_ONCE);
    let (_user, following) = follow(&server, &["g", "h", "-f"]);
    for _ in 0..21 {
        following.line();
    }
    // the first look after that is over
    std::thread::sleep(Duration::from_secs(1));
    server.break_group("g", Fault::Throttle, Duration::from_secs(5));
    server.log("g", NOW_MS - 20_000, "of g, later", AT_ONCE);
    for n in 0..5 {
        let message = format!("h goes on {n}");
        server.log("h", NOW_MS - 10_000, &message, AT_ONCE);
        assert_eq!(following.line(), message);
    }
    let warning = following.warning();
    assert!(
        warning.starts_with(
            "warning: the service asks to slow down: `g` cannot be read since 2026-11-20T09:14:05Z"
        ),
        "{warning}"
    );
    assert_eq!(following.line(), "of g, later");
    let over = following.warning();
    assert!(over.starts_with("`g` can be read again after "), "{over}");
    server.break_group("g", Fault::Reset, Duration::from_secs(60));
    assert!(following.warning().contains("; trying again"));
    let (code, out, err) = following.interrupt();
    assert_eq!((code, out), (Some(5), vec![]));
    assert_eq!(
        err[0],
        "error: nothing of `g` could be read since 2026-11-20T09:14:05Z"
    );
}

#[test]
fn an_event_is_shown_soon_after_it_was_put() {
    let server = FaultServer::start(1_000);
    server.log("g", NOW_MS - 1_000, "first", AT_ONCE);
    let (_user, following) = follow(&server, &["g", "-f"]);
    following.line();
    let mut delays: Vec<Duration> = (0..21_u64)
        .map(|n| {
            // at varying times between two polls
            std::thread::sleep(Duration::from_millis(137 * (n % 5) + 31 * n % 200));
            let put = Instant::now();
            server.log(
                "g",
                NOW_MS - 900 + i64::try_from(n).unwrap(),
                "next",
                AT_ONCE,
            );
            following.line();
            put.elapsed()
        })
        .collect();
    delays.sort();
    let calls = server.calls();
    for (n, at) in calls.iter().enumerate() {
        let second = calls[n..]
            .iter()
            .take_while(|later| **later < *at + Duration::from_millis(900));
        assert!(second.count() <= 6, "more than five calls a second");
    }
    let (code, _, _) = following.interrupt();
    assert_eq!(code, Some(0));
    // the median on an idle machine is 0.11 s; an event missed by the head poll waits for the next
    // sweep, five seconds later
    assert!(delays[10] <= Duration::from_secs(2), "{delays:?}");
}

#[test]
fn live_tail_is_shown_at_once_and_its_gaps_are_filled() {
    let server = FaultServer::start(100);
    let (_user, following) = follow(&server, &["g", "--live"]);
    assert!(
        following
            .warning()
            .starts_with("Live Tail session 5e551011-")
    );
    // by then, the past has been read
    let ids: Vec<_> = (0..9)
        .map(|n| server.log("g", NOW_MS - 5_000 + n * 100, &format!("e{n}"), AT_ONCE))
        .collect();
    let update = |ids: &[usize]| LiveStep::Update {
        ids: ids.to_vec(),
        sampled: false,
    };
    server.live([update(&ids[..3])]);
    for n in 0..3 {
        assert_eq!(following.line(), format!("e{n}"));
    }
    let shown = Instant::now();
    let late = shown - server.frames()[0];
    assert!(
        // without waiting for another frame, which never comes
        late <= Duration::from_secs(2),
        "{late:?} after its frame"
    );
    // 3 and 4 occur between the sessions; 5 is in both reads
    server.live([LiveStep::TimedOut, LiveStep::Wait(200), update(&ids[5..6])]);
    assert_eq!(
        following.warning(),
        "the Live Tail session ended after its three hours: a new one begins"
    );
    assert!(
        following
            .warning()
            .starts_with("Live Tail goes on after 0 s")
    );
    assert!(following.warning().starts_with("Live Tail session"));
    let mut shown: Vec<_> = (3..9).map(|_| following.line()).collect();
    shown.sort();
    assert_eq!(shown, ["e3", "e4", "e5", "e6", "e7", "e8"]);
    server.live([LiveStep::Reset]);
    let warning = following.warning();
    assert!(
        warning.starts_with("warning: Live Tail is interrupted since 2026-11-20T09:14:05Z"),
        "{warning}"
    );
    assert!(
        following
            .warning()
            .starts_with("Live Tail goes on after 0 s")
    );
    let last = server.log("g", NOW_MS - 100, "last", AT_ONCE);
    server.live([update(&[last])]);
    assert_eq!(following.line(), "last");
    std::thread::sleep(Duration::from_secs(6));
    let (code, out, err) = following.interrupt();
    assert_eq!((code, out), (Some(0), vec![]), "{err:?}");
}

#[test]
fn a_sample_is_called_one() {
    let server = FaultServer::start(100);
    let (_user, following) = follow(&server, &["g", "--live"]);
    following.warning();
    let id = server.log("g", NOW_MS - 5_000, "one of many", AT_ONCE);
    server.live([LiveStep::Update {
        ids: vec![id],
        sampled: true,
    }]);
    assert_eq!(following.line(), "one of many");
    assert_eq!(
        following.warning(),
        "warning: more than 500 events in a second: this is a sample; use `--follow` to show all"
    );
    let (code, _, err) = following.interrupt();
    assert_eq!(code, Some(5));
    assert_eq!(
        err[0],
        "error: Live Tail gave a sample of what was logged for 1 s"
    );
}

#[test]
fn a_class_that_is_not_known_is_tried() {
    let server = FaultServer::start(5);
    server.log("cold", NOW_MS - 5_000, "still readable", AT_ONCE);
    for group in ["cold", "c*"] {
        let read = tail(&server, &[group]).expect_code(0);
        assert_eq!((&*read.stdout, &*read.stderr), ("still readable\n", ""));
        let args = [
            "--target", "cloud", "logs", "search", "--format", "raw", group,
        ];
        let read = user_of(&server).run(args).expect_code(0);
        assert_eq!((&*read.stdout, &*read.stderr), ("still readable\n", ""));
    }
}
