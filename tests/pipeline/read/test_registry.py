"""Formats by name, options with errors that say what is allowed."""

from __future__ import annotations

import importlib

import pytest

from pipeline.archives.member import Member
from pipeline.read import registry
from pipeline.read.reader import Options, Part, Reader


@pytest.mark.parametrize("name", registry.names())
def test_every_format_has_a_reader_whose_options_have_defaults(name):
    reader = registry.reader(name)
    assert isinstance(reader, Reader)
    assert issubclass(reader.options, Options)
    assert registry.parse_options(name, {}, "hier") == reader.options()


@pytest.mark.parametrize("name", registry.names())
def test_the_module_of_a_format_is_named_without_importing_it(name):
    assert importlib.import_module(registry.module_of(name)).READER is registry.reader(name)


def test_a_reader_that_plans_no_parts_reads_the_whole_member():
    reader, member = registry.reader("text"), Member("a.txt", b"Text")
    assert list(reader.parts(member, reader.options())) == [Part(member, 0, 0, None)]


def test_what_a_reader_does_not_offer_has_a_default():
    assert (registry.reader("text").streams, registry.reader("text").declare) == (None, None)
    assert registry.reader("jsonl").streams == "forward"
    assert registry.reader("parquet").streams == "seek"
    assert registry.reader("warc").declare is not None


@pytest.mark.parametrize("ask", [registry.reader, registry.module_of])
def test_an_unknown_format_is_answered_with_those_there_are(ask):
    with pytest.raises(registry.FormatError, match=r"unknown format 'wordperfect'; there are: .*jsonl, .*markdown"):
        ask("wordperfect")


def test_an_unknown_option_is_answered_with_those_there_are():
    with pytest.raises(registry.FormatError) as caught:
        registry.parse_options("jsonl", {"txt": "body"}, "quelle.yaml: format")
    message = str(caught.value)
    assert message.startswith("quelle.yaml: format: format 'jsonl' has no option 'txt'; there are: ")
    assert "text, title" in message


def test_a_wrong_value_is_named_with_its_key():
    with pytest.raises(registry.FormatError, match=r"option 'encoding' of format 'text': .*no encoding 'latin-99'"):
        registry.parse_options("text", {"encoding": "latin-99"}, "quelle.yaml: format")
