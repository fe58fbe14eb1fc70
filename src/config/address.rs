//! Parses addresses and keys of services as users write them: without a scheme, in quotes, or with
//! blanks and line breaks around them.

use http::Uri;
use http::uri::Authority;

use crate::model::{PLAIN_HTTP, is_loopback_host};

/// A service and its own hosts: `api.DOMAIN` and `api.REGION.DOMAIN`.
pub(super) struct Vendor {
    domain: &'static str,
    /// One of its addresses.
    example: &'static str,
    /// Its addresses, in words for messages.
    pub(super) hosts: &'static str,
}

pub(super) const HONEYCOMB: Vendor = Vendor {
    domain: "honeycomb.io",
    example: "https://api.honeycomb.io",
    hosts: "`https://api.honeycomb.io` or `https://api.eu1.honeycomb.io`",
};
pub(super) const ROLLBAR: Vendor = Vendor {
    domain: "rollbar.com",
    example: "https://api.rollbar.com/api/1",
    hosts: "`https://api.rollbar.com/api/1`",
};

impl Vendor {
    /// Whether the address is the service's own, and encrypted.
    pub(super) fn has(&self, url: &str) -> bool {
        let Ok(uri) = url.parse::<Uri>() else {
            return false;
        };
        let host = uri.host().unwrap_or_default().to_ascii_lowercase();
        let before = host.strip_suffix(self.domain);
        let labels = before.and_then(|before| before.strip_suffix('.'));
        let is_api = match labels.map(|labels| labels.split_once('.')) {
            Some(None) => labels == Some("api"),
            Some(Some((api, region))) => api == "api" && is_label(region),
            None => false,
        };
        let port = uri.port_u16().unwrap_or(443);
        is_api && uri.scheme_str() == Some("https") && port == 443
    }
}

fn is_label(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    !text.is_empty() && text.bytes().all(allowed)
}

/// Normalizes an address: adds a scheme and strips the trailing slash. Without a scheme, it is
/// https, or http for this machine.
///
/// # Errors
/// Returns why the address is invalid. The message never quotes it, because it may contain a
/// password.
pub(super) fn address(text: &str, vendor: &Vendor) -> Result<String, String> {
    let expected = format!("expected an address such as `{}`", vendor.example);
    let text = text.trim();
    // a fragment (`#`) is not sent to a server; `%` and non-ASCII letters can disguise a host
    if !text.is_ascii()
        || text.contains(|c: char| c.is_ascii_control() || " \"'`\\<>#?".contains(c))
    {
        return Err(format!(
            "it contains a space, a quotation mark, `?`, `#` or a non-ASCII character; {expected}"
        ));
    }
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) => (Some(scheme.to_ascii_lowercase()), rest),
        None => (None, text),
    };
    let (authority, path) = match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    if authority.contains('@') {
        return Err(
            "it contains a user name or a password: put keys into their own variables".to_owned(),
        );
    }
    let parsed: Option<Authority> = authority.parse().ok();
    let host = parsed.as_ref().map(Authority::host).unwrap_or_default();
    let port_is_right = parsed.as_ref().is_some_and(|parsed| {
        let after = &authority[parsed.host().len().min(authority.len())..];
        after.is_empty() || parsed.port_u16().is_some_and(|port| port != 0)
    });
    if host.is_empty() || host.contains('%') || !port_is_right {
        return Err(expected);
    }
    let is_loopback = is_loopback_host(host);
    let scheme = match scheme.as_deref() {
        None if is_loopback => "http",
        None | Some("https") => "https",
        Some("http") if is_loopback => "http",
        Some("http") => {
            return Err(PLAIN_HTTP.to_owned());
        }
        Some(_) => return Err(expected),
    };
    let path = path.trim_end_matches('/');
    for signal in ["/v1/traces", "/v1/metrics", "/v1/logs"] {
        if path.ends_with(signal) {
            return Err(format!("expected the address without `{signal}`"));
        }
    }
    let authority = authority.to_ascii_lowercase();
    Ok(format!("{scheme}://{authority}{path}"))
}

