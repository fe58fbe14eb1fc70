//! AWS X-Ray: REST-JSON by path, shapes after the service model `xray/2016-04-12`.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Method, Request, header};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

use self::error::XrayError;
use super::signed_for;
use crate::model::XrayOperation;
use crate::stack::http::{Encodings, Room, read_body};
use crate::stack::{ACCOUNT_ID, Stack, json_text, strict_json};

pub mod assemble;
mod error;
mod filter;
mod graph;
mod groups;
mod histogram;
mod root_causes;
mod rule;
mod rules;
mod segments;
mod service;
mod service_graph;
mod statistics;
mod streamed;
mod summaries;
mod summary;
mod tags;
mod targets;
mod traces;

/// Fifty documents of the largest size, as the daemon batches them, escaped in JSON.
const MAX_BODY: usize = 8 << 20;

/// What a page of summaries takes while it is made.
const SUMMARIES_ROOM: usize = 4 << 20;

/// Whether a request on the services port is for X-Ray: by its signature, or by its path
/// if it has none.
pub(super) fn answers(request: &Request<Body>) -> bool {
    match signed_for(request.headers()) {
        Some(service) => service == "xray",
        None => XrayOperation::is_path_of_service(request.uri().path()),
    }
}

/// Answers a request that must be signed.
pub(super) async fn handle_signed(stack: Arc<Stack>, request: Request<Body>) -> Response {
    if signed_for(request.headers()).is_none() {
        return with_id(XrayError::Unsigned.into_response());
    }
    handle(stack, request).await
}

/// Answers a request, signed or not: what the daemon passes on, it signs itself.
pub async fn handle(stack: Arc<Stack>, request: Request<Body>) -> Response {
    let answer = answer(&stack, request).await;
    with_id(answer.unwrap_or_else(XrayError::into_response))
}

fn with_id(mut response: Response) -> Response {
    let id = uuid::Uuid::new_v4().to_string();
    if let Ok(id) = id.parse() {
        response.headers_mut().insert("x-amzn-requestid", id);
    }
    response
}

async fn answer(stack: &Arc<Stack>, request: Request<Body>) -> Result<Response, XrayError> {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path();
    let operation = XrayOperation::from_path(path).filter(|_| parts.method == Method::POST);
    let Some(operation) = operation else {
        return Err(unknown(&parts.method, path));
    };
    let body = read_body(&parts.headers, body, MAX_BODY, Encodings::GzipDeflate).await?;
    let body = body.as_ref();
    match operation {
        XrayOperation::PutTraceSegments => segments::put(stack, input(body)?).await,
        XrayOperation::PutTelemetryRecords => {
            json(stack, &segments::put_telemetry(input(body)?)?).await
        }
        XrayOperation::BatchGetTraces => traces::batch_get(stack, input(body)?).await,
        XrayOperation::GetTraceSummaries => {
            let room = stack.limits.room(SUMMARIES_ROOM).await?;
            let (page, bytes) = summaries::get(stack, input(body)?).await?;
            if bytes <= SUMMARIES_ROOM / 2 {
                return large(room, &page);
            }
            // one trace of very many services
            drop(room);
            json(stack, &page).await
        }
        XrayOperation::GetServiceGraph => {
            let room = stack.limits.room(graph::MAX).await?;
            large(room, &service_graph::get(stack, input(body)?).await?)
        }
        XrayOperation::GetTraceGraph => {
            let room = stack.limits.room(graph::MAX).await?;
            large(
                room,
                &service_graph::trace_graph(stack, input(body)?).await?,
            )
        }
        XrayOperation::CreateGroup => {
            json(stack, &groups::create(stack, input(body)?).await?).await
        }
        XrayOperation::UpdateGroup => {
            json(stack, &groups::update(stack, input(body)?).await?).await
        }
        XrayOperation::DeleteGroup => {
            json(stack, &groups::delete(stack, input(body)?).await?).await
        }
        XrayOperation::GetGroup => json(stack, &groups::get(stack, input(body)?).await?).await,
        XrayOperation::GetGroups => json(stack, &groups::list(stack, input(body)?).await?).await,
        XrayOperation::CreateSamplingRule => {
            json(stack, &rules::create(stack, input(body)?).await?).await
        }
        XrayOperation::UpdateSamplingRule => {
            json(stack, &rules::update(stack, input(body)?).await?).await
        }
        XrayOperation::DeleteSamplingRule => {
            json(stack, &rules::delete(stack, input(body)?).await?).await
        }
        XrayOperation::GetSamplingRules => {
            json(stack, &rules::list(stack, input(body)?).await?).await
        }
        XrayOperation::GetSamplingTargets => {
            json(stack, &targets::get(stack, input(body)?).await?).await
        }
        XrayOperation::GetSamplingStatisticSummaries => {
            json(stack, &statistics::list(stack, input(body)?).await?).await
        }
        XrayOperation::TagResource => json(stack, &tags::tag(stack, input(body)?).await?).await,
        XrayOperation::UntagResource => json(stack, &tags::untag(stack, input(body)?).await?).await,
        XrayOperation::ListTagsForResource => {
            json(stack, &tags::list(stack, input(body)?).await?).await
        }
    }
}

