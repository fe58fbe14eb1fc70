//! Removes secrets from paths, parameters and headers, which are reported to every service. Headers
//! are reported only if they are on a list of harmless ones.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use percent_encoding::{CONTROLS, percent_decode_str, percent_encode};

/// The list that the local stack uses too.
const LIST: &str = include_str!("../secret_names.txt");

const HIDDEN: &str = "********";

static NAMES: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let lines = LIST.lines().filter(|line| !line.starts_with('#'));
    let names = lines.filter_map(|line| line.split_once(' '));
    names.map(|(_, name)| compact(name)).collect()
});

static ENDINGS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let endings = LIST.lines().filter_map(|line| line.strip_prefix("ending "));
    endings.map(compact).collect()
});

static HEADERS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let headers = LIST.lines().filter_map(|line| line.strip_prefix("header "));
    headers.collect()
});

/// Hides the values of secret parameters in a query string, and all values that contain a secret: a
/// bearer token, a URL with a user, another secret parameter.
pub(crate) fn without_secrets(query: &str) -> Cow<'_, str> {
    const ENDS: [char; 2] = ['&', ';'];
    let pairs = query.split_inclusive(ENDS).map(|ended| {
        let pair = ended.trim_end_matches(ENDS);
        let (name, value) = pair.split_at(pair.find('=').map_or(0, |at| at + 1));
        let is_secret = opens_something(name.trim_end_matches('=')) || has_secret(value);
        (
            name,
            value,
            is_secret && !value.is_empty(),
            &ended[pair.len()..],
        )
    });
    let pairs: Vec<_> = pairs.collect();
    if !pairs.iter().any(|(_, _, is_secret, _)| *is_secret) {
        return query.into();
    }
    let pairs = pairs.into_iter().map(|(name, value, is_secret, end)| {
        let value = if is_secret { HIDDEN } else { value };
        format!("{name}{value}{end}")
    });
    pairs.collect::<String>().into()
}

/// Hides secrets in a path, whose segments may contain pairs, tokens and whole URLs.
pub(crate) fn path_without_secrets(path: &str) -> String {
    let mut told: Vec<Cow<'_, str>> = Vec::new();
    let mut before = "";
    for (at, part) in path.split('/').enumerate() {
        // `//user:password@host`, or its remains after slashes were merged
        let begins_url = (at > 1 && before.is_empty()) || before.ends_with(':');
        let host = part
            .rsplit_once('@')
            .filter(|(user, _)| begins_url && !user.is_empty());
        told.push(match host {
            Some((_, host)) => format!("{HIDDEN}@{host}").into(),
            None => without_secrets(part),
        });
        before = part;
    }
    visible(&told.join("/")).into_owned()
}

/// Hides secrets in a text, such as a program's name, word by word.
pub(crate) fn text_without_secrets(text: &str) -> Cow<'_, str> {
    if !has_secret(text) {
        return visible(text);
    }
    const ENDS: [char; 8] = [' ', '\t', ';', ',', '(', ')', '"', '\''];
    let mut told = String::new();
    let mut is_next = false;
    for ended in text.split_inclusive(ENDS) {
        let word = ended.trim_end_matches(ENDS);
        let hides = !word.is_empty() && (is_next || has_secret(word));
        told.push_str(if hides { HIDDEN } else { word });
        told.push_str(&ended[word.len()..]);
        if !word.is_empty() {
            let scheme = word.rsplit([':', '=']).next().unwrap_or(word);
            is_next = ["bearer", "basic"]
                .iter()
                .any(|of| scheme.eq_ignore_ascii_case(of));
        }
    }
    if has_secret(&told.replace(HIDDEN, "")) {
        // the secret spans several words, so hide everything
        return HIDDEN.into();
    }
    visible(&told).into_owned().into()
}

/// Percent-encodes control characters, invisible characters and all other non-ASCII characters.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    percent_encode(text.as_bytes(), CONTROLS).into()
}

/// Whether a value, possibly percent-encoded several times, contains a secret.
fn has_secret(value: &str) -> bool {
    let value = value.replace('+', " ");
    let text = decoded(&value);
    has_token(&text) || has_user(&text) || has_pair(&text)
}

/// Whether the text is `Bearer x` or contains a token of either scheme among other words.
fn has_token(text: &str) -> bool {
    let blank = |c: char| c.is_whitespace() || ":='\"".contains(c);
    let mut words = text.split(blank).filter(|word| !word.is_empty());
    let count = words.clone().count();
    let mut before = words.next().unwrap_or_default();
    words.any(|word| {
        let scheme = std::mem::replace(&mut before, word);
        let is_bearer = scheme.eq_ignore_ascii_case("bearer");
        (is_bearer && count == 2)
            || ((is_bearer || scheme.eq_ignore_ascii_case("basic")) && is_token(word))
    })
}

