"""Pictures' files on the command line: read with care, and a safe folder for each one's results."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from segviz.errors import UserError
from segviz.images import MAX_BYTES, ImageError


def read_picture(image: Path) -> bytes:
    """A picture's file, not read at all if it is larger than any picture may be. Raises UserError."""
    try:
        if image.is_dir():
            raise UserError("cli-is-folder")
        if not image.is_file():
            raise UserError("cli-no-file")
        size = image.stat().st_size
        if size > MAX_BYTES:
            raise ImageError("image-too-many-bytes", megabytes=-(-size * 10 // 2**20) / 10, limit=MAX_BYTES // 2**20)
        return image.read_bytes()
    except (OSError, ValueError) as error:
        raise UserError("cli-not-read", reason=getattr(error, "strerror", None) or error) from error


def folder_names(images: Iterable[str]) -> list[str]:
    """A folder's name for each picture: its own without the extension, made safe, and no two alike in any case."""
    names: list[str] = []
    for image in images:
        name = re.sub(r"[^\w.()-]+", "_", Path(image).stem)[:60].strip(" .") or "picture"
        if re.fullmatch(r"con|prn|aux|nul|com\d|lpt\d", name.split(".")[0], re.IGNORECASE):
            name = f"_{name}"  # a device of Windows
        taken, count, free = {other.casefold() for other in names}, 1, name
        while free.casefold() in taken:
            count += 1
            free = f"{name}-{count}"
        names.append(free)
    return names
