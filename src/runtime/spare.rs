//! Reserved space for a state file within the lock file.
//!
//! It is allocated when the lock file is created, and overwritten in place when the disk is full.
//! So a service started on a full disk can be found, and its data read.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::Path;

/// State files are much smaller.
const BYTES: usize = 4096;
const BLANK: u8 = b' ';

/// Reserves the space, or clears what an earlier run left in it.
pub(super) fn clear(lock: &File) {
    if lock.write_all_at(&[BLANK; BYTES], 0).is_err() {
        // no space for this much: at least remove the old content
        let _ = lock.set_len(0);
    }
}

/// Writes a state file into the reserved space.
pub(super) fn write(lock: &File, text: &[u8]) -> io::Result<()> {
    if text.len() > BYTES {
        return Err(io::ErrorKind::StorageFull.into());
    }
    let mut page = [BLANK; BYTES];
    page[..text.len()].copy_from_slice(text);
    lock.write_all_at(&page, 0)
}

/// Returns the state file in the reserved space, if there is one.
pub(super) fn read(lock: &Path) -> io::Result<Option<String>> {
    let text = match fs::read_to_string(lock) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    // a lock in the former folder contains its holder instead
    let text = text.trim();
    Ok(text.starts_with('{').then(|| text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_wiped_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.lock");
        assert_eq!(read(&path).unwrap(), None);
        let lock = File::create(&path).unwrap();
        assert_eq!(read(&path).unwrap(), None, "of an earlier version");
        clear(&lock);
        assert_eq!(read(&path).unwrap(), None);
        for text in ["{\"pid\": 1, \"nonce\": \"long\"}", "{}"] {
            write(&lock, text.as_bytes()).unwrap();
            assert_eq!(read(&path).unwrap().as_deref(), Some(text));
        }
        assert!(write(&lock, &[b'x'; BYTES + 1]).is_err());
        clear(&lock);
        assert_eq!(read(&path).unwrap(), None);
        assert_eq!(path.metadata().unwrap().len(), BYTES as u64);
    }
}
