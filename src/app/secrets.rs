//! Secrets in what callers send: their parameters are told to every service.
//!
//! Headers are no matter here: those that are told are listed one by one.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use percent_encoding::percent_decode_str;

/// The list that the local stack has too.
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

/// A query string without the values of secret parameters.
pub(crate) fn without_secrets(query: &str) -> Cow<'_, str> {
    let is_secret = |pair: &str| {
        let value = pair.split_once('=');
        value.is_some_and(|(name, value)| !value.is_empty() && opens_something(name))
    };
    if !query.split('&').any(is_secret) {
        return query.into();
    }
    let pairs = query.split('&').map(|pair| match pair.split_once('=') {
        Some((name, _)) if is_secret(pair) => format!("{name}={HIDDEN}"),
        _ => pair.to_owned(),
    });
    pairs.collect::<Vec<_>>().join("&").into()
}

/// The same of a URL: what is before its query is no secret, but for a user.
pub(crate) fn url_without_secrets(url: &str) -> String {
    let (start, query) = url.split_once('?').unwrap_or((url, ""));
    let start = match start.split_once("//") {
        Some((scheme, rest)) => {
            let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            let host = host.rsplit('@').next().unwrap_or(host);
            format!("{scheme}//{host}{path}")
        }
        None => start.to_owned(),
    };
    match query {
        "" => start,
        query => format!("{start}?{}", without_secrets(query)),
    }
}

fn opens_something(name: &str) -> bool {
    let name = percent_decode_str(name).decode_utf8_lossy();
    let name = name.trim_end_matches(']');
    let last = name.rsplit(['.', '[']).next().unwrap_or(name);
    let name = compact(last);
    NAMES.contains(&name) || ENDINGS.iter().any(|ending| name.ends_with(ending.as_str()))
}

/// Without what differs from one spelling to the next.
fn compact(name: &str) -> String {
    let letters = name.chars().filter(|c| !matches!(c, '-' | '_'));
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
            ("author=x&tokenizer=y&token", "author=x&tokenizer=y&token"),
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
