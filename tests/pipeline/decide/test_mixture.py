"""A whole run over licences that cannot all stand together: subsets split, duties stated, and who may not come in named."""

from __future__ import annotations

import json

import pytest
import yaml

from tests.e2e import running
from tests.e2e.folders import TEXTS

GFDL = "GNU Free Documentation License 1.3 or later, with no Invariant Sections, no Front-Cover Texts, and no Back-Cover Texts"
MIX = {
    "sa-drei": ("CC-BY-SA-3.0", "CC BY-SA 3.0", "mower"),
    "sa-vier": ("CC-BY-SA-4.0", "CC BY-SA 4.0", "ferry"),
    "frei": ("GFDL-1.3-no-invariants-or-later", GFDL, "archive"),
    "bank": ("ODbL-1.0", "Open Database License 1.0", "bees"),
    "amt": ("DL-DE-BY-2.0", "Datenlizenz Deutschland Namensnennung 2.0", None),
}
OTHER = (
    "Der Bauhof teilt mit, dass die Brücke über den Mühlgraben vom kommenden Montag an gesperrt ist. Die Umleitung führt "
    "über die Gartenstraße und den Marktplatz; der Linienbus hält so lange vor dem Rathaus. Anlieger können ihre Grundstücke "
    "jederzeit erreichen. Die Arbeiten dauern voraussichtlich drei Wochen und kosten die Stadt etwa vierzigtausend Euro."
)


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mixed")
    for name, (license_, quote, text) in MIX.items():
        written = TEXTS[text].replace("\n", " ") if text else OTHER
        (folder / f"{name}.jsonl").write_text(json.dumps({"id": "eins", "text": written}) + "\n", "utf-8")
        (folder / f"{name}.txt").write_text(f"Lizenz: {quote}\n", "utf-8")
        said = {"id": license_, "evidence": [{"kind": "file", "file": f"{name}.txt", "quote": quote}]}
        manifest = {"id": name, "title": name, "license": said, "attribution": name, "domain": "web"}
        manifest |= {"fetch": [{"path": f"{name}.jsonl"}], "format": {"name": "jsonl", "id": "id", "text": "text"}}
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(manifest), "utf-8")
    content = {"name": "gemisch", "title": "Gemisch", "sources": [f"./{name}.yaml" for name in MIX]}
    (folder / "collection.yaml").write_text(yaml.safe_dump(content), "utf-8")
    done = running.here("run", folder / "collection.yaml", "--workspace", folder / "w", "--workers", 1, "--no-prefect")
    assert done.status == 0, done.err
    return done.release


def test_copyleft_without_a_common_licence_stands_in_subsets_of_its_own(mixed):
    facts = json.loads((mixed / "release.json").read_text("utf-8"))
    held = {name: sorted(one["licenses"]) for name, one in facts["subsets"].items()}
    assert held == {
        "web-attribution": ["DL-DE-BY-2.0"],
        "web-share-alike-cc-by-sa-4.0": ["CC-BY-SA-3.0", "CC-BY-SA-4.0"],
        "web-share-alike-gfdl-1.3-no-invariants-or-later": ["GFDL-1.3-no-invariants-or-later"],
        "web-share-alike-odbl-1.0": ["ODbL-1.0"],
    }
    assert facts["subsets"]["web-share-alike-cc-by-sa-4.0"]["adaptation"] == "CC-BY-SA-4.0"
    assert facts["adaptation"] is None


def test_card_datasheet_and_licence_file_state_what_the_release_owes_as_a_whole(mixed):
    named = "CC-BY-SA-3.0; CC-BY-SA-4.0; GFDL-1.3-no-invariants-or-later; ODbL-1.0"
    english, german = (
        f"no common licence for an adaptation of {named}",
        f"keine gemeinsame Lizenz für eine Bearbeitung von {named}",
    )
    assert english in (mixed / "README.md").read_text("utf-8")
    for name in ("datasheet.md", "LICENSE.md"):
        text = (mixed / name).read_text("utf-8")
        assert english in text
        assert german in text
        assert "Bearbeitungen dürfen nur unter derselben oder einer vereinbaren Lizenz verbreitet werden" in text
