//! ListLogGroups, and parameters of DescribeLogGroups other than a prefix.

use aws_sdk_cloudwatchlogs::operation::list_log_groups::builders::ListLogGroupsFluentBuilder;
use aws_sdk_cloudwatchlogs::types::{DataSourceFilter, LogGroupClass, TagFilter};

use super::*;

const HERE: &str = "000000000000";

async fn names(list: ListLogGroupsFluentBuilder) -> Vec<String> {
    let answer = list.send().await.unwrap();
    let groups = answer.log_groups().iter();
    groups
        .map(|g| g.log_group_name().unwrap().to_owned())
        .collect()
}

async fn some_groups() -> Logs {
    let logs = Logs::start().await;
    for (name, class, tags) in [
        (
            "/aws/lambda/home",
            LogGroupClass::Standard,
            vec![("env", "prod")],
        ),
        ("/aws/lambda/mail", LogGroupClass::Delivery, vec![]),
        (
            "my-discovery",
            LogGroupClass::Standard,
            vec![("env", "Production"), ("team", "a")],
        ),
        (
            "rare",
            LogGroupClass::InfrequentAccess,
            vec![("env", "test"), ("team", "")],
        ),
    ] {
        let mut create = logs
            .sdk
            .create_log_group()
            .log_group_name(name)
            .log_group_class(class);
        for (key, value) in tags {
            create = create.tags(key, value);
        }
        create.send().await.unwrap();
    }
    logs
}

#[tokio::test]
async fn groups_are_listed_by_pattern_class_and_tags() {
    let logs = some_groups().await;
    let list = || logs.sdk.list_log_groups();
    let tagged = |key: &str, values: &[&str]| {
        let values = values.iter().map(|&v| v.to_owned()).collect();
        TagFilter::builder()
            .key(key)
            .set_values(Some(values))
            .build()
            .unwrap()
    };
    let (home, mail, discovery, rare) = (
        "/aws/lambda/home",
        "/aws/lambda/mail",
        "my-discovery",
        "rare",
    );
    for (request, expected) in [
        (list(), vec![home, mail, discovery, rare]),
        (
            list().log_group_name_pattern("^/aws/lambda|discovery"),
            vec![home, mail, discovery],
        ),
        (list().log_group_name_pattern("^discovery"), vec![]),
        (list().log_group_name_pattern("Rare"), vec![]),
        (list().log_group_class(LogGroupClass::Delivery), vec![mail]),
        (
            list().log_group_tags(tagged("env", &[])),
            vec![home, discovery, rare],
        ),
        (list().log_group_tags(tagged("env", &["prod"])), vec![home]),
        (
            list().log_group_tags(tagged("env", &["prod*"])),
            vec![home, discovery],
        ),
        (
            list().log_group_tags(tagged("env", &["!prod"])),
            vec![discovery, rare],
        ),
        (
            list().log_group_tags(tagged("env", &["prod", "test"])),
            vec![home, rare],
        ),
        (
            list()
                .log_group_tags(tagged("env", &[]))
                .log_group_tags(tagged("team", &["a"])),
            vec![discovery],
        ),
        (
            list()
                .log_group_name_pattern("lambda")
                .log_group_class(LogGroupClass::Standard),
            vec![home],
        ),
        (
            list().data_sources(DataSourceFilter::builder().name("x").build().unwrap()),
            vec![],
        ),
        (list().field_index_names("x"), vec![]),
        (
            list().include_linked_accounts(true),
            vec![home, mail, discovery, rare],
        ),
        (
            list()
                .include_linked_accounts(true)
                .account_identifiers("123456789012"),
            vec![],
        ),
        (
            list()
                .include_linked_accounts(true)
                .account_identifiers(HERE),
            vec![home, mail, discovery, rare],
        ),
    ] {
        let shown = format!("{request:?}");
        assert_eq!(names(request).await, expected, "{shown}");
    }
    let all = list().send().await.unwrap();
    let first = &all.log_groups()[1];
    assert_eq!(first.log_group_class(), Some(&LogGroupClass::Delivery));
    let arn = "arn:aws:logs:eu-central-1:000000000000:log-group:/aws/lambda/mail";
    assert_eq!(first.log_group_arn(), Some(arn));
    let page = list().limit(3).send().await.unwrap();
    assert_eq!(page.log_groups().len(), 3);
    let token = page.next_token().unwrap();
    let last = list().next_token(token).send().await.unwrap();
    assert_eq!((last.log_groups().len(), last.next_token()), (1, None));
    let moved = list().log_group_name_pattern("rare").next_token(token);
    assert_eq!(refusal(moved.send().await).0, "InvalidParameterException");
}

#[tokio::test]
async fn bad_lists_are_refused() {
    let logs = Logs::start().await;
    let list = || logs.sdk.list_log_groups();
    let tag = || TagFilter::builder().key("k").build().unwrap();
    for (request, message) in [
        (
            list().log_group_name_pattern("ab"),
            "have length greater than or equal to 3",
        ),
        (
            list().log_group_name_pattern("a b"),
            "satisfy regular expression pattern",
        ),
        (
            list().log_group_name_pattern("abc|ab"),
            "satisfy regular expression pattern",
        ),
        (
            list().log_group_name_pattern("abc|abc|abc|abc|abc|abc"),
            "satisfy regular expression pattern",
        ),
        (list().limit(1_001), "have value less than or equal to 1000"),
        (list().limit(0), "have value greater than or equal to 1"),
        (
            list().set_log_group_tags(Some(vec![tag(); 6])),
            "have length less than or equal to 5",
        ),
        (
            list().account_identifiers("1"),
            "accountIdentifiers.1.member",
        ),
        (
            list().log_group_class(LogGroupClass::from("COLD")),
            "satisfy enum value set",
        ),
    ] {
        let (code, text) = refusal(request.send().await);
        assert_eq!(code, "InvalidParameterException", "{text}");
        assert!(text.contains(message), "{text} lacks {message}");
    }
}

#[tokio::test]
async fn groups_are_described_by_identifier_class_and_account() {
    let logs = some_groups().await;
    let describe = || logs.sdk.describe_log_groups();
    for (request, expected) in [
        (
            describe()
                .log_group_identifiers("rare")
                .log_group_identifiers("none"),
            vec!["rare"],
        ),
        (
            describe()
                .log_group_identifiers("arn:aws:logs:eu-central-1:000000000000:log-group:rare"),
            vec!["rare"],
        ),
        (
            describe().log_group_class(LogGroupClass::InfrequentAccess),
            vec!["rare"],
        ),
        (
            describe().log_group_name_pattern("lambda"),
            vec!["/aws/lambda/home", "/aws/lambda/mail"],
        ),
        (
            describe().log_group_name_prefix("/aws/lambda/m"),
            vec!["/aws/lambda/mail"],
        ),
        (
            describe()
                .include_linked_accounts(true)
                .account_identifiers("123456789012"),
            vec![],
        ),
        (
            describe()
                .include_linked_accounts(true)
                .account_identifiers(HERE)
                .log_group_name_prefix("my"),
            vec!["my-discovery"],
        ),
    ] {
        let answer = request.send().await.unwrap();
        let found: Vec<_> = answer
            .log_groups()
            .iter()
            .map(|g| g.log_group_name().unwrap())
            .collect();
        assert_eq!(found, expected);
    }
    let mixed = describe()
        .log_group_identifiers("rare")
        .log_group_name_prefix("r");
    assert_eq!(refusal(mixed.send().await).0, "InvalidParameterException");
}
