"""A stack that receives more than it can write: it tells senders to slow down in their
protocol, its memory stays bounded, and acknowledged data is stored."""

import concurrent.futures
import os
import time
from pathlib import Path

import conftest
import grpc
import pytest
import requests
from google.rpc import error_details_pb2, status_pb2
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2_grpc import TraceServiceStub

# only one request fits into the queue
QUEUE_BYTES = 2_000
SENDERS = 24
SPANS = 200
SECONDS = 4
MEMORY_MB = 150


@pytest.fixture
def small(tmp_path_factory, clean_environment):
    """A stack with a tiny write queue."""
    running = conftest.start(tmp_path_factory.mktemp("small"), f"--queue-bytes={QUEUE_BYTES}")
    yield running
    conftest.stop(running)


def request():
    """Returns a request with spans of as many traces, with incompressible values."""
    message = ExportTraceServiceRequest()
    spans = message.resource_spans.add().scope_spans.add().spans
    now = time.time_ns()
    for _ in range(SPANS):
        span = spans.add(trace_id=os.urandom(16), span_id=os.urandom(8), name="GET /")
        span.start_time_unix_nano = now
        span.end_time_unix_nano = now + 1
        attribute = span.attributes.add(key="noise")
        attribute.value.bytes_value = os.urandom(1_000)
    return message


def until_over(send):
    """Calls `send` until the time is over and returns its results."""
    answers = []
    over = time.monotonic() + SECONDS
    while time.monotonic() < over:
        answers.append(send())
    return answers


def flood(send):
    with concurrent.futures.ThreadPoolExecutor(SENDERS) as pool:
        senders = [pool.submit(until_over, send) for _ in range(SENDERS)]
        return [answer for sender in senders for answer in sender.result()]


def peak_memory_mb(pid):
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def assert_bounded(stack):
    if Path("/proc/self/status").exists():
        assert peak_memory_mb(stack.process.pid) < MEMORY_MB


def test_http_answers_503_with_the_time_to_wait(small, eventually):
    url = f"http://{small.otlp_http}/v1/traces"
    headers = {"content-type": "application/x-protobuf"}
    body = request().SerializeToString()

    def send():
        answer = requests.post(url, body, headers=headers, timeout=30)
        if answer.status_code == 503:
            assert int(answer.headers["retry-after"]) >= 1
            assert answer.headers["content-type"] == "application/x-protobuf"
            assert status_pb2.Status.FromString(answer.content).code == 14
        return answer.status_code

    answers = flood(send)
    assert set(answers) == {200, 503}
    assert_bounded(small)
    # afterwards it accepts requests again, once compaction leaves the queue free
    eventually(lambda: send() == 200)


def test_grpc_answers_unavailable_with_retry_info(small, eventually):
    with grpc.insecure_channel(small.otlp_grpc) as channel:
        stub = TraceServiceStub(channel)
        message = request()

        def send():
            try:
                stub.Export(message, timeout=30)
                return grpc.StatusCode.OK
            except grpc.RpcError as error:
                details = dict(error.trailing_metadata())["grpc-status-details-bin"]
                (info,) = status_pb2.Status.FromString(details).details
                retry = error_details_pb2.RetryInfo()
                assert info.Unpack(retry)
                assert retry.retry_delay.ToNanoseconds() > 0
                return error.code()

        answers = flood(send)
        assert set(answers) == {grpc.StatusCode.OK, grpc.StatusCode.UNAVAILABLE}
        assert_bounded(small)
        eventually(lambda: send() is grpc.StatusCode.OK)


def test_large_bodies_at_once_wait_for_room(small):
    """Sixteen bodies close to the size limit would together take 300 MB of memory."""
    url = f"http://{small.otlp_http}/v1/traces"
    headers = {"content-type": "application/x-protobuf"}
    # an undefined field, so the body is read but nothing is stored
    body = b"\xfa\x3e" + varint(19 << 20) + bytes(19 << 20)

    def send(_):
        # on a slow machine, a body that waits too long for memory gets a 503
        for _ in range(10):
            answer = requests.post(url, body, headers=headers, timeout=60)
            if answer.status_code != 503:
                break
            wait = int(answer.headers["retry-after"])
            assert 1 <= wait <= 60
            time.sleep(wait)
        return answer.status_code

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        assert set(pool.map(send, range(16))) == {200}
    assert_bounded(small)


def varint(number):
    encoded = b""
    while number >= 0x80:
        encoded += bytes([number & 0x7F | 0x80])
        number >>= 7
    return encoded + bytes([number])
