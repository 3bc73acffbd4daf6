"""`gemeingut license`: one statement, a file, or a line at a time."""

from __future__ import annotations

import json

import pytest

from tests.e2e import running

KEYS = {"statement", "license", "verdict", "reason", "rule", "obligations"}


def _asked(*arguments):
    done = running.here("license", *arguments)
    assert done.status == 0, done.err
    return done.out


@pytest.mark.parametrize(
    ("statement", "license_id", "verdict"),
    [
        ("CC BY 4.0", "CC-BY-4.0", "accept"),
        ("https://creativecommons.org/licenses/by-nc/4.0/deed.de", "CC-BY-NC-4.0", "reject"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0", "accept"),
        ("Alle Rechte vorbehalten.", "LicenseRef-all-rights-reserved", "reject"),
        ("", None, "reject"),
    ],
)
def test_json_has_the_keys_of_the_contract(statement, license_id, verdict):
    found = json.loads(_asked("--json", statement))
    assert set(found) >= KEYS
    assert (found["statement"], found["license"], found["verdict"]) == (statement, license_id, verdict)
    assert (found["reason"] is None) == (verdict == "accept")
    assert isinstance(found["obligations"], list)
    assert found["rule"]


def test_another_policy_judges_otherwise():
    assert json.loads(_asked("--json", "CC BY-SA 4.0"))["verdict"] == "accept"
    assert json.loads(_asked("--json", "CC BY-SA 4.0", "--policy", "public-domain-only"))["verdict"] == "reject"


def test_an_unknown_policy_is_refused_with_those_there_are():
    done = running.here("license", "CC0", "--policy", "nobody")
    assert done.status == 2
    assert "open-definition" in done.err


def test_a_file_is_read(tmp_path):
    (tmp_path / "LICENSE").write_text("Dieses Werk steht unter CC BY-SA 3.0 DE.\n", "utf-8")
    found = json.loads(_asked("--json", tmp_path / "LICENSE"))
    assert found["license"] == "CC-BY-SA-3.0-DE"
    assert found["statement"].startswith("Dieses Werk")


def test_a_statement_too_long_for_a_path_is_a_statement():
    assert json.loads(_asked("--json", "CC BY 4.0 " + "und so weiter " * 500))["verdict"]


def test_lines_are_answered_in_order_one_object_each():
    lines = ["CC BY 4.0", "", "Alle Rechte vorbehalten.", "CC0 1.0", 'mit "Zeichen" \\ und ü']
    done = running.apart("license", "--json", "-", stdin="\n".join(lines) + "\n")
    assert done.status == 0, done.err
    found = [json.loads(line) for line in done.out.splitlines()]
    assert [one["statement"] for one in found] == lines
    assert [one["license"] for one in found[:4]] == ["CC-BY-4.0", None, "LicenseRef-all-rights-reserved", "CC0-1.0"]
    assert all(set(one) >= KEYS for one in found)


def test_for_a_person_the_words_are_there():
    out = _asked("CC BY 4.0")
    assert "CC-BY-4.0" in out
    assert "accept" in out
    assert "attribution" in out
