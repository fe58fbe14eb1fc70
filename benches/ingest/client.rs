//! A client with minimal overhead: one thread per connection, and bodies prepared in advance.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

pub(crate) struct Connection {
    stream: TcpStream,
    host: SocketAddr,
    answer: Vec<u8>,
}

/// The results of a number of requests.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Requests answered with 200.
    pub(crate) accepted: u64,
    /// Requests answered with 429 and retried.
    pub(crate) refused: u64,
    /// Latencies of accepted requests.
    pub(crate) latencies: Vec<Duration>,
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

    pub(crate) fn get(&mut self, path: &str) -> Vec<u8> {
        let head = format!("GET {path} HTTP/1.1\r\nhost: {}\r\n\r\n", self.host);
        self.stream.write_all(head.as_bytes()).unwrap();
        let (status, from) = self.read();
        assert_eq!(status, 200);
        self.answer[from..].to_vec()
    }

    /// Posts a request and returns the status. `headers` must end with a line break.
    pub(crate) fn post(&mut self, path: &str, headers: &str, body: &[u8]) -> u16 {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\ncontent-length: {}\r\n{headers}\r\n",
            self.host,
            body.len()
        );
        self.stream.write_all(head.as_bytes()).unwrap();
        self.stream.write_all(body).unwrap();
        self.read().0
    }

    /// Posts until the request is accepted.
    pub(crate) fn deliver(&mut self, path: &str, headers: &str, body: &[u8], tally: &mut Tally) {
        loop {
            let started = Instant::now();
            match self.post(path, headers, body) {
                200 => {
                    tally.accepted += 1;
                    tally.latencies.push(started.elapsed());
                    return;
                }
                429 => {
                    tally.refused += 1;
                    std::thread::sleep(Duration::from_millis(50));
                }
                other => panic!("{other}: {}", String::from_utf8_lossy(&self.answer)),
            }
        }
    }

    /// Reads a response with a `Content-Length`. Returns the status and the position of the body.
    fn read(&mut self) -> (u16, usize) {
        self.answer.clear();
        let mut chunk = [0; 16_384];
        loop {
            let read = self.stream.read(&mut chunk).unwrap();
            assert!(read > 0, "the connection was closed");
            self.answer.extend_from_slice(&chunk[..read]);
            let Some(end) = self.answer.windows(4).position(|four| four == b"\r\n\r\n") else {
                continue;
            };
            let head = std::str::from_utf8(&self.answer[..end]).unwrap();
            let length = head
                .lines()
                .find_map(|line| {
                    line.to_ascii_lowercase()
                        .strip_prefix("content-length: ")?
                        .parse::<usize>()
                        .ok()
                })
                .unwrap_or(0);
            if self.answer.len() >= end + 4 + length {
                return (head[9..12].parse().unwrap(), end + 4);
            }
        }
    }
}

impl Tally {
    pub(crate) fn add(&mut self, other: Self) {
        self.accepted += other.accepted;
        self.refused += other.refused;
        self.latencies.extend(other.latencies);
    }

    /// Returns `POST p50 1.2 ms, p99 3.4 ms`.
    pub(crate) fn latency(&mut self) -> String {
        self.latencies.sort_unstable();
        let at = |part: f64| {
            let index = (self.latencies.len() as f64 * part) as usize;
            self.latencies
                .get(index)
                .copied()
                .unwrap_or_default()
                .as_secs_f64()
                * 1e3
        };
        format!("POST p50 {:.1} ms, p99 {:.1} ms", at(0.50), at(0.99))
    }
}

/// Runs `work` on one thread per connection and sums up the results.
pub(crate) fn on_threads(connections: usize, work: impl Fn(usize) -> Tally + Send + Sync) -> Tally {
    let mut total = Tally::default();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..connections)
            .map(|number| {
                let work = &work;
                scope.spawn(move || work(number))
            })
            .collect();
        for thread in threads {
            total.add(thread.join().unwrap());
        }
    });
    total
}
