//! `init` without prompts: what it writes, leaves unchanged and refuses.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;
use std::process::Command;

use crate::common::{Outcome, User, assert_screen};

const KEY: &str = "hcaik_01hqk4k20cjeh63wca8vva5stw3f";
const TOKEN: &str = "0123456789abcdef0123456789abcdef";

/// All files, in the order of output.
const FILES: [&str; 7] = [
    "cruddur-obs.toml",
    "docker-compose.obs.yml",
    "otel-collector.yaml",
    ".gitpod.yml",
    ".env.example",
    "xray-sampling-rule.json",
    "iam-policy.json",
];

/// A fake `gp env` that records the arguments of each call, one per line, and reads its answers
/// from a file.
const GP: &str = r#"#!/bin/sh
{ for argument in "$@"; do printf '<%s>' "$argument"; done; echo; } >> "$HOME/gp.calls"
if [ $# = 1 ]; then cat "$HOME/gp.variables" 2>/dev/null; else echo "$2"; fi
exit 0
"#;

fn with_keys(user: User) -> User {
    user.env("HONEYCOMB_API_KEY", KEY)
        .env("ROLLBAR_ACCESS_TOKEN", TOKEN)
}

fn cloud(user: &User, args: &[&str]) -> Outcome {
    let first = [
        "--target",
        "cloud",
        "--region",
        "eu-central-1",
        "init",
        "--yes",
    ];
    told_nothing(user.run([&first[..], args].concat()))
}

/// Checks that neither stream contains a key.
#[track_caller]
fn told_nothing(outcome: Outcome) -> Outcome {
    for secret in [KEY, TOKEN] {
        let said = format!("{}{}", outcome.stdout, outcome.stderr);
        assert!(!said.contains(secret), "{said}");
    }
    outcome
}

fn read(user: &User, file: &str) -> String {
    fs::read_to_string(user.work().join(file)).unwrap_or_default()
}

fn variables(user: &User) -> BTreeMap<String, String> {
    let text = read(user, ".env");
    let pairs = dotenvy::from_read_iter(text.as_bytes());
    pairs.map(|pair| pair.expect("it is read")).collect()
}

#[expect(clippy::disallowed_methods, reason = "git must be found")]
fn git(user: &User, args: &[&str]) {
    let done = Command::new("git")
        .arg("-C")
        .arg(user.work())
        .args(args)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", user.home())
        .output()
        .expect("there is git");
    assert!(done.status.success(), "{done:?}");
}

#[test]
fn the_local_stack_needs_nothing_and_a_second_time_changes_nothing() {
    let user = User::new();
    assert_screen!(user.run(["init", "--yes"]).expect_code(0));
    let written: Vec<String> = FILES.iter().map(|file| read(&user, file)).collect();
    assert!(written.iter().all(|text| !text.is_empty()));
    let env = variables(&user);
    assert_eq!(env["OTEL_EXPORTER_OTLP_ENDPOINT"], "http://127.0.0.1:4318");
    assert_eq!(env["AWS_SECRET_ACCESS_KEY"], "local");
    let mode = fs::metadata(user.work().join(".env"))
        .expect("it is there")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);

    assert_screen!(user.run(["init", "--yes"]).expect_code(0));
    let again: Vec<String> = FILES.iter().map(|file| read(&user, file)).collect();
    assert_eq!(written, again);
    // the written settings are valid
    user.run(["local", "status"]).expect_code(3);
}

#[test]
fn a_running_stack_is_what_the_environment_points_at() {
    let user = User::new();
    let stack = user.stack();
    user.run(["init", "--yes", "--no-files"]).expect_code(0);
    let endpoint = format!("http://{}", stack.addrs.otlp_http);
    assert_eq!(variables(&user)["OTEL_EXPORTER_OTLP_ENDPOINT"], endpoint);
    assert!(!user.work().join(".gitpod.yml").exists());
}

