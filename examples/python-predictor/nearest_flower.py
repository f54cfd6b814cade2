#!/usr/bin/env python3
"""A predictor of one's own, in Python: tells species of iris by the nearest mean flower.

Any program may serve as a component: it takes the name of its model and its port as arguments, answers
`POST /v1/models/{model}:predict`, finishes its requests on SIGTERM, and is ready when it listens.
Nothing but the standard library is needed.
"""

import argparse
import json
import math
import os
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# Mean sepal length, sepal width, petal length and petal width of the iris data, in cm.
MEANS = {
    "setosa": (5.006, 3.428, 1.462, 0.246),
    "versicolor": (5.936, 2.770, 4.260, 1.326),
    "virginica": (6.588, 2.974, 5.552, 2.026),
}
MAX_BODY_BYTES = 1024 * 1024


class Problem(Exception):
    """An answer other than 200."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


def predict(instances):
    """The species of each flower, and how far it is from that species' mean."""
    if not isinstance(instances, list) or not instances:
        raise Problem(400, "instances: expected a list that is not empty")
    return [nearest(row, f"instances[{i}]") for i, row in enumerate(instances)]


def nearest(row, at):
    is_row = isinstance(row, list) and len(row) == 4
    if not is_row or any(
        isinstance(value, bool) or not isinstance(value, (int, float)) for value in row
    ):
        raise Problem(400, f"{at}: expected four numbers")
    distances = {species: math.dist(row, mean) for species, mean in MEANS.items()}
    species = min(distances, key=distances.get)
    return {"species": species, "distance": round(distances[species], 4)}


def handler_of(model):
    path = f"/v1/models/{model}"

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            if self.path in ("/", path):
                self.send(200, {"name": model, "ready": True})
            else:
                self.send(404, {"error": f"there is only POST {path}:predict"})

        def do_POST(self):
            try:
                body = self.read_body()
                if self.path != f"{path}:predict":
                    raise Problem(404, f"there is only POST {path}:predict")
                self.send(200, {"predictions": predict(body.get("instances"))})
            except Problem as problem:
                self.send(problem.status, {"error": str(problem)})

        def read_body(self):
            length = int(self.headers.get("content-length") or 0)
            if length > MAX_BODY_BYTES:
                self.close_connection = True
                raise Problem(413, f"the body has more than {MAX_BODY_BYTES} bytes")
            try:
                body = json.loads(self.rfile.read(length))
            except ValueError:
                raise Problem(400, "the body is not JSON") from None
            if not isinstance(body, dict):
                raise Problem(400, "the body is not an object")
            return body

        def send(self, status, body):
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_):
            """A line for every request would tell nobody anything."""

    return Handler


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model_name", required=True)
    parser.add_argument("--http_port", type=int, default=os.environ.get("PORT", 8080))
    arguments = parser.parse_args()
    host = os.environ.get("HOST", "127.0.0.1")
    server = ThreadingHTTPServer(
        (host, arguments.http_port), handler_of(arguments.model_name)
    )

    def stop(*_):
        # From another thread: it waits for the loop that this one runs.
        threading.Thread(target=server.shutdown).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    print(f"{arguments.model_name} on port {arguments.http_port}", flush=True)
    server.serve_forever(poll_interval=0.1)
    server.server_close()


if __name__ == "__main__":
    sys.exit(main())
