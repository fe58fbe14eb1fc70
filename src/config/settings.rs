//! `cruddur-obs.toml`: the settings of a project. Unknown keys are errors.

use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::checks;
use crate::error::{Error, Result};
use crate::model::{ByteSize, Target, TimeStyle};

/// The whole file.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table")]
pub(crate) struct Settings {
    pub target: Option<Target>,
    #[serde(deserialize_with = "checks::region")]
    pub region: Option<String>,
    #[serde(deserialize_with = "checks::name")]
    pub aws_profile: Option<String>,
    pub time: Option<TimeStyle>,
    /// The service's name in traces (`OTEL_SERVICE_NAME`, the X-Ray recorder's name).
    #[serde(deserialize_with = "checks::name")]
    pub service: Option<String>,
    pub xray: XraySettings,
    pub logs: LogsSettings,
    pub honeycomb: HoneycombSettings,
    pub rollbar: RollbarSettings,
    pub local: LocalSettings,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table")]
pub(crate) struct XraySettings {
    #[serde(deserialize_with = "checks::xray_group")]
    pub group: Option<String>,
    #[serde(deserialize_with = "checks::filter")]
    pub filter: Option<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table")]
pub(crate) struct LogsSettings {
    #[serde(deserialize_with = "checks::log_group")]
    pub group: Option<String>,
    #[serde(deserialize_with = "checks::retention")]
    pub retention_days: Option<u32>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table")]
pub(crate) struct HoneycombSettings {
    #[serde(deserialize_with = "checks::honeycomb_url")]
    pub api_url: Option<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table")]
pub(crate) struct RollbarSettings {
    #[serde(deserialize_with = "checks::rollbar_url")]
    pub api_url: Option<String>,
    #[serde(deserialize_with = "checks::name")]
    pub environment: Option<String>,
}

/// Settings of the local stack.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table")]
pub(crate) struct LocalSettings {
    #[serde(deserialize_with = "checks::store_size")]
    pub max_size: Option<ByteSize>,
}

/// The service name of the course's backend.
pub(crate) const DEFAULT_SERVICE: &str = "backend-flask";

/// An address in the user's own file; see [`UserSettings`](super::UserSettings).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table")]
pub(crate) struct UserHoneycomb {
    #[serde(deserialize_with = "checks::honeycomb_address")]
    pub api_url: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table")]
pub(crate) struct UserRollbar {
    #[serde(deserialize_with = "checks::rollbar_address")]
    pub api_url: Option<String>,
}

/// Parses a settings file. Errors name the line.
pub(super) fn located<T: DeserializeOwned>(path: &Path, text: &str) -> Result<T> {
    toml::from_str(text).map_err(|error| {
        let line = error
            .span()
            .map(|at| text[..at.start].matches('\n').count() + 1);
        let place = match line {
            Some(line) => format!("{}:{line}", path.display()),
            None => path.display().to_string(),
        };
        Error::usage(format!("`{place}` is not valid")).caused_by(error)
    })
}

impl Settings {
    pub(crate) fn service(&self) -> &str {
        self.service.as_deref().unwrap_or(DEFAULT_SERVICE)
    }

    /// The name of the X-Ray group.
    pub(crate) fn xray_group(&self) -> &str {
        self.xray.group.as_deref().unwrap_or("Cruddur")
    }

    /// The filter expression of the X-Ray group.
    pub(crate) fn xray_filter(&self) -> String {
        self.xray
            .filter
            .clone()
            .unwrap_or_else(|| format!("service(\"{}\")", self.service()))
    }

    /// The Rollbar environment in which errors are reported.
    pub(crate) fn rollbar_environment(&self) -> &str {
        self.rollbar.environment.as_deref().unwrap_or("production")
    }

    /// The backend's log group.
    pub(crate) fn log_group(&self) -> &str {
        self.logs.group.as_deref().unwrap_or("cruddur")
    }
}
