//! Metric filters and subscription filters.

use aws_sdk_cloudwatchlogs::operation::put_metric_filter::builders::PutMetricFilterFluentBuilder;
use aws_sdk_cloudwatchlogs::operation::put_subscription_filter::builders::PutSubscriptionFilterFluentBuilder;
use aws_sdk_cloudwatchlogs::types::builders::MetricTransformationBuilder as Metric;
use aws_sdk_cloudwatchlogs::types::{
    Distribution, LogGroupClass, MetricTransformation, StandardUnit,
};

use super::*;

const LAMBDA: &str = "arn:aws:lambda:eu-central-1:000000000000:function:f";
const KINESIS: &str = "arn:aws:kinesis:eu-central-1:000000000000:stream/s";
const ROLE: &str = "arn:aws:iam::000000000000:role/r";
const LIMIT: (&str, &str) = ("LimitExceededException", "Resource limit exceeded.");

fn count(name: &str) -> MetricTransformation {
    counting(name).build().unwrap()
}

fn counting(name: &str) -> Metric {
    MetricTransformation::builder()
        .metric_name(name)
        .metric_namespace("App")
        .metric_value("1")
}

impl Logs {
    fn metric_filter(
        &self,
        group: &str,
        name: &str,
        pattern: &str,
    ) -> PutMetricFilterFluentBuilder {
        let put = self.sdk.put_metric_filter().log_group_name(group);
        put.filter_name(name).filter_pattern(pattern)
    }

    fn subscription(&self, name: &str, to: &str) -> PutSubscriptionFilterFluentBuilder {
        let put = self.sdk.put_subscription_filter().log_group_name("g");
        put.filter_name(name).filter_pattern("").destination_arn(to)
    }
}

#[tokio::test]
async fn metric_filters_are_put_listed_changed_and_deleted() {
    let logs = Logs::start().await;
    logs.group("g").await;
    let latency = MetricTransformation::builder()
        .metric_name("Latency")
        .metric_namespace("App")
        .metric_value("$.latency")
        .unit(StandardUnit::Milliseconds)
        .dimensions("path", "$.path")
        .build();
    let pattern = "{ $.latency = * && $.path = * }";
    let put = logs.metric_filter("g", "latency", pattern);
    put.metric_transformations(latency.unwrap())
        .send()
        .await
        .unwrap();
    for (name, metric) in [("errors", "Errors"), ("errors-2", "Errors")] {
        let transformation = counting(metric).default_value(0.0).build().unwrap();
        let put = logs.metric_filter("g", name, "ERROR");
        put.metric_transformations(transformation)
            .send()
            .await
            .unwrap();
    }
    let describe = || logs.sdk.describe_metric_filters();
    let names = |answer: &aws_sdk_cloudwatchlogs::operation::describe_metric_filters::DescribeMetricFiltersOutput| {
        let names = answer.metric_filters().iter().map(|f| f.filter_name().unwrap().to_owned());
        names.collect::<Vec<_>>()
    };
    let all = describe().log_group_name("g").send().await.unwrap();
    assert_eq!(names(&all), ["errors", "errors-2", "latency"]);
    let shown = &all.metric_filters()[2];
    assert_eq!(shown.filter_pattern(), Some(pattern));
    assert_eq!(shown.log_group_name(), Some("g"));
    assert_eq!(shown.creation_time(), Some(NOW));
    let transformation = &shown.metric_transformations()[0];
    assert_eq!(transformation.metric_value(), "$.latency");
    assert_eq!(transformation.unit(), Some(&StandardUnit::Milliseconds));
    assert_eq!(transformation.dimensions().unwrap()["path"], "$.path");
    assert_eq!(transformation.default_value(), None);
    assert_eq!(
        all.metric_filters()[0].metric_transformations()[0].default_value(),
        Some(0.0)
    );
    let prefixed = describe()
        .log_group_name("g")
        .filter_name_prefix("err")
        .send()
        .await
        .unwrap();
    assert_eq!(names(&prefixed), ["errors", "errors-2"]);
    let of_metric = describe()
        .metric_name("Errors")
        .metric_namespace("App")
        .send()
        .await
        .unwrap();
    assert_eq!(names(&of_metric), ["errors", "errors-2"]);
    let first = describe().limit(2).send().await.unwrap();
    assert_eq!(names(&first), ["errors", "errors-2"]);
    let rest = describe()
        .next_token(first.next_token().unwrap())
        .send()
        .await
        .unwrap();
    assert_eq!(
        (names(&rest), rest.next_token()),
        (vec!["latency".to_owned()], None)
    );
    let groups = logs.sdk.describe_log_groups().send().await.unwrap();
    assert_eq!(groups.log_groups()[0].metric_filter_count(), Some(3));
    // putting the same name again changes the filter
    let put = logs.metric_filter("g", "errors", "FATAL");
    put.metric_transformations(count("Fatal"))
        .send()
        .await
        .unwrap();
    let delete = || {
        logs.sdk
            .delete_metric_filter()
            .log_group_name("g")
            .filter_name("errors-2")
    };
    delete().send().await.unwrap();
    let left = describe().send().await.unwrap();
    assert_eq!(names(&left), ["errors", "latency"]);
    assert_eq!(left.metric_filters()[0].filter_pattern(), Some("FATAL"));
    assert_eq!(
        refusal(delete().send().await),
        told(
            "ResourceNotFoundException",
            "The specified metric filter does not exist."
        )
    );
    // filters are deleted with their group
    logs.sdk
        .delete_log_group()
        .log_group_name("g")
        .send()
        .await
        .unwrap();
    assert!(describe().send().await.unwrap().metric_filters().is_empty());
}

