//! The services of a trace: what X-Ray calls a node.

use serde::Serialize;

use super::assemble::Entity;
use crate::stack::ACCOUNT_ID;

/// What tells one service from another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ServiceKey {
    pub(super) name: String,
    /// The origin of its segments; `client`; `remote`; none where a segment names none.
    pub(super) kind: Option<String>,
}

pub(super) const CLIENT: &str = "client";
pub(super) const REMOTE: &str = "remote";

impl ServiceKey {
    /// The service that a segment belongs to. A table is a service of its own, under its
    /// own name.
    pub(super) fn new(segment: &Entity) -> Self {
        let origin = segment.text("origin");
        let table = segment
            .at(&["aws", "table_name"])
            .and_then(|name| name.as_str())
            .filter(|_| segment.inferred && origin == Some("AWS::DynamoDB::Table"));
        let unknown = segment.inferred.then_some(REMOTE);
        Self {
            name: table.unwrap_or(&segment.name).to_owned(),
            kind: origin.or(unknown).map(str::to_owned),
        }
    }

    /// The clients of the service that a trace enters by.
    pub(super) fn client_of(root: &Self) -> Self {
        Self {
            name: root.name.clone(),
            kind: Some(CLIENT.to_owned()),
        }
    }

    /// Of its names in memory.
    pub(super) fn len(&self) -> usize {
        self.name.len() + self.kind.as_ref().map_or(0, String::len)
    }

    /// Clients and other people's services belong to no account.
    pub(super) fn account(&self) -> Option<&'static str> {
        let foreign = matches!(self.kind.as_deref(), Some(CLIENT | REMOTE));
        (!foreign).then_some(ACCOUNT_ID)
    }
}

/// `ServiceId` of the API.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ServiceId {
    pub(super) name: String,
    pub(super) names: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) account_id: Option<&'static str>,
    #[serde(rename = "Type", skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<String>,
}

impl From<ServiceKey> for ServiceId {
    fn from(key: ServiceKey) -> Self {
        Self {
            account_id: key.account(),
            names: vec![key.name.clone()],
            name: key.name,
            kind: key.kind,
        }
    }
}
