"""Dev and test parts of annotated corpora, by the names of files and folders, and names that only look like theirs."""

from __future__ import annotations

import pytest

from pipeline.manifest.texts import BY_NAME


def is_witness(member):
    return any(entry.chooses("bank/x", member) for entry in BY_NAME)


@pytest.mark.parametrize(
    "member",
    [
        *("de_gsd-ud-test.conllu", "a/b/de_gsd-ud-dev.conllu", "dev.tsv", "NER-de-test.tsv", "text.test.1.tsv"),
        *("german.testb", "deu.testa", "data/test/doc1.conllu", "Test.conllu", "HIPE_DE_TEST.tsv", "test2014.tsv"),
        *("DEV/1.conllu", "data/TestA/1/2.tsv", "korpus test.tsv", "test", "de-validation.conllu", "x_eval2.iob"),
    ],
)
def test_a_dev_or_test_part_is_a_witness_by_its_name(member):
    assert is_witness(member)


@pytest.mark.parametrize(
    "member",
    [
        *("de_gsd-ud-train.conllu", "latest.conllu", "contest-2014.tsv", "protest/1.conllu", "Testament/1.conllu"),
        *("Testament.conllu", "NeuesTestament_1.tsv", "attest.tsv", "device-1.tsv", "tests.conllu", "evaluieren.tsv"),
        *("UD_German-dev/de-train.conllu", "UD_German-dev/de.conllu", "dev/de-ud-train.conllu", "test20145.tsv"),
    ],
)
def test_another_part_is_none(member):
    assert not is_witness(member)


def test_parts_by_name_are_never_the_whole_source():
    assert not any(entry.are_all for entry in BY_NAME)
