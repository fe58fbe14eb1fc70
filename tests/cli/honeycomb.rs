//! Honeycomb API keys on the command line.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::thread;

use crate::common::{User, assert_screen, standing_in};

const INGEST: &str = "hcxik_1234567890123456789012345612345678901234567890123456789012";
const CLASSIC: &str = "0123456789abcdef0123456789abcdef";
const AUTH: [&str; 4] = ["--target", "cloud", "honeycomb", "auth"];

#[test]
fn the_local_key_is_told() {
    let user = User::new();
    assert_screen!(user.run(["honeycomb", "auth"]));
    let _stack = user.stack();
    assert_screen!(
        user.run(["honeycomb", "auth"]),
        user.run(["honeycomb", "auth", "-o", "json"]),
        user.run(["honeycomb", "auth", "--jq", ".team.slug"]),
    );
}

#[test]
fn keys_of_each_kind_are_explained_and_never_shown() {
    let other = User::new();
    let stack = other.stack();
    let user = User::new().env("HONEYCOMB_API_URL", &standing_in(stack.addrs.services));
    let user = user.env("HONEYCOMB_API_KEY", INGEST);
    let ingest = user.run(AUTH);
    let user = user.env("HONEYCOMB_API_KEY", CLASSIC);
    let classic = user.run(AUTH);
    let user = user.env(
        "HONEYCOMB_API_KEY",
        "hcxmk_01hqk4k20cjeh63wca8vva5stw:abcdefghijklmnopqrstuvwxyz",
    );
    let management = user.run(AUTH);
    for secret in [&INGEST[32..], CLASSIC, "abcdefghijkl"] {
        for outcome in [&ingest, &classic, &management] {
            assert!(!outcome.to_string().contains(secret), "{}", outcome);
        }
    }
    assert_screen!(ingest, classic, management);
}

#[test]
fn without_a_key_it_says_which_and_where_it_looked() {
    let user = User::new();
    assert_screen!(user.run(AUTH));
}

/// Starts a server that rejects every request and quotes the key, as services do.
fn refusing() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has free ports");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    thread::spawn(move || {
        for stream in listener.incoming().take(10) {
            let Ok(mut stream) = stream else { return };
            let mut request = [0; 4096];
            let _ = stream.read(&mut request);
            let body =
                format!(r#"{{"error":"unknown API key {CLASSIC} - check your credentials"}}"#);
            let head = "HTTP/1.1 401 Unauthorized\r\nconnection: close\r\ncontent-length";
            let _ = stream.write_all(format!("{head}: {}\r\n\r\n{body}", body.len()).as_bytes());
        }
    });
    url
}

#[test]
fn a_key_that_is_not_known_gets_remedies() {
    let user = User::new()
        .env("HONEYCOMB_API_URL", &refusing())
        .env("HONEYCOMB_API_KEY", CLASSIC);
    let outcome = user.run(AUTH).expect_code(4);
    assert!(!outcome.to_string().contains(CLASSIC), "{}", outcome);
    assert_screen!(outcome);
}

#[test]
fn a_service_that_does_not_answer_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has free ports");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    drop(listener);
    let user = User::new()
        .env("HONEYCOMB_API_URL", &url)
        .env("HONEYCOMB_API_KEY", CLASSIC);
    assert_screen!(user.run(AUTH));
}
