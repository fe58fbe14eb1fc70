//! `logs tail --follow` on the command line.

use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::common::User;
use crate::logs::{event, put, seeded};

/// A command that runs until it is interrupted.
pub(crate) struct Following {
    child: Child,
    lines: Receiver<String>,
    pub(crate) warnings: Receiver<String>,
}

/// Generous, for a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

impl Following {
    pub(crate) fn start(user: &User, args: &[&str]) -> Self {
        let mut command = user.command(args);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary can be run");
        let stdout = child.stdout.take().expect("stdout is piped");
        let stderr = child.stderr.take().expect("stderr is piped");
        Self {
            lines: lines_of(stdout),
            warnings: lines_of(stderr),
            child,
        }
    }

    pub(crate) fn line(&self) -> String {
        self.lines.recv_timeout(PATIENCE).expect("a line comes")
    }

    pub(crate) fn warning(&self) -> String {
        self.warnings
            .recv_timeout(PATIENCE)
            .expect("something is said")
    }

    /// Sends Ctrl-C. Returns the exit code and the remaining output.
    pub(crate) fn interrupt(self) -> (Option<i32>, Vec<String>, Vec<String>) {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        kill_process(pid.expect("children have pids"), Signal::INT).expect("it runs");
        self.end()
    }

    /// Waits until it ends. Returns the exit code and the remaining output.
    pub(crate) fn end(mut self) -> (Option<i32>, Vec<String>, Vec<String>) {
        let status = self
            .child
            .wait()
            .expect("one's own child can be waited for");
        let (out, err) = (self.lines.iter().collect(), self.warnings.iter().collect());
        (status.code(), out, err)
    }
}

fn lines_of(from: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}

#[test]
fn what_is_being_logged_is_followed_until_ctrl_c() {
    let user = User::new();
    let stack = seeded(&user);
    let args = ["logs", "tail", "cruddur", "--follow", "--filter", "INFO"];
    let following = Following::start(&user, &args);
    assert!(
        following
            .line()
            .ends_with("INFO GET /api/activities/home 200")
    );
    put(&stack, "cruddur", "backend", &[event(1, "INFO new")]);
    assert!(following.line().ends_with("backend\tINFO new"));
    // older than the last line: a late event is not lost
    put(&stack, "cruddur", "backend", &[event(30, "INFO late")]);
    assert!(following.line().ends_with("backend\tINFO late"));
    // identical except for its id
    put(&stack, "cruddur", "backend", &[event(1, "INFO new")]);
    assert!(following.line().ends_with("backend\tINFO new"));
    let (code, out, err) = following.interrupt();
    assert_eq!((code, out, err), (Some(0), vec![], vec![]));
}

#[test]
fn a_follow_as_json_is_a_whole_array() {
    let user = User::new();
    let _stack = seeded(&user);
    let args = [
        "logs", "tail", "cruddur", "-f", "--filter", "DEBUG", "-o", "json",
    ];
    let following = Following::start(&user, &args);
    assert_eq!(following.line(), "[");
    // an event's line is completed by the next event or the end of the array
    thread::sleep(Duration::from_millis(500));
    let (code, out, err) = following.interrupt();
    let events: Vec<Value> = serde_json::from_str(&format!("[{}", out.concat())).expect("an array");
    assert_eq!((code, err), (Some(0), vec![]));
    assert_eq!(events.len(), 1);
    assert_eq!(events[0]["message"], "DEBUG job 7 done");
}

#[test]
fn an_interruption_is_told_and_what_was_missed_is_not_passed_over() {
    let user = User::new();
    let stack = seeded(&user);
    let following = Following::start(&user, &["logs", "tail", "cruddur", "--follow"]);
    for _ in 0..4 {
        following.line();
    }
    // by then, the first poll is over
    thread::sleep(Duration::from_secs(2));
    stack.kill();
    let warning = following.warnings.recv_timeout(PATIENCE);
    let warning = warning.expect("the interruption is told");
    assert!(
        warning.starts_with("warning: cannot read the log group `cruddur`"),
        "{warning}"
    );
    assert!(warning.ends_with("; trying again"), "{warning}");
    let (code, out, err) = following.interrupt();
    assert_eq!((code, out), (Some(5), vec![]));
    assert_eq!(
        err,
        [
            "error: nothing could be read since 2026-11-20T09:14:05Z",
            "",
            "hint: run `cruddur-obs logs tail cruddur --since 2026-11-20T09:14:05Z` to show what was missed"
        ]
    );
}

