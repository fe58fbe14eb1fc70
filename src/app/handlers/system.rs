//! Routes about the backend itself.

use axum::Extension;
use axum::Json;
use http::StatusCode;
use serde::Serialize;

use super::Answer;
use crate::app::failure::AppError;
use crate::app::observe::Alert;

#[derive(Debug, Serialize)]
pub(crate) struct Health {
    success: bool,
}

/// `GET /api/health-check`
pub(crate) async fn health_check() -> Answer<Health> {
    Ok(Json(Health { success: true }))
}

/// `GET /rollbar/test`: the answer does not depend on whether Rollbar is configured.
pub(crate) async fn rollbar_test() -> (Extension<Alert>, &'static str) {
    (Extension(Alert("Hello World!".to_owned())), "Hello World!")
}

pub(crate) async fn not_found() -> AppError {
    AppError::Refused(StatusCode::NOT_FOUND, "not_found")
}

pub(crate) async fn method_not_allowed() -> AppError {
    AppError::Refused(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed")
}
