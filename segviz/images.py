"""Pictures: untrusted bytes in, checked RGB pixels out; never a file on the disk, never a file's name."""

from __future__ import annotations

import hashlib
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

import numpy as np
from PIL import Image

from segviz.errors import UserError
from segviz.fitting import IGNORE, MODES, Fitted, Note, fit
from segviz.sniffing import kind_of

__all__ = ["IGNORE", "MODES", "Fitted", "ImageError", "Note", "Picture", "decode", "fit", "from_pixels"]

MAX_BYTES = 20 * 2**20
MAX_PIXELS = 40_000_000
MIN_SIDE = 8
MAX_ASPECT = 16  # at the default 512 px the short side is then one cell of stride 32
FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF", "AVIF", "HEIF")

MAX_SCANS = 500  # a progressive JPEG has about ten; every one costs a pass over all pixels

# What deep grey values may mean by "white": a fraction, then 8, 10, 12, 14 and 16 bits.
FULL_SCALES = (1, 255, 1023, 4095, 16383, 65535)

_ORIENTATION = 0x0112  # the EXIF tag; its values 2..8 and what makes them upright
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# One 40-megapixel picture takes up to 1 GB while it is read, so a class that uploads at once has to queue here.
_SEATS = threading.BoundedSemaphore(2)


class ImageError(UserError):
    """A file that cannot be used as a picture."""


@dataclass(frozen=True, eq=False)
class Picture:
    """An upright RGB picture: ``pixels`` (H, W, 3) uint8, read-only; ``sha256`` (hex) of the bytes it came from."""

    pixels: np.ndarray
    sha256: str
    note: tuple[Note, ...] = ()

    @property
    def size(self) -> tuple[int, int]:
        """(H, W) in pixels."""
        return self.pixels.shape[0], self.pixels.shape[1]


def from_pixels(pixels: np.ndarray, note: tuple[Note, ...] = ()) -> Picture:
    """A Picture of pixels (H, W, 3) uint8 that never were a file; its sha256 is of the shape and the pixels."""
    own = np.ascontiguousarray(pixels).copy()
    own.flags.writeable = False
    return Picture(own, hashlib.sha256(repr(own.shape).encode() + own.tobytes()).hexdigest(), note)