#[test]
fn what_was_chosen_is_in_every_file() {
    let user = User::new();
    let outcome = cloud(
        &user,
        &[
            "--service",
            "it is $HOME \"#1\"",
            "--group",
            "Mine",
            "--log-group",
            "/my/logs",
            "--honeycomb",
            "eu",
            "--rollbar-environment",
            "staging",
            "--env",
            "none",
            "--compose-service",
            "api",
            "-o",
            "json",
        ],
    )
    .expect_code(0);
    let entries: Vec<BTreeMap<String, String>> = outcome.json();
    let files: Vec<&str> = entries.iter().map(|entry| &*entry["what"]).collect();
    assert_eq!(files, FILES);
    assert!(entries.iter().all(|entry| entry["state"] == "new"));
    assert!(!user.work().join(".env").exists());

    let settings: toml::Table = read(&user, "cruddur-obs.toml").parse().expect("it is TOML");
    assert_eq!(settings["service"].as_str(), Some("it is $HOME \"#1\""));
    assert_eq!(settings["target"].as_str(), Some("cloud"));
    assert_eq!(settings["region"].as_str(), Some("eu-central-1"));
    assert_eq!(settings["xray"]["group"].as_str(), Some("Mine"));
    assert_eq!(settings["rollbar"]["environment"].as_str(), Some("staging"));
    let yaml = |file: &str| -> serde_yaml_ng::Value {
        serde_yaml_ng::from_str(&read(&user, file)).expect("it is YAML")
    };
    let compose = yaml("docker-compose.obs.yml");
    let backend = &compose["services"]["backend-cloud"];
    assert_eq!(backend["extends"]["service"], "api");
    assert_eq!(
        backend["environment"]["OTEL_SERVICE_NAME"],
        "it is $$HOME \"#1\""
    );
    let collector = yaml("otel-collector.yaml");
    assert_eq!(
        collector["exporters"]["otlphttp/honeycomb"]["endpoint"],
        "https://api.eu1.honeycomb.io"
    );
    let rule: serde_json::Value =
        serde_json::from_str(&read(&user, "xray-sampling-rule.json")).expect("it is JSON");
    assert_eq!(rule["SamplingRule"]["RuleName"], "Mine");
}

#[test]
fn what_differs_is_shown_and_kept_until_forced() {
    let user = with_keys(User::new());
    cloud(&user, &[]).expect_code(0);
    user.file(".gitpod.yml", "tasks: []\nports: []\n");
    let env = read(&user, ".env");
    let other = env
        .replace(KEY, "hcaik_anotherkeyanotherkeyanotherk")
        .replace("cruddur", "mine");
    user.file(".env", &format!("# my own\nOTHER=1\n{other}"));

    assert_screen!(cloud(&user, &[]).expect_code(1));
    assert_eq!(read(&user, ".gitpod.yml"), "tasks: []\nports: []\n");
    assert_eq!(variables(&user)["CLOUDWATCH_LOG_GROUP"], "mine");
    assert_screen!(cloud(&user, &["--force"]).expect_code(0));
    assert_eq!(read(&user, ".env"), format!("# my own\nOTHER=1\n{env}"));
}

#[test]
fn no_secret_goes_into_a_file_that_git_would_publish() {
    let user = with_keys(User::new());
    git(&user, &["init", "--quiet"]);
    let not_ignored = cloud(&user, &[]).expect_code(1);
    for file in FILES {
        assert!(!user.work().join(file).exists(), "{file} was written");
    }
    user.file(".env", "OTHER=1\n");
    git(&user, &["add", ".env"]);
    user.file(".gitignore", ".env\n");
    let tracked = cloud(&user, &[]).expect_code(1);
    assert_eq!(read(&user, ".env"), "OTHER=1\n");
    git(&user, &["rm", "--quiet", "--cached", ".env"]);
    let ignored = cloud(&user, &[]).expect_code(0);
    assert_eq!(variables(&user)["HONEYCOMB_API_KEY"], KEY);
    assert_screen!(not_ignored, tracked, ignored);

    // variables for the local stack are not secret
    let other = User::new();
    git(&other, &["init", "--quiet"]);
    other.run(["init", "--yes"]).expect_code(0);
}

