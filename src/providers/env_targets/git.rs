//! Whether git would publish a file.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::error::{Error, Result};
use crate::model::shell_word;

/// Refuses a file that git tracks, or would add with the next `git add .`.
pub(super) fn refuse_published(path: &Path) -> Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let shown = path.file_name().unwrap_or_default().to_string_lossy();
    if !folder
        .ancestors()
        .any(|folder| folder.join(".git").exists())
    {
        return Ok(());
    }
    let file = path.file_name().unwrap_or_default();
    let git = |args: &[&str]| {
        let mut command = Command::new("git");
        command.arg("-C").arg(folder).args(args).arg("--").arg(file);
        // of another repository, when this runs in one of its hooks
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
            command.env_remove(name);
        }
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .ok()
            .and_then(|status| status.code())
    };
    match git(&["ls-files", "--error-unmatch"]) {
        Some(1) => {}
        Some(0) => {
            return Err(Error::failed(format!(
                "`{shown}` is tracked by git, so no secrets were written"
            ))
            .hint(format!(
                "run `git rm --cached {word}` and `echo {word} >> .gitignore`",
                word = shell_word(&shown)
            )));
        }
        _ => return Err(unknown(&shown)),
    }
    match git(&["check-ignore", "--quiet"]) {
        Some(0) => Ok(()),
        Some(1) => Err(Error::failed(format!(
            "`{shown}` is not ignored by git, so no secrets were written"
        ))
        .hint(format!("run `echo {} >> .gitignore`", shell_word(&shown)))),
        _ => Err(unknown(&shown)),
    }
}

/// There is a repository, and git does not answer: no program, another owner, damage.
fn unknown(shown: &str) -> Error {
    Error::failed(format!(
        "cannot find out whether `{shown}` is tracked by git, so no secrets were written"
    ))
    .hint("run `git status` in this folder to see why")
}
