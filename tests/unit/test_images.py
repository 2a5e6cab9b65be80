"""Decoding: every format and pixel kind against closed forms, every bad file against its one sentence."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import subprocess
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import skimage
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from segviz import images
from segviz.text import translate
from tests.unit.bad_files import FORMATS, TOO_MANY, WORKS, BadFile, bad_files, encode, png, sample

ROOT = Path(__file__).resolve().parents[2]
PHOTOS = Path(skimage.__file__).parent / "data"
LOSSLESS = {"JPEG": {"quality": 100, "subsampling": 0}, "WEBP": {"lossless": True}, "AVIF": {"quality": 100}}
TOLERANCE = {"JPEG": 3, "AVIF": 12, "HEIF": 40, "GIF": 40}
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's, about broken metadata


def _codes(picture: images.Picture) -> list[str]:
    return [note.code for note in picture.note]


def _pixels(image: Image.Image, kind: str = "PNG", **options: object) -> np.ndarray:
    return images.decode(encode(image, kind, **options)).pixels.astype(int)


def _attempt(data: bytes) -> tuple[images.Picture | None, images.ImageError | None]:
    try:
        return images.decode(data), None
    except images.ImageError as error:
        return None, error


def _rgb(array: np.ndarray) -> np.ndarray:
    return np.repeat(np.asarray(array).astype(int)[..., None], 3, axis=-1)


def _smooth() -> Image.Image:
    """Soft enough that a lossy format keeps it, and with no symmetry."""
    y, x = np.mgrid[:48, :64]
    return Image.fromarray(np.stack([x * 4, y * 5, (x + 2 * y) // 2 + 60], axis=-1).astype(np.uint8))


# -- what a Picture is -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FORMATS.values())
def test_every_format_gives_the_pixels_back_read_only_and_hashed(kind):
    data = encode(_smooth(), kind, **LOSSLESS.get(kind, {}))
    picture = images.decode(data)
    assert picture.sha256 == hashlib.sha256(data).hexdigest()
    assert picture.pixels.dtype == np.uint8
    assert picture.size == (48, 64)
    assert np.abs(picture.pixels.astype(int) - np.asarray(_smooth()).astype(int)).max() <= TOLERANCE.get(kind, 0)
    assert _codes(picture) == []
    with pytest.raises(ValueError, match="read-only"):
        picture.pixels[0, 0] = 0


@pytest.mark.parametrize("name", ["chelsea.png", "rocket.jpg", "retina.jpg", "coins.png", "camera.png"])
def test_photos_come_out_as_scikit_image_reads_them(name):
    expected = skimage.io.imread(PHOTOS / name)
    expected = expected if expected.ndim == 3 else np.stack([expected] * 3, axis=-1)
    np.testing.assert_array_equal(images.decode((PHOTOS / name).read_bytes()).pixels, expected)


def test_two_files_that_differ_in_one_bit_have_two_hashes():
    pixels = np.asarray(_smooth()).copy()
    one = encode(Image.fromarray(pixels), "PNG")
    pixels[20, 30, 1] ^= 1
    other = encode(Image.fromarray(pixels), "PNG")
    assert images.decode(one).sha256 != images.decode(other).sha256
    assert images.from_pixels(pixels).sha256 != images.from_pixels(pixels.transpose(1, 0, 2)).sha256


def test_from_pixels_owns_its_pixels():
    mine = np.zeros((8, 9, 3), np.uint8)
    picture = images.from_pixels(mine)
    mine[:] = 7
    assert picture.pixels.max() == 0
    assert not picture.pixels.flags.writeable


# -- orientation and frames ------------------------------------------------------------------------------------------

STORED = {  # how a camera stores an upright picture for each EXIF orientation (Exif 2.3, table 6)
    1: lambda a: a,
    2: lambda a: a[:, ::-1],
    3: lambda a: a[::-1, ::-1],
    4: lambda a: a[::-1],
    5: lambda a: a.transpose(1, 0, 2),
    6: lambda a: np.rot90(a, 1),
    7: lambda a: np.rot90(a, 2).transpose(1, 0, 2),
    8: lambda a: np.rot90(a, -1),
}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
@pytest.mark.parametrize("orientation", STORED)
def test_a_picture_is_turned_upright(kind, orientation):
    upright = np.asarray(_smooth())
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = Image.fromarray(np.ascontiguousarray(STORED[orientation](upright)))
    picture = images.decode(encode(stored, kind, exif=exif.tobytes(), **LOSSLESS.get(kind, {})))
    assert picture.size == (48, 64)
    assert np.abs(picture.pixels.astype(int) - upright.astype(int)).max() <= TOLERANCE.get(kind, 0)
    assert _codes(picture) == ([] if orientation == 1 else ["image-note-turned"])


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF", "AVIF", "HEIF"])
def test_only_the_first_frame_is_used_and_said_so(kind):
    first, second = Image.new("RGB", (32, 24), (250, 20, 20)), Image.new("RGB", (32, 24), (20, 20, 250))
    picture = images.decode(encode(first, kind, save_all=True, append_images=[second]))
    assert np.abs(picture.pixels.astype(int) - (250, 20, 20)).max() < 16
    assert _codes(picture) == ["image-note-first-frame"]


# -- kinds of pixels -------------------------------------------------------------------------------------------------


def test_transparency_is_laid_on_white():
    rng = np.random.default_rng(0)
    rgba = rng.integers(0, 256, (24, 32, 4), dtype=np.uint8)
    picture = images.decode(encode(Image.fromarray(rgba), "PNG"))
    colour, alpha = rgba[..., :3].astype(float), rgba[..., 3:].astype(float) / 255
    assert np.abs(picture.pixels - (colour * alpha + 255 * (1 - alpha))).max() <= 1
    assert _codes(picture) == ["image-note-on-white"]
    rgba[..., 3] = 255
    opaque = images.decode(encode(Image.fromarray(rgba), "PNG"))
    np.testing.assert_array_equal(opaque.pixels, rgba[..., :3])
    assert _codes(opaque) == []


def test_grey_with_transparency_and_a_transparent_grey_level():
    grey = np.arange(24 * 32, dtype=np.uint8).reshape(24, 32)
    alpha = np.where(grey % 2, 255, 0).astype(np.uint8)
    layered = Image.merge("LA", [Image.fromarray(grey), Image.fromarray(alpha)])
    np.testing.assert_array_equal(_pixels(layered), _rgb(np.where(alpha, grey, 255)))
    np.testing.assert_array_equal(_pixels(Image.fromarray(grey), transparency=5), _rgb(np.where(grey == 5, 255, grey)))


def test_palettes_with_and_without_transparency():
    index = np.arange(24 * 32, dtype=np.uint8).reshape(24, 32) % 3
    palette = np.array([[10, 20, 30], [200, 100, 0], [0, 0, 255]])
    image = Image.fromarray(index).convert("P")
    image.putpalette(palette.astype(np.uint8).tobytes())
    np.testing.assert_array_equal(_pixels(image), palette[index])
    np.testing.assert_array_equal(_pixels(image, "GIF"), palette[index])
    alpha = np.array([255, 0, 128])
    expected = (palette * alpha[:, None] + 255 * (255 - alpha[:, None])) / 255
    assert np.abs(_pixels(image, transparency=bytes(alpha.tolist())) - expected[index]).max() <= 1


def test_one_bit_grey_and_16_bit_colour():
    bits = np.indices((24, 32)).sum(0) % 3 == 0
    for kind in ("PNG", "BMP", "TIFF"):
        np.testing.assert_array_equal(_pixels(Image.fromarray(bits), kind), _rgb(bits * 255))
    deep = (np.arange(16 * 16 * 3) * 85).astype(">u2").reshape(16, 16, 3)
    rows = b"".join(b"\0" + row.tobytes() for row in deep)
    picture = images.decode(png(16, 16, 16, 2, (b"IDAT", zlib.compress(rows))))
    assert np.abs(picture.pixels - deep / 257).max() <= 1


def test_cmyk_jpegs_are_adobe_inverted_and_tiffs_are_not():
    ink = np.zeros((32, 32, 4), np.uint8)
    ink[:16, 16:], ink[16:, :16], ink[16:, 16:] = (255, 0, 0, 0), (0, 255, 255, 0), (0, 0, 0, 255)
    expected = {(4, 4): (255, 255, 255), (4, 24): (0, 255, 255), (24, 4): (255, 0, 0), (24, 24): (0, 0, 0)}
    image = Image.fromarray(ink, "CMYK")
    jpeg = encode(image, "JPEG", quality=100)
    assert b"Adobe" in jpeg
    for pixels in (images.decode(jpeg).pixels, _pixels(image, "TIFF")):
        for place, colour in expected.items():
            assert np.abs(pixels[place].astype(int) - colour).max() <= 4


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
@pytest.mark.parametrize(
    ("top", "white"), [(1, 1), (255, 255), (1000, 1023), (4095, 4095), (5000, 16383), (65535,) * 2]
)
def test_16_bit_grey_is_white_at_the_depth_in_use(kind, top, white):
    values = np.linspace(0, top, 24 * 32).astype(np.uint16).reshape(24, 32)
    picture = images.decode(encode(Image.fromarray(values), kind))
    np.testing.assert_array_equal(picture.pixels, _rgb(np.floor(values / white * 255 + 0.5)))
    assert picture.note[0].code == "image-note-scaled"
    assert picture.note[0].facts == {"low": "0", "high": str(white)}


def test_float_and_signed_grey_are_scaled_and_nan_is_black():
    rng = np.random.default_rng(1)
    unit = rng.random((24, 32), dtype=np.float32)
    assert np.abs(_pixels(Image.fromarray(unit), "TIFF") - _rgb(np.floor(unit * 255.0 + 0.5))).max() <= 1
    signed = rng.integers(-3000, 9000, (24, 32)).astype(np.int32)
    low, high = signed.min(), signed.max()
    stretched = np.floor((signed - low) / (high - low) * 255 + 0.5)
    assert np.abs(_pixels(Image.fromarray(signed), "TIFF") - _rgb(stretched)).max() <= 1
    holes = unit * 1e30 - 5e29
    holes[3:6, 3:6], holes[0, 0], holes[0, 1] = np.nan, np.inf, -np.inf
    pixels = _pixels(Image.fromarray(holes), "TIFF")
    assert (pixels[3:6, 3:6] == 0).all()
    assert pixels[0, 0].tolist() == [255] * 3
    assert pixels[0, 1].tolist() == [0] * 3
    assert len(np.unique(pixels)) > 200
    for constant in (-5.0, 0.0, 1e38):
        assert np.unique(_pixels(Image.fromarray(np.full((9, 9), constant, np.float32)), "TIFF")).size == 1


# -- bad files -------------------------------------------------------------------------------------------------------


def test_there_are_enough_bad_files_and_most_are_refused():
    assert len({file.data for file in bad_files()}) >= 100
    assert sum(WORKS not in file.outcomes for file in bad_files()) >= 40


@pytest.mark.parametrize("file", bad_files(), ids=lambda file: ascii(file.name)[:40])
def test_a_bad_file_works_or_gets_one_clear_sentence(file: BadFile):
    picture, error = _attempt(file.data)
    assert (error.code if error else WORKS) in file.outcomes
    if error is None:
        assert picture.pixels.dtype == np.uint8
    for said in [error] if error else picture.note:
        english, chinese = (translate(language, said.code, **said.facts) for language in ("en", "zh"))
        assert english != chinese
        assert english.endswith(".")
        assert chinese.endswith("。")
        assert "\n" not in english + chinese
        assert len(english) < 300


def test_a_sentence_names_what_was_given_and_what_would_work():
    with pytest.raises(images.ImageError) as caught:
        images.decode(encode(Image.new("1", (20000, 100)), "PNG"))
    assert "20000 × 100" in str(caught.value)
    assert "16 times" in str(caught.value)
    with pytest.raises(images.ImageError) as caught:
        images.decode(b"<html></html>")
    assert "web page" in str(caught.value)
    assert "JPEG" in str(caught.value)


def test_the_limits_are_exact():
    good = encode(sample(), "PNG")
    images.decode(good + bytes(images.MAX_BYTES - len(good)))
    with pytest.raises(images.ImageError, match=r"20\.1 MB"):
        images.decode(good + bytes(images.MAX_BYTES - len(good) + 1))
    images.decode(encode(Image.new("1", (8, 8)), "PNG"))
    images.decode(encode(Image.new("1", (160, 10)), "PNG"))
    with pytest.raises(images.ImageError, match="16 times"):
        images.decode(encode(Image.new("1", (161, 10)), "PNG"))


# Decodes what comes in on stdin and reports, for each file, how far memory rose above what was in use before.
PROBE = """
import json, os, pickle, sys
sys.path.insert(0, sys.argv[1])
from tests.unit.bad_files import encode, sample
from segviz import images
files = pickle.load(sys.stdin.buffer)
for kind in ("PNG", "JPEG", "WEBP", "AVIF", "HEIF", "TIFF", "GIF", "BMP"):
    images.decode(encode(sample(), kind))
