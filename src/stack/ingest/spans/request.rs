//! An encoded trace request as slices of its bytes.

use super::SpanRules;
use crate::stack::ingest::shapes;
use crate::stack::ingest::wire::{DEPTH, Field, Malformed, check, check_field, fields};

/// The parts of a request.
pub(super) struct Request<'a> {
    pub resources: Vec<Resource<'a>>,
    pub scopes: Vec<Scope<'a>>,
    pub spans: Vec<Span<'a>>,
    pub rejected: Rejected,
}

/// A `ResourceSpans` without its scopes.
pub(super) struct Resource<'a> {
    /// Its other fields, with their keys.
    pub head: Vec<&'a [u8]>,
    pub head_len: usize,
    /// `service.name`; empty if there is none.
    pub service: &'a str,
}

/// A `ScopeSpans` without its spans.
pub(super) struct Scope<'a> {
    pub resource: usize,
    pub head: Vec<&'a [u8]>,
    pub head_len: usize,
}

/// A span, and what its trace's row needs of it.
pub(super) struct Span<'a> {
    pub trace: [u8; 16],
    pub id: [u8; 8],
    pub scope: usize,
    /// The field with its key.
    pub raw: &'a [u8],
    /// The message alone.
    pub body: &'a [u8],
    pub start_ns: u64,
    pub end_ns: u64,
    pub is_root: bool,
    /// OTLP's `SpanKind`.
    pub kind: u64,
    /// OTLP's `Status.code`; 2 is an error.
    pub status: u64,
    /// The status of an HTTP call; 0 if it is none.
    pub http_status: u64,
}

/// Spans that cannot be stored, by reason.
#[derive(Default)]
pub(super) struct Rejected {
    ids: u64,
    start: u64,
    size: u64,
}

impl Rejected {
    pub(super) fn count(&self) -> u64 {
        self.ids + self.start + self.size
    }

    pub(super) fn message(&self) -> String {
        let reasons = [
            (self.ids, "without a valid trace id and span id"),
            (self.start, "whose start time is missing or out of range"),
            (self.size, "that are too large"),
        ];
        let told = reasons.iter().filter(|(count, _)| *count > 0);
        let told: Vec<_> = told.map(|(count, why)| format!("{count} {why}")).collect();
        if told.is_empty() {
            String::new()
        } else {
            format!("rejected spans: {}", told.join(", "))
        }
    }
}

const RESOURCE: u32 = 1;
/// Scopes in a resource, spans in a scope.
const CHILDREN: u32 = 2;

impl<'a> Request<'a> {
    pub(super) fn read(bytes: &'a [u8], rules: SpanRules) -> Result<Self, Malformed> {
        let mut request = Self {
            resources: Vec::new(),
            scopes: Vec::new(),
            // about what an instrumented HTTP call takes
            spans: Vec::with_capacity(bytes.len() / 512),
            rejected: Rejected::default(),
        };
        let mut resources = fields(bytes);
        while let Some(field) = resources.next(DEPTH)? {
            if field.number == RESOURCE {
                request.resource_spans(field.bytes()?, rules)?;
            }
        }
        Ok(request)
    }

    fn resource_spans(&mut self, bytes: &'a [u8], rules: SpanRules) -> Result<(), Malformed> {
        const LEVEL: u32 = DEPTH - 1;
        let index = self.resources.len();
        let mut resource = Resource {
            head: Vec::new(),
            head_len: 0,
            service: "",
        };
        let mut rest = fields(bytes);
        while let Some(field) = rest.next(LEVEL)? {
            if field.number == CHILDREN {
                self.scope_spans(index, field.bytes()?, rules)?;
                continue;
            }
            check_field(&shapes::RESOURCE_SPANS, &field, LEVEL)?;
            if field.number == RESOURCE
                && let Some(service) = service_name(field.bytes()?)?
            {
                resource.service = service;
            }
            resource.head_len += field.raw.len();
            resource.head.push(field.raw);
        }
        // of one without spans nothing is stored
        if self
            .scopes
            .last()
            .is_some_and(|scope| scope.resource == index)
        {
            self.resources.push(resource);
        }
        Ok(())
    }

    fn scope_spans(
        &mut self,
        resource: usize,
        bytes: &'a [u8],
        rules: SpanRules,
    ) -> Result<(), Malformed> {
        const LEVEL: u32 = DEPTH - 2;
        let index = self.scopes.len();
        let mut scope = Scope {
            resource,
            head: Vec::new(),
            head_len: 0,
        };
        let mut rest = fields(bytes);
        while let Some(field) = rest.next(LEVEL)? {
            if field.number == CHILDREN {
                self.span(index, &field, rules)?;
                continue;
            }
            check_field(&shapes::SCOPE_SPANS, &field, LEVEL)?;
            scope.head_len += field.raw.len();
            scope.head.push(field.raw);
        }
        if self.spans.last().is_some_and(|span| span.scope == index) {
            self.scopes.push(scope);
        }
        Ok(())
    }

