//! Decides which settings files are trusted.
//!
//! A settings file chooses the target, and so where the user's keys are sent. A file that another
//! user wrote, or could have written, is not read: in `/tmp`, on a shared disk or in a group's
//! folder, anyone may have planted one.
//!
//! All checks are made on open files, the folder before the file in it, so that nothing can be
//! replaced between a check and the read.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, Stat, fstat, openat, statat};
use rustix::io::Errno;
use rustix::process::{getgid, getuid};

use super::Environment;
use super::acl::{self, Writer};
use crate::error::{Error, Hint, Result};
use crate::model::shell_word;

/// More than any settings need; a device or a pipe could be endless.
const MAX_SIZE: u64 = 1 << 20;

/// The users who may write settings: this user, root, and with sudo the user who called it.
#[derive(Debug, Clone)]
pub(super) struct Trusted {
    users: Vec<u32>,
    groups: Vec<u32>,
}

/// Why something is not trusted, and how to fix it.
#[derive(Debug, PartialEq, Eq)]
struct Doubt {
    reason: String,
    /// The command that fixes it, if this user may run it.
    mended: Option<String>,
}

/// What a path refers to.
enum Opened {
    File(File),
    Link,
}

enum Failure {
    Io(io::Error),
    Doubt(Doubt),
}

impl Trusted {
    pub(super) fn new(env: &Environment) -> Self {
        let own = getuid().as_raw();
        let mut users = vec![own, 0];
        let mut groups = vec![getgid().as_raw()];
        if own == 0 {
            // any user can set these variables, but root gets them from sudo
            let id = |name: &str| env.get(name)?.parse::<u32>().ok();
            users.extend(id("SUDO_UID"));
            groups.extend(id("SUDO_GID"));
        }
        let groups = groups.into_iter();
        let groups = groups.filter(|group| is_private(*group, &users)).collect();
        Self { users, groups }
    }

    /// Returns the text of a settings file that only trusted users can have written.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read or is not trusted. In the latter case, `other`
    /// is an alternative to fixing the permissions.
    pub(super) fn read(&self, path: &Path, other: impl FnOnce() -> Hint) -> Result<String> {
        let failure = match self.text(path) {
            Ok(text) => return Ok(text),
            Err(failure) => failure,
        };
        match failure {
            Failure::Io(error) => Err(unreadable(path, error)),
            Failure::Doubt(doubt) => {
                let error = Error::usage(format!(
                    "refusing to use the settings file `{}`: {}",
                    path.display(),
                    doubt.reason
                ));
                let first = "read it first, as others may have changed it";
                let error = error.hint(match doubt.mended {
                    Some(command) => format!("{first}; then run `{command}`"),
                    None => first.to_owned(),
                });
                Err(error.hint(other()))
            }
        }
    }

    /// Checks that only trusted users can have written the file at `path`, and that no one else can
    /// replace it. A missing file passes.
    ///
    /// # Errors
    /// Returns what is not trusted, with the command that fixes it.
    pub(super) fn check(&self, path: &Path) -> Result<()> {
        let opened = self.opened(path);
        match opened {
            Ok(_) => Ok(()),
            Err(Failure::Io(error)) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(Failure::Io(error)) => {
                let path = path.display();
                Err(Error::failed(format!("cannot read `{path}`")).caused_by(error))
            }
            Err(Failure::Doubt(doubt)) => {
                let path = path.display();
                let reason = doubt.reason;
                let error = Error::failed(format!("no secrets were written to `{path}`: {reason}"));
                Err(error.hint(match doubt.mended {
                    Some(command) => format!(
                        "read it first, as others may have changed it; then run `{command}`"
                    ),
                    None => "use a folder and a file that you own".to_owned(),
                }))
            }
        }
    }

    fn text(&self, path: &Path) -> std::result::Result<String, Failure> {
        text_of(self.opened(path)?).map_err(Failure::Io)
    }

    fn opened(&self, path: &Path) -> std::result::Result<File, Failure> {
        match self.open(path)? {
            Opened::File(file) => Ok(file),
            // the link itself is trusted, as is its folder; now check its destination
            Opened::Link => {
                let real = fs::canonicalize(path).map_err(Failure::Io)?;
                match self.open(&real)? {
                    Opened::File(file) => Ok(file),
                    Opened::Link => Err(Failure::Io(Errno::LOOP.into())),
                }
            }
        }
    }

