//! `env export`, evaluated by real shells and parsed by real parsers.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use cruddur_obs::model::StackAddrs;

use crate::common::{Outcome, User, assert_screen};

type Variables = BTreeMap<String, String>;

/// Returns the environment of a POSIX shell after `eval "$(…)"` of `text`.
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

/// Settings with names that would be executed, or break the output, if quoted carelessly.
const ODD: &str = r#"
service = 'back end $(touch pwned) `id` "x" it''s'
region = "eu-central-1"
[logs]
group = "/cruddur/web#1"
[rollbar]
environment = "staging; exit 7"
"#;

fn odd() -> String {
    // a literal TOML string cannot contain a single quote
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
    // Compose fills in a variable without a value from its own environment
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
    // now the profile's region applies
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

/// The OpenTelemetry variables that SDKs and agents need, on either target.
#[test]
fn stock_opentelemetry_needs_nothing_else() {
    let user = User::new();
    let stack = user.stack();
    let shell = evaluated(&user.run(["env", "export"]).expect_code(0).stdout, &[]);
    let endpoint = format!("http://{}", stack.addrs.otlp_http);
    for (name, value) in [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", &*endpoint),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        ("OTEL_TRACES_EXPORTER", "otlp"),
        ("OTEL_LOGS_EXPORTER", "otlp"),
        ("OTEL_METRICS_EXPORTER", "none"),
    ] {
        assert_eq!(shell[name], value, "{name}");
    }
    // a program's own setting for metrics is kept
    let user = user.env("OTEL_METRICS_EXPORTER", "otlp");
    let json = user.run(["env", "export", "--format", "json"]);
    assert_eq!(json.json::<Variables>()["OTEL_METRICS_EXPORTER"], "otlp");
    let cloud = ["--target", "cloud", "env", "export", "--format", "json"];
    assert_eq!(
        user.run(cloud).json::<Variables>()["OTEL_TRACES_EXPORTER"],
        "otlp"
    );
    assert_eq!(
        user.run(cloud).json::<Variables>()["OTEL_METRICS_EXPORTER"],
        "otlp"
    );
}

#[test]
fn what_wins_over_the_general_variables_is_taken_away_for_the_stack() {
    const KEY: &str = "x-honeycomb-team=hcaik_0123456789abcdef";
    let before = [
        (
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
            "https://api.honeycomb.io/v1/traces",
        ),
        ("OTEL_EXPORTER_OTLP_LOGS_PROTOCOL", "grpc"),
        ("OTEL_EXPORTER_OTLP_METRICS_HEADERS", KEY),
        ("OTEL_EXPORTER_OTLP_HEADERS", KEY),
        ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"),
    ];
    let user = before
        .iter()
        .fold(User::new(), |user, (name, value)| user.env(name, value));
    let _stack = user.stack();
    let outcome = user.run(["env", "export"]).expect_code(0);
    assert!(!outcome.to_string().contains("hcaik"), "{outcome}");
    let shell = evaluated(&outcome.stdout, &before);
    for (name, _) in &before[..4] {
        assert_eq!(shell.get(*name), None, "{name}");
    }
    assert_eq!(shell["OTEL_EXPORTER_OTLP_COMPRESSION"], "gzip");
}

/// Logs go to CloudWatch over OTLP with their own key, everything else to Honeycomb.
#[test]
fn honeycomb_s_key_goes_to_honeycomb_alone() {
    const KEY: &str = "hcaik_0123456789abcdef";
    let logs = "https://logs.eu-central-1.amazonaws.com/v1/logs";
    let before = [
        ("HONEYCOMB_API_KEY", KEY),
        ("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", logs),
        (
            "OTEL_EXPORTER_OTLP_HEADERS",
            "x-honeycomb-team=hcaik_0123456789abcdef",
        ),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://api.honeycomb.io"),
    ];
    let user = before
        .iter()
        .fold(User::new(), |user, (name, value)| user.env(name, value));
    let outcome = user
        .run(["--target", "cloud", "env", "export"])
        .expect_code(0);
    let shell = evaluated(&outcome.stdout, &before);
    assert_eq!(shell["OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"], logs);
    assert_eq!(
        shell["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"],
        "https://api.honeycomb.io/v1/traces"
    );
    assert_eq!(
        shell["OTEL_EXPORTER_OTLP_METRICS_HEADERS"],
        format!("x-honeycomb-team={KEY}")
    );
    for general in ["OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_ENDPOINT"] {
        assert_eq!(shell.get(general), None, "{general}");
    }
}

#[test]
fn variables_that_opentelemetry_would_ignore_are_told() {
    let user = User::new();
    let _stack = user.stack();
    let user = user
        .env("OTEL_CONFIG_FILE", "otel.yaml")
        .env("OTEL_SDK_DISABLED", "true");
    let warned = |outcome: Outcome| {
        for name in ["OTEL_CONFIG_FILE", "OTEL_SDK_DISABLED"] {
            assert!(
                outcome.stderr.contains(&format!("run `unset {name}`")),
                "{outcome}"
            );
        }
    };
    warned(user.run(["env", "export"]).expect_code(0));
    warned(
        user.run(["--target", "cloud", "env", "export"])
            .expect_code(0),
    );
    warned(user.run(["init", "--yes", "--no-files"]).expect_code(0));
}

const STAND_INS: [&str; 2] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];
const STAND_IN: &str = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are set to `local`";

