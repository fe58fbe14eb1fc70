//! What was sent of a trace: where it is kept, and single segments and spans of it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io;

use opentelemetry_proto::tonic::resource::v1::Resource;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message as _;

use super::entity::{self, Entity};
use super::otel::{self, OtelSpan};
use super::outline::{Origin, Outline};
use super::outline_builder::Hash;
use crate::model::TraceId;
use crate::stack::store::{Bytes, Extent};

/// Levels of objects and arrays up to which nobody need count them.
pub(super) const DEEP: usize = 40;

/// The blocks of a trace, and the resources of its spans.
#[derive(Debug)]
pub(super) struct SentTrace {
    pub(super) trace: TraceId,
    pub(super) bytes: Bytes,
    pub(super) resources: Resources,
}

impl SentTrace {
    /// What was sent of an entity that is not inferred.
    ///
    /// # Errors
    /// When its bytes cannot be had.
    pub(super) fn entity(&self, outline: &Outline) -> io::Result<Entity> {
        let mut entity = match outline.origin {
            Origin::Document => {
                let text = self.bytes.read(outline.extent())?;
                let text = std::str::from_utf8(&text).ok();
                let sent = text.and_then(entity::read).ok_or_else(changed)?;
                sent.entity
            }
            Origin::Span => {
                let subsegment = outline.subsegment();
                self.span(outline, |span| span.entity(self.trace, subsegment))?
            }
            Origin::ServiceOfCall => self.span(outline, |span| span.service_segment(outline.id))?,
            Origin::Inferred => return Err(changed()),
        };
        entity.parent = outline.parent;
        entity.subsegment = outline.subsegment();
        Ok(entity)
    }

    /// Hands the span of an outline to `take`, with its resource.
    pub(super) fn span<T>(
        &self,
        outline: &Outline,
        take: impl FnOnce(&OtelSpan<'_>) -> T,
    ) -> io::Result<T> {
        let span = Span::decode(&*self.bytes.read(outline.extent())?).map_err(|_| changed())?;
        self.resources.with(outline.of, |resource| {
            let resource = otel::Resource::new(resource);
            take(&OtelSpan::new(&span, &resource))
        })
    }
}

/// What was looked at before is not what it was.
fn changed() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "a span is not what it was when it was found",
    )
}

/// The resources of spans by number. Of the same resource in many requests one is kept.
#[derive(Debug)]
pub(super) struct Resources {
    bytes: Bytes,
    list: Vec<(Extent, u64)>,
    recent: HashMap<u128, u32>,
    last: RefCell<Option<(u32, Resource)>>,
}

/// The number of resources that are deduplicated; more only take more room.
const RECENT: usize = 4_096;

impl Resources {
    pub(super) fn new(bytes: Bytes) -> Self {
        Self {
            bytes,
            list: Vec::new(),
            recent: HashMap::new(),
            last: RefCell::default(),
        }
    }

    /// Keeps a resource, and gives its number.
    ///
    /// # Errors
    /// When there is no room for it.
    pub(super) fn add(&mut self, resource: &Resource, hash: &Hash) -> io::Result<u32> {
        let encoded = resource.encode_to_vec();
        let same = hash.digest(&encoded);
        if let Some(known) = self.recent.get(&same) {
            return Ok(*known);
        }
        let number = u32::try_from(self.list.len()).map_err(io::Error::other)?;
        let service = otel::Resource::new(resource).service.map(str::as_bytes);
        // none is told from every name
        let service = service.map_or(0, |name| hash.digest(name) as u64 | 1);
        self.list.push((self.bytes.push(&encoded)?, service));
        if self.recent.len() >= RECENT {
            self.recent.clear();
        }
        self.recent.insert(same, number);
        Ok(number)
    }

    /// Whether two resources are of the same service, or both of none.
    pub(super) fn same_service(&self, a: u32, b: u32) -> bool {
        let service = |number: u32| self.list.get(number as usize).map(|(_, service)| service);
        service(a) == service(b)
    }

    fn with<T>(&self, number: u32, take: impl FnOnce(&Resource) -> T) -> io::Result<T> {
        let mut last = self.last.borrow_mut();
        if let Some((_, resource)) = last.as_ref().filter(|(last, _)| *last == number) {
            return Ok(take(resource));
        }
        let (extent, _) = self.list.get(number as usize).ok_or_else(changed)?;
        let resource = Resource::decode(&*self.bytes.read(*extent)?).map_err(|_| changed())?;
        let (_, resource) = last.insert((number, resource));
        Ok(take(resource))
    }
}
