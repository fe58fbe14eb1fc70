use aws_sdk_xray::types::{InsightsConfiguration, SamplingRule, SamplingRuleUpdate, Tag};

use super::*;
use crate::common::REGION;

fn rule(name: &str) -> SamplingRule {
    // the course's own rule
    SamplingRule::builder()
        .rule_name(name)
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
        .unwrap()
}

fn tag(key: &str, value: &str) -> Tag {
    Tag::builder().key(key).value(value).build().unwrap()
}

#[tokio::test]
async fn a_group_lives() {
    let stack = TestStack::start().await;
    let client = client(&stack);
    let filter = "service(\"backend-flask\")";
    let made = client
        .create_group()
        .group_name("Cruddur")
        .filter_expression(filter);
    let made = made.send().await.unwrap().group.unwrap();
    assert_eq!(made.group_name(), Some("Cruddur"));
    assert_eq!(made.filter_expression(), Some(filter));
    let insights = made.insights_configuration().unwrap();
    assert_eq!(insights.insights_enabled(), Some(false));
    assert_eq!(insights.notifications_enabled(), Some(false));
    let arn = made.group_arn().unwrap();
    let prefix = format!("arn:aws:xray:{REGION}:000000000000:group/Cruddur/");
    assert!(arn.starts_with(&prefix), "{arn}");
    let again = client.create_group().group_name("Cruddur").send().await;
    assert_eq!(
        refusal(again),
        (
            "InvalidRequestException".to_owned(),
            "Group already exists".to_owned()
        )
    );
    let change = InsightsConfiguration::builder()
        .insights_enabled(true)
        .build();
    let changed = client
        .update_group()
        .group_arn(arn)
        .insights_configuration(change);
    let changed = changed.send().await.unwrap().group.unwrap();
    assert_eq!(changed.filter_expression(), Some(filter));
    assert_eq!(
        changed.insights_configuration().unwrap().insights_enabled(),
        Some(true)
    );
    let got = client
        .get_group()
        .group_name("Cruddur")
        .send()
        .await
        .unwrap()
        .group
        .unwrap();
    assert_eq!(got, changed);
    let all = client.get_groups().send().await.unwrap();
    assert_eq!(all.groups().len(), 1);
    client
        .delete_group()
        .group_name("Cruddur")
        .send()
        .await
        .unwrap();
    for answer in [
        refusal(client.get_group().group_name("Cruddur").send().await),
        refusal(client.delete_group().group_arn(arn).send().await),
        refusal(client.update_group().group_name("Cruddur").send().await),
    ] {
        assert_eq!(
            answer,
            (
                "InvalidRequestException".to_owned(),
                "Group not found".to_owned()
            )
        );
    }
    // the configuration survives a restart
    client
        .create_group()
        .group_name("kept")
        .send()
        .await
        .unwrap();
    let folder = stack.stop().await;
    let options = cruddur_obs::stack::store::StoreOptions::default();
    let stack = TestStack::start_in(folder, Clock::System, &options).await;
    let client = super::client(&stack);
    assert_eq!(client.get_groups().send().await.unwrap().groups().len(), 1);
    stack.stop().await;
}

#[tokio::test]
async fn groups_have_limits() {
    let stack = TestStack::start().await;
    let client = client(&stack);
    for name in [
        "",
        "Default",
        "default",
        "has space",
        "under_score",
        &"a".repeat(33),
    ] {
        let refused = client.create_group().group_name(name).send().await;
        let (code, _) = refusal(refused);
        let codes = ["InvalidRequestException", "ValidationException"];
        assert!(codes.contains(&code.as_str()), "{name}: {code}");
    }
    let open = client
        .create_group()
        .group_name("a")
        .filter_expression("service(\"a\"");
    let (code, message) = refusal(open.send().await);
    assert_eq!(code, "InvalidRequestException");
    assert!(message.contains("filter expression"), "{message}");
    let both = InsightsConfiguration::builder()
        .notifications_enabled(true)
        .build();
    let loud = client
        .create_group()
        .group_name("a")
        .insights_configuration(both);
    assert_eq!(refusal(loud.send().await).0, "InvalidRequestException");
    for number in 0..25 {
        client
            .create_group()
            .group_name(format!("g{number}"))
            .send()
            .await
            .unwrap();
    }
    let more = client.create_group().group_name("more").send().await;
    assert_eq!(refusal(more).0, "InvalidRequestException");
    stack.stop().await;
}

