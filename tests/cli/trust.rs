//! Which settings files are trusted.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
use std::path::{Path, PathBuf};

use crate::common::{Outcome, User, assert_screen};

/// Settings that would send a user's keys to a real service.
const CLOUD: &str = "target = \"cloud\"\nregion = \"eu-central-1\"\n";
/// A user id that no machine has.
const SOMEBODY: u32 = 54_321;

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is one's own");
}

/// Whether this test may change the owner of files.
#[expect(clippy::print_stderr, reason = "a part that is skipped says why")]
fn is_root(user: &User) -> bool {
    let root = fs::metadata(user.work()).expect("it is there").uid() == 0;
    if !root {
        eprintln!("skipped: only root can make files of other users");
    }
    root
}

/// Shows which target is used: without keys, a cloud command fails.
fn target(user: &User, flags: &[&str]) -> Outcome {
    user.run([flags, &["rollbar", "items"]].concat())
}

#[track_caller]
fn refused(user: &User) -> Outcome {
    let outcome = target(user, &[]).expect_code(2);
    assert!(outcome.stderr.contains("refusing to use"), "{outcome}");
    outcome
}

#[track_caller]
fn used(user: &User, flags: &[&str]) {
    let outcome = target(user, flags).expect_code(4);
    assert!(outcome.stderr.contains("ROLLBAR_READ_TOKEN"), "{outcome}");
}

/// Runs the command in a hint exactly as printed.
fn as_hinted(user: &User, outcome: &Outcome, begins: &str) -> Outcome {
    let mut hints = outcome.stderr.split('`');
    let command = hints.find(|part| part.starts_with(begins));
    let command = command.unwrap_or_else(|| panic!("no `{begins}` in {outcome}"));
    user.program(
        "cruddur-obs",
        &format!("exec '{}' \"$@\"", env!("CARGO_BIN_EXE_cruddur-obs")),
    );
    user.program("typed", command);
    let mut typed = user.command::<[&str; 0]>([]);
    let path = typed.get_envs().find(|(name, _)| *name == "PATH");
    let path = path.and_then(|(_, value)| value).map(ToOwned::to_owned);
    let home = user.home();
    typed = std::process::Command::new(user.folder().join("bin/typed"));
    typed.current_dir(user.work()).env_clear();
    typed
        .env("PATH", path.expect("there is one"))
        .env("HOME", home);
    let output = typed.output().expect("it runs");
    Outcome::new(command.to_owned(), &output, user.folder())
}

#[test]
fn a_file_that_others_can_write_to_is_refused_before_anything_is_sent() {
    let user = User::new();
    let file = user.file("cruddur-obs.toml", CLOUD);
    used(&user, &[]);
    for writable in [0o646, 0o602] {
        mode(&file, writable);
        refused(&user);
    }
    mode(&file, 0o666);
    let told = refused(&user);
    // commands that read settings, for any target
    for words in [
        &["local", "status"][..],
        &["env", "export"],
        &["init", "--yes"],
    ] {
        let outcome = user.run(words).expect_code(2);
        assert!(outcome.stderr.contains("refusing to use"), "{outcome}");
    }
    assert_screen!(told.clone());
    as_hinted(&user, &told, "chmod").expect_code(0);
    used(&user, &[]);
}

#[test]
fn a_folder_that_others_can_write_to_is_refused_unless_it_is_sticky() {
    let user = User::new();
    user.file("cruddur-obs.toml", CLOUD);
    mode(&user.work(), 0o777);
    let told = refused(&user);
    mode(&user.work(), 0o1777);
    used(&user, &[]);
    mode(&user.work(), 0o777);
    as_hinted(&user, &told, "chmod").expect_code(0);
    used(&user, &[]);
    assert_screen!(told);
}

