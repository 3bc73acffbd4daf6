from __future__ import annotations

import polars as pl
import pytest

from licenses.combine import CombinationError
from pipeline.decide.subsets import divided, named, with_part
from pipeline.manifest import LanguageRecipe, Release


def kept(*licenses, domain="web"):
    rows = [{"id": f"a/{at}", "domain": domain, "obligation": "x", "license": one} for at, one in enumerate(licenses)]
    names = ("id", "source", "domain", "obligation", "license", "language", "variety", "origin", "unit")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String) | {"damage": pl.Float32})


def in_subsets(frame, release, languages, print_sources=()):
    called = named(frame, release, languages, print_sources)
    return with_part(called, divided(called.select("subset", "license")))


def subsets(frame, *keys, **varieties):
    languages = LanguageRecipe(varieties={name.replace("_", "-"): fate for name, fate in varieties.items()})
    return in_subsets(frame, Release(subsets=keys), languages)["subset"].to_list()


def test_a_variety_has_its_own_subset_where_the_recipe_says_so():
    languages = pl.Series(["deu", "bar", "nds", "deu", "gsw"])
    frame = kept(*["CC0-1.0"] * 5).with_columns(
        languages.alias("language"), pl.Series([None, None, None, "deu-AT", None]).alias("variety")
    )
    routes = {"bar": "subset", "nds": "keep", "deu_AT": "subset"}
    assert subsets(frame, "domain", **routes) == ["web", "web-bar", "web", "web-deu-at", "web-gsw"]
    assert subsets(frame, "language", **routes) == ["deu", "bar", "nds", "deu-deu-at", "gsw"]
    assert subsets(frame, "domain") == ["web", "web-bar", "web-nds", "web", "web-gsw"]


def test_what_stands_apart_has_subsets_of_its_own_and_says_why():
    languages = LanguageRecipe(varieties={"nds": "subset"})
    frame = kept(*["CC0-1.0"] * 6).with_columns(
        pl.Series("language", ["deu", "nds", "deu", "deu", "nds", "deu"]),
        pl.Series(
            "origin", ["human", "unknown", "machine_translated", "machine_generated", "machine_translated", "ocr"]
        ),
        pl.Series("unit", ["document", "page", "document", "entry", "sentence", "sentence"]),
    )
    found = in_subsets(frame, Release(subsets=("domain",)), languages)
    assert found.select("subset", "apart").rows() == [
        ("web", []),
        ("web-nds", ["variety"]),
        ("web-machine-translated", ["machine"]),
        ("web-machine-generated", ["machine"]),
        ("web-nds-machine-translated-sentences", ["variety", "machine", "sentences"]),
        ("web-sentences", ["sentences"]),  # print recognised by a machine holds the words of people
    ]


def test_print_that_a_machine_misread_stands_apart_and_what_people_corrected_does_not():
    frame = kept(*["CC0-1.0"] * 5).with_columns(
        pl.Series("source", ["print", "print", "print", "print", "novel"]),
        pl.Series("origin", ["unknown", "human", "ocr", "unknown", "unknown"]),
        pl.Series("damage", [1.1, 1.1, 0.9, 0.7, 1.1]),
    )
    found = in_subsets(frame, Release(subsets=("domain",)), LanguageRecipe(), print_sources=("print",))
    assert found.select("subset", "apart").rows() == [
        ("web-misread", ["misread"]),
        ("web", []),
        ("web-misread", ["misread"]),
        ("web", []),
        ("web", []),
    ]


def test_a_variety_that_its_language_names_already_is_apart_all_the_same():
    languages = LanguageRecipe(varieties={"nds": "subset"})
    frame = kept("CC0-1.0").with_columns(pl.Series("language", ["nds"]))
    assert in_subsets(frame, Release(subsets=("language",)), languages).select("subset", "apart").rows() == [
        ("nds", ["variety"])
    ]


def test_names_are_the_values_of_the_keys():
    frame = kept("CC-BY-4.0", domain="News & Co")
    assert subsets(frame, "domain", "license") == ["news-co-cc-by-4.0"]
    assert subsets(frame) == ["all"]


def test_copyleft_licences_with_a_common_one_stay_together():
    frame = kept("CC-BY-SA-3.0-DE", "CC-BY-SA-4.0", "CC-BY-4.0", "CC0-1.0")
    assert subsets(frame, "domain") == ["web"] * 4


def test_copyleft_licences_without_a_common_one_are_kept_apart_and_the_others_stay():
    frame = kept("CC-BY-SA-4.0", "GFDL-1.3-no-invariants-or-later", "CC-BY-SA-3.0", "CC0-1.0", "ODbL-1.0")
    assert subsets(frame, "domain") == [
        "web-cc-by-sa-4.0",
        "web-gfdl-1.3-no-invariants-or-later",
        "web-cc-by-sa-4.0",
        "web",
        "web-odbl-1.0",
    ]


def test_where_the_licences_lie_in_different_subsets_nothing_is_split():
    frame = pl.concat([kept("CC-BY-SA-4.0"), kept("ODbL-1.0", domain="law")])
    assert subsets(frame, "domain") == ["web", "law"]


@pytest.mark.parametrize("license_", ["CC-BY-NC-4.0", "CC-BY-ND-4.0", "CC-BY-4.0 AND CC-BY-NC-4.0"])
def test_what_may_not_be_passed_on_freely_ends_the_run_by_name(license_):
    with pytest.raises(CombinationError, match=r"CC-BY-N[CD]-4\.0"):
        subsets(kept("CC0-1.0", license_), "domain")


def test_no_document_has_no_subset():
    assert subsets(kept(), "domain") == []
