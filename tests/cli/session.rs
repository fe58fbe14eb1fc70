//! `demo` and `up`, in a project whose settings specify the cloud and their own log group.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpListener;
use std::process::{Child, ChildStdout, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::common::User;

/// Generous, for a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A fake AWS to which the SDK's chain leads.
struct Cloud(TcpListener);

impl Cloud {
    /// Points the user's profile at it, and sets the cloud as the project's target.
    fn of(user: &User) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has free ports");
        listener.set_nonblocking(true).expect("sockets can do that");
        let address = listener.local_addr().expect("it is bound");
        let aws = user.home().join(".aws");
        fs::create_dir(&aws).expect("folders can be made");
        let profile = format!(
            "[default]\nregion = eu-central-1\nendpoint_url = http://{address}\n\
             aws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = secret\n"
        );
        fs::write(aws.join("config"), profile).expect("files can be written");
        user.file(
            "cruddur-obs.toml",
            "target = \"cloud\"\n\n[logs]\ngroup = \"/my/app#1\"\n",
        );
        Self(listener)
    }

    #[track_caller]
    fn was_left_alone(&self) {
        let called = self.0.accept().map(|(_, from)| from);
        assert!(called.is_err(), "the cloud was called: {called:?}");
    }
}

/// A running `up` or `demo`. Dropping it kills it.
struct Running {
    child: Child,
    stdout: Option<BufReader<ChildStdout>>,
    said: mpsc::Receiver<String>,
}

