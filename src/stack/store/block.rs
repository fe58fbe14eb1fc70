//! Blocks: a batch of spans or log events as one compressed value.

use std::cell::RefCell;
use std::io;

use zstd::bulk::{Compressor, Decompressor};

/// zstd's fastest positive level: ingest is bound by the processor, not by the disk.
const LEVEL: i32 = 1;
/// No block is larger than this when unpacked; a damaged header cannot ask for more.
const LARGEST: usize = 256 << 20;

/// A thread keeps this much room to compress into.
const KEPT: usize = 256 << 10;

thread_local! {
    // a context costs more to make than a small block costs to compress
    static PACK: RefCell<Option<(Compressor<'static>, Vec<u8>)>> = const { RefCell::new(None) };
    static UNPACK: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// `bytes` as a zstd frame that states its size.
pub fn compress(bytes: &[u8]) -> io::Result<Vec<u8>> {
    PACK.with_borrow_mut(|slot| {
        let (compressor, scratch) = match slot {
            Some(pack) => pack,
            None => slot.insert((Compressor::new(LEVEL)?, Vec::new())),
        };
        scratch.clear();
        scratch.reserve(zstd::zstd_safe::compress_bound(bytes.len()));
        compressor.compress_to_buffer(bytes, scratch)?;
        // blocks wait in the queue: they must not keep the room that compressing needs
        let block = scratch.as_slice().to_vec();
        scratch.shrink_to(KEPT);
        Ok(block)
    })
}

/// The bytes that [`compress`] was given.
pub fn decompress(block: &[u8]) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    decompress_to(&mut bytes, block)?;
    Ok(bytes)
}

/// As [`decompress`], in place of what `bytes` holds: whoever reads many blocks needs the
/// room once.
pub(super) fn decompress_to(bytes: &mut Vec<u8>, block: &[u8]) -> io::Result<()> {
    let size = zstd::zstd_safe::get_frame_content_size(block)
        .ok()
        .flatten()
        .and_then(|size| usize::try_from(size).ok())
        .filter(|size| *size <= LARGEST)
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "not a block"))?;
    UNPACK.with_borrow_mut(|slot| {
        let decompressor = match slot {
            Some(decompressor) => decompressor,
            None => slot.insert(Decompressor::new()?),
        };
        bytes.clear();
        bytes.reserve(size);
        decompressor.decompress_to_buffer(block, bytes)?;
        Ok(())
    })
}
