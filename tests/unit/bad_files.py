"""Files that a class of students may upload, by accident or not: each gets one clear sentence or works.

``bad_files()`` makes them all from nothing, the same bytes every time but for the encoders' versions. ``outcomes``
are the ImageError codes that are right for a file, or WORKS.
"""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import dataclass
from functools import cache

import numpy as np
import pillow_heif
from PIL import Image, PngImagePlugin

WORKS = "works"
DAMAGED = "image-damaged"
OTHER = "image-not-a-picture"
TOO_MANY = ("image-too-many-pixels", "image-bomb")
FORMATS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "bmp": "BMP", "tif": "TIFF", "gif": "GIF", "avif": "AVIF"}
FORMATS["heic"] = "HEIF"


@dataclass(frozen=True)
class BadFile:
    """A file as it would be uploaded: its (maybe hostile) name, its bytes and what may come of it."""

    name: str
    data: bytes
    outcomes: tuple[str, ...]


@cache
def bad_files() -> tuple[BadFile, ...]:
    """All of them, with distinct names."""
    parts = (_truncated(), _mislabelled(), _headers(), _bombs(), _shapes(), _odd(), _broken(), _tiffs(), _names())
    files = tuple(BadFile(*row) for part in parts for row in part)
    assert len({file.name for file in files}) == len(files)
    return files


