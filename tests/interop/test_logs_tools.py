"""CloudWatch Logs on the command line: awslogs and both AWS CLIs."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from test_logs import arn_of, following, group, logs, now_ms, put  # noqa: F401 (fixtures too)


class Tool:
    """A program that runs to its end, whatever its exit code."""

    def __init__(self, command, env):
        self.command = command
        self.env = env

    def run(self, *args):
        return subprocess.run(
            [*self.command, *map(str, args)],
            env=self.env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def __call__(self, *args):
        done = self.run(*args)
        assert done.returncode == 0, f"{args} exited with {done.returncode}: {done.stderr}"
        return done.stdout


@pytest.fixture
def awslogs(stack, clean_environment):
    program = Path(sys.executable).parent / "awslogs"
    env = {**os.environ, "AWS_ENDPOINT_URL": stack.url}
    return Tool([sys.executable, str(program)], env)


@pytest.fixture(params=["aws1", "aws2"])
def aws(request):
    """Both AWS CLIs in turn."""
    cli = request.getfixturevalue(request.param)
    return Tool(cli.command, cli.env)


def plain(lines):
    """Returns options of `awslogs get` for plain messages, and `lines`."""
    return ["--no-group", "--no-stream", "--color", "never", *lines]


def test_awslogs_gets_every_page_in_order(awslogs, logs, group):
    at = now_ms() - 120_000
    # more than a page of one megabyte
    texts = [f"{n:04} " + "x" * 2_000 for n in range(900)]
    put(logs, group, "web/1", *texts[:450], at=at)
    put(logs, group, "web/2", *texts[450:], at=at + 450)
    shown = awslogs("get", group, "ALL", *plain(["--start", "10m"]))
    assert shown.splitlines() == texts
    shown = awslogs("get", group, "web/2", *plain(["--start", "10m"]))
    assert shown.splitlines() == texts[450:]
    shown = awslogs("get", group, "ALL", *plain(["-f", '"0007 " ', "--timestamp"]))
    (line,) = shown.splitlines()
    stamp, text = line.split(" ", 1)
    assert text == texts[7] and stamp.endswith("Z")


def test_awslogs_filters_and_queries_json(awslogs, logs, group):
    put(logs, group, "web/1", '{"level": "error", "ms": 250}', '{"level": "info", "ms": 3}', "text")
    asked = ["-f", '{ $.level = "error" }', "--query", "ms"]
    assert awslogs("get", group, "ALL", *plain(asked)) == "250\n"
    shown = awslogs("get", group, "ALL", "--color", "never", "-f", "text")
    assert shown.split() == [group, "web/1", "text"]


def test_awslogs_lists_groups_and_streams(awslogs, logs, group):
    assert awslogs("groups", "--log-group-prefix", group).split() == [group]
    put(logs, group, "web/1", "one")
    put(logs, group, "web/2", "two")
    assert sorted(awslogs("streams", group).split()) == ["web/1", "web/2"]


def test_awslogs_says_what_is_wrong(awslogs, group, unique):
    done = awslogs.run("get", group, "none.*")
    assert done.returncode != 0
    assert "No streams match your pattern 'none.*'" in done.stderr
    done = awslogs.run("get", unique("missing"), "ALL")
    assert done.returncode != 0
    assert "ResourceNotFoundException" in done.stderr
    assert "The specified log group does not exist." in done.stderr
    done = awslogs.run("get", group, "ALL", "-f", "{ $.a = ")
    assert done.returncode != 0 and "InvalidParameterException" in done.stderr


def test_awslogs_watches(awslogs, logs, group):
    put(logs, group, "web/1", "before")
    args = ("get", group, "ALL", "--watch", "--watch-interval", "1")
    with following(awslogs, *args) as watch:
        watch.wait_for("before")
        put(logs, group, "web/2", "while watching")
        watch.wait_for("while watching")
    assert watch.shown.count("before") == 1


def filtered(aws, *args):
    return json.loads(aws("logs", "filter-log-events", "--output", "json", *args))


def test_the_cli_pages_through_filtered_events(aws, logs, group):
    at = now_ms() - 60_000
    put(logs, group, "web/1", *(f"one {n}" for n in range(100)), at=at)
    put(logs, group, "web/2", *(f"two {n}" for n in range(100)), at=at)
    ask = ("--log-group-name", group, "--start-time", at)
    events = filtered(aws, *ask, "--page-size", 33)["events"]
    assert len({event["eventId"] for event in events}) == len(events) == 200
    assert [e["timestamp"] for e in events] == [at + n for n in range(100) for _ in "12"]
    by_stream = [e["message"] for e in events if e["logStreamName"] == "web/2"]
    assert by_stream == [f"two {n}" for n in range(100)]
    # with the CLI's own token, which differs from the service's
    first = filtered(aws, *ask, "--max-items", 150)
    assert len(first["events"]) == 150
    rest = filtered(aws, *ask, "--starting-token", first["NextToken"])
    assert first["events"] + rest["events"] == events
    assert "NextToken" not in rest
    # a single call, with the service's token
    page = filtered(aws, *ask, "--no-paginate", "--limit", 10)
    assert page["events"] == events[:10]
    page = filtered(aws, *ask, "--no-paginate", "--limit", 10, "--next-token", page["nextToken"])
    assert page["events"] == events[10:20]
    window = filtered(aws, *ask, "--end-time", at + 9, "--log-stream-name-prefix", "web/1")
    assert [e["message"] for e in window["events"]] == [f"one {n}" for n in range(10)]


def test_the_cli_filters_by_each_kind_of_pattern(aws, logs, group):
    lines = [
        "ERROR one",
        "[WARN] GET /api 404 12",
        '{"level": "error", "ms": 250}',
        "ERROR and timeout",
        "INFO 127.0.0.1 GET /api 200 3",
    ]
    put(logs, group, "web/1", *lines)
    for pattern, found in [
        ("ERROR", [0, 3]),
        ("ERROR -timeout", [0]),
        ("?timeout ?WARN", [1, 3]),
        ('"GET /api"', [1, 4]),
        ("%[45]0[04]%", [1]),
        ("{ $.ms > 100 && $.level = error }", [2]),
        ("[level, ip, verb, path, status=2*, ms]", [4]),
    ]:
        page = filtered(aws, "--log-group-name", group, "--filter-pattern", pattern)
        messages = [event["message"] for event in page["events"]]
        assert messages == [lines[n] for n in found], pattern


def test_the_cli_tells_the_service_s_errors(aws, group, unique):
    ask = ("logs", "filter-log-events", "--log-group-name")
    done = aws.run(*ask, unique("missing"))
    # "the service returned an error" (AWS CLI, return codes)
    assert done.returncode in (254, 255) and done.stdout == ""
    assert (
        "(ResourceNotFoundException) when calling the FilterLogEvents operation: "
        "The specified log group does not exist."
    ) in done.stderr
    done = aws.run(*ask, group, "--filter-pattern", "{ $.a = }")
    assert done.returncode in (254, 255)
    assert "(InvalidParameterException)" in done.stderr
    assert "Invalid filter pattern" in done.stderr
    done = aws.run(*ask, group, "--limit", "10001")
    assert done.returncode in (254, 255)
    assert "less than or equal to 10000" in done.stderr


def test_the_older_cli_tails_some_streams_and_a_window(aws2, logs, group):
    old = now_ms() - 3_600_000
    put(logs, group, "web/1", "an hour ago", at=old)
    put(logs, group, "web/1", "now in 1")
    put(logs, group, "web/2", "now in 2")
    tail = ("logs", "tail", group, "--format", "short")

    def messages(*more):
        return [line.split(" ", 1)[1] for line in aws2(*tail, *more).splitlines()]

    assert sorted(messages()) == ["now in 1", "now in 2"]
    assert messages("--log-stream-names", "web/2") == ["now in 2"]
    assert messages("--since", "2h", "--log-stream-name-prefix", "web/1") == [
        "an hour ago",
        "now in 1",
    ]
    detailed = aws2("logs", "tail", group, "--log-stream-names", "web/2").split()
    assert detailed[1:] == ["web/2", "now", "in", "2"]


def test_a_live_tail_of_the_newer_cli_has_only_what_was_asked_for(aws1, logs, group):
    arn = arn_of(logs, group)
    args = [
        "logs", "start-live-tail", "--log-group-identifiers", arn,
        "--log-stream-names", "web/1", "--log-event-filter-pattern", "ERROR",
    ]  # fmt: skip
    stop = threading.Event()

    def chatter():
        n = 0
        while not stop.wait(0.2):
            put(logs, group, "web/2", f"ERROR elsewhere {n}")
            put(logs, group, "web/1", f"INFO {n}", f"ERROR here {n}")
            n += 1

    talker = threading.Thread(target=chatter)
    talker.start()
    try:
        with following(aws1, *args) as tail:
            # at least three seconds of updates
            tail.wait_for("ERROR here")
            first = tail.shown.split("ERROR here ")[1].split()[0]
            tail.wait_for(f"ERROR here {int(first) + 10}\n")
    finally:
        stop.set()
        talker.join()
    shown = [line for line in tail.shown.splitlines() if line.startswith("ERROR")]
    numbers = [int(line.removeprefix("ERROR here ")) for line in shown]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    assert "elsewhere" not in tail.shown and "INFO" not in tail.shown


def test_a_live_tail_needs_an_arn_and_a_group_that_is_there(aws1, logs, group):
    tool = Tool(aws1.command, aws1.env)
    missing = arn_of(logs, group) + "-missing"
    done = tool.run("logs", "start-live-tail", "--log-group-identifiers", missing)
    assert done.returncode in (254, 255)
    assert "(ResourceNotFoundException) when calling the StartLiveTail operation" in done.stderr
    done = tool.run(
        "logs", "start-live-tail", "--log-group-identifiers", missing, missing,
        "--log-stream-names", "s",
    )  # fmt: skip
    assert done.returncode in (254, 255)
    assert "InvalidParameterException" in done.stderr
