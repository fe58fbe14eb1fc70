//! The ports of the local stack.

use std::net::{Ipv4Addr, SocketAddr};

use super::endpoints::StackAddrs;

/// The ports to listen on; 0 takes a free one.
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
    /// The ports that SDKs and the documentation of each service assume; 4570 is ours.
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
    /// A free port for each.
    pub const FREE: Self = Self {
        services: 0,
        otlp_http: 0,
        otlp_grpc: 0,
        xray: 0,
    };

    /// Where a stack with these ports listens when it is given no address.
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
