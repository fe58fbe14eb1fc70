//! A store that cannot be opened: what to do about it.

use std::path::Path;

use crate::error::{Error, Hint};
use crate::project::quote;
use crate::stack::store::StoreError;

const FILE: &str = "store.sqlite";

/// What passes by itself or is not the store's fault never leads to deleting it.
pub(super) fn unusable(folder: &Path, error: StoreError) -> Error {
    let failed = Error::failed(format!("cannot open the store in `{}`", folder.display()));
    let hints: Vec<Hint> = match &error {
        StoreError::Newer { .. } => vec![
            "use the later version that wrote it".into(),
            Hint::run(["local", "reset"], "delete it"),
        ],
        StoreError::NotADatabase | StoreError::Foreign => move_aside(folder).into_iter().collect(),
        StoreError::Damaged(_) | StoreError::Broken(_) => vec![keep_what_is_whole()],
        StoreError::Linked { leads_to, .. } => vec![match leads_to {
            Some(_) => "set CRUDDUR_OBS_HOME to the folder of the file itself, or move the file here".into(),
            None => format!(
                "run `cp -p {FILE} copy && mv copy {FILE}` in that folder to give the store a file of its own"
            )
            .into(),
        }],
        StoreError::Unavailable(outage) => vec![outage.remedy().into()],
        _ => Vec::new(),
    };
    hints.into_iter().fold(failed.caused_by(error), Error::hint)
}

pub(super) fn keep_what_is_whole() -> Hint {
    Hint::run(
        ["local", "check", "--repair"],
        "keep what is whole and move the damaged file aside",
    )
}

fn move_aside(folder: &Path) -> Option<Hint> {
    let file = folder.join(FILE);
    let quoted = |path: &str| quote::shell(path).ok();
    let from = quoted(file.to_str()?)?;
    let to = quoted(&format!("{}.aside", file.to_str()?))?;
    Some(format!("run `mv {from} {to}` to move it aside").into())
}
