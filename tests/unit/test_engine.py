"""The engine: one pass a question, exact answers after eviction, bounded memory, no leaks between pictures."""

import threading
import time

import numpy as np
import pytest
import torch

from segviz import answers, overlap
from segviz.capture import Recorder, keeper
from segviz.edits import editor
from segviz.engine import Ablation, Engine, analyse
from segviz.errors import UserError
from segviz.geometry import SizeError
from segviz.images import from_pixels
from segviz.inputs import feed, prepare
from segviz.keeping import compact
from segviz.models import zoo
from segviz.weights import Preprocessing


@pytest.fixture(autouse=True)
def thin_networks(monkeypatch):
    """The same networks with a fraction of their channels: the engine's own work is what is tested here."""
    build, graph = zoo.build, zoo.graph
    monkeypatch.setattr(zoo, "build", lambda *a, **k: build(*a, **k, width=1 / 32))
    monkeypatch.setattr(zoo, "graph", lambda *a, **k: graph(*a, **{"width": 1 / 32} | k))


def picture(seed=0, size=(90, 120)):
    return from_pixels(np.random.default_rng(seed).integers(0, 256, (*size, 3), dtype=np.uint8))


def run(engine, model="fcn", seed=0, **options):
    return engine.analyse(picture(seed), model, **{"size": 256, "weights": "untrained"} | options)


def test_a_run_is_the_record_of_one_real_pass():
    engine = Engine()
    record = run(engine)
    network = zoo.build("fcn")
    x = prepare(record.fitted.pixels, Preprocessing())
    with torch.inference_mode(), Recorder(network, keep=lambda op: True) as recorder:
        expected = network(x)
    assert set(record.masks) == {"32s", "16s", "8s"}
    for label, logits in expected.items():
        np.testing.assert_allclose(record.scores(label), logits[0], atol=1e-5)
        assert record.masks[label].shape == record.picture.size
        assert np.array_equal(record.masks[label], record.fitted.restore(logits[0].argmax(0).numpy().astype(np.uint8)))
    for stage in record.stages:
        np.testing.assert_allclose(record.tensor(stage.name), recorder.tensors[stage.name][0], atol=1e-5)


@pytest.mark.parametrize("model", ["unet-same", "unet-paper", "unet-article"])
@pytest.mark.parametrize("edits", [(), (Ablation("concat3"),)])
def test_a_fusion_is_put_together_from_its_parts_unless_an_edit_acts_in_it(model, edits):
    engine = Engine()
    record = run(engine, model, edits=edits)
    keep = keeper(record.graph)
    shown = {op.name: record.tensor(op.name) for op in record.graph.ops if keep(op)}
    assert engine.passes == 1
    with torch.inference_mode(), Recorder(zoo.build(model), keep, editor(edits)) as recorder:
        recorder.network(feed(record.fitted, record.graph, None))
    for name, tensor in shown.items():
        np.testing.assert_allclose(tensor, recorder.tensors[name][0], rtol=2**-10, atol=1e-5, err_msg=name)
    skip = shown["concat3"][: shown["crop3"].shape[0]]
    assert np.array_equal(skip, np.zeros_like(skip) if edits else shown["crop3"])


def test_a_crop_that_cuts_nothing_is_kept_once():
    with torch.inference_mode(), Recorder(zoo.build("unet-same"), take=compact) as recorder:
        recorder.network(torch.rand(1, 3, 64, 64))
    assert recorder.tensors["crop2"] is recorder.tensors["encoder_block2.relu2"]
    with torch.inference_mode(), Recorder(zoo.build("unet-paper"), take=compact) as recorder:
        recorder.network(torch.rand(1, 1, 188, 188))
    assert recorder.tensors["crop2"].shape < recorder.tensors["encoder_block2.relu2"].shape


def test_asking_again_runs_nothing():
    engine = Engine()
    record = run(engine)
    assert run(engine) is record
    record.tensor("pool3")
    record.scores("8s")
    assert engine.passes == 1
    record.tensor("conv2_2")  # not kept by default: one more pass, then none
    record.tensor("conv2_2")
    assert engine.passes == 2


