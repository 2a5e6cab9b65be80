"""A real server and a real browser: an installed Chromium, Chrome or Edge; without one these tests are skipped."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(item.fspath).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)
            # A browser and a server on a busy machine: one that is late once is asked again.
            item.add_marker(pytest.mark.flaky(reruns=2, reruns_delay=2))


def _executable() -> str | None:
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in (*found, *PLACES) if path and os.path.exists(path)), None)


@pytest.fixture(scope="session")
def chromium():
    """The browser, shared by all tests."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    executable = _executable()
    if executable is None:
        pytest.skip("no Chromium, Chrome or Edge is installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[str]:
    """The app as a user starts it, from a directory that is not its own; yields its address."""
    port, folder = free_port(), tmp_path_factory.mktemp("elsewhere")
    process = start(port, folder)
    yield f"http://127.0.0.1:{port}"
    process.kill()
    process.wait()
    assert "Traceback" not in (folder / "log").read_text(), (folder / "log").read_text()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def start(port: int, folder: Path) -> subprocess.Popen:
    """A server that answers; what it says is added to the folder's ``log``."""
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py")]
    options = ["--server.headless=true", f"--server.port={port}", "--server.address=127.0.0.1"]
    with (folder / "log").open("a") as log:
        process = subprocess.Popen([*command, *options], cwd=folder, stdout=log, stderr=log)
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health", process)
    except BaseException:
        process.kill()
        raise
    return process


def _wait(address: str, process: subprocess.Popen) -> None:
    for _ in range(240):
        assert process.poll() is None, "the server stopped"
        try:
            if urllib.request.urlopen(address, timeout=1).status == 200:
                return
        except OSError:
            time.sleep(0.25)
    raise AssertionError("the server did not answer")


class Visitor:
    """A browser tab on the app, and what went wrong in it."""

    def __init__(self, page, address: str) -> None:
        self.page, self.address = page, address
        self.faults: list[str] = []
        self.requests: list[str] = []
        page.set_default_timeout(120_000)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("websocket", lambda socket: socket.on("framesent", lambda _: self.requests.append(socket.url)))

    def open(self, path: str = "/?size=256") -> None:
        self.page.goto(self.address + path)
        self.settle()

    def settle(self) -> None:
        """Wait until the page has its title and no script runs."""
        self.page.wait_for_selector("h1")
        state = "document.querySelector('[data-testid=stApp]')?.dataset.testScriptState"
        self.page.wait_for_function(f"() => {state} === 'notRunning'")
        self.page.wait_for_timeout(250)
        self.page.wait_for_function(f"() => {state} === 'notRunning'")

    def follow(self, link: str) -> None:
        """Click a link of the navigation."""
        self.page.locator(".st-key-navigation").get_by_text(link, exact=True).click()
        self.page.wait_for_function("name => document.querySelector('h1')?.textContent === name", arg=link)
        self.settle()

    def choose(self, label: str, option: str) -> None:
        """Pick an option of a selectbox of the sidebar."""
        box = self.page.get_by_test_id("stSelectbox").filter(has_text=label).locator("input")
        box.click()
        box.fill(option)
        self.page.get_by_role("option", name=option).first.click()
        self.settle()

    def chosen(self, label: str) -> str:
        return self.page.get_by_test_id("stSelectbox").filter(has_text=label).locator("input").input_value()

    @property
    def query(self) -> str:
        return self.page.evaluate("decodeURIComponent(location.search)")

    @property
    def alerts(self) -> list[str]:
        """What the shell complains about, and errors anywhere."""
        complaints = ".st-key-complaints [data-testid=stAlertContentWarning]"
        return self.page.locator(f"{complaints}, [data-testid=stAlertContentError]").all_inner_texts()


@pytest.fixture
def visit(chromium, server):
    """Opens tabs on the app; afterwards none of them may have seen an error or talked to another host."""
    contexts, visitors = [], []

    def start(**options) -> Visitor:
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, "locale": "en-US"} | options)
        contexts.append(context)
        visitors.append(Visitor(context.new_page(), server))
        return visitors[-1]

    yield start
    for context in contexts:
        context.close()
    for visitor in visitors:
        assert not visitor.faults
        own = (server, server.replace("http", "ws", 1), "data:", "blob:")
        strangers = [url for url in visitor.requests if not url.startswith(own)]
        assert not strangers, "the page asked another host"
