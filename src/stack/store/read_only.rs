//! Opens a store where nothing can be written: on a read-only file system or a full disk.
//!
//! SQLite keeps a shared index of its write-ahead log in a file beside the database, and does
//! not open the database if it cannot create that file. Here the store is opened without it,
//! which is sound as long as nobody writes to the store.

use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use rusqlite::{Connection, OpenFlags};

use super::error::StoreError;
use super::outage::Outage;

/// Whether the error may be due to that missing file.
pub(super) fn may_help(error: &StoreError) -> bool {
    use Outage::{DiskFull, Io, Quota, ReadOnly, Unopenable};
    matches!(
        error.outage(),
        Some(DiskFull | Quota | ReadOnly | Unopenable | Io(_))
    )
}

/// Opens the store for reading, including its write-ahead log. Nobody may write to it
/// meanwhile.
pub(super) fn open(path: &Path) -> Result<Connection, StoreError> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let has_log = std::fs::metadata(&log).is_ok_and(|log| log.len() > 0);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if has_log {
        // in exclusive mode the index is in memory; file locks would need a writable file
        let connection = Connection::open_with_flags_and_vfs(path, flags, c"unix-none")?;
        connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        return Ok(connection);
    }
    let path = percent_encode(path.as_os_str().as_bytes(), NON_ALPHANUMERIC);
    let uri = format!("file:{path}?immutable=1");
    let flags = flags | OpenFlags::SQLITE_OPEN_URI;
    Ok(Connection::open_with_flags(uri, flags)?)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn value(connection: &Connection) -> i64 {
        let sql = "SELECT max(n) FROM t";
        connection.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// What is in the file alone, and what is in its log as well; with a name that a URI
    /// has to escape.
    #[test]
    fn all_of_a_store_is_read_without_its_index_and_nothing_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("100% of#it?.sqlite");
        let writer = Connection::open(&file).unwrap();
        writer.pragma_update(None, "journal_mode", "WAL").unwrap();
        writer
            .execute_batch("CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (1);")
            .unwrap();
        writer
            .pragma_update(None, "wal_checkpoint", "TRUNCATE")
            .unwrap();
        writer.execute("INSERT INTO t VALUES (2)", []).unwrap();

        let copies = folder.path().join("copies");
        fs::create_dir(&copies).unwrap();
        let copy = copies.join("store");
        fs::copy(&file, &copy).unwrap();
        fs::copy(
            folder.path().join("100% of#it?.sqlite-wal"),
            copies.join("store-wal"),
        )
        .unwrap();
        assert_eq!(value(&open(&copy).unwrap()), 2, "of the log");
        drop(writer);
        assert_eq!(value(&open(&file).unwrap()), 2, "of the file");

        let mut left: Vec<_> = fs::read_dir(&copies)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        left.sort();
        assert_eq!(left, ["store", "store-wal"]);
    }
}
