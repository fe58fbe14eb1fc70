//! The write-ahead log as a stack that was killed left it.
//!
//! SQLite reads the log up to the first frame that is not as it was written, and takes what
//! is behind that for never finished. After a kill it is; but if the frame was damaged, the
//! transactions behind it were acknowledged, and SQLite would write over them in silence.
//! So before a database is opened its log is read here.
//!
//! What was committed is known from two sources: a frame that ends a transaction, and the
//! index that the connections share. A transaction that was under way when the process
//! ended has neither. Nor has one that the loss of power undid, unless the disk wrote the
//! frames in another order: then this, too, finds damage, and is right that something
//! acknowledged is missing.
//!
//! See <https://sqlite.org/fileformat2.html#the_write_ahead_log>.

use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, ErrorKind};
use std::path::{Path, PathBuf};

use super::{FILE, LOG, SHARED, StoreError};

mod checksum;
mod frames;
mod header;
mod restore;
mod shared;
#[cfg(test)]
mod tests;

use frames::{Frame, State, walk};
use header::Header;
pub use restore::Restored;
pub(super) use restore::{apply, restore};

/// Transactions that SQLite would not see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogDamage {
    /// The first damaged frame, from 1 on; 0 is the log's header.
    pub at: u32,
    /// Frames up to the end of the last transaction.
    pub frames: u32,
    /// Of these, the ones that SQLite would read.
    pub read: u32,
    /// Of these, the ones whose pages are lost.
    pub lost: u32,
    /// Transactions at least that end behind the first damaged frame.
    pub transactions: u32,
    /// Whether the database is as it was once the log is written anew.
    pub is_restorable: bool,
}

impl fmt::Display for LogDamage {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at {
            0 => write!(out, "the write-ahead log is damaged in the header")?,
            at => write!(
                out,
                "the write-ahead log is damaged at frame {at} of {}",
                self.frames
            )?,
        }
        let behind = match self.transactions {
            0 | 1 => "a transaction that was acknowledged depends on it".to_owned(),
            more => format!("at least {more} transactions that were acknowledged depend on it"),
        };
        write!(out, "; {behind}")?;
        match (self.is_restorable, self.lost) {
            (true, _) => write!(out, ", and all of them can be restored"),
            (false, 1) => write!(out, ", and 1 page is lost"),
            (false, lost) => write!(out, ", and {lost} pages are lost"),
        }
    }
}

/// A log with a damaged part.
#[derive(Debug)]
pub(super) struct Damaged {
    pub(super) damage: LogDamage,
    log: PathBuf,
    /// Nothing if the log's own cannot be read.
    header: Option<Header>,
    /// Frames that the database file has, too.
    backfilled: u32,
}

/// Looks through the log of the store in `folder`, and changes nothing. Returns what SQLite
/// would not see of it.
pub(super) fn inspect(folder: &Path) -> Result<Option<Damaged>, StoreError> {
    let path = folder.join(LOG);
    let shared = shared::read(&folder.join(SHARED));
    // what was committed and is not in the database yet must be in the log
    let needed = shared.filter(|shared| shared.committed > shared.backfilled);
    let mut log = match File::open(&path) {
        Ok(log) => BufReader::with_capacity(1 << 20, log),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Ok(needed.map(|shared| Damaged {
                damage: LogDamage {
                    at: 0,
                    frames: shared.committed,
                    read: 0,
                    lost: shared.committed,
                    transactions: 1,
                    is_restorable: false,
                },
                log: path,
                header: None,
                backfilled: shared.backfilled,
            }));
        }
        Err(error) => return Err(error.into()),
    };
    let Some(header) = read_header(&mut log)? else {
        // it was cut, or more than a bit of it is damaged: what its frames are is not known
        let bytes = log.get_ref().metadata()?.len();
        let is_empty = bytes <= Header::BYTES as u64;
        let frames = needed.map_or(u32::from(!is_empty), |shared| shared.committed);
        return Ok((frames > 0).then_some(Damaged {
            damage: LogDamage {
                at: 0,
                frames,
                read: 0,
                lost: frames,
                transactions: 1,
                is_restorable: false,
            },
            log: path,
            header: None,
            backfilled: needed.map_or(0, |shared| shared.backfilled),
        }));
    };
    let shared = shared.filter(|shared| shared.is_of(header.salt));
    let mut frames = Vec::new();
    walk(&mut log, &header, |frame, _| {
        frames.push(frame);
        Ok(())
    })?;
    let base_is_empty = folder.join(FILE).metadata().map_or(0, |file| file.len()) == 0;
    let found = judge(&header, &frames, shared, base_is_empty);
    Ok(found.map(|damage| Damaged {
        damage,
        log: path,
        header: Some(header),
        backfilled: shared.map_or(0, |shared| shared.backfilled),
    }))
}

fn read_header(log: &mut impl io::Read) -> io::Result<Option<Header>> {
    let mut bytes = [0; Header::BYTES];
    match log.read_exact(&mut bytes) {
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(None),
        read => read.map(|()| Header::read(bytes)),
    }
}

/// What SQLite would not see, of a log whose database `base_is_empty` or not: without a
/// database it deletes the log.
fn judge(
    header: &Header,
    frames: &[Frame],
    shared: Option<shared::Shared>,
    base_is_empty: bool,
) -> Option<LogDamage> {
    let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let ends = |frame: &Frame| frame.commits > 0;
    let whole = if header.is_whole {
        frames
            .iter()
            .take_while(|frame| frame.state == State::Whole)
            .count()
    } else {
        0
    };
    let last_end = |frames: &[Frame]| frames.iter().rposition(ends).map_or(0, |at| at + 1);
    let read = if base_is_empty {
        0
    } else {
        last_end(&frames[..whole])
    };
    let is_end = |frame: &Frame| {
        // the last one is damaged, or was being written: only the index knows
        let may_be = shared.is_none() && frame.is_current;
        ends(frame) && (frame.is_usable() || may_be)
    };
    let end = frames.iter().rposition(is_end).map_or(0, |at| at + 1);
    let committed = shared.map_or(0, |shared| shared.committed as usize);
    let end = end.max(committed);
    if end <= read {
        return None;
    }
    let backfilled = shared.map_or(0, |shared| shared.backfilled as usize);
    let is_usable = |at: usize| frames.get(at).is_some_and(|frame| frame.is_usable());
    let lost = |from: usize| (from..end).filter(|at| !is_usable(*at)).count();
    let behind = frames[read..frames.len().min(end)].iter();
    Some(LogDamage {
        at: if header.is_whole {
            number(whole + 1)
        } else {
            0
        },
        frames: number(end),
        read: number(read),
        lost: number(lost(backfilled)),
        transactions: number(behind.filter(|frame| ends(frame)).count()),
        is_restorable: lost(backfilled) == 0 && !base_is_empty,
    })
}