impl Running {
    fn start(user: &User, args: &[&str]) -> Self {
        let mut child = user
            .command(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary can be run");
        let stderr = child.stderr.take().expect("it is a pipe");
        let (tell, said) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                // fails if the test is over
                let _ = tell.send(line);
            }
        });
        let stdout = child.stdout.take().map(BufReader::new);
        Self {
            child,
            stdout,
            said,
        }
    }

    /// Waits for a line on stderr that contains `text` and returns it.
    #[track_caller]
    fn says(&self, text: &str) -> String {
        let mut heard = Vec::new();
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.said.recv_timeout(deadline - Instant::now()) {
                Ok(line) if line.contains(text) => return line,
                Ok(line) => heard.push(line),
                Err(_) => panic!("`{text}` was not said:\n{}", heard.join("\n")),
            }
        }
    }

    /// Waits for lines on stdout that contain these texts, in any order.
    #[track_caller]
    fn shows(&mut self, texts: &[&str]) {
        let mut stdout = self.stdout.take().expect("it is read by one at a time");
        let mut missing: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        let (done, shown) = mpsc::channel();
        thread::spawn(move || {
            let mut line = String::new();
            while !missing.is_empty() && stdout.read_line(&mut line).is_ok_and(|read| read > 0) {
                missing.retain(|text| !line.contains(text.as_str()));
                line.clear();
            }
            let _ = done.send((stdout, missing));
        });
        let (stdout, missing) = shown.recv_timeout(PATIENCE).expect("it is shown in time");
        assert!(missing.is_empty(), "never shown: {missing:?}");
        self.stdout = Some(stdout);
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).expect("it runs");
    }

    /// Waits until it and all processes that share its output have ended. Also returns the
    /// remaining stderr.
    #[track_caller]
    fn ends(mut self) -> (ExitStatus, String) {
        let mut stdout = self.stdout.take().expect("it is read by one at a time");
        let (done, ended) = mpsc::channel();
        thread::spawn(move || {
            // the pipe ends when the last process that has it open has ended
            let _ = done.send(stdout.read_to_end(&mut Vec::new()));
        });
        ended
            .recv_timeout(PATIENCE)
            .expect("nobody goes on writing")
            .expect("a pipe can be read");
        let status = self.child.wait().expect("one's own child");
        (status, self.said.iter().collect::<Vec<_>>().join("\n"))
    }

    /// Waits for a child whose command line contains `text` and returns its process id.
    #[track_caller]
    fn child(&self, text: &str) -> Pid {
        let asked = Instant::now();
        while asked.elapsed() < PATIENCE {
            if let Some(pid) = self.find_child(text) {
                return pid;
            }
            thread::sleep(Duration::from_millis(5));
        }
        panic!("`{text}` does not run");
    }

    fn find_child(&self, text: &str) -> Option<Pid> {
        let pid = self.child.id().to_string();
        let processes = fs::read_dir("/proc").expect("there are processes");
        let mut pids = processes.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
        let child = pids.find(|candidate: &i32| {
            let stat = fs::read_to_string(format!("/proc/{candidate}/stat")).unwrap_or_default();
            let after_name = stat.rsplit(')').next().unwrap_or_default();
            let parent = after_name.split_whitespace().nth(1);
            let line = fs::read(format!("/proc/{candidate}/cmdline")).unwrap_or_default();
            let line = String::from_utf8_lossy(&line).replace('\0', " ");
            parent == Some(&pid) && line.contains(text)
        });
        child.and_then(Pid::from_raw)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn project() -> (User, Cloud) {
    let user = User::new().with_running_clock();
    let cloud = Cloud::of(&user);
    (user, cloud)
}

/// Returns the `http://…` in a line.
fn url_in(line: &str) -> &str {
    let start = line.find("http://").expect("it names a URL");
    let url = &line[start..];
    &url[..url.find([',', ' ', ')']).unwrap_or(url.len())]
}

fn is_running(user: &User, service: &str) -> bool {
    let status = user.run([service, "status", "--target", "local", "--jq", ".running"]);
    let running = status.stdout.trim() == "true";
    status.expect_code(if running { 0 } else { 3 });
    running
}

#[test]
fn the_demo_shows_everything_and_never_calls_the_cloud() {
    let (user, cloud) = project();
    let demo = user.run(["demo"]).expect_code(0);
    cloud.was_left_alone();
    let mut rest = &*demo.stdout;
    for section in [
        "$ cruddur-obs backend load --rate 24 --duration 2s",
        "$ cruddur-obs logs tail '/my/app#1'",
        "/api/activities/home",
        "$ cruddur-obs traces recent --limit 10",
        "TRACE",
        "$ cruddur-obs traces show 1-",
        "LOG\t",
        "ERROR\t",
        "$ cruddur-obs xray service-map",
        "backend-flask",
        "$ cruddur-obs rollbar items",
        "NameError",
        "Try next",
    ] {
        let at = rest.find(section);
        let at = at.unwrap_or_else(|| panic!("no `{section}` in its place:\n{demo}"));
        rest = &rest[at + section.len()..];
    }
    assert!(!is_running(&user, "local") && !is_running(&user, "backend"));
}

#[test]
fn ctrl_c_interrupts_the_demo() {
    let (user, cloud) = project();
    let demo = Running::start(&user, &["demo"]);
    demo.says("are running");
    let load = demo.child("backend load");
    // on a terminal, the visible child gets the signal too, and may get it first
    kill_process(load, Signal::INT).expect("it runs");
    thread::sleep(Duration::from_millis(50));
    demo.signal(Signal::INT);
    let (status, said) = demo.ends();
    assert_eq!(status.code(), Some(130), "{said}");
    // the child and the demo were both interrupted, and that is one thing to a person
    let errors = said.lines().filter(|line| line.starts_with("error:"));
    assert_eq!(errors.count(), 1, "{said}");
    cloud.was_left_alone();
}

#[test]
fn up_shows_what_comes_and_leaves_nothing_behind() {
    let (user, cloud) = project();
    let mut up = Running::start(&user, &["up", "--free-ports", "--backend-port", "0"]);
    let line = up.says("Ctrl-C stops both");
    let url = url_in(&line).to_owned();
    user.run([
        "backend",
        "load",
        "--url",
        &url,
        "--rate",
        "24",
        "--duration",
        "1s",
    ])
    .expect_code(0);
    // from `logs tail`, and from `traces tail`
    up.shows(&[
        "GET http /api/activities/home",
        "\tGET /api/activities/home\t",
    ]);
    assert!(is_running(&user, "local") && is_running(&user, "backend"));
    up.signal(Signal::INT);
    let (status, said) = up.ends();
    assert_eq!(status.code(), Some(0), "{said}");
    assert!(!is_running(&user, "local") && !is_running(&user, "backend"));
    cloud.was_left_alone();
}

#[test]
fn up_uses_what_runs_and_leaves_it_running() {
    let (user, cloud) = project();
    let local = |args: &[&str]| user.run([args, &["--target", "local"]].concat());
    local(&["local", "start", "--free-ports"]).expect_code(0);
    local(&["backend", "start", "--port", "0"]).expect_code(0);
    let up = Running::start(&user, &["up"]);
    up.says("using the backend that is already running");
    up.says("Ctrl-C stops this view alone");
    up.signal(Signal::TERM);
    let (status, said) = up.ends();
    assert!(is_running(&user, "local") && is_running(&user, "backend"));
    local(&["backend", "stop"]).expect_code(0);
    local(&["local", "stop"]).expect_code(0);
    assert_eq!(status.code(), Some(0), "{said}");
    cloud.was_left_alone();
}

#[test]
fn up_ends_with_any_of_its_parts() {
    let (user, _cloud) = project();
    for part in ["traces tail", "logs tail", "backend run"] {
        let up = Running::start(&user, &["up", "--free-ports", "--backend-port", "0"]);
        up.says("Ctrl-C stops both");
        let pid = up.child(part);
        kill_process(pid, Signal::KILL).expect("it runs");
        let (status, said) = up.ends();
        assert_eq!(status.code(), Some(1), "{said}");
        let name = part.replace("backend run", "the backend");
        assert!(
            said.contains(&name) && said.contains("ended by itself"),
            "{said}"
        );
        assert!(!is_running(&user, "local"));
    }
}

#[test]
fn up_ends_calmly_with_a_service_that_is_stopped() {
    let (user, _cloud) = project();
    let local = |args: &[&str]| user.run([args, &["--target", "local"]].concat());
    let mut args = vec!["up", "--free-ports", "--backend-port", "0"];
    for (stop, named, foreign) in [
        ("local", "the local stack was stopped", false),
        ("backend", "the backend was stopped", false),
        ("local", "the local stack was stopped", true),
    ] {
        if foreign {
            local(&["local", "start", "--free-ports"]).expect_code(0);
            args.retain(|arg| *arg != "--free-ports");
        }
        let up = Running::start(&user, &args);
        up.says("Ctrl-C stops");
        // by then, its views have found the stack
        thread::sleep(Duration::from_secs(1));
        local(&[stop, "stop"]).expect_code(0);
        let (status, said) = up.ends();
        assert_eq!(status.code(), Some(0), "{said}");
        assert!(said.contains(named), "{said}");
        assert!(
            !said.lines().any(|line| line.starts_with("error:")),
            "{said}"
        );
        assert!(!is_running(&user, "local") && !is_running(&user, "backend"));
    }
}

/// Whether a process has ended. Zombies count as ended.
fn has_ended(pid: Pid) -> bool {
    let stat = fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero()));
    let stat = stat.unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    matches!(after_name.split_whitespace().next(), None | Some("Z"))
}

