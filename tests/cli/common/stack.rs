//! A running stack, and helpers that send seeds over the network.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::process::{Child, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use cruddur_obs::model::StackAddrs;
use cruddur_obs::runtime::Running;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use super::user::User;

/// Generous, because starting may be delayed on a busy machine.
const READY: Duration = Duration::from_secs(30);
const STOPPED: Duration = Duration::from_secs(20);
const POLL: Duration = Duration::from_millis(5);

/// The headers of one request.
type Headers<'a> = &'a [(&'a str, &'a str)];

/// `local run` as a child of the test. Dropping it sends SIGTERM and expects exit code 0.
pub(crate) struct Stack {
    child: Child,
    pub(crate) addrs: StackAddrs,
}

impl Stack {
    pub(super) fn start<I: IntoIterator<Item: AsRef<OsStr>>>(user: &User, args: I) -> Self {
        let log = user.folder().join("stack.stderr");
        let mut command = user.command(["local", "run"]);
        command
            .args(args)
            .stdout(Stdio::null())
            .stderr(File::create(&log).expect("files can be written"));
        let child = command.spawn().expect("the binary can be run");
        let mut stack = Self {
            child,
            addrs: nowhere(),
        };
        let state = user.state_file("stack");
        let started = Instant::now();
        while started.elapsed() < READY {
            // written atomically once every port is bound; a file with another pid is a leftover
            let running = fs::read_to_string(&state)
                .map(|text| serde_json::from_str(&text).expect("the state file has addresses"));
            if let Ok(Running::<StackAddrs> { pid, about, .. }) = running
                && pid == stack.pid()
            {
                stack.addrs = about;
                return stack;
            }
            if stack.ended().is_some() {
                break;
            }
            thread::sleep(POLL);
        }
        let said = fs::read_to_string(&log).unwrap_or_default();
        panic!("the stack did not start:\n{said}");
    }

