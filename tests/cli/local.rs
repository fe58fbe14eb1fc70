//! `local`: the stack in the foreground and in the background.

use std::net::{TcpListener, UdpSocket};
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::common::{UUIDS, User, assert_screen};

/// Stops what `local start` started, even if the test fails.
struct Background<'a>(&'a User);

impl Drop for Background<'_> {
    fn drop(&mut self) {
        let stopped = self.0.run(["local", "stop"]);
        if !thread::panicking() {
            stopped.expect_code(0);
        }
    }
}

fn pid_of(user: &User) -> Pid {
    let pid: i32 = user.run(["local", "status", "--jq", ".stack.pid"]).json();
    Pid::from_raw(pid).expect("it runs")
}

#[test]
fn start_returns_when_every_port_is_bound_and_stop_when_it_has_ended() {
    let user = User::new();
    let _background = Background(&user);
    assert_screen!(
        user.run(["local", "start", "--free-ports"]),
        user.run(["local", "status"]),
        user.run(["local", "start", "--free-ports"]),
        user.run(["local", "run", "--free-ports"]),
        user.run(["local", "stop"]),
        user.run(["local", "status"]),
        user.run(["local", "stop"]),
    );
}

#[test]
fn the_stack_in_the_background_has_left_the_session_of_its_starter() {
    let user = User::new();
    let _background = Background(&user);
    user.run(["local", "start", "--free-ports"]).expect_code(0);
    let pid = pid_of(&user);
    let group = rustix::process::getpgid(Some(pid)).expect("it runs");
    assert_eq!(group, pid, "its own process group");
    let session = rustix::process::getsid(Some(pid)).expect("it runs");
    assert_eq!(session, pid, "its own session");
}

#[test]
fn a_taken_port_is_named_with_the_remedy() {
    let user = User::new();
    let tcp = TcpListener::bind("127.0.0.1:0").expect("loopback has free ports");
    let udp = UdpSocket::bind("127.0.0.1:0").expect("loopback has free ports");
    let tcp_port = tcp.local_addr().expect("it is bound").port().to_string();
    let udp_port = udp.local_addr().expect("it is bound").port().to_string();
    let ports = [
        "--port",
        "--otlp-http-port",
        "--otlp-grpc-port",
        "--xray-port",
    ];
    let run = |verb: &str, taken: &str, by: &str| {
        let mut args = vec!["local", verb];
        for port in ports {
            args.extend([port, if port == taken { by } else { "0" }]);
        }
        user.run(args).expect_code(1).hide((by, "[TAKEN]"))
    };
    assert_screen!(
        run("run", "--port", &tcp_port),
        run("run", "--otlp-http-port", &tcp_port),
        run("run", "--otlp-grpc-port", &tcp_port),
        run("run", "--xray-port", &udp_port),
        run("start", "--port", &tcp_port),
    );
}

#[test]
fn all_taken_ports_are_named_at_once() {
    let user = User::new();
    let taken: Vec<TcpListener> = (0..4)
        .map(|_| TcpListener::bind("127.0.0.1:0").expect("loopback has free ports"))
        .collect();
    let port = |at: usize| {
        let addr = taken[at].local_addr().expect("it is bound");
        addr.port().to_string()
    };
    let [services, http, grpc, xray] = [0, 1, 2, 3].map(port);
    let run = |verb: &str, services: &str| {
        let ports = [
            ("--port", services),
            ("--otlp-http-port", &http),
            ("--otlp-grpc-port", &grpc),
            ("--xray-port", &xray),
        ];
        let args = ports.iter().flat_map(|(option, port)| [*option, *port]);
        let shown = user.run(["local", verb].into_iter().chain(args));
        let shown = shown.expect_code(1);
        let shown = shown.hide((&http, "[HTTP]")).hide((&grpc, "[GRPC]"));
        shown.hide((services, "[SERVICES]")).hide((&xray, "[XRAY]"))
    };
    assert_screen!(run("run", &services), run("start", &services));
}

#[test]
fn signals_end_it_cleanly() {
    for signal in [Signal::TERM, Signal::INT, Signal::HUP] {
        let user = User::new();
        let mut child = user
            .command(["local", "run", "--free-ports"])
            .stderr(Stdio::null())
            .spawn()
            .expect("it runs");
        wait_for(&user.state_file("stack"));
        kill_process(Pid::from_child(&child), signal).expect("it runs");
        let status = child.wait().expect("one's own child can be waited for");
        assert_eq!(status.code(), Some(0), "{signal:?}");
        assert!(!user.state_file("stack").exists(), "{signal:?}");
    }
}

#[test]
fn what_a_killed_stack_leaves_behind_is_in_nobodys_way() {
    let user = User::new();
    user.stack().kill();
    assert!(user.state_file("stack").exists(), "nobody could delete it");
    assert_screen!(user.run(["local", "status"]), user.run(["local", "stop"]));
    let again = user.stack();
    assert_eq!(
        pid_of(&user),
        Pid::from_raw(again.pid() as i32).expect("it runs")
    );
}