#[test]
fn a_file_of_another_user_is_refused_wherever_it_lies() {
    let user = User::new();
    if !is_root(&user) {
        return;
    }
    let file = user.file("cruddur-obs.toml", CLOUD);
    chown(&file, Some(SOMEBODY), None).expect("root may");
    let told = refused(&user);
    user.file("below/x", "");
    let mut below = user.command(["rollbar", "items"]);
    let below = below.current_dir(user.work().join("below")).output();
    let below = String::from_utf8(below.expect("it runs").stderr).expect("it is text");
    assert!(below.contains("refusing to use"), "{below}");
    // under sudo, files of the calling user are trusted
    let sudo = |id: u32| User::env(User::new(), "SUDO_UID", &id.to_string());
    for (id, code) in [(SOMEBODY, 4), (SOMEBODY + 1, 2)] {
        let root = sudo(id);
        let file = root.file("cruddur-obs.toml", CLOUD);
        chown(&file, Some(SOMEBODY), None).expect("root may");
        target(&root, &[]).expect_code(code);
    }
    // the folder belongs to another user
    chown(&file, Some(0), None).expect("root may");
    used(&user, &[]);
    chown(user.work(), Some(SOMEBODY), None).expect("root may");
    assert_screen!(told, refused(&user));
}

#[test]
fn a_group_that_has_others_in_it_may_not_write() {
    let user = User::new();
    if !is_root(&user) {
        return;
    }
    let file = user.file("cruddur-obs.toml", CLOUD);
    mode(&file, 0o664);
    chown(&file, None, Some(SOMEBODY)).expect("root may");
    assert_screen!(refused(&user));
    mode(&file, 0o644);
    used(&user, &[]);
    mode(&user.work(), 0o775);
    chown(user.work(), None, Some(SOMEBODY)).expect("root may");
    refused(&user);
}

/// Gives the owner, the group and this user write permission; the mode shows it as the group's.
fn let_write(path: &Path, uid: u32) {
    const NONE: u32 = u32::MAX;
    let entries = [
        (1u16, 6u16, NONE),
        (2, 6, uid),
        (4, 4, NONE),
        (16, 6, NONE),
        (32, 4, NONE),
    ];
    let mut list = 2u32.to_le_bytes().to_vec();
    for (tag, may, id) in entries {
        list.extend(tag.to_le_bytes());
        list.extend(may.to_le_bytes());
        list.extend(id.to_le_bytes());
    }
    let flags = rustix::fs::XattrFlags::empty();
    rustix::fs::setxattr(path, "system.posix_acl_access", &list, flags)
        .expect("the file system keeps access control lists");
}

#[test]
fn an_access_control_list_is_no_private_group() {
    let user = User::new();
    let file = user.file("cruddur-obs.toml", CLOUD);
    let own = rustix::process::getuid().as_raw();
    let_write(&file, own);
    used(&user, &[]);
    let_write(&file, SOMEBODY);
    let told = refused(&user);
    as_hinted(&user, &told, "chmod").expect_code(0);
    used(&user, &[]);
    let_write(&user.work(), SOMEBODY);
    assert_screen!(told, refused(&user));
}

#[test]
fn a_link_counts_for_who_made_it_and_for_where_it_leads() {
    let user = User::new();
    let real = user.folder().join("kept");
    fs::create_dir(&real).expect("folders can be made");
    let real: PathBuf = real.join("settings.toml");
    fs::write(&real, CLOUD).expect("files can be written");
    let link = user.work().join("cruddur-obs.toml");
    symlink(&real, &link).expect("links can be made");
    used(&user, &[]);
    mode(&real, 0o666);
    refused(&user);
    mode(&real, 0o644);
    if is_root(&user) {
        std::os::unix::fs::lchown(&link, Some(SOMEBODY), None).expect("root may");
        refused(&user);
    }
}

#[test]
fn what_is_no_file_is_told_and_not_waited_for() {
    let user = User::new();
    user.file("endless.toml", &"# a comment\n".repeat(100_000));
    let flags = |file: &str| {
        user.run(["--config", file, "local", "status"])
            .expect_code(2)
    };
    assert_screen!(flags("endless.toml"), flags("."));
}

#[test]
fn a_file_that_is_named_is_used_whoever_wrote_it() {
    let user = User::new();
    let file = user.file("cruddur-obs.toml", CLOUD);
    mode(&file, 0o666);
    used(&user, &["--config", "cruddur-obs.toml"]);
    refused(&user);
}

