//! Behaviour common to all commands: flags, settings, the environment, exit codes.

use std::ffi::OsStr;
use std::fs;
use std::io::pipe;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::os::unix::ffi::OsStrExt as _;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use super::common::{User, assert_screen};

#[test]
fn version() {
    assert_screen!(User::new().run(["--version"]));
}

#[test]
fn no_command_at_all_shows_the_commands() {
    let outcome = User::new().run::<[&str; 0]>([]).expect_code(2);
    assert_eq!(outcome.stdout, "");
    assert!(
        outcome
            .stderr
            .contains("Usage: cruddur-obs [OPTIONS] <COMMAND>")
    );
}

#[test]
fn unknown_names_are_usage_errors() {
    let user = User::new();
    assert_screen!(
        user.run(["nope"]),
        user.run(["local", "nope"]),
        user.run(["local", "status", "--nope"]),
        user.run(["local", "status", "nope"]),
        user.run([OsStr::new("local"), OsStr::from_bytes(b"\xff")]),
    );
}

#[test]
fn a_near_miss_names_the_command_that_was_meant() {
    assert_screen!(User::new().run(["local", "statsu"]));
}

#[test]
fn a_verb_without_its_noun_or_under_another_is_found() {
    let user = User::new();
    assert_screen!(
        user.run(["status"]),
        user.run(["create-group", "x"]),
        user.run(["logs", "status"]),
        user.run(["--target", "cloud", "recent"]),
        user.run(["zzzzzz"]),
        // passing a flag as a value is never what was meant
        user.run(["logs", "put", "--lines", "x"]),
    );
}

#[test]
fn jq_prints_strings_raw_and_implies_json() {
    let user = User::new();
    let outcome = user.run(["local", "status", "--jq", ".running, \"a b\", [.running]"]);
    assert_eq!(outcome.expect_code(3).stdout, "false\na b\n[false]\n");
}

#[test]
fn a_bad_jq_expression_is_a_usage_error() {
    let user = User::new();
    assert_screen!(
        user.run(["local", "status", "--jq", ".["]),
        user.run(["local", "status", "--jq", "nope(1)"]),
        user.run(["local", "status", "--jq", ".running | keys"]),
        user.run(["local", "status", "--output", "table", "--jq", "."]),
    );
}

#[test]
fn a_key_that_the_settings_file_does_not_know_is_named_with_its_line() {
    let user = User::new();
    user.file(
        "cruddur-obs.toml",
        "target = \"local\"\n\n[xray]\ngruop = \"Cruddur\"\n",
    );
    assert_screen!(user.run(["local", "status"]));
}

#[test]
fn a_settings_file_that_is_wrong_is_refused() {
    let user = User::new();
    let with = |text: &str| {
        user.file("cruddur-obs.toml", text);
        user.run(["local", "status"]).expect_code(2)
    };
    assert_screen!(
        with("targt = \"local\"\n"),
        with("target = \"mars\"\n"),
        with("target = local\n"),
        with("[logs]\nretention_days = \"seven\"\n"),
    );
}

#[test]
fn the_settings_file_is_found_in_a_parent_folder_and_by_its_flag() {
    let user = User::new();
    user.file("cruddur-obs.toml", "nope = 1\n");
    user.file("below/deep/other.toml", "nein = 1\n");
    let from = |flags: &[&str], folder: &str| {
        let mut command = user.command([flags, &["local", "status"]].concat());
        let output = command.current_dir(user.work().join(folder)).output();
        String::from_utf8(output.expect("it runs").stderr).expect("it is text")
    };
    assert!(from(&[], "below/deep").contains("unknown field `nope`"));
    assert!(from(&["--config", "other.toml"], "below/deep").contains("unknown field `nein`"));
    assert_screen!(user.run(["--config", "missing.toml", "local", "status"]));
}

