//! A damaged store, exchanged for what is whole of it.

use std::fs;
use std::path::{Path, PathBuf};

use super::check;
use super::salvage::{Saved, salvage};
use crate::stack::store::{FILE, Restored, StoreError, wal};

/// What became of a damaged store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Repaired {
    /// Only its log was damaged, and nothing of it is lost.
    Log(Restored),
    /// What was whole of it is in a new file.
    Exchanged {
        saved: Saved,
        /// Where the old file is now, as it was.
        aside: PathBuf,
    },
}

/// Puts what is whole of the store in `folder` in its place, and the old one aside under a
/// name that ends with `stamp`. Nothing changes until the new one is written.
pub(crate) fn repair(folder: &Path, stamp: &str) -> Result<Repaired, StoreError> {
    let (old, new) = (folder.join(FILE), folder.join(format!("{FILE}.new")));
    let aside = folder.join(format!("{FILE}.damaged-{stamp}"));
    if aside.try_exists()? {
        let text = format!("`{}` is there already", aside.display());
        return Err(StoreError::Unopened(text));
    }
    let log = wal::inspect(folder)?;
    if log.is_some_and(|log| log.damage.is_restorable)
        && let Some(restored) = wal::restore(folder)?
        && check(folder)?.is_some_and(|report| report.is_whole())
    {
        return Ok(Repaired::Log(restored));
    }
    // of a repair that was interrupted
    let _ = fs::remove_file(&new);
    let saved = salvage(folder, &new)?;
    let moved = |from: &Path, to: &Path| match fs::rename(from, to) {
        Err(error) => {
            let text = format!("`{}`: {error}", to.display());
            Err(StoreError::Unopened(text))
        }
        moved => Ok(moved?),
    };
    // what is only in its log belongs to the old one
    let log = |path: &Path| PathBuf::from(format!("{}-wal", path.display()));
    if log(&old).try_exists()? {
        moved(&log(&old), &log(&aside))?;
    }
    let _ = fs::remove_file(format!("{}-shm", old.display()));
    if old.try_exists()? {
        moved(&old, &aside)?;
    }
    moved(&new, &old)?;
    Ok(Repaired::Exchanged { saved, aside })
}
