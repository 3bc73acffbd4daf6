"""Documents that are damaged, doubled, empty or unproven: out with a reason, and the others are kept."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from tests.e2e import running
from tests.e2e.folders import FERRY, LIGHTHOUSE, MOWER, changed, lines, notes, source, written
from tests.e2e.running import facts_of, fates

KEPT = [(name, "kept", None) for name in ("archive", "bees", "ferry", "mower")]


def _run(mine, workspace, *more):
    """Run the four notes with more lines; return the fates of what is not one of them, and the texts."""
    (mine.parent / "notes.jsonl").write_bytes(lines([*notes(), *more]))
    done = running.run(mine, workspace)
    assert "Traceback" not in done.err
    found = fates(done.release)
    assert [one for one in KEPT if one not in found] == []
    texts = pl.read_parquet(done.release / "data/*/*.parquet").select("id", "text").rows()
    return [one for one in found if one not in KEPT], {one.removeprefix("notes/"): text for one, text in texts}


def test_a_document_beyond_the_largest_size_is_quarantined(mine, workspace):
    written(mine.parent / "small.yaml", {"name": "small", "document_max_bytes": 2000})
    changed(mine, recipe="./small.yaml")
    fates, _ = _run(mine, workspace, {"id": "long", "text": f"{MOWER} {FERRY} {MOWER} {FERRY}", "license": "CC BY 4.0"})
    assert fates == [("long", "quarantined", "too_large")]


def test_lines_that_are_no_json(mine, workspace):
    fates, _ = _run(mine, workspace, b'{"id": "half", "text": "Da bricht', b"[1, 2]", b"null", b"\xff\xfe\xfd")
    assert [fate for _, fate, _ in fates] == ["quarantined"] * 4
    assert {reason for *_, reason in fates} == {"corrupt"}


def test_an_id_that_stands_twice(mine, workspace):
    fates, texts = _run(mine, workspace, {"id": "mower", "text": FERRY[::-1], "license": "CC BY 4.0"})
    assert fates == [("mower", "quarantined", "duplicate_id")]
    assert texts["mower"].startswith("Der alte Handmäher")


@pytest.mark.parametrize("place", ["id", "text", "title", "license", "authors", "url", "extra"])
def test_lone_surrogates_and_nul_anywhere_stop_nothing(place, mine, workspace):
    record = {"id": "odd", "text": LIGHTHOUSE, "license": "CC BY 4.0"}
    record[place] = f"{record.get(place, 'Ein Wert')} \ud83d \x00 \udc00 mehr"
    fates, texts = _run(mine, workspace, json.dumps(record).encode())
    assert len(fates) == 1
    for text in texts.values():
        assert "\x00" not in text
        text.encode()


def test_records_without_text_id_or_license(mine, workspace):
    fates, _ = _run(
        mine,
        workspace,
        {"text": LIGHTHOUSE, "license": "CC BY 4.0"},
        {"id": "blank", "text": " \n ", "license": "CC BY 4.0"},
        {"id": "none", "license": "CC BY 4.0"},
        {"id": "number", "text": 7, "license": "CC BY 4.0"},
        {"id": "free-riding", "text": MOWER[::-1]},
    )
    found = {name: (fate, reason) for name, fate, reason in fates}
    assert found["blank"] == ("quarantined", "empty")
    assert found["none"] == found["number"] == ("quarantined", "unreadable")
    assert found["free-riding"] == ("removed", "license_unknown")
    assert [fate for name, *fate in fates if name.startswith("notes.jsonl:")] == [["kept", None]]


def test_other_encodings_are_read_and_rubbish_is_not_kept(mine, workspace):
    changed(mine.parent / "source.yaml", format={"name": "text"}, fetch=["*.txt"], members={"exclude": ["TERMS.txt"]})
    said = source()["license"] | {"scope": "source"}
    changed(mine.parent / "source.yaml", license=said)
    (mine.parent / "latin.txt").write_bytes(MOWER.encode("cp1252"))
    (mine.parent / "wide.txt").write_bytes(FERRY.encode("utf-16"))
    (mine.parent / "rubbish.txt").write_bytes(bytes(range(128, 256)) * 40)
    release = running.run(mine, workspace).release
    texts = dict(pl.read_parquet(release / "data/*/*.parquet").select("id", "text").iter_rows())
    assert sorted(texts) == ["notes/latin.txt", "notes/wide.txt"]
    assert "Küsterin" in texts["notes/latin.txt"]
    assert "Großvater" in texts["notes/wide.txt"]


def test_a_source_without_a_single_document(mine, workspace):
    (mine.parent / "notes.jsonl").write_bytes(b"\n\n")
    facts = facts_of(Path(running.run(mine, workspace).last))
    assert facts["counts"]["read"] == facts["counts"]["kept"] == 0


@pytest.mark.parametrize(
    ("format_", "said"),
    [
        ({"name": "csv", "id": "id", "text": "body"}, "notes: could not be read: notes.jsonl: no column 'body'"),
        ({"name": "jsonl", "id": "id", "text": "text"}, "notes: no document was found in its files"),
    ],
)
def test_a_source_that_gives_nothing_says_why(format_, said, mine, workspace):
    (mine.parent / "notes.jsonl").write_bytes(b"nr;text\n1;A\n" if format_["name"] == "csv" else b"\n")
    changed(mine.parent / "source.yaml", format=format_)
    done = running.run(mine, workspace)
    assert said in done.err
    assert said in running.here("inspect", done.last).out


def test_what_names_say_stands_on_one_line_and_steers_no_terminal(mine, workspace):
    rows = [{"id": "a\nb\x1b[31m", "text": None}, {"id": "c", "text": "Der Fährmann setzt am Abend über."}]
    (mine.parent / "notes.jsonl").write_bytes(lines(rows))
    done = running.run(mine, workspace)
    shown = running.here("inspect", done.last).out
    assert "1 document 'a%0Ab%1B[31m'" in done.err
    assert "\x1b" not in done.err + shown
    assert {row["id"] for row in json.loads(running.here("inspect", done.last, "--json").out)} == {
        "notes/a%0Ab%1B[31m",
        "notes/c",
    }


def test_an_unproven_claim_keeps_nothing_and_is_for_review(mine, workspace):
    (mine.parent / "TERMS.txt").write_text("Hier steht inzwischen etwas anderes.\n", "utf-8")
    done = running.run(mine, workspace)
    assert facts_of(done.release)["counts"]["removed_by_reason"] == {"license_unproven": 4}
    assert "to be decided by a person" in done.err
    assert "the claim CC-BY-4.0 is not proven: the quote does not stand in 'TERMS.txt'" in done.err


def test_nothing_read_at_all_is_an_error_with_its_reason(mine, workspace):
    changed(mine.parent / "source.yaml", format={"name": "jsonl", "id": "id", "text": "body"})
    done = running.run(mine, workspace)
    assert done.status == 1
    assert "notes.jsonl: unreadable: 4 documents, the first " in done.err
    assert "no field 'body'; there are: id, text" in done.err


def test_a_source_of_no_document_ends_with_an_error(mine, workspace):
    (mine.parent / "notes.jsonl").write_bytes(b"\n\n")
    done = running.run(mine, workspace)
    assert done.status == 1
    assert "error: nothing was read" in done.err


def test_documents_that_could_not_be_used_are_told_with_the_first_reason(mine, workspace):
    (mine.parent / "notes.jsonl").write_bytes(lines([*notes(), {"id": "odd", "license": "CC BY 4.0"}, b"{", b"["]))
    done = running.run(mine, workspace)
    missing = "notes: in quarantine: notes.jsonl: unreadable: 1 document 'odd': no field 'text'; there are: id, license"
    broken = "notes: in quarantine: notes.jsonl: corrupt: 2 documents, the first 'notes.jsonl:6': line 6: "
    for output in (done.err, running.here("inspect", done.release).out):
        assert missing in output
        assert broken in output
    file = running.here("explain", done.release, "notes/odd").out
    assert "no field 'text'; there are: id, license" in file
