"""Self-check: every claim measured on this picture and this network, with the bound that it must keep."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import streamlit as st

from segviz.ui import components, declared

if TYPE_CHECKING:
    from segviz.analysis.check import Claim
    from segviz.engine import Run
    from segviz.ui.context import Context

EXACT = True
KEPT = 8  # proofs that a session remembers
_PROOFS = "segviz.proofs"


def render(context: Context) -> None:
    """Draw the view."""
    run = context.run(geometry=declared.geometry(context) or None)
    components.weights(context, run)
    components.fitting(context, run)
    st.markdown(context.t("check-note"))
    if st.button(context.t("check-now"), type="primary", icon=":material/fact_check:"):
        _remember(run, _measured(context, run))
    claims = st.session_state.get(_PROOFS, {}).get(run.key)
    if claims is None:
        st.caption(context.t("check-not-yet"))
        return
    _verdict(context, claims)
    with st.container(key="claims"):
        st.markdown("\n".join(_line(context, claim) for claim in claims))
    st.caption(context.t("check-bounds"))
    _take_home(context, run, claims)


def _measured(context: Context, run: Run) -> list[Claim]:
    """Everything computed again, with progress."""
    from segviz.analysis.check import check

    bar = st.progress(0.0)

    def tell(done: int, steps: int) -> None:
        bar.progress(done / steps, context.t("check-measuring", step=str(done + 1), steps=str(steps)))

    with context.progress(context.t("check-running")) as waiting:
        claims = check(run, waiting, tell)
    bar.empty()
    return claims


def _remember(run: Run, claims: list[Claim]) -> None:
    proofs = st.session_state.setdefault(_PROOFS, {})
    proofs[run.key] = claims
    while len(proofs) > KEPT:
        proofs.pop(next(iter(proofs)))


def _verdict(context: Context, claims: list[Claim]) -> None:
    failed = sum(not claim.passed for claim in claims)
    if failed:
        st.error(context.t("check-failed", failed=failed, count=len(claims)), icon=":material/error:")
    else:
        st.success(context.t("check-passed", count=len(claims)), icon=":material/verified:")


def _line(context: Context, claim: Claim) -> str:
    """A claim, and below it what was measured, as an item of a list."""
    mark = ":green[:material/check_circle:]" if claim.passed else ":red[:material/cancel:]"
    facts = {"measured": f"{claim.measured:.2g}", "bound": f"{claim.bound:.2g}", "subject": claim.subject}
    unit = context.t(f"check-unit-{claim.code}")
    measured = context.t("check-holds" if claim.passed else "check-fails", unit=unit, **facts)
    return f"- {mark} {claim.sentence(context.language)}  \n  {measured}"


def _take_home(context: Context, run: Run, claims: list[Claim]) -> None:
    """The claims as JSON, and the same without a browser."""
    from segviz.analysis.check import report

    written = json.dumps(report(run, claims), ensure_ascii=False, indent=2)
    name = f"{run.key.model}-check.json"
    icon = ":material/download:"
    st.download_button(context.t("check-json"), written, name, "application/json", icon=icon, on_click="ignore")
    st.markdown(context.t("check-command"))
    st.code(command(run), language="bash")


def command(run: Run) -> str:
    """The command that measures the same on a picture file."""
    key = run.key
    geometry = f" --geometry {key.geometry}" if key.geometry else ""
    return f"python -m segviz check picture.jpg --model {key.model} --size {key.size} --fit {key.fit}{geometry} --json"
