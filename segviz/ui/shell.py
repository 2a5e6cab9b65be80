"""The frame of every page: choices from the URL, language, navigation, picture, network, lesson text, errors.

How a page is made
------------------
``pages/5_Fusion.py`` is its title and one call::

    \"\"\"Fusion: what a skip adds.\"\"\"

    from segviz.ui.shell import show

    show("fusion")

The last word of the file name, in small letters, is the page's name. ``show`` looks for

- ``segviz/ui/views/fusion.py`` with ``render(context: Context) -> None`` and, if the page is not for every network,
  ``FAMILIES = ("unet",)``: the sidebar then offers those only; ``EXACT = True`` if its sums need float32,
- ``assets/locale/{en,zh}/fusion.ftl`` with at least ``fusion-title`` (the page's name in the navigation),
- ``assets/lessons/{en,zh}/fusion.md``, the text that opens the page.

Everything around the view is drawn before ``render`` is called. A view draws with streamlit and takes from its
:class:`Context`: words ``context.t("fusion-hint", n=3)``, the picture ``context.picture``, the recorded pass
``context.run()`` (progress is shown while a network runs; a ``UserError`` needs no catching, the shell says it), what
to show it with (``context.colour_scale(...)``) and the pinned pixel ``context.pixel``. Widgets come from
:mod:`segviz.ui.choices` (``choices.select("stage", ...)``): what they return survives page changes and is in the URL.
Shared pieces of a page (whose weights, legend, downloads) are in :mod:`segviz.ui.components`.
"""

from __future__ import annotations

import importlib
import logging
import os
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

import streamlit as st

from segviz import weights
from segviz.errors import UserError
from segviz.fitting import SIZES
from segviz.models import zoo
from segviz.precision import PRECISIONS, default, has_fast
from segviz.render.colour import COLOUR_MAPS
from segviz.shortage import MemoryShort, is_shortage
from segviz.text import ASSETS, LANGUAGES, lesson, translate
from segviz.ui import choices, drawer, pictures, reunion
from segviz.ui.context import Context
from segviz.ui.retreat import remember, retreat
from segviz.ui.style import dress

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

ROOT = Path(__file__).resolve().parents[2]
FAMILIES = ("fcn", "unet", "vgg")
FITS = ("resize", "pad", "mirror")
SCALES = ("map", "stage")
T = TypeVar("T")
_log = logging.getLogger(__name__)


def pages() -> dict[str, str]:
    """Every page's name -> its script relative to ``app.py``, in order."""
    scripts = sorted((path.name for path in (ROOT / "pages").glob("[0-9]*.py")), key=_number)
    return {"home": "app.py"} | {_name(script): f"pages/{script}" for script in scripts}


def _number(script: str) -> int:
    return int(script.split("_")[0])


def _name(script: str) -> str:
    return script.removesuffix(".py").rsplit("_", 1)[-1].lower()


def show(name: str) -> None:
    """Draw the page ``name``: the frame, and its view within. Nothing that fails inside shows a traceback."""
    _listen()
    choices.begin()
    language = _language()
    st.set_page_config(
        page_title=f"{translate(language, f'{name}-title')} · {translate(language, 'shell-title')}",
        page_icon=str(ASSETS / "icon.png"),
        layout="wide",
        menu_items={"About": translate(language, "shell-title")},  # without any item there is no menu for the theme
    )
    dress(language)
    try:
        _page(name, language)
    except UserError as error:
        st.error(translate(language, error.code, **error.facts))
    except Exception:
        _log.exception("page %s", name)
        st.error(translate(language, "shell-broken"))
    finally:
        choices.publish()


@cache
def _listen() -> None:
    """Let our own log be heard on the console where ``SEGVIZ_LOG`` asks for it ("info": a line for each pass)."""
    level = os.environ.get("SEGVIZ_LOG", "").upper()
    if level in ("DEBUG", "INFO"):
        ours = logging.getLogger("segviz")
        ours.addHandler(logging.StreamHandler())
        ours.setLevel(level)


