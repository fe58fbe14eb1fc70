//! Honeycomb API keys.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The type of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum HoneycombKeyKind {
    /// Only sends data.
    Ingest,
    /// Reads and changes an environment; may also send data.
    Configuration,
    /// Manages a team's keys and environments.
    Management,
}

/// A team or an environment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoneycombPlace {
    #[serde(default)]
    pub name: String,
    /// The name in URLs.
    #[serde(default)]
    pub slug: String,
}

/// A key, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HoneycombKey {
    /// The masked key, such as `hcaik_…3f`.
    #[serde(rename = "key")]
    pub masked: String,
    pub id: String,
    #[serde(rename = "type")]
    pub kind: HoneycombKeyKind,
    pub team: HoneycombPlace,
    /// `None` for management keys and for Honeycomb Classic, which has no environments.
    pub environment: Option<HoneycombPlace>,
    /// Permissions by the service's names.
    pub permissions: BTreeMap<String, bool>,
}

impl HoneycombKey {
    /// Whether the key belongs to Honeycomb Classic.
    pub fn is_classic(&self) -> bool {
        self.kind != HoneycombKeyKind::Management && self.environment.is_none()
    }

    /// Whether the key may send events.
    pub fn sends(&self) -> bool {
        match self.kind {
            HoneycombKeyKind::Ingest => true,
            HoneycombKeyKind::Configuration => self.permissions.get("events") == Some(&true),
            HoneycombKeyKind::Management => false,
        }
    }
}
