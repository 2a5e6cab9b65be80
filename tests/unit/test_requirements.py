"""Requirements: every range is closed and holds what is tested with; the audit fails on a known vulnerability only."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
LINES = [
    line
    for path in sorted(ROOT.glob("requirements*.txt"))
    for line in path.read_text("utf-8").splitlines()
    if line and not line.startswith(("#", "-r"))
]


@pytest.mark.parametrize("line", LINES)
def test_a_range_is_closed_and_holds_what_is_installed(line):
    requirement = Requirement(line)
    assert {bound.operator for bound in requirement.specifier} == {">=", "<"}
    try:
        installed = version(requirement.name)
    except PackageNotFoundError:
        pytest.skip("not installed")
    assert requirement.specifier.contains(installed, prereleases=True), installed


def report(*packages: dict) -> str:
    return json.dumps({"dependencies": list(packages), "fixes": []})


FINE = {"name": "fine", "version": "1", "vulns": []}
UNKNOWN = {"name": "unknown", "skip_reason": "not found"}
HOLE = {"name": "hole", "version": "2", "vulns": [{"id": "PYSEC-0", "fix_versions": ["3"]}]}


@pytest.mark.skipif(os.name == "nt", reason="the program in pip-audit's place is a shell script")
@pytest.mark.parametrize(
    ("said", "code", "told"),
    [
        (report(FINE, UNKNOWN), 0, "1 of 2 packages looked up, 0 known"),
        (report(FINE, HOLE), 1, "hole 2: PYSEC-0, mended in 3"),
        (report(UNKNOWN), 0, "skipped"),
        ("", 0, "skipped, its data cannot be reached: no such host"),
    ],
)
def test_the_audit_fails_on_a_known_vulnerability_and_goes_on_where_nobody_can_be_asked(tmp_path, said, code, told):
    (tmp_path / "said").write_text(said)
    program = tmp_path / "pip-audit"
    program.write_text(f"#!/bin/sh\ncat '{tmp_path}/said'\necho no such host >&2\nexit 1\n")
    program.chmod(0o755)
    places = {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    command = [sys.executable, str(ROOT / ".ci" / "audit.py")]
    done = subprocess.run(command, env=os.environ | places, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    assert told in done.stdout
