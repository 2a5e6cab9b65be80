"""Figure 4: server time of a rerun that changes what is shown of a picture that was analysed before."""

from __future__ import annotations

import logging
import random
import time

import numpy as np
from streamlit.testing.v1 import AppTest

from bench.figures import Figure
from segviz.capture import keeper
from segviz.engine import engine
from segviz.models import zoo
from segviz.render.colour import COLOUR_MAPS
from segviz.ui import choices
from segviz.ui.shell import ROOT, pages

CHANNELS = 16


def second_look(reruns: int, model: str = "fcn") -> Figure:
    """The 95th percentile, in milliseconds, over all pages, each with other stages, channels and colours.

    Raises RuntimeError where a page fails or a network ran again.
    """
    logging.disable(logging.WARNING)  # Streamlit warns of a session without a browser
    dice, times = random.Random(0), dict[str, list[float]]()
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=300)
    for name, script in pages().items():
        app.switch_page(script)
        app.session_state[choices._STORE] = {}
        _run(app)  # what a page needs beyond the first pass, it computes once
        before = engine().passes
        for _ in range(reruns):
            app.session_state[choices._STORE] = _choice(dice, model, name)
            times.setdefault(name, []).append(_run(app))
        if engine().passes != before:
            raise RuntimeError(f"{name}: a network ran again")
    parts = {f"{name} p95": float(np.percentile(found, 95)) for name, found in times.items()}
    everything = [value for found in times.values() for value in found]
    return Figure("second_look", float(np.percentile(everything, 95)), 100.0, unit="ms", parts=parts)


def _choice(dice: random.Random, model: str, page: str) -> dict[str, str]:
    """A kept stage, a channel, a colour map and a scale, by chance.

    A gradient is a backward pass of its own for each stage and channel, so on its page only the colours change.
    """
    graph = zoo.graph(model)
    kept = [op.name for op in graph.ops if keeper(graph)(op)]
    shown = {"colours": dice.choice(COLOUR_MAPS), "scale": dice.choice(("map", "stage"))}
    if page == "field":
        return shown
    return shown | {"stage": dice.choice(kept), "channel": str(dice.randrange(CHANNELS))}


def _run(app: AppTest) -> float:
    """Milliseconds of one rerun."""
    start = time.perf_counter()
    app.run()
    spent = 1000 * (time.perf_counter() - start)
    for found in (*app.exception, *app.error):
        raise RuntimeError(found.value)
    return spent
