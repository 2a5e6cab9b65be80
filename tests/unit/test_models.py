"""The networks against torchvision, against their publications' state dicts, and against plain recomputation."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from segviz.errors import UserError
from segviz.models import vgg, zoo
from segviz.models.init import bilinear, fold_batchnorm
from segviz.models.network import CropAndConcat, Network

BLOCKS = [["1_1", "1_2"], ["2_1", "2_2"], ["3_1", "3_2", "3_3"], ["4_1", "4_2", "4_3"], ["5_1", "5_2", "5_3"]]


def thin(name, **options):
    network = zoo.build(name, width=1 / 16, **options)
    generator = torch.Generator().manual_seed(1)
    for key, value in network.state_dict().items():
        if value.is_floating_point():  # biases and BatchNorm statistics that are not the neutral ones
            noise = torch.rand(value.shape, generator=generator) * 0.2
            value += noise if value.ndim == 1 else noise * value.abs().mean()
            if key.endswith("running_var"):
                value += 0.5
    return network


def picture(size, channels=3):
    return torch.randn(1, channels, *size, generator=torch.Generator().manual_seed(2))


def close(mine, other, bound=1e-4):
    assert mine.shape == other.shape
    assert float((mine - other).abs().max()) <= bound * float(other.max() - other.min())


# -- VGG16 -----------------------------------------------------------------------------------------------------------


def test_convolutional_vgg_equals_torchvisions_dense_one():
    from torchvision.models import vgg16

    dense = vgg16(weights=None).eval()
    with torch.device("meta"):
        heatmap = Network(zoo.graph("vgg16-heatmap")).eval()
    heatmap.load_state_dict(vgg.from_torchvision(dense.state_dict()), assign=True)
    x = picture((224, 224))
    with torch.inference_mode():
        close(heatmap(x)[:, :, 0, 0], dense(x))
        assert heatmap(picture((256, 320))).shape == (1, 1000, 2, 4)


# -- FCN -------------------------------------------------------------------------------------------------------------

PUBLISHED = {
    "fcn-32s-paper": {"upscore": 64},
    "fcn-16s-paper": {"upscore2": 4, "upscore16": 32},
    "fcn-8s-paper": {"upscore2": 4, "upscore_pool4": 4, "upscore8": 16},
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_state_dicts_load_strictly(name):
    with torch.device("meta"):
        network = Network(zoo.graph(name))
        state, fan = {}, 3
        for names, width in zip(BLOCKS, (64, 128, 256, 512, 512), strict=True):
            for layer in names:
                state[f"conv{layer}"], fan = (width, fan, 3, 3), width
        state |= {"fc6": (4096, 512, 7, 7), "fc7": (4096, 4096, 1, 1), "score_fr": (21, 4096, 1, 1)}
        if name != "fcn-32s-paper":
            state["score_pool4"] = (21, 512, 1, 1)
        if name == "fcn-8s-paper":
            state["score_pool3"] = (21, 256, 1, 1)
        tensors = {f"{layer}.weight": torch.empty(shape) for layer, shape in state.items()}
        tensors |= {f"{layer}.bias": torch.empty(shape[0]) for layer, shape in state.items()}
        tensors |= {f"{layer}.weight": torch.empty(21, 21, k, k) for layer, k in PUBLISHED[name].items()}
        network.load_state_dict(tensors, strict=True, assign=True)


def recomputed_fcn(s, x, geometry, crops):
    """FCN-32s, 16s and 8s in functions, from a state dict ``s``; crops as printed in the published networks."""
    paper = geometry == "paper"
    pools = []
    for names in BLOCKS:
        for layer in names:
            pad = 100 if paper and layer == "1_1" else 1
            x = F.relu(F.conv2d(x, s[f"conv{layer}.weight"], s[f"conv{layer}.bias"], padding=pad))
        x = F.max_pool2d(x, 2, 2, ceil_mode=paper)
        pools.append(x)
    x = F.relu(F.conv2d(x, s["fc6.weight"], s["fc6.bias"], padding=0 if paper else 3))
    x = F.conv2d(F.relu(F.conv2d(x, s["fc7.weight"], s["fc7.bias"])), s["score_fr.weight"], s["score_fr.bias"])

    def up(t, name, factor):
        weight = s[f"{name}.weight"]
        groups = t.shape[1] if weight.shape[1] == 1 else 1
        return F.conv_transpose2d(t, weight, stride=factor, padding=0 if paper else factor // 2, groups=groups)

    def cut(t, offset, like):
        return t[:, :, offset : offset + like.shape[2], offset : offset + like.shape[3]]

    size = crops["like"]
    found = {"32s": cut(up(x, "upscore", 32), crops["32s"], size)}
    x = up(x, "upscore2", 2)
    skip = F.conv2d(pools[3], s["score_pool4.weight"], s["score_pool4.bias"])
    x = x + cut(skip, crops["pool4"], x)
    found["16s"] = cut(up(x, "upscore16", 16), crops["16s"], size)
    x = up(x, "upscore_pool4", 2)
    skip = F.conv2d(pools[2], s["score_pool3.weight"], s["score_pool3.bias"])
    x = x + cut(skip, crops["pool3"], x)
    return found | {"8s": cut(up(x, "upscore8", 8), crops["8s"], size)}


@pytest.mark.parametrize(("geometry", "size"), [("same", (64, 96)), ("paper", (61, 90))])
@torch.inference_mode()
def test_fcn_equals_a_recomputation(geometry, size):
    network = thin("fcn", num_classes=5, geometry=geometry)
    x = picture(size)
    crops = {"32s": 19, "16s": 27, "8s": 31, "pool4": 5, "pool3": 9} if geometry == "paper" else dict.fromkeys(
        ("32s", "16s", "8s", "pool4", "pool3"), 0)  # fmt: skip
    expected = recomputed_fcn(network.state_dict(), x, geometry, crops | {"like": x})
    for stride, logits in network(x).items():
        close(logits, expected[stride])
        single = zoo.build(f"fcn-{stride}", num_classes=5, geometry=geometry, width=1 / 16)
        single.load_state_dict({k: network.state_dict()[k] for k in single.state_dict()})
        torch.testing.assert_close(single(x), logits)


@torch.inference_mode()
def test_published_fcn_equals_a_recomputation():
    network = thin("fcn-8s-paper", num_classes=5)
    state = network.state_dict() | {  # only the 8s path is compared; the others' kernels are absent
        "upscore.weight": torch.zeros(5, 5, 64, 64), "upscore16.weight": torch.zeros(5, 5, 32, 32)}  # fmt: skip
    x = picture((70, 50))
    crops = {"32s": 19, "16s": 27, "8s": 31, "pool4": 5, "pool3": 9, "like": x}
    close(network(x), recomputed_fcn(state, x, "paper", crops)["8s"])


@torch.inference_mode()
def test_finer_strides_on_request():
    network = thin("fcn", num_classes=5, strides=("32s", "16s", "8s", "4s", "2s"))
    plain = zoo.build("fcn", num_classes=5, width=1 / 16)
    plain.load_state_dict({k: network.state_dict()[k] for k in plain.state_dict()})
    x = picture((64, 64))
    fine, coarse = network(x), plain(x)
    assert list(fine) == ["32s", "16s", "8s", "4s", "2s"]
    assert all(logits.shape == (1, 5, 64, 64) for logits in fine.values())
    assert all(torch.equal(fine[s], coarse[s]) for s in coarse)


def test_article_fcn_equals_a_recomputation():
    network = thin("fcn-article", num_classes=5)
    s, x = network.state_dict(), picture((71, 96))
    y, pools = x, []
    for names in BLOCKS:
        for layer in names:
            y = F.relu(F.conv2d(y, s[f"features.conv{layer}.weight"], s[f"features.conv{layer}.bias"], padding=1))
        pools.append(y := F.max_pool2d(y, 2))
    for i, skip in enumerate((pools[3], pools[2], 0, 0, 0), start=1):
        deconv = (s[f"deconv{i}.weight"], s[f"deconv{i}.bias"])
        y = F.relu(F.conv_transpose2d(y, *deconv, stride=2, padding=1, output_padding=1)) + skip
        norm = [s[f"bn{i}.{part}"] for part in ("running_mean", "running_var", "weight", "bias")]
        y = F.batch_norm(y, *norm)
    with torch.inference_mode():
        close(network(x), F.conv2d(y, s["classifier.weight"], s["classifier.bias"]))


@pytest.mark.parametrize("kernel", [3, 4, 16, 32, 64])
def test_bilinear_phases_sum_to_one(kernel):
    stride = (kernel + 1) // 2
    line = bilinear(kernel).sum(1) / bilinear(kernel).sum(1).max() * (1 if kernel % 2 else 1 - 1 / kernel)
    phases = torch.stack([line[i::stride].sum() for i in range(stride)])
    torch.testing.assert_close(phases, torch.ones(stride))


# -- U-Net -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "size"), [("unet-paper", (188, 204)), ("unet-same", (48, 64))])
def test_unet_equals_a_recomputation(name, size):
    network = thin(name)
    s, pad = network.state_dict(), int(name == "unet-same")

    def pair(t, block):
        for i in (1, 2):
            t = F.conv2d(t, s[f"{block}.conv{i}.weight"], s.get(f"{block}.conv{i}.bias"), padding=pad)
            if pad:
                keys = ("running_mean", "running_var", "weight", "bias")
                t = F.batch_norm(t, *(s[f"{block}.bn{i}.{part}"] for part in keys))
            t = F.relu(t)
        return t

    x = picture(size, network.graph.in_channels)
    y, skips = x, []
    for level in (1, 2, 3, 4):
        skips.append(pair(y, f"encoder_block{level}"))
        y = F.max_pool2d(skips[-1], 2)
    y = pair(y, "bottleneck")
    for level in (4, 3, 2, 1):
        y = F.conv_transpose2d(y, s[f"upconv{level}.weight"], s[f"upconv{level}.bias"], stride=2)
        skip = skips[level - 1]
        top, left = ((skip.shape[axis] - y.shape[axis]) // 2 for axis in (2, 3))
        y = pair(torch.cat([skip[:, :, top:, left:][:, :, : y.shape[2], : y.shape[3]], y], 1), f"decoder_block{level}")
    with torch.inference_mode():
        close(network(x), F.conv2d(y, s["final_layer.weight"], s["final_layer.bias"]))
    assert sum(isinstance(m, CropAndConcat) for m in network.modules()) == 4


def test_article_unet_equals_a_recomputation():
    network = thin("unet-article", num_classes=2)
    s, x = network.state_dict(), picture((188, 204))

    def units(t, path, indices):
        for i in indices:
            t = F.relu(F.conv2d(t, s[f"{path}.{i}.weight"], s[f"{path}.{i}.bias"]))
            keys = ("running_mean", "running_var", "weight", "bias")
            t = F.batch_norm(t, *(s[f"{path}.{i + 2}.{part}"] for part in keys))
        return t

    y, skips = x, []
    for level in (1, 2, 3, 4):
        skips.append(units(y, f"encoder{level}", (0, 3)))
        y = F.max_pool2d(skips[-1], 2)
    y = units(y, "bottleneck", (0, 3))
    for level in (4, 3, 2, 1):
        up = [s[f"deconder{level}.up_sample.{part}"] for part in ("weight", "bias")]
        y = F.conv_transpose2d(y, *up, stride=2, padding=1, output_padding=1)
        rows, columns = ((skips[level - 1].shape[axis] - y.shape[axis]) // 2 for axis in (2, 3))
        kept = F.pad(skips[level - 1], (-columns, -columns, -rows, -rows))
        y = units(torch.cat([kept, y], 1), f"deconder{level}.block", (0, 3))
    with torch.inference_mode():
        close(network(x), units(y, "final_layer", (0,)))


def test_article_unet_state_dict_keys():
    with torch.device("meta"):
        keys = set(Network(zoo.graph("unet-article")).state_dict())
    assert {"encoder1.0.weight", "encoder4.5.running_var", "bottleneck.3.bias", "deconder4.up_sample.weight",
            "deconder1.block.5.bias", "final_layer.0.weight", "final_layer.2.running_mean"} <= keys  # fmt: skip
    assert {key.split(".")[0] for key in keys} == {
        *(f"encoder{i}" for i in range(1, 5)), "bottleneck", *(f"deconder{i}" for i in range(1, 5)), "final_layer"
    }  # fmt: skip


# -- building --------------------------------------------------------------------------------------------------------


def test_initial_weights_are_the_same_each_time_and_never_blank():
    one, two = (zoo.build("fcn", width=1 / 32) for _ in range(2))
    assert all(torch.equal(a, b) for a, b in zip(one.parameters(), two.parameters(), strict=True))
    with torch.inference_mode():
        assert all(float(logits.std()) > 1e-3 for logits in one(picture((64, 64))).values())


@pytest.mark.parametrize("name", ["fcn", "fcn-article"])
def test_folded_batchnorm_gives_the_same_numbers(name):
    trained, plain = thin(name, batch_norm=True), zoo.build(name, width=1 / 16)
    fold_batchnorm(trained, plain)
    x = picture((64, 96))
    with torch.inference_mode():
        mine, theirs = plain(x), trained(x)
        for one, other in zip(*([r.values() if isinstance(r, dict) else [r] for r in (mine, theirs)]), strict=True):
            close(one, other)


@pytest.mark.parametrize("name", zoo.MODELS)
def test_every_operation_is_its_own_module_and_none_works_in_place(name):
    with torch.device("meta"):
        network = Network(zoo.graph(name))
    modules = [network.get_submodule(op.path) for op in network.graph.ops]
    assert len({id(m) for m in modules}) == len(modules)
    leaves = {id(m) for m in network.modules() if not list(m.children())}
    assert leaves == {id(m) for m in modules}
    assert not any(getattr(m, "inplace", False) for m in modules if isinstance(m, nn.Module))


def test_unknown_names_are_told_what_there_is():
    with pytest.raises(UserError, match="fcn-8s-paper"):
        zoo.build("fcn-9s")
    with pytest.raises(UserError, match="same, paper"):
        zoo.build("fcn", geometry="round")
