//! `GET /instances`, `/item/{id}/instances`, `/instance/{id}`: occurrences, which the API
//! calls instances for historical reasons.

use axum::http::Uri;
use axum::response::Response;
use serde::Serialize;
use serde_json::value::RawValue;

use super::PROJECT_ID;
use super::answer::{large, success};
use super::error::RollbarError;
use super::items::number;
use super::query::{self, Page};
use crate::stack::Stack;
use crate::stack::store::rollbar::StoredOccurrence;

/// Occurrences on a page, by the reference.
const PAGE: u32 = 20;
/// A page may be this large; 5,000 occurrences of the largest size would not fit in memory.
const PAGE_BYTES: usize = 24 << 20;
/// What a page takes while it is made: its occurrences, and the same again as JSON.
const PAGE_ROOM: usize = 2 * PAGE_BYTES;
/// An occurrence with what surrounds it is no larger.
const OCCURRENCE: usize = 1 << 20;

/// An occurrence in the shape of the reference:
/// <https://docs.rollbar.com/reference/get-occurrence>.
#[derive(Debug, Serialize)]
struct Instance {
    id: i64,
    project_id: i64,
    item_id: i64,
    timestamp: i64,
    /// The version of the payload's format.
    version: u8,
    data: Box<RawValue>,
    billable: u8,
}

#[derive(Debug, Serialize)]
struct List {
    page: u32,
    instances: Vec<Instance>,
}

pub(super) async fn list(stack: &Stack, uri: &Uri) -> Result<Response, RollbarError> {
    page(stack, None, uri).await
}

pub(super) async fn list_of_item(
    stack: &Stack,
    id: &str,
    uri: &Uri,
) -> Result<Response, RollbarError> {
    let id = number(id)?;
    let item = stack.store.rollbar_item(id).await?;
    item.ok_or(RollbarError::NotFound("Item"))?;
    page(stack, Some(id), uri).await
}

pub(super) async fn get(stack: &Stack, id: &str) -> Result<Response, RollbarError> {
    let found = stack.store.rollbar_occurrence(number(id)?).await?;
    let found = found.ok_or(RollbarError::NotFound("Occurrence"))?;
    success(stack, Instance::from(found)).await
}

async fn page(stack: &Stack, item: Option<i64>, uri: &Uri) -> Result<Response, RollbarError> {
    let mut page = Page::new(PAGE);
    let mut before = None;
    for (name, value) in query::pairs(uri)? {
        // spelled in both ways in the wild
        if matches!(&*name, "lastId" | "last_id") {
            before = query::optional("lastId", &value)?;
        } else {
            page.take(&name, &value)?;
        }
    }
    // the id of the last one seen wins over the number of the page
    let skip = if before.is_some() { 0 } else { page.skip() };
    let most = usize::try_from(page.limit).unwrap_or(PAGE_ROOM);
    let room = most.saturating_mul(2 * OCCURRENCE).min(PAGE_ROOM);
    let room = stack.limits.room(room).await?;
    let found = stack
        .store
        .rollbar_occurrences(item, before, (skip, page.limit), PAGE_BYTES)
        .await?;
    let found = found.ok_or_else(|| {
        let problem = "a page of this length is too large, ask for fewer occurrences";
        query::parameter("limit", problem.to_owned())
    })?;
    let list = List {
        page: page.number,
        instances: found.into_iter().map(Instance::from).collect(),
    };
    large(room, list)
}

impl From<StoredOccurrence> for Instance {
    fn from(occurrence: StoredOccurrence) -> Self {
        Self {
            id: occurrence.id,
            project_id: PROJECT_ID,
            item_id: occurrence.item_id,
            timestamp: occurrence.timestamp,
            version: 2,
            data: occurrence.data,
            billable: 1,
        }
    }
}
