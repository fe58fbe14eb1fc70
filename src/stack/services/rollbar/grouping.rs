//! Which occurrences are the same error, and what it is called.
//!
//! The basic algorithm of <https://docs.rollbar.com/docs/grouping-algorithm>: for
//! exceptions the SHA-1 of all frames' file names and methods and of the class, never of
//! line numbers or of the message; for messages the SHA-1 of the text without what looks
//! like data. The service's learned patterns are not public and are not imitated.

use std::sync::LazyLock;

use regex::Regex;
use sha1::{Digest as _, Sha1};

use super::payload::{Data, Trace};

/// A fingerprint that is sent may be this long; a longer one is hashed.
const FINGERPRINT: usize = 40;
/// The longest title.
const TITLE: usize = 255;

/// The hash that occurrences of one item share.
pub(super) fn fingerprint(data: &Data) -> String {
    if let Some(sent) = data.fingerprint.as_deref().filter(|sent| !sent.is_empty()) {
        return match sent.chars().count() {
            ..=FINGERPRINT => sent.to_owned(),
            _ => sha1([sent]),
        };
    }
    if let Some(message) = &data.body.message {
        return sha1([&*without_data(&message.body)]);
    }
    if let Some(crash) = &data.body.crash_report {
        return sha1([&*without_data(&crash.raw)]);
    }
    let root = data
        .server
        .as_ref()
        .and_then(|server| server.root.as_deref());
    let root = root.map(|root| root.trim_end_matches('/'));
    let parts = data
        .body
        .traces()
        .iter()
        .flat_map(|trace| parts(trace, root));
    sha1(parts)
}

/// The title of a new item: what was sent, `Class: message`, or the message's text; its
/// first line, at most 255 characters.
pub(super) fn title(data: &Data) -> String {
    let title = match (&data.title, &data.body.message, data.body.traces().first()) {
        (Some(title), _, _) => title.clone(),
        (None, Some(message), _) => message.body.clone(),
        (None, None, Some(trace)) => match trace.exception.message.as_deref() {
            None | Some("") => trace.exception.class.clone(),
            Some(message) => format!("{}: {message}", trace.exception.class),
        },
        (None, None, None) => "Crash report".to_owned(),
    };
    let line = title.lines().map(str::trim).find(|line| !line.is_empty());
    match line {
        Some(line) => line.chars().take(TITLE).collect(),
        None => "(no message)".to_owned(),
    }
}

/// File names and methods of all frames, then the class.
fn parts<'t>(trace: &'t Trace, root: Option<&'t str>) -> impl Iterator<Item = String> {
    let frames = trace.frames.iter().flat_map(move |frame| {
        let method = frame.method.as_deref().unwrap_or_default();
        [path(&frame.filename, root), without_numbers(method)]
    });
    frames.chain([trace.exception.class.clone()])
}

/// The file name without the root of the application and without dates and commit ids,
/// which change with every deploy.
fn path(filename: &str, root: Option<&str>) -> String {
    static DATE_OR_SHA: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\b(?:[0-9a-f]{40}|\d{14}|\d{8}|\d{4}[-_]\d{2}[-_]\d{2})\b")
            .expect("a fixed pattern")
    });
    let inside = root
        .filter(|root| !root.is_empty())
        .and_then(|root| filename.strip_prefix(root))
        .filter(|rest| rest.starts_with('/'));
    let name = match inside {
        Some(rest) => format!("ROOT{rest}"),
        None => filename.to_owned(),
    };
    DATE_OR_SHA.replace_all(&name, "").into_owned()
}

/// A method's name without numbers of two digits and more.
fn without_numbers(method: &str) -> String {
    static NUMBER: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\d{2,}").expect("a fixed pattern"));
    NUMBER.replace_all(method, "").into_owned()
}

/// A message without timestamps, decimals, numbers of two digits and more, and
/// hexadecimals of four and more.
fn without_data(text: &str) -> String {
    static DATA: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\d+\.\d+|0x[0-9a-fA-F]+|[0-9A-Za-z]+").expect("a fixed pattern")
    });
    let kept = DATA.replace_all(text, |found: &regex::Captures<'_>| {
        let word = &found[0];
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        let hex = word.bytes().all(|byte| byte.is_ascii_hexdigit());
        // `added` and `facade` are words, although hexadecimals too
        let data = word.contains('.') || word.starts_with("0x") || (hex && word.len() >= 4);
        match (data && digits > 0, digits) {
            (true, _) => String::new(),
            (false, 2..) => without_numbers(word),
            (false, _) => word.to_owned(),
        }
    });
    kept.into_owned()
}

