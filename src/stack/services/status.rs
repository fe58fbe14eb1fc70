//! `GET /local/status`: what the stack has taken and what it answers. It only reads.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Json;
use axum::response::{IntoResponse as _, Response};

use crate::model::{Refused, StackStatus, Version};
use crate::stack::Stack;
use crate::stack::store::{self, Outage};

pub(super) async fn handle(stack: Arc<Stack>) -> Response {
    let store = stack.store.clone();
    let stored = tokio::task::spawn_blocking(move || {
        store.look();
        let file = store.path().to_owned();
        let log = file.with_extension("sqlite-wal");
        [file, log]
            .iter()
            .filter_map(|path| path.metadata().ok())
            .map(|file| file.len())
            .sum()
    })
    .await
    .unwrap_or(0);
    let counters = &stack.counters;
    let availability = stack.store.availability();
    Json(StackStatus {
        udp_packets: counters.udp_packets.load(Ordering::Relaxed),
        udp_malformed: counters.udp_malformed.load(Ordering::Relaxed),
        udp_dropped: counters.udp_dropped.load(Ordering::Relaxed),
        unread_documents: counters.unread_documents.load(Ordering::Relaxed),
        damaged_blocks: stack.store.unreadable(),
        notices: stack.store.notices().borrow().clone(),
        queued_bytes: stack.store.queued_bytes() as u64,
        stored_bytes: stored,
        ports: counters.traffic.ports(),
        max_bytes: Some(stack.store.retention().size),
        trimmed_bytes: stack.store.trimmed_bytes(),
        writes_refused: availability.writing.map(refused),
        reads_refused: availability.reading.map(refused),
        version: Some(Version::NUMBER.to_owned()),
        store_format: Some(store::VERSION),
        services: super::built(),
    })
    .into_response()
}

fn refused(outage: Outage) -> Refused {
    Refused {
        reason: outage.to_string(),
        remedy: outage.remedy().to_owned(),
    }
}
