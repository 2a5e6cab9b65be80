"""The bench: its arithmetic, its report, and that it measures what it says; no figure is judged here."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from bench import __main__ as bench
from bench import figures, passes, server, suite
from bench.figures import Figure, ratio, worst

ROOT = Path(__file__).resolve().parents[2]


def test_a_goal_is_a_bound_above_or_below_and_may_be_met_exactly():
    assert [Figure("f", value, 1.1).holds for value in (1.0, 1.1, 1.2)] == [True, True, False]
    assert [Figure("f", value, 3.5, least=True).holds for value in (3.0, 3.5, 4.0)] == [False, True, True]
    assert not Figure("f", float("nan"), 1.1).holds


def test_of_several_networks_the_worst_counts():
    assert worst("f", {"a": 1.0, "b": 1.3}, 1.1).value == 1.3
    assert worst("f", {"a": 1.0, "b": 1.3}, 1.1, least=True).value == 1.0


def test_a_ratio_is_the_median_of_neighbours_and_drift_cancels(monkeypatch):
    clock, slower = [0.0], [1.0]

    def work(cost):
        clock[0] += cost * slower[0]
        slower[0] *= 1.0001  # the machine slows down all the time

    monkeypatch.setattr(figures.time, "perf_counter", lambda: clock[0])
    assert ratio(lambda: work(3), lambda: work(2), 9) == pytest.approx(1.5, rel=1e-3)


@pytest.fixture
def measured(monkeypatch):
    """Every figure, without the work and in this process."""

    def fake(name):
        figure = Figure(name, 1.0, 2.0, parts={"fcn": 1.0})
        return lambda: figure, lambda: figure

    monkeypatch.setattr(suite, "FIGURES", {name: fake(name) for name in suite.FIGURES})
    monkeypatch.setattr(suite, "apart", suite.measure)


def test_the_report_names_every_figure_and_the_machine(measured):
    result = CliRunner().invoke(bench.main, ["--json"])
    assert result.exit_code == 0
    report = json.loads(result.stdout)
    assert set(report) == {"machine", "figures"}
    names = "capture_overhead three_strides vs_naive peak_of_machine second_look memory cold_start scaling"
    assert list(report["figures"]) == names.split()
    assert all(figure == {"value": 1.0, "goal": 2.0, "holds": True} for figure in report["figures"].values())
    assert {"processor", "cores", "threads", "memory_gb", "torch", "quick"} <= set(report["machine"])


def test_a_figure_can_be_asked_for_alone(measured):
    result = CliRunner().invoke(bench.main, ["memory"])
    assert result.stdout.startswith("memory ")
    assert "vs_naive" not in result.stdout
    assert CliRunner().invoke(bench.main, ["speed"]).exit_code == 2


def test_each_figure_is_measured_in_a_process_of_its_own():
    """As it is typed, its processes included: they see what is typed as a module of another name."""
    command = [sys.executable, "-m", "bench", "three_strides", "--quick", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["figures"]["three_strides"]["value"] > 0


def test_a_figure_does_not_see_what_was_done_before(monkeypatch):
    monkeypatch.setattr(passes, "three_strides", lambda side, repeats: pytest.fail("measured here"))
    assert suite.apart("three_strides", quick=True).name == "three_strides"


def test_the_figures_about_passes_measure_both_networks(thin):
    assert set(passes.capture_overhead(64, 1).parts) == set(passes.NETWORKS)
    assert set(passes.scaling((32, 64), 1).parts) == {"fcn 64", "unet-same 64"}
    assert passes.three_strides(64, 1).value > 0
    assert passes.vs_naive(64, 1).value > 0


def test_the_machines_best_is_that_of_every_convolution(thin, monkeypatch):
    module = passes.network("unet-same")
    asked = []

    def alone(conv, shape):
        asked.append(shape)
        assert shape[0] == conv.in_channels
        return 1.0

    monkeypatch.setattr(passes, "_alone", alone)
    assert passes.convolutions_alone(module, 64) == 18 + 4 + 1
    assert asked[0] == (3, 64, 64)
    assert asked[-1][1:] == (64, 64)


def test_a_picture_on_the_wire_is_told_from_a_link_to_one():
    message = ForwardMsg()
    message.page_config_changed.favicon = "/media/icon.png"
    assert not server.shows_picture(message.SerializeToString())
    message = ForwardMsg()
    message.delta.new_element.markdown.body = "data:image/png;base64,"
    assert not server.shows_picture(message.SerializeToString())
    message = ForwardMsg()
    message.delta.new_element.imgs.imgs.add(url="/media/map.png")
    assert server.shows_picture(message.SerializeToString())
    message = ForwardMsg()
    message.delta.new_element.bidi_component.json = '[{"tiles": []}]'
    assert not server.shows_picture(message.SerializeToString())
    message.delta.new_element.bidi_component.json = '[{"tiles": [{"url": "data:image/png;base64,"}]}]'
    assert server.shows_picture(message.SerializeToString())
