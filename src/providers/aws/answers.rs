//! Whether an answer is the service's own.
//!
//! The SDKs read an empty answer, or JSON of whatever kind, as "nothing there" and as
//! "done". AWS says in a header which request it answers, always; so do the servers that
//! stand in for it. What lacks the header has to have something in it that only the
//! service says.

use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt as _;
use serde_json::Value;

use crate::providers::http::MAX_SIZE;
use crate::providers::oddity::{Answer, Oddity};

/// AWS's own answers are far below it.
pub(super) const MAX_OF_AWS: usize = MAX_SIZE;
/// The local stack gives out traces whole, of whatever size.
pub(super) const MAX_OF_STACK: usize = 4 << 30;

/// An operation by its name in the API, or its path where that is all a request has.
#[derive(Debug)]
pub(super) struct Operation(String);

/// What an answer has, if only an empty list. Operations that are not here answer with
/// nothing, or with what only a signed answer can say.
const MEMBERS: [(&str, &[&str]); 13] = [
    ("CreateGroup", &["Group"]),
    ("CreateSamplingRule", &["SamplingRuleRecord"]),
    ("DeleteSamplingRule", &["SamplingRuleRecord"]),
    ("DescribeLogGroups", &["logGroups"]),
    ("DescribeLogStreams", &["logStreams"]),
    ("FilterLogEvents", &["events", "searchedLogStreams"]),
    ("GetSamplingRules", &["SamplingRuleRecords"]),
    ("Groups", &["Groups"]),
    (
        "PutLogEvents",
        &["nextSequenceToken", "rejectedLogEventsInfo"],
    ),
    ("ServiceGraph", &["Services", "StartTime"]),
    (
        "TraceSummaries",
        &["TraceSummaries", "TracesProcessedCount"],
    ),
    ("Traces", &["Traces", "UnprocessedTraceIds"]),
    ("UpdateGroup", &["Group"]),
];

impl Operation {
    pub(super) fn of(request: &HttpRequest) -> Self {
        let target = request.headers().get("x-amz-target");
        let target = target.and_then(|target| target.rsplit('.').next());
        let uri: Option<http::Uri> = request.uri().parse().ok();
        let path = uri.as_ref().map_or("/", http::Uri::path);
        Self(
            target
                .unwrap_or(path.rsplit('/').next().unwrap_or_default())
                .to_owned(),
        )
    }

    /// Whether it changes nothing.
    pub(super) fn reads(&self) -> bool {
        const CHANGES: [&str; 11] = [
            "Create",
            "Update",
            "Delete",
            "Put",
            "Tag",
            "Untag",
            "Associate",
            "Start",
            "Stop",
            "TraceSegments",
            "TelemetryRecords",
        ];
        !CHANGES.iter().any(|change| self.0.starts_with(change))
    }

    /// Whether a document has something in it that this operation answers.
    fn says(&self, body: &[u8]) -> bool {
        let Ok(Value::Object(document)) = serde_json::from_slice(body) else {
            return false;
        };
        let members = MEMBERS.iter().find(|(name, _)| *name == self.0);
        members.is_some_and(|(_, members)| members.iter().any(|name| document.contains_key(*name)))
    }
}

/// The answer if it is the service's. `largest` is how much of it there may be; without one
/// only its head is looked at.
pub(super) async fn look(
    mut answer: HttpResponse,
    operation: &Operation,
    largest: Option<usize>,
) -> Result<HttpResponse, Oddity> {
    if let Some(oddity) = oddity(&answer, None) {
        return Err(oddity);
    }
    let Some(largest) = largest.filter(|_| !is_stream(&answer)) else {
        return Ok(answer);
    };
    let body = read(answer.take_body(), largest).await?;
    if let Some(oddity) = oddity(&answer, Some(&body)) {
        return Err(oddity);
    }
    if answer.status().is_success() && !is_signed(&answer) && !operation.says(&body) {
        return Err(Oddity::Empty);
    }
    *answer.body_mut() = SdkBody::from(body);
    Ok(answer)
}

fn oddity(answer: &HttpResponse, body: Option<&[u8]>) -> Option<Oddity> {
    Oddity::find(Answer {
        status: answer.status().as_u16(),
        content_type: answer.headers().get("content-type"),
        location: answer.headers().get("location"),
        is_signed: is_signed(answer),
        body,
    })
}

/// Whether a header says that AWS answers, or who stands in for it: the id of the request,
/// or the protocol of its JSON.
fn is_signed(answer: &HttpResponse) -> bool {
    let headers = answer.headers();
    let ids = ["x-amzn-requestid", "x-amzn-request-id", "x-amz-request-id"];
    let kind = headers.get("content-type").unwrap_or_default();
    ids.iter().any(|id| headers.contains_key(id)) || kind.starts_with("application/x-amz-json-1.")
}

/// Events that come one by one for hours.
fn is_stream(answer: &HttpResponse) -> bool {
    let kind = answer.headers().get("content-type").unwrap_or_default();
    answer.status().is_success() && kind.starts_with("application/vnd.amazon.eventstream")
}

