"""CloudWatch Logs through boto3, watchtower and both AWS CLIs."""

import logging
import os
import select
import signal
import subprocess
import threading
import time
from contextlib import contextmanager

import boto3
import pytest
import watchtower
from botocore.exceptions import ClientError

from conftest import REGION


def now_ms():
    return int(time.time() * 1000)


@pytest.fixture
def logs(aws_client):
    return aws_client("logs")


@pytest.fixture
def group(logs, unique):
    name = unique("group")
    logs.create_log_group(logGroupName=name, tags={"env": "dev"})
    logs.create_log_stream(logGroupName=name, logStreamName="web/1")
    logs.create_log_stream(logGroupName=name, logStreamName="web/2")
    return name


def put(logs, group, stream, *messages, at=None):
    at = at or now_ms()
    events = [{"timestamp": at + n, "message": text} for n, text in enumerate(messages)]
    return logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)


class Following:
    """A command that runs until it is interrupted."""

    def __init__(self, process):
        self.process = process
        self.shown = ""

    def wait_for(self, text, seconds=20):
        out = self.process.stdout.fileno()
        deadline = time.monotonic() + seconds
        while text not in self.shown:
            assert time.monotonic() < deadline, f"so far: {self.shown!r}"
            if select.select([out], [], [], 0.1)[0]:
                read = os.read(out, 65536).decode()
                assert read, f"it ended: {self.shown!r} {self.process.stderr.read()!r}"
                self.shown += read


