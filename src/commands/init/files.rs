//! Files that are written in one step, and never over something else in silence.

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::report::{Change, State};
use super::shown;
use crate::error::{Error, Result, ResultExt as _};
use crate::providers::env_targets::Destination;

/// What would happen to each file.
pub(super) fn plan(folder: &Path, files: &[(String, String)]) -> Result<Vec<Change>> {
    files
        .iter()
        .map(|(path, new)| {
            let old = match fs::read(folder.join(path)) {
                Ok(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
                Err(error) if error.kind() == io::ErrorKind::NotFound => None,
                Err(error) => {
                    return Err(Error::failed(format!("cannot read `{path}`")).caused_by(error));
                }
            };
            let state = match &old {
                None => State::New,
                Some(old) if old == new => State::Same,
                Some(_) => State::Differs,
            };
            Ok(Change {
                path: path.clone(),
                old: old.unwrap_or_default(),
                new: new.clone(),
                state,
            })
        })
        .collect()
}

/// Readers see the old file or the new one, whole. A link is written through.
pub(super) fn write(folder: &Path, change: &Change) -> Result<()> {
    let path = Destination::new(folder, &change.path)?.path;
    replace(&path, &change.new).or_fail(|| format!("cannot write `{}`", shown(&path)))
}

fn replace(path: &Path, text: &str) -> io::Result<()> {
    const FOR_ALL: u32 = 0o666;
    let folder = path.parent().unwrap_or(Path::new("."));
    // the umask takes away what it takes from every new file
    let mut file = tempfile::Builder::new()
        .permissions(fs::Permissions::from_mode(FOR_ALL))
        .tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    // who may read the old one may read the new one
    if let Ok(old) = fs::metadata(path) {
        file.as_file().set_permissions(old.permissions())?;
    }
    file.persist(path)?;
    Ok(())
}
