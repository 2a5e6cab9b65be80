"""The picture on show: an upload or a photo of this session, or a bundled one.

Streamlit empties its uploader and camera on every page change, so what passed our checks is kept under a session key of
our own, within a number of bytes, and Streamlit's copies are let go. Nothing is written to disk, nothing is shared
between sessions but the pixels of files that are equal to the last byte, and nothing of it is in the URL but a number.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

import streamlit as st
from starlette.formparsers import MultiPartParser
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from segviz import images, samples
from segviz.errors import UserError
from segviz.store import Store
from segviz.text import LANGUAGES, translate
from segviz.ui import choices

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

KEPT = 6
KEPT_BYTES = 40 * 2**20  # a session's files together
FULL = "shell-upload-full"
SEEDS = 9999
_SHELF = "segviz.shelf"

# The pixels of all sessions' pictures, by the sha256 of their files; what had to go is decoded again when wanted.
_decoded: Store[images.Picture] = Store(2**30)

# The server would put an upload of more than 1 MB into a temporary file. All that it lets in stays in memory.
MultiPartParser.spool_max_size = 32 * 2**20


@dataclass(frozen=True)
class Chosen:
    """The picture on show, its name for the user, and its reference mask where it has one."""

    title: str
    picture: images.Picture
    reference: samples.Reference | None


class Own(NamedTuple):
    """A file of the user's own that is a picture; ``sha256`` is of its bytes."""

    name: str
    data: bytes
    sha256: str


