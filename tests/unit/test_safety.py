"""Settings and habits that keep a class safe, as far as they can be read off the files."""

import ast
import re
import tomllib

import pytest

from segviz.images import MAX_BYTES
from segviz.ui.shell import ROOT

SOURCES = [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py")), *sorted((ROOT / "segviz").rglob("*.py"))]
ASSETS = [path for kind in ("css", "js", "md", "ftl") for path in sorted((ROOT / "assets").rglob(f"*.{kind}"))]


@pytest.fixture(scope="module")
def settings():
    return tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


def test_nothing_is_told_to_anybody(settings):
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["client"]["showErrorDetails"] == "none"
    assert settings["client"]["showErrorLinks"] is False
    assert settings["client"]["toolbarMode"] == "minimal"
    assert settings["logger"]["level"] == "warning"


def test_requests_of_other_sites_are_refused_and_uploads_are_bounded(settings):
    server = settings["server"]
    assert server["enableXsrfProtection"] is True
    assert server["enableCORS"] is True
    assert MAX_BYTES < server["maxUploadSize"] * 10**6 < 1.5 * MAX_BYTES
    assert not {"enableStaticServing", "enableAgentApi", "corsAllowedOrigins"} & server.keys()


def test_an_upload_that_the_server_lets_in_stays_in_memory(settings):
    from starlette.formparsers import MultiPartParser

    from segviz.ui import pictures

    assert pictures.KEPT_BYTES >= MAX_BYTES
    assert MultiPartParser.spool_max_size > settings["server"]["maxUploadSize"] * 2**20


def calls(tree: ast.AST):
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def test_no_text_is_read_as_html_and_nothing_is_executed():
    assert len(SOURCES) > 100
    for path in SOURCES:
        for call in calls(ast.parse(path.read_text(encoding="utf-8"))):
            named = {keyword.arg for keyword in call.keywords}
            assert not {"unsafe_allow_html", "unsafe_allow_javascript", "shell"} & named, path
            assert ast.unparse(call.func) not in ("eval", "exec", "pickle.load", "pickle.loads"), path
            # Training reads the checkpoints that it wrote itself.
            careful = "weights_only=True" in ast.unparse(call) or "train" in path.parts
            assert ast.unparse(call.func) != "torch.load" or careful, path


def test_the_pages_load_nothing_from_another_host():
    assert len(ASSETS) > 40
    for path in ASSETS:
        text = path.read_text(encoding="utf-8")
        loads = re.findall(r"(?:url\(|src=|@import|import\s.*from|fetch\()\s*['\"]?(?:https?:)?//[^'\")\s]+", text)
        assert not loads, path