    fn open(&self, path: &Path) -> std::result::Result<Opened, Failure> {
        let io = |errno: Errno| Failure::Io(errno.into());
        let folder = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let name = path.file_name().unwrap_or_default();
        let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK;
        let dir = openat(CWD, folder, flags | OFlags::DIRECTORY, Mode::empty()).map_err(io)?;
        let stat = fstat(&dir).map_err(io)?;
        self.check_folder(folder, &stat)?;
        self.check_acl(folder, &stat, &dir)?;
        let file = match openat(&dir, name, flags | OFlags::NOFOLLOW, Mode::empty()) {
            Ok(file) => file,
            Err(Errno::LOOP) => {
                let link = statat(dir.as_fd(), name, AtFlags::SYMLINK_NOFOLLOW).map_err(io)?;
                self.check_owner(path, &link)?;
                return Ok(Opened::Link);
            }
            Err(error) => return Err(io(error)),
        };
        let stat = fstat(&file).map_err(io)?;
        if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
            let error = io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file");
            return Err(Failure::Io(error));
        }
        self.check_owner(path, &stat)?;
        self.check_mode(path, &stat)?;
        self.check_acl(path, &stat, &file)?;
        Ok(Opened::File(File::from(file)))
    }

    /// Users who can write to a folder can replace this file with another one of the same owner. In
    /// a sticky folder such as `/tmp`, only the owners can.
    fn check_folder(&self, folder: &Path, stat: &Stat) -> std::result::Result<(), Failure> {
        self.check_owner(folder, stat)?;
        if Mode::from_raw_mode(stat.st_mode).contains(Mode::SVTX) {
            return Ok(());
        }
        self.check_mode(folder, stat)
    }

    fn check_owner(&self, path: &Path, stat: &Stat) -> std::result::Result<(), Failure> {
        if self.users.contains(&stat.st_uid) {
            return Ok(());
        }
        let what = what(path, stat);
        Err(Failure::Doubt(Doubt {
            reason: format!("{what} belongs to another user (uid {})", stat.st_uid),
            mended: None,
        }))
    }

    fn check_mode(&self, path: &Path, stat: &Stat) -> std::result::Result<(), Failure> {
        let mode = Mode::from_raw_mode(stat.st_mode);
        let others = mode.contains(Mode::WOTH);
        let group = mode.contains(Mode::WGRP) && !self.groups.contains(&stat.st_gid);
        let (who, mode) = match (others, group) {
            (false, false) => return Ok(()),
            (true, false) => ("every user".to_owned(), "o-w"),
            (true, true) => ("every user".to_owned(), "go-w"),
            (false, true) => (format!("the group with the gid {}", stat.st_gid), "g-w"),
        };
        let what = what(path, stat);
        let own = getuid().as_raw();
        let may = own == 0 || stat.st_uid == own;
        Err(Failure::Doubt(Doubt {
            reason: format!("{who} can write to {what}"),
            mended: may.then(|| format!("chmod {mode} {}", shell_word(&path.to_string_lossy()))),
        }))
    }

    /// An access control list can give write permission to single users and groups. The mode shows
    /// it as permission of the group.
    fn check_acl(
        &self,
        path: &Path,
        stat: &Stat,
        opened: &impl AsFd,
    ) -> std::result::Result<(), Failure> {
        let mode = Mode::from_raw_mode(stat.st_mode);
        if mode.contains(Mode::SVTX) || !mode.contains(Mode::WGRP) {
            return Ok(());
        }
        let list = acl::read(opened).map_err(|errno| Failure::Io(errno.into()))?;
        let stranger = acl::writers(&list).into_iter().find(|writer| match writer {
            Writer::User(uid) => !self.users.contains(uid),
            Writer::Group(gid) => !self.groups.contains(gid),
            Writer::Unknown => true,
        });
        let Some(stranger) = stranger else {
            return Ok(());
        };
        let who = match stranger {
            Writer::User(uid) => format!("the user with the uid {uid}"),
            Writer::Group(gid) => format!("the group with the gid {gid}"),
            Writer::Unknown => "somebody".to_owned(),
        };
        let what = what(path, stat);
        let own = getuid().as_raw();
        let may = own == 0 || stat.st_uid == own;
        Err(Failure::Doubt(Doubt {
            reason: format!("an access control list lets {who} write to {what}"),
            // the group bits of the mode are the list's mask
            mended: may.then(|| format!("chmod g-w {}", shell_word(&path.to_string_lossy()))),
        }))
    }
}

