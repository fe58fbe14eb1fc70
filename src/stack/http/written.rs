//! Answers in JSON: a small one is written at once, a larger one takes its room first.

use std::io::{self, Write};

use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;

use super::body::TINY;
use super::limits::{ANSWERS, Limits, NoRoom, Room};

/// An answer that is written, with the room that it takes.
#[derive(Debug)]
pub struct Written {
    bytes: Vec<u8>,
    room: Option<Room>,
}

/// Why an answer is not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error(transparent)]
    NoRoom(#[from] NoRoom),
    /// No room would ever be enough.
    #[error("the answer is larger than {} MiB; request less at once", ANSWERS >> 20)]
    TooLarge,
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

impl Limits {
    /// Writes `value`. What is larger than 64 KiB is measured first and waits for its room:
    /// whoever stores what a client sent writes the answer before, since there may be none.
    ///
    /// # Errors
    /// When there was no room for a while, or the answer is larger than all of it.
    pub async fn json(&self, value: &(impl Serialize + Sync)) -> Result<Written, WriteError> {
        let mut begun = Begun::default();
        serde_json::to_writer(&mut begun, value)?;
        if begun.size <= TINY {
            let bytes = begun.bytes;
            return Ok(Written { bytes, room: None });
        }
        if begun.size > ANSWERS {
            return Err(WriteError::TooLarge);
        }
        let room = Some(self.room(begun.size).await?);
        let mut bytes = Vec::with_capacity(begun.size);
        serde_json::to_writer(&mut bytes, value)?;
        Ok(Written { bytes, room })
    }
}

impl Written {
    pub fn into_response(self, content_type: &'static str) -> Response {
        let kind = [(header::CONTENT_TYPE, content_type)];
        let mut response = (kind, self.bytes).into_response();
        if let Some(room) = self.room {
            response.extensions_mut().insert(room);
        }
        response
    }
}

/// How many bytes `value` has as JSON.
///
/// # Errors
/// When it cannot be written at all.
pub fn json_size(value: &impl Serialize) -> serde_json::Result<usize> {
    let mut begun = Begun::default();
    serde_json::to_writer(&mut begun, value)?;
    Ok(begun.size)
}

/// Counts what is written, and keeps it as long as it is small.
#[derive(Default)]
struct Begun {
    bytes: Vec<u8>,
    size: usize,
}

impl Write for Begun {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.size += bytes.len();
        if self.size <= TINY {
            self.bytes.extend_from_slice(bytes);
        } else {
            self.bytes = Vec::new();
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn small_answers_take_no_room_and_large_ones_what_they_have() {
        let limits = Limits::default();
        let small = limits.json(&vec!["x"; 100]).await.unwrap();
        assert_eq!((small.bytes.len(), limits.answer_bytes()), (401, 0));
        let large = vec!["x"; 1 << 20];
        let written = limits.json(&large).await.unwrap();
        assert_eq!(written.bytes, serde_json::to_vec(&large).unwrap());
        assert_eq!(written.bytes.capacity(), written.bytes.len());
        assert_eq!(limits.answer_bytes(), (4 << 20) + (1 << 10));
        let response = written.into_response("application/json");
        assert_ne!(limits.answer_bytes(), 0, "until it is gone");
        drop(response);
        assert_eq!(limits.answer_bytes(), 0);
    }

    #[tokio::test]
    async fn what_has_no_room_is_not_written() {
        let limits = Limits::default();
        let huge = vec![u64::MAX; 3_400_000];
        let refused = limits.json(&huge).await.unwrap_err();
        assert!(matches!(refused, WriteError::TooLarge), "{refused}");
        let _all = limits.room(ANSWERS).await.unwrap();
        // this waits for as long as a client would
        let refused = limits.json(&vec!["x"; TINY]).await.unwrap_err();
        assert!(matches!(refused, WriteError::NoRoom(_)), "{refused}");
    }
}
