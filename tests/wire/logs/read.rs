//! GetLogEvents and FilterLogEvents.

use super::*;

/// Returns all events of a filter and the sizes of its pages.
async fn filtered(
    filter: aws_sdk_cloudwatchlogs::operation::filter_log_events::builders::FilterLogEventsFluentBuilder,
) -> (Vec<String>, Vec<usize>) {
    let mut pages = filter.into_paginator().send();
    let (mut texts, mut sizes) = (Vec::new(), Vec::new());
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        sizes.push(page.events().len());
        texts.extend(
            page.events()
                .iter()
                .map(|e| e.message().unwrap().to_owned()),
        );
    }
    (texts, sizes)
}

#[tokio::test]
async fn filtered_events_come_in_order_over_streams() {
    let logs = Logs::start().await;
    for stream in ["a", "b"] {
        logs.stream(stream).await;
    }
    logs.put("b", [(NOW, "2 error"), (NOW + 2, "4")]).await;
    logs.put(
        "a",
        [
            (NOW - 1, "1"),
            (NOW, "3 ERROR timeout"),
            (NOW + 2, "5 Error"),
        ],
    )
    .await;
    let filter = || logs.sdk.filter_log_events().log_group_name("g");
    let all = ["1", "2 error", "3 ERROR timeout", "4", "5 Error"];
    for limit in [1, 2, 3, 10_000] {
        assert_eq!(filtered(filter().limit(limit)).await.0, all);
    }
    let newest_first = filter().start_from_head(false).start_time(NOW - 1);
    let mut reversed = all;
    reversed.reverse();
    for limit in [1, 2, 10_000] {
        assert_eq!(
            filtered(newest_first.clone().limit(limit)).await.0,
            reversed
        );
    }
    for (builder, expected) in [
        (filter().start_time(NOW), &all[1..]),
        // inclusive at both ends
        (filter().start_time(NOW).end_time(NOW), &all[1..3]),
        (filter().end_time(NOW - 1), &all[..1]),
        (filter().filter_pattern("ERROR"), &all[2..3]),
        (filter().filter_pattern("ERROR timeout"), &all[2..3]),
        (filter().filter_pattern("\"RROR time\""), &all[2..3]),
        (filter().filter_pattern("error"), &all[1..2]),
        (filter().filter_pattern(" "), &all[..]),
        (filter().log_stream_names("b"), &["2 error", "4"][..]),
        (
            filter().log_stream_names("b").log_stream_names("a"),
            &all[..],
        ),
        (
            filter().log_stream_name_prefix("a"),
            &["1", "3 ERROR timeout", "5 Error"][..],
        ),
        (filter().log_stream_name_prefix("x"), &[][..]),
    ] {
        assert_eq!(filtered(builder).await.0, expected);
    }
    let page = filter().send().await.unwrap();
    let mut ids: Vec<_> = page
        .events()
        .iter()
        .map(|e| e.event_id().unwrap())
        .collect();
    assert!(ids.is_sorted() && ids.iter().all(|id| id.len() == 56));
    ids.dedup();
    assert_eq!(ids.len(), 5);
    let third = &page.events()[2];
    assert_eq!(third.log_stream_name(), Some("a"));
    assert_eq!(
        (third.timestamp(), third.ingestion_time()),
        (Some(NOW), Some(NOW))
    );
    assert!(page.searched_log_streams().is_empty() && page.next_token().is_none());
}

#[tokio::test]
async fn pages_hold_ten_thousand_events_or_a_megabyte() {
    let logs = Logs::start().await;
    for stream in ["small", "large"] {
        logs.stream(stream).await;
    }
    for batch in 0..3 {
        let events = (0..5_000).map(|n| (NOW - 20_000 + batch * 5_000 + n, "m"));
        logs.put("small", events).await;
    }
    let filter = || logs.sdk.filter_log_events().log_group_name("g");
    let (texts, sizes) = filtered(filter()).await;
    assert_eq!((texts.len(), sizes), (15_000, vec![10_000, 5_000]));
    let text = "x".repeat(100_000 - 26);
    for n in 0..25 {
        logs.put("large", [(NOW + n, text.as_str())]).await;
    }
    let (_, sizes) = filtered(filter().log_stream_names("large")).await;
    assert_eq!(sizes, [10, 10, 5]);
}

