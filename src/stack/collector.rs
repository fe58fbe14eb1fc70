//! What a collector takes, without a key: OTLP over HTTP and gRPC, and the X-Ray daemon.

mod otlp_grpc;
mod otlp_http;
mod xray_daemon;

pub(super) use otlp_grpc::otlp_grpc;
pub(super) use otlp_http::otlp_http;
pub(super) use xray_daemon::{tcp as xray_tcp, udp as xray_udp};
