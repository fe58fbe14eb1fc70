//! Bodies: their limits, their compressions, and how much of them is in memory at once.
//!
//! What clients send at the same time is bounded as a whole, not only one by one: a body
//! that grows waits until there is room for more of it, and meanwhile TCP makes its
//! sender wait. Room is taken for what has come, never for what is promised, and nobody
//! waits for ever: after a while a sender is told to try again later.

use std::io::Read;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, header};
use bytes::Bytes;
use http_body_util::BodyExt as _;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

/// Why a body could not be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// Over the limit, before or after unpacking.
    #[error("the body is larger than {limit} bytes")]
    TooLarge { limit: usize },
    /// The client went away or broke the framing.
    #[error("the body could not be read")]
    Broken,
    /// There is no room for it now, or it did not come in time: worth trying again.
    #[error("too many large bodies are being read; try again in {} ms", RETRY_AFTER.as_millis())]
    Busy,
    /// The bytes are not what `Content-Encoding` says.
    #[error("the body is not valid {0}")]
    Corrupt(&'static str),
    /// An encoding that the service does not take.
    #[error("content encoding `{0}` is not supported")]
    Encoding(String),
}

/// The compressions of a body that a service takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encodings {
    /// None but `identity`.
    Plain,
    GzipDeflate,
    /// gzip, deflate and zstd.
    All,
}

/// When to try again after [`BodyError::Busy`].
pub const RETRY_AFTER: Duration = Duration::from_secs(1);

/// Bytes up to this size are read at once, whoever sends them.
pub const TINY: usize = 64 << 10;
/// Bodies up to this size take one of many slots, larger ones one of few.
const MEDIUM: usize = 1 << 20;
static SLOTS: Slots = Slots {
    medium: Semaphore::const_new(32),
    large: Semaphore::const_new(2),
};
static TIMES: Times = Times {
    frame: Duration::from_secs(10),
    body: Duration::from_secs(60),
    room: Duration::from_secs(5),
};

struct Slots {
    medium: Semaphore,
    large: Semaphore,
}

/// How long is waited.
struct Times {
    /// For more of a body.
    frame: Duration,
    /// For all of it.
    body: Duration,
    /// For a slot.
    room: Duration,
}

/// The slot that one body takes; given back when it is dropped.
struct Room {
    slots: &'static Slots,
    patience: Duration,
    medium: Option<SemaphorePermit<'static>>,
    large: Option<SemaphorePermit<'static>>,
}

impl Room {
    /// Waits until `bytes` of a body that will have `promised` (as far as that is known)
    /// fit. Who is known to need a large slot takes it first and no other, so that those
    /// who wait for one do not take the slots of smaller bodies.
    async fn grow(&mut self, bytes: usize, promised: usize) -> Result<(), BodyError> {
        if bytes <= TINY || self.large.is_some() {
            return Ok(());
        }
        if bytes.max(promised) > MEDIUM {
            let slot = timeout(self.patience, self.slots.large.acquire()).await;
            // an error within means that the semaphore was closed, which never happens
            self.large = slot.map_err(|_| BodyError::Busy)?.ok();
            self.medium = None;
        } else if self.medium.is_none() {
            let slot = timeout(self.patience, self.slots.medium.acquire()).await;
            self.medium = slot.map_err(|_| BodyError::Busy)?.ok();
        }
        Ok(())
    }
}

/// Bytes that keep their room until the last reference to them is dropped.
struct Held {
    bytes: Vec<u8>,
    _room: Room,
}

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// Whether bytes begin with the two of zlib's header (RFC 1950, section 2.2).
fn is_zlib(packed: &[u8]) -> bool {
    const DEFLATE: u8 = 8;
    matches!(packed, [method, flags, ..] if method & 0x0f == DEFLATE
        && u16::from_be_bytes([*method, *flags]).is_multiple_of(31))
}

/// Reads and unpacks one body.
pub struct BodyReader {
    limit: usize,
    encodings: Encodings,
    times: &'static Times,
    room: Room,
}