#[test]
fn a_stack_that_comes_back_on_another_port_is_found() {
    let user = User::new();
    let stack = seeded(&user);
    let args = ["logs", "tail", "cruddur", "--follow", "--filter", "INFO"];
    let following = Following::start(&user, &args);
    following.line();
    let before = stack.addrs.services;
    assert!(stack.stop().success());
    // another program uses the port when the stack restarts
    let taken = std::net::TcpListener::bind(before);
    let stack = user.stack();
    assert_ne!(stack.addrs.services, before);
    drop(taken);
    put(
        &stack,
        "cruddur",
        "backend",
        &[event(0, "INFO at a new port")],
    );
    assert!(following.line().ends_with("INFO at a new port"));
    let (code, out, err) = following.interrupt();
    assert_eq!((code, out), (Some(0), vec![]), "{err:?}");
}

/// Prints the time from putting an event to its output.
#[test]
#[expect(clippy::print_stdout, reason = "the figure is for whoever measures")]
fn sixty_groups_of_the_stack_are_followed_without_a_budget_of_calls() {
    let user = User::new();
    let stack = user.stack();
    let groups: Vec<String> = (0..60).map(|n| format!("many/{n:02}")).collect();
    for group in &groups {
        stack.logs("CreateLogGroup", &json!({"logGroupName": group}));
        let stream = json!({"logGroupName": group, "logStreamName": "s"});
        stack.logs("CreateLogStream", &stream);
    }
    let format = "--format=template={message}";
    let following = Following::start(&user, &["logs", "tail", "many/*", "-f", format]);
    put(&stack, "many/00", "s", &[event(1, "begun")]);
    assert_eq!(following.line(), "begun");
    thread::sleep(Duration::from_secs(3));
    let mut delays: Vec<Duration> = (0..40)
        .map(|n| {
            thread::sleep(Duration::from_millis(n * 37 % 250));
            let group = &groups[usize::try_from(n * 23 % 60).unwrap_or_default()];
            let began = Instant::now();
            put(&stack, group, "s", &[event(1, &format!("event {n}"))]);
            assert_eq!(following.line(), format!("event {n}"));
            began.elapsed()
        })
        .collect();
    delays.sort();
    let (median, longest) = (delays[20], delays[39]);
    println!("put to shown with 60 groups: median {median:?}, longest {longest:?}");
    let (code, out, err) = following.interrupt();
    assert_eq!((code, out, err), (Some(0), vec![], vec![]));
    // 0.6 s on a busy machine; with a budget of calls it was 8.4 s
    assert!(median <= Duration::from_secs(4), "{delays:?}");
}

#[test]
fn groups_that_appear_vanish_and_come_again_are_followed() {
    let user = User::new();
    let stack = seeded(&user);
    let create = |group: &str| {
        stack.logs("CreateLogGroup", &json!({"logGroupName": group}));
        let stream = json!({"logGroupName": group, "logStreamName": "s"});
        stack.logs("CreateLogStream", &stream);
    };
    let following = Following::start(
        &user,
        &["logs", "tail", "new/*", "cruddur", "-f", "--filter", "INFO"],
    );
    assert!(
        following
            .line()
            .ends_with("INFO GET /api/activities/home 200")
    );
    assert_eq!(following.warning(), "no log group matches `new/*`");
    create("new/a");
    put(&stack, "new/a", "s", &[event(2, "INFO first")]);
    assert!(following.line().ends_with("\tnew/a\ts\tINFO first"));
    stack.logs("DeleteLogGroup", &json!({"logGroupName": "new/a"}));
    assert_eq!(following.warning(), "new log group `new/a`");
    assert_eq!(
        following.warning(),
        "warning: no log group `new/a`: waiting for it"
    );
    put(
        &stack,
        "cruddur",
        "backend",
        &[event(1, "INFO the other goes on")],
    );
    assert!(
        following
            .line()
            .ends_with("\tcruddur\tbackend\tINFO the other goes on")
    );
    create("new/a");
    put(&stack, "new/a", "s", &[event(1, "INFO second")]);
    assert!(following.line().ends_with("\tnew/a\ts\tINFO second"));
    assert_eq!(following.warning(), "the log group `new/a` is back");
    let (code, out, err) = following.interrupt();
    assert_eq!((code, out, err), (Some(0), vec![], vec![]));
}

