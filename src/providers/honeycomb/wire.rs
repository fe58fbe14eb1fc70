//! The answers of `/1/auth` and `/2/auth`.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::model::{HoneycombKey, HoneycombKeyKind, HoneycombPlace, mask};

#[derive(Debug, Deserialize)]
pub(super) struct Auth {
    id: String,
    r#type: String,
    #[serde(default)]
    api_key_access: BTreeMap<String, bool>,
    #[serde(default)]
    environment: HoneycombPlace,
    #[serde(default)]
    team: HoneycombPlace,
}

impl Auth {
    pub(super) fn into_key(self, key: &str) -> HoneycombKey {
        // keys of teams without environments have an empty one
        let environment = Some(self.environment).filter(|place| !place.slug.is_empty());
        HoneycombKey {
            masked: mask(key),
            id: self.id,
            kind: match self.r#type.as_str() {
                "ingest" => HoneycombKeyKind::Ingest,
                _ => HoneycombKeyKind::Configuration,
            },
            team: self.team,
            environment,
            permissions: self.api_key_access,
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Management {
    data: Data,
    #[serde(default)]
    included: Vec<Included>,
}

#[derive(Debug, Deserialize)]
struct Data {
    id: String,
    attributes: Attributes,
}

#[derive(Debug, Deserialize)]
struct Attributes {
    #[serde(default)]
    disabled: bool,
    #[serde(default)]
    scopes: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Included {
    r#type: String,
    #[serde(default)]
    attributes: HoneycombPlace,
}

impl Management {
    pub(super) fn into_key(self) -> HoneycombKey {
        let teams = self
            .included
            .into_iter()
            .filter(|item| item.r#type == "teams");
        let enabled = !self.data.attributes.disabled;
        let scopes = self.data.attributes.scopes.into_iter();
        HoneycombKey {
            // the id of a management key is not secret, and its secret is not shown at all
            masked: self.data.id.clone(),
            id: self.data.id,
            kind: HoneycombKeyKind::Management,
            team: teams.map(|team| team.attributes).next().unwrap_or_default(),
            environment: None,
            permissions: scopes.map(|scope| (scope, enabled)).collect(),
        }
    }
}

/// `{"error": …}`, or JSON:API's list.
#[derive(Debug, Deserialize)]
pub(super) struct Refusal {
    error: Option<String>,
    #[serde(default)]
    errors: Vec<Detail>,
}

#[derive(Debug, Deserialize)]
struct Detail {
    title: Option<String>,
    detail: Option<String>,
}

impl Refusal {
    pub(super) fn text(self) -> Option<String> {
        let first = self.errors.into_iter().next();
        self.error
            .or_else(|| first.and_then(|error| error.detail.or(error.title)))
    }
}