#[test]
fn an_address_that_was_chosen_is_served() {
    let user = User::new();
    let stack = user.stack_with(["--bind", "127.0.0.2"]);
    assert_eq!(stack.addrs.services.ip().to_string(), "127.0.0.2");
    user.run(["local", "status"]).expect_code(0);
    user.run(["traces", "recent"]).expect_code(0);
}

#[test]
fn reset_asks_and_refuses_while_the_stack_runs() {
    let user = User::new();
    let stack = user.stack();
    let store = user.home().join(".local/share/cruddur-obs/store.sqlite");
    assert!(store.exists());
    let running = user.run(["local", "reset", "--yes"]);
    assert!(stack.stop().success());
    let unasked = user.run(["local", "reset"]);
    assert!(store.exists());
    let agreed = user.run(["local", "reset", "--yes"]);
    assert!(!store.exists());
    assert_screen!(
        running,
        unasked,
        agreed,
        user.run(["local", "reset", "--yes"])
    );
}

#[test]
fn a_store_of_a_later_version_is_left_alone() {
    let user = User::new();
    assert!(user.stack().stop().success());
    let path = user.home().join(".local/share/cruddur-obs/store.sqlite");
    let store = rusqlite::Connection::open(&path).expect("it is a database");
    store
        .pragma_update(None, "user_version", 1_000)
        .expect("it can be written");
    drop(store);
    assert_screen!(
        user.run(["local", "run", "--free-ports"])
            .hide((r"of version [\d.]+\b", "of version [N]"))
    );
}

#[test]
fn state_files_are_for_the_user_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let user = User::new();
    let _stack = user.stack();
    let mode = |path: &Path| path.metadata().expect("it is there").permissions().mode() & 0o777;
    let state = user.state_file("stack");
    assert_eq!(mode(&state), 0o600);
    assert_eq!(mode(state.parent().expect("it lies in a folder")), 0o700);
}

/// Two shells of one user, one of them with an XDG_RUNTIME_DIR.
#[test]
fn whoever_has_the_same_data_finds_the_same_stack() {
    use std::os::unix::fs::PermissionsExt as _;
    let user = User::new();
    let stack = user.stack();
    let runtime = user.folder().join("runtime");
    std::fs::create_dir(&runtime).expect("folders can be made");
    std::fs::set_permissions(&runtime, std::fs::Permissions::from_mode(0o700))
        .expect("folders can be closed");
    let data = user.home().join(".local/share");
    let user = user
        .env("XDG_RUNTIME_DIR", &runtime.display().to_string())
        .env("XDG_DATA_HOME", &data.display().to_string());
    let pid = Pid::from_raw(stack.pid().cast_signed()).expect("it runs");
    assert_eq!(pid_of(&user), pid);
    let again = user.run(["local", "start", "--free-ports"]).expect_code(0);
    assert!(again.stderr.contains("already running"), "{again}");
    assert!(!again.stderr.contains("warning"), "{again}");
    let other = ["local", "start", "--bind", "0.0.0.0", "--allow-host", "x"];
    let other = user.run(other).expect_code(0);
    let warning = "no effect on the running stack: --bind, --allow-host";
    assert!(other.stderr.contains(warning), "{other}");
    user.run(["local", "run", "--free-ports"]).expect_code(1);
    user.run(["local", "reset", "--yes"]).expect_code(1);
    user.run(["logs", "groups"]).expect_code(0);
    user.run(["local", "stop"]).expect_code(0);
    let stopped = user.run(["local", "status"]);
    assert!(stopped.stdout.contains("not running"), "{stopped}");
    assert!(stack.stop().success());
}

#[test]
fn a_stack_whose_data_is_deleted_says_so_and_can_be_stopped() {
    let user = User::new();
    let stack = user.stack();
    let group = ["logs", "create-group", "before"];
    user.run(group).expect_code(0);
    std::fs::remove_dir_all(user.data()).expect("folders can be deleted");
    // immediately, before the stack writes its state file again
    let body = serde_json::json!({"logGroupName": "after"});
    let refused = std::panic::catch_unwind(|| stack.logs("CreateLogGroup", &body));
    assert!(refused.is_err(), "it was acknowledged");
    wait_for(&user.state_file("stack"));
    assert_screen!(
        user.run(["logs", "create-group", "after"]).hide(UUIDS),
        user.run(["logs", "groups"]).hide(UUIDS),
    );
    let status = user.run(["local", "status"]).expect_code(0);
    let told = "reads and writes are refused: the store's files were deleted or replaced while \
                the stack was running; restart the stack: run `cruddur-obs local stop`, then \
                `cruddur-obs local start`";
    assert!(status.stdout.contains(told), "{status}");
    let log = std::fs::read_to_string(user.folder().join("stack.stderr")).expect("it has a log");
    assert!(log.contains("writes are refused"), "{log}");
    std::fs::remove_dir_all(user.data()).expect("folders can be deleted");
    // before the stack writes its state file again
    let stopped = user.run(["local", "stop"]).expect_code(0);
    assert!(stopped.stderr.contains("has stopped"), "{stopped}");
    assert!(stack.stop().success());
}

