"""A Flask app with aws-xray-sdk, as in the course. Prints its port and serves.

Arguments: the name of the service, the URL of the stack.
"""

import sys

import boto3
from aws_xray_sdk.core import patch, xray_recorder
from aws_xray_sdk.ext.flask.middleware import XRayMiddleware
from flask import Flask
from werkzeug.serving import make_server

SERVICE, STACK = sys.argv[1:]

# send each finished subsegment separately, before its segment
xray_recorder.configure(service=SERVICE, streaming_threshold=0)
patch(("botocore",))
app = Flask(__name__)
XRayMiddleware(app, xray_recorder)
logs = boto3.client("logs", endpoint_url=STACK, region_name="us-east-1")


@app.route("/api/activities/home")
def home():
    with xray_recorder.in_subsegment("activities_home") as activities:
        activities.put_annotation("route", "home")
        with xray_recorder.in_subsegment("mock-data") as mock:
            mock.put_metadata("key", {"results-size": 3}, "namespace")
    return [1, 2, 3]


@app.route("/api/logs")
def groups():
    return [group["logGroupName"] for group in logs.describe_log_groups(limit=1)["logGroups"]]


@app.route("/api/missing")
def missing():
    return "no", 404


@app.route("/api/broken")
def broken():
    with xray_recorder.in_subsegment("activities_show"):
        raise NameError("ShowActivity")


server = make_server("127.0.0.1", 0, app, threaded=True)
print(server.server_port, flush=True)
server.serve_forever()