#[test]
fn the_cloud_is_refused_by_what_acts_on_this_machine() {
    let user = User::new();
    let commands: [&[&str]; 12] = [
        &["demo"],
        &["up"],
        &["local", "run"],
        &["local", "start"],
        &["local", "stop"],
        &["local", "status"],
        &["local", "check"],
        &["local", "reset", "--yes"],
        &["backend", "load"],
        &["backend", "status"],
        &["backend", "stop"],
        &["--target=cloud", "local", "status"],
    ];
    for words in commands {
        let refused = if words[0].starts_with("--") {
            user.run(words)
        } else {
            user.run([words, &["--target", "cloud"]].concat())
        };
        let refused = refused.expect_code(2);
        assert!(
            refused
                .stderr
                .contains("acts on this machine only, not on `--target cloud`"),
            "{refused}"
        );
    }
    assert_screen!(user.run(["local", "status", "--target", "cloud"]));
    // a default target only applies to commands that have one
    user.file("cruddur-obs.toml", "target = \"cloud\"\n");
    user.run(["local", "status"]).expect_code(3);
    let user = user.env("CRUDDUR_OBS_TARGET", "cloud");
    user.run(["local", "status"]).expect_code(3);
    user.run(["backend", "stop"]).expect_code(0);
}

#[test]
fn an_unknown_target_is_a_usage_error() {
    assert_screen!(User::new().run(["--target", "mars", "local", "status"]));
    let user = User::new().env("CRUDDUR_OBS_TARGET", "mars");
    assert_screen!(user.run(["local", "status"]));
    // the flag takes precedence, so the variable is not validated
    user.run(["--target", "local", "local", "status"])
        .expect_code(3);
}

#[test]
fn an_empty_variable_is_as_good_as_none() {
    let user = User::new().env("CRUDDUR_OBS_TARGET", "");
    user.run(["local", "status"]).expect_code(3);
}

#[test]
fn colours_are_for_terminals_unless_asked_for() {
    let coloured = |user: &User, flags: &[&str]| {
        let failed = user.run([&["local", "nope", "--jq", ".["], flags].concat());
        let refused = user.run([&["local", "status", "--jq", ".["], flags].concat());
        assert!(!failed.stderr.contains('\x1b') || flags.contains(&"always"));
        refused.stderr.contains('\x1b')
    };
    let user = User::new();
    assert!(!coloured(&user, &[]), "piped");
    assert!(coloured(&user, &["--color", "always"]));
    assert!(!coloured(&user, &["--color", "never"]));
    let user = User::new().env("NO_COLOR", "1");
    assert!(!coloured(&user, &[]));
    assert!(coloured(&user, &["--color", "always"]), "the flag wins");
}

#[test]
fn a_reader_that_went_away_is_no_error() {
    let user = User::new();
    for args in [
        &["local", "status"][..],
        &["local", "status", "-o", "json"],
        &["local", "status", "--jq", "."],
        &["--help"],
        &["--version"],
    ] {
        let (reader, writer) = pipe().expect("pipes can be made");
        drop(reader);
        let output = user
            .command(args)
            .stdout(writer)
            .stderr(Stdio::piped())
            .output();
        let output = output.expect("it runs");
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!said.contains("error"), "{args:?}: {said}");
    }
}

#[test]
fn a_user_without_a_home_is_told_what_to_set() {
    let user = User::new().without("HOME");
    assert_screen!(user.run(["local", "status"]));
    let home = user.folder().join("elsewhere").display().to_string();
    let user = user.env("CRUDDUR_OBS_HOME", &home);
    user.run(["local", "status"]).expect_code(3);
}

#[test]
fn a_clock_that_is_none_is_named() {
    let user = User::new().env("CRUDDUR_OBS_CLOCK", "noon");
    assert_screen!(user.run(["local", "status"]));
}

#[test]
fn the_stack_of_this_harness_starts_answers_and_stops() {
    let user = User::new();
    let stack = user.stack();
    assert_screen!(user.run(["local", "status"]));
    assert_screen!(user.run(["local", "status", "--jq", "del(.status.services)"]));
    let pid: u32 = user.run(["local", "status", "--jq", ".stack.pid"]).json();
    assert_eq!(pid, stack.pid());
    assert!(stack.stop().success());
    assert!(!user.state_file("stack").exists());
    assert_screen!(user.run(["local", "status"]));
}

#[test]
fn a_stack_that_does_not_run_is_named_with_what_starts_it() {
    assert_screen!(User::new().run(["rollbar", "items"]));
}

