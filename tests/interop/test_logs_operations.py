"""CloudWatch Logs operations of boto3, other than reading and writing events."""

import json
import signal

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from conftest import REGION, start, stop
from test_logs import arn_of, group, logs, now_ms, put  # noqa: F401 (fixtures too)

ACCOUNT = "000000000000"
LAMBDA = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:f"
KINESIS = f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/s"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/r"
POLICY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "route53.amazonaws.com"},
                "Action": "logs:PutLogEvents",
                "Resource": "*",
            }
        ],
    }
)


def refusal(call, **request):
    """Returns the class, code and message of the error that a call raises."""
    with pytest.raises(ClientError) as refused:
        call(**request)
    error = refused.value.response["Error"]
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    return type(refused.value).__name__, error["Code"], error["Message"]


def names(items, key):
    return [item[key] for item in items]


def test_groups_are_listed_by_pattern_class_and_tags(logs, unique):
    base = unique("list")
    classes = {"a": "STANDARD", "b": "INFREQUENT_ACCESS", "c": "DELIVERY", "d": "STANDARD"}
    for suffix, kind in classes.items():
        tags = {"env": "prod" if suffix in "ab" else "test"}
        logs.create_log_group(logGroupName=f"{base}/{suffix}", logGroupClass=kind, tags=tags)
    ask = dict(logGroupNamePattern=f"^{base}")
    # botocore has no paginator for this operation
    first = logs.list_log_groups(**ask, limit=3)
    rest = logs.list_log_groups(**ask, limit=3, nextToken=first["nextToken"])
    assert (len(first["logGroups"]), "nextToken" in rest) == (3, False)
    listed = first["logGroups"] + rest["logGroups"]
    assert {found["logGroupName"][-1]: found["logGroupClass"] for found in listed} == classes
    assert names(listed, "logGroupName") == [f"{base}/{suffix}" for suffix in "abcd"]
    assert listed[0]["logGroupArn"] == f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{base}/a"

    def listed_by(**more):
        found = logs.list_log_groups(**ask, **more)["logGroups"]
        return "".join(found["logGroupName"][-1] for found in found)

    assert listed_by(logGroupClass="STANDARD") == "ad"
    assert listed_by(logGroupTags=[{"key": "env", "values": ["prod"]}]) == "ab"
    assert listed_by(logGroupTags=[{"key": "env", "values": ["!prod"]}]) == "cd"
    kind, _, text = refusal(logs.list_log_groups, logGroupNamePattern="a b c")
    assert kind == "InvalidParameterException"
    assert "'logGroupNamePattern' failed to satisfy constraint" in text


def test_metric_filters_are_stored_and_a_pattern_can_be_tried(logs, group):
    def metric(name):
        return [{"metricName": name, "metricNamespace": "App", "metricValue": "1"}]

    for name, pattern in [("errors", "ERROR"), ("slow", "{ $.ms > 100 }"), ("warnings", "WARN")]:
        logs.put_metric_filter(
            logGroupName=group,
            filterName=name,
            filterPattern=pattern,
            metricTransformations=metric(f"{group}-{name}"),
        )
    pages = logs.get_paginator("describe_metric_filters").paginate(
        logGroupName=group, PaginationConfig={"PageSize": 2}
    )
    found = [item for page in pages for item in page["metricFilters"]]
    assert names(found, "filterName") == ["errors", "slow", "warnings"]
    assert names(found, "filterPattern") == ["ERROR", "{ $.ms > 100 }", "WARN"]
    assert found[0]["metricTransformations"] == metric(f"{group}-errors")
    by_metric = logs.describe_metric_filters(metricName=f"{group}-slow", metricNamespace="App")
    assert names(by_metric["metricFilters"], "filterName") == ["slow"]
    logs.delete_metric_filter(logGroupName=group, filterName="slow")
    assert refusal(logs.delete_metric_filter, logGroupName=group, filterName="slow") == (
        "ResourceNotFoundException",
        "ResourceNotFoundException",
        "The specified metric filter does not exist.",
    )
    kind, _, text = refusal(
        logs.put_metric_filter,
        logGroupName=group,
        filterName="bad",
        filterPattern="{ $.a = }",
        metricTransformations=metric("m"),
    )
    assert kind == "InvalidParameterException" and "Invalid filter pattern" in text
    lines = ['{"ms": 250}', "no JSON", '{"ms": 5}', '{"ms": 101}']
    matches = logs.test_metric_filter(filterPattern="{ $.ms > 100 }", logEventMessages=lines)
    assert matches["matches"] == [
        {"eventNumber": 0, "eventMessage": lines[0], "extractedValues": {"$.ms": "250"}},
        {"eventNumber": 3, "eventMessage": lines[3], "extractedValues": {"$.ms": "101"}},
    ]


