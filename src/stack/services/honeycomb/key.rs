//! The kinds of keys, by their form (docs.honeycomb.io, "API Keys").

use axum::http::HeaderMap;
use sha2::{Digest as _, Sha256};

/// A key that a request came with. It holds nothing secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) kind: KeyKind,
    /// What Honeycomb calls the key's id, which may be shown.
    pub(super) id: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeyKind {
    Configuration,
    Ingest,
    /// Of a team without environments; chooses its dataset by a header.
    ClassicConfiguration,
    ClassicIngest,
}

impl KeyKind {
    pub(super) fn is_classic(self) -> bool {
        matches!(self, Self::ClassicConfiguration | Self::ClassicIngest)
    }

    /// As `/1/auth` says it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Configuration | Self::ClassicConfiguration => "configuration",
            Self::Ingest | Self::ClassicIngest => "ingest",
        }
    }
}

/// The characters of an id: a prefix of 6 and 26.
const ID: usize = 32;

impl Key {
    /// The key in `x-honeycomb-team`.
    pub(super) fn from_headers(headers: &HeaderMap) -> Option<Self> {
        let text = headers.get("x-honeycomb-team")?.to_str().ok()?.trim();
        (!text.is_empty()).then(|| Self::parse(text))
    }

    fn parse(text: &str) -> Self {
        let kind = kind(text);
        let id = match kind {
            // the id is the first part of the key; the secret follows
            KeyKind::Ingest | KeyKind::ClassicIngest => text.chars().take(ID).collect(),
            KeyKind::Configuration | KeyKind::ClassicConfiguration => {
                let digest = hex::encode(Sha256::digest(text.as_bytes()));
                format!("hcxlk_{}", &digest[..26])
            }
        };
        Self { kind, id }
    }
}

fn kind(text: &str) -> KeyKind {
    let is_hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    if text.len() == 32 && text.bytes().all(is_hex) {
        return KeyKind::ClassicConfiguration;
    }
    match text.as_bytes() {
        [b'h', b'c', b'a'..=b'z', kind, b'_' | b'k' | b'c', ..] if text.len() == 64 => {
            match (kind, &text[4..6]) {
                (b'i', "k_") => KeyKind::Ingest,
                (b'i', "c_") => KeyKind::ClassicIngest,
                _ => KeyKind::Configuration,
            }
        }
        _ => KeyKind::Configuration,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ingest(prefix: &str) -> String {
        format!("{prefix}{}", "0123456789".repeat(6))[..64].to_owned()
    }

    #[test]
    fn kinds_are_told_by_their_form() {
        for (text, expected) in [
            (ingest("hcaik_"), KeyKind::Ingest),
            (ingest("hcbik_"), KeyKind::Ingest),
            (ingest("hcaic_"), KeyKind::ClassicIngest),
            ("0123456789abcdef".repeat(2), KeyKind::ClassicConfiguration),
            ("fkFC2xDJ9zIfEFrHxxrRuB".to_owned(), KeyKind::Configuration),
            ("hcaik_short".to_owned(), KeyKind::Configuration),
            ("local".to_owned(), KeyKind::Configuration),
            ("ключ".repeat(8), KeyKind::Configuration),
        ] {
            assert_eq!(kind(&text), expected, "{text}");
        }
    }

    #[test]
    fn an_id_never_holds_the_secret() {
        let text = ingest("hcaik_");
        let id = Key::parse(&text).id;
        assert_eq!((id.len(), &id[..6]), (32, "hcaik_"));
        assert!(!Key::parse("local").id.contains("local"));
    }
}