#[test]
fn up_that_is_killed_leaves_nothing_behind() {
    let (user, _cloud) = project();
    // a stack that keeps running, so that the views have no other reason to end
    let local = |args: &[&str]| user.run([args, &["--target", "local"]].concat());
    local(&["local", "start", "--free-ports"]).expect_code(0);
    let up = Running::start(&user, &["up", "--backend-port", "0"]);
    up.says("Ctrl-C stops the backend");
    let parts = ["traces tail", "logs tail", "backend run"].map(|part| (part, up.child(part)));
    up.signal(Signal::KILL);
    let killed = Instant::now();
    for (part, pid) in parts {
        while !has_ended(pid) {
            assert!(killed.elapsed() < Duration::from_secs(30), "`{part}` runs");
            thread::sleep(Duration::from_millis(20));
        }
    }
    local(&["local", "stop"]).expect_code(0);
}

#[test]
fn a_demo_that_is_killed_leaves_no_process_and_its_folder_to_the_next() {
    let user = User::new().with_running_clock();
    let temp = user.folder().join("temp");
    fs::create_dir(&temp).expect("folders can be made");
    let user = user.env("TMPDIR", &temp.display().to_string());
    let folders = || fs::read_dir(&temp).expect("it is there").count();
    let demo = Running::start(&user, &["demo"]);
    demo.says("are running");
    let parts = ["local run", "backend run", "backend load"].map(|part| (part, demo.child(part)));
    demo.signal(Signal::KILL);
    let killed = Instant::now();
    for (part, pid) in parts {
        while !has_ended(pid) {
            assert!(killed.elapsed() < Duration::from_secs(30), "`{part}` runs");
            thread::sleep(Duration::from_millis(20));
        }
    }
    assert_eq!(folders(), 1, "nobody could remove it");
    let next = Running::start(&user, &["demo"]);
    next.says("are running");
    assert_eq!(folders(), 1, "its own");
    next.signal(Signal::INT);
    next.ends();
    assert_eq!(folders(), 0);
}

/// The demo is waiting for an answer that never comes.
#[test]
fn a_command_of_the_demo_ends_with_it() {
    let user = User::new();
    let deaf = TcpListener::bind("127.0.0.1:0").expect("loopback has free ports");
    let url = format!("http://{}", deaf.local_addr().expect("it is bound"));
    for waits in [
        &["backend", "load", "--url", &url, "--duration", "10m"][..],
        &["honeycomb", "auth", "--target", "cloud"],
    ] {
        let mut child = user
            .command(waits)
            .env("CRUDDUR_OBS_WHILE_STDIN", "1")
            .env("HONEYCOMB_API_URL", &url)
            .env(
                "HONEYCOMB_API_KEY",
                "hcxik_1234567890123456789012345612345678901234567890123456789012",
            )
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary can be run");
        thread::sleep(Duration::from_millis(500));
        assert!(
            child.try_wait().expect("one's own child").is_none(),
            "it waits"
        );
        let closed = Instant::now();
        drop(child.stdin.take());
        let pid = Pid::from_child(&child);
        while !has_ended(pid) {
            assert!(closed.elapsed() < Duration::from_secs(25), "{waits:?} runs");
            thread::sleep(Duration::from_millis(20));
        }
        child.wait().expect("one's own child");
    }
}

#[test]
fn what_a_service_said_in_an_earlier_run_is_not_quoted() {
    let (user, _cloud) = project();
    let taken = TcpListener::bind("127.0.0.1:0").expect("loopback has free ports");
    let port = taken.local_addr().expect("it is bound").port().to_string();
    fs::create_dir_all(user.data()).expect("folders can be made");
    let before = "error: of an earlier run\n";
    fs::write(user.data().join("backend.log"), before).expect("files can be written");
    let up = user.run(["up", "--free-ports", "--backend-port", &port]);
    let up = up.expect_code(1);
    assert!(up.stderr.contains("cannot listen on"), "{up}");
    assert!(!up.stderr.contains("earlier"), "{up}");
}
