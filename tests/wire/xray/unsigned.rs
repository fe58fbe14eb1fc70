//! Requests that no SDK sends.

use super::*;

struct Raw {
    http: reqwest::Client,
    url: String,
}

const SIGNED: &str = "AWS4-HMAC-SHA256 Credential=any/20261120/eu-central-1/xray/aws4_request, SignedHeaders=host, Signature=00";

impl Raw {
    fn new(url: String) -> Self {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { http, url }
    }

    async fn post(&self, path: &str, signed: bool, body: impl Into<reqwest::Body>) -> Answer {
        let mut request = self.http.post(format!("{}{path}", self.url)).body(body);
        if signed {
            request = request.header("authorization", SIGNED);
        }
        let response = request.send().await.unwrap();
        let header = |name: &str| {
            let value = response.headers().get(name)?;
            Some(value.to_str().unwrap().to_owned())
        };
        Answer {
            status: response.status().as_u16(),
            code: header("x-amzn-errortype").unwrap_or_default(),
            request_id: header("x-amzn-requestid"),
            body: response.json().await.unwrap(),
        }
    }
}

#[derive(Debug)]
struct Answer {
    status: u16,
    code: String,
    request_id: Option<String>,
    body: Value,
}

#[tokio::test]
async fn the_services_port_wants_a_signature_and_the_daemons_port_none() {
    let stack = TestStack::start_at(at(NOW)).await;
    let services = Raw::new(stack.url());
    let daemon = Raw::new(cruddur_obs::stack::url_of(stack.addrs.xray_tcp));
    for path in ["/GetSamplingRules", "/TraceSegments", "/Insight"] {
        let refused = services.post(path, false, "{}").await;
        assert_eq!(
            (refused.status, refused.code.as_str()),
            (403, "MissingAuthenticationTokenException")
        );
        assert_eq!(
            refused.body,
            json!({"message": "Missing Authentication Token"})
        );
    }
    // ADOT sends no body
    for body in ["", "{}", "null", " {} "] {
        for (port, signed) in [(&services, true), (&daemon, false), (&daemon, true)] {
            let answer = port.post("/GetSamplingRules", signed, body).await;
            assert_eq!(answer.status, 200, "{answer:?}");
            assert_eq!(
                answer.body["SamplingRuleRecords"][0]["SamplingRule"]["RuleName"],
                "Default"
            );
            assert!(answer.request_id.is_some());
        }
    }
    let nulls = r#"{"SamplingStatisticsDocuments":[],"SamplingBoostStatisticsDocuments":null}"#;
    let answer = daemon.post("/SamplingTargets", false, nulls).await;
    assert_eq!(answer.body["SamplingTargetDocuments"], json!([]));
    assert!(answer.body["LastRuleModification"].is_number());
    // like ADOT for Python, which writes SampleCount
    let report = json!({
        "ClientID": "a".repeat(24), "RuleName": "Default", "RequestCount": 3, "SampleCount": 2,
        "BorrowCount": 1, "Timestamp": NOW
    });
    let report = json!({"SamplingStatisticsDocuments": [report]}).to_string();
    let answer = daemon.post("/SamplingTargets", false, report).await;
    assert_eq!(answer.body["UnprocessedStatistics"], json!([]));
    let target = &answer.body["SamplingTargetDocuments"][0];
    assert_eq!(target["ReservoirQuota"], 1);
    let telemetry =
        r#"{"TelemetryRecords":[{"Timestamp":1795166040,"SegmentsSentCount":3}],"Hostname":"a"}"#;
    assert_eq!(
        daemon
            .post("/TelemetryRecords", false, telemetry)
            .await
            .body,
        json!({})
    );
    stack.stop().await;
}

const INVALID: &str = "InvalidRequestException";
const MALFORMED: &str = "SerializationException";