#[test]
fn streams_that_come_and_go_are_said_once() {
    let user = User::new();
    let stack = seeded(&user);
    let create = |stream: &str| {
        let stream = json!({"logGroupName": "cruddur", "logStreamName": stream});
        stack.logs("CreateLogStream", &stream);
    };
    let args = [
        "logs", "tail", "cruddur", "-f", "--filter", "INFO", "--stream", "web-*", "--stream",
        "back*",
    ];
    let following = Following::start(&user, &args);
    let quiet = Following::start(&user, &[&args[..], &["-q"]].concat());
    for follow in [&following, &quiet] {
        assert!(follow.line().ends_with("INFO GET /api/activities/home 200"));
    }
    // streams count as new only after the first listing
    let mut said = None;
    let mut new = Vec::new();
    for n in 0..30 {
        create(&format!("other-{n}"));
        let name = format!("web-{n}");
        create(&name);
        put(&stack, "cruddur", &name, &[event(1, "INFO of a new one")]);
        new.push(name);
        said = following.warnings.recv_timeout(Duration::from_secs(3)).ok();
        if said.is_some() {
            break;
        }
    }
    let last = new.last().expect("there is one");
    assert_eq!(said, Some(format!("new stream `{last}` in `cruddur`")));
    for follow in [&following, &quiet] {
        for name in &new {
            assert!(
                follow
                    .line()
                    .ends_with(&format!("\t{name}\tINFO of a new one"))
            );
        }
    }
    // this stream logs nothing, so only a listing can find it
    create("web-silent");
    assert_eq!(following.warning(), "new stream `web-silent` in `cruddur`");
    let gone = json!({"logGroupName": "cruddur", "logStreamName": "web-silent"});
    stack.logs("DeleteLogStream", &gone);
    assert_eq!(
        following.warning(),
        "the stream `web-silent` of `cruddur` is gone"
    );
    let (code, out, err) = following.interrupt();
    assert_eq!((code, out, err), (Some(0), vec![], vec![]));
    let (code, out, err) = quiet.interrupt();
    assert_eq!((code, out, err), (Some(0), vec![], vec![]));
}

#[test]
fn many_new_streams_are_said_by_their_number() {
    let user = User::new();
    let stack = seeded(&user);
    let following = Following::start(
        &user,
        &["logs", "tail", "cruddur", "-f", "--filter", "INFO"],
    );
    following.line();
    // by then everything is listed, even on a busy machine: the first listing is immediate
    thread::sleep(Duration::from_secs(5));
    for n in 0..120 {
        let stream = json!({"logGroupName": "cruddur", "logStreamName": format!("new/{n:03}")});
        stack.logs("CreateLogStream", &stream);
    }
    let mut said = Vec::new();
    let mut count = 0;
    while count < 120 {
        let sentence = following.warning();
        let number = sentence.split(' ').next().unwrap_or_default();
        count += number.parse().unwrap_or(1);
        said.push(sentence);
    }
    assert!(said.len() <= 3, "{said:?}");
    assert!(said.iter().any(|said| said.ends_with(", …")), "{said:?}");
    let (code, out, err) = following.interrupt();
    assert_eq!((code, out, err), (Some(0), vec![], vec![]));
}

#[test]
fn a_named_stream_that_is_not_there_is_waited_for_beside_others() {
    let user = User::new();
    let stack = seeded(&user);
    let both = ["backend", "later"];
    let [one, two] = both.map(|stream| ["--stream", stream]);
    let args = ["logs", "tail", "cruddur", "-f", "--filter", "INFO"];
    let following = Following::start(&user, &[&args[..], &one, &two].concat());
    assert_eq!(
        following.warning(),
        "warning: `cruddur` has no stream `later`: waiting for it"
    );
    assert!(
        following
            .line()
            .ends_with("\tbackend\tINFO GET /api/activities/home 200")
    );
    let later = json!({"logGroupName": "cruddur", "logStreamName": "later"});
    stack.logs("CreateLogStream", &later);
    put(&stack, "cruddur", "later", &[event(3, "INFO first")]);
    assert_eq!(
        following.warning(),
        "the stream `later` of `cruddur` is there now"
    );
    assert!(following.line().ends_with("\tlater\tINFO first"));
    stack.logs("DeleteLogStream", &later);
    assert_eq!(
        following.warning(),
        "warning: `cruddur` has no stream `later`: waiting for it"
    );
    put(&stack, "cruddur", "backend", &[event(1, "INFO goes on")]);
    assert!(following.line().ends_with("\tbackend\tINFO goes on"));
    let (code, out, err) = following.interrupt();
    assert_eq!((code, out, err), (Some(0), vec![], vec![]));
}

#[test]
fn the_last_events_are_shown_and_older_ones_do_not_follow() {
    let user = User::new();
    let stack = seeded(&user);
    let following = Following::start(&user, &["logs", "tail", "cruddur", "-f", "--last", "1"]);
    assert!(following.line().contains("WARN slow"));
    put(&stack, "cruddur", "backend", &[event(30, "INFO late")]);
    assert!(following.line().ends_with("INFO late"));
    let (code, out, err) = following.interrupt();
    assert_eq!((code, out, err), (Some(0), vec![], vec![]));
}

