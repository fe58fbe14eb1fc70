//! `--target cloud`: never reaches the local stack, and never hides that it reaches something other
//! than AWS.

use std::fs;

use serde_json::json;

use crate::common::{Aws, Outcome, Stack, User, assert_screen};

/// A user with keys for the cloud.
fn with_keys(user: User) -> User {
    user.env("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "example")
        .env("AWS_REGION", "eu-central-1")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("HONEYCOMB_API_KEY", "hcaik_0123456789abcdef")
        .env("ROLLBAR_ACCESS_TOKEN", "0123456789abcdef0123456789abcdef")
}

fn groups(stack: &Stack) -> usize {
    let groups = stack.logs("DescribeLogGroups", &json!({}));
    groups["logGroups"].as_array().map_or(0, Vec::len)
}

/// Returns the variables of `env export` for the local stack, without the user's own keys.
fn exported(user: &User) -> Vec<(String, String)> {
    let json = user
        .run(["env", "export", "--format", "json"])
        .expect_code(0);
    let all: std::collections::BTreeMap<String, String> = json.json();
    let keys = ["_KEY", "_KEY_ID", "_TOKEN", "_REGION"];
    all.into_iter()
        .filter(|(name, _)| !keys.iter().any(|end| name.ends_with(end)))
        .collect()
}

#[test]
fn the_local_stack_is_refused_where_real_keys_follow_its_addresses() {
    let user = User::new();
    let stack = user.stack();
    let variables = exported(&user);
    let user = variables
        .iter()
        .fold(with_keys(user), |user, (name, value)| user.env(name, value));
    let create = ["--target", "cloud", "logs", "create-group", "mine"];
    let refused = user.run(create).expect_code(2);
    for words in [
        &["logs", "groups"][..],
        &["xray", "groups"],
        &["rollbar", "items"],
        &["honeycomb", "auth"],
        &["traces", "recent"],
        &["init", "--yes", "--no-files"],
        &["backend", "start", "--port", "0"],
        &["backend", "run", "--port", "0"],
    ] {
        let outcome = user.run([&["--target", "cloud"], words].concat());
        let outcome = outcome.expect_code(2);
        assert!(outcome.stderr.contains("to the local stack"), "{outcome}");
    }
    assert_eq!(groups(&stack), 0);
    // do what the hint says
    let named = refused
        .stderr
        .split('`')
        .find(|part| part.starts_with("unset "));
    let named = named.expect("it is named").split(' ').skip(1);
    let user = named.fold(user, User::without);
    let outcome = user
        .env("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        .run(create);
    assert!(
        outcome.stderr.contains("http://127.0.0.1:9 (eu-central-1)"),
        "{outcome}"
    );
    assert_screen!(refused);
}

#[test]
fn no_spelling_of_this_machine_leads_to_the_stack() {
    let user = User::new();
    let stack = user.stack_with(["--bind", "0.0.0.0"]);
    let port = stack.addrs.services.port();
    let mut user = with_keys(user);
    let name = rustix::system::uname()
        .nodename()
        .to_string_lossy()
        .into_owned();
    let hosts = [
        "127.0.0.1",
        "localhost",
        "LocalHost",
        "127.1",
        "0.0.0.0",
        "2130706433",
        &name,
    ];
    for host in hosts {
        for variable in [
            "AWS_ENDPOINT_URL",
            "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS",
            "AWS_ENDPOINT_URL_STS",
            "HONEYCOMB_API_ENDPOINT",
            "HONEYCOMB_API_URL",
            "ROLLBAR_API_URL",
        ] {
            user = user.env(variable, &format!("http://{host}:{port}"));
            let outcome = user.run(["--target", "cloud", "logs", "create-group", "mine"]);
            let outcome = outcome.expect_code(2);
            let said = format!("{variable} leads to the local stack");
            assert!(outcome.stderr.contains(&said), "{outcome}");
            user = user.without(variable);
        }
    }
    let groups = user.run(["logs", "groups", "--jq", "length"]);
    assert_eq!(groups.expect_code(0).stdout, "0\n");
    drop(stack);
}

/// A stack whose state is unknown to this shell: it has another home, or belongs to another user.
#[test]
fn a_stack_with_another_home_is_refused_as_well() {
    let other = User::new();
    let stack = other.stack();
    let user = with_keys(User::new());
    let create = ["--target", "cloud", "logs", "create-group", "mine"];
    let port = stack.addrs.services.port();
    let url = format!("http://localhost:{port}");
    let user = user.env("AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", &url);
    let refused = user.run(create).expect_code(2);
    let mut user = user.without("AWS_ENDPOINT_URL_CLOUDWATCH_LOGS");
    for (variable, words) in [
        ("AWS_ENDPOINT_URL", &["xray", "groups"][..]),
        ("HONEYCOMB_API_ENDPOINT", &["honeycomb", "auth"]),
        ("ROLLBAR_API_URL", &["rollbar", "items"]),
        (
            "AWS_ENDPOINT_URL_XRAY",
            &["backend", "start", "--port", "0"],
        ),
        ("ROLLBAR_ENDPOINT", &["init", "--yes", "--no-files"]),
    ] {
        user = user.env(variable, &url);
        let outcome = user.run([&["--target", "cloud"], words].concat());
        let outcome = outcome.expect_code(2);
        let said = format!("{variable} leads to the local stack");
        assert!(outcome.stderr.contains(&said), "{outcome}");
        // the hint's own command unsets it
        let export = user
            .run(["--target", "cloud", "env", "export"])
            .expect_code(0);
        let left = export.stdout.contains(&url);
        assert!(!left, "{export}");
        user = user.without(variable);
    }
    for (variable, addr) in [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", stack.addrs.otlp_http),
        ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", stack.addrs.otlp_grpc),
        ("AWS_XRAY_DAEMON_ADDRESS", stack.addrs.xray_tcp),
    ] {
        let value = match variable {
            "AWS_XRAY_DAEMON_ADDRESS" => addr.to_string(),
            _ => format!("http://{addr}"),
        };
        user = user.env(variable, &value);
        let outcome = user.run(["--target", "cloud", "backend", "start", "--port", "0"]);
        let outcome = outcome.expect_code(2);
        let said = format!("{variable} leads to the local stack");
        assert!(outcome.stderr.contains(&said), "{outcome}");
        user = user.without(variable);
    }
    assert_eq!(groups(&stack), 0);
    assert_screen!(refused);
}

#[test]
fn an_address_in_ones_own_settings_may_not_be_the_stacks_either() {
    let stack = User::new().stack();
    let user = with_keys(User::new());
    let folder = user.home().join(".config/cruddur-obs");
    fs::create_dir_all(&folder).expect("folders can be made");
    let text = format!("[honeycomb]\napi_url = \"{}\"\n", stack.url());
    fs::write(folder.join("config.toml"), text).expect("files can be written");
    let outcome = user.run(["--target", "cloud", "honeycomb", "auth"]);
    let outcome = outcome.expect_code(2);
    assert!(
        outcome.stderr.contains("leads to the local stack"),
        "{outcome}"
    );
}

#[test]
fn a_profile_that_leads_to_the_stack_is_refused() {
    let user = User::new();
    let stack = user.stack();
    let aws = user.home().join(".aws");
    fs::create_dir_all(&aws).expect("folders can be made");
    let url = stack.url();
    let with = |config: &str| {
        let config = format!("[default]\nregion = eu-central-1\n{config}");
        fs::write(aws.join("config"), config).expect("files can be written");
    };
    let user = user
        .env("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "example");
    let create = ["--target", "cloud", "logs", "create-group", "mine"];
    with(&format!("endpoint_url = {url}\n"));
    let plain = user.run(create).expect_code(2);
    let services = [
        ("cloudwatch-logs", &["logs", "groups"][..]),
        ("cloudwatch_logs", &["logs", "groups"]),
        ("xray", &["xray", "groups"]),
        ("sts", &["xray", "groups"]),
        ("xray", &["backend", "start", "--port", "0"]),
    ];
    for (service, words) in services {
        with(&format!(
            "services = here\n[services here]\n{service} =\n  endpoint_url = {url}\n"
        ));
        let outcome = user.run([&["--target", "cloud"], words].concat());
        let outcome = outcome.expect_code(2);
        assert!(
            outcome.stderr.contains("the AWS profile leads"),
            "{outcome}"
        );
    }
    assert_eq!(groups(&stack), 0);
    assert_screen!(plain);
}

/// Keys are trimmed everywhere else too, and any variable may contain one.
#[test]
fn the_local_stacks_keys_are_refused_wherever_they_are() {
    for name in [
        "AWS_SECRET_ACCESS_KEY",
        "HONEYCOMB_API_KEY",
        "ROLLBAR_ACCESS_TOKEN",
        "ROLLBAR_READ_TOKEN",
        "ROLLBAR_WRITE_TOKEN",
    ] {
        let user = with_keys(User::new()).env(name, " local\n");
        let outcome = user.run(["--target", "cloud", "rollbar", "items"]);
        let outcome = outcome.expect_code(4);
        assert!(outcome.stderr.contains("the local stack"), "{outcome}");
        assert!(outcome.stderr.contains(name), "{outcome}");
        // the hint's own command unsets it
        let export = user.run(["--target", "cloud", "env", "export"]);
        assert!(
            export.stdout.contains(&format!("unset {name}\n")),
            "{export}"
        );
    }
    let user = User::new()
        .env("AWS_REGION", "eu-central-1")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    let aws = user.home().join(".aws");
    fs::create_dir_all(&aws).expect("folders can be made");
    let keys = "[default]\naws_access_key_id = local\naws_secret_access_key = local\n";
    fs::write(aws.join("credentials"), keys).expect("files can be written");
    let groups = ["--target", "cloud", "logs", "groups"];
    let refused = user.run(groups).expect_code(4);
    // keys in the environment take precedence over the default profile
    let user = user
        .env("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "example");
    user.run(groups).expect_code(1);
    let named = ["--aws-profile", "default"];
    user.run([&named[..], &groups].concat()).expect_code(4);
    assert_screen!(refused);
}

#[test]
fn the_backend_reports_to_the_cloud_or_says_that_it_would_not() {
    let user = User::new();
    let stack = user.stack();
    let mut user = with_keys(user);
    for (variable, value) in [
        (
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            format!("http://{}", stack.addrs.otlp_http),
        ),
        (
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
            format!("http://{}", stack.addrs.otlp_grpc),
        ),
        ("AWS_XRAY_DAEMON_ADDRESS", stack.addrs.xray_udp.to_string()),
        ("ROLLBAR_ENDPOINT", format!("{}/api/1/", stack.url())),
        ("ROLLBAR_ACCESS_TOKEN", "local".to_owned()),
    ] {
        user = user.env(variable, &value);
        let outcome = user.run(["--target", "cloud", "backend", "start", "--port", "0"]);
        assert!(matches!(outcome.code, Some(2 | 4)), "{outcome}");
        assert!(outcome.stderr.contains(variable), "{outcome}");
        user = user.without(variable);
    }
    // with `--target local`, the target in the settings is ignored
    user.file("cruddur-obs.toml", "target = \"cloud\"\n");
    user.run(["--target", "local", "backend", "start", "--port", "0"])
        .expect_code(0);
    user.run(["backend", "stop"]).expect_code(0);
}

/// Every message that would say "on AWS" names the actual address.
#[test]
fn another_address_is_named_where_aws_would_be() {
    let aws = Aws::answering(|path, _| match path {
        "/" => Some((200, json!({ "logGroups": [] }))),
        _ => Some((200, json!({ "Groups": [] }))),
    });
    let user = aws.user();
    let named = |user: &User, words: &[&str]| {
        let outcome = user.run(words);
        let said = format!("{}{}", outcome.stdout, outcome.stderr);
        assert!(!said.contains("AWS ("), "{said}");
        assert!(said.contains("http://127.0.0.1:"), "{said}");
        outcome
    };
    let created = named(&user, &["logs", "create-group", "mine"]);
    let deleted = named(&user, &["logs", "delete-group", "mine", "--yes"]);
    // set for one service only
    let url = user.run(["logs", "create-group", "x"]).stderr;
    let url = url
        .split("http://")
        .nth(1)
        .expect("it is named")
        .split(' ')
        .next();
    let url = format!("http://{}", url.expect("it is a word"));
    let user = user
        .without("AWS_ENDPOINT_URL")
        .env("AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", &url);
    named(&user, &["logs", "create-group", "mine"]);
    // set in a profile
    let user = user.without("AWS_ENDPOINT_URL_CLOUDWATCH_LOGS");
    let config = user.home().join(".aws");
    fs::create_dir_all(&config).expect("folders can be made");
    fs::write(
        config.join("config"),
        format!("[default]\nendpoint_url = {url}\n"),
    )
    .expect("files can be written");
    named(&user, &["logs", "create-group", "mine"]);
    assert_screen!(created, deleted);
}

/// Addresses that the SDK would quote in its own errors, together with the whole request.
const SECRET_ADDRESSES: [&str; 6] = [
    "bob:hunter2pw@127.0.0.1:9999",
    "http://bob:hunter2pw@127.0.0.1:9",
    "http://127.0.0.1:9/x?password=hunter2pw",
    "http:127.0.0.1:9",
    " http://127.0.0.1:9",
    "http:\\\\127.0.0.1:9",
];

#[test]
fn an_address_that_cannot_be_used_is_refused_and_not_repeated() {
    let mut user = with_keys(User::new()).env("CRUDDUR_OBS_TARGET", "cloud");
    let told = |outcome: &Outcome, named: &str| {
        let lines = outcome.stderr.lines().count();
        assert!(outcome.stderr.contains(named), "{outcome}");
        assert!(lines <= 4, "{outcome}");
        for secret in ["hunter2pw", "127.0.0.1:9", "Request", "AKIA"] {
            let without_example = outcome.stderr.replace("`http://127.0.0.1:4566`", "");
            assert!(!without_example.contains(secret), "{outcome}");
        }
    };
    for address in SECRET_ADDRESSES {
        for variable in [
            "AWS_ENDPOINT_URL",
            "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS",
            "AWS_ENDPOINT_URL_STS",
        ] {
            user = user.env(variable, address);
            for words in [&["logs", "groups"][..], &["xray", "groups"]] {
                told(&user.run(words).expect_code(2), variable);
            }
            user = user.without(variable);
        }
    }
    let aws = user.home().join(".aws");
    fs::create_dir_all(&aws).expect("folders can be made");
    let with = |config: &str| {
        fs::write(aws.join("config"), format!("[default]\n{config}")).expect("it can be written");
    };
    for address in SECRET_ADDRESSES {
        // values in the file are trimmed
        if address.starts_with(' ') {
            continue;
        }
        with(&format!("endpoint_url = {address}\n"));
        told(
            &user.run(["logs", "groups"]).expect_code(2),
            "`endpoint_url`",
        );
        with(&format!(
            "services = s\n[services s]\ncloudwatch_logs =\n  endpoint_url = {address}\n"
        ));
        told(
            &user.run(["logs", "groups"]).expect_code(2),
            "`cloudwatch_logs`",
        );
    }
    with("");
    let user = user.env("AWS_ENDPOINT_URL", SECRET_ADDRESSES[0]);
    let of_variable = user.run(["logs", "groups"]);
    with(&format!("endpoint_url = {}\n", SECRET_ADDRESSES[0]));
    let user = user.without("AWS_ENDPOINT_URL");
    assert_screen!(of_variable, user.run(["logs", "groups"]));
}

/// AWS documents the name `cloudwatch_logs`, but the SDK expects a hyphen.
#[test]
fn the_services_of_a_profile_are_found_by_their_documented_names() {
    let aws = Aws::answering(|path, _| match path {
        "/" => Some((200, json!({ "logGroups": [] }))),
        _ => Some((200, json!({ "Groups": [] }))),
    });
    let user = aws.user().without("AWS_ENDPOINT_URL");
    let folder = user.home().join(".aws");
    fs::create_dir_all(&folder).expect("folders can be made");
    let with = |service: &str| {
        let config = format!(
            "[default]\nservices = s\n[services s]\n{service} =\n  endpoint_url = {}\n",
            aws.url()
        );
        fs::write(folder.join("config"), config).expect("it can be written");
    };
    for name in ["cloudwatch_logs", "cloudwatch-logs"] {
        with(name);
        user.run(["logs", "groups"]).expect_code(0);
    }
    assert_eq!(aws.calls("/").len(), 2);
    // a variable takes precedence
    let user = user.env("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    let outcome = user.run(["logs", "groups"]);
    assert!(outcome.stderr.contains("http://127.0.0.1:9 "), "{outcome}");
    let user = user.without("AWS_ENDPOINT_URL");
    with("sso_oidc");
    let refused = user.run(["logs", "groups"]).expect_code(2);
    assert!(refused.stderr.contains("`sso-oidc`"), "{refused}");
}

/// Plain http is only allowed for this machine; a proxy would send the keys across the network.
#[test]
fn an_address_of_this_machine_is_reached_without_a_proxy() {
    let proxy = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    proxy.set_nonblocking(true).unwrap();
    let url = format!("http://{}", proxy.local_addr().unwrap());
    let aws = Aws::answering(|_, _| Some((200, json!({ "logGroups": [], "Groups": [] }))));
    let mut user = with_keys(aws.user())
        .env("HONEYCOMB_API_URL", aws.url())
        .env("ROLLBAR_API_URL", aws.url());
    for variable in ["HTTP_PROXY", "http_proxy", "ALL_PROXY"] {
        user = user.env(variable, &url);
    }
    user.run(["logs", "groups"]).expect_code(0);
    user.run(["xray", "groups"]).expect_code(0);
    for words in [["honeycomb", "auth"], ["rollbar", "items"]] {
        // fails, because the server is not a real service
        user.run(words).expect_code(1);
    }
    let error = proxy.accept().map(|_| ()).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::WouldBlock);
    assert_eq!(aws.calls("/").len(), 1);
}
