"""Colour scales: what a value's colour is, and what the scale says of itself."""

import subprocess
import sys

import matplotlib
import numpy as np
import pytest

from segviz.render import colour
from segviz.render.colour import BROKEN, BROKEN_COLOUR, COLOUR_MAPS, DIVERGING, LEVELS, ColourScale, palette
from segviz.render.words import number, size
from segviz.text import LANGUAGES

MIDDLE = (LEVELS - 1) // 2


@pytest.mark.parametrize(("ours", "theirs"), [("viridis", "viridis"), ("magma", "magma"), ("cividis", "cividis")])
def test_palettes_are_the_published_colour_maps(ours, theirs):
    full = np.rint(matplotlib.colormaps[theirs](np.arange(256))[:, :3] * 255).astype(int)
    table = palette(ours).astype(int)
    assert (table[[0, LEVELS - 1]] == full[[0, 255]]).all()
    nearest = np.rint(np.arange(LEVELS) * 255 / (LEVELS - 1)).astype(int)
    assert np.abs(table[:LEVELS] - full[nearest]).max() <= 6  # neighbouring entries of 256


@pytest.mark.parametrize("name", COLOUR_MAPS)
def test_sequential_palettes_grow_lighter_all_the_way(name):
    luminance = palette(name)[:LEVELS].astype(float) @ [0.2126, 0.7152, 0.0722]
    assert (np.diff(luminance) > -0.75).all()  # rounding to 8 bits
    assert luminance[-1] - luminance[0] > 140


def test_zero_of_the_diverging_palette_is_neutral_and_the_lightest():
    table = palette(DIVERGING)[:LEVELS].astype(int)
    assert np.ptp(table[MIDDLE]) == 0
    assert table[MIDDLE].sum() == table.sum(1).max()
    assert table[0][2] > table[0][0]  # blue below
    assert table[-1][0] > table[-1][2]  # red above


def test_index_is_linear_and_clipped():
    scale = ColourScale(-1, 3)
    values = np.array([-9, -1, 0, 1, 3, 99], np.float32)
    assert scale.index(values).tolist() == [0, 0, 63, 126, 252, 252]
    assert (scale.paint(values) == palette("viridis")[[0, 0, 63, 126, 252, 252]]).all()


def test_index_against_exact_arithmetic():
    values = np.random.default_rng(1).normal(5, 2, (40, 50)).astype(np.float32)
    scale = ColourScale.fit(values)
    exact = (values.astype(np.float64) - scale.vmin) * (LEVELS - 1) / (scale.vmax - scale.vmin)
    assert np.abs(scale.index(values) - exact).max() <= 0.5 + 1e-3
    assert scale.index(values).min() == 0
    assert scale.index(values).max() == LEVELS - 1


def test_broken_values_are_magenta_and_do_not_stretch_the_range():
    values = np.array([[1, np.nan], [np.inf, 2], [-np.inf, 3]], np.float32)
    scale = ColourScale.fit(values)
    assert (scale.vmin, scale.vmax) == (1, 3)
    assert (scale.index(values) == BROKEN).tolist() == [[False, True], [True, False], [True, False]]
    assert tuple(scale.paint(values)[0, 1]) == BROKEN_COLOUR


@pytest.mark.parametrize("language", LANGUAGES)
def test_broken_values_are_told_with_their_number(language):
    assert colour.broken_note(0, language) == ""
    assert "17" in colour.broken_note(17, language)


@pytest.mark.parametrize("values", [np.full((2, 2), np.nan, np.float32), np.zeros((0, 3), np.float32)])
def test_a_map_without_a_number_has_the_range_zero_to_zero(values):
    scale = ColourScale.fit(values)
    assert (scale.vmin, scale.vmax) == (0, 0)


