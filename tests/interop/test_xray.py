"""X-Ray through boto3, aws-xray-sdk on a Flask app, and both AWS CLIs."""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

HERE = Path(__file__).parent


@pytest.fixture
def xray(aws_client):
    return aws_client("xray")


def trace_id():
    return f"1-{int(time.time()):08x}-{secrets.token_hex(12)}"


def segment(name, trace=None, **fields):
    now = time.time()
    return {
        "trace_id": trace or trace_id(),
        "id": secrets.token_hex(8),
        "name": name,
        "start_time": now - 1,
        "end_time": now,
        **fields,
    }


def put(xray, *documents):
    return xray.put_trace_segments(
        TraceSegmentDocuments=[json.dumps(document) for document in documents]
    )["UnprocessedTraceSegments"]


def documents(xray, trace):
    found = xray.batch_get_traces(TraceIds=[trace])["Traces"]
    return [json.loads(s["Document"]) for s in found[0]["Segments"]] if found else []


def summaries(xray, name):
    """Returns the summaries of the last ten minutes whose entry point is this service."""
    now = time.time()
    pages = xray.get_paginator("get_trace_summaries").paginate(StartTime=now - 600, EndTime=now + 1)
    return [
        summary
        for page in pages
        for summary in page["TraceSummaries"]
        if summary["EntryPoint"]["Name"] == name
    ]


def graph(xray, name):
    """Returns the service of this name and the services that it calls."""
    now = time.time()
    pages = xray.get_paginator("get_service_graph").paginate(StartTime=now - 600, EndTime=now + 1)
    services = [service for page in pages for service in page["Services"]]
    root = next(s for s in services if s["Name"] == name and s.get("Type") != "client")
    joined = {edge["ReferenceId"] for edge in root["Edges"]}
    return root, [s for s in services if s["ReferenceId"] in joined]


def test_segments_summaries_and_graph(xray, unique):
    name = unique("svc")
    sent = segment(name, http={"request": {"method": "GET", "url": "http://localhost/api/home"}})
    call = segment("DynamoDB", sent["trace_id"], type="subsegment", parent_id=sent["id"],
                   namespace="aws", aws={"table_name": name + "-table"})
    assert put(xray, call, sent) == []
    found = documents(xray, sent["trace_id"])
    assert [d["name"] for d in found] == [name, "DynamoDB"]
    assert found[0]["subsegments"][0]["id"] == call["id"]
    assert found[1]["inferred"] and found[1]["origin"] == "AWS::DynamoDB::Table"
    [summary] = summaries(xray, name)
    assert summary["Id"] == sent["trace_id"]
    assert summary["Http"] == {"HttpURL": "http://localhost/api/home", "HttpMethod": "GET"}
    assert abs(summary["ResponseTime"] - 1) < 0.001
    root, [table] = graph(xray, name)
    assert root["Root"] and root["State"] == "active"
    assert (table["Name"], table["Type"]) == (name + "-table", "AWS::DynamoDB::Table")
    assert table["SummaryStatistics"]["OkCount"] == 1
    only = xray.get_trace_graph(TraceIds=[sent["trace_id"]])["Services"]
    assert {s.get("Type") for s in only} == {"client", None, "AWS::DynamoDB::Table"}


def test_refusals_are_modelled_exceptions(xray, unique):
    refused = put(xray, {"id": "x"}, [])
    assert [r["ErrorCode"] for r in refused] == ["InvalidId", "MissingId"]
    wrong = xray.exceptions.InvalidRequestException
    now = time.time()
    with pytest.raises(wrong, match="Exceeding maximum query size: 5"):
        xray.batch_get_traces(TraceIds=[trace_id() for _ in range(6)])
    with pytest.raises(wrong, match="Time range cannot be longer than 6 hours"):
        xray.get_service_graph(StartTime=now - 7 * 3600, EndTime=now)
    with pytest.raises(wrong):
        xray.get_trace_summaries(StartTime=now - 60, EndTime=now, FilterExpression="ok")
    with pytest.raises(wrong, match="Group not found"):
        xray.get_group(GroupName=unique("g")[:32])
    with pytest.raises(xray.exceptions.ResourceNotFoundException):
        xray.list_tags_for_resource(ResourceARN="arn:aws:xray:us-east-1:000000000000:group/none")
    with pytest.raises(ClientError, match="UnknownOperationException"):
        xray.get_encryption_config()
    lost = trace_id()
    assert xray.batch_get_traces(TraceIds=[lost])["UnprocessedTraceIds"] == [lost]