/// Trims a key.
///
/// # Errors
/// Returns why the key is invalid, without quoting it.
pub(super) fn key(text: &str) -> Result<&str, &'static str> {
    let key = text.trim();
    if key.contains(['\n', '\r']) {
        return Err("it contains a line break");
    }
    if key.contains([
        '"', '\'', '`', '\u{201c}', '\u{201d}', '\u{2018}', '\u{2019}',
    ]) {
        return Err("it contains a quotation mark: set it without quotes");
    }
    if key.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err("it contains a space or a control character");
    }
    if !key.is_ascii() {
        return Err("it contains a non-ASCII character");
    }
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_made_whole_or_refused() {
        for (text, whole) in [
            ("https://api.honeycomb.io/", "https://api.honeycomb.io"),
            (" API.honeycomb.io\n", "https://api.honeycomb.io"),
            (
                "HTTPS://proxy.example:8443/a/",
                "https://proxy.example:8443/a",
            ),
            ("localhost:8080", "http://localhost:8080"),
            ("127.1:8080", "http://127.1:8080"),
            ("[::1]:8080", "http://[::1]:8080"),
            (
                "http://127.0.0.1:4570/api/1/",
                "http://127.0.0.1:4570/api/1",
            ),
        ] {
            assert_eq!(address(text, &HONEYCOMB).as_deref(), Ok(whole), "{text}");
        }
        for text in [
            "",
            "https://",
            "ftp://api.honeycomb.io",
            "http://api.honeycomb.io",
            "http://127.0.0.1.example",
            "http://192.168.0.1:4570",
            "https://u:secret@api.honeycomb.io",
            "\"https://api.honeycomb.io\"",
            "https://api.honeycomb.io secret",
            "https://api.honeycomb.io\nsecret",
            "https://api.honeycomb.io?secret",
            "https://api.honeycomb.io/v1/traces",
            "https://api%2ehoneycomb.io",
            "https://api.honeycomb.io:0",
            "https://api.honeycomb.io:https",
            "https://①27.0.0.1",
        ] {
            let refused = address(text, &HONEYCOMB).unwrap_err();
            assert!(!refused.contains("secret"), "{refused}");
        }
        let of_rollbar = address("https://", &ROLLBAR).unwrap_err();
        assert!(
            of_rollbar.contains("https://api.rollbar.com/api/1"),
            "{of_rollbar}"
        );
    }

    #[test]
    fn vendors_have_their_own_hosts_over_https() {
        for url in [
            "https://api.honeycomb.io",
            "https://api.eu1.honeycomb.io/",
            "https://api.honeycomb.io:443",
        ] {
            assert!(HONEYCOMB.has(url), "{url}");
        }
        assert!(ROLLBAR.has("https://api.rollbar.com/api/1"));
        for url in [
            "http://api.honeycomb.io",
            "https://api.honeycomb.io:8443",
            "https://api.honeycomb.io.example",
            "https://evilhoneycomb.io",
            "https://api.evilhoneycomb.io",
            "https://x.api.honeycomb.io",
            "https://api.a.b.honeycomb.io",
            "https://api.rollbar.com",
            "https://honeycomb.io",
            "https://api.honeycomb.io@evil.example",
        ] {
            assert!(!HONEYCOMB.has(url), "{url}");
        }
    }

    #[test]
    fn a_key_is_trimmed_and_never_repeated() {
        assert_eq!(key(" hcaik_1\r\n"), Ok("hcaik_1"));
        for text in [
            "a\nb",
            "\"hcaik_1\"",
            "'x'",
            "a b",
            "a\u{7}b",
            "clé",
            "a\u{a0}b",
        ] {
            assert!(key(text).is_err(), "{text:?}");
        }
    }
}
