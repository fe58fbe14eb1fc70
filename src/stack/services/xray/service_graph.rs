//! GetServiceGraph and GetTraceGraph.

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use super::graph::{GraphBuilder, Service};
use super::{XrayError, filter, no_token, summaries, traces};
use crate::model::TraceId;
use crate::stack::Stack;
use crate::stack::ingest::segments::nanos;
use crate::stack::services::typed::EpochSeconds;
use crate::stack::store::Order;
use crate::stack::store::xray::NameOrArn;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetServiceGraph {
    start_time: Option<f64>,
    end_time: Option<f64>,
    group_name: Option<String>,
    #[serde(rename = "GroupARN")]
    group_arn: Option<String>,
    next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetServiceGraphResult {
    start_time: EpochSeconds,
    end_time: EpochSeconds,
    services: Vec<Service>,
    contains_old_group_versions: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetTraceGraph {
    trace_ids: Option<Vec<String>>,
    next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetTraceGraphResult {
    services: Vec<Service>,
}

/// The longest range of one call, in hours.
const MAX_RANGE: u32 = 6;
/// Traces that are listed at once.
const BATCH: usize = 1_000;
/// Ids of one GetTraceGraph.
const MAX_IDS: usize = 100;

pub(super) async fn get(
    stack: &Stack,
    input: GetServiceGraph,
) -> Result<GetServiceGraphResult, XrayError> {
    let (start, end) = summaries::range(input.start_time, input.end_time, Some(MAX_RANGE))?;
    no_token(input.next_token.as_deref())?;
    let group = group(stack, input.group_name, input.group_arn).await?;
    let mut graph = GraphBuilder::new(group);
    let mut after = None;
    loop {
        let range = nanos(start)..nanos(end);
        let rows = stack
            .store
            .traces_between(range, Order::OldestFirst, after, BATCH)
            .await?;
        after = rows.last().map(|row| row.cursor());
        let ids: Vec<TraceId> = rows.iter().map(|row| row.id).collect();
        let whole = ids.len() == BATCH;
        graph = add(stack, graph, ids).await?;
        if !whole || graph.is_full() {
            break;
        }
    }
    Ok(GetServiceGraphResult {
        start_time: EpochSeconds::new(start),
        end_time: EpochSeconds::new(end),
        services: graph.finish()?,
        contains_old_group_versions: false,
    })
}

/// What the traces of the graph have in common: the service that they pass through, or
/// nothing. The graph of a group is that of the traces that match its expression.
async fn group(
    stack: &Stack,
    name: Option<String>,
    arn: Option<String>,
) -> Result<Option<String>, XrayError> {
    if name.is_none() && arn.is_none() {
        return Ok(None);
    }
    let found = stack.store.xray_group(NameOrArn { name, arn }).await?;
    let group = found.ok_or_else(|| XrayError::invalid("Group not found"))?;
    if group.filter.trim().is_empty() {
        return Ok(None);
    }
    match filter::only_service(&group.filter) {
        Some(service) => Ok(Some(service.to_owned())),
        None => Err(filter::not_evaluated()),
    }
}

async fn add(
    stack: &Stack,
    graph: GraphBuilder,
    ids: Vec<TraceId>,
) -> Result<GraphBuilder, XrayError> {
    traces::each(stack, ids, graph, |graph, trace| {
        graph.add(trace)?;
        Ok(if graph.is_full() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        })
    })
    .await
}

pub(super) async fn trace_graph(
    stack: &Stack,
    input: GetTraceGraph,
) -> Result<GetTraceGraphResult, XrayError> {
    no_token(input.next_token.as_deref())?;
    let ids = traces::ids(input.trace_ids, MAX_IDS)?;
    let graph = add(stack, GraphBuilder::default(), ids).await?;
    Ok(GetTraceGraphResult {
        services: graph.finish()?,
    })
}
