"""Weights: stored and loaded exactly, refused when altered or foreign; published files imported, never executed."""

import json
import os
import urllib.error
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from segviz import engine, published, weights
from segviz.images import from_pixels
from segviz.inputs import prepare
from segviz.models import vgg, zoo
from segviz.weights import Card, ClassInfo, Preprocessing, WeightsError

# What the PyTorch port of FCN publishes: every tensor of fcn8s_from_caffe.pth and its two companions.
CONVS = {
    **{"conv1_1": (64, 3), "conv1_2": (64, 64), "conv2_1": (128, 64), "conv2_2": (128, 128)},
    **{"conv3_1": (256, 128), "conv3_2": (256, 256), "conv3_3": (256, 256)},
    **{"conv4_1": (512, 256), "conv4_2": (512, 512), "conv4_3": (512, 512)},
    **{"conv5_1": (512, 512), "conv5_2": (512, 512), "conv5_3": (512, 512)},
}
TRUNK = {f"{name}.weight": (*channels, 3, 3) for name, channels in CONVS.items()}
TRUNK |= {f"{name}.bias": channels[:1] for name, channels in CONVS.items()}
TRUNK |= {"fc6.weight": (4096, 512, 7, 7), "fc6.bias": (4096,), "fc7.weight": (4096, 4096, 1, 1), "fc7.bias": (4096,)}
TRUNK |= {"score_fr.weight": (21, 4096, 1, 1), "score_fr.bias": (21,)}
POOL4 = {"score_pool4.weight": (21, 512, 1, 1), "score_pool4.bias": (21,), "upscore2.weight": (21, 21, 4, 4)}
PORT = {
    "fcn-32s-paper": TRUNK | {"upscore.weight": (21, 21, 64, 64)},
    "fcn-16s-paper": TRUNK | POOL4 | {"upscore16.weight": (21, 21, 32, 32)},
    "fcn-8s-paper": TRUNK
    | POOL4
    | {"score_pool3.weight": (21, 256, 1, 1), "score_pool3.bias": (21,)}
    | {"upscore_pool4.weight": (21, 21, 4, 4), "upscore8.weight": (21, 21, 16, 16)},
}


def trained(model="unet-same", seed=0, **options):
    """A network whose weights are all random, up-sampling kernels and running statistics too."""
    network = zoo.build(model, **options)
    generator = torch.Generator().manual_seed(seed)
    for tensor in network.state_dict().values():
        if tensor.is_floating_point():
            tensor.copy_(torch.rand(tensor.shape, generator=generator) * 0.2 + 0.01)
    return network


def describe(name="mine", models=("unet-same",), classes=2, **rest):
    infos = tuple(ClassInfo(f"c{i}", f"类{i}", f"#0000{i:02x}") for i in range(classes))
    facts = {"file": "", "sha256": "", "in_channels": 3, "preprocessing": Preprocessing(), "trained_on": {"en": "x"}}
    return Card(name=name, models=models, classes=infos, **facts | rest)


@pytest.fixture
def stored(thin):
    """A trained network and its weights in the user's folder."""
    network = trained()
    return network, weights.save(weights.user_folder() / "mine.safetensors", network.state_dict(), describe())


# -- safetensors and cards ---------------------------------------------------------------------------------------------


def test_what_was_saved_is_loaded_in_half_precision_and_nothing_else_changes(stored):
    network, card = stored
    loaded = zoo.build("unet-same", weights=card).state_dict()
    assert loaded.keys() == network.state_dict().keys()
    for key, tensor in network.state_dict().items():
        rounded = tensor.half().float() if tensor.is_floating_point() else tensor
        assert torch.equal(loaded[key], rounded), key
        assert loaded[key].dtype == tensor.dtype


def test_a_card_survives_its_file(thin):
    card = describe(
        models=("a", "b"), licences=("MIT",), recipe={"command": "x"}, results={"mask": {"mean_iu": 0.5}}, long_side=256
    )
    made = weights.save(weights.user_folder() / "mine.safetensors", {"a": torch.zeros(3)}, card)
    assert weights.read_card(weights.user_folder() / "mine.json") == made
    assert made.file == "mine.safetensors"
    assert len(made.sha256) == 64
    assert weights.cards() == [made]


