"""What may fail under the app: too little memory, weights that are not there. It says so, and the rest goes on."""

from __future__ import annotations

import shutil
from functools import partial

import pytest
import torch
from streamlit.testing.v1 import AppTest

from segviz import weights
from segviz.models import zoo
from segviz.shortage import MemoryShort
from segviz.text import translate
from segviz.ui.views import strides
from tests.app.test_pages import open_page

PAGE = "pages/1_Layers.py"


@pytest.fixture
def scarce(monkeypatch, thin):
    """Memory that ends where a network is given a picture of more than 300 pixels a side."""
    build = zoo.build

    def forward(known, x):
        if x.shape[-1] > 300:
            raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes.")
        return known(x)

    def watched(*args, **options):
        network = build(*args, **options)
        network.forward = partial(forward, network.forward)
        return network

    monkeypatch.setattr(zoo, "build", watched)


def pictures(app: AppTest) -> list[str]:
    """What the view shows: its headings and captions."""
    assert not app.exception
    return [text.value for text in (*app.header, *app.subheader)]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_without_memory_the_last_good_view_stays_with_the_sentence_above(scarce, language):
    app = open_page(PAGE, lang=language)
    shown = pictures(app)
    assert shown
    assert not app.warning
    app.segmented_control(key="size").set_value(1024).run()
    assert pictures(app) == shown
    assert not app.error
    sentence = translate(language, "memory-short", model="fcn", size=1024, smaller=256)
    assert [warning.value for warning in app.warning] == [sentence]
    assert app.segmented_control(key="size").value == 256
    assert app.query_params["size"] == "256"
    app.selectbox(key="picture").set_value("cells").run()
    assert not app.warning
    assert pictures(app) == shown


def test_the_network_goes_back_too(scarce):
    app = open_page(PAGE, model="fcn-8s", fit="mirror")
    app.selectbox(key="model").set_value("unet-paper").run()  # reads 92 pixels more on each side
    assert [warning.value for warning in app.warning] == [str(MemoryShort("unet-paper", 256, 0))]
    assert app.selectbox(key="model").value == "fcn-8s"
    assert not app.error


def test_who_has_seen_nothing_yet_is_told_what_works_and_gets_it(scarce):
    app = open_page(PAGE, size="512")
    assert [error.value for error in app.error] == [str(MemoryShort("fcn", 512, 256))]
    assert not app.exception
    app.segmented_control(key="size").set_value(256).run()
    assert not app.error
    assert pictures(app)


def test_memory_that_ends_outside_a_network_is_told_as_well(thin, monkeypatch):
    app = open_page("pages/2_FCN_strides.py")
    monkeypatch.setattr(strides, "render", lambda context: torch.empty(2**60))
    app.run()
    assert [error.value for error in app.error] == [str(MemoryShort("fcn", 256, 0))]


SPOILT = {
    "weights-missing": lambda path: path.unlink(),
    "weights-altered": lambda path: path.write_bytes(path.read_bytes()[:-1000]),
}


def flipped(path):
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


@pytest.fixture
def stocked(thin, tmp_path):
    """Weights for the thin FCNs, and their file."""
    folder = tmp_path / "bundled"
    network = zoo.build("fcn")
    classes = tuple(weights.ClassInfo(f"thing {i}", f"物体 {i}", "#123456") for i in range(21))
    card = weights.Card("ours", ("fcn",), "", "", classes, 3, weights.Preprocessing(), {"en": "us", "zh": "我们"})
    weights.save(folder / "ours.safetensors", network.state_dict(), card)
    return folder / "ours.safetensors"


@pytest.mark.parametrize("spoil", [lambda card: card.unlink(), lambda card: card.write_text("{")], ids=["gone", "cut"])
def test_a_card_that_is_not_what_it_was_is_named_and_the_network_is_untrained(stocked, spoil):
    spoil(stocked.with_suffix(".json"))
    app = open_page(PAGE, lang="zh")
    assert [warning.value for warning in app.warning] == [translate("zh", "weights-card", card="ours.json")]
    assert pictures(app)
    assert any(translate("zh", "shell-untrained") in text.value for text in app.markdown)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("code", "spoil"),
    [*SPOILT.items(), ("weights-altered", flipped)],
    ids=["missing", "truncated", "altered"],
)
def test_weights_that_are_not_what_they_were_are_named_and_the_rest_works(stocked, code, spoil, language):
    whole = shutil.copy(stocked, stocked.with_suffix(".copy"))
    spoil(stocked)
    app = open_page(PAGE, lang=language)
    sentence = translate(language, code, file="ours.safetensors", name="ours")
    assert [error.value for error in app.error] == [sentence]
    assert not app.exception
    app.selectbox(key="model").set_value("unet-paper").run()
    assert not app.error
    assert pictures(app)
    shutil.copy(whole, stocked)
    app.selectbox(key="model").set_value("fcn").run()
    assert not app.error, "restored weights are taken without a restart"
    assert pictures(app)
