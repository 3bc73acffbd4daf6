"""A release of a million documents: how long its figures and its page take, what they weigh, how soon the page opens."""

from __future__ import annotations

import resource
import shutil
import tempfile
import time
from pathlib import Path

from pipeline.describe import figures, page
from pipeline.describe.read_model import read_model
from tests.e2e import running
from tests.pipeline.describe import large

DOCUMENTS = 1_000_000


def main() -> None:
    """Print seconds, bytes and memory."""
    with tempfile.TemporaryDirectory(prefix="gemeingut-bench-") as folder:
        demo = running.run("demo", Path(folder) / "demo").release
        release = large.make(demo, Path(folder) / "large", DOCUMENTS)
        started = time.perf_counter()
        model = read_model(release)
        counted = time.perf_counter()
        drawn = figures.write(release, model)
        plotted = time.perf_counter()
        page.write(release, model, drawn)
        ended = time.perf_counter()
        weight = sum(path.stat().st_size for path in (release / "portal").iterdir())
        largest = max(path.stat().st_size for path in (release / "portal").iterdir())
        print(f"documents kept {model.facts.counts.kept:,}, data {model.bytes / 1e6:.0f} MB")
        print(f"model {counted - started:.1f} s, figures {plotted - counted:.1f} s, page {ended - plotted:.1f} s")
        print(
            f"index.html {(release / 'index.html').stat().st_size / 1e3:.0f} kB, largest script {largest / 1e3:.0f} kB"
        )
        print(f"portal {weight / 1e6:.1f} MB in {len(list((release / 'portal').iterdir()))} scripts")
        print(f"portal / data {weight / model.bytes:.1%}")
        print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")
        if browser := shutil.which("chromium"):
            print(f"opens in {opening_seconds(release, browser):.2f} s")


def opening_seconds(release: Path, chromium: str) -> float:
    """Return how long the page takes in a Chromium until everything in it is loaded."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  only where there is a browser

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        sheet = browser.new_page()
        sheet.goto((release / "index.html").as_uri())
        taken: float = sheet.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd") / 1000
        browser.close()
    return taken
