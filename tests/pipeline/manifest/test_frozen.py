"""What a run freezes: version and date, and whether the one before was interrupted."""

from __future__ import annotations

import datetime as dt

from pipeline.manifest import Collection
from pipeline.manifest.frozen import FIRST_VERSION, Frozen, finished, freeze
from pipeline.store.workspace import open_workspace

MINE = Collection(name="mine", title="Mine", sources=("a",))


def test_the_first_run_freezes_today_and_later_ones_keep_it(tmp_path):
    frozen, interrupted = freeze(MINE, open_workspace(tmp_path), None)
    assert frozen == Frozen(FIRST_VERSION, dt.datetime.now(tz=dt.UTC).date().isoformat())
    assert not interrupted
    finished(MINE, open_workspace(tmp_path), Frozen(frozen.version, "2001-01-01"))
    assert freeze(MINE, open_workspace(tmp_path), None) == (Frozen(FIRST_VERSION, "2001-01-01"), False)


def test_a_run_that_did_not_end_was_interrupted(tmp_path):
    freeze(MINE, open_workspace(tmp_path), None)
    assert freeze(MINE, open_workspace(tmp_path), None)[1]


def test_what_the_collection_says_wins_over_the_state_and_what_is_asked_for_over_both(tmp_path):
    dated = MINE.model_copy(update={"as_of": dt.date(2026, 1, 1), "version": "3.0.0"})
    freeze(MINE, open_workspace(tmp_path), None)
    assert freeze(dated, open_workspace(tmp_path), None)[0] == Frozen("3.0.0", "2026-01-01")
    assert freeze(dated, open_workspace(tmp_path), "4.0.0")[0] == Frozen("4.0.0", "2026-01-01")


def test_a_run_of_some_sources_does_not_take_the_place_of_the_whole(tmp_path):
    partial, _ = freeze(MINE, open_workspace(tmp_path), None, is_partial=True)
    whole, _ = freeze(MINE, open_workspace(tmp_path), None)
    assert partial.version != whole.version
    assert freeze(MINE, open_workspace(tmp_path), "1.0.0", is_partial=True)[0].version == "1.0.0"
