"""A running stack and its clients.

How to write a test (`test_<service>.py`):

- `stack` is the running stack: `stack.url` (AWS, Honeycomb and Rollbar APIs),
  `stack.otlp_http`, `stack.otlp_grpc`, `stack.xray_udp`, `stack.xray_tcp` (`host:port`).
  All tests share it, so each generates its own names: `unique("group")`.
- `cli("logs", "groups")` runs the binary with `-o json` and returns the parsed output;
  `cli.run(...)` returns the completed process, whatever its exit code.
- `aws_client("logs")` is a boto3 client; `aws1(...)` and `aws2(...)` run the AWS CLI.
- `eventually(lambda: ...)` repeats a query until its result is true, because UDP and
  batching SDKs do not report when their data has arrived.

The tests' environment contains no credentials, profile or proxy of the user who runs
them.
"""

import json
import os
import re
import signal
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

import boto3
import pytest
from botocore.config import Config

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("CRUDDUR_OBS_BIN", ROOT / "target/debug/cruddur-obs")).resolve()
REGION = "us-east-1"
READY_SECONDS = 30
STOP_SECONDS = 20

KEPT = ("PATH", "LANG", "TMPDIR", "CARGO_TARGET_DIR", "AWS2", "REQUIRE_AWS2", "REQUIRE_NODE")


@dataclass
class Stack:
    """A running `local run`."""

    process: subprocess.Popen
    home: Path
    env: dict
    services: str
    otlp_http: str
    otlp_grpc: str
    xray_udp: str
    xray_tcp: str

    @property
    def url(self):
        return f"http://{self.services}"


class Cli:
    """The binary, with the stack's home folder."""

    def __init__(self, env):
        self.env = env

    def run(self, *args, input=None, env=None, timeout=60):
        return subprocess.run(
            [BINARY, *map(str, args)],
            env={**self.env, **(env or {})},
            input=input,
            capture_output=True,
            text=True,
            timeout=timeout,
        )

    def __call__(self, *args):
        done = self.run("-o", "json", *args)
        assert done.returncode == 0, f"{args} exited with {done.returncode}: {done.stderr}"
        return json.loads(done.stdout)


@pytest.fixture(scope="session", autouse=True)
def clean_environment(tmp_path_factory):
    """Removes all variables that could send an SDK elsewhere."""
    home = tmp_path_factory.mktemp("home")
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    os.environ.clear()
    os.environ.update(
        kept,
        HOME=str(home),
        TZ="UTC",
        AWS_ACCESS_KEY_ID="local",
        AWS_SECRET_ACCESS_KEY="local",
        AWS_DEFAULT_REGION=REGION,
        AWS_EC2_METADATA_DISABLED="true",
        AWS_PAGER="",
    )
    time.tzset()
    return home


def start(home, *args, clock=None):
    """Starts a stack on free ports and waits for its state file.

    `clock` fixes the stack's clock at that time; by default it runs.
    """
    env = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ["HOME"],
        "TZ": "UTC",
        "CRUDDUR_OBS_HOME": str(home),
    }
    if clock:
        env["CRUDDUR_OBS_CLOCK"] = clock
    home.mkdir(parents=True, exist_ok=True)
    log = home / "stack.log"
    with log.open("wb") as stderr:
        process = subprocess.Popen(
            [BINARY, "local", "run", "--free-ports", *args],
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
        )
    state = home / "run" / "stack.json"
    deadline = time.monotonic() + READY_SECONDS
    while not state.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            pytest.exit(f"the stack did not start:\n{log.read_text()}", returncode=1)
        time.sleep(0.01)
    at = json.loads(state.read_text())
    ports = {
        name: at[name] for name in ("services", "otlp_http", "otlp_grpc", "xray_udp", "xray_tcp")
    }
    return Stack(process=process, home=home, env=env, **ports)


def stop(stack):
    """Stops the stack by its pid and expects a clean exit."""
    stack.process.send_signal(signal.SIGTERM)
    try:
        code = stack.process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        stack.process.kill()
        stack.process.wait()
        raise
    assert code == 0, f"the stack exited with {code}: {(stack.home / 'stack.log').read_text()}"


@pytest.fixture(scope="session")
def stack(tmp_path_factory, clean_environment):
    home = tmp_path_factory.mktemp("stack")
    running = start(home)
    yield running
    stop(running)


@pytest.fixture(scope="session")
def cli(stack):
    return Cli(stack.env)


@pytest.fixture(scope="session")
def aws_client(stack):
    """`aws_client(service)`: a boto3 client of the stack, without retries."""

    def make(service, **config):
        settings = Config(
            retries={"max_attempts": 1, "mode": "standard"},
            # the host with the Live Tail prefix does not resolve on loopback
            inject_host_prefix=False,
            **config,
        )
        return boto3.client(
            service, endpoint_url=stack.url, region_name=REGION, config=settings
        )

    return make


def aws_version(program):
    """Returns `2` for `aws-cli/2.9.19 …`, or None."""
    try:
        said = subprocess.run([*program, "--version"], capture_output=True, text=True, timeout=60)
    except FileNotFoundError:
        return None
    found = re.match(r"aws-cli/(\d+)\.", said.stdout + said.stderr)
    return found and int(found[1])


def aws_cli(stack, program):
    """Returns a function that runs an AWS CLI against the stack and returns its stdout."""
    command = [*program, "--endpoint-url", stack.url, "--region", REGION]
    env = {**os.environ, "AWS_DISABLE_HOST_PREFIX_INJECTION": "true"}

    def run(*args, timeout=60):
        done = subprocess.run(
            [*command, *map(str, args)],
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
        )
        assert done.returncode == 0, f"aws {args} exited with {done.returncode}: {done.stderr}"
        return done.stdout

    run.command = command
    run.env = env
    return run


@pytest.fixture(scope="session")
def aws1(stack):
    """PyPI's AWS CLI (version 1): `aws1("logs", "describe-log-groups")` returns stdout.

    Use `aws1.command` and `aws1.env` for commands that run until they are stopped.
    """
    program = [sys.executable, str(Path(sys.executable).parent / "aws")]
    assert aws_version(program) == 1
    return aws_cli(stack, program)


@pytest.fixture(scope="session")
def aws2(stack):
    """Debian's AWS CLI (version 2), like `aws1`."""
    program = [os.environ.get("AWS2", "/usr/bin/aws")]
    if aws_version(program) != 2:
        missing = f"{program[0]} is no AWS CLI of version 2"
        assert not os.environ.get("REQUIRE_AWS2"), missing
        pytest.skip(missing)
    return aws_cli(stack, program)


@pytest.fixture
def unique():
    """`unique("group")` returns a name that no other test uses."""
    return lambda prefix: f"{prefix}-{uuid.uuid4().hex[:12]}"


@pytest.fixture
def eventually():
    """Repeats a query until its result is true, and returns the result."""

    def wait(question, seconds=15):
        deadline = time.monotonic() + seconds
        while True:
            answer = question()
            if answer:
                return answer
            assert time.monotonic() < deadline, f"still {answer!r} after {seconds} s"
            time.sleep(0.05)

    return wait
