//! A client with minimal overhead: one connection; of each page, it parses only the token and the
//! number of events.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

use serde::Deserialize;
use serde::de::IgnoredAny;

pub(crate) struct Connection {
    stream: TcpStream,
    host: SocketAddr,
    answer: Vec<u8>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Page {
    pub(crate) events: Vec<IgnoredAny>,
    pub(crate) next_token: Option<String>,
}

impl Connection {
    pub(crate) fn open(host: SocketAddr) -> Self {
        let stream = TcpStream::connect(host).unwrap();
        stream.set_nodelay(true).unwrap();
        Self {
            stream,
            host,
            answer: Vec::new(),
        }
    }

    /// Calls a CloudWatch Logs operation. Returns the status and the body.
    pub(crate) fn call(&mut self, operation: &str, body: &[u8]) -> (u16, &[u8]) {
        let head = format!(
            "POST / HTTP/1.1\r\nhost: {}\r\ncontent-length: {}\r\n\
             content-type: application/x-amz-json-1.1\r\n\
             x-amz-target: Logs_20140328.{operation}\r\n\
             authorization: AWS4-HMAC-SHA256 Credential=local/20261120/us-east-1/logs/aws4_request, SignedHeaders=host, Signature=00\r\n\r\n",
            self.host,
            body.len()
        );
        self.stream.write_all(head.as_bytes()).unwrap();
        self.stream.write_all(body).unwrap();
        self.read()
    }

    /// Calls an operation that must succeed.
    pub(crate) fn must(&mut self, operation: &str, body: &[u8]) -> &[u8] {
        let (status, answer) = self.call(operation, body);
        let text = || String::from_utf8_lossy(answer);
        assert_eq!(status, 200, "{operation}: {}", text());
        answer
    }

    pub(crate) fn page(&mut self, body: &serde_json::Value) -> Page {
        let answer = self.must("FilterLogEvents", body.to_string().as_bytes());
        serde_json::from_slice(answer).unwrap()
    }

    /// Reads a response with a `Content-Length`.
    fn read(&mut self) -> (u16, &[u8]) {
        self.answer.clear();
        let mut chunk = [0; 65_536];
        let mut head: Option<(u16, usize, usize)> = None;
        loop {
            if let Some((status, from, to)) = head
                && self.answer.len() >= to
            {
                return (status, &self.answer[from..to]);
            }
            let read = self.stream.read(&mut chunk).unwrap();
            assert!(read > 0, "the connection was closed");
            self.answer.extend_from_slice(&chunk[..read]);
            if head.is_none() {
                head = head_of(&self.answer);
            }
        }
    }
}

/// Returns the status and the range of the body; `None` while the head is incomplete.
fn head_of(answer: &[u8]) -> Option<(u16, usize, usize)> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&answer[..end]).unwrap();
    let length = head.lines().find_map(|line| {
        let line = line.to_ascii_lowercase();
        line.strip_prefix("content-length: ")?.parse::<usize>().ok()
    });
    let from = end + 4;
    Some((
        head[9..12].parse().unwrap(),
        from,
        from + length.unwrap_or(0),
    ))
}
