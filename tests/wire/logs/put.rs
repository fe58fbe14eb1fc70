//! PutLogEvents: all documented limits.

use super::*;
use aws_sdk_cloudwatchlogs::operation::put_log_events::PutLogEventsOutput;

const MB: usize = 1_048_576;
const OVERHEAD: usize = 26;

impl Logs {
    async fn try_put(
        &self,
        events: Vec<InputLogEvent>,
    ) -> Result<PutLogEventsOutput, (String, String)> {
        let put = self
            .sdk
            .put_log_events()
            .log_group_name("g")
            .log_stream_name("s");
        let sent = put.set_log_events(Some(events)).send().await;
        match sent {
            Ok(output) => Ok(output),
            Err(error) => Err(refusal::<(), _, _>(Err(error))),
        }
    }

    async fn count(&self) -> usize {
        let filter = self.sdk.filter_log_events().log_group_name("g");
        let mut pages = filter.into_paginator().send();
        let mut count = 0;
        while let Some(page) = pages.next().await {
            count += page.unwrap().events().len();
        }
        count
    }
}

#[tokio::test]
async fn batches_are_limited_in_bytes_and_events() {
    let logs = Logs::start().await;
    logs.stream("s").await;
    let sized = |bytes: usize| event(NOW, &"x".repeat(bytes));
    // two-byte characters count twice
    let wide = |characters: usize| event(NOW, &"é".repeat(characters));
    let invalid = |message: String| Err(told("InvalidParameterException", &message));
    let limit = format!("bytes exceeds limit of {MB}");
    type Case = (Vec<InputLogEvent>, Result<usize, (String, String)>);
    let cases: Vec<Case> = vec![
        (vec![sized(MB - OVERHEAD)], Ok(1)),
        (
            vec![sized(MB - OVERHEAD + 1)],
            invalid(format!("Log event too large: {} {limit}", MB + 1)),
        ),
        (vec![wide(MB / 2 - OVERHEAD / 2)], Ok(1)),
        (
            vec![wide(MB / 2)],
            invalid(format!("Log event too large: {} {limit}", MB + OVERHEAD)),
        ),
        (vec![sized(MB / 2 - OVERHEAD), sized(MB / 2 - OVERHEAD)], Ok(2)),
        (
            vec![sized(MB / 2 - OVERHEAD), sized(MB / 2 - OVERHEAD + 1)],
            invalid(format!("Upload too large: {} {limit}", MB + 1)),
        ),
        (vec![event(NOW, "m"); 10_000], Ok(10_000)),
        (
            vec![event(NOW, "m"); 10_001],
            invalid("1 validation error detected: Value '[…]' at 'logEvents' failed to satisfy constraint: Member must have length less than or equal to 10000".to_owned()),
        ),
        (
            vec![],
            invalid("1 validation error detected: Value '[]' at 'logEvents' failed to satisfy constraint: Member must have length greater than or equal to 1".to_owned()),
        ),
        (
            vec![event(NOW, "")],
            invalid("1 validation error detected: Value '' at 'logEvents.1.member.message' failed to satisfy constraint: Member must have length greater than or equal to 1".to_owned()),
        ),
        (
            vec![event(NOW, "m"), event(-1, "m")],
            invalid("1 validation error detected: Value '-1' at 'logEvents.2.member.timestamp' failed to satisfy constraint: Member must have value greater than or equal to 0".to_owned()),
        ),
    ];
    let mut stored = 0;
    for (events, expected) in cases {
        let count = events.len();
        match (logs.try_put(events).await, expected) {
            (Ok(output), Ok(taken)) => {
                assert!(output.rejected_log_events_info().is_none());
                assert!(output.next_sequence_token().is_some());
                stored += taken;
            }
            (Err(refused), Err(expected)) => assert_eq!(refused, expected),
            (got, expected) => panic!("{count} events: {got:?} instead of {expected:?}"),
        }
    }
    assert_eq!(logs.count().await, stored, "a refused batch left something");
}

#[tokio::test]
async fn order_and_span_are_checked_over_the_whole_batch() {
    let logs = Logs::start().await;
    logs.stream("s").await;
    let at = |offsets: &[i64]| {
        offsets
            .iter()
            .map(|o| event(NOW + o, "m"))
            .collect::<Vec<_>>()
    };
    let disorder = told(
        "InvalidParameterException",
        "Log events in a single PutLogEvents request must be in chronological order.",
    );
    assert_eq!(logs.try_put(at(&[0, 1, 0])).await.unwrap_err(), disorder);
    assert_eq!(logs.try_put(at(&[1, 0])).await.unwrap_err(), disorder);
    logs.try_put(at(&[0, 0, 1])).await.unwrap();
    let span = told(
        "InvalidParameterException",
        "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.",
    );
    logs.try_put(at(&[-DAY_MS, 0])).await.unwrap();
    assert_eq!(logs.try_put(at(&[-DAY_MS - 1, 0])).await.unwrap_err(), span);
    // "For valid events": rejected events do not count
    let output = logs.try_put(at(&[-20 * DAY_MS, 0])).await.unwrap();
    let rejected = output.rejected_log_events_info().unwrap();
    assert_eq!(rejected.too_old_log_event_end_index(), Some(1));
    assert_eq!(logs.count().await, 6);
}

