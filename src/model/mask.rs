//! Hides secrets in all output.

use std::borrow::Cow;

/// Returns a recognizable but useless part of a secret, such as `hcaik_…3f`.
pub fn mask(secret: &str) -> String {
    /// Shorter secrets are hidden entirely: the rest would be too easy to guess.
    const MIN_LENGTH: usize = 16;
    const PREFIX: usize = 8;
    let chars: Vec<char> = secret.chars().collect();
    if chars.len() < MIN_LENGTH || secret.chars().any(char::is_control) {
        return "…".to_owned();
    }
    // the type of a Honeycomb key ends in an underscore
    let kind = chars.iter().take(PREFIX).position(|c| *c == '_');
    let head = kind.map_or(4, |underscore| underscore + 1);
    let head: String = chars[..head].iter().collect();
    let tail: String = chars[chars.len() - 2..].iter().collect();
    format!("{head}…{tail}")
}

/// Returns `text` without the user and password of any URL in it: `http://…@host/path`, or `…@host`
/// for a URL without a scheme.
pub fn without_users(text: &str) -> Cow<'_, str> {
    match without_users_of_urls(text) {
        Cow::Borrowed(text) => without_bare_users(text),
        Cow::Owned(text) => Cow::Owned(without_bare_users(&text).into_owned()),
    }
}

fn is_end(c: char) -> bool {
    c.is_whitespace() || "\"'`<>".contains(c)
}

/// Hides `user:password` before an `@` in words that have no slash before it.
fn without_bare_users(text: &str) -> Cow<'_, str> {
    if !text.contains('@') {
        return Cow::Borrowed(text);
    }
    let words = text.split_inclusive(is_end).map(|word| {
        let before = word.rsplit_once('@').map_or("", |(before, _)| before);
        // the path of a URL may contain such a pair too
        let start = before.rfind(['/', '=', '(']).map_or(0, |at| at + 1);
        let pair = before[start..].split_once(':');
        let is_pair = pair.is_some_and(|(user, password)| !user.is_empty() && !password.is_empty());
        if is_pair {
            Cow::Owned(format!("{}…{}", &word[..start], &word[before.len()..]))
        } else {
            Cow::Borrowed(word)
        }
    });
    let words: Vec<_> = words.collect();
    if words.iter().any(|word| matches!(word, Cow::Owned(_))) {
        Cow::Owned(words.concat())
    } else {
        Cow::Borrowed(text)
    }
}

fn without_users_of_urls(text: &str) -> Cow<'_, str> {
    let mut shown = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = text[at..].find("//") {
        let start = at + found + 2;
        at = start;
        if let Some(end) = user_end(&text[start..]).filter(|end| *end > 0) {
            shown.push_str(&text[copied..start]);
            shown.push('…');
            copied = start + end;
            at = copied;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    shown.push_str(&text[copied..]);
    Cow::Owned(shown)
}

/// Returns the position of the `@` that ends the user info of a URL.
fn user_end(url: &str) -> Option<usize> {
    let url = &url[..url.find(is_end).unwrap_or(url.len())];
    let authority = url.find(['/', '?', '#']).unwrap_or(url.len());
    if let Some(at) = url[..authority].rfind('@') {
        return Some(at);
    }
    // an unescaped password may contain `/`; a number after the colon is a port
    let (_, after) = url[..authority].split_once(':')?;
    let is_port = after.bytes().all(|byte| byte.is_ascii_digit());
    if is_port || url.starts_with('[') {
        return None;
    }
    url.rfind('@')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_shown_without_their_users() {
        for (text, shown) in [
            (
                "cannot reach `http://u:geheim@h:1/p?a@b`",
                "cannot reach `http://…@h:1/p?a@b`",
            ),
            (
                "http://geheim@h and https://u:ge@heim@h",
                "http://…@h and https://…@h",
            ),
            (
                "invalid URL `http://u:ge/heim@h`",
                "invalid URL `http://…@h`",
            ),
            ("invalid value 'u:ge:heim@x' for", "invalid value '…@x' for"),
            ("`--bind=u:geheim@x`", "`--bind=…@x`"),
            ("`u:geheim@//x`", "`…@//x`"),
            ("joe@example.com: a@b", "joe@example.com: a@b"),
            (
                "http://127.0.0.1:4567/api/activities/@andrew",
                "http://127.0.0.1:4567/api/activities/@andrew",
            ),
            ("http://[::1]:4567/@andrew", "http://[::1]:4567/@andrew"),
            ("http://h/@a, // me@x, a@b", "http://h/@a, // me@x, a@b"),
            ("", ""),
        ] {
            assert_eq!(without_users(text), shown);
        }
    }

    #[test]
    fn secrets_are_recognised_and_not_told() {
        for (secret, shown) in [
            ("hcaik_01hqk4k20cjeh63wca8vva5stw3f", "hcaik_…3f"),
            ("0123456789abcdef0123456789abcdef", "0123…ef"),
            ("AKIAIOSFODNN7EXAMPLE", "AKIA…LE"),
            ("hcxik_12345678901234567890123456", "hcxik_…56"),
            ("fkFC2xDJ9zIfEFrHxxrRuB", "fkFC…uB"),
            ("short_key", "…"),
            ("fifteen_letters", "…"),
            ("local", "…"),
            ("0123456789abcd\u{1b}f", "…"),
            ("", "…"),
        ] {
            assert_eq!(mask(secret), shown);
        }
    }
}
