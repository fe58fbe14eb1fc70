//! What a collector takes, without a key: OTLP over HTTP and gRPC, and the X-Ray daemon.

mod otlp_grpc;
mod otlp_http;
mod xray_daemon;

pub use otlp_grpc::otlp_grpc;
pub use otlp_http::otlp_http;
pub use xray_daemon::{tcp as xray_tcp, udp as xray_udp};