def sample(height: int = 48, width: int = 64) -> Image.Image:
    """A small picture with no two rows, columns or quarters alike."""
    y, x = np.mgrid[:height, :width]
    pixels = np.stack([x * 255 // (width - 1), y * 255 // (height - 1), (x * y) % 256], axis=-1)
    return Image.fromarray(pixels.astype(np.uint8))


def encode(image: Image.Image, kind: str, **options: object) -> bytes:
    """A file of ``kind`` (one of Pillow's format names) in memory."""
    if kind == "HEIF":
        pillow_heif.register_heif_opener()
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def png(width: int, height: int, depth: int, colour: int, *chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG by hand, chunk by chunk."""
    head = (b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in (head, *chunks, (b"IEND", b""))
    )
    return b"\x89PNG\r\n\x1a\n" + body


def tiff(*entries: tuple[int, int, int, int], after: bytes = b"", following: int = 0) -> bytes:
    """A little-endian TIFF by hand: (tag, type, count, value) entries, the next directory's place, then bytes."""
    rows = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\0" + struct.pack("<IH", 8, len(entries)) + rows + struct.pack("<I", following) + after


def _truncated() -> list[tuple]:
    rows = []
    for extension, kind in FORMATS.items():
        data = encode(sample(), kind)
        for quarter in (1, 2, 3):
            # a GIF, AVIF or WebP cut in its last quarter may still hold its whole first frame
            rows.append((f"cut-{quarter}-of-4.{extension}", data[: len(data) * quarter // 4], (DAMAGED, WORKS)))
        rows.append((f"only-8-bytes.{extension}", data[:8], (DAMAGED, OTHER)))
    return rows


def _mislabelled() -> list[tuple]:
    svg = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>x</script></svg>"
    mp4 = b"\0\0\0\x18ftypisom\0\0\2\0isomiso2" + bytes(64)
    noise = np.random.default_rng(7).bytes(5000)
    return [
        ("empty.png", b"", ("image-empty",)),
        ("page.png", b"<!DOCTYPE html><html><script>alert(1)</script></html>", (OTHER,)),
        ("drawing.png", svg, (OTHER,)),
        ("paper.jpg", b"%PDF-1.7\n" + bytes(100), (OTHER,)),
        ("zip.webp", b"PK\x03\x04" + bytes(100), (OTHER,)),
        ("old-word.gif", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), (OTHER,)),
        ("program.gif", b"\x7fELF\2\1\1" + bytes(100), (OTHER,)),
        ("notes.bmp", b"BMW is a maker of cars, and this is plain text.", (OTHER,)),
        ("笔记.jpg", ("这是一段文字，不是图片。" * 400).encode(), (OTHER,)),
        ("utf16.png", "This is text".encode("utf-16"), (OTHER,)),
        ("noise.png", noise, (OTHER,)),
        ("zeros.jpg", bytes(5000), (OTHER,)),
        ("one-byte.jpg", b"\xff", (OTHER,)),
        ("film.heic", mp4, (OTHER,)),
        ("script.gif", b"GIF89a/*" + b"*/=1;alert(1)//" + bytes(20), (DAMAGED,)),
        ("png-named.jpg", encode(sample(), "PNG"), (WORKS,)),
        ("jpeg-named.png.exe", encode(sample(), "JPEG"), (WORKS,)),
        ("jpeg-with-zip-behind.jpg", encode(sample(), "JPEG") + b"PK\x03\x04" + bytes(500), (WORKS,)),
    ]


def _headers() -> list[tuple]:
    """40,000 x 40,000 and more in a few hundred bytes: judged before any pixel is given memory."""
    big, idat = 40_000, (b"IDAT", zlib.compress(bytes(1000)))
    jpeg = encode(sample(), "JPEG")
    frame = jpeg.index(b"\xff\xc0") + 5
    huge_jpeg = jpeg[:frame] + struct.pack(">HH", 65500, 65500) + jpeg[frame + 4 :]
    bmp = encode(sample(), "BMP")
    gif = encode(sample(), "GIF")
    webp = b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4) + (16383).to_bytes(3, "little") * 2 + bytes(200)
    rows = [
        ("40k.png", png(big, big, 8, 2, idat)),
        ("2-billion.png", png(2**31 - 1, 2**31 - 1, 16, 6, idat)),
        ("65k.jpg", huge_jpeg),
        ("40k.bmp", bmp[:18] + struct.pack("<ii", big, big) + bmp[26:]),
        ("40k-upside-down.bmp", bmp[:18] + struct.pack("<ii", big, -big) + bmp[26:]),
        ("65k.gif", gif[:6] + struct.pack("<HH", 65535, 65535) + gif[10:]),
        ("40k.tif", tiff(*_plain_tags(big, big), after=bytes(64))),
        ("16k.webp", b"RIFF" + struct.pack("<I", len(webp)) + webp),
    ]
    rows += [(f"40k.{extension}", _enlarged_boxes(FORMATS[extension], big)) for extension in ("avif", "heic")]
    # libavif and libheif refuse such sizes themselves
    return [(name, data, (*TOO_MANY, DAMAGED)) for name, data in rows]


def _enlarged_boxes(kind: str, side: int) -> bytes:
    data = encode(sample(), kind)
    at = data.index(b"ispe") + 8
    return data[:at] + struct.pack(">II", side, side) + data[at + 8 :]


def _bombs() -> list[tuple]:
    zeros = zlib.compress(bytes(64 * 2**20), 9)
    bit_rows = zlib.compress(bytes(6000 * (1 + 7000 // 8)), 9)
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "A" * 3_000_000, zip=True)
    plain = (b"IDAT", zlib.compress(bytes(48 * (1 + 3 * 64))))
    flat = encode(Image.new("RGB", (3000, 2000)), "JPEG", progressive=True)
    scan = flat[flat.rindex(b"\xff\xda") : -2]
    return [
        ("9000-scans.jpg", flat[:-2] + scan * 9000 + flat[-2:], (DAMAGED,)),
        ("42-megapixels-in-5-kB.png", png(7000, 6000, 1, 0, (b"IDAT", bit_rows)), ("image-too-many-pixels",)),
        ("40-MP.tif", _large("F", "TIFF", compression="tiff_adobe_deflate"), (WORKS,)),
        ("40-MP.png", _large("P", "PNG", transparency=b"\0\x80\xff"), (WORKS,)),
        ("64-MB-behind-64x48.png", png(64, 48, 8, 2, (b"IDAT", zeros)), (WORKS, DAMAGED)),
        ("text-bomb.png", encode(sample(), "PNG", pnginfo=text), (WORKS, DAMAGED)),
        ("text-chunk.png", png(64, 48, 8, 2, (b"zTXt", b"k\0\0" + zeros), plain), (WORKS, DAMAGED)),
        ("profile-bomb.png", png(64, 48, 8, 2, (b"iCCP", b"k\0\0" + zeros), plain), (WORKS, DAMAGED)),
        ("21-MB.png", encode(sample(), "PNG") + bytes(20 * 2**20), ("image-too-many-bytes",)),
        ("21-MB-of-nothing.jpg", bytes(20 * 2**20 + 1), ("image-too-many-bytes",)),
    ]


def _large(mode: str, kind: str, **options: object) -> bytes:
    """As many pixels as are read at all, in a file of some kilobytes."""
    return encode(Image.new(mode, (8000, 5000)), kind, **options)


def _shapes() -> list[tuple]:
    return [
        ("1x1.png", encode(Image.new("RGB", (1, 1)), "PNG"), ("image-too-small",)),
        ("7x7.gif", encode(Image.new("P", (7, 7)), "GIF"), ("image-too-small",)),
        ("1x20000.png", encode(Image.new("L", (1, 20000)), "PNG"), ("image-too-small",)),
        ("20000x1.jpg", encode(Image.new("RGB", (20000, 1)), "JPEG"), ("image-too-small",)),
        ("20000x100.png", encode(Image.new("1", (20000, 100)), "PNG"), ("image-too-long",)),
        ("0x0.png", png(0, 0, 8, 2, (b"IDAT", b"")), (DAMAGED, "image-too-small")),
        ("0x0.gif", b"GIF89a" + bytes(7) + b";", (DAMAGED, "image-too-small")),
        ("16x256.png", encode(sample(256, 16), "PNG"), (WORKS,)),
    ]


def _odd() -> list[tuple]:
    """Rare but right: they have to work."""
    rgb = sample()
    frames = {"save_all": True, "append_images": [rgb.rotate(180), rgb.rotate(90)]}
    deep = np.asarray(rgb.convert("L")).astype(np.uint16) * 257
    exif = Image.Exif()
    exif[0x0112] = 6
    rows = {
        "animated.gif": encode(rgb, "GIF", **frames),
        "animated.webp": encode(rgb, "WEBP", **frames),
        "animated.png": encode(rgb, "PNG", **frames),
        "animated.avif": encode(rgb, "AVIF", **frames),
        "pages.tif": encode(rgb, "TIFF", **frames),
        "burst.heic": encode(rgb, "HEIF", **frames),
        "cmyk.jpg": encode(rgb.convert("CMYK"), "JPEG"),
        "cmyk.tif": encode(rgb.convert("CMYK"), "TIFF"),
        "lab.tif": encode(Image.new("LAB", (64, 48), (90, 140, 110)), "TIFF"),
        "16-bit.png": encode(Image.fromarray(deep), "PNG"),
        "16-bit.tif": encode(Image.fromarray(deep), "TIFF"),
        "float.tif": encode(Image.fromarray(deep.astype(np.float32)), "TIFF"),
        "int32.tif": encode(Image.fromarray(deep.astype(np.int32) - 5000), "TIFF"),
        "one-bit.png": encode(rgb.convert("1"), "PNG"),
        "grey-alpha.png": encode(rgb.convert("LA"), "PNG"),
        "palette-alpha.png": encode(rgb.convert("P"), "PNG", transparency=b"\0\x80\xff"),
        "progressive.jpg": encode(rgb, "JPEG", progressive=True),
        "sideways.jpg": encode(rgb, "JPEG", exif=exif),
        "lossless.webp": encode(rgb.convert("RGBA"), "WEBP", lossless=True),
    }
    return [(name, data, (WORKS,)) for name, data in rows.items()]


def _broken() -> list[tuple]:
    good, jpeg = encode(sample(), "PNG"), encode(sample(), "JPEG")
    flipped = bytearray(good)
    flipped[len(good) // 2] ^= 0xFF
    orientation = Image.Exif()
    orientation[0x0112] = 99
    wrong_exif = jpeg[:2] + b"\xff\xe1\x00\x20Exif\0\0II*\0" + b"\xff" * 20 + jpeg[2:]
    palette_rows = zlib.compress(b"\0" + bytes(range(64)) * 1 + (b"\0" + b"\xff" * 64) * 47)
    return [
        ("bit-rot.png", bytes(flipped), (DAMAGED,)),
        ("wrong-exif.jpg", wrong_exif, (WORKS,)),
        ("orientation-99.jpg", encode(sample(), "JPEG", exif=orientation), (WORKS,)),
        ("no-pixels.png", png(64, 48, 8, 2), (DAMAGED,)),
        ("no-palette.png", png(64, 48, 8, 3, (b"IDAT", palette_rows)), (WORKS, DAMAGED)),
        ("impossible-depth.png", png(64, 48, 5, 2, (b"IDAT", palette_rows)), (DAMAGED,)),
        ("starts-only.jpg", b"\xff\xd8\xff\xe0", (DAMAGED,)),
        ("twice-cut.jpg", jpeg[: len(jpeg) // 2] + jpeg[: len(jpeg) // 2], (WORKS, DAMAGED)),
        ("noise-in.jpg", jpeg[:300] + np.random.default_rng(3).bytes(len(jpeg) - 300), (WORKS, DAMAGED)),
    ]


def _plain_tags(width: int, height: int) -> list[tuple[int, int, int, int]]:
    """The entries of an uncompressed grey 8-bit TIFF whose one strip follows them."""
    rows = [(256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1)]
    return [*rows, (273, 4, 1, 8 + 2 + 12 * 8 + 4), (278, 4, 1, height), (279, 4, 1, min(width * height, 2**32 - 1))]


def _tiffs() -> list[tuple]:
    tags, strip = _plain_tags(64, 48), bytes(range(64)) * 48
    grey = np.asarray(sample().convert("L")).astype(np.float32)
    some, none, ends = grey.copy(), np.full_like(grey, np.nan), grey.copy()
    some[:10] = np.nan
    ends[0, 0], ends[0, 1] = np.inf, -np.inf
    return [
        ("nan.tif", encode(Image.fromarray(some), "TIFF"), (WORKS,)),
        ("all-nan.tif", encode(Image.fromarray(none), "TIFF"), ("image-no-values",)),
        ("infinite.tif", encode(Image.fromarray(ends), "TIFF"), (WORKS,)),
        ("by-hand.tif", tiff(*tags, after=strip), (WORKS,)),
        ("circle-of-pages.tif", tiff(*tags, after=strip, following=8), (WORKS, DAMAGED)),
        ("next-page-nowhere.tif", tiff(*tags, after=strip, following=2**31), (WORKS, DAMAGED)),
        ("no-directory.tif", b"II*\0\xff\xff\xff\x7f", (DAMAGED,)),
        ("strip-nowhere.tif", tiff(*tags[:5], (273, 4, 1, 2**31), *tags[6:], after=strip), (DAMAGED,)),
        ("4-billion-values.tif", tiff(*tags[:2], (258, 3, 2**32 - 1, 8), *tags[3:], after=strip), (WORKS, DAMAGED)),
        ("unknown-compression.tif", tiff(*tags[:3], (259, 3, 1, 34676), *tags[4:], after=strip), (DAMAGED,)),
    ]


def _names() -> list[tuple]:
    names = [
        "../../../../etc/passwd.png",
        "<img src=x onerror=alert(1)>.png",
        "'; DROP TABLE pictures; --.png",
        "$(reboot).png",
        "a" * 250 + ".png",
        "line\nbreak.png",
        "[link](javascript:alert(1)).png",
        "photo\u202egnp.exe",
        "CON.png",
        ".png",
        "www.example.org and me@example.org :smile: :material/home:.png",
        "\u200b\u2060",
        "x" + "\u0301" * 99 + ".png",
    ]
    data = encode(sample(), "PNG")
    return [(name, data, (WORKS,)) for name in names]
