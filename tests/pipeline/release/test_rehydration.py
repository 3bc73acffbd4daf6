"""How often a survivor is read, by the number of documents it stands for: as FineWeb2 does it for German."""

import polars as pl
import pytest

from pipeline.manifest.recipe import DuplicateRecipe
from pipeline.release.rehydration import copies, report
from tests.e2e import running
from tests.e2e.folders import changed, notes, own_folder, written

STEPS = [{"members": n, "copies": c} for n, c in ((4, 2), (12, 3), (55, 2), (151, 1))]


@pytest.mark.parametrize(
    ("duplicates", "expected"), [(1, 1), (3, 1), (4, 2), (11, 2), (12, 3), (54, 3), (55, 2), (150, 2), (151, 1)]
)
def test_the_highest_step_that_is_reached_counts(duplicates, expected):
    steps = DuplicateRecipe(rehydrate=STEPS[::-1]).rehydrate
    frame = pl.DataFrame({"duplicates": [duplicates]}).select(copies(steps))
    assert frame["copies"].to_list() == [expected]


def test_without_steps_there_is_no_list(tmp_path):
    assert report(tmp_path, ()) == {}
    assert list(tmp_path.iterdir()) == []


def test_a_release_lists_who_is_read_more_than_once(tmp_path):
    records = notes()
    records += [records[0] | {"id": f"mower-{n}"} for n in range(2)]
    collection = own_folder(tmp_path / "c", records)
    recipe = {"name": "again", "duplicates": {"rehydrate": [{"members": 3, "copies": 2}]}}
    written(tmp_path / "c" / "recipe.yaml", recipe)
    release = running.run(changed(collection, recipe="./recipe.yaml"), tmp_path / "w").release
    listed = pl.read_parquet(release / "rehydration.parquet")
    assert listed.to_dicts() == [{"id": "notes/mower", "duplicates": 3, "copies": 2}]
    said = running.facts_of(release)["rehydration"]
    assert (said["documents"], said["rows"], said["rows_with_copies"]) == (1, 4, 5)
    assert running.here("verify", release).status == 0
