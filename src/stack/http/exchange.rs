//! Bodies that say whose turn it is: what comes of a request, and what goes of its answer.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::body::Body;
use bytes::{Buf as _, Bytes};
use http_body::{Body as _, Frame, SizeHint};
use hyper::body::Incoming;

use super::limits::{Limits, Room};
use super::peers::Exchange;

/// An answer goes to the connection in pieces of this size, so that it keeps no more of
/// one whose client takes nothing.
const PIECE: usize = 16 << 10;
/// What an answer of unknown length takes of the room for each piece that is made.
const MADE: usize = 64 << 10;

/// What a request sends.
pub(super) struct Arriving {
    pub(super) body: Incoming,
    pub(super) exchange: Arc<Exchange>,
}

impl http_body::Body for Arriving {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        match polled {
            Poll::Pending => self.exchange.wait(),
            Poll::Ready(_) => self.exchange.work(),
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Arriving {
    fn drop(&mut self) {
        self.exchange.work();
    }
}

/// Answers for which this is set go on until their client ends them.
#[derive(Debug, Clone, Copy)]
pub struct Lasting;

/// Bytes of an answer; the request is under way until the last of them is gone.
struct Leaving {
    bytes: Bytes,
    _exchange: Arc<Exchange>,
    _room: Option<Room>,
}

impl AsRef<[u8]> for Leaving {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// An answer on its way.
pub(super) struct Answering {
    body: Body,
    exchange: Arc<Exchange>,
    limits: Arc<Limits>,
    /// Room that was taken when the answer was made.
    made: Option<Room>,
    /// Whether each piece takes room before it is made.
    streamed: bool,
    room: Taking,
    /// Of the last frame, not yet given on.
    rest: Bytes,
}

/// The room of the next piece.
enum Taking {
    Nothing,
    Waiting(Pin<Box<dyn Future<Output = Room> + Send>>),
    Taken(Room),
}

impl Answering {
    pub(super) fn new(
        body: Body,
        exchange: Arc<Exchange>,
        limits: Arc<Limits>,
        made: Option<Room>,
    ) -> Self {
        exchange.progress();
        let streamed = body.size_hint().exact().is_none();
        Self {
            body,
            exchange,
            limits,
            made,
            streamed,
            room: Taking::Nothing,
            rest: Bytes::new(),
        }
    }

    /// Ready once there is room for the next frame.
    fn poll_room(&mut self, context: &mut Context<'_>) -> Poll<()> {
        loop {
            self.room = match &mut self.room {
                _ if !self.streamed => return Poll::Ready(()),
                Taking::Taken(_) => return Poll::Ready(()),
                Taking::Nothing => {
                    self.exchange.work();
                    Taking::Waiting(Box::pin(Arc::clone(&self.limits).piece(MADE)))
                }
                Taking::Waiting(room) => Taking::Taken(ready!(room.as_mut().poll(context))),
            }
        }
    }

    fn leaving(&mut self, bytes: Bytes) -> Bytes {
        let room = match std::mem::replace(&mut self.room, Taking::Nothing) {
            Taking::Taken(room) => Some(room.shrunk_to(bytes.len())),
            _ => self.made.clone(),
        };
        Bytes::from_owner(Leaving {
            bytes,
            _exchange: Arc::clone(&self.exchange),
            _room: room,
        })
    }
}

impl http_body::Body for Answering {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = &mut *self;
        if this.rest.is_empty() {
            ready!(this.poll_room(context));
            let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(context) else {
                // it is not made yet
                this.exchange.work();
                return Poll::Pending;
            };
            match frame.map(|frame| frame.map(Frame::into_data)) {
                Some(Ok(Ok(data))) => this.rest = this.leaving(data),
                Some(Ok(Err(other))) => {
                    this.exchange.progress();
                    return Poll::Ready(Some(Ok(other)));
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => {
                    this.exchange.progress();
                    return Poll::Ready(None);
                }
            }
        }
        this.exchange.progress();
        let length = this.rest.len().min(PIECE);
        let piece = this.rest.split_to(length);
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        !self.rest.has_remaining() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let inner = self.body.size_hint();
        let rest = self.rest.len() as u64;
        let mut hint = SizeHint::new();
        hint.set_lower(inner.lower() + rest);
        if let Some(upper) = inner.upper() {
            hint.set_upper(upper + rest);
        }
        hint
    }
}
