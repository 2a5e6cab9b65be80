"""Initial weights, the same ones each time, and the folding of a training-time BatchNorm."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from segviz.models.network import Network


def bilinear(kernel: int) -> Tensor:
    """(kernel, kernel) bilinear interpolation, (1 - |i - c| / f) along each axis; each phase sums to 1
    (FCN, section 3.3)."""
    factor = (kernel + 1) // 2
    centre = factor - 1 if kernel % 2 else factor - 0.5
    line = 1 - (torch.arange(kernel) - centre).abs() / factor
    return line[:, None] * line[None, :]


def initialise(network: Network, seed: int = 0) -> None:
    """Kaiming for convolutions (a zeroed score layer would show blank maps), bilinear for FCN's up-sampling."""
    generator = torch.Generator().manual_seed(seed)
    fcn = any(op.name == "score_fr" for op in network.graph.ops)
    for op in network.graph.ops:
        module = network.get_submodule(op.path)
        if isinstance(module, nn.BatchNorm2d):
            module.reset_running_stats()
            module.reset_parameters()
        elif isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
            if fcn and op.kind == "up":
                _set_bilinear(module)
            else:
                # A transposed convolution of stride 2 meets each output cell with a quarter of its weights.
                fan = op.in_channels * op.kernel**2 / (op.stride**2 if op.kind == "up" else 1)
                with torch.no_grad():
                    module.weight.normal_(0.0, (2 / fan) ** 0.5, generator=generator)
            if module.bias is not None:
                nn.init.zeros_(module.bias)


def _set_bilinear(module: nn.Module) -> None:
    weight = module.weight
    assert isinstance(weight, Tensor)
    with torch.no_grad():
        weight.zero_()
        channels = torch.arange(weight.shape[0])
        # A kernel a class (grouped) has one column only.
        weight[channels, channels % weight.shape[1]] = bilinear(weight.shape[2])


@torch.no_grad()
def fold_batchnorm(trained: Network, plain: Network) -> None:
    """Copy ``trained``'s weights into ``plain``, the same network without the BatchNorms that follow its convolutions.

    Each BatchNorm's scale and shift go into the convolution before it: exact, since both are affine and padding is
    zero before the convolution.
    """
    state = trained.state_dict()
    followers = {op.inputs[0]: op for op in trained.graph.ops if op.kind == "batchnorm"}
    kept = {op.name for op in plain.graph.ops}
    for op in plain.graph.ops:
        norm = followers.get(op.name)
        if op.kind != "conv" or norm is None or norm.name in kept:
            continue
        module = trained.get_submodule(norm.path)
        assert isinstance(module, nn.BatchNorm2d)
        mean, variance = module.running_mean, module.running_var
        assert mean is not None
        assert variance is not None
        gain = module.weight / torch.sqrt(variance + module.eps)
        state[f"{op.path}.weight"] = state[f"{op.path}.weight"] * gain[:, None, None, None]
        state[f"{op.path}.bias"] = (state[f"{op.path}.bias"] - mean) * gain + module.bias
    plain.load_state_dict({key: state[key] for key in plain.state_dict()})


@torch.no_grad()
def unfold_batchnorm(plain: Network, trained: Network, x: Tensor) -> None:
    """Give ``trained`` (in eval mode) the weights of ``plain``, the same network without its extra BatchNorms.

    The inverse of :func:`fold_batchnorm`: each BatchNorm takes its statistics from the pass of ``x``, (N, C, H, W), and
    undoes itself, so that the two networks give the same scores; the convolution before it is scaled to outputs of
    unit variance, where a training from scratch would start.
    """
    state = trained.state_dict()
    trained.load_state_dict(state | {key: value for key, value in plain.state_dict().items() if key in state})
    kept = {op.name for op in plain.graph.ops}
    hooks = []
    for op in trained.graph.ops:
        if op.kind == "batchnorm" and op.name not in kept:
            conv = trained.get_submodule(trained.graph.op(op.inputs[0]).path)
            hooks.append(trained.get_submodule(op.path).register_forward_pre_hook(_standardiser(conv)))
    trained(x)
    for hook in hooks:
        hook.remove()


def _standardiser(conv: nn.Module) -> Callable[..., tuple[Tensor]]:
    """A hook before a BatchNorm that scales ``conv`` to unit variance and lets the BatchNorm undo that, but for the
    shift that it has already."""

    def before(norm: nn.Module, inputs: tuple[Tensor]) -> tuple[Tensor]:
        (x,) = inputs
        assert isinstance(norm, nn.BatchNorm2d)
        assert isinstance(conv, nn.Conv2d)
        assert norm.running_mean is not None
        assert norm.running_var is not None
        variance, mean = torch.var_mean(x.float(), (0, 2, 3))
        deviation = variance.sqrt()
        scale = deviation.clamp(min=max(1e-6, 0.05 * float(deviation.median())))  # a dead channel must not explode
        conv.weight /= scale[:, None, None, None]
        if conv.bias is not None:
            conv.bias /= scale
        norm.running_mean.copy_(mean / scale)
        norm.running_var.copy_(variance / scale**2)
        norm.weight.copy_(scale * torch.sqrt(norm.running_var + norm.eps))
        norm.bias.add_(mean)
        return (x / scale[:, None, None],)

    return before
