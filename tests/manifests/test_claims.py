"""What the manifests claim is what recognition finds in their quotes, and the restrictions meet whom they mean."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest

from gemeingut.yaml_text import load_yaml
from licenses.catalogue import catalogue
from licenses.recognise import recognise
from licenses.whole_text import license_of_text
from pipeline.decide.terms import Statements, term_of
from pipeline.manifest.globs import matches
from pipeline.read import registry
from pipeline.read.document import Document
from pipeline.read.reader import Part
from tests.manifests.corpora import ROOT, manifest, slugs, snapshot

TABLE = load_yaml((ROOT / "tests" / "real" / "expectations.yaml").read_text(encoding="utf-8"))["sources"]
PROVEN = [slug for slug, said in TABLE.items() if said["fate"] == "accept"]
UNPROVEN = [slug for slug, said in TABLE.items() if said.get("reasons") == ["license_unproven"]]
REFUSED = [slug for slug, said in TABLE.items() if said.get("reasons") == ["license_rejected"]]
AS_OF = dt.date(2026, 1, 1)


def symbols(expression):
    return set(re.split(r" (?:AND|OR) ", expression))


def recognised(slug):
    """Return the licences of the quotes; a quote that names none counts for the licence whose whole text its member is."""
    quoted = [one for one in manifest(slug).license.evidence if one.object == "text"]
    found = [recognise(one.quote).license or whole(slug, one.member) for one in quoted]
    return {symbol for one in found if one for symbol in symbols(one)}


def whole(slug, name):
    data = snapshot(slug).read(name) if name else None
    return license_of_text(data.decode("utf-8")) if data else None


def is_proven(slug):
    said = manifest(slug).license
    if not any(one.object == "text" for one in said.evidence):
        return False
    return said.basis not in {None, "license"} or symbols(said.id) <= recognised(slug)


def documents(slug):
    source = manifest(slug)
    read = registry.reader(source.format.name).read
    options = registry.parse_options(source.format.name, source.format.options(), slug)
    wanted = source.members
    for member in snapshot(slug).members(
        lambda path: matches(path, wanted.include) and not matches(path, wanted.exclude)
    ):
        yield from ((member.path, one) for one in read(Part(member), options) if isinstance(one, Document))


@pytest.mark.parametrize("slug", slugs())
def test_every_licence_named_is_in_the_catalogue(slug):
    said = manifest(slug).license
    for symbol in symbols(said.id) if said.id else ():
        assert symbol in catalogue()


@pytest.mark.parametrize("slug", PROVEN)
def test_the_claim_of_a_source_to_be_accepted_is_recognised_in_its_quotes(slug):
    assert is_proven(slug), recognised(slug)


@pytest.mark.parametrize("slug", UNPROVEN)
def test_no_quote_proves_the_claim_of_a_source_that_must_stay_unproven(slug):
    assert not is_proven(slug)


@pytest.mark.parametrize("slug", REFUSED)
def test_a_refused_source_is_refused_for_what_it_says_of_itself(slug):
    said = manifest(slug).license
    assert said.id in recognised(slug)
    assert "NC" in said.id


@pytest.fixture(scope="module")
def letters():
    """Return the status of every letter's term on the day of the collection, by member."""
    said = manifest("schnitzler-briefe").license
    assert said.layer == "edition"
    assert not said.deaths  # the register in each letter's own file knows them
    return {
        member: term_of(Statements(said), AS_OF, letter.authors, letter.date, json.dumps(dict(letter.extra)))
        for member, letter in documents("schnitzler-briefe")
    }


def test_the_letters_own_registers_say_when_all_but_one_of_their_writers_died(letters):
    unproven = {member for member, term in letters.items() if term.state == "not_proven"}
    assert unproven == {"data/editions/L04348.xml"}
    assert sum(term.is_free for term in letters.values()) > 300


def test_the_letters_held_back_are_those_of_the_table(letters):
    patterns = [one for said in TABLE["schnitzler-briefe"]["exceptions"] for one in said["members"]]
    held = {member for member, term in letters.items() if not term.is_free}
    assert held == {name for name in snapshot("schnitzler-briefe").names() if matches(name, patterns)}
    assert len(held) > 10


def test_the_sentences_taken_from_an_evaluation_set_are_found_by_their_ids():
    patterns = [one for said in manifest("ud-dialekte").license.restrictions for one in said.documents]
    found = [one.id for _member, one in documents("ud-dialekte") if matches(one.id, patterns)]
    assert len(found) == 95
    assert all(":xsid_" in one for one in found)
