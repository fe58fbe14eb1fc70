//! The ports of the local stack.

use std::net::{Ipv4Addr, SocketAddr};

use super::endpoints::StackAddrs;

/// The ports to listen on; 0 picks a free one.
#[derive(Debug, Clone, Copy)]
pub struct Ports {
    /// AWS, Honeycomb and Rollbar APIs.
    pub services: u16,
    /// OTLP/HTTP.
    pub otlp_http: u16,
    /// OTLP/gRPC.
    pub otlp_grpc: u16,
    /// The X-Ray daemon, UDP and TCP.
    pub xray: u16,
}

impl Default for Ports {
    /// The default ports of the services' SDKs and documentation, and 4570 for the services port.
    fn default() -> Self {
        Self {
            services: 4570,
            otlp_http: 4318,
            otlp_grpc: 4317,
            xray: 2000,
        }
    }
}

impl Ports {
    /// Picks a free port for each.
    pub const FREE: Self = Self {
        services: 0,
        otlp_http: 0,
        otlp_grpc: 0,
        xray: 0,
    };

    /// The addresses of a stack that listens on these ports of loopback.
    pub fn on_loopback(self) -> StackAddrs {
        let at = |port: u16| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        StackAddrs {
            services: at(self.services),
            otlp_http: at(self.otlp_http),
            otlp_grpc: at(self.otlp_grpc),
            xray_udp: at(self.xray),
            xray_tcp: at(self.xray),
        }
    }
}