/// Whether a word looks like a token: it is long, or has digits or inner capitals.
fn is_token(word: &str) -> bool {
    const SHORT: usize = 8;
    const LONG: usize = 20;
    let pairs = word.as_bytes().windows(2);
    let mut humps = pairs.filter(|p| p[0].is_ascii_lowercase() && p[1].is_ascii_uppercase());
    let is_odd = word.bytes().any(|byte| byte.is_ascii_digit()) || humps.next().is_some();
    word.len() >= LONG || (word.len() >= SHORT && is_odd)
}

/// Whether the text contains `//user:password@host`.
fn has_user(text: &str) -> bool {
    let mut parts = text.split("//").skip(1);
    parts.any(|rest| {
        let end = |c: char| c.is_whitespace() || "/?#\"<>\\".contains(c);
        rest.split(end)
            .next()
            .is_some_and(|host| host.contains('@'))
    })
}

/// Whether the text contains `password=x` or `"password": "x"`.
fn has_pair(text: &str) -> bool {
    text.match_indices(['=', ':']).any(|(at, _)| {
        let quotes = |c: char| c.is_whitespace() || "'\"\\".contains(c);
        let before = text[..at].trim_end_matches(quotes);
        let name = |c: char| c.is_ascii_alphanumeric() || "-_.[]$".contains(c);
        let start = before.trim_end_matches(name).len();
        let value = text[at + 1..].trim_start_matches(quotes);
        !value.is_empty() && opens_something(&before[start..])
    })
}

/// Decodes repeatedly, because a URL within a URL is encoded twice.
fn decoded(text: &str) -> Cow<'_, str> {
    const NESTED: usize = 4;
    let mut text = Cow::Borrowed(text);
    for _ in 0..NESTED {
        if !text.contains('%') {
            break;
        }
        text = Cow::Owned(percent_decode_str(&text).decode_utf8_lossy().into_owned());
    }
    text
}

/// Hides secrets in a URL.
pub(crate) fn url_without_secrets(url: &str) -> String {
    let (start, query) = url.split_once('?').unwrap_or((url, ""));
    let start = match start.split_once("//") {
        Some((scheme, rest)) => {
            let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            let host = visible(host.rsplit('@').next().unwrap_or(host));
            format!("{scheme}//{host}{}", path_without_secrets(path))
        }
        None => path_without_secrets(start),
    };
    match query {
        "" => start,
        query => format!("{start}?{}", visible(&without_secrets(query))),
    }
}

fn opens_something(name: &str) -> bool {
    let name = decoded(name);
    // in `user[password][]`, `password[0]` and `password[$ne]`, the last brackets do not hold
    // the name
    let parts = name.rsplit(['.', '[']);
    let mut parts = parts.map(|part| part.trim().trim_end_matches(']'));
    let is_place =
        |part: &&str| part.starts_with('$') || part.bytes().all(|byte| byte.is_ascii_digit());
    let last = parts.find(|part| !is_place(part)).unwrap_or_default();
    let compact = compact(last);
    let ends = |ending: &String| compact.ends_with(ending.as_str());
    NAMES.contains(&compact) || ENDINGS.iter().any(ends) || {
        // such as `x-forwarded-authorization`
        let lower = last.to_ascii_lowercase().replace('-', "_");
        let ends = |header: &&str| {
            let before = lower.strip_suffix(header);
            before.is_some_and(|before| before.ends_with('_'))
        };
        HEADERS.iter().any(ends)
    }
}

