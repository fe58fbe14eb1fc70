//! Answers that are not the service's: from whoever stands between, or cut off on the
//! way. Every provider names them with the words that stand here.

use serde::de::IgnoredAny;

/// What came instead of the service's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Oddity {
    WebPage,
    /// To this host, or within the host that was asked.
    Redirect(Option<String>),
    /// The connection ended before the answer did.
    CutOff,
    /// Not JSON, although the service answers nothing else.
    NotJson,
    /// Nothing came for so many seconds.
    Silence(u64),
}

/// What is looked at of an answer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Answer<'a> {
    pub(super) status: u16,
    pub(super) content_type: Option<&'a str>,
    pub(super) location: Option<&'a str>,
    /// As far as it was read.
    pub(super) body: Option<&'a [u8]>,
}

impl Oddity {
    /// What is odd about an answer of a service that speaks JSON, if anything is. A web
    /// page with a status of 5xx is what a gateway says of a service that is down.
    pub(super) fn find(answer: Answer<'_>) -> Option<Self> {
        let Answer { status, body, .. } = answer;
        if matches!(status, 301..=303 | 307 | 308) {
            return Some(Self::Redirect(answer.location.and_then(host)));
        }
        let kind = answer.content_type.unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        let says_html = ["text/html", "application/xhtml+xml"]
            .iter()
            .any(|html| kind.eq_ignore_ascii_case(html));
        let is_html = says_html || body.is_some_and(begins_as_page);
        if is_html && status < 500 {
            return Some(Self::WebPage);
        }
        let body = body.filter(|_| (200..300).contains(&status))?;
        let is_json = serde_json::from_slice::<IgnoredAny>(body);
        is_json.err().map(|error| match error.is_eof() {
            true if !body.trim_ascii().is_empty() => Self::CutOff,
            _ => Self::NotJson,
        })
    }

    /// The sentence about it; `address` is what was asked.
    pub(super) fn told(&self, address: &str) -> String {
        match self {
            Self::WebPage => format!(
                "{address} answered with a web page instead of JSON: is there a captive portal or proxy?"
            ),
            Self::Redirect(Some(host)) => format!(
                "{address} answered with a redirect to `{host}`: is there a captive portal or proxy?"
            ),
            Self::Redirect(None) => {
                format!("{address} answered with a redirect, which this API does not use")
            }
            Self::CutOff => {
                format!("{address} closed the connection before its answer was complete")
            }
            Self::NotJson => format!("{address} answered with something other than JSON"),
            Self::Silence(seconds) => format!("{address} did not answer within {seconds} s"),
        }
    }

    /// What to do about it.
    pub(super) fn remedy(&self) -> &'static str {
        match self {
            Self::WebPage | Self::Redirect(_) | Self::NotJson => {
                "open any web page to sign in to the network, or check HTTPS_PROXY and the address"
            }
            Self::CutOff | Self::Silence(_) => "check the network, then try again",
        }
    }
}

/// The host that a `Location` names; it may hold a token after that.
fn host(location: &str) -> Option<String> {
    let uri: http::Uri = location.parse().ok()?;
    uri.host().map(str::to_owned)
}

fn begins_as_page(body: &[u8]) -> bool {
    let start: Vec<u8> = body.trim_ascii_start().iter().take(14).copied().collect();
    let start = start.to_ascii_lowercase();
    start.starts_with(b"<!doctype html")
        || start.starts_with(b"<html")
        || start.starts_with(b"<head")
}

/// An address without what may be secret in it: scheme, host and port.
pub(super) fn origin(uri: &str) -> String {
    let parsed: Option<http::Uri> = uri.parse().ok();
    let parts = parsed.as_ref().and_then(|uri| {
        let authority = uri.authority()?.as_str();
        let host = authority.rsplit('@').next()?;
        Some(format!("{}://{host}", uri.scheme_str()?))
    });
    parts.unwrap_or_else(|| "the service".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: Answer<'_> = Answer {
        status: 200,
        content_type: Some("application/json"),
        location: None,
        body: Some(b"{}"),
    };

    #[test]
    fn an_answer_of_the_service_is_not_odd() {
        assert_eq!(Oddity::find(JSON), None);
        for status in [400, 404, 429, 500, 503] {
            let body = Some(&b"no JSON"[..]);
            assert_eq!(
                Oddity::find(Answer {
                    status,
                    body,
                    ..JSON
                }),
                None
            );
        }
        let gateway = Answer {
            status: 502,
            content_type: Some("text/html"),
            body: Some(b"<html>"),
            ..JSON
        };
        assert_eq!(Oddity::find(gateway), None);
    }

    #[test]
    fn what_is_not_the_service_is_named() {
        let page = Some(&b"\n<!DOCTYPE html><title>Sign in</title>"[..]);
        for (status, content_type, body) in [
            (200, Some("text/html; charset=utf-8"), Some(&b"{}"[..])),
            (200, Some("application/json"), page),
            (403, None, page),
            (200, Some("TEXT/HTML"), None),
        ] {
            let answer = Answer {
                status,
                content_type,
                body,
                ..JSON
            };
            assert_eq!(Oddity::find(answer), Some(Oddity::WebPage), "{answer:?}");
        }
        let redirect = |location| {
            let answer = Answer {
                status: 302,
                location,
                ..JSON
            };
            Oddity::find(answer)
                .unwrap()
                .told("https://api.rollbar.com")
        };
        let told = redirect(Some("http://portal.example/login?back=secret"));
        assert!(
            told.contains("`portal.example`") && !told.contains("secret"),
            "{told}"
        );
        assert!(redirect(Some("/elsewhere")).contains("answered with a redirect"));
        let body = |body| {
            Oddity::find(Answer {
                body: Some(body),
                ..JSON
            })
        };
        assert_eq!(body(b"{\"err\": 0, \"resu"), Some(Oddity::CutOff));
        assert_eq!(body(b"OK"), Some(Oddity::NotJson));
        assert_eq!(body(b""), Some(Oddity::NotJson));
    }

    #[test]
    fn an_address_is_shown_without_what_may_be_secret() {
        let shown = origin("https://user:pw@api.rollbar.com:8443/api/1?access_token=x");
        assert_eq!(shown, "https://api.rollbar.com:8443");
        assert_eq!(origin("not an address"), "the service");
    }
}
