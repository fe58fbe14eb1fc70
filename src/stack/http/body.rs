//! Bodies: their limits, their compressions, and how much of them is in memory at once.
//!
//! What clients send at the same time is bounded as a whole, not only one by one: a body
//! that grows waits until there is room for more of it, and meanwhile TCP makes its
//! sender wait.

use std::io::Read;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, header};
use bytes::Bytes;
use http_body_util::BodyExt as _;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Why a body could not be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// Over the limit, before or after unpacking.
    #[error("the body is larger than {limit} bytes")]
    TooLarge { limit: usize },
    /// The client went away, broke the framing or took too long.
    #[error("the body could not be read")]
    Broken,
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
    Gzip,
    /// gzip and zstd.
    GzipZstd,
}

/// Bodies up to this size are read at once, whoever sends them.
const TINY: usize = 64 << 10;
/// Bodies up to this size take one of many places, larger ones one of few.
const MEDIUM: usize = 1 << 20;
static PLACES: Places = Places {
    medium: Semaphore::const_new(32),
    large: Semaphore::const_new(2),
};
/// A sender that holds a place for longer than this loses it.
const PATIENCE: Duration = Duration::from_secs(60);

struct Places {
    medium: Semaphore,
    large: Semaphore,
}

/// The places that one body takes; given back when it is dropped.
struct Room {
    places: &'static Places,
    medium: Option<SemaphorePermit<'static>>,
    large: Option<SemaphorePermit<'static>>,
}

impl Room {
    /// Waits until `bytes` fit. Who has a large place asks for none more, so nobody
    /// waits for another in a circle.
    async fn grow(&mut self, bytes: usize) {
        if bytes > TINY && self.medium.is_none() {
            // an error means that the semaphore was closed, which never happens
            self.medium = self.places.medium.acquire().await.ok();
        }
        if bytes > MEDIUM && self.large.is_none() {
            self.large = self.places.large.acquire().await.ok();
        }
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

/// Reads and unpacks one body.
pub struct BodyReader {
    limit: usize,
    encodings: Encodings,
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
        Some(encoding) => reader.unpack(encoding, &packed).await?,
    };
    Ok(reader.hold(bytes))
}

impl BodyReader {
    /// `limit` holds for what comes and for what is unpacked of it.
    pub fn new(limit: usize, encodings: Encodings) -> Self {
        Self::within(&PLACES, limit, encodings)
    }

    fn within(places: &'static Places, limit: usize, encodings: Encodings) -> Self {
        Self {
            limit,
            encodings,
            room: Room {
                places,
                medium: None,
                large: None,
            },
        }
    }

    /// All that comes, as it comes.
    pub async fn read(&mut self, headers: &HeaderMap, body: Body) -> Result<Vec<u8>, BodyError> {
        let reading = self.read_patiently(headers, body);
        let read = tokio::time::timeout(PATIENCE, reading).await;
        read.unwrap_or(Err(BodyError::Broken))
    }

    async fn read_patiently(
        &mut self,
        headers: &HeaderMap,
        mut body: Body,
    ) -> Result<Vec<u8>, BodyError> {
        let limit = self.limit;
        let length = headers
            .get(header::CONTENT_LENGTH)
            .and_then(|length| length.to_str().ok()?.parse::<usize>().ok())
            .unwrap_or(0);
        if length > limit {
            return Err(BodyError::TooLarge { limit });
        }
        self.room.grow(length).await;
        let mut bytes = Vec::with_capacity(length);
        while let Some(frame) = body.frame().await {
            let Ok(data) = frame.map_err(|_| BodyError::Broken)?.into_data() else {
                continue;
            };
            let size = bytes.len() + data.len();
            if size > limit {
                return Err(BodyError::TooLarge { limit });
            }
            self.room.grow(size).await;
            bytes.extend_from_slice(&data);
        }
        Ok(bytes)
    }

    /// What `packed` holds.
    pub async fn unpack(&mut self, encoding: &str, packed: &[u8]) -> Result<Vec<u8>, BodyError> {
        match encoding {
            "gzip" if self.encodings != Encodings::Plain => {
                let unpacker = flate2::read::MultiGzDecoder::new(packed);
                self.unpack_with(unpacker, packed.len(), "gzip").await
            }
            "zstd" if self.encodings == Encodings::GzipZstd => {
                let unpacker =
                    zstd::Decoder::new(packed).map_err(|_| BodyError::Corrupt("zstd"))?;
                self.unpack_with(unpacker, packed.len(), "zstd").await
            }
            other => Err(BodyError::Encoding(other.to_owned())),
        }
    }

    /// Stops one byte after the limit, whatever the compressed size promises.
    async fn unpack_with(
        &mut self,
        mut unpacker: impl Read,
        packed: usize,
        name: &'static str,
    ) -> Result<Vec<u8>, BodyError> {
        let mut bytes = Vec::with_capacity(packed.saturating_mul(4).min(MEDIUM).min(self.limit));
        for step in [TINY, MEDIUM, self.limit] {
            let most = step.min(self.limit);
            self.room.grow(most.min(bytes.len() + 1)).await;
            let more = (most + 1).saturating_sub(bytes.len());
            let read = unpacker.by_ref().take(more as u64).read_to_end(&mut bytes);
            read.map_err(|_| BodyError::Corrupt(name))?;
            if bytes.len() <= most {
                return Ok(bytes);
            }
        }
        Err(BodyError::TooLarge { limit: self.limit })
    }

    /// The bytes that were read; they keep their room as long as they are there.
    pub fn hold(self, bytes: Vec<u8>) -> Bytes {
        match self.room.medium {
            None => bytes.into(),
            Some(_) => Bytes::from_owner(Held {
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
        read_body(&headers, Body::from(body), limit, Encodings::Gzip).await
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
    async fn large_bodies_wait_for_one_another_and_small_ones_do_not() {
        static FEW: Places = Places {
            medium: Semaphore::const_new(8),
            large: Semaphore::const_new(1),
        };
        let read = async |size: usize| {
            let mut reader = BodyReader::within(&FEW, 8 << 20, Encodings::Plain);
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
        assert_eq!(FEW.medium.available_permits(), 7);
        drop(second);
        assert_eq!(FEW.large.available_permits(), 1);
        assert_eq!(FEW.medium.available_permits(), 8);
    }

    #[tokio::test]
    async fn what_unpacks_to_much_takes_a_large_place() {
        static FEW: Places = Places {
            medium: Semaphore::const_new(1),
            large: Semaphore::const_new(1),
        };
        let packed = gzip(&vec![0; 3 << 20]);
        assert!(packed.len() < TINY);
        let mut reader = BodyReader::within(&FEW, 8 << 20, Encodings::Gzip);
        let bytes = reader.unpack("gzip", &packed).await.unwrap();
        assert_eq!(bytes.len(), 3 << 20);
        assert_eq!(FEW.large.available_permits(), 0);
        drop(reader);
        assert_eq!(FEW.large.available_permits(), 1);
    }
}