/// Normalizes the spelling of a name.
fn compact(name: &str) -> String {
    let letters = name.chars().filter(|c| !matches!(c, '-' | '_' | ' ' | '+'));
    letters.map(|c| c.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_told_without_secrets() {
        for (query, told) in [
            ("term=a%20b&page=2", "term=a%20b&page=2"),
            (
                "a=1&access_token=geheim&b=2",
                "a=1&access_token=********&b=2",
            ),
            (
                "Access%2DToken=x&user[password]=y",
                "Access%2DToken=********&user[password]=********",
            ),
            (
                "X-Amz-Signature=x&sig=y&Signature=z&token=",
                "X-Amz-Signature=********&sig=********&Signature=********&token=",
            ),
            (
                "password[]=x&user[password][]=y&headers%5Bauthorization%5D%5B%5D=z",
                "password[]=********&user[password][]=********\
                 &headers%5Bauthorization%5D%5B%5D=********",
            ),
            (
                "password[0]=x&API%20Key=y&api+key=z&a[]=b",
                "password[0]=********&API%20Key=********&api+key=********&a[]=b",
            ),
            (
                "password[$ne]=x&user%5Bpassword%5D%5B%24gt%5D=y",
                "password[$ne]=********&user%5Bpassword%5D%5B%24gt%5D=********",
            ),
            ("author=x&tokenizer=y&token", "author=x&tokenizer=y&token"),
            ("x=Bearer%20tok&a=1", "x=********&a=1"),
            ("x=Bearer+tok", "x=********"),
            ("Basic%20dXNlcjpwYXNz", "********"),
            ("u=http://u:pw@h/", "u=********"),
            ("next=https%3A%2F%2Fu%3Apw%40h%2F&b=2", "next=********&b=2"),
            ("next=https%253A%252F%252Fu%253Apw%2540h", "next=********"),
            ("next=%2Fp%3Faccess_token%3Dx", "next=********"),
            ("d=%7B%22password%22%3A%22x%22%7D", "d=********"),
            ("a=1;password=x;b=2", "a=1;password=********;b=2"),
            ("acc%65ss_tok%2565n=x", "acc%65ss_tok%2565n=********"),
            (
                "http_x-forwarded-authorization=x",
                "http_x-forwarded-authorization=********",
            ),
            (
                "q=basic+education&u=https://h/@me",
                "q=basic+education&u=https://h/@me",
            ),
            ("mail=a@b&t=12:30&", "mail=a@b&t=12:30&"),
        ] {
            assert_eq!(without_secrets(query), told);
        }
        assert_eq!(
            url_without_secrets("https://u:geheim@h/p?token=geheim&a=b"),
            "https://h/p?token=********&a=b"
        );
        assert_eq!(
            url_without_secrets("https://h/@andrew"),
            "https://h/@andrew"
        );
    }

    #[test]
    fn paths_are_told_without_secrets() {
        for (path, told) in [
            ("/", "/"),
            ("/api/activities/@andrew", "/api/activities/@andrew"),
            ("/a//b/@andrew", "/a//b/@andrew"),
            ("/p;access_token=geheim/x", "/p;access_token=********/x"),
            ("/api_key=geheim&a=1", "/api_key=********&a=1"),
            ("/Bearer%20geheim1234/x", "/********/x"),
            ("/get/http://u:geheim@h/x", "/get/http://********@h/x"),
            ("/get/http:/u:geheim@h/x", "/get/http:/********@h/x"),
            ("//u:geheim@h", "//********@h"),
            ("/get/http%3A%2F%2Fu%3Ageheim%40h", "/get/********"),
            ("/password:geheim", "/********"),
            ("/a\u{7f}\u{9b}2J\u{202e}b", "/a%7F%C2%9B2J%E2%80%AEb"),
        ] {
            assert_eq!(path_without_secrets(path), told);
        }
        assert_eq!(
            url_without_secrets("https://h/token=geheim/x?a=b"),
            "https://h/token=********/x?a=b"
        );
    }

    #[test]
    fn texts_are_told_without_secrets() {
        for text in [
            "Mozilla/5.0 (X11; Linux x86_64) Firefox/1",
            "curl/8.5.0",
            "text/html;q=0.9, */*;q=0.8",
            "Root=1-6b0032dd-000000000000000000000001;Parent=0000000000000001;Sampled=1",
            "basic agent",
        ] {
            assert_eq!(text_without_secrets(text), text);
        }
        for (text, told) in [
            ("bot (token=geheim; x)", "bot (********; x)"),
            ("bot Bearer geheim1234 x", "bot Bearer ******** x"),
            ("bot (+https://u:geheim@h/)", "bot (********)"),
            ("bot password: geheim x", "********"),
            ("bot {\"password\": \"geheim\"}", "********"),
            ("bot\tx", "bot%09x"),
        ] {
            assert_eq!(text_without_secrets(text), told);
            assert!(!text_without_secrets(text).contains("geheim"), "{text}");
        }
    }

    #[test]
    fn each_name_of_the_list_is_known() {
        assert!(NAMES.len() > 30, "{}", NAMES.len());
        for name in LIST
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once(' '))
        {
            let upper = name.1.to_ascii_uppercase().replace('_', "-");
            assert!(opens_something(&upper), "{upper}");
        }
    }
}
