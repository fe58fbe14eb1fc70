//! Trace summaries, and the windows they are asked for in.

use aws_sdk_xray::types;
use jiff::{SignedDuration, Timestamp};

use super::of_aws;
use crate::model::{Health, TimeRange, TraceId, TraceSummary, request_line};

/// X-Ray deletes traces after this time (quotas of the developer guide): what is older
/// cannot be found.
pub const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// The longest window that X-Ray answers in one query.
pub(super) const WINDOW_MAX: SignedDuration = SignedDuration::from_hours(6);
/// The first window of a newest-first walk: most lists are full after it.
const WINDOW_FIRST: SignedDuration = SignedDuration::from_mins(10);

/// `range` in windows, the newest first, each half open like the range. They double from
/// ten minutes to six hours: a short list of a busy day is read without the whole day.
pub(super) fn newest_first(range: TimeRange) -> impl Iterator<Item = TimeRange> {
    let mut until = range.until;
    let mut length = WINDOW_FIRST;
    std::iter::from_fn(move || {
        if until <= range.since {
            return None;
        }
        let since = until
            .checked_sub(length)
            .map_or(range.since, |at| at.max(range.since));
        let window = TimeRange { since, until };
        until = since;
        length = (length * 2).min(WINDOW_MAX);
        Some(window)
    })
}

/// `range` in windows of six hours at most, the oldest first.
pub(super) fn oldest_first(range: TimeRange) -> impl Iterator<Item = TimeRange> {
    let mut since = range.since;
    std::iter::from_fn(move || {
        if since >= range.until {
            return None;
        }
        let until = since
            .checked_add(WINDOW_MAX)
            .map_or(range.until, |at| at.min(range.until));
        let window = TimeRange { since, until };
        since = until;
        Some(window)
    })
}

/// `None` where the id cannot be read.
pub(super) fn summary(found: &types::TraceSummary) -> Option<TraceSummary> {
    let id: TraceId = found.id.as_deref()?.parse().ok()?;
    let http = found.http.as_ref();
    let method = http.and_then(|http| http.http_method.clone());
    let url = http.and_then(|http| http.http_url.clone());
    let entry_service = found.entry_point.as_ref().and_then(|e| e.name.clone());
    let mut services: Vec<String> = Vec::new();
    for name in found.service_ids().iter().filter_map(|s| s.name.as_ref()) {
        if !services.contains(name) {
            services.push(name.clone());
        }
    }
    let route = route(found, entry_service.as_deref());
    let service = entry_service.or_else(|| services.first().cloned());
    let entry = match (&method, &url) {
        (Some(method), None) if route.is_none() => match service {
            Some(service) => format!("{method} {service}"),
            None => method.clone(),
        },
        _ => request_line(method.as_deref(), route.or(url.as_deref()))
            .or(service)
            .unwrap_or_default(),
    };
    Some(TraceSummary {
        id,
        w3c_id: id.hex(),
        start: found
            .start_time
            .as_ref()
            .and_then(of_aws)
            .unwrap_or_else(|| epoch_of(id)),
        duration_ms: milliseconds(found.duration.unwrap_or_default()),
        response_ms: found.response_time.map(milliseconds),
        status: http
            .and_then(|http| http.http_status)
            .and_then(|status| u16::try_from(status).ok())
            .filter(|status| *status != 0),
        health: Health {
            fault: found.has_fault.unwrap_or_default(),
            error: found.has_error.unwrap_or_default(),
            throttle: found.has_throttle.unwrap_or_default(),
        },
        partial: found.is_partial.unwrap_or_default(),
        entry,
        method,
        url,
        services,
        revision: found.revision,
        spans: None,
        errors: None,
    })
}

/// The route (`/api/activities/:uuid`) that the entry service annotates its request with:
/// by the semantic conventions' name, or as the collector's exporter spells it. Several
/// routes of one service say nothing about the entry.
fn route<'a>(found: &'a types::TraceSummary, entry_service: Option<&str>) -> Option<&'a str> {
    let annotations = found.annotations.as_ref()?;
    let of_entry = |value: &&types::ValueWithServiceIds| {
        let mut services = value.service_ids().iter();
        services.any(|service| service.name.as_deref() == entry_service)
    };
    let named = ["http.route", "http_route"]
        .iter()
        .find_map(|name| annotations.get(*name))?;
    let mut routes = named.iter().filter(of_entry);
    match (routes.next()?.annotation_value.as_ref()?, routes.next()) {
        (types::AnnotationValue::StringValue(route), None) => Some(route),
        _ => None,
    }
}

