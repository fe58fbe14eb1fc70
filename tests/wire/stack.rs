//! What every port of the stack does, whatever the service.

use std::time::Duration;

use crate::common::TestStack;

#[tokio::test]
async fn a_page_of_another_host_is_refused_and_a_stop_is_clean() {
    let stack = TestStack::start().await;
    let client = reqwest::Client::builder()
        .no_proxy()
        .timeout(Duration::from_secs(5))
        .build()
        .unwrap();
    let from_page = client
        .post(stack.url())
        .header("origin", "https://evil.example");
    assert_eq!(from_page.send().await.unwrap().status(), 403);
    let url = stack.url();
    let other_host = client.get(&url).header("host", "evil.example");
    assert_eq!(other_host.send().await.unwrap().status(), 403);
    let folder = stack.stop().await;
    assert!(client.get(&url).send().await.is_err(), "still listening");
    assert!(folder.path().join("store.sqlite").exists());
}