@pytest.mark.parametrize("span", [1e-20, 0.3, 7, 1e20])
def test_a_centred_scale_puts_zero_exactly_in_the_middle(span):
    values = np.array([-span, 0, span / 3], np.float32)
    scale = ColourScale.fit(values, centred=True)
    assert scale.vmin == -scale.vmax
    assert scale.index(values)[1] == MIDDLE
    assert scale.index(-values).astype(int).tolist() == (LEVELS - 1 - scale.index(values).astype(int)).tolist()


def test_constant_maps_have_one_colour():
    same = np.full((2, 2), 4, np.float32)
    assert (ColourScale.fit(same).index(same) == 0).all()
    zero = np.zeros((2, 2), np.float32)
    assert (ColourScale.fit(zero, centred=True).index(zero) == MIDDLE).all()


def test_a_shared_scale_covers_all_maps():
    scale = ColourScale.fit(np.array([1, 2], np.float32), np.array([-5, 0], np.float32), scope="shared")
    assert (scale.vmin, scale.vmax, scale.scope) == (-5, 2, "shared")


def test_limits_are_an_interval_and_keep_the_colour_of_a_constant():
    assert ColourScale(1, 2).limits == (1, 2)
    assert ColourScale(4, 4).limits[0] == 4
    assert ColourScale(4, 4).limits[1] > 4
    assert sum(ColourScale(0, 0, DIVERGING).limits) == 0


@pytest.mark.parametrize(
    ("scale", "told"),
    [
        (ColourScale(0, 3.25), "zero is the darkest"),
        (ColourScale(-2, 0), "zero is the brightest"),
        (ColourScale(-1, 3), "25 %"),
        (ColourScale(1, 3), "zero is not in"),
        (ColourScale(-3, 3, DIVERGING), "zero is white"),
    ],
)
def test_caption_states_range_zero_and_scope(scale, told):
    text = scale.caption("en")
    assert told in text
    assert number(scale.vmin) in text
    assert number(scale.vmax) in text
    assert "range of this map" in text


def test_captions_exist_for_every_colour_map_scope_and_language():
    made = {
        ColourScale(0, top, name, scope).caption(language)
        for language in LANGUAGES
        for name in (*COLOUR_MAPS, DIVERGING)
        for scope in ("map", "stage", "shared", "fixed")
        for top in (0, 1)
    }
    assert len(made) > 40


def test_stops_and_gradient_run_from_end_to_end():
    stops = ColourScale(0, 1, "magma").stops(5)
    assert [position for position, _ in stops] == [0, 0.25, 0.5, 0.75, 1]
    assert colour.rgb(stops[0][1]) == tuple(palette("magma")[0])
    assert colour.rgb(stops[-1][1]) == tuple(palette("magma")[LEVELS - 1])
    css = ColourScale(0, 1, "magma").gradient(5)
    assert css == f"linear-gradient(to right, {', '.join(tone for _, tone in stops)})"


@pytest.mark.parametrize("bad", ["red", "#12345", "123456#", "#gggggg"])
def test_colours_are_six_hexadecimal_digits(bad):
    with pytest.raises(ValueError):  # noqa: PT011 two messages, one meaning
        colour.rgb(bad)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (12.345, "12.3"),
        (-1.5, "−1.5"),
        (999.6, "1000"),
        (99999, "99999"),
        (0.00123, "0.00123"),
        (1.234e-5, "1.23e−05"),
        (3.4e6, "3.4e+06"),
        (float("nan"), "nan"),
        (float("-inf"), "−inf"),
    ],
)
def test_numbers_as_text(value, text):
    assert number(value) == text


def test_size_as_text():
    assert size((64, 284, 284)) == "64×284×284"


def test_nothing_heavy_is_imported_before_it_is_needed():
    modules = "blocks colour figures fonts grid image ladder masks plots words"
    code = f"import sys\nfor m in '{modules}'.split(): __import__('segviz.render.' + m)\n"
    code += "print([m for m in ('streamlit', 'torch', 'plotly', 'matplotlib') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