#[test]
fn a_stack_gives_way_to_one_that_was_started_in_its_place() {
    let user = User::new();
    let mut first = user
        .command(["local", "run", "--free-ports"])
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    wait_for(&user.state_file("stack"));
    // a suspended process cannot write its state file again
    kill_process(Pid::from_child(&first), Signal::STOP).expect("it runs");
    std::fs::remove_dir_all(user.data()).expect("folders can be deleted");
    let second = user.stack();
    kill_process(Pid::from_child(&first), Signal::CONT).expect("it runs");
    let asked = Instant::now();
    let ended = loop {
        let ended = first.try_wait().expect("one's own child can be waited for");
        if ended.is_some() || asked.elapsed() > Duration::from_secs(30) {
            break ended;
        }
        thread::sleep(Duration::from_millis(20));
    };
    if ended.is_none() {
        first.kill().expect("it runs");
    }
    let code = ended.map(|ended| ended.code());
    assert_eq!(code, Some(Some(1)), "it gives way");
    let pid = Pid::from_raw(second.pid().cast_signed()).expect("it runs");
    assert_eq!(pid_of(&user), pid);
}

#[test]
fn another_version_is_named_with_the_restart_and_a_patch_is_not() {
    let user = User::new();
    let _stack = user.stack();
    let state = user.state_file("stack");
    let told = std::fs::read_to_string(&state).expect("it is there");
    let ours = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    assert!(told.contains(&ours), "{told}");
    let of = |version: &str| {
        std::fs::write(&state, told.replace(&ours, version)).expect("files can be written");
    };
    let commands = [
        vec!["local", "status"],
        vec!["local", "start", "--free-ports"],
        vec!["traces", "recent"],
        vec!["env", "export"],
    ];
    let warned = |expected: &str| {
        for command in &commands {
            let shown = user.run(command).expect_code(0);
            let times = shown.stderr.matches("the running local stack is").count();
            assert_eq!(times, usize::from(!expected.is_empty()), "{shown}");
            assert!(shown.stderr.contains(expected), "{shown}");
        }
    };
    of("\"version\": \"99.0.0\"");
    warned("version 99.0.0");
    warned("run `cruddur-obs local stop`, then `cruddur-obs local start` to restart it");
    of("\"kind\": \"stack\"");
    warned("an earlier version");
    let minor = env!("CARGO_PKG_VERSION")
        .rsplit_once('.')
        .expect("it has three numbers")
        .0;
    of(&format!("\"version\": \"{minor}.999\""));
    warned("");
    of(&ours);
    warned("");
}

#[test]
fn the_size_of_the_store_can_be_chosen() {
    let user = User::new();
    let background = Background(&user);
    let max = || {
        let size: u64 = user
            .run(["local", "status", "--jq", ".status.max_bytes"])
            .json();
        user.run(["local", "stop"]).expect_code(0);
        size
    };
    user.run(["local", "start", "--free-ports"]).expect_code(0);
    assert_eq!(max(), 4 << 30);
    user.file("cruddur-obs.toml", "[local]\nmax_size = \"2GB\"\n");
    user.run(["local", "start", "--free-ports"]).expect_code(0);
    assert_eq!(max(), 2_000_000_000);
    let chosen = ["local", "start", "--free-ports", "--max-size", "512MiB"];
    user.run(chosen).expect_code(0);
    assert_eq!(max(), 512 << 20);
    drop(background);
    let refused = |size: &str| {
        user.run(["local", "run", "--max-size", size])
            .expect_code(2)
    };
    assert_screen!(refused("much"), refused("1MB"));
    user.file("cruddur-obs.toml", "[local]\nmax_size = \"1MB\"\n");
    assert_screen!(user.run(["local", "status"]).expect_code(2));
}

fn wait_for(path: &Path) {
    let started = Instant::now();
    while !path.exists() {
        assert!(
            started.elapsed() < Duration::from_secs(30),
            "{} does not come",
            path.display()
        );
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_stack_that_others_can_reach_is_warned_of_where_it_is_started() {
    let user = User::new();
    let _background = Background(&user);
    let start = ["local", "start", "--free-ports", "--bind", "0.0.0.0"];
    let started = user.run(start).expect_code(0);
    let warning = "warning: listening on 0.0.0.0: anybody who reaches this machine";
    assert!(started.stderr.contains(warning), "{started}");
}
