//! The five sockets of the stack.

use std::io;
use std::net::{IpAddr, SocketAddr};

use tokio::net::{TcpListener, UdpSocket};

use crate::model::{Ports, StackAddrs};

/// A port that could not be had.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen on {addr} for {what}: {source}")]
pub struct BindError {
    pub what: &'static str,
    pub addr: SocketAddr,
    pub source: io::Error,
}

/// Bound, not yet answering.
pub struct Listeners {
    pub(super) services: TcpListener,
    pub(super) otlp_http: TcpListener,
    pub(super) otlp_grpc: TcpListener,
    pub(super) xray_udp: UdpSocket,
    pub(super) xray_tcp: TcpListener,
}

impl Listeners {
    /// Takes all the ports, or none.
    ///
    /// # Errors
    /// Every port that cannot be had, not only the first.
    pub async fn bind(ip: IpAddr, ports: Ports) -> Result<Self, Vec<BindError>> {
        // one after the other: those that take a free port must not take one that is named
        let xray = xray(ip, ports.xray).await;
        let services = tcp(ip, ports.services, "the services").await;
        let http = tcp(ip, ports.otlp_http, "OTLP/HTTP").await;
        let grpc = tcp(ip, ports.otlp_grpc, "OTLP/gRPC").await;
        match (services, http, grpc, xray) {
            (Ok(services), Ok(otlp_http), Ok(otlp_grpc), Ok((xray_udp, xray_tcp))) => Ok(Self {
                services,
                otlp_http,
                otlp_grpc,
                xray_udp,
                xray_tcp,
            }),
            (services, http, grpc, xray) => {
                let refused = [services.err(), http.err(), grpc.err(), xray.err()];
                Err(refused.into_iter().flatten().collect())
            }
        }
    }

    pub fn addrs(&self) -> io::Result<StackAddrs> {
        Ok(StackAddrs {
            services: self.services.local_addr()?,
            otlp_http: self.otlp_http.local_addr()?,
            otlp_grpc: self.otlp_grpc.local_addr()?,
            xray_udp: self.xray_udp.local_addr()?,
            xray_tcp: self.xray_tcp.local_addr()?,
        })
    }
}

async fn tcp(ip: IpAddr, port: u16, what: &'static str) -> Result<TcpListener, BindError> {
    let addr = SocketAddr::new(ip, port);
    TcpListener::bind(addr)
        .await
        .map_err(|source| BindError { what, addr, source })
}

/// SDKs take one `host:port` for both protocols, so a free port must be free in both.
async fn xray(ip: IpAddr, port: u16) -> Result<(UdpSocket, TcpListener), BindError> {
    const TRIES: usize = 16;
    let failed = |addr, source| BindError {
        what: "the X-Ray daemon",
        addr,
        source,
    };
    let mut tries = if port == 0 { TRIES } else { 1 };
    loop {
        tries -= 1;
        let asked = SocketAddr::new(ip, port);
        let listener = TcpListener::bind(asked)
            .await
            .map_err(|e| failed(asked, e))?;
        let addr = listener.local_addr().map_err(|e| failed(asked, e))?;
        match UdpSocket::bind(addr).await {
            Ok(socket) => return Ok((socket, listener)),
            Err(error) if tries == 0 => return Err(failed(addr, error)),
            Err(_) => {}
        }
    }
}