def test_subscription_filters_are_two_at_most_and_know_their_destinations(logs, group):
    logs.put_subscription_filter(
        logGroupName=group,
        filterName="to-kinesis",
        filterPattern="ERROR",
        destinationArn=KINESIS,
        roleArn=ROLE,
        distribution="Random",
    )
    to_lambda = dict(logGroupName=group, filterPattern="", destinationArn=LAMBDA)
    logs.put_subscription_filter(filterName="to-lambda", **to_lambda)
    pages = logs.get_paginator("describe_subscription_filters").paginate(
        logGroupName=group, PaginationConfig={"PageSize": 1}
    )
    kinesis, function = [item for page in pages for item in page["subscriptionFilters"]]
    assert (kinesis["filterName"], kinesis["roleArn"]) == ("to-kinesis", ROLE)
    assert kinesis["distribution"] == "Random"
    assert (function["destinationArn"], function["distribution"]) == (LAMBDA, "ByLogStream")
    assert "roleArn" not in function
    third = refusal(logs.put_subscription_filter, filterName="third", **to_lambda)
    assert third[::2] == ("LimitExceededException", "Resource limit exceeded.")
    kind, _, text = refusal(
        logs.put_subscription_filter, filterName="to-lambda", roleArn=ROLE, **to_lambda
    )
    assert kind == "InvalidParameterException" and "cannot be used with roleArn" in text
    logs.delete_subscription_filter(logGroupName=group, filterName="to-kinesis")
    left = logs.describe_subscription_filters(logGroupName=group)["subscriptionFilters"]
    assert names(left, "filterName") == ["to-lambda"]


def test_resource_policies_of_the_account_and_of_a_group(logs, group, unique):
    name = unique("policy")
    made = logs.put_resource_policy(policyName=name, policyDocument=POLICY)["resourcePolicy"]
    assert (made["policyName"], made["policyScope"]) == (name, "ACCOUNT")
    listed = logs.describe_resource_policies()["resourcePolicies"]
    (mine,) = [policy for policy in listed if policy["policyName"] == name]
    assert json.loads(mine["policyDocument"]) == json.loads(POLICY)
    logs.delete_resource_policy(policyName=name)
    assert refusal(logs.delete_resource_policy, policyName=name)[::2] == (
        "ResourceNotFoundException",
        f"Policy with name [{name}] does not exist.",
    )
    of_group = dict(policyName="p", policyDocument=POLICY, resourceArn=arn_of(logs, group))
    first = logs.put_resource_policy(**of_group)
    assert first["resourcePolicy"]["policyScope"] == "RESOURCE"
    assert refusal(logs.put_resource_policy, **of_group)[0] == "OperationAbortedException"
    second = logs.put_resource_policy(**of_group, expectedRevisionId=first["revisionId"])
    assert second["revisionId"] != first["revisionId"]
    (only,) = logs.describe_resource_policies(resourceArn=of_group["resourceArn"])["resourcePolicies"]
    assert only["revisionId"] == second["revisionId"]


def test_query_definitions_are_saved_changed_and_deleted(logs, unique):
    folder = unique("queries")
    query = "fields @timestamp, @message | limit 20"
    ids = {}
    for name in ("b", "a", "c"):
        saved = logs.put_query_definition(
            name=f"{folder}/{name}", queryString=query, logGroupNames=["g"]
        )
        ids[name] = saved["queryDefinitionId"]
    prefix = dict(queryDefinitionNamePrefix=folder)
    first = logs.describe_query_definitions(**prefix, maxResults=2)
    rest = logs.describe_query_definitions(**prefix, nextToken=first["nextToken"])
    assert "nextToken" not in rest
    found = first["queryDefinitions"] + rest["queryDefinitions"]
    assert names(found, "queryDefinitionId") == [ids["a"], ids["b"], ids["c"]]
    assert (found[0]["queryString"], found[0]["logGroupNames"]) == (query, ["g"])
    logs.put_query_definition(
        name=f"{folder}/z", queryString="stats count(*)", queryDefinitionId=ids["a"]
    )
    changed = logs.describe_query_definitions(**prefix)["queryDefinitions"][-1]
    assert (changed["queryDefinitionId"], changed["queryString"]) == (ids["a"], "stats count(*)")
    assert logs.delete_query_definition(queryDefinitionId=ids["a"])["success"] is True
    again = refusal(logs.delete_query_definition, queryDefinitionId=ids["a"])
    assert again[0] == "ResourceNotFoundException"


def test_get_log_events_goes_back_from_the_end_and_forward_again(logs, group):
    put(logs, group, "web/1", *(str(n) for n in range(25)))
    at = dict(logGroupName=group, logStreamName="web/1", limit=10)
    page, pages, token = logs.get_log_events(**at), [], None
    while page["nextBackwardToken"] != token:
        pages.append([int(event["message"]) for event in page["events"]])
        token = page["nextBackwardToken"]
        page = logs.get_log_events(nextToken=token, **at)
    # each page is in order of time
    assert pages == [list(range(15, 25)), list(range(5, 15)), list(range(5))]
    forward, token = [], page["nextForwardToken"]
    while True:
        page = logs.get_log_events(nextToken=token, startFromHead=True, **at)
        forward += [int(event["message"]) for event in page["events"]]
        if page["nextForwardToken"] == token:
            break
        token = page["nextForwardToken"]
    assert forward == list(range(25))