@dataclass
class Shelf:
    """This session's own pictures: code -> file, and what was wrong with those that were refused (or, with no name,
    with the last pass, or that older ones had to go). No code is used twice: an old address never leads to a newer
    picture."""

    files: dict[str, Own] = field(default_factory=dict)
    taken: int = 0
    refused: list[tuple[str, UserError]] = field(default_factory=list)
    deliveries: int = 0
    told: object = None

    def take(self, name: str, data: bytes) -> None:
        """Check a file and keep it, in the oldest ones' place if the shelf is full; one that fails is ``refused``."""
        try:
            picture = images.decode(data)
        except UserError as error:
            self.refused.append((tidy(name), error))
            return
        while len(self.files) == KEPT or sum(len(own.data) for own in self.files.values()) > KEPT_BYTES - len(data):
            self.files.pop(next(iter(self.files)))
            if all(error.code != FULL for _, error in self.refused):  # one sentence, however many have to go
                self.refused.append(("", UserError(FULL, most=KEPT, mb=KEPT_BYTES // 2**20)))
        self.taken += 1
        code = f"mine-{self.taken}"
        self.files[code] = Own(self._free(tidy(name)), data, picture.sha256)
        _decoded.put(picture.sha256, picture, picture.pixels.nbytes)
        choices.put("picture", code)

    def _free(self, name: str) -> str:
        """The name, or one like it that nothing else on offer has: phones call every photo alike, and a box of two
        like words gives one of the two only."""
        bundled = {translate(language, sample.title) for language in LANGUAGES for sample in samples.names()}
        taken = bundled | {own.name for own in self.files.values()}
        names = (f"{name} ({number})" if number > 1 else name for number in count(1))
        return next(free for free in names if free not in taken)

    def picture(self, code: str) -> images.Picture:
        """The decoded picture of a code."""
        own = self.files[code]
        found = _decoded.get(own.sha256)
        if found is None:
            found = images.decode(own.data)
            _decoded.put(own.sha256, found, found.pixels.nbytes)
        return found


def choose(language: str) -> Chosen:
    """Draw the picture's widgets and return the picture on show."""
    shelf: Shelf = st.session_state.setdefault(_SHELF, Shelf())
    _uploads(shelf, language)
    bundled = {sample.key: sample for sample in samples.names()}

    def title(key: str) -> str:
        return shelf.files[key].name if key in shelf.files else translate(language, bundled[key].title)

    offered = [*reversed(shelf.files), *bundled]
    key = choices.select("picture", translate(language, "shell-picture"), offered, next(iter(bundled)), text=title)
    if key in shelf.files:
        return Chosen(title(key), shelf.picture(key), None)
    seed = _seed(language) if bundled[key].kind == "scene" else 0
    return Chosen(title(key), *samples.load(key, seed))


def deliveries() -> int:
    """How often the user has given files so far."""
    shelf: Shelf = st.session_state[_SHELF]
    return shelf.deliveries


def complaints(language: str, page: str) -> list[str]:
    """A sentence for each file that was refused, until the user goes on, and for a picture that a reload lost."""
    shelf: Shelf = st.session_state[_SHELF]
    code = choices.codes().get("picture", "")
    here = (page, choices.codes() | {"lang": ""})
    if shelf.told not in (None, here):
        shelf.refused.clear()
    shelf.told = here if shelf.refused else None
    said = [_sentence(language, *complaint) for complaint in shelf.refused]
    if re.fullmatch(r"mine-\d+", code) and code not in shelf.files:
        said.append(translate(language, "shell-upload-lost"))
    return said


def complain(error: UserError) -> None:
    """Have :func:`complaints` say on the next run what went wrong on this one, until the user goes on."""
    shelf: Shelf = st.session_state[_SHELF]
    shelf.refused, shelf.told = [("", error)], None


def _sentence(language: str, name: str, error: UserError) -> str:
    sentence = translate(language, error.code, **error.facts)
    return f"{plain(name)}: {sentence}" if name else sentence


def tidy(name: str) -> str:
    """A file's name in one line: nothing that turns the writing around or cannot be seen, and not too long."""
    seen = "".join(c for c in " ".join(name.split()) if c.isprintable())
    return f"{seen[:40]}…{seen[-15:]}" if len(seen) > 60 else seen or "?"


def plain(text: str) -> str:
    """A user's text (a file name) as Markdown that shows just that text."""
    escaped = re.sub(r"([\\`*_{}\[\]()#+\-.!|~<>:$&])", r"\\\1", text)
    # The browser looks for addresses, icons and smileys even in escaped text: a zero-width joiner keeps it from them.
    return re.sub(r"(:|@|www(?=\\\.))", "\\1\u2060", escaped, flags=re.IGNORECASE)


def _uploads(shelf: Shelf, language: str) -> None:
    """The uploader and, where the browser allows it, the camera; what they deliver moves to the shelf."""
    label = translate(language, "shell-upload")
    files: list[UploadedFile] = st.file_uploader(label, accept_multiple_files=True, key=f"upload-{shelf.deliveries}")
    if _camera_allowed() and choices.switch("camera", translate(language, "shell-camera")):
        photo = st.camera_input(label, key=f"camera-{shelf.deliveries}", label_visibility="collapsed")
        files = [*files, *([photo] if photo else [])]
    if not files:
        return
    shelf.deliveries += 1
    shelf.refused.clear()
    shelf.told = None
    with st.spinner(translate(language, "shell-reading")):
        for file in files:
            shelf.take(file.name, file.getvalue())
    _let_go(files)
    choices.put("camera", None)
    st.rerun()


def _let_go(files: list[UploadedFile]) -> None:
    """Remove uploads from Streamlit's own store, where each would stay until the session ends."""
    context = get_script_run_ctx()
    if context and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        for file in files:
            context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)


def _camera_allowed() -> bool:
    """Browsers give a page the camera on HTTPS and on the same machine only; a phone's file picker offers it anyway."""
    url = urlsplit(st.context.url or "")
    return url.scheme == "https" or url.hostname in ("localhost", "127.0.0.1", "::1")


def _seed(language: str) -> int:
    """Which scene: a number to type, and a button for another one."""
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    with right:
        st.button(translate(language, "shell-another"), on_click=_another, width="stretch", icon=":material/casino:")
    with left:
        return choices.number("seed", translate(language, "shell-seed"), 0, SEEDS, 0)


def _another() -> None:
    choices.put("seed", str(random.randint(1, SEEDS)))