/// The whole body, unpacked; neither form may be over `limit` bytes.
pub async fn read_body(
    headers: &HeaderMap,
    body: Body,
    limit: usize,
    encodings: Encodings,
) -> Result<Bytes, BodyError> {
    let mut reader = BodyReader::new(limit, encodings);
    let packed = reader.read(headers, body).await?;
    let encoding = headers.get(header::CONTENT_ENCODING).map(|value| {
        String::from_utf8_lossy(value.as_bytes())
            .trim()
            .to_ascii_lowercase()
    });
    let bytes = match encoding.as_deref() {
        None | Some("" | "identity") => packed,
        Some(encoding) => reader.unpack(encoding, packed.into()).await?,
    };
    Ok(reader.hold(bytes))
}

impl BodyReader {
    /// `limit` holds for what comes and for what is unpacked of it.
    pub fn new(limit: usize, encodings: Encodings) -> Self {
        Self::within(&SLOTS, &TIMES, limit, encodings)
    }

    fn within(
        slots: &'static Slots,
        times: &'static Times,
        limit: usize,
        encodings: Encodings,
    ) -> Self {
        Self {
            limit,
            encodings,
            times,
            room: Room {
                slots,
                patience: times.room,
                medium: None,
                large: None,
            },
        }
    }

    /// All that comes, as it comes.
    pub async fn read(&mut self, headers: &HeaderMap, body: Body) -> Result<Vec<u8>, BodyError> {
        let all = self.times.body;
        let read = timeout(all, self.read_patiently(headers, body)).await;
        read.unwrap_or(Err(BodyError::Busy))
    }

    async fn read_patiently(
        &mut self,
        headers: &HeaderMap,
        mut body: Body,
    ) -> Result<Vec<u8>, BodyError> {
        let limit = self.limit;
        let promised = headers
            .get(header::CONTENT_LENGTH)
            .and_then(|length| length.to_str().ok()?.parse::<usize>().ok())
            .unwrap_or(0);
        if promised > limit {
            return Err(BodyError::TooLarge { limit });
        }
        let mut bytes = Vec::with_capacity(promised.min(TINY));
        loop {
            let frame = timeout(self.times.frame, body.frame()).await;
            let Some(frame) = frame.map_err(|_| BodyError::Busy)? else {
                return Ok(bytes);
            };
            let Ok(data) = frame.map_err(|_| BodyError::Broken)?.into_data() else {
                continue;
            };
            let size = bytes.len() + data.len();
            if size > limit {
                return Err(BodyError::TooLarge { limit });
            }
            self.room.grow(size, promised).await?;
            if size > TINY && bytes.capacity() < promised {
                // there is room for all of it now
                bytes.reserve_exact(promised - bytes.len());
            }
            bytes.extend_from_slice(&data);
        }
    }

    /// What `packed` holds.
    pub async fn unpack(&mut self, encoding: &str, packed: Bytes) -> Result<Vec<u8>, BodyError> {
        let size = packed.len();
        let packed = std::io::Cursor::new(packed);
        match encoding {
            "gzip" if self.encodings != Encodings::Plain => {
                let unpacker = flate2::read::MultiGzDecoder::new(packed);
                self.unpack_with(unpacker, size, "gzip").await
            }
            // the zlib format (RFC 9110, section 8.4.1.2); some send it without its frame
            "deflate" if self.encodings != Encodings::Plain => {
                if is_zlib(packed.get_ref()) {
                    let unpacker = flate2::read::ZlibDecoder::new(packed);
                    self.unpack_with(unpacker, size, "deflate").await
                } else {
                    let unpacker = flate2::read::DeflateDecoder::new(packed);
                    self.unpack_with(unpacker, size, "deflate").await
                }
            }
            "zstd" if self.encodings == Encodings::All => {
                let unpacker =
                    zstd::Decoder::new(packed).map_err(|_| BodyError::Corrupt("zstd"))?;
                self.unpack_with(unpacker, size, "zstd").await
            }
            other => Err(BodyError::Encoding(other.to_owned())),
        }
    }

