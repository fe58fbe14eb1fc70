//! Malformed requests.

use super::*;

#[tokio::test]
async fn what_is_no_request_gets_the_protocols_errors() {
    let logs = Logs::start().await;
    let json = "application/x-amz-json-1.1";
    let create = "Logs_20140328.CreateLogGroup";
    let good = r#"{"logGroupName":"g"}"#;
    let signed = signature("logs");
    let for_xray = signature("xray");
    // content type, target, authorization, body → status, __type
    let cases: &[(&str, &str, &str, &str, u16, &str)] = &[
        (
            json,
            "Logs_20140328.Nonsense",
            &signed,
            "{}",
            400,
            "UnknownOperationException",
        ),
        (
            json,
            "Logs_20140328.StartQuery",
            &signed,
            "{}",
            400,
            "UnknownOperationException",
        ),
        (json, create, &signed, "{", 400, "SerializationException"),
        (json, create, &signed, "[]", 400, "SerializationException"),
        (
            json,
            create,
            &signed,
            r#"{"logGroupName":7}"#,
            400,
            "SerializationException",
        ),
        (
            json,
            create,
            &signed,
            r#"{"logGroupName":["g"]}"#,
            400,
            "SerializationException",
        ),
        (
            json,
            create,
            "",
            good,
            400,
            "MissingAuthenticationTokenException",
        ),
        (
            json,
            create,
            "Bearer x",
            good,
            400,
            "IncompleteSignatureException",
        ),
        (
            json,
            create,
            &for_xray,
            good,
            400,
            "InvalidSignatureException",
        ),
        ("text/plain", create, &signed, good, 404, ""),
        (json, create, &signed, "", 400, "InvalidParameterException"),
    ];
    for (kind, target, authorization, body, status, code) in cases {
        let mut request = plain_client()
            .post(logs.stack.url())
            .header("content-type", *kind)
            .header("x-amz-target", *target)
            .body((*body).to_owned());
        if !authorization.is_empty() {
            request = request.header("authorization", *authorization);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), *status, "{target} {body}");
        assert!(response.headers().contains_key("x-amzn-requestid"));
        let text = response.text().await.unwrap();
        if code.is_empty() {
            assert_eq!(text, "<UnknownOperationException/>\n");
        } else {
            let answer: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(answer["__type"], *code, "{target} {body}");
        }
    }
    let list = logs
        .raw("CreateLogGroup", r#"{"logGroupName":["g"]}"#)
        .await;
    assert_eq!(list.1["message"], "Start of list found where not expected");
    let groups = logs.sdk.describe_log_groups().send().await.unwrap();
    assert!(groups.log_groups().is_empty(), "something was created");
}

/// Without a check, serde would accept a list as the fields of a structure in order.
#[tokio::test]
async fn a_list_is_no_structure() {
    let logs = Logs::start().await;
    let transformations = r#"{"logGroupName":"g","filterName":"f","filterPattern":"",
        "metricTransformations":[["m","n","1",null,null,null]]}"#;
    for (operation, body) in [
        ("CreateLogGroup", r#"["g",null,null,null,null]"#),
        (
            "PutLogEvents",
            r#"{"logGroupName":"g","logStreamName":"s","logEvents":[[1,"x"]]}"#,
        ),
        (
            "PutLogEvents",
            r#"{"logGroupName":"g","logStreamName":"s","logEvents":[{"timestamp":1,"message":"x"},["x",1]]}"#,
        ),
        ("PutMetricFilter", transformations),
    ] {
        let (status, answer) = logs.raw(operation, body).await;
        assert_eq!(status, 400, "{operation} {body}");
        assert_eq!(
            answer["__type"], "SerializationException",
            "{operation} {body}"
        );
        assert_eq!(answer["message"], "Start of list found where not expected");
    }
}

#[tokio::test]
async fn the_answer_to_a_command_is_empty_json_11() {
    let logs = Logs::start().await;
    let request = plain_client().post(logs.stack.url());
    let response = request
        .header("content-type", "application/x-amz-json-1.1; charset=utf-8")
        .header("x-amz-target", "Logs_20140328.CreateLogGroup")
        .header("authorization", signature("logs"))
        .body(r#"{"logGroupName":"g","unknownMember":1}"#)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(
        response.headers()["content-type"],
        "application/x-amz-json-1.1"
    );
    assert_eq!(response.text().await.unwrap(), "");
}

#[tokio::test]
async fn bodies_are_limited_before_and_after_unpacking() {
    use std::io::Write as _;
    let logs = Logs::start().await;
    logs.stream("s").await;
    let gzip = |bytes: &[u8]| {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    };
    let send = |body: Vec<u8>, encoding: &'static str| {
        let request = plain_client().post(logs.stack.url());
        request
            .header("content-type", "application/x-amz-json-1.1")
            .header("content-encoding", encoding)
            .header("x-amz-target", "Logs_20140328.PutLogEvents")
            .header("authorization", signature("logs"))
            .body(body)
            .send()
    };
    let put = format!(
        r#"{{"logGroupName":"g","logStreamName":"s","logEvents":[{{"timestamp":{NOW},"message":"packed"}}]}}"#
    );
    // Fluent Bit compresses its batches
    assert_eq!(
        send(gzip(put.as_bytes()), "gzip").await.unwrap().status(),
        200
    );
    let bomb = send(gzip(&vec![b' '; 64 << 20]), "gzip").await.unwrap();
    assert_eq!(bomb.status(), 413);
    let large = send(vec![b' '; 9 << 20], "identity").await;
    // the connection may be closed before the whole request is sent
    assert!(large.map_or(true, |response| response.status() == 413));
    assert_eq!(
        send(b"not gzip".to_vec(), "gzip").await.unwrap().status(),
        400
    );
    assert_eq!(send(put.into_bytes(), "br").await.unwrap().status(), 400);
    let found = logs
        .sdk
        .filter_log_events()
        .log_group_name("g")
        .send()
        .await
        .unwrap();
    assert_eq!(found.events().len(), 1);
}
