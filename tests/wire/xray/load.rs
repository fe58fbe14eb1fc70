//! Thousands of traces.

use std::time::Instant;

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thousands_of_traces_are_listed_and_drawn_soon() {
    const TRACES: u64 = 3_000;
    let stack = TestStack::start_at(at(NOW)).await;
    let client = client(&stack);
    for chunk in (1..=TRACES).collect::<Vec<_>>().chunks(100) {
        let documents: Vec<Value> = chunk
            .iter()
            .map(|n| {
                let call = json!({
                    "id": span_id(2), "name": "DynamoDB", "namespace": "aws",
                    "aws": {"table_name": "users"}, "start_time": NOW - 60.0,
                    "end_time": NOW - 59.5
                });
                segment(*n, 1, json!({"subsegments": [call]}))
            })
            .collect();
        put(&client, &documents).await;
    }
    let begun = Instant::now();
    assert_eq!(
        summaries(&client, NOW - 3_600.0, NOW).await.len() as u64,
        TRACES
    );
    let listed = begun.elapsed();
    let begun = Instant::now();
    let graph = client
        .get_service_graph()
        .start_time(date(NOW - 3_600.0))
        .end_time(date(NOW))
        .send()
        .await
        .unwrap();
    let drawn = begun.elapsed();
    let table = graph
        .services()
        .iter()
        .find(|s| s.name() == Some("users"))
        .unwrap();
    let total = table.summary_statistics().unwrap().total_count();
    assert_eq!(total, Some(i64::try_from(TRACES).unwrap()));
    // for a debug build on a busy machine, which is tens of times slower than a release build
    let bound = Duration::from_secs(30);
    assert!(
        listed < bound && drawn < bound,
        "listed in {listed:?}, drawn in {drawn:?}"
    );
    stack.stop().await;
}
