//! The frames of a write-ahead log: each a page as a transaction left it.

use std::io::{self, ErrorKind, Read};

use super::checksum::{Sum, be_sum, be_u32};
use super::header::Header;

/// What is known of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// SQLite reads it, if it reads those before it.
    Whole,
    /// One bit was turned around, and is turned back.
    Mended,
    /// It is not known what it held.
    Lost,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) state: State,
    /// The number of the page, from 1 on.
    pub(super) page: u32,
    /// Pages of the database, if the frame ends a transaction; or else 0.
    pub(super) commits: u32,
    /// Whether it names the round of the log that its header names.
    pub(super) is_current: bool,
}

impl Frame {
    pub(super) const HEADER: usize = 24;
    /// Of these, the ones that the checksum is of, with the page.
    pub(super) const SUMMED: usize = 8;

    pub(super) fn is_usable(self) -> bool {
        self.state != State::Lost
    }
}

/// Hands each frame behind the header to `take`, with its page as it should be.
///
/// A frame is judged by its checksum, which goes on from that of the frame before. If that
/// one is lost, what it stores as its checksum is as good: if both agree, both are right.
pub(super) fn walk(
    log: &mut impl Read,
    header: &Header,
    mut take: impl FnMut(Frame, &[u8]) -> io::Result<()>,
) -> io::Result<()> {
    let mut head = [0; Frame::HEADER];
    // what is summed up: the first numbers of the frame's header and the page
    let mut bytes = vec![0; Frame::SUMMED + header.page_size];
    let mut before = Before {
        sum: header.sum,
        is_current: true,
    };
    loop {
        let read = log
            .read_exact(&mut head)
            .and_then(|()| log.read_exact(&mut bytes[Frame::SUMMED..]));
        match read {
            // the last one was not written to its end
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(()),
            read => read?,
        }
        bytes[..Frame::SUMMED].copy_from_slice(&head[..Frame::SUMMED]);
        let stored = be_sum(&head, 16);
        let is_current = head[8..16] == header.salt;
        let (state, sum) = judge(header, &mut bytes, before, stored, is_current);
        before = Before {
            sum,
            is_current: is_current || state != State::Lost,
        };
        let frame = Frame {
            state,
            page: be_u32(&bytes, 0),
            commits: be_u32(&bytes, 4),
            is_current,
        };
        take(frame, &bytes[Frame::SUMMED..])?;
    }
}

/// What a frame's checksum goes on from.
#[derive(Debug, Clone, Copy)]
struct Before {
    sum: Sum,
    /// Whether it is of this round of the log.
    is_current: bool,
}

/// The state of a frame, and its checksum as far as it is known.
fn judge(
    header: &Header,
    bytes: &mut [u8],
    before: Before,
    stored: Sum,
    is_current: bool,
) -> (State, Sum) {
    // one that an earlier round left
    if !is_current && !before.is_current {
        return (State::Lost, stored);
    }
    let found = header.checksum.add(before.sum, bytes);
    if found == stored {
        // as its checksum goes on from this round's, it is of this round
        let state = if is_current {
            State::Whole
        } else {
            State::Mended
        };
        return (state, found);
    }
    if !is_current {
        return (State::Lost, stored);
    }
    match header.checksum.mend(bytes, found, stored) {
        Some(sum) => (State::Mended, sum),
        None => (State::Lost, stored),
    }
}
