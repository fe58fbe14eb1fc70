//! Places that keep the environment of a project's programs: `.env` files and Gitpod.

use std::collections::BTreeMap;
use std::path::Path;

use secrecy::SecretString;

use crate::error::Result;
use crate::model::Variable;

mod dotenv;
mod git;
mod gitpod;
mod link;

pub(crate) use dotenv::Dotenv;
pub(crate) use gitpod::Gitpod;
pub(crate) use link::{Destination, Link};

/// A place that keeps an environment.
pub(crate) trait EnvTarget {
    /// For people: `.env`, `Gitpod`.
    fn name(&self) -> &'static str;

    /// The file that it is, if it is one.
    fn destination(&self) -> Option<&Destination>;

    /// The name of that file in the project's folder, before a link is followed. Secrets are
    /// written only if no other user can change or replace what it names.
    fn private_file(&self) -> Option<&Path>;

    /// What it has now.
    ///
    /// # Errors
    /// When the place cannot be read, or has something that cannot be edited safely.
    fn current(&self) -> Result<BTreeMap<String, SecretString>>;

    /// Refuses what the place cannot hold, or what must not be put there, before
    /// anything is written.
    fn check(&self, variables: &[Variable]) -> Result<()>;

    /// Sets these, takes those away, and leaves the others as they are.
    fn set(&self, variables: &[Variable], unset: &[String]) -> Result<()>;
}
