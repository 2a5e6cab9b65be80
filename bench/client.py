"""A visitor without a browser: speaks the protocol of Streamlit's own page over a real websocket, and remembers what it
was sent."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import io
import re
import time
import urllib.request
import uuid
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING

from PIL import Image
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin, Subprotocol

if TYPE_CHECKING:
    from streamlit.proto.Element_pb2 import Element

PATIENCE = 900.0
_INLINE = re.compile(rb"data:image/png;base64,([A-Za-z0-9+/=]+)")
_MEDIA = re.compile(rb"/media/[0-9a-f]{32}\.(?:png|jpe?g|webp|gif)")
_UUID = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def rerun(query: str = "", page: str = "", script: str = "") -> BackMsg:
    """What a browser sends when it opens a ``page`` (its name in the URL) or goes to a ``script`` (its hash)."""
    message = BackMsg()
    message.rerun_script.query_string = query
    message.rerun_script.page_name = page
    message.rerun_script.page_script_hash = script
    return message


def digest(data: bytes) -> str:
    """How an image is told from others."""
    return hashlib.sha256(data).hexdigest()


class Visitor:
    """One session on a server of this machine.

    ``texts``, ``images`` (digest -> bytes) and ``errors`` are of the page on show. Of everything that was sent it has
    ``seen`` (digests of images, those fetched by their URLs among them; see :func:`tells`), ``ids`` (whatever
    looks like an id), ``words`` (what ``watch`` matches), ``markup`` (texts that a browser reads as HTML) and
    ``positions``, the places in the queue that it was told. ``delivered``: a file's id -> where it was put.
    """

    def __init__(
        self, port: int, watch: re.Pattern[bytes] | None = None, waiting: Mapping[str, int] | None = None
    ) -> None:
        self.port, self._watch, self._waiting = port, watch, waiting or {}
        self.session, self.query, self.uploader = "", "", ""
        self.scripts: dict[str, str] = {}
        self.texts: list[str] = []
        self.images: dict[str, bytes] = {}
        self.errors: list[str] = []
        self.seen: set[str] = set()
        self.ids: set[bytes] = set()
        self.words: set[bytes] = set()
        self.positions: list[int] = []
        self.markup: list[str] = []
        self.received = 0
        self._media: set[str] = set()
        self.delivered: dict[str, str] = {}

    async def __aenter__(self) -> Visitor:
        until = time.monotonic() + PATIENCE
        origin, address = Origin(f"http://127.0.0.1:{self.port}"), f"ws://127.0.0.1:{self.port}/_stcore/stream"
        while True:
            try:
                self._socket: ClientConnection = await connect(
                    address, subprotocols=[Subprotocol("streamlit")], max_size=None, origin=origin, ping_interval=None
                )
                return self
            except (OSError, WebSocketException):
                if time.monotonic() > until:
                    raise
                await asyncio.sleep(0.1)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._socket.close()

    async def open(self, page: str = "", query: str = "") -> float:
        """Open a page by its name in the URL; the seconds until it is all there, its pictures among it."""
        self.query = query or self.query
        return await self._run(rerun(self.query, page))

    async def follow(self, page: str) -> float:
        """Follow a link to a page, as the navigation does."""
        return await self._run(rerun(self.query, script=self.scripts[page]))

    async def upload(self, name: str, data: bytes) -> float:
        """Give a file to the page's uploader."""
        start = time.perf_counter()
        file_id = await self.deliver(name, data)
        message = rerun(self.query, script=self._script)
        state = message.rerun_script.widget_states.widgets.add(id=self.uploader)
        info = state.file_uploader_state_value.uploaded_file_info.add(name=name, size=len(data), file_id=file_id)
        info.file_urls.file_id, info.file_urls.upload_url = file_id, self.delivered[file_id]
        await self._run(message)
        return time.perf_counter() - start

    async def deliver(self, name: str, data: bytes) -> str:
        """Bring a file to the server; its id there. The page does not know of it yet."""
        ask = BackMsg()
        ask.file_urls_request.request_id = str(uuid.uuid4())
        ask.file_urls_request.file_names.append(name)
        ask.file_urls_request.session_id = self.session
        await self._socket.send(ask.SerializeToString())
        while (message := await self._receive()).WhichOneof("type") != "file_urls_response":
            pass
        [urls] = message.file_urls_response.file_urls
        await asyncio.to_thread(put, self.port, urls.upload_url, name, data)
        self.delivered[urls.file_id] = urls.upload_url
        return urls.file_id

    async def start(self, page: str = "", query: str = "") -> None:
        """Ask for a page without waiting for it; see :meth:`finish`."""
        self.query = query or self.query
        await self._socket.send(rerun(self.query, page).SerializeToString())

    async def _run(self, message: BackMsg) -> float:
        start = time.perf_counter()
        await self._socket.send(message.SerializeToString())
        await self.finish()
        return time.perf_counter() - start

    async def finish(self) -> None:
        """Wait until a page is all there."""
        async with asyncio.timeout(PATIENCE):
            while True:
                message = await self._receive()
                if message.WhichOneof("type") != "script_finished":
                    continue
                if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    self.errors.append("the page does not compile")
                if message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    break
        for url in sorted(self._media):
            self._keep(await asyncio.to_thread(get, self.port, url))

    async def until_waiting(self) -> bool:
        """Wait until the page says that others come first; False if it is all there before."""
        self.positions.clear()
        async with asyncio.timeout(PATIENCE):
            while not self.positions:
                if (await self._receive()).WhichOneof("type") == "script_finished":
                    return False
        return True

    async def _receive(self) -> ForwardMsg:
        raw = await self._socket.recv(decode=False)
        self.received += len(raw)
        message = ForwardMsg.FromString(raw)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._begin(message)
        elif kind == "navigation":
            self.scripts = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
            self._script = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._element(message.delta.new_element)
        self.ids.update(_UUID.findall(raw))
        if self._watch:
            self.words.update(self._watch.findall(raw))
        self._media.update(found.decode() for found in _MEDIA.findall(raw))
        for inline in _INLINE.findall(raw):
            self._keep(base64.b64decode(inline))
        return message

    def _begin(self, message: ForwardMsg) -> None:
        """A run of a page begins."""
        self.session = message.new_session.initialize.session_id or self.session
        self.texts, self.images, self.errors, self._media = [], {}, [], set()

    def _element(self, element: Element) -> None:
        kind = element.WhichOneof("type")
        if kind == "file_uploader":
            self.uploader = element.file_uploader.id
        elif kind == "exception":
            self.errors.append(element.exception.message)
        elif kind == "alert":
            self.texts.append(element.alert.body)
            if element.alert.format == element.alert.ERROR:
                self.errors.append(element.alert.body)
        elif kind in ("markdown", "html", "heading"):
            text = getattr(element, kind).body
            self.texts.append(text)
            if kind == "html" or (kind == "markdown" and element.markdown.allow_html):
                self.markup.append(text)
            if text in self._waiting:
                self.positions.append(self._waiting[text])

    def _keep(self, image: bytes) -> None:
        name = digest(image)
        if name not in self.images:
            self.images[name] = image
            if tells(image):
                self.seen.add(name)


