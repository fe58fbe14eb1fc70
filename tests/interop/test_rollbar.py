"""pyrollbar against the stack's Rollbar API."""

import logging
import sys

import pytest
import rollbar

TOKEN = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def reporter(stack, unique):
    """pyrollbar for the stack, sending synchronously."""
    rollbar._initialized = False
    environment = unique("environment")
    rollbar.init(
        TOKEN,
        environment,
        # without the trailing slash, joining a path would drop the last segment
        endpoint=f"{stack.url}/api/1/",
        handler="blocking",
        root="/srv/app",
        code_version="1.2.3",
        allow_logging_basic_config=False,
    )
    return environment


def items(cli, environment, *args):
    return cli("rollbar", "items", "--environment", environment, *args)


def fail(activity):
    raise NameError(f"ShowActivity {activity}")


def report(activity, **data):
    try:
        fail(activity)
    except NameError:
        return rollbar.report_exc_info(sys.exc_info(), payload_data=data)


def test_a_message_arrives_with_its_level_and_words(cli, reporter):
    uuid = rollbar.report_message("Hello World!", "warning", extra_data={"handle": "andrewbrown"})
    (item,) = items(cli, reporter)
    assert item["title"] == "Hello World!"
    assert item["level"] == "warning"
    assert item["occurrences"] == 1
    shown = cli("rollbar", "item", item["number"])
    (occurrence,) = shown["last_occurrences"]
    assert occurrence["uuid"] == uuid
    assert occurrence["message"] == "Hello World!"


def test_the_same_exception_is_one_item_with_frames_and_the_trace(cli, reporter):
    trace_id = "691ed3e901fe0123456789abcdef0123"
    for activity in ("a", "b", "c"):
        report(activity, attributes=[{"key": "trace_id", "value": trace_id}])
    (item,) = items(cli, reporter)
    assert item["title"] == "NameError: ShowActivity a"
    assert item["occurrences"] == 3
    shown = cli("rollbar", "item", item["number"])
    newest = shown["last_occurrences"][0]
    assert newest["trace_ids"] == ["1-691ed3e9-01fe0123456789abcdef0123"]
    assert newest["code_version"] == "1.2.3"
    (exception,) = newest["exceptions"]
    assert (exception["type"], exception["message"]) == ("NameError", "ShowActivity c")
    assert [frame["label"] for frame in exception["stack"]] == ["fail", "report"]


def test_a_chain_of_exceptions_keeps_its_order(cli, reporter):
    try:
        try:
            fail("x")
        except NameError as error:
            raise ValueError("outer") from error
    except ValueError:
        rollbar.report_exc_info()
    (item,) = items(cli, reporter)
    exceptions = cli("rollbar", "item", item["number"])["last_occurrences"][0]["exceptions"]
    assert [exception["type"] for exception in exceptions] == ["ValueError", "NameError"]


def test_what_is_resolved_comes_back(cli, reporter):
    report("x")
    (item,) = items(cli, reporter)
    cli("rollbar", "resolve", item["number"])
    assert items(cli, reporter, "--status", "active") == []
    report("y")
    (item,) = items(cli, reporter, "--status", "active")
    assert item["occurrences"] == 2


def test_a_logging_handler_and_its_thread_arrive(cli, reporter):
    from rollbar.logger import RollbarHandler

    rollbar.SETTINGS["handler"] = "thread"
    logger = logging.getLogger(reporter)
    logger.addHandler(RollbarHandler(level=logging.ERROR))
    logger.error("no connection to %s", "db1")
    rollbar.wait()
    (item,) = items(cli, reporter)
    assert (item["title"], item["level"]) == ("no connection to db1", "error")


def test_a_payload_that_is_too_large_is_reported_as_such(cli, reporter):
    # on a 413, pyrollbar sends a message of its own
    rollbar.report_message("x" * (1 << 20))
    (item,) = items(cli, reporter)
    assert item["title"].startswith("Failsafe from pyrollbar: payload too large.")


def test_no_token_is_kept(stack, reporter):
    rollbar.report_message(f"sent with {TOKEN}", request=None)
    for file in stack.home.glob("store.sqlite*"):
        assert TOKEN.encode() not in file.read_bytes()
