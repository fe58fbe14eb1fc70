//! Names of regions: what cannot be one, and what was probably meant.

use crate::error::{Error, Result};
use crate::model::{close_names, is_region};

/// The regions of the AWS General Reference ("Regions and endpoints"). Only for
/// suggestions: a region that is not here may be a new one.
const KNOWN: &[&str] = &[
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "cn-north-1",
    "cn-northwest-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-west-1",
    "us-west-2",
];

/// Refuses what has not the form of a region, before anything is sent.
pub(crate) fn check(region: &str) -> Result<()> {
    if is_region(region) {
        return Ok(());
    }
    Err(Error::usage(format!("unknown AWS region `{region}`")).hint(hint(region)))
}

/// What to try instead of `region`.
pub(super) fn hint(region: &str) -> String {
    if KNOWN.contains(&region) {
        return "check the network, and the proxy in HTTPS_PROXY if there is one".to_owned();
    }
    match close_names(region, KNOWN.iter().copied()).first() {
        Some(near) => format!("did you mean `--region {near}`?"),
        None => "use `--region` with a name such as `eu-central-1`".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_is_checked_and_the_list_only_suggests() {
        for region in KNOWN.iter().chain(&["us-iso-east-1"]) {
            assert!(check(region).is_ok(), "{region}");
        }
        assert!(check("mars").is_err());
        assert!(hint("eu-centrl-1").contains("--region eu-central-1"));
    }
}