@pytest.mark.parametrize(
    "change",
    [{"seed": 1}, {"model": "fcn-8s"}, {"geometry": "paper"}, {"size": 512}, {"fit": "mirror"}, {"precision": "fast"},
     {"edits": (Ablation("score_pool4"),)}],
)  # fmt: skip
def test_every_part_of_the_key_counts(change):
    engine = Engine()
    assert run(engine).key != run(engine, **change).key
    assert engine.passes == 2


def test_one_pixel_makes_another_picture():
    engine = Engine()
    pixels = np.zeros((700, 800, 3), np.uint8)
    other = pixels.copy()
    other[350, 400, 1] = 1
    one, two = (engine.analyse(from_pixels(p), "fcn", size=256, weights="untrained") for p in (pixels, other))
    assert one is not two


def test_evicted_tensors_come_back_the_same():
    engine = Engine()
    record = run(engine)
    before = {stage.name: record.tensor(stage.name) for stage in record.stages}
    engine.kept.clear()
    for name in ("pool1", "conv4_1", "upscore8"):
        np.testing.assert_array_equal(record.tensor(name), before[name])


def test_the_budget_holds_over_many_pictures():
    engine = Engine(budget=2 * 2**20)
    for seed in range(6):
        record = run(engine, seed=seed)
        assert engine.kept.used <= 2 * 2**20
    assert record.tensor("pool5").shape[0] == record.trace["pool5"].shape[0]