#[test]
fn a_folder_is_trusted_by_the_command_that_the_error_names() {
    let user = User::new();
    let file = user.file("it's a $(touch pwned) folder/cruddur-obs.toml", CLOUD);
    mode(&file, 0o666);
    let folder = file.parent().expect("it has one");
    let rollbar = || {
        let mut command = user.command(["rollbar", "items"]);
        let output = command.current_dir(folder).output().expect("it runs");
        Outcome::new("in that folder".to_owned(), &output, user.folder())
    };
    let told = rollbar().expect_code(2);
    as_hinted(&user, &told, "cruddur-obs trust").expect_code(0);
    rollbar().expect_code(4);
    let config = user.home().join(".config/cruddur-obs/config.toml");
    let listed = fs::metadata(&config).expect("it was written").permissions();
    assert_eq!(listed.mode() & 0o777, 0o600);
    // trusts this folder, and not those below or beside it
    let other = user.file("it's a $(touch pwned) folder/below/cruddur-obs.toml", CLOUD);
    mode(&other, 0o666);
    let mut below = user.command(["rollbar", "items"]);
    let below = below
        .current_dir(other.parent().expect("it has one"))
        .output();
    assert_eq!(below.expect("it runs").status.code(), Some(2));

    let near = user.file("cruddur-obs.toml", CLOUD);
    mode(&near, 0o666);
    refused(&user);
    assert_screen!(
        user.run(["trust"]).expect_code(0),
        user.run(["trust"]).expect_code(0),
        user.run(["trust", ".", "-o", "json"]).expect_code(0),
        user.run(["trust", "missing"]),
        user.run(["trust", "/"]),
    );
    used(&user, &[]);
}

#[test]
fn the_user_s_own_file_is_checked_as_well() {
    let user = User::new();
    let config = user.home().join(".config/cruddur-obs");
    fs::create_dir_all(&config).expect("folders can be made");
    let config = config.join("config.toml");
    let with = |text: &str| {
        fs::write(&config, text).expect("files can be written");
        user.run(["local", "status"])
    };
    let unknown = with("trusted = []\ntarget = \"cloud\"\n").expect_code(2);
    let relative = with("trusted = [\"here\"]\n").expect_code(2);
    let plain = with("[honeycomb]\napi_url = \"http://h.example\"\n").expect_code(2);
    with("trusted = [\"/nowhere\"]\n[rollbar]\napi_url = \"https://r.example/api/1\"\n")
        .expect_code(3);
    mode(&config, 0o666);
    let writable = user.run(["local", "status"]).expect_code(2);
    let trust = user.run(["trust", "."]);
    assert!(!trust.stdout.contains("trusted"), "{trust}");
    assert_screen!(unknown, relative, plain, writable);
}

#[test]
fn the_user_s_own_file_is_where_xdg_says() {
    let user = User::new();
    let elsewhere = user.folder().join("elsewhere").display().to_string();
    let user = user.env("XDG_CONFIG_HOME", &elsewhere);
    let file = user.file("cruddur-obs.toml", CLOUD);
    mode(&file, 0o666);
    user.run(["trust"]).expect_code(0);
    used(&user, &[]);
    assert!(
        user.folder()
            .join("elsewhere/cruddur-obs/config.toml")
            .is_file()
    );
    let user = user.without("XDG_CONFIG_HOME");
    refused(&user);
    // a relative folder would depend on the working directory
    refused(&user.env("XDG_CONFIG_HOME", "../elsewhere"));
}

#[test]
fn a_project_names_the_services_own_hosts_only() {
    let user = User::new();
    let with = |text: &str| {
        user.file("cruddur-obs.toml", text);
        user.run(["local", "status"])
    };
    for text in [
        "[honeycomb]\napi_url = \"https://api.eu1.honeycomb.io\"\n",
        "[honeycomb]\napi_url = \"https://api.honeycomb.io/\"\n",
        "[rollbar]\napi_url = \"https://api.rollbar.com/api/1\"\n",
    ] {
        with(text).expect_code(3);
    }
    let mine = "[honeycomb]\napi_url = \"https://honeycomb.mine.example\"\n";
    for text in [
        "[honeycomb]\napi_url = \"http://api.honeycomb.io\"\n",
        "[honeycomb]\napi_url = \"https://api.honeycomb.io.evil.example\"\n",
        "[honeycomb]\napi_url = \"https://evil.example/api.honeycomb.io\"\n",
        "[honeycomb]\napi_url = \"https://api.rollbar.com\"\n",
        "[rollbar]\napi_url = \"http://127.0.0.1:8080\"\n",
    ] {
        with(text).expect_code(2);
    }
    assert_screen!(with(mine).expect_code(2));
}

