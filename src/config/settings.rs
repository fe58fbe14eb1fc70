//! `cruddur-obs.toml`: what a project writes down once. Unknown keys are errors.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::model::{Target, TimeStyle};

/// The whole file.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    pub target: Option<Target>,
    pub region: Option<String>,
    pub aws_profile: Option<String>,
    pub time: Option<TimeStyle>,
    /// The service's name in its traces (`OTEL_SERVICE_NAME`, the X-Ray recorder's name).
    pub service: Option<String>,
    pub xray: XraySettings,
    pub logs: LogsSettings,
    pub honeycomb: HoneycombSettings,
    pub rollbar: RollbarSettings,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct XraySettings {
    pub group: Option<String>,
    pub filter: Option<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LogsSettings {
    pub group: Option<String>,
    pub retention_days: Option<u32>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HoneycombSettings {
    pub api_url: Option<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RollbarSettings {
    pub api_url: Option<String>,
    pub environment: Option<String>,
}

/// The service that the course's backend reports as.
pub const DEFAULT_SERVICE: &str = "backend-flask";

impl Settings {
    pub(super) fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|error| {
            Error::usage(format!(
                "cannot read the settings file `{}`",
                path.display()
            ))
            .caused_by(error)
        })?;
        toml::from_str(&text).map_err(|error| {
            Error::usage(format!("`{}` is not valid", path.display())).caused_by(error)
        })
    }

    pub fn service(&self) -> &str {
        self.service.as_deref().unwrap_or(DEFAULT_SERVICE)
    }

    /// The X-Ray group's name.
    pub fn xray_group(&self) -> &str {
        self.xray.group.as_deref().unwrap_or("Cruddur")
    }

    /// The X-Ray group's filter expression.
    pub fn xray_filter(&self) -> String {
        self.xray
            .filter
            .clone()
            .unwrap_or_else(|| format!("service(\"{}\")", self.service()))
    }

    /// The environment that errors are reported in.
    pub fn rollbar_environment(&self) -> &str {
        self.rollbar.environment.as_deref().unwrap_or("production")
    }

    /// The log group that the backend writes to.
    pub fn log_group(&self) -> &str {
        self.logs.group.as_deref().unwrap_or("cruddur")
    }
}
