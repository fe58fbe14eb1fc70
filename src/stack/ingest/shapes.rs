//! The OTLP messages (opentelemetry-proto 1.x, `trace/v1`, `logs/v1`, `metrics/v1`), as far as
//! they must be checked before their bytes are kept as they are.

use super::wire::{Kind, Shape};

use Kind::{Bytes, Fixed32, Fixed64, Free, Message, Text, Varint};

pub(super) static ANY_VALUE: Shape = Shape(&[
    Free,
    Text,
    Varint,
    Varint,
    Fixed64,
    Message(&ARRAY_VALUE),
    Message(&KEY_VALUE_LIST),
    Bytes,
    Varint,
]);

pub(super) static ARRAY_VALUE: Shape = Shape(&[Free, Message(&ANY_VALUE)]);

pub(super) static KEY_VALUE_LIST: Shape = Shape(&[Free, Message(&KEY_VALUE)]);

pub(super) static KEY_VALUE: Shape = Shape(&[Free, Text, Message(&ANY_VALUE), Varint]);

static ENTITY_REF: Shape = Shape(&[Free, Text, Text, Text, Text]);

pub(super) static RESOURCE: Shape =
    Shape(&[Free, Message(&KEY_VALUE), Varint, Message(&ENTITY_REF)]);

static SCOPE: Shape = Shape(&[Free, Text, Text, Message(&KEY_VALUE), Varint]);

/// Without its scope spans, which are walked by hand.
pub(super) static RESOURCE_SPANS: Shape = Shape(&[Free, Message(&RESOURCE), Bytes, Text]);

/// Without its spans, which are walked by hand.
pub(super) static SCOPE_SPANS: Shape = Shape(&[Free, Message(&SCOPE), Bytes, Text]);

static EVENT: Shape = Shape(&[Free, Fixed64, Text, Message(&KEY_VALUE), Varint]);

static LINK: Shape = Shape(&[
    Free,
    Bytes,
    Bytes,
    Text,
    Message(&KEY_VALUE),
    Varint,
    Fixed32,
]);

pub(super) static STATUS: Shape = Shape(&[Free, Free, Text, Varint]);

pub(super) static SPAN: Shape = Shape(&[
    Free,
    Bytes,
    Bytes,
    Text,
    Bytes,
    Text,
    Varint,
    Fixed64,
    Fixed64,
    Message(&KEY_VALUE),
    Varint,
    Message(&EVENT),
    Varint,
    Message(&LINK),
    Varint,
    Message(&STATUS),
    Fixed32,
]);

/// A whole request, as far as it has texts.
pub(super) static TRACES: Shape = Shape(&[Free, Message(&RESOURCE_SPANS_WHOLE)]);

static RESOURCE_SPANS_WHOLE: Shape =
    Shape(&[Free, Message(&RESOURCE), Message(&SCOPE_SPANS_WHOLE), Text]);

static SCOPE_SPANS_WHOLE: Shape = Shape(&[Free, Message(&SCOPE), Message(&SPAN), Text]);

/// As [`TRACES`]; `logs/v1`.
pub(super) static LOGS: Shape = Shape(&[Free, Message(&RESOURCE_LOGS)]);

static RESOURCE_LOGS: Shape = Shape(&[Free, Message(&RESOURCE), Message(&SCOPE_LOGS), Text]);

static SCOPE_LOGS: Shape = Shape(&[Free, Message(&SCOPE), Message(&LOG_RECORD), Text]);

static LOG_RECORD: Shape = Shape(&[
    Free,
    Fixed64,
    Varint,
    Text,
    Free,
    Message(&ANY_VALUE),
    Message(&KEY_VALUE),
    Varint,
    Fixed32,
    Bytes,
    Bytes,
    Fixed64,
    Text,
]);

/// As [`TRACES`]; `metrics/v1`.
pub(super) static METRICS: Shape = Shape(&[Free, Message(&RESOURCE_METRICS)]);

static RESOURCE_METRICS: Shape = Shape(&[Free, Message(&RESOURCE), Message(&SCOPE_METRICS), Text]);

static SCOPE_METRICS: Shape = Shape(&[Free, Message(&SCOPE), Message(&METRIC), Text]);

static METRIC: Shape = Shape(&[
    Free,
    Text,
    Text,
    Text,
    Free,
    Message(&GAUGE),
    Free,
    Message(&SUM),
    Free,
    Message(&HISTOGRAM),
    Message(&EXPONENTIAL_HISTOGRAM),
    Message(&SUMMARY),
    Message(&KEY_VALUE),
]);

static GAUGE: Shape = Shape(&[Free, Message(&NUMBER_POINT)]);

static SUM: Shape = Shape(&[Free, Message(&NUMBER_POINT), Varint, Varint]);

static HISTOGRAM: Shape = Shape(&[Free, Message(&HISTOGRAM_POINT), Varint]);

static EXPONENTIAL_HISTOGRAM: Shape = Shape(&[Free, Message(&EXPONENTIAL_HISTOGRAM_POINT), Varint]);

static SUMMARY: Shape = Shape(&[Free, Message(&SUMMARY_POINT)]);

static NUMBER_POINT: Shape = Shape(&[
    Free,
    Free,
    Fixed64,
    Fixed64,
    Fixed64,
    Message(&EXEMPLAR),
    Fixed64,
    Message(&KEY_VALUE),
    Varint,
]);

// lists of numbers are free: they may be packed or not
static HISTOGRAM_POINT: Shape = Shape(&[
    Free,
    Free,
    Fixed64,
    Fixed64,
    Fixed64,
    Fixed64,
    Free,
    Free,
    Message(&EXEMPLAR),
    Message(&KEY_VALUE),
    Varint,
    Fixed64,
    Fixed64,
]);

static EXPONENTIAL_HISTOGRAM_POINT: Shape = Shape(&[
    Free,
    Message(&KEY_VALUE),
    Fixed64,
    Fixed64,
    Fixed64,
    Fixed64,
    Varint,
    Fixed64,
    Message(&BUCKETS),
    Message(&BUCKETS),
    Varint,
    Message(&EXEMPLAR),
    Fixed64,
    Fixed64,
    Fixed64,
]);

static BUCKETS: Shape = Shape(&[Free, Varint, Free]);

static SUMMARY_POINT: Shape = Shape(&[
    Free,
    Free,
    Fixed64,
    Fixed64,
    Fixed64,
    Fixed64,
    Message(&QUANTILE),
    Message(&KEY_VALUE),
    Varint,
]);

static QUANTILE: Shape = Shape(&[Free, Fixed64, Fixed64]);

static EXEMPLAR: Shape = Shape(&[
    Free,
    Free,
    Fixed64,
    Fixed64,
    Bytes,
    Bytes,
    Fixed64,
    Message(&KEY_VALUE),
]);
