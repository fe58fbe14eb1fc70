//! Unexpected answers or none in place of a service: all providers describe them in the same way.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::common::{Outcome, User};

/// A server with scripted responses per connection, which it then closes.
struct Odd {
    url: String,
    calls: Arc<AtomicUsize>,
}

impl Odd {
    /// For `None`, sends no response and keeps the connection open.
    fn answering(answer: impl Fn(usize) -> Option<String> + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has free ports");
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        let calls = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&calls);
        thread::spawn(move || {
            let mut kept = Vec::new();
            for stream in listener.incoming().map_while(Result::ok) {
                if read_request(&stream).starts_with("get /local/status ") {
                    // clients with target cloud first check whether this is a local stack
                    let no = "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n";
                    drop((&stream).write_all(no.as_bytes()));
                    continue;
                }
                let number = counted.fetch_add(1, Ordering::Relaxed);
                match answer(number) {
                    // ignore clients that disconnect
                    Some(text) => drop((&stream).write_all(text.as_bytes())),
                    None => kept.push(stream),
                }
            }
        });
        Self { url, calls }
    }

    fn always(answer: &str) -> Self {
        let answer = answer.to_owned();
        Self::answering(move |_| Some(answer.clone()))
    }

    /// A user with this server as every service.
    fn user(&self) -> User {
        User::new()
            .env("CRUDDUR_OBS_TARGET", "cloud")
            .env("AWS_REGION", "eu-central-1")
            .env("AWS_ENDPOINT_URL", &self.url)
            .env("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
            .env("AWS_SECRET_ACCESS_KEY", "example")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("HONEYCOMB_API_URL", &self.url)
            .env("HONEYCOMB_API_KEY", "0123456789abcdef0123456789abcdef")
    }

    fn calls(&self) -> usize {
        self.calls.load(Ordering::Relaxed)
    }
}

/// Reads the whole request, so that closing does not reset the connection.
fn read_request(mut stream: &TcpStream) -> String {
    let mut request = Vec::new();
    let mut part = [0; 4_096];
    loop {
        let text = String::from_utf8_lossy(&request).to_ascii_lowercase();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return text;
            }
        }
        match stream.read(&mut part) {
            Ok(0) | Err(_) => return text,
            Ok(read) => request.extend_from_slice(&part[..read]),
        }
    }
}

fn response(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n\r\n{body}"
    )
}

const JSON: &str = "content-type: application/json";
/// One read per provider.
const READS: [&[&str]; 3] = [
    &["xray", "groups"],
    &["logs", "groups"],
    &["honeycomb", "auth"],
];

#[track_caller]
fn is_named(outcome: Outcome, told: &str) {
    let outcome = outcome.expect_code(1);
    assert!(outcome.stderr.contains(told), "{told}: {outcome}");
    assert!(outcome.stderr.contains("hint: "), "{outcome}");
}

#[test]
fn a_web_page_is_named_after_a_second_try() {
    let page = response("200 OK", "content-type: text/html", "<html>Sign in</html>");
    for read in READS {
        let odd = Odd::always(&page);
        let told = format!(
            "{} answered with a web page instead of JSON: is there a captive portal or proxy?",
            odd.url
        );
        is_named(odd.user().run(read), &told);
        assert_eq!(odd.calls(), 2, "{read:?}");
    }
}

#[test]
fn a_redirect_to_elsewhere_is_named_and_not_followed() {
    let portal = Odd::always(&response("200 OK", JSON, "{}"));
    let to = format!(
        "location: {}/login?token=secret",
        portal.url.replace("127.0.0.1", "localhost")
    );
    for read in READS {
        let odd = Odd::always(&response("302 Found", &to, ""));
        let told = format!("{} answered with a redirect to `localhost`", odd.url);
        let outcome = odd.user().run(read);
        assert!(!outcome.stderr.contains("secret"), "{outcome}");
        is_named(outcome, &told);
    }
    assert_eq!(portal.calls(), 0);
}

