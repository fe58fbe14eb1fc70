//! A key of Honeycomb.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum HoneycombKeyKind {
    /// Sends data, nothing else.
    Ingest,
    /// Changes and reads an environment, and sends if it is allowed to.
    Configuration,
    /// Manages the keys and environments of a team.
    Management,
}

/// A team or an environment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoneycombPlace {
    #[serde(default)]
    pub name: String,
    /// The name in addresses.
    #[serde(default)]
    pub slug: String,
}

/// A key without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HoneycombKey {
    /// `hcaik_…3f`.
    #[serde(rename = "key")]
    pub masked: String,
    pub id: String,
    #[serde(rename = "type")]
    pub kind: HoneycombKeyKind,
    pub team: HoneycombPlace,
    /// `None` for management keys and for Honeycomb Classic, which has no environments.
    pub environment: Option<HoneycombPlace>,
    /// What it may do, as the service names it.
    pub permissions: BTreeMap<String, bool>,
}

impl HoneycombKey {
    /// The first characters and the last two: enough to tell keys apart. Of a text that
    /// is too short for a key, nothing.
    pub fn mask(key: &str) -> String {
        const SHORTEST: usize = 20;
        let prefix = match key.find('_') {
            Some(at @ 3..=6) => at + 1,
            _ => 2,
        };
        if key.len() < SHORTEST || !key.is_ascii() {
            return "…".to_owned();
        }
        format!("{}…{}", &key[..prefix], &key[key.len() - 2..])
    }

    /// Whether the key is of a team without environments.
    pub fn is_classic(&self) -> bool {
        self.kind != HoneycombKeyKind::Management && self.environment.is_none()
    }

    /// Whether it may send events.
    pub fn sends(&self) -> bool {
        match self.kind {
            HoneycombKeyKind::Ingest => true,
            HoneycombKeyKind::Configuration => self.permissions.get("events") == Some(&true),
            HoneycombKeyKind::Management => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_key_tells_its_kind_and_no_more() {
        let ingest = "hcaik_12345678901234567890123456789012345678901234567890123456783f";
        assert_eq!(HoneycombKey::mask(ingest), "hcaik_…3f");
        assert_eq!(
            HoneycombKey::mask("0123456789abcdef0123456789abcdef"),
            "01…ef"
        );
        assert_eq!(HoneycombKey::mask("fkFC2xDJ9zIfEFrHxxrRuB"), "fk…uB");
        assert_eq!(HoneycombKey::mask("local"), "…");
        assert_eq!(HoneycombKey::mask(""), "…");
    }
}
