//! Secrets in a payload are replaced before it is kept: those of all telemetry, and the
//! token that the payload itself came with.

use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;

use crate::stack::redact::{HIDDEN, clean, clean_text};

/// A shorter token would be found in ordinary words.
const MIN_LENGTH: usize = 8;

/// Hides all that opens something, and the request's own token wherever it stands.
pub(super) fn redact(value: &mut Value, token: &SecretString) {
    clean(value);
    let token = token.expose_secret();
    if token.len() >= MIN_LENGTH {
        replace(value, token);
    }
}

/// As [`redact`], of one text.
pub(super) fn redact_text(text: &mut String, token: &SecretString) {
    clean_text(text);
    let token = token.expose_secret();
    if token.len() >= MIN_LENGTH {
        *text = text.replace(token, HIDDEN);
    }
}

fn replace(value: &mut Value, token: &str) {
    match value {
        Value::Object(fields) => fields.values_mut().for_each(|value| replace(value, token)),
        Value::Array(values) => values.iter_mut().for_each(|value| replace(value, token)),
        Value::String(text) if text.contains(token) => *text = text.replace(token, HIDDEN),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nothing_secret_is_left() {
        let token = SecretString::from("aaaabbbbccccdddd");
        let mut data = json!({
            "request": {
                "url": "http://x/?a=1&access_token=geheim11&b=2",
                "headers": {"Authorization": "Bearer geheim2", "Accept": "text/html",
                    "X-Rollbar-Access-Token": ["geheim3"], "HTTP_AUTHORIZATION": "geheim4"},
            },
            "body": {"trace": {"frames": [{"locals": {"access_token": "geheim5",
                "note": "sent with aaaabbbbccccdddd"}}]}},
            "message": {"body": "got Authorization: Bearer geheim7"},
            "post": {"body": "{\"accessToken\":\"geheim8\"}", "accessToken": "geheim9"},
            "custom": {"authorization": null, "authorized": true, "access_token": {"x": "geheim6"}},
        });
        redact(&mut data, &token);
        let text = data.to_string();
        assert!(!text.contains("geheim"), "{text}");
        assert!(!text.contains("aaaabbbb"), "{text}");
        assert_eq!(data["request"]["headers"]["Accept"], "text/html");
        assert_eq!(data["custom"]["authorized"], true);
        let url = "http://x/?a=1&access_token=********&b=2";
        assert_eq!(data["request"]["url"], url);
    }

    #[test]
    fn a_short_token_is_not_looked_for_in_words() {
        let mut data = json!("the local stack");
        redact(&mut data, &SecretString::from("local"));
        assert_eq!(data, "the local stack");
    }
}
