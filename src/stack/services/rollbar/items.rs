//! `GET /items/`, `/item/{id}`, `/item_by_counter/{n}` and by the uuid of an occurrence.

use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;

use super::answer::success;
use super::error::RollbarError;
use super::query::{self, Page};
use super::{PROJECT_ID, ROOT};
use crate::model::{ItemStatus, Level};
use crate::stack::Stack;
use crate::stack::store::rollbar::{ItemFilter, StoredItem};

/// Items on a page, by the reference.
const PAGE: u32 = 100;

/// An item in the shape of the reference: <https://docs.rollbar.com/reference/list-all-items>.
/// What belongs to teams, paid plans and merged items is always null here.
#[derive(Debug, Serialize)]
pub(super) struct Item {
    id: i64,
    project_id: i64,
    counter: i64,
    environment: String,
    platform: String,
    framework: String,
    hash: String,
    title: String,
    title_lock: u8,
    first_occurrence_id: Option<i64>,
    first_occurrence_timestamp: i64,
    activating_occurrence_id: Option<i64>,
    last_activated_timestamp: i64,
    last_resolved_timestamp: Option<i64>,
    last_muted_timestamp: Option<i64>,
    last_occurrence_id: Option<i64>,
    last_occurrence_timestamp: i64,
    total_occurrences: i64,
    unique_occurrences: Option<i64>,
    last_modified_by: Option<i64>,
    status: ItemStatus,
    level: Level,
    level_lock: u8,
    resolved_in_version: Option<String>,
    assigned_user_id: Option<i64>,
    assigned_team_id: Option<i64>,
    integrations_data: Option<String>,
    public_item_id: Option<i64>,
    controlling_id: i64,
    group_item_id: Option<i64>,
    group_status: u8,
}

#[derive(Debug, Serialize)]
struct List {
    page: u32,
    total_count: u64,
    items: Vec<Item>,
}

/// Where an item is, as `/item_by_counter` tells it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ItemLocation<'a> {
    item_id: i64,
    path: &'a str,
    uri: &'a str,
}

pub(super) async fn list(stack: &Stack, uri: &Uri) -> Result<Response, RollbarError> {
    let mut filter = ItemFilter::default();
    let mut page = Page::new(PAGE);
    for (name, value) in query::pairs(uri)? {
        match &*name {
            "status" => query::push(&mut filter.statuses, "status", &value)?,
            "level" => query::push(&mut filter.levels, "level", &value)?,
            "environment" => query::push(&mut filter.environments, "environment", &value)?,
            "framework" => query::push(&mut filter.frameworks, "framework", &value)?,
            "ids" => {
                for id in value.split(',').map(str::trim) {
                    query::push(&mut filter.ids, "ids", id)?;
                }
            }
            "query" => filter.words = value.split_whitespace().map(str::to_owned).collect(),
            _ => {
                page.take(&name, &value)?;
            }
        }
    }
    let (items, total_count) = stack
        .store
        .rollbar_items(filter, page.skip(), page.limit)
        .await?;
    let list = List {
        page: page.number,
        total_count,
        items: items.into_iter().map(Item::from).collect(),
    };
    success(stack, list).await
}

pub(super) async fn get(stack: &Stack, id: &str) -> Result<Response, RollbarError> {
    let id = number(id)?;
    found(stack, stack.store.rollbar_item(id).await?).await
}

/// By the uuid of an occurrence, or by the item's number in its project.
pub(super) async fn named(stack: &Stack, uri: &Uri) -> Result<Response, RollbarError> {
    let pairs = query::pairs(uri)?;
    let named = |wanted: &str| {
        let mut pairs = pairs.iter();
        let pair = pairs.find(|(name, value)| *name == wanted && !value.is_empty());
        pair.map(|(_, value)| value.clone())
    };
    if let Some(counter) = named("counter") {
        let counter = query::optional("counter", &counter)?.unwrap_or(0);
        return found(stack, stack.store.rollbar_item_numbered(counter).await?).await;
    }
    match named("uuid") {
        Some(uuid) => found(stack, stack.store.rollbar_item_of(uuid).await?).await,
        None => Err(RollbarError::BadRequest("uuid is missing".to_owned())),
    }
}

/// A redirection, as the service answers. Its location once carried the token; it does
/// not any more, and not here.
pub(super) async fn by_counter(stack: &Stack, counter: &str) -> Result<Response, RollbarError> {
    let item = stack.store.rollbar_item_numbered(number(counter)?).await?;
    let item = item.ok_or(RollbarError::NotFound("Item"))?;
    let path = format!("{ROOT}/item/{}", item.id);
    let place = ItemLocation {
        item_id: item.id,
        path: &path,
        uri: &path,
    };
    let location = [(header::LOCATION, &*path)];
    let place = success(stack, place).await?;
    Ok((StatusCode::MOVED_PERMANENTLY, location, place).into_response())
}

/// An id of a path; what is no number names nothing.
pub(super) fn number(text: &str) -> Result<i64, RollbarError> {
    text.parse().map_err(|_| RollbarError::UnknownPath)
}

async fn found(stack: &Stack, item: Option<StoredItem>) -> Result<Response, RollbarError> {
    let item = item.ok_or(RollbarError::NotFound("Item"))?;
    success(stack, Item::from(item)).await
}

impl From<StoredItem> for Item {
    fn from(item: StoredItem) -> Self {
        let unknown = || "unknown".to_owned();
        Self {
            id: item.id,
            project_id: PROJECT_ID,
            counter: item.counter,
            environment: item.environment,
            platform: item.platform.unwrap_or_else(unknown),
            framework: item.framework.unwrap_or_else(unknown),
            hash: item.hash,
            title: item.title,
            title_lock: u8::from(item.title_lock),
            first_occurrence_id: item.first_occurrence_id,
            first_occurrence_timestamp: item.first_occurrence_timestamp,
            activating_occurrence_id: item.activating_occurrence_id,
            last_activated_timestamp: item.last_activated_timestamp,
            last_resolved_timestamp: item.last_resolved_timestamp,
            last_muted_timestamp: item.last_muted_timestamp,
            last_occurrence_id: item.last_occurrence_id,
            last_occurrence_timestamp: item.last_occurrence_timestamp,
            total_occurrences: item.total_occurrences,
            unique_occurrences: None,
            last_modified_by: None,
            status: item.status,
            level: item.level,
            level_lock: u8::from(item.level_lock),
            resolved_in_version: item.resolved_in_version,
            assigned_user_id: item.assigned_user_id,
            assigned_team_id: None,
            integrations_data: None,
            public_item_id: None,
            controlling_id: item.id,
            group_item_id: None,
            group_status: 1,
        }
    }
}
