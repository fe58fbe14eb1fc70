//! BatchGetTraces of large traces, written while they are sent.
//!
//! AWS cuts a trace at 500 KB; here it stays whole. What is in memory is the trace that is
//! assembled at the moment, never its documents: they are written piece by piece, each
//! when the client has taken the one before.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use futures_util::stream;
use serde::Serialize;
use tokio::sync::mpsc;

use super::assemble::Trace;
use super::traces::micros;
use crate::model::TraceId;
use crate::stack::Stack;
use crate::stack::http::Room;
use crate::stack::services::typed::Double;
use crate::stack::store::LoadedTrace;

/// Bytes that are sent at once.
const PIECE: usize = 64 << 10;

/// The answer about `ids`, of which `loaded` are there. `room` is what assembling them
/// takes; it is given back with the last of them.
///
/// It begins when there is something to send: SDKs break off an answer that began and
/// then stands still.
pub(super) async fn answer(
    stack: Arc<Stack>,
    ids: Vec<TraceId>,
    loaded: Vec<LoadedTrace>,
    room: Room,
) -> Response {
    let (pieces, mut taken) = mpsc::channel(1);
    // this thread waits for the client; there are no more of them than there is room for
    tokio::task::spawn_blocking(move || {
        let mut out = Pieces {
            piece: Vec::with_capacity(PIECE),
            pieces,
        };
        let written = write(&stack, &mut out, &ids, loaded).and_then(|()| out.flush());
        if let Err(error) = written {
            // the client sees an answer that is cut off, unless it is gone itself
            let _ = out.pieces.blocking_send(Err(error));
        }
        drop(room);
    });
    let first = taken.recv().await;
    let body = stream::unfold((first, taken), |(first, mut taken)| async {
        let piece = match first {
            Some(piece) => piece,
            None => taken.recv().await?,
        };
        Some((piece, (None, taken)))
    });
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (kind, Body::from_stream(body)).into_response()
}

fn write(
    stack: &Stack,
    out: &mut Pieces,
    ids: &[TraceId],
    loaded: Vec<LoadedTrace>,
) -> io::Result<()> {
    let (mut first, mut whole) = (true, Vec::new());
    out.write_all(b"{\"Traces\":[")?;
    for loaded in loaded {
        let unreadable = loaded.unreadable();
        let trace = Trace::assemble(loaded)?;
        if trace.unread > 0 {
            stack.store.pass_over(&[unreadable]);
        }
        let counter = &stack.counters.unread_documents;
        counter.fetch_add(trace.unread, Ordering::Relaxed);
        // a block without a single readable entity is no trace
        if trace.segments().is_empty() {
            continue;
        }
        if !std::mem::take(&mut first) {
            out.write_all(b",")?;
        }
        if !trace.damaged {
            whole.push(trace.id);
        }
        write_trace(out, &trace)?;
    }
    // also what was found in part
    let missing: Vec<&TraceId> = ids.iter().filter(|id| !whole.contains(id)).collect();
    out.write_all(b"],\"UnprocessedTraceIds\":")?;
    serde_json::to_writer(&mut *out, &missing)?;
    out.write_all(b"}")
}

fn write_trace(out: &mut Pieces, trace: &Trace) -> io::Result<()> {
    let (start, end) = trace.bounds();
    out.write_all(b"{")?;
    field(out, "Id", &trace.id)?;
    field(out, "Duration", &Double::new(micros(end - start)))?;
    field(out, "LimitExceeded", &false)?;
    out.write_all(b"\"Segments\":[")?;
    for (index, segment) in trace.segments().iter().enumerate() {
        out.write_all(if index == 0 { b"{" } else { b",{" })?;
        field(out, "Id", &trace.outline(*segment).id)?;
        out.write_all(b"\"Document\":\"")?;
        trace.write_document(*segment, &mut Escaped(out))?;
        out.write_all(b"\"}")?;
    }
    out.write_all(b"]}")
}

/// A field with the comma after it.
fn field(out: &mut Pieces, name: &str, value: &impl Serialize) -> io::Result<()> {
    write!(out, "\"{name}\":")?;
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b",")
}

/// Hands on what is written, a piece at a time.
struct Pieces {
    piece: Vec<u8>,
    pieces: mpsc::Sender<io::Result<Bytes>>,
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE));
        let sent = self.pieces.blocking_send(Ok(piece.into()));
        sent.map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

/// JSON as the inside of a text in JSON. It has no control characters: they are escaped
/// in it already.
struct Escaped<'a>(&'a mut Pieces);

impl Write for Escaped<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for part in bytes.split_inclusive(|byte| matches!(byte, b'"' | b'\\')) {
            match part.split_last() {
                Some((special @ (b'"' | b'\\'), before)) => {
                    self.0.write_all(before)?;
                    self.0.write_all(&[b'\\', *special])?;
                }
                _ => self.0.write_all(part)?,
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