#[tokio::test]
async fn the_graph_of_a_group_is_never_that_of_all_traces() {
    let stack = TestStack::start_at(at(NOW)).await;
    let client = client(&stack);
    let other = segment(2, 1, json!({"name": "frontend"}));
    put(&client, &[segment(1, 1, json!({})), other]).await;
    for (name, filter) in [
        ("all", ""),
        ("Cruddur", "service(\"backend-flask\")\n"),
        ("nobody", "service(\"backend-typo\")"),
        ("some", "fault"),
    ] {
        let group = client.create_group().group_name(name);
        group.filter_expression(filter).send().await.unwrap();
    }
    let graph = async |group: &str| {
        let request = client.get_service_graph().group_name(group);
        let range = request.start_time(date(NOW - 600.0)).end_time(date(NOW));
        range.send().await
    };
    assert_eq!(graph("all").await.unwrap().services().len(), 4);
    let cruddur = graph("Cruddur").await.unwrap();
    let names: Vec<_> = cruddur.services().iter().map(|s| s.name()).collect();
    assert_eq!(names, [Some("backend-flask"); 2]);
    assert_eq!(graph("nobody").await.unwrap().services(), []);
    // an expression that is not supported yet
    assert_eq!(refusal(graph("some").await).0, "InvalidRequestException");
    assert_eq!(refusal(graph("none").await).1, "Group not found");
    stack.stop().await;
}

#[tokio::test]
async fn a_rule_lives() {
    let stack = TestStack::start_at(at(NOW)).await;
    let client = client(&stack);
    let made = client
        .create_sampling_rule()
        .sampling_rule(rule("Cruddur"))
        .send()
        .await;
    let made = made.unwrap().sampling_rule_record.unwrap();
    assert_eq!(made.created_at().unwrap().as_secs_f64(), NOW);
    assert_eq!(made.modified_at(), made.created_at());
    let arn = format!("arn:aws:xray:{REGION}:000000000000:sampling-rule/Cruddur");
    let kept = made.sampling_rule().unwrap();
    assert_eq!(kept.rule_arn(), Some(arn.as_str()));
    assert_eq!(
        kept.attributes().map(std::collections::HashMap::len),
        Some(0)
    );
    let again = client
        .create_sampling_rule()
        .sampling_rule(rule("Cruddur"))
        .send()
        .await;
    assert_eq!(
        refusal(again),
        (
            "InvalidRequestException".to_owned(),
            "Sampling rule already exists".to_owned()
        )
    );
    let first = client.create_sampling_rule();
    let mut early = rule("first");
    early.priority = 1;
    first.sampling_rule(early).send().await.unwrap();
    let all = client.get_sampling_rules().send().await.unwrap();
    let names: Vec<_> = all
        .sampling_rule_records()
        .iter()
        .map(|record| record.sampling_rule().unwrap().rule_name().unwrap())
        .collect();
    assert_eq!(names, ["first", "Cruddur", "Default"]);
    let default = all.sampling_rule_records()[2].clone();
    assert_eq!(default.created_at().unwrap().secs(), 0);
    let default = default.sampling_rule.unwrap();
    assert_eq!(
        (
            default.priority(),
            default.fixed_rate(),
            default.reservoir_size()
        ),
        (10_000, 0.05, 1)
    );
    let update = SamplingRuleUpdate::builder()
        .rule_arn(&arn)
        .fixed_rate(1.0)
        .build();
    let updated = client
        .update_sampling_rule()
        .sampling_rule_update(update)
        .send()
        .await;
    let updated = updated
        .unwrap()
        .sampling_rule_record
        .unwrap()
        .sampling_rule
        .unwrap();
    assert_eq!((updated.fixed_rate(), updated.reservoir_size()), (1.0, 5));
    let gone = client
        .delete_sampling_rule()
        .rule_name("Cruddur")
        .send()
        .await
        .unwrap();
    let gone = gone.sampling_rule_record.unwrap().sampling_rule.unwrap();
    assert_eq!(gone, updated);
    let again = client
        .delete_sampling_rule()
        .rule_name("Cruddur")
        .send()
        .await;
    assert_eq!(
        refusal(again),
        (
            "InvalidRequestException".to_owned(),
            "Sampling rule does not exist".to_owned()
        )
    );
    stack.stop().await;
}

#[tokio::test]
async fn the_default_rule_stays() {
    let stack = TestStack::start().await;
    let client = client(&stack);
    let gone = client
        .delete_sampling_rule()
        .rule_name("Default")
        .send()
        .await;
    assert_eq!(refusal(gone).0, "InvalidRequestException");
    let taken = client
        .create_sampling_rule()
        .sampling_rule(rule("Default"))
        .send()
        .await;
    assert_eq!(refusal(taken).1, "Sampling rule already exists");
    let moved = SamplingRuleUpdate::builder()
        .rule_name("Default")
        .priority(10_000)
        .build();
    let moved = client
        .update_sampling_rule()
        .sampling_rule_update(moved)
        .send()
        .await;
    assert_eq!(
        refusal(moved).1,
        "Invalid update request for default sampling rule"
    );
    // the guide's own example
    let update = SamplingRuleUpdate::builder()
        .rule_name("Default")
        .fixed_rate(0.01)
        .reservoir_size(0)
        .build();
    client
        .update_sampling_rule()
        .sampling_rule_update(update)
        .send()
        .await
        .unwrap();
    let all = client.get_sampling_rules().send().await.unwrap();
    let default = all.sampling_rule_records()[0].sampling_rule().unwrap();
    assert_eq!((default.fixed_rate(), default.reservoir_size()), (0.01, 0));
    stack.stop().await;
}

