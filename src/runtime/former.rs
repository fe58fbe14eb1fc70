//! The lock used by earlier versions: in `XDG_RUNTIME_DIR`, whatever the data folder.
//!
//! Services of this version hold it too, so that an earlier version does not start on the same
//! data. It contains the path of the data, because two services with different data folders do not
//! conflict.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

use super::lifetime::Lifetime;
use super::paths::Paths;
use super::private_dir;
use crate::error::Result;

/// The lock, if it could be taken. Dropping it clears its content.
#[derive(Debug)]
pub(super) struct FormerLock(Option<File>);

impl FormerLock {
    /// Takes the lock for the service that uses `data`. Returns `None` if an earlier version is
    /// running.
    pub(super) fn take(folder: Option<&Path>, name: &str, data: &Path) -> Result<Option<Self>> {
        // an earlier version cannot run without this folder
        let Some(folder) = folder.filter(|folder| private_dir(folder).is_ok()) else {
            return Ok(Some(Self(None)));
        };
        let paths = Paths::new(folder, name);
        let Some(mut file) = paths.take_lock()? else {
            let is_elsewhere = holder_is_elsewhere(&paths, data);
            return Ok(is_elsewhere.then_some(Self(None)));
        };
        // left over from an earlier version that was killed, since its lock was free
        let _ = fs::remove_file(&paths.state);
        let held = format!("{} {}", std::process::id(), data.display());
        // if this fails, the lock counts for all data
        let _ = file
            .set_len(0)
            .and_then(|()| file.write_all(held.as_bytes()));
        Ok(Some(Self(Some(file))))
    }

    /// Whether an earlier version of the service is running.
    pub(super) fn is_in_use(folder: Option<&Path>, name: &str, data: &Path) -> Result<bool> {
        let Some(folder) = folder else {
            return Ok(false);
        };
        let paths = Paths::new(folder, name);
        Ok(paths.is_locked()? && !holder_is_elsewhere(&paths, data))
    }
}

impl Drop for FormerLock {
    fn drop(&mut self) {
        if let Some(file) = &self.0 {
            let _ = file.set_len(0);
        }
    }
}

/// Whether the lock is held by a running service with other data, according to its content.
fn holder_is_elsewhere(paths: &Paths, data: &Path) -> bool {
    let said = fs::read_to_string(&paths.lock).unwrap_or_default();
    let said = said.split_once(' ');
    said.is_some_and(|(pid, of)| {
        let runs = pid.parse().is_ok_and(|pid| !Lifetime::new(pid).is_over());
        runs && Path::new(of) != data
    })
}

#[cfg(test)]
mod tests {
    use crate::runtime::Dirs;

    #[test]
    fn an_earlier_version_does_not_start_beside_this_one() {
        let home = tempfile::tempdir().unwrap();
        let earlier = Dirs::new(home.path().join("runtime"));
        let of_data = |data: &str| Dirs {
            data: home.path().join(data),
            former: Some(earlier.run()),
        };
        let dirs = of_data("data");
        let claim = dirs.claim("stack").unwrap().unwrap();
        assert!(earlier.claim("stack").unwrap().is_none(), "beside it");
        let announced = claim
            .announce("now".into(), serde_json::json!({"port": 1}))
            .unwrap();
        assert!(earlier.claim("stack").unwrap().is_none(), "beside it");
        // another data folder does not conflict
        let other = of_data("other");
        assert!(
            other
                .running::<serde_json::Value>("stack")
                .unwrap()
                .is_none()
        );
        let held = other.hold("stack").unwrap();
        assert!(held.is_some());
        drop(held);
        assert!(other.claim("stack").unwrap().is_some());
        drop(announced);
        assert!(earlier.claim("stack").unwrap().is_some());
    }

    #[test]
    fn what_a_killed_service_said_does_not_hide_an_earlier_version() {
        let home = tempfile::tempdir().unwrap();
        let earlier = Dirs::new(home.path().join("runtime"));
        let dirs = Dirs {
            data: home.path().join("data"),
            former: Some(earlier.run()),
        };
        let claim = earlier.claim("stack").unwrap().unwrap();
        let mut ended = std::process::Command::new("true").spawn().unwrap();
        ended.wait().unwrap();
        let said = format!("{} /elsewhere", ended.id());
        std::fs::write(earlier.run().join("stack.lock"), said).unwrap();
        assert!(dirs.claim("stack").unwrap().is_none());
        drop(claim);
        assert!(dirs.claim("stack").unwrap().is_some());
    }
}
