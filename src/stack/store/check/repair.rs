//! A damaged store, exchanged for what is whole of it.

use std::fs;
use std::path::{Path, PathBuf};

use super::salvage::{Saved, salvage};
use crate::stack::store::{FILE, StoreError};

/// What became of a damaged store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaired {
    pub saved: Saved,
    /// Where the old file is now, as it was.
    pub aside: PathBuf,
}

/// Puts what is whole of the store in `folder` in its place, and the old one aside under a
/// name that ends with `stamp`. Nothing changes until the new one is written.
pub fn repair(folder: &Path, stamp: &str) -> Result<Repaired, StoreError> {
    let (old, new) = (folder.join(FILE), folder.join(format!("{FILE}.new")));
    let aside = folder.join(format!("{FILE}.damaged-{stamp}"));
    if aside.try_exists()? {
        let text = format!("`{}` is there already", aside.display());
        return Err(StoreError::Unopened(text));
    }
    // of a repair that was interrupted
    let _ = fs::remove_file(&new);
    let saved = salvage(folder, &new)?;
    let moved = |from: &Path, to: &Path| {
        fs::rename(from, to)
            .map_err(|error| StoreError::Unopened(format!("`{}`: {error}", to.display())))
    };
    // what is only in its log belongs to the old one
    let log = |path: &Path| PathBuf::from(format!("{}-wal", path.display()));
    if log(&old).try_exists()? {
        moved(&log(&old), &log(&aside))?;
    }
    let _ = fs::remove_file(format!("{}-shm", old.display()));
    moved(&old, &aside)?;
    moved(&new, &old)?;
    Ok(Repaired { saved, aside })
}
