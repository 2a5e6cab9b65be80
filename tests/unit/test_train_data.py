"""Data sets read as their files mean it, packed without loss, and varied with picture and labels kept together."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch
from torchvision import tv_tensors

from segviz.train import augment, classes, datasets, packs, recipes, stream
from segviz.train.datasets import HELD_OUT_PERCENT, Item
from tests.unit import train_data

IDS = classes.ids(classes.PHOTOS)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return train_data.everything(tmp_path_factory.mktemp("data"))


@pytest.fixture
def pack(data, tmp_path, monkeypatch):
    monkeypatch.setenv("SEGVIZ_HOME", str(tmp_path))
    return packs.load(recipes.RECIPES["photos"].sources, data, 320)


def test_an_outline_lies_on_its_object(data):
    """The generated object is a square of one colour: where the labels say so, and nowhere else."""
    items = {item.name: item for item in datasets.caltech(data, False)}
    picture, labels = items["caltech101/airplanes/image_0003"].read()
    red = np.asarray(picture)[:, :, 0] > 150
    thing = labels == IDS["aeroplane"]
    assert set(np.unique(labels)) == {0, IDS["aeroplane"]}
    assert (red & thing).sum() / (red | thing).sum() > 0.88  # its outline is drawn 2 px inside


def test_an_outline_of_two_points_is_dropped_and_counted(pack):
    assert pack.dropped == 1
    assert "caltech101/sunflower/image_0020" not in pack.names
    assert "caltech101/sunflower/image_0019" in pack.names


def test_pets_are_cats_and_dogs_with_an_ignored_border(data):
    items = {item.name: item.read()[1] for item in datasets.pets(data, False)}
    assert set(items) == {"oxford-iiit-pet/Bengal_1", "oxford-iiit-pet/Bengal_2", "oxford-iiit-pet/beagle_1"}
    assert set(np.unique(items["oxford-iiit-pet/Bengal_2"])) == {0, IDS["cat"], 255}
    assert set(np.unique(items["oxford-iiit-pet/beagle_1"])) == {0, IDS["dog"], 255}


def test_a_horse_mask_of_another_size_is_fitted(data):
    (item,) = datasets.horses(data, False)
    picture, labels = item.read()
    assert labels.shape == (picture.height, picture.width) == (60, 80)
    assert labels[30, 40] == IDS["horse"]
    assert labels[5, 5] == 0


def test_the_pack_gives_back_every_picture_at_its_size(pack, data):
    items = {item.name: item for item in datasets.horses(data, False)}
    index = pack.names.index("weizmann-horse/horse001")
    pixels, labels = pack[index]
    picture, wanted = items["weizmann-horse/horse001"].read()
    assert np.array_equal(pixels, np.asarray(picture))
    assert np.array_equal(labels, wanted)
    assert set(np.flatnonzero(pack.present[index])) == set(np.unique(wanted))


def test_the_split_depends_on_the_name_alone():
    names = [f"caltech101/watch/image_{i:04d}" for i in range(2000)]
    held = [Item(name, lambda: None).held_out for name in names]
    assert sum(held) / 2000 == pytest.approx(HELD_OUT_PERCENT / 100, abs=0.02)
    assert held == [Item(name, lambda: None).held_out for name in names]


def test_splits_share_nothing(pack):
    train, held = set(pack.split("train")), set(pack.split("heldout"))
    assert train
    assert held
    assert not train & held
    assert train | held == set(pack.split("all"))


def test_missing_sets_are_named(data, tmp_path, monkeypatch):
    monkeypatch.setenv("SEGVIZ_HOME", str(tmp_path))
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "weizmann-horse").symlink_to(data / "weizmann-horse")
    pack = packs.load(recipes.RECIPES["photos"].sources, tmp_path / "some", 320)
    assert pack.missing == ("caltech101", "oxford-iiit-pet")
    assert len(pack) == 1


@pytest.mark.parametrize("name", ["photos", "em", "nuclei"])
def test_pictures_come_in_the_asked_size_with_known_labels_only(name, data, tmp_path, monkeypatch):
    monkeypatch.setenv("SEGVIZ_HOME", str(tmp_path))
    recipe = recipes.RECIPES[name]
    varied = stream.Varied(recipe, (pack := packs.load(recipe.sources, data, 320)), pack.split("train"))
    torch.manual_seed(0)
    for index in itertools.islice(itertools.cycle(varied.chosen), 30):
        image, labels = varied[int(index), recipes.Stage(0, 96, 1, plain=0.4)]
        assert image.shape == (recipe.in_channels, 96, 96)
        assert labels.shape == (96, 96)
        assert image.dtype == labels.dtype == torch.uint8
        assert set(labels.unique().tolist()) <= {*range(len(recipe.categories)), 255}


def marked(side=64):
    """A picture that is white exactly where its label is 1, so that any transformation shows if it moved both."""
    labels = torch.zeros(side, side, dtype=torch.uint8)
    labels[20:44, 12:40] = 1
    return tv_tensors.Image(labels.expand(3, -1, -1) * 255), tv_tensors.Mask(labels)


def agreement(pair):
    image, labels = pair
    white, thing = image[0] > 127, labels == 1
    return float((white & thing).sum() / (white | thing).sum())


@pytest.mark.parametrize(
    "move",
    [
        lambda pair: augment.canvas(pair, 64, 0.7, 1.3),
        lambda pair: augment.cover(pair, 48),
        lambda pair: augment.tile(pair, 60, 1.2),
        lambda pair: augment.turned(pair),
        lambda pair: augment.elastic(pair, 3, cell=16),
    ],
)
def test_picture_and_labels_move_together(move):
    torch.manual_seed(1)
    for _ in range(5):
        assert agreement(move(marked())) > 0.85


def centre(weights):
    """The centre of mass (row, column) of a map (H, W)."""
    weights = weights.double()
    return torch.stack([(weights.sum(1 - axis) * torch.arange(weights.shape[axis])).sum() for axis in (0, 1)]) / (
        weights.sum()
    )


@pytest.mark.parametrize(
    "move",
    [
        lambda pair: augment.resized(pair, [int(n) for n in torch.randint(70, 300, (2,))]),
        lambda pair: augment.tile(pair, 400, augment.uniform(0.4, 1.6)),
        lambda pair: augment.canvas(pair, 300, 0.3, 0.9),
    ],
)
def test_resized_labels_lie_on_their_picture(move):
    """Each resampled edge may be off by half a pixel, but not all of them to the same side."""
    torch.manual_seed(6)
    labels = torch.zeros(181, 181, dtype=torch.uint8)
    labels[60:121, 50:131] = 1
    given = tv_tensors.Image(labels.expand(3, -1, -1) * 255), tv_tensors.Mask(labels)
    made = [move(given) for _ in range(120)]
    away = torch.stack([centre(labels == 1) - centre(image[0]) for image, labels in made])
    assert away.mean(0).abs().max() < 0.1


def test_turned_labels_lie_beside_their_picture_as_before():
    """Outlines that were drawn a little too high are so in any orientation, without blurring the picture away."""
    torch.manual_seed(3)
    rows, columns = torch.meshgrid(torch.arange(64.0), torch.arange(64.0), indexing="ij")
    lean = (-0.5, -0.25)
    bump = 255 * torch.exp(-((rows - 30 + lean[0]) ** 2 + (columns - 25 + lean[1]) ** 2) / 50)
    labels = ((rows - 30).abs() <= 8) & ((columns - 25).abs() <= 6)
    given = tv_tensors.Image(bump.round().byte()[None]), tv_tensors.Mask(labels.byte())
    seen = set()
    for _ in range(40):
        image, labels = augment.turned(given, lean)
        away = centre(labels) - centre(image[0])
        assert torch.allclose(away, torch.tensor(lean, dtype=torch.double), atol=0.05), away
        assert abs(int(image.max()) - 254) <= 3
        seen.add(tuple(centre(labels).tolist()))
    assert len(seen) == 8


def test_a_pasted_object_covers_what_lies_under_it():
    torch.manual_seed(2)
    under = tv_tensors.Image(torch.zeros(3, 64, 64, dtype=torch.uint8)), tv_tensors.Mask(torch.zeros(64, 64).byte())
    thing = augment.cut_out(marked())
    assert thing[0].shape == (3, 24, 28)
    augment.paste(under, thing, 0.5, 0.5)
    assert agreement(under) > 0.85
    assert 200 < int((under[1] == 1).sum()) < 1100


def test_rare_classes_are_drawn_more_often(pack):
    recipe, chosen = recipes.RECIPES["photos"], pack.split("all")
    chances = dict(zip((pack.names[i] for i in chosen), recipe.chances(pack, chosen), strict=True))
    assert chances["weizmann-horse/horse001"] > 3 * chances["caltech101/airplanes/image_0001"]
    assert sum(chances.values()) == pytest.approx(1)


def test_rare_kinds_of_pictures_are_drawn_more_often():
    dark, grey, stained = (np.full((8, 8, 3), colour, np.uint8) for colour in (10, 200, (200, 150, 210)))
    assert [recipes.light(pixels) for pixels in (dark, stained, grey)] == [0, 1, 2]
    pictures = [dark] * 16 + [stained] * 4
    chances = recipes.RECIPES["nuclei"].chances([(pixels, None) for pixels in pictures], np.arange(20))
    # Four times as rare: each is drawn twice as often.
    assert chances[-1] == pytest.approx(2 * chances[0])
    assert chances.sum() == pytest.approx(1)


def test_a_second_stain_darkens_bright_pictures_and_blue_most():
    torch.manual_seed(3)
    dark, bright = (torch.full((3, 64, 64), level, dtype=torch.uint8) for level in (60, 230))
    assert torch.equal(augment.stained_again(dark), dark)
    seen = [augment.stained_again(bright) for _ in range(20)]
    red, green, blue = torch.stack(seen).float().mean((0, 2, 3))
    assert blue < green < red < 230
    assert max(int(image.max()) for image in seen) <= 230
    # Patches: part of a picture keeps its colour.
    assert any((image == 230).all(0).any() and (image[2] < 150).any() for image in seen)


@pytest.mark.parametrize(("plain", "turned"), [(1.0, False), (0.0, True)])
def test_plain_tiles_of_membranes_stay_upright(plain, turned):
    torch.manual_seed(4)
    # Darker from top to bottom, whatever bends or brightens it.
    image = torch.linspace(220, 30, 200).round().to(torch.uint8)[None, :, None].expand(1, 200, 200).contiguous()
    given = tv_tensors.Image(image), tv_tensors.Mask(torch.zeros(200, 200, dtype=torch.uint8))
    stage = recipes.Stage(0, 204, 1, plain=plain)
    down = []
    for _ in range(12):
        pixels = augment.membranes(given, lambda: given, stage)[0].float()[0]
        # Without what the mirroring at the border turns round.
        down.append(bool(pixels[60:80, 60:140].mean() > pixels[120:140, 60:140].mean() + 5))
    assert (not all(down)) == turned


@pytest.mark.parametrize("name", ["em", "nuclei", "photos-unet"])
def test_the_rate_rises_once_and_falls_to_nearly_nothing(name):
    """To a quarter where the weights are averaged: their mean goes on changing."""
    recipe = recipes.RECIPES[name]
    rates = [recipe.rate(i / 200) for i in range(201)]
    top = int(np.argmax(rates))
    assert rates[top] == pytest.approx(recipe.peak_rate, rel=0.05)
    assert rates[: top + 1] == sorted(rates[: top + 1])
    assert rates[top:] == sorted(rates[top:], reverse=True)
    assert rates[-1] / recipe.peak_rate == pytest.approx(0.25 if recipe.averaged else 0.002, rel=0.01)
