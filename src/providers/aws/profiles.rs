//! The profiles of `~/.aws/config` and `~/.aws/credentials`.

use std::borrow::Cow;

use aws_config::profile;
use aws_runtime::env_config::file::EnvConfigFiles;
use aws_runtime::env_config::section::EnvConfigSections;
use aws_types::os_shim_internal::{Env, Fs};

use crate::error::{Error, Result};
use crate::model::{LOCAL_KEY, close_names, shell_word};

/// Refuses a profile that is in none of the files: the SDK would pass it over and look for
/// the role of the machine. What the files hold is given back.
///
/// # Errors
/// Usage, with the names of the profiles that there are.
pub(super) async fn check(chosen: Option<&str>) -> Result<EnvConfigSections> {
    let name = chosen.map(|name| Cow::Owned(name.to_owned()));
    // the files that AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name, or those of ~/.aws
    let files = EnvConfigFiles::default();
    let profiles = profile::load(&Fs::real(), &Env::real(), &files, name).await;
    let profiles = profiles.map_err(|error| {
        Error::usage("cannot read the AWS profiles")
            .caused_by(error)
            .hint("run `aws configure list` to see what the AWS CLI makes of the same files")
    })?;
    let name = profiles.selected_profile();
    let implied = chosen.is_none() && name == "default";
    if implied || profiles.get_profile(name).is_some() {
        return Ok(profiles);
    }
    let mut known: Vec<&str> = profiles.profiles().collect();
    known.sort_unstable();
    Err(unknown(name, &known, chosen.is_none()))
}

/// Refuses a profile whose keys are the local stack's.
///
/// # Errors
/// Unauthorised, when they would be used.
pub(super) fn refuse_local_key(sections: &EnvConfigSections, chosen: Option<&str>) -> Result<()> {
    let is_local = |key: &str| {
        let value = sections.get(key);
        value.is_some_and(|value| value.trim() == LOCAL_KEY)
    };
    if !is_local("aws_access_key_id") && !is_local("aws_secret_access_key") {
        return Ok(());
    }
    if chosen.is_none() && has_keys_in_environment() {
        return Ok(());
    }
    let name = sections.selected_profile();
    Err(Error::unauthorised(format!(
        "the AWS profile `{name}` has the local stack's keys, not the cloud's"
    ))
    .hint(format!(
        "`aws configure --profile {}` gives it others; or use the local stack: `--target local`",
        shell_word(name)
    )))
}

/// Refuses a profile that has a key id without its secret, or the reverse, and nothing else
/// that gives credentials: the SDK would fail with the first call.
///
/// # Errors
/// Usage, when it would be used.
pub(super) fn refuse_half_pair(sections: &EnvConfigSections, chosen: Option<&str>) -> Result<()> {
    let has = |key: &str| {
        let value = sections.get(key);
        value.is_some_and(|value| !value.trim().is_empty())
    };
    let [id, secret] = ["aws_access_key_id", "aws_secret_access_key"];
    let (there, missing) = match (has(id), has(secret)) {
        (true, false) => (id, secret),
        (false, true) => (secret, id),
        _ => return Ok(()),
    };
    let from_elsewhere = CREDENTIALS
        .iter()
        .filter(|key| **key != id)
        .any(|key| has(key));
    if from_elsewhere || (chosen.is_none() && has_keys_in_environment()) {
        return Ok(());
    }
    let name = sections.selected_profile();
    Err(Error::usage(format!(
        "the AWS profile `{name}` has `{there}` but no `{missing}`"
    ))
    .hint(format!(
        "run `aws configure --profile {}` to give it both",
        shell_word(name)
    )))
}

/// Keys in the environment come before those of a profile that nobody asked for.
fn has_keys_in_environment() -> bool {
    let key = Env::real().get("AWS_ACCESS_KEY_ID").unwrap_or_default();
    !key.is_empty()
}

fn unknown(name: &str, known: &[&str], from_environment: bool) -> Error {
    let source = if from_environment {
        " (AWS_PROFILE)"
    } else {
        ""
    };
    let error = Error::usage(format!("there is no AWS profile `{name}`{source}"));
    let near = close_names(name, known.iter().copied());
    let error = match near.first() {
        Some(near) => error.hint(format!(
            "did you mean `--aws-profile {}`?",
            shell_word(near)
        )),
        None => error,
    };
    let names: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    error.hint(match &names[..] {
        [] => format!(
            "~/.aws/config and ~/.aws/credentials have none: `aws configure --profile {}` or `aws configure sso` makes one",
            shell_word(name)
        ),
        names => format!(
            "~/.aws/config and ~/.aws/credentials have {}",
            names.join(", ")
        ),
    })
}

/// What the chosen profile, or the default one, has for programs.
#[derive(Debug, Default)]
pub struct Profile {
    pub has_credentials: bool,
    pub has_region: bool,
}

/// Any of these makes a profile give credentials, directly or by asking for them.
const CREDENTIALS: [&str; 8] = [
    "aws_access_key_id",
    "role_arn",
    "source_profile",
    "credential_process",
    "credential_source",
    "web_identity_token_file",
    "sso_session",
    "sso_start_url",
];

impl Profile {
    /// By the files that AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name, or those of
    /// ~/.aws. Files that cannot be read have nothing for anybody.
    ///
    /// # Errors
    /// Usage, when half a pair of keys would be taken for credentials.
    pub async fn load() -> Result<Self> {
        let files = EnvConfigFiles::default();
        let Ok(profiles) = profile::load(&Fs::real(), &Env::real(), &files, None).await else {
            return Ok(Self::default());
        };
        refuse_half_pair(&profiles, None)?;
        let has = |key: &str| profiles.get(key).is_some_and(|value| !value.is_empty());
        Ok(Self {
            has_credentials: CREDENTIALS
                .iter()
                .chain(&["login_session"])
                .any(|key| has(key)),
            has_region: has("region"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_profiles_that_there_are_are_named() {
        let told = |known: &[&str]| format!("{:?}", unknown("stagging", known, false).hints());
        let hints = told(&["default", "prod", "staging"]);
        assert!(hints.contains("`--aws-profile staging`"), "{hints}");
        assert!(hints.contains("`default`, `prod`, `staging`"), "{hints}");
        let hints = told(&[]);
        assert!(
            hints.contains("aws configure --profile stagging"),
            "{hints}"
        );
        let error = unknown("x", &[], true);
        assert_eq!(
            error.to_string(),
            "there is no AWS profile `x` (AWS_PROFILE)"
        );
    }
}
