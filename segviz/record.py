"""A Run as files: its masks and overlays, a heat map a stage, and everything about them in ``run.json``."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from segviz import __version__
from segviz.analysis.lens import summarise
from segviz.answers import Mask
from segviz.capture import Stage, keeper
from segviz.engine import Run
from segviz.render.colour import ColourScale, rgb
from segviz.render.image import blend, heatmap, png
from segviz.render.masks import mask_overlay, mask_png
from segviz.text import translate

HEATMAP_SIDE = 512
LENS = "mean"


def write(run: Run, folder: Path, name: str) -> dict[str, Any]:
    """Write a run into ``folder`` and return what its ``run.json`` says. ``name``: the picture's, as it was given.

    ``mask.png`` and ``overlay.png`` are of the finest output, ``mask-32s.png`` and so on of each where there are
    several; a mask's pixel values are class ids. ``stages/<stage>.png`` is the mean over the channels of each stage
    that a run keeps, its cells enlarged and never smoothed. Maps of an earlier run are removed. Raises OSError.
    """
    (folder / "stages").mkdir(parents=True, exist_ok=True)
    for old in (*folder.glob("mask*.png"), *folder.glob("overlay*.png"), *folder.glob("stages/*.png")):
        old.unlink()
    outputs = _outputs(run, folder)
    kept = keeper(run.graph)
    stages = [
        _row(stage) | {"map": _map(run, stage, folder) if kept(run.graph.op(stage.name)) else None}
        for stage in run.stages
    ]
    about = _about(run, name) | {"outputs": outputs, "stages": stages}
    (folder / "run.json").write_text(json.dumps(about, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return about


def _about(run: Run, name: str) -> dict[str, Any]:
    card, key, fitted = run.card, run.key, run.fitted
    height, width = fitted.pixels.shape[:2]
    return {
        "segviz": __version__,
        "model": key.model,
        "weights": card.name if card else "untrained",
        "weights_sha256": key.weights or None,
        "trained_on": card.trained_on if card else None,
        "geometry": key.geometry or None,
        "precision": key.precision,
        "picture": {
            "name": name,
            "sha256": run.picture.sha256,
            "size": list(run.picture.size),
            "notes": [translate("en", note.code, **note.facts) for note in run.picture.note],
        },
        "input": [run.graph.in_channels, height, width],
        "fitted": translate("en", fitted.note.code, **fitted.note.facts),
        "fit": fitted.how,
        "params": run.graph.params,
    }


def _outputs(run: Run, folder: Path) -> list[dict[str, Any]]:
    """Write each output's mask and overlay; the finest, which is the last, under the plain names too."""
    colours = [known.colour for known in run.classes]
    found = []
    for label, mask in run.masks.items():
        pictures = {"mask": _mask_png(mask, colours), "overlay": png(_overlay(run.picture.pixels, mask, colours))}
        names = {kind: f"{kind}-{label}.png" if len(run.masks) > 1 else f"{kind}.png" for kind in pictures}
        for kind, data in pictures.items():
            (folder / names[kind]).write_bytes(data)
            if label == list(run.masks)[-1]:
                (folder / f"{kind}.png").write_bytes(data)
        found.append({"label": label, **names, **_shares(run, mask)})
    return found


def _shares(run: Run, mask: Mask) -> dict[str, Any]:
    """How many of the picture's pixels each class has, largest first, and how many got no answer."""
    ids, counts = np.unique(mask, return_counts=True)
    pixels = dict(zip(ids.tolist(), counts.tolist(), strict=True))
    nothing = pixels.pop(int(np.iinfo(mask.dtype).max), 0)
    classes = [
        {"id": i, "name": run.classes[i].name, "zh": run.classes[i].zh, "colour": run.classes[i].colour,
         "pixels": pixels[i], "share": pixels[i] / (mask.size - nothing)}
        for i in sorted(pixels, key=lambda i: -pixels[i])
    ]  # fmt: skip
    return {"classes": classes, "not_predicted": nothing}


def _mask_png(mask: Mask, colours: list[str]) -> bytes:
    """Labels as palette indices, or as 16-bit grey levels where a palette is too small."""
    if mask.dtype == np.uint8:
        return mask_png(mask, colours)
    buffer = io.BytesIO()
    Image.fromarray(mask).save(buffer, "PNG")
    return buffer.getvalue()


def _overlay(picture: npt.NDArray[np.uint8], mask: Mask, colours: list[str]) -> npt.NDArray[np.uint8]:
    if mask.dtype == np.uint8:
        return mask_overlay(picture, mask, colours)
    table = np.zeros((np.iinfo(mask.dtype).max + 1, 3), np.uint8)
    table[: len(colours)] = [rgb(colour) for colour in colours]
    return blend(picture, table[mask], 0.5)


def _row(stage: Stage) -> dict[str, Any]:
    return {
        "name": stage.name,
        "kind": stage.kind,
        "block": stage.block,
        "out": list(stage.shape),
        "params": stage.params,
        "macs": stage.macs,
        "stride": stage.stride,
        "receptive_field": stage.receptive_field,
        "receptive_field_min": stage.receptive_field_min,
    }


def _map(run: Run, stage: Stage, folder: Path) -> dict[str, Any]:
    """Write a stage's heat map; returns its file and the range that its colours span."""
    values = summarise(run.tensor(stage.name), LENS)
    scale = ColourScale.fit(values)
    file = f"stages/{stage.name}.png"
    (folder / file).write_bytes(heatmap(values, scale, HEATMAP_SIDE))
    return {"file": file, "shows": LENS, "range": [scale.vmin, scale.vmax], "caption": scale.caption("en")}