#[test]
fn the_cloud_without_credentials_says_which_and_where_it_looked() {
    // otherwise the SDK would ask the network for the machine's role
    let user = User::new().env("AWS_EC2_METADATA_DISABLED", "true");
    // the running stack is not consulted, and its variables do not work with the cloud
    let _stack = user.stack();
    let cloud = |words: &[&str]| user.run([&["--target", "cloud"], words].concat());
    assert_screen!(
        cloud(&["rollbar", "items"]).expect_code(4),
        cloud(&["honeycomb", "auth"]).expect_code(4),
        cloud(&["logs", "groups"]).expect_code(2),
        cloud(&["logs", "groups", "--region", "eu-central-1"]).expect_code(4),
        cloud(&["traces", "recent", "--region", "eu-central-1"]).expect_code(4),
    );
}

#[test]
fn a_profile_that_is_not_there_is_told_with_those_that_are() {
    let groups = ["--target", "cloud", "logs", "groups"];
    let none = User::new().run([&groups[..], &["--aws-profile", "stagin"]].concat());
    let user = User::new().env("AWS_EC2_METADATA_DISABLED", "true");
    let aws = user.home().join(".aws");
    fs::create_dir_all(&aws).expect("folders can be made");
    let config = "[default]\nregion = eu-central-1\n[profile staging]\nregion = eu-west-1\n";
    fs::write(aws.join("config"), config).expect("files can be written");
    let keys = "[legacy]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n";
    fs::write(aws.join("credentials"), keys).expect("files can be written");
    let misspelt = user.run([&groups[..], &["--aws-profile", "stagin"]].concat());
    let empty = user.run([&groups[..], &["--aws-profile", "staging"]].concat());
    let user = user.env("AWS_PROFILE", "prod");
    assert_screen!(
        none.expect_code(2),
        misspelt.expect_code(2),
        empty.expect_code(4),
        user.run(groups).expect_code(2),
    );
}

/// As in the AWS CLI, a profile selected by name takes precedence.
#[test]
fn a_named_profile_wins_over_keys_in_the_environment() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has free ports");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    let asked = thread::spawn(move || {
        let (mut stream, head) = loop {
            let (stream, _) = listener.accept().expect("it is called");
            let lines = BufReader::new(&stream).lines().map_while(Result::ok);
            let head: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
            // clients with target cloud first check whether this is a local stack
            if !head.iter().any(|line| line.contains(" /local/status ")) {
                break (stream, head);
            }
        };
        let refusal = r#"{"__type":"AccessDeniedException","message":"no"}"#;
        let length = refusal.len();
        write!(stream, "HTTP/1.1 400 Bad Request\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{refusal}")
            .expect("it waits for the answer");
        head.join("\n")
    });
    let user = User::new()
        .env("AWS_ENDPOINT_URL", &url)
        .env("AWS_ACCESS_KEY_ID", "AKIAENVIRONMENTSOWN0")
        .env("AWS_SECRET_ACCESS_KEY", "example");
    let aws = user.home().join(".aws");
    fs::create_dir_all(&aws).expect("folders can be made");
    let keys = "[legacy]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n";
    fs::write(aws.join("credentials"), keys).expect("files can be written");
    let flags = ["--target", "cloud", "--region", "eu-central-1"];
    let groups = ["logs", "groups", "--aws-profile", "legacy"];
    let refused = user.run([flags, groups].concat());
    assert_eq!(refused.code, Some(4), "{refused}");
    let head = asked.join().expect("a call came");
    assert!(head.contains("Credential=AKIAIOSFODNN7EXAMPLE/"), "{head}");
}

/// Simulates an unreachable network with a port that refuses connections.
#[test]
fn a_cloud_that_is_never_reached_is_told_soon() {
    let user = User::new()
        .env("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        .env("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "example");
    let cloud = |words: &[&str]| {
        let began = Instant::now();
        let place = ["--target", "cloud", "--region", "eu-central-1"];
        let shown = user.run([&place[..], words].concat()).expect_code(1);
        let took = began.elapsed();
        // without the limit, these calls took three seconds and more
        assert!(took < Duration::from_millis(2_500), "{words:?}: {took:?}");
        shown
    };
    assert_screen!(
        cloud(&["xray", "groups"]),
        cloud(&["logs", "groups"]),
        cloud(&["logs", "tail", "cruddur"]),
    );
}

