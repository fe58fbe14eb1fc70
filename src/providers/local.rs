//! The local stack as itself: its status, over its services port, and whether one answers.

use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use crate::error::{Error, Hint, Result, ResultExt as _};
use crate::model::{STACK_HEADER, STATUS_PATH, StackStatus};

/// Loopback answers at once or not at all.
const PATIENCE: Duration = Duration::from_secs(5);

/// Asks the stack whose services port is `services`.
pub(crate) async fn status(services: SocketAddr) -> Result<StackStatus> {
    let url = format!("http://{services}{STATUS_PATH}");
    let unreachable = || {
        Error::failed(format!("the local stack does not answer on {services}"))
            .hint(Hint::run(["local", "stop"], "stop it"))
            .hint(Hint::run(["local", "start"], "start it again"))
    };
    reqwest::Client::builder()
        .no_proxy()
        // a machine without certificates, such as a slim container, has none to look at
        .tls_certs_only([])
        .timeout(PATIENCE)
        .build()
        .or_fail(|| "cannot set up an HTTP client".to_owned())?
        .get(url)
        .send()
        .await
        .and_then(reqwest::Response::error_for_status)
        .map_err(|error| unreachable().caused_by(error))?
        .json()
        .await
        .map_err(|error| unreachable().caused_by(error))
}

/// Whether a stack answers at an address of this machine, whoever started it.
pub(crate) fn answers_at(addr: SocketAddr) -> bool {
    // a port that nobody listens on refuses at once; who listens and says nothing is no stack
    const CONNECT: Duration = Duration::from_millis(200);
    const ANSWER: Duration = Duration::from_millis(500);
    const MAX_SIZE: u64 = 256 << 10;
    let ask = || -> io::Result<Vec<u8>> {
        let until = Instant::now() + ANSWER;
        let mut stream = TcpStream::connect_timeout(&addr, CONNECT)?;
        stream.set_write_timeout(Some(ANSWER))?;
        let request =
            format!("GET {STATUS_PATH} HTTP/1.1\r\nhost: {addr}\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes())?;
        let mut answer = Vec::new();
        let mut part = [0; 8 << 10];
        while (answer.len() as u64) < MAX_SIZE && !is_of_stack(&answer) {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            stream.set_read_timeout(Some(left))?;
            match stream.read(&mut part)? {
                0 => break,
                read => answer.extend_from_slice(&part[..read]),
            }
        }
        Ok(answer)
    };
    ask().is_ok_and(|answer| is_of_stack(&answer))
}

/// By the header, or by the status of a version that had none.
fn is_of_stack(answer: &[u8]) -> bool {
    let text = String::from_utf8_lossy(answer);
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let mut lines = head.lines().skip(1);
    let has_header = lines.any(|line| {
        let name = line.split_once(':').map(|(name, _)| name);
        name.is_some_and(|name| name.eq_ignore_ascii_case(STACK_HEADER))
    });
    has_header || (body.contains("\"udp_malformed\"") && body.contains("\"queued_bytes\""))
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    /// A server of one request.
    fn answering(answer: &'static str) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 1_024];
            let _ = stream.read(&mut request);
            let _ = stream.write_all(answer.as_bytes());
        });
        addr
    }

    #[test]
    fn a_stack_is_known_by_its_answer_and_others_are_not_waited_for() {
        for answer in [
            "HTTP/1.1 404 Not Found\r\nX-Cruddur-Obs-Stack: 0.1.0\r\n\r\n",
            "HTTP/1.1 200 OK\r\n\r\n{\"udp_packets\":0,\"udp_malformed\":0,\"queued_bytes\":0}",
        ] {
            assert!(answers_at(answering(answer)), "{answer}");
        }
        for answer in [
            "",
            "HTTP/1.1 200 OK\r\n\r\nx-cruddur-obs-stack: 1",
            "SSH-2.0\r\n",
        ] {
            assert!(!answers_at(answering(answer)), "{answer}");
        }
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let began = Instant::now();
        assert!(!answers_at(silent.local_addr().unwrap()));
        assert!(began.elapsed() < Duration::from_secs(2));
    }
}
