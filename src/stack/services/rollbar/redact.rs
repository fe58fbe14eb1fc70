//! Secrets in a payload are replaced before it is kept.

use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;

/// What stands for a secret, as in the official libraries.
const HIDDEN: &str = "********";

/// Fields and headers whose values open something, in lower case with underscores.
const SECRET_NAMES: [&str; 7] = [
    "access_token",
    "authorization",
    "proxy_authorization",
    "x_rollbar_access_token",
    "x_honeycomb_team",
    "x_amz_security_token",
    "x_api_key",
];

/// A shorter token would be found in ordinary words.
const SHORTEST: usize = 8;

/// Hides the values of [`SECRET_NAMES`] at any depth, `access_token=…` in texts such as
/// URLs, and the request's own token wherever it stands.
pub(super) fn redact(value: &mut Value, token: &SecretString) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if is_secret(name) && !value.is_null() {
                    *value = Value::from(HIDDEN);
                } else {
                    redact(value, token);
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| redact(value, token)),
        Value::String(text) => redact_text(text, token.expose_secret()),
        _ => {}
    }
}

fn is_secret(name: &str) -> bool {
    // headers of WSGI are `HTTP_AUTHORIZATION`
    let name = name.to_ascii_lowercase().replace('-', "_");
    let name = name.strip_prefix("http_").unwrap_or(&name);
    SECRET_NAMES.contains(&name)
}

fn redact_text(text: &mut String, token: &str) {
    if token.len() >= SHORTEST && text.contains(token) {
        *text = text.replace(token, HIDDEN);
    }
    const PARAMETER: &str = "access_token=";
    if !text.contains(PARAMETER) {
        return;
    }
    let mut parts = text.split(PARAMETER);
    let mut hidden = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_alphanumeric() && !"-_.~%*".contains(c));
        hidden.push_str(PARAMETER);
        hidden.push_str(HIDDEN);
        hidden.push_str(&part[end.unwrap_or(part.len())..]);
    }
    *text = hidden;
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
                "url": "http://x/?a=1&access_token=geheim1&b=2",
                "headers": {"Authorization": "Bearer geheim2", "Accept": "text/html",
                    "X-Rollbar-Access-Token": ["geheim3"], "HTTP_AUTHORIZATION": "geheim4"},
            },
            "body": {"trace": {"frames": [{"locals": {"access_token": "geheim5",
                "note": "sent with aaaabbbbccccdddd"}}]}},
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