#[tokio::test]
async fn every_form_of_pattern_filters() {
    let logs = Logs::start().await;
    logs.stream("a").await;
    let line = "10.0.0.1 frank \"GET /api/home HTTP/1.1\" 404 120";
    let json = r#"{"level":"ERROR","status":503,"path":"/api/users","tags":["x","y"]}"#;
    logs.put(
        "a",
        [(NOW, line), (NOW + 1, json), (NOW + 2, "ERROR plain")],
    )
    .await;
    let filter = || logs.sdk.filter_log_events().log_group_name("g");
    for (pattern, expected) in [
        ("?frank ?plain", vec![line, "ERROR plain"]),
        ("ERROR -status", vec!["ERROR plain"]),
        ("%/api/home|/api/users%", vec![line, json]),
        ("{ $.status >= 500 && $.tags[*] = \"y\" }", vec![json]),
        ("{ $.status NOT EXISTS }", vec![]),
        (
            "[ip, user, request = *home*, status = 4*, bytes]",
            vec![line],
        ),
        (
            "[..., status = 404 || status = 410, bytes > 100]",
            vec![line],
        ),
        ("[level = ERROR, rest]", vec!["ERROR plain"]),
    ] {
        let filtered = filter().filter_pattern(pattern).send().await;
        let page = filtered.unwrap();
        let found: Vec<_> = page.events().iter().map(|e| e.message().unwrap()).collect();
        assert_eq!(found, expected, "{pattern}");
    }
}

#[tokio::test]
async fn a_page_token_belongs_to_its_request() {
    let logs = Logs::start().await;
    logs.stream("a").await;
    logs.put("a", (0..5).map(|n| (NOW + n, "m"))).await;
    let filter = || logs.sdk.filter_log_events().log_group_name("g");
    let page = filter().limit(2).send().await.unwrap();
    let token = page.next_token().unwrap();
    assert!(!token.contains(&NOW.to_string()), "readable: {token}");
    // another limit only changes the page size
    let rest = filter().limit(10).next_token(token).send().await.unwrap();
    assert_eq!(rest.events().len(), 3);
    let invalid = told(
        "InvalidParameterException",
        "The specified nextToken is invalid.",
    );
    for other in [
        filter().filter_pattern("m"),
        filter().start_time(NOW),
        filter().log_stream_names("a"),
    ] {
        assert_eq!(refusal(other.next_token(token).send().await), invalid);
    }
    for forged in ["x", "AAAA", "f/1/s"] {
        assert_eq!(refusal(filter().next_token(forged).send().await), invalid);
    }
}

#[tokio::test]
async fn bad_filters_are_refused() {
    let logs = Logs::start().await;
    logs.stream("a").await;
    let filter = || logs.sdk.filter_log_events();
    let group = || filter().log_group_name("g");
    let cases = [
        (
            group().filter_pattern("GET /api"),
            "Invalid character(s) in term '/'",
        ),
        (
            group().filter_pattern("{ $.a = 1"),
            "If a filter pattern starts with '{' it must end with '}'",
        ),
        (
            group().filter_pattern("[a, b"),
            "If a filter pattern starts with '[' it must end with ']'",
        ),
        (
            group().filter_pattern("{ $.a EXISTS }"),
            "Invalid filter pattern: at character 7: expected",
        ),
        (
            group().filter_pattern("[a=%x%, b=%y%, c=%z%]"),
            "Invalid filter pattern: at character 18: expected at most 2",
        ),
        (
            group().filter_pattern("x".repeat(1_025)),
            "have length less than or equal to 1024",
        ),
        (
            group().log_stream_names("a").log_stream_name_prefix("a"),
            "mutually exclusive",
        ),
        (
            group().set_log_stream_names(Some(vec!["a".into(); 101])),
            "have length less than or equal to 100",
        ),
        (
            group().limit(10_001),
            "have value less than or equal to 10000",
        ),
        (group().limit(0), "have value greater than or equal to 1"),
        (
            group().start_time(-1),
            "have value greater than or equal to 0",
        ),
        (group().start_from_head(false), "on or after Jan 1, 2024"),
        (filter(), "Value null at 'logGroupName'"),
    ];
    for (request, expected) in cases {
        let (code, message) = refusal(request.send().await);
        assert_eq!(code, "InvalidParameterException", "{message}");
        assert!(message.contains(expected), "{message} lacks {expected}");
    }
    let both = group().log_group_identifier("g").send().await;
    assert_eq!(refusal(both).0, "ValidationException");
    let missing = filter().log_group_name("none").send().await;
    assert_eq!(
        refusal(missing),
        told(
            "ResourceNotFoundException",
            "The specified log group does not exist."
        )
    );
    let streams = group().log_stream_names("s").log_stream_names("none");
    assert_eq!(
        refusal(streams.send().await),
        told(
            "ResourceNotFoundException",
            "The specified log stream does not exist."
        ),
        "one that is there makes up for none that is not"
    );
}

