//! A file that may be a symbolic link: to a place within the project, where it is written
//! through, or to one that others share.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::model::shell_word;

/// Where something is written that is to be in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Destination {
    /// The file itself, or what the link leads to.
    pub path: PathBuf,
    pub link: Link,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Link {
    /// It is a file, or not there yet.
    No,
    /// It leads to a file of the same project.
    Within,
    /// It leads out of the project: other projects may read the same file.
    Outside,
}

impl Destination {
    /// Where the file `name` of a project's folder is.
    ///
    /// # Errors
    /// A link that leads nowhere: a file in its place would hide that.
    pub(crate) fn new(folder: &Path, name: &str) -> Result<Self> {
        let path = folder.join(name);
        if !path.is_symlink() {
            let link = Link::No;
            return Ok(Self { path, link });
        }
        let to = fs::read_link(&path).unwrap_or_default();
        let Ok(real) = fs::canonicalize(&path) else {
            return Err(Error::failed(format!(
                "`{name}` is a link to `{}`, which does not exist",
                to.display()
            ))
            .hint(format!(
                "create that file, or run `rm {}`",
                shell_word(name)
            )));
        };
        let root = fs::canonicalize(project(folder)).unwrap_or_else(|_| folder.to_owned());
        let link = if real.starts_with(root) {
            Link::Within
        } else {
            Link::Outside
        };
        Ok(Self { path: real, link })
    }
}

/// The repository that a folder is in, else the folder.
fn project(folder: &Path) -> &Path {
    let mut folders = folder.ancestors();
    let repository = folders.find(|folder| folder.join(".git").exists());
    repository.unwrap_or(folder)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_link_leads_within_the_project_or_out_of_it_or_nowhere() {
        let root = tempfile::tempdir().unwrap();
        let root = fs::canonicalize(root.path()).unwrap();
        let folder = root.join("project/app");
        fs::create_dir_all(&folder).unwrap();
        fs::write(root.join("project/shared"), "").unwrap();
        fs::write(root.join("secrets"), "").unwrap();
        let of = || Destination::new(&folder, ".env");
        assert_eq!(of().unwrap().link, Link::No);
        let leads = |to: &str| {
            let _ = fs::remove_file(folder.join(".env"));
            symlink(to, folder.join(".env")).unwrap();
            of()
        };
        let outside = leads("../shared").unwrap();
        assert_eq!(outside.link, Link::Outside, "it is no repository");
        fs::create_dir(root.join("project/.git")).unwrap();
        let within = of().unwrap();
        assert_eq!(within.link, Link::Within);
        assert_eq!(within.path, root.join("project/shared"));
        assert_eq!(leads("../../secrets").unwrap().link, Link::Outside);
        let nowhere = leads("../gone").unwrap_err().to_string();
        assert!(
            nowhere.contains("`../gone`, which does not exist"),
            "{nowhere}"
        );
    }
}