def test_a_card_that_cannot_be_read_and_weights_without_one_are_told_apart_from_the_rest(stored):
    assert weights.unusable() == []
    folder = weights.user_folder()
    (folder / "broken.json").write_text("{broken")
    (folder / "lone.safetensors").write_bytes(b"")
    assert weights.cards() == [stored[1]]
    assert [error.facts for error in weights.unusable()] == [{"card": "broken.json"}, {"card": "lone.json"}]


def test_weights_serve_the_networks_that_their_card_names(stored):
    assert weights.card_for("unet-same") == stored[1] == weights.card("mine")
    assert weights.card_for("unet-paper") is None
    with pytest.raises(WeightsError, match=r"nobody.*mine"):
        weights.card("nobody")


def test_one_file_serves_the_encoder_under_both_of_its_paths(thin):
    network = trained("fcn-article")
    state = {key.removeprefix("features."): tensor for key, tensor in network.state_dict().items()}
    card = weights.save(weights.user_folder() / "a.safetensors", state, describe("a", ("fcn-article",), 21), half=False)
    loaded = zoo.build("fcn-article", weights=card).state_dict()
    assert all(torch.equal(loaded[key], tensor) for key, tensor in network.state_dict().items())


@pytest.mark.parametrize("harm", ["flip", "cut", "empty", "grow", "replace"])
def test_an_altered_file_is_refused_and_named(stored, harm):
    card = stored[1]
    weights.verify(card)
    data = card.path.read_bytes()
    middle = len(data) // 2
    altered = {
        "flip": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
        "cut": data[:middle],
        "empty": b"",
        "grow": data + b"\0",
        "replace": b"\x80\x04." + data[3:],
    }
    card.path.write_bytes(altered[harm])
    os.utime(card.path, ns=(1, 1))
    with pytest.raises(WeightsError, match=r"mine\.safetensors.*sha256"):
        zoo.build("unet-same", weights=card)


def test_a_missing_file_is_refused_and_the_other_networks_still_run(stored):
    stored[1].path.unlink()
    own = engine.Engine()
    picture = from_pixels(np.zeros((32, 32, 3), np.uint8))
    with pytest.raises(WeightsError, match=r"mine\.safetensors.*missing"):
        own.analyse(picture, "unet-same", size=64)
    assert own.analyse(picture, "fcn-8s", size=64).card is None
    assert own.analyse(picture, "unet-same", size=64, weights="untrained").card is None


def test_weights_of_another_network_are_refused(stored):
    with pytest.raises(WeightsError, match="not for fcn-8s"):
        zoo.build("fcn-8s", weights=stored[1])
    with pytest.raises(WeightsError, match=r"final_layer\.weight has another shape"):
        zoo.build("unet-same", num_classes=5, weights=stored[1])


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"name": 3}', '"x"', "\0"])
def test_a_broken_card_hides_only_itself(stored, text):
    (weights.user_folder() / "broken.json").write_text(text)
    assert weights.cards() == [stored[1]]
    with pytest.raises(WeightsError, match=r"broken\.json"):
        weights.read_card(weights.user_folder() / "broken.json")


def test_a_save_that_fails_leaves_the_old_weights_as_they_were(stored, monkeypatch):
    def full(state, path):
        path.write_bytes(b"half of it")
        raise OSError("disk full")

    before = {path.name: path.read_bytes() for path in weights.user_folder().iterdir()}
    monkeypatch.setattr("safetensors.torch.save_file", full)
    with pytest.raises(OSError, match="disk full"):
        weights.save(stored[1].path, {"a": torch.ones(2)}, describe())
    assert {path.name: path.read_bytes() for path in weights.user_folder().iterdir()} == before


# -- published weights -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", PORT)
def test_the_ports_names_and_shapes_are_taken_and_no_others(model):
    def state(shapes):
        return {key: torch.empty(shape, device="meta") for key, shape in shapes.items()}

    published.check(state(PORT[model]), model, "f.pth")
    for other in set(PORT) - {model}:
        with pytest.raises(WeightsError, match=f"{other}.*tensors are missing"):
            published.check(state(PORT[model]), other, "f.pth")
    for key, shape in PORT[model].items():
        lacking = {k: s for k, s in PORT[model].items() if k != key}
        for wrong in (lacking, PORT[model] | {f"{key}2": shape}, PORT[model] | {key: (*shape[:-1], shape[-1] + 1)}):
            with pytest.raises(WeightsError, match=key):
                published.check(state(wrong), model, "f.pth")


