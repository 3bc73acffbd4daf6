"""The portal page in a real browser: from a file and from loopback, for eyes, ears, keyboards and phones."""

from __future__ import annotations

import json
import re

import polars as pl
import pytest

from pipeline.curator.explain import explain
from tests.browser.conftest import SERIOUS, expect

PHONE = {"viewport": {"width": 360, "height": 740}}
KEPT, REMOVED, REFUSED = "demo-werkstatt/stromkreis", "demo-amtsblatt/2024-06-nachdruck", "demo-forum/f-0019"
ROUTES = ["", "#en", f"#/dokument/{KEPT}", f"#/document/{REFUSED}"]


def german(value):
    """Return a number of at most four significant digits as German writes it."""
    return f"{value:.4g}".replace(".", ",")


def shown(one, language="de"):
    return one.page.locator(f"article[lang={language}] .document")


@pytest.mark.parametrize("way", ["file", "serve"])
def test_nothing_is_asked_of_others_and_nothing_is_wrong(opened, way):
    one = opened(way)
    for route in ROUTES:
        one.go(route)
        one.page.evaluate("scrollTo(0, document.body.scrollHeight)")
        one.page.wait_for_load_state("networkidle")
    assert (one.foreign(), one.complaints) == ([], [])
    assert any("portal/" in asked for asked in one.asked)


@pytest.mark.parametrize(
    ("route", "told"),
    [
        *((route, {}) for route in ROUTES[1:]),
        ("", PHONE),
        ("", {"color_scheme": "dark"}),
        (ROUTES[2], {"color_scheme": "dark"}),
    ],
)
def test_axe_finds_nothing_serious(opened, route, told):
    one = opened(**told)
    one.go(route)
    for place in one.page.locator("details:visible").all()[:6]:
        place.evaluate("one => { one.open = true }")
    assert [fault for fault in one.faults() if fault[0] in SERIOUS] == []


def test_axe_finds_nothing_serious_among_samples_and_removed(opened):
    one = opened()
    for part in ("samples", "removed"):
        one.go(f"#de-{part}")
        one.page.locator(f"article[lang=de] [data-view={part}]").scroll_into_view_if_needed()
        one.page.locator(f"article[lang=de] [data-view={part}] [role=status]").wait_for()
    one.page.locator("article[lang=de] .documents details").first.evaluate("one => { one.open = true }")
    assert [fault for fault in one.faults() if fault[0] in SERIOUS] == []


@pytest.mark.parametrize("route", [*ROUTES, "#de-samples"])
def test_a_phone_scrolls_in_one_direction_only(opened, route):
    one = opened(**PHONE)
    one.go(route)
    one.page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    assert not one.is_wider_than_the_screen()


def test_the_language_is_switched_and_belongs_to_the_address(opened):
    one = opened()
    one.go()
    expect(one.page.get_by_role("heading", name="Was entfernt wurde")).to_be_visible()
    expect(one.page.get_by_role("heading", name="What was removed")).to_be_hidden()
    one.page.get_by_role("link", name="English").click()
    expect(one.page.get_by_role("heading", name="What was removed")).to_be_visible()
    expect(one.page.get_by_role("heading", name="Was entfernt wurde")).to_be_hidden()
    expect(one.page.locator("html")).to_have_attribute("lang", "en")
    expect(one.page.get_by_role("link", name="English")).to_have_attribute("aria-current", "true")
    one.go("#de-removed")
    one.page.get_by_role("link", name="English").click()
    expect(one.page).to_have_url(re.compile("#en-removed$"))
    one.go(f"#/dokument/{KEPT}")
    one.page.get_by_role("link", name="English").click()
    expect(one.page).to_have_url(re.compile(f"#/document/{KEPT}$"))
    one.page.go_back()
    expect(shown(one)).to_be_visible()


def test_a_keyboard_reaches_everything(opened):
    one = opened()
    one.go()
    walked = []
    for _ in range(9):
        one.page.keyboard.press("Tab")
        walked.append(one.page.evaluate("document.activeElement.textContent.trim()"))
        outline = one.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"
    assert walked[:3] == ["Zum Inhalt", "Deutsch", "English"]
    assert "Herunterladen und laden" in walked
    one.page.get_by_role("link", name="Dokumente ansehen").focus()
    one.page.keyboard.press("Enter")
    sample = one.page.locator("article[lang=de] .documents summary").first
    sample.wait_for()
    sample.focus()
    one.page.keyboard.press("Enter")
    one.page.keyboard.press("Tab")
    one.page.keyboard.press("Enter")
    shown(one).locator("dl").first.wait_for()
    one.page.wait_for_function("document.activeElement.tagName === 'H1'")


def test_a_permalink_shows_what_explain_says(opened, demo_release):
    one = opened()
    one.go(f"#/dokument/{KEPT}")
    said = explain(demo_release, KEPT)
    place = shown(one)
    place.locator("blockquote").first.wait_for()
    text = place.inner_text()
    assert one.page.title().startswith(KEPT)
    assert sorted(place.locator("blockquote").all_inner_texts()) == sorted(
        each["statement"] for each in said["evidence"]
    )
    for wanted in (
        said["license"]["attribution"],
        said["source"]["publisher"],
        said["fate"]["member"],
        said["document"]["snapshot_sha256"],
        "behalten",
        "Namensnennung",
        *(each["rule"] for each in said["evidence"]),
        *(both["german"] for both in said["rules"].values()),
        *(each["where"] for each in said["evidence"]),
    ):
        assert wanted in text


