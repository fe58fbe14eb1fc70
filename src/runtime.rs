//! The state files and locks of the running stack and backend.
//!
//! A running service holds an exclusive lock on `<name>.lock` and describes itself in
//! `<name>.json`. The lock is authoritative: a state file without a held lock is a leftover. Both
//! are in the folder `run` of the data folder (mode 0700, files 0600, owner checked).

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, getuid, kill_process};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use crate::error::{Error, Result, ResultExt as _};

mod announcement;
mod former;
mod lifetime;
mod paths;
mod spare;

pub use announcement::{Announcement, Claim, RENEW_EACH, Renewal};
use former::FormerLock;
use lifetime::Lifetime;
pub use paths::Hold;
use paths::Paths;

/// The folders for data and for the state of running services.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dirs {
    /// The database, and the logs of detached processes. Locks and state files are in it too, so
    /// that all users of the same data share one lock, whatever their environment.
    pub data: PathBuf,
    /// The folder in which earlier versions kept locks and state files. Only their lock is held;
    /// nothing else is written there.
    pub former: Option<PathBuf>,
}

/// The content of a state file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Running<T> {
    pub pid: u32,
    /// Random for each start; distinguishes runs with the same pid.
    pub nonce: String,
    /// The start time, in RFC 3339.
    pub started: String,
    /// The version of the running program; earlier versions did not write it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    #[serde(flatten)]
    pub about: T,
}

impl Dirs {
    pub fn new(data: PathBuf) -> Self {
        Self { data, former: None }
    }

    /// The folder of state files and locks.
    fn run(&self) -> PathBuf {
        self.data.join("run")
    }

    /// Takes the lock of the service `name`. Returns `None` if another process holds it.
    pub fn claim(&self, name: &str) -> Result<Option<Claim>> {
        let run = self.run();
        private_dir(&run)?;
        let paths = Paths::new(&run, name);
        let Some(lock) = paths.take_lock()? else {
            return Ok(None);
        };
        let Some(former) = FormerLock::take(self.former.as_deref(), name, &self.data)? else {
            return Ok(None);
        };
        // left over from a killed run; clients would think that it is ours
        let _ = fs::remove_file(&paths.state);
        Ok(Some(Claim {
            paths,
            lock,
            former,
        }))
    }

    /// Keeps the service `name` from starting while its data is read. Needs no write access.
    /// Returns `None` if the service is running or starting.
    pub fn hold(&self, name: &str) -> Result<Option<Hold>> {
        let Some(hold) = Paths::new(&self.run(), name).hold()? else {
            return Ok(None);
        };
        let is_in_use = FormerLock::is_in_use(self.former.as_deref(), name, &self.data)?;
        Ok((!is_in_use).then_some(hold))
    }

    /// Returns the running service `name`, or `None` if it is not running.
    pub fn running<T: DeserializeOwned>(&self, name: &str) -> Result<Option<Running<T>>> {
        for folder in [Some(&self.run()), self.former.as_ref()] {
            let Some(folder) = folder else { continue };
            let paths = Paths::new(folder, name);
            if paths.is_locked()?
                && let Some(text) = paths.read_state()?
            {
                return paths.parse(&text).map(Some);
            }
        }
        Ok(None)
    }

    /// Whether the service `name` ended without removing its state file.
    pub fn was_killed(&self, name: &str) -> Result<bool> {
        let paths = Paths::new(&self.run(), name);
        Ok(!paths.is_locked()? && paths.state.exists())
    }

