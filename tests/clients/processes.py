"""Processes that end with the driver: the scripted model server, and a gateway."""

import contextlib
import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))


@contextlib.contextmanager
def process(command, log, env=None, **more):
    """Runs a command until the block ends. It also ends with the driver, however that ends."""
    with open(log, "wb") as out:
        try:
            running = subprocess.Popen(
                command, stdout=more.pop("stdout", out), stderr=out, env={**os.environ, **(env or {})},
                start_new_session=True, preexec_fn=end_with_parent, **more,
            )
        except FileNotFoundError as missing:
            sys.exit(f"{missing.filename} is missing: is --installed the folder that tests/clients/install made?")
    try:
        yield running
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()


def end_with_parent():
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


@contextlib.contextmanager
def upstream(planted, folder):
    """Runs the scripted model server and gives its address."""
    command = [sys.executable, f"{HERE}/upstream.py", "--token", planted["token"], "--card", planted["card"]]
    with process(command, f"{folder}/upstream.log", stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        yield f"http://127.0.0.1:{int(running.stdout.readline())}/v1"


def free_port():
    """A port that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def until_ready(running, port, path, log, seconds):
    """Waits until a gateway answers; says what it logged if it ends before."""
    for _ in range(seconds * 5):
        if running.poll() is not None:
            break
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        time.sleep(0.2)
    with open(log, errors="replace") as lines:
        sys.exit(f"the gateway did not start; the end of its log:\n{lines.read()[-2000:]}")
