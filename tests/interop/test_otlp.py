"""opentelemetry-sdk against the stack: OTLP over HTTP and gRPC, to the collector's ports,
to Honeycomb's API and to AWS's endpoints."""

import json

import grpc
import pytest
import requests
from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import (
    OTLPMetricExporter as GrpcMetrics,
)
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import (
    OTLPSpanExporter as GrpcExporter,
)
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.metric_exporter import (
    OTLPMetricExporter as HttpMetrics,
)
from opentelemetry.exporter.otlp.proto.http.trace_exporter import (
    OTLPSpanExporter as HttpExporter,
)
from opentelemetry.sdk.metrics import AlwaysOnExemplarFilter, MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.metrics.view import ExponentialBucketHistogramAggregation, View
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExportResult
from opentelemetry.trace import SpanKind, Status, StatusCode

KEY = "hcxik_1234567890123456789012345612345678901234567890123456789012"


def export(service, exporter):
    """Sends a trace of two spans, like an application. Returns its id."""
    provider = TracerProvider(resource=Resource.create({"service.name": service}))
    provider.add_span_processor(BatchSpanProcessor(exporter))
    tracer = provider.get_tracer("opentelemetry.instrumentation.flask", "0.60b0")
    attributes = {
        "http.request.method": "GET",
        "http.route": "/api/activities/home",
        "http.response.status_code": 500,
    }
    with tracer.start_as_current_span("GET", kind=SpanKind.SERVER, attributes=attributes) as root:
        with tracer.start_as_current_span("mock-data") as child:
            child.record_exception(NameError("ShowActivity"))
            child.set_status(Status(StatusCode.ERROR, "boom"))
        trace_id = root.get_span_context().trace_id
    assert provider.force_flush()
    provider.shutdown()
    return f"{trace_id:032x}"


def assert_shown(cli, service, trace_id):
    """Checks that the trace is listed and can be shown, with its id in both formats."""
    xray_id = f"1-{trace_id[:8]}-{trace_id[8:]}"
    listed = [row for row in cli("traces", "recent", "--last", "200") if row["id"] == xray_id]
    assert len(listed) == 1
    for spelling in (trace_id, xray_id):
        shown = json.dumps(cli("traces", "show", spelling))
        assert service in shown
        assert "mock-data" in shown


@pytest.mark.parametrize("compression", list(Compression))
def test_spans_over_http(stack, cli, unique, compression):
    service = unique("service")
    endpoint = f"http://{stack.otlp_http}/v1/traces"
    trace_id = export(service, HttpExporter(endpoint=endpoint, compression=compression))
    assert_shown(cli, service, trace_id)


@pytest.mark.parametrize("compression", list(grpc.Compression))
def test_spans_over_grpc(stack, cli, unique, compression):
    service = unique("service")
    exporter = GrpcExporter(
        endpoint=f"http://{stack.otlp_grpc}", insecure=True, compression=compression
    )
    assert_shown(cli, service, export(service, exporter))


def test_spans_with_a_key_go_to_honeycomb_and_to_the_traces(stack, cli, unique):
    headers = {"x-honeycomb-team": KEY}
    for exporter in (
        HttpExporter(endpoint=f"{stack.url}/v1/traces", headers=headers),
        GrpcExporter(endpoint=stack.url, insecure=True, headers=headers),
    ):
        service = unique("service")
        assert_shown(cli, service, export(service, exporter))


def test_without_a_key_honeycomb_refuses(stack, unique):
    provider = TracerProvider(resource=Resource.create({"service.name": unique("service")}))
    with provider.get_tracer("test").start_as_current_span("lost") as span:
        pass
    exporter = HttpExporter(endpoint=f"{stack.url}/v1/traces")
    assert exporter.export([span]) is SpanExportResult.FAILURE
    answer = requests.post(f"{stack.url}/v1/traces", json={}, timeout=10)
    assert answer.status_code == 401
    assert answer.json() == {"message": "missing 'x-honeycomb-team' header"}


