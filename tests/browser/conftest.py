"""A real Chromium, and the accessibility rules of axe-core."""

from __future__ import annotations

import os
import shutil
import threading
from dataclasses import dataclass, field
from importlib import resources
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.curator.serve import server
from tests.conftest import missing

if TYPE_CHECKING:
    from collections.abc import Iterator

try:
    from playwright.sync_api import expect
except ImportError:
    expect = None  # the fixture `browser` skips all that would call it
else:
    expect.set_options(timeout=30_000)  # milliseconds; a busy machine is no fault of the page

NAMES = ("chromium", "chromium-browser", "google-chrome")
SERIOUS = {"serious", "critical"}


@dataclass
class Opened:
    """A page that was opened: what it asked for, and what it had to complain of."""

    page: Any
    base: str
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def go(self, route: str = "") -> None:
        """Go to the page, or to a place in it."""
        self.page.goto(f"{self.base}index.html{route}")
        self.page.wait_for_load_state("networkidle")

    def faults(self) -> list[tuple[str, str, str]]:
        """Return what axe finds: impact, rule, and the first element concerned."""
        axe = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(axe)
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        return [(one["impact"], one["id"], one["nodes"][0]["html"][:200]) for one in found]

    def foreign(self) -> list[str]:
        """Return what was asked for beyond the release itself."""
        return [one for one in self.asked if not one.startswith((self.base, "data:", "blob:"))]

    def is_wider_than_the_screen(self) -> bool:
        """Return whether one has to scroll sideways."""
        wide: bool = self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        return wide


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Return a Chromium of this machine."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        missing("chromium")
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        yield started
        started.close()


@pytest.fixture(scope="session")
def bases(demo_release) -> Iterator[dict[str, str]]:
    """Return where the demonstration's page lies: in a folder, and on loopback."""
    with server(demo_release, 0) as serving:
        thread = threading.Thread(target=serving.run)
        thread.start()
        yield {"file": f"{demo_release.as_uri()}/", "serve": serving.address}
        serving.stop()
        thread.join()


@pytest.fixture
def opened(browser, bases) -> Iterator[Any]:
    """Return a function that opens the page anew, with what a context of the browser is told."""
    contexts = []

    def opens(way: str = "file", base: str | None = None, **told: Any) -> Opened:
        told.setdefault("viewport", {"width": 1280, "height": 900})
        context = browser.new_context(**told)
        contexts.append(context)
        one = Opened(context.new_page(), base or bases[way])
        one.page.on("request", lambda request: one.asked.append(request.url))
        one.page.on("requestfailed", lambda request: one.complaints.append(f"failed: {request.url}"))
        one.page.on("console", lambda said: one.complaints.append(f"{said.type}: {said.text}"))
        one.page.on("pageerror", lambda error: one.complaints.append(str(error)))
        return one

    yield opens
    for context in contexts:
        context.close()
