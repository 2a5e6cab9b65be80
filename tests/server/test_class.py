"""A class of forty on one real server, over real websockets: each gets what is theirs and nothing of the others'."""

from __future__ import annotations

import asyncio
import io
import os
import re
import secrets
import sys
import threading
import urllib.error
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest
from PIL import Image

from bench.client import Visitor, get, put
from bench.load import AGREES, NAME, Student, addresses, agreement, expected, photo, strangers, students, walk
from bench.server import Server, serving
from segviz.engine import Engine
from segviz.text import translate

CLASS = 40
SIZE = 256
QUERY = f"size={SIZE}"
WALKED = ("home", "strides")
T = TypeVar("T")


def alone(work: Coroutine[Any, Any, T]) -> T:
    """What ``work`` gives, on a thread of its own: in this one a browser of other tests may have a loop that runs."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


@dataclass
class Room:
    """A server, what it has said so far, and the folder that it takes for home and for temporary files."""

    server: Server
    said: list[bytes]
    folder: Path

    @property
    def log(self) -> str:
        return b"".join(self.said).decode(errors="replace")

    def passes(self) -> int:
        return len(re.findall(r"^pass \d", self.log, re.MULTILINE))


@pytest.fixture(scope="module")
def room(tmp_path_factory) -> Iterator[Room]:
    folder = tmp_path_factory.mktemp("home")
    places = dict.fromkeys(("HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP", "SEGVIZ_HOME"), str(folder))
    said: list[bytes] = []
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as log, os.fdopen(writing, "wb") as end:
        with serving(end, SEGVIZ_LOG="info", PYTHONDONTWRITEBYTECODE="1", **places) as server:
            end.close()
            reader = threading.Thread(target=lambda: said.extend(iter(log.readline, b"")))
            reader.start()
            yield Room(server, said, folder)
        reader.join(60)


@pytest.fixture(scope="module")
def own(room) -> list[Student]:
    """Forty students after their walk at the same time. The first one's file is larger than what a server would keep in
    memory by itself, and nothing can be written at all where the system lets us forbid it."""
    alone(_settled(room.server.port))
    if sys.platform == "linux":
        import resource

        resource.prlimit(room.server.process.pid, resource.RLIMIT_FSIZE, (0, 0))
    found = students(CLASS, room.server.port)
    for number, student in enumerate(found):
        student.photo = photo(number, 64, 256)
    found[0].photo = noise()
    walked = {page: addresses()[page] for page in WALKED}

    async def lesson() -> None:
        await asyncio.gather(*(walk(student, walked, QUERY, "tables") for student in found))

    alone(lesson())
    return found


async def _settled(port: int) -> None:
    async with Visitor(port) as visitor:
        await visitor.open("Shape_tables", QUERY)


def noise(side: int = 800) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(np.random.default_rng(7).integers(0, 256, (side, side, 3), dtype=np.uint8)).save(buffer, "PNG")
    assert len(buffer.getvalue()) > 1_500_000
    return buffer.getvalue()


def test_every_session_ends_with_its_own_mask(own):
    assert [student.errors for student in own] == [[]] * CLASS
    engine = Engine()
    wanted = [expected(student.photo, engine, "fcn", SIZE) for student in own]
    shares = [agreement(student.answer, answer) for student, answer in zip(own, wanted, strict=True)]
    assert min(shares) >= AGREES
    others = [agreement(student.answer, answer) for student, answer in zip(own, wanted[1:] + wanted[:1], strict=True)]
    assert max(others) < AGREES, "answers that are all alike prove nothing"


def test_nobody_is_sent_what_is_another_s(own):
    assert all(student.visitor.words == {student.name.encode()} for student in own)
    assert all(student.visitor.session.encode() in student.visitor.ids for student in own)
    assert min(len(student.visitor.seen) for student in own) > 10
    assert strangers(own) == []


def test_whoever_waits_is_told_how_many_come_first(own):
    assert max(max(student.visitor.positions, default=0) for student in own) > 1


def test_no_picture_is_written_anywhere(room, own):
    assert [path.name for path in room.folder.rglob("*") if path.is_file()] == []


def test_the_server_keeps_no_second_copy_of_an_upload(room, own):
    """Streamlit's metrics say how many bytes of uploads it holds, and nothing of them where it holds none."""

    def held() -> bool:
        return b"UploadedFileManager" in get(room.server.port, "/_stcore/metrics")

    async def deliver() -> None:
        async with Visitor(room.server.port) as visitor:
            await visitor.open("Shape_tables", QUERY)
            await visitor.deliver("own.png", photo(0, 64, 256))
            while not held():
                await asyncio.sleep(1)

    assert not held()
    alone(asyncio.wait_for(deliver(), 120))