/// A program keeps its own AWS credentials, wherever the SDKs find them. SDKs accept half a pair as
/// credentials and fail at the first call.
#[test]
fn half_a_pair_of_aws_keys_is_an_error_wherever_it_is() {
    let user = User::new();
    let _stack = user.stack();
    let own = "AKIAIOSFODNN7EXAMPLE";
    let export = ["env", "export"];
    let mut first = None;
    let mut user = user.env("AWS_REGION", "eu-central-1");
    for [set, missing] in [STAND_INS, [STAND_INS[1], STAND_INS[0]]] {
        user = user.env(set, own);
        for words in [
            &export[..],
            &["init", "--yes", "--no-files"],
            &["--target", "cloud", "logs", "groups"],
            &["--target", "cloud", "backend", "start", "--port", "0"],
        ] {
            let outcome = user.run(words).expect_code(2);
            let told = format!("{set} is set and {missing} is not");
            assert!(outcome.stderr.contains(&told), "{outcome}");
            first.get_or_insert(outcome);
        }
        user = user.env(missing, "local");
        let outcome = user.run(export).expect_code(2);
        let told = format!("{missing} is `local`");
        assert!(outcome.stderr.contains(&told), "{outcome}");
        user = user.without(set).without(missing);
    }
    let aws = user.home().join(".aws");
    fs::create_dir_all(&aws).expect("folders can be made");
    let half = format!("[default]\naws_access_key_id = {own}\n");
    fs::write(aws.join("credentials"), &half).expect("files can be written");
    let cloud = user.run(["--target", "cloud", "logs", "groups"]);
    let local = user.run(export);
    assert!(!user.work().join(".env").exists());
    // a role replaces the pair
    fs::write(
        aws.join("credentials"),
        half + "credential_process = false\n",
    )
    .unwrap();
    user.run(export).expect_code(0);
    assert_screen!(
        first.expect("there was one"),
        cloud.expect_code(2),
        local.expect_code(2)
    );
}

