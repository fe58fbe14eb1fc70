//! An encoded OTLP request, one item at a time: an item of two bytes may take hundreds as
//! an object, so a request is never decoded whole.

use opentelemetry_proto::tonic::common::v1::InstrumentationScope;
use opentelemetry_proto::tonic::resource::v1::Resource;
use prost::Message;

use super::spans::IngestError;
use super::wire::{DEPTH, Field, Malformed, fields};

/// Who takes what a walk meets: after a resource its scopes, after a scope its items.
pub(crate) trait Visitor {
    fn resource(&mut self, resource: Resource) -> Result<(), IngestError>;

    fn scope(&mut self, scope: InstrumentationScope) -> Result<(), IngestError>;

    /// An encoded `Span` or `LogRecord`.
    fn item(&mut self, item: &[u8]) -> Result<(), IngestError>;
}

/// Bytes of a resource, of a scope, and of an item that is decoded.
pub(crate) const MAX_SIZE: usize = 4 << 20;

/// The resource of a `ResourceSpans` or `ResourceLogs`, the scope of what is in it.
const HEAD: u32 = 1;
/// The lists of all three levels below.
const CHILDREN: u32 = 2;

/// Walks through an encoded `TracesData` or `LogsData`, whose fields have the same numbers.
pub(crate) fn walk(request: &[u8], visitor: &mut impl Visitor) -> Result<(), IngestError> {
    let mut resources = fields(request);
    while let Some(field) = resources.next(DEPTH)? {
        if field.number == HEAD {
            let bytes = field.bytes()?;
            visitor.resource(head(bytes, DEPTH - 1)?)?;
            each_child(bytes, DEPTH - 1, |scope| {
                visitor.scope(head(scope, DEPTH - 2)?)?;
                each_child(scope, DEPTH - 2, |item| visitor.item(item))
            })?;
        }
    }
    Ok(())
}

/// The head of a message; one that comes in parts is the parts merged.
fn head<T: Message + Default>(message: &[u8], depth: u32) -> Result<T, IngestError> {
    let mut head = T::default();
    let mut rest = fields(message);
    let mut size = 0;
    while let Some(field) = rest.next(depth)? {
        if field.number == HEAD {
            let bytes = field.bytes()?;
            size += bytes.len();
            if size > MAX_SIZE {
                return Err(IngestError::TooLarge("a resource or scope"));
            }
            head.merge(bytes).map_err(|_| Malformed(NO_MESSAGE))?;
        }
    }
    Ok(head)
}

fn each_child(
    message: &[u8],
    depth: u32,
    mut each: impl FnMut(&[u8]) -> Result<(), IngestError>,
) -> Result<(), IngestError> {
    let mut rest = fields(message);
    while let Some(field) = rest.next(depth)? {
        if let Field {
            number: CHILDREN, ..
        } = field
        {
            each(field.bytes()?)?;
        }
    }
    Ok(())
}

const NO_MESSAGE: &str = "a field is not what it should be";

/// An item as an object.
pub(crate) fn decoded<T: Message + Default>(item: &[u8]) -> Result<T, IngestError> {
    if item.len() > MAX_SIZE {
        return Err(IngestError::TooLarge("a span or log record"));
    }
    Ok(T::decode(item).map_err(|_| Malformed(NO_MESSAGE))?)
}