def test_the_log_names_no_file_no_session_and_no_address(room, own):
    assert "Traceback" not in room.log
    assert not NAME.search(room.log.encode())
    assert not any(student.visitor.session in room.log for student in own)
    assert not re.search(r"/media/|upload_file|127\.0\.0\.1:\d+ -", room.log)


def test_a_stranger_s_address_leads_to_nothing(room, own):
    """Codes in the URL mean something to their own session only; what is kept for a session is under random names."""

    async def guess() -> Visitor:
        async with Visitor(room.server.port, NAME) as visitor:
            await visitor.open("Shape_tables", f"{QUERY}&picture=mine-1")
            return visitor

    visitor = alone(guess())
    assert translate("en", "shell-upload-lost") in visitor.texts
    assert not visitor.words
    everybodys = set.intersection(*(student.visitor.seen for student in own))
    assert visitor.seen <= everybodys
    for path in (f"/media/{secrets.token_hex(16)}.png", "/media/", f"/media/{own[0].name}.png"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            get(room.server.port, path)


def test_a_file_s_name_is_never_read_as_html(room, own):
    """Only its picture's alternative text and captions may hold it, and as text."""
    tag = b"<i>hostile"

    async def visit() -> Visitor:
        async with Visitor(room.server.port, re.compile(tag)) as visitor:
            await visitor.open("Shape_tables", QUERY)
            await visitor.upload("<i>hostile*.png", photo(99, 64, 256))
            for page in ("home", "layers", "strides", "field"):
                await visitor.follow(addresses()[page])
            return visitor

    visitor = alone(visit())
    assert tag in visitor.words, "the name is on no page at all"
    assert visitor.markup
    assert not any(tag.decode() in text for text in visitor.markup)


def test_an_upload_needs_a_session_s_own_address_and_is_not_given_back(room, own):
    data = photo(5, 64, 256)

    async def deliver() -> str:
        async with Visitor(room.server.port) as visitor:
            await visitor.open("Shape_tables", QUERY)
            return visitor.delivered[await visitor.deliver("own.png", data)]

    where = alone(deliver())
    try:
        answer = get(room.server.port, where)
    except urllib.error.HTTPError as error:
        answer = error.read()
    assert data[:64] not in answer
    with pytest.raises(urllib.error.HTTPError, match="400"):
        put(room.server.port, f"/_stcore/upload_file/{secrets.token_hex(16)}/1", "a.png", data)


def test_one_photo_of_a_whole_class_is_computed_once(room, own):
    found, before = students(CLASS, room.server.port, photo(4321, 64, 256)), room.passes()

    async def lesson() -> None:
        await asyncio.gather(*(walk(student, {"home": ""}, QUERY, "tables") for student in found))

    alone(lesson())
    assert [student.errors for student in found] == [[]] * CLASS
    assert room.passes() == before + 1
    assert len({frozenset(student.answer) for student in found}) == 1


def test_a_student_who_leaves_frees_the_place(room, own):
    """Three come and stay; when one of them has to wait, three more come, and leave when they are told to wait."""
    found, before = students(6, room.server.port), room.passes()
    queued = asyncio.Event()

    async def stay(student: Student) -> None:
        async with student.visitor as visitor:
            await visitor.open("Shape_tables", "size=512")
            await visitor.upload("own.png", student.photo)
            await visitor.start("", visitor.query)
            told = await visitor.until_waiting()
            queued.set()
            if told:
                await visitor.finish()
            assert not visitor.errors

    async def leave(student: Student) -> bool:
        async with student.visitor as visitor:
            await visitor.open("Shape_tables", "size=512")
            await visitor.upload("own.png", student.photo)
            await queued.wait()
            await visitor.start("", visitor.query)
            return await visitor.until_waiting()

    async def lesson() -> int:
        *_, first, second, third = await asyncio.gather(*map(stay, found[:3]), *map(leave, found[3:]))
        return first + second + third

    left = alone(asyncio.wait_for(lesson(), 900))
    if not left:
        pytest.skip("this machine is too fast for anybody to wait")
    assert room.passes() == before + len(found) - left


def test_every_picture_comes_as_it_was_drawn(room):
    """As PNG: a JPEG would blur the cells that it shows."""

    async def looked() -> dict[str, list[bytes]]:
        found = {}
        async with Visitor(room.server.port) as visitor:
            await visitor.open(query=QUERY)
            for page in list(visitor.scripts):
                await visitor.follow(page)
                found[page] = list(visitor.images.values())
        return found

    found = alone(looked())
    assert [page for page, images in found.items() if not all(image.startswith(b"\x89PNG") for image in images)] == []
    assert len([page for page, images in found.items() if images]) > 6
