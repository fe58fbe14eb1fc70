//! The cloud services, as configured by the environment, the project's settings file and the user's
//! own. Never consults the local stack.

use super::Config;
use super::address::{HONEYCOMB, ROLLBAR, Vendor, address};
use crate::error::{Error, Result};
use crate::model::{AwsAccess, HttpAccess, LOCAL_KEY, check_endpoint_url};

/// An address and where it was set.
struct Found {
    url: String,
    /// `None` for the service's own default.
    source: Option<String>,
}

/// The variables for the address of Honeycomb's API: the one that Honeycomb's own programs read,
/// and the one that earlier versions of this program read.
const HONEYCOMB_URLS: [&str; 2] = ["HONEYCOMB_API_ENDPOINT", "HONEYCOMB_API_URL"];
const ROLLBAR_URLS: [&str; 1] = ["ROLLBAR_API_URL"];
const AWS_KEYS: [&str; 3] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
];

impl Config {
    /// Returns the SDK's default chain.
    ///
    /// # Errors
    /// Returns a usage error for an invalid key or address in the environment.
    pub(crate) fn cloud_aws(&self) -> Result<AwsAccess> {
        self.check_aws_endpoints()?;
        // the SDK reads them itself, and does not trim them
        if self.aws_profile.is_none() {
            for name in AWS_KEYS {
                let Some(text) = self.env.get(name) else {
                    continue;
                };
                self.env.key(name)?;
                if text.trim() != text {
                    return Err(Error::usage(format!(
                        "invalid {name}: there is a space or a line break before or after the key"
                    ))
                    .hint(format!("set {name} to the key only, on one line")));
                }
            }
            self.check_aws_pair()?;
        }
        Ok(AwsAccess::Chain {
            profile: self.aws_profile.clone(),
            region: self.region.clone(),
        })
    }

    /// Checks that the environment has both the key id and the secret. With only one of them, the
    /// SDKs would fail at the first call.
    ///
    /// # Errors
    /// Returns a usage error that names the missing variable.
    pub(crate) fn check_aws_pair(&self) -> Result<()> {
        let [id, secret] = [AWS_KEYS[0], AWS_KEYS[1]];
        let own = |name| {
            let value = self.env.get(name).unwrap_or_default().trim();
            !value.is_empty() && value != LOCAL_KEY
        };
        let (set, other) = match (own(id), own(secret)) {
            (true, false) => (id, secret),
            (false, true) => (secret, id),
            _ => return Ok(()),
        };
        let how = match self.env.get(other) {
            Some(text) if !text.trim().is_empty() => format!("is `{LOCAL_KEY}`, the local stack's"),
            _ => "is not".to_owned(),
        };
        Err(Error::usage(format!(
            "{set} is set and {other} {how}: expected both or neither"
        ))
        .hint(format!("set {other} as well, or run `unset {set}`")))
    }

    /// Checks the addresses that the SDK reads from the environment.
    ///
    /// # Errors
    /// Returns a usage error that names the variable without its value.
    pub(crate) fn check_aws_endpoints(&self) -> Result<()> {
        if self.ignores_aws_endpoints() {
            return Ok(());
        }
        let all = self.env.iter();
        for (name, text) in all.filter(|(name, _)| name.starts_with("AWS_ENDPOINT_URL")) {
            check_endpoint_url(text).map_err(|why| {
                Error::usage(format!("invalid {name}: {why}"))
                    .hint(format!("correct {name} or unset it"))
            })?;
        }
        Ok(())
    }

