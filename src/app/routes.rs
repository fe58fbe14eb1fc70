//! The routes that the course's frontend calls.

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, Method, header, request};
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::App;
use super::handlers::{activities, messages, system};
use super::observe::observe;

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
const X_AMZN_TRACE_ID: HeaderName = HeaderName::from_static("x-amzn-trace-id");

/// All routes, with middleware.
pub(crate) fn router(app: Arc<App>) -> Router {
    watched(routes(), app)
}

fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/activities", post(activities::create))
        .route("/api/activities/home", get(activities::home))
        .route(
            "/api/activities/notifications",
            get(activities::notifications),
        )
        .route("/api/activities/search", get(activities::search))
        .route("/api/activities/@{handle}", get(activities::of_user))
        .route("/api/activities/{uuid}", get(activities::show))
        .route("/api/activities/{uuid}/reply", post(activities::reply))
        .route("/api/message_groups", get(messages::groups))
        .route("/api/messages", post(messages::create))
        .route("/api/messages/@{handle}", get(messages::with_user))
        .route("/api/health-check", get(system::health_check))
        .route("/rollbar/test", get(system::rollbar_test))
        .fallback(system::not_found)
        .method_not_allowed_fallback(system::method_not_allowed)
}

/// Adds the middleware to `routes`. Observation is outermost, so that it sees the responses of the
/// other layers.
pub(crate) fn watched(routes: Router<Arc<App>>, app: Arc<App>) -> Router {
    routes
        .layer(cors(app.env.origins.clone()))
        .layer(from_fn_with_state(app.clone(), observe))
        .with_state(app)
}

/// Lets pages of the frontend and the backend call `/api/*`.
fn cors(origins: Vec<HeaderValue>) -> CorsLayer {
    let allowed = move |origin: &HeaderValue, request: &request::Parts| {
        request.uri.path().starts_with("/api/") && origins.contains(origin)
    };
    CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(allowed))
        .allow_methods([Method::OPTIONS, Method::GET, Method::HEAD, Method::POST])
        .allow_headers([
            header::CONTENT_TYPE,
            header::IF_MODIFIED_SINCE,
            TRACEPARENT,
            X_AMZN_TRACE_ID,
        ])
        .expose_headers([header::LOCATION, header::LINK, TRACEPARENT, X_AMZN_TRACE_ID])
}
