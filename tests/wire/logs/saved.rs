//! Resource policies and query definitions.

use aws_sdk_cloudwatchlogs::types::{PolicyScope, QueryLanguage, QueryParameter};
use cruddur_obs::stack::store::StoreOptions;

use super::*;

const DOCUMENT: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Route53LogsToCloudWatchLogs","Effect":"Allow","Principal":{"Service":["route53.amazonaws.com"]},"Action":"logs:PutLogEvents","Resource":"*"}]}"#;
const ARN: &str = "arn:aws:logs:eu-central-1:000000000000:log-group:g";
const LIMIT: (&str, &str) = ("LimitExceededException", "Resource limit exceeded.");

#[tokio::test]
async fn policies_of_the_account() {
    let logs = Logs::start().await;
    let put = |name: &str| {
        let put = logs.sdk.put_resource_policy().policy_name(name);
        put.policy_document(DOCUMENT).send()
    };
    for number in (0..10).rev() {
        let answer = put(&format!("p{number}")).await.unwrap();
        let policy = answer.resource_policy().unwrap();
        assert_eq!(policy.policy_document(), Some(DOCUMENT));
        assert_eq!(policy.last_updated_time(), Some(NOW));
        assert_eq!(policy.policy_scope(), Some(&PolicyScope::Account));
        assert_eq!((answer.revision_id(), policy.resource_arn()), (None, None));
    }
    assert_eq!(refusal(put("p10").await), told(LIMIT.0, LIMIT.1));
    put("p0").await.unwrap();
    let describe = || logs.sdk.describe_resource_policies().limit(6);
    let first = describe().send().await.unwrap();
    let token = first.next_token().unwrap();
    let rest = describe().next_token(token).send().await.unwrap();
    let both = first
        .resource_policies()
        .iter()
        .chain(rest.resource_policies());
    let names: Vec<_> = both.map(|p| p.policy_name().unwrap()).collect();
    assert_eq!(names.len(), 10);
    assert!(names.is_sorted() && rest.next_token().is_none());
    let delete = || logs.sdk.delete_resource_policy().policy_name("p3").send();
    delete().await.unwrap();
    assert_eq!(
        refusal(delete().await),
        told(
            "ResourceNotFoundException",
            "Policy with name [p3] does not exist."
        )
    );
    for (document, message) in [
        ("", "have length greater than or equal to 1"),
        ("{", "not a JSON policy"),
        ("[]", "not a JSON policy"),
        ("{\"Version\":\"2012-10-17\"}", "not a JSON policy"),
    ] {
        let put = logs.sdk.put_resource_policy().policy_name("p");
        let (code, text) = refusal(put.policy_document(document).send().await);
        assert_eq!(code, "InvalidParameterException", "{text}");
        assert!(text.contains(message), "{text} lacks {message}");
    }
    let (_, answer) = logs.raw("PutResourcePolicy", "{}").await;
    let text = answer["message"].as_str().unwrap();
    assert!(text.starts_with("2 validation errors detected: "), "{text}");
}