#[tokio::test]
async fn tokens_lead_both_ways_and_repeat_at_the_ends() {
    let logs = Logs::start().await;
    logs.stream("s").await;
    logs.put(
        "s",
        [
            (NOW, "1"),
            (NOW, "2"),
            (NOW + 1, "3"),
            (NOW + 1, "4"),
            (NOW + 2, "5"),
        ],
    )
    .await;
    let get = || {
        let get = logs.sdk.get_log_events().log_group_name("g");
        get.log_stream_name("s").limit(2)
    };
    let texts = |page: &aws_sdk_cloudwatchlogs::operation::get_log_events::GetLogEventsOutput| {
        page.events()
            .iter()
            .map(|e| e.message().unwrap())
            .collect::<String>()
    };
    // the newest events by default, still in order of time
    let page = get().send().await.unwrap();
    assert_eq!(texts(&page), "45");
    let mut page = get()
        .next_token(page.next_backward_token().unwrap())
        .send()
        .await
        .unwrap();
    assert_eq!(texts(&page), "23");
    page = get()
        .next_token(page.next_backward_token().unwrap())
        .send()
        .await
        .unwrap();
    assert_eq!(texts(&page), "1");
    let start = page.next_backward_token().unwrap().to_owned();
    page = get().next_token(&start).send().await.unwrap();
    assert_eq!(texts(&page), "");
    assert_eq!(page.next_backward_token(), Some(start.as_str()));
    // and forward again to the end
    let mut forward = String::new();
    let mut token = page.next_forward_token().unwrap().to_owned();
    loop {
        let page = get()
            .next_token(&token)
            .start_from_head(true)
            .send()
            .await
            .unwrap();
        forward += &texts(&page);
        let next = page.next_forward_token().unwrap().to_owned();
        if next == token {
            break;
        }
        token = next;
    }
    assert_eq!(forward, "12345");
    let end = get().next_token(&token).send().await.unwrap();
    assert_eq!(end.next_forward_token(), Some(token.as_str()));
    // later events are found with the last token
    logs.put("s", [(NOW + 2, "6")]).await;
    let later = get().next_token(&token).send().await.unwrap();
    assert_eq!(texts(&later), "6");
    let back = get()
        .next_token(later.next_backward_token().unwrap())
        .send()
        .await
        .unwrap();
    assert_eq!(texts(&back), "45");
}

#[tokio::test]
async fn windows_of_get_log_events_are_half_open() {
    let logs = Logs::start().await;
    logs.stream("s").await;
    logs.put("s", [(NOW, "1"), (NOW + 1, "2"), (NOW + 2, "3")])
        .await;
    let get = || {
        let get = logs.sdk.get_log_events().log_group_name("g");
        get.log_stream_name("s").start_from_head(true)
    };
    let page = get()
        .start_time(NOW + 1)
        .end_time(NOW + 2)
        .send()
        .await
        .unwrap();
    assert_eq!(page.events().len(), 1);
    assert_eq!(page.events()[0].timestamp(), Some(NOW + 1));
    assert_eq!(page.events()[0].ingestion_time(), Some(NOW));
    let invalid = told(
        "InvalidParameterException",
        "The specified nextToken is invalid.",
    );
    for token in [
        "nonsense",
        "f/12/s",
        "x/00/s",
        "f/99999999999999999999999999999999999999999999999999999999/s",
    ] {
        assert_eq!(refusal(get().next_token(token).send().await), invalid);
    }
    let missing = logs
        .sdk
        .get_log_events()
        .log_group_name("g")
        .log_stream_name("none");
    assert_eq!(
        refusal(missing.send().await),
        told(
            "ResourceNotFoundException",
            "The specified log stream does not exist."
        )
    );
    // an empty stream also has tokens, and its forward token finds later events
    logs.stream("later").await;
    let later = || {
        logs.sdk
            .get_log_events()
            .log_group_name("g")
            .log_stream_name("later")
    };
    let empty = later().send().await.unwrap();
    logs.put("later", [(NOW, "m")]).await;
    let found = later()
        .next_token(empty.next_forward_token().unwrap())
        .send()
        .await
        .unwrap();
    assert_eq!(found.events().len(), 1);
}

#[tokio::test]
async fn other_classes_are_not_read_here() {
    let logs = Logs::start().await;
    let create = logs.sdk.create_log_group().log_group_name("g");
    let class = aws_sdk_cloudwatchlogs::types::LogGroupClass::InfrequentAccess;
    create.log_group_class(class).send().await.unwrap();
    logs.stream("s").await;
    logs.put("s", [(NOW, "m")]).await;
    let filter = logs.sdk.filter_log_events().log_group_name("g");
    assert_eq!(refusal(filter.send().await).0, "InvalidParameterException");
    let get = logs
        .sdk
        .get_log_events()
        .log_group_name("g")
        .log_stream_name("s");
    assert_eq!(refusal(get.send().await).0, "InvalidParameterException");
}
