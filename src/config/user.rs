//! `$XDG_CONFIG_HOME/cruddur-obs/config.toml`: a user's settings for all projects, including those
//! that a project must not set.

use std::fs;
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::Error as _;
use toml::Spanned;

use super::settings::{UserHoneycomb, UserRollbar, located};
use super::trust::Trusted;
use super::{Environment, FILE_NAME};
use crate::error::{Error, Hint, Result, ResultExt as _};
use crate::runtime;

/// The whole file. Unknown keys are errors.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table")]
pub(crate) struct UserSettings {
    /// Folders whose `cruddur-obs.toml` is trusted, whoever wrote it.
    #[serde(deserialize_with = "folders")]
    trusted: Vec<PathBuf>,
    pub honeycomb: UserHoneycomb,
    pub rollbar: UserRollbar,
}

/// The position of the array of trusted folders in the text.
#[derive(Debug, Deserialize)]
struct Written {
    trusted: Option<Spanned<Vec<String>>>,
}

/// The result of trusting a folder.
#[derive(Debug, Clone)]
pub(crate) struct Trust {
    /// The settings file that is now used.
    pub file: PathBuf,
    /// The file in which the folder is listed.
    pub listed_in: PathBuf,
    /// Whether it was already listed.
    pub already: bool,
}

fn folders<'de, D: serde::Deserializer<'de>>(value: D) -> Result<Vec<PathBuf>, D::Error> {
    let folders = Vec::<PathBuf>::deserialize(value)?;
    match folders.iter().find(|folder| folder.is_relative()) {
        None => Ok(folders),
        Some(folder) => Err(D::Error::custom(format!(
            "`{}` is not an absolute path",
            folder.display()
        ))),
    }
}

impl UserSettings {
    /// Reads the user's file, if it exists.
    pub(super) fn load(env: &Environment, trusted: &Trusted) -> Result<Self> {
        let Some(path) = path(env) else {
            return Ok(Self::default());
        };
        match fs::symlink_metadata(&path) {
            Err(error) if is_absent(&error) => Ok(Self::default()),
            _ => {
                let hint =
                    || Hint::from("move your settings to a folder that only you can write to");
                located(&path, &trusted.read(&path, hint)?)
            }
        }
    }

    /// Whether the user trusts the settings file in `folder`, whoever wrote it.
    pub(super) fn trusts(&self, folder: &Path) -> bool {
        let Ok(folder) = fs::canonicalize(folder) else {
            return false;
        };
        let same = |listed: &PathBuf| fs::canonicalize(listed).is_ok_and(|listed| listed == folder);
        self.trusted.iter().any(same)
    }
}

/// Adds a folder to `trusted` in the user's file, creating the file if needed. The rest of the file
/// is unchanged.
pub(crate) fn trust(env: &Environment, folder: &Path) -> Result<Trust> {
    let shown = folder.display();
    let folder =
        fs::canonicalize(folder).or_fail(|| format!("cannot find the folder `{shown}`"))?;
    let file = folder.join(FILE_NAME);
    if !file.is_file() {
        return Err(
            Error::not_found(format!("there is no `{}`", file.display()))
                .hint("run `cruddur-obs trust FOLDER` with the folder of the file"),
        );
    }
    let Some(name) = folder.to_str() else {
        return Err(
            Error::failed(format!("`{shown}` is not UTF-8")).hint("use `--config FILE` each time")
        );
    };
    let path = path(env).ok_or_else(|| {
        Error::failed("neither HOME nor XDG_CONFIG_HOME is set")
            .hint("set XDG_CONFIG_HOME to the folder for your settings")
    })?;
    let known = UserSettings::load(env, &Trusted::new(env))?;
    let trust = Trust {
        file,
        already: known.trusts(&folder),
        listed_in: path,
    };
    if trust.already {
        return Ok(trust);
    }
    let path = &trust.listed_in;
    let before = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if is_absent(&error) => String::new(),
        Err(error) => {
            return Err(Error::failed(format!("cannot read `{}`", path.display())).caused_by(error));
        }
    };
    let after = with_trusted(&before, name)
        .or_fail(|| format!("cannot add a folder to `{}`", path.display()))?;
    if let Some(parent) = path.parent() {
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(parent)
            .or_fail(|| format!("cannot create the folder `{}`", parent.display()))?;
    }
    // if the file is a link, write to its destination
    let real = fs::canonicalize(path).unwrap_or_else(|_| path.clone());
    runtime::write_private(&real, after.as_bytes())
        .or_fail(|| format!("cannot write `{}`", path.display()))?;
    Ok(trust)
}

/// Returns the settings file in the working directory or the nearest parent, the default of
/// `cruddur-obs trust`.
pub(crate) fn nearest_settings(working_dir: &Path) -> Option<PathBuf> {
    super::trust::nearest(working_dir, FILE_NAME)
}

/// Returns the hint for trusting the settings file at `path`.
pub(super) fn how_to_trust(path: &Path) -> Hint {
    let folder = path.parent().unwrap_or(path).to_string_lossy();
    Hint::run(["trust", &folder], "trust the settings of this folder")
}

/// Returns the text with one more trusted folder.
fn with_trusted(text: &str, folder: &str) -> std::result::Result<String, toml::de::Error> {
    let entry = toml::Value::from(folder);
    let found: Written = toml::from_str(text)?;
    let new = match found.trusted {
        // top-level keys must precede all tables
        None => format!("trusted = [{entry}]\n{text}"),
        Some(list) => {
            let first = list.span().start + 1;
            let comma = if list.get_ref().is_empty() { "" } else { ", " };
            format!("{}{entry}{comma}{}", &text[..first], &text[first..])
        }
    };
    toml::from_str::<UserSettings>(&new).map(|_| new)
}

fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// Returns `None` without a home folder. Ignores a relative XDG_CONFIG_HOME (XDG Base Directory).
fn path(env: &Environment) -> Option<PathBuf> {
    let configured = env.get("XDG_CONFIG_HOME").map(PathBuf::from);
    let configured = configured.filter(|path| path.is_absolute());
    let folder = match configured {
        Some(folder) => folder,
        None => Path::new(env.get("HOME")?).join(".config"),
    };
    Some(folder.join("cruddur-obs/config.toml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_added_and_the_rest_stays() {
        let cases = [
            ("", "trusted = [\"/a b\"]\n"),
            ("trusted = []\n", "trusted = [\"/a b\"]\n"),
            (
                "# mine\ntrusted = [ # some\n  \"/x\",\n]\n[rollbar]\n",
                "# mine\ntrusted = [\"/a b\",  # some\n  \"/x\",\n]\n[rollbar]\n",
            ),
            (
                "[honeycomb]\napi_url = \"https://h.example\"",
                "trusted = [\"/a b\"]\n[honeycomb]\napi_url = \"https://h.example\"",
            ),
        ];
        for (before, after) in cases {
            assert_eq!(with_trusted(before, "/a b").unwrap(), after);
        }
        let odd = "/it's \"x\" \\ $HOME";
        let text = with_trusted("trusted = ['/y']", odd).unwrap();
        let read: UserSettings = toml::from_str(&text).unwrap();
        assert_eq!(read.trusted, [Path::new(odd), Path::new("/y")]);
    }
}
