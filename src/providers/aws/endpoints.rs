//! The addresses that the environment or a profile names in the place of AWS's own.
//!
//! A profile's `[services …]` section names each service as the documentation of the AWS
//! SDKs has it, such as `cloudwatch_logs`. The SDK for Rust looks for `cloudwatch-logs`,
//! passes over the rest and would go to AWS itself: keys that are meant for another
//! address would be sent there.

use aws_config::SdkConfig;
use aws_runtime::env_config::EnvConfigValue;
use aws_runtime::env_config::property::PropertiesKey;
use aws_runtime::env_config::section::EnvConfigSections;
use aws_types::os_shim_internal::Env;
use aws_types::service_config::{LoadServiceConfig, ServiceConfigKey};

use crate::error::{Error, Result};
use crate::model::check_endpoint_url;

const VARIABLE: &str = "AWS_ENDPOINT_URL";
const KEY: &str = "endpoint_url";
/// The key of a profile that names its section of services, and what the section is called.
const SECTION: &str = "services";

/// The services that are called, and those that the credentials may come from, by the ids
/// that their own settings go by.
pub(super) const SERVICES: [&str; 5] = ["CloudWatch Logs", "XRay", "STS", "SSO", "SSO OIDC"];

/// The address of a service where the environment or the profile names one, as the SDK's
/// client of it would find it.
pub(super) fn endpoint_of(config: &SdkConfig, id: &str) -> Option<String> {
    let key = key_of(id)?;
    let of_service = config.service_config()?.load_config(key);
    of_service.or_else(|| config.endpoint_url().map(str::to_owned))
}

fn key_of(id: &str) -> Option<ServiceConfigKey<'_>> {
    let key = ServiceConfigKey::builder().service_id(id);
    key.env(VARIABLE).profile(KEY).build().ok()
}

/// Checks the addresses in the chosen profile before anything is sent to one.
///
/// # Errors
/// Usage, with the key and without its text.
pub(super) fn check(sections: &EnvConfigSections) -> Result<()> {
    if is_ignored(sections) {
        return Ok(());
    }
    let refused = |what: &str, why: &str| {
        Error::usage(format!("invalid {what} in the AWS profile: {why}"))
            .hint("correct it in ~/.aws/config or remove it")
    };
    if let Some(url) = sections.get(KEY) {
        check_endpoint_url(url).map_err(|why| refused("`endpoint_url`", why))?;
    }
    for id in SERVICES {
        // the SDK takes an empty variable for an address
        if let Some(Err(why)) = of_environment(id).as_deref().map(check_endpoint_url) {
            let told = format!("invalid AWS_ENDPOINT_URL variable: {why}");
            return Err(Error::usage(told).hint("correct it or unset it"));
        }
        for name in [documented(id), of_sdk(id)] {
            if let Some(url) = in_services(sections, &name) {
                let what = format!("`endpoint_url` of `{name}`");
                check_endpoint_url(url).map_err(|why| refused(&what, why))?;
            }
        }
    }
    // the providers of credentials cannot be given another reading
    let id = "SSO OIDC";
    let named = in_services(sections, &documented(id)).is_some();
    if named && in_services(sections, &of_sdk(id)).is_none() && of_environment(id).is_none() {
        return Err(Error::usage(format!(
            "`{}` in the AWS profile's services has no effect here: its address would not be called",
            documented(id)
        ))
        .hint(format!("write it as `{}` as well", of_sdk(id))));
    }
    Ok(())
}

/// The same configuration, with the addresses of services as they are documented.
pub(super) fn as_documented(config: SdkConfig, sections: EnvConfigSections) -> SdkConfig {
    if is_ignored(&sections) {
        return config;
    }
    let documented = Documented {
        sdk: config.clone(),
        sections,
    };
    config.into_builder().service_config(documented).build()
}

/// What the SDK finds, and before it the addresses that it does not look for.
#[derive(Debug)]
struct Documented {
    sdk: SdkConfig,
    sections: EnvConfigSections,
}

impl LoadServiceConfig for Documented {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        let id = key.service_id();
        if key.env() == VARIABLE && of_environment(id).is_none() {
            let named = in_services(&self.sections, &documented(id));
            if let Some(url) = named {
                return Some(url.to_owned());
            }
        }
        self.sdk.service_config()?.load_config(key)
    }
}

/// A variable wins over the profile, and the service's own over that of all.
fn of_environment(id: &str) -> Option<String> {
    let value = EnvConfigValue::new().env(VARIABLE).service_id(id);
    Some(value.load(&Env::real(), None)?.0.into_owned())
}

fn in_services<'a>(sections: &'a EnvConfigSections, name: &str) -> Option<&'a str> {
    let key = PropertiesKey::builder()
        .section_key(SECTION)
        .section_name(sections.get(SECTION)?)
        .property_name(name)
        .sub_property_name(KEY);
    let key = key.build().ok()?;
    sections.other_sections().get(&key).map(String::as_str)
}

fn is_ignored(sections: &EnvConfigSections) -> bool {
    let value = EnvConfigValue::new()
        .env("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
        .profile("ignore_configured_endpoint_urls");
    let env = Env::real();
    let found = value.load(&env, Some(sections));
    found.is_some_and(|(text, _)| text.eq_ignore_ascii_case("true"))
}

/// Such as `cloudwatch_logs`.
fn documented(id: &str) -> String {
    id.to_lowercase().replace(' ', "_")
}

/// Such as `cloudwatch-logs`.
fn of_sdk(id: &str) -> String {
    id.to_lowercase().replace(' ', "-")
}
