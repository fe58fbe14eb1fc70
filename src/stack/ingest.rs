//! Decoded requests → blocks in the store; shared by the collector ports and by the
//! services, which take the same data over other doors.

pub mod compaction;
pub mod otlp_json;
pub mod otlp_logs;
pub mod otlp_metrics;
pub mod secrets;
pub mod segments;
mod shapes;
pub mod spans;
pub mod utf8;
pub mod value;
pub mod walk;
mod wire;

pub use wire::Malformed;
