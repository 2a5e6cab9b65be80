"""Recording: in order, complete, gone afterwards, and never another thread's tensors."""

import threading

import pytest
import torch

from segviz.capture import Recorder, keeper
from segviz.models import zoo


def thin(name="fcn", **options):
    return zoo.build(name, width=1 / 32, num_classes=4, **options)


def hooks(network):
    return sum(len(m._forward_hooks) + len(m._forward_pre_hooks) for m in network.modules())


@pytest.mark.parametrize("name", ["fcn", "fcn-article", "unet-paper", "unet-article", "unet-same", "vgg16-heatmap"])
def test_every_operation_in_order_with_its_own_numbers(name):
    network = thin(name)
    size = (network.graph.nearest_legal(96), network.graph.nearest_legal(130))
    x = torch.randn(1, network.graph.in_channels, *size)
    with torch.inference_mode(), Recorder(network) as recorder:
        network(x)
    trace = recorder.trace()
    assert [stage.name for stage in trace] == [op.name for op in network.graph.ops]
    rows = {row.name: row for row in network.graph.rows(size)}
    for stage in trace:
        assert (stage.shape, stage.params, stage.macs) == (
            rows[stage.name].out,
            rows[stage.name].params,
            rows[stage.name].macs,
        )
    for tensor_name, tensor in trace.tensors.items():
        assert tuple(tensor.shape) == trace[tensor_name].shape


def test_kept_tensors_are_those_before_anything_overwrites_them():
    network = thin()
    x = torch.randn(1, 3, 64, 64)
    with torch.inference_mode(), Recorder(network, keep=lambda op: True) as recorder:
        network(x)
    tensors = recorder.trace().tensors
    assert float(tensors["conv1_1"].min()) < 0
    assert torch.equal(tensors["relu1_1"], tensors["conv1_1"].relu())
    expected = torch.nn.functional.conv2d(x, network.get_submodule("conv1_1").weight, padding=1)[0]
    torch.testing.assert_close(tensors["conv1_1"], expected)


@pytest.mark.parametrize("name", ["fcn", "fcn-article", "unet-paper", "unet-article", "unet-same"])
def test_what_is_written_over_changes_nothing(name):
    """Bit for bit the bare pass's output, and of the stages kept (each second one) what a pass gives that keeps all."""
    network = thin(name)
    side = network.graph.nearest_legal(64)
    x = torch.randn(1, network.graph.in_channels, side, side)
    some = {op.name for op in network.graph.ops[::2]}
    with torch.inference_mode():
        bare = network(x.clone())
        with Recorder(network, lambda op: True) as everything:
            network(x)
        with Recorder(network, lambda op: op.name in some, take=torch.clone) as recorder:
            assert any(getattr(module, "inplace", False) for module in network.modules())
            recorded = network(x)
    assert not any(getattr(module, "inplace", False) for module in network.modules())
    for label, scores in bare.items() if isinstance(bare, dict) else [("", bare)]:
        assert torch.equal(recorded[label] if label else recorded, scores)
    assert recorder.tensors.keys() == some
    for stage in some:
        assert torch.equal(recorder.tensors[stage], everything.tensors[stage]), stage


def kept_by_default(graph):
    return {op.name for op in graph.ops if keeper(graph)(op)}


def test_default_choice():
    kept = kept_by_default(zoo.graph("fcn", geometry="paper"))
    assert {f"pool{i}" for i in range(1, 6)} <= kept
    assert {"score_fr", "upscore2", "score_pool4", "score_pool4c", "fuse_pool4", "upscore8", "score_8s"} <= kept
    assert not {"conv1_1", "relu3_2", "fc6"} & kept
    kept = kept_by_default(zoo.graph("unet-paper"))
    assert {"encoder_block1.relu2", "crop4", "upconv1", "concat2", "decoder_block3.relu2", "final_layer"} <= kept


def test_hooks_are_gone_after_success_and_after_an_exception():
    network = thin()
    with torch.inference_mode(), Recorder(network):
        network(torch.randn(1, 3, 32, 32))
        assert hooks(network) == len(network.graph.ops)
    assert hooks(network) == 0

    def boom(*_):
        raise RuntimeError("in the middle of a pass")

    network.get_submodule("pool3").register_forward_pre_hook(boom)
    with pytest.raises(RuntimeError, match="in the middle"), Recorder(network):
        network(torch.randn(1, 3, 32, 32))
    assert hooks(network) == 1  # the test's own
    assert Recorder(network)._lock.acquire(blocking=False)


def test_concurrent_passes_of_one_model_see_their_own_tensors_only():
    network = thin()
    pictures = [torch.full((1, 3, 32, 32), float(i)) for i in range(6)]
    found, bare = {}, []
    stop = threading.Event()

    def record(i):
        for _ in range(3):
            with torch.inference_mode(), Recorder(network, keep=lambda op: True) as recorder:
                network(pictures[i])
            found.setdefault(i, []).append(recorder.trace().tensors["conv1_1"].clone())

    def disturb():
        while not stop.is_set():
            with torch.inference_mode():
                bare.append(network(pictures[0])["8s"].shape)

    noise = threading.Thread(target=disturb)
    noise.start()
    threads = [threading.Thread(target=record, args=(i,)) for i in range(len(pictures))]
    [t.start() for t in threads]
    [t.join() for t in threads]
    stop.set()
    noise.join()
    with torch.inference_mode():
        for i, picture in enumerate(pictures):
            expected = network.get_submodule("conv1_1")(picture)[0]
            assert len(found[i]) == 3
            assert all(torch.allclose(tensor, expected, atol=1e-6) for tensor in found[i])


def test_an_edit_changes_this_pass_only():
    network = thin()
    x = torch.randn(1, 3, 64, 64)
    with torch.inference_mode():
        before = network(x)
        with Recorder(network, edit=lambda op, _, out: out * 0 if op.name == "score_pool4" else None) as recorder:
            edited = network(x)
        after = network(x)
    assert not recorder.tensors["score_pool4"].any()
    assert torch.equal(edited["32s"], before["32s"])
    assert not torch.equal(edited["16s"], before["16s"])
    assert torch.equal(after["16s"], before["16s"])
