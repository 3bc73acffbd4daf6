"""The recipe `editions`: editions of a work are one in print and literature, and forms of one frame are many everywhere."""

from __future__ import annotations

import json

import polars as pl
import pytest
import yaml

from tests.e2e import running
from tests.e2e.folders import LICENSE, TERMS
from tests.pipeline.similarity.renditions import (
    COUNCIL,
    FERRY,
    FORMS,
    GARDEN,
    PAGES,
    VERSES,
    filled,
    misread,
    modernised,
)


def collection(folder, recipe, **sources):
    """Write a collection with one source for each domain: texts by id."""
    folder.mkdir(parents=True)
    (folder / "TERMS.txt").write_text(TERMS, "utf-8")
    for domain, texts in sources.items():
        lines = [json.dumps({"id": id_, "text": text}) for id_, text in texts.items()]
        (folder / f"{domain}.jsonl").write_text("\n".join(lines), "utf-8")
        evidence = [{"kind": "file", "file": "TERMS.txt", "quote": LICENSE}]
        manifest = {
            "id": domain,
            "title": domain,
            "license": {"id": "CC-BY-4.0", "scope": "source", "evidence": evidence},
            "attribution": "Archiv",
            "domain": domain,
            "fetch": [{"path": f"{domain}.jsonl"}],
            "format": {"name": "jsonl", "id": "id", "text": "text"},
        }
        (folder / f"{domain}.yaml").write_text(yaml.safe_dump(manifest), "utf-8")
    content = {"name": "mine", "title": "Mine", "as_of": "2026-01-01", "recipe": recipe}
    content["sources"] = [f"./{domain}.yaml" for domain in sources]
    (folder / "collection.yaml").write_text(yaml.safe_dump(content), "utf-8")
    return folder / "collection.yaml"


def duplicates(release):
    """Return {id: (measure, limit, survivor)} of what left as a duplicate."""
    paths = [path for path in (release / "ledger").glob("*.parquet") if path.stem != "members"]
    rows = [row for path in paths for row in pl.read_parquet(path).to_dicts()]
    return {
        row["id"]: (row["measure"], row["limit"], row["related"])
        for row in rows
        if row["reason"] in {"near_duplicate", "exact_duplicate"}
    }


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    folder = tmp_path_factory.mktemp("editions")
    forms, others = (
        {f"{name}-{seed}": filled(form, seed) for name, form in FORMS.items() for seed in seeds}
        for seeds in (range(8), range(50, 58))
    )
    pages = {"ferry-old": FERRY, "council-old": COUNCIL}
    pages |= {id_.replace("old", "raw"): misread(page, 0.03, 2) for id_, page in pages.items()}
    novels = {"garden-old": GARDEN, "verses-old": VERSES + " Wohl dem, der weiß, daß auch der Fluß zum Meere muß."}
    novels |= {id_.replace("old", "new"): modernised(text) for id_, text in novels.items()}
    path = collection(folder / "c", "editions", historical=pages | forms, administration=others, literature=novels)
    return running.run(path, folder / "w"), novels


def test_no_form_is_an_edition_of_another(ran):
    done, _ = ran
    gone = duplicates(done.release)
    assert not [id_ for id_ in gone if any(f"/{form}-" in id_ for form in FORMS)]


def test_readings_and_respelt_editions_are_one_text_and_the_better_stays(ran):
    done, novels = ran
    gone = duplicates(done.release)
    for name in ("ferry", "council"):
        assert gone[f"historical/{name}-raw"][2] == f"historical/{name}-old"
    respelt = {id_.partition("/")[2].partition("-")[0] for id_ in gone if id_.startswith("literature/")}
    assert respelt == {id_.partition("-")[0] for id_ in novels}


def test_the_run_says_which_pairs_are_forms_and_no_editions(ran):
    done, _ = ran
    assert "warning: duplicates.editions: historical:" in done.err
    assert "forms of one frame, and no editions" in done.err


def test_a_threshold_for_all_sources_and_a_binding_to_none_are_warned_of(tmp_path):
    texts = {"a": PAGES["ferry"], "b": PAGES["council"]}
    (tmp_path / "low.yaml").write_text("name: low\nduplicates: {threshold: 0.5}\n", "utf-8")
    done = running.run(collection(tmp_path / "low", "../low.yaml", web=texts), tmp_path / "w")
    assert "duplicates.threshold 0.5 holds for every source" in done.err
    done = running.run(collection(tmp_path / "void", "editions", web=texts), tmp_path / "v")
    assert "no source is in historical, literature" in done.err


def test_editions_bound_to_nothing_are_refused(tmp_path):
    (tmp_path / "r.yaml").write_text("name: r\nduplicates: {editions: {threshold: 0.5}}\n", "utf-8")
    done = running.here("plan", collection(tmp_path / "c", "../r.yaml", web={"a": "Ein Text."}))
    assert done.status == 2
    assert "editions are bound to sources or domains" in done.err
