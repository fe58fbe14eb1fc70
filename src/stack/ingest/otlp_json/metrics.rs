//! `ExportMetricsServiceRequest` in JSON: read for its shape and its data points, which
//! are counted and not kept.

use serde::Deserialize;

use super::scalars::uint64;
use super::{JsonError, KeyValue, Resource, Scope, double, hex, int32, int64, nullable, read};

/// The data points of a request in JSON.
pub fn count_points(text: &[u8]) -> Result<u64, JsonError> {
    let request: Request = read(text)?;
    let metrics = request
        .resource_metrics
        .iter()
        .flat_map(|resource| &resource.scope_metrics)
        .flat_map(|scope| &scope.metrics);
    Ok(metrics.map(Metric::points).sum())
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Request {
    #[serde(deserialize_with = "nullable")]
    resource_metrics: Vec<ResourceMetrics>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct ResourceMetrics {
    resource: Option<Resource>,
    #[serde(deserialize_with = "nullable")]
    scope_metrics: Vec<ScopeMetrics>,
    #[serde(deserialize_with = "nullable")]
    schema_url: String,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct ScopeMetrics {
    scope: Option<Scope>,
    #[serde(deserialize_with = "nullable")]
    metrics: Vec<Metric>,
    #[serde(deserialize_with = "nullable")]
    schema_url: String,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Metric {
    #[serde(deserialize_with = "nullable")]
    name: String,
    #[serde(deserialize_with = "nullable")]
    description: String,
    #[serde(deserialize_with = "nullable")]
    unit: String,
    gauge: Option<Points<NumberPoint>>,
    sum: Option<Points<NumberPoint>>,
    histogram: Option<Points<HistogramPoint>>,
    exponential_histogram: Option<Points<ExponentialPoint>>,
    summary: Option<Points<SummaryPoint>>,
}

impl Metric {
    fn points(&self) -> u64 {
        fn count<T>(points: Option<&Points<T>>) -> u64 {
            points.map_or(0, |points| points.data_points.len() as u64)
        }
        count(self.gauge.as_ref())
            + count(self.sum.as_ref())
            + count(self.histogram.as_ref())
            + count(self.exponential_histogram.as_ref())
            + count(self.summary.as_ref())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "T: Deserialize<'de>"))]
struct Points<T> {
    #[serde(default = "Vec::new", deserialize_with = "nullable")]
    data_points: Vec<T>,
}

/// What points of every kind have.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct NumberPoint {
    #[serde(deserialize_with = "nullable")]
    attributes: Vec<KeyValue>,
    #[serde(deserialize_with = "uint64")]
    start_time_unix_nano: u64,
    #[serde(deserialize_with = "uint64")]
    time_unix_nano: u64,
    #[serde(deserialize_with = "double")]
    as_double: Option<f64>,
    #[serde(deserialize_with = "int64")]
    as_int: Option<i64>,
    #[serde(deserialize_with = "nullable")]
    exemplars: Vec<Exemplar>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct HistogramPoint {
    #[serde(deserialize_with = "nullable")]
    attributes: Vec<KeyValue>,
    #[serde(deserialize_with = "uint64")]
    start_time_unix_nano: u64,
    #[serde(deserialize_with = "uint64")]
    time_unix_nano: u64,
    #[serde(deserialize_with = "uint64")]
    count: u64,
    #[serde(deserialize_with = "double")]
    sum: Option<f64>,
    #[serde(deserialize_with = "nullable")]
    bucket_counts: Vec<Count>,
    #[serde(deserialize_with = "nullable")]
    explicit_bounds: Vec<Number>,
    #[serde(deserialize_with = "nullable")]
    exemplars: Vec<Exemplar>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct ExponentialPoint {
    #[serde(deserialize_with = "nullable")]
    attributes: Vec<KeyValue>,
    #[serde(deserialize_with = "uint64")]
    start_time_unix_nano: u64,
    #[serde(deserialize_with = "uint64")]
    time_unix_nano: u64,
    #[serde(deserialize_with = "uint64")]
    count: u64,
    #[serde(deserialize_with = "double")]
    sum: Option<f64>,
    #[serde(deserialize_with = "int32")]
    scale: i32,
    #[serde(deserialize_with = "uint64")]
    zero_count: u64,
    positive: Option<Buckets>,
    negative: Option<Buckets>,
    #[serde(deserialize_with = "nullable")]
    exemplars: Vec<Exemplar>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Buckets {
    #[serde(deserialize_with = "int32")]
    offset: i32,
    #[serde(deserialize_with = "nullable")]
    bucket_counts: Vec<Count>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct SummaryPoint {
    #[serde(deserialize_with = "nullable")]
    attributes: Vec<KeyValue>,
    #[serde(deserialize_with = "uint64")]
    start_time_unix_nano: u64,
    #[serde(deserialize_with = "uint64")]
    time_unix_nano: u64,
    #[serde(deserialize_with = "uint64")]
    count: u64,
    #[serde(deserialize_with = "double")]
    sum: Option<f64>,
    #[serde(deserialize_with = "nullable")]
    quantile_values: Vec<Quantile>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Quantile {
    #[serde(deserialize_with = "double")]
    quantile: Option<f64>,
    #[serde(deserialize_with = "double")]
    value: Option<f64>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Exemplar {
    #[serde(deserialize_with = "nullable")]
    filtered_attributes: Vec<KeyValue>,
    #[serde(deserialize_with = "uint64")]
    time_unix_nano: u64,
    #[serde(deserialize_with = "double")]
    as_double: Option<f64>,
    #[serde(deserialize_with = "int64")]
    as_int: Option<i64>,
    #[serde(deserialize_with = "hex")]
    span_id: Vec<u8>,
    #[serde(deserialize_with = "hex")]
    trace_id: Vec<u8>,
}

/// One number of a list of counts.
#[derive(Deserialize)]
#[expect(dead_code, reason = "read to check what is in it")]
struct Count(#[serde(deserialize_with = "uint64")] u64);

/// One number of a list of bounds.
#[derive(Deserialize)]
#[expect(dead_code, reason = "read to check what is in it")]
struct Number(#[serde(deserialize_with = "double")] Option<f64>);

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn request(metric: &Value) -> Vec<u8> {
        let request = json!({"resourceMetrics": [{"resource": {"attributes": []},
            "scopeMetrics": [{"scope": {"name": "m"}, "metrics": [metric]}]}]});
        request.to_string().into_bytes()
    }

    #[test]
    fn points_of_every_kind_are_counted() {
        let time = "1795166040000000000";
        for (kind, point) in [
            ("gauge", json!({"asInt": "3", "timeUnixNano": time})),
            (
                "sum",
                json!({"asDouble": 1.5, "exemplars": [{"asInt": "3", "spanId": "eee19b7ec3c1b174"}]}),
            ),
            (
                "histogram",
                json!({"count": "2", "bucketCounts": ["1", 1], "explicitBounds": [0.5]}),
            ),
            (
                "exponentialHistogram",
                json!({"scale": -1, "positive": {"offset": 1, "bucketCounts": ["2"]}}),
            ),
            (
                "summary",
                json!({"quantileValues": [{"quantile": 0.5, "value": "NaN"}]}),
            ),
        ] {
            let metric = json!({"name": "requests", kind: {"dataPoints": [point, {}]}});
            assert_eq!(count_points(&request(&metric)), Ok(2), "{kind}");
        }
        assert_eq!(count_points(b"{}"), Ok(0));
        assert_eq!(count_points(br#"{"resourceMetrics":null}"#), Ok(0));
    }

    #[test]
    fn what_is_no_request_is_refused() {
        for metric in [
            json!(7),
            json!({"gauge": {"dataPoints": [7]}}),
            json!({"gauge": {"dataPoints": [{"timeUnixNano": "yesterday"}]}}),
            json!({"histogram": {"dataPoints": [{"bucketCounts": ["x"]}]}}),
        ] {
            assert!(count_points(&request(&metric)).is_err(), "{metric}");
        }
        assert!(count_points(b"[]").is_err());
    }
}
