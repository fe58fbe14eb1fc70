//! Groups, retention, tags, deletion protection.

use aws_sdk_cloudwatchlogs::types::LogGroupClass;

use super::*;

#[tokio::test]
async fn a_group_is_created_described_and_deleted() {
    let logs = Logs::start().await;
    let create = logs
        .sdk
        .create_log_group()
        .log_group_name("/cruddur/backend#1");
    create.tags("env", "dev").send().await.unwrap();
    let groups = logs.sdk.describe_log_groups().send().await.unwrap();
    let [group] = groups.log_groups() else {
        panic!("{groups:?}")
    };
    assert_eq!(group.log_group_name(), Some("/cruddur/backend#1"));
    let arn = "arn:aws:logs:eu-central-1:000000000000:log-group:/cruddur/backend#1";
    assert_eq!(group.arn(), Some(format!("{arn}:*").as_str()));
    assert_eq!(group.log_group_arn(), Some(arn));
    assert_eq!(group.creation_time(), Some(NOW));
    assert_eq!(
        (group.stored_bytes(), group.metric_filter_count()),
        (Some(0), Some(0))
    );
    assert_eq!(group.log_group_class(), Some(&LogGroupClass::Standard));
    assert_eq!(group.retention_in_days(), None);
    let again = logs
        .sdk
        .create_log_group()
        .log_group_name("/cruddur/backend#1");
    assert_eq!(
        refusal(again.send().await),
        told(
            "ResourceAlreadyExistsException",
            "The specified log group already exists"
        )
    );
    let delete = || {
        logs.sdk
            .delete_log_group()
            .log_group_name("/cruddur/backend#1")
    };
    delete().send().await.unwrap();
    assert_eq!(
        refusal(delete().send().await),
        told(
            "ResourceNotFoundException",
            "The specified log group does not exist."
        )
    );
}

#[tokio::test]
async fn names_are_checked_in_the_words_of_the_service() {
    let logs = Logs::start().await;
    let at = "at 'logGroupName' failed to satisfy constraint: Member must";
    let pattern = r"satisfy regular expression pattern: [\.\-_/#A-Za-z0-9]+";
    let long = "x".repeat(513);
    for (name, message) in [
        (
            "",
            format!(
                "2 validation errors detected: Value '' {at} have length greater than or equal to 1; Value '' {at} {pattern}"
            ),
        ),
        (
            "my group",
            format!("1 validation error detected: Value 'my group' {at} {pattern}"),
        ),
        (
            "grüppe",
            format!("1 validation error detected: Value 'grüppe' {at} {pattern}"),
        ),
        (
            &long,
            format!(
                "1 validation error detected: Value '{long}' {at} have length less than or equal to 512"
            ),
        ),
        (
            "aws/lambda",
            "Log groups starting with aws/ are reserved for AWS.".to_owned(),
        ),
    ] {
        let create = logs.sdk.create_log_group().log_group_name(name);
        let refused = refusal(create.send().await);
        assert_eq!(refused, told("InvalidParameterException", &message));
    }
    let longest = "x".repeat(512);
    logs.group(&longest).await;
    let (status, answer) = logs.raw("CreateLogGroup", "{}").await;
    assert_eq!(
        (status, answer["__type"].as_str()),
        (400, Some("InvalidParameterException"))
    );
    assert_eq!(
        answer["message"],
        "1 validation error detected: Value null at 'logGroupName' failed to satisfy constraint: Member must not be null"
    );
}

#[tokio::test]
async fn groups_are_listed_by_name_in_pages() {
    let logs = Logs::start().await;
    for number in 0..120 {
        logs.group(&format!("app-{number:03}")).await;
    }
    logs.group("other/app-1").await;
    let mut pages = logs.sdk.describe_log_groups().into_paginator().send();
    let (mut names, mut sizes) = (Vec::new(), Vec::new());
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        sizes.push(page.log_groups().len());
        names.extend(
            page.log_groups()
                .iter()
                .map(|g| g.log_group_name().unwrap().to_owned()),
        );
    }
    assert_eq!(sizes, [50, 50, 21]);
    assert!(names.is_sorted());
    assert_eq!(names.len(), 121);
    let found = |prefix: Option<&str>, pattern: Option<&str>| {
        let describe = logs.sdk.describe_log_groups();
        let describe = describe.set_log_group_name_prefix(prefix.map(str::to_owned));
        describe
            .set_log_group_name_pattern(pattern.map(str::to_owned))
            .send()
    };
    let by_prefix = found(Some("app-11"), None).await.unwrap();
    assert_eq!(by_prefix.log_groups().len(), 10);
    let by_pattern = found(None, Some("app-1")).await.unwrap();
    let last = by_pattern.log_groups().last().unwrap();
    assert_eq!(by_pattern.log_groups().len(), 21);
    // "only arn, creationTime, and logGroupName are included in the response"
    assert_eq!(last.log_group_name(), Some("other/app-1"));
    assert!(last.arn().is_some() && last.creation_time().is_some());
    assert!(last.stored_bytes().is_none() && last.log_group_class().is_none());
    assert_eq!(
        found(None, Some("APP")).await.unwrap().log_groups().len(),
        0
    );
    assert_eq!(
        refusal(found(Some("a"), Some("b")).await),
        told(
            "InvalidParameterException",
            "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters."
        )
    );
    for (limit, message) in [
        (
            0,
            "Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
        ),
        (
            51,
            "Value '51' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 50",
        ),
    ] {
        let refused = refusal(logs.sdk.describe_log_groups().limit(limit).send().await);
        let message = format!("1 validation error detected: {message}");
        assert_eq!(refused, told("InvalidParameterException", &message));
    }
    let page = logs
        .sdk
        .describe_log_groups()
        .limit(1)
        .send()
        .await
        .unwrap();
    let other = logs.sdk.describe_log_groups().log_group_name_prefix("app");
    let invalid = told(
        "InvalidParameterException",
        "The specified nextToken is invalid.",
    );
    let moved = other.set_next_token(page.next_token.clone()).send().await;
    assert_eq!(refusal(moved), invalid);
    let forged = logs
        .sdk
        .describe_log_groups()
        .next_token("forged")
        .send()
        .await;
    assert_eq!(refusal(forged), invalid);
}