/// A path, a body, and the expected status and code.
const BAD_REQUESTS: &[(&str, &str, u16, &str)] = &[
    ("/TraceSegments", "{", 400, MALFORMED),
    ("/TraceSegments", "[]", 400, MALFORMED),
    ("/TraceSegments", "\u{0}", 400, MALFORMED),
    (
        "/TraceSegments",
        r#"{"TraceSegmentDocuments":"x"}"#,
        400,
        MALFORMED,
    ),
    (
        "/TraceSegments",
        r#"{"TraceSegmentDocuments":[{}]}"#,
        400,
        MALFORMED,
    ),
    // a list is not a structure, although serde would accept it as fields in order
    (
        "/TelemetryRecords",
        r#"{"TelemetryRecords":[[1.5,1,2,3,0]]}"#,
        400,
        MALFORMED,
    ),
    (
        "/SamplingTargets",
        r#"{"SamplingStatisticsDocuments":[["r","000000000000000000000000",1.5,1,1,0]]}"#,
        400,
        MALFORMED,
    ),
    (
        "/CreateSamplingRule",
        r#"{"SamplingRule":["r",null,"*",1,0.1,1,"*","*","*","*","*",1,{}]}"#,
        400,
        MALFORMED,
    ),
    (
        "/TagResource",
        r#"{"ResourceARN":"arn:aws:xray:us-east-1:000000000000:group/a/b","Tags":[["k","v"]]}"#,
        400,
        MALFORMED,
    ),
    ("/TraceSegments", "{}", 400, INVALID),
    (
        "/TraceSegments",
        r#"{"TraceSegmentDocuments":null}"#,
        400,
        INVALID,
    ),
    ("/TelemetryRecords", "{}", 400, INVALID),
    (
        "/TelemetryRecords",
        r#"{"TelemetryRecords":[{}]}"#,
        400,
        INVALID,
    ),
    ("/Traces", "{}", 400, INVALID),
    ("/Traces", r#"{"TraceIds":[1]}"#, 400, MALFORMED),
    (
        "/TraceSummaries",
        r#"{"StartTime":"now","EndTime":1}"#,
        400,
        MALFORMED,
    ),
    (
        "/TraceSummaries",
        r#"{"StartTime":-5,"EndTime":1}"#,
        400,
        INVALID,
    ),
    (
        "/TraceSummaries",
        r#"{"StartTime":1e400,"EndTime":1}"#,
        400,
        MALFORMED,
    ),
    ("/ServiceGraph", r#"{"EndTime":1}"#, 400, INVALID),
    ("/TraceGraph", "{}", 400, INVALID),
    ("/CreateGroup", "{}", 400, INVALID),
    ("/GetGroup", "{}", 400, INVALID),
    ("/UpdateGroup", "{}", 400, INVALID),
    ("/DeleteGroup", "{}", 400, INVALID),
    ("/Groups", r#"{"NextToken":"a"}"#, 400, INVALID),
    ("/CreateSamplingRule", "{}", 400, INVALID),
    (
        "/CreateSamplingRule",
        r#"{"SamplingRule":{"RuleName":"a"}}"#,
        400,
        INVALID,
    ),
    (
        "/CreateSamplingRule",
        r#"{"SamplingRule":{"Priority":"1"}}"#,
        400,
        MALFORMED,
    ),
    (
        "/UpdateSamplingRule",
        r#"{"SamplingRuleUpdate":{}}"#,
        400,
        INVALID,
    ),
    (
        "/DeleteSamplingRule",
        r#"{"RuleName":"a","RuleARN":"b"}"#,
        400,
        INVALID,
    ),
    ("/GetSamplingRules", r#"{"NextToken":"a"}"#, 400, INVALID),
    ("/SamplingTargets", "{}", 400, INVALID),
    (
        "/SamplingStatisticSummaries",
        r#"{"NextToken":"zz"}"#,
        400,
        INVALID,
    ),
    ("/TagResource", "{}", 400, INVALID),
    ("/UntagResource", "{}", 400, INVALID),
    (
        "/ListTagsForResource",
        r#"{"ResourceARN":"arn:a"}"#,
        404,
        "ResourceNotFoundException",
    ),
    ("/tracesummaries", "{}", 404, "UnknownOperationException"),
    ("/TraceSummaries/", "{}", 404, "UnknownOperationException"),
    ("/", "{}", 404, "UnknownOperationException"),
    ("/Insight", "{}", 404, "UnknownOperationException"),
];

#[tokio::test]
async fn bad_requests_get_the_services_own_errors() {
    let stack = TestStack::start().await;
    let raw = Raw::new(stack.url());
    for (path, body, status, code) in BAD_REQUESTS {
        let answer = raw.post(path, true, *body).await;
        assert_eq!(
            (answer.status, answer.code.as_str()),
            (*status, *code),
            "{path} {body}"
        );
        let message = answer.body["Message"].as_str().unwrap_or_default();
        assert!(!message.is_empty(), "{path} {body}");
    }
    let large = raw.post("/TraceSegments", true, vec![b' '; 9 << 20]).await;
    assert_eq!(
        (large.status, large.code.as_str()),
        (413, "RequestEntityTooLargeException")
    );
    // other clients were not affected
    assert_eq!(raw.post("/GetSamplingRules", true, "").await.status, 200);
    stack.stop().await;
}

#[tokio::test]
async fn sts_names_the_caller() {
    let stack = TestStack::start().await;
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let ask = async |body: &'static str| {
        let signed = SIGNED.replace("/xray/", "/sts/");
        let request = http
            .post(stack.url())
            .header("authorization", signed)
            .body(body);
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    };
    let (status, xml) = ask("Action=GetCallerIdentity&Version=2011-06-15").await;
    assert_eq!(status, 200);
    assert!(xml.contains("<Account>000000000000</Account>"), "{xml}");
    let (status, xml) = ask("Action=Assume%3CRole&Version=2011-06-15").await;
    assert_eq!(status, 400);
    assert!(xml.contains("<Code>InvalidAction</Code>"), "{xml}");
    assert!(xml.contains("Assume&lt;Role"), "{xml}");
    assert_eq!(ask("").await.0, 400);
    stack.stop().await;
}
