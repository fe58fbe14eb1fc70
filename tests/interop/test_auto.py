"""Auto-instrumented programs with only `env export`: the stack rejects nothing, the SDKs print
no warnings, and all data arrives."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import conftest
import pytest

HERE = Path(__file__).parent
REQUESTS = 5
NODE_MAJOR = 18


@pytest.fixture
def own(tmp_path_factory, clean_environment):
    """A stack for a single program, so that its counters are the program's."""
    running = conftest.start(tmp_path_factory.mktemp("own"))
    yield running
    conftest.stop(running)


# `env export` disables metrics unless the environment enables them
METRICS = {"OTEL_METRICS_EXPORTER": "otlp"}


def run(stack, command, **environment):
    """Runs a command in a shell that evaluated `env export`."""
    env = {
        **stack.env,
        "CRUDDUR_OBS": str(conftest.BINARY),
        "PYTHONPATH": "",
        # a developer's own keys, which are kept instead of placeholders
        "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "own",
        **environment,
    }
    script = f'eval "$("$CRUDDUR_OBS" env export)"\n{command}'
    return subprocess.run(
        ["bash", "-euc", script],
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )


def port(cli, name):
    ports = cli("local", "status")["status"]["ports"]
    return next(port for port in ports if port["port"] == name)


def assert_all_there(stack, eventually, metrics):
    """Checks that all spans, log lines and metrics (if enabled) arrived and none was rejected."""
    cli = conftest.Cli(stack.env)
    otlp = port(cli, "otlp-http")
    assert otlp["requests"]["rejected"] == 0, otlp["rejections"]
    assert otlp["items"]["rejected"] == 0, otlp["rejections"]
    assert (otlp["items"]["not_stored"] > 0) == metrics
    traces = [cli("traces", "show", row["id"]) for row in cli("traces", "recent", "--last", "50")]
    text = str(traces)
    for item in range(REQUESTS):
        assert f"/cart/{item}" in text, f"no trace of request {item}"
    lines = str(cli("logs", "search", "backend-flask", "--since", "10m"))
    for item in range(REQUESTS):
        assert f"checked out /cart/{item}" in lines, f"no log line of request {item}"


# Google's resource detector queries an address for which some networks return odd responses;
# it then prints a warning, wherever the telemetry goes
NOT_OURS = ("MetadataLookupWarning", "node --trace-warnings")


def complaints(done):
    """Returns the printed lines that are not from the program itself."""
    lines = (done.stdout + done.stderr).splitlines()
    known = ("checked out", *NOT_OURS)
    return [line for line in lines if not any(text in line for text in known)]


@pytest.mark.parametrize("compression", [None, "gzip", "deflate"])
def test_python_without_a_line_of_code(own, eventually, compression):
    instrument = Path(sys.executable).parent / "opentelemetry-instrument"
    environment = METRICS | {"OTEL_EXPORTER_OTLP_COMPRESSION": compression} if compression else {}
    done = run(
        own,
        f'"{instrument}" "{sys.executable}" "{HERE}/flask_app.py" {REQUESTS}',
        **environment,
    )
    assert done.returncode == 0, done.stderr
    assert complaints(done) == []
    assert_all_there(own, eventually, metrics=bool(compression))


def node():
    """Returns the folder of the Node program; installs its packages on first use."""
    program = shutil.which("node")
    version = program and subprocess.run(
        [program, "--version"], capture_output=True, text=True, timeout=30
    ).stdout.strip()
    if not version or int(version[1:].split(".")[0]) < NODE_MAJOR or not shutil.which("npm"):
        missing = f"Node {NODE_MAJOR} or newer with npm is not installed"
        assert not os.environ.get("REQUIRE_NODE"), missing
        pytest.skip(missing)
    target = Path(os.environ.get("CARGO_TARGET_DIR", conftest.ROOT / "target"))
    folder = target / "interop-node"
    lock = (HERE / "node" / "package-lock.json").read_text() + version
    installed = folder / "installed"
    if not installed.exists() or installed.read_text() != lock:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(HERE / "node", folder)
        subprocess.run(
            ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"],
            cwd=folder,
            check=True,
            timeout=500,
        )
        installed.write_text(lock)
    shutil.copy(HERE / "node" / "app.js", folder)
    return folder


@pytest.mark.timeout(700)
@pytest.mark.parametrize("environment", [{}, METRICS])
def test_node_without_a_line_of_code(own, eventually, environment):
    folder = node()
    done = run(
        own,
        f'cd "{folder}" && exec node --require @opentelemetry/auto-instrumentations-node/register'
        f" app.js {REQUESTS}",
        **environment,
    )
    assert done.returncode == 0, done.stderr
    assert complaints(done) == []
    assert_all_there(own, eventually, metrics=bool(environment))
