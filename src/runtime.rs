//! What runs on this machine: the state files of the stack and of the backend.
//!
//! A running service holds an exclusive lock on `<name>.lock` for as long as it
//! lives and describes itself in `<name>.json`. The lock is the truth: a state file
//! without a held lock is a leftover. Folder 0700, files 0600, owner checked.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{
    DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _,
};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::fs::{FlockOperation, flock};
use rustix::process::{Pid, Signal, getuid, kill_process};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, ResultExt as _};

/// Where the stack keeps its data and where running services are announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dirs {
    /// The database and the logs of detached processes.
    pub data: PathBuf,
    /// State files and locks.
    pub run: PathBuf,
}

/// How a running service describes itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Running<T> {
    pub pid: u32,
    /// Drawn anew at each start: tells two runs with the same pid apart.
    pub nonce: String,
    /// RFC 3339.
    pub started: String,
    #[serde(flatten)]
    pub about: T,
}

/// Held by a service for as long as it runs; dropping it withdraws the announcement.
#[derive(Debug)]
pub struct Announcement {
    state: PathBuf,
    nonce: String,
    _lock: File,
}

impl Dirs {
    fn lock(&self, name: &str) -> PathBuf {
        self.run.join(format!("{name}.lock"))
    }

    fn state(&self, name: &str) -> PathBuf {
        self.run.join(format!("{name}.json"))
    }

    /// The lock of service `name`, or `None` if another process holds it.
    pub fn claim(&self, name: &str) -> Result<Option<Claim>> {
        private_dir(&self.run)?;
        let path = self.lock(name);
        let file = open_private(&path).or_fail(|| format!("cannot open `{}`", path.display()))?;
        // a client that looks whether the service runs holds the lock for an instant
        for _ in 0..5 {
            if try_lock(&file, FlockOperation::NonBlockingLockExclusive, &path)? {
                let state = self.state(name);
                // of a run that was killed: clients would take it for ours
                let _ = fs::remove_file(&state);
                return Ok(Some(Claim { state, lock: file }));
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(None)
    }

    /// The running service `name`, or `None` if it does not run.
    pub fn running<T: DeserializeOwned>(&self, name: &str) -> Result<Option<Running<T>>> {
        let lock = self.lock(name);
        if !lock.exists() {
            return Ok(None);
        }
        check_owner(&self.run)?;
        let file = open_private(&lock).or_fail(|| format!("cannot open `{}`", lock.display()))?;
        if try_lock(&file, FlockOperation::NonBlockingLockShared, &lock)? {
            return Ok(None);
        }
        let path = self.state(name);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            // it holds the lock but has not bound its ports yet
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => {
                return Err(
                    Error::failed(format!("cannot read `{}`", path.display())).caused_by(error)
                );
            }
        };
        serde_json::from_str(&text)
            .map(Some)
            .or_fail(|| format!("`{}` is not a state file of this version", path.display()))
    }

    /// Asks the running service `name` to end (SIGTERM) if it is still the run with this nonce.
    pub fn terminate<T: DeserializeOwned>(&self, name: &str, run: &Running<T>) -> Result<()> {
        match self.running::<T>(name)? {
            Some(now) if now.nonce == run.nonce && now.pid == run.pid => {
                let pid = i32::try_from(run.pid).ok().and_then(Pid::from_raw);
                let pid = pid.ok_or_else(|| Error::failed("the state file has no valid pid"))?;
                kill_process(pid, Signal::TERM)
                    .map_err(io::Error::from)
                    .or_fail(|| format!("cannot signal process {}", run.pid))
            }
            _ => Ok(()),
        }
    }

    /// Asks the running service to end and waits for it. Whether it did within `patience`.
    pub fn stop<T: DeserializeOwned>(
        &self,
        name: &str,
        run: &Running<T>,
        patience: Duration,
    ) -> Result<bool> {
        self.terminate(name, run)?;
        let asked = Instant::now();
        while asked.elapsed() < patience {
            match self.running::<T>(name)? {
                Some(now) if now.nonce == run.nonce => {
                    std::thread::sleep(Duration::from_millis(10));
                }
                _ => return Ok(true),
            }
        }
        Ok(false)
    }
}

/// The lock of a service that has not announced itself yet.
#[derive(Debug)]
pub struct Claim {
    state: PathBuf,
    lock: File,
}

impl Claim {
    /// Publishes what the service is; from here on clients find it.
    pub fn announce<T: Serialize>(self, started: String, about: T) -> Result<Announcement> {
        let nonce = uuid::Uuid::new_v4().simple().to_string();
        let running = Running {
            pid: std::process::id(),
            nonce: nonce.clone(),
            started,
            about,
        };
        let text = serde_json::to_vec_pretty(&running)
            .or_fail(|| "cannot write the state file".to_owned())?;
        write_private(&self.state, &text)
            .or_fail(|| format!("cannot write `{}`", self.state.display()))?;
        Ok(Announcement {
            state: self.state,
            nonce,
            _lock: self.lock,
        })
    }
}

impl Announcement {
    pub fn nonce(&self) -> &str {
        &self.nonce
    }
}

impl Drop for Announcement {
    fn drop(&mut self) {
        // the lock itself is released by closing the file; a leftover state file is harmless
        let _ = fs::remove_file(&self.state);
    }
}

/// Makes `path` with mode 0700, or checks that it is ours and nobody else's.
pub fn private_dir(path: &Path) -> Result<()> {
    own_dir(path)?;
    let mode = fs::metadata(path).map(|m| m.permissions().mode() & 0o777);
    if mode.is_ok_and(|mode| mode & 0o077 != 0) {
        fs::set_permissions(path, fs::Permissions::from_mode(0o700))
            .or_fail(|| format!("cannot make `{}` private", path.display()))?;
    }
    Ok(())
}

/// Makes the folder that data goes to with mode 0700. One that is there already may be
/// anybody's to read (what is written there is private by itself), and keeps its mode, but
/// nobody else may write to it.
pub fn data_dir(path: &Path) -> Result<()> {
    own_dir(path)?;
    let mode = fs::metadata(path).map(|m| m.permissions().mode());
    if mode.is_ok_and(|mode| mode & 0o022 != 0) {
        return Err(Error::failed(format!(
            "others can write to the folder `{}`, so that no data goes there",
            path.display()
        ))
        .hint("set CRUDDUR_OBS_HOME to a folder of your own"));
    }
    Ok(())
}

/// A folder of this user's own, made with mode 0700 if it is not there.
fn own_dir(path: &Path) -> Result<()> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .or_fail(|| format!("cannot create the folder `{}`", path.display()))?;
    check_owner(path)
}