def _page(name: str, language: str) -> None:
    view = importlib.import_module(f"segviz.ui.views.{name}")
    with st.sidebar:
        context, display = _sidebar(name, language, view)
        reunion.watch()
        drawer.watch(pictures.deliveries())
    st.title(translate(language, f"{name}-title"), anchor=False)
    with st.container(key="complaints"):
        for sentence in pictures.complaints(language, name):
            st.warning(sentence)
    # Not among the complaints, which stay in view: this may be true for weeks.
    with st.container(key="unusable"):
        for error in weights.unusable():
            st.warning(translate(language, error.code, **error.facts))
    with st.expander(translate(language, "shell-lesson"), expanded=True, icon=":material/school:"):
        st.container(key="lesson").markdown(lesson(language, name))
    if not getattr(view, "EXACT", False):
        with display:
            context = replace(context, precision=_precision(context))
    _render(view, context)
    _onward(name, language)


def _render(view: ModuleType, context: Context) -> None:
    try:
        view.render(context)
    except Exception as error:
        if not isinstance(error, MemoryShort) and not is_shortage(error):
            raise
        short = error if isinstance(error, MemoryShort) else MemoryShort(context.model, context.size, 0)
        retreat(context.page, short)
        raise short from error
    remember(context.page)


def _browser() -> str:
    return "zh" if (st.context.locale or "").lower().startswith("zh") else "en"


def _language() -> str:
    """The chosen language, else the browser's own."""
    return choices.one_of("lang", tuple(LANGUAGES), _browser())


def _precision(context: Context) -> str:
    """Ask how passes are computed, where there is a choice. Not with the rest of the sidebar: only torch knows whether
    there is one, and its import takes seconds."""
    usual = default(weights.card_for(context.model))
    if not has_fast():
        return usual
    label, hint = context.t("shell-precision"), context.t("shell-precision-help")
    return choices.segments(
        "precision", label, PRECISIONS, usual, text=lambda name: context.t(f"shell-precision-{name}"), help=hint
    )


def _sidebar(name: str, language: str, view: ModuleType) -> tuple[Context, DeltaGenerator]:
    """Language, navigation and the choices that all pages share; and where another one can be put."""
    st.header(translate(language, "shell-title"), anchor=False)
    label = translate(language, "shell-language")
    tongues = tuple(LANGUAGES)
    choices.segments("lang", label, tongues, _browser(), text=LANGUAGES.__getitem__, label_visibility="collapsed")
    _navigation(language)
    st.divider()
    chosen = pictures.choose(language)
    model = _network(language, getattr(view, "FAMILIES", FAMILIES))
    with st.expander(translate(language, "shell-display"), icon=":material/tune:"):
        settings = _display(language)
        place = st.container()
    title = pictures.plain(chosen.title)
    return Context(name, language, title, chosen.picture, chosen.reference, model, **settings), place


def _navigation(language: str) -> None:
    with st.container(key="navigation", gap=None):
        for page, script in pages().items():
            st.page_link(script, label=translate(language, f"{page}-title"), query_params=choices.codes())


def _network(language: str, families: tuple[str, ...]) -> str:
    """The network on show, one of the page's families (those that come first are offered first)."""
    offered = [name for family in families for name, row in zoo.MODELS.items() if row.family == family]

    def text(name: str) -> str:
        return f"{name} · {translate(language, f'shell-lineage-{zoo.MODELS[name].lineage}')}"

    return choices.select("model", translate(language, "shell-network"), offered, "fcn", text=text)


def _display(language: str) -> dict[str, Any]:
    """Working size, fit and colours."""

    def say(area: str) -> Callable[[object], str]:
        return lambda option: translate(language, f"{area}-{option}")

    def label(key: str) -> str:
        return translate(language, f"shell-{key}")

    def segments(key: str, options: tuple[T, ...], default: T, text: Callable[[T], str] = str) -> T:
        return choices.segments(key, label(key), options, default, text=text, help=label(f"{key}-help"))

    maps = COLOUR_MAPS
    return {
        "size": segments("size", SIZES, 512),
        "fit": segments("fit", FITS, "resize", text=say("shell-fit")),
        "scale": segments("scale", SCALES, "map", text=say("shell-scale")),
        "colours": choices.select("colours", label("colours"), maps, maps[0], text=say("render-colours")),
    }


def _onward(name: str, language: str) -> None:
    """Links to the page before and the page after."""
    names = list(pages())
    place = names.index(name)
    st.divider()
    for column, step, icon in zip(st.columns(2), (-1, 1), ("arrow_back", "arrow_forward"), strict=True):
        if 0 <= place + step < len(names):
            other = names[place + step]
            label = translate(language, f"{other}-title")
            with column:
                st.page_link(pages()[other], label=label, icon=f":material/{icon}:", query_params=choices.codes())