    /// Whether the SDK ignores the addresses in the environment and the profile.
    pub(crate) fn ignores_aws_endpoints(&self) -> bool {
        let ignored = self.env.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS");
        ignored.is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// Returns how to reach Honeycomb, or a proxy for it.
    ///
    /// # Errors
    /// Returns a usage error for an invalid address or key.
    pub(crate) fn cloud_honeycomb(&self) -> Result<HttpAccess> {
        let found = self.address(
            &HONEYCOMB_URLS,
            &HONEYCOMB,
            self.settings.honeycomb.api_url.as_deref(),
            self.user.honeycomb.api_url.as_deref(),
            "https://api.honeycomb.io",
        )?;
        let key = self.env.key("HONEYCOMB_API_KEY")?;
        Ok(HttpAccess {
            key: key.clone(),
            write_key: key,
            key_source: "HONEYCOMB_API_KEY in the environment".to_owned(),
            ..access(found, &HONEYCOMB, "Honeycomb")
        })
    }

    /// Returns the address of Honeycomb from the environment, if set.
    ///
    /// # Errors
    /// Returns a usage error if it is invalid.
    pub(crate) fn honeycomb_of_environment(&self) -> Result<Option<String>> {
        Ok(self
            .variable(&HONEYCOMB_URLS, &HONEYCOMB)?
            .map(|found| found.url))
    }

    /// Returns how to reach Rollbar, or a proxy for it.
    ///
    /// # Errors
    /// Returns a usage error for an invalid address or token.
    pub(crate) fn cloud_rollbar(&self) -> Result<HttpAccess> {
        let found = self.address(
            &ROLLBAR_URLS,
            &ROLLBAR,
            self.settings.rollbar.api_url.as_deref(),
            self.user.rollbar.api_url.as_deref(),
            "https://api.rollbar.com/api/1",
        )?;
        let token = self.env.key("ROLLBAR_ACCESS_TOKEN")?;
        Ok(HttpAccess {
            key: self.env.key("ROLLBAR_READ_TOKEN")?.or_else(|| token.clone()),
            write_key: self.env.key("ROLLBAR_WRITE_TOKEN")?.or(token),
            key_source:
                "ROLLBAR_READ_TOKEN, ROLLBAR_WRITE_TOKEN and ROLLBAR_ACCESS_TOKEN in the environment"
                    .to_owned(),
            ..access(found, &ROLLBAR, "Rollbar")
        })
    }

    /// Returns the address set by these variables; an error if they differ.
    fn variable(&self, variables: &[&str], vendor: &Vendor) -> Result<Option<Found>> {
        let set = variables.iter().filter_map(|name| {
            let text = self.env.get(name)?.trim();
            (!text.is_empty()).then_some((*name, text))
        });
        let mut chosen: Option<Found> = None;
        for (name, text) in set {
            let url = address(text, vendor).map_err(|why| {
                Error::usage(format!("invalid {name}: {why}"))
                    .hint(format!("correct {name} or unset it"))
            })?;
            match &chosen {
                None => {
                    let source = Some(name.to_owned());
                    chosen = Some(Found { url, source });
                }
                Some(first) if first.url == url => {}
                Some(first) => {
                    let other = first.source.as_deref().unwrap_or_default();
                    return Err(Error::usage(format!(
                        "{other} is `{}` and {name} is `{url}`: expected one address",
                        first.url
                    ))
                    .hint(format!("unset one of them: `unset {name}`")));
                }
            }
        }
        Ok(chosen)
    }

    /// Returns the address from the environment, the project's file, the user's file or the
    /// default, in this order of precedence.
    fn address(
        &self,
        variables: &[&str],
        vendor: &Vendor,
        project: Option<&str>,
        user: Option<&str>,
        default: &str,
    ) -> Result<Found> {
        if let Some(chosen) = self.variable(variables, vendor)? {
            return Ok(chosen);
        }
        let in_file = |url: &str, source: &str| Found {
            // already checked when the file was read
            url: address(url, vendor).unwrap_or_else(|_| url.to_owned()),
            source: Some(source.to_owned()),
        };
        Ok(match (project, user) {
            (Some(url), _) => in_file(url, "api_url in the settings file"),
            (None, Some(url)) => in_file(url, "api_url in your own settings file"),
            (None, None) => Found {
                url: default.to_owned(),
                source: None,
            },
        })
    }
}

/// Returns the access to an address, still without keys.
fn access(found: Found, vendor: &Vendor, name: &str) -> HttpAccess {
    let of_vendor = vendor.has(&found.url);
    HttpAccess {
        place: if of_vendor {
            name.to_owned()
        } else {
            // without the path, which may be private
            found.url.split('/').take(3).collect::<Vec<_>>().join("/")
        },
        url_source: found.source.filter(|_| !of_vendor),
        url: found.url,
        key: None,
        write_key: None,
        key_source: String::new(),
        local: false,
    }
}