reset = os.open("/proc/self/clear_refs", os.O_WRONLY)
def memory(line):
    with open("/proc/self/status") as status:
        return next(int(row.split()[1]) * 1024 for row in status if row.startswith(line))
written, grown, codes = [], {}, {}
def watch(event, arguments):
    if event == "open" and (arguments[1] is None or set(arguments[1]) & set("wax+")):
        written.append(str(arguments[0]))
sys.addaudithook(watch)
start = memory("VmRSS")
for name, data in files.items():
    os.write(reset, b"5")
    before = memory("VmRSS")
    try:
        images.decode(data)
        codes[name] = "works"
    except images.ImageError as error:
        codes[name] = error.code
    grown[name] = memory("VmHWM") - before
print(json.dumps({"codes": codes, "grown": grown, "written": written, "left": memory("VmRSS") - start}))
"""
MEGABYTE = 2**20


@pytest.mark.skipif(not os.access("/proc/self/clear_refs", os.W_OK), reason="peak memory is read the Linux way")
def test_memory_stays_bounded_whatever_is_decoded_and_nothing_is_written_to_disk():
    files = pickle.dumps({file.name: file.data for file in bad_files()})
    command = [sys.executable, "-W", "ignore", "-c", PROBE, str(ROOT)]
    found = json.loads(subprocess.run(command, input=files, capture_output=True, check=True).stdout)
    headers = [file.name for file in bad_files() if file.outcomes[0] in TOO_MANY and len(file.data) < 10_000]
    assert len(headers) >= 10
    assert not any(found["codes"][name] == WORKS for name in headers)
    assert max(found["grown"][name] for name in headers) < 16 * MEGABYTE
    small = [name for name in found["grown"] if not name.startswith("40-MP")]
    assert max(found["grown"][name] for name in small) < 64 * MEGABYTE
    assert max(found["grown"].values()) < 1024 * MEGABYTE  # what "up to 1 GB" in images.py promises
    assert found["left"] < 100 * MEGABYTE
    assert found["written"] == []


@cache
def _seeds() -> list[bytes]:
    return [encode(sample(), kind) for kind in FORMATS.values()] + [file.data for file in bad_files()[-30:]]


def _never_crashes(data: bytes) -> None:
    picture, error = _attempt(data)
    assert str(error) if error else picture.pixels.shape[2] == 3


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"II*\0", b"GIF89a", b"BM"]),
)
def test_random_bytes_never_crash(tail, head):
    _never_crashes(head + tail)


@settings(max_examples=250, deadline=None)
@given(st.data())
def test_mutated_real_files_never_crash(data):
    mutated = bytearray(data.draw(st.sampled_from(_seeds())))
    for _ in range(data.draw(st.integers(1, 6)) if mutated else 0):
        at = data.draw(st.integers(0, len(mutated)))
        mutated[at : at + data.draw(st.sampled_from([0, 1, 4]))] = data.draw(st.binary(max_size=4))
    _never_crashes(bytes(mutated))


def test_many_students_at_once_get_their_own_picture():
    shades = range(0, 240, 6)
    files = [encode(Image.new("RGB", (64, 48), (shade, 0, 0)), "PNG") for shade in shades]
    with ThreadPoolExecutor(16) as pool:
        pictures = list(pool.map(images.decode, files))
    assert [int(p.pixels[5, 5, 0]) for p in pictures] == list(shades)