/// A port that refuses connections, so that the error names the address.
const NOWHERE: &str = "http://127.0.0.1:9";

#[test]
fn other_addresses_come_from_the_user_and_are_named() {
    let user = User::new().env("HONEYCOMB_API_KEY", "hcaik_0123456789abcdef");
    let user = user.env("ROLLBAR_ACCESS_TOKEN", "0123456789abcdef0123456789abcdef");
    let config = user.home().join(".config/cruddur-obs");
    fs::create_dir_all(&config).expect("folders can be made");
    let own = format!("[honeycomb]\napi_url = \"{NOWHERE}\"\n[rollbar]\napi_url = \"{NOWHERE}\"\n");
    fs::write(config.join("config.toml"), own).expect("files can be written");
    let cloud = |user: &User, words: [&str; 2]| {
        let outcome = user.run([&["--target", "cloud"][..], &words].concat());
        let outcome = outcome.expect_code(1);
        let said = &outcome.stderr;
        assert!(
            said.contains(&format!("{NOWHERE} does not answer")),
            "{said}"
        );
        outcome
    };
    let screens = [
        cloud(&user, ["honeycomb", "auth"]),
        cloud(&user, ["rollbar", "items"]),
    ];
    let user = user.env("HONEYCOMB_API_URL", "127.0.0.1:9/");
    let by_variable = cloud(&user, ["honeycomb", "auth"]);
    let [one, two] = screens;
    assert_screen!(one, two, by_variable);
}

#[test]
fn an_address_or_a_key_that_cannot_be_used_is_told_by_its_variable() {
    const SECRET: &str = "hcaik_0123456789abcdef";
    let told = |name: &str, value: &str, words: [&str; 2]| {
        let user = User::new()
            .env(name, value)
            .env("AWS_REGION", "eu-central-1");
        let user = user.env("AWS_EC2_METADATA_DISABLED", "true");
        let outcome = user.run([&["--target", "cloud"][..], &words].concat());
        let outcome = outcome.expect_code(2);
        assert!(
            outcome.stderr.contains(&format!("invalid {name}")),
            "{outcome}"
        );
        assert!(!outcome.stderr.contains(SECRET), "{outcome}");
        outcome
    };
    let honeycomb = ["honeycomb", "auth"];
    assert_screen!(
        told("HONEYCOMB_API_KEY", &format!("{SECRET}\nx"), honeycomb),
        told("HONEYCOMB_API_KEY", &format!("\"{SECRET}\""), honeycomb),
        told(
            "ROLLBAR_READ_TOKEN",
            &format!("'{SECRET}'"),
            ["rollbar", "items"]
        ),
        told(
            "AWS_SECRET_ACCESS_KEY",
            &format!("{SECRET}\n"),
            ["logs", "groups"]
        ),
        told(
            "HONEYCOMB_API_ENDPOINT",
            "http://refinery.example:8080",
            honeycomb
        ),
        told(
            "HONEYCOMB_API_ENDPOINT",
            "https://api.honeycomb.io/v1/traces",
            honeycomb
        ),
        told(
            "HONEYCOMB_API_URL",
            &format!("https://x:{SECRET}@h.example"),
            honeycomb
        ),
        told("ROLLBAR_API_URL", "ftp://r.example", ["rollbar", "items"]),
    );
    // keys are trimmed
    let user = User::new().env("HONEYCOMB_API_KEY", &format!(" {SECRET}\r\n"));
    let user = user.env("HONEYCOMB_API_ENDPOINT", " 127.0.0.1:9 ");
    let user = user.env("HONEYCOMB_API_URL", "http://127.0.0.1:9/");
    user.run(["--target", "cloud", "honeycomb", "auth"])
        .expect_code(1);
    let user = user.env("HONEYCOMB_API_URL", "http://127.0.0.1:8/");
    assert_screen!(
        user.run(["--target", "cloud", "honeycomb", "auth"])
            .expect_code(2)
    );
}