#[test]
fn a_setting_that_no_service_takes_is_told_with_its_line_and_what_is_taken() {
    let user = User::new();
    let said = |table: &str, line: &str| {
        user.file(
            "cruddur-obs.toml",
            &format!("# settings\n{table}\n{line}\n"),
        );
        user.run(["xray", "groups"]).expect_code(2)
    };
    for (table, line) in [
        ("", "aws_profile = \"\""),
        ("", "service = \"\\u0007\""),
        ("", "time = \"never\""),
        ("[logs]", "group = \"\""),
        ("[logs]", "group = \"a b\""),
        ("[logs]", "retention_days = -7"),
        ("[logs]", "retention_days = \"7\""),
        ("[xray]", "filter = \"\""),
        ("[rollbar]", "environment = \" \""),
        ("[rollbar]", "api_url = \"ftp://x\""),
    ] {
        let told = said(table, line).stderr;
        assert!(told.contains("cruddur-obs.toml:3` is not valid"), "{told}");
        assert!(told.contains(&format!("3 | {line}")), "{told}");
    }
    assert_screen!(
        said("", "region = \"mars\""),
        said("[logs]", "retention_days = 8"),
        said("[xray]", "group = \"Default\""),
        said("[honeycomb]", "api_url = \"api.honeycomb.example\""),
    );
}

#[test]
fn numbers_and_times_that_ask_for_nothing_are_explained() {
    let user = User::new();
    let _stack = user.stack();
    let zeros = "0".repeat(32);
    let ask = |words: &[&str]| user.run(words.iter().copied()).expect_code(2);
    assert_screen!(
        ask(&["traces", "recent", "--limit", "0"]),
        ask(&["logs", "groups", "--last", "0"]),
        ask(&["rollbar", "items", "--last", "-1"]),
        ask(&["traces", "recent", "--since", "-5m"]),
        ask(&["logs", "tail", "cruddur", "--since", "-5m"]),
        ask(&["traces", "recent", "--since", "5m", "--until", "10m"]),
        ask(&["traces", "show", &zeros]),
        ask(&["backend", "load", "--duration", "0s"]),
    );
}

#[test]
fn an_empty_list_is_told_beside_the_data() {
    let user = User::new();
    let _stack = user.stack();
    for list in [
        ["traces", "recent"],
        ["rollbar", "items"],
        ["logs", "groups"],
        ["xray", "groups"],
        ["xray", "service-map"],
    ] {
        let told = user.run(list).expect_code(0);
        assert_eq!(told.stdout, "", "{list:?}");
        assert!(told.stderr.starts_with("no "), "{list:?}: {}", told.stderr);
        let first = told.stderr.lines().next().expect("there is one");
        let json = user.run([&list[..], &["-o", "json"]].concat());
        assert_eq!(json.stderr.trim(), first, "{list:?}");
        let quiet = user.run([&list[..], &["-q"]].concat());
        assert_eq!(quiet.stderr, "", "{list:?}");
    }
    assert_screen!(
        user.run(["xray", "groups"]),
        user.run(["xray", "groups", "-o", "json"])
    );
}

/// Variables that would redirect an SDK; nothing listens on port 9.
const ELSEWHERE: [(&str, &str); 14] = [
    ("AWS_ENDPOINT_URL", "http://127.0.0.1:9"),
    ("AWS_ENDPOINT_URL_XRAY", "http://127.0.0.1:9"),
    ("AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", "http://127.0.0.1:9"),
    ("AWS_PROFILE", "somebody"),
    ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
    (
        "AWS_SECRET_ACCESS_KEY",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    ),
    ("AWS_REGION", "mars-north-1"),
    ("HONEYCOMB_API_URL", "http://127.0.0.1:9"),
    ("HONEYCOMB_API_KEY", "hcaik_x"),
    ("ROLLBAR_API_URL", "http://127.0.0.1:9"),
    ("ROLLBAR_ACCESS_TOKEN", "x"),
    ("HTTP_PROXY", "http://127.0.0.1:9"),
    ("http_proxy", "http://127.0.0.1:9"),
    ("ALL_PROXY", "http://127.0.0.1:9"),
];

