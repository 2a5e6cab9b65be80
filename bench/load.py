"""``python -m bench.load``: a class on one server. Every student opens the app at once over a real websocket, uploads a
photo of their own and walks through the pages; then all of them upload the same photo."""

from __future__ import annotations

import asyncio
import io
import json
import re
import secrets
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import numpy as np
import psutil
from PIL import Image

from bench import machine
from bench.client import Visitor
from bench.server import Server, serving
from segviz import images, precision, samples, weights
from segviz.engine import Engine
from segviz.render import masks
from segviz.render.colour import Pixels
from segviz.text import translate
from segviz.ui.shell import pages

SOURCES = ("cat", "motorcycle", "astronaut", "coffee", "rocket", "tissue", "coins", "retina")
NAME = re.compile(rb"student-[0-9a-f]{32}")
AGREES = 0.999  # of the mask's pixels: another order of the same additions may turn one on an edge
HOME = ""


@dataclass
class Student:
    """A photo with its name, and how the walk went."""

    name: str
    photo: bytes
    visitor: Visitor
    seconds: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    answer: dict[str, bytes] = field(default_factory=dict)

    def spent(self, what: str, seconds: float) -> None:
        """Note how long something took, and what went wrong on the page."""
        self.seconds.setdefault(what, []).append(seconds)
        self.errors += [f"{what}: {error}" for error in self.visitor.errors]

    def note(self, page: str) -> None:
        """Keep what the page with the answer shows of the student's photo."""
        if page == "home":
            self.answer = dict(self.visitor.images)


def addresses() -> dict[str, str]:
    """Every page's name -> its name in the URL."""
    stems = {name: Path(script).stem for name, script in pages().items()}
    return {name: HOME if name == "home" else stem.split("_", 1)[1] for name, stem in stems.items()}


