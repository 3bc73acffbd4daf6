"""Formats by name, options with errors that say what is allowed."""

from __future__ import annotations

import importlib.util

import pytest

from pipeline.read import registry
from pipeline.read.reader import Options


@pytest.mark.parametrize("name", registry.names())
def test_every_format_has_a_module_with_options_and_read(name):
    module = registry.reader(name)
    assert issubclass(module.OPTIONS, Options)
    assert callable(module.read)
    assert registry.parse_options(name, {}, "hier") == module.OPTIONS()


def test_an_unknown_format_is_answered_with_those_there_are():
    with pytest.raises(registry.FormatError, match=r"unknown format 'docx'; there are: .*jsonl, .*markdown"):
        registry.reader("docx")


def test_an_unknown_option_is_answered_with_those_there_are():
    with pytest.raises(registry.FormatError) as caught:
        registry.parse_options("jsonl", {"txt": "body"}, "quelle.yaml: format")
    message = str(caught.value)
    assert message.startswith("quelle.yaml: format: format 'jsonl' has no option 'txt'; there are: ")
    assert "text, title" in message


def test_a_wrong_value_is_named_with_its_key():
    with pytest.raises(registry.FormatError, match=r"option 'encoding' of format 'text': .*no encoding 'latin-99'"):
        registry.parse_options("text", {"encoding": "latin-99"}, "quelle.yaml: format")


def test_modules_stand_where_the_registry_says():
    assert importlib.util.find_spec("pipeline.read.records.jsonl") is not None
