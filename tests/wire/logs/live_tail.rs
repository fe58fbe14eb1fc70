//! StartLiveTail through the SDK's event stream.

use std::time::Duration;

use aws_sdk_cloudwatchlogs::operation::start_live_tail::StartLiveTailOutput;
use aws_sdk_cloudwatchlogs::operation::start_live_tail::builders::StartLiveTailFluentBuilder;
use aws_sdk_cloudwatchlogs::types::{LiveTailSessionUpdate, StartLiveTailResponseStream};

use super::*;

const ARN: &str = "arn:aws:logs:eu-central-1:000000000000:log-group:";
/// Updates arrive every second.
const PATIENCE: Duration = Duration::from_secs(5);

impl Logs {
    fn live_tail(&self, groups: &[&str]) -> StartLiveTailFluentBuilder {
        let arns = groups.iter().map(|group| format!("{ARN}{group}"));
        let tail = self.sdk.start_live_tail();
        tail.set_log_group_identifiers(Some(arns.collect()))
    }
}

/// Sends without the SDK's host prefix, as clients of a local endpoint must.
async fn open(tail: StartLiveTailFluentBuilder) -> Result<StartLiveTailOutput, (String, String)> {
    let sent = tail
        .customize()
        .mutate_request(|request| {
            let uri = request.uri().replace("//stream-", "//");
            request.set_uri(uri).unwrap();
        })
        .send()
        .await;
    sent.map_err(|error| refusal::<(), _, _>(Err(error)))
}

async fn next(output: &mut StartLiveTailOutput) -> Option<StartLiveTailResponseStream> {
    let received = tokio::time::timeout(PATIENCE, output.response_stream.recv()).await;
    received.expect("nothing came").unwrap()
}

/// Returns the next update with events.
async fn update(output: &mut StartLiveTailOutput) -> LiveTailSessionUpdate {
    loop {
        match next(output).await {
            Some(StartLiveTailResponseStream::SessionUpdate(update))
                if !update.session_results().is_empty() =>
            {
                return update;
            }
            Some(_) => {}
            None => panic!("the session ended"),
        }
    }
}

fn messages(update: &LiveTailSessionUpdate) -> Vec<&str> {
    update
        .session_results()
        .iter()
        .map(|e| e.message().unwrap())
        .collect()
}

#[tokio::test]
async fn a_session_starts_and_shows_what_is_ingested() {
    let logs = Logs::start().await;
    logs.stream("s").await;
    logs.put("s", [(NOW, "before")]).await;
    let tail = logs
        .live_tail(&["g"])
        .log_event_filter_pattern("[level = ERROR, rest]")
        .log_stream_name_prefixes("s");
    let mut output = open(tail).await.unwrap();
    let Some(StartLiveTailResponseStream::SessionStart(start)) = next(&mut output).await else {
        panic!("no start")
    };
    assert_eq!(start.log_group_identifiers(), [format!("{ARN}g")]);
    let pattern = start.log_event_filter_pattern();
    assert_eq!(pattern, Some("[level = ERROR, rest]"));
    assert_eq!(start.log_stream_name_prefixes(), ["s"]);
    assert!(start.session_id().is_some() && start.request_id().is_some());
    // empty updates are sent too
    let Some(StartLiveTailResponseStream::SessionUpdate(quiet)) = next(&mut output).await else {
        panic!("no update")
    };
    assert!(quiet.session_results().is_empty());
    assert!(!quiet.session_metadata().unwrap().sampled());
    logs.put(
        "s",
        [
            (NOW + 1, "ERROR one"),
            (NOW + 2, "info"),
            (NOW + 3, "ERROR two"),
        ],
    )
    .await;
    let update = update(&mut output).await;
    assert_eq!(messages(&update), ["ERROR one", "ERROR two"]);
    let event = &update.session_results()[0];
    assert_eq!(event.log_stream_name(), Some("s"));
    assert_eq!(
        event.log_group_identifier(),
        Some(format!("{ARN}g").as_str())
    );
    assert_eq!(
        (event.timestamp(), event.ingestion_time()),
        (Some(NOW + 1), Some(NOW))
    );
}

