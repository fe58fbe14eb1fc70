//! Outages: why the store cannot be used although nothing in it is damaged. Most pass.

use std::io::{self, ErrorKind};

use rusqlite::ErrorCode;

/// Why the store cannot be written or read for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Outage {
    #[error("the disk is full")]
    DiskFull,
    #[error("the disk quota is exceeded")]
    Quota,
    #[error(
        "the store has reached its size limit, and the oldest data is being deleted to make room"
    )]
    SizeLimit,
    #[error("the store's files are read-only")]
    ReadOnly,
    /// SQLite's extended code says which call failed.
    #[error("the disk reported an I/O error (SQLite error {0})")]
    Io(i32),
    #[error("another program has locked the store")]
    Locked,
    #[error("the store's files cannot be opened")]
    Unopenable,
    #[error("out of memory")]
    Memory,
    #[error("the store's files were deleted or replaced while the stack was running")]
    Gone,
}

impl Outage {
    /// What the user can do about it, as an imperative.
    pub fn remedy(self) -> &'static str {
        match self {
            Self::DiskFull | Self::Quota => {
                "free some space, or set CRUDDUR_OBS_HOME to a folder on another disk"
            }
            Self::SizeLimit => "set a higher limit with `cruddur-obs local start --max-size 8GB`",
            Self::ReadOnly => {
                "make the data folder writable, or set CRUDDUR_OBS_HOME to another folder"
            }
            Self::Io(_) => "check the disk that holds the data folder",
            Self::Locked => "close the other program that uses `store.sqlite`",
            Self::Unopenable => "check the owner and the permissions of the data folder",
            Self::Memory => "free some memory",
            Self::Gone => {
                "restart the stack: run `cruddur-obs local stop`, then `cruddur-obs local start`"
            }
        }
    }

    /// Whether smaller writes may succeed meanwhile, so that one success does not end the
    /// outage.
    pub(super) fn is_out_of_space(self) -> bool {
        matches!(self, Self::DiskFull | Self::Quota | Self::SizeLimit)
    }

    /// `None` if the file itself is damaged or the statement is wrong.
    pub(super) fn from_sqlite(error: &rusqlite::Error) -> Option<Self> {
        let rusqlite::Error::SqliteFailure(failure, _) = error else {
            return None;
        };
        match failure.code {
            ErrorCode::DiskFull => Some(Self::DiskFull),
            ErrorCode::ReadOnly => Some(Self::ReadOnly),
            ErrorCode::SystemIoFailure => Some(Self::Io(failure.extended_code)),
            ErrorCode::DatabaseBusy
            | ErrorCode::DatabaseLocked
            | ErrorCode::FileLockingProtocolFailed => Some(Self::Locked),
            ErrorCode::CannotOpen | ErrorCode::PermissionDenied => Some(Self::Unopenable),
            ErrorCode::OutOfMemory => Some(Self::Memory),
            _ => None,
        }
    }

    pub(super) fn from_io(error: &io::Error) -> Option<Self> {
        match error.kind() {
            ErrorKind::StorageFull => Some(Self::DiskFull),
            // more than the process may write to one file (`ulimit -f`)
            ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => Some(Self::Quota),
            ErrorKind::ReadOnlyFilesystem => Some(Self::ReadOnly),
            ErrorKind::PermissionDenied | ErrorKind::IsADirectory | ErrorKind::NotFound => {
                Some(Self::Unopenable)
            }
            ErrorKind::OutOfMemory => Some(Self::Memory),
            _ => None,
        }
    }
}
