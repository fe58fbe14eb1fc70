//! Files that are written in one step, and never over something else in silence.

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use crate::error::{Error, Result, ResultExt as _};
use crate::plan::FilePlan;
use crate::providers::env_targets::Destination;

/// A file that is to be written, and where it is.
pub(super) struct PlannedFile {
    pub(super) plan: FilePlan,
    pub(super) at: Destination,
}

/// Compares these (path, text) with the files of the folder.
pub(super) fn compared(folder: &Path, files: Vec<(String, String)>) -> Result<Vec<PlannedFile>> {
    files
        .into_iter()
        .map(|(path, desired)| {
            let actual = match fs::read(folder.join(&path)) {
                Ok(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
                Err(error) if error.kind() == io::ErrorKind::NotFound => None,
                Err(error) => {
                    return Err(Error::failed(format!("cannot read `{path}`")).caused_by(error));
                }
            };
            let at = Destination::new(folder, &path)?;
            let plan = FilePlan::new(path, desired, actual);
            Ok(PlannedFile { plan, at })
        })
        .collect()
}

/// Readers see the old file or the new one, whole. A link is written through.
pub(super) fn write(file: &PlannedFile) -> Result<()> {
    let path = &file.at.path;
    replace(path, &file.plan.desired).or_fail(|| format!("cannot write `{}`", path.display()))
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
