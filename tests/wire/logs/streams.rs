//! Streams.

use aws_sdk_cloudwatchlogs::types::OrderBy;

use super::*;

#[tokio::test]
async fn a_stream_is_created_described_and_deleted() {
    let logs = Logs::start().await;
    let create = |group: &str, stream: &str| {
        let create = logs.sdk.create_log_stream().log_group_name(group);
        create.log_stream_name(stream).send()
    };
    assert_eq!(
        refusal(create("g", "s").await),
        told(
            "ResourceNotFoundException",
            "The specified log group does not exist."
        )
    );
    logs.stream("2026/11/20/[$LATEST]abc").await;
    assert_eq!(
        refusal(create("g", "2026/11/20/[$LATEST]abc").await),
        told(
            "ResourceAlreadyExistsException",
            "The specified log stream already exists"
        )
    );
    for name in ["a:b", "a*"] {
        let (code, message) = refusal(create("g", name).await);
        assert_eq!(code, "InvalidParameterException");
        let expected = format!(
            "1 validation error detected: Value '{name}' at 'logStreamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [^:*]*"
        );
        assert_eq!(message, expected);
    }
    let describe = || logs.sdk.describe_log_streams();
    let arn = "arn:aws:logs:eu-central-1:000000000000:log-group:g";
    for described in [
        describe().log_group_name("g"),
        describe().log_group_identifier("g"),
        describe().log_group_identifier(arn),
        describe().log_group_identifier(format!("{arn}:*")),
    ] {
        let streams = described.send().await.unwrap();
        let [stream] = streams.log_streams() else {
            panic!("{streams:?}")
        };
        assert_eq!(stream.log_stream_name(), Some("2026/11/20/[$LATEST]abc"));
        let expected = format!("{arn}:log-stream:2026/11/20/[$LATEST]abc");
        assert_eq!(stream.arn(), Some(expected.as_str()));
        assert_eq!(stream.creation_time(), Some(NOW));
        assert_eq!(stream.first_event_timestamp(), None);
    }
    // AWS answers with this code, of all possible ones
    let both = describe().log_group_name("g").log_group_identifier("g");
    assert_eq!(
        refusal(both.send().await),
        told(
            "ValidationException",
            "LogGroup name and LogGroup ARN are mutually exclusive parameters."
        )
    );
    let elsewhere = describe().log_group_identifier(arn.replace("eu-central-1", "us-east-1"));
    assert_eq!(
        refusal(elsewhere.send().await).0,
        "ResourceNotFoundException"
    );
    let delete = || {
        let delete = logs.sdk.delete_log_stream().log_group_name("g");
        delete.log_stream_name("2026/11/20/[$LATEST]abc").send()
    };
    delete().await.unwrap();
    assert_eq!(
        refusal(delete().await),
        told(
            "ResourceNotFoundException",
            "The specified log stream does not exist."
        )
    );
}

#[tokio::test]
async fn streams_are_listed_by_name_and_by_last_event() {
    let logs = Logs::start().await;
    for name in ["b", "a", "c", "ab", "empty"] {
        logs.stream(name).await;
    }
    for (name, at) in [("a", 5), ("b", 9), ("c", 1), ("ab", 5)] {
        logs.put(name, [(NOW - 100 + at, "m"), (NOW - 90 + at, "n")])
            .await;
    }
    for (order, descending, prefix, expected) in [
        (
            OrderBy::LogStreamName,
            false,
            None,
            vec!["a", "ab", "b", "c", "empty"],
        ),
        (
            OrderBy::LogStreamName,
            true,
            None,
            vec!["empty", "c", "b", "ab", "a"],
        ),
        (OrderBy::LogStreamName, false, Some("a"), vec!["a", "ab"]),
        (
            OrderBy::LastEventTime,
            false,
            None,
            vec!["empty", "c", "a", "ab", "b"],
        ),
        (
            OrderBy::LastEventTime,
            true,
            None,
            vec!["b", "ab", "a", "c", "empty"],
        ),
    ] {
        for limit in [1, 2, 50] {
            let describe = logs
                .sdk
                .describe_log_streams()
                .log_group_name("g")
                .limit(limit);
            let describe = describe.order_by(order.clone()).descending(descending);
            let describe = describe.set_log_stream_name_prefix(prefix.map(str::to_owned));
            let mut pages = describe.into_paginator().items().send();
            let mut names = Vec::new();
            while let Some(stream) = pages.next().await {
                names.push(stream.unwrap().log_stream_name.unwrap());
            }
            assert_eq!(names, expected, "{order:?} {descending} {limit}");
        }
    }
    let by_time = logs.sdk.describe_log_streams().log_group_name("g");
    let by_time = by_time
        .order_by(OrderBy::LastEventTime)
        .log_stream_name_prefix("a");
    assert_eq!(
        refusal(by_time.send().await),
        told(
            "InvalidParameterException",
            "Cannot order by LastEventTime with a logStreamNamePrefix."
        )
    );
    let one = logs.sdk.describe_log_streams().log_group_name("g");
    let one = one.log_stream_name_prefix("b").send().await.unwrap();
    let stream = &one.log_streams()[0];
    assert_eq!(stream.first_event_timestamp(), Some(NOW - 91));
    assert_eq!(stream.last_event_timestamp(), Some(NOW - 81));
    assert_eq!(stream.last_ingestion_time(), Some(NOW));
    #[expect(deprecated, reason = "still sent, as zero")]
    let bytes = stream.stored_bytes();
    assert_eq!(bytes, Some(0));
    let strange = r#"{"logGroupName":"g","orderBy":"Size"}"#;
    let (_, answer) = logs.raw("DescribeLogStreams", strange).await;
    assert_eq!(
        answer["message"],
        "1 validation error detected: Value 'Size' at 'orderBy' failed to satisfy constraint: Member must satisfy enum value set: [LogStreamName, LastEventTime]"
    );
}