def test_groups_and_rules(xray, unique):
    name = unique("g")
    group = xray.create_group(
        GroupName=name, FilterExpression='service("backend-flask")', Tags=[{"Key": "a", "Value": "b"}]
    )["Group"]
    assert group["InsightsConfiguration"] == {"InsightsEnabled": False, "NotificationsEnabled": False}
    assert group in xray.get_groups()["Groups"]
    assert xray.list_tags_for_resource(ResourceARN=group["GroupARN"])["Tags"] == [
        {"Key": "a", "Value": "b"}
    ]
    xray.delete_group(GroupARN=group["GroupARN"])
    rule = dict(
        RuleName=name, ResourceARN="*", Priority=9000, FixedRate=0.1, ReservoirSize=5,
        ServiceName=name, ServiceType="*", Host="*", HTTPMethod="*", URLPath="*", Version=1,
    )
    made = xray.create_sampling_rule(SamplingRule=rule)["SamplingRuleRecord"]
    assert made["SamplingRule"].pop("RuleARN").endswith(":sampling-rule/" + name)
    assert made["SamplingRule"] == {**rule, "Attributes": {}}
    with pytest.raises(xray.exceptions.InvalidRequestException, match="already exists"):
        xray.create_sampling_rule(SamplingRule=rule)
    listed = xray.get_paginator("get_sampling_rules").paginate().build_full_result()
    names = [record["SamplingRule"]["RuleName"] for record in listed["SamplingRuleRecords"]]
    assert name in names and names[-1] == "Default"
    xray.delete_sampling_rule(RuleName=name)


@pytest.fixture
def flask_app(stack, unique):
    """Starts the app under a name and returns a function that sends it a request."""
    running = []

    def run(name):
        env = {
            **os.environ,
            "AWS_XRAY_DAEMON_ADDRESS": stack.xray_udp,
            "AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR",
        }
        app = subprocess.Popen(
            [sys.executable, str(HERE / "xray_app.py"), name, stack.url],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        running.append(app)
        port = int(app.stdout.readline())

        def ask(path):
            """Returns the status and the trace id of the response."""
            try:
                answer = urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10)
            except urllib.error.HTTPError as error:
                answer = error
            root = answer.headers["X-Amzn-Trace-Id"].split(";")[0]
            return answer.status, root.removeprefix("Root=")

        return ask

    yield run
    for app in running:
        app.terminate()
        app.wait(10)


def sampling_rule(xray, name, **fields):
    rule = dict(
        RuleName=name, ResourceARN="*", Priority=100, FixedRate=1.0, ReservoirSize=10,
        ServiceName=name, ServiceType="*", Host="*", HTTPMethod="*", URLPath="*", Version=1,
    )
    xray.create_sampling_rule(SamplingRule={**rule, **fields})


