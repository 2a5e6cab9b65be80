"""What a file is by its first bytes, so that an error can name it; a file's name and extension are not asked."""

from __future__ import annotations

import codecs

# (kind, offset, bytes that stand there). Kinds in capitals are Pillow's names of formats that `images` reads.
_SIGNATURES = (
    ("JPEG", 0, b"\xff\xd8\xff"),
    ("PNG", 0, b"\x89PNG\r\n\x1a\n"),
    ("WEBP", 8, b"WEBP"),
    ("TIFF", 0, b"II*\0"),
    ("TIFF", 0, b"MM\0*"),
    ("TIFF", 0, b"II+\0"),
    ("TIFF", 0, b"MM\0+"),
    ("GIF", 0, b"GIF8"),
    ("pdf", 0, b"%PDF"),
    ("zip", 0, b"PK\x03\x04"),
    ("zip", 0, b"PK\x05\x06"),
    ("archive", 0, b"\x1f\x8b"),
    ("archive", 0, b"Rar!"),
    ("archive", 0, b"7z\xbc\xaf"),
    ("office", 0, b"\xd0\xcf\x11\xe0"),
    ("psd", 0, b"8BPS"),
    ("jpeg2000", 4, b"jP  "),
    ("jpegxl", 0, b"\xff\x0a"),
    ("jpegxl", 4, b"JXL "),
    ("video", 0, b"\x1a\x45\xdf\xa3"),
    ("video", 8, b"AVI "),
    ("audio", 8, b"WAVE"),
    ("audio", 0, b"ID3"),
    ("program", 0, b"\x7fELF"),
    ("program", 0, b"MZ"),
)
_AVIF_BRANDS = (b"avif", b"avis")
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1")


def kind_of(data: bytes) -> str:
    """One of Pillow's format names, or a small word for what else it is: html, svg, pdf, zip, ..., text, unknown."""
    for kind, offset, signature in _SIGNATURES:
        if data[offset : offset + len(signature)] == signature:
            return kind
    if data[:2] == b"BM" and data[15:18] == b"\0\0\0":  # two letters are too few: the header's length is under 256
        return "BMP"
    if data[4:8] == b"ftyp":
        return _kind_of_boxes(data)
    return _kind_of_text(data[:4096])


def _kind_of_boxes(data: bytes) -> str:
    """AVIF, HEIC and MP4 share their container; the brands in its first box tell them apart."""
    length = int.from_bytes(data[:4], "big")
    brands = [data[8:12], *(data[at : at + 4] for at in range(16, min(length, 256), 4))]
    if any(brand in _AVIF_BRANDS for brand in brands):
        return "AVIF"
    if any(brand in _HEIF_BRANDS for brand in brands):
        return "HEIF"
    return "video" if len(data) > 16 else "unknown"


def _kind_of_text(head: bytes) -> str:
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(head)  # the last character may be cut in two
    except UnicodeDecodeError:
        return "unknown"
    lower = text.lstrip().lower()
    if lower.startswith(("<!doctype html", "<html", "<head", "<body", "<script")):
        return "html"
    if "<svg" in lower:
        return "svg"
    return "text" if all(c.isprintable() or c in "\r\n\t\f" for c in text) else "unknown"
