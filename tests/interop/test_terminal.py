"""Output that only a terminal gets: colours, wrapped lines, prompts."""

import fcntl
import json
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time

import pytest
import requests

from conftest import BINARY

ESCAPE = "\x1b"


class Terminal:
    """A command on a pseudo-terminal."""

    def __init__(self, args, env, columns=80):
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        self.fd = ours
        self.text = ""
        self.process = subprocess.Popen(
            [BINARY, *args],
            env={"TERM": "xterm-256color", **env},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            # so that typed control characters become signals
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(theirs)

    def read(self, until=None, seconds=20):
        """Reads to the end, or until the output contains a text."""
        deadline = time.monotonic() + seconds
        while until is None or until not in self.text:
            assert time.monotonic() < deadline, f"so far: {self.text!r}"
            if not select.select([self.fd], [], [], 0.1)[0]:
                continue
            try:
                data = os.read(self.fd, 65536)
            except OSError:  # Linux: the other side is closed
                break
            if not data:
                break
            self.text += data.decode()
        return self.text

    def type(self, text):
        os.write(self.fd, text.encode())

    def code(self):
        self.read()
        os.close(self.fd)
        return self.process.wait(20)


def plain(text):
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)


@pytest.fixture
def terminal(stack):
    def run(*args, columns=80, **env):
        return Terminal(args, {**stack.env, **env}, columns)

    return run


def test_a_terminal_gets_colours(terminal):
    shown = terminal("local", "status")
    assert shown.code() == 0
    assert ESCAPE in shown.text


def test_no_color_is_heard(terminal):
    shown = terminal("local", "status", NO_COLOR="1")
    assert shown.code() == 0
    assert ESCAPE not in shown.text
    failed = terminal("local", "status", "--jq", ".[", NO_COLOR="1")
    assert failed.code() == 2
    assert ESCAPE not in failed.text
    unknown = terminal("local", "nope", NO_COLOR="1")
    assert unknown.code() == 2
    assert ESCAPE not in unknown.text


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_no_line_of_a_table_is_wider_than_the_terminal(terminal, columns):
    shown = terminal("local", "status", columns=columns)
    assert shown.code() == 0
    # the terminal wraps the prose after the table
    table = plain(shown.text).split("\r\n\r\n")[0].splitlines()
    assert len(table) > 5
    assert max(map(len, table)) <= columns


def test_ctrl_c_ends_what_runs_until_it_is_stopped(terminal, tmp_path):
    running = terminal("local", "run", "--free-ports", CRUDDUR_OBS_HOME=str(tmp_path))
    running.read(until="local stack:")
    running.process.send_signal(2)
    assert running.code() == 0


def test_what_destroys_asks(terminal, tmp_path):
    asked = terminal("local", "reset", CRUDDUR_OBS_HOME=str(tmp_path))
    asked.read(until="?")
    asked.type("n\r")
    assert asked.code() == 130
    assert "nothing was changed" in asked.text
    asked = terminal("local", "reset", CRUDDUR_OBS_HOME=str(tmp_path))
    asked.read(until="?")
    asked.type("y\r")
    assert asked.code() == 0


ATTACK = "\x1b]0;owned\x07\x1b[2J\x1b[31mred\x1b[0m\r\n\x08\x9b1mtitle\u202e"


def test_control_characters_in_data_never_reach_a_terminal_raw(
    terminal, aws_client, unique, stack
):
    logs = aws_client("logs")
    group = unique("group")
    logs.create_log_group(logGroupName=group)
    logs.create_log_stream(logGroupName=group, logStreamName="web")
    event = {"timestamp": int(time.time() * 1000), "message": f"before {ATTACK} after"}
    logs.put_log_events(logGroupName=group, logStreamName="web", logEvents=[event])
    segment = {
        "trace_id": f"1-{int(time.time()):08x}-{os.urandom(12).hex()}",
        "id": os.urandom(8).hex(),
        "name": "attacked",
        "start_time": time.time() - 1,
        "end_time": time.time(),
        "fault": True,
        "user": f"user {ATTACK}",
        "http": {"request": {"method": "GET", "url": f"http://localhost/{ATTACK}"}},
        "annotations": {"key": f"value {ATTACK}"},
        "cause": {
            "exceptions": [{"id": "0" * 16, "type": f"T{ATTACK}", "message": f"m {ATTACK}"}]
        },
    }
    put = aws_client("xray").put_trace_segments(TraceSegmentDocuments=[json.dumps(segment)])
    assert not put["UnprocessedTraceSegments"]
    item = {"data": {"environment": "t", "body": {"message": {"body": f"item {ATTACK}"}}}}
    posted = requests.post(
        f"{stack.url}/api/1/item/",
        json=item,
        headers={"x-rollbar-access-token": "local"},
        timeout=10,
    )
    assert posted.status_code == 200, posted.text
    for args in (
        ["logs", "tail", group],
        ["logs", "groups"],
        ["traces", "recent"],
        ["traces", "show", segment["trace_id"]],
        ["xray", "service-map"],
        ["rollbar", "items"],
    ):
        shown = terminal(*args, columns=200, NO_COLOR="1")
        assert shown.code() == 0, (args, shown.text)
        # the terminal's line discipline turns line ends into `\r\n`
        data = shown.text.replace("\r\n", "\n")
        bad = [c for c in data if (ord(c) < 32 and c not in "\n\t") or 0x7F <= ord(c) < 0xA0]
        assert not bad, (args, data)
        assert "\u202e" not in data, (args, data)


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_lists_fit_the_terminal(terminal, cli, columns):
    for args in (["traces", "recent"], ["rollbar", "items"], ["logs", "groups"]):
        shown = terminal(*args, columns=columns, NO_COLOR="1")
        assert shown.code() == 0
        table = plain(shown.text).split("\r\n\r\n")[0].splitlines()
        assert max(map(len, table)) <= columns, (args, shown.text)


