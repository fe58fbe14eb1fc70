//! Acknowledged data survives `kill -9`.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::common::{Stack, User, signature};

mod everything;

/// 2026-11-20T09:14:05Z, the harness's time.
const NOW_MS: i64 = 1_795_166_045_000;
const WRITERS: usize = 4;
const EVENTS_A_BATCH: usize = 50;
/// The number of acknowledged batches before the stack is killed, while more are being sent.
const BATCHES: usize = 200;
const PATIENCE: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(1);

/// State shared by the writers and the killer.
#[derive(Default)]
struct Load {
    batches: AtomicUsize,
    over: AtomicBool,
}

/// Puts batches until the stack is gone. Returns the acknowledged messages.
fn put_until_gone(url: &str, writer: usize, load: &Load) -> Vec<String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime can be built");
    runtime.block_on(async {
        let client = reqwest::Client::builder()
            .no_proxy()
            .timeout(Duration::from_secs(5))
            .build()
            .expect("a client can be built");
        let mut acknowledged = Vec::new();
        for batch in 0.. {
            let messages: Vec<String> = (0..EVENTS_A_BATCH)
                .map(|event| format!("writer {writer} batch {batch} event {event}"))
                .collect();
            let events: Vec<Value> = messages
                .iter()
                .map(|message| json!({"timestamp": NOW_MS, "message": message}))
                .collect();
            let body = json!({
                "logGroupName": "load",
                "logStreamName": format!("writer-{writer}"),
                "logEvents": events,
            });
            let sent = client
                .post(url)
                .header("content-type", "application/x-amz-json-1.1")
                .header("x-amz-target", "Logs_20140328.PutLogEvents")
                .header("authorization", signature("logs"))
                .body(body.to_string())
                .send()
                .await;
            match sent {
                Ok(answer) if answer.status().is_success() => {
                    acknowledged.extend(messages);
                    load.batches.fetch_add(1, Ordering::SeqCst);
                }
                Ok(answer) => panic!("a healthy stack answered {}", answer.status()),
                Err(_) if load.over.load(Ordering::SeqCst) => break,
                Err(error) => panic!("the stack went away by itself: {error}"),
            }
        }
        acknowledged
    })
}

/// Returns all messages of the group, page by page.
fn stored(stack: &Stack) -> Vec<String> {
    let mut messages = Vec::new();
    let mut request = json!({"logGroupName": "load"});
    loop {
        let page = stack.logs("FilterLogEvents", &request);
        let events = page["events"].as_array().expect("a page has events");
        let texts = events.iter().map(|event| &event["message"]);
        messages.extend(texts.map(|text| text.as_str().unwrap_or_default().to_owned()));
        match &page["nextToken"] {
            Value::Null => return messages,
            token => request["nextToken"] = token.clone(),
        }
    }
}

#[test]
fn acknowledged_log_events_survive_a_kill_under_load() {
    let user = User::new();
    let stack = user.stack();
    stack.logs("CreateLogGroup", &json!({"logGroupName": "load"}));
    for writer in 0..WRITERS {
        let name = format!("writer-{writer}");
        stack.logs(
            "CreateLogStream",
            &json!({"logGroupName": "load", "logStreamName": name}),
        );
    }
    let load = Load::default();
    let url = stack.url();
    let acknowledged: Vec<String> = thread::scope(|scope| {
        let (url, load) = (&url, &load);
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| scope.spawn(move || put_until_gone(url, writer, load)))
            .collect();
        let started = Instant::now();
        while load.batches.load(Ordering::SeqCst) < BATCHES && started.elapsed() < PATIENCE {
            thread::sleep(POLL);
        }
        load.over.store(true, Ordering::SeqCst);
        stack.kill();
        writers
            .into_iter()
            .flat_map(|writer| writer.join().expect("a writer ends well"))
            .collect()
    });
    assert!(acknowledged.len() >= BATCHES * EVENTS_A_BATCH, "too slow");
    let again = user.stack();
    let stored = stored(&again);
    let kept: HashSet<&String> = stored.iter().collect();
    assert_eq!(kept.len(), stored.len(), "something is there twice");
    let lost = acknowledged.iter().filter(|text| !kept.contains(text));
    assert_eq!(lost.count(), 0, "of {} acknowledged", acknowledged.len());
    // batches are stored entirely or not at all, and each writer had at most one in flight
    assert_eq!(stored.len() % EVENTS_A_BATCH, 0);
    assert!(stored.len() <= acknowledged.len() + WRITERS * EVENTS_A_BATCH);
}
