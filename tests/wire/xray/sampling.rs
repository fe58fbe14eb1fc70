use aws_sdk_xray::types::{SamplingRule, SamplingStatisticsDocument};

use super::*;

fn report(rule: &str, client: char, requests: i32) -> SamplingStatisticsDocument {
    SamplingStatisticsDocument::builder()
        .rule_name(rule)
        .client_id(client.to_string().repeat(24))
        .timestamp(date(NOW))
        .request_count(requests)
        .sampled_count(requests / 10)
        .borrow_count(1)
        .build()
        .unwrap()
}

async fn with_rule(client: &Client) {
    let rule = SamplingRule::builder()
        .rule_name("Cruddur")
        .resource_arn("*")
        .priority(9_000)
        .fixed_rate(0.1)
        .reservoir_size(5)
        .service_name("backend-flask")
        .service_type("*")
        .host("*")
        .http_method("*")
        .url_path("*")
        .version(1)
        .build()
        .unwrap();
    client
        .create_sampling_rule()
        .sampling_rule(rule)
        .send()
        .await
        .unwrap();
}

#[tokio::test]
async fn clients_share_the_reservoir() {
    let stack = TestStack::start_at(at(NOW)).await;
    let client = client(&stack);
    with_rule(&client).await;
    let ask = async |documents: Vec<SamplingStatisticsDocument>| {
        let request = client.get_sampling_targets();
        request
            .set_sampling_statistics_documents(Some(documents))
            .send()
            .await
            .unwrap()
    };
    let answer = ask(vec![report("Cruddur", 'a', 60), report("Default", 'a', 3)]).await;
    let target = &answer.sampling_target_documents()[0];
    assert_eq!(target.rule_name(), Some("Cruddur"));
    assert_eq!(target.fixed_rate(), 0.1);
    assert_eq!(target.reservoir_quota(), Some(5));
    assert_eq!(target.interval(), Some(10));
    assert_eq!(
        target.reservoir_quota_ttl().unwrap().as_secs_f64(),
        NOW + 300.0
    );
    assert_eq!(
        answer.sampling_target_documents()[1].reservoir_quota(),
        Some(1)
    );
    assert_eq!(answer.last_rule_modification().unwrap().as_secs_f64(), NOW);
    let answer = ask(vec![report("Cruddur", 'b', 40)]).await;
    assert_eq!(
        answer.sampling_target_documents()[0].reservoir_quota(),
        Some(2)
    );
    let answer = ask(vec![report("Cruddur", 'a', 0)]).await;
    assert_eq!(
        answer.sampling_target_documents()[0].reservoir_quota(),
        Some(3)
    );
    let totals = client
        .get_sampling_statistic_summaries()
        .send()
        .await
        .unwrap();
    let total = &totals.sampling_statistic_summaries()[0];
    assert_eq!(total.rule_name(), Some("Cruddur"));
    assert_eq!(
        (
            total.request_count(),
            total.sampled_count(),
            total.borrow_count()
        ),
        (100, 10, 3)
    );
    assert_eq!(total.timestamp().unwrap().as_secs_f64(), NOW);
    stack.stop().await;
}

#[tokio::test]
async fn reports_that_cannot_be_counted_are_told() {
    let stack = TestStack::start_at(at(NOW)).await;
    let client = client(&stack);
    with_rule(&client).await;
    let mut old = report("Cruddur", 'a', 1);
    old.timestamp = date(NOW - 3_600.0);
    let mut short = report("Cruddur", 'a', 1);
    short.client_id = "abc".to_owned();
    let documents = vec![
        report("gone", 'a', 1),
        old,
        short,
        report("Cruddur", 'a', -1),
    ];
    let request = client.get_sampling_targets();
    let answer = request
        .set_sampling_statistics_documents(Some(documents))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.sampling_target_documents(), []);
    let told: Vec<_> = answer
        .unprocessed_statistics()
        .iter()
        .map(|refused| (refused.rule_name().unwrap(), refused.error_code().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            ("gone", "400"),
            ("Cruddur", "400"),
            ("Cruddur", "400"),
            ("Cruddur", "400")
        ]
    );
    let many = (0..26).map(|_| report("Cruddur", 'a', 1)).collect();
    let request = client
        .get_sampling_targets()
        .set_sampling_statistics_documents(Some(many));
    assert_eq!(refusal(request.send().await).0, "ValidationException");
    stack.stop().await;
}
