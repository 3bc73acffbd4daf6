"""Compares a release of the collection `real` with the table of expected fates; the table's head says what is meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from gemeingut.yaml_text import load_yaml
from pipeline.manifest.globs import matches

TABLE = Path(__file__).parent / "expectations.yaml"


def expectations() -> dict[str, Any]:
    """Return the table."""
    content: dict[str, Any] = load_yaml(TABLE.read_text(encoding="utf-8"))
    return content


def deviations(release: Path, source: str) -> list[str]:
    """Return what became of a source's documents against expectation, one line each; nothing if all is well."""
    table = expectations()
    expected = table["sources"][source]
    members = pl.read_parquet(release / "ledger" / "_members.parquet").filter(pl.col("source") == source)
    path = release / "ledger" / f"{source}.parquet"
    if not path.is_file():
        return list(_not_read(expected, members))
    if expected.get("read") is False:
        return ["was read, and should have been refused before"]
    rows = pl.read_parquet(path).filter(pl.col("fate") != "quarantined").to_dicts()
    authority = set(table["authority"])
    found = []
    for exception in expected.get("exceptions", []):
        if exception["fate"] == "excluded":
            found += _excluded(exception, members)
            continue
        concerned = [row for row in rows if _concerns(exception, row)]
        rows = [row for row in rows if not _concerns(exception, row)]
        found += _exception(exception, concerned, authority)
    return found + list(_rest(expected, rows, authority))


def _not_read(expected: dict[str, Any], members: pl.DataFrame) -> Any:
    if expected["fate"] == "accept" or expected.get("read") is True:
        yield "was not read"
    reasons = set(members["reason"].to_list())
    if not reasons or not reasons <= set(expected.get("reasons", [])):
        yield f"was not read for {sorted(reasons)}, expected {expected.get('reasons')}"


def _concerns(exception: dict[str, Any], row: dict[str, Any]) -> bool:
    native = row["id"].split("/", 1)[1].split("#", 1)[0]
    return matches(row["member"], exception.get("members", ())) or matches(native, exception.get("ids", ()))


def _excluded(exception: dict[str, Any], members: pl.DataFrame) -> Any:
    left_out = members.filter(pl.col("fate") == "excluded")["member"].to_list()
    if not any(matches(one, exception["members"]) for one in left_out):
        yield f"{exception['members']} should have been left out"


def _exception(exception: dict[str, Any], rows: list[dict[str, Any]], authority: set[str]) -> Any:
    named = exception.get("members") or exception.get("ids")
    if exception["fate"] == "accept":
        refused = [row for row in rows if row["reason"] in authority]
        if refused:
            yield f"{named}: {len(refused)} refused, such as {refused[0]['id']} for {refused[0]['reason']}"
        return
    kept = [row["id"] for row in rows if row["fate"] == "kept"]
    if kept:
        yield f"{named}: {len(kept)} kept, such as {kept[0]}"
    allowed = set(exception["reasons"])
    foreign = {row["reason"] for row in rows if row["reason"] in authority} - allowed
    if foreign:
        yield f"{named}: removed for {sorted(foreign)}, expected {sorted(allowed)}"
    mainly = [row for row in rows if row["reason"] in exception.get("mainly", allowed)]
    if rows and 2 * len(mainly) < len(rows):
        yield f"{named}: only {len(mainly)} of {len(rows)} for {exception['mainly']}"


def _rest(expected: dict[str, Any], rows: list[dict[str, Any]], authority: set[str]) -> Any:
    kept = [row["id"] for row in rows if row["fate"] == "kept"]
    if expected["fate"] == "accept":
        refused = [row for row in rows if row["reason"] in authority]
        if refused:
            yield f"{len(refused)} refused, such as {refused[0]['id']} for {refused[0]['reason']}"
        least = expected.get("kept_at_least", 1)
        if len(kept) < least:
            yield f"{len(kept)} kept, expected at least {least}"
        return
    if kept:
        yield f"{len(kept)} kept, such as {kept[0]}"
    foreign = {row["reason"] for row in rows if row["reason"]} - set(expected["reasons"])
    if foreign:
        yield f"removed for {sorted(foreign)}, expected {expected['reasons']}"
