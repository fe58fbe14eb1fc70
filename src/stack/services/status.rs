//! `GET /local/status`: what the stack has taken and what it answers. It only reads.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Json;
use axum::response::{IntoResponse as _, Response};

use crate::model::StackStatus;
use crate::stack::Stack;

pub(super) async fn handle(stack: Arc<Stack>) -> Response {
    let file = stack.store.path().to_owned();
    let stored = tokio::task::spawn_blocking(move || {
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
    Json(StackStatus {
        udp_packets: counters.udp_packets.load(Ordering::Relaxed),
        udp_malformed: counters.udp_malformed.load(Ordering::Relaxed),
        udp_dropped: counters.udp_dropped.load(Ordering::Relaxed),
        unread_documents: counters.unread_documents.load(Ordering::Relaxed),
        queued_bytes: stack.store.queued_bytes() as u64,
        stored_bytes: stored,
        ports: counters.traffic.ports(),
        services: super::built(),
    })
    .into_response()
}
