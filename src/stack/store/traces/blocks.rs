//! Bytes that may be many: a few in memory, more in a file without a name.
//!
//! A trace has as many spans as somebody sends, and its spans are looked at in the order of
//! their times, not of their arrival. So a large one is unpacked into a file, from which
//! single spans can be had; the system keeps as much of it in memory as it can spare. The
//! file is gone with whoever has it open.

use std::borrow::Cow;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::PathBuf;

use super::{Source, StoredTrace, TraceId, Unreadable, unreadable};

/// Where bytes are, in the [`Bytes`] that gave the extent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    pub at: u64,
    pub len: u32,
}

/// Bytes that are added at the end and read anywhere.
#[derive(Debug, Default)]
pub struct Bytes {
    memory: Vec<u8>,
    file: Option<(File, u64)>,
    /// Where the file is made; without a folder all is in memory.
    folder: Option<PathBuf>,
}

impl Bytes {
    /// More than this goes to a file.
    pub const IN_MEMORY: usize = 4 << 20;

    pub fn new(folder: Option<PathBuf>) -> Self {
        Self {
            folder,
            ..Self::default()
        }
    }

    /// Others that go to the same folder when they are many.
    pub fn beside(&self) -> Self {
        Self::new(self.folder.clone())
    }

    /// # Errors
    /// What the file meets: a full disk.
    pub fn push(&mut self, bytes: &[u8]) -> io::Result<Extent> {
        let len = u32::try_from(bytes.len()).map_err(io::Error::other)?;
        if let (None, Some(folder)) = (&self.file, &self.folder)
            && self.memory.len() + bytes.len() > Self::IN_MEMORY
        {
            let file = tempfile::tempfile_in(folder)?;
            file.write_all_at(&self.memory, 0)?;
            self.file = Some((file, self.memory.len() as u64));
            self.memory = Vec::new();
        }
        let Some((file, end)) = &mut self.file else {
            let at = self.memory.len() as u64;
            self.memory.extend_from_slice(bytes);
            return Ok(Extent { at, len });
        };
        file.write_all_at(bytes, *end)?;
        let at = *end;
        *end += u64::from(len);
        Ok(Extent { at, len })
    }

    /// # Errors
    /// What the file meets, and extents that are none of these bytes.
    pub fn read(&self, extent: Extent) -> io::Result<Cow<'_, [u8]>> {
        let Some((file, _)) = &self.file else {
            let at = usize::try_from(extent.at).map_err(io::Error::other)?;
            let bytes = self
                .memory
                .get(at..)
                .and_then(|b| b.get(..extent.len as usize));
            return bytes
                .map(Cow::Borrowed)
                .ok_or_else(|| io::ErrorKind::UnexpectedEof.into());
        };
        let mut bytes = vec![0; extent.len as usize];
        file.read_exact_at(&mut bytes, extent.at)?;
        Ok(Cow::Owned(bytes))
    }
}

/// A trace with its spans, of which memory holds a few at a time.
#[derive(Debug)]
pub struct LoadedTrace {
    pub id: TraceId,
    /// What its blocks are, unpacked, in the order of arrival.
    pub blocks: Vec<(Source, Extent)>,
    /// Where they are.
    pub bytes: Bytes,
    /// The times of its spans, in milliseconds.
    pub span_ms: (i64, i64),
    /// Blocks of it cannot be read, and are not here.
    pub damaged: bool,
}

impl LoadedTrace {
    /// What is to be told of a block that was read and is not what it should be.
    pub fn unreadable(&self) -> Unreadable {
        unreadable(self.id, self.span_ms)
    }

    /// With every block in memory.
    pub(super) fn whole(self) -> io::Result<StoredTrace> {
        let read = |(source, extent): &(Source, Extent)| {
            let bytes = self.bytes.read(*extent)?;
            Ok((*source, bytes.into_owned()))
        };
        Ok(StoredTrace {
            id: self.id,
            blocks: self.blocks.iter().map(read).collect::<io::Result<_>>()?,
            span_ms: self.span_ms,
            damaged: self.damaged,
        })
    }
}

impl TryFrom<&StoredTrace> for LoadedTrace {
    type Error = io::Error;

    fn try_from(stored: &StoredTrace) -> io::Result<Self> {
        let mut bytes = Bytes::new(None);
        let blocks = stored.blocks.iter();
        let blocks = blocks.map(|(source, block)| Ok((*source, bytes.push(block)?)));
        Ok(Self {
            id: stored.id,
            blocks: blocks.collect::<io::Result<_>>()?,
            bytes,
            span_ms: stored.span_ms,
            damaged: stored.damaged,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_bytes_go_to_a_file_without_a_name_and_are_read_alike() {
        let folder = tempfile::tempdir().unwrap();
        let mut kept = Bytes::new(Some(folder.path().to_owned()));
        let piece = |number: u32| vec![number as u8; 100_000 + number as usize];
        let extents: Vec<Extent> = (0..60).map(|n| kept.push(&piece(n)).unwrap()).collect();
        assert!(kept.file.is_some());
        assert!(kept.memory.capacity() <= Bytes::IN_MEMORY);
        for (number, extent) in (0..60).zip(extents).rev() {
            assert_eq!(kept.read(extent).unwrap(), piece(number));
        }
        let outside = Extent {
            at: 7_000_000,
            len: 1,
        };
        assert!(kept.read(outside).is_err());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn few_bytes_stay_in_memory() {
        let folder = tempfile::tempdir().unwrap();
        let mut kept = Bytes::new(Some(folder.path().join("is not there")));
        let (one, two) = (kept.push(b"one").unwrap(), kept.push(b"").unwrap());
        assert_eq!(&*kept.read(one).unwrap(), b"one");
        assert_eq!(&*kept.read(two).unwrap(), b"");
        assert!(kept.read(Extent { at: 1, len: 3 }).is_err());
        // a folder that is not there is an error and no loss
        assert!(kept.push(&vec![0; Bytes::IN_MEMORY]).is_err());
        assert_eq!(&*kept.read(one).unwrap(), b"one");
    }
}