    /// The process id.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The URL of the AWS, Honeycomb and Rollbar APIs.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.addrs.services)
    }

    /// Sends SIGTERM and waits for its end.
    pub(crate) fn stop(mut self) -> ExitStatus {
        self.terminate()
    }

    /// Kills it without warning (SIGKILL).
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("one's own child can be killed");
        self.child
            .wait()
            .expect("one's own child can be waited for");
    }

    /// Calls a CloudWatch Logs operation, such as `PutLogEvents`.
    #[track_caller]
    pub(crate) fn logs(&self, operation: &str, body: &Value) -> Value {
        let target = format!("Logs_20140328.{operation}");
        let headers = [
            ("content-type", "application/x-amz-json-1.1"),
            ("x-amz-target", &*target),
            ("authorization", &*signature("logs")),
        ];
        self.post(self.addrs.services, "/", &headers, body)
    }

    /// Calls an X-Ray operation by its path, such as `/TraceSegments`.
    #[track_caller]
    pub(crate) fn xray(&self, path: &str, body: &Value) -> Value {
        let headers = [
            ("content-type", "application/json"),
            ("authorization", &*signature("xray")),
        ];
        self.post(self.addrs.services, path, &headers, body)
    }

    /// Sends JSON over OTLP/HTTP to `/v1/traces` or `/v1/logs`.
    #[track_caller]
    pub(crate) fn otlp(&self, path: &str, body: &Value) -> Value {
        let headers = [("content-type", "application/json")];
        self.post(self.addrs.otlp_http, path, &headers, body)
    }

    /// Sends this payload (`{"data": …}`) to `POST /api/1/item/`.
    #[track_caller]
    pub(crate) fn rollbar(&self, item: &Value) -> Value {
        let headers = [
            ("content-type", "application/json"),
            ("x-rollbar-access-token", "local"),
        ];
        self.post(self.addrs.services, "/api/1/item/", &headers, item)
    }

    /// Sends one segment document to the daemon's UDP port. Its arrival is not acknowledged.
    pub(crate) fn segment(&self, document: &Value) {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("loopback has free ports");
        let packet = format!("{{\"format\":\"json\",\"version\":1}}\n{document}");
        socket
            .send_to(packet.as_bytes(), self.addrs.xray_udp)
            .expect("loopback takes packets");
    }

    /// Gets JSON from the services port.
    #[track_caller]
    pub(crate) fn get(&self, path: &str, headers: Headers) -> Value {
        let (status, text) = exchange(self.addrs.services, path, headers, None);
        assert_eq!(status, 200, "{path} answered {text}");
        serde_json::from_str(&text).expect("the answer is JSON")
    }

    /// Posts JSON and returns the JSON response (`null` for an empty body).
    #[track_caller]
    pub(crate) fn post(&self, to: SocketAddr, path: &str, headers: Headers, body: &Value) -> Value {
        let (status, text) = exchange(to, path, headers, Some(body.to_string()));
        assert!(
            (200..300).contains(&status),
            "{path} answered {status}: {text}"
        );
        if text.is_empty() {
            return Value::Null;
        }
        serde_json::from_str(&text).expect("the answer is JSON")
    }

    /// Posts JSON and reads the whole response without keeping it. Returns the status.
    pub(crate) fn post_unread(&self, to: SocketAddr, path: &str, body: &Value) -> u16 {
        let body = body.to_string();
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        let mut stream = TcpStream::connect(to).expect("the stack listens");
        let sent = stream.write_all((head + &body).as_bytes());
        sent.expect("the stack takes a request");
        let mut status = [0; 12];
        let read = stream.read_exact(&mut status);
        read.expect("the stack answers");
        io::copy(&mut stream, &mut io::sink()).expect("the answer has an end");
        let status = std::str::from_utf8(&status[9..]).expect("a status is digits");
        status.parse().expect("a status is digits")
    }

    fn ended(&mut self) -> Option<ExitStatus> {
        self.child
            .try_wait()
            .expect("one's own child can be waited for")
    }

    /// Sends SIGTERM, waits, then sends SIGKILL.
    fn terminate(&mut self) -> ExitStatus {
        if let Some(status) = self.ended() {
            return status;
        }
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        // fails if it has just ended
        let _ = kill_process(pid.expect("children have pids"), Signal::TERM);
        let asked = Instant::now();
        while asked.elapsed() < STOPPED {
            if let Some(status) = self.ended() {
                return status;
            }
            thread::sleep(POLL);
        }
        self.child.kill().expect("one's own child can be killed");
        self.child
            .wait()
            .expect("one's own child can be waited for")
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        let before = self.ended();
        let status = self.terminate();
        // a stack that was stopped within the test was already checked there
        if before.is_none() && !thread::panicking() {
            assert!(status.success(), "the stack ended with {status}");
        }
    }
}

/// A signature that names the service. The local stack ignores the rest of it.
pub(crate) fn signature(service: &str) -> String {
    format!(
        "AWS4-HMAC-SHA256 Credential=local/20261120/us-east-1/{service}/aws4_request, \
         SignedHeaders=host;x-amz-date, Signature=0"
    )
}

/// Sends a POST with this body, or a GET.
fn exchange(to: SocketAddr, path: &str, headers: Headers, body: Option<String>) -> (u16, String) {
    let url = format!("http://{to}{path}");
    let work = async {
        let client = reqwest::Client::builder()
            .no_proxy()
            .timeout(Duration::from_secs(30))
            .build()?;
        let mut request = match body {
            Some(body) => client.post(url).body(body),
            None => client.get(url),
        };
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await?;
        Ok::<_, reqwest::Error>((response.status().as_u16(), response.text().await?))
    };
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime can be built")
        .block_on(work)
        .expect("the stack answers")
}

/// A placeholder until the addresses are known.
fn nowhere() -> StackAddrs {
    let nowhere = SocketAddr::from(([127, 0, 0, 1], 0));
    StackAddrs {
        services: nowhere,
        otlp_http: nowhere,
        otlp_grpc: nowhere,
        xray_udp: nowhere,
        xray_tcp: nowhere,
    }
}