@pytest.mark.parametrize(
    "exporter",
    [
        lambda stack: HttpMetrics(endpoint=f"http://{stack.otlp_http}/v1/metrics"),
        lambda stack: GrpcMetrics(endpoint=f"http://{stack.otlp_grpc}", insecure=True),
        lambda stack: HttpMetrics(
            endpoint=f"{stack.url}/v1/metrics", headers={"x-honeycomb-team": KEY}
        ),
        lambda stack: GrpcMetrics(
            endpoint=stack.url, insecure=True, headers={"x-honeycomb-team": KEY}
        ),
        lambda stack: HttpMetrics(
            endpoint=f"{stack.url}/v1/metrics", headers=signature("monitoring")
        ),
    ],
    ids=["http", "grpc", "honeycomb-http", "honeycomb-grpc", "aws"],
)
def test_metrics_of_every_kind_are_accepted(stack, cli, exporter):
    """Sums, gauges, histograms and exponential histograms with exemplars."""

    def not_stored():
        return sum(port["items"]["not_stored"] for port in cli("local", "status")["status"]["ports"])

    before = not_stored()
    reader = PeriodicExportingMetricReader(exporter(stack))
    exponential = View(
        instrument_name="exponential", aggregation=ExponentialBucketHistogramAggregation()
    )
    always = AlwaysOnExemplarFilter()
    provider = MeterProvider([reader], views=[exponential], exemplar_filter=always)
    meter = provider.get_meter("test")
    meter.create_counter("requests", unit="1").add(3, {"http.route": "/"})
    meter.create_up_down_counter("open").add(-1)
    meter.create_gauge("load").set(0.5)
    meter.create_histogram("exponential").record(12.5)
    meter.create_histogram("classic").record(12.5)
    # false if the request was rejected
    assert reader.force_flush()
    assert not_stored() - before == 5
    provider.shutdown()


def signature(service):
    credential = f"local/20261120/us-east-1/{service}/aws4_request"
    return {
        "authorization": f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=0"
    }


def log(exporter, service, line):
    """One log line through the SDK's logging handler."""
    import logging

    from opentelemetry.sdk._logs import LoggerProvider, LoggingHandler
    from opentelemetry.sdk._logs.export import BatchLogRecordProcessor

    provider = LoggerProvider(resource=Resource.create({"service.name": service}))
    provider.add_log_record_processor(BatchLogRecordProcessor(exporter))
    logger = logging.getLogger(service)
    logger.propagate = False
    logger.addHandler(LoggingHandler(logger_provider=provider))
    logger.error(line)
    assert provider.force_flush()
    provider.shutdown()


def test_log_records_are_events_of_their_service(stack, aws_client, unique):
    service = unique("service")
    log(OTLPLogExporter(endpoint=f"http://{stack.otlp_http}/v1/logs"), service, "no such activity")
    (event,) = aws_client("logs").filter_log_events(logGroupName=service)["events"]
    record = json.loads(event["message"])
    assert record["body"] == "no such activity"
    assert record["severityText"] == "ERROR"
    assert record["resource"]["attributes"]["service.name"] == service


def test_signed_log_records_go_to_the_named_stream(stack, aws_client, unique):
    group, stream = unique("group"), unique("stream")
    logs = aws_client("logs")
    logs.create_log_group(logGroupName=group)
    logs.create_log_stream(logGroupName=group, logStreamName=stream)
    headers = {
        **signature("logs"),
        "x-aws-log-group": group,
        "x-aws-log-stream": stream,
    }
    log(OTLPLogExporter(endpoint=f"{stack.url}/v1/logs", headers=headers), unique("service"), "kept")
    (event,) = logs.get_log_events(logGroupName=group, logStreamName=stream)["events"]
    assert json.loads(event["message"])["body"] == "kept"
