//! A damaged log, written anew from what is whole or can be mended of it.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Seek as _, SeekFrom, Write};
use std::os::unix::fs::{FileExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::checksum::Sum;
use super::frames::{Frame, walk};
use super::header::Header;
use super::{Damaged, LogDamage, inspect};
use crate::stack::store::{LOG, SHARED, StoreError};

/// A log that was damaged and has been written anew, with nothing missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    pub damage: LogDamage,
    /// Where the damaged log is now.
    pub aside: PathBuf,
}

impl fmt::Display for Restored {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.damage.at {
            0 => write!(out, "the header of the store's write-ahead log was damaged")?,
            at => write!(out, "frame {at} of the store's write-ahead log was damaged")?,
        }
        write!(
            out,
            "; all its transactions were restored, and the damaged log is kept as `{}`",
            self.aside.display()
        )
    }
}

/// Mends the log of the store in `folder` if nothing of it is lost. The damaged one is kept
/// beside it. Nothing happens to a log that SQLite reads to its end.
///
/// # Errors
/// [`StoreError::Damaged`] if part of it is lost: then nothing changes.
pub(in crate::stack::store) fn restore(folder: &Path) -> Result<Option<Restored>, StoreError> {
    let Some(damaged) = inspect(folder)? else {
        return Ok(None);
    };
    let damage = damaged.damage;
    let header = match damaged.header {
        Some(header) if damage.is_restorable => header,
        _ => return Err(StoreError::Damaged(damage.to_string())),
    };
    let aside = free_name(&damaged.log)?;
    fs::copy(&damaged.log, &aside)?;
    let new = folder.join(format!("{LOG}.new"));
    rewrite(&damaged, &header, &new)?;
    // of the damaged log; SQLite makes it anew
    let _ = fs::remove_file(folder.join(SHARED));
    fs::rename(&new, &damaged.log)?;
    Ok(Some(Restored { damage, aside }))
}

/// A name that tells when the log was written last, and that nothing has.
fn free_name(log: &Path) -> Result<PathBuf, StoreError> {
    let written = Timestamp::try_from(fs::metadata(log)?.modified()?);
    let written = written.unwrap_or_default().strftime("%Y%m%dT%H%M%SZ");
    let name = format!("{}.damaged-{written}", log.display());
    let mut names = (2..).map(|number| PathBuf::from(format!("{name}-{number}")));
    let mut free = PathBuf::from(&name);
    while free.try_exists()? {
        free = names.next().unwrap_or_default();
    }
    Ok(free)
}

/// Writes those frames that the database file does not have to the log `new`.
fn rewrite(damaged: &Damaged, header: &Header, new: &Path) -> io::Result<()> {
    let file = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(new)?;
    let mut out = BufWriter::new(file);
    out.write_all(&header.bytes)?;
    let mut sum = header.sum;
    each_usable(damaged, header, |frame, page| {
        let mut summed = [0; Frame::SUMMED];
        summed[..4].copy_from_slice(&frame.page.to_be_bytes());
        summed[4..].copy_from_slice(&frame.commits.to_be_bytes());
        sum = header.checksum.add(header.checksum.add(sum, &summed), page);
        out.write_all(&summed)?;
        out.write_all(&header.salt)?;
        write_sum(&mut out, sum)?;
        out.write_all(page)
    })?;
    out.into_inner()?.sync_all()
}

fn write_sum(out: &mut impl Write, (a, b): Sum) -> io::Result<()> {
    out.write_all(&a.to_be_bytes())?;
    out.write_all(&b.to_be_bytes())
}

/// Hands each frame up to the last transaction to `take` that is known and that the
/// database file does not have.
fn each_usable(
    damaged: &Damaged,
    header: &Header,
    mut take: impl FnMut(Frame, &[u8]) -> io::Result<()>,
) -> io::Result<()> {
    let mut log = BufReader::with_capacity(1 << 20, File::open(&damaged.log)?);
    log.seek(SeekFrom::Start(Header::BYTES as u64))?;
    let mut number = 0;
    walk(&mut log, header, |frame, page| {
        number += 1;
        let is_wanted = (damaged.backfilled + 1..=damaged.damage.frames).contains(&number);
        if is_wanted && frame.is_usable() {
            take(frame, page)
        } else {
            Ok(())
        }
    })
}

/// Writes what is known of a damaged log into `copy`, a copy of its database: each page as
/// its last whole frame has it. A page whose last frame is lost stays as it was before, so
/// that the copy need not be a whole database.
pub(in crate::stack::store) fn apply(damaged: &Damaged, copy: &File) -> Result<(), StoreError> {
    let Some(header) = &damaged.header else {
        return Ok(());
    };
    let size = |pages: u32| u64::from(pages) * header.page_size as u64;
    let mut pages = 0;
    each_usable(damaged, header, |frame, page| {
        if frame.commits > 0 {
            pages = frame.commits;
        }
        match frame.page.checked_sub(1) {
            Some(before) => copy.write_all_at(page, size(before)),
            None => Ok(()),
        }
    })?;
    let length = copy.metadata()?.len();
    // the last transaction may have made the database smaller
    if pages > 0 && length > size(pages) {
        copy.set_len(size(pages))?;
    }
    Ok(())
}
