"""Several processes, started by torch's own launcher, train one network together."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
import torch
from safetensors.torch import load_file

from tests.unit import train_data

SCRIPT = """
import os, sys
from dataclasses import replace
from functools import partial
from pathlib import Path

from segviz.cli import cli
from segviz.train import recipes, run, stream
from segviz.train.recipes import Stage

name, data, out = sys.argv[1:]
stage = Stage(0, 204 if name == "em" else 64, 2)
members = 2 if name == "em" else 1
recipes.RECIPES[name] = replace(recipes.recipe(name), stages=(stage,), settle=stage, members=members, paper_every=2,
                                paper_from=0.0)
run.train = partial(run.train, workers=0, width=1 / 16, steps=2)
drawn = Path(data, "drawn-" + os.environ["RANK"])
draw = stream.Varied.__getitem__

def noted(self, key):
    with drawn.open("a") as file:
        print(key[0], file=file)
    return draw(self, key)

stream.Varied.__getitem__ = noted
cli(["train", name, "--data", data, "--out", out])
"""


@pytest.mark.parametrize("name", ["em", "photos"])
def test_two_processes_train_one_network(name, tmp_path):
    """Each draws pictures of its own, they take every step together, and one of them speaks."""
    data = train_data.everything(tmp_path / "data")
    script, out = tmp_path / "script.py", tmp_path / "out"
    script.write_text(SCRIPT)
    launch = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    home = {"SEGVIZ_HOME": str(tmp_path / "home"), "OMP_NUM_THREADS": "1", "PYTHONPATH": os.getcwd()}
    done = subprocess.run(
        [*launch, str(script), name, str(data), str(out)], env=os.environ | home, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.count("weights import") == 1
    for folder in [out / "member1", out / "member2"] if name == "em" else [out]:
        assert torch.load(folder / "last.ckpt", weights_only=False)["global_step"] == 2
    made = load_file(out / f"{name}.safetensors")
    assert all(tensor.isfinite().all() for tensor in made.values())
    first, second = ((data / f"drawn-{rank}").read_text().split() for rank in (0, 1))
    assert len(first) == len(second) > 2
    assert first[:4] != second[:4]