#[test]
fn credentials_of_one_s_own_stay_where_they_are() {
    let user = User::new();
    let _stack = user.stack();
    let stands_in = |user: &User, format: &str| {
        let outcome = user
            .run(["env", "export", "--format", format])
            .expect_code(0);
        let told = outcome.stderr.contains(STAND_IN);
        let set = outcome.stdout.contains("local\n")
            && outcome.stdout.contains("AWS_SECRET_ACCESS_KEY=local");
        assert_eq!(told, set, "{outcome}");
        told
    };
    assert!(stands_in(&user, "shell") && stands_in(&user, "dotenv"));
    // a second evaluation in the same shell gives the same result
    let user = user
        .env("AWS_ACCESS_KEY_ID", "local")
        .env("AWS_SECRET_ACCESS_KEY", "local");
    assert!(stands_in(&user, "shell"));
    let mut user = user
        .without("AWS_ACCESS_KEY_ID")
        .without("AWS_SECRET_ACCESS_KEY");
    for (name, value) in [
        ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
        ("AWS_PROFILE", "work"),
        ("AWS_WEB_IDENTITY_TOKEN_FILE", "/token"),
        ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/credentials"),
        (
            "AWS_CONTAINER_CREDENTIALS_FULL_URI",
            "http://169.254.170.2/",
        ),
        (
            "AWS_EC2_METADATA_SERVICE_ENDPOINT",
            "http://169.254.169.254/",
        ),
    ] {
        user = user.env(name, value);
        if name == STAND_INS[0] {
            // half a pair is invalid, and no SDK reports that before its first call
            user = user.env(STAND_INS[1], "example");
        }
        for format in ["shell", "dotenv"] {
            assert!(!stands_in(&user, format), "{name}");
        }
        user = user.without(name).without(STAND_INS[1]);
    }
    let aws = user.home().join(".aws");
    fs::create_dir_all(&aws).expect("folders can be made");
    for (file, text, own) in [
        ("config", "[default]\nregion = eu-north-1\n", false),
        ("config", "[default]\nsso_session = x\n", true),
        ("config", "[default]\ncredential_process = x\n", true),
        ("config", "[profile other]\nrole_arn = x\n", false),
        (
            "credentials",
            "[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n",
            true,
        ),
    ] {
        fs::write(aws.join(file), text).expect("files can be written");
        assert_eq!(stands_in(&user, "shell"), !own, "{text}");
    }
    // old placeholders would hide the real credentials
    let before = [
        ("AWS_ACCESS_KEY_ID", "local"),
        ("AWS_SECRET_ACCESS_KEY", "local"),
    ];
    let user = before
        .iter()
        .fold(user, |user, (name, value)| user.env(name, value));
    let shell = evaluated(&user.run(["env", "export"]).stdout, &before);
    assert_eq!(shell.get("AWS_ACCESS_KEY_ID"), None);
    // a container cannot read this user's files
    let compose = user.run(["env", "export", "--format", "compose"]);
    assert!(compose.stderr.contains(STAND_IN), "{compose}");
    let user = user
        .env("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "example");
    let compose = user
        .run(["env", "export", "--format", "compose"])
        .expect_code(0);
    let compose: serde_yaml_ng::Value =
        serde_yaml_ng::from_str(&compose.stdout).expect("it is YAML");
    let environment = compose["environment"].as_mapping().expect("it is one");
    assert!(
        environment["AWS_SESSION_TOKEN"].is_null() && environment["AWS_ACCESS_KEY_ID"].is_null()
    );
    // the same for `init`
    user.run(["init", "--yes", "--no-files"]).expect_code(0);
    let env = fs::read_to_string(user.work().join(".env")).expect("it was written");
    assert!(!env.contains("AWS_ACCESS_KEY_ID"), "{env}");
}

#[test]
fn a_region_of_one_s_own_stays() {
    let user = User::new();
    let _stack = user.stack();
    let exported = |user: &User, flags: &[&str]| {
        let json = user.run([flags, &["env", "export", "--format", "json"]].concat());
        let all: Variables = json.json();
        let region = |name: &str| all.get(name).cloned().unwrap_or_default();
        [region("AWS_REGION"), region("AWS_DEFAULT_REGION")]
    };
    assert_eq!(exported(&user, &[]), ["us-east-1"; 2]);
    let aws = user.home().join(".aws");
    fs::create_dir_all(&aws).expect("folders can be made");
    fs::write(aws.join("config"), "[default]\nregion = eu-north-1\n").expect("it can be written");
    assert_eq!(exported(&user, &[]), ["", ""]);
    user.file("cruddur-obs.toml", "region = \"eu-west-1\"\n");
    assert_eq!(exported(&user, &[]), ["eu-west-1"; 2]);
    let user = user.env("AWS_DEFAULT_REGION", "eu-west-2");
    assert_eq!(exported(&user, &[]), ["eu-west-2"; 2]);
    let user = user.env("AWS_REGION", "eu-west-3");
    assert_eq!(exported(&user, &[]), ["eu-west-3", "eu-west-2"]);
    assert_eq!(
        exported(&user, &["--region", "sa-east-1"]),
        ["sa-east-1"; 2]
    );
}

#[test]
fn a_key_with_blanks_around_it_is_given_on_without_them() {
    const KEY: &str = "hcaik_0123456789abcdef";
    let odd = format!("  {KEY}\r\n");
    let user = User::new().env("HONEYCOMB_API_KEY", &odd);
    let export = |format: &str| {
        let flags = ["--target", "cloud", "env", "export", "--format", format];
        user.run(flags).expect_code(0)
    };
    let shell = evaluated(&export("shell").stdout, &[("HONEYCOMB_API_KEY", &odd)]);
    assert_eq!(shell["HONEYCOMB_API_KEY"], KEY);
    assert_eq!(
        shell["OTEL_EXPORTER_OTLP_HEADERS"],
        format!("x-honeycomb-team={KEY}")
    );
    assert!(export("dotenv").stderr.contains("in HONEYCOMB_API_KEY"));
}

/// Names of environment variables can contain anything, and must never be executed.
#[test]
fn no_name_of_a_variable_is_evaluated() {
    let user = User::new();
    let stack = user.stack();
    let name = "AWS_ENDPOINT_URL$(touch pwned)";
    let user = user
        .env(name, &stack.url())
        .env("AWS_ENDPOINT_URL;touch pwned", &stack.url());
    let text = user
        .run(["--target", "cloud", "env", "export"])
        .expect_code(0)
        .stdout;
    assert!(!text.contains("pwned"), "{text}");
    evaluated(&text, &[]);
    assert!(!user.work().join("pwned").exists());
}

/// A shell set up for the local stack exports the variables of the cloud while the stack is
/// running.
#[test]
fn an_address_of_the_running_stack_is_never_exported_as_the_cloud_s() {
    let mut user = User::new();
    let stack = user.stack();
    let url = format!("http://localhost:{}", stack.addrs.services.port());
    for name in [
        "HONEYCOMB_API_ENDPOINT",
        "HONEYCOMB_API_URL",
        "ROLLBAR_API_URL",
        "AWS_ENDPOINT_URL",
    ] {
        user = user.env(name, &url);
        let exported = user
            .run(["--target", "cloud", "env", "export"])
            .expect_code(0);
        let shell = evaluated(&exported.stdout, &[(name, &url)]);
        let is_left = |value: &String| value.contains("localhost");
        assert!(!shell.values().any(is_left), "{shell:?}");
        user = user.without(name);
    }
}
