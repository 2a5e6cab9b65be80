"""The page on U-Net's crops, without a browser: every number on it is derived."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from segviz.errors import UserError
from segviz.models import zoo
from segviz.text import translate
from segviz.ui.shell import ROOT


def page(language="en", **codes):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=300)
    app.switch_page("pages/3_U-Net_crops.py")
    for key, code in {"lang": language, "size": "256", "picture": "shapes", "model": "unet-paper", **codes}.items():
        app.query_params[key] = code
    app.run()
    assert not app.exception
    assert not app.error
    return app


def said(app):
    return [*(text.value for text in app.markdown), *(text.value for text in app.caption)]


def say(key, **facts):
    return translate("en", key, **facts)


def refusal(model, side):
    with pytest.raises(UserError) as caught:
        zoo.graph(model).shapes((side, side))
    return translate("en", caught.value.code, **caught.value.facts)


def test_the_papers_figures_stand_on_the_page_when_it_opens():
    text = "\n".join(said(page()))
    assert say("crops-fits", side=572, out=388, lost=92) in text
    for formula in (
        "(64 − 56)/2 = **4**",
        "(136 − 104)/2 = **16**",
        "(280 − 200)/2 = **40**",
        "(568 − 392)/2 = **88**",
    ):
        assert formula in text
    assert "| encoder_block1.conv1 | convolution | (572 + 2·0 − 3)/1 + 1 = 570 |" in text


def test_the_picture_at_hand_has_its_own_arithmetic():
    text = "\n".join(said(page()))
    # 256 px become 252: 248 cells on level 1, of which the output's 68 px and two convolutions' rims are kept.
    assert "(248 − 72)/2 = 88" in text
    assert say("crops-skip", whole="64×248×248", kept="64×72×72") in text
    lost = {"height": 252, "width": 252, "tall": 68, "wide": 68, "lost": 92}
    assert say("crops-lost-note", share=f"{1 - 68**2 / 252**2:.1%}", **lost) in text


@pytest.mark.parametrize(("model", "side"), [("unet-paper", 310), ("unet-article", 580), ("unet-same", 572)])
def test_a_side_that_does_not_fit_gets_one_sentence(model, side):
    app = page(model=model, side=str(side))
    assert [warning.value for warning in app.warning] == [refusal(model, side)]
    assert not any(say("crops-column-deep") in text for text in said(app))


def test_a_side_typed_in_is_kept_and_spelled_out():
    app = page()
    app.number_input(key="side").set_value(300).run()
    assert "".join(app.query_params["side"]) == "300"
    assert say("crops-fits", side=300, out=116, lost=92) in said(app)


def test_the_articles_odd_size_trap_is_worked_out_for_the_side():
    facts = {"side": 580, "crop": "crop4", "skip": 65, "wanted": 56, "kept": 57, "spare": 9, "half": 4}
    assert say("crops-trap", **facts) in said(page(side="580"))


def test_variants_side_by_side():
    app = page()
    [table] = [text for text in said(app) if say("crops-row-up") in text]
    rows = {
        cells[0]: cells[1:] for cells in ([c.strip() for c in line.split("|")[1:-1]] for line in table.splitlines())
    }
    assert rows[say("crops-row-sides")] == ["572 → 388", "572 → 386", "576 → 576"]
    assert rows[say("crops-row-lost")] == ["92", "93", "0"]
    assert rows[say("crops-row-crops")] == ["4, 16, 40, 88", "4, 16, 40, 88", "0, 0, 0, 0"]
    assert rows[say("crops-row-up")] == ["2×2, 2", "3×3, 2", "2×2, 2"]
    assert rows[say("crops-row-last")][1] == "3×3: convolution → ReLU → BatchNorm"
    assert rows[say("crops-row-params")][:2] == ["31,030,658", "34,525,635"]
    nearest = say("crops-variant-nearest", model="unet-same", side=572, nearest=576)
    assert nearest in said(app)


def test_a_padded_network_crops_and_loses_nothing():
    text = said(page(model="unet-same"))
    assert say("crops-skips-whole") in text
    assert say("crops-mirror-needless") in text
    assert any(say("crops-skip", whole="64×256×256", kept="64×256×256") in line for line in text)


def test_fusions_cost_what_their_cells_take():
    app = page(level="2")
    [table] = [text for text in said(app) if say("crops-column-sum") in text]
    # Level 2 at 252 px: 256 channels of 40 x 40 cells, 4 bytes each.
    assert "| concat2 | 128 + 128 = 256 | 40 × 40 | 1.64 | 0.819 |" in table
    assert "**unet-paper · concat2**" in said(app)
    assert "**fcn · fuse_pool3**" in said(app)


def test_another_kind_of_network_is_replaced_in_one_sentence():
    assert say("crops-other", model="fcn-8s", shown="unet-paper") in said(page(model="fcn-8s"))
