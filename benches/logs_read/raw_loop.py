"""The minimal cost of reading in Python: one connection, HTTP, JSON, one line per event.

    raw_loop.py HOST:PORT GROUP START_MS END_MS
"""

import http.client
import json
import sys


def main():
    address, group, start, end = sys.argv[1:]
    connection = http.client.HTTPConnection(address)
    headers = {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": "Logs_20140328.FilterLogEvents",
    }
    ask = {"logGroupName": group, "startTime": int(start), "endTime": int(end)}
    write = sys.stdout.write
    while True:
        connection.request("POST", "/", json.dumps(ask), headers)
        answer = connection.getresponse()
        page = json.load(answer)
        if answer.status != 200:
            sys.exit(f"{answer.status}: {page}")
        for event in page["events"]:
            write(f"{event['timestamp']} {event['logStreamName']} {event['message']}\n")
        if "nextToken" not in page:
            return
        ask["nextToken"] = page["nextToken"]


main()
