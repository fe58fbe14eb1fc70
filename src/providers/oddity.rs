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
    /// Nothing in it that the service would say.
    Empty,
    /// 511 Network Authentication Required (RFC 6585).
    Portal,
    /// More than so many megabytes.
    TooLarge(usize),
    /// Nothing came for so many seconds.
    Silence(u64),
}

/// What is looked at of an answer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Answer<'a> {
    pub(super) status: u16,
    pub(super) content_type: Option<&'a str>,
    pub(super) location: Option<&'a str>,
    /// Whether a header says that the service itself answered, as AWS's request ids do.
    pub(super) is_signed: bool,
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
        if status == 511 {
            return Some(Self::Portal);
        }
        let kind = answer.content_type.unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        let says_html = ["text/html", "application/xhtml+xml"]
            .iter()
            .any(|html| kind.eq_ignore_ascii_case(html));
        // some servers that stand in for AWS call their JSON HTML
        let is_html = (says_html && !answer.is_signed) || body.is_some_and(begins_as_page);
        if is_html && status < 500 {
            return Some(Self::WebPage);
        }
        let body = body.filter(|_| (200..300).contains(&status))?;
        if body.is_empty() && answer.is_signed {
            return None;
        }
        let is_json = serde_json::from_slice::<IgnoredAny>(body);
        is_json.err().map(|error| match error.is_eof() {
            true if body.trim_ascii().is_empty() => Self::Empty,
            true => Self::CutOff,
            false => Self::NotJson,
        })
    }

    /// Whether asking again can bring the service's own answer. One that leads in circles,
    /// or says too much, would do it again.
    pub(super) fn may_pass(&self) -> bool {
        !matches!(self, Self::Redirect(None) | Self::TooLarge(_))
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
            Self::NotJson => format!("{address} did not answer with JSON"),
            Self::Empty => format!(
                "{address} answered with something this service never sends: is there a captive portal or proxy?"
            ),
            Self::Portal => format!(
                "{address} answered 511 Network Authentication Required: a captive portal asks you to sign in"
            ),
            Self::TooLarge(megabytes) => {
                format!("{address} answered with more than {megabytes} MB")
            }
            Self::Silence(seconds) => format!("{address} did not answer within {seconds} s"),
        }
    }

    /// What to do about it.
    pub(super) fn remedy(&self) -> &'static str {
        match self {
            Self::WebPage | Self::Redirect(_) | Self::NotJson | Self::Empty | Self::Portal => {
                "open a web page to sign in to the network, or check HTTPS_PROXY and the address"
            }
            Self::CutOff | Self::Silence(_) => "check the network, then try again",
            Self::TooLarge(_) => "ask for less, such as a shorter time or a smaller `--limit`",
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
        is_signed: false,
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
        let signed = |body| Answer {
            content_type: Some("text/html; charset=utf-8"),
            is_signed: true,
            body: Some(body),
            ..JSON
        };
        assert_eq!(Oddity::find(signed(b"")), None);
        assert_eq!(Oddity::find(signed(b"{\"logGroups\": []}")), None);
        let page = Oddity::find(signed(b"<html>"));
        assert_eq!(page, Some(Oddity::WebPage), "a request id is no excuse");
    }

    #[test]
    fn a_network_that_asks_to_sign_in_is_named_whatever_its_answer_is() {
        for content_type in [None, Some("text/html"), Some("application/json")] {
            let answer = Answer {
                status: 511,
                content_type,
                ..JSON
            };
            let told = Oddity::find(answer).unwrap().told("https://h.example");
            assert!(told.contains("511") && told.contains("portal"), "{told}");
        }
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
        assert_eq!(body(b""), Some(Oddity::Empty));
    }

    #[test]
    fn an_address_is_shown_without_what_may_be_secret() {
        let shown = origin("https://user:pw@api.rollbar.com:8443/api/1?access_token=x");
        assert_eq!(shown, "https://api.rollbar.com:8443");
        assert_eq!(origin("not an address"), "the service");
    }
}
