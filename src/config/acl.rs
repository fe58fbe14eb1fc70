//! POSIX access control lists: who may write to a file besides its owner and group.

use std::os::fd::AsFd;

use rustix::fs::fgetxattr;
use rustix::io::Errno;

const ATTRIBUTE: &str = "system.posix_acl_access";
/// Entries have 8 bytes each; file systems store far fewer than this allows.
const MAX_LENGTH: usize = 64 << 10;

/// A user or group with write permission by the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writer {
    User(u32),
    Group(u32),
    /// The format of the list is unknown.
    Unknown,
}

/// Returns the list of an open file; empty if it has none.
pub(super) fn read(file: &impl AsFd) -> Result<Vec<u8>, Errno> {
    let mut list = vec![0; MAX_LENGTH];
    match fgetxattr(file, ATTRIBUTE, &mut list[..]) {
        Ok(length) => {
            list.truncate(length);
            Ok(list)
        }
        Err(Errno::NODATA | Errno::OPNOTSUPP) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// Returns the named users and groups with write permission. Format (`linux/posix_acl_xattr.h`): a
/// version, then tag, permissions and id of each entry, all little-endian.
pub(super) fn writers(list: &[u8]) -> Vec<Writer> {
    const VERSION: [u8; 4] = 2u32.to_le_bytes();
    const WRITE: u16 = 2;
    const USER: u16 = 2;
    const GROUP: u16 = 8;
    const MASK: u16 = 16;
    if list.is_empty() {
        return Vec::new();
    }
    let (entries, rest) = list.get(4..).unwrap_or_default().as_chunks::<8>();
    if !list.starts_with(&VERSION) || !rest.is_empty() {
        return vec![Writer::Unknown];
    }
    let entries = entries.iter().map(|&[t0, t1, p0, p1, i0, i1, i2, i3]| {
        let tag = u16::from_le_bytes([t0, t1]);
        let may = u16::from_le_bytes([p0, p1]) & WRITE != 0;
        (tag, may, u32::from_le_bytes([i0, i1, i2, i3]))
    });
    // the mask limits the permissions of all named entries
    let masked = entries.clone().any(|(tag, may, _)| tag == MASK && !may);
    if masked {
        return Vec::new();
    }
    let writing = entries.filter(|(_, may, _)| *may);
    writing
        .filter_map(|(tag, _, id)| match tag {
            USER => Some(Writer::User(id)),
            GROUP => Some(Writer::Group(id)),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A list in the kernel's format, from tags, permissions and ids.
    fn list(entries: &[(u16, u16, u32)]) -> Vec<u8> {
        let mut bytes = 2u32.to_le_bytes().to_vec();
        for (tag, may, id) in entries {
            bytes.extend(tag.to_le_bytes());
            bytes.extend(may.to_le_bytes());
            bytes.extend(id.to_le_bytes());
        }
        bytes
    }

    #[test]
    fn named_users_and_groups_that_may_write_are_found() {
        const NONE: u32 = u32::MAX;
        let with_mask = |mask| {
            list(&[
                (1, 6, NONE),
                (2, 6, 1001),
                (2, 4, 1002),
                (4, 6, NONE),
                (8, 2, 50),
                (16, mask, NONE),
                (32, 4, NONE),
            ])
        };
        let found = [Writer::User(1001), Writer::Group(50)];
        assert_eq!(writers(&with_mask(6)), found);
        assert_eq!(writers(&with_mask(4)), []);
        assert_eq!(writers(&[]), []);
        assert_eq!(writers(&[3, 0, 0, 0]), [Writer::Unknown]);
        assert_eq!(writers(&with_mask(6)[..20]), [Writer::User(1001)]);
        assert_eq!(writers(&with_mask(6)[..21]), [Writer::Unknown]);
    }
}