    /// Stops one byte after the limit, whatever the compressed size promises.
    async fn unpack_with<R: Read + Send + 'static>(
        &mut self,
        mut unpacker: R,
        packed: usize,
        name: &'static str,
    ) -> Result<Vec<u8>, BodyError> {
        let mut bytes = Vec::with_capacity(packed.saturating_mul(4).min(TINY).min(self.limit));
        for step in [TINY, MEDIUM, self.limit] {
            let most = step.min(self.limit);
            self.room.grow(most.min(bytes.len() + 1), 0).await?;
            let more = (most + 1).saturating_sub(bytes.len()) as u64;
            let unpack = move || {
                let read = unpacker.by_ref().take(more).read_to_end(&mut bytes);
                read.map(|_| (unpacker, bytes))
            };
            let read = if most > TINY {
                // too long for a thread that others wait for
                let read = tokio::task::spawn_blocking(unpack).await;
                read.map_err(|_| BodyError::Broken)?
            } else {
                unpack()
            };
            (unpacker, bytes) = read.map_err(|_| BodyError::Corrupt(name))?;
            if bytes.len() <= most {
                return Ok(bytes);
            }
        }
        Err(BodyError::TooLarge { limit: self.limit })
    }

    /// The bytes that were read; they keep their room as long as they are there.
    pub fn hold(self, bytes: Vec<u8>) -> Bytes {
        match (&self.room.medium, &self.room.large) {
            (None, None) => bytes.into(),
            _ => Bytes::from_owner(Held {
                bytes,
                _room: self.room,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    }

    async fn read(encoding: &str, body: Vec<u8>, limit: usize) -> Result<Bytes, BodyError> {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_ENCODING, encoding.parse().unwrap());
        read_body(&headers, Body::from(body), limit, Encodings::GzipDeflate).await
    }

    #[tokio::test]
    async fn a_bomb_stops_at_the_limit() {
        let bomb = gzip(&vec![0; 50 << 20]);
        assert!(bomb.len() < 100_000);
        let refused = read("gzip", bomb, 1 << 20).await;
        assert_eq!(refused, Err(BodyError::TooLarge { limit: 1 << 20 }));
    }

    #[tokio::test]
    async fn encodings_are_checked() {
        assert_eq!(read("gzip", gzip(b"spans"), 100).await.unwrap(), "spans");
        assert_eq!(
            read("identity", b"spans".to_vec(), 100).await.unwrap(),
            "spans"
        );
        let refused = read("gzip", b"no gzip".to_vec(), 100).await;
        assert_eq!(refused, Err(BodyError::Corrupt("gzip")));
        let mut cut = gzip(&[7; 1000]);
        cut.truncate(15);
        assert_eq!(
            read("gzip", cut, 5_000).await,
            Err(BodyError::Corrupt("gzip"))
        );
        let refused = read("br", Vec::new(), 100).await;
        assert_eq!(refused, Err(BodyError::Encoding("br".into())));
        let refused = read("zstd", Vec::new(), 100).await;
        assert_eq!(refused, Err(BodyError::Encoding("zstd".into())));
    }

    #[tokio::test]
    async fn deflate_is_zlib_with_or_without_its_frame() {
        use flate2::Compression;
        use flate2::write::{DeflateEncoder, ZlibEncoder};
        let text = b"spans".repeat(1_000);
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(&text).unwrap();
        let zlib = zlib.finish().unwrap();
        let mut raw = DeflateEncoder::new(Vec::new(), Compression::default());
        raw.write_all(&text).unwrap();
        let raw = raw.finish().unwrap();
        for packed in [&zlib, &raw] {
            assert_eq!(read("deflate", packed.clone(), 5_000).await.unwrap(), text);
            let refused = read("deflate", packed.clone(), 4_999).await;
            assert_eq!(refused, Err(BodyError::TooLarge { limit: 4_999 }));
            let cut = packed[..packed.len() / 2].to_vec();
            let refused = read("deflate", cut, 5_000).await;
            assert_eq!(refused, Err(BodyError::Corrupt("deflate")));
        }
        let mut damaged = zlib;
        *damaged.last_mut().unwrap() ^= 1;
        let refused = read("deflate", damaged, 5_000).await;
        assert_eq!(refused, Err(BodyError::Corrupt("deflate")));
        let refused = read("deflate", b"no deflate".to_vec(), 100).await;
        assert_eq!(refused, Err(BodyError::Corrupt("deflate")));
    }

    #[tokio::test]
    async fn large_bodies_wait_for_one_another_and_small_ones_do_not() {
        static FEW: Slots = Slots {
            medium: Semaphore::const_new(8),
            large: Semaphore::const_new(1),
        };
        let read = async |size: usize| {
            let mut reader = BodyReader::within(&FEW, &TIMES, 8 << 20, Encodings::Plain);
            let body = Body::from(vec![7; size]);
            let bytes = reader.read(&HeaderMap::new(), body).await.unwrap();
            reader.hold(bytes)
        };
        let first = read(MEDIUM + 1).await;
        let second = tokio::time::timeout(Duration::from_millis(50), read(2 << 20));
        assert!(second.await.is_err(), "a second one is in memory");
        assert_eq!(read(MEDIUM).await.len(), MEDIUM);
        // a part of the bytes keeps the room of all
        let part = first.slice(..10);
        drop(first);
        assert_eq!(FEW.large.available_permits(), 0);
        drop(part);
        let second = read(2 << 20).await;
        assert_eq!(
            FEW.medium.available_permits(),
            8,
            "the large one holds another"
        );
        drop(second);
        assert_eq!(FEW.large.available_permits(), 1);
        assert_eq!(FEW.medium.available_permits(), 8);
    }

    #[tokio::test]
    async fn what_unpacks_to_much_takes_a_large_place() {
        static FEW: Slots = Slots {
            medium: Semaphore::const_new(1),
            large: Semaphore::const_new(1),
        };
        let packed = gzip(&vec![0; 3 << 20]);
        assert!(packed.len() < TINY);
        let mut reader = BodyReader::within(&FEW, &TIMES, 8 << 20, Encodings::GzipDeflate);
        let bytes = reader.unpack("gzip", packed.into()).await.unwrap();
        assert_eq!(bytes.len(), 3 << 20);
        assert_eq!(FEW.large.available_permits(), 0);
        drop(reader);
        assert_eq!(FEW.large.available_permits(), 1);
    }

    #[tokio::test]
    async fn who_promises_much_and_sends_nothing_holds_up_nobody() {
        static FEW: Slots = Slots {
            medium: Semaphore::const_new(1),
            large: Semaphore::const_new(1),
        };
        static SHORT: Times = Times {
            frame: Duration::from_millis(200),
            body: Duration::from_secs(5),
            room: Duration::from_millis(100),
        };
        let reader = || BodyReader::within(&FEW, &SHORT, 20 << 20, Encodings::Plain);
        let mut promise = HeaderMap::new();
        promise.insert(header::CONTENT_LENGTH, (20 << 20).into());
        let never = futures_util::stream::pending::<Result<Bytes, std::io::Error>>();
        let stalled = tokio::spawn({
            let (mut reader, promise) = (reader(), promise.clone());
            async move { reader.read(&promise, Body::from_stream(never)).await }
        });
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert_eq!(FEW.large.available_permits(), 1);
        let mut first = reader();
        let headers = HeaderMap::new();
        let bytes = first.read(&headers, Body::from(vec![7; 2 << 20])).await;
        let first = first.hold(bytes.unwrap());
        // who finds no slot is told to come again, and keeps no other slot meanwhile
        let mut second = reader();
        let waits = second.read(&promise, Body::from(vec![7; 2 << 20]));
        let (waited, medium) = tokio::join!(waits, async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            FEW.medium.available_permits()
        });
        assert_eq!((waited, medium), (Err(BodyError::Busy), 1));
        drop(first);
        assert_eq!(stalled.await.unwrap(), Err(BodyError::Busy));
        assert_eq!(FEW.large.available_permits(), 1);
    }
}
