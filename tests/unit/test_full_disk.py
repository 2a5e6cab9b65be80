"""A full disk: whatever is written, by the program or by a library, one sentence says that there is no room."""

from __future__ import annotations

import errno
import subprocess
import sys
import urllib.error
from pathlib import Path

import pytest
import torch

from segviz import published, weights
from segviz.cli import cli
from segviz.models import zoo
from segviz.text import translate
from tests.unit.test_cli import photo

ROOT = Path(__file__).resolve().parents[2]
FULL = OSError(errno.ENOSPC, "No space left on device")
# The program as it is started, in a process for which every disk is full.
PROGRAM = """
import resource, sys
sys.path.insert(0, sys.argv.pop(1))
from segviz import weights
from segviz.cli import cli
from segviz.models import zoo
build, graph = zoo.build, zoo.graph
zoo.build = lambda *a, **k: build(*a, **{"width": 1 / 16} | k)
zoo.graph = lambda *a, **k: graph(*a, **{"width": 1 / 16} | k)
weights.BUNDLED = weights.user_folder()
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
cli(prog_name="segviz")
"""


@pytest.fixture
def program(tmp_path):
    """Runs it: (exit code, stdout, stderr)."""
    pytest.importorskip("resource", reason="a full disk is made the POSIX way")

    def run(*args, **options):
        command = [sys.executable, "-c", PROGRAM, str(ROOT), *map(str, args)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
        done = subprocess.run(command, cwd=tmp_path, text=True, check=False, **pipes)
        return done.returncode, done.stdout, done.stderr

    return run


def test_results_that_find_no_room(program, tmp_path):
    args = ("run", photo(tmp_path / "cat.png"), "--model", "fcn", "--size", 64, "--out", tmp_path / "out")
    code, out, err = program(*args)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert str(tmp_path / "out" / "cat") in err
    assert "make room" in err


def test_weights_that_find_no_room_leave_nothing(program, tmp_path):
    network = zoo.build("fcn-32s-paper", width=1 / 16)
    file = tmp_path / "published.pth"
    torch.save(network.state_dict(), file)
    code, out, err = program("--lang", "zh", "weights", "import", file, "--model", "fcn-32s-paper")
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert f"无法把权重写入 {weights.user_folder()}" in err
    assert not list(weights.user_folder().iterdir())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
def test_a_list_that_finds_no_room(program):
    with open("/dev/full", "w") as full:
        code, _, err = program("models", stdout=full)
    assert code == 2
    assert err == translate("en", "disk-full", reason="No space left on device") + "\n"


def refused(capsys, *args):
    with pytest.raises(SystemExit) as ended:
        cli.main([str(arg) for arg in args], prog_name="segviz")
    assert ended.value.code == 2
    return capsys.readouterr().err


@pytest.mark.parametrize("language", ["en", "zh"])
def test_training_that_finds_no_room(capsys, monkeypatch, tmp_path, language):
    run = pytest.importorskip("segviz.train.run", reason="what training needs is not installed")

    def train(*args):
        raise FULL

    monkeypatch.setattr(run, "train", train)
    said = refused(capsys, "--lang", language, "train", "photos", "--data", tmp_path)
    assert said == translate(language, "disk-full", reason="No space left on device") + "\n"


@pytest.mark.parametrize("error", [FULL, urllib.error.URLError("timed out")])
def test_a_download_that_finds_no_room_does_not_blame_the_network(capsys, monkeypatch, error):
    class Source:
        url = "https://example.org/vgg16.pth"

        def get_state_dict(self, **options):
            raise error

    monkeypatch.setattr(published, "_imagenet", Source)
    said = refused(capsys, "weights", "import", "--torchvision")
    assert ("network connection" in said) == (error is not FULL)
    assert said.count("\n") == 1
