//! Secrets as they may be shown, wherever that is.

/// `hcaik_…3f`: enough of a secret to tell which one it is, and not to use it.
pub fn mask(secret: &str) -> String {
    /// What is left out of anything shorter would be too easy to guess.
    const SHORTEST: usize = 16;
    const PREFIX: usize = 8;
    let chars: Vec<char> = secret.chars().collect();
    if chars.len() < SHORTEST || secret.chars().any(char::is_control) {
        return "…".to_owned();
    }
    // the kind of a Honeycomb key ends in an underscore
    let kind = chars.iter().take(PREFIX).position(|c| *c == '_');
    let head = kind.map_or(4, |underscore| underscore + 1);
    let head: String = chars[..head].iter().collect();
    let tail: String = chars[chars.len() - 2..].iter().collect();
    format!("{head}…{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

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