def decode(data: bytes) -> Picture:
    """Read a JPEG, PNG, WebP, BMP, TIFF, GIF, AVIF or HEIC file, whatever its name said.

    Turned upright by its EXIF orientation, first frame only, transparency laid on white, grey deeper than 8 bits
    scaled (see ``FULL_SCALES``); ``note`` says which of these happened. Size and pixel count are judged before any
    pixel is decoded. Raises ImageError, and nothing else.
    """
    if not data:
        raise ImageError("image-empty")
    if len(data) > MAX_BYTES:
        over = -(-len(data) * 10 // 2**20) / 10  # rounded up, so that it never reads "20.0 MB, more than 20 MB"
        raise ImageError("image-too-many-bytes", megabytes=over, limit=MAX_BYTES // 2**20)
    kind = kind_of(data)
    if kind not in FORMATS:
        raise ImageError("image-not-a-picture", kind=kind)
    if kind == "JPEG" and data.count(b"\xff\xda") > MAX_SCANS:
        raise ImageError("image-damaged", format=kind)
    with _SEATS, _guard(kind):
        image = _open(data, kind)
        _check_size(*image.size)
        pixels, note = _read(image)
    return Picture(pixels, hashlib.sha256(data).hexdigest(), note)


@contextmanager
def _guard(kind: str) -> Iterator[None]:
    """Turn whatever Pillow's parsers raise on hostile bytes (a dozen kinds) into the one sentence that fits."""
    try:
        yield
    except ImageError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ImageError("image-bomb", limit=MAX_PIXELS // 10**6) from error
    except MemoryError as error:
        raise ImageError("image-no-memory") from error
    except Exception as error:
        raise ImageError("image-damaged", format={"HEIF": "HEIC", "WEBP": "WebP"}.get(kind, kind)) from error


@cache
def _register_heif() -> None:
    from pillow_heif import register_heif_opener

    register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


def _open(data: bytes, kind: str) -> Image.Image:
    """Read the header, by the one plugin that is for it."""
    if kind == "HEIF":
        _register_heif()
    return Image.open(io.BytesIO(data), formats=(kind,))


def _check_size(width: int, height: int) -> None:
    facts = {"width": width, "height": height}
    if width * height > MAX_PIXELS:
        # rounded up, so that it never reads "40.0 megapixels, more than 40"
        megapixels = -(-width * height // 10**5) / 10
        raise ImageError("image-too-many-pixels", megapixels=megapixels, limit=MAX_PIXELS // 10**6, **facts)
    if min(width, height) < MIN_SIDE:
        raise ImageError("image-too-small", limit=MIN_SIDE, **facts)
    if max(width, height) > MAX_ASPECT * min(width, height):
        raise ImageError("image-too-long", limit=MAX_ASPECT, **facts)


def _read(image: Image.Image) -> tuple[np.ndarray, tuple[Note, ...]]:
    """Decode the first frame: pixels (H, W, 3) uint8, read-only, upright, and what was done."""
    note = []
    if _has_more_frames(image):
        note.append(Note("image-note-first-frame"))
    turned = _turned_by_loader(image)
    image.load()
    turn = _TURNS.get(_orientation(image))
    rgb, colour_note = _to_rgb(image)
    if turn is not None:
        rgb = rgb.transpose(turn)
    if turned or turn is not None:
        note.append(Note("image-note-turned"))
    _check_size(*rgb.size)  # HEIF sizes are known for sure after decoding only
    pixels = np.asarray(rgb)
    pixels.flags.writeable = False
    return pixels, (*note, *colour_note)


def _has_more_frames(image: Image.Image) -> bool:
    try:
        return bool(getattr(image, "is_animated", False))
    except Exception:  # a broken second frame is no reason to refuse the first
        return False


def _turned_by_loader(image: Image.Image) -> bool:
    """TIFF and HEIC come out of ``load`` upright, the others as they were stored."""
    if image.format == "HEIF":
        return image.info.get("original_orientation") in _TURNS
    return image.format == "TIFF" and _orientation(image) in _TURNS


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # broken EXIF is no reason to refuse the pixels
        return 1


def _to_rgb(image: Image.Image) -> tuple[Image.Image, tuple[Note, ...]]:
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        return _deep_to_rgb(image)
    if not image.has_transparency_data:
        return image if image.mode == "RGB" else image.convert("RGB"), ()
    layered = image.convert("RGBA")
    alpha = layered.getchannel("A")
    if alpha.getextrema() == (255, 255):
        return layered.convert("RGB"), ()
    white = Image.new("RGB", image.size, (255, 255, 255))
    white.paste(layered, mask=alpha)
    return white, (Note("image-note-on-white"),)


def _deep_to_rgb(image: Image.Image) -> tuple[Image.Image, tuple[Note, ...]]:
    """16-bit, 32-bit and floating point grey to 8 bits.

    Black is 0 and white the smallest of ``FULL_SCALES`` that holds the largest value; where values are negative or
    above them all, the smallest is black and the largest white. NaN becomes black, infinities the nearer end.
    """
    values = np.asarray(image).astype(np.float32)
    finite = np.isfinite(values)
    if not finite.any():
        raise ImageError("image-no-values")
    low = float(values.min(where=finite, initial=np.inf))
    high = float(values.max(where=finite, initial=-np.inf))
    if low >= 0 and high <= FULL_SCALES[-1]:
        low, high = 0.0, float(next(scale for scale in FULL_SCALES if high <= scale))
    np.nan_to_num(values, copy=False, nan=low, posinf=high, neginf=low)
    with np.errstate(over="ignore"):
        values -= low
        values *= 255 / max(high - low, 1e-30)
        values += 0.5
    grey = np.clip(values, 0, 255, out=values).astype(np.uint8)
    return Image.fromarray(grey).convert("RGB"), (_scaled_note(low, high),)


def _scaled_note(low: float, high: float) -> Note:
    return Note("image-note-scaled", {"low": f"{low:.6g}", "high": f"{high:.6g}"})
