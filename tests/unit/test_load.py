"""The judge of the load: it finds what it is to find."""

import hashlib
import io

import numpy as np
import pytest
from PIL import Image

from bench import load
from bench.client import Visitor, tells
from segviz.ui.shell import pages


def png(pixels) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def test_forty_photos_are_forty_photos_and_always_the_same():
    found = {hashlib.sha256(load.photo(number)).hexdigest() for number in range(40)}
    assert len(found) == 40
    assert hashlib.sha256(load.photo(7)).hexdigest() in found


def test_the_answer_is_the_image_that_is_nearest_to_the_wanted_one():
    wanted = np.random.default_rng(0).integers(0, 256, (20, 30, 3), dtype=np.uint8)
    near = wanted.copy()
    near[:2] ^= 255
    images = {"other": png(wanted[::-1].copy()), "small": png(wanted[:10]), "near": png(near)}
    assert load.agreement(images, wanted) == pytest.approx(0.9)
    assert load.agreement(images | {"same": png(wanted)}, wanted) == 1
    assert load.agreement({"small": png(wanted[:10])}, wanted) == 0


@pytest.fixture
def three():
    """Three students who got their own, and what all get."""
    found = [load.Student(f"student-{digit * 32}", b"", Visitor(0)) for digit in "abc"]
    for student in found:
        student.visitor.session = f"session of {student.name}"
        student.visitor.words = {student.name.encode()}
        student.visitor.ids = {student.visitor.session.encode()}
        student.visitor.seen = {"icon", f"mask of {student.name}"}
    return found


def test_who_gets_their_own_and_what_all_get_has_nothing_of_a_stranger(three):
    assert load.strangers(three) == []


def test_a_name_a_session_and_an_image_of_another_are_found(three):
    first, second, _ = (student.visitor for student in three)
    first.words.add(three[1].name.encode())
    assert load.strangers(three) == [f"{three[0].name} got {three[1].name}"]
    first.words.discard(three[1].name.encode())
    second.ids.add(three[2].visitor.session.encode())
    [told] = load.strangers(three)
    assert told.startswith(f"{three[1].name} got the session")
    second.ids.discard(three[2].visitor.session.encode())
    first.seen |= second.seen
    assert len(load.strangers(three)) == 1


def test_an_image_that_is_flat_but_for_its_border_tells_nothing_of_a_picture():
    flat = np.full((40, 60, 3), 90, np.uint8)
    flat[:4], flat[:, :4] = 30, 160
    assert not tells(png(flat))
    flat[4::2, 4::2] = 93, 91, 90  # the lattice that a transposed convolution leaves
    flat[5::2, 5::2] = 89, 90, 92
    assert not tells(png(flat))
    photo = np.random.default_rng(0).integers(0, 256, (40, 60, 3), dtype=np.uint8)
    assert tells(png(photo))
    photo[:19] = 90  # a mask's ground that covers less than half of a picture leaves the rest to tell
    assert tells(png(photo))
    photo[:21] = 90
    assert not tells(png(photo))


def test_one_fault_is_enough():
    fine = {"sessions": 2, "own_masks": 2, "same_photo_passes": 1, "errors": [], "strangers": [], "tracebacks": 0}
    assert load.holds(fine)
    faults = {"own_masks": 1, "same_photo_passes": 2, "errors": ["x"], "strangers": ["x"], "tracebacks": 1}
    assert not any(load.holds(fine | {key: value}) for key, value in faults.items())


def test_every_page_has_its_name_in_the_url():
    assert load.addresses().keys() == pages().keys()
    assert load.addresses()["home"] == ""
    assert load.addresses()["crops"] == "U-Net_crops"


def test_seconds_are_summed_up():
    assert load.percentiles([1.0, 2.0, 3.0]) == {"p50": 2.0, "p95": 2.9, "max": 3.0}