def tells(image: bytes) -> bool:
    """Whether an image could say something of a picture: no colour fills more than half of it, to a sixteenth of each
    channel's range.

    Maps of what biases add do not: they are flat but for the border and the faint lattice of a transposed convolution,
    and the same for every picture of a size.
    """
    pixels = Image.open(io.BytesIO(image)).convert("RGB").point([level & 0xF0 for level in range(256)] * 3)
    cells = pixels.width * pixels.height
    return max(count for count, _ in pixels.getcolors(cells) or ()) <= cells / 2


def get(port: int, path: str) -> bytes:
    """What the server has under a path. Raises urllib.error.HTTPError."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE) as answer:
        return bytes(answer.read())


def put(port: int, path: str, name: str, data: bytes) -> None:
    """Upload a file as a form, with the token that the server gave against requests from other sites."""
    address = f"http://127.0.0.1:{port}"
    with urllib.request.urlopen(f"{address}/_stcore/health", timeout=PATIENCE) as answer:
        cookie = str(answer.headers["Set-Cookie"]).split(";")[0]
    edge = uuid.uuid4().hex
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + data + f"\r\n--{edge}--\r\n".encode()
    headers = {
        "Content-Type": f"multipart/form-data; boundary={edge}",
        "Cookie": cookie,
        "X-Xsrftoken": cookie.split("=", 1)[1],
    }
    urllib.request.urlopen(
        urllib.request.Request(address + path, body, headers, method="PUT"), timeout=PATIENCE
    ).close()
