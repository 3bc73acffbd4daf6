"""The portal page as a file: its numbers are the ledger's, its links lead somewhere, its data are small."""

from __future__ import annotations

import base64
import gzip
import json
import re
import shutil
from dataclasses import replace

import polars as pl
import pytest
from lxml import html

from pipeline.describe import describe
from pipeline.describe import page as page_of
from pipeline.describe.page import chunks
from pipeline.describe.page.content import script_facts
from pipeline.describe.read_model import read_model
from tests.e2e.running import digests, facts_of


def unpacked(path):
    """Return the content of a script of the page."""
    name, packed = re.fullmatch(r'gemeingut\("([^"]+)","([^"]+)"\)\n', path.read_text("utf-8")).groups()
    assert name == path.stem
    return json.loads(gzip.decompress(base64.b64decode(packed)))


def column(values, rows):
    """Return the values of a column by row."""
    if isinstance(values, list):
        return values
    return [values["of"][place] for place in values.get("at", [0] * rows)]


@pytest.fixture(scope="module")
def page(demo_release):
    return html.document_fromstring((demo_release / "index.html").read_text("utf-8"))


def _fact(facts, path):
    if path.startswith("reason:"):
        name = path.partition(":")[2]
        counts = facts["counts"]
        return counts["removed_by_reason"].get(name, 0) + counts["quarantined_by_reason"].get(name, 0)
    value = facts
    while path:
        key = next(key for key in value if path == key or path.startswith(f"{key}."))
        value, path = value[key], path[len(key) + 1 :]
    return value


def test_every_number_of_the_page_is_the_ledgers(page, demo_release):
    facts = facts_of(demo_release)
    named = page.xpath("//data[@data-fact]")
    assert len(named) > 80
    for one in named:
        assert int(one.get("value")) == _fact(facts, one.get("data-fact")), one.get("data-fact")
        assert re.sub(r"\D", "", one.text) == one.get("value")


def test_both_languages_hold_the_same_numbers(page):
    german, english = (
        [one.get("data-fact") for one in page.xpath(f"//article[@lang='{lang}']//data")] for lang in ("de", "en")
    )
    assert german == english


def test_links_lead_to_what_is_there(page, demo_release):
    ids = set(page.xpath("//@id"))
    for address in page.xpath("//a/@href"):
        if address.startswith("#"):
            assert address[1:] in ids
        elif not re.match(r"https?://|mailto:", address):
            assert (demo_release / address.split("#")[0]).is_file(), address


def test_ids_stand_once(page):
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_nothing_comes_from_elsewhere(page):
    assert page.xpath("//script/@src | //link[@rel='stylesheet'] | //img/@src | //iframe") == []


def test_every_document_of_the_ledger_has_its_proof(demo_release):
    facts = json.loads(re.search(r'id="facts">(.*?)</script>', (demo_release / "index.html").read_text("utf-8"))[1])
    ledger = pl.read_parquet(demo_release / "ledger" / "demo-*.parquet")
    proofs = dict(ledger.filter(fate="removed").select("id", "evidence").iter_rows())
    assert (
        len(proofs["demo-forum/f-0037"]) == 3
    )  # a twin's conflict: what it was compared with, and what both sides say
    found = []
    for source, first in facts["proofs"]["first"].items():
        for number, start in enumerate(first):
            content = unpacked(demo_release / "portal" / f"{source}-{number:04d}.js")
            assert content["rows"]["id"][0] == start
            rows = {name: column(values, len(content["rows"]["id"])) for name, values in content["rows"].items()}
            found += zip(rows["id"], rows["fate"], strict=True)
            for row, fate in enumerate(rows["fate"]):
                if fate == "kept":
                    assert set(rows["license_evidence"][row].split()) <= set(content["evidence"])
                    assert {rows["member"][row], ""} & set(content["snapshots"])
                elif proofs.get(rows["id"][row]):
                    assert rows["license_evidence"][row].split() == proofs[rows["id"][row]]
                    assert set(proofs[rows["id"][row]]) <= set(content["evidence"])
                    twins = [content["evidence"][one] for one in proofs[rows["id"][row]]]
                    assert all(
                        ("derselbe Text" in one["german"]["statement"]) for one in twins if "twin" in one["rule"]
                    )
    assert sorted(found) == sorted(ledger.select("id", "fate").iter_rows())


