//! What a key may do: `/1/auth` for keys of an environment, `/2/auth` for management keys.

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use serde::Serialize;

use super::error::HoneycombError;
use super::key::{Key, KeyKind};

/// The team and the environment that every key belongs to here.
const NAME: &str = "Local";
const SLUG: &str = "local";

#[derive(Serialize)]
struct Auth<'a> {
    id: &'a str,
    r#type: &'static str,
    api_key_access: Access,
    environment: Named,
    team: Named,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Access {
    #[serde(rename_all = "camelCase")]
    Ingest { create_datasets: bool },
    #[serde(rename_all = "camelCase")]
    Configuration {
        events: bool,
        markers: bool,
        triggers: bool,
        boards: bool,
        queries: bool,
        columns: bool,
        create_datasets: bool,
        slos: bool,
        recipients: bool,
        private_boards: bool,
    },
}

#[derive(Serialize)]
struct Named {
    name: &'static str,
    slug: &'static str,
}

const LOCAL: Named = Named {
    name: NAME,
    slug: SLUG,
};

/// `GET /1/auth`.
pub(super) fn answer(key: &Key) -> Response {
    let auth = Auth {
        id: &key.id,
        r#type: key.kind.name(),
        api_key_access: access(key.kind),
        environment: if key.kind.is_classic() {
            Named { name: "", slug: "" }
        } else {
            LOCAL
        },
        team: LOCAL,
    };
    json(StatusCode::OK, "application/json", &auth)
}

fn access(kind: KeyKind) -> Access {
    match kind {
        KeyKind::Ingest | KeyKind::ClassicIngest => Access::Ingest {
            create_datasets: true,
        },
        KeyKind::Configuration | KeyKind::ClassicConfiguration => Access::Configuration {
            events: true,
            markers: true,
            triggers: true,
            boards: true,
            queries: true,
            columns: true,
            create_datasets: true,
            slos: true,
            recipients: true,
            private_boards: true,
        },
    }
}

#[derive(Serialize)]
struct Errors {
    errors: [ApiError; 1],
}

/// JSON:API.
#[derive(Serialize)]
struct ApiError {
    id: String,
    code: &'static str,
    title: &'static str,
    detail: &'static str,
}

#[derive(Serialize)]
struct Management {
    data: Data,
    included: [Team; 1],
}

#[derive(Serialize)]
struct Data {
    id: String,
    r#type: &'static str,
    attributes: Attributes,
    relationships: Relationships,
}

#[derive(Serialize)]
struct Attributes {
    name: &'static str,
    key_type: &'static str,
    disabled: bool,
    scopes: [&'static str; 4],
    timestamps: Timestamps,
}

/// RFC 3339.
#[derive(Serialize)]
struct Timestamps {
    created: String,
    updated: String,
}

#[derive(Serialize)]
struct Relationships {
    team: Related,
}

#[derive(Serialize)]
struct Related {
    data: Reference,
}

#[derive(Serialize)]
struct Reference {
    id: &'static str,
    r#type: &'static str,
}

#[derive(Serialize)]
struct Team {
    id: &'static str,
    r#type: &'static str,
    attributes: Named,
}

const JSON_API: &str = "application/vnd.api+json";
const TEAM_ID: &str = "hcxtm_local";

/// Answers a request to `/2/…`, of which only the one for a management key's auth is built.
pub(super) fn management(headers: &HeaderMap, is_auth: bool, now: Timestamp) -> Response {
    let Some(id) = bearer_id(headers) else {
        return HoneycombError::UnknownKey.into_response();
    };
    if !is_auth {
        return not_found();
    }
    let answer = Management {
        data: Data {
            id,
            r#type: "api-keys",
            attributes: Attributes {
                name: NAME,
                key_type: "management",
                disabled: false,
                scopes: [
                    "environments:read",
                    "environments:write",
                    "api-keys:read",
                    "api-keys:write",
                ],
                timestamps: Timestamps {
                    created: now.to_string(),
                    updated: now.to_string(),
                },
            },
            relationships: Relationships {
                team: Related {
                    data: Reference {
                        id: TEAM_ID,
                        r#type: "teams",
                    },
                },
            },
        },
        included: [Team {
            id: TEAM_ID,
            r#type: "teams",
            attributes: LOCAL,
        }],
    };
    json(StatusCode::OK, JSON_API, &answer)
}

/// The id of a management key, without its secret.
fn bearer_id(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (id, secret) = text.strip_prefix("Bearer ")?.split_once(':')?;
    (!id.is_empty() && !secret.is_empty()).then(|| id.to_owned())
}

fn not_found() -> Response {
    let error = ApiError {
        id: uuid::Uuid::new_v4().to_string(),
        code: "not-found",
        title: "The requested resource cannot be found.",
        detail: "the local stack answers GET /2/auth only",
    };
    json(StatusCode::NOT_FOUND, JSON_API, &Errors { errors: [error] })
}

fn json(status: StatusCode, kind: &'static str, body: &impl Serialize) -> Response {
    // plain strings and booleans: this cannot fail
    let body = serde_json::to_vec(body).unwrap_or_default();
    (status, [(header::CONTENT_TYPE, kind)], body).into_response()
}