#[test]
fn an_answer_that_is_cut_off_or_no_json_is_named() {
    let cut = format!("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n{JSON}\r\n\r\n{{\"Gro");
    let text = response("200 OK", JSON, "welcome");
    for read in READS {
        let odd = Odd::always(&cut);
        let told = format!(
            "{} closed the connection before its answer was complete",
            odd.url
        );
        is_named(odd.user().run(read), &told);
        assert!(odd.calls() >= 2, "{read:?}");
        let odd = Odd::always(&text);
        let told = format!("{} did not answer with JSON", odd.url);
        is_named(odd.user().run(read), &told);
    }
}

#[test]
fn a_portal_that_lets_through_the_second_try_is_not_noticed() {
    let page = response("200 OK", "content-type: text/html", "<html>Sign in</html>");
    let odd = Odd::answering(move |number| {
        Some(match number {
            0 => page.clone(),
            _ => response("200 OK", JSON, r#"{"Groups": []}"#),
        })
    });
    odd.user().run(["xray", "groups"]).expect_code(0);
    assert_eq!(odd.calls(), 2);
}

#[test]
fn what_came_first_is_told_not_what_the_second_try_met() {
    let page = response("200 OK", "content-type: text/html", "<html>Sign in</html>");
    for second in [
        response("200 OK", JSON, "welcome"),
        response("302 Found", "location: http://portal.example/", ""),
        String::new(),
    ] {
        for read in READS {
            let (page, second) = (page.clone(), second.clone());
            let odd = Odd::answering(move |number| {
                Some(if number == 0 {
                    page.clone()
                } else {
                    second.clone()
                })
            });
            is_named(odd.user().run(read), "answered with a web page");
        }
    }
}

#[test]
fn a_network_that_asks_to_sign_in_is_named_as_one() {
    let page = "<html>Sign in</html>";
    let portal = response(
        "511 Network Authentication Required",
        "content-type: text/html",
        page,
    );
    for read in READS {
        let odd = Odd::always(&portal);
        let told = format!(
            "{} answered 511 Network Authentication Required: a captive portal asks you to sign in",
            odd.url
        );
        is_named(odd.user().run(read), &told);
    }
}

#[test]
fn an_answer_that_says_nothing_is_neither_an_empty_list_nor_success() {
    let commands: [&[&str]; 8] = [
        &["logs", "create-group"],
        &["logs", "delete-group", "cruddur", "--yes"],
        &["logs", "set-retention", "cruddur", "7"],
        &["logs", "groups"],
        &["logs", "tail", "cruddur"],
        &["xray", "groups"],
        &["xray", "create-group"],
        &["traces", "recent"],
    ];
    for (status, body) in [
        ("200 OK", ""),
        ("204 No Content", ""),
        ("200 OK", "{}"),
        ("200 OK", "{\"welcome\": \"guest\"}"),
    ] {
        let answer = response(status, JSON, body);
        for command in commands {
            let odd = Odd::always(&answer);
            let told = format!(
                "{} answered with something this service never sends",
                odd.url
            );
            is_named(odd.user().run(command), &told);
        }
    }
}

#[test]
fn an_empty_answer_with_the_id_of_the_request_is_aws_s_own() {
    let signed = "x-amzn-RequestId: 6eea1733-11a6-43db-9612-80774cc475c5\r\n\
                  content-type: application/x-amz-json-1.1";
    let odd = Odd::answering(move |number| {
        let group = r#"{"logGroups": [{"logGroupName": "cruddur"}]}"#;
        let body = if number == 0 { group } else { "" };
        Some(response("200 OK", signed, body))
    });
    let delete = ["logs", "delete-group", "cruddur", "--yes"];
    odd.user().run(delete).expect_code(0);
    assert_eq!(odd.calls(), 2);
    // moto sets the content type HTML for everything
    let moto = "x-amzn-requestid: hfN5a8cRY3DJAE3IWkQnfNgbCGdw8cjuQKaSBsbOJPWzUUXO20Kv\r\n\
                content-type: text/html; charset=utf-8";
    let odd = Odd::always(&response("200 OK", moto, r#"{"logGroups": []}"#));
    odd.user().run(["logs", "groups"]).expect_code(0);
}

#[test]
fn an_answer_without_end_is_given_up() {
    let much = "x".repeat(70 << 20);
    let endless = response("200 OK", JSON, &format!("{{\"x\": \"{much}\"}}"));
    for read in READS {
        let odd = Odd::always(&endless);
        let told = format!("{} answered with more than 64 MB", odd.url);
        is_named(odd.user().run(read), &told);
        assert_eq!(odd.calls(), 1, "{read:?}");
    }
}

#[test]
fn an_answer_of_another_shape_is_told_without_the_names_of_types() {
    let commands: [&[&str]; 3] = [
        &["rollbar", "items"],
        &["rollbar", "item", "1"],
        &["honeycomb", "auth"],
    ];
    for body in [
        r#""x""#,
        "[]",
        r#"{"err": 0, "result": "x"}"#,
        r#"{"err": 0, "result": [1]}"#,
        r#"{"err": 0, "result": {"items": "x"}}"#,
        r#"{"type": 1, "environment": "x"}"#,
    ] {
        let odd = Odd::always(&response("200 OK", JSON, body));
        let user = odd.user().env("ROLLBAR_API_URL", &odd.url);
        let user = user.env("ROLLBAR_READ_TOKEN", "0123456789abcdef0123456789abcdef");
        for command in commands {
            let outcome = user.run(command).expect_code(1);
            assert!(
                outcome.stderr.contains("returned an unexpected answer"),
                "{outcome}"
            );
            for word in ["struct ", "enum "] {
                assert!(!outcome.stderr.contains(word), "{body} {outcome}");
            }
        }
    }
}

#[test]
fn only_a_local_stack_may_say_that_its_data_is_damaged() {
    let said = "content-type: application/json\r\nx-cruddur-obs-incomplete: blocks=7";
    let odd = Odd::always(&response(
        "200 OK",
        said,
        r#"{"Groups": [], "logGroups": []}"#,
    ));
    for read in [["xray", "groups"], ["logs", "groups"]] {
        let outcome = odd.user().run(read).expect_code(0);
        assert!(!outcome.stderr.contains("damaged"), "{outcome}");
    }
    let list = r#"{"err": 0, "result": {"items": []}}"#;
    let odd = Odd::always(&response("200 OK", said, list));
    let user = odd.user().env("ROLLBAR_API_URL", &odd.url);
    let user = user.env("ROLLBAR_READ_TOKEN", "0123456789abcdef0123456789abcdef");
    let outcome = user.run(["rollbar", "items"]).expect_code(0);
    let place = format!("items on {}", odd.url);
    assert!(outcome.stderr.contains(&place), "{outcome}");
}

/// Retries count as one call: the limit covers the time of all attempts and waits.
#[test]
#[ignore = "takes half a minute"]
fn a_service_that_fails_slowly_is_given_up_after_half_a_minute_in_all() {
    let all: Vec<_> = READS
        .into_iter()
        .map(|read| {
            thread::spawn(move || {
                let odd = Odd::answering(|_| {
                    thread::sleep(Duration::from_secs(8));
                    Some(response("503 Service Unavailable", JSON, "{}"))
                });
                let began = Instant::now();
                odd.user().run(read).expect_code(1);
                let took = began.elapsed();
                assert!(took < Duration::from_secs(34), "{read:?}: {took:?}");
            })
        })
        .collect();
    for one in all {
        one.join().expect("it is given up");
    }
}

/// The whole chain of limits; each retry policy has its own test.
#[test]
#[ignore = "takes half a minute"]
fn a_service_that_hangs_is_given_up_after_half_a_minute() {
    let hanging: Vec<_> = READS
        .into_iter()
        .map(|read| {
            thread::spawn(move || {
                let odd = Odd::answering(|_| None);
                let began = Instant::now();
                let outcome = odd.user().run(read);
                let took = began.elapsed();
                is_named(outcome, &format!("{} did not answer within 30 s", odd.url));
                assert!(took >= Duration::from_secs(29), "{took:?}");
                assert!(took < Duration::from_secs(35), "{read:?}: {took:?}");
            })
        })
        .collect();
    for one in hanging {
        one.join().expect("it is given up");
    }
}