def test_events_are_filtered_newest_first(logs, group):
    at = now_ms() - 60_000
    put(logs, group, "web/1", *(f"one {n}" for n in range(100)), at=at)
    put(logs, group, "web/2", *(f"two {n}" for n in range(100)), at=at)
    ask = dict(logGroupName=group, startTime=at + 10, startFromHead=False)
    pages = logs.get_paginator("filter_log_events").paginate(
        **ask, PaginationConfig={"PageSize": 33}
    )
    events = [event for page in pages for event in page["events"]]
    times = names(events, "timestamp")
    assert times == sorted(times, reverse=True) and len(events) == 180
    assert (times[0], times[-1]) == (at + 99, at + 10)
    oldest_first = logs.filter_log_events(logGroupName=group, startTime=at + 10)["events"]
    assert names(events, "eventId") == names(oldest_first, "eventId")[::-1]
    early = dict(ask, startTime=1_704_067_199_999)
    assert refusal(logs.filter_log_events, **early)[::2] == (
        "InvalidParameterException",
        "startFromHead can be false only when startTime is on or after Jan 1, 2024 00:00:00 UTC.",
    )


def test_a_stream_that_is_named_must_be_there(logs, group):
    put(logs, group, "web/1", "one")
    ask = dict(logGroupName=group, logStreamNames=["web/1"])
    assert names(logs.filter_log_events(**ask)["events"], "message") == ["one"]
    missing = dict(ask, logStreamNames=["web/1", "web/3"])
    assert refusal(logs.filter_log_events, **missing) == (
        "ResourceNotFoundException",
        "ResourceNotFoundException",
        "The specified log stream does not exist.",
    )


def test_a_token_is_of_its_request_alone(logs, group):
    put(logs, group, "web/1", *(str(n) for n in range(5)))
    ask = dict(logGroupName=group, limit=2)
    token = logs.filter_log_events(**ask)["nextToken"]
    page = logs.filter_log_events(**ask, nextToken=token)
    assert names(page["events"], "message") == ["2", "3"]
    for other in (dict(ask, filterPattern="x"), dict(ask, logStreamNames=["web/1"])):
        assert refusal(logs.filter_log_events, **other, nextToken=token)[::2] == (
            "InvalidParameterException",
            "The specified nextToken is invalid.",
        )
    nonsense = refusal(logs.filter_log_events, **ask, nextToken="nonsense")
    assert nonsense[0] == "InvalidParameterException"


def test_tokens_expire_after_a_day(tmp_path):
    home = tmp_path / "home"

    def client(clock):
        running = start(home, clock=clock)
        settings = Config(retries={"max_attempts": 1, "mode": "standard"})
        there = boto3.client(
            "logs", endpoint_url=running.url, region_name=REGION, config=settings
        )
        return running, there

    running, logs = client("2026-11-20T09:00:00Z")
    try:
        logs.create_log_group(logGroupName="g")
        logs.create_log_stream(logGroupName="g", logStreamName="s")
        at = 1_795_165_200_000
        put(logs, "g", "s", "a", "b", "c", at=at)
        ask = dict(logGroupName="g", limit=1)
        token = logs.filter_log_events(**ask)["nextToken"]
    finally:
        stop(running)
    for clock, taken in [("2026-11-21T08:59:59Z", True), ("2026-11-21T09:00:00Z", False)]:
        running, logs = client(clock)
        try:
            if taken:
                page = logs.filter_log_events(**ask, nextToken=token)
                assert names(page["events"], "message") == ["b"]
            else:
                assert refusal(logs.filter_log_events, **ask, nextToken=token)[::2] == (
                    "InvalidParameterException",
                    "The specified nextToken is invalid.",
                )
        finally:
            stop(running)


def test_groups_of_infrequent_access_are_only_written(logs, unique):
    name = unique("rare")
    logs.create_log_group(logGroupName=name, logGroupClass="INFREQUENT_ACCESS")
    logs.create_log_stream(logGroupName=name, logStreamName="s")
    assert "rejectedLogEventsInfo" not in put(logs, name, "s", "stored")
    (described,) = logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    assert described["logGroupClass"] == "INFREQUENT_ACCESS"
    reads = [
        (logs.filter_log_events, dict(logGroupName=name)),
        (logs.get_log_events, dict(logGroupName=name, logStreamName="s")),
    ]
    for call, request in reads:
        assert refusal(call, **request)[::2] == (
            "InvalidParameterException",
            "This operation is not supported for log groups of class INFREQUENT_ACCESS.",
        )
    metric = [{"metricName": "m", "metricNamespace": "App", "metricValue": "1"}]
    filters = [
        (logs.put_metric_filter, dict(metricTransformations=metric)),
        (logs.put_subscription_filter, dict(destinationArn=LAMBDA)),
        (logs.start_live_tail, dict(logGroupIdentifiers=[arn_of(logs, name)])),
    ]
    for call, request in filters:
        if "logGroupIdentifiers" not in request:
            request = dict(request, logGroupName=name, filterName="f", filterPattern="")
        kind, code, text = refusal(call, **request)
        assert (kind, code) in [("InvalidOperationException",) * 2, ("InvalidParameterException",) * 2]
        assert "INFREQUENT_ACCESS" in text