def photo(number: int, height: int = 192, width: int = 256) -> bytes:
    """A PNG that differs from all others: a piece of a bundled photo, turned and tinted."""
    dice = np.random.default_rng(number)
    whole = samples.load(SOURCES[number % len(SOURCES)])[0].pixels
    top, left = (
        int(dice.integers(0, side - want + 1)) for side, want in zip(whole.shape, (height, width), strict=False)
    )
    piece = whole[top : top + height, left : left + width, dice.permutation(3)]
    tinted = (piece * dice.uniform(0.6, 1.0, 3)).astype(np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(tinted[:, :: int(dice.choice((-1, 1)))]).save(buffer, "PNG")
    return buffer.getvalue()


def students(count: int, port: int, same: bytes | None = None) -> list[Student]:
    """A class; each has a photo and a file name of its own, or all the ``same`` photo."""
    waiting = {translate("en", "shell-waiting", before=before): before for before in range(1, 4 * count)}
    names = [f"student-{secrets.token_hex(16)}" for _ in range(count)]
    return [Student(name, same or photo(i), Visitor(port, NAME, waiting)) for i, name in enumerate(names)]


async def walk(student: Student, walked: dict[str, str], query: str, start: str = "home") -> None:
    """Open the app, upload, follow every link. What goes wrong is noted; the others go on."""
    try:
        async with student.visitor as visitor:
            student.spent("first look", await visitor.open(addresses()[start], query))
            student.spent("upload", await visitor.upload(f"{student.name}.png", student.photo))
            student.note(start)
            for page, address in walked.items():
                student.spent(page, await visitor.follow(address))
                student.note(page)
    except Exception as error:
        student.errors.append(f"{type(error).__name__}: {error}")


async def watch(server: Server, peak: dict[str, float]) -> None:
    """Note the largest resident memory of the server, in megabytes."""
    process = psutil.Process(server.process.pid)
    while True:
        now = process.memory_info().rss / 2**20
        peak["peak_mb"] = max(peak.get("peak_mb", 0.0), now)
        peak.setdefault("first_mb", now)
        await asyncio.sleep(0.2)


def expected(data: bytes, engine: Engine, model: str, size: int) -> Pixels:
    """The answer laid over the photo, computed apart from the server, as the app does where nothing is chosen."""
    picture = images.decode(data)
    run = engine.analyse(picture, model, size=size, precision=precision.default(weights.card_for(model)))
    mask = list(run.masks.values())[-1].astype(np.uint8)
    return masks.mask_overlay(picture.pixels, mask, [named.colour for named in run.classes])


def agreement(answer: dict[str, bytes], wanted: Pixels) -> float:
    """The share of pixels in which the nearest image of a page is the wanted one."""
    shown = [np.asarray(Image.open(io.BytesIO(image)).convert("RGB")) for image in answer.values()]
    return max((float((one == wanted).all(-1).mean()) for one in shown if one.shape == wanted.shape), default=0.0)


def strangers(found: list[Student]) -> list[str]:
    """Whatever reached a session and belongs to another: its file name, its session's id, an image.

    An image that only some sessions got is none of the app's own, which all get, and no session's own.
    """
    told = []
    for student in found:
        own = student.visitor
        told += [f"{student.name} got {name.decode()}" for name in own.words - {student.name.encode()}]
        others = {other.visitor.session.encode() for other in found if other is not student} - {b""}
        told += [f"{student.name} got the session {other.decode()}" for other in own.ids & others]
    times = Counter(image for student in found for image in student.visitor.seen)
    shared = [image for image, count in times.items() if 1 < count < len(found)]
    return told + [f"the image {image[:12]} reached {times[image]} sessions" for image in shared]


def passes(log: Path) -> int:
    """Passes of a network that the server wrote down."""
    return len(re.findall(r"^pass \d", log.read_text(errors="replace"), re.MULTILINE))


async def measure(count: int, walked: dict[str, str], model: str, size: int) -> dict[str, Any]:
    """Both classes on one server, and what came of them."""
    with tempfile.TemporaryDirectory() as folder:
        log, peak = Path(folder) / "log", dict[str, float]()
        with log.open("wb") as stream, serving(stream, SEGVIZ_LOG="info") as server:
            watching = asyncio.create_task(watch(server, peak))
            query, start = f"size={size}&model={model}", time.perf_counter()
            own = students(count, server.port)
            await asyncio.gather(*(walk(student, walked, query) for student in own))
            spent = time.perf_counter() - start
            async with Visitor(server.port) as first:  # what the page shows before an upload may have left the memory
                await first.open(HOME, query)
            before = passes(log)
            same = students(count, server.port, photo(-1 % 2**16))
            await asyncio.gather(*(walk(student, {}, query) for student in same))
            watching.cancel()
        return report(own, same, model, size) | {
            "seconds": round(spent, 1),
            "passes": before,  # the bundled picture's among them
            "same_photo_passes": passes(log) - before,
            "tracebacks": log.read_text(errors="replace").count("Traceback"),
            **{name: round(value) for name, value in peak.items()},
        }


def report(own: list[Student], same: list[Student], model: str, size: int) -> dict[str, Any]:
    """What the class was sent, judged."""
    engine = Engine()
    answers = [expected(student.photo, engine, model, size) for student in own]
    agreeing = [agreement(student.answer, wanted) for student, wanted in zip(own, answers, strict=True)]
    times: dict[str, list[float]] = {}
    for student in own:
        for page, seconds in student.seconds.items():
            times.setdefault(page, []).extend(seconds)
    every = [second for seconds in times.values() for second in seconds]
    return {
        "sessions": len(own),
        "own_masks": sum(share >= AGREES for share in agreeing),
        "least_agreement": round(min(agreeing), 5),
        "errors": [error for student in (*own, *same) for error in student.errors],
        "strangers": strangers(own),
        "told_a_position": sum(bool(student.visitor.positions) for student in own),
        "largest_position": max((max(student.visitor.positions, default=0) for student in own), default=0),
        "received_mb": round(sum(student.visitor.received for student in own) / 2**20),
        "all": percentiles(every),
        "pages": {page: percentiles(seconds) for page, seconds in times.items()},
    }


def percentiles(seconds: list[float]) -> dict[str, float]:
    """Median, 95th percentile and largest."""
    p50, p95 = np.percentile(seconds, (50, 95)) if seconds else (np.nan, np.nan)
    return {"p50": round(float(p50), 2), "p95": round(float(p95), 2), "max": round(max(seconds, default=np.nan), 2)}


def holds(found: dict[str, Any]) -> bool:
    """Whether nobody was failed: own masks for all, no error, nothing of a stranger's, one pass for one photo."""
    fine = found["own_masks"] == found["sessions"] and found["same_photo_passes"] == 1
    return fine and not (found["errors"] or found["strangers"] or found["tracebacks"])


@click.command()
@click.option("--sessions", default=40, show_default=True, type=click.IntRange(2, 500))
@click.option("--pages", "chosen", default="all", show_default=True, help="Names of pages with commas between, or all.")
@click.option("--model", default="fcn", show_default=True)
@click.option("--size", default=256, show_default=True, help="Working size in pixels.")
@click.option("--minutes", default=30, show_default=True, help="Give up after so long.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def main(sessions: int, chosen: str, model: str, size: int, minutes: int, as_json: bool) -> None:
    """Let a class of SESSIONS loose on the app and say how it went."""
    known = addresses()
    names = list(known) if chosen == "all" else chosen.split(",")
    if unknown := set(names) - set(known):
        raise click.BadParameter(f"{', '.join(sorted(unknown))}: the pages are {', '.join(known)}")
    about = machine.machine()
    walked = {name: known[name] for name in names}
    found = asyncio.run(asyncio.wait_for(measure(sessions, walked, model, size), 60 * minutes))
    if as_json:
        click.echo(json.dumps({"machine": about, "load": found, "holds": holds(found)}, indent=2))
    else:
        for name, value in found.items():
            click.echo(f"{name:18} {value}")
        click.echo("holds" if holds(found) else "MISSED")
    raise SystemExit(0 if holds(found) else 1)


if __name__ == "__main__":
    main()