#[tokio::test]
async fn policies_of_a_group_have_revisions() {
    let logs = Logs::start().await;
    logs.group("g").await;
    let put = |name: &str, revision: Option<&str>| {
        let put = logs.sdk.put_resource_policy().policy_name(name);
        put.policy_document(DOCUMENT)
            .resource_arn(ARN)
            .set_expected_revision_id(revision.map(str::to_owned))
            .send()
    };
    let first = put("p", None).await.unwrap();
    let revision = first.revision_id().unwrap();
    let policy = first.resource_policy().unwrap();
    assert_eq!(policy.resource_arn(), Some(ARN));
    assert_eq!(policy.policy_scope(), Some(&PolicyScope::Resource));
    let aborted = "OperationAbortedException";
    assert_eq!(refusal(put("p", None).await).0, aborted);
    assert_eq!(refusal(put("p", Some("other")).await).0, aborted);
    let second = put("p", Some(revision)).await.unwrap();
    let newer = second.revision_id().unwrap();
    assert_ne!(newer, revision);
    assert_eq!(refusal(put("another", None).await), told(LIMIT.0, LIMIT.1));
    let describe = || logs.sdk.describe_resource_policies();
    assert!(
        describe()
            .send()
            .await
            .unwrap()
            .resource_policies()
            .is_empty()
    );
    for of_group in [
        describe().resource_arn(ARN),
        describe().policy_scope(PolicyScope::Resource),
    ] {
        let found = of_group.send().await.unwrap();
        assert_eq!(found.resource_policies().len(), 1);
        assert_eq!(found.resource_policies()[0].revision_id(), Some(newer));
    }
    let mixed = describe()
        .resource_arn(ARN)
        .policy_scope(PolicyScope::Account);
    assert_eq!(refusal(mixed.send().await).0, "InvalidParameterException");
    let none = describe().resource_arn(format!("{ARN}-none"));
    assert_eq!(refusal(none.send().await).0, "ResourceNotFoundException");
    let delete = |revision: Option<&str>| {
        let delete = logs.sdk.delete_resource_policy().policy_name("p");
        delete
            .resource_arn(ARN)
            .set_expected_revision_id(revision.map(str::to_owned))
            .send()
    };
    assert_eq!(refusal(delete(None).await).0, "InvalidParameterException");
    assert_eq!(refusal(delete(Some(revision)).await).0, aborted);
    delete(Some(newer)).await.unwrap();
    // a policy is deleted with its group
    put("p", None).await.unwrap();
    logs.sdk
        .delete_log_group()
        .log_group_name("g")
        .send()
        .await
        .unwrap();
    logs.group("g").await;
    let left = describe().resource_arn(ARN).send().await.unwrap();
    assert!(left.resource_policies().is_empty());
    let gone = refusal(delete(Some(newer)).await);
    assert_eq!(gone.0, "ResourceNotFoundException");
}

#[tokio::test]
async fn queries_are_saved_listed_changed_and_deleted() {
    let logs = Logs::start().await;
    let put = |name: &str| {
        let put = logs.sdk.put_query_definition().name(name);
        put.query_string("fields @timestamp, @message | limit 20")
    };
    let parameter = QueryParameter::builder()
        .name("level")
        .default_value("ERROR")
        .build();
    let errors = put("app/errors")
        .log_group_names("g")
        .parameters(parameter.unwrap())
        .send()
        .await
        .unwrap();
    let id = errors.query_definition_id().unwrap();
    put("app/all")
        .query_language(QueryLanguage::Ppl)
        .send()
        .await
        .unwrap();
    put("other").send().await.unwrap();
    let describe = || logs.sdk.describe_query_definitions();
    let all = describe().send().await.unwrap();
    let names: Vec<_> = all
        .query_definitions()
        .iter()
        .map(|d| d.name().unwrap())
        .collect();
    assert_eq!(names, ["app/all", "app/errors", "other"]);
    let shown = &all.query_definitions()[1];
    assert_eq!(shown.query_definition_id(), Some(id));
    assert_eq!(shown.query_language(), Some(&QueryLanguage::Cwli));
    assert_eq!(
        shown.query_string(),
        Some("fields @timestamp, @message | limit 20")
    );
    assert_eq!(shown.log_group_names(), ["g"]);
    assert_eq!(shown.parameters()[0].default_value(), Some("ERROR"));
    assert_eq!(shown.last_modified(), Some(NOW));
    let prefixed = describe()
        .query_definition_name_prefix("app/")
        .send()
        .await
        .unwrap();
    assert_eq!(prefixed.query_definitions().len(), 2);
    let ppl = describe()
        .query_language(QueryLanguage::Ppl)
        .send()
        .await
        .unwrap();
    assert_eq!(ppl.query_definitions()[0].name(), Some("app/all"));
    let first = describe().max_results(2).send().await.unwrap();
    let rest = describe()
        .next_token(first.next_token().unwrap())
        .send()
        .await
        .unwrap();
    assert_eq!(rest.query_definitions()[0].name(), Some("other"));
    // "No current values are retained"
    put("app/renamed")
        .query_definition_id(id)
        .send()
        .await
        .unwrap();
    let renamed = describe()
        .query_definition_name_prefix("app/renamed")
        .send()
        .await
        .unwrap();
    assert!(renamed.query_definitions()[0].log_group_names().is_empty());
    assert_eq!(
        renamed.query_definitions()[0].query_definition_id(),
        Some(id)
    );
    let delete = || {
        logs.sdk
            .delete_query_definition()
            .query_definition_id(id)
            .send()
    };
    assert!(delete().await.unwrap().success());
    assert_eq!(refusal(delete().await).0, "ResourceNotFoundException");
    let unknown = put("x").query_definition_id(id).send().await;
    assert_eq!(refusal(unknown).0, "ResourceNotFoundException");
}

