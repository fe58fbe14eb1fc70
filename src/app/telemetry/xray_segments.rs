//! X-Ray segments over UDP: a span exporter for the X-Ray daemon.
//!
//! Exports the same spans and ids as OTLP, so that both show the same trace. It uses the id
//! generator and the propagator of `opentelemetry-aws` 0.21 but not its exporter, which sends every
//! span separately, drops the rest of a batch after an oversized packet, accepts only IP addresses,
//! and lacks metadata namespaces.
//!
//! Source: AWS X-Ray developer guide, "Sending segment documents to the X-Ray daemon".

mod document;
mod translate;
mod tree;

use std::fmt;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs, UdpSocket};
use std::sync::Arc;
use std::time::Duration;

use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{SpanData, SpanExporter};

use super::tally::Tally;
use crate::app::env::EnvError;
use document::Document;
use translate::Program;

const HEADER: &str = "{\"format\":\"json\",\"version\":1}\n";
/// The maximum payload of a UDP packet over IPv4.
const MAX_PACKET: usize = 65_507;
/// A size that every system can send; macOS by default refuses more than 9,216 bytes.
const SMALL_PACKET: usize = 8_192;
/// The number of packets before a pause. A receiver's buffer holds about a hundred segments, and
/// packets that arrive while it is full are lost without a sign.
const BURST: usize = 32;
const PAUSE: Duration = Duration::from_millis(1);

/// The daemon's UDP and TCP addresses, each `host:port`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DaemonAddress {
    pub udp: String,
    pub tcp: String,
}

impl DaemonAddress {
    /// Parses `host:port` or `tcp:host:port udp:host:port`, in either order, as the X-Ray SDKs do.
    /// Names are resolved on sending, because the daemon may start later.
    pub(crate) fn parse(text: &str) -> Result<Self, EnvError> {
        let error = || {
            EnvError::new(
                "AWS_XRAY_DAEMON_ADDRESS",
                format!("`{text}`: expected host:port or `tcp:host:port udp:host:port`"),
            )
        };
        let (mut udp, mut tcp) = (None, None);
        let parts: Vec<&str> = text.split_whitespace().collect();
        if let [both] = parts[..] {
            udp = Some(both);
            tcp = Some(both);
        } else {
            for part in parts {
                match part.split_once(':') {
                    Some(("udp", address)) => udp = Some(address),
                    Some(("tcp", address)) => tcp = Some(address),
                    _ => return Err(error()),
                }
            }
        }
        let valid = |address: &str| {
            let (host, port) = address.rsplit_once(':')?;
            let bare = !host.contains(':') || (host.starts_with('[') && host.ends_with(']'));
            let port: u16 = port.parse().ok()?;
            (bare && !host.is_empty() && port > 0).then(|| address.to_owned())
        };
        match (udp.and_then(valid), tcp.and_then(valid)) {
            (Some(udp), Some(tcp)) => Ok(Self { udp, tcp }),
            _ => Err(error()),
        }
    }
}

impl fmt::Display for DaemonAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.udp == self.tcp {
            f.write_str(&self.udp)
        } else {
            write!(f, "tcp:{} udp:{}", self.tcp, self.udp)
        }
    }
}

/// Sends spans as segment documents. Counts documents that cannot be sent; like any UDP packet,
/// they are lost.
#[derive(Debug)]
pub(crate) struct SegmentExporter {
    daemon: String,
    program: Program,
    tally: Arc<Tally>,
}

impl SegmentExporter {
    /// `log_group` is the group of this program's log lines, to which X-Ray's console links.
    pub(crate) fn new(
        daemon: &str,
        service: &str,
        log_group: Option<&str>,
        tally: Arc<Tally>,
    ) -> Self {
        Self {
            daemon: daemon.to_owned(),
            program: Program::new(service, log_group),
            tally,
        }
    }

    /// Sends as many documents as possible. Returns the error of the last one that failed.
    fn send_all(&self, documents: Vec<Document>) -> io::Result<()> {
        let (socket, to) = self.open()?;
        let mut result = Ok(());
        for (at, document) in documents.into_iter().enumerate() {
            if at % BURST == BURST - 1 {
                std::thread::sleep(PAUSE);
            }
            let spans = document.spans();
            let whole = send(&socket, to, document.clone(), MAX_PACKET);
            match whole.or_else(|_| send(&socket, to, document, SMALL_PACKET)) {
                Ok(()) => self.tally.deliver(spans),
                Err(error) => result = Err(error),
            }
        }
        result
    }

    /// Resolves the address for each batch, to follow a daemon that moved.
    fn open(&self) -> io::Result<(UdpSocket, SocketAddr)> {
        let to = self.daemon.to_socket_addrs()?.next();
        let to = to.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
        let from = if to.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
        Ok((UdpSocket::bind(from)?, to))
    }
}

fn send(socket: &UdpSocket, to: SocketAddr, document: Document, max: usize) -> io::Result<()> {
    for text in tree::packets(document, max - HEADER.len()) {
        socket.send_to(format!("{HEADER}{text}").as_bytes(), to)?;
    }
    Ok(())
}

impl SpanExporter for SegmentExporter {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let documents = tree::documents(&batch, &self.program);
        match self.send_all(documents) {
            Ok(()) => self.tally.health.works(),
            Err(error) => self
                .tally
                .health
                .fails(0, format!("{}: {error}", self.daemon)),
        }
        // `health` reports it; for an error, the SDK would log every batch
        Ok(())
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.program.set_resource(resource);
    }
}
