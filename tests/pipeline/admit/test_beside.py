"""A LICENSE beside the quoted file is read, fetched or not, and whatever else the manifest quotes from it."""

from __future__ import annotations

import pytest
import yaml

from pipeline.admit.proof import check
from pipeline.fetch.fetch import fetch
from pipeline.manifest.load import load_source

AGAINST = "Alle Texte stehen unter CC BY-NC 4.0.\n"
TITLE = "# Attribution-NonCommercial-NoDerivatives 4.0 International\n\nhttps://creativecommons.org/licenses/by-nc-nd/4.0/legalcode\n"


def claim_of(folder, workspace, evidence, fetched, **files):
    texts = {"README.md": "License: CC BY 4.0\n", "texts.txt": "Im Garten steht eine Bank."} | files
    for name, text in texts.items():
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    manifest = {
        "id": "garten",
        "title": "Gartenbuch",
        "fetch": [{"path": name} for name in fetched],
        "format": "text",
        "license": {"id": "CC-BY-4.0", "evidence": evidence},
    }
    path = folder / "garten.yaml"
    path.write_text(yaml.safe_dump(manifest), encoding="utf-8")
    source = load_source(path)
    return check(source, workspace, fetch(source, workspace, None, offline=True)).claim


MEMBER = {"kind": "member", "member": "README.md", "quote": "License: CC BY 4.0"}
FILE = {"kind": "file", "file": "README.md", "quote": "License: CC BY 4.0"}


@pytest.mark.parametrize("text", [AGAINST, TITLE])
@pytest.mark.parametrize("name", ["LICENSE", "data-license.md", "NUTZUNGSRECHTE.txt", "LIZENZ_TEXTE.txt"])
@pytest.mark.parametrize(
    ("quoted", "fetched"),
    [
        (MEMBER, ["texts.txt", "README.md", "*"]),
        (MEMBER, ["texts.txt", "README.md"]),
        (FILE, ["texts.txt", "*"]),
        (FILE, ["texts.txt"]),
    ],
)
def test_a_file_on_rights_beside_the_quoted_one_is_read_fetched_or_not(
    tmp_path, workspace, quoted, fetched, name, text
):
    paths = [name if path == "*" else path for path in fetched]
    claim = claim_of(tmp_path, workspace, [quoted], paths, **{name: text})
    assert (claim.proven, claim.rule) == (False, "quote_beside")


@pytest.mark.parametrize("object_", ["metadata", "software", "images"])
def test_a_file_quoted_on_something_else_is_read_all_the_same(tmp_path, workspace, object_):
    other = {"kind": "member", "member": "LICENSE", "object": object_, "quote": "Digitalisate"}
    text = "Die Digitalisate gehören dem Archiv. " + AGAINST
    claim = claim_of(tmp_path, workspace, [MEMBER, other], ["texts.txt", "README.md", "LICENSE"], LICENSE=text)
    assert (claim.proven, claim.rule) == (False, "quote_beside")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("LICENSE.pdf", b"%PDF-1.4 Alle Texte stehen unter CC BY-NC 4.0."),
        ("LICENSE", b"\x00\x01 Alle Texte stehen unter CC BY-NC 4.0."),
        ("LICENSE-letters.txt", AGAINST),
        ("LICENSE", "Alle Texte stehen unter CC BY 4.0.\n"),
        ("LICENSE", "MIT License\n"),
        ("notes.txt", AGAINST),
    ],
)
def test_binary_files_other_sources_files_and_files_that_agree_change_nothing(tmp_path, workspace, name, content):
    assert claim_of(tmp_path, workspace, [FILE], ["texts.txt"], **{name: content}).proven


def test_a_work_is_judged_by_its_own_licence_where_its_quote_stands(tmp_path, workspace):
    quoted = {"kind": "file", "file": "werk.txt", "quote": "CC BY-SA 4.0"}
    (tmp_path / "werk.txt").write_text("Nur die Metadaten der Sammlung stehen unter CC BY-SA 4.0.", encoding="utf-8")
    (tmp_path / "texts.txt").write_text("Im Garten steht eine Bank.", encoding="utf-8")
    edition = {"id": "CC0-1.0", "evidence": [{"kind": "own_work", "quote": "CC0 1.0"}]}
    manifest = {"id": "garten", "title": "Gartenbuch", "fetch": [{"path": "texts.txt"}], "format": "text"}
    manifest |= {"license": edition, "work": [{"id": "CC-BY-SA-4.0", "evidence": [quoted]}]}
    path = tmp_path / "garten.yaml"
    path.write_text(yaml.safe_dump(manifest), encoding="utf-8")
    source = load_source(path)
    proof = check(source, workspace, fetch(source, workspace, None, offline=True))
    assert proof.claim.proven
    assert not proof.works[0].claim.proven


@pytest.mark.parametrize("entry", ["file: LICENSE, quote", "file: 'LICENSE'", 'member: "LICENSE"'])
def test_a_file_that_another_manifest_of_the_folder_quotes_is_that_sources(tmp_path, workspace, entry):
    (tmp_path / "other.yaml").write_text(f"license: {{evidence: [{{kind: file, {entry}}}]}}\n", encoding="utf-8")
    assert claim_of(tmp_path, workspace, [FILE], ["texts.txt"], LICENSE=AGAINST).proven


def test_a_file_that_another_manifest_only_resembles_is_read(tmp_path, workspace):
    (tmp_path / "other.yaml").write_text("license: {evidence: [{kind: file, file: LICENSE-letters.txt}]}\n", "utf-8")
    assert not claim_of(tmp_path, workspace, [FILE], ["texts.txt"], LICENSE=AGAINST).proven
