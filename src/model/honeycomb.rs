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
