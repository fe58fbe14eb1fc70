//! Turns model values into bytes. Only this module and `main` print.

mod column_widths;
mod csv;
mod diff;
mod hint;
mod jq;
mod log_bounds;
mod log_fields;
mod log_format;
mod log_level;
mod log_line;
mod log_message;
mod otlp_record;
mod output;
mod progress;
mod prompt;
mod screen;
mod service_map;
mod table;
mod tree;
mod units;
mod usage;
mod waterfall;
mod width;
mod wrap;

pub use diff::diff;
pub use log_fields::FieldPath;
pub use log_format::{LogFormat, LogFormatError, LogStyle, Template};
pub use log_line::{Layout, LogLine, STREAM_ROOM};
pub use log_message::message_tone;
pub use otlp_record::OtlpRecord;
pub use output::{
    Output, Settings, Stream, bytes, help, report, stdout_closed, stdout_is_terminal,
};
pub use progress::{Progress, Walk};
pub use prompt::{agree, ask, ask_secret, can_ask, confirm};
pub use screen::{Screen, Tone};
pub use table::{Align, Table, View};
pub use units::{duration_ms, size, time_cell, trace_id_cell};
pub use usage::printable;
pub use waterfall::waterfall;
pub use width::{columns, fit, fit_name, pad, pad_left};
