"""Real evidence, where the shared corpora lie beside the checkout: quotes must come to what the collection's table says."""

from __future__ import annotations

from pathlib import Path

import pytest

from gemeingut.yaml_text import load_yaml
from licenses.catalogue import catalogue
from licenses.recognise import recognise
from licenses.resolve import assess
from tests.conftest import missing

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
RENAMED = {
    "LicenseRef-amtliches-Werk-UrhG-5": "LicenseRef-DE-UrhG-5",
    "LicenseRef-CLARIN-PUB-BY-NC-SA": "CC-BY-NC-SA-3.0",
}
NEVER_ACCEPTED = (
    "oer-mathe-texte",
    "hillerplatt",
    "karlsruhe-oparl",
    "bibeln-osis",
    "gesetze-kmein",
    "wahlprogramm-ohne-lizenz",
)
SOFTWARE = {"MIT", "Apache-2.0", "Unlicense"}


@pytest.fixture(scope="module")
def sources():
    if not CORPORA.is_dir():
        missing(str(CORPORA))
    return {
        path.parent.name: load_yaml(path.read_text(encoding="utf-8")) for path in sorted(CORPORA.glob("*/SOURCE.yaml"))
    }


def quotes(source):
    return [evidence["phrase"] for evidence in source["licence"]["evidence"]]


def test_accepted_sources_have_a_quote_that_says_their_licence(sources):
    missing = []
    for name, source in sources.items():
        if source["expected"]["verdict"] != "accept" or " AND " in source["licence"]["spdx"]:
            continue
        recognised = {recognise(quote).license for quote in quotes(source)}
        wanted = {source["licence"]["spdx"], *source["licence"]["spdx"].split(" OR ")}
        if not recognised & wanted:
            missing.append((name, source["licence"]["spdx"], recognised))
    assert not missing


def test_refused_licences_are_recognised_as_what_they_are(sources, open_definition):
    for name, source in sources.items():
        if "NC" not in source["licence"]["spdx"] or source["expected"]["verdict"] != "reject":
            continue
        recognised = {recognise(quote).license for quote in quotes(source)} - {None}
        assert source["licence"]["spdx"] in {RENAMED.get(license_, license_) for license_ in recognised}, name
        verdicts = {assess(quote, open_definition)[1].verdict for quote in quotes(source)}
        assert "reject" in verdicts, name


def test_no_quote_of_a_doubtful_source_frees_its_text(sources, open_definition):
    for name in NEVER_ACCEPTED:
        for quote in quotes(sources[name]):
            recognised, judgement = assess(quote, open_definition)
            assert judgement.verdict != "accept" or recognised.license in SOFTWARE, (name, quote)


def test_quotes_that_name_no_licence_are_not_recognised(sources):
    for name in ("wahlprogramm-ohne-lizenz", "dhd-abstracts-harmonisiert", "gesetze-kmein"):
        assert {recognise(quote).license for quote in quotes(sources[name])} == {None}, name


def test_licence_ids_of_the_table_are_in_the_catalogue(sources):
    left_out = {"NOASSERTION", "NONE"}
    for name, source in sources.items():
        for id_ in source["licence"]["spdx"].replace(" OR ", " AND ").split(" AND "):
            assert id_ in left_out or id_ in catalogue(), (name, id_)