/// The time that X-Ray writes into its ids, for summaries that tell none.
fn epoch_of(id: TraceId) -> Timestamp {
    let [a, b, c, d, ..] = id.0;
    Timestamp::from_second(i64::from(u32::from_be_bytes([a, b, c, d]))).unwrap_or_default()
}

/// Seconds to milliseconds, to the microsecond.
fn milliseconds(seconds: f64) -> f64 {
    (seconds * 1e6).round() / 1e3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(since: &str, until: &str) -> TimeRange {
        TimeRange {
            since: since.parse().unwrap(),
            until: until.parse().unwrap(),
        }
    }

    #[test]
    fn windows_cover_a_range_without_gap_or_overlap() {
        let day = range("2026-11-19T09:00:00Z", "2026-11-20T09:00:00Z");
        let newest: Vec<TimeRange> = newest_first(day).collect();
        assert_eq!(
            newest[0],
            range("2026-11-20T08:50:00Z", "2026-11-20T09:00:00Z")
        );
        assert_eq!(
            newest[1],
            range("2026-11-20T08:30:00Z", "2026-11-20T08:50:00Z")
        );
        assert_eq!(newest.last().unwrap().since, day.since);
        for pair in newest.windows(2) {
            assert_eq!(pair[0].since, pair[1].until);
        }
        let oldest: Vec<TimeRange> = oldest_first(day).collect();
        assert_eq!(oldest.len(), 4);
        assert_eq!(oldest[0].since, day.since);
        assert_eq!(oldest[3].until, day.until);
        for window in newest.iter().chain(&oldest) {
            let length = window.until.duration_since(window.since);
            assert!(length.is_positive() && length <= WINDOW_MAX);
        }
    }

    #[test]
    fn a_short_range_is_one_window() {
        let minute = range("2026-11-20T09:00:00Z", "2026-11-20T09:01:00Z");
        assert_eq!(newest_first(minute).collect::<Vec<_>>(), [minute]);
        assert_eq!(oldest_first(minute).collect::<Vec<_>>(), [minute]);
    }

    #[test]
    fn the_guides_example_of_a_summary() {
        let found = types::TraceSummary::builder()
            .id("1-59602606-a43a1ac52fc7ee0eea12a82c")
            .duration(0.084)
            .response_time(0.084)
            .has_error(false)
            .http(
                types::Http::builder()
                    .http_status(200)
                    .http_url("http://scorekeep.elasticbeanstalk.com/api/session")
                    .http_method("POST")
                    .build(),
            )
            .build();
        let summary = summary(&found).unwrap();
        assert_eq!(summary.entry, "POST /api/session");
        assert_eq!(summary.status(), "200");
        assert_eq!(summary.duration_ms, 84.0);
        assert_eq!(
            summary.start.to_string(),
            "2017-07-08T00:23:34Z",
            "from the id"
        );
    }

    #[test]
    fn the_route_of_the_entry_service_is_the_entry() {
        let service = |name: &str| types::ServiceId::builder().name(name).build();
        let routed = |route: &str, by: &str| {
            types::ValueWithServiceIds::builder()
                .annotation_value(types::AnnotationValue::StringValue(route.to_owned()))
                .service_ids(service(by))
                .build()
        };
        let entry = |values: Vec<types::ValueWithServiceIds>| {
            let found = types::TraceSummary::builder()
                .id("1-59602606-a43a1ac52fc7ee0eea12a82c")
                .entry_point(service("web"))
                .annotations("http.route", values)
                .http(
                    types::Http::builder()
                        .http_url("http://localhost/a/7")
                        .http_method("GET")
                        .build(),
                );
            summary(&found.build()).unwrap().entry
        };
        assert_eq!(
            entry(vec![routed("/b", "other"), routed("/a/:id", "web")]),
            "GET /a/:id"
        );
        assert_eq!(entry(vec![routed("/b", "other")]), "GET /a/7");
        assert_eq!(
            entry(vec![routed("/a/:id", "web"), routed("/c", "web")]),
            "GET /a/7"
        );
    }

    #[test]
    fn without_a_request_the_service_is_the_entry() {
        let found = types::TraceSummary::builder()
            .id("1-59602606-a43a1ac52fc7ee0eea12a82c")
            .has_fault(true)
            .service_ids(types::ServiceId::builder().name("worker").build())
            .service_ids(types::ServiceId::builder().name("worker").build())
            .build();
        let summary = summary(&found).unwrap();
        assert_eq!(
            (summary.entry.as_str(), summary.status()),
            ("worker", "fault".to_owned())
        );
        assert_eq!(summary.services, ["worker"]);
    }
}
