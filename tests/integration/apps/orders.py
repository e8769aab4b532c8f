"""What every app in Python is to be, and how it takes the orders of README.md."""
import json
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from urllib.parse import parse_qsl, urlsplit

from prometheus_client import generate_latest

wanted = SimpleNamespace(
    dsn=os.environ["APP_DSN"],
    application=os.environ["APP_NAME"],
    port=int(os.environ["APP_PORT"]),
    max=int(os.environ["POOL_MAX"]),
    max_lifetime=float(os.environ["POOL_MAX_LIFETIME"]),
    timeout=float(os.environ["POOL_TIMEOUT"]),
)

A_YEAR = 365 * 24 * 3600.0  # where a library has no word for "never"


def take_orders(pool, numbers):
    """Serves until it is killed. `pool` has take(in_transaction), which gives a connection and its pid, give_back(connection)
    and work(seconds); `numbers()` is what the library tells of itself, served as JSON on /pool."""
    held, lock = set(), threading.Lock()
    workers = ThreadPoolExecutor(64)

    def times(order, run):
        return list(workers.map(lambda _: run(), range(int(order.get("n", 1)))))

    def take(order):
        connection, pid = pool.take("transaction" in order)
        with lock:
            held.add(connection)
        return connection, pid

    def give_back(connections):
        for connection in connections:
            with lock:
                if connection not in held:
                    continue
                held.remove(connection)
            pool.give_back(connection)

    def leak(order):
        return {"pids": [pid for _, pid in times(order, lambda: take(order))]}

    def hold(order):
        taken = times(order, lambda: take(order))
        timer = threading.Timer(float(order.get("seconds", 1)), give_back, [[connection for connection, _ in taken]])
        timer.daemon = True
        timer.start()
        return {"pids": [pid for _, pid in taken]}

    def release(_):
        connections = list(held)
        give_back(connections)
        return {"released": len(connections)}

    def work(order):
        def one():
            try:
                pool.work(float(order.get("seconds", 0)))
                return True
            except Exception:
                return False

        done = times(order, one)
        return {"done": done.count(True), "failed": done.count(False)}

    orders = {"/leak": leak, "/hold": hold, "/release": release, "/work": work}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            url = urlsplit(self.path)
            try:
                if url.path in orders:
                    self.answer(200, "application/json", json.dumps(orders[url.path](dict(parse_qsl(url.query)))))
                elif url.path == "/pool":
                    self.answer(200, "application/json", json.dumps({wanted.application: numbers()}))
                elif url.path == "/metrics":
                    self.answer(200, "text/plain; version=0.0.4", generate_latest().decode())
                else:
                    self.answer(404, "text/plain", "no such page")
            except Exception as error:
                self.answer(500, "text/plain", f"{type(error).__name__}: {error}")

        def answer(self, status, kind, body):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_):
            pass

    ThreadingHTTPServer(("127.0.0.1", wanted.port), Handler).serve_forever()
