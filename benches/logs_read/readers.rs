//! The readers: our commands and their peers, each as a process that writes to a file.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::data::GROUP;
use crate::server::Server;

#[path = "../common/proc.rs"]
mod proc;

pub(crate) struct Reader {
    pub(crate) name: &'static str,
    command: fn(&Server, &Peers) -> Option<Command>,
}

/// The paths of the peers' programs.
pub(crate) struct Peers {
    pub(crate) aws: PathBuf,
    pub(crate) awslogs: PathBuf,
    pub(crate) python: PathBuf,
}

impl Default for Peers {
    /// The paths in Debian's packages and the interop tests.
    fn default() -> Self {
        Self {
            aws: "/usr/bin/aws".into(),
            awslogs: "target/interop-venv/bin/awslogs".into(),
            python: "python3".into(),
        }
    }
}

/// One run of one reader.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run {
    pub(crate) wall: Duration,
    /// Peak memory in MiB.
    pub(crate) peak: f64,
    /// Processor time in seconds, user and system.
    pub(crate) processor: f64,
}

pub(crate) const RAW: &str = "raw Python loop";
pub(crate) const AWS: &str = "aws logs tail";
pub(crate) const SEARCH: &str = "logs search";
pub(crate) const NEWEST: &str = "logs search --newest-first";
pub(crate) const TAIL: &str = "logs tail";

/// In the order of execution.
pub(crate) const READERS: [Reader; 6] = [
    Reader {
        name: RAW,
        command: raw_loop,
    },
    Reader {
        name: SEARCH,
        command: |server, _| Some(ours(server, &["search"])),
    },
    Reader {
        name: NEWEST,
        command: |server, _| Some(ours(server, &["search", "--newest-first"])),
    },
    Reader {
        name: TAIL,
        command: |server, _| Some(ours(server, &["tail"])),
    },
    Reader {
        name: AWS,
        command: aws_tail,
    },
    Reader {
        name: "awslogs",
        command: awslogs,
    },
];

fn ours(server: &Server, command: &[&str]) -> Command {
    let mut ours = Command::new(env!("CARGO_BIN_EXE_cruddur-obs"));
    ours.args(["--target", "cloud", "logs"])
        .args(command)
        .args([GROUP, "--since", "1d"]);
    ours.env("AWS_ENDPOINT_URL", format!("http://{}", server.addr));
    ours
}

fn raw_loop(server: &Server, peers: &Peers) -> Option<Command> {
    let mut python = program(&peers.python)?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/logs_read/raw_loop.py");
    let window = server.window;
    python.arg(script).args([
        &server.addr.to_string(),
        GROUP,
        &window.start_ms().to_string(),
        &window.end_ms.to_string(),
    ]);
    Some(python)
}

fn aws_tail(server: &Server, peers: &Peers) -> Option<Command> {
    let mut aws = program(&peers.aws)?;
    let url = format!("http://{}", server.addr);
    aws.args([
        "--endpoint-url",
        &url,
        "logs",
        "tail",
        GROUP,
        "--since",
        "1d",
    ]);
    Some(aws)
}

fn awslogs(server: &Server, peers: &Peers) -> Option<Command> {
    let mut awslogs = program(&peers.awslogs)?;
    let url = format!("http://{}", server.addr);
    awslogs.args([
        "get",
        GROUP,
        "ALL",
        "--start",
        "1d",
        "--aws-endpoint-url",
        &url,
    ]);
    Some(awslogs)
}

/// Returns `None` if the program is not installed.
fn program(path: &Path) -> Option<Command> {
    let version = Command::new(path).arg("--version").output();
    version.is_ok().then(|| Command::new(path))
}

impl Reader {
    /// Reads everything once. `None` if the program is not installed.
    pub(crate) fn run(&self, server: &Server, peers: &Peers) -> Option<Run> {
        let mut command = (self.command)(server, peers)?;
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("output");
        command
            .env("CRUDDUR_OBS_HOME", folder.path())
            .env("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
            .env("AWS_SECRET_ACCESS_KEY", "of-nobody")
            .env("AWS_REGION", "eu-central-1")
            .env("AWS_DEFAULT_REGION", "eu-central-1")
            .env("AWS_CONFIG_FILE", "/dev/null")
            .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stdin(Stdio::null())
            .stdout(File::create(&output).unwrap())
            .stderr(Stdio::inherit());
        let began = Instant::now();
        let run = watch(command.spawn().unwrap(), began, self.name);
        let lines = BufReader::new(File::open(&output).unwrap()).split(b'\n');
        assert_eq!(lines.count(), server.window.events, "{}", self.name);
        Some(run)
    }
}

/// Waits for the process to end. Samples memory and processor time continuously, because they
/// vanish with the process; growth in the last milliseconds is missed.
fn watch(mut child: Child, began: Instant, name: &str) -> Run {
    let (mut peak, mut processor) = (0.0_f64, 0.0_f64);
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            let wall = began.elapsed();
            assert!(status.success(), "{name}: {status}");
            return Run {
                wall,
                peak,
                processor,
            };
        }
        peak = peak.max(proc::status_kib(child.id(), "VmHWM:") as f64 / 1024.0);
        processor = processor.max(proc::processor(child.id()));
        std::thread::sleep(Duration::from_millis(2));
    }
}