#[tokio::test]
async fn rules_have_limits() {
    let stack = TestStack::start().await;
    let client = client(&stack);
    let changes: &[fn(&mut SamplingRule)] = &[
        |rule| rule.priority = 0,
        |rule| rule.priority = 10_000,
        |rule| rule.fixed_rate = 1.1,
        |rule| rule.fixed_rate = -0.1,
        |rule| rule.reservoir_size = -1,
        |rule| rule.version = 2,
        |rule| rule.rule_name = None,
        |rule| rule.rule_name = Some("a".repeat(33)),
        |rule| rule.service_name = "a".repeat(65),
        |rule| rule.host = "a".repeat(65),
        |rule| rule.http_method = "a".repeat(11),
        |rule| rule.url_path = "a".repeat(129),
        |rule| rule.resource_arn = "a".repeat(501),
        |rule| rule.attributes = Some((0..6).map(|n| (n.to_string(), "v".to_owned())).collect()),
        |rule| rule.attributes = Some([(String::new(), "v".to_owned())].into()),
    ];
    for (number, change) in changes.iter().enumerate() {
        let mut rule = rule("a");
        change(&mut rule);
        let (code, message) = refusal(
            client
                .create_sampling_rule()
                .sampling_rule(rule)
                .send()
                .await,
        );
        let codes = ["InvalidRequestException", "ValidationException"];
        assert!(codes.contains(&code.as_str()), "{number}: {code}");
        assert!(!message.is_empty(), "{number}");
    }
    for number in 0..25 {
        let rule = rule(&format!("r{number}"));
        client
            .create_sampling_rule()
            .sampling_rule(rule)
            .send()
            .await
            .unwrap();
    }
    let more = client
        .create_sampling_rule()
        .sampling_rule(rule("more"))
        .send()
        .await;
    assert_eq!(refusal(more).0, "RuleLimitExceededException");
    stack.stop().await;
}

#[tokio::test]
async fn tags_stick_to_groups_and_rules() {
    let stack = TestStack::start().await;
    let client = client(&stack);
    let group = client
        .create_group()
        .group_name("a")
        .tags(tag("stage", "dev"))
        .send()
        .await;
    let group = group.unwrap().group.unwrap().group_arn.unwrap();
    let made = client
        .create_sampling_rule()
        .sampling_rule(rule("a"))
        .send()
        .await
        .unwrap();
    let made = made
        .sampling_rule_record
        .unwrap()
        .sampling_rule
        .unwrap()
        .rule_arn
        .unwrap();
    for arn in [&group, &made] {
        let tagging = client.tag_resource().resource_arn(arn);
        tagging
            .tags(tag("team", ""))
            .tags(tag("stage", "prod"))
            .send()
            .await
            .unwrap();
        let tags = client
            .list_tags_for_resource()
            .resource_arn(arn)
            .send()
            .await
            .unwrap();
        assert_eq!(tags.tags(), [tag("stage", "prod"), tag("team", "")]);
        let untagging = client.untag_resource().resource_arn(arn).tag_keys("team");
        untagging.tag_keys("other").send().await.unwrap();
        let tags = client
            .list_tags_for_resource()
            .resource_arn(arn)
            .send()
            .await
            .unwrap();
        assert_eq!(tags.tags(), [tag("stage", "prod")]);
        let many = (0..50).map(|n| tag(&format!("k{n}"), "v")).collect();
        let many = client
            .tag_resource()
            .resource_arn(arn)
            .set_tags(Some(many))
            .send()
            .await;
        assert_eq!(refusal(many).0, "TooManyTagsException");
        let reserved = client
            .tag_resource()
            .resource_arn(arn)
            .tags(tag("aws:a", "v"));
        assert_eq!(refusal(reserved.send().await).0, "InvalidRequestException");
    }
    let unknown = format!("{group}X");
    let refused = client
        .list_tags_for_resource()
        .resource_arn(&unknown)
        .send()
        .await;
    let error = refused.unwrap_err().into_service_error();
    assert!(error.is_resource_not_found_exception());
    client
        .delete_group()
        .group_arn(&group)
        .send()
        .await
        .unwrap();
    let refused = client
        .list_tags_for_resource()
        .resource_arn(&group)
        .send()
        .await;
    assert_eq!(refusal(refused).0, "ResourceNotFoundException");
    stack.stop().await;
}