@pytest.mark.parametrize("one_id", [KEPT, "demo-forum/f-0020", "demo-forum/f-0037", "demo-werkstatt/herbarium"])
@pytest.mark.parametrize(("route", "language"), [("dokument", "german"), ("document", "english")])
def test_a_permalink_says_what_a_rule_means_and_names_it_beside(opened, demo_release, one_id, route, language):
    one = opened()
    one.go(f"#/{route}/{one_id}")
    place = one.page.locator(f"article[lang={'de' if language == 'german' else 'en'}] .document")
    place.locator("dl").first.wait_for()
    rules = explain(demo_release, one_id)["rules"]
    assert rules
    text = " ".join(place.inner_text().split())
    for name, both in rules.items():
        assert f"{both[language]} {name}" in text
        assert place.locator("code.id", has_text=name).count()
    assert "policy:" not in text
    assert "similarity:" not in text


def test_a_permalink_of_a_removed_document_names_reason_value_limit_and_survivor(opened, demo_release):
    one = opened()
    one.go(f"#/dokument/{REMOVED}")
    said = explain(demo_release, REMOVED)
    place = shown(one)
    link = place.get_by_role("link", name=said["fate"]["related"])
    link.wait_for()
    text = place.inner_text()
    assert "entfernt" in text
    assert said["reason"]["german"] in text
    assert f"similarity = {german(said['fate']['value'])} (Grenze {german(said['fate']['limit'])})" in text
    link.click()
    one.page.wait_for_function("document.querySelector('article[lang=de] .document h1').textContent.includes('preis')")
    place.get_by_text("behalten").first.wait_for()


def test_every_document_of_the_release_has_a_permalink(opened, demo_release):
    one = opened("serve")
    ledger = pl.read_parquet(demo_release / "ledger" / "demo-*.parquet", columns=["id", "fate"])
    one.go()
    for document, fate in ledger.unique("id").sort("id").iter_rows():
        one.page.evaluate("where => { location.hash = where }", f"#/dokument/{document}")
        expect(shown(one).locator("h1")).to_have_text(document)  # the one before may have had the same fate
        one.page.locator(f"article[lang=de] .fate.{fate}").first.wait_for()


def test_a_document_that_was_never_read_is_told_so(opened):
    one = opened()
    one.go("#/dokument/demo-forum/none")
    shown(one).get_by_text("kein Dokument mit dieser Kennung").wait_for()
    one.page.get_by_role("link", name="Zur Übersicht").click()
    expect(one.page.locator("article[lang=de] .overview h1")).to_be_visible()


def test_samples_are_filtered_by_source_kind_and_licence(opened):
    one = opened()
    one.go("#de-samples")
    place = one.page.locator("article[lang=de] [data-view=samples]")
    place.locator("[role=status]").wait_for()
    whole = int(re.search(r"von (\d+)", place.locator("[role=status]").inner_text())[1])
    place.get_by_label("Lizenz").select_option("CC0-1.0")
    place.get_by_label("Textart").select_option("literature")
    expect(place.locator("[role=status]")).not_to_contain_text(f"von {whole}")
    few = int(re.search(r"von (\d+)", place.locator("[role=status]").inner_text())[1])
    assert 0 < few < whole
    for text in place.locator("summary").all_inner_texts():
        assert "CC0-1.0" in text
        assert "Literatur" in text


def test_removed_documents_are_shown_by_reason(opened, demo_release):
    said = explain(demo_release, "demo-chronik/1798-blitz")["fate"]
    one = opened()
    one.go("#de-removed")
    place = one.page.locator("article[lang=de] [data-view=removed]")
    place.scroll_into_view_if_needed()
    place.get_by_label("Grund").select_option(said["reason"])
    place.get_by_role("link", name=said["id"]).wait_for()
    expect(place).to_contain_text(f"{said['measure']} = {german(said['value'])}")
    expect(place.locator("td.number").first).to_have_text(german(said["limit"]))


def test_code_is_copied(opened):
    one = opened("serve", permissions=["clipboard-read", "clipboard-write"])
    one.go()
    one.page.get_by_role("button", name="Kopieren: polars").click()
    one.page.get_by_role("button", name="Kopieren: polars").get_by_text("Kopiert").wait_for()
    assert "pl.scan_parquet(" in one.page.evaluate("navigator.clipboard.readText()")


def test_without_script_everything_but_browsing_is_there(opened):
    one = opened(java_script_enabled=False, **PHONE)
    one.go()
    for name in ("Was entfernt wurde", "What was removed", "Wörter nach Lizenz", "Words by licence"):
        expect(one.page.get_by_role("heading", name=name)).to_be_visible()
    notice = one.page.locator("noscript").first
    expect(notice).to_contain_text("braucht diese Seite JavaScript", use_inner_text=True)
    expect(one.page.locator("form").first).to_be_hidden()
    assert one.complaints == []


def test_figures_are_told_to_those_who_cannot_see_them(opened):
    one = opened()
    one.go("#de-figures")
    figures = one.page.locator("article[lang=de] svg[role=img]")
    assert figures.count() >= 8
    for figure in figures.all():
        for name in ("aria-labelledby", "aria-describedby"):
            assert one.page.locator(f"id={figure.get_attribute(name)}").text_content().strip()


def test_the_printed_page_leaves_out_what_one_can_only_press(opened):
    one = opened()
    one.go()
    one.page.emulate_media(media="print")
    expect(one.page.get_by_role("button").first).to_be_hidden()
    expect(one.page.get_by_role("heading", name="Was entfernt wurde")).to_be_visible()


def test_the_facts_of_the_script_are_those_of_the_release(opened, demo_release):
    one = opened()
    one.go()
    facts = json.loads(one.page.locator("#facts").text_content())
    counts = json.loads((demo_release / "release.json").read_text("utf-8"))["counts"]
    assert sum(each["documents"] for each in facts["removed"].values()) == counts["removed"] + counts["quarantined"]