#[test]
fn the_environment_of_a_cloud_has_its_keys() {
    let user = with_keys(User::new())
        .env("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "example");
    cloud(&user, &["--no-files"]).expect_code(0);
    let env = variables(&user);
    assert_eq!(env["HONEYCOMB_API_KEY"], KEY);
    assert_eq!(env["ROLLBAR_ACCESS_TOKEN"], TOKEN);
    assert_eq!(env["AWS_ACCESS_KEY_ID"], "AKIAIOSFODNN7EXAMPLE");
    assert_eq!(env["AWS_DEFAULT_REGION"], "eu-central-1");
    assert_eq!(
        env["OTEL_EXPORTER_OTLP_HEADERS"],
        format!("x-honeycomb-team={KEY}")
    );
    let keyless = User::new()
        .env("AWS_ACCESS_KEY_ID", "ASIAPASSING")
        .env("AWS_SECRET_ACCESS_KEY", "passing")
        .env("AWS_SESSION_TOKEN", "x");
    let outcome = cloud(&keyless, &["--no-files"]).expect_code(0);
    // temporary keys are not written, because they expire within hours
    assert!(!variables(&keyless).contains_key("AWS_ACCESS_KEY_ID"));
    assert_screen!(outcome);
}

#[test]
fn leaving_the_local_stack_takes_its_addresses_and_keys_away() {
    let user = with_keys(User::new());
    user.run(["init", "--yes"]).expect_code(0);
    cloud(&user, &["--force"]).expect_code(0);
    for (name, value) in variables(&user) {
        assert!(
            value != "local" && !value.contains("127.0.0.1"),
            "{name}={value}"
        );
    }
    // switching back must not overwrite a real key
    let back = told_nothing(user.run(["--target", "local", "init", "--yes", "--force"]));
    assert_eq!(variables(&user)["HONEYCOMB_API_KEY"], KEY);
    assert_screen!(back.expect_code(0));
}

#[test]
fn addresses_are_written_all_or_none() {
    let user = with_keys(User::new());
    cloud(&user, &["--no-files"]).expect_code(0);
    let before = read(&user, ".env");
    let local = user.run(["--target", "local", "init", "--yes", "--no-files"]);
    assert_screen!(told_nothing(local.expect_code(1)));
    assert_eq!(
        read(&user, ".env"),
        before,
        "no part of it points elsewhere"
    );
}

#[test]
fn gitpod_is_given_the_variables_in_one_call_and_tells_nobody() {
    let user = with_keys(User::new());
    user.program("gp", GP);
    fs::write(
        user.home().join("gp.variables"),
        format!("ROLLBAR_ACCESS_TOKEN={TOKEN}\nAWS_ACCESS_KEY_ID=local\nOTHER=1\n"),
    )
    .expect("files can be written");
    assert_screen!(cloud(&user, &["--no-files"]).expect_code(0));
    let calls = fs::read_to_string(user.home().join("gp.calls")).expect("it was called");
    let calls: Vec<&str> = calls.lines().collect();
    assert_eq!(calls.len(), 3, "{calls:?}");
    assert_eq!(calls[0], "<env>");
    assert!(calls[1].contains(&format!("<HONEYCOMB_API_KEY={KEY}>")));
    assert!(calls[1].contains("<OTEL_SERVICE_NAME=backend-flask>"));
    assert!(!calls[1].contains("ROLLBAR_ACCESS_TOKEN"), "it was there");
    assert_eq!(calls[2], "<env><--unset><AWS_ACCESS_KEY_ID>");
    assert!(!user.work().join(".env").exists());
}

#[test]
fn gitpod_is_left_alone_for_the_local_stack_and_where_it_would_change_values() {
    let user = with_keys(User::new());
    user.program("gp", GP);
    user.run(["init", "--yes", "--no-files"]).expect_code(0);
    assert!(!user.home().join("gp.calls").exists());
    let quoted = ["--no-files", "--service", "\"quoted\""];
    assert_screen!(cloud(&user, &quoted).expect_code(2));
    fs::write(
        user.home().join("gp.variables"),
        "CLOUDWATCH_LOG_GROUP=mine\n",
    )
    .expect("files can be written");
    // the settings are for the local stack, so both files differ
    assert_screen!(cloud(&user, &["--no-files"]).expect_code(1));
    user.program("gp", "#!/bin/sh\necho secret >&2; exit 3\n");
    assert_screen!(cloud(&user, &["--no-files"]).expect_code(1));
}

#[test]
fn what_no_service_would_take_is_refused_before_anything_is_written() {
    let user = User::new();
    assert_screen!(
        user.run(["init"]),
        user.run(["--target", "cloud", "init", "--yes"]),
        user.run([
            "--target",
            "cloud",
            "--region",
            "can-central-1",
            "init",
            "--yes",
            "--group",
            "Default"
        ]),
        user.run(["--region", "mars", "init", "--yes"]),
        user.run(["init", "--yes", "--log-group", "two words"]),
        user.run(["init", "--yes", "--service", ""]),
        user.run(["init", "--yes", "--env", "gitpod"]),
        user.run(["init", "--yes", "--service", "it's"]),
    );
    let left: Vec<_> = fs::read_dir(user.work()).expect("it is a folder").collect();
    assert!(left.is_empty(), "{left:?}");
    user.file(".env", "A='one\ntwo'\n");
    assert_screen!(user.run(["init", "--yes"]));
    assert!(!user.work().join("cruddur-obs.toml").exists());
}

/// A link may lead to a file that other projects read.
#[test]
fn a_link_out_of_the_project_is_followed_only_where_that_is_wanted() {
    let user = with_keys(User::new());
    let shared = user.home().join("shared.env");
    fs::write(&shared, "OTHER=1\n").expect("files can be written");
    fs::set_permissions(&shared, fs::Permissions::from_mode(0o640)).expect("it is one's own");
    let link = user.work().join(".env");
    let leads = |to: &Path| {
        let _ = fs::remove_file(&link);
        std::os::unix::fs::symlink(to, &link).expect("links can be made");
    };
    leads(&shared);
    let refused = cloud(&user, &["--env", "dotenv"]).expect_code(1);
    let text = fs::read_to_string(&shared).expect("it is there");
    assert_eq!(text, "OTHER=1\n");
    assert!(!user.work().join("cruddur-obs.toml").exists(), "{refused}");
    let forced = cloud(&user, &["--env", "dotenv", "--force"]).expect_code(0);
    let text = fs::read_to_string(&shared).expect("it is there");
    assert!(text.contains("OTHER=1\n") && text.contains(KEY), "{text}");
    let mode = fs::metadata(&shared)
        .expect("it is there")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o640);
    assert!(link.is_symlink());
    // no report if nothing is written
    let again = cloud(&user, &["--env", "dotenv"]).expect_code(0);
    assert!(!again.stderr.contains("is a link"), "{again}");

    let within = user.file("config/dev.env", "");
    leads(&within);
    let followed = cloud(&user, &["--env", "dotenv", "--no-files"]).expect_code(0);
    assert!(read(&user, "config/dev.env").contains(KEY), "{followed}");
    leads(Path::new("gone.env"));
    let nowhere = cloud(&user, &["--env", "dotenv"]).expect_code(1);
    assert!(link.is_symlink() && !user.work().join("gone.env").exists());
    assert_screen!(refused, forced, followed, nowhere);
}