#[tokio::test]
async fn events_out_of_the_window_are_rejected_with_their_places() {
    let logs = Logs::start().await;
    logs.stream("s").await;
    let hours = 3_600_000;
    type Places = (Option<i32>, Option<i32>, Option<i32>);
    // retention, offsets, (too old end, expired end, too new start), accepted
    let cases: [(Option<i32>, &[i64], Places, usize); 9] = [
        (None, &[-14 * DAY_MS], (None, None, None), 1),
        (None, &[-14 * DAY_MS - 1], (Some(1), None, None), 0),
        (None, &[2 * hours], (None, None, None), 1),
        (None, &[2 * hours + 1], (None, None, Some(0)), 0),
        (
            None,
            &[-15 * DAY_MS, -15 * DAY_MS, 0, 1, 3 * hours],
            (Some(2), None, Some(4)),
            2,
        ),
        (Some(3), &[-3 * DAY_MS], (None, None, None), 1),
        (Some(3), &[-3 * DAY_MS - 1, 0], (None, Some(1), None), 1),
        (
            Some(3),
            &[-15 * DAY_MS, -4 * DAY_MS, 0, 3 * hours],
            (Some(1), Some(2), Some(3)),
            1,
        ),
        // a longer retention does not extend the window of 14 days
        (
            Some(30),
            &[-15 * DAY_MS, -13 * DAY_MS],
            (Some(1), None, None),
            1,
        ),
    ];
    let mut stored = 0;
    for (retention, offsets, (too_old, expired, too_new), taken) in cases {
        match retention {
            Some(days) => {
                let put = logs.sdk.put_retention_policy().log_group_name("g");
                put.retention_in_days(days).send().await.unwrap();
            }
            None => {
                let delete = logs.sdk.delete_retention_policy().log_group_name("g");
                delete.send().await.unwrap();
            }
        }
        let events = offsets.iter().map(|o| event(NOW + o, "m")).collect();
        let output = logs.try_put(events).await.unwrap();
        let info = output.rejected_log_events_info();
        let got = (
            info.and_then(|info| info.too_old_log_event_end_index()),
            info.and_then(|info| info.expired_log_event_end_index()),
            info.and_then(|info| info.too_new_log_event_start_index()),
        );
        assert_eq!(
            got,
            (too_old, expired, too_new),
            "{retention:?} {offsets:?}"
        );
        stored += taken;
    }
    let delete = logs.sdk.delete_retention_policy().log_group_name("g");
    delete.send().await.unwrap();
    assert_eq!(logs.count().await, stored);
}

#[tokio::test]
async fn the_group_and_the_stream_must_be_there() {
    let logs = Logs::start().await;
    let put = |group: &str, at: i64| {
        let put = logs
            .sdk
            .put_log_events()
            .log_group_name(group)
            .log_stream_name("s");
        put.log_events(event(at, "m")).send()
    };
    let no_group = told(
        "ResourceNotFoundException",
        "The specified log group does not exist.",
    );
    let no_stream = told(
        "ResourceNotFoundException",
        "The specified log stream does not exist.",
    );
    assert_eq!(refusal(put("g", NOW).await), no_group);
    logs.group("g").await;
    for at in [NOW, NOW - 2 * DAY_MS, NOW - 20 * DAY_MS] {
        assert_eq!(refusal(put("g", at).await), no_stream);
    }
}

#[tokio::test]
async fn sequence_tokens_are_ignored_and_sizes_are_counted() {
    let logs = Logs::start().await;
    logs.stream("s").await;
    for _ in 0..2 {
        let put = logs
            .sdk
            .put_log_events()
            .log_group_name("g")
            .log_stream_name("s");
        let put = put.log_events(event(NOW, "hello"));
        let put = put.sequence_token("not the one");
        put.send().await.unwrap();
    }
    let groups = logs.sdk.describe_log_groups().send().await.unwrap();
    assert_eq!(groups.log_groups()[0].stored_bytes(), Some(2 * (5 + 26)));
}

#[tokio::test]
async fn a_full_queue_is_a_throttle() {
    let options = cruddur_obs::stack::store::StoreOptions {
        queue_bytes: 1,
        ..Default::default()
    };
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::Fixed(jiff::Timestamp::from_millisecond(NOW).unwrap());
    let logs = Logs::of(TestStack::start_in(folder, clock, &options).await);
    logs.stream("s").await;
    let (release, held) = std::sync::mpsc::channel::<()>();
    let (inside, entered) = tokio::sync::oneshot::channel();
    let store = logs.stack.stack.store.clone();
    let slow = tokio::spawn(async move {
        let write = store.write(1, move |_| {
            let _ = inside.send(());
            let _ = held.recv();
            Ok(())
        });
        write.await
    });
    entered.await.unwrap();
    let refused = logs.try_put(vec![event(NOW, "m")]).await.unwrap_err();
    assert_eq!(refused, told("ThrottlingException", "Rate exceeded"));
    release.send(()).unwrap();
    slow.await.unwrap().unwrap();
    logs.try_put(vec![event(NOW, "m")]).await.unwrap();
}
