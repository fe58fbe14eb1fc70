//! `env export`, evaluated by a real shell and read by real parsers.

use std::collections::BTreeMap;
use std::process::Command;

use cruddur_obs::model::StackAddrs;

use crate::common::{User, assert_screen};

type Variables = BTreeMap<String, String>;

/// What a POSIX shell has in its environment after `eval "$(…)"` of `text`.
fn evaluated(text: &str, before: &[(&str, &str)]) -> Variables {
    let output = Command::new("sh")
        .args(["-c", r#"eval "$1"; env -0"#, "sh", text])
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .envs(before.iter().copied())
        .output()
        .expect("there is a shell");
    assert!(output.stderr.is_empty(), "{output:?}");
    let text = String::from_utf8(output.stdout).expect("the environment is text");
    let pairs = text.split_terminator('\0');
    let pairs = pairs.map(|pair| pair.split_once('=').expect("names have values"));
    let own = ["PATH", "PWD", "SHLVL", "_", "OLDPWD"];
    pairs
        .filter(|(name, _)| !own.contains(name))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// A folder's settings with names that a careless writer would run or break on.
const ODD: &str = r#"
service = 'back end $(touch pwned) `id` "x" it''s'
region = "eu-central-1"
[logs]
group = "/cruddur/web#1"
[rollbar]
environment = "staging; exit 7"
"#;

fn odd() -> String {
    // a literal TOML string cannot hold a single quote
    ODD.replace("it''s'", "its'")
}

#[test]
fn a_shell_can_evaluate_it_whatever_the_names_are() {
    let user = User::new();
    user.file("cruddur-obs.toml", &odd());
    let stack = user.stack();
    let outcome = user.run(["env", "export"]).expect_code(0);
    let shell = evaluated(&outcome.stdout, &[]);
    let StackAddrs {
        services,
        otlp_http,
        xray_udp,
        ..
    } = stack.addrs;
    for (name, value) in [
        (
            "OTEL_SERVICE_NAME",
            r#"back end $(touch pwned) `id` "x" its"#.to_owned(),
        ),
        ("CLOUDWATCH_LOG_GROUP", "/cruddur/web#1".to_owned()),
        ("ROLLBAR_ENVIRONMENT", "staging; exit 7".to_owned()),
        ("AWS_REGION", "eu-central-1".to_owned()),
        ("AWS_DEFAULT_REGION", "eu-central-1".to_owned()),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", format!("http://{otlp_http}")),
        ("AWS_XRAY_DAEMON_ADDRESS", xray_udp.to_string()),
        (
            "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS",
            format!("http://{services}"),
        ),
        ("AWS_ENDPOINT_URL_XRAY", format!("http://{services}")),
        ("AWS_SECRET_ACCESS_KEY", "local".to_owned()),
        ("ROLLBAR_ENDPOINT", format!("http://{services}/api/1/")),
        ("HONEYCOMB_API_KEY", "local".to_owned()),
    ] {
        assert_eq!(shell.get(name), Some(&value), "{name}");
    }
    assert!(!user.folder().join("pwned").exists());

    let json = user.run(["env", "export", "--format", "json"]);
    assert_eq!(json.json::<Variables>(), shell);
    let json = user.run(["env", "export", "-o", "json"]);
    assert_eq!(json.json::<Variables>(), shell);
    let dotenv = user.run(["env", "export", "--format", "dotenv"]).stdout;
    let read: Variables = dotenvy::from_read_iter(dotenv.as_bytes())
        .map(|pair| pair.expect("it is read"))
        .collect();
    assert_eq!(read, shell);
}

#[test]
fn a_container_sees_the_stack_on_its_host() {
    let user = User::new();
    user.file("cruddur-obs.toml", &odd());
    let stack = user.stack();
    let outcome = user.run(["env", "export", "--format", "compose"]);
    let service: serde_yaml_ng::Value =
        serde_yaml_ng::from_str(&outcome.expect_code(0).stdout).expect("it is YAML");
    let port = stack.addrs.otlp_http.port();
    assert_eq!(
        service["environment"]["OTEL_EXPORTER_OTLP_ENDPOINT"],
        format!("http://host.docker.internal:{port}")
    );
    // Compose reads `$$` as a dollar sign
    assert_eq!(
        service["environment"]["OTEL_SERVICE_NAME"],
        r#"back end $$(touch pwned) `id` "x" its"#
    );
    assert_eq!(
        service["extra_hosts"][0],
        "host.docker.internal:host-gateway"
    );
}

#[test]
fn the_cloud_s_secrets_are_named_and_not_told() {
    let key = "hcaik_0123456789abcdef";
    let user = User::new()
        .env("HONEYCOMB_API_KEY", key)
        .env("ROLLBAR_ACCESS_TOKEN", "0123456789abcdef0123456789abcdef");
    let export = |format: &str| {
        user.run([
            "--target",
            "cloud",
            "--region",
            "eu-central-1",
            "env",
            "export",
            "--format",
            format,
        ])
        .expect_code(0)
    };
    for format in ["shell", "dotenv", "json", "compose"] {
        let outcome = export(format);
        let told = format!("{}{}", outcome.stdout, outcome.stderr);
        assert!(!told.contains("0123456789abcdef"), "{outcome}");
    }
    let shell = evaluated(&export("shell").stdout, &[("HONEYCOMB_API_KEY", key)]);
    assert_eq!(
        shell["OTEL_EXPORTER_OTLP_HEADERS"],
        format!("x-honeycomb-team={key}")
    );
    let compose: serde_yaml_ng::Value =
        serde_yaml_ng::from_str(&export("compose").stdout).expect("it is YAML");
    let environment = &compose["environment"];
    assert_eq!(
        environment["OTEL_EXPORTER_OTLP_HEADERS"],
        "x-honeycomb-team=${HONEYCOMB_API_KEY}"
    );
    // a name without a value takes the one that Compose was given
    assert!(environment["ROLLBAR_ACCESS_TOKEN"].is_null());
    assert_screen!(export("shell"), export("json"));
}

#[test]
fn going_to_the_cloud_takes_the_local_stack_s_leftovers_away() {
    let user = User::new();
    let stack = user.stack();
    let local = evaluated(&user.run(["env", "export"]).stdout, &[]);
    drop(stack);
    let leftovers: Vec<(&str, &str)> = local.iter().map(|(n, v)| (&**n, &**v)).collect();
    let in_that_shell = leftovers
        .iter()
        .fold(User::new(), |user, (name, value)| user.env(name, value));
    assert_screen!(in_that_shell.run(["--target", "cloud", "rollbar", "items"]));
    let cloud = in_that_shell.run(["--target", "cloud", "env", "export"]);
    let shell = evaluated(&cloud.expect_code(0).stdout, &leftovers);
    for (name, value) in &shell {
        assert!(!value.contains("127.0.0.1"), "{name}={value}");
        assert!(value != "local", "{name}={value}");
    }
    assert_eq!(
        shell["OTEL_EXPORTER_OTLP_ENDPOINT"],
        "https://api.honeycomb.io"
    );
    // the profile's region is the one that counts now
    assert_eq!(shell.get("AWS_REGION"), None);
    assert_eq!(shell.get("AWS_DEFAULT_REGION"), None);
}

#[test]
fn what_cannot_be_written_is_refused() {
    let user = User::new();
    assert_screen!(
        user.run(["env", "export"]),
        user.run(["--target", "cloud", "env", "export"]),
    );
    user.file("cruddur-obs.toml", "service = \"it's\"\n");
    assert_screen!(user.run(["--target", "cloud", "env", "export", "--format", "dotenv"]));
    user.file("cruddur-obs.toml", "service = \"two\\nlines\"\n");
    assert_screen!(user.run(["--target", "cloud", "env", "export"]));
}