def test_the_flask_app(xray, cli, flask_app, unique, eventually):
    name = unique("app")
    sampling_rule(xray, name)
    ask = flask_app(name)

    def sampled_by_the_rule():
        _, trace = ask("/api/activities/home")
        found = eventually(lambda: documents(xray, trace))
        return found[0]["aws"]["xray"].get("sampling_rule_name") == name and (trace, found)

    # the SDK uses its own rules until it has read those from the daemon's TCP port
    trace, found = eventually(sampled_by_the_rule)
    home = found[0]
    assert home["name"] == name
    assert home["http"]["response"]["status"] == 200
    assert home["aws"]["xray"]["sdk"] == "X-Ray for Python"
    [activities] = home["subsegments"]
    assert activities["annotations"] == {"route": "home"}
    [mock] = activities["subsegments"]
    assert mock["metadata"] == {"namespace": {"key": {"results-size": 3}}}

    status, broken = ask("/api/broken")
    assert status == 500
    [fault] = eventually(lambda: documents(xray, broken))
    assert fault["fault"] and fault["subsegments"][0]["fault"]
    status, missing = ask("/api/missing")
    assert status == 404
    eventually(lambda: documents(xray, missing))
    _, listing = ask("/api/logs")
    found = eventually(lambda: len(documents(xray, listing)) == 2 and documents(xray, listing))
    assert found[1]["inferred"] and found[1]["name"] == "logs"

    by_id = {summary["Id"]: summary for summary in summaries(xray, name)}
    assert by_id[broken]["HasFault"] and not by_id[broken]["IsPartial"]
    assert by_id[missing]["HasError"]
    cause = by_id[broken]["FaultRootCauses"][0]["Services"][0]["EntityPath"][-1]
    assert cause["Name"] == "activities_show"
    assert cause["Exceptions"][0] == {"Name": "NameError", "Message": "ShowActivity"}
    root, callees = graph(xray, name)
    assert [callee["Name"] for callee in callees] == ["logs"]
    assert root["SummaryStatistics"]["FaultStatistics"]["TotalCount"] == 1
    assert root["SummaryStatistics"]["ErrorStatistics"]["TotalCount"] == 1

    # the same with our own commands
    shown = json.dumps(cli("traces", "show", broken))
    assert "NameError" in shown and "activities_show" in shown
    assert broken in json.dumps(cli("traces", "recent"))
    assert name in json.dumps(cli("xray", "service-map"))

    # after ten seconds, the SDK reports its counts and gets a quota
    def reported():
        totals = xray.get_sampling_statistic_summaries()["SamplingStatisticSummaries"]
        return [total for total in totals if total["RuleName"] == name]

    total = eventually(reported, seconds=25)[0]
    assert total["SampledCount"] >= 1
    assert total["RequestCount"] >= total["SampledCount"]


def test_an_unsampled_request_leaves_no_trace(xray, flask_app, unique, eventually):
    name = unique("app")
    sampling_rule(xray, name, FixedRate=0.0, ReservoirSize=0)
    ask = flask_app(name)
    # for requests that are not sampled, the SDK responds with an id of zeros
    eventually(lambda: set(ask("/api/activities/home")[1]) <= set("1-0"))
    before = len(summaries(xray, name))
    for _ in range(5):
        ask("/api/activities/home")
    time.sleep(0.5)
    assert len(summaries(xray, name)) == before


def test_junk_on_the_daemons_port_is_counted(stack, cli, eventually):
    def malformed():
        return cli("local", "status")["status"]["udp_malformed"]

    before = malformed()
    junk = (b"junk", b'{"format":"json","version":1}\nx', b"\xff\xfe\n\xff")
    host, port = stack.xray_udp.rsplit(":", 1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for packet in junk:
            sender.sendto(packet, (host, int(port)))
    eventually(lambda: malformed() == before + len(junk))


@pytest.mark.parametrize("version", ["aws1", "aws2"])
def test_the_aws_cli(version, request, xray, unique):
    aws = request.getfixturevalue(version)
    name = unique("svc")
    sent = segment(name, fault=True)
    call = segment("names.example.com", sent["trace_id"], type="subsegment",
                   parent_id=sent["id"], namespace="remote")
    for document in (call, sent):
        said = aws("xray", "put-trace-segments", "--trace-segment-documents", json.dumps(document))
        assert json.loads(said) == {"UnprocessedTraceSegments": []}
    since, until = int(time.time()) - 600, int(time.time()) + 2
    window = ("--start-time", since, "--end-time", until)
    said = json.loads(aws("xray", "get-trace-summaries", *window))
    mine = [s for s in said["TraceSummaries"] if s["EntryPoint"]["Name"] == name]
    assert [s["Id"] for s in mine] == [sent["trace_id"]]
    assert mine[0]["HasFault"]
    # the pipeline in the guide
    ids = aws("xray", "get-trace-summaries", *window, "--query", "TraceSummaries[*].Id",
              "--output", "text").split()
    assert sent["trace_id"] in ids
    said = json.loads(aws("xray", "batch-get-traces", "--trace-ids", sent["trace_id"]))
    assert len(said["Traces"][0]["Segments"]) == 2
    said = json.loads(aws("xray", "get-service-graph", *window))
    remote = [s for s in said["Services"] if s["Name"] == "names.example.com"]
    assert remote[0]["Type"] == "remote"
    assert "GroupARN" in aws("xray", "create-group", "--group-name", unique("g"))
    identity = json.loads(aws("sts", "get-caller-identity"))
    assert identity["Account"] == "000000000000"
