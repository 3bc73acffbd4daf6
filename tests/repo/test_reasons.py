"""Every reason that code or manifests can give has its sentence in both languages."""

from __future__ import annotations

import ast
import re

import pytest

from gemeingut.yaml_text import load_yaml
from pipeline.manifest.load import manifests_root
from pipeline.manifest.reasons import sentences
from tests.e2e.running import ROOT

SENTENCES = sentences()
FIRST = {"Fault", "FetchError"}  # calls whose first argument is a reason


def _in_code(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            yield from node.args[:1] if name in FIRST else []
            yield from (one.value for one in node.keywords if one.arg == "reason")
        elif isinstance(node, ast.Dict):
            yield from (
                value
                for key, value in zip(node.keys, node.values, strict=True)
                if getattr(key, "value", "") == "reason"
            )


def _in_yaml(value):
    if isinstance(value, dict):
        yield from [value["reason"]] if "reason" in value else []
        value = list(value.values())
    for one in value if isinstance(value, list) else []:
        yield from _in_yaml(one)


def _given():
    for package in ("pipeline", "licenses", "filters"):
        for path in (ROOT / package).rglob("*.py"):
            for one in _in_code(path):
                if isinstance(one, ast.Constant) and isinstance(one.value, str):
                    yield one.value, path.relative_to(ROOT).as_posix()
    for folder in ("sources", "policies", "recipes", "demo"):
        for path in (manifests_root() / folder).glob("*.yaml"):
            for reason in _in_yaml(load_yaml(path.read_text("utf-8"))):
                yield reason, path.name


def test_reasons_in_code_and_manifests_have_sentences():
    given = list(_given())
    assert len({reason for reason, _ in given}) > 15
    assert sorted({(reason, path) for reason, path in given if reason not in SENTENCES}) == []


def test_reasons_of_the_rules_have_sentences():
    profiles = load_yaml((ROOT / "filters" / "data" / "profiles.yaml").read_text("utf-8"))
    named = set(re.findall(r"'reason': '([a-z_]+)'", repr(profiles)))
    assert named
    assert named - set(SENTENCES) == set()


@pytest.mark.parametrize("name", sorted(SENTENCES))
def test_both_sentences_are_sentences(name):
    one = SENTENCES[name]
    for sentence in one:
        assert re.fullmatch(r"[A-ZÄÖÜ].*[.]", sentence, re.DOTALL)
    assert one.german != one.english


def test_reasons_of_the_contract_are_there():
    contract = [
        "license_unknown",
        "license_unproven",
        "license_rejected",
        "license_conflict",
        "license_review",
        "rights_reserved",
        "wrong_language",
        "too_few_words",
        "repeated_lines",
        "repeated_paragraphs",
        "repeated_ngrams",
        "ocr_quality",
        "encoding_damage",
        "exact_duplicate",
        "near_duplicate",
        "takedown",
        "emptied_by_cuts",
        "unreadable",
        "corrupt",
        "too_large",
        "empty",
        "duplicate_id",
        "detector_failed",
    ]
    assert set(contract) - set(SENTENCES) == set()


def test_reasons_of_real_expectations_are_ours():
    table = (ROOT / "tests" / "real" / "expectations.yaml").read_text("utf-8")
    named = {one for found in re.findall(r"reasons: \[([^\]]+)\]", table) for one in re.findall(r"[a-z_]+", found)}
    assert named
    assert named - set(SENTENCES) == set()