@pytest.mark.parametrize("zipped", [True, False])
def test_a_published_file_becomes_exact_weights(thin, tmp_path, zipped):
    network = trained("fcn-8s-paper")
    file = tmp_path / "fcn8s_from_caffe.pth"
    torch.save(network.state_dict(), file, _use_new_zipfile_serialization=zipped)
    card = published.import_file(file, "fcn-8s-paper")
    assert weights.card_for("fcn-8s-paper") == card
    loaded = zoo.build("fcn-8s-paper", weights=card)
    assert all(torch.equal(loaded.state_dict()[key], tensor) for key, tensor in network.state_dict().items())
    assert weights.card_for("fcn-8s") is None


def test_the_card_of_published_weights_says_what_they_expect(thin, tmp_path):
    torch.save(trained("fcn-16s-paper").state_dict(), tmp_path / "f.pth")
    card = published.import_file(tmp_path / "f.pth", "fcn-16s-paper")
    pixel = np.array([[[10, 20, 30]]], np.uint8)
    seen = prepare(pixel, card.preprocessing).flatten()
    assert seen.numpy() == pytest.approx([30 - 104.00699, 20 - 116.66877, 10 - 122.67891], abs=1e-4)
    names = [known.name for known in card.classes]
    assert (len(names), names[0], names[8], names[20]) == (21, "background", "cat", "tvmonitor")
    assert card.classes[15] == ClassInfo("person", "人", "#c08080")
    assert len({known.colour for known in card.classes}) == 21
    assert len({known.zh for known in card.classes}) == 21
    assert card.results == {"fcn-16s-paper": {"results": {"16s": {"mean_iu": 0.65}}}}
    assert set(card.trained_on) == {"en", "zh"}


class Harmful:
    """Makes a folder when it is unpickled."""

    def __init__(self, folder):
        self.folder = folder

    def __reduce__(self):
        return os.mkdir, (str(self.folder),)


@pytest.mark.parametrize("zipped", [True, False])
def test_code_in_a_file_is_refused_and_does_not_run(thin, tmp_path, zipped):
    trap, file = tmp_path / "executed", tmp_path / "f.pth"
    torch.save({"conv1_1.weight": Harmful(trap)}, file, _use_new_zipfile_serialization=zipped)
    with pytest.raises(WeightsError, match=r"f\.pth is not a PyTorch file of plain tensors"):
        published.import_file(file, "fcn-8s-paper")
    assert not trap.exists()
    torch.load(file, weights_only=False)
    assert trap.exists()  # so it would have run


@pytest.mark.parametrize(
    "content",
    [
        torch.zeros(3),
        [torch.zeros(3)],
        {"conv1_1.weight": "text"},
        {"state_dict": {"conv1_1.weight": torch.zeros(3)}},
        {"conv1_1.weight": torch.zeros(3, device="meta")},
        {"conv1_1.weight": torch.eye(3).to_sparse()},
    ],
    ids=["tensor", "list", "text", "nested", "meta", "sparse"],
)
def test_a_file_of_anything_but_plain_tensors_is_refused(thin, tmp_path, content):
    torch.save(content, tmp_path / "f.pth")
    with pytest.raises(WeightsError, match="plain tensors"):
        published.import_file(tmp_path / "f.pth", "fcn-8s-paper")
    assert not weights.user_folder().exists()


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("part", [0.0, 0.001, 0.25, 0.5, 0.75, 0.999])
def test_a_truncated_file_is_refused(thin, tmp_path, part, zipped):
    file = tmp_path / "f.pth"
    torch.save(trained("fcn-32s-paper").state_dict(), file, _use_new_zipfile_serialization=zipped)
    data = file.read_bytes()
    file.write_bytes(data[: int(len(data) * part)])
    with pytest.raises(WeightsError, match=r"f\.pth is not a PyTorch file"):
        published.import_file(file, "fcn-32s-paper")


@pytest.mark.parametrize("content", [b"hello", b"PK\x03\x04" + bytes(100), b"\x80\x02.", bytes(range(256)) * 40])
def test_a_file_of_something_else_is_refused(thin, tmp_path, content):
    (tmp_path / "f.pth").write_bytes(content)
    with pytest.raises(WeightsError, match="plain tensors"):
        published.import_file(tmp_path / "f.pth", "fcn-32s-paper")


