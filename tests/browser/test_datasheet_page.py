"""The datasheet in a real Chromium: axe finds nothing at all, a phone scrolls in one direction only, nothing is asked of others."""

from __future__ import annotations

import pytest


@pytest.fixture(params=[1280, 375], ids=["desk", "phone"])
def sheet(request, opened):
    """Return the datasheet, opened at this width."""
    one = opened(viewport={"width": request.param, "height": 900})
    one.page.goto(f"{one.base}datasheet.html")
    one.page.wait_for_load_state("networkidle")
    return one


def test_axe_finds_nothing(sheet):
    assert sheet.faults() == []


def test_it_fits_the_screen_and_asks_nobody(sheet):
    assert not sheet.is_wider_than_the_screen()
    assert sheet.foreign() == []
    assert sheet.complaints == []


def test_every_heading_of_the_contents_is_there_in_both_languages(sheet):
    links = sheet.page.eval_on_selector_all("nav a[href^='#']", "all => all.map(one => one.getAttribute('href'))")
    assert len(links) > 20
    assert all(sheet.page.query_selector(f"[id='{link[1:]}']") for link in links)
    assert sheet.page.eval_on_selector_all("article", "all => all.map(one => one.lang)") == ["de", "en"]
