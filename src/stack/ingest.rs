//! Decoded requests → blocks in the store; shared by the collector ports and by the
//! services, which take the same data over other doors.

pub(crate) mod compaction;
pub mod otlp_json;
pub mod otlp_logs;
pub(crate) mod otlp_metrics;
pub(crate) mod secrets;
pub(crate) mod segments;
mod shapes;
pub mod spans;
pub(crate) mod utf8;
pub(crate) mod value;
pub(crate) mod walk;
mod wire;

pub use wire::Malformed;
