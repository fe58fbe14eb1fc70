//! OTLP metrics: read, counted, and not stored yet.
//!
//! SDKs send metrics unless they are told not to, and print an error for every interval
//! in which nobody takes them. So they are accepted, and a request that is not valid is
//! refused as one of spans would be.

use super::shapes;
use super::wire::{DEPTH, Malformed, Value, check, fields};

/// Levels from a request to its data points: resource, scope, metric, kind, point.
const RESOURCES: u32 = 1;
const CHILDREN: u32 = 2;
/// A gauge, a sum, a histogram, an exponential histogram, a summary.
const KINDS: [u32; 5] = [5, 7, 9, 10, 11];
const POINTS: u32 = 1;

/// The data points of an encoded request.
///
/// # Errors
/// If it is not an `ExportMetricsServiceRequest`.
pub(crate) fn points(request: &[u8]) -> Result<u64, Malformed> {
    check(&shapes::METRICS, request, DEPTH)?;
    let mut count = 0;
    each(request, &[RESOURCES], |resource| {
        each(resource, &[CHILDREN], |scope| {
            each(scope, &[CHILDREN], |metric| {
                each(metric, &KINDS, |kind| {
                    each(kind, &[POINTS], |_| {
                        count += 1;
                        Ok(())
                    })
                })
            })
        })
    })?;
    Ok(count)
}

fn each<'a>(
    message: &'a [u8],
    numbers: &[u32],
    mut found: impl FnMut(&'a [u8]) -> Result<(), Malformed>,
) -> Result<(), Malformed> {
    let mut rest = fields(message);
    while let Some(field) = rest.next(DEPTH)? {
        if numbers.contains(&field.number)
            && let Value::Bytes(bytes) = field.value
        {
            found(bytes)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stack::ingest::wire::put_header;

    fn field(number: u32, inner: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        put_header(number, inner.len(), &mut out);
        out.extend_from_slice(inner);
        out
    }

    fn request(metrics: &[u8]) -> Vec<u8> {
        field(RESOURCES, &field(CHILDREN, metrics))
    }

    #[test]
    fn points_of_every_kind_are_counted() {
        let mut metrics = Vec::new();
        for kind in KINDS {
            let two = [field(POINTS, b""), field(POINTS, b"")].concat();
            let metric = [field(1, b"requests"), field(kind, &two)].concat();
            metrics.extend(field(CHILDREN, &metric));
        }
        assert_eq!(points(&request(&metrics)), Ok(10));
        assert_eq!(points(b""), Ok(0));
    }

    #[test]
    fn what_is_no_request_is_refused() {
        assert!(points(b"nonsense").is_err());
        // a time is eight bytes, not a text
        let point = field(3, b"yesterday");
        let metric = field(KINDS[0], &field(POINTS, &point));
        assert!(points(&request(&field(CHILDREN, &metric))).is_err());
        let mut cut = request(&field(CHILDREN, &field(KINDS[0], &field(POINTS, b""))));
        cut.pop();
        assert!(points(&cut).is_err());
    }
}