/// Sends each and checks the code and a part of the message.
async fn all_refused(
    cases: impl IntoIterator<Item = (PutMetricFilterFluentBuilder, &'static str, &'static str)>,
) {
    for (request, code, message) in cases {
        let (refused, text) = refusal(request.send().await);
        assert_eq!(refused, code, "{text}");
        assert!(text.contains(message), "{text} lacks {message}");
    }
}

const INVALID: &str = "InvalidParameterException";

#[tokio::test]
async fn bad_metric_filters_are_refused() {
    let logs = Logs::start().await;
    logs.group("g").await;
    let create = logs.sdk.create_log_group().log_group_name("rare");
    let class = LogGroupClass::InfrequentAccess;
    create.log_group_class(class).send().await.unwrap();
    let of = |group: &str, name: &str, pattern: &str| {
        let put = logs.metric_filter(group, name, pattern);
        put.metric_transformations(count("m"))
    };
    let without = |transformations| {
        let put = logs.metric_filter("g", "f", "a");
        put.set_metric_transformations(Some(transformations))
    };
    let fields = of("g", "f", "a").emit_system_field_dimensions("@x");
    all_refused([
        (
            of("g", "f", "a:"),
            INVALID,
            "Invalid character(s) in term ':'",
        ),
        (
            of("g", "a:b", ""),
            INVALID,
            "satisfy regular expression pattern: [^:*]*",
        ),
        (without(vec![]), INVALID, "greater than or equal to 1"),
        (
            without(vec![count("a"), count("b")]),
            INVALID,
            "less than or equal to 1",
        ),
        (
            without(vec![count("a:b")]),
            INVALID,
            "metricTransformations.1.member.metricName",
        ),
        (fields, INVALID, "Invalid value '@x'"),
        (
            of("none", "f", ""),
            "ResourceNotFoundException",
            "log group does not exist",
        ),
        (
            of("rare", "f", ""),
            "InvalidOperationException",
            "INFREQUENT_ACCESS",
        ),
    ])
    .await;
    let describe = || logs.sdk.describe_metric_filters();
    let lone = describe().metric_name("m").send().await;
    assert_eq!(refusal(lone).0, INVALID);
    let none = describe().log_group_name("none").send().await;
    assert_eq!(refusal(none).0, "ResourceNotFoundException");
    let (status, answer) = logs.raw("PutMetricFilter", "{}").await;
    assert_eq!(status, 400);
    let text = answer["message"].as_str().unwrap();
    assert!(text.starts_with("4 validation errors detected: "), "{text}");
}

