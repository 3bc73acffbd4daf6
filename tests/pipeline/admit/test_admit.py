"""What becomes of a source before it is read."""

from __future__ import annotations

from pipeline.admit.admit import admit
from pipeline.manifest import Source
from pipeline.manifest.load import LoadedSource, load_policy


def test_why_a_source_failed_is_told_without_a_folder_of_this_machine(workspace, tmp_path):
    manifest = Source.model_validate({"id": "notes", "title": "N", "fetch": ["gone.txt"], "format": "text"})
    claim = manifest.model_copy(update={"license": manifest.license.model_copy(update={"scope": "document"})})
    source = LoadedSource(claim, tmp_path / "source.yaml")
    found = admit(source, workspace, load_policy("open-definition"), None, "offline")
    assert (found.state, found.reason) == ("failed", "not_fetched")
    assert found.detail == "source.yaml: fetch: no file 'gone.txt' in the manifest's folder"
