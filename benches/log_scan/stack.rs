//! The stack under test: the built binary with a persistent folder.

use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use cruddur_obs::model::StackAddrs;
use cruddur_obs::runtime::Running;
use rustix::process::{Pid, Signal, kill_process};

#[path = "../common/proc.rs"]
mod proc;

/// The binary to start and its data folder.
pub(crate) struct Home {
    pub(crate) folder: PathBuf,
    pub(crate) binary: PathBuf,
}

pub(crate) struct Stack {
    child: Child,
    folder: PathBuf,
    /// The address of CloudWatch Logs.
    pub(crate) services: SocketAddr,
}

/// Resident memory, in MB.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Memory {
    /// Anonymous memory, which is not backed by a file.
    pub(crate) own: u64,
    /// Including mapped parts of the database.
    pub(crate) peak: u64,
}

/// The stack is idle if it uses less than this fraction of a processor.
const QUIET: f64 = 0.03;
/// Longer than the interval of compaction, which is three seconds.
const LOOK: Duration = Duration::from_secs(4);
const MAX_LENGTH: Duration = Duration::from_secs(600);

impl Stack {
    #[expect(
        clippy::zombie_processes,
        reason = "`stop` waits; a failed start ends the run"
    )]
    pub(crate) fn start(home: &Home) -> Self {
        let state = home.folder.join("run/stack.json");
        let _ = fs::remove_file(&state);
        let child = Command::new(&home.binary)
            .args(["local", "run", "--free-ports"])
            .env("CRUDDUR_OBS_HOME", &home.folder)
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let started = Instant::now();
        loop {
            let text = fs::read_to_string(&state).unwrap_or_default();
            if let Ok(Running::<StackAddrs> { about, .. }) = serde_json::from_str(&text) {
                return Self {
                    child,
                    folder: home.folder.clone(),
                    services: about.services,
                };
            }
            assert!(started.elapsed() < Duration::from_secs(60), "no stack");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits until its background work is done.
    pub(crate) fn settle(&self) {
        let started = Instant::now();
        while started.elapsed() < MAX_LENGTH {
            let before = self.processor();
            std::thread::sleep(LOOK);
            if self.processor() - before < LOOK.as_secs_f64() * QUIET {
                return;
            }
        }
    }

    /// Returns its processor time in seconds, user and system.
    pub(crate) fn processor(&self) -> f64 {
        proc::processor(self.child.id())
    }

    pub(crate) fn memory(&self) -> Memory {
        let field = |name| proc::status_kib(self.child.id(), name) >> 10;
        Memory {
            own: field("RssAnon:"),
            peak: field("VmHWM:"),
        }
    }

    /// Returns the sizes of the database and its write-ahead log in bytes.
    pub(crate) fn disk(&self) -> (u64, u64) {
        let size = |name: &str| fs::metadata(self.folder.join(name)).map_or(0, |file| file.len());
        (size("store.sqlite"), size("store.sqlite-wal"))
    }

    /// Stops it as `local stop` does.
    pub(crate) fn stop(mut self) {
        let pid = Pid::from_child(&self.child);
        kill_process(pid, Signal::TERM).unwrap();
        assert!(self.child.wait().unwrap().success());
    }
}

/// Leaves no stack behind after a failed run.
impl Drop for Stack {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
