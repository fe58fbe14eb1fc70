//! The version of this build.

use std::fmt::{self, Display, Formatter};
use std::sync::LazyLock;

/// The version of the local stack's database. Each migration increments it. A binary opens all
/// earlier formats and refuses later ones.
pub const STORE_FORMAT: u32 = 2;

/// `0.1.0 (3f2a1bc4d, store format 2)`, without the commit if that is unknown.
#[derive(Debug, Clone, Copy)]
pub struct Version;

impl Version {
    pub const NUMBER: &'static str = env!("CARGO_PKG_VERSION");

    pub fn text() -> &'static str {
        static TEXT: LazyLock<String> = LazyLock::new(|| Version.to_string());
        &TEXT
    }

    /// The commit of this build.
    pub fn commit() -> Option<&'static str> {
        Some(env!("CRUDDUR_OBS_COMMIT")).filter(|commit| !commit.is_empty())
    }
}

impl Display for Version {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} (", Self::NUMBER)?;
        if let Some(commit) = Self::commit() {
            write!(f, "{commit}, ")?;
        }
        write!(f, "store format {STORE_FORMAT})")
    }
}
