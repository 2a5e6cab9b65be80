"""The command line: the reference figures, files that say what the pass gave, one line for every mistake."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import click
import numpy as np
import pytest
import torch
from PIL import Image

from segviz import engine, published
from segviz.analysis import check
from segviz.cli import cli
from segviz.models import zoo
from segviz.models.network import Network
from segviz.paths import folder_names

ROOT = Path(__file__).resolve().parents[2]
ROW = {"name", "kind", "out", "params", "macs", "stride", "receptive_field", "receptive_field_min"}

# What the article prints for a 572x572 picture.
ARTICLE = {
    "encoder_block1": [64, 568, 568],
    "encoder_block2": [128, 280, 280],
    "encoder_block3": [256, 136, 136],
    "encoder_block4": [512, 64, 64],
    "encoder_pool1": [64, 284, 284],
    "encoder_pool2": [128, 140, 140],
    "encoder_pool3": [256, 68, 68],
    "encoder_pool4": [512, 32, 32],
    "bottleneck": [1024, 28, 28],
    "decoder_block4": [512, 52, 52],
    "decoder_block3": [256, 100, 100],
    "decoder_block2": [128, 196, 196],
    "decoder_block1": [64, 388, 388],
}
# FCN-8s with 100 pixels of padding on a 500x500 picture.
FCN_8S = {
    **{"conv1_1": 698, "pool1": 349, "pool2": 175, "pool3": 88, "pool4": 44, "pool5": 22, "fc6": 16},
    **{"upscore2": 34, "upscore_pool4": 70, "upscore8": 568, "score": 500},
}
PARAMS = {
    "vgg16-heatmap": 138_357_544,
    "fcn-32s-paper": 136_152_917,
    "fcn-16s-paper": 134_815_994,
    "fcn-8s-paper": 134_489_759,
    "fcn-article": 18_644_373,
    "unet-paper": 31_030_658,
    "unet-article": 34_525_635,
}


@pytest.fixture
def call(capsys, monkeypatch):
    """Calls the program in this process: (exit code, stdout, stderr)."""

    def run(*args):
        with pytest.raises(SystemExit) as ended:
            cli.main([str(arg) for arg in args], prog_name="segviz")
        captured = capsys.readouterr()
        return ended.value.code or 0, captured.out, captured.err

    return run


def photo(path, size=(48, 64), seed=0):
    pixels = np.random.default_rng(seed).integers(0, 256, (*size, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(path)
    return path


def table(call, name, size, *more):
    code, out, err = call("shapes", name, "--size", size, "--json", *more)
    assert (code, err) == (0, "")
    return json.loads(out)


# -- shapes and models -------------------------------------------------------------------------------------------------


def test_the_articles_unet_has_the_shapes_that_the_article_prints(call):
    found = table(call, "unet-article", "572x572")
    outs = {row["name"]: row["out"] for row in found["rows"]}
    assert ARTICLE.items() <= outs.items()
    assert (found["input"], found["output"]) == ([3, 572, 572], [1, 386, 386])
    assert found["params"] == PARAMS["unet-article"]


def test_fcn_8s_has_the_sizes_of_the_paper(call):
    found = table(call, "fcn-8s-paper", "500x500")
    outs = {row["name"]: row["out"][1:] for row in found["rows"]}
    assert {name: outs[name] for name in FCN_8S} == {name: [side, side] for name, side in FCN_8S.items()}
    fields = {row["name"]: row["receptive_field"] for row in found["rows"]}
    assert [fields[f"pool{i}"] for i in range(1, 6)] == [6, 16, 44, 100, 212]
    assert fields["fc6"] == 404
    assert found["params"] == PARAMS["fcn-8s-paper"]


@pytest.mark.parametrize("name", zoo.MODELS)
def test_a_table_has_the_agreed_keys_and_its_rows_add_up(call, name):
    side = zoo.graph(name).nearest_legal(224)
    found = table(call, name, f"{side}x{side + 64}")
    assert set(found) == {"model", "input", "output", "params", "rows"}
    assert all(set(row) == ROW for row in found["rows"])
    with torch.device("meta"):
        network = Network(zoo.graph(name))
    assert found["params"] == sum(p.numel() for p in network.parameters())
    assert found["params"] == sum(row["params"] for row in found["rows"])
    blocks = [(row, before) for before, row in zip(found["rows"], found["rows"][1:], strict=False)
              if row["kind"] == "block"]  # fmt: skip
    assert all((row["out"], row["params"], row["macs"]) == (before["out"], 0, 0) for row, before in blocks)
    assert len(found["rows"]) == len(network.graph.ops) + len(blocks)


def test_classes_channels_and_geometry_change_the_table(call):
    assert table(call, "unet-paper", "572x572", "--channels", 3)["params"] == 31_031_810
    assert table(call, "unet-paper", "572x572", "--channels", 3, "--classes", 21)["params"] == 31_033_045
    same, paper = (table(call, "fcn", "256x256", "--geometry", g) for g in ("same", "paper"))
    pools = [next(r["out"] for r in found["rows"] if r["name"] == "pool5") for found in (same, paper)]
    assert pools == [[512, 8, 8], [512, 15, 15]]
    assert same["params"] == paper["params"]


def test_every_form_of_the_table_says_the_same(call):
    found = table(call, "unet-article", "188x204")
    args = ("shapes", "unet-article", "--size", "188x204")
    lines = list(csv.DictReader(io.StringIO(call(*args, "--csv")[1])))
    read = [[r["name"], int(r["channels"]), int(r["height"]), int(r["width"]), int(r["macs"])] for r in lines]
    assert read == [[r["name"], *r["out"], r["macs"]] for r in found["rows"]]
    markdown = [line.strip("|\n").split("|") for line in call(*args, "--markdown")[1].splitlines()]
    text = call(*args)[1].splitlines()
    title, _, *rows = text
    assert len({len(cells) for cells in markdown}) == 1
    assert len(markdown) - 3 == len(rows) - 1 == len(found["rows"])
    assert "3×188×204" in title
    assert "1×2×18" in title
    macs = f"{sum(row['macs'] for row in found['rows']):,}"
    for total in (rows[-1].split(), [cell.strip() for cell in markdown[-1]]):
        assert {f"{found['params']:,}", macs} <= set(total)
    assert [row.split()[0] for row in rows[:-1]] == [row["name"] for row in found["rows"]]
    assert [cells[0].strip() for cells in markdown[2:-1]] == [row["name"] for row in found["rows"]]


def test_one_number_is_a_square_and_no_size_is_the_legal_one_nearest_to_512(call):
    assert table(call, "unet-paper", "572") == table(call, "unet-paper", "572×572")
    code, out, _ = call("shapes", "unet-paper", "--json")
    assert code == 0
    assert json.loads(out)["input"] == [1, 508, 508]


def test_models_lists_every_network_with_its_parameters(call, thin):
    found = json.loads(call("models", "--json")[1])
    assert all(set(row) == {"name", "family", "params", "classes", "weights"} for row in found)
    assert [row["name"] for row in found] == list(zoo.MODELS)
    lines = call("models")[1].splitlines()[1:]
    assert [line.split()[0] for line in lines] == list(zoo.MODELS)


def test_models_has_the_reference_counts_and_does_not_wait_for_torch():
    code = "import sys; from segviz.cli import cli; cli(['models', '--json'], standalone_mode=False); "
    code += "assert 'torch' not in sys.modules, 'torch was imported'"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    counts = {row["name"]: row["params"] for row in json.loads(done.stdout)}
    assert PARAMS.items() <= counts.items()


# -- mistakes ----------------------------------------------------------------------------------------------------------

MISTAKES = [
    (),
    ("fly",),
    ("--lang", "fr", "models"),
    ("models", "--yaml"),
    ("models", "surplus"),
    ("shapes",),
    ("shapes", "resnet"),
    ("shapes", "fcn", "--size", "12x"),
    ("shapes", "fcn", "--size", "0x0"),
    ("shapes", "fcn", "--size", "-32x32"),
    ("shapes", "fcn", "--size", "99999x99999"),
    ("shapes", "fcn", "--size", "33x64"),
    ("shapes", "unet-article", "--size", "570x570"),
    ("shapes", "fcn", "--geometry", "round"),
    ("shapes", "unet-paper", "--geometry", "paper"),
    ("shapes", "fcn", "--classes", "0"),
    ("run", "--model", "fcn", "--out", "o"),
    ("run", "cat.png", "--out", "o"),
    ("run", "cat.png", "--model", "fcn"),
    ("run", "cat.png", "--model", "resnet", "--out", "o"),
    ("run", "missing.png", "--model", "fcn", "--out", "o"),
    ("run", ".", "--model", "fcn", "--out", "o"),
    ("run", "missing\nTraceback.png", "--model", "fcn", "--out", "o"),
    ("run", "cat.png", "--model", "fcn", "--out", "o", "--size", "huge"),
    ("run", "cat.png", "--model", "fcn", "--out", "o", "--size", "1000000"),
    ("run", "cat.png", "--model", "fcn", "--out", "o", "--fit", "squeeze"),
    ("run", "cat.png", "--model", "fcn", "--out", "o", "--weights", "nobody"),
    ("check", "--model", "resnet"),
    ("check", "missing.png"),
    ("check", "--size", "0"),
    ("weights",),
    ("weights", "import"),
    ("weights", "import", "missing.pth", "--model", "fcn-8s-paper"),
    ("weights", "import", "missing.pth"),
    ("weights", "import", "missing.safetensors"),
    ("weights", "import", "missing.safetensors", "--model", "fcn-8s-paper"),
    ("weights", "import", "missing.pth", "--model", "unet-paper"),
    ("weights", "import", "missing.pth", "--torchvision"),
    ("evaluate", "nobody", "--data", "missing"),
]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("args", MISTAKES, ids=" ".join)
def test_a_mistake_is_one_line_on_stderr_and_exit_2(call, thin, tmp_path, monkeypatch, language, args):
    monkeypatch.chdir(tmp_path)
    photo(tmp_path / "cat.png")
    code, out, err = call("--lang", language, *args)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert len(err.strip()) > 12
    assert err.endswith("\n")
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize("args", ["shapes fcn --size 33x33", "run nothing.png --model fcn --out o"])
def test_a_mistake_shows_no_traceback_in_a_real_process(args, tmp_path):
    command = [sys.executable, "-m", "segviz", *args.split()]
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_a_size_that_does_not_fit_names_those_that_do(call):
    err = call("shapes", "unet-paper", "--size", "310x310")[2]
    assert all(part in err for part in ("unet-paper", "310x310", "300", "316", "12 more than a multiple of 16"))


def test_what_a_command_needs_and_is_not_installed_is_named(call, monkeypatch, tmp_path):
    monkeypatch.delitem(sys.modules, "segviz.train.run", raising=False)
    monkeypatch.setitem(sys.modules, "lightning", None)
    code, _, err = call("train", "photos", "--data", tmp_path)
    assert code == 2
    assert len(err.splitlines()) == 1
    assert "lightning" in err
    assert "requirements-train.txt" in err


# -- run ---------------------------------------------------------------------------------------------------------------


def test_a_run_writes_what_the_pass_gave(call, thin, tmp_path):
    image, out = photo(tmp_path / "cat.png", (48, 80)), tmp_path / "out"
    code, said, err = call("run", image, "--model", "fcn", "--out", out, "--size", 96)
    assert (code, err) == (0, "")
    assert "untrained" in said
    folder = out / "cat"
    record = engine.engine().analyse(decoded(image), "fcn", size=96)
    about = json.loads((folder / "run.json").read_text("utf-8"))
    assert about["input"] == [3, 64, 96]
    assert about["weights"] == "untrained"
    assert [row["label"] for row in about["outputs"]] == ["32s", "16s", "8s"]
    for row in about["outputs"]:
        mask = np.asarray(Image.open(folder / row["mask"]))
        assert np.array_equal(mask, record.masks[row["label"]])
        counts = dict(zip(*np.unique(mask, return_counts=True), strict=True))
        assert {c["id"]: c["pixels"] for c in row["classes"]} == counts
        assert sum(c["share"] for c in row["classes"]) == pytest.approx(1)
        assert Image.open(folder / row["overlay"]).size == (80, 48)
    for kind in ("mask", "overlay"):
        assert (folder / f"{kind}.png").read_bytes() == (folder / f"{kind}-8s.png").read_bytes()
    assert [row["name"] for row in about["stages"]] == [stage.name for stage in record.stages]
    files = {row["map"]["file"] for row in about["stages"] if row["map"]}
    assert files == {f"stages/{path.name}" for path in (folder / "stages").iterdir()}
    assert {f"stages/pool{i}.png" for i in range(1, 6)} | {"stages/upscore8.png", "stages/fuse_pool3.png"} <= files


def test_a_stages_map_shows_every_cell_as_one_square_of_its_mean(call, thin, tmp_path):
    image = photo(tmp_path / "cat.png")
    assert call("run", image, "--model", "fcn-8s", "--out", tmp_path / "out", "--size", 128)[0] == 0
    folder = tmp_path / "out" / "cat"
    shown = np.asarray(Image.open(folder / "stages" / "pool3.png"))
    values = engine.engine().analyse(decoded(image), "fcn-8s", size=128).tensor("pool3").mean(0)
    assert shown.shape == tuple(32 * side for side in values.shape)
    cells = shown.reshape(values.shape[0], 32, values.shape[1], 32)
    assert np.array_equal(cells, np.broadcast_to(cells[:, :1, :, :1], cells.shape))
    expected = np.rint(252 * (values - values.min()) / (values.max() - values.min()))
    assert np.abs(cells[:, 0, :, 0] - expected).max() <= 1
    row = next(r for r in json.loads((folder / "run.json").read_text())["stages"] if r["name"] == "pool3")
    assert row["map"]["range"] == pytest.approx([values.min(), values.max()])


def test_a_thousand_classes_and_an_unpadded_border_are_written_too(call, thin, tmp_path):
    image = photo(tmp_path / "cat.png")
    assert call("run", image, "--model", "vgg16-heatmap", "--out", tmp_path / "v", "--size", 64)[0] == 0
    mask = np.asarray(Image.open(tmp_path / "v" / "cat" / "mask.png"))
    assert np.array_equal(mask, engine.engine().analyse(decoded(image), "vgg16-heatmap", size=64).masks["mask"])
    assert mask.max() > 255
    assert call("run", image, "--model", "unet-paper", "--out", tmp_path / "u", "--size", 256)[0] == 0
    mask = np.asarray(Image.open(tmp_path / "u" / "cat" / "mask.png"))
    about = json.loads((tmp_path / "u" / "cat" / "run.json").read_text())
    assert about["outputs"][0]["not_predicted"] == np.count_nonzero(mask == 255) > 0


def test_a_bad_picture_does_not_stop_the_others(call, thin, tmp_path):
    bad = tmp_path / "bad.png"
    bad.write_bytes(photo(tmp_path / "whole.png").read_bytes()[:200])
    good = [photo(tmp_path / name, seed=i) for i, name in enumerate(("a.png", "b.png"))]
    code, said, err = call("run", good[0], bad, tmp_path / "none.png", good[1], "--model", "fcn-8s", "--out",
                           tmp_path / "out", "--size", 64)  # fmt: skip
    assert code == 2
    assert len(said.splitlines()) == len(err.splitlines()) == 2
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a", "b"]
    assert all((tmp_path / "out" / name / "run.json").exists() for name in "ab")


def test_a_folder_is_called_a_folder(call, tmp_path):
    code, _, err = call("run", str(tmp_path), "--model", "fcn", "--out", str(tmp_path / "o"))
    assert code == 2
    assert err.strip() == f"{tmp_path}: This is a folder, not a picture; name the pictures in it, such as folder/*.jpg."


def test_a_file_larger_than_any_picture_is_refused_by_its_size(call, thin, tmp_path):
    huge = tmp_path / "huge.png"
    with huge.open("wb") as stream:
        stream.truncate(3 * 2**30)
    code, _, err = call("run", huge, "--model", "fcn", "--out", tmp_path / "out")
    assert code == 2
    assert "3072 MB" in err


def test_pictures_of_the_same_name_stay_apart(call, thin, tmp_path):
    (tmp_path / "other").mkdir()
    images = [photo(tmp_path / "cat.png"), photo(tmp_path / "other" / "cat.png", seed=1), photo(tmp_path / "Cat.bmp")]
    assert call("run", *images, "--model", "fcn-8s", "--out", tmp_path / "out", "--size", 64)[0] == 0
    found = {p.parent.name: json.loads(p.read_text())["picture"] for p in (tmp_path / "out").glob("*/run.json")}
    assert sorted(found) == ["Cat-3", "cat", "cat-2"]
    assert len({picture["sha256"] for picture in found.values()}) == 3


def test_a_second_run_leaves_no_maps_of_the_first(call, thin, tmp_path):
    image, out = photo(tmp_path / "cat.png"), tmp_path / "out"
    call("run", image, "--model", "fcn", "--out", out, "--size", 64)
    (out / "cat" / "notes.txt").write_text("mine")
    call("run", image, "--model", "unet-same", "--out", out, "--size", 64)
    about = json.loads((out / "cat" / "run.json").read_text())
    maps = {row["map"]["file"] for row in about["stages"] if row["map"]}
    assert maps == {f"stages/{path.name}" for path in (out / "cat" / "stages").iterdir()}
    assert sorted(p.name for p in out.glob("cat/*.*")) == ["mask.png", "notes.txt", "overlay.png", "run.json"]


def test_an_output_folder_that_cannot_be_made_is_said(call, thin, tmp_path):
    image = photo(tmp_path / "cat.png")
    code, _, err = call("run", image, "--model", "fcn-8s", "--out", image, "--size", 64)
    assert code == 2
    assert len(err.splitlines()) == 1
    assert image.stat().st_size > 1000


@pytest.mark.parametrize(
    "name",
    ["..", "...png", "", " .png", "a\nb.png", "\x1b[31m.png", "con.png", "a" * 300, "猫" * 300 + ".png", "-rf.png",
     "<script>.png", "a:b*c?.png", "\udcff.png", "../../etc/passwd"],
)  # fmt: skip
def test_a_hostile_name_gives_a_plain_folder_inside(tmp_path, name):
    (folder,) = folder_names([name])
    (tmp_path / folder).mkdir()
    assert (tmp_path / folder).parent.resolve() == tmp_path.resolve()
    assert [path.name for path in tmp_path.iterdir()] == [folder]
    assert folder.isprintable()
    assert folder.split(".")[0].casefold() != "con"
    assert not set(folder) & set('/\\:*?"<>|')


def test_folder_names_are_never_alike():
    names = folder_names(["cat.png", "cat-2.png", "CAT.jpg", "cat.webp", "x/cat-2.gif", "??.png", "?.png"])
    assert len({name.casefold() for name in names}) == len(names)
    assert names[:2] == ["cat", "cat-2"]


# -- check -------------------------------------------------------------------------------------------------------------


def test_check_measures_every_claim_and_fails_when_one_does(call, thin, tmp_path, monkeypatch):
    image = photo(tmp_path / "cat.png")
    code, out, err = call("check", image, "--model", "fcn", "--size", 96, "--json")
    found = json.loads(out)
    assert (code, err, found["passed"]) == (0, "", True)
    assert {"recomposed", "shapes", "answer", "parts", "gradient"} <= {claim["claim"] for claim in found["claims"]}
    assert (found["model"], found["input"], found["weights"]) == ("fcn", [64, 96], "untrained")
    monkeypatch.setattr(check, "HALF", -1.0)
    code, out, _ = call("check", image, "--model", "fcn", "--size", 96)
    assert code == 1
    assert [line.split()[0] for line in out.splitlines()[1:]].count("FAILS") == 1
    assert "holds" in out


def decoded(path):
    from segviz.images import decode

    return decode(path.read_bytes())


# -- language ----------------------------------------------------------------------------------------------------------


def commands(group, path=()):
    for name, command in group.commands.items():
        yield (*path, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


@pytest.mark.parametrize("path", [(), *commands(cli)], ids=" ".join)
def test_every_command_explains_itself_in_both_languages(call, path):
    english, chinese = (call("--lang", language, *path, "--help") for language in ("en", "zh"))
    assert english[0] == chinese[0] == 0
    assert not any("一" <= character <= "鿿" for character in english[1])
    if path[:1] not in [("train",), ("evaluate",)]:
        assert any("一" <= character <= "鿿" for character in chinese[1])


def test_weights_can_be_imported_for_all_networks_whose_weights_are_published(call):
    assert set(published.ORIGINS) == {"fcn-32s-paper", "fcn-16s-paper", "fcn-8s-paper", "vgg16-heatmap"}
    assert all(name in call("weights", "import", "--help")[1].replace("\n", "") for name in published.ORIGINS)