#[test]
fn nothing_local_is_led_elsewhere_by_the_environment() {
    let user = User::new();
    let _stack = user.stack();
    let led = ELSEWHERE
        .iter()
        .fold(user, |user, (name, value)| user.env(name, value));
    for words in [
        &["logs", "groups"][..],
        &["traces", "recent"],
        &["xray", "groups"],
        &["xray", "create-group"],
        &["rollbar", "items"],
        &["honeycomb", "auth"],
        &["local", "status"],
    ] {
        led.run(words).expect_code(0);
    }
}

#[test]
fn the_cloud_is_where_the_environment_says() {
    let user = User::new();
    let _stack = user.stack();
    let led = ELSEWHERE
        .iter()
        .fold(user, |user, (name, value)| user.env(name, value));
    let led = led
        .without("AWS_PROFILE")
        .without("HTTP_PROXY")
        .without("http_proxy");
    let led = led.without("ALL_PROXY");
    for words in [
        &["logs", "groups"][..],
        &["rollbar", "items"],
        &["honeycomb", "auth"],
    ] {
        let outcome = led
            .run([&["--target", "cloud"], words].concat())
            .expect_code(1);
        assert!(outcome.stderr.contains("127.0.0.1:9"), "{outcome}");
        assert!(!outcome.stderr.contains("EXAMPLE"), "{outcome}");
    }
}

#[test]
fn a_bad_time_is_a_usage_error_before_anything_is_asked() {
    let user = User::new();
    let since = |since: &str| {
        user.run(["rollbar", "items", "--since", since])
            .expect_code(2)
    };
    assert_screen!(
        since("soon"),
        since("-5m"),
        since("2026-13-01"),
        since("99999999999w")
    );
    let turned = ["rollbar", "items", "--since", "1h", "--until", "2h"];
    assert_screen!(user.run(turned).expect_code(2));
}

#[test]
fn what_is_wrong_with_a_command_line_does_not_control_the_terminal() {
    const TITLE: &str = "\u{1b}]0;owned\u{7}\u{9b}2J\u{202e}\u{200b}";
    let user = User::new();
    let target = format!("--target={TITLE}");
    let last = format!("--last={TITLE}");
    let flag = format!("--{TITLE}");
    for args in [
        vec![TITLE],
        vec!["local", TITLE],
        vec!["local", "status", &flag],
        vec!["local", "status", &target],
        vec!["logs", "tail", "cruddur", &last],
        vec!["local", "start", "--bind", TITLE],
    ] {
        for color in ["--color=always", "--color=never"] {
            let args = [&args[..], &[color]].concat();
            let outcome = user.run(args).expect_code(2);
            let control = |c: char| c.is_control() && c != '\n' || "\u{202e}\u{200b}".contains(c);
            assert!(!outcome.stderr.contains(control), "{:?}", outcome.stderr);
            assert!(outcome.stderr.contains("0;owned"), "{:?}", outcome.stderr);
        }
    }
}

#[test]
fn no_error_shows_the_password_of_a_url() {
    let url = "http://user:geheim@127.0.0.1:1/x";
    let user = User::new();
    for args in [
        vec!["local", "status", url],
        vec!["--target", url, "local", "status"],
        vec!["local", "start", "--port", url],
        vec!["backend", "load", "--url", url, "--duration", "1s"],
        vec!["backend", "load", "--url", "http//user:geheim@x"],
        vec!["local", "start", "--bind", "user:geheim@x"],
        vec!["local", "start", "--bind=user:geheim@x"],
        vec!["logs", "put", "user:geheim@//x"],
        vec!["logs", "tail", "user:geheim@x"],
    ] {
        let outcome = user.run(args);
        assert_ne!(outcome.code, Some(0), "{outcome}");
        assert!(!outcome.stderr.contains("geheim"), "{outcome}");
    }
    let cloud = ["--target", "cloud", "honeycomb", "auth"];
    for (name, url) in [
        ("HONEYCOMB_API_URL", url),
        ("HONEYCOMB_API_URL", "http://user:ge/heim@127.0.0.1:1"),
        ("HTTPS_PROXY", url),
    ] {
        let user = User::new()
            .env("HONEYCOMB_API_KEY", "c1a551c000d68f9ed1e96432ac1a3380")
            .env(name, url);
        let outcome = user.run(cloud);
        assert_ne!(outcome.code, Some(0), "{outcome}");
        assert!(!outcome.stderr.contains("heim"), "{outcome}");
    }
}