def test_the_same_picture_from_many_is_computed_once():
    engine = Engine()
    found = []
    threads = [threading.Thread(target=lambda: found.append(run(engine))) for _ in range(40)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert engine.passes == 1
    assert len(found) == 40
    assert len({id(r) for r in found}) == 1


def test_who_waits_for_what_another_has_made_waits_no_longer():
    engine, made, found = Engine(), run(Engine()), []
    thread = threading.Thread(target=lambda: found.append(run(engine)))
    with engine.turn():
        thread.start()
        while len(engine.queue) < 2:
            time.sleep(0.001)
        engine.kept.put(made.key, made, 1)
        thread.join(60)
        assert found == [made]
    assert engine.passes == 0


def test_different_pictures_at_once_get_their_own_masks():
    engine, alone, found = Engine(), Engine(), {}
    threads = [threading.Thread(target=lambda i=i: found.update({i: run(engine, seed=i)})) for i in range(6)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    for seed in range(6):
        np.testing.assert_array_equal(found[seed].masks["8s"], run(alone, seed=seed).masks["8s"])


@pytest.mark.parametrize("model", zoo.MODELS)
@pytest.mark.parametrize("fit", ["resize", "mirror"])
def test_every_network_takes_every_picture(model, fit):
    record = run(Engine(), model, fit=fit)
    assert all(mask.shape == record.picture.size for mask in record.masks.values())
    unpredicted = [np.mean(mask == np.iinfo(mask.dtype).max) for mask in record.masks.values()]
    lossy = model in ("unet-paper", "unet-article", "vgg16-heatmap") and not (fit == "mirror" and "unet" in model)
    assert all((share > 0.1) == lossy for share in unpredicted)


def test_ablations_act_on_their_own_run_only():
    engine = Engine()
    plain = run(engine)
    without = run(engine, edits=(Ablation("score_pool4"),))
    noisy = run(engine, edits=(Ablation("score_pool4", "noise", seed=3),))
    assert not without.tensor("score_pool4").any()
    np.testing.assert_array_equal(without.tensor("score_fr"), plain.tensor("score_fr"))
    skip, noise = plain.tensor("score_pool4"), noisy.tensor("score_pool4")
    np.testing.assert_allclose(noise.mean((1, 2)), skip.mean((1, 2)), atol=3 * skip.std() / 10)
    assert not np.allclose(noise, skip)


def test_compact_copies_are_small_and_accurate():
    big = torch.randn(64, 200, 200)
    small = torch.randn(8, 300, 300)[:, 10:20, 10:20]
    assert compact(big).dtype == torch.float16
    assert float((compact(big).float() - big).abs().max()) < 2**-11 * float(big.abs().max())
    assert torch.equal(compact(small), small)
    assert compact(small).untyped_storage().nbytes() == compact(small).nbytes
    assert compact(big * 1e6).dtype == torch.float32  # beyond half precision's range


@pytest.mark.parametrize("value", [7e4, -7e4, float("inf"), float("nan")])
@pytest.mark.parametrize("form", [torch.contiguous_format, torch.channels_last])
def test_what_half_precision_cannot_hold_is_kept_as_it_is(form, value):
    """One cell anywhere, also of a view that owns only part of its memory."""
    big = torch.randn(1, 64, 210, 200).to(memory_format=form)[:, :, 5:-5]
    assert compact(big).dtype == torch.float16
    for cell in ((0, 0, 0), (63, 199, 199), (30, 100, 7)):
        changed = big.clone()
        changed[0][cell] = value
        torch.testing.assert_close(compact(changed), changed, rtol=0, atol=0, equal_nan=True)
        assert compact(changed).dtype == torch.float32


def test_preprocessing_is_the_weights_own():
    pixels = np.array([[[255, 0, 51]]], np.uint8)
    caffe = Preprocessing("BGR", 255, (104.00699, 116.66877, 122.67891), (1.0, 1.0, 1.0))
    torch.testing.assert_close(
        prepare(pixels, caffe).ravel(), torch.tensor([51 - 104.00699, -116.66877, 255 - 122.67891])
    )
    torchvision = prepare(pixels, Preprocessing()).ravel()
    expected = (torch.tensor([1, 0, 0.2]) - torch.tensor([0.485, 0.456, 0.406])) / torch.tensor([0.229, 0.224, 0.225])
    torch.testing.assert_close(torchvision, expected)
    grey = prepare(pixels, Preprocessing("L", 1, (0.0,), (1.0,)))
    assert grey.shape == (1, 1, 1, 1)
    assert float(grey) == pytest.approx(0.299 + 0.114 * 0.2)


def test_mistakes_are_told():
    with pytest.raises(UserError, match="fcn-8s-paper"):
        analyse(picture(), "fcn-7s")
    with pytest.raises(SizeError):
        zoo.build("unet-paper")(torch.zeros(1, 1, 200, 200))
    with pytest.raises(KeyError):
        run(Engine()).tensor("no-such-stage")


def test_the_waiting_are_told_and_may_leave():
    engine = Engine()

    class Left(Exception):
        pass

    def leave(position):
        raise Left(position)

    started, release = threading.Event(), threading.Event()

    def hold():
        with engine.queue.turn():
            started.set()
            release.wait(5)

    holder = threading.Thread(target=hold)
    holder.start()
    started.wait(5)
    with pytest.raises(Left):
        run(engine, on_wait=leave)
    release.set()
    holder.join()
    assert engine.passes == 0
    assert run(engine).masks


def test_voc_colours():
    assert [answers.voc_colour(i) for i in (0, 1, 8, 12, 15)] == ["#000000", "#800000", "#400000", "#400080", "#c08080"]


@pytest.mark.parametrize(("model", "fit"), [("fcn", "resize"), ("unet-paper", "mirror"), ("fcn-article", "pad")])
def test_tiles_answer_as_one_pass_does(model, fit, monkeypatch):
    """At the picture's own size, in tiles that each wait for their turn; asked twice it is computed once."""
    monkeypatch.setattr(overlap, "TILE", 700)
    engine, large = Engine(), picture(size=(240, 1290))
    small = engine.analyse(large, model, size=256, fit=fit, weights="untrained")
    told = []
    whole = engine.whole(small, lambda done, tiles: told.append((done, tiles)))
    assert told == [(i, whole.tiles) for i in range(whole.tiles)]
    assert whole.tiles > 1
    passes = engine.passes
    assert engine.whole(small, lambda done, tiles: None) is whole
    one = engine.analyse(large, model, size=1290, fit=fit, weights="untrained")
    assert engine.passes == passes + 1
    assert whole.masks.keys() == one.masks.keys()
    for label, mask in one.masks.items():
        # Equal scores but for rounding: a tie may fall to the other side.
        assert np.mean(whole.masks[label] == mask) > 0.9999


def test_between_two_tiles_others_have_their_turn(monkeypatch):
    monkeypatch.setattr(overlap, "TILE", 700)
    engine, others = Engine(), []
    large = engine.analyse(picture(size=(240, 1290)), "fcn", size=256, weights="untrained")

    def between(done, tiles):
        student = threading.Thread(
            target=lambda: others.append(engine.analyse(picture(seed=9 + done), "fcn", size=64, weights="untrained"))
        )
        student.start()
        student.join(60)
        assert len(others) == done + 1, "the tiles held the place"

    assert engine.whole(large, between).tiles == len(others) > 1
