//! A program's own AWS credentials and region, next to the local stack's environment.
//!
//! The stack accepts any signature and stores none. So a program keeps its own credentials and
//! region, which its other AWS services need. Placeholders are set only if it has none.

use super::Ctx;
use crate::config::LOCAL_REGION;
use crate::error::Result;
use crate::model::{LOCAL_KEY, Names, Notice, StackHosts, local_environment};
use crate::providers::aws;

/// The source of a program's own credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OwnKeys {
    /// Environment variables, which can be passed on.
    Environment,
    /// A profile, or a role from the program's surroundings.
    Elsewhere,
    None,
}

/// The variables that get placeholders.
pub(crate) const STAND_IN: [&str; 2] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];
const REGIONS: [&str; 2] = ["AWS_REGION", "AWS_DEFAULT_REGION"];
/// Each of these makes the SDKs find credentials, or fail if the source has none.
const ROLES: [&str; 6] = [
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_EC2_METADATA_SERVICE_ENDPOINT",
];

/// The variables for the local stack, and the source of the program's credentials.
#[derive(Debug)]
pub(crate) struct LocalVariables {
    pub variables: Vec<(String, String)>,
    pub keys: OwnKeys,
}

impl Ctx {
    /// Returns the variables that point a program at the local stack and keep its own credentials
    /// and region. With `in_container`, the program cannot read this user's files.
    pub(crate) fn local_variables(
        &self,
        hosts: &StackHosts,
        names: &Names<'_>,
        in_container: bool,
    ) -> Result<LocalVariables> {
        self.config.check_aws_pair()?;
        let mut profile = aws::Profile::default();
        if !in_container {
            self.block_on(async {
                profile = aws::Profile::load().await?;
                Ok(())
            })?;
        }
        let keys = self.own_keys(&profile, in_container);
        let region = names.region.unwrap_or(LOCAL_REGION);
        let mut variables = local_environment(hosts, names, region);
        if keys != OwnKeys::None {
            variables.retain(|(name, _)| !STAND_IN.contains(&&**name));
        }
        let env = self.config.env();
        if self.config.said_region.is_none() {
            let own = REGIONS.iter().find_map(|name| env.get(name));
            if let Some(own) = own {
                // SDKs read different names for the region, so set both to the same value
                for (name, value) in &mut variables {
                    if REGIONS.contains(&&**name) {
                        env.get(name).unwrap_or(own).clone_into(value);
                    }
                }
            } else if names.region.is_none() && profile.has_region {
                variables.retain(|(name, _)| !REGIONS.contains(&&**name));
            }
        }
        Ok(LocalVariables { variables, keys })
    }

    /// Warns that the placeholders affect the program's other AWS services.
    pub(crate) fn warn_of_stand_ins(&self) {
        self.output.keep(Notice::warning(
            "no AWS credentials were found, so AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are set to `local`: the local stack accepts that, other AWS services do not",
        ));
    }

    fn own_keys(&self, profile: &aws::Profile, in_container: bool) -> OwnKeys {
        let env = self.config.env();
        if env.get(STAND_IN[0]).is_some_and(|key| key != LOCAL_KEY) {
            return OwnKeys::Environment;
        }
        let is_set = |name: &&str| env.get(name).is_some();
        if !in_container && (profile.has_credentials || ROLES.iter().any(is_set)) {
            return OwnKeys::Elsewhere;
        }
        OwnKeys::None
    }
}
