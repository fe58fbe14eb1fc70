//! The cost of matching one event, for each kind of pattern, with and without a match:
//! `cargo bench --bench log_pattern`. Single-threaded, with messages in memory.
#![expect(clippy::print_stdout, reason = "the figures are the output")]
#![expect(clippy::unwrap_used, reason = "a pattern that is none ends the run")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use cruddur_obs::query::log_pattern::LogPattern;

/// Messages of each kind; more than fit into the L1 and L2 caches.
const MESSAGES: usize = 5_000;
/// The duration of each measurement.
const LONG_ENOUGH: Duration = Duration::from_millis(700);

/// One in a thousand messages is rare, one in fifty is an error.
fn plain(n: usize) -> String {
    let (level, end) = match n {
        n if n % 1_000 == 7 => (
            "ERROR",
            "upstream timeout after 30000 ms, giving up (code=E4711)",
        ),
        n if n % 50 == 3 => (
            "ERROR",
            "connection reset by peer while reading response header",
        ),
        _ => ("INFO", "request finished"),
    };
    format!(
        "2026-11-20T09:14:{:02}.{:03}Z {level} backend-flask[{}] trace=1-691ed3f2-8a1c{n:020x} handler=activities.home user=andrewbrown duration_ms={} {end}",
        n % 60,
        n % 1_000,
        n % 17,
        n * 7 % 900,
    )
}

fn json(n: usize) -> String {
    let status = if n % 50 == 3 { 503 } else { 200 };
    let path = if n % 1_000 == 7 {
        "/api/rare"
    } else {
        "/api/activities/home"
    };
    format!(
        "{{\"timestamp\":\"2026-11-20T09:14:{:02}.{:03}Z\",\"level\":\"{}\",\"service\":\"backend-flask\",\"message\":\"request finished\",\"http\":{{\"method\":\"GET\",\"path\":\"{path}\",\"status\":{status},\"user_agent\":\"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36\"}},\"duration_ms\":{}.25,\"trace_id\":\"691ed3f28a1c{n:020x}\",\"tags\":[\"home\",\"v{}\"]}}",
        n % 60,
        n % 1_000,
        if status == 200 { "INFO" } else { "ERROR" },
        n * 7 % 900,
        n % 5,
    )
}

fn access(n: usize) -> String {
    let status = if n % 50 == 3 { 404 } else { 200 };
    format!(
        "10.0.{}.{} - frank [20/Nov/2026:09:14:{:02} +0000] \"GET /products/{n}/index.html HTTP/1.1\" {status} {}",
        n % 256,
        n % 250,
        n % 60,
        n * 13 % 9_000,
    )
}

fn main() {
    let of = |message: fn(usize) -> String| (0..MESSAGES).map(message).collect::<Vec<_>>();
    let (plain, json, access) = (of(plain), of(json), of(access));
    println!(
        "{:<44} {:>7} {:>9} {:>9} {:>8}",
        "PATTERN", "BYTES", "NS/EVENT", "MB/S", "MATCHED"
    );
    for (pattern, messages) in [
        ("", &plain),
        ("E4711", &plain),
        ("ERROR", &plain),
        ("ERROR timeout -peer", &plain),
        ("?timeout ?peer ?E4711", &plain),
        ("%code=E[0-9]+%", &plain),
        ("%duration_ms=8[0-9]{2} %", &plain),
        ("{ $.http.status >= 500 }", &json),
        ("{ $.http.path = \"/api/rare\" }", &json),
        ("{ $.level = ERROR && $.duration_ms > 500 }", &json),
        ("{ $.tags[*] = \"v3\" }", &json),
        ("{ $.absent = * }", &json),
        ("{ $.level = ERROR }", &plain),
        ("[..., status = 4*, bytes]", &access),
        ("[ip, id, user, at, request = *.html*, ...]", &access),
    ] {
        measure(pattern, messages);
    }
}

fn measure(pattern: &str, messages: &[String]) {
    let parsed = LogPattern::parse(pattern).unwrap();
    let matched = messages.iter().filter(|m| parsed.matches(m)).count();
    let started = Instant::now();
    // the fastest pass was disturbed least by other processes
    let mut quickest = Duration::MAX;
    while started.elapsed() < LONG_ENOUGH {
        let pass = Instant::now();
        for message in messages {
            black_box(parsed.matches(black_box(message)));
        }
        quickest = quickest.min(pass.elapsed());
    }
    let events = messages.len() as f64;
    let seconds = quickest.as_secs_f64();
    let bytes: usize = messages.iter().map(String::len).sum();
    let bytes = bytes as f64 / events;
    println!(
        "{pattern:<44} {bytes:>7.0} {:>9.0} {:>9.0} {:>7.2}%",
        seconds * 1e9 / events,
        events * bytes / seconds / 1e6,
        matched as f64 * 100.0 / events,
    );
}
