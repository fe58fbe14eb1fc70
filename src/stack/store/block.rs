//! Blocks: a batch of spans or log events as one compressed value.

use std::cell::RefCell;
use std::io;

use zstd::bulk::{Compressor, Decompressor};
use zstd::zstd_safe::CParameter;

/// zstd's fastest positive level: ingest is bound by the processor, not by the disk.
const LEVEL: i32 = 1;
/// No block is larger than this when unpacked; a damaged header cannot ask for more.
const MAX_SIZE: usize = 256 << 20;

/// A thread keeps this much room to compress into.
const KEPT: usize = 256 << 10;

thread_local! {
    // a context costs more to make than a small block costs to compress
    static PACK: RefCell<Option<(Compressor<'static>, Vec<u8>)>> = const { RefCell::new(None) };
    static UNPACK: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

fn compressor() -> io::Result<Compressor<'static>> {
    let mut compressor = Compressor::new(LEVEL)?;
    // a flipped bit is an error when the block is read, never another text (RFC 8878, 3.1.1)
    compressor.set_parameter(CParameter::ChecksumFlag(true))?;
    Ok(compressor)
}

/// `bytes` as a zstd frame that states its size and ends with their checksum.
pub fn compress(bytes: &[u8]) -> io::Result<Vec<u8>> {
    PACK.with_borrow_mut(|slot| {
        let (compressor, scratch) = match slot {
            Some(pack) => pack,
            None => slot.insert((compressor()?, Vec::new())),
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

/// Whether a block has a checksum; those that were written before there was one get it when
/// compaction rewrites them.
pub(super) fn has_checksum(block: &[u8]) -> bool {
    /// The bit of the frame header descriptor, behind the magic number.
    const CHECKSUM: u8 = 1 << 2;
    block
        .get(4)
        .is_some_and(|descriptor| descriptor & CHECKSUM != 0)
}

/// The bytes that [`compress`] was given.
///
/// # Errors
/// A block that is no frame, or whose checksum is not that of its bytes.
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
        .filter(|size| *size <= MAX_SIZE)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flipped_bit_is_an_error_and_never_another_text() {
        let text: Vec<u8> = (0..400_u32)
            .flat_map(|n| format!("{} line {n}\n", n * 7_919 % 1_013).into_bytes())
            .collect();
        let block = compress(&text).unwrap();
        assert!(has_checksum(&block));
        assert_eq!(decompress(&block).unwrap(), text);
        for bit in 0..block.len() * 8 {
            let mut damaged = block.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            // a few bits of a frame's header may say nothing: then nothing is lost either
            if let Ok(read) = decompress(&damaged) {
                assert_eq!(read, text, "bit {bit}");
            }
        }
        for end in 0..block.len() {
            assert!(decompress(&block[..end]).is_err(), "cut at {end}");
        }
    }

    #[test]
    fn a_block_without_a_checksum_is_read() {
        let old = Compressor::new(LEVEL).unwrap().compress(b"old").unwrap();
        assert!(!has_checksum(&old));
        assert_eq!(decompress(&old).unwrap(), b"old");
    }
}
