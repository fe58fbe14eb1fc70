"""A server that sends requests to itself, as many as its argument says. It does not use
OpenTelemetry; all its telemetry comes from auto-instrumentation."""

import logging
import sys
import threading
import urllib.request

from flask import Flask
from werkzeug.serving import make_server

# also print warnings of the SDKs, instead of only exporting them
logging.basicConfig(level=logging.INFO)
logging.getLogger("werkzeug").setLevel(logging.ERROR)
log = logging.getLogger("cart")
app = Flask("cart")


@app.get("/cart/<int:item>")
def cart(item):
    log.warning("checked out /cart/%d", item)
    return "ok"


server = make_server("127.0.0.1", 0, app)
threading.Thread(target=server.serve_forever, daemon=True).start()
for item in range(int(sys.argv[1])):
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/cart/{item}") as answer:
        assert answer.read() == b"ok"
server.shutdown()