def test_a_file_that_is_not_there_and_a_file_for_another_network_are_refused(thin, tmp_path):
    with pytest.raises(WeightsError, match="cannot be read"):
        published.import_file(tmp_path / "none.pth", "fcn-8s-paper")
    with pytest.raises(WeightsError, match="cannot be read"):
        published.import_file(tmp_path, "fcn-8s-paper")
    torch.save(trained("fcn-32s-paper").state_dict(), tmp_path / "f.pth")
    with pytest.raises(WeightsError, match=r"f\.pth does not hold the weights of fcn-8s-paper"):
        published.import_file(tmp_path / "f.pth", "fcn-8s-paper")
    whole_numbers = {key: tensor.int() for key, tensor in trained("fcn-8s-paper").state_dict().items()}
    torch.save(whole_numbers, tmp_path / "f.pth")
    with pytest.raises(WeightsError, match="floating point"):
        published.import_file(tmp_path / "f.pth", "fcn-8s-paper")


def test_tensors_that_share_their_memory_are_stored_apart(thin, tmp_path):
    state = trained("fcn-8s-paper").state_dict()
    state["conv5_3.weight"] = state["conv5_2.weight"]
    state["conv5_3.bias"] = state["conv5_3.bias"][:1].expand(8 * 4)
    torch.save(state, tmp_path / "f.pth")
    card = published.import_file(tmp_path / "f.pth", "fcn-8s-paper")
    loaded = zoo.build("fcn-8s-paper", weights=card).state_dict()
    assert all(torch.equal(loaded[key], tensor) for key, tensor in state.items())


def test_a_cache_that_cannot_be_written_is_said(thin, tmp_path, monkeypatch):
    torch.save(trained("fcn-8s-paper").state_dict(), tmp_path / "f.pth")
    monkeypatch.setenv("SEGVIZ_HOME", str(tmp_path / "f.pth"))
    with pytest.raises(WeightsError, match=r"cannot be written.*SEGVIZ_HOME"):
        published.import_file(tmp_path / "f.pth", "fcn-8s-paper")


# -- ImageNet ----------------------------------------------------------------------------------------------------------


def torchvision_names(network):
    """A state dict of the heat-map network under torchvision's names, its head dense again."""
    indices = iter((0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28))
    names = {
        f"conv{b}_{i}": f"features.{next(indices)}" for b, n in enumerate((2, 2, 3, 3, 3), 1) for i in range(1, n + 1)
    }
    names |= {"fc6": "classifier.0", "fc7": "classifier.3", "fc8": "classifier.6"}
    state = {}
    for key, tensor in network.state_dict().items():
        layer, part = key.rsplit(".", 1)
        dense = layer.startswith("fc") and part == "weight"
        state[f"{names[layer]}.{part}"] = tensor.flatten(1) if dense else tensor
    return state


def test_a_file_of_torchvisions_vgg16_gives_the_heat_map_network_its_thousand_names(thin, tmp_path):
    network = trained("vgg16-heatmap")
    torch.save(torchvision_names(network), tmp_path / "vgg16.pth")
    card = published.import_file(tmp_path / "vgg16.pth", "vgg16-heatmap")
    loaded = zoo.build("vgg16-heatmap", weights=card).state_dict()
    assert all(torch.equal(loaded[key], tensor) for key, tensor in network.state_dict().items())
    assert (len(card.classes), card.classes[0].name, card.classes[281].name) == (1000, "tench", "tabby")
    assert len({known.colour for known in card.classes}) == 1000
    assert card.preprocessing == Preprocessing("RGB", 1, (0.485, 0.456, 0.406), (0.229, 0.224, 0.225))


@pytest.mark.parametrize("state", [{"a": torch.zeros(1)}, {"features.1.weight": torch.zeros(1)},
                                   {"classifier.0.weight": torch.zeros(5, 5)}])  # fmt: skip
def test_a_file_of_another_network_is_not_taken_for_vgg16(thin, tmp_path, state):
    torch.save(state, tmp_path / "f.pth")
    with pytest.raises(WeightsError, match="vgg16-heatmap"):
        published.import_file(tmp_path / "f.pth", "vgg16-heatmap")


