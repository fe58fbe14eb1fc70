//! The choices of the global flags.

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// How data is written to stdout.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Aligned columns on a terminal, tab-separated text in a pipe.
    #[default]
    Table,
    /// One JSON document.
    Json,
    /// One JSON document per line.
    Ndjson,
}

/// When to colour.
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

/// How times are written, and in which zone times without one are read.
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