#[tokio::test]
async fn the_same_request_again_saves_no_second_query() {
    let logs = Logs::start().await;
    let put = |token: &str| {
        let put = logs
            .sdk
            .put_query_definition()
            .name("q")
            .query_string("fields @message");
        put.client_token(token).send()
    };
    let token = "a".repeat(36);
    let first = put(&token).await.unwrap();
    let again = put(&token).await.unwrap();
    assert_eq!(first.query_definition_id(), again.query_definition_id());
    put(&"b".repeat(36)).await.unwrap();
    let all = logs.sdk.describe_query_definitions().send().await.unwrap();
    assert_eq!(all.query_definitions().len(), 2);
    let refused = refusal(put("short").await);
    assert!(refused.1.contains("'clientToken'"), "{refused:?}");
}

#[tokio::test]
async fn bad_queries_are_refused() {
    let logs = Logs::start().await;
    let put = |query: &str| {
        let put = logs.sdk.put_query_definition().name("q");
        put.query_string(query)
    };
    let parameter = |name: &str| QueryParameter::builder().name(name).build().unwrap();
    for (request, message) in [
        (put(""), "have length greater than or equal to 1"),
        (
            put(&"x".repeat(10_001)),
            "have length less than or equal to 10000",
        ),
        (
            put("x").query_language(QueryLanguage::from("KQL")),
            "satisfy enum value set: [CWLI, SQL, PPL]",
        ),
        (
            put("x")
                .query_language(QueryLanguage::Sql)
                .log_group_names("g"),
            "specified in its query string",
        ),
        (
            put("x")
                .query_language(QueryLanguage::Ppl)
                .parameters(parameter("p")),
            "supported only for Logs Insights QL",
        ),
        (
            put("x").parameters(parameter("a b")),
            "parameters.1.member.name",
        ),
        (
            put("x").set_parameters(Some(vec![parameter("p"); 21])),
            "have length less than or equal to 20",
        ),
        (put("x").log_group_names("a b"), "logGroupNames.1.member"),
    ] {
        let (code, text) = refusal(request.send().await);
        assert_eq!(code, "InvalidParameterException", "{text}");
        assert!(text.contains(message), "{text} lacks {message}");
    }
}

#[tokio::test]
async fn page_tokens_last_a_day() {
    let at = |ms: i64| Clock::Fixed(jiff::Timestamp::from_millisecond(ms).unwrap());
    let logs = Logs::start().await;
    for name in ["a", "b"] {
        logs.group(name).await;
    }
    let page = logs
        .sdk
        .describe_log_groups()
        .limit(1)
        .send()
        .await
        .unwrap();
    let token = page.next_token().unwrap().to_owned();
    let mut folder = logs.stack.stop().await;
    for (later, taken) in [(DAY_MS - 1, true), (DAY_MS, false)] {
        let options = StoreOptions::default();
        let stack = TestStack::start_in(folder, at(NOW + later), &options);
        let logs = Logs::of(stack.await);
        let describe = logs.sdk.describe_log_groups().limit(1).next_token(&token);
        match (describe.send().await, taken) {
            (Ok(page), true) => assert_eq!(page.log_groups()[0].log_group_name(), Some("b")),
            (refused, _) => assert_eq!(
                refusal(refused),
                told(
                    "InvalidParameterException",
                    "The specified nextToken is invalid."
                )
            ),
        }
        folder = logs.stack.stop().await;
    }
}
