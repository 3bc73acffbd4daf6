"""The formats as they are described: every one has options and an example, and the example is read."""

from __future__ import annotations

import pytest

from pipeline.archives.member import Member
from pipeline.curator.formats import default_of, describe, described
from pipeline.read import registry
from pipeline.read.document import Document


@pytest.mark.parametrize("name", registry.names())
def test_every_format_says_what_it_reads_and_has_an_example(name):
    entry = describe(name)
    assert entry.reads
    assert entry.example.format["name"] == name


@pytest.mark.parametrize("name", [entry.name for entry in described() if entry.example.sample])
def test_the_example_of_a_format_is_read_as_a_document(name):
    example = describe(name).example
    options = registry.parse_options(
        name, {key: value for key, value in example.format.items() if key != "name"}, "here"
    )
    member = Member(example.file, example.sample.encode())
    reader = registry.reader(name)
    items = [item for part in reader.parts(member, options) for item in reader.read(part, options)]
    assert any(isinstance(item, Document) or not hasattr(item, "reason") for item in items)


def test_options_have_their_values_and_defaults_as_a_manifest_would():
    options = {option.name: option for option in describe("csv").options}
    assert options["delimiter"].values == ("a string",)
    assert default_of(options["delimiter"]) == ","
    assert options["surplus"].values == ("fault", "join")
    assert default_of(options["encoding"]) == "null"
    assert default_of(options["text"]) == '["text"]'


def test_what_shared_options_mean_is_said_with_each_format():
    assert "a dot leads into nested objects" in describe("jsonl").meaning


def test_a_format_that_is_none_is_told_with_those_there_are():
    with pytest.raises(registry.FormatError, match=r"unknown format 'pdg'; there are: .*csv"):
        describe("pdg")
