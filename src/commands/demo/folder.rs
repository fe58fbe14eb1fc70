//! The temporary folder of a demo. One that is killed cannot remove its own: the next one
//! does.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::context::{BACKEND, STACK};
use crate::error::{Error, Result, ResultExt as _};
use crate::runtime::{Claim, Dirs};

const PREFIX: &str = "cruddur-obs-demo-";
/// The lock that a demo holds for as long as it lives.
const DEMO: &str = "demo";

/// Removed when it is dropped.
pub(super) struct DemoFolder {
    folder: TempDir,
    _claim: Claim,
}

impl DemoFolder {
    /// Makes a folder, and removes those of demos that are no more.
    pub(super) fn make() -> Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix(PREFIX)
            .tempdir()
            .or_fail(|| "cannot make a temporary folder".to_owned())?;
        let claim = Dirs::new(folder.path().to_owned()).claim(DEMO)?;
        let claim = claim.ok_or_else(|| {
            Error::failed(format!(
                "another process has locked `{}`",
                folder.path().display()
            ))
        })?;
        if let Some(siblings) = folder.path().parent() {
            remove_abandoned(siblings);
        }
        Ok(Self {
            folder,
            _claim: claim,
        })
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// What cannot be removed, or belongs to somebody else, stays.
fn remove_abandoned(siblings: &Path) {
    let Ok(entries) = fs::read_dir(siblings) else {
        return;
    };
    for entry in entries.flatten() {
        if is_of_demo(&entry.file_name()) && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            let _ = remove_if_abandoned(&entry.path());
        }
    }
}

fn is_of_demo(name: &OsStr) -> bool {
    name.to_str().is_some_and(|name| name.starts_with(PREFIX))
}

/// Its services end a moment after a demo that is killed, and write until then.
fn remove_if_abandoned(folder: &Path) -> Result<()> {
    let dirs = Dirs::new(folder.to_owned());
    if !dirs.is_abandoned(DEMO, &[STACK, BACKEND])? {
        return Ok(());
    }
    // held, as one that is being made looks the same for an instant
    if let Some(_hold) = dirs.hold(DEMO)? {
        fs::remove_dir_all(folder).or_fail(|| format!("cannot remove `{}`", folder.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_folders_of_demos_that_are_no_more_are_removed() {
        let siblings = tempfile::tempdir().unwrap();
        let make = |name: &str| {
            let dirs = Dirs::new(siblings.path().join(name));
            let claim = dirs.claim(DEMO).unwrap().unwrap();
            (dirs, claim)
        };
        let (dead, claim) = make("cruddur-obs-demo-dead");
        drop(claim);
        let (alive, _alive) = make("cruddur-obs-demo-alive");
        let (writing, claim) = make("cruddur-obs-demo-writing");
        drop(claim);
        let _stack = writing.claim(STACK).unwrap().unwrap();
        let (other, claim) = make("another");
        drop(claim);
        let bare = siblings.path().join("cruddur-obs-demo-bare");
        fs::create_dir(&bare).unwrap();
        let link = siblings.path().join("cruddur-obs-demo-link");
        std::os::unix::fs::symlink(&other.data, &link).unwrap();

        remove_abandoned(siblings.path());
        assert!(!dead.data.exists());
        for stays in [&alive.data, &writing.data, &other.data, &bare, &link] {
            assert!(stays.exists(), "{}", stays.display());
        }
    }
}