fn unknown(method: &Method, path: &str) -> XrayError {
    XrayError::UnknownOperation(format!(
        "{method} {path} is no operation that is answered here: run `cruddur-obs local status -v` to list them"
    ))
}

/// The request's shape; ADOT sends no body at all where a shape has no required field.
fn input<T: DeserializeOwned>(body: &[u8]) -> Result<T, XrayError> {
    let body = body.trim_ascii();
    let body = if matches!(body, b"" | b"null") {
        b"{}"
    } else {
        body
    };
    strict_json::from_slice(body)
        .or_else(|error| match json_text::mended(body) {
            Some(mended) => strict_json::from_slice(mended.as_bytes()),
            None => Err(error),
        })
        .map_err(|error| XrayError::Malformed(strict_json::as_aws_says(&error)))
}

const JSON: &str = "application/json";

async fn json(stack: &Stack, output: &(impl Serialize + Sync)) -> Result<Response, XrayError> {
    Ok(stack.limits.json(output).await?.into_response(JSON))
}

/// The same for what had its room before it was made; what is not needed of it is given
/// back.
fn large<T: Serialize>(room: Room, output: &T) -> Result<Response, XrayError> {
    let body =
        serde_json::to_vec(output).map_err(|error| XrayError::Internal(error.to_string()))?;
    let room = room.shrunk_to(body.capacity());
    let mut response = ([(header::CONTENT_TYPE, JSON)], body).into_response();
    response.extensions_mut().insert(room);
    Ok(response)
}

/// A shape without fields.
#[derive(Debug, Serialize)]
struct Nothing {}

/// `arn:aws:xray:<region>:<account>:<resource>`
fn arn(stack: &Stack, resource: &str) -> String {
    format!("arn:aws:xray:{}:{ACCOUNT_ID}:{resource}", stack.region)
}

/// A text within the limits of the model, in characters.
fn within(field: &'static str, value: &str, least: usize, most: usize) -> Result<(), XrayError> {
    let length = value.chars().count();
    let rule = if length < least {
        format!("Member must have length greater than or equal to {least}")
    } else if length > most {
        format!("Member must have length less than or equal to {most}")
    } else {
        return Ok(());
    };
    let value = value.to_owned();
    Err(XrayError::Constraint { field, value, rule })
}

/// Where nothing is paged, any token is one that was never given out.
fn no_token(token: Option<&str>) -> Result<(), XrayError> {
    match token {
        None | Some("") => Ok(()),
        Some(_) => Err(XrayError::invalid("Invalid NextToken")),
    }
}