/// Keys are not written through links made by other users, or into their folders.
#[test]
fn keys_are_not_written_where_somebody_else_could_have_led_them() {
    const SOMEBODY: u32 = 54_321;
    let user = with_keys(User::new());
    let refused = |user: &User| {
        let outcome = cloud(user, &["--env", "dotenv"]);
        assert!(outcome.code != Some(0), "{outcome}");
        assert!(
            outcome.stderr.contains("no secrets were written to"),
            "{outcome}"
        );
        outcome
    };
    let env = user.work().join(".env");
    user.file(".env", "OTHER=1\n");
    fs::set_permissions(&env, fs::Permissions::from_mode(0o666)).expect("it is one's own");
    let told = refused(&user);
    assert_eq!(read(&user, ".env"), "OTHER=1\n");
    fs::remove_file(&env).expect("it is one's own");
    if fs::metadata(user.work()).expect("it is there").uid() != 0 {
        return;
    }
    let elsewhere = user.folder().join("elsewhere");
    fs::write(&elsewhere, "").expect("files can be written");
    std::os::unix::fs::symlink(&elsewhere, &env).expect("links can be made");
    std::os::unix::fs::lchown(&env, Some(SOMEBODY), None).expect("root may");
    refused(&user);
    assert_eq!(fs::read_to_string(&elsewhere).expect("it is there"), "");
    fs::remove_file(&env).expect("root may");
    std::os::unix::fs::chown(user.work(), Some(SOMEBODY), None).expect("root may");
    let of_folder = refused(&user);
    assert!(!env.exists());
    assert_screen!(told, of_folder);
}