    fn span(&mut self, scope: usize, field: &Field<'a>, rules: SpanRules) -> Result<(), Malformed> {
        const LEVEL: u32 = DEPTH - 3;
        let body = field.bytes()?;
        let mut span = Span {
            trace: [0; 16],
            id: [0; 8],
            scope,
            raw: field.raw,
            body,
            start_ns: 0,
            end_ns: 0,
            is_root: true,
            kind: 0,
            status: 0,
            http_status: 0,
        };
        let (mut trace_id, mut span_id): (&[u8], &[u8]) = (&[], &[]);
        let mut rest = fields(body);
        while let Some(field) = rest.next(LEVEL)? {
            match field.number {
                1 => trace_id = field.bytes()?,
                2 => span_id = field.bytes()?,
                4 => span.is_root = field.bytes()?.iter().all(|byte| *byte == 0),
                6 => span.kind = field.varint()?,
                7 => span.start_ns = field.fixed64()?,
                8 => span.end_ns = field.fixed64()?,
                9 => {
                    let (key, value) = key_value(field.bytes()?, LEVEL - 1)?;
                    if matches!(key, "http.response.status_code" | "http.status_code") {
                        span.http_status = int(value)?;
                    }
                }
                15 => span.status = status_code(field.bytes()?, LEVEL - 1)?,
                _ => check_field(&shapes::SPAN, &field, LEVEL)?,
            }
        }
        span.end_ns = span.end_ns.max(span.start_ns);
        let (earliest, latest) = rules.starts;
        match (trace_id.try_into(), span_id.try_into()) {
            (Ok(trace), Ok(id)) if trace != [0; 16] && id != [0; 8] => {
                (span.trace, span.id) = (trace, id);
                if span.start_ns < earliest || span.start_ns > latest {
                    self.rejected.start += 1;
                } else if span.body.len() > rules.largest {
                    self.rejected.size += 1;
                } else {
                    self.spans.push(span);
                }
            }
            _ => self.rejected.ids += 1,
        }
        Ok(())
    }
}

/// `service.name` of a checked resource, if it is a text.
fn service_name(resource: &[u8]) -> Result<Option<&str>, Malformed> {
    const LEVEL: u32 = DEPTH - 2;
    let mut rest = fields(resource);
    while let Some(field) = rest.next(LEVEL)? {
        if field.number == 1
            && let ("service.name", value) = key_value(field.bytes()?, LEVEL - 1)?
        {
            return text(value);
        }
    }
    Ok(None)
}

/// Key and encoded value of an attribute; checks both.
#[inline]
pub(super) fn key_value(bytes: &[u8], depth: u32) -> Result<(&str, &[u8]), Malformed> {
    let mut key = "";
    let mut value: &[u8] = &[];
    let mut rest = fields(bytes);
    while let Some(field) = rest.next(depth)? {
        match field.number {
            1 => key = field.text()?,
            2 => {
                value = field.bytes()?;
                check(&shapes::ANY_VALUE, value, depth - 1)?;
            }
            _ => check_field(&shapes::KEY_VALUE, &field, depth)?,
        }
    }
    Ok((key, value))
}

/// The text of an encoded `AnyValue`.
pub(super) fn text(value: &[u8]) -> Result<Option<&str>, Malformed> {
    let mut text = None;
    let mut rest = fields(value);
    while let Some(field) = rest.next(DEPTH)? {
        text = match field.number {
            1 => Some(field.text()?),
            _ => None,
        };
    }
    Ok(text)
}

/// The number of an encoded `AnyValue`, which some SDKs send as a text; else 0.
fn int(value: &[u8]) -> Result<u64, Malformed> {
    let mut rest = fields(value);
    while let Some(field) = rest.next(DEPTH)? {
        match field.number {
            1 => return Ok(field.text()?.parse().unwrap_or(0)),
            3 => return field.varint(),
            _ => {}
        }
    }
    Ok(0)
}

fn status_code(status: &[u8], depth: u32) -> Result<u64, Malformed> {
    let mut code = 0;
    let mut rest = fields(status);
    while let Some(field) = rest.next(depth)? {
        check_field(&shapes::STATUS, &field, depth)?;
        if field.number == 3 {
            code = field.varint()?;
        }
    }
    Ok(code)
}