/// Names the file or its folder in a sentence about the file.
fn what(path: &Path, stat: &Stat) -> String {
    if FileType::from_raw_mode(stat.st_mode) == FileType::Directory {
        format!("its folder `{}`", path.display())
    } else {
        "it".to_owned()
    }
}

/// Returns the text of a settings file that the user named, whoever wrote it.
pub(super) fn read_named(path: &Path) -> Result<String> {
    let read = File::open(path).and_then(text_of);
    read.map_err(|error| unreadable(path, error))
}

fn text_of(file: File) -> io::Result<String> {
    let mut text = String::new();
    file.take(MAX_SIZE + 1).read_to_string(&mut text)?;
    if text.len() as u64 > MAX_SIZE {
        let why = format!("it is larger than {} MiB", MAX_SIZE >> 20);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, why));
    }
    Ok(text)
}

fn unreadable(path: &Path, error: io::Error) -> Error {
    let path = path.display();
    Error::usage(format!("cannot read the settings file `{path}`")).caused_by(error)
}

/// Whether a group has no other members than these users. A user's primary group is usually
/// private, but on some systems it is shared by all users.
fn is_private(group: u32, users: &[u32]) -> bool {
    let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let groups = fs::read_to_string("/etc/group").unwrap_or_default();
    has_only(&passwd, &groups, group, users)
}

/// Like [`is_private`], given the contents of `/etc/passwd` and `/etc/group`.
fn has_only(passwd: &str, groups: &str, group: u32, users: &[u32]) -> bool {
    let accounts: Vec<(&str, u32, u32)> = passwd
        .lines()
        .filter_map(|line| {
            let mut fields = line.split(':');
            let name = fields.next()?;
            let (uid, gid) = (fields.nth(1)?, fields.next()?);
            Some((name, uid.parse().ok()?, gid.parse().ok()?))
        })
        .collect();
    let is_ours = |name: &str| {
        let account = accounts.iter().find(|(known, ..)| *known == name);
        account.is_some_and(|(_, uid, _)| users.contains(uid))
    };
    let others_primary = accounts
        .iter()
        .any(|(_, uid, gid)| *gid == group && !users.contains(uid));
    let lines = groups.lines().filter_map(|line| {
        let mut fields = line.split(':');
        let (gid, members) = (fields.nth(2)?, fields.next()?);
        (gid.parse() == Ok(group)).then_some(members)
    });
    let lines: Vec<&str> = lines.collect();
    let mut members = lines.iter().flat_map(|members| members.split(','));
    // members known only to a directory service are not visible here
    !lines.is_empty() && !others_primary && members.all(|name| name.is_empty() || is_ours(name))
}

/// Returns the settings file in the working directory or the nearest parent.
pub(super) fn nearest(working_dir: &Path, name: &str) -> Option<PathBuf> {
    working_dir
        .ancestors()
        .map(|dir| dir.join(name))
        .find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_private_while_nobody_else_is_in_it() {
        let passwd = "root:x:0:0:root:/root:/bin/sh\n\
                      owner:x:1000:1000::/home/owner:/bin/sh\n\
                      member:x:1001:100::/home/member:/bin/sh\n\
                      other:x:1002:100::/home/other:/bin/sh\n";
        let group =
            "root:x:0:\nowner:x:1000:\nteam:x:50:owner,member\nsolo:x:51:owner\nusers:x:100:\n";
        let private = |gid, users: &[u32]| has_only(passwd, group, gid, users);
        assert!(private(1000, &[1000, 0]));
        assert!(private(51, &[1000, 0]));
        assert!(!private(7, &[1000, 0]), "a group that no file knows");
        // the group may be defined elsewhere and have other members
        assert!(!has_only(passwd, "root:x:0:\n", 1000, &[1000, 0]));
        assert!(!private(50, &[1000, 0]), "another member");
        assert!(!private(100, &[1001, 0]), "another's primary group");
        // a member who is not in /etc/passwd is another user
        assert!(!has_only(passwd, "g:x:9:unknown\n", 9, &[1000]));
    }
}
