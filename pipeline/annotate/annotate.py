"""One shard of documents × one annotator → one table, aligned row by row.

Annotators measure and never judge: the recipe decides which licence is good enough, how long a text must be and what
counts as a duplicate, so that no text is read again for a changed recipe.
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
from pipeline.store.code import code_hash
from pipeline.store.files import sha256_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pipeline.manifest import Recipe
    from pipeline.store.shard import Shard
    from pipeline.store.workspace import Workspace

JUDGES: Final = "judges"
RECOGNITION: Final = pa.struct(
    [
        pa.field("license", pa.string()),
        pa.field("rule", pa.string(), nullable=False),
        pa.field("reason", pa.string()),
    ]
)


@dataclass(frozen=True)
class Annotator:
    """A name, the columns of the documents it needs, the module whose import closure is its code, the function that measures."""

    name: str
    columns: tuple[str, ...]
    module: str
    annotate: Callable[[pa.Table, Mapping[str, Any]], pa.Table]


def _license(documents: pa.Table, _parameters: Mapping[str, Any]) -> pa.Table:
    """Recognise every statement; equal statements have the same `statements_key`, so that each set is judged once."""
    statements = documents.column("license_statements").combine_chunks()
    first, same = _repeated(statements)
    keys, recognitions = [], []
    for distinct in statements.take(pa.array(first, pa.int64())).to_pylist():
        keys.append(statements_key(distinct))
        recognised = (recognise(statement["statement"]) for statement in distinct)
        recognitions.append(
            [
                {"license": recognition.license, "rule": recognition.rule, "reason": recognition.reason}
                for recognition in recognised
            ]
        )
    columns = {
        "statements_key": pa.array(keys, pa.string()),
        "recognitions": pa.array(recognitions, pa.list_(RECOGNITION)),
    }
    return pa.table(columns).take(pa.array(same, pa.int64()))


def _repeated(statements: pa.ListArray) -> tuple[list[int], list[int]]:
    """Return the first row of each distinct list of statements, and the number of its list for every row."""
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
    # Stored with the fingerprint, so that a demand for deletion by the text's hash needs no text.
    return fingerprint.fingerprint(texts, **parameters).append_column("text_sha256", _sha256(texts))


def _sha256(texts: pa.ChunkedArray) -> pa.Array:
    digests = [hashlib.sha256(text.as_buffer()).digest() for chunk in texts.chunks for text in chunk]
    return pa.array(digests, pa.binary(32))


ANNOTATORS: Final = {
    annotator.name: annotator
    for annotator in (
        Annotator("license", ("license_statements",), "licenses.recognise", _license),
        Annotator("language", ("text",), "filters.language", _language),
        Annotator("measures", ("text", "damage"), "filters.measures", _measures),
        Annotator("groups", ("text",), "filters.groups", _groups),
        Annotator(JUDGES, user_filters.COLUMNS, "pipeline.annotate.user_filters", _judges),
        Annotator("pii", ("text",), "filters.pii.spans", _pii),
        Annotator("fingerprint", ("text",), "filters.fingerprint", _fingerprint),
    )
}
"""All annotators; none depends on another."""


def wanted(recipe: Recipe) -> tuple[str, ...]:
    """Return the annotators that a recipe needs: all, but `judges` only if it names filters of its own or of datatrove."""
    return tuple(name for name in ANNOTATORS if name != JUDGES or recipe.filters or recipe.datatrove)


def parameters_of(name: str, recipe: Recipe, own: Own | None = None) -> dict[str, Any]:
    """Return what an annotator depends on besides the documents and its code."""
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
    digest = sha256_of(language.model_path(model))
    return {"model": model, "model_sha256": digest, "window_characters": recipe.language.window_characters}


def code_of(name: str) -> str:
    """Return the hash of the code of an annotator: its module's closure, and this module, which calls it."""
    return code_hash(ANNOTATORS[name].module, alone=(__name__,))


def annotate(name: str, workspace: Workspace, shard: Shard, parameters: Mapping[str, Any]) -> None:
    """Write the annotation of one shard; its first column is the document's id, in the shard's order."""
    annotator = ANNOTATORS[name]
    documents = workspace.store.read_table(shard.documents(workspace), ["id", *annotator.columns])
    annotation = annotator.annotate(documents, parameters).add_column(0, "id", documents.column("id"))
    workspace.store.write_table(shard.annotation(workspace, name), annotation)