async fn read(mut body: SdkBody, largest: usize) -> Result<Bytes, Oddity> {
    let mut bytes = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Oddity::CutOff)?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        if bytes.len() + data.len() > largest {
            return Err(Oddity::TooLarge(largest >> 20));
        }
        bytes.extend_from_slice(&data);
    }
    Ok(bytes.freeze())
}

#[cfg(test)]
mod tests {
    use aws_smithy_runtime_api::http::StatusCode;

    use super::*;

    fn operation(path: &str, target: Option<&'static str>) -> Operation {
        let mut request = HttpRequest::new(SdkBody::empty());
        request.set_uri(format!("http://localhost{path}")).unwrap();
        if let Some(target) = target {
            request.headers_mut().insert("x-amz-target", target);
        }
        Operation::of(&request)
    }

    async fn found(
        operation: &Operation,
        status: u16,
        headers: &[(&'static str, &'static str)],
        body: &'static str,
    ) -> Option<Oddity> {
        let status = StatusCode::try_from(status).unwrap();
        let mut answer = HttpResponse::new(status, SdkBody::from(body));
        for (name, value) in headers {
            answer.headers_mut().insert(*name, *value);
        }
        let looked = look(answer, operation, Some(1 << 20)).await;
        if let Ok(answer) = &looked {
            assert_eq!(answer.body().bytes(), Some(body.as_bytes()));
        }
        looked.err()
    }

    #[test]
    fn what_changes_something_is_known_by_its_name() {
        for path in ["/TraceSummaries", "/Traces"] {
            assert!(operation(path, None).reads(), "{path}");
        }
        let target = |name| operation("/", Some(name));
        assert!(target("Logs_20140328.FilterLogEvents").reads());
        for path in ["/TraceSegments", "/CreateGroup", "/UpdateSamplingRule"] {
            assert!(!operation(path, None).reads(), "{path}");
        }
        for name in ["Logs_20140328.PutLogEvents", "Logs_20140328.DeleteLogGroup"] {
            assert!(!target(name).reads(), "{name}");
        }
    }

    #[tokio::test]
    async fn answers_as_aws_gives_them_are_its_own() {
        // CreateLogGroup in CloudWatch Logs' API reference
        let logs = [
            ("x-amzn-RequestId", "6eea1733-11a6-43db-9612-80774cc475c5"),
            ("content-type", "application/x-amz-json-1.1"),
        ];
        let xray = [
            ("x-amzn-RequestId", "f5dfb16e-8e9a-4358-bd01-e1dde6d26817"),
            ("content-type", "application/json"),
        ];
        // moto 5.1
        let moto = [
            (
                "x-amzn-requestid",
                "hfN5a8cRY3DJAE3IWkQnfNgbCGdw8cjuQKaSBsbOJPWzUUXO20Kv",
            ),
            ("content-type", "text/html; charset=utf-8"),
        ];
        let create = operation("/", Some("Logs_20140328.CreateLogGroup"));
        let list = operation("/", Some("Logs_20140328.DescribeLogGroups"));
        let delete = operation("/DeleteGroup", None);
        for headers in [&logs, &xray, &moto] {
            for (operation, body) in [
                (&create, ""),
                (&delete, "{}"),
                (&list, "{}"),
                (&list, "{\"logGroups\": [], \"nextToken\": null}"),
            ] {
                assert_eq!(found(operation, 200, headers, body).await, None);
            }
        }
        // without a header, by what only the service says
        assert_eq!(found(&list, 200, &[], "{\"logGroups\": []}").await, None);
        // a refusal is judged by whoever called
        assert_eq!(found(&list, 403, &[], "no").await, None);
    }

    #[tokio::test]
    async fn answers_that_say_nothing_are_not_those_of_aws() {
        let json = [("content-type", "application/json")];
        let create = operation("/", Some("Logs_20140328.CreateLogGroup"));
        let list = operation("/", Some("Logs_20140328.DescribeLogGroups"));
        let tail = operation("/", Some("Logs_20140328.StartLiveTail"));
        for operation in [create, list, tail, operation("/Groups", None)] {
            for body in ["{}", "[]", "null", "{\"welcome\": true}", "{\"ok\": []}"] {
                for headers in [&[][..], &json] {
                    let oddity = found(&operation, 200, headers, body).await;
                    assert_eq!(oddity, Some(Oddity::Empty), "{operation:?} {body}");
                }
            }
            for status in [200, 204] {
                let oddity = found(&operation, status, &[], "").await;
                assert!(oddity.is_some(), "{operation:?} {status}");
            }
        }
    }

    #[tokio::test]
    async fn an_answer_has_a_largest_size() {
        let list = operation("/Groups", None);
        for (largest, is_refused) in [(13, true), (14, false)] {
            let ok = StatusCode::try_from(200).unwrap();
            let answer = HttpResponse::new(ok, SdkBody::from("{\"Groups\": []}"));
            let looked = look(answer, &list, Some(largest)).await;
            assert_eq!(looked.is_err(), is_refused, "{largest}");
        }
    }
}