    /// Whether the service `name` was ever started here, and neither it nor any of `others` is
    /// running.
    pub fn is_abandoned(&self, name: &str, others: &[&str]) -> Result<bool> {
        check_owner(&self.data)?;
        let paths = |name| Paths::new(&self.run(), name);
        if !paths(name).lock.exists() || paths(name).is_locked()? {
            return Ok(false);
        }
        for other in others {
            if paths(other).is_locked()? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Sends SIGTERM to the service `name` if it is still the run with this nonce.
    fn terminate<T>(&self, name: &str, run: &Running<T>) -> Result<()> {
        match self.running::<IgnoredAny>(name)? {
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

    /// Asks the running service to end and waits until its process is gone. Returns whether that
    /// happened within `patience`.
    pub fn stop<T>(&self, name: &str, run: &Running<T>, patience: Duration) -> Result<bool> {
        let process = Lifetime::new(run.pid);
        self.terminate(name, run)?;
        let asked = Instant::now();
        // check the lock first, because the process itself may not be visible
        while self.is_running(name, run)? || !process.is_over() {
            if asked.elapsed() >= patience {
                return Ok(false);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(true)
    }

    fn is_running<T>(&self, name: &str, run: &Running<T>) -> Result<bool> {
        let now = self.running::<IgnoredAny>(name)?;
        Ok(now.is_some_and(|now| now.nonce == run.nonce))
    }

    /// Like [`running`](Self::running), for stopping the service, whatever its version. A service
    /// whose data was deleted writes its state file again within [`RENEW_EACH`]; this waits for it.
    pub fn running_to_stop(&self, name: &str) -> Result<Option<Running<IgnoredAny>>> {
        let found = self.running(name)?;
        if found.is_some() || Paths::new(&self.run(), name).lock.exists() {
            return Ok(found);
        }
        std::thread::sleep(RENEW_EACH * 2);
        self.running(name)
    }
}

/// Any description of a service.
pub type IgnoredAny = serde_json::Value;

/// Creates `path` with mode 0700, or makes an existing folder private. It must belong to this user.
pub fn private_dir(path: &Path) -> Result<()> {
    own_dir(path)?;
    let mode = fs::metadata(path).map(|m| m.permissions().mode() & 0o777);
    if mode.is_ok_and(|mode| mode & 0o077 != 0) {
        fs::set_permissions(path, fs::Permissions::from_mode(0o700)).map_err(|error| {
            Error::of_disk(format!("cannot make `{}` private", path.display()), error)
        })?;
    }
    Ok(())
}

/// Creates the data folder with mode 0700. An existing folder keeps its mode; others may read it
/// (files in it are private anyway) but must not be able to write to it.
pub fn data_dir(path: &Path) -> Result<()> {
    own_dir(path)?;
    let mode = fs::metadata(path).map(|m| m.permissions().mode());
    if mode.is_ok_and(|mode| mode & 0o022 != 0) {
        return Err(Error::failed(format!(
            "refusing to use the folder `{}`: other users can write to it",
            path.display()
        ))
        .hint("set CRUDDUR_OBS_HOME to a folder of your own"));
    }
    Ok(())
}

/// Creates a folder with mode 0700 if it does not exist, and checks that it belongs to this user.
fn own_dir(path: &Path) -> Result<()> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .map_err(|error| {
            Error::of_disk(
                format!("cannot create the folder `{}`", path.display()),
                error,
            )
        })?;
    check_owner(path)
}

fn check_owner(path: &Path) -> Result<()> {
    let owner =
        fs::symlink_metadata(path).or_fail(|| format!("cannot read `{}`", path.display()))?;
    if owner.file_type().is_symlink() || owner.uid() != getuid().as_raw() {
        return Err(
            Error::failed(format!("`{}` is owned by another user", path.display()))
                .hint("set CRUDDUR_OBS_HOME to a folder of your own"),
        );
    }
    Ok(())
}

/// Writes a file with mode 0600 atomically: readers see either the old content or the new.
pub fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    // deleted if dropped before it is renamed, so no partial file takes up space
    let mut file = NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.persist(path)?;
    Ok(())
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
            refused.to_string().contains("other users can write"),
            "{refused}"
        );
        set(0o700);
    }

    #[test]
    fn a_service_is_found_while_it_holds_its_lock() {
        let home = tempfile::tempdir().unwrap();
        let dirs = Dirs::new(home.path().join("data"));
        assert!(dirs.running::<About>("stack").unwrap().is_none());
        let claim = dirs.claim("stack").unwrap().unwrap();
        assert!(dirs.claim("stack").unwrap().is_none(), "claimed twice");
        let announced = claim.announce("now".into(), About { port: 4570 }).unwrap();
        let found = dirs.running::<About>("stack").unwrap().unwrap();
        assert_eq!((found.about.port, &*found.nonce), (4570, announced.nonce()));
        let mode = fs::metadata(Paths::new(&dirs.run(), "stack").state)
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
        let dirs = Dirs::new(home.path().to_owned());
        private_dir(&dirs.run()).unwrap();
        let leftover = r#"{"pid":1,"nonce":"x","started":"","port":1}"#;
        fs::write(Paths::new(&dirs.run(), "stack").state, leftover).unwrap();
        let _claim = dirs.claim("stack").unwrap().unwrap();
        assert!(dirs.running::<About>("stack").unwrap().is_none());
    }

    #[test]
    fn a_leftover_state_file_is_not_a_running_service() {
        let home = tempfile::tempdir().unwrap();
        let dirs = Dirs::new(home.path().to_owned());
        private_dir(&dirs.run()).unwrap();
        fs::write(
            Paths::new(&dirs.run(), "stack").state,
            r#"{"pid":1,"nonce":"x","started":"","port":1}"#,
        )
        .unwrap();
        assert!(dirs.running::<About>("stack").unwrap().is_none());
    }

    #[test]
    fn a_service_whose_folder_is_deleted_announces_itself_anew() {
        let home = tempfile::tempdir().unwrap();
        let dirs = Dirs::new(home.path().join("data"));
        let claim = dirs.claim("stack").unwrap().unwrap();
        let mut announced = claim.announce("now".into(), About { port: 1 }).unwrap();
        assert_eq!(announced.renew().unwrap(), Renewal::Kept);
        fs::remove_dir_all(&dirs.data).unwrap();
        assert!(dirs.running::<About>("stack").unwrap().is_none());
        assert_eq!(announced.renew().unwrap(), Renewal::Renewed);
        let found = dirs.running::<About>("stack").unwrap().unwrap();
        assert_eq!(&*found.nonce, announced.nonce());
        assert!(dirs.claim("stack").unwrap().is_none(), "claimed twice");

        // moved: the service is found in both places, and both locks are taken
        let moved = Dirs::new(home.path().join("moved"));
        fs::rename(&dirs.data, &moved.data).unwrap();
        assert_eq!(announced.renew().unwrap(), Renewal::Renewed);
        for dirs in [&dirs, &moved] {
            assert!(dirs.running::<About>("stack").unwrap().is_some());
            assert!(dirs.claim("stack").unwrap().is_none(), "claimed twice");
        }

        // moved back: its own lock does not count as another stack's
        fs::remove_dir_all(&dirs.data).unwrap();
        fs::rename(&moved.data, &dirs.data).unwrap();
        assert_eq!(announced.renew().unwrap(), Renewal::Renewed);
        assert_eq!(announced.renew().unwrap(), Renewal::Kept);
        assert!(dirs.claim("stack").unwrap().is_none(), "claimed twice");
        let found = dirs.running::<About>("stack").unwrap().unwrap();
        assert_eq!(&*found.nonce, announced.nonce());

        // another stack was faster
        fs::remove_dir_all(&dirs.data).unwrap();
        let other = dirs.claim("stack").unwrap().unwrap();
        assert_eq!(announced.renew().unwrap(), Renewal::TakenOver);
        let other = other.announce("now".into(), About { port: 2 }).unwrap();
        drop(announced);
        let found = dirs.running::<About>("stack").unwrap().unwrap();
        assert_eq!(&*found.nonce, other.nonce(), "the other's state file stays");
    }

    #[test]
    fn a_service_is_found_where_there_was_no_room_for_its_state_file() {
        let home = tempfile::tempdir().unwrap();
        let dirs = Dirs::new(home.path().to_owned());
        let claim = dirs.claim("stack").unwrap().unwrap();
        let text = r#"{"pid":7,"nonce":"n","started":"","port":1}"#;
        spare::write(&claim.lock, text.as_bytes()).unwrap();
        let found = dirs.running::<About>("stack").unwrap().unwrap();
        assert_eq!((found.pid, found.about.port), (7, 1));
        drop(claim);
        assert!(dirs.running::<About>("stack").unwrap().is_none());
        let _claim = dirs.claim("stack").unwrap().unwrap();
        assert!(
            dirs.running::<About>("stack").unwrap().is_none(),
            "of a run before"
        );
    }

    #[test]
    fn a_service_that_is_held_does_not_start() {
        let home = tempfile::tempdir().unwrap();
        let dirs = Dirs::new(home.path().to_owned());
        let claim = dirs.claim("stack").unwrap().unwrap();
        let announced = claim.announce("now".into(), About { port: 1 }).unwrap();
        assert!(dirs.hold("stack").unwrap().is_none());
        let state = Paths::new(&dirs.run(), "stack").state;
        let left_behind = fs::read(&state).unwrap();
        drop(announced);
        fs::write(&state, left_behind).unwrap();
        let held = dirs.hold("stack").unwrap().unwrap();
        assert!(dirs.claim("stack").unwrap().is_none(), "it is held");
        assert!(
            dirs.running::<About>("stack").unwrap().is_none(),
            "held only"
        );
        drop(held);
        assert!(dirs.claim("stack").unwrap().is_some());
    }

    #[test]
    fn a_service_has_stopped_when_its_process_is_gone() {
        let home = tempfile::tempdir().unwrap();
        let dirs = Dirs::new(home.path().to_owned());
        let claim = dirs.claim("stack").unwrap().unwrap();
        let announced = claim.announce("now".into(), About { port: 1 }).unwrap();
        // releases its lock at once but runs on for a while
        let mut child = std::process::Command::new("sh")
            .args(["-c", "trap '' TERM; echo; sleep 1; exit"])
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        std::io::Read::read_exact(child.stdout.as_mut().unwrap(), &mut [0]).unwrap();
        let run = dirs.running::<About>("stack").unwrap().unwrap();
        let run = Running {
            pid: child.id(),
            ..run
        };
        drop(announced);
        let asked = Instant::now();
        assert!(!dirs.stop("stack", &run, Duration::from_millis(50)).unwrap());
        assert!(dirs.stop("stack", &run, Duration::from_secs(20)).unwrap());
        assert!(asked.elapsed() > Duration::from_millis(500));
        child.wait().unwrap();
    }

    #[test]
    fn a_service_of_an_earlier_version_is_found_where_it_announced_itself() {
        let home = tempfile::tempdir().unwrap();
        let earlier = Dirs::new(home.path().join("runtime"));
        let dirs = Dirs {
            data: home.path().join("data"),
            former: Some(earlier.run()),
        };
        let claim = earlier.claim("stack").unwrap().unwrap();
        let announced = claim.announce("now".into(), About { port: 1 }).unwrap();
        assert!(dirs.running::<About>("stack").unwrap().is_some());
        assert!(dirs.claim("stack").unwrap().is_none());
        drop(announced);
        assert!(dirs.running::<About>("stack").unwrap().is_none());
        assert!(dirs.claim("stack").unwrap().is_some());
    }

    #[test]
    fn a_state_file_of_another_kind_names_its_version_and_can_be_stopped() {
        let home = tempfile::tempdir().unwrap();
        let dirs = Dirs::new(home.path().to_owned());
        let claim = dirs.claim("stack").unwrap().unwrap();
        let about = serde_json::json!({"door": 1});
        let _announced = claim.announce("now".into(), about).unwrap();
        let error = dirs.running::<About>("stack").unwrap_err();
        let version = format!("version {}", crate::model::Version::NUMBER);
        assert!(error.to_string().contains(&version), "{error}");
        assert!(dirs.running_to_stop("stack").unwrap().is_some());
    }
}
