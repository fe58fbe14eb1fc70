//! A store that cannot be opened: what to do about it.

use std::path::Path;

use crate::error::Error;
use crate::project::quote;
use crate::stack::store::StoreError;

const FILE: &str = "store.sqlite";

/// What passes by itself or is not the store's fault never leads to deleting it.
pub(super) fn unusable(folder: &Path, error: StoreError) -> Error {
    let failed = Error::failed(format!("cannot open the store in `{}`", folder.display()));
    let hint = match &error {
        StoreError::Newer { .. } => Some(
            "a later version wrote it: use that version, or delete it with `cruddur-obs local reset`"
                .to_owned(),
        ),
        StoreError::NotADatabase | StoreError::Foreign => move_aside(folder),
        StoreError::Damaged(_) | StoreError::Broken(_) => Some(
            "run `cruddur-obs local check --repair` to keep what is whole; the damaged file is moved aside"
                .to_owned(),
        ),
        StoreError::Linked { leads_to, .. } => Some(match leads_to {
            Some(_) => "set CRUDDUR_OBS_HOME to the folder that holds the file itself, or move the file here".to_owned(),
            None => format!(
                "run `cp -p {FILE} copy && mv copy {FILE}` in that folder to give the store a file of its own"
            ),
        }),
        StoreError::Unavailable(trouble) => Some(trouble.remedy().to_owned()),
        _ => None,
    };
    let failed = failed.caused_by(error);
    match hint {
        Some(hint) => failed.hint(hint),
        None => failed,
    }
}

fn move_aside(folder: &Path) -> Option<String> {
    let file = folder.join(FILE);
    let quoted = |path: &str| quote::shell(path).ok();
    let from = quoted(file.to_str()?)?;
    let to = quoted(&format!("{}.aside", file.to_str()?))?;
    Some(format!("run `mv {from} {to}` to move it aside"))
}
