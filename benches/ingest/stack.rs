//! The stack under test: the built binary with a temporary folder.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use cruddur_obs::model::{StackAddrs, StackStatus};
use cruddur_obs::runtime::Running;
use cruddur_obs::stack::store::{Store, StoreOptions};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::client::Connection;

#[path = "../common/proc.rs"]
mod proc;

pub(crate) use proc::processor;
use proc::status_kib;

pub(crate) struct Stack {
    child: Child,
    pub(crate) addrs: StackAddrs,
    folder: TempDir,
}

impl Stack {
    #[expect(
        clippy::zombie_processes,
        reason = "`stop` waits; a failed start ends the run"
    )]
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_cruddur-obs"))
            .args(["local", "run", "--free-ports"])
            .env("CRUDDUR_OBS_HOME", folder.path())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let state = folder.path().join("run/stack.json");
        let started = Instant::now();
        loop {
            let text = fs::read_to_string(&state).unwrap_or_default();
            if let Ok(Running::<StackAddrs> { about, .. }) = serde_json::from_str(&text) {
                return Self {
                    child,
                    addrs: about,
                    folder,
                };
            }
            assert!(started.elapsed() < Duration::from_secs(20), "no stack");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// The home folder, for commands that use this stack.
    pub(crate) fn home(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn status(&self) -> StackStatus {
        let mut connection = Connection::open(self.addrs.services);
        let answer = connection.get(cruddur_obs::model::STATUS_PATH);
        serde_json::from_slice(&answer).unwrap()
    }

    /// Returns peak and current resident memory and the processor time, as text.
    pub(crate) fn usage(&self) -> String {
        usage(self.child.id())
    }

    /// Returns its processor time in seconds.
    pub(crate) fn processor(&self) -> f64 {
        processor(self.child.id())
    }

    /// Stops it as `local stop` does, and counts the stored items.
    pub(crate) fn stop(mut self, sql: &'static str) -> i64 {
        let pid = Pid::from_child(&self.child);
        kill_process(pid, Signal::TERM).unwrap();
        assert!(self.child.wait().unwrap().success());
        count(self.home(), sql)
    }

    /// Returns the size of the database and its write-ahead log in bytes.
    pub(crate) fn disk(&self) -> u64 {
        self.status().stored_bytes
    }
}

/// Returns memory and processor time of a process, from `/proc`.
pub(crate) fn usage(pid: u32) -> String {
    let field = |name| status_kib(pid, name);
    let (peak, now) = (field("VmHWM:") >> 10, field("VmRSS:") >> 10);
    let (file, anonymous) = (field("RssFile:") >> 10, field("RssAnon:") >> 10);
    format!("memory {peak} MB peak, {now} MB now ({anonymous} own, {file} of files)")
}

fn count(folder: &Path, sql: &'static str) -> i64 {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = Store::open(folder, &StoreOptions::default()).unwrap();
        let counted =
            store.read(move |connection| Ok(connection.query_row(sql, [], |row| row.get(0))?));
        counted.await.unwrap()
    })
}

/// Waits until a server listens at `addr`.
pub(crate) fn wait_for(addr: SocketAddr) {
    let started = Instant::now();
    while std::net::TcpStream::connect(addr).is_err() {
        assert!(
            started.elapsed() < Duration::from_secs(10),
            "nobody listens"
        );
        std::thread::sleep(Duration::from_millis(5));
    }
}
