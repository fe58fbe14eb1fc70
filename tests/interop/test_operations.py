"""The operations listed by `local status`, compared with AWS's service models."""

import http.client
import json
import urllib.request

import botocore.session
import pytest

SERVICES = {"xray": "X-Ray", "logs": "CloudWatch Logs"}
KINDS = {"xray": "application/json", "logs": "application/x-amz-json-1.1"}


def model(service):
    return botocore.session.get_session().get_service_model(service)


def stack_status(stack):
    with urllib.request.urlopen(f"{stack.url}/local/status", timeout=10) as answer:
        return json.load(answer)


def built(stack, service):
    services = stack_status(stack)["services"]
    return next(s["operations"] for s in services if s["service"] == SERVICES[service])


def is_known(stack, service, operation):
    """Whether the stack knows the operation: it rejects an invalid body because of the body and
    not because of the operation."""
    request = operation.http
    connection = http.client.HTTPConnection(stack.services, timeout=10)
    key = f"Credential=local/20261129/us-east-1/{service}/aws4_request"
    headers = {
        "content-type": KINDS[service],
        "authorization": f"AWS4-HMAC-SHA256 {key}, SignedHeaders=host, Signature=0",
        "x-amz-target": f"{operation.metadata_prefix}.{operation.name}",
    }
    connection.request(request["method"], request["requestUri"], "[1", headers)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    error = answer.getheader("x-amzn-errortype") or body
    assert answer.status >= 400
    return "UnknownOperation" not in error


@pytest.mark.parametrize("service", SERVICES)
def test_what_is_built_is_in_the_service_model_and_answers_where_it_says(stack, service):
    of_model = model(service)
    names = built(stack, service)
    assert names and set(names) <= set(of_model.operation_names)
    for name in of_model.operation_names:
        operation = of_model.operation_model(name)
        operation.metadata_prefix = of_model.metadata.get("targetPrefix", "")
        assert is_known(stack, service, operation) == (name in names), name


def test_every_path_of_the_xray_model_is_known_to_be_of_xray(stack):
    of_model = model("xray")
    for name in of_model.operation_names:
        connection = http.client.HTTPConnection(stack.services, timeout=10)
        path = of_model.operation_model(name).http["requestUri"]
        connection.request("POST", path, "{}", {"content-type": "application/json"})
        answer = connection.getresponse()
        error = answer.getheader("x-amzn-errortype") or answer.read().decode()
        connection.close()
        assert "MissingAuthenticationToken" in error, f"{path}: {answer.status} {error}"
