//! The Honeycomb client, with a stack's answers and a service's errors.

use axum::Router;
use axum::http::{HeaderMap, StatusCode, Uri};
use cruddur_obs::error::Kind;
use cruddur_obs::model::{HoneycombKeyKind, HttpAccess};
use cruddur_obs::providers::honeycomb::Honeycomb;
use secrecy::SecretString;
use tokio::net::TcpListener;

use super::*;

fn client(url: &str, key: &str) -> Honeycomb {
    Honeycomb::new(&HttpAccess {
        url: url.to_owned(),
        key: Some(SecretString::from(key)),
        write_key: None,
        key_source: "the test".to_owned(),
        place: "the local stack".to_owned(),
        url_source: None,
        local: true,
    })
    .unwrap()
}

#[tokio::test]
async fn keys_of_each_kind() {
    let api = Api::new().await;
    let url = api.stack.url();
    let key = client(&url, INGEST).auth().await.unwrap();
    assert_eq!(key.kind, HoneycombKeyKind::Ingest);
    assert!(key.sends() && !key.is_classic());
    assert_eq!(key.masked, "hcxik_…12");
    assert_eq!(key.permissions.get("createDatasets"), Some(&true));

    let key = client(&url, CLASSIC).auth().await.unwrap();
    assert_eq!(key.kind, HoneycombKeyKind::Configuration);
    assert!(key.is_classic() && key.environment.is_none());

    let key = client(&url, "hcxmk_01hqk4k20cjeh63wca8vva5stw:secret")
        .auth()
        .await
        .unwrap();
    assert_eq!(key.kind, HoneycombKeyKind::Management);
    assert_eq!((key.team.slug.as_str(), key.sends()), ("local", false));
    assert!(!format!("{key:?}").contains("secret"));
}

/// Answers `/1/auth` with the documented example if the key is valid.
async fn documented(uri: Uri, headers: HeaderMap) -> (StatusCode, String) {
    match (uri.path(), headers.get("x-honeycomb-team")) {
        ("/1/auth", Some(key)) if key == CLASSIC => {
            (StatusCode::OK, fixture("auth.json").to_string())
        }
        _ => (
            StatusCode::UNAUTHORIZED,
            fixture("errors.json")["unknown_key"].to_string(),
        ),
    }
}

#[tokio::test]
async fn the_documented_answers_are_understood() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(documented)).await });
    let key = client(&url, CLASSIC).auth().await.unwrap();
    assert_eq!(key.environment.as_ref().unwrap().slug, "production");
    assert_eq!(key.permissions.len(), 10);
    assert!(!key.sends(), "it may not");
    let error = client(&url, INGEST).auth().await.unwrap_err();
    assert_eq!(error.kind(), Kind::Unauthorised);
    let causes = error.causes().join(" ");
    assert!(
        causes.contains("unknown API key - check your credentials"),
        "{causes}"
    );
}