#[tokio::test]
async fn a_transformation_fits_its_pattern() {
    let logs = Logs::start().await;
    logs.group("g").await;
    let with = |pattern: &str, change: fn(Metric) -> Metric| {
        let put = logs.metric_filter("g", "f", pattern);
        put.metric_transformations(change(counting("m")).build().unwrap())
    };
    let no_value = "neither a number nor a field";
    all_refused([
        (
            with("a", |t| t.unit(StandardUnit::from("Parsecs"))),
            INVALID,
            "satisfy enum value set: [Seconds, ",
        ),
        (
            with("a", |t| t.dimensions("d", "$.d")),
            INVALID,
            "The specified filter pattern does not support dimensions",
        ),
        (
            with("{ $.d = * }", |t| {
                t.dimensions("d", "$.d").default_value(0.0)
            }),
            INVALID,
            "dimensions and default value are mutually exclusive properties.",
        ),
        (
            with("{ $.d = * }", |t| t.dimensions("d", "x")),
            INVALID,
            "'x' is not a field",
        ),
        (
            with("[a,b,c,d]", |t| {
                let t = t.dimensions("a", "$a").dimensions("b", "$b");
                t.dimensions("c", "$c").dimensions("d", "$d")
            }),
            INVALID,
            "at most 3 dimensions",
        ),
        (with("a", |t| t.metric_value("$.a")), INVALID, no_value),
        (
            with("{ $.a = 1 }", |t| t.metric_value("a")),
            INVALID,
            no_value,
        ),
        (with("[a]", |t| t.metric_value("$")), INVALID, no_value),
    ])
    .await;
}

#[tokio::test]
async fn a_group_has_100_metric_filters_and_5_with_a_regex_over_both_kinds() {
    let logs = Logs::start().await;
    logs.group("g").await;
    let limit = told(LIMIT.0, LIMIT.1);
    let put = |name: &str, pattern: &str| {
        let put = logs.metric_filter("g", name, pattern);
        put.metric_transformations(count("m")).send()
    };
    for number in 0..4 {
        put(&format!("r{number}"), "%x%").await.unwrap();
    }
    let subscribe = logs
        .subscription("s", LAMBDA)
        .filter_pattern("[a = %b%, ...]");
    subscribe.send().await.unwrap();
    assert_eq!(refusal(put("r5", "{ $.a = %b% }").await), limit);
    // replaces a filter that already has a regex, and one without
    put("r0", "%y%").await.unwrap();
    put("plain", "y").await.unwrap();
    for number in 0..95 {
        put(&format!("p{number}"), "").await.unwrap();
    }
    assert_eq!(refusal(put("one-more", "").await), limit);
    put("p0", "changed").await.unwrap();
}

#[tokio::test]
async fn subscription_filters_are_stored_and_listed() {
    let logs = Logs::start().await;
    logs.group("g").await;
    logs.subscription("to-kinesis", KINESIS)
        .filter_pattern("ERROR")
        .role_arn(ROLE)
        .distribution(Distribution::Random)
        .emit_system_fields("@aws.region")
        .send()
        .await
        .unwrap();
    logs.subscription("to-lambda", LAMBDA).send().await.unwrap();
    let describe = || logs.sdk.describe_subscription_filters().log_group_name("g");
    let all = describe().send().await.unwrap();
    let [kinesis, lambda] = all.subscription_filters() else {
        panic!("{all:?}")
    };
    assert_eq!(kinesis.filter_name(), Some("to-kinesis"));
    assert_eq!(kinesis.filter_pattern(), Some("ERROR"));
    assert_eq!(kinesis.destination_arn(), Some(KINESIS));
    assert_eq!(kinesis.role_arn(), Some(ROLE));
    assert_eq!(kinesis.distribution(), Some(&Distribution::Random));
    assert_eq!(kinesis.emit_system_fields(), ["@aws.region"]);
    assert_eq!(kinesis.creation_time(), Some(NOW));
    assert_eq!(lambda.distribution(), Some(&Distribution::ByLogStream));
    assert_eq!(
        (lambda.filter_pattern(), lambda.role_arn()),
        (Some(""), None)
    );
    let prefixed = describe().filter_name_prefix("to-l").send().await.unwrap();
    assert_eq!(prefixed.subscription_filters().len(), 1);
    let first = describe().limit(1).send().await.unwrap();
    let token = first.next_token().unwrap();
    let rest = describe().limit(1).next_token(token).send().await.unwrap();
    assert_eq!(
        rest.subscription_filters()[0].filter_name(),
        Some("to-lambda")
    );
    assert_eq!(rest.next_token(), None);
    let third = logs.subscription("third", LAMBDA).send().await;
    assert_eq!(refusal(third), told(LIMIT.0, LIMIT.1));
    // metric filters do not count
    let metrics = logs.sdk.describe_metric_filters().log_group_name("g");
    assert!(metrics.send().await.unwrap().metric_filters().is_empty());
    let delete = || {
        logs.sdk
            .delete_subscription_filter()
            .log_group_name("g")
            .filter_name("to-lambda")
    };
    delete().send().await.unwrap();
    assert_eq!(
        refusal(delete().send().await),
        told(
            "ResourceNotFoundException",
            "The specified subscription filter does not exist."
        )
    );
    logs.subscription("third", LAMBDA).send().await.unwrap();
}