fn check_owner(path: &Path) -> Result<()> {
    let owner =
        fs::symlink_metadata(path).or_fail(|| format!("cannot read `{}`", path.display()))?;
    if owner.file_type().is_symlink() || owner.uid() != getuid().as_raw() {
        return Err(
            Error::failed(format!("`{}` belongs to somebody else", path.display()))
                .hint("set CRUDDUR_OBS_HOME to a folder of your own"),
        );
    }
    Ok(())
}

/// Writes a file at mode 0600 in one step: readers see the old or the new one, whole.
pub fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = path.with_file_name(format!(".{name}.{}", std::process::id()));
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&temporary)?;
    file.write_all(bytes)?;
    fs::rename(&temporary, path)
}

/// Whether the lock could be had; another holder is an answer, not an error.
fn try_lock(file: &File, how: FlockOperation, path: &Path) -> Result<bool> {
    match flock(file, how) {
        Ok(()) => Ok(true),
        Err(rustix::io::Errno::WOULDBLOCK) => Ok(false),
        Err(error) => Err(Error::failed(format!("cannot lock `{}`", path.display()))
            .caused_by(io::Error::from(error))),
    }
}

fn open_private(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Serialize, Deserialize)]
    struct About {
        port: u16,
    }

    #[test]
    fn a_folder_that_is_there_keeps_its_mode() {
        let folder = tempfile::tempdir().unwrap();
        let set = |mode| {
            fs::set_permissions(folder.path(), fs::Permissions::from_mode(mode)).unwrap();
        };
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
        set(0o755);
        data_dir(folder.path()).unwrap();
        assert_eq!(mode(folder.path()), 0o755);
        let made = folder.path().join("a/b");
        data_dir(&made).unwrap();
        assert_eq!(mode(&made), 0o700);
        set(0o1777);
        let refused = data_dir(folder.path()).unwrap_err();
        assert!(
            refused.to_string().contains("others can write"),
            "{refused}"
        );
        set(0o700);
    }

    #[test]
    fn a_service_is_found_while_it_holds_its_lock() {
        let home = tempfile::tempdir().unwrap();
        let dirs = Dirs {
            data: home.path().join("data"),
            run: home.path().join("run"),
        };
        assert!(dirs.running::<About>("stack").unwrap().is_none());
        let claim = dirs.claim("stack").unwrap().unwrap();
        assert!(dirs.claim("stack").unwrap().is_none(), "claimed twice");
        let announced = claim.announce("now".into(), About { port: 4570 }).unwrap();
        let found = dirs.running::<About>("stack").unwrap().unwrap();
        assert_eq!((found.about.port, &*found.nonce), (4570, announced.nonce()));
        let mode = fs::metadata(dirs.state("stack"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
        drop(announced);
        assert!(dirs.running::<About>("stack").unwrap().is_none());
    }

    #[test]
    fn a_service_that_is_starting_is_not_taken_for_the_run_before() {
        let home = tempfile::tempdir().unwrap();
        let run = home.path().join("run");
        let dirs = Dirs {
            data: run.clone(),
            run,
        };
        private_dir(&dirs.run).unwrap();
        let leftover = r#"{"pid":1,"nonce":"x","started":"","port":1}"#;
        fs::write(dirs.state("stack"), leftover).unwrap();
        let _claim = dirs.claim("stack").unwrap().unwrap();
        assert!(dirs.running::<About>("stack").unwrap().is_none());
    }

    #[test]
    fn a_leftover_state_file_is_not_a_running_service() {
        let home = tempfile::tempdir().unwrap();
        let run = home.path().join("run");
        let dirs = Dirs {
            data: run.clone(),
            run,
        };
        private_dir(&dirs.run).unwrap();
        fs::write(
            dirs.state("stack"),
            r#"{"pid":1,"nonce":"x","started":"","port":1}"#,
        )
        .unwrap();
        assert!(dirs.running::<About>("stack").unwrap().is_none());
    }
}