#[tokio::test]
async fn retention_takes_the_documented_periods_only() {
    let logs = Logs::start().await;
    logs.group("g").await;
    let put = |days| {
        let put = logs.sdk.put_retention_policy().log_group_name("g");
        put.retention_in_days(days).send()
    };
    let shown = || async {
        let groups = logs.sdk.describe_log_groups().send().await.unwrap();
        groups.log_groups()[0].retention_in_days()
    };
    for days in [1, 3, 5, 7, 14, 30, 365, 1096, 3653] {
        put(days).await.unwrap();
        assert_eq!(shown().await, Some(days));
    }
    for days in [0, 2, -1, 730, 4_000] {
        let (code, message) = refusal(put(days).await);
        assert_eq!(code, "InvalidParameterException");
        let expected = "Invalid retention value. Valid values are: [1, 3, 5, 7, 14, 30, 60, ";
        assert!(message.starts_with(expected), "{message}");
    }
    let delete = logs.sdk.delete_retention_policy().log_group_name("g");
    delete.send().await.unwrap();
    assert_eq!(shown().await, None);
    let missing = logs.sdk.delete_retention_policy().log_group_name("none");
    assert_eq!(refusal(missing.send().await).0, "ResourceNotFoundException");
}

#[tokio::test]
async fn old_and_new_tag_operations_share_the_tags() {
    let logs = Logs::start().await;
    let create = logs.sdk.create_log_group().log_group_name("g");
    create.tags("env", "testing1").send().await.unwrap();
    let arn = "arn:aws:logs:eu-central-1:000000000000:log-group:g";
    let both = || async {
        let new = logs.sdk.list_tags_for_resource().resource_arn(arn);
        let new = new.send().await.unwrap().tags.unwrap();
        #[expect(deprecated, reason = "older tools call it")]
        let old = logs.sdk.list_tags_log_group().log_group_name("g");
        let old = old.send().await.unwrap();
        #[expect(deprecated, reason = "older tools read it")]
        let old = old.tags.unwrap();
        assert_eq!(old, new);
        let mut tags: Vec<_> = new.into_iter().collect();
        tags.sort();
        tags
    };
    let tag = logs.sdk.tag_resource().resource_arn(arn);
    tag.tags("test1", "val1")
        .tags("env", "prod")
        .send()
        .await
        .unwrap();
    #[expect(deprecated, reason = "older tools call it")]
    let tag = logs.sdk.tag_log_group().log_group_name("g");
    tag.tags("test2", "").send().await.unwrap();
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    let all = [
        pair("env", "prod"),
        pair("test1", "val1"),
        pair("test2", ""),
    ];
    assert_eq!(both().await, all);
    let untag = logs.sdk.untag_resource().resource_arn(arn);
    untag
        .tag_keys("test1")
        .tag_keys("unknown")
        .send()
        .await
        .unwrap();
    #[expect(deprecated, reason = "older tools call it")]
    let untag = logs.sdk.untag_log_group().log_group_name("g");
    untag.tags("test2").send().await.unwrap();
    assert_eq!(both().await, [pair("env", "prod")]);
    let many = (0..50).map(|n| (format!("k{n}"), "v".to_owned()));
    let tag = logs.sdk.tag_resource().resource_arn(arn);
    let refused = tag.set_tags(Some(many.collect())).send().await.unwrap_err();
    let refused = refused.into_service_error();
    assert!(refused.is_too_many_tags_exception(), "{refused:?}");
    let none = "arn:aws:logs:eu-central-1:000000000000:log-group:none";
    let list = logs.sdk.list_tags_for_resource().resource_arn(none);
    assert_eq!(refusal(list.send().await).0, "ResourceNotFoundException");
    let bad = logs.sdk.tag_resource().resource_arn(arn).tags("käy!", "v");
    let (code, message) = refusal(bad.send().await);
    assert_eq!(code, "InvalidParameterException");
    assert!(message.contains("Value 'käy!' at 'tags'"), "{message}");
}

#[tokio::test]
async fn a_protected_group_is_not_deleted() {
    let logs = Logs::start().await;
    let create = logs.sdk.create_log_group().log_group_name("g");
    create
        .deletion_protection_enabled(true)
        .send()
        .await
        .unwrap();
    let delete = || logs.sdk.delete_log_group().log_group_name("g").send();
    assert_eq!(refusal(delete().await).0, "ValidationException");
    let protect = logs.sdk.put_log_group_deletion_protection();
    let protect = protect
        .log_group_identifier("g")
        .deletion_protection_enabled(false);
    protect.send().await.unwrap();
    delete().await.unwrap();
}

#[tokio::test]
async fn groups_survive_a_restart() {
    let logs = Logs::start().await;
    logs.stream("s").await;
    logs.put("s", [(NOW, "kept")]).await;
    let folder = logs.stack.stop().await;
    let clock = Clock::Fixed(jiff::Timestamp::from_millisecond(NOW).unwrap());
    let options = cruddur_obs::stack::store::StoreOptions::default();
    let logs = Logs::of(TestStack::start_in(folder, clock, &options).await);
    let found = logs
        .sdk
        .filter_log_events()
        .log_group_name("g")
        .send()
        .await
        .unwrap();
    assert_eq!(found.events()[0].message(), Some("kept"));
}