def test_ctrl_c_ends_following_with_0(terminal, aws_client, unique):
    logs = aws_client("logs")
    group = unique("group")
    logs.create_log_group(logGroupName=group)
    logs.create_log_stream(logGroupName=group, logStreamName="web")
    following = terminal("logs", "tail", group, "--follow")
    event = {"timestamp": int(time.time() * 1000), "message": "here it is"}
    logs.put_log_events(logGroupName=group, logStreamName="web", logEvents=[event])
    following.read(until="here it is")
    following.type("\x03")
    assert following.code() == 0, following.text


def test_a_reader_that_has_enough_ends_a_long_list_in_silence(stack, aws_client, unique):
    logs = aws_client("logs")
    group = unique("group")
    logs.create_log_group(logGroupName=group)
    logs.create_log_stream(logGroupName=group, logStreamName="web")
    at = int(time.time() * 1000)
    for _ in range(3):
        events = [{"timestamp": at, "message": "x" * 200} for _ in range(2000)]
        logs.put_log_events(logGroupName=group, logStreamName="web", logEvents=events)
    shell = f"'{BINARY}' logs tail {group} | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", shell], env=stack.env, capture_output=True, text=True, timeout=60
    )
    lines = done.stdout.splitlines()
    assert len(lines) == 2 and lines[1] == "0", done
    assert done.stderr == ""


@pytest.fixture
def put_lines(aws_client, unique):
    """Puts messages, the last one with the current time, and returns their group."""

    def put(*messages):
        logs = aws_client("logs")
        group = unique("group")
        logs.create_log_group(logGroupName=group)
        logs.create_log_stream(logGroupName=group, logStreamName="web")
        now = int(time.time() * 1000)
        for n, message in enumerate(messages):
            event = {"timestamp": now - (len(messages) - 1 - n) * 60_000, "message": message}
            logs.put_log_events(logGroupName=group, logStreamName="web", logEvents=[event])
        return group

    return put


def test_a_line_of_a_megabyte_does_not_flood_a_terminal(terminal, cli, put_lines):
    long = "ERROR " + "x" * 1_000_000 + "end"
    group = put_lines("before", long, "after")
    for look in ([], ["--format", "short"]):
        shown = terminal("logs", "tail", group, *look)
        assert shown.code() == 0
        text = plain(shown.text)
        assert len(text) < 5_000
        before, cut, after = text.rstrip().splitlines()
        assert before.endswith("before") and after.endswith("after")
        assert cut.endswith("x … 996009 characters more: use `--format raw` to show all")
    whole = terminal("logs", "tail", group, "--format", "raw")
    assert whole.code() == 0
    assert plain(whole.text).splitlines() == ["before", long, "after"]
    piped = cli.run("logs", "tail", group)
    assert [line.split("\t")[-1] for line in piped.stdout.splitlines()] == ["before", long, "after"]


def test_a_trace_of_many_lines_is_whole_on_a_terminal_and_a_flood_is_counted(terminal, put_lines):
    trace = "Traceback\n" + "\n".join(f"  at frame {n} of the stack" for n in range(400))
    flood = "\n".join(f"line {n}" for n in range(50_000))
    group = put_lines(trace, flood)
    shown = terminal("logs", "tail", group, "--format", "short")
    assert shown.code() == 0
    lines = plain(shown.text).rstrip().splitlines()
    assert "at frame 399 of the stack" in lines[400]
    cut = r"… (?:\d+ characters? and )?(\d+) lines more: use `--format raw` to show all$"
    found = re.search(cut, lines[-1])
    assert found, lines[-1]
    assert len(lines) - 401 + int(found[1]) == 50_000
    assert len(lines) < 3_500


def test_times_on_a_terminal_are_as_they_are_asked_for(terminal, put_lines):
    group = put_lines("two minutes ago", "a minute ago", "now")
    relative = terminal("logs", "tail", group, "--time", "relative", "--format", "short")
    assert relative.code() == 0
    ages = [line.split("ago", 1)[0].strip() for line in plain(relative.text).splitlines()]
    assert ages[:2] == ["2m", "1m"] and re.fullmatch(r"\d+s", ages[2])
    utc = terminal("logs", "tail", group, "--time", "utc", "--format", "short", TZ="IST-5:30")
    local = terminal("logs", "tail", group, "--format", "short", TZ="IST-5:30")
    assert (utc.code(), local.code()) == (0, 0)
    clock = re.compile(r"(?:\d{4}-\d\d-\d\d )?(\d\d):(\d\d):\d\d\.\d{3}  ")

    def minutes(shown):
        found = [clock.match(line) for line in plain(shown.text).splitlines()]
        return [int(time[1]) * 60 + int(time[2]) for time in found]

    ahead = [(there - here) % 1440 for here, there in zip(minutes(utc), minutes(local))]
    assert ahead == [330, 330, 330]