#[tokio::test]
async fn bad_subscriptions_are_refused() {
    let logs = Logs::start().await;
    logs.group("g").await;
    let to = |arn: &str| logs.subscription("f", arn);
    for (request, message) in [
        (to("nonsense"), "Invalid destinationArn"),
        (to("arn:aws:s3:::bucket"), "Unsupported vendor"),
        (to(KINESIS), "must be used with a roleArn"),
        (
            to(LAMBDA).role_arn(ROLE),
            "destinationArn for vendor lambda cannot be used with roleArn",
        ),
        (
            to(LAMBDA).distribution(Distribution::from("Fair")),
            "satisfy enum value set: [Random, ByLogStream]",
        ),
        (
            to(LAMBDA).filter_pattern("{ $.a }"),
            "Invalid filter pattern: at character 7",
        ),
        (to(LAMBDA).emit_system_fields("@x"), "Invalid value '@x'"),
    ] {
        let (code, text) = refusal(request.send().await);
        assert_eq!(code, "InvalidParameterException", "{text}");
        assert!(text.contains(message), "{text} lacks {message}");
    }
    let none = logs
        .sdk
        .describe_subscription_filters()
        .log_group_name("none");
    assert_eq!(refusal(none.send().await).0, "ResourceNotFoundException");
    let (_, answer) = logs.raw("DescribeSubscriptionFilters", "{}").await;
    assert_eq!(answer["__type"], "InvalidParameterException");
}

#[tokio::test]
async fn a_pattern_is_tested_without_a_group() {
    let logs = Logs::start().await;
    let test = |pattern: &str, messages: &[&str]| {
        let messages = messages.iter().map(|&m| m.to_owned()).collect();
        let test = logs.sdk.test_metric_filter().filter_pattern(pattern);
        test.set_log_event_messages(Some(messages)).send()
    };
    let answer = test(
        "{ $.latency > 100 }",
        &["{\"latency\":250}", "text", "{\"latency\":5}"],
    );
    let answer = answer.await.unwrap();
    let [only] = answer.matches() else {
        panic!("{answer:?}")
    };
    assert_eq!(only.event_number(), 0);
    assert_eq!(only.event_message(), Some("{\"latency\":250}"));
    assert_eq!(only.extracted_values().unwrap()["$.latency"], "250");
    let none = test("x", &["y"]).await.unwrap();
    assert!(none.matches().is_empty());
    for (refused, message) in [
        (test("a:", &["x"]).await, "Invalid character(s) in term ':'"),
        (
            test("a", &[]).await,
            "have length greater than or equal to 1",
        ),
        (
            test("a", &["x"; 51]).await,
            "have length less than or equal to 50",
        ),
        (test("a", &[""]).await, "logEventMessages.1.member"),
    ] {
        let (code, text) = refusal(refused);
        assert_eq!(code, "InvalidParameterException", "{text}");
        assert!(text.contains(message), "{text} lacks {message}");
    }
}
