"""A real server and a real websocket, as a browser uses them; figure 6, the cold start."""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from bench.client import rerun
from bench.figures import Figure

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 180.0


@dataclass(frozen=True)
class Server:
    """The app as a process of its own."""

    port: int
    process: subprocess.Popen[bytes]


@contextmanager
def serving(log: IO[bytes] | int = subprocess.DEVNULL, **environment: str) -> Iterator[Server]:
    """``streamlit run app.py`` on a free port of this machine; stopped at the end. What it says goes to ``log``."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    options = {"server.address": "127.0.0.1", "server.port": str(port), "server.headless": "true"}
    arguments = [f"--{name}={value}" for name, value in options.items()]
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), *arguments]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment, stdout=log, stderr=log)
    try:
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait(20)


def visit(port: int, patience: float = PATIENCE) -> ClientConnection:
    """A websocket to the server, as soon as it listens."""
    origin = Origin(f"http://127.0.0.1:{port}")
    address, until = f"ws://127.0.0.1:{port}/_stcore/stream", time.monotonic() + patience
    while True:
        try:
            return connect(address, subprotocols=[Subprotocol("streamlit")], max_size=None, origin=origin)
        except (OSError, WebSocketException):
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


def ask(connection: ClientConnection, query: str = "") -> None:
    """Ask for the page, as a browser does when it opens it."""
    connection.send(rerun(query).SerializeToString())


def first_image(connection: ClientConnection, patience: float = PATIENCE) -> bytes:
    """The first message that puts a picture on the page. Raises TimeoutError."""
    until = time.monotonic() + patience
    while True:
        message = connection.recv(timeout=max(0.0, until - time.monotonic()))
        if isinstance(message, bytes) and shows_picture(message):
            return message


def shows_picture(message: bytes) -> bool:
    """Whether a message of the server's is an image element, or a component with a picture in its data."""
    parsed = ForwardMsg.FromString(message)
    if parsed.WhichOneof("type") != "delta" or parsed.delta.WhichOneof("type") != "new_element":
        return False
    kind = parsed.delta.new_element.WhichOneof("type")
    return kind == "imgs" or (kind == "bidi_component" and b"data:image/" in message)


def cold_start(repeats: int) -> Figure:
    """From the server's start to the first picture on the wire, against importing torch and streamlit alone."""
    ratios = []
    for _ in range(repeats):
        start = time.perf_counter()
        with serving() as server, visit(server.port) as connection:
            ask(connection)
            first_image(connection)
            ours = time.perf_counter() - start
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", "import torch, streamlit"], check=True)
        ratios.append(ours / (time.perf_counter() - start))
    return Figure("cold_start", statistics.median(ratios), 2.0)