fn sha1<T: AsRef<[u8]>>(parts: impl IntoIterator<Item = T>) -> String {
    let mut hash = Sha1::new();
    for part in parts {
        hash.update(part.as_ref());
        // so that `ab`, `c` and `a`, `bc` differ
        hash.update([0]);
    }
    hex::encode(hash.finalize())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn data(value: Value) -> Data {
        serde_json::from_value(value).unwrap()
    }

    fn exception(file: &str, line: u32, method: &str, class: &str, message: &str) -> Data {
        data(json!({
            "environment": "e",
            "server": {"root": "/srv/app/"},
            "body": {"trace": {
                "frames": [{"filename": file, "lineno": line, "method": method}],
                "exception": {"class": class, "message": message},
            }},
        }))
    }

    fn message(text: &str) -> Data {
        data(json!({"environment": "e", "body": {"message": {"body": text}}}))
    }

    #[test]
    fn exceptions_are_grouped_by_place_and_class() {
        let one = fingerprint(&exception("/srv/app/a.py", 1, "run_17", "NameError", "x"));
        assert_eq!(one.len(), 40);
        for same in [
            exception("/srv/app/a.py", 99, "run_17", "NameError", "y"),
            exception("/srv/app/a.py", 1, "run_18", "NameError", "x"),
        ] {
            assert_eq!(fingerprint(&same), one);
        }
        for other in [
            exception("/srv/app/b.py", 1, "run_17", "NameError", "x"),
            exception("/srv/app/a.py", 1, "walk", "NameError", "x"),
            exception("/srv/app/a.py", 1, "run_17", "KeyError", "x"),
            // beside the root, not in it
            exception("/srv/application/a.py", 1, "run_17", "NameError", "x"),
        ] {
            assert_ne!(fingerprint(&other), one, "{other:?}");
        }
        let deploys = ["20261120", "2026-11-21"].map(|day| {
            let file = format!("/releases/{day}/a.py");
            fingerprint(&exception(&file, 1, "run", "E", ""))
        });
        assert_eq!(deploys[0], deploys[1]);
    }

    #[test]
    fn messages_are_grouped_without_what_looks_like_data() {
        for (a, b) in [
            ("took 10.5 s", "took 3.25 s"),
            ("user 1234 left", "user 98 left"),
            ("at 2026-11-20T09:14:03.221Z", "at 2026-11-21T10:44:13.001Z"),
            ("object at 0x7f3a", "object at 0xdeadbeef"),
            ("commit 3da54155", "commit b6437f45"),
        ] {
            assert_eq!(fingerprint(&message(a)), fingerprint(&message(b)), "{a}");
        }
        for (a, b) in [("a facade", "a decade"), ("level 1", "level 2")] {
            assert_ne!(fingerprint(&message(a)), fingerprint(&message(b)), "{a}");
        }
    }

    #[test]
    fn a_fingerprint_that_is_sent_wins() {
        let sent = |text: &str| {
            let mut data = message("m");
            data.fingerprint = Some(text.to_owned());
            fingerprint(&data)
        };
        assert_eq!(sent("abcdefg"), "abcdefg");
        assert_eq!(sent(&"x".repeat(40)), "x".repeat(40));
        assert_eq!(sent(&"x".repeat(41)).len(), 40);
        assert_ne!(sent(&"x".repeat(41)), "x".repeat(40));
    }

    #[test]
    fn titles_say_what_and_are_one_line() {
        let named = exception("a.py", 1, "f", "NameError", "foo\nat line 2");
        assert_eq!(title(&named), "NameError: foo");
        assert_eq!(
            title(&exception("a.py", 1, "f", "NameError", "")),
            "NameError"
        );
        assert_eq!(title(&message(&"é".repeat(300))).chars().count(), 255);
        assert_eq!(title(&message("\n")), "(no message)");
    }
}