#[test]
fn the_last_events_are_those_of_the_named_streams_that_are_there() {
    let user = User::new();
    let stack = seeded(&user);
    let args = [
        "logs", "tail", "cruddur", "-f", "--last", "1", "--format", "raw",
    ];
    let streams = ["--stream", "backend", "--stream", "nosuch"];
    let following = Following::start(&user, &[&args[..], &streams].concat());
    let last = following.line();
    assert!(following.warning().contains("`nosuch`"));
    put(&stack, "cruddur", "backend", &[event(0, "INFO next")]);
    assert_eq!(following.line(), "INFO next", "{last} was the last");
    let (code, out, _) = following.interrupt();
    assert_eq!((code, out), (Some(0), vec![]));
}

#[test]
fn a_named_group_that_is_not_there_is_waited_for_beside_others() {
    let user = User::new();
    let stack = seeded(&user);
    let following = Following::start(
        &user,
        &["logs", "tail", "cruddur", "later", "-f", "--filter", "INFO"],
    );
    assert!(
        following
            .line()
            .ends_with("INFO GET /api/activities/home 200")
    );
    assert_eq!(
        following.warning(),
        "warning: no log group `later`: waiting for it"
    );
    stack.logs("CreateLogGroup", &json!({"logGroupName": "later"}));
    assert_eq!(following.warning(), "the log group `later` is back");
    let (code, out, err) = following.interrupt();
    assert_eq!((code, out, err), (Some(0), vec![], vec![]));
}

#[test]
fn live_tail_of_the_stack_begins_with_the_past() {
    let user = User::new();
    let stack = seeded(&user);
    let args = [
        "logs", "tail", "cruddur", "--live", "--filter", "INFO", "--stream", "back*",
    ];
    let following = Following::start(&user, &args);
    assert!(
        following
            .line()
            .ends_with("INFO GET /api/activities/home 200")
    );
    let said = following.warning();
    assert!(
        said.starts_with("Live Tail session ") && said.contains(" on the local stack: "),
        "{said}"
    );
    put(
        &stack,
        "cruddur",
        "backend",
        &[event(1, "INFO new"), event(0, "WARN other")],
    );
    assert!(following.line().ends_with("backend\tINFO new"));
    let (code, out, err) = following.interrupt();
    assert_eq!((code, out, err), (Some(0), vec![], vec![]));
}

#[test]
fn live_tail_takes_up_groups_that_come_and_come_again() {
    let user = User::new();
    let stack = seeded(&user);
    let create = |group: &str| {
        stack.logs("CreateLogGroup", &json!({"logGroupName": group}));
        let stream = json!({"logGroupName": group, "logStreamName": "s"});
        stack.logs("CreateLogStream", &stream);
    };
    create("new/a");
    let format = "--format=template={group} {message}";
    let following = Following::start(&user, &["logs", "tail", "new/*", "--live", format]);
    assert!(following.warning().starts_with("Live Tail session "));
    create("new/b");
    put(&stack, "new/b", "s", &[event(2, "before it was met")]);
    let met = "new log group `new/b`";
    assert_eq!(following.warning(), met);
    assert_eq!(following.line(), "new/b before it was met");
    assert!(following.warning().starts_with("Live Tail session "));
    for group in ["new/a", "new/b"] {
        put(&stack, group, "s", &[event(1, "live")]);
        assert_eq!(following.line(), format!("{group} live"));
    }
    stack.logs("DeleteLogGroup", &json!({"logGroupName": "new/a"}));
    assert_eq!(
        following.warning(),
        "warning: no log group `new/a`: waiting for it"
    );
    put(&stack, "new/b", "s", &[event(1, "the other goes on")]);
    assert_eq!(following.line(), "new/b the other goes on");
    create("new/a");
    put(&stack, "new/a", "s", &[event(1, "second life")]);
    assert_eq!(following.warning(), "the log group `new/a` is back");
    assert_eq!(following.line(), "new/a second life");
    let (code, out, err) = following.interrupt();
    assert_eq!((code, out), (Some(0), vec![]), "{err:?}");
}

#[test]
fn a_follow_ends_in_silence_when_nobody_reads_it_any_more() {
    let user = User::new();
    let _stack = seeded(&user);
    for how in ["--follow", "--live"] {
        let mut command = user.command(["logs", "tail", "cruddur", "-q", how]);
        let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary can be run");
        let mut reader = BufReader::new(child.stdout.take().expect("stdout is piped"));
        let mut first = String::new();
        reader.read_line(&mut first).expect("a line comes");
        // nothing more is logged, so only the closed pipe can end it
        drop(reader);
        let output = child
            .wait_with_output()
            .expect("one's own child can be waited for");
        assert_eq!(
            (output.status.code(), &*output.stderr),
            (Some(0), &b""[..]),
            "{how}"
        );
    }
}
