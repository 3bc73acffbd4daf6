from __future__ import annotations

import json

import pytest
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

from filters.profiles import ProfileError
from pipeline.annotate.datatrove_filter import ProfileFilter

PROSE = (
    "Am Morgen ging der Küster über den Hof, öffnete die schwere Tür und zündete die Lampe an, weil es noch dunkel war. "
    "Er hatte in der Nacht schlecht geschlafen, denn der Wind hatte an den Läden gerüttelt, und die alte Uhr war stehen "
    "geblieben. Nun zog er sie auf, hörte, ob sie wieder ging, und setzte sich auf die Bank, um auf die anderen zu warten."
)
SPAM = "billig kaufen " * 200


@pytest.mark.slow  # the executor forks a process
@pytest.mark.filterwarnings("ignore")  # datatrove's executor warns about what it starts
def test_a_profile_filters_inside_a_datatrove_executor(tmp_path):
    (tmp_path / "in").mkdir()
    rows = [{"id": "good", "text": PROSE}, {"id": "spam", "text": SPAM}, {"id": "empty", "text": " "}]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (tmp_path / "in" / "a.jsonl").write_text(lines, encoding="utf-8")
    removed = JsonlWriter(str(tmp_path / "removed"), compression=None)
    step = ProfileFilter("prose", removed, batch_size=2)
    kept = JsonlWriter(str(tmp_path / "kept"), compression=None)
    steps = [JsonlReader(str(tmp_path / "in")), step, kept]
    LocalPipelineExecutor(pipeline=steps, logging_dir=str(tmp_path / "logs")).run()
    assert [row["id"] for row in _rows(tmp_path / "kept")] == ["good"]
    reasons = {row["id"]: row["metadata"]["filter_reason"] for row in _rows(tmp_path / "removed")}
    assert reasons["spam"] in {"repeated_ngrams", "keyword_spam", "too_few_stop_words"}


def _rows(folder):
    return [json.loads(line) for path in sorted(folder.glob("*.jsonl")) for line in path.read_text().splitlines()]


def test_an_unknown_profile_is_refused():
    with pytest.raises(ProfileError):
        ProfileFilter("no such profile")
