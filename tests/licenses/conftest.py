from __future__ import annotations

from pathlib import Path

import pytest

from gemeingut.yaml_text import load_yaml
from licenses.policy import Policy, PolicyRule

POLICIES = Path(__file__).parents[2] / "manifests" / "policies"
STATEMENTS = Path(__file__).parent / "statements.yaml"


def load_policy(name: str) -> Policy:
    data = load_yaml((POLICIES / f"{name}.yaml").read_text(encoding="utf-8"))
    rules = [
        {key: tuple(value) if isinstance(value, list) else value for key, value in rule.items()}
        for rule in data["rules"]
    ]
    return Policy(data["name"], data["title"], tuple(PolicyRule(**rule) for rule in rules))


@pytest.fixture(scope="session")
def open_definition() -> Policy:
    return load_policy("open-definition")


@pytest.fixture(scope="session")
def labelled() -> dict[str, dict[str, list[str]]]:
    return load_yaml(STATEMENTS.read_text(encoding="utf-8"))