def test_torchvision_fetches_vgg16_and_a_failure_is_one_sentence(thin, monkeypatch):
    network, real = trained("vgg16-heatmap"), published._imagenet()
    asked = []

    def fetch(progress, check_hash):
        asked.append(check_hash)
        return torchvision_names(network)

    source = SimpleNamespace(url=real.url, meta=real.meta, get_state_dict=fetch)
    monkeypatch.setattr(published, "_imagenet", lambda: source)
    card = published.import_torchvision()
    assert asked == [True]
    assert weights.card_for("vgg16-heatmap") == card
    assert card.recipe == {"imported": "vgg16-397923af.pth"}

    def offline(progress, check_hash):
        raise urllib.error.URLError("no\nnetwork")

    source.get_state_dict = offline
    with pytest.raises(WeightsError, match=r"download\.pytorch\.org.*no network"):
        published.import_torchvision()


def test_a_torchvision_that_does_not_fit_its_torch_is_said(thin, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "torchvision.models", None)
    with pytest.raises(WeightsError, match="torchvision cannot be imported"):
        published.import_torchvision()


def test_torchvisions_own_state_dict_has_the_names_that_are_translated():
    from torchvision.models import vgg16

    with torch.device("meta"):
        state = vgg16(weights=None).state_dict()
    published.check(vgg.from_torchvision(state), "vgg16-heatmap", "vgg16.pth")


# -- the command -------------------------------------------------------------------------------------------------------


def test_imported_weights_are_listed_and_used(thin, tmp_path, capsys):
    from segviz.cli import cli

    def call(*args):
        assert not cli.main([*map(str, args)], prog_name="segviz", standalone_mode=False)
        return capsys.readouterr().out

    torch.save(trained("fcn-8s-paper").state_dict(), tmp_path / "f.pth")
    assert "voc-8s" in call("weights", "import", tmp_path / "f.pth", "--model", "fcn-8s-paper")
    (row,) = json.loads(call("weights", "list", "--json"))
    assert (row["name"], row["models"], row["problem"]) == ("voc-8s", ["fcn-8s-paper"], None)
    assert "voc-8s" in call("weights", "list")
    used = {row["name"]: row["weights"] for row in json.loads(call("models", "--json"))}
    assert {name for name, found in used.items() if found == "voc-8s"} == {"fcn-8s-paper"}
    assert set(used.values()) == {"voc-8s", "untrained"}
    weights.card("voc-8s").path.write_bytes(b"")
    (row,) = json.loads(call("weights", "list", "--json"))
    assert "sha256" in row["problem"]
    (weights.user_folder() / "torn.json").write_text("{")
    assert not cli.main(["weights", "list"], prog_name="segviz", standalone_mode=False)
    said = capsys.readouterr()
    assert ("torn.json" in said.err, "torn.json" in said.out) == (True, False)


# -- weights that were trained here ------------------------------------------------------------------------------------


def test_own_weights_take_the_place_of_the_bundled_ones_of_their_name(thin, tmp_path):
    network = trained("unet-paper")
    about = describe("em", ("unet-paper",), in_channels=1)
    own = weights.save(tmp_path / "em.safetensors", network.state_dict(), about)
    bundled = weights.save(weights.BUNDLED / "em.safetensors", trained("unet-paper", 1).state_dict(), own)
    assert weights.card("em") == bundled
    published.import_own(own.path)
    assert (weights.card("em"), weights.card_for("unet-paper")) == (own, own)
    assert weights.card("em").path.parent == weights.user_folder()
    weights.verify(weights.card("em"))
    assert published.import_own(weights.card("em").path) == own  # once more, from where it lies
    assert [card.name for card in weights.cards()].count("em") == 1


def test_only_intact_weights_with_their_card_are_taken_over(thin, tmp_path):
    own = weights.save(tmp_path / "em.safetensors", trained().state_dict(), describe("em"))
    elsewhere = replace(own, file=f"../{tmp_path.name}/em.safetensors")
    (tmp_path / "em.json").write_text(elsewhere.to_json(), "utf-8")
    with pytest.raises(WeightsError, match=r"em\.json"):
        published.import_own(own.path)
    weights.rewrite(own)
    own.path.write_bytes(own.path.read_bytes()[:-1] + b"x")
    with pytest.raises(WeightsError, match="sha256 differs"):
        published.import_own(own.path)
    own.path.with_suffix(".json").unlink()
    with pytest.raises(WeightsError, match=r"em\.json"):
        published.import_own(own.path)
    assert weights.cards() == []
