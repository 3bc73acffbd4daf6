"""A large release: its page opens at once, its permalinks are found, and its data stay small."""

from __future__ import annotations

import json
import shutil

import pytest

from pipeline.describe import figures, page
from pipeline.describe.page import chunks, proofs
from pipeline.describe.read_model import read_model
from tests.browser.conftest import expect
from tests.pipeline.describe import large

DOCUMENTS = 30_000
SECONDS = 2.0


@pytest.fixture(scope="module")
def release(once, demo_release):
    def make(folder):
        made = large.make(demo_release, folder / "release", DOCUMENTS)
        model = read_model(made)
        page.write(made, model, figures.write(made, model))

    return once("large", make) / "release"


def scripts(release):
    return {path.name: path.stat().st_size for path in (release / "portal").iterdir()}


def test_the_data_of_the_page_are_small(release):
    data = sum(path.stat().st_size for path in release.glob("data/*/*.parquet"))
    assert max(scripts(release).values()) <= chunks.CHUNK_BYTES
    assert sum(scripts(release).values()) <= max(proofs.FLOOR_BYTES, proofs.SHARE * data) + 1_000_000
    assert (release / "index.html").stat().st_size < 500_000


def test_the_page_opens_in_two_seconds(opened, release):
    taken = []
    for _ in range(3):
        one = opened(base=f"{release.as_uri()}/")
        one.go()
        taken.append(one.page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd") / 1000)
        assert one.complaints == []
    assert min(taken) < SECONDS


def test_a_permalink_in_the_middle_of_many_is_found(opened, release):
    facts = json.loads((release / "release.json").read_text("utf-8"))
    one = opened(base=f"{release.as_uri()}/")
    asked = [f"demo-forum/f-0003-{number:06d}" for number in (0, 7, facts["counts"]["kept"] // 153 - 1)]
    for document in asked:
        one.go(f"#/dokument/{document}")
        expect(one.page.locator("article[lang=de] .document h1")).to_have_text(document)
        one.page.locator("article[lang=de] .fate.kept").wait_for()


def test_what_would_weigh_too_much_is_left_to_the_data(release, tmp_path, monkeypatch, opened):
    small = tmp_path / "release"
    shutil.copytree(release, small)
    model = read_model(small)
    drawn = figures.write(small, model)
    full = sum(size for name, size in scripts(release).items() if name.startswith("demo-"))
    monkeypatch.setattr(proofs, "SHARE", 0.0)
    seen = {}
    for floor in (full * 2, int(full * 0.9), 1000):
        monkeypatch.setattr(proofs, "FLOOR_BYTES", floor)
        page.write(small, model, drawn)
        facts = (small / "index.html").read_text("utf-8").split('id="facts">')[1].split("</script>")[0]
        seen[floor] = json.loads(facts)["proofs"]["detail"]
    assert list(seen.values()) == ["full", "brief", "none"]
    one = opened(base=f"{small.as_uri()}/")
    one.go("#/dokument/demo-forum/f-0003-000000")
    one.page.locator("article[lang=de] .document .notice").get_by_text("so groß").wait_for()
    expect(one.page.locator("article[lang=de] .document")).to_contain_text("gemeingut explain")