def test_texts_shown_are_kept_ones_with_their_attribution(demo_release):
    shown = unpacked(demo_release / "portal" / "samples-0.js")
    kept = pl.read_parquet(demo_release / "data" / "*" / "*.parquet").to_dicts()
    rows = {one["id"]: one for one in kept}
    assert {one["source"] for one in shown} == {one["source"] for one in kept}
    for one in shown:
        assert rows[one["id"]]["text"].startswith(one["text"])
        assert one["attribution"] == rows[one["id"]]["attribution"]


def test_removed_documents_are_shown_without_a_text(demo_release):
    counts = facts_of(demo_release)["counts"]
    for reason, documents in {**counts["removed_by_reason"], **counts["quarantined_by_reason"]}.items():
        rows = unpacked(demo_release / "portal" / f"removed-{reason}.js")
        assert len(rows) == documents
        assert all("text" not in one for one in rows)


def test_a_script_too_large_is_made_of_fewer_rows(tmp_path, monkeypatch):
    monkeypatch.setattr(chunks, "CHUNK_BYTES", 400)
    rows = [f"{number * 7919 % 1000:03d}" * 5 for number in range(200)]
    starts = chunks.write_rows(tmp_path, lambda number: f"n-{number}", len(rows), lambda a, b: rows[a:b])
    read = [unpacked(tmp_path / "portal" / f"n-{number}.js") for number in range(len(starts))]
    assert [row for one in read for row in one] == rows
    assert starts[0] == 0
    assert max(path.stat().st_size for path in (tmp_path / "portal").iterdir()) <= 400


def test_facts_cannot_leave_their_script(demo_release):
    model = read_model(demo_release)
    title = "</script><script>alert(1)</script>"
    model = replace(model, facts=model.facts.model_copy(update={"title": title}))
    assert "<" not in script_facts(model, {}, {}, 0, {})


def test_describing_again_gives_the_same_bytes(demo_release, tmp_path):
    copied = tmp_path / "release"
    shutil.copytree(demo_release, copied)
    describe(copied)
    assert digests(copied, everything=True) == digests(demo_release, everything=True)


def test_fairness_is_shown_where_it_was_measured(demo_release, tmp_path):
    copied = tmp_path / "release"
    shutil.copytree(demo_release, copied)
    row = {"group": "women", "german": "Frauen", "english": "women", "source": "*", "mentioning": 40, "others": 50}
    row |= {"removed_mentioning": 12, "removed_others": 5, "difference": 0.2, "low": 0.0312, "high": 0.3564}
    rows = [row | {"interval": "newcombe"}]
    (copied / "fairness.json").write_text(json.dumps(rows), encoding="utf-8")
    describe(copied)
    read = html.document_fromstring((copied / "index.html").read_text("utf-8"))
    shown = {"de": ["Frauen", "Alle Quellen", "40", "30,0 %", "50", "10,0 %", "20,0 [3,1; 35,6]"]}
    shown["en"] = ["women", "All sources", "40", "30.0 %", "50", "10.0 %", "20.0 [3.1; 35.6]"]
    for language, cells in shown.items():
        (part,) = read.xpath(f"//section[@id='{language}-fairness']")
        assert [cell.text_content().strip() for cell in part.xpath(".//tbody/tr/*")] == cells
        assert read.xpath(f"//a[@href='#{language}-fairness']")


@pytest.mark.parametrize(("access", "notice"), [("gated", "Zugang nach Anmeldung"), ("internal", "nur intern")])
def test_the_page_says_who_may_have_the_data(demo_release, tmp_path, access, notice):
    copied = tmp_path / "release"
    shutil.copytree(demo_release, copied)
    facts = facts_of(copied) | {"access": access}
    del facts["splits"]  # as in releases that were made before there were any
    (copied / "release.json").write_text(json.dumps(facts), encoding="utf-8")
    model = read_model(copied)
    page_of.write(copied, model, [])
    assert notice in (copied / "index.html").read_text("utf-8")
