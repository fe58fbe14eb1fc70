//! Values of the global flags.

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// The output format.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Aligned columns on a terminal, tab-separated text in a pipe.
    #[default]
    Table,
    /// One JSON document.
    Json,
    /// One JSON document per line.
    Ndjson,
    /// Comma-separated values with a header (RFC 4180).
    Csv,
}

/// When to use color.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    /// Also in a pipe.
    Always,
    /// Not even on a terminal.
    Never,
}

/// How times are printed, and the zone assumed for times without one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TimeStyle {
    /// Time of day in this machine's zone.
    Local,
    /// Time of day in UTC.
    Utc,
    /// `2m ago`; local dates for times older than a day.
    #[default]
    Relative,
}