@contextmanager
def following(aws, *args):
    process = subprocess.Popen(
        [*aws.command, *args],
        env={**aws.env, "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        yield Following(process)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def arn_of(logs, group):
    (described,) = logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"]
    return described["logGroupArn"]


def test_groups_streams_tags_and_retention(logs, group):
    logs.put_retention_policy(logGroupName=group, retentionInDays=7)
    (described,) = logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"]
    assert described["retentionInDays"] == 7
    assert described["arn"] == f"{described['logGroupArn']}:*"
    logs.tag_resource(resourceArn=described["logGroupArn"], tags={"team": "cruddur"})
    tags = logs.list_tags_log_group(logGroupName=group)["tags"]
    assert tags == {"env": "dev", "team": "cruddur"}
    streams = logs.get_paginator("describe_log_streams").paginate(
        logGroupName=group, PaginationConfig={"PageSize": 1}
    )
    names = [stream["logStreamName"] for page in streams for stream in page["logStreams"]]
    assert names == ["web/1", "web/2"]
    logs.delete_log_group(logGroupName=group)
    with pytest.raises(logs.exceptions.ResourceNotFoundException) as missing:
        logs.describe_log_streams(logGroupName=group)
    assert missing.value.response["Error"]["Message"] == "The specified log group does not exist."


def test_errors_have_the_classes_of_the_sdk(logs, group):
    with pytest.raises(logs.exceptions.ResourceAlreadyExistsException):
        logs.create_log_group(logGroupName=group)
    with pytest.raises(logs.exceptions.InvalidParameterException) as refused:
        put(logs, group, "web/1", "x" * 1_048_576)
    assert "Log event too large" in str(refused.value)
    with pytest.raises(ClientError) as unknown:
        logs.start_query(logGroupName=group, startTime=0, endTime=1, queryString="fields @message")
    assert unknown.value.response["Error"]["Code"] == "UnknownOperationException"


def test_events_are_filtered_and_paged_in_order(logs, group):
    at = now_ms() - 60_000
    put(logs, group, "web/1", *(f"one {n}" for n in range(300)), at=at)
    put(logs, group, "web/2", *(f"two {n} ERROR" for n in range(300)), at=at)
    pages = logs.get_paginator("filter_log_events").paginate(
        logGroupName=group, startTime=at, PaginationConfig={"PageSize": 70}
    )
    events = [event for page in pages for event in page["events"]]
    assert len(events) == 600
    assert len({event["eventId"] for event in events}) == 600
    assert [e["timestamp"] for e in events] == sorted(e["timestamp"] for e in events)
    errors = logs.filter_log_events(logGroupName=group, filterPattern='ERROR "two 7"')["events"]
    assert len(errors) == 11
    put(logs, group, "web/1", '{"a": 1}', '{"a": 2}')
    found = logs.filter_log_events(logGroupName=group, filterPattern="{ $.a = 1 }")["events"]
    assert [event["message"] for event in found] == ['{"a": 1}']
    with pytest.raises(logs.exceptions.InvalidParameterException):
        logs.filter_log_events(logGroupName=group, filterPattern="{ $.a = ")


def test_get_log_events_ends_by_repeating_its_token(logs, group):
    put(logs, group, "web/1", *(str(n) for n in range(25)))
    at = dict(logGroupName=group, logStreamName="web/1", startFromHead=True, limit=10)
    page, seen, token = logs.get_log_events(**at), [], None
    while page["nextForwardToken"] != token:
        seen += [event["message"] for event in page["events"]]
        token = page["nextForwardToken"]
        page = logs.get_log_events(nextToken=token, **at)
    assert seen == [str(n) for n in range(25)]


def test_rejected_events_are_named(logs, group):
    at = now_ms()
    days = 24 * 3600 * 1000
    events = [
        {"timestamp": at - 15 * days, "message": "old"},
        {"timestamp": at, "message": "good"},
        {"timestamp": at + days, "message": "new"},
    ]
    answer = logs.put_log_events(logGroupName=group, logStreamName="web/1", logEvents=events)
    assert answer["rejectedLogEventsInfo"] == {
        "tooOldLogEventEndIndex": 1,
        "tooNewLogEventStartIndex": 2,
    }


def test_watchtower_delivers_every_record(logs, stack, unique):
    name = unique("watchtower")
    client = boto3.client("logs", region_name=REGION, endpoint_url=stack.url)
    handler = watchtower.CloudWatchLogHandler(
        log_group_name=name,
        log_stream_name="flask",
        boto3_client=client,
        create_log_group=True,
        log_group_retention_days=7,
        send_interval=1,
    )
    logger = logging.getLogger(name)
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    for n in range(500):
        logger.info("request %d", n)
    logger.error("[2026-Nov-20 09:14] 127.0.0.1 GET http /api/activities/home? 500")
    handler.close()
    pages = logs.get_paginator("filter_log_events").paginate(logGroupName=name)
    events = [event for page in pages for event in page["events"]]
    assert [e["message"] for e in events][:500] == [f"request {n}" for n in range(500)]
    assert {event["logStreamName"] for event in events} == {"flask"}
    (described,) = logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    assert described["retentionInDays"] == 7


def test_live_tail_through_boto3(logs, group):
    session = logs.start_live_tail(
        logGroupIdentifiers=[arn_of(logs, group)],
        logStreamNames=["web/1"],
        logEventFilterPattern="ERROR",
    )
    seen = []
    stream = iter(session["responseStream"])
    start = next(stream)["sessionStart"]
    assert start["logStreamNames"] == ["web/1"]
    put(logs, group, "web/1", "ERROR one", "info", "ERROR two")
    put(logs, group, "web/2", "ERROR elsewhere")
    deadline = time.monotonic() + 10
    while len(seen) < 2 and time.monotonic() < deadline:
        update = next(stream)["sessionUpdate"]
        assert update["sessionMetadata"] == {"sampled": False}
        seen += [event["message"] for event in update["sessionResults"]]
    session["responseStream"].close()
    assert seen == ["ERROR one", "ERROR two"]


def messages(shown):
    """Returns the lines of `logs tail --format short` without times."""
    return [line.split(" ", 1)[1] for line in shown.splitlines()]


def test_the_older_cli_tails(aws2, logs, group):
    put(logs, group, "web/1", "first", "second ERROR")
    tail = ("logs", "tail", group, "--format", "short")
    assert messages(aws2(*tail)) == ["first", "second ERROR"]
    assert messages(aws2(*tail, "--filter-pattern", "ERROR")) == ["second ERROR"]


def test_the_older_cli_follows(aws2, logs, group):
    put(logs, group, "web/1", "before")
    with following(aws2, "logs", "tail", group, "--follow", "--format", "short") as tail:
        tail.wait_for("before")
        put(logs, group, "web/2", "while following")
        tail.wait_for("while following")


def test_the_newer_cli_opens_a_live_tail(aws1, logs, group):
    args = ("logs", "start-live-tail", "--log-group-identifiers", arn_of(logs, group))
    stop = threading.Event()

    def chatter():
        while not stop.wait(0.2):
            put(logs, group, "web/1", "seen live")

    talker = threading.Thread(target=chatter)
    talker.start()
    try:
        with following(aws1, *args) as tail:
            tail.wait_for("seen live")
    finally:
        stop.set()
        talker.join()