#[tokio::test]
async fn several_groups_and_chosen_streams() {
    let logs = Logs::start().await;
    for stream in ["s", "t"] {
        logs.stream(stream).await;
    }
    logs.group("h").await;
    let create = logs
        .sdk
        .create_log_stream()
        .log_group_name("h")
        .log_stream_name("s");
    create.send().await.unwrap();
    let mut both = open(logs.live_tail(&["g", "h"])).await.unwrap();
    let mut one = open(logs.live_tail(&["g"]).log_stream_names("t"))
        .await
        .unwrap();
    logs.put("s", [(NOW, "g/s")]).await;
    logs.put("t", [(NOW + 1, "g/t")]).await;
    let put = logs
        .sdk
        .put_log_events()
        .log_group_name("h")
        .log_stream_name("s");
    put.log_events(event(NOW + 2, "h/s")).send().await.unwrap();
    let mut seen = Vec::new();
    while seen.len() < 3 {
        let update = update(&mut both).await;
        seen.extend(messages(&update).into_iter().map(str::to_owned));
    }
    seen.sort();
    assert_eq!(seen, ["g/s", "g/t", "h/s"]);
    assert_eq!(messages(&update(&mut one).await), ["g/t"]);
}

#[tokio::test]
async fn more_than_five_hundred_a_second_are_sampled() {
    let logs = Logs::start().await;
    logs.stream("s").await;
    let mut output = open(logs.live_tail(&["g"])).await.unwrap();
    logs.put("s", (0..3_000).map(|n| (NOW + n, "m"))).await;
    let update = update(&mut output).await;
    assert_eq!(update.session_results().len(), 500);
    assert!(update.session_metadata().unwrap().sampled());
}

#[tokio::test]
async fn bad_sessions_are_refused_before_they_start() {
    let logs = Logs::start().await;
    logs.stream("s").await;
    for class in ["INFREQUENT_ACCESS", "DELIVERY"] {
        let create = logs.sdk.create_log_group().log_group_name(class);
        create.log_group_class(class.into()).send().await.unwrap();
    }
    let many: Vec<String> = (0..11).map(|n| format!("{ARN}g{n}")).collect();
    let raw = |arn: &str| logs.sdk.start_live_tail().log_group_identifiers(arn);
    let invalid = "InvalidParameterException";
    let cases = [
        (raw("g"), invalid, "must be an ARN"),
        (
            raw(&format!("{ARN}g:*")),
            invalid,
            "satisfy regular expression pattern",
        ),
        (
            raw(&format!("{ARN}none")),
            "ResourceNotFoundException",
            "does not exist",
        ),
        (
            logs.sdk
                .start_live_tail()
                .set_log_group_identifiers(Some(many)),
            invalid,
            "have length less than or equal to 10",
        ),
        (
            logs.sdk
                .start_live_tail()
                .set_log_group_identifiers(Some(vec![])),
            invalid,
            "have length greater than or equal to 1",
        ),
        (
            logs.live_tail(&["g", "g"]).log_stream_names("s"),
            invalid,
            "single log group",
        ),
        (
            logs.live_tail(&["g"])
                .log_stream_names("s")
                .log_stream_name_prefixes("s"),
            invalid,
            "mutually exclusive",
        ),
        (
            logs.live_tail(&["g"]).log_event_filter_pattern("{ $.a = }"),
            invalid,
            "Invalid filter pattern: at character 9",
        ),
    ];
    for (tail, code, message) in cases {
        let (refused, told) = open(tail).await.unwrap_err();
        assert_eq!(refused, code, "{told}");
        assert!(told.contains(message), "{told}");
    }
}

#[tokio::test]
async fn fifteen_sessions_at_once_and_closing_frees_one() {
    let logs = Logs::start().await;
    logs.stream("s").await;
    let mut open_sessions = Vec::new();
    for _ in 0..15 {
        open_sessions.push(open(logs.live_tail(&["g"])).await.unwrap());
    }
    let (code, _) = open(logs.live_tail(&["g"])).await.unwrap_err();
    assert_eq!(code, "LimitExceededException");
    open_sessions.clear();
    let started = std::time::Instant::now();
    while open(logs.live_tail(&["g"])).await.is_err() {
        assert!(started.elapsed() < PATIENCE, "no session was freed");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_stop_ends_the_session_and_does_not_wait_for_it() {
    let logs = Logs::start().await;
    logs.stream("s").await;
    let mut output = open(logs.live_tail(&["g"])).await.unwrap();
    next(&mut output).await.unwrap();
    let stopped = std::time::Instant::now();
    let reading = tokio::spawn(async move { while next(&mut output).await.is_some() {} });
    logs.stack.stop().await;
    reading.await.unwrap();
    assert!(
        stopped.elapsed() < Duration::from_secs(2),
        "{:?}",
        stopped.elapsed()
    );
}
